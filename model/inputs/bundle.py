"""Everything in an inputs folder, read and checked together."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from model.agreement import Agreement, KeyKind
from model.errors import Fault, InputError
from model.fields import Typed
from model.inputs.csv_file import read_csv
from model.inputs.yaml_file import read_yaml
from model.outcome import MAPPING_FILE, Entry, MappingLine
from model.scenario import Scenario
from model.series import INDEX_FILE, POPULATION_FILE, IndexRow, Method, PopulationRow, Series

AnyTyped = TypeVar("AnyTyped", bound=Typed)

_OUTCOME_FILE = re.compile(r"utfall/([a-z0-9_-]+)_(\d{4})\.csv")


@dataclass(frozen=True)
class Inputs:
    """The content of an inputs folder.

    Attributes
    ----------
    agreements, scenarios : mapping of str
        By their codes.
    population, index : sequence
        The rows of the two series, all vintages.
    outcomes : mapping of (str, int)
        Booked entries by agreement and year.
    mapping : sequence of MappingLine
        From account to cost post.
    hashes : mapping of str to str
        SHA-256 of each file read, by its name in the folder with ``/`` between the parts.
    unread : sequence of str
        Files in the folder that no rule here reads.
    """

    agreements: Mapping[str, Agreement]
    scenarios: Mapping[str, Scenario]
    population: Sequence[PopulationRow]
    index: Sequence[IndexRow]
    outcomes: Mapping[tuple[str, int], Sequence[Entry]]
    mapping: Sequence[MappingLine]
    hashes: Mapping[str, str]
    unread: Sequence[str]

    def series(self, as_of: dt.date | None = None) -> Series:
        """Return the series as known on a date; without one, on the day the newest row was published."""
        newest = max(row.published for row in (*self.population, *self.index))
        return Series(self.population, self.index, as_of or newest)

    def party_code(self, text: str) -> str:
        """Return the code of the party that a text names by code, short name or name.

        Raises
        ------
        InputError
            If there is none.
        """
        parties = [party for agreement in self.agreements.values() for party in agreement.parties]
        wanted = text.strip().casefold()
        for party in parties:
            if wanted in (party.code.casefold(), party.short.casefold(), party.name.casefold()):
                return party.code
        known = ", ".join(dict.fromkeys(party.short for party in parties))
        raise InputError(f"Okänd part: fann ”{text}”, väntade någon av {known}")


def read_scenario(path: Path, name: str, folder: Path) -> Scenario:
    """Read a scenario file, and the population file that it names, if any, from the inputs folder.

    Raises
    ------
    InputError
        If either is wrong, or the population file lies outside the folder.
    """
    scenario = read_yaml(path, name, Scenario)
    projection = scenario.projection
    if projection.method is not Method.GIVEN:
        return scenario
    target = (folder / (projection.file or "")).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise InputError(Fault(name, "en fil i mappen med indata", projection.file, column="befolkning.fil"))
    rows = read_csv(target, projection.file or "", PopulationRow, _population_key, "kommun, datum och publicerad")
    return scenario.model_copy(update={"projection": projection.model_copy(update={"rows": tuple(rows)})})


def with_scenario(inputs: Inputs, path: Path, folder: Path) -> tuple[Inputs, str]:
    """Return the inputs with a scenario file from anywhere added, and the scenario's code.

    Raises
    ------
    InputError
        If the file is wrong.
    """
    scenario = read_scenario(path, path.name, folder)
    added = replace(inputs, scenarios={**inputs.scenarios, scenario.id: scenario})
    faults = list(_scenario_faults(added))
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
    if not folder.is_dir():
        raise InputError(f"Mappen med indata finns inte: {folder}")
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    collect = _Collector(folder)
    agreements = [agreement for n in _matching(names, "avtal/*.yaml") for agreement in collect.yaml(n, Agreement)]
    scenarios = [scenario for n in _matching(names, "scenarier/*.yaml") for scenario in collect.scenario(n)]
    inputs = Inputs(
        {agreement.id: agreement for agreement in agreements},
        {scenario.id: scenario for scenario in scenarios},
        collect.csv(POPULATION_FILE, PopulationRow, _population_key, "kommun, datum och publicerad"),
        collect.csv(INDEX_FILE, IndexRow, lambda row: (row.year, row.published), "ar och publicerad"),
        {
            (match[1], int(match[2])): collect.csv(match[0], Entry)
            for match in map(_OUTCOME_FILE.fullmatch, names)
            if match
        },
        collect.csv(MAPPING_FILE, MappingLine) if MAPPING_FILE in names else [],
        {name: _hash(folder / name) for name in names if name in collect.read},
        [name for name in names if name not in collect.read],
    )
    collect.faults.extend(_twice(agreements, "avtal"))
    collect.faults.extend(_twice(scenarios, "scenario"))
    if not collect.faults:
        collect.faults.extend(_cross_faults(inputs))
    if collect.faults:
        raise InputError(*collect.faults)
    return inputs


class _Collector:
    """Reads files and gathers their faults, so that the controller sees them all at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault | str] = []
        self.read: set[str] = set()

    def csv(
        self,
        name: str,
        kind: type[AnyTyped],
        key: Callable[[AnyTyped], Hashable] | None = None,
        key_text: str = "",
    ) -> list[AnyTyped]:
        return self._attempt(name, lambda: read_csv(self.folder / name, name, kind, key, key_text))

    def yaml(self, name: str, kind: type[AnyTyped]) -> list[AnyTyped]:
        return self._attempt(name, lambda: [read_yaml(self.folder / name, name, kind)])

    def scenario(self, name: str) -> list[Scenario]:
        found = self._attempt(name, lambda: [read_scenario(self.folder / name, name, self.folder)])
        self.read.update(scenario.projection.file for scenario in found if scenario.projection.file)
        return found

    def _attempt(self, name: str, read: Callable[[], list[AnyTyped]]) -> list[AnyTyped]:
        self.read.add(name)
        try:
            return read()
        except InputError as error:
            self.faults.extend(error.faults)
            return []


