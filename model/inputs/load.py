"""Everything in an inputs folder, read and checked together."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from model.additions import ADDITIONS_FILE, DISPUTES_FILE, Addition, Dispute
from model.agreement import Agreement
from model.assumptions import ASSUMPTIONS_FILE, Assumptions
from model.errors import Fault, InputError
from model.fetched import FETCH_FILE, Fetching
from model.fields import Typed
from model.inputs.folder import Inputs, cross_faults
from model.inputs.scenarios import read_scenario, scenario_faults
from model.inputs.table import read_table
from model.inputs.text import inside
from model.inputs.yaml_file import read_yaml
from model.outcome import MAPPING_FILE, Entry, MappingLine
from model.readings import READINGS_FILE, Register
from model.reporting import (
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
from model.rows import (
    INDEX_FILE,
    INDEX_KEY,
    POPULATION_FILE,
    POPULATION_KEY,
    IndexRow,
    PopulationRow,
    index_key,
    population_key,
)
from model.scenario import Scenario
from model.sensitivity import SENSITIVITY_FILE, Factors

AnyTyped = TypeVar("AnyTyped", bound=Typed)

_OUTCOME_FILE = re.compile(r"utfall/([a-z0-9_-]+)_(\d{4})\.(csv|xlsx)")
_TABLES: dict[str, type[Typed]] = {
    ADDITIONS_FILE: Addition,
    DISPUTES_FILE: Dispute,
    PROJECT_FILE: Project,
    ACTIVITY_FILE: Activity,
    MANDATE_FILE: Mandate,
    GRANT_FILE: Grant,
    POST_FILE: Post,
}


def with_scenario(inputs: Inputs, path: Path, folder: Path) -> tuple[Inputs, str]:
    """Return the inputs with a scenario file from anywhere added, and the scenario's code.

    Raises
    ------
    InputError
        If the file is wrong.
    """
    scenario = read_scenario(path, path.name, folder)
    added = replace(inputs, scenarios={**inputs.scenarios, scenario.id: scenario})
    faults = list(scenario_faults(added.scenarios, added.agreements, added.municipalities))
    if faults:
        raise InputError(*faults)
    hashes = {**inputs.hashes, f"scenario: {path.name}": _hash(path)}
    return replace(added, hashes=hashes), scenario.id


def load(folder: Path) -> Inputs:
    """Read and check an inputs folder.

    Raises
    ------
    InputError
        With every fault found in all the files.
    """
    names = _names(folder)
    outside = {name for name in names if not inside(folder / name, folder)}
    collect = _Collector(folder, outside)
    collect.faults.extend(
        Fault(each, "en fil i mappen med indata; länken leder ut ur den") for each in sorted(outside)
    )
    names = [name for name in names if name not in outside]
    agreements = [agreement for n in _matching(names, "avtal/*.yaml") for agreement in collect.yaml(n, Agreement)]
    scenarios = [scenario for n in _matching(names, "scenarier/*.yaml") for scenario in collect.scenario(n)]
    assumed = collect.yaml(ASSUMPTIONS_FILE, Assumptions) if ASSUMPTIONS_FILE in names else []
    steps = collect.yaml(SENSITIVITY_FILE, Factors) if SENSITIVITY_FILE in names else []
    fetching = collect.yaml(FETCH_FILE, Fetching) if FETCH_FILE in names else []
    collect.read.update(_matching(names, "scb/*.json"))  # answers as they came, the source of rows
    register = collect.yaml(READINGS_FILE, Register) if READINGS_FILE in names else []
    inputs = Inputs(
        {agreement.id: agreement for agreement in agreements},
        {scenario.id: scenario for scenario in scenarios},
        collect.table(POPULATION_FILE, PopulationRow, population_key, POPULATION_KEY),
        collect.table(INDEX_FILE, IndexRow, index_key, INDEX_KEY),
        {
            (match[1], int(match[2])): collect.table(match[0], Entry)
            for match in map(_OUTCOME_FILE.fullmatch, names)
            if match
        },
        collect.table(MAPPING_FILE, MappingLine) if MAPPING_FILE in names else [],
        {kind: collect.table(name, kind) for name, kind in _TABLES.items() if name in names},
        [reading for found in register for reading in found.readings],
        [each for found in assumed for each in found.assumptions],
        [factor for found in steps for factor in found.factors],
        next(iter(fetching), None),
        {name: _hash(folder / name) for name in names if name in collect.read},
        [name for name in names if name not in collect.read],
    )
    collect.faults.extend(_two_outcomes(names))
    collect.faults.extend(_twice(agreements, "avtal"))
    collect.faults.extend(_twice(scenarios, "scenario"))
    if not collect.faults:
        collect.faults.extend(cross_faults(inputs))
    if collect.faults:
        raise InputError(*collect.faults)
    return inputs


def _names(folder: Path) -> list[str]:
    """Return the files in a folder and its folders; links to folders are not followed."""
    try:
        if folder.is_dir():
            return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    except OSError:
        raise InputError(f"Mappen med indata går inte att läsa: {folder}") from None
    raise InputError(f"Mappen med indata finns inte: {folder}")


class _Collector:
    """Reads files and gathers their faults, so that the controller sees them all at once."""

    def __init__(self, folder: Path, outside: Collection[str]) -> None:
        self.folder, self.outside = folder, outside
        self.faults: list[Fault | str] = []
        self.read: set[str] = set()

    def table(
        self,
        name: str,
        kind: type[AnyTyped],
        key: Callable[[AnyTyped], Hashable] | None = None,
        key_text: str = "",
    ) -> list[AnyTyped]:
        return self._attempt(name, lambda: read_table(self.folder / name, name, kind, key, key_text))

    def yaml(self, name: str, kind: type[AnyTyped]) -> list[AnyTyped]:
        return self._attempt(name, lambda: [read_yaml(self.folder / name, name, kind)])

    def scenario(self, name: str) -> list[Scenario]:
        found = self._attempt(name, lambda: [read_scenario(self.folder / name, name, self.folder)])
        self.read.update(each.projection.file for each in found if each.projection and each.projection.file)
        self.read.update(f"{PurePosixPath(name).with_suffix('.csv')}" for _ in found)  # its expected result
        return found

    def _attempt(self, name: str, read: Callable[[], list[AnyTyped]]) -> list[AnyTyped]:
        self.read.add(name)
        try:
            return read() if name not in self.outside else []
        except InputError as error:
            self.faults.extend(error.faults)
            return []


def _matching(names: Sequence[str], pattern: str) -> list[str]:
    return [name for name in names if PurePosixPath(name).match(pattern)]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _two_outcomes(names: Sequence[str]) -> Iterator[Fault]:
    """Yield the outcome files that are about the same agreement and year as an earlier one."""
    seen: dict[tuple[str, str], str] = {}
    for name in names:
        if match := _OUTCOME_FILE.fullmatch(name):
            first = seen.setdefault((match[1], match[2]), name)
            if first != name:
                yield Fault(name, f"en enda fil med utfall per avtal och år; {first} gäller samma")


def _twice(things: Sequence[Agreement] | Sequence[Scenario], column: str) -> Iterator[Fault]:
    counts = Counter(thing.id for thing in things)
    for code in sorted(code for code, count in counts.items() if count > 1):
        yield Fault(f"{column} (flera filer)", "en enda fil per kod", code, column=column)
