"""Read a workbook's cells as rows of text, within bounds.

Cells become the text that a CSV file would hold. A formula counts by the value Excel saved with it; one without
is an error, never an empty cell.
"""

import datetime as dt
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from model.errors import Fault, InputError
from model.inputs.text import LARGEST, check_readable

_LARGEST_UNPACKED = 10 * LARGEST
MOST_COLUMNS = 200
MOST_ROWS = 200_000
"""The most columns and rows that a table may have; a workbook's cells further to the right are not looked at."""


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
    """Yield the line number and the cells of each row with something in it, of a sheet or the first.

    Raises
    ------
    InputError
        If the file is no workbook or lacks the sheet, or is too large: packed, unpacked or in rows.
    """
    with opened(path, name, data_only=True) as values, opened(path, name) as formulas:
        if sheet and sheet not in values.sheetnames:
            raise InputError(Fault(name, f"ett blad med namnet {sheet}", ", ".join(values.sheetnames)))
        both = [book[sheet] if sheet else book.worksheets[0] for book in (values, formulas)]
        rows = zip(*(each.iter_rows(values_only=True, max_col=MOST_COLUMNS) for each in both), strict=True)
        for line, (found, written) in enumerate(rows, start=1):
            if line > MOST_ROWS:
                raise InputError(Fault(name, f"högst {MOST_ROWS // 1000} 000 rader", row=line))
            if all(value is None for value in (*found, *written)):
                continue
            yield line, [Cell(*pair, column) for column, pair in enumerate(zip(found, written, strict=True), 1)]


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
            if sum(item.file_size for item in packed.infolist()) > _LARGEST_UNPACKED:
                raise InputError(Fault(name, f"en arbetsbok på högst {_LARGEST_UNPACKED // 2**20} MB uppackad"))
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


@dataclass(frozen=True)
class Cell:
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
