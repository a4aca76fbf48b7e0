"""Everything in an inputs folder, read and checked together."""

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from model.agreements.agreement import Agreement
from model.amounts.additions import ADDITIONS_FILE, DISPUTES_FILE, Addition, Dispute
from model.amounts.assumptions import ASSUMPTIONS_FILE, Assumptions
from model.amounts.outcome import MAPPING_FILE, Entry, MappingLine
from model.amounts.register import READINGS_FILE, Register
from model.amounts.reporting import (
    ACTIVITY_FILE,
    GRANT_FILE,
    MANDATE_FILE,
    POST_FILE,
    PROJECT_FILE,
    Activity,
    Grant,
    Mandate,
    Post,
    Project,
)
from model.errors import Fault, InputError
from model.fields import Typed
from model.finding import Finding
from model.near import composed
from model.read.folder import cross_faults
from model.read.listing import Listing, Unread, files_not_read, listed, outcome_of, plain_name
from model.read.scenarios import read_scenario, scenario_faults
from model.read.table import read_table
from model.read.text import unreadable
from model.read.yaml_file import read_yaml
from model.run import Inputs
from model.scenarios.scenario import Scenario
from model.series.rows import (
    INDEX_FILE,
    INDEX_KEY,
    POPULATION_FILE,
    POPULATION_KEY,
    IndexRow,
    PopulationRow,
    index_key,
    population_key,
)
from model.uncertainty.sensitivity import SENSITIVITY_FILE, Factors

AnyTyped = TypeVar("AnyTyped", bound=Typed)

_TABLES: dict[str, type[Typed]] = {
    ADDITIONS_FILE: Addition,
    DISPUTES_FILE: Dispute,
    PROJECT_FILE: Project,
    ACTIVITY_FILE: Activity,
    MANDATE_FILE: Mandate,
    GRANT_FILE: Grant,
    POST_FILE: Post,
}
FETCH_FILE, ANSWERS = "hamtning.yaml", "scb"
"""Where populations are fetched from, and the folder of the answers as they came."""

_SERIES = {POPULATION_FILE, INDEX_FILE, MAPPING_FILE}
_REGISTERS = {ASSUMPTIONS_FILE, FETCH_FILE, READINGS_FILE, SENSITIVITY_FILE}
_KNOWN = frozenset({*_TABLES, *_SERIES, *_REGISTERS})
"""The names of the files that are read, beside those of agreements, scenarios, outcomes and answers."""


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


def load(folder: Path) -> Inputs:
    """Read and check an inputs folder.

    Raises
    ------
    InputError
        With every fault found in all the files.
    """
    listing = listed(folder, _KNOWN)
    collect = _Collector(folder, listing)
    agreements = [each for name in listing.within("avtal", ".yaml") for each in collect.yaml(name, Agreement)]
    scenarios = [each for name in listing.within("scenarier", ".yaml") for each in collect.scenario(name)]
    assumed = collect.optional(ASSUMPTIONS_FILE, Assumptions)
    steps = collect.optional(SENSITIVITY_FILE, Factors)
    # Read where something is fetched; the answers, as they came, are the source of rows.
    collect.read.update(map(plain_name, (FETCH_FILE, *listing.within(ANSWERS, ".json"))))
    register = collect.optional(READINGS_FILE, Register)
    names = sorted(listing.files.values())
    inputs = Inputs(
        {agreement.id: agreement for agreement in agreements},
        {scenario.id: scenario for scenario in scenarios},
        collect.table(POPULATION_FILE, PopulationRow, population_key, POPULATION_KEY),
        collect.table(INDEX_FILE, IndexRow, index_key, INDEX_KEY),
        {about: collect.table(name, Entry) for name in names if (about := outcome_of(name))},
        collect.table(MAPPING_FILE, MappingLine) if MAPPING_FILE in listing.files else [],
        {kind: collect.table(name, kind) for name, kind in _TABLES.items() if name in listing.files},
        [reading for found in register for reading in found.readings],
        [each for found in assumed for each in found.assumptions],
        [factor for found in steps for factor in found.factors],
        collect.hashes(names),
        [composed(name) for name in names if not collect.has_read(name)],
    )
    inputs = replace(inputs, notes=[*collect.notes, *files_not_read(listing.litter, inputs.unread)])
    collect.faults.extend(_two_outcomes(names))
    collect.faults.extend(_twice(agreements, "avtal"))
    collect.faults.extend(_twice(scenarios, "scenario"))
    collect.faults.extend(unread_of(inputs).faults())
    if not collect.faults:
        collect.faults.extend(cross_faults(inputs))
    if collect.faults:
        raise InputError(*collect.faults)
    return inputs


def unread_of(inputs: Inputs) -> Unread:
    """Return the files of a folder that no rule reads, with what they might have been meant for."""
    missing = _KNOWN - {name.casefold() for name in inputs.hashes}
    return Unread(inputs.unread, missing, inputs.outcomes.keys(), inputs.agreements.keys())


class _Collector:
    """Reads files and gathers their faults, so that the controller sees them all at once."""

    def __init__(self, folder: Path, listing: Listing) -> None:
        self.folder, self.listing = folder, listing
        self.faults: list[Fault | str] = list(listing.faults)
        self.notes: list[Finding] = []
        self.read: set[str] = set()

    def has_read(self, name: str) -> bool:
        return plain_name(name) in self.read

    def table(
        self,
        name: str,
        kind: type[AnyTyped],
        key: Callable[[AnyTyped], Hashable] | None = None,
        key_text: str = "",
    ) -> list[AnyTyped]:
        return self._attempt(name, lambda path, own: read_table(path, own, kind, key, key_text, self.notes))

    def yaml(self, name: str, kind: type[AnyTyped]) -> list[AnyTyped]:
        return self._attempt(name, lambda path, own: [read_yaml(path, own, kind)])

    def optional(self, name: str, kind: type[AnyTyped]) -> list[AnyTyped]:
        return self.yaml(name, kind) if name in self.listing.files else []

    def scenario(self, name: str) -> list[Scenario]:
        found = self._attempt(name, lambda path, own: [read_scenario(path, own, self.folder, self.notes)])
        files = [each.projection.file for each in found if each.projection and each.projection.file]
        expected = [f"{PurePosixPath(name).with_suffix('.csv')}" for _ in found]
        self.read.update(map(plain_name, (*files, *expected)))
        return found

    def hashes(self, names: Sequence[str]) -> dict[str, str]:
        """Return the SHA-256 of each file that was read, by name."""
        found = {}
        for name in (name for name in names if self.has_read(name)):
            try:
                found[composed(name)] = file_hash(self.folder / name)
            except OSError as error:
                fault = unreadable(name, error)
                self.faults.extend({fault} - {*self.faults})
        return found

    def _attempt(self, name: str, read: Callable[[Path, str], list[AnyTyped]]) -> list[AnyTyped]:
        """Read a file, under the name that it has in the folder."""
        plain = plain_name(name)
        self.read.add(plain)
        own = self.listing.files.get(plain, name)
        try:
            return read(self.folder / own, composed(own)) if plain not in self.listing.refused else []
        except InputError as error:
            self.faults.extend(error.faults)
            return []


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


def _twice(things: Sequence[Agreement] | Sequence[Scenario], column: str) -> Iterator[Fault]:
    counts = Counter(thing.id for thing in things)
    for code in sorted(code for code, count in counts.items() if count > 1):
        yield Fault(f"{column} (flera filer)", "en enda fil per kod", code, column=column)
