"""Scenario files: read, and checked against the agreements and each other."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from model.agreements.agreement import Agreement
from model.agreements.in_force import term_ends
from model.amounts.indexing import index_names
from model.errors import Fault, InputError
from model.finding import Finding
from model.read.listing import found_in
from model.read.table import read_table
from model.read.yaml_file import read_yaml
from model.scenarios.assumed import versions
from model.scenarios.scenario import Scenario
from model.scenarios.spread import REST
from model.scenarios.stacking import resolved
from model.series.projection import Method
from model.series.rows import LPIX, POPULATION_KEY, PopulationRow, population_key


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


def scenario_faults(
    scenarios: Mapping[str, Scenario], agreements: Mapping[str, Agreement], municipalities: Mapping[str, str]
) -> Iterator[Fault | str]:
    """Yield what no agreement of the inputs can have, and what two stacked scenarios cannot both say."""
    for scenario in scenarios.values():
        name, before = f"scenario {scenario.id}", 0
        for fault in _own_faults(scenario, name, agreements, municipalities):
            before += 1
            yield fault
        try:
            whole = resolved(scenario, scenarios)
            for agreement in agreements.values() if not before else ():
                versions(agreement, whole)
        except InputError as error:
            yield from error.faults


def _own_faults(
    scenario: Scenario, name: str, agreements: Mapping[str, Agreement], municipalities: Mapping[str, str]
) -> Iterator[Fault]:
    for notice in scenario.notices:
        agreement = agreements.get(notice.agreement)
        if agreement is None or notice.party not in agreement.by_code:
            found = f"{notice.agreement}, {notice.party}"
            yield Fault(name, "ett känt avtal och en part i det", found, column="uppsagningar")
    for end in scenario.ends:
        agreement = agreements.get(end.agreement)
        possible = [date.isoformat() for date in term_ends(agreement)] if agreement else []
        if end.date.isoformat() not in possible:
            known = f"en dag då en avtalsperiod slutar: {', '.join(possible)}" if agreement else "ett känt avtal"
            yield Fault(name, known, f"{end.agreement}, {end.date}", column="forlangs_inte")
    for going_on in scenario.continuations:
        agreement = agreements.get(going_on.agreement)
        if agreement is None or going_on.until <= term_ends(agreement)[-1]:
            found = f"{going_on.agreement}, {going_on.until}"
            yield Fault(name, "ett känt avtal och en dag efter dess slut", found, column="fortsatter")
    indices = index_names(agreements.values())
    for index in scenario.indices:
        if index not in indices:
            column = "lpix" if index == LPIX else "index"
            known = ", ".join(indices)
            yield Fault(name, f"ett index som något avtal räknas upp med: {known}", index, column=column)
    for column, codes in (
        ("villkor", [terms.agreement for terms in scenario.terms]),
        ("utfall", [outcome.agreement for outcome in scenario.outcomes]),
    ):
        for code in sorted(set(codes) - set(agreements)):
            yield Fault(name, f"något av avtalen {', '.join(agreements)}", code, column=column)
    for outcome in scenario.outcomes:
        agreement = agreements.get(outcome.agreement)
        if agreement and not agreement.settlement:
            yield Fault(name, "ett avtal med slutavräkning", outcome.agreement, column="utfall")
    yield from _code_faults(scenario, name, municipalities)


def _code_faults(scenario: Scenario, name: str, municipalities: Mapping[str, str]) -> Iterator[Fault]:
    simulation, projection = scenario.simulation, scenario.projection
    for column, codes in (
        ("folkmangd", {item.code for item in scenario.people}),
        ("befolkning.procent", set(projection.percent) - {REST} if projection else set()),
        ("simulering.befolkning", set(simulation.population.spread) - {REST} if simulation else set()),
    ):
        for code in sorted(codes - set(municipalities)):
            known = ", ".join(municipalities)
            yield Fault(name, f"en kommunkod med siffror i befolkning.csv: {known}", code, column=column)
