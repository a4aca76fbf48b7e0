"""A workbook: its cells as the text that a CSV file would hold, and its table as lines, within bounds.

A formula counts by the value Excel saved with it; one without is an error, never an empty cell. A row of a table
that is hidden, filtered out or struck out may be meant to count or not to: nobody can tell, so it is asked.
"""

import datetime as dt
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.functions import iterparse

from model.errors import Fault, InputError
from model.finding import Finding
from model.near import composed
from model.read.heading import MOST_COLUMNS, TableLine
from model.read.listing import not_read
from model.read.number_format import as_shown
from model.read.text_file import check_readable
from model.read.validation import some

Fits = Callable[[Sequence[Sequence[str]]], bool]
"""Whether the first rows of a sheet are those of a table."""

_LARGEST_UNPACKED = 50 * 2**20
_MOST_PARTS = 1000
_FEWEST_COLUMNS = 8
_LAST_LINE = 2**20 - 1
_MOST_CELLS = 20_000_000
_FIRST_ROWS = 51
"""How many rows of a sheet are looked at for what it holds."""

_FILTERED = "att ingen rad med något i är dold; ta bort filtret eller visa raderna, eller ta bort dem ur bladet"
_STRUCK = "att ingen cell är överstruken; ta bort raderna om de inte gäller, annars strecken"


class SheetRow(NamedTuple):
    """A row of a sheet that holds anything: its line number, its cells, and whether the sheet hides it."""

    line: int
    cells: Sequence["Cell"]
    hidden: bool


def sheet_rows(path: Path, name: str, sheet: str) -> Iterator[SheetRow]:
    """Yield each row of a sheet that holds anything.

    A row has at least as many cells as any before it, and never fewer than eight.

    Parameters
    ----------
    path, name
        The file, and its name in messages.
    sheet : str
        The sheet's name.

    Raises
    ------
    InputError
        If the file is no workbook or lacks the sheet, or is too large packed or unpacked.
    """
    with opened(path, name, data_only=True) as values, opened(path, name) as formulas:
        if sheet not in values.sheetnames:
            raise InputError(Fault(name, f"ett blad med namnet {sheet}", ", ".join(values.sheetnames)))
        both = [book[sheet] for book in (values, formulas)]
        (lines, columns), width = _hidden(both[0]), _FEWEST_COLUMNS
        for line, (found, written) in content(both, name, MOST_COLUMNS):
            width = max(width, len(found), len(written))
            pairs = zip_longest(found, written, fillvalue=EMPTY_CELL)
            cells = [_cell(*pair, column, column in columns) for column, pair in enumerate(pairs, 1)]
            cells += [Cell(None, None, column) for column in range(len(cells) + 1, width + 1)]
            yield SheetRow(line, cells, line in lines)


def content(
    sheets: Sequence[Any], name: str, columns: int | None = None
) -> Iterator[tuple[int, tuple[tuple[Any, ...], ...]]]:
    """Yield the line number and the cells of each row that holds anything, in sheets of the same shape.

    Nothing is yielded of what stands empty to the right. What the sheets say of their own size is not looked at.

    Raises
    ------
    InputError
        If they are larger than any sheet can be, or than is read.
    """
    seen = 0
    for rows in zip(*(_rows(sheet, columns) for sheet in sheets), strict=True):
        line, filled = rows[0][0], tuple(cells[: _filled(cells)] for _, cells in rows)
        if any(filled):
            seen += len(rows[0][1])
            yield line, filled
        if line > _LAST_LINE or seen > _MOST_CELLS:
            most = f"högst {_MOST_CELLS} celler och {_LAST_LINE} rader i ett blad"
            raise InputError(Fault(name, most, row=line))


