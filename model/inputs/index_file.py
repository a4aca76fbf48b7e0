"""Find a year's index change in a workbook or CSV file that somebody has downloaded, however it is laid out."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from pydantic_core import PydanticCustomError

from model.errors import Fault, InputError
from model.fields import parse_decimal
from model.inputs.text import read_text, separator_of
from model.inputs.xlsx_file import MOST_COLUMNS, opened, sheet_lines

Cells = dict[tuple[int, int], str]
"""Texts by row and column, counted from 1; a cell that is shown in per cent holds the per cent."""

_LARGEST_CSV = 2**20
_MOST_CROSSINGS = 10_000


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
        (text, f"{path.name}{f' blad {name}' if name else ''} {place}")
        for name, cells in _sheets(path, sheet)
        for text, place in _meetings(cells, year.strip(), column.strip())
    ]
    if len(found) != 1:
        told = "; ".join(f"{text} i {place}" for text, place in found[:5]) or None
        expected = f"ett enda tal där {year} och ”{column}” möts; namnge blad och kolumn med --blad och --kolumn"
        raise InputError(Fault(path.name, expected, told))
    return found[0]


def _sheets(path: Path, sheet: str) -> Iterator[tuple[str, Cells]]:
    if path.suffix.lower() != ".xlsx":
        yield "", _csv_cells(path)
        return
    with opened(path, path.name, data_only=True) as book:
        names = [sheet] if sheet else book.sheetnames
    for name in names:
        texts = {
            (line, cell.column): cell.text(path.name, line).strip()
            for line, cells in sheet_lines(path, path.name, name)
            for cell in cells
            if cell.value is not None
        }
        shown = _shown_in_percent(path, name, max((line for line, _ in texts), default=1))
        yield name, {place: _in_percent(text) if place in shown else text for place, text in texts.items()}


def _csv_cells(path: Path) -> Cells:
    text = read_text(path, path.name, _LARGEST_CSV)
    heading = max(text.split("\n"), key=len)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(heading))
    try:
        places = {(r, c): cell.strip() for r, row in enumerate(lines, 1) for c, cell in enumerate(row, 1)}
    except csv.Error:
        raise InputError(Fault(path.name, "hela CSV-rader", row=lines.line_num)) from None
    return {place: cell for place, cell in places.items() if cell}


def _shown_in_percent(path: Path, sheet: str, last: int) -> set[tuple[int | None, int | None]]:
    """Return the places of a sheet, to its last line, that are shown in per cent."""
    with opened(path, path.name, data_only=True) as book:
        rows = book[sheet].iter_rows(max_row=last, max_col=MOST_COLUMNS)
        return {(cell.row, cell.column) for row in rows for cell in row if "%" in (cell.number_format or "")}


def _in_percent(text: str) -> str:
    """Return what a cell that is shown in per cent shows: 0.031 is 3.1."""
    try:
        return f"{(parse_decimal(text) * 100).normalize():f}"
    except PydanticCustomError:
        return text


def _meetings(cells: Cells, year: str, column: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers where a line of the year and a line of the name cross, each once, with their place."""
    years = [place for place, text in cells.items() if text == year]
    names = [place for place, text in cells.items() if text.casefold() == column.casefold()]
    if len(years) * len(names) > _MOST_CROSSINGS:
        raise InputError(f"{year} och ”{column}” står på fler ställen än det går att välja mellan")
    crossings = {
        (max(a, c), max(b, d)) for a, b in years for c, d in names if (c < a and b < d) or (a < c and d < b)
    }
    for row, place in sorted(crossings):
        text = cells.get((row, place), "")
        try:
            parse_decimal(text.removesuffix("%").rstrip())
        except PydanticCustomError:
            continue
        yield text, f"rad {row} kolumn {place}"
