"""A workbook that a colleague has edited, read back: what is written in its own rows, and what else is changed.

The rows are found by their codes, so that a line added above them does no harm.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeGuard

from openpyxl import Workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from model.errors import Fault, InputError
from model.fields import Count, Date, Kronor, Percent, Share, expected, parse_date, parse_decimal
from model.read.text_file import garbled
from model.read.xlsx_file import Cell, content, opened, sheet_rows
from suite.show.swedish import number, percent
from suite.workbook.changes import CHANGES, SINCE
from suite.workbook.inputs import SHOWN
from suite.workbook.sheet import CHOOSER, FIRST, HEADER, NOTE, VALUE, WHAT, WHO

_KINDS = {
    word: TypeAdapter[object](kind)
    for word, kind in {
        "lpix": Percent,
        "folkmangd": Count,
        "belopp": Kronor,
        "nyckel": Share,
        "andel": Count,
        "utfall": Percent,
        "till": Date,
    }.items()
}
"""What an own value must be, by the first word of its code."""

_COUNTED = (
    "{place}: läst som {text}, som cellen visar; arbetsboken själv har räknat med {counted}, så skriv talet där "
    "igen"
)

Values = Mapping[tuple[str, int], Decimal | dt.date]
"""Own values by item code and year; 0 for what is not yearly, a date."""


@dataclass
class Edits:
    """What a colleague has written in a workbook.

    Attributes
    ----------
    scenario, written : str
        Codes of the scenario that is chosen, and of the one that was when the workbook was written.
    as_of : date
        The as-of date that the workbook was written for.
    header : dict of str
        What the change is called, who made it, when and why, where that is written.
    values, since : dict of (str, int)
        Own values by item code and year, for the year alone and from it on; 0 for what is not yearly, a date.
    shown : dict of (str, str, int)
        The amounts that Resultat showed when it was saved, by agreement, party and year; empty where unsaved.
    faults : list of Fault
        The cells of own rows that hold something else than they should.
    notes : list of str
        The cells of own rows that the workbook itself has counted with otherwise than they show.
    """

    scenario: str = ""
    written: str = ""
    as_of: dt.date = dt.date.min
    header: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, int], Decimal | dt.date] = field(default_factory=dict)
    since: dict[tuple[str, int], Decimal | dt.date] = field(default_factory=dict)
    shown: dict[tuple[str, str, int], Decimal] = field(default_factory=dict)
    faults: list[Fault | str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_edits(path: Path, name: str) -> Edits:
    """Return what a colleague has written in a workbook.

    Raises
    ------
    InputError
        If it is no workbook of ours, or it cannot be told which scenario is chosen.
    """
    found, codes, written, where = Edits(), dict[str, str](), "", f"{name}, blad Indata"
    for line, cells, _ in sheet_rows(path, name, "Indata"):
        code = str(cells[NOTE].value or "").strip()
        if cells[WHAT].value == "Scenario" and code:
            codes[cells[WHO].text(where, line)] = code
        elif code == "per_datum":
            found.as_of = _date(cells[VALUE].text(where, line), Fault(where, "", None, line, "D"))
        elif code == "skrevs":
            written = cells[WHO].text(where, line)
    _changes(path, name, found)
    chosen = _results(path, name, found)
    if found.as_of == dt.date.min or chosen not in codes or written not in codes:
        expected = f"en arbetsbok som arbetsbok har skrivit, med något av {', '.join(codes) or 'scenarierna'} valt"
        raise InputError(Fault(f"{name}, blad Resultat", expected, chosen, CHOOSER, "B"))
    found.scenario, found.written = codes[chosen], codes[written]
    return found


def _changes(path: Path, name: str, found: Edits) -> None:
    """Take up what is written on the sheet of one's own changes."""
    years, where = list[str](), f"{name}, blad {CHANGES}"
    for line, cells, _ in sheet_rows(path, name, CHANGES):
        code = str(cells[NOTE].value or "").strip()
        if line == HEADER:
            years = [cell.text(where, line) for cell in cells[FIRST:]]
        elif code.startswith("andring "):
            found.header[code.removeprefix("andring ")] = text = cells[WHO].text(where, line)
            found.faults += filter(None, [garbled(text, where, line, get_column_letter(cells[WHO].column))])
        elif code:
            _own_row(found, where, line, code, cells, years)


def _own_row(found: Edits, where: str, line: int, code: str, cells: Sequence[Cell], years: Sequence[str]) -> None:
    """Take up the cells of an own row: one for what is not yearly, else one a year."""
    if code.startswith("till "):
        _own(found, where, line, code, 0, cells[VALUE])
        return
    for cell, year in zip(cells[FIRST:], years, strict=False):
        _own(found, where, line, code, int(year) if re.fullmatch("[0-9]{4}", year) else -1, cell)


