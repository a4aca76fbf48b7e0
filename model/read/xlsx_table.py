"""Read a table from a workbook: which sheet it stands on, and the rows that somebody has hidden or struck out.

A row that is hidden, filtered out or struck out may be meant to count or not to: nobody can tell, so it is asked.
"""

from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from model.errors import Fault, InputError
from model.finding import Finding
from model.near import composed
from model.read.left_out import left_out
from model.read.line import Line
from model.read.xlsx_file import MOST_COLUMNS, Row, content, opened, sheet_rows

_MOST_TOLD = 10
_FILTERED = "att ingen rad med något i är dold; ta bort filtret eller visa raderna, eller ta bort dem ur bladet"
_STRUCK = "att ingen cell är överstruken; ta bort raderna om de inte gäller, annars strecken"


class _Sheet(NamedTuple):
    """A sheet's name, whether it is seen, whether it holds anything, and whether that is a table of ours."""

    title: str
    seen: bool
    filled: bool
    fits: bool

    def __str__(self) -> str:
        return self.title if self.seen else f"{self.title} (dolt)"


def xlsx_lines(path: Path, name: str, headings: Collection[str], notes: list[Finding]) -> Iterator[Line]:
    """Yield the lines of the first sheet that is seen, and last what is wrong with the rows as a whole.

    Parameters
    ----------
    path, name
        The file, and its name in messages.
    headings : collection of str
        The headings that a table of this kind must have.
    notes : list of Finding
        What is not read is added here.

    Raises
    ------
    InputError
        If the file is no workbook, or the rows stand on another sheet or on several.
    """
    sheet = _chosen(_sheets(path, name, headings), name, notes)
    hidden, struck = list[int](), list[int]()
    for row in sheet_rows(path, name, sheet):
        hidden += [row.line] if row.hidden else []
        struck += [row.line] if any(cell.struck for cell in row.cells) else []
        yield _line(row, name)
    faults = [
        Fault(name, expected, f"{what} rader ({len(lines)} st): {_told(lines)}")
        for lines, what, expected in ((hidden, "dolda", _FILTERED), (struck, "överstrukna", _STRUCK))
        if lines
    ]
    yield Line(0, [], faults)


def _line(row: Row, name: str) -> Line:
    texts, faults = list[str](), list[Fault | str]()
    for cell in row.cells:
        try:
            texts.append(cell.text(name, row.line))
        except InputError as error:
            faults += error.faults
    return Line(row.line, texts, faults)


def _told(lines: Collection[int]) -> str:
    more = f" och {len(lines) - _MOST_TOLD} till" if len(lines) > _MOST_TOLD else ""
    return f"{', '.join(map(str, islice(lines, _MOST_TOLD)))}{more}"


def _sheets(path: Path, name: str, headings: Collection[str]) -> list[_Sheet]:
    """Return the sheets of a workbook in order, by what their first two rows hold."""
    with opened(path, name, data_only=True) as book:
        if not book.worksheets:
            raise InputError(Fault(name, "en arbetsbok med ett kalkylblad"))
        return [_sheet(sheet, name, headings) for sheet in book.worksheets]


def _sheet(sheet: Any, name: str, headings: Collection[str]) -> _Sheet:
    rows = [cells for _, (cells,) in islice(content([sheet], name, MOST_COLUMNS), 2)]
    first = {composed(str(cell.value)).strip().lower() for cells in rows[:1] for cell in cells}
    return _Sheet(sheet.title, sheet.sheet_state == "visible", bool(rows), len(rows) > 1 and first >= {*headings})


def _chosen(sheets: list[_Sheet], name: str, notes: list[Finding]) -> str:
    """Return the name of the sheet to read: the first that is seen, if no other holds such rows."""
    first = next((sheet for sheet in sheets if sheet.seen), sheets[0])
    others = [sheet for sheet in sheets if sheet is not first]
    fitting = ", ".join(str(sheet) for sheet in others if sheet.fits)
    if fitting and first.fits:
        expected = f"alla rader på ett enda blad; {fitting} har samma rubriker som {first} och läses annars inte"
        raise InputError(Fault(name, expected, f"rader på flera blad: {first}, {fitting}"))
    if fitting:
        raise InputError(
            Fault(name, f"rubrikerna på det första bladet; flytta bladet {fitting} först", str(first))
        )
    filled = ", ".join(str(sheet) for sheet in others if sheet.filled)
    if filled:
        notes.append(left_out(f"{name}: bladet {first.title} läses, {filled} läses inte."))
    return first.title
