"""A workbook to write: whole or not at all, with the same bytes on every system, and how its cells look.

A cell looks by its role, and by the kind of value that it holds. Number formats carry the Swedish language tag, so
that LibreOffice groups thousands the Swedish way; Excel does as the reader's own system.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import xlsxwriter

from model.agreements.agreement import Agreement
from suite.files.folder import write_bytes

_OPTIONS = {
    "in_memory": True,  # parts that are files on the way have the system's line ends and rights
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_UNIX = 3
"""What the archive says of each part: the kind of system that packed it."""


_SWEDISH = "[$-41D]"


def _signed(shown: str, zero: str, plus: str = "") -> str:
    """Return a number format with a real minus sign, and something of its own for 0."""
    return f'{_SWEDISH}{plus}{shown};{_SWEDISH}"−"{shown};{_SWEDISH}{zero}'


KINDS = {
    "text": "General",
    "whole": _signed("#,##0", '"–"'),
    "signed": _signed("#,##0", "0", '"+"'),
    "ore": _signed("#,##0.00", '"–"'),
    "count": _signed("#,##0", "0"),
    "percent": _signed("#,##0.0#####", "0.0"),
    "exact": f"{_SWEDISH}#,##0.0000000000",
    "fine": f"{_SWEDISH}#,##0.0000",
    "power": "0E+00",
    "year": "0",
    "date": "yyyy-mm-dd",
}


def kind_of(*agreements: Agreement) -> str:
    """Return how amounts are shown: in öre if an agreement reckons in them."""
    return "ore" if any(agreement.scale > 1 for agreement in agreements) else "whole"


def unit_of(agreement: Agreement) -> str:
    """Return the unit that an agreement's amounts are computed in."""
    return "öre" if agreement.scale > 1 else "kr"


ROLES: dict[str, dict[str, Any]] = {
    "computed": {},
    "given": {"bg_color": "#E8EEF4"},
    "aside": {"indent": 1},
    "own": {"bg_color": "#FFF4CC", "border": 1, "border_color": "#8A6D00", "locked": False},
    "legend": {"bg_color": "#FFF4CC", "border": 1, "border_color": "#8A6D00"},
    "sum": {"bold": True, "top": 1},
    "right": {"align": "right"},
    "told": {"align": "right", "bg_color": "#E8EEF4"},
    "title": {"bold": True, "font_size": 15, "font_color": "#12436D"},
    "section": {"bold": True, "font_size": 12, "font_color": "#12436D", "bottom": 1},
    "head": {"bold": True, "bg_color": "#12436D", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"},
    "note": {"italic": True, "font_color": "#3D3D3D"},
    "status": {"bold": True},
    "good": {"bg_color": "#DDEFD9", "font_color": "#1E5B1E"},
    "bad": {"bg_color": "#F8D7DA", "font_color": "#7A1020"},
}


@contextmanager
def new_workbook(path: Path, properties: Mapping[str, Any]) -> Iterator[xlsxwriter.Workbook]:
    """Give a workbook to fill; it becomes the file when the block ends without an error.

    A text that is written is never made a formula, a link or a number.

    Parameters
    ----------
    path : Path
        The file to make or replace.
    properties : mapping
        What the workbook says of itself: title, day, publisher.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, _OPTIONS)
    book.set_properties(properties)
    yield book
    book.close()
    _of_no_system(packed)
    write_bytes(path, packed.getvalue())


def _of_no_system(packed: io.BytesIO) -> None:
    """Say the same of each part on every system: Python's archives tell which one they were packed on."""
    with ZipFile(packed, "a") as archive:
        for part in archive.infolist():
            part.create_system = _UNIX
        archive.comment = b""  # being set, has the list of parts written anew


_YEAR = re.compile(r"(ar|år|prisniva|prisnivå)([ _](fore|före|efter))?", re.IGNORECASE)
_FINE = re.compile(r"faktor|.*_procent", re.IGNORECASE)
"""Headings of the columns whose numbers are years, and of those whose decimals are all shown."""


def add_sheet(book: xlsxwriter.Workbook, name: str, frame: pd.DataFrame) -> None:
    """Write a frame on a sheet of its own, its columns as headings; nothing where a value is missing.

    Numbers are amounts, grouped by thousands, unless the heading says otherwise; decimals are kronor and öre.
    """
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {
        kind: book.add_format({"num_format": KINDS[kind]}) for kind in ("count", "ore", "year", "percent", "date")
    }
    for column, heading in enumerate(frame.columns):
        sheet.write_string(0, column, str(heading), bold)
    for line, values in enumerate(frame.itertuples(index=False), 1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            elif isinstance(value, dt.date):
                sheet.write_datetime(line, column, value, formats["date"])
            elif not pd.isna(value):
                sheet.write_number(line, column, value, formats[_kind(str(frame.columns[column]), value)])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    sheet.autofit()
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _kind(heading: str, value: Any) -> str:
    """Return how a number is shown."""
    if _YEAR.fullmatch(heading):
        return "year"
    if _FINE.fullmatch(heading) or isinstance(value, float):
        return "percent"
    return "ore" if isinstance(value, Decimal) else "count"
