"""Where what a command says goes: its answer to standard output, warnings and errors beside it, all to a log.

Lines of prose are folded at the edge of a terminal. What is written to a file or another program stays as it is.
"""

import logging
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from model.errors import InputError
from suite.files.messages import ANSWER, LOG

_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ")
_WORDS = {logging.INFO: "gjort", ANSWER: "svar", logging.WARNING: "varning", logging.ERROR: "fel"}
_COLUMNS = re.compile(r"\S {2,}\S")
"""What stands in columns, which would not stand in them if it were folded."""


class _Told(logging.Handler):
    """A handler that does not pass over in silence that something could not be written."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  the name that logging calls
        raise  # what was being handled when logging called


class _Console(_Told, logging.StreamHandler[TextIO]):
    """Writes some of the records to a stream."""

    def __init__(self, stream: TextIO, wanted: Callable[[int], bool], fold: bool) -> None:
        super().__init__(stream)
        self.addFilter(lambda record: wanted(record.levelno))
        self._width = shutil.get_terminal_size().columns - 1 if fold and stream.isatty() else 0

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(_folded(line, self._width) for line in record.getMessage().split("\n"))


def _folded(line: str, width: int) -> str:
    if not width or len(line) <= width or _COLUMNS.search(line):
        return line
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


class _Kept(_Told, logging.FileHandler):
    """Writes every record to a file, until it takes no more."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        LOG.removeHandler(self)  # so that what went wrong can be told
        super().handleError(record)


class _Stamped(logging.Formatter):
    """Stamps each line with when it was said, and what kind of thing it is."""

    def format(self, record: logging.LogRecord) -> str:
        head = f"{self.formatTime(record, '%Y-%m-%d %H:%M:%S')} {_WORDS.get(record.levelno, record.levelname):<7}"
        return "\n".join(f"{head} {line}".rstrip() for line in record.getMessage().split("\n"))


@contextmanager
def speaking(*, quiet: bool, data: bool, fold: bool) -> Iterator[None]:
    """Let what is said be heard on this process's streams, until the block ends.

    Parameters
    ----------
    quiet : bool
        Whether what is only told is left out.
    data : bool
        Whether the answer is data for another program: standard output then holds nothing else.
    fold : bool
        Whether lines are folded at the edge of a terminal.
    """
    out, err = sys.stdout, sys.stderr
    LOG.setLevel(logging.INFO)
    LOG.addHandler(_Console(out, lambda level: level == ANSWER, fold))
    LOG.addHandler(_Console(err, lambda level: level > ANSWER, fold))
    if not quiet:
        LOG.addHandler(_Console(err if data else out, lambda level: level < ANSWER, fold))
    try:
        yield
    finally:
        for each in [*LOG.handlers]:
            LOG.removeHandler(each)
            if isinstance(each, logging.FileHandler):
                each.close()


def keep_log(path: Path, command: str) -> None:
    """Also write what is said, with times, last in a file.

    Parameters
    ----------
    path : Path
        The file; one that is there must be a log.
    command : str
        What is run: the first that the file says of it.

    Raises
    ------
    InputError
        If something else lies there.
    """
    if path.is_file() and path.stat().st_size:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            if not _STAMP.match(file.readline()):
                raise InputError(f"--logg: {path} finns redan och är ingen logg; välj ett annat namn")
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = _Kept(path, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(_Stamped())
    LOG.addHandler(handler)
    handler.handle(LOG.makeRecord(LOG.name, logging.INFO, "", 0, "%s", (f"kör {command}",), None))
