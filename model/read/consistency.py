"""Whether the files of an inputs folder agree: what is wrong in it that no file shows alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from model.agreements.agreement import Agreement
from model.agreements.in_force import term_ends
from model.agreements.terms import changed
from model.amounts.additions import Addition, Dispute
from model.amounts.indexing import index_names
from model.amounts.registers import ASSUMPTIONS_FILE, READINGS_FILE
from model.errors import Fault, InputError
from model.read.reporting import ADVICE_FIELD, Activity, Grant, Mandate
from model.run import Inputs
from model.scenarios.scenario import Scenario
from model.scenarios.spread import REST
from model.scenarios.stacking import resolved
from model.series.rows import LPIX
from model.uncertainty.sensitivity import SENSITIVITY_FILE


def cross_faults(inputs: Inputs) -> Iterator[Fault | str]:
    """Yield what no file shows alone: codes that another file does not know, figures outside their year."""
    if not inputs.agreements:
        yield "Inget avtal att räkna på: mappen avtal saknar filer som slutar på .yaml"
    yield from _key_faults(inputs)
    yield from _population_faults(inputs)
    yield from _index_faults(inputs)
    yield from _outcome_faults(inputs)
    yield from _reference_faults(inputs)
    yield from scenario_faults(inputs.scenarios, inputs.agreements, inputs.municipalities)
    yield from _reading_faults(inputs)
    yield from _trial_faults(inputs)


def _key_faults(inputs: Inputs) -> Iterator[Fault]:
    for agreement in inputs.agreements.values():
        for contribution in agreement.contributions:
            owners = {code: agreement.by_code[code].owner for code in contribution.payers}
            strangers = [code for code, owner in owners.items() if not re.fullmatch(r"\d{4}", owner)]
            if contribution.key.population_percent and strangers:
                name = f"avtal {agreement.id}"
                expected = "kommuner, eller bolag som hör till en (hor_till), där nyckeln är befolkning"
                yield Fault(name, expected, ", ".join(strangers), column="betalare")


def _population_faults(inputs: Inputs) -> Iterator[Fault]:
    everybody = [party for agreement in inputs.agreements.values() for party in agreement.parties]
    days = inputs.key_days
    parties, owners = {party.code: party for party in everybody}, {party.owner for party in everybody}
    projections = [scenario.projection for scenario in inputs.scenarios.values() if scenario.projection]
    projected = [row for projection in projections for row in projection.rows]
    for row in (*inputs.population, *projected):
        party = parties.get(row.code)
        if row.code not in owners:
            yield Fault(
                row.place,
                "en kommunkod som är part i något avtal, eller har ett bolag som är det",
                row.code,
                column="kommunkod",
            )
        elif party and row.municipality.casefold() not in (party.short.casefold(), party.name.casefold()):
            yield Fault(row.place, f"{party.short}, som har koden {row.code}", row.municipality, column="kommun")
        if row.stands_in and days and f"{row.reference_date:%m-%d}" not in days:
            told = f"en dag som någon nyckel räknar på ({', '.join(sorted(days))}); raden används annars inte"
            yield Fault(row.place, told, str(row.replaces), column="ersatter")


def _index_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield the indices that are spelt in two ways, and those that are to be moved but move no agreement."""
    names = index_names(inputs.agreements.values())
    spelt = [(f"avtal {each.id}", each.index.name) for each in inputs.agreements.values() if each.index]
    spelt += [(row.place, row.index) for row in inputs.index]
    first: dict[str, str] = {}
    for place, name in spelt:
        before = first.setdefault(name.casefold(), name)
        if before != name:
            yield Fault(place, f"{before}, som indexet skrivs på andra ställen", name, column="index")
    moved = [(SENSITIVITY_FILE, each.id, each.index.name) for each in inputs.factors if each.index]
    moved += [
        (ASSUMPTIONS_FILE, each.id, each.trial.index_name)
        for each in inputs.assumptions
        if each.trial and each.trial.index is not None
    ]
    for file, code, name in moved:
        if name not in names:
            yield Fault(file, f"ett index som något avtal räknas upp med: {', '.join(names)}", name, column=code)


