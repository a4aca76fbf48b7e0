"""Everything in an inputs folder, read and checked together."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from model.agreements.agreed import Agreed
from model.amounts.outcome import Entry
from model.amounts.registers import ASSUMPTIONS_FILE, READINGS_FILE, Assumptions, Readings
from model.errors import Fault, InputError
from model.fields import AnyTyped, Placed
from model.finding import Finding
from model.near import composed
from model.read.agreement_file import read_agreement
from model.read.consistency import cross_faults, scenario_faults
from model.read.listing import Listing, Unread, files_not_read, found_in, listed, outcome_of, plain_name
from model.read.record_file import KEPT, RECORDS, SEAL_FILE, read_seal, record_faults
from model.read.table import read_table
from model.read.tables import INDEX, MAPPING, OTHERS, POPULATION, TABLES, AnyPlaced, InputTable
from model.read.text_file import unreadable
from model.read.yaml_file import read_yaml
from model.run import Inputs
from model.scenarios.scenario import Scenario
from model.series.projection import Method
from model.series.rows import POPULATION_KEY, PopulationRow, population_key
from model.uncertainty.sensitivity import SENSITIVITY_FILE, Factors

if TYPE_CHECKING:
    from model.read.input_workbook import InputWorkbook

Found = TypeVar("Found")

WORKBOOK = "indata.xlsx"
"""The workbook that may hold the tables in place of files."""

FETCH_FILE, ANSWERS = "hamtning.yaml", "scb"
"""Where populations are fetched from, and the folder of the answers as they came."""

_REGISTERS = (ASSUMPTIONS_FILE, FETCH_FILE, READINGS_FILE, SENSITIVITY_FILE)
_KNOWN = frozenset({*(table.file for table in TABLES), *(table.file for table in RECORDS), *_REGISTERS, WORKBOOK})
"""The names of the files that are read, beside those of agreements, scenarios, outcomes and answers."""


def read_scenario(path: Path, name: str, folder: Path, notes: list[Finding] | None = None) -> Scenario:
    """Read a scenario file, and the population file that it names, if any, from the inputs folder.

    What that file holds that is not read is added to `notes`.

    Raises
    ------
    InputError
        If either is wrong, or the population file lies outside the folder.
    """
    scenario = read_yaml(path, name, Scenario)
    projection = scenario.projection
    if projection is None or projection.method is not Method.GIVEN:
        return scenario
    target = found_in(folder, projection.file or "")
    if target is None:
        raise InputError(Fault(name, "en fil i mappen med indata", projection.file, column="befolkning.fil"))
    rows = read_table(target, projection.file or "", PopulationRow, population_key, POPULATION_KEY, notes)
    return scenario.model_copy(update={"projection": projection.model_copy(update={"rows": tuple(rows)})})


def with_scenario(inputs: Inputs, path: Path, folder: Path) -> tuple[Inputs, str]:
    """Return the inputs with a scenario file from anywhere added, and the scenario's code.

    Raises
    ------
    InputError
        If the file is wrong.
    """
    notes = [*inputs.notes]
    scenario = read_scenario(path, path.name, folder, notes)
    added = replace(inputs, scenarios={**inputs.scenarios, scenario.id: scenario}, notes=notes)
    faults = list(scenario_faults(added.scenarios, added.agreements, added.municipalities))
    if faults:
        raise InputError(*faults)
    hashes = {**inputs.hashes, f"scenario: {path.name}": file_hash(path)}
    return replace(added, hashes=hashes), scenario.id


_LAST: list[tuple[object, Inputs]] = []
"""What the folder held that was read last, and what was read."""


def load(folder: Path) -> Inputs:
    """Read and check an inputs folder; one that holds what it did the last time is not read again.

    Raises
    ------
    InputError
        With every fault found in all the files.
    """
    listing = listed(folder, _KNOWN)
    try:
        files = [(name, file_hash(folder / name)) for name in listing.files.values()]
    except OSError:  # which the reading tells of
        return _loaded(folder, listing)
    held = (folder, files, listing.litter)
    if not _LAST or _LAST[0][0] != held:
        _LAST[:] = [(held, _loaded(folder, listing))]
    return _LAST[0][1]


def _loaded(folder: Path, listing: Listing) -> Inputs:
    files = _Files(folder, listing)
    agreements, scenarios = files.agreements(), files.scenarios()
    assumptions = files.optional(ASSUMPTIONS_FILE, Assumptions)
    steps = files.optional(SENSITIVITY_FILE, Factors)
    readings = files.optional(READINGS_FILE, Readings)
    inputs = Inputs(
        agreements=_with_readings(agreements, readings),
        scenarios={scenario.id: scenario for scenario in scenarios},
        population=files.table(POPULATION),
        index=files.table(INDEX),
        outcomes={about: files.rows(InputTable(name, Entry)) for about, name in files.outcomes()},
        mapping=files.table(MAPPING) if files.holds(MAPPING) else [],
        tables={table.kind: files.table(table) for table in OTHERS if files.holds(table)} | files.records(),
        readings=[reading for found in readings for reading in found.readings],
        assumptions=[each for found in assumptions for each in found.assumptions],
        factors=[factor for found in steps for factor in found.factors],
        hashes=files.hashes(),
        unread=files.unread(),
        notes=files.told(),
    )
    faults = [*files.faults, *_two_outcomes(files.names), *_twice(agreements, "avtal")]
    faults += [*_twice(scenarios, "scenario"), *unread_of(inputs).faults()]
    if faults := faults or list(cross_faults(inputs)):
        raise InputError(*faults)
    return inputs


def _with_readings(agreements: Sequence[Agreed], registers: Sequence[Readings]) -> dict[str, Agreed]:
    """Return the agreements by code, with the readings of them that have been decided: terms like any others."""
    found = {agreed.id: agreed for agreed in agreements}
    for reading in (reading for each in registers for reading in each.readings):
        if (agreed := found.get(reading.agreement or "")) and reading.terms:
            found[agreed.id] = replace(agreed, terms=(*agreed.terms, *reading.terms))
    return found


def unread_of(inputs: Inputs) -> Unread:
    """Return the files of a folder that no rule reads, with what they might have been meant for."""
    missing = _KNOWN - {name.casefold() for name in inputs.hashes}
    return Unread(inputs.unread, missing, inputs.outcomes.keys(), inputs.agreements.keys())


class _Files:
    """The files of a folder that are being read; their faults are gathered, so that all are seen at once."""

    def __init__(self, folder: Path, listing: Listing) -> None:
        self.folder, self.listing = folder, listing
        self.names = sorted(self.listing.files.values())
        self.faults: list[Fault | str] = list(self.listing.faults)
        self._notes: list[Finding] = []
        # Read where something is fetched; the answers, as they came, are the source of rows.
        self._read = {plain_name(name) for name in (FETCH_FILE, *self.listing.within(ANSWERS, ".json"))}
        self._workbook = next(iter(self._attempt(WORKBOOK, _opened) if self.has(WORKBOOK) else []), None)
        if self._workbook:
            self._notes += self._workbook.notes()
            missing = [table.sheet for table in TABLES if not self.has(table.file)]
            self.faults += self._workbook.faults(missing)

    def has(self, name: str) -> bool:
        return name in self.listing.files

    def holds(self, table: InputTable[AnyPlaced]) -> bool:
        """Whether a table is there, as a file or as a sheet of the workbook."""
        return self.has(table.file) or bool(self._workbook and self._workbook.holds(table))

    def agreements(self) -> list[Agreed]:
        def read(path: Path, own: str) -> list[Agreed]:
            return [read_agreement(path, own)]

        return [each for name in self.listing.within("avtal", ".yaml") for each in self._attempt(name, read)]

    def scenarios(self) -> list[Scenario]:
        return [each for name in self.listing.within("scenarier", ".yaml") for each in self._scenario(name)]

    def optional(self, name: str, kind: type[AnyTyped]) -> list[AnyTyped]:
        return self._attempt(name, lambda path, own: [read_yaml(path, own, kind)]) if self.has(name) else []

    def outcomes(self) -> Iterator[tuple[tuple[str, int], str]]:
        """Yield the agreement and the year of each outcome, and its file."""
        return ((about, name) for name in self.names if (about := outcome_of(name)))

    def table(self, table: InputTable[AnyPlaced]) -> list[AnyPlaced]:
        """Return a table's rows, from its file or from its sheet; from the file where the two are the same."""
        book = self._workbook
        if book is None and self.has(WORKBOOK) and not self.has(table.file):
            return []  # it is in the workbook or nowhere, and that the workbook cannot be read is told
        if book is None or not book.holds(table):
            return self.rows(table)
        before = len(self.faults)
        on_sheet = self._gathered(lambda: book.rows(table, self._notes))
        in_file = self.rows(table) if self.has(table.file) else []
        if in_file and on_sheet and len(self.faults) == before:
            self.faults += book.differences(table, in_file, on_sheet)
        return in_file or on_sheet

    def rows(self, table: InputTable[AnyPlaced]) -> list[AnyPlaced]:
        """Return the rows of a table's file."""
        key, text = table.key, table.key_text
        return self._attempt(
            table.file, lambda path, own: read_table(path, own, table.kind, key, text, self._notes)
        )

    def records(self) -> dict[type[Placed], list[Any]]:
        """Return the rows of the files that are only added to, each row as it was written."""
        kept = [name for name in self.names if plain_name(name).startswith(f"{KEPT}/")]
        self._read.update(map(plain_name, kept))
        seal = self._gathered(lambda: [read_seal(self.folder / SEAL_FILE)])
        found = dict[type[Placed], list[Any]]()
        for table in RECORDS:
            before = len(self.faults)
            rows = self.rows(InputTable(table.file, table.kind)) if self.has(table.file) else []
            if len(self.faults) == before and seal:
                self.faults += record_faults(table.file, rows, seal[0].get(table.file))
            found[table.kind] = rows
        return {kind: rows for kind, rows in found.items() if rows}

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each file that was read, by name."""
        found = {}
        for name in (name for name in self.names if plain_name(name) in self._read):
            try:
                found[composed(name)] = file_hash(self.folder / name)
            except OSError as error:
                self.faults.extend({unreadable(name, error)} - {*self.faults})
        return found

    def unread(self) -> list[str]:
        """Return the files that have not been read."""
        return [composed(name) for name in self.names if plain_name(name) not in self._read]

    def told(self) -> list[Finding]:
        """Return what is told of all that is not read."""
        return [*self._notes, *files_not_read(self.listing.litter, self.unread())]

    def _scenario(self, name: str) -> list[Scenario]:
        found = self._attempt(name, lambda path, own: [read_scenario(path, own, self.folder, self._notes)])
        files = [each.projection.file for each in found if each.projection and each.projection.file]
        expected = [f"{PurePosixPath(name).with_suffix('.csv')}" for _ in found]
        self._read.update(map(plain_name, (*files, *expected)))
        return found

    def _attempt(self, name: str, read: Callable[[Path, str], list[Found]]) -> list[Found]:
        """Read a file, under the name that it has in the folder."""
        plain = plain_name(name)
        self._read.add(plain)
        own = self.listing.files.get(plain, name)
        refused = plain in self.listing.refused
        return [] if refused else self._gathered(lambda: read(self.folder / own, composed(own)))

    def _gathered(self, read: Callable[[], list[Found]]) -> list[Found]:
        """Return what is read; nothing if it is wrong, which is gathered."""
        try:
            return read()
        except InputError as error:
            self.faults.extend(error.faults)
            return []


def _opened(path: Path, name: str) -> list["InputWorkbook"]:
    """Return the workbook of tables."""
    from model.read.input_workbook import InputWorkbook  # which is slow to import, and needed where there is one

    return [InputWorkbook(path, name)]


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _two_outcomes(names: Sequence[str]) -> Iterator[Fault]:
    """Yield the outcome files that are about the same agreement and year as an earlier one."""
    seen: dict[tuple[str, int], str] = {}
    for name in names:
        if about := outcome_of(name):
            first = seen.setdefault(about, name)
            if first != name:
                yield Fault(name, f"en enda fil med utfall per avtal och år; {first} gäller samma")


def _twice(things: Sequence[Agreed] | Sequence[Scenario], column: str) -> Iterator[Fault]:
    counts = Counter(thing.id for thing in things)
    for code in sorted(code for code, count in counts.items() if count > 1):
        yield Fault(f"{column} (flera filer)", "en enda fil per kod", code, column=column)
