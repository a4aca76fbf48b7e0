"""Read a table, row by row, to typed objects: CSV as Swedish Excel or anybody else writes it, or a workbook."""

from collections.abc import Callable, Collection, Hashable, Iterable
from pathlib import Path
from typing import Generic

from model.errors import MOST_FAULTS, Fault, InputError, shortened
from model.fields import AnyTyped, Typed
from model.finding import Finding
from model.read.csv_file import csv_lines
from model.read.heading import TableHeading, TableLine, columns_of
from model.read.listing import not_read
from model.read.validation import grouped, validated

MOST_ROWS = 200_000
"""The most rows that are read of a table."""


def read_table(
    path: Path,
    name: str,
    kind: type[AnyTyped],
    key: Callable[[AnyTyped], Hashable] | None = None,
    key_text: str = "",
    notes: list[Finding] | None = None,
) -> list[AnyTyped]:
    """Return the rows of a CSV file, or of a workbook's first sheet, as typed objects.

    Wholly empty rows are passed over, and a table may have no others yet. Columns that the type does not know are
    left alone, but one whose name is nearly that of a column that may be left out is an error: its values would be
    lost.

    Parameters
    ----------
    path, name
        The file, and its name in messages; a name that ends with ``.xlsx`` is a workbook.
    kind : type
        What a row is; its aliases are the columns' names. ``_plats`` is given the file's name and the line.
    key : callable, optional
        What must differ between two rows.
    key_text : str
        The key in words, for the message when two rows share it.
    notes : list of Finding, optional
        What the file holds that is not read is added here.

    Raises
    ------
    InputError
        With a fault for each thing that is wrong in the file.
    """
    told: list[Finding] = []
    rows = typed_rows(_lines(path, name, kind, told), name, kind, key, key_text, told)
    if notes is not None:
        notes += told
    return rows


def typed_rows(
    lines: Iterable[TableLine],
    name: str,
    kind: type[AnyTyped],
    key: Callable[[AnyTyped], Hashable] | None = None,
    key_text: str = "",
    notes: list[Finding] | None = None,
    absent: Collection[str] = (),
) -> list[AnyTyped]:
    """Return the rows of a table as typed objects, from its lines; see `read_table`.

    Parameters
    ----------
    lines : iterable of TableLine
        The headings, and what stands under them.
    name, kind, key, key_text, notes
        As for `read_table`.
    absent : collection of str
        The columns that may be missing; they are then empty.

    Raises
    ------
    InputError
        With a fault for each thing that is wrong; the same mistake in a column is told once.
    """
    table, seen = _Table(name, kind, absent), dict[Hashable, int]()
    for line in lines:
        row = table.take(line)
        if row and key and (first := seen.setdefault(key(row), line.number)) != line.number:
            expected = f"en enda rad per {key_text}; rad {first} gäller samma"
            table.faults.append(Fault(name, expected, row=line.number))
        if len(table.faults) > MOST_FAULTS or len(table.rows) > MOST_ROWS:
            break
    if not table.headed and not table.faults:
        table.faults.append(Fault(name, "en rubrikrad, och rader under den"))
    if table.faults:
        raise InputError(*grouped(table.faults))
    if notes is not None:
        notes += table.notes()
    return table.rows


def _lines(path: Path, name: str, kind: type[Typed], notes: list[Finding]) -> Iterable[TableLine]:
    if not name.lower().endswith(".xlsx"):
        return csv_lines(path, name)
    from model.read.xlsx_file import xlsx_lines  # which is slow to import, and needed where there is a workbook

    return xlsx_lines(path, name, [column for column, needed in columns_of(kind).items() if needed], notes)


class _Table(Generic[AnyTyped]):
    """A table that is being read: its heading, and the rows and the faults so far."""

    def __init__(self, name: str, kind: type[AnyTyped], absent: Collection[str]) -> None:
        self.name, self.kind, self.absent = name, kind, absent
        self.rows: list[AnyTyped] = []
        self.faults: list[Fault | str] = []
        self._heading: TableHeading | None = None

    @property
    def headed(self) -> bool:
        """Whether its heading has been read."""
        return self._heading is not None

    def take(self, line: TableLine) -> AnyTyped | None:
        """Take a line up, and return the row that it is, if it is one and it is right."""
        self.faults += line.faults
        if line.faults or not any(cell.strip() for cell in line.cells):
            return None
        if self._heading is None:
            self._heading = TableHeading(line, self.name, self.kind, self.absent)
            return None
        try:
            row = self._row(self._heading.cells(line), line.number)
        except InputError as error:
            self.faults += error.faults
            return None
        self.rows.append(row)
        if len(self.rows) > MOST_ROWS:
            self.faults.append(Fault(self.name, f"högst {MOST_ROWS} rader", row=line.number))
        return row

    def _row(self, cells: dict[str, str], number: int) -> AnyTyped:
        place = {"_plats": f"{self.name} rad {number}"}
        return validated(self.kind, cells | place, self.name, lambda _: number)

    def notes(self) -> list[Finding]:
        """Tell which columns hold something that is not read."""
        unread = self._heading.unread() if self._heading else []
        return [not_read(f"{self.name}: kolumn {shortened(', '.join(unread))} läses inte.")] if unread else []
