"""The heading of a table: which columns a kind of row has, and how the cells of a line fall on them."""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from types import NoneType
from typing import NamedTuple, get_args

from model.errors import Fault, InputError, shortened
from model.fields import Typed
from model.read.text_file import garbled

MOST_COLUMNS = 200
"""The most columns of a table; what stands to the right of them in a sheet is left alone."""
_NEAR = 0.75
"""How alike an unknown heading and one that is left out are, 0 to 1, when the one must be meant for the other."""
PARTED = (
    "; där kommatecken skiljer cellerna åt skrivs decimaltal med punkt eller inom citattecken, och text med "
    "kommatecken i inom citattecken; enklast är att spara filen med semikolon"
)
"""What is said where a row has more cells than its headings, and commas part them."""


class TableLine(NamedTuple):
    """A line of a table.

    Attributes
    ----------
    number : int
        Its number in the file, counted from 1.
    cells : sequence of str
        Its cells as text.
    faults : sequence of Fault
        Why its cells cannot be read, where they cannot.
    separator : str
        What parts the cells in the file; empty in a workbook.
    torn : bool
        Whether the file ends with it and without a line break: it may have been cut off.
    """

    number: int
    cells: Sequence[str]
    faults: Sequence[Fault | str] = ()
    separator: str = ""
    torn: bool = False


def columns_of(kind: type[Typed]) -> dict[str, bool]:
    """Return the columns that a kind of row knows, and whether each must be among the headings."""
    return {field.alias or key: field.is_required() for key, field in kind.model_fields.items()}


class TableHeading:
    """The headings of a file.

    Parameters
    ----------
    line : TableLine
        The line that they stand on.
    name : str
        The file's name in messages.
    kind : type
        What a row of it is.
    absent : collection of str
        The columns that may be missing; they are then empty. Such a table has columns of its own too, whose names
        are taken for no other.

    Raises
    ------
    InputError
        If one is missing, stands twice, or is unknown but nearly one that may be left out: its values would be
        lost.
    """

    def __init__(self, line: TableLine, name: str, kind: type[Typed], absent: Collection[str] = ()) -> None:
        self.columns, self.name = [cell.strip().lower() for cell in line.cells], name
        self.known, self._empty = columns_of(kind) | dict.fromkeys(absent, False), dict.fromkeys(absent, "")
        self._advice = {each.alias or key: each.description for key, each in kind.model_fields.items()}
        self._optional = _of_type(kind, NoneType)
        self._decimals, self._numbers = _of_type(kind, Decimal), _of_type(kind, Decimal, int)
        self._nameless = [place for place, column in enumerate(self.columns) if not column]
        self._filled = set[int]()
        if faults := list(self._faults(line.number)):
            raise InputError(*faults)

    def _faults(self, row: int) -> Iterator[Fault]:
        columns, known = self.columns, self.known
        if len(columns) > MOST_COLUMNS:
            yield Fault(self.name, f"högst {MOST_COLUMNS} kolumner", f"{len(columns)} kolumner", row)
            return
        listed = shortened(", ".join(filter(None, columns)), 300)
        for column in (column for column, needed in known.items() if needed and column not in columns):
            advice = f"; {self._advice[column]}" if self._advice[column] else ""
            expected = f"en kolumn med det namnet bland rubrikerna ({listed}){advice}"
            yield Fault(self.name, expected, row=row, column=column)
        counts = Counter(filter(None, columns))
        for column in sorted(column for column, count in counts.items() if count > 1):
            yield Fault(self.name, "varje kolumn en enda gång", row=row, column=column)
        left = [column for column, needed in known.items() if not needed and column not in columns]
        for column in columns if not self._empty else ():
            if column not in known and (near := difflib.get_close_matches(column, left, 1, _NEAR)):
                expected = f"en kolumn med namnet {near[0]}, som det okända namnet liknar"
                yield Fault(self.name, expected, column, row, column)

    def cells(self, line: TableLine) -> dict[str, str]:
        """Return the cells of a line that are of columns that are known, by column.

        Raises
        ------
        InputError
            If a cell too few or too many may have moved the others, or the letters of one are not as written.
        """
        pairs = list(zip(self.columns, self._fitting(line), strict=False))
        told = [garbled(cell, self.name, line.number, column) for column, cell in pairs]
        if faults := list(filter(None, told)):
            raise InputError(*faults)
        self._filled |= {place for place in self._nameless if pairs[place][1].strip()}
        return self._empty | {column: cell for column, cell in pairs if column in self.known}

    def unread(self) -> list[str]:
        """Return the columns that hold something and are not known."""
        nameless = [f"nummer {place + 1} (utan rubrik)" for place in sorted(self._filled)]
        return [*(column for column in self.columns if column and column not in self.known), *nameless]

    def _fitting(self, line: TableLine) -> Sequence[str]:
        """Return the cells of a line, one for each column at least."""
        if wrong := self._misfit(line):
            expected = f"{len(self.columns)} celler, lika många som rubrikerna{wrong}"
            raise InputError(Fault(self.name, expected, f"{len(line.cells)} celler", line.number))
        return [*line.cells, *[""] * (len(self.columns) - len(line.cells))]

    def _misfit(self, line: TableLine) -> str:
        """Return why a cell too few or too many may have moved the others, as the end of a sentence; else nothing.

        Excel leaves out the separators behind a row's last filled cell, so cells that may be empty may be missing
        at its end, if the file is not cut off there.
        """
        more, missing = line.cells[len(self.columns) :], self.columns[len(line.cells) :]
        needed = [column for column in missing if column in self.known and column not in self._optional]
        if parted := self._parted(line):
            return f"; {parted} har blivit två{PARTED}"
        if more and line.separator == ",":
            return PARTED
        if any(cell.strip() for cell in more):
            quotes = ", och citattecken runt text med skiljetecken i"
            return (
                quotes if line.separator else "; skriv en rubrik över det som står till höger, eller ta bort det"
            )
        if needed:
            return f"; {', '.join(needed)} fattas"
        return "; filen slutar mitt i raden och verkar avkortad" if missing and line.torn else ""

    def _parted(self, line: TableLine) -> str:
        """Return the first number that a comma seems to have parted: whole, and digits where no number is due."""
        too_many = len(line.cells) > len(self.columns)
        for place, (whole, rest) in enumerate(pairwise(line.cells) if line.separator == "," else ()):
            column, after = (*self.columns[place : place + 2], "", "")[:2]
            digits = re.fullmatch(r"\s*[-−]?\d+\s*", whole) and re.fullmatch(r"\s*\d{1,2}\s*", rest)
            if column in self._decimals and digits and (too_many or after not in self._numbers):
                return f"{whole.strip()},{rest.strip()}"
        return ""


def _of_type(kind: type[Typed], *types: type) -> set[str]:
    """Return the columns that a kind of row knows and whose values may be of some of the types."""
    return {
        field.alias or key
        for key, field in kind.model_fields.items()
        if {*types} & {field.annotation, *get_args(field.annotation)}
    }