def _rows(sheet: Any, columns: int | None) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the line number and the cells of each row that a sheet's file has.

    openpyxl's own way gives every row that the file leaves out too, and a cell astray can leave out a million.
    """
    book, last = sheet.parent, 0
    dates = {"date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats}
    with sheet._get_source() as source:
        parser = WorkSheetParser(source, sheet._shared_strings, book.data_only, book.epoch, **dates)
        for line, cells in parser.parse():
            if line > last:
                yield line, sheet._get_row(cells, max_col=columns)
            last = max(line, last)


def _filled(cells: Sequence[Any]) -> int:
    """Return how many cells there are up to the last that holds anything."""
    return next((place for place in range(len(cells), 0, -1) if cells[place - 1].value is not None), 0)


@contextmanager
def opened(path: Path, name: str, *, data_only: bool = False) -> Iterator[Workbook]:
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
            book = load_workbook(path, read_only=True, data_only=data_only)
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


def _hidden(sheet: Any) -> tuple[Set[int], Set[int]]:
    """Return the lines and the columns that a sheet hides: openpyxl does not say, when it reads row by row."""
    lines, columns, line = set[int](), set[int](), 0
    with sheet.parent._archive.open(sheet._worksheet_path) as source:
        for _, element in iterparse(source):
            kind = element.tag.rpartition("}")[2]
            if kind == "row":
                line = int(element.get("r") or line + 1)
                lines |= {line} if _is_hidden(element, "ht") else set()
                element.clear()
            elif kind == "col" and _is_hidden(element, "width"):
                last = min(int(element.get("max")), MOST_COLUMNS)
                columns |= {*range(int(element.get("min")), last + 1)}
    return lines, columns


def _is_hidden(element: Any, size: str) -> bool:
    return element.get("hidden") in {"1", "true"} or float(element.get(size) or 1) == 0


class Cell(NamedTuple):
    """A cell of a sheet.

    Attributes
    ----------
    value : object
        What Excel saved as its value.
    written : object
        What is written in it: a formula, where there is one.
    column : int
        Counted from 1.
    format : str
        Its number format.
    struck : bool
        Whether what it shows is struck out.
    hidden : bool
        Whether its column is hidden.
    """

    value: object
    written: object
    column: int
    format: str = "General"
    struck: bool = False
    hidden: bool = False

    def text(self, name: str, line: int) -> str:
        """Return the cell as the text that a CSV file would hold: a number as Excel shows it, every digit of it.

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
        if isinstance(value, int | float) and not isinstance(value, bool):
            # fifteen digits, which is what Excel holds and shows
            return as_shown(Decimal(value if isinstance(value, int) else format(value, ".15g")), self.format)
        return composed(str(value))


def _cell(found: Any, written: Any, column: int, hidden: bool) -> Cell:
    if found.value is None:
        return Cell(None, written.value, column, hidden=hidden)
    return Cell(found.value, written.value, column, found.number_format, bool(found.font.strike), hidden)


def xlsx_lines(path: Path, name: str, headings: Collection[str], notes: list[Finding]) -> Iterator[TableLine]:
    """Yield the lines of the first sheet that is seen, and last what is wrong with the rows as a whole.

    Parameters
    ----------
    path, name
        The file, and its name in messages.
    headings : collection of str
        The headings that a table of this kind must have.
    notes : list of Finding
        What is not read is added here.

    Raises
    ------
    InputError
        If the file is no workbook, or the rows stand on another sheet or on several.
    """

    def fits(rows: Sequence[Sequence[str]]) -> bool:
        return len(rows) > 1 and {cell.strip().lower() for cell in rows[0]} >= {*headings}

    yield from sheet_lines(path, name, _first(sheets_of(path, name, fits), name, notes))


def sheet_lines(path: Path, name: str, sheet: str) -> Iterator[TableLine]:
    """Yield the lines of a sheet, and last what is wrong with the rows as a whole."""
    hidden, struck = list[str](), list[str]()
    for row in sheet_rows(path, name, sheet):
        hidden += [str(row.line)] if row.hidden else []
        struck += [str(row.line)] if any(cell.struck for cell in row.cells) else []
        yield _line(row, name)
    faults = [
        Fault(name, expected, f"{what} rader ({len(lines)} st): {some(lines)}")
        for lines, what, expected in ((hidden, "dolda", _FILTERED), (struck, "överstrukna", _STRUCK))
        if lines
    ]
    yield TableLine(0, [], faults)


