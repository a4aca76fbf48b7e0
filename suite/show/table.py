"""A frame as a table of a report: headings as a reader has them, numbers to the right, sums under them."""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from suite.show.blocks import Column, Kind, Linked, Paragraphs, Row, Table, Value, totals
from suite.show.swedish import joined

_HEADINGS = {
    "ar": "År",
    "manader": "Månader",
    "partnamn": "Part",
    "part": "Kod",
    "fran": "Från",
    "till": "Till",
    "fran_manad": "Från månad",
    "till_manad": "Till månad",
    "prisniva": "Prisnivå",
    "folkmangd": "Folkmängd",
    "forfallodatum": "Förfallodag",
    "kalla": "Källa",
    "fore_kr": "Före (kr)",
    "kr_per_invanare": "Kr per invånare",
}
"""The models' columns whose headings are more than their names with capitals and units."""

_UNITS = {"kr": "kr", "procent": "%"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"[−+]?\d[\d\u00a0]*(,\d+)?(\u00a0%|\u00a0kr)?( / \d[\d\u00a0]*)?( \(\d+ mån\))?")
_YEARS = {"År"}
"""Headings of whole numbers that are not counted, and so have no space between thousands."""


def table(
    rows: pd.DataFrame,
    caption: str,
    *,
    sums: bool | Collection[str] = False,
    footer: bool = False,
    signed: Collection[str] = (),
    links: Mapping[str, Mapping[str, str]] | None = None,
    note: str = "",
    otherwise: str = "",
) -> Table | Paragraphs:
    """Show a frame as a table.

    Parameters
    ----------
    rows : DataFrame
        The columns are shown in order, after the index if that has a name or labels; the first is each row's
        heading. A name as the model has it becomes a heading: ``belopp_kr`` is *Belopp (kr)*.
    caption : str
        What the table shows.
    sums : bool or collection of str
        Whether the whole numbers are summed in a last row, or the headings of those that are.
    footer : bool
        Whether the frame's own last row is such a one.
    signed : collection of str
        Headings of numbers that always show their sign.
    links : mapping
        By a column's heading and then by what the row is called, the place where a number is derived.
    note : str
        What stands under the table.
    otherwise : str
        What is said instead where there are no rows.
    """
    flat = _with_index(rows)
    if rows.empty:
        return Paragraphs([otherwise] if otherwise else [])
    headings = [heading(name) for name in flat]
    cells = [_cells(flat.iloc[:, place]) for place in range(len(headings))]
    columns = [Column(name, _kind(name, own, name in signed)) for name, own in zip(headings, cells, strict=True)]
    lines: list[Row] = list(zip(*cells, strict=True))
    last: Row | None = lines.pop() if footer else None
    if sums:
        every = totals(columns, lines)
        summed = headings if sums is True else sums
        rest = zip(headings[1:], every[1:], strict=True)
        last = (every[0], *(each if name in summed else None for name, each in rest))
    if links:
        lines = [_linked(headings, line, links) for line in lines]
    return Table(caption, columns, lines, last, note)


def plain_table(rows: pd.DataFrame | pd.Series, caption: str = "") -> Table | Paragraphs:
    """Show what a notebook's cell ends with: a frame or a series, by default captioned with its headings."""
    frame = rows.to_frame() if isinstance(rows, pd.Series) else rows
    names = [heading(name) for name in _with_index(frame)]
    told = joined(names) if len(names) < 6 else f"{', '.join(names[:5])} med mera"
    return table(frame, caption or told, otherwise="Tabellen har inga rader.")


def heading(name: Any) -> str:
    """Return the heading of a column: as it is named, or what the model's name means."""
    if isinstance(name, tuple):
        return " ".join(filter(None, map(heading, name)))
    text = str(name)
    if not _NAME.fullmatch(text):
        return text
    bare, _, unit = text.rpartition("_")
    if text in _HEADINGS or not (bare and unit in _UNITS):
        return _HEADINGS.get(text, text[0].upper() + text[1:].replace("_", " "))
    return f"{heading(bare)} ({_UNITS[unit]})"


def _with_index(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its index as columns, unless that only counts the rows."""
    index = rows.index
    if index.names == [None] and pd.api.types.is_integer_dtype(index.dtype):
        return rows
    names = ["Rad" if name is None else name for name in index.names]
    before = pd.DataFrame({place: index.get_level_values(place) for place in range(index.nlevels)}, index=index)
    shown = pd.concat([before, rows], axis=1)
    shown.columns = pd.Index([*names, *rows.columns], tupleize_cols=False)
    return shown


def _linked(headings: Sequence[str], line: Row, links: Mapping[str, Mapping[str, str]]) -> Row:
    """Return a row whose numbers lead to where they are derived."""
    places = [links.get(name, {}).get(str(line[0]), "") for name in headings]
    return [Linked(cell, place) if place else cell for cell, place in zip(line, places, strict=True)]  # type: ignore[arg-type]  # not linked yet


def _cells(column: pd.Series) -> list[Value]:
    """Return the values of a column; floats with as many decimals, so that they stand under each other."""
    if pd.api.types.is_float_dtype(column.dtype):
        known = column.dropna()
        whole = all(float(value).is_integer() for value in known)
        places = 0 if whole else 4 if known.abs().max() < 1 else 2
        return [None if pd.isna(value) else _rounded(float(value), places) for value in column]
    return [_cell(value) for value in column]


def _rounded(value: float, places: int) -> int | Decimal:
    return Decimal(f"{value:.{places}f}") if places else int(value)


def _cell(value: Any) -> Value:
    """Return a value of a frame as a table has it: exact where it is a number, None where nothing is known."""
    if isinstance(value, Decimal):
        return value
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return _rounded(value, 0 if value.is_integer() else 2)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def _kind(name: str, cells: Sequence[Value], signed: bool) -> Kind:
    """Return how a column is shown, by what is in it."""
    known = [value for value in cells if value is not None and value != ""]
    if not known or name in _YEARS:
        return Kind.TEXT
    if all(isinstance(value, int) for value in known) or (name.endswith("(kr)") and not _texts(known)):
        return Kind.SIGNED if signed else Kind.WHOLE
    texts = _texts(known)
    if texts and all(_DAY.fullmatch(text) for text in texts):
        return Kind.DATE
    numbers = len(texts) < len(known) or all(map(_NUMBER.fullmatch, texts)) or name.endswith("(kr)")
    return Kind.NUMBER if numbers else Kind.TEXT


def _texts(values: Sequence[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str)]