def _matching(names: Sequence[str], pattern: str) -> list[str]:
    return [name for name in names if PurePosixPath(name).match(pattern)]


def _population_key(row: PopulationRow) -> Hashable:
    return row.code, row.reference_date, row.stands_in, row.published


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _twice(things: Sequence[Agreement] | Sequence[Scenario], column: str) -> Iterator[Fault]:
    codes = [thing.id for thing in things]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Fault(f"{column} (flera filer)", "en enda fil per kod", code, column=column)


def _cross_faults(inputs: Inputs) -> Iterator[Fault | str]:
    """Yield what no file shows alone: codes that another file does not know, figures outside their year."""
    if not inputs.agreements:
        yield "Inget avtal att räkna på: mappen avtal saknar filer som slutar på .yaml"
    yield from _key_faults(inputs)
    yield from _population_faults(inputs)
    yield from _outcome_faults(inputs)
    yield from _scenario_faults(inputs)


def _key_faults(inputs: Inputs) -> Iterator[Fault]:
    for agreement in inputs.agreements.values():
        for contribution in agreement.contributions:
            strangers = [code for code in contribution.payers if not re.fullmatch(r"\d{4}", code)]
            if contribution.key.kind is KeyKind.POPULATION and strangers:
                name = f"avtal {agreement.id}"
                yield Fault(name, "kommunkoder där nyckeln är befolkning", ", ".join(strangers), column="betalare")


def _population_faults(inputs: Inputs) -> Iterator[Fault]:
    parties = {party.code: party for agreement in inputs.agreements.values() for party in agreement.parties}
    projected = [row for scenario in inputs.scenarios.values() for row in scenario.projection.rows]
    for row in (*inputs.population, *projected):
        party = parties.get(row.code)
        if party is None:
            yield Fault(row.place, "en kommunkod som är part i något avtal", row.code, column="kommunkod")
        elif row.municipality.casefold() not in (party.short.casefold(), party.name.casefold()):
            yield Fault(row.place, f"{party.short}, som har koden {row.code}", row.municipality, column="kommun")


def _outcome_faults(inputs: Inputs) -> Iterator[Fault]:
    for (agreement, year), entries in inputs.outcomes.items():
        if agreement not in inputs.agreements:
            yield Fault(
                f"utfall/{agreement}_{year}.csv", "ett filnamn som börjar med ett känt avtals kod", agreement
            )
        for entry in entries:
            if entry.date.year != year:
                yield Fault(entry.place, f"ett datum under {year}", entry.date.isoformat(), column="datum")
    for line in inputs.mapping:
        posts = [
            post.id for each in inputs.agreements.values() for post in each.cost_posts if each.id == line.agreement
        ]
        if line.cost_post not in posts:
            known = ", ".join(posts) or "ingen, för avtalet är okänt"
            yield Fault(
                line.place, f"en av avtalets kostnadsposter: {known}", line.cost_post, column="kostnadspost"
            )
        if line.first_account > line.last_account:
            yield Fault(line.place, "ett konto_till som inte är lägre än konto_fran", str(line.last_account))


def _scenario_faults(inputs: Inputs) -> Iterator[Fault]:
    for scenario in inputs.scenarios.values():
        for notice in scenario.notices:
            agreement = inputs.agreements.get(notice.agreement)
            if agreement is None or notice.party not in agreement.by_code:
                found = f"{notice.agreement}, {notice.party}"
                yield Fault(
                    f"scenario {scenario.id}", "ett känt avtal och en part i det", found, column="uppsagningar"
                )
