"""What can be wrong with the inputs, told in Swedish to the one who can mend it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

MOST_FAULTS = 100
"""The most faults that are told at once; whoever reads a file may stop looking when it has found more."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where it stands, what was found and what was expected.

    Attributes
    ----------
    file : str
        The file, named as the controller knows it (``befolkning.csv``).
    expected : str
        What should have stood there, as the end of the sentence "väntade …".
    found : str or None
        The value found, or None where nothing was found.
    row : int or None
        The line in the file, counted from 1, where there is one.
    column : str
        The column or the key (``giltighet.till``), where there is one.
    """

    file: str
    expected: str
    found: str | None = None
    row: int | None = None
    column: str = ""

    @classmethod
    def at(cls, place: str, expected: str, found: object = None, column: str = "") -> Self:
        """Return what is wrong with something that was read, by where it was (``lpix.csv rad 2``)."""
        file, _, line = place.rpartition(" rad ")
        told = None if found is None else str(found)
        return cls(file or place, expected, told, int(line) if line.isdigit() else None, column)

    @property
    def place(self) -> str:
        """Where it stands: ``lpix.csv, rad 2, kolumn procent``."""
        place = [self.file]
        if self.row is not None:
            place.append(f"rad {self.row}")
        if self.column:
            table = ".csv" in self.file or ".xlsx" in self.file
            place.append(f"{'kolumn' if table else 'nyckel'} {shortened(self.column)}")
        return ", ".join(place)

    def __str__(self) -> str:
        found = f"fann ”{shortened(self.found)}”, " if self.found and self.found.strip() else ""
        nothing = "fann inget, " if self.column and not found else ""
        return _printable(f"{self.place}: {found or nothing}väntade {self.expected}")


def shortened(text: str, limit: int = 80) -> str:
    """Return a text from a file so that it can be shown: not too long, and no sign that acts on what shows it."""
    return _printable(text if len(text) <= limit else text[: limit - 1] + "…")


def _printable(text: str) -> str:
    """Return a text on one line, without control characters, marks of direction and what no font shows."""
    return "".join(sign if sign.isprintable() or unicodedata.category(sign) == "Zs" else "�" for sign in text)


class InputError(Exception):
    """The inputs cannot be computed on; holds every fault found, not only the first.

    Parameters
    ----------
    faults : sequence of Fault or str
        What is wrong. A string is a whole sentence of its own, for what has no file. Those after the first
        `MOST_FAULTS` are not told.
    """

    def __init__(self, *faults: Fault | str) -> None:
        more = ["Fler fel visas när de här är rättade"] if len(faults) > MOST_FAULTS else []
        told = [fault if isinstance(fault, Fault) else _printable(fault) for fault in faults[:MOST_FAULTS]]
        self.faults: Sequence[Fault | str] = [*told, *more]
        super().__init__("\n".join(map(str, self.faults)))
