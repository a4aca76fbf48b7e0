"""Whether the files of an inputs folder agree: what is wrong in it that no file shows alone."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations, product
from typing import Any

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.agreements.decisions import DatedTerm
from model.agreements.events import Event, EventKind
from model.agreements.in_force import term_ends
from model.agreements.terms import decided
from model.amounts.additions import Addition, Dispute
from model.amounts.indexing import index_names
from model.amounts.issued import Invoiced, Issued, IssuedKind
from model.amounts.outcome import OTHER_INCOME
from model.amounts.registers import ASSUMPTIONS_FILE, READINGS_FILE
from model.errors import Fault, InputError, shortened
from model.fields import Placed
from model.forecast import Budget, ForecastLine
from model.indicators import IndicatorRow
from model.party_budget import PartyBudget
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
    if faults := [fault for agreed in inputs.agreements.values() for fault in decision_faults(agreed)]:
        yield from faults
        return
    yield from _agreement_faults(inputs)
    yield from _event_faults(inputs)
    yield from _key_faults(inputs)
    yield from _population_faults(inputs)
    yield from _index_faults(inputs)
    yield from _outcome_faults(inputs)
    yield from _year_faults(inputs)
    yield from _budget_faults(inputs)
    yield from issued_faults(inputs)
    yield from _reference_faults(inputs)
    yield from _indicator_faults(inputs)
    yield from scenario_faults(inputs.scenarios, inputs.agreements, inputs.municipalities)
    yield from _reading_faults(inputs)
    yield from _trial_faults(inputs)


def decision_faults(agreed: Agreed) -> Iterator[Fault | str]:
    """Yield what is wrong between the terms of an agreement that have been decided, whenever it is known."""
    begins, seen, before = agreed.first.term.start, dict[tuple[str, dt.date], DatedTerm](), 0
    for each in agreed.terms:
        first = seen.setdefault((each.term, each.start), each)
        for wrong, expected in (
            (first is not each, f"ett enda värde från den dagen; {first.place} säger också ett"),
            (each.start <= begins, f"en dag efter avtalets första, {begins}"),
            (each.term in ("avtal", "raknas_i"), "en enda kod och en enda räkneenhet för hela avtalet"),
        ):
            if wrong:
                yield Fault.at(each.place, expected, each.start, each.term)
                before += 1
    told = set[str]()
    for day in [] if before else [decision.date for decision in agreed.decisions]:
        for fault in _version_faults(agreed.known(day)):
            if fault not in told:
                yield fault
            told.add(fault)


def _version_faults(agreed: Agreed) -> Iterator[str]:
    """Yield why the terms decided from a date make no agreement, the first such date alone."""
    for start in sorted({each.start for each in agreed.terms}):
        own = [each for each in agreed.terms if each.start == start]
        upto = Agreed(agreed.first, tuple(each for each in agreed.terms if each.start <= start))
        if whole := _refused(upto.first, upto.terms) or list(_outside(upto)):
            alone = [(each, fault) for each in own for fault in _refused(agreed.first, [each])]
            culprits = [(each, fault) for each, fault in alone if ", avtalet:" not in fault]
            for each, fault in culprits or [(own[-1], fault) for fault in whole]:
                yield f"{each.place}, nyckel {each.term}: fann ”{_shown(each.value)}” från {start}. {fault}"
            return


def _refused(first: Agreement, terms: Sequence[DatedTerm]) -> list[str]:
    try:
        decided(first, terms)
    except InputError as error:
        return list(map(str, error.faults))
    return []


def _outside(agreed: Agreed) -> Iterator[str]:
    """Yield that the last decided terms begin when the agreement has ended, or end it before they begin."""
    *_, (old, _, _), (new, start, _) = agreed.spans
    ended, ends = (term_ends(Agreed(version))[-1] for version in (old, new))
    if start > ended + dt.timedelta(days=1):
        yield f"Avtalet {agreed.id} slutar {ended}: väntade villkor som gäller från senast dagen därefter"
    if ends < start:
        yield f"Avtalet {agreed.id} skulle sluta {ends}: väntade att det ändras från ett år då det gäller"


def _shown(value: object) -> str:
    """Return a value of a file on a line."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(inner)}" for key, inner in value.items())
    return ", ".join(map(_shown, value)) if isinstance(value, list) else shortened(str(value))


def _agreement_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield the rows of the tables that are of an agreement that there is not; `issued_faults` has its own."""
    for row in chain.from_iterable(rows for kind, rows in inputs.tables.items() if kind is not Issued):
        code = getattr(row, "agreement", None)
        if code and code not in inputs.agreements and isinstance(row, Placed):
            yield Fault.at(row.place, f"något av: {', '.join(inputs.agreements)}", code, "avtal")


def _event_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield the notices and extensions of agreements that know no such party, or cannot end or go on so."""
    for event in (each for each in inputs.rows(Event) if each.agreement in inputs.agreements):
        agreed = inputs.agreements[event.agreement]
        if event.party and agreed.in_year(event.date.year).by_code.get(event.party) is None:
            yield Fault(event.place, "koden för en part i avtalet det året", event.party, column="part")
        elif event.kind is EventKind.NOTICE and agreed.in_year(event.date.year).notice is None:
            yield Fault(
                event.place, "ett avtal som går att säga upp (uppsagning)", event.agreement, column="avtal"
            )
        elif event.kind is EventKind.EXTENSION and not agreed.in_year(event.date.year).term.extension_months:
            told = "ett avtal som förlängs i perioder; en längre avtalstid skrivs som ett daterat villkor"
            yield Fault(event.place, told, event.agreement, column="avtal")


