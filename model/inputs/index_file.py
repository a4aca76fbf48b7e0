"""Find a year's index change in a workbook or CSV file that somebody has downloaded, however it is laid out."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from pydantic_core import PydanticCustomError

from model.errors import Fault, InputError
from model.fields import parse_decimal
from model.inputs.text import read_text
from model.inputs.xlsx_file import MOST_COLUMNS, MOST_ROWS, opened, sheet_lines

Cells = dict[tuple[int, int], str]
"""Texts by row and column, counted from 1; a cell that is shown in per cent holds the per cent."""


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
        text = read_text(path, path.name)
        heading = max(text.split("\n"), key=len)
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=heading.count))
        yield (
            "",
            {
                (r, c): cell.strip()
                for r, row in enumerate(lines, 1)
                for c, cell in enumerate(row, 1)
                if cell.strip()
            },
        )
        return
    with opened(path, path.name, data_only=True) as book:
        names = [sheet] if sheet else book.sheetnames
        formats = {
            name: {
                (cell.row, cell.column)
                for row in book[name].iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
                for cell in row
                if "%" in (cell.number_format or "")
            }
            for name in names
            if name in book.sheetnames
        }
    for name in names:
        texts = {
            (line, cell.column): cell.text(path.name, line).strip()
            for line, cells in sheet_lines(path, path.name, name)
            for cell in cells
            if cell.value is not None
        }
        yield name, {place: _in_percent(text) if place in formats[name] else text for place, text in texts.items()}


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