def chosen_sheets(path: Path, name: str, fits: Fits, sheet: str, notes: list[Finding]) -> list[str]:
    """Return the sheet that is named, or else all that hold a table, or else the first.

    Parameters
    ----------
    path, name
        The file, and its name in messages.
    fits : callable
        Whether the first rows of a sheet are those of a table.
    sheet : str
        Its name; empty for all.
    notes : list of Finding
        What is not read is added here.

    Raises
    ------
    InputError
        If there is no such sheet, or one that holds a table is hidden.
    """
    sheets = sheets_of(path, name, fits)
    if sheet and sheet not in (each.title for each in sheets):
        raise InputError(Fault(name, f"ett blad med namnet {sheet}", ", ".join(map(str, sheets))))
    fitting = [each for each in sheets if each.fits]
    if hidden := [str(each) for each in fitting if not each.seen and not sheet]:
        expected = "att blad med rader syns; visa dem, ta bort dem, eller säg vilket blad som gäller med --blad"
        raise InputError(Fault(name, expected, ", ".join(hidden)))
    chosen = [each for each in sheets if each.title == sheet] or fitting or [_first_seen(sheets)]
    _note_others(sheets, chosen, name, notes)
    return [each.title for each in chosen]


def _line(row: SheetRow, name: str) -> TableLine:
    texts, faults = list[str](), list[Fault | str]()
    for cell in row.cells:
        try:
            texts.append(cell.text(name, row.line))
        except InputError as error:
            faults += error.faults
    return TableLine(row.line, texts, faults)


class Sheet(NamedTuple):
    """A sheet's name, whether it is seen, whether it holds anything, and whether its first rows are a table's."""

    title: str
    seen: bool
    filled: bool
    fits: bool

    def __str__(self) -> str:
        return self.title if self.seen else f"{self.title} (dolt)"


def sheets_of(path: Path, name: str, fits: Fits) -> list[Sheet]:
    """Return the sheets of a workbook in order, by what their first rows hold."""
    with opened(path, name, data_only=True) as book:
        if not book.worksheets:
            raise InputError(Fault(name, "en arbetsbok med ett kalkylblad"))
        return [_sheet(sheet, name, fits) for sheet in book.worksheets]


def _sheet(sheet: Any, name: str, fits: Fits) -> Sheet:
    rows = [cells for _, (cells,) in islice(content([sheet], name, MOST_COLUMNS), _FIRST_ROWS)]
    texts = [[composed(str(cell.value if cell.value is not None else "")) for cell in cells] for cells in rows]
    return Sheet(sheet.title, sheet.sheet_state == "visible", bool(rows), fits(texts))


def _first_seen(sheets: Sequence[Sheet]) -> Sheet:
    return next((sheet for sheet in sheets if sheet.seen), sheets[0])


def _first(sheets: Sequence[Sheet], name: str, notes: list[Finding]) -> str:
    """Return the name of the sheet to read: the first that is seen, if no other holds such rows."""
    first = _first_seen(sheets)
    fitting = ", ".join(str(sheet) for sheet in sheets if sheet.fits and sheet is not first)
    if fitting and first.fits:
        expected = f"alla rader på ett enda blad; {fitting} har samma rubriker som {first} och läses annars inte"
        raise InputError(Fault(name, expected, f"rader på flera blad: {first}, {fitting}"))
    if fitting:
        raise InputError(
            Fault(name, f"rubrikerna på det första bladet; flytta bladet {fitting} först", str(first))
        )
    _note_others(sheets, [first], name, notes)
    return first.title


def _note_others(sheets: Sequence[Sheet], chosen: Sequence[Sheet], name: str, notes: list[Finding]) -> None:
    """Note which sheets hold something and are not read."""
    read, filled = ", ".join(each.title for each in chosen), [each for each in sheets if each.filled]
    if others := ", ".join(str(each) for each in filled if each not in chosen):
        which = "bladet" if len(chosen) == 1 else "bladen"
        notes.append(not_read(f"{name}: {which} {read} läses, {others} läses inte."))
