"""Formulas of a workbook: each carries its text and what it comes to, so that every cell has its computed value.

A formula is written once for a whole row, with years across: its text follows the column, its value is an array
whose last axis is the years. Values of a block of rows have the axes (row, year). An empty cell is NaN, and counts
as 0 in a sum as it does in Excel. Only functions that Excel 2016 and LibreOffice both have are used.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

EPOCH = dt.date(1899, 12, 30)
"""The day that a workbook counts its days from."""

_ATOM, _TIMES, _PLUS, _JOIN, _COMPARE = 5, 4, 3, 2, 1


@dataclass(frozen=True)
class Place:
    """Where a formula is written: the sheet, and the letter of the column and of the one before."""

    sheet: str
    column: str
    before: str


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula: its text at a place, what it comes to, and how tightly its outermost operator binds."""

    text: Callable[[Place], str]
    value: Any
    tight: int = _ATOM

    def __add__(self, other: "Operand") -> "Formula":
        return _binary(self, "+", other, _PLUS, np.add)

    def __sub__(self, other: "Operand") -> "Formula":
        return _binary(self, "-", other, _PLUS, np.subtract)

    def __rsub__(self, other: "Operand") -> "Formula":
        return _binary(other, "-", self, _PLUS, np.subtract)

    def __mul__(self, other: "Operand") -> "Formula":
        return _binary(self, "*", other, _TIMES, np.multiply)

    def __truediv__(self, other: "Operand") -> "Formula":
        return _binary(self, "/", other, _TIMES, np.divide)

    def __neg__(self) -> "Formula":
        return Formula(lambda place: f"-{_inner(self, place, _TIMES)}", -number(self), _TIMES)

    def __lt__(self, other: "Operand") -> "Formula":
        return _binary(self, "<", other, _COMPARE, np.less)

    def __gt__(self, other: "Operand") -> "Formula":
        return _binary(self, ">", other, _COMPARE, np.greater)

    def __le__(self, other: "Operand") -> "Formula":
        return _binary(self, "<=", other, _COMPARE, np.less_equal)

    def equals(self, other: "Operand") -> "Formula":
        """Whether this is the same number."""
        return _binary(self, "=", other, _COMPARE, np.equal)

    def differs(self, other: "Operand") -> "Formula":
        """Whether this is another number."""
        return _binary(self, "<>", other, _COMPARE, np.not_equal)


Operand = Formula | int | str


def literal(value: Operand) -> Formula:
    """Return a value as a formula. Only 0, 1 and texts may be written out; any other number stands in a cell."""
    if isinstance(value, Formula):
        return value
    if isinstance(value, str):
        quoted = value.replace('"', '""')
        return Formula(lambda _: f'"{quoted}"', value or np.nan)
    if value not in (0, 1):
        raise ValueError(f"{value} must stand in a cell with a name and a unit")
    return Formula(lambda _: str(value), float(value))


def number(formula: Operand) -> Any:
    """Return what a formula comes to as numbers: an empty cell is 0, true is 1."""
    return np.nan_to_num(np.asarray(literal(formula).value, dtype=np.float64))


def _inner(formula: Formula, place: Place, tight: int) -> str:
    text = formula.text(place)
    return f"({text})" if formula.tight < tight else text


def _binary(left: Operand, sign: str, right: Operand, tight: int, compute: Callable[[Any, Any], Any]) -> Formula:
    one, other = literal(left), literal(right)
    # What stands after the sign is put in brackets where it binds no tighter: a-(b-c), a/(b*c).
    after = tight + (sign in "-/" or tight == _COMPARE)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = compute(number(one), number(other))
    return Formula(lambda place: f"{_inner(one, place, tight)}{sign}{_inner(other, place, after)}", value, tight)


def _call(name: str, value: Any, *arguments: Operand) -> Formula:
    each = [literal(argument) for argument in arguments]
    return Formula(lambda place: f"{name}({','.join(own.text(place) for own in each)})", value)


def if_(condition: Formula, yes: Operand, no: Operand) -> Formula:
    """Return ``IF``: one of two, texts or numbers."""
    values = [np.asarray(literal(each).value) for each in (yes, no)]
    if any(each.dtype.kind in "UO" for each in values):
        values = [each.astype(object) for each in values]
    return _call("IF", np.where(np.asarray(condition.value, dtype=bool), *values), condition, yes, no)


def or_else(formula: Formula, other: Operand) -> Formula:
    """Return ``IFERROR``: a formula, or something else where it cannot be computed."""
    return _call("IFERROR", formula.value, formula, other)


def rounded(formula: Formula) -> Formula:
    """Return ``ROUND`` to a whole number, halves away from zero."""
    value = number(formula)
    return _call("ROUND", np.sign(value) * np.floor(np.abs(value) + 0.5), formula, 0)


