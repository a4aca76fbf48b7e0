"""The file that a user names to have something written in: what may lie there already, and what may not.

What the run reads is never written over, nor is a file that holds something else than what is to be written. An
earlier file of the same kind is kept (`suite.files.earlier`), since somebody may have written in it.
"""

import csv
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from model.errors import InputError
from suite.files.earlier import keep, same_content
from suite.files.folder import check_closed, whole_file
from suite.files.messages import warn

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_UNREADABLE = (
    *(OSError, ValueError, LookupError, TypeError, RecursionError),
    *(zipfile.BadZipFile, ParseError, csv.Error),
)
_MOST = 2**16
"""The most bytes that are read of what a workbook says of itself."""


def check_unread(path: Path, sources: Iterable[Path]) -> None:
    """Refuse a file to write in that is one of those that are read, however it is spelled.

    Parameters
    ----------
    path : Path
        The file to write in.
    sources : iterable of Path
        What the command reads, where it is there: files, and folders, of which no file may be written over whether
        it is read or not.

    Raises
    ------
    InputError
        If it is.
    """
    files = (each for source in sources for each in (source, *source.rglob("*")))
    for each in files if path.is_file() else ():
        if each.is_file() and each.samefile(path):
            also = "" if each == path else f" ({each})"
            told = f"--ut: {path}{also} ligger bland det som läses; välj ett annat namn, så skrivs inget över"
            raise InputError(told)


@contextmanager
def output_file(path: Path) -> Iterator[Path]:
    """Give a file to write; it takes the path's place when the block ends, and what lay there is kept.

    Raises
    ------
    InputError
        If something else lies there, or it cannot be written.
    """
    with whole_file(path) as fresh:
        yield fresh
        if path.is_file() and not same_content(path.resolve(), fresh):
            check_closed(path)
            if not _of_a_kind(_says(path), _says(fresh)):
                raise InputError(
                    f"{path} finns redan och är något annat än det som skulle skrivas; välj ett annat namn, "
                    "så skrivs inget över"
                )
            warn(f"Det som låg där förut ligger i {keep(path)}.")


def _of_a_kind(one: set[str], other: set[str]) -> bool:
    """Whether two files hold the same kind of thing: one may have columns that the other lacks."""
    return bool(one & other) and (one <= other or other <= one)


def _says(path: Path) -> set[str]:
    """Return what a file says that it holds: a workbook's title, a record's keys, the words of its first line."""
    try:
        if path.suffix.lower() == ".xlsx":
            with zipfile.ZipFile(path) as book, book.open("docProps/core.xml") as properties:
                return {fromstring(properties.read(_MOST)).findtext(_TITLE)} - {None}
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        if path.suffix.lower() == ".json":
            return set(json.loads(text)[0])
        return set(next(csv.reader(text.splitlines()[:1], delimiter=";"), []))
    except _UNREADABLE:
        return set()
