"""A workbook to write: whole or not at all, with the same bytes on every system, and how its cells look.

A cell looks by its role, and by the kind of value that it holds. Number formats carry the Swedish language tag, so
that LibreOffice groups thousands the Swedish way; Excel does as the reader's own system.
"""

import datetime as dt
import io
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from textwrap import shorten, wrap
from typing import Any
from zipfile import ZipFile

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from model.agreements.agreement import Agreement
from suite.files.folder import write_bytes
from suite.show.swedish import SPACE

_OPTIONS = {
    "in_memory": True,  # parts that are files on the way have the system's line ends and rights
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONGEST_FOOTER = 150
"""A foot of a page holds 255 signs, the other parts of it counted."""

_WIDEST = 300
"""The most pixels that a column takes beside others; a longer text goes on below."""

_SIGN = 7
"""About how many pixels a sign takes."""

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
    "decimal": _signed("#,##0.0#####", "0.0"),
    "percent": _signed(f'0.0#####"{SPACE}"%', f'0.0"{SPACE}"%'),
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
    "code": {"indent": 1, "font_size": 8, "font_color": "#595959"},
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


def printed(sheet: Worksheet, heading: int, footer: str) -> None:
    """Let a sheet print on A4, as wide as the page, its heading row on each page and a line at the foot of it.

    Parameters
    ----------
    sheet : Worksheet
        The sheet.
    heading : int
        The row of the headings, counted from 1.
    footer : str
        What the pages say of the workbook, beside the sheet's name and the page's number.
    """
    told = shorten(footer, _LONGEST_FOOTER).replace("&", "&&")
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading - 1)
    sheet.set_footer(f"&L&8{told}&C&8&A&R&8Sida &P av &N")


def add_sheet(
    book: xlsxwriter.Workbook, name: str, frame: pd.DataFrame, footer: str, summed: Collection[str] = ()
) -> None:
    """Write a frame on a sheet of its own, its columns as headings; nothing where a value is missing.

    Numbers are amounts, grouped by thousands, unless the heading says otherwise; decimals are kronor and öre.

    Parameters
    ----------
    book, name, frame
        Where to, and what.
    footer : str
        What the printed pages say of it.
    summed : collection of str
        The columns with a sum below, of the rows that a filter leaves.
    """
    sheet, widest = book.add_worksheet(name), _WIDEST if len(frame.columns) > 1 else 3 * _WIDEST
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    formats = {
        kind: book.add_format({"num_format": KINDS[kind], "valign": "top"})
        for kind in ("count", "ore", "year", "decimal", "date")
    }
    for column, (heading, values) in enumerate(frame.items()):
        sheet.write_string(0, column, str(heading), bold)
        for line, value in enumerate(values, 1):
            if isinstance(value, str):
                sheet.write_string(line, column, value, wrapped)
            elif isinstance(value, dt.date):
                sheet.write_datetime(line, column, value, formats["date"])
            elif not pd.isna(value):
                sheet.write_number(line, column, value, formats[_kind(str(heading), value)])
        if heading in summed:
            kind = "ore" if any(isinstance(value, Decimal) for value in values) else "count"
            style = book.add_format({**ROLES["sum"], "num_format": KINDS[kind]})
            cells = xl_range(1, column, len(frame), column)
            sheet.write_formula(len(frame) + 1, column, f"=SUBTOTAL(109,{cells})", style, sum(values))
    if summed:
        sheet.write_string(len(frame) + 1, 0, "Summa", book.add_format(ROLES["sum"]))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    sheet.autofit(widest)
    for line, row in enumerate(frame.itertuples(index=False), 1):
        below = max(len(wrap(value, widest // _SIGN)) for value in map(str, row))
        if below > 1:
            sheet.set_row(line, 15 * below)
    printed(sheet, 1, footer)


def _kind(heading: str, value: Any) -> str:
    """Return how a number is shown."""
    if _YEAR.fullmatch(heading):
        return "year"
    if _FINE.fullmatch(heading) or isinstance(value, float):
        return "decimal"
    return "ore" if isinstance(value, Decimal) else "count"
