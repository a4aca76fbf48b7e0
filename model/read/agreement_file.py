"""An agreement's file: its terms as they were first, and what has been decided of them since.

Any term may stand as a list of what it has been: ``varde`` alone first, then for each decision ``fran``, ``varde``
and ``beslut``, and ``paragraf`` or ``retroaktivt`` where that is so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.agreements.decisions import DatedTerm
from model.agreements.terms import named
from model.errors import Fault, InputError
from model.fields import Location
from model.read.validation import validated
from model.read.yaml_file import read_data

RowOf = Callable[[Location], int | None]
"""The line of the file that a place in its data stands on."""


def read_agreement(path: Path, name: str) -> Agreed:
    """Read an agreement's file.

    Raises
    ------
    InputError
        With a fault for each thing that is wrong in it.
    """
    data, row_of = read_data(path, name)
    split = _Split(name, row_of)
    first = split.first(data, ())
    if split.faults:
        raise InputError(*split.faults)
    return Agreed(validated(Agreement, first, name, split.row_of), tuple(split.terms))


@dataclass
class _Split:
    """Takes the dated terms out of a file's data, and remembers where what is left stood."""

    name: str
    file_row: RowOf
    terms: list[DatedTerm] = field(default_factory=list)
    faults: list[Fault | str] = field(default_factory=list)
    _moved: dict[Location, Location] = field(default_factory=dict)
    _path: tuple[str, ...] = ()

    def first(self, data: Any, at: Location, own: Location | None = None) -> Any:
        """Return data as it is first; `own` is where it will stand in what is returned, `at` where in the file."""
        place = at if own is None else own
        self._moved[place] = at
        if _is_dated(data):
            return self._dated(data, at, place)
        if isinstance(data, dict):
            told = {key: self._step(key, value, (*at, key), (*place, key)) for key, value in data.items()}
            return {key: value for key, value in told.items() if not (_is_dated(data[key]) and value == "")}
        if isinstance(data, list):
            found: list[Any] = []
            for n, item in enumerate(data):
                value = self._step(_name(item), item, (*at, n), (*place, len(found)))
                if not (_is_dated(item) and value == ""):
                    found.append(value)
            return found
        return data

    def row_of(self, location: Location) -> int | None:
        """Return the line of a place in what is left."""
        for length in range(len(location), -1, -1):
            if location[:length] in self._moved:
                return self.file_row((*self._moved[location[:length]], *location[length:]))
        return None

    def _step(self, step: str, value: Any, at: Location, place: Location) -> Any:
        self._path = (*self._path, step)
        found = self.first(value, at, place)
        self._path = self._path[:-1]
        return found

    def _dated(self, entries: list[Any], at: Location, place: Location) -> Any:
        term = ".".join(self._path)
        if not isinstance(entries[0], dict) or [*entries[0]] != ["varde"]:
            told = "bara varde i det första, som gäller från början; ett beslut står i de senare"
            self._fault(told, ", ".join(entries[0]) if isinstance(entries[0], dict) else None, (*at, 0), term)
            return None
        if "" in self._path:
            told = "ett daterat villkor i något som har kod; här dateras hela listan"
            self._fault(told, None, at, term)
        before = None
        for n, entry in enumerate(entries):
            if isinstance(entry, dict) and _holds_dated(entry.get("varde")):
                told = "inget daterat villkor inuti ett annat; skriv hela värdet från varje dag"
                self._fault(told, None, (*at, n), f"{term}.varde")
            elif n:
                new = self._term(entry, (*at, n), term)
                if new and before and new.start <= before.start:
                    told = f"värdena i ordning, detta efter {before.start}"
                    self._fault(told, str(new.start), (*at, n, "fran"), f"{term}.fran")
                before = new or before
        return self.first(entries[0]["varde"], (*at, 0, "varde"), place)

    def _term(self, entry: Any, at: Location, term: str) -> DatedTerm | None:
        """Take up what a term is from a date on, if it is well said."""
        own = entry if isinstance(entry, dict) else {}
        known = {"fran", "varde", "beslut", "paragraf", "retroaktivt"}
        for key in sorted(set(own) - known):
            self._fault(
                "ingen sådan nyckel; den är okänd eller felstavad", str(own[key]), (*at, key), f"{term}.{key}"
            )
        data = {key: value for key, value in own.items() if key in known}
        data |= {"villkor": term, "_plats": f"{self.name} rad {self.file_row(at)}"}
        try:
            new = validated(DatedTerm, data, self.name, lambda location: self.file_row((*at, *location)))
        except InputError as error:
            self.faults += [_within(fault, term) for fault in error.faults]
            return None
        self.terms.append(new)
        return new

    def _fault(self, expected: str, found: str | None, at: Location, column: str) -> None:
        self.faults.append(Fault(self.name, expected, found, self.file_row(at), column))


def _within(fault: Fault | str, term: str) -> Fault | str:
    if isinstance(fault, str):
        return fault
    column = f"{term}.{fault.column}" if fault.column else term
    return Fault(fault.file, fault.expected, fault.found, fault.row, column)


def _is_dated(data: Any) -> bool:
    """Whether data is a term that has been several things: a list where something is said to be a value."""
    return isinstance(data, list) and any(isinstance(item, dict) and "varde" in item for item in data)


def _holds_dated(data: Any) -> bool:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return _is_dated(data) or any(map(_holds_dated, inner))


def _name(item: Any) -> str:
    """Return what an item of a list is named by; one that is dated by the first of its values that there is."""
    if _is_dated(item):
        return next((named(each["varde"]) for each in item if isinstance(each, dict) and each.get("varde")), "")
    return named(item)