def issued_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield the rows of what has been invoiced that are out of number, of nobody, or for what another row is."""
    seen = dict[tuple[str, int, str, str, int], Issued]()
    for number, row in enumerate(inputs.rows(Issued), 1):
        if row.number != number:
            yield Fault.at(row.place, f"{number}, numret efter det på raden före", row.number, "nr")
        yield from _invoiced_faults(inputs, row)
        for month in row.months if row.kind in (IssuedKind.ADVANCE, IssuedKind.SETTLEMENT) else ():
            first = seen.setdefault((*row.about, month), row)
            if first is not row:
                told = f"månader som inte redan är fakturerade; nummer {first.number} gäller {first.period}"
                yield Fault.at(row.place, told, row.period, "period")
                break


def _invoiced_faults(inputs: Inputs, row: Invoiced) -> Iterator[Fault]:
    """Yield what is wrong between an invoice that has been sent and the agreements."""
    agreed = inputs.agreements.get(row.agreement)
    if agreed is None:
        yield Fault.at(row.place, f"något av: {', '.join(inputs.agreements)}", row.agreement, "avtal")
    elif agreed.party(row.party) is None:
        yield Fault.at(row.place, "koden för en part i avtalet", row.party, "part")
    elif agreed.first.scale == 1 and row.kronor != int(row.kronor):
        yield Fault.at(row.place, "hela kronor, som avtalet räknas i", row.kronor, "belopp_kr")


def _every(agreements: Iterable[Agreed]) -> list[Agreement]:
    """Return every version of some agreements."""
    return [version for agreed in agreements for version in agreed.every]


def _key_faults(inputs: Inputs) -> Iterator[Fault]:
    for agreement in _every(inputs.agreements.values()):
        for contribution in agreement.contributions:
            owners = {code: agreement.by_code[code].owner for code in contribution.payers}
            strangers = [code for code, owner in owners.items() if not re.fullmatch(r"\d{4}", owner)]
            if contribution.key.population_percent and strangers:
                name = f"avtal {agreement.id}"
                expected = "kommuner, eller bolag som hör till en (hor_till), där nyckeln är befolkning"
                yield Fault(name, expected, ", ".join(strangers), column="betalare")


def _population_faults(inputs: Inputs) -> Iterator[Fault]:
    everybody = inputs.parties
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
    every = _every(inputs.agreements.values())
    names = index_names(every)
    spelt = [(f"avtal {each.id}", each.index.name) for each in every if each.index]
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
        every = agreement.every if agreement else []
        posts = list(dict.fromkeys(post.id for each in every for post in each.cost_posts))
        contributions = list(dict.fromkeys(item.id for each in every for item in each.contributions))
        if line.cost_post not in (*posts, *contributions):
            known = f"{', '.join(posts)}, eller för intäkter ett bidrag: {', '.join(contributions)}"
            expected = f"en av avtalets kostnadsposter: {known if agreement else 'ingen, för avtalet är okänt'}"
            yield Fault(line.place, expected, line.cost_post, column="kostnadspost")
        if line.first_account > line.last_account:
            yield Fault(line.place, "ett konto_till som inte är lägre än konto_fran", str(line.last_account))


def _year_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield the budgets and forecasts of no agreement or post, and budgets that the agreement states itself."""
    rows: list[Budget | ForecastLine] = [*inputs.rows(Budget), *inputs.rows(ForecastLine)]
    for row in (each for each in rows if each.agreement in inputs.agreements):
        version = inputs.agreements[row.agreement].in_year(row.year)
        posts = {post.id: post.budget for post in version.cost_posts}
        incomes = [*(item.id for item in version.contributions), OTHER_INCOME]
        known = [*posts] if isinstance(row, Budget) else [*posts, *incomes]
        if row.post not in known:
            yield Fault.at(row.place, f"något av: {', '.join(known)}", row.post, "kostnadspost")
        elif isinstance(row, Budget) and posts[row.post] is not None:
            told = f"en post vars budget inte står i avtalet; där är den {posts[row.post]} kr"
            yield Fault.at(row.place, told, row.post, "kostnadspost")


def _budget_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield the parties' own budgets of nobody or by no agreement, and those that another of the year includes."""
    owners, rows = {party.code: party.owner for party in inputs.parties}, inputs.rows(PartyBudget)
    for row in rows:
        if row.party and row.party not in owners:
            yield Fault.at(row.place, "koden för en part i något avtal", row.party, "part")
    together = defaultdict[tuple[str, int], list[PartyBudget]](list)
    for row in rows:
        if row.amount is not None and row.party in owners:
            together[owners[row.party], row.year].append(row)
    for (owner, _), own in together.items():
        for first, second in combinations(own, 2):
            agreements, parties = {first.agreement, second.agreement}, {first.party, second.party}
            overlap = (None in agreements or len(agreements) == 1) and (owner in parties or len(parties) == 1)
            if overlap and len(agreements) + len(parties) > 2:  # two vintages of the same have one of each
                told = f"ett belopp som inte räknas två gånger; {first.place} gäller delvis samma"
                yield Fault.at(second.place, told, second.party, "part")


