"""Read a workbook's cells as rows of text, within bounds.

Cells become the text that a CSV file would hold. A formula counts by the value Excel saved with it; one without
is an error, never an empty cell.
"""

import datetime as dt
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from model.errors import Fault, InputError
from model.inputs.text import check_readable

_LARGEST_UNPACKED = 50 * 2**20
_MOST_PARTS = 1000
MOST_COLUMNS = 200
"""The columns that are read of a sheet; what stands to the right of them is left alone."""
_FEWEST_COLUMNS = 8
_LAST_LINE = 2**20
_MOST_CELLS = 20_000_000


def xlsx_lines(path: Path, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the line number and the cells of each row of the first sheet.

    Raises
    ------
    InputError
        If the file is no workbook, is too large packed or unpacked, or a cell holds an error.
    """
    for line, cells in sheet_lines(path, name):
        yield line, [cell.text(name, line) for cell in cells]


def sheet_lines(path: Path, name: str, sheet: str = "") -> Iterator[tuple[int, list["Cell"]]]:
    """Yield the line number and the cells of each row of a sheet that holds anything.

    A row has at least as many cells as any before it, and never fewer than eight.

    Parameters
    ----------
    path, name
        The file, and its name in messages.
    sheet : str
        The sheet; the first where none is named.

    Raises
    ------
    InputError
        If the file is no workbook or lacks the sheet, or is too large packed or unpacked.
    """
    with opened(path, name, data_only=True) as values, opened(path, name) as formulas:
        if sheet and sheet not in values.sheetnames:
            raise InputError(Fault(name, f"ett blad med namnet {sheet}", ", ".join(values.sheetnames)))
        both = [book[sheet] if sheet else book.worksheets[0] for book in (values, formulas)]
        width = _FEWEST_COLUMNS
        for line, (found, written) in content(both, name, MOST_COLUMNS):
            while any(cells[width:].count(None) < len(cells[width:]) for cells in (found, written)):
                width += 1
            pairs = zip(found[:width], written[:width], strict=True)
            yield line, [Cell(*pair, column) for column, pair in enumerate(pairs, 1)]


def content(
    sheets: Sequence[Any], name: str, columns: int | None = None
) -> Iterator[tuple[int, tuple[tuple[object, ...], ...]]]:
    """Yield the line number and the values of each row that holds anything, in sheets of the same shape.

    What the sheets say of their own size is not trusted.

    Raises
    ------
    InputError
        If they are larger than any sheet can be, or than is read.
    """
    for sheet in sheets:
        sheet.reset_dimensions()
    seen, rows = 0, zip(*(sheet.iter_rows(values_only=True, max_col=columns) for sheet in sheets), strict=True)
    for line, found in enumerate(rows, start=1):
        if any(len(cells) > cells.count(None) for cells in found):
            seen += len(found[0])
            yield line, found
        if line >= _LAST_LINE or seen > _MOST_CELLS:
            raise InputError(Fault(name, f"högst {_MOST_CELLS} celler och {_LAST_LINE} rader i ett blad"))


@contextmanager
def opened(path: Path, name: str, *, data_only: bool = False, read_only: bool = True) -> Iterator[Workbook]:
    """Give a workbook to read, and close it; what it cannot be read for is told as a fault of the file.

    Raises
    ------
    InputError
        If the file is no workbook, or is too large packed or unpacked.
    """
    check_readable(path, name)
    book = None
    try:
        with ZipFile(path) as packed:
            _check_sizes(packed, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=read_only, data_only=data_only)
            yield book
    except InputError:
        raise
    except Exception:  # whatever openpyxl makes of a broken file
        raise InputError(Fault(name, "en arbetsbok som går att läsa (.xlsx)")) from None
    finally:
        if book:
            book.close()


def _check_sizes(packed: ZipFile, name: str) -> None:
    """Refuse what unpacks to more than is read, or to something else than it says."""
    parts = packed.infolist()
    if sum(part.file_size for part in parts) > _LARGEST_UNPACKED or len(parts) > _MOST_PARTS:
        raise InputError(Fault(name, f"en arbetsbok på högst {_LARGEST_UNPACKED // 2**20} MB uppackad"))
    for part in parts:
        stated, part.file_size = part.file_size, _LARGEST_UNPACKED + 1  # so that a stream longer than stated shows
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadZipFile(part.filename)
        with packed.open(part) as stream:
            if sum(map(len, iter(partial(stream.read, 2**20), b""))) != stated:
                raise BadZipFile(part.filename)


class Cell(NamedTuple):
    """A cell: its value as Excel saved it, what is written in it, and its column, counted from 1."""

    value: object
    written: object
    column: int

    def text(self, name: str, line: int) -> str:
        """Return the cell as the text that a CSV file would hold.

        Raises
        ------
        InputError
            If it is a formula that was never computed, or shows an error.
        """
        value, letter = self.value, get_column_letter(self.column)
        if value is None and isinstance(self.written, str) and self.written.startswith("="):
            expected = "ett sparat värde; öppna och spara arbetsboken i Excel"
            raise InputError(Fault(name, expected, self.written, line, letter))
        if value is None:
            return ""
        if isinstance(value, str) and value.startswith("#") and value.rstrip("!?").isupper():
            raise InputError(Fault(name, "ett värde utan fel i Excel", value, line, letter))
        if isinstance(value, dt.datetime):
            return value.date().isoformat()
        if isinstance(value, float):
            return f"{Decimal(format(value, '.15g')):f}"  # fifteen digits, which is what Excel holds and shows
        return str(value)
