"""Read a workbook's first sheet as rows of text, within bounds.

Cells become the text that a CSV file would hold. A formula counts by the value Excel saved with it; one without
is an error, never an empty cell.
"""

import datetime as dt
import warnings
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook

from model.errors import Fault, InputError
from model.inputs.text import LARGEST, check_readable

_LARGEST_UNPACKED = 10 * LARGEST
_MOST_COLUMNS = 200


def xlsx_lines(path: Path, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the line number and the cells of each row of the first sheet.

    Raises
    ------
    InputError
        If the file is no workbook, is too large packed or unpacked, or a cell holds an error.
    """
    check_readable(path, name)
    try:
        with ZipFile(path) as packed:
            if sum(item.file_size for item in packed.infolist()) > _LARGEST_UNPACKED:
                raise InputError(Fault(name, f"en arbetsbok på högst {_LARGEST_UNPACKED // 2**20} MB uppackad"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from _rows(path, name)
    except InputError:
        raise
    except Exception:  # whatever openpyxl makes of a broken file
        raise InputError(Fault(name, "en arbetsbok som går att läsa (.xlsx)")) from None


def _rows(path: Path, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    values, formulas = load_workbook(path, read_only=True, data_only=True), load_workbook(path, read_only=True)
    try:
        sheets = values.worksheets[0], formulas.worksheets[0]
        both = zip(*(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS) for sheet in sheets), strict=True)
        for line, (cells, written) in enumerate(both, start=1):
            yield line, [_text(value, was, name, line) for value, was in zip(cells, written, strict=True)]
    finally:
        values.close()
        formulas.close()


def _text(value: object, written: object, name: str, line: int) -> str:
    if value is None and isinstance(written, str) and written.startswith("="):
        raise InputError(Fault(name, "ett sparat värde; öppna och spara arbetsboken i Excel", written, line))
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("#") and value.rstrip("!?").isupper():
        raise InputError(Fault(name, "ett värde utan fel i Excel", value, line))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{Decimal(format(value, '.15g')):f}"  # fifteen digits, which is what Excel holds and shows
    return str(value)
