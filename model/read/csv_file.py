"""A CSV file, as Swedish Excel or anybody else writes it, as lines of text, within bounds."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from model.errors import Fault
from model.read.heading import TableLine
from model.read.text_file import read_text

_SEPARATORS = ";,\t"
_LONGEST_LINE = 2**20
_BROKEN = "en hel CSV-rad; ett citattecken saknas eller står fel, eller en cell är orimligt lång"


def csv_lines(path: Path, name: str, deepest: int = 1) -> Iterator[TableLine]:
    """Yield the lines of a file; the separator is the one that the heading has most of.

    Parameters
    ----------
    path, name
        The file, and its name in messages.
    deepest : int
        The last of the lines that the heading may stand on; it is then the one of them with most separators.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    text = read_text(path, name)
    separator, whole = separator_of(heading_of(text, deepest)), text.endswith(("\n", "\r"))
    pieces = list(io.StringIO(text, newline=""))
    too_long = next((number for number, piece in enumerate(pieces, 1) if len(piece) > _LONGEST_LINE), None)
    lines = csv.reader(pieces[: too_long - 1] if too_long else pieces, delimiter=separator, strict=True)
    try:
        for cells in lines:
            last = not whole and lines.line_num == len(pieces)
            yield TableLine(lines.line_num, cells, separator=separator, torn=last)
    except csv.Error:
        yield TableLine(lines.line_num, [], [Fault(name, _BROKEN, row=lines.line_num)])
    if too_long:
        yield TableLine(too_long, [], [Fault(name, f"rader på högst {_LONGEST_LINE} tecken", row=too_long)])


def separator_of(line: str) -> str:
    """Return the sign that parts the cells of a CSV line: the one it has most of, ``;``, ``,`` or tab."""
    return max(_SEPARATORS, key=line.count)


def heading_of(text: str, deepest: int = 1) -> str:
    """Return a CSV file's first line that is not empty, or of some first lines the one with most separators."""
    lines = text.lstrip("\r\n").split("\n", deepest)[:deepest]
    return max(lines, key=lambda line: max(map(line.count, _SEPARATORS)))
