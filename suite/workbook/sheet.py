"""The sheets of a workbook: lines of what, who, unit, value and note, and a column per year, alike everywhere."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from suite.show.xlsx import KINDS, ROLES
from suite.workbook.formulas import Formula, Place
from suite.workbook.line import Line, on
from suite.workbook.twin_layout import FIRST, HEADER, NOTE, VALUE


@dataclass
class Book:
    """A workbook that is being written: its sheets and formats."""

    file: xlsxwriter.Workbook
    years: Sequence[int]
    sheets: dict[str, "Sheet"] = field(default_factory=dict)
    formats: dict[tuple[str, str], Format] = field(default_factory=dict)

    def sheet(self, name: str, note: str, headings: Sequence[str], *, across: bool = True) -> "Sheet":
        """Add a sheet; one whose lines go on to the right keeps what and who in sight."""
        self.sheets[name] = Sheet(self, self.file.add_worksheet(name), name, note, headings, across=across)
        return self.sheets[name]

    def format(self, role: str, kind: str = "text") -> Format:
        """Return the format of cells of a role that hold a kind of value."""
        if (role, kind) not in self.formats:
            self.formats[role, kind] = self.file.add_format({"num_format": KINDS[kind], **ROLES[role]})
        return self.formats[role, kind]


class Sheet:
    """A sheet of lines. The years stand in the same columns on every sheet."""

    def __init__(
        self,
        book: Book,
        sheet: Worksheet,
        name: str,
        note: str,
        headings: Sequence[str],
        *,
        across: bool,
    ) -> None:
        self.book, self.name, self.row = book, name, HEADER + 1
        self.writer = sheet
        sheet.write_string(0, 0, name, book.format("title"))
        sheet.write_string(1, 0, note, book.format("note"))
        for column, heading in enumerate(headings):
            sheet.write_string(HEADER - 1, column, heading, book.format("head"))
        last = FIRST + len(book.years) - 1
        for column, width in enumerate((50, 36, 11, 26, 26)):
            sheet.set_column(column, column, width)
        sheet.set_column(FIRST, last, 14)
        sheet.freeze_panes(HEADER, 2 if across else 0)
        sheet.repeat_rows(HEADER - 1)
        sheet.hide_gridlines(2)
        sheet.set_zoom(85)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def years(self, formula: Formula | None = None) -> Line:
        """Write the years in the header; return them as a line."""
        values = np.array(self.book.years, dtype=np.float64)
        line = Line(self.name, HEADER, len(values), values)
        self._across(line, formula or values, "head", "year")
        return line

    def section(self, text: str, note: str = "") -> None:
        """Begin a section: an empty line, and a heading."""
        self.row += 1
        self.writer.write_string(self.row - 1, 0, text, self.book.format("section"))
        if note:
            self.writer.write_string(self.row - 1, 1, note, self.book.format("note"))
        self.row += 1

    def next(self, values: Any = None, constant: Any = None) -> Line:
        """Return the line that is written next, where its values are known, so that it can refer to itself."""
        return Line(self.name, self.row, len(self.book.years), values, constant)

    def text(self, *cells: str) -> None:
        """Write a row of texts."""
        for column, cell in enumerate(cells):
            self.writer.write_string(self.row - 1, column, cell, self.book.format("computed"))
        self.row += 1

    def line(
        self,
        what: str,
        who: str = "",
        unit: str = "",
        content: Any = None,
        *,
        kind: str = "whole",
        role: str = "computed",
        constant: Any = None,
        constant_kind: str = "count",
        note: Any = None,
        note_kind: str = "count",
    ) -> Line:
        """Write a line, and return it.

        Parameters
        ----------
        what, who, unit : str
            The first three cells.
        content : Formula or sequence, optional
            What stands in the years.
        kind, role : str
            How that is shown, and what sort of cell it is.
        constant : Formula or value, optional
            What stands in the value column, shown as `constant_kind`.
        note : Formula or str, optional
            What stands in the note column, shown as `note_kind`.
        """
        plain = "sum" if role == "sum" else "computed"
        for column, text in enumerate((what, who, unit)):
            self.writer.write_string(self.row - 1, column, text, self.book.format(plain))
        values = content.value if isinstance(content, Formula) else content
        across = None if content is None else np.broadcast_to(_array(values), (len(self.book.years),))
        own = constant.value if isinstance(constant, Formula) else constant
        line = Line(self.name, self.row, len(self.book.years), across, _serial(own))
        if content is not None:
            self._across(line, content, role, kind)
        aside = "given" if role == "given" else "own" if role == "own" and content is None else plain
        if constant is not None or role == "sum":
            self._cell(line.row, VALUE, constant, self.book.format(aside, constant_kind))
        if note is not None:
            words = isinstance(_shown(note.value) if isinstance(note, Formula) else note, str)
            self._cell(line.row, NOTE, note, self.book.format("aside" if words else plain, note_kind))
        self.row += 1
        return line

    def _across(self, line: Line, content: Any, role: str, kind: str) -> None:
        texts = {"given": "told", "computed": "right"}
        style = self.book.format(texts.get(role, role) if kind == "text" else role, kind)
        for column, value in enumerate(np.broadcast_to(_array(line.values), (len(self.book.years),)), FIRST):
            cell = Formula(content.text, value) if isinstance(content, Formula) else value
            self._cell(line.row, column, cell, style)

    def _cell(self, row: int, column: int, content: Any, style: Format) -> None:
        """Write a cell: a formula with what it comes to, a number, a date, a text or nothing."""
        if isinstance(content, Formula):
            place = Place(self.name, xl_col_to_name(column), xl_col_to_name(column - 1))
            self.writer.write_formula(row - 1, column, f"={content.text(place)}", style, _shown(content.value))
        elif isinstance(content, str):
            self.writer.write_string(row - 1, column, content, style)
        elif (value := _serial(content)) is None or np.isnan(value):
            self.writer.write_blank(row - 1, column, None, style)
        else:
            self.writer.write_number(row - 1, column, _shown(value), style)

    def here(self, formula: Formula) -> str:
        """Return a formula's text as it is written on this sheet, for what is no cell: a list, a chart."""
        return f"={formula.text(Place(self.name, '', ''))}"

    def choice(self, row: int, column: int, choices: Formula, words: str) -> None:
        """Let a cell take only one of some cells' values, from a list; else it answers with some words."""
        rule = {
            "validate": "list",
            "source": self.here(choices),
            "error_title": "Går inte",
            "error_message": words,
        }
        self.writer.data_validation(row - 1, column, row - 1, column, rule)

    def limit(self, line: Line, kind: str, low: Formula | None, high: Formula, words: str) -> None:
        """Let the cells of a line take only whole numbers or decimals within limits, the lower 0 if not given."""
        rule = {"validate": kind, "criteria": "between", "minimum": self.here(low) if low else 0}
        told = {"maximum": self.here(high), "error_title": "Går inte", "error_message": words}
        last = FIRST + line.years - 1
        self.writer.data_validation(line.row - 1, FIRST, line.row - 1, last, {**rule, **told})

    def cell(self, row: int, column: int, content: Any, role: str = "computed", kind: str = "text") -> Formula:
        """Write a cell anywhere, and return a reference to it."""
        self._cell(row, column, content, self.book.format(role, kind))
        value = content.value if isinstance(content, Formula) else content
        cells = f"${xl_col_to_name(column)}${row}"
        return Formula(lambda place: on(self.name, cells, place), value)


def _array(values: Any) -> Any:
    """Return values as an array: texts as they are, numbers in float64 with NaN for nothing."""
    if isinstance(values, np.ndarray):
        return values
    found = [values] if isinstance(values, str) or not isinstance(values, Sequence) else values
    if any(isinstance(value, str) for value in found):
        return np.array(found, dtype=object)
    return np.array([np.nan if (number := _serial(value)) is None else number for value in found])


def _serial(value: Any) -> Any:
    """Return a value as a workbook holds it: a date is a number of days, a decimal a float."""
    if isinstance(value, dt.date):
        return float((value - dt.date(1899, 12, 30)).days)
    return float(value) if isinstance(value, int | Decimal) else value


def _shown(value: Any) -> Any:
    """Return what a cell shows: a whole number without decimals, an empty text for nothing."""
    value = value.item() if isinstance(value, np.ndarray) else value
    if isinstance(value, str):
        return value
    number = float(value)
    if np.isnan(number):
        return ""
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