def _own(found: Edits, where: str, line: int, code: str, year: int, cell: Cell) -> None:
    """Take up a cell of an own row, if something is written in it."""
    place, text = Fault(where, "", None, line, get_column_letter(cell.column)), str(cell.value or "")
    try:
        text = cell.text(where, line).strip()
        if text and cell.struck:
            raise expected("ett värde som inte är överstruket, eller inget")
        if text:
            own, item = (found.since, code.removeprefix(SINCE)) if code.startswith(SINCE) else (found.values, code)
            own[item, year] = value = _value(item.split()[0], text)
            if counted := _counted_otherwise(cell, value, SHOWN.get(item.split()[0], "")):
                shown = text.replace(".", ",")
                found.notes.append(_COUNTED.format(place=place.place, text=shown, counted=counted))
    except ValidationError as error:
        found.faults.append(replace(place, expected=error.errors()[0]["ctx"]["text"], found=text))
    except PydanticCustomError as error:
        found.faults.append(replace(place, expected=error.message(), found=text))
    except InputError as error:
        found.faults += error.faults


def _value(word: str, text: str) -> Decimal | dt.date:
    """Return an own value as what it must be by the first word of its code."""
    value = _KINDS[word].validate_python(text) if word in _KINDS else parse_decimal(text)
    return value if isinstance(value, Decimal | dt.date) else Decimal(str(value))


def _counted_otherwise(cell: Cell, value: Decimal | dt.date, kind: str) -> str:
    """Return what the workbook's own formulas have counted with, if it is another number than the cell shows."""
    if not isinstance(value, Decimal) or not _is_amount(cell.value):
        return ""
    counted = (Decimal(format(cell.value, ".15g")) * (100 if kind == "percent" else 1)).normalize()
    return "" if counted == value else percent(counted) if kind == "percent" else number(counted)


def _date(text: str, fault: Fault) -> dt.date:
    try:
        return parse_date(text)
    except PydanticCustomError as error:
        raise InputError(replace(fault, expected=error.message(), found=text)) from None


def _results(path: Path, name: str, found: Edits) -> str:
    """Take up the amounts that are shown, and return the name of the scenario that is chosen."""
    chosen, years = "", list[object]()
    for line, cells, _ in sheet_rows(path, name, "Resultat"):
        words = str(cells[NOTE].value or "").split()
        if line == CHOOSER:
            chosen = cells[WHO].text(f"{name}, blad Resultat", line)
        elif line == HEADER:
            years = [cell.value for cell in cells[FIRST:]]
        elif len(words) == 2:
            for cell, year in zip(cells[FIRST:], years, strict=False):
                if _is_amount(cell.value) and _is_amount(year):
                    found.shown[words[0], words[1], int(year)] = round(Decimal(cell.value), 2)
    return chosen


def _is_amount(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and math.isfinite(value) and abs(value) < 10**15


def differing(path: Path, name: str, original: Path) -> list[str]:
    """Return the cells of a workbook that are not as it was written, those that one may write in left out.

    Parameters
    ----------
    path, name
        The workbook, and its name in messages.
    original : Path
        The same workbook as it is written today.

    Raises
    ------
    InputError
        If either is no workbook.
    """
    with opened(path, name) as theirs, opened(original, name) as ours:
        lines = [
            f"{name}: bladet {sheet} finns inte i modellens"
            for sheet in theirs.sheetnames
            if sheet not in ours.sheetnames
        ]
        lines += [f"{name}: bladet {sheet} saknas" for sheet in ours.sheetnames if sheet not in theirs.sheetnames]
        for sheet in ours.sheetnames:
            if sheet in theirs.sheetnames:
                lines += _sheet_differences(theirs, ours, sheet, name)
    return lines


def _sheet_differences(theirs: Workbook, ours: Workbook, sheet: str, name: str) -> Iterator[str]:
    rows: Iterable[tuple[int, Any]] = enumerate(ours[sheet].iter_rows(), 1)
    cells = ((row, column, cell) for row, own in rows for column, cell in enumerate(own, 1))
    right = {(row, column): cell for row, column, cell in cells if cell is not EMPTY_CELL}
    where = f"{name}, blad {sheet}"
    found = content([theirs[sheet]], where)
    seen = {(row, column): cell.value for row, (cells,) in found for column, cell in enumerate(cells, 1)}
    for row, column in sorted({*seen, *right}):
        cell, value = right.get((row, column)), seen.get((row, column))
        wanted = cell.value if cell else None
        if (cell is None or cell.protection.locked) and _plain(value) != _plain(wanted):
            expected = "en tom cell" if wanted is None else f"”{wanted}”, som modellen skriver"
            yield str(Fault(where, expected, str(value or ""), row, get_column_letter(column)))


def _plain(value: object) -> object:
    """Return a cell's content as it can be compared: formulas without spaces and case, Excel's digits."""
    if isinstance(value, str):
        return "".join(value.split()).upper() if value.startswith("=") else value or None
    if isinstance(value, dt.datetime):
        return value.date()
    return float(format(value, ".15g")) if isinstance(value, int | float) else value
