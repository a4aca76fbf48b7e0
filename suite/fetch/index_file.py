"""Find a year's index change in a workbook or CSV file that somebody has downloaded, however it is laid out."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic_core import PydanticCustomError

from model.errors import Fault, InputError
from model.fields import parse_decimal
from model.read.csv_file import separator_of
from model.read.heading import PARTED
from model.read.text_file import read_text
from model.read.xlsx_file import Cell, SheetRow, opened, sheet_rows

Place = tuple[int, int]
"""Row and column, counted from 1."""

_LARGEST_CSV = 2**20
_MOST_CROSSINGS = 10_000


@dataclass(frozen=True)
class _Sheet:
    """A sheet, or a whole CSV file.

    Attributes
    ----------
    name : str
        How the sheet is told of; empty for a CSV file.
    cells : mapping of (int, int) to str
        Its texts; a number as it is shown, so with its per cent sign.
    remarks : mapping of (int, int) to str
        What a reader of the file would not see, or see otherwise, of a cell.
    widths : mapping of int to int
        The number of cells in each row, where commas part them.
    """

    name: str
    cells: Mapping[Place, str]
    remarks: Mapping[Place, str] = field(default_factory=dict)
    widths: Mapping[int, int] = field(default_factory=dict)


def read_change(path: Path, year: str, column: str, sheet: str = "") -> tuple[str, str]:
    """Return a year's change in per cent as text, and where in the file it stands.

    The year may stand in the left-most column and the index's name above, or the other way round.

    Parameters
    ----------
    path : Path
        A workbook (``.xlsx``) or CSV file.
    year : str
        The year.
    column : str
        The name of the index in the file, such as ``LPIX``.
    sheet : str
        The sheet to look on; every sheet where none is named.

    Raises
    ------
    InputError
        If it cannot be read, or the year and the name do not meet in exactly one number.
    """
    found = [
        (text, f"{path.name}{each.name} {place}")
        for each in _sheets(path, column, sheet)
        for text, place in _meetings(each, path.name, year.strip(), column.strip())
    ]
    if len(found) != 1:
        told = "; ".join(f"{text} i {place}" for text, place in found[:5]) or None
        expected = f"ett enda tal där {year} och ”{column}” möts; namnge blad och kolumn med --blad och --kolumn"
        raise InputError(Fault(path.name, expected, told))
    return found[0]


def _sheets(path: Path, column: str, sheet: str) -> Iterator[_Sheet]:
    if path.suffix.lower() != ".xlsx":
        yield _csv_sheet(path, column)
        return
    with opened(path, path.name, data_only=True) as book:
        seen = {each.title: each.sheet_state == "visible" for each in book.worksheets}
    for name in [sheet] if sheet else seen:
        rows = [(row, cell) for row in sheet_rows(path, path.name, name) for cell in row.cells]
        filled = [(row, cell) for row, cell in rows if cell.value is not None]
        yield _Sheet(
            f" blad {name}{'' if seen[name] else ' (dolt)'}",
            {(row.line, cell.column): cell.text(path.name, row.line).strip() for row, cell in filled},
            {(row.line, cell.column): told for row, cell in filled if (told := _remark(row, cell))},
        )


def _remark(row: SheetRow, cell: Cell) -> str:
    remarks = [(row.hidden, "dold rad"), (cell.hidden, "dold kolumn"), (cell.struck, "överstruket")]
    return ", ".join(text for holds, text in remarks if holds)


def _csv_sheet(path: Path, column: str) -> _Sheet:
    """Return a CSV file; the separator is the one that the line with the index's name has most of."""
    text = read_text(path, path.name, _LARGEST_CSV)
    named = [line for line in text.split("\n") if column.strip().casefold() in line.casefold()]
    separator = separator_of(max(named or text.split("\n"), key=lambda line: max(map(line.count, ";,\t"))))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = dict(enumerate(lines, 1))
    except csv.Error:
        raise InputError(Fault(path.name, "hela CSV-rader", row=lines.line_num)) from None
    places = {(r, c): cell.strip() for r, row in rows.items() for c, cell in enumerate(row, 1)}
    widths = {r: len(row) for r, row in rows.items()} if separator == "," else {}
    return _Sheet("", {place: cell for place, cell in places.items() if cell}, widths=widths)


def _meetings(sheet: _Sheet, file: str, year: str, column: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers where a line of the year and a line of the name cross, each once, with their place."""
    years = [place for place, text in sheet.cells.items() if text == year]
    names = [place for place, text in sheet.cells.items() if text.casefold() == column.casefold()]
    if len(years) * len(names) > _MOST_CROSSINGS:
        raise InputError(f"{year} och ”{column}” står på fler ställen än det går att välja mellan")
    crossings = {
        (max(a, c), max(b, d), min(a, c))
        for a, b in years
        for c, d in names
        if (c < a and b < d) or (a < c and d < b)
    }
    for row, place, heading in sorted(crossings):
        text = sheet.cells.get((row, place), "")
        try:
            parse_decimal(text.removesuffix("%").rstrip())
        except PydanticCustomError:
            continue
        if sheet.widths.get(row, 0) > sheet.widths.get(heading, 0):
            expected = f"lika många celler som rubrikerna på rad {heading}, {sheet.widths[heading]}{PARTED}"
            raise InputError(Fault(file, expected, f"{sheet.widths[row]} celler", row))
        remark = sheet.remarks.get((row, place), "")
        yield text, f"rad {row} kolumn {place}{f' ({remark})' if remark else ''}"