def _reference_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield what names an agreement, a party or a municipality that no agreement knows."""
    owners = {party.owner for party in inputs.parties}
    named: list[Addition | Dispute] = [*inputs.rows(Addition), *inputs.rows(Dispute)]
    for row in named:
        agreement = inputs.agreements.get(row.agreement)
        if agreement and row.party and agreement.party(row.party) is None:
            yield Fault(row.place, "koden för en part i avtalet", row.party, column="part")
    for activity in inputs.rows(Activity):
        fields = [ADVICE_FIELD, *inputs.agreements]
        if activity.field not in fields:
            yield Fault(activity.place, f"något av: {', '.join(fields)}", activity.field, column="verksamhet")
    local: list[Mandate | Grant | Activity] = [*inputs.rows(Mandate), *inputs.rows(Grant), *inputs.rows(Activity)]
    for line in local:
        if line.code and line.code not in owners:
            yield Fault(line.place, "en kommunkod som är part i något avtal", line.code, column="kommunkod")


def _indicator_faults(inputs: Inputs) -> Iterator[Fault]:
    """Yield the values of no agreement's indicators, of another unit than it has, or of nobody in it."""
    for row in (each for each in inputs.rows(IndicatorRow) if each.agreement in inputs.agreements):
        every = inputs.agreements[row.agreement].every
        units = {item.id: item.unit for version in every for item in version.indicators}
        owners = {party.owner for version in every for party in version.parties}
        if row.indicator not in units:
            told = f"något av: {', '.join(units)}" if units else "inget, för avtalet har inga indikatorer"
            yield Fault.at(row.place, told, row.indicator, "indikator")
        elif row.unit != units[row.indicator]:
            yield Fault.at(row.place, f"{units[row.indicator]}, som avtalet säger", row.unit, "enhet")
        elif row.code and row.code not in owners:
            yield Fault.at(row.place, "en kommunkod som är part i avtalet, eller inget", row.code, "kommunkod")


def scenario_faults(
    scenarios: Mapping[str, Scenario], agreements: Mapping[str, Agreed], municipalities: Mapping[str, str]
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
                yield from _price_faults(whole, agreement)
        except InputError as error:
            yield from error.faults


def _price_faults(scenario: Scenario, agreed: Agreed) -> Iterator[str]:
    """Yield a scenario's amounts that go on into years whose base amounts are in the prices of another year."""
    own = [each for each in scenario.terms if each.agreement == agreed.id]
    amounts = [each for each in own if each.amounts or each.total is not None]
    for (year, new), each in product(agreed.versions, amounts):
        level = agreed.in_year(each.first_year).price_level.year
        again = any(each.first_year < other.first_year <= year for other in amounts)
        if each.first_year < year and level != new.price_level.year and not again:
            where = f"scenario {scenario.id}, villkor för {agreed.id} från {each.first_year}"
            told = f"belopp också från {year}, då {new.price_level.year} års prisnivå gäller"
            yield f"{where}: fann belopp i {level} års prisnivå, väntade {told}"


def _own_faults(
    scenario: Scenario, name: str, agreements: Mapping[str, Agreed], municipalities: Mapping[str, str]
) -> Iterator[Fault]:
    yield from _term_faults(scenario, name, agreements)
    indices = index_names(_every(agreements.values()))
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
        if agreement and not any(version.settlement for version in agreement.every):
            yield Fault(name, "ett avtal med slutavräkning", outcome.agreement, column="utfall")
    yield from _code_faults(scenario, name, municipalities)


def _term_faults(scenario: Scenario, name: str, agreements: Mapping[str, Agreed]) -> Iterator[Fault]:
    """Yield the notices, ends and continuations that no agreement can have."""
    for notice in scenario.notices:
        agreement = agreements.get(notice.agreement)
        if agreement is None or agreement.party(notice.party) is None:
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
        if reading.terms and agreement is None:
            yield Fault(READINGS_FILE, "ett känt avtal", reading.agreement, column=f"{reading.id}.avtal")
        for changes in (each.changes for each in reading.alternatives if each.changes):
            if agreement is None:
                yield Fault(READINGS_FILE, "ett känt avtal", reading.agreement, column=f"{reading.id}.avtal")
            else:
                yield from _change_faults(agreement, changes, f"{READINGS_FILE}, nyckel {reading.id}")


def _change_faults(agreement: Agreed, changes: Mapping[str, Any], place: str) -> Iterator[str]:
    """Yield why an agreement cannot be changed so, with the place that says so."""
    try:
        len(replace(agreement, otherwise=changes).versions)
    except InputError as error:
        yield from (f"{place}: {fault}" for fault in error.faults)