def whole_part(formula: Formula) -> Formula:
    """Return ``INT``."""
    return _call("INT", np.floor(number(formula)), formula)


def size(formula: Formula) -> Formula:
    """Return ``ABS``."""
    return _call("ABS", np.abs(number(formula)), formula)


def most(one: Operand, other: Operand) -> Formula:
    """Return ``MAX`` of two."""
    return _call("MAX", np.maximum(number(one), number(other)), one, other)


def least(one: Operand, other: Operand) -> Formula:
    """Return ``MIN`` of two."""
    return _call("MIN", np.minimum(number(one), number(other)), one, other)


def total(rows: Formula) -> Formula:
    """Return ``SUM`` down a block of rows, year by year."""
    return _call("SUM", number(rows).sum(axis=0), rows)


def highest(rows: Formula) -> Formula:
    """Return ``MAX`` down a block of rows, year by year."""
    return _call("MAX", number(rows).max(axis=0), rows)


def divisor(rows: Formula) -> Formula:
    """Return ``GCD`` down a block of rows: their greatest common divisor, year by year."""
    return _call("GCD", np.gcd.reduce(number(rows).astype(np.int64), axis=0).astype(np.float64), rows)


def counted(conditions: Formula) -> Formula:
    """Return ``SUMPRODUCT`` of conditions on a block of rows: how many hold."""
    sums = np.asarray(number(conditions).sum(axis=0))
    return _call("SUMPRODUCT", sums.item() if sums.size == 1 else sums, conditions)


def across(function: str, row: Formula) -> Formula:
    """Return ``SUM``, ``MAX``, ``MIN``, ``COUNT`` or ``COUNTA`` over all the years of a row."""
    values = np.asarray(row.value, dtype=np.float64)
    known = values[~np.isnan(values)]
    if function in ("COUNT", "COUNTA"):
        return _call(function, float(known.size), row)
    return _call(function, float(getattr(np, function.lower())(known)) if known.size else 0.0, row)


def chosen(rows: Formula, position: Formula) -> Formula:
    """Return ``INDEX``: the value in one of a block's rows, counted from 1."""
    value = np.asarray(rows.value[int(position.value) - 1])
    value = value.item() if value.size == 1 and rows.value.shape[1:] == (1,) else value
    return _call("INDEX", value, rows, position)


def picked(cells: Formula, places: Formula) -> Formula:
    """Return ``INDEX``: the cell at a place, counted from 1, of cells under or beside each other."""
    value = np.asarray(cells.value).ravel()[np.asarray(places.value, dtype=np.int64) - 1]
    return _call("INDEX", value.item() if value.ndim == 0 else value, cells, places)


def crossed(rows: Formula, row: Formula, column: Formula) -> Formula:
    """Return ``INDEX``: the cells where rows of a block meet one of its columns, both counted from 1."""
    value = np.asarray(rows.value)[np.asarray(row.value, dtype=np.int64) - 1, int(column.value) - 1]
    return _call("INDEX", value, rows, row, column)


def match(text: Formula, texts: Formula) -> Formula:
    """Return ``MATCH``: at which place, counted from 1, a value stands among others; NaN where it does not."""
    places = [place for place, each in enumerate(texts.value, 1) if each == text.value]
    return _call("MATCH", float(places[0]) if places else np.nan, text, texts, 0)


def found(text: Formula, texts: Formula) -> Formula:
    """Return at which place a text stands among others, or the first place where it does not."""
    place = match(text, texts)
    return _call("IFERROR", 1.0 if np.isnan(place.value) else place.value, place, 1)


def rows_of(cells: Formula) -> Formula:
    """Return ``ROWS``: how many rows a block has."""
    return _call("ROWS", float(len(cells.value)), cells)


def is_number(cell: Formula) -> Formula:
    """Return ``ISNUMBER``: whether a cell holds a number, and not text or nothing."""
    return _call("ISNUMBER", ~np.isnan(np.asarray(cell.value, dtype=np.float64)), cell)


def dated(function: str, date: Formula) -> Formula:
    """Return ``YEAR``, ``MONTH`` or ``DAY`` of a date, which is a number of days as Excel counts them."""
    moment = EPOCH + dt.timedelta(int(date.value))
    return _call(function, float(getattr(moment, function.lower())), date)


def first_day(year: Formula) -> Formula:
    """Return ``DATE`` of the first of January of a year."""
    days = [(dt.date(int(each), 1, 1) - EPOCH).days for each in np.atleast_1d(year.value)]
    return _call("DATE", np.array(days, dtype=np.float64), year, 1, 1)


def joined(*parts: Operand) -> Formula:
    """Return texts and whole numbers after each other, with ``&``."""
    each = [literal(part) for part in parts]
    value = "".join(str(part.value if isinstance(part.value, str) else int(part.value)) for part in each)
    return Formula(lambda place: "&".join(_inner(part, place, _JOIN + 1) for part in each), value, _JOIN)
