"""The workbook of an inputs folder, which may hold its tables in place of files: a sheet each, by the file's name.

A table stands in one place, or in both with the same rows (`suite.fetch.in_step` keeps them so). A sheet with
nothing but headings is no table yet.
"""

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from model.errors import Fault
from model.fields import Placed
from model.finding import Finding
from model.read.heading import TableLine
from model.read.listing import not_read
from model.read.table import typed_rows
from model.read.tables import TABLES, AnyPlaced, InputTable
from model.read.validation import some
from model.read.xlsx_file import sheet_lines, sheets_of

_NEAR = 0.85
"""How alike a sheet's name and that of a table that stands nowhere are, 0 to 1, when it is meant for it."""


class InputWorkbook:
    """The workbook of an inputs folder.

    Parameters
    ----------
    path, name
        The file, and its name in messages.

    Raises
    ------
    InputError
        If it cannot be read.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self._sheets = {each.title.casefold(): each for each in sheets_of(path, name, lambda rows: len(rows) > 1)}
        self._known = {table.sheet: table for table in TABLES}

    def holds(self, table: InputTable[AnyPlaced]) -> bool:
        """Whether a table has rows here."""
        return table.sheet in self._sheets and self._sheets[table.sheet].fits

    def place(self, table: InputTable[AnyPlaced]) -> str:
        """Return the name of a table's sheet in messages: ``indata.xlsx blad lpix``."""
        return f"{self.name} blad {self._sheets[table.sheet].title}"

    def lines(self, table: InputTable[AnyPlaced]) -> Iterator[TableLine]:
        """Yield the lines of a table's sheet."""
        return sheet_lines(self.path, self.place(table), self._sheets[table.sheet].title)

    def rows(self, table: InputTable[AnyPlaced], notes: list[Finding]) -> list[AnyPlaced]:
        """Return a table's rows; see `model.read.table.typed_rows`."""
        lines, place = self.lines(table), self.place(table)
        return typed_rows(lines, place, table.kind, table.key, table.key_text, notes)

    def own(self) -> list[str]:
        """Return the sheets that hold something and are of no table."""
        return [each.title for plain, each in self._sheets.items() if each.filled and plain not in self._known]

    def notes(self) -> list[Finding]:
        """Tell which sheets are not read."""
        return [not_read(f"{self.name}: bladet {title} läses inte.") for title in self.own()]

    def faults(self, missing: Collection[str]) -> Iterator[Fault]:
        """Yield the sheets that are hidden, and those whose name is nearly that of a table.

        Parameters
        ----------
        missing : collection of str
            The sheets of the tables that stand in no file.
        """
        for plain, each in self._sheets.items():
            if plain in self._known and each.fits and not each.seen:
                yield Fault(f"{self.name} blad {each.title}", "att bladet syns; visa det, eller ta bort det")
        left = [sheet for sheet in missing if not self.holds(self._known[sheet])]
        for title in self.own():
            if near := difflib.get_close_matches(title.casefold(), left, 1, _NEAR):
                expected = (
                    f"namnet {near[0]}, som saknas och som namnet liknar; byt namn på bladet, eller ta bort det"
                )
                yield Fault(f"{self.name} blad {title}", expected)

    def differences(
        self, table: InputTable[AnyPlaced], in_file: Sequence[AnyPlaced], on_sheet: Sequence[AnyPlaced]
    ) -> Iterator[Fault]:
        """Yield the fault of a table whose file and sheet hold different rows; their order makes no difference.

        Parameters
        ----------
        table : InputTable
            The table.
        in_file, on_sheet : sequence of Placed
            Its rows in either place.
        """
        only = [("i filen", _left(in_file, on_sheet)), ("på bladet", _left(on_sheet, in_file))]
        if told := [f"bara {where}: rad {some([row.line for row in rows])}" for where, rows in only if rows]:
            yield Fault(
                table.file,
                f"samma rader som på bladet {self._sheets[table.sheet].title} i {self.name}; {'; '.join(told)}. "
                "Kommandot python -m model indata visar vilken som är nyast och för över den; tabellen kan också "
                "stå på bara det ena stället",
            )


def _left(rows: Iterable[AnyPlaced], others: Iterable[AnyPlaced]) -> list[AnyPlaced]:
    """Return the rows that others do not have, wherever they stand."""
    waiting = Counter(map(_plain, others))
    waiting.subtract(Counter(map(_plain, rows)))
    return [row for row in rows if waiting[_plain(row)] < 0]


def _plain(row: Placed) -> Placed:
    return row.model_copy(update={"place": ""})
