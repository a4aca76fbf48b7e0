"""The workbook of tables as it is written: a sheet a table, and in each column only what may stand there."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import xlsxwriter

from model.dates import FIRST_YEAR, LAST_YEAR
from model.fields import cell_text
from model.read.tables import InputTable
from suite.fetch.table_content import Content
from suite.show.xlsx import new_workbook

_PROPERTIES = {"title": "Indata", "created": dt.datetime(2000, 1, 1)}
"""What the workbook says of itself; no day, so that the same tables have the same bytes."""

_LAST_LINE = 5000
"""The last line of a sheet that is checked as it is typed."""

_WIDEST = 60
_HEAD = {"bold": True, "bg_color": "#12436D", "font_color": "#FFFFFF"}
_FORMATS = {str: "@", bool: "@", dt.date: "yyyy-mm-dd", int: "0", Decimal: "0.0#####"}
_MOST = 10**11


def write_sheets(path: Path, tables: Mapping[InputTable[Any], Content | None]) -> None:
    """Write a workbook whole or not at all, with a sheet for each table; one that has no rows has headings.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    with new_workbook(path, _PROPERTIES) as book:
        for table, content in tables.items():
            _add_sheet(book, table, content or Content(table.columns, []))


def _add_sheet(book: xlsxwriter.Workbook, table: InputTable[Any], content: Content) -> None:
    sheet = book.add_worksheet(table.sheet)
    head, kinds = book.add_format(_HEAD), _kinds(table)
    for place, name in enumerate(content.columns):
        kind = kinds.get(name, str)
        shown = book.add_format({"num_format": _shown(name, kind)})
        widest = max([len(name), *(len(cell_text(row.get(name))) for row in content.rows)])
        sheet.set_column(place, place, min(widest, _WIDEST) + 2, shown)
        sheet.write_string(0, place, name, head)
        for line, row in enumerate(content.rows, 1):
            _write(sheet, line, place, row.get(name), shown)
        if rule := _rule(kind):
            told = {"error_title": f"{name}: fel värde", "error_message": f"Väntade {rule.pop('expected')}."}
            sheet.data_validation(1, place, _LAST_LINE - 1, place, {**rule, **told})
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _kinds(table: InputTable[Any]) -> dict[str, type]:
    """Return the type of the values of each column that is known, whether it may be left empty or not."""
    fields = table.kind.model_fields.items()
    types = {field.alias or key: [field.annotation, *get_args(field.annotation)] for key, field in fields}
    plain = {name: [each for each in found if isinstance(each, type)] for name, found in types.items()}
    return {name: found[0] for name, found in plain.items() if found}


def _shown(name: str, kind: type) -> str:
    """Return the number format of a column: thousands apart in amounts and populations, never in years."""
    large = name.endswith("_kr") or name == "folkmangd"
    return "#,##0" if large and kind is int else _FORMATS.get(kind, "@")


def _write(sheet: Any, line: int, place: int, value: object, shown: Any) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(line, place, value, shown)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        sheet.write_number(line, place, value, shown)
    elif value is not None:
        sheet.write_string(line, place, cell_text(value), shown)


def _rule(kind: type) -> dict[str, Any]:
    """Return what Excel lets nobody else type in a column of a kind, and that in words; nothing for texts."""
    if issubclass(kind, StrEnum):
        return {"validate": "list", "source": [*map(str, kind)], "expected": f"något av: {', '.join(kind)}"}
    if kind is bool:
        return {"validate": "list", "source": ["ja", "nej"], "expected": "ja eller nej"}
    if kind is dt.date:
        days = {"minimum": dt.date(FIRST_YEAR, 1, 1), "maximum": dt.date(LAST_YEAR, 12, 31)}
        return {"validate": "date", "criteria": "between", **days, "expected": "ett datum som 2025-11-01"}
    if kind is int:
        bounds = {"minimum": 0, "maximum": _MOST}
        return {"validate": "integer", "criteria": "between", **bounds, "expected": "ett heltal, 0 eller mer"}
    if kind is Decimal:
        bounds = {"minimum": -_MOST, "maximum": _MOST}
        return {"validate": "decimal", "criteria": "between", **bounds, "expected": "ett tal, till exempel 3,1"}
    return {}
