"""The sheets of a workbook: lines of what, who, unit, value and note, and a column per year, alike everywhere.

What reads a workbook back goes by the same places as what writes it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from suite.show.xlsx import KINDS, ROLES, printed
from suite.workbook.formulas import EPOCH, Formula, Place

WHAT, WHO, UNIT, VALUE, NOTE, FIRST = range(6)
"""The columns of a line, counted from 0: what, who, unit, value, note or code, and the first year's."""

LIGHT = 3
"""The row of every sheet, counted from 1, that says whether the checks hold."""

CHOOSER = 4
"""The row of Resultat that says which scenario is shown."""

HEADER = 6
"""The row of the headings and the years; the lines stand below."""


def _on(sheet: str, cells: str, place: Place) -> str:
    """Return cells of a sheet as they are named at a place."""
    return cells if place.sheet == sheet else f"{quote_sheetname(sheet)}!{cells}"


@dataclass(frozen=True)
class Line:
    """A line of a sheet: where it stands, and what its columns come to."""

    sheet: str
    row: int
    years: int
    values: Any = None
    constant: Any = None
    who: str = ""

    def refer(self, cells: str, value: Any) -> Formula:
        """Return a reference to cells of the sheet; ``{c}`` is the column it stands in, ``{b}`` the one before."""
        return Formula(lambda place: _on(self.sheet, cells.format(c=place.column, b=place.before), place), value)

    @property
    def now(self) -> Formula:
        """The year's own cell."""
        return self.refer(f"{{c}}{self.row}", self.values)

    @property
    def fixed(self) -> Formula:
        """The year's own cell, the same row from wherever it is copied."""
        return self.refer(f"{{c}}${self.row}", self.values)

    @property
    def before(self) -> Formula:
        """The cell of the year before."""
        return self.refer(f"{{b}}{self.row}", np.array([np.nan, *self.values[:-1]]))

    @property
    def d(self) -> Formula:
        """The line's value that is the same all years."""
        return self.refer(f"$D{self.row}", self.constant)

    @property
    def d_fixed(self) -> Formula:
        """The line's value that is the same all years, the same row from wherever it is copied."""
        return self.refer(f"$D${self.row}", self.constant)

    @property
    def all(self) -> Formula:
        """The cells of all the years."""
        return self.some(0, self.years)

    def some(self, first: int, after: int) -> Formula:
        """Return the cells of some of the years, from one place to before another."""
        cells = f"${xl_col_to_name(FIRST + first)}{self.row}:${xl_col_to_name(FIRST + after - 1)}{self.row}"
        return self.refer(cells, None if self.values is None else self.values[first:after])

    def at(self, place: int) -> Formula:
        """Return the cell of one of the years, the same from wherever it is copied."""
        return self.refer(f"${xl_col_to_name(FIRST + place)}${self.row}", self.values[place])


def block(lines: Sequence[Line]) -> Formula:
    """Return the year's own cells of lines that stand under each other."""
    return _down(lines, "{c}", np.array([line.values for line in lines]))


def constants(lines: Sequence[Line]) -> Formula:
    """Return the values that are the same all years, of lines that stand under each other."""
    return _down(lines, "$D", np.array([[line.constant] for line in lines]))


def whole_block(lines: Sequence[Line]) -> Formula:
    """Return all the years' cells of lines that stand under each other."""
    first, last = (xl_col_to_name(FIRST + place) for place in (0, lines[0].years - 1))
    cells = f"${first}${lines[0].row}:${last}${lines[-1].row}"
    return lines[0].refer(cells, np.array([line.values for line in lines]))


def labels(lines: Sequence[Line]) -> Formula:
    """Return whom lines that stand under each other are about: the texts of their second column."""
    return _down(lines, "$B", [line.who for line in lines])


def notes(lines: Sequence[Line]) -> Formula:
    """Return the note column of lines that stand under each other, where each note as yet comes to 0."""
    return _down(lines, "$E", np.zeros(len(lines)))


def _down(lines: Sequence[Line], column: str, values: Any) -> Formula:
    """Return the cells of a column in lines that stand under each other."""
    first, last = lines[0], lines[-1]
    assert last.row - first.row == len(lines) - 1
    return first.refer(f"{column}${first.row}:{column}${last.row}", values)


@dataclass
class Book:
    """A workbook that is being written: what each page of it says of it, its sheets and formats."""

    file: xlsxwriter.Workbook
    years: Sequence[int]
    footer: str
    sheets: dict[str, "Sheet"] = field(default_factory=dict)
    formats: dict[tuple[str, str], Format] = field(default_factory=dict)

    def format(self, role: str, kind: str = "text") -> Format:
        """Return the format of cells of a role that hold a kind of value."""
        if (role, kind) not in self.formats:
            self.formats[role, kind] = self.file.add_format({"num_format": KINDS[kind], **ROLES[role]})
        return self.formats[role, kind]


