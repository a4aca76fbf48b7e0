"""The lines of a workbook's sheets, and how formulas refer to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from suite.workbook.formulas import Formula, Place, shifted
from suite.workbook.twin_layout import FIRST


def on(sheet: str, cells: str, place: Place) -> str:
    """Return cells of a sheet as they are named at a place."""
    return cells if place.sheet == sheet else f"{sheet}!{cells}"


@dataclass(frozen=True)
class Line:
    """A line of a sheet: where it stands, and what its columns come to."""

    sheet: str
    row: int
    years: int
    values: Any = None
    constant: Any = None

    def refer(self, cells: str, value: Any) -> Formula:
        """Return a reference to cells of the sheet; ``{c}`` is the column it stands in, ``{b}`` the one before."""
        return Formula(lambda place: on(self.sheet, cells.format(c=place.column, b=place.before), place), value)

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
        return self.refer(f"{{b}}{self.row}", shifted(self.values))

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
        return self.refer(
            f"${xl_col_to_name(FIRST)}{self.row}:${xl_col_to_name(FIRST + self.years - 1)}{self.row}", self.values
        )


def block(lines: Sequence[Line]) -> Formula:
    """Return the year's own cells of lines that stand under each other."""
    return _down(lines, "{c}", np.array([line.values for line in lines]))


def constants(lines: Sequence[Line]) -> Formula:
    """Return the values that are the same all years, of lines that stand under each other."""
    return _down(lines, "$D", np.array([[line.constant] for line in lines]))


def labels(lines: Sequence[Line], texts: Sequence[str]) -> Formula:
    """Return whom lines that stand under each other are about: the texts of their second column."""
    return _down(lines, "$B", list(texts))


def notes(lines: Sequence[Line]) -> Formula:
    """Return the note column of lines that stand under each other, where each note as yet comes to 0."""
    return _down(lines, "$E", np.zeros(len(lines)))


def _down(lines: Sequence[Line], column: str, values: Any) -> Formula:
    """Return the cells of a column in lines that stand under each other."""
    first, last = lines[0], lines[-1]
    assert last.row - first.row == len(lines) - 1
    return first.refer(f"{column}${first.row}:{column}${last.row}", values)