def _outcome_faults(inputs: Inputs) -> Iterator[Fault]:
    for (code, year), entries in inputs.outcomes.items():
        if code not in inputs.agreements:
            known = f"ett filnamn som börjar med ett känt avtals kod: {', '.join(inputs.agreements)}"
            yield Fault(entries[0].place.rpartition(" rad ")[0], known, code)
        for entry in entries:
            if entry.date.year != year:
                yield Fault(entry.place, f"ett datum under {year}", entry.date.isoformat(), column="datum")
    for line in inputs.mapping:
        agreement = inputs.agreements.get(line.agreement)
        posts = [post.id for post in agreement.cost_posts] if agreement else []
        contributions = [item.id for item in agreement.contributions] if agreement else []
        if line.cost_post not in (*posts, *contributions):
            known = f"{', '.join(posts)}, eller för intäkter ett bidrag: {', '.join(contributions)}"
            expected = f"en av avtalets kostnadsposter: {known if agreement else 'ingen, för avtalet är okänt'}"
            yield Fault(line.place, expected, line.cost_post, column="kostnadspost")
        if line.first_account > line.last_account:
            yield Fault(line.place, "ett konto_till som inte är lägre än konto_fran", str(line.last_account))


def _reference_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield what names an agreement, a party or a municipality that no agreement knows."""
    owners = {party.owner for each in inputs.agreements.values() for party in each.parties}
    named: list[Addition | Dispute] = [*inputs.rows(Addition), *inputs.rows(Dispute)]
    for row in named:
        agreement = inputs.agreements.get(row.agreement)
        if agreement is None:
            yield Fault(row.place, f"något av: {', '.join(inputs.agreements)}", row.agreement, column="avtal")
        elif row.party and row.party not in agreement.by_code:
            yield Fault(row.place, "koden för en part i avtalet", row.party, column="part")
    for activity in inputs.rows(Activity):
        fields = [ADVICE_FIELD, *inputs.agreements]
        if activity.field not in fields:
            yield Fault(activity.place, f"något av: {', '.join(fields)}", activity.field, column="verksamhet")
    local: list[Mandate | Grant | Activity] = [*inputs.rows(Mandate), *inputs.rows(Grant), *inputs.rows(Activity)]
    for line in local:
        if line.code and line.code not in owners:
            yield Fault(line.place, "en kommunkod som är part i något avtal", line.code, column="kommunkod")


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
                whole.versions(agreement)
        except InputError as error:
            yield from error.faults


def _own_faults(
    scenario: Scenario, name: str, agreements: Mapping[str, Agreement], municipalities: Mapping[str, str]
) -> Iterator[Fault]:
    yield from _term_faults(scenario, name, agreements)
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


def _term_faults(scenario: Scenario, name: str, agreements: Mapping[str, Agreement]) -> Iterator[Fault]:
    """Yield the notices, ends and continuations that no agreement can have."""
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


def _trial_faults(inputs: Inputs) -> Iterator[Fault | str]:
    """Yield the trials of assumptions that no agreement could be computed by."""
    for assumption in inputs.assumptions:
        trial = assumption.trial
        agreement = inputs.agreements.get(trial.agreement or "") if trial else None
        if trial and trial.changes and agreement is None:
            yield Fault(ASSUMPTIONS_FILE, "ett känt avtal", trial.agreement, column=f"{assumption.id}.prov.avtal")
        elif trial and trial.changes and agreement:
            yield from _change_faults(agreement, trial.changes, f"{ASSUMPTIONS_FILE}, nyckel {assumption.id}")


def _reading_faults(inputs: Inputs) -> Iterator[Fault | str]:
    """Yield the readings of unknown agreements, and the alternatives that no agreement could be read by."""
    for reading in inputs.readings:
        agreement = inputs.agreements.get(reading.agreement or "")
        for changes in (each.changes for each in reading.alternatives if each.changes):
            if agreement is None:
                yield Fault(READINGS_FILE, "ett känt avtal", reading.agreement, column=f"{reading.id}.avtal")
            else:
                yield from _change_faults(agreement, changes, f"{READINGS_FILE}, nyckel {reading.id}")


def _change_faults(agreement: Agreement, changes: Mapping[str, Any], place: str) -> Iterator[str]:
    """Yield why an agreement cannot be changed so, with the place that says so."""
    try:
        changed(agreement, changes)
    except InputError as error:
        yield from (f"{place}: {fault}" for fault in error.faults)