class Sheet:
    """A sheet of lines. The years stand in the same columns on every sheet.

    Parameters
    ----------
    book : Book
        The workbook that it is added to.
    name, note : str
        Its name, and what it shows.
    headings : sequence of str
        Of the columns before the years.
    across : int
        How many columns its lines go on for to the right; what and who are then kept in sight.
    width : float
        How wide those columns are.
    """

    def __init__(
        self, book: Book, name: str, note: str, headings: Sequence[str], across: int, width: float = 11.5
    ) -> None:
        self.book, self.name, self.row, self.across = book, name, HEADER + 1, across
        self.writer = sheet = book.file.add_worksheet(name)
        book.sheets[name] = self
        self.cell(1, WHAT, name, "title")
        self.cell(2, WHAT, note, "note")
        sheet.set_row(HEADER - 1, 32)
        for column, heading in enumerate(headings):
            self.cell(HEADER, column, heading, "head")
        for column, width in enumerate((40, 36, 8, 14, 14)):
            sheet.set_column(column, column, width)
        if across:
            sheet.set_column(FIRST, FIRST + across - 1, width)
        sheet.freeze_panes(HEADER, UNIT if across else 0)
        sheet.hide_gridlines(2)
        sheet.set_zoom(85)
        printed(sheet, HEADER, book.footer)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def years(self, formula: Formula | None = None) -> Line:
        """Write the years in the header; return them as a line."""
        values = np.array(self.book.years, dtype=np.float64)
        line = Line(self.name, HEADER, len(values), values)
        self._across(line, formula or values, "head", "year")
        return line

    def cell(self, row: int, column: int, content: Any, role: str = "computed", kind: str = "text") -> Formula:
        """Write a cell, and return a reference to it.

        What it holds is a formula with what it comes to, a number, a date, a text or nothing.
        """
        style, letter, value = self.book.format(role, kind), xl_col_to_name(column), content
        if isinstance(content, Formula):
            value = content.value
            text = content.text(Place(self.name, letter, xl_col_to_name(column - 1)))
            self.writer.write_formula(row - 1, column, f"={text}", style, _shown(value))
        elif isinstance(content, str):
            self.writer.write_string(row - 1, column, content, style)
        elif (number := _serial(content)) is None or np.isnan(number):
            self.writer.write_blank(row - 1, column, None, style)
        else:
            self.writer.write_number(row - 1, column, _shown(number), style)
        return Formula(lambda place: _on(self.name, f"${letter}${row}", place), value)

    def section(self, text: str, note: str = "") -> None:
        """Begin a section: an empty line, and a heading."""
        self.row += 1
        self.cell(self.row, WHAT, text, "section")
        if note:
            self.cell(self.row, UNIT, note, "note")
        self.row += 1

    def next(self, values: Any = None, constant: Any = None) -> Line:
        """Return the line that is written next, where its values are known, so that it can refer to itself."""
        return Line(self.name, self.row, self.across, None if values is None else _array(values), constant)

    def text(self, *cells: str, role: str = "computed") -> None:
        """Write a row of texts."""
        for column, cell in enumerate(cells):
            self.cell(self.row, column, cell, role)
        self.row += 1

    def line(
        self,
        what: str,
        who: Formula | str | int = "",
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
            self.cell(self.row, column, text, "aside" if isinstance(text, int) else plain)
        values = content.value if isinstance(content, Formula) else content
        across = None if content is None else np.broadcast_to(_array(values), (self.across,))
        own = constant.value if isinstance(constant, Formula) else constant
        whose = str(who.value if isinstance(who, Formula) else who)
        line = Line(self.name, self.row, self.across, across, _serial(own), whose)
        if content is not None:
            self._across(line, content, role, kind)
        if constant is not None or role == "sum":
            aside = role if role == "given" or (role == "own" and content is None) else plain
            self.cell(line.row, VALUE, constant, aside, constant_kind)
        if note is not None:
            words = isinstance(note, Formula) and isinstance(_shown(note.value), str)
            aside = "code" if isinstance(note, str) else "aside" if words else plain
            self.cell(line.row, NOTE, note, aside, note_kind)
        self.row += 1
        return line

    def _across(self, line: Line, content: Any, role: str, kind: str) -> None:
        texts = {"given": "told", "computed": "right"} if kind == "text" else {}
        for column, value in enumerate(line.values, FIRST):
            cell = Formula(content.text, value) if isinstance(content, Formula) else value
            self.cell(line.row, column, cell, texts.get(role, role), kind)

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

    def limit(self, line: Line, kind: str, low: Formula, high: Formula, words: str) -> None:
        """Let the cells of a line take only whole numbers or decimals within limits."""
        rule = {"validate": kind, "criteria": "between", "minimum": self.here(low)}
        told = {"maximum": self.here(high), "error_title": "Går inte", "error_message": words}
        last = FIRST + line.years - 1
        self.writer.data_validation(line.row - 1, FIRST, line.row - 1, last, {**rule, **told})


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
    value = value.item() if isinstance(value, np.ndarray) else value
    if isinstance(value, dt.date):
        return float((value - EPOCH).days)
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
