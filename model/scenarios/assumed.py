"""What a scenario does to the series and the agreements: they come out as if published and agreed so.

Everything assumed has the status ``antagande`` and the scenario as its source, whatever it changes; what a
scenario puts back as it is agreed is as agreed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.agreements.terms import changed
from model.errors import InputError
from model.kernel import apportion
from model.scenarios.scenario import AssumedIndex, AssumedKey, AssumedTerms, Continuation, Scenario
from model.series.rows import IndexRow, PopulationRow
from model.series.series import Series
from model.status import Status, weakest


def assumed_series(series: Series, scenario: Scenario, names: Mapping[str, str]) -> Series:
    """Return the series as a scenario has them.

    Parameters
    ----------
    series : Series
        As published.
    scenario : Scenario
        With everything it builds on.
    names : mapping of str to str
        Each municipality's name by its code.
    """
    origin, indices = _origin(series, scenario), scenario.indices
    rows = [row for row in series.index if row.index not in indices]
    for name, assumed in indices.items():
        rows += _assumed_index(name, assumed, series, origin)
    people = [
        PopulationRow.model_construct(
            code=item.code,
            municipality=names[item.code],
            date=item.date,
            population=item.population,
            method="scenariot",
            **origin,
        )
        for item in scenario.people
    ]
    return replace(series, index=rows, assumed=people)


def _assumed_index(name: str, assumed: AssumedIndex, series: Series, origin: Mapping[str, Any]) -> list[IndexRow]:
    """Return the row of each year of an index as a scenario has it."""
    before = replace(series, as_of=min(assumed.as_of or series.as_of, series.as_of))
    years = {row.year for row in series.index if row.index == name and row.published <= before.as_of}
    rows = [_of_vintage(name, year, before, series, origin) for year in sorted(years - set(assumed.values))]
    rows += [
        IndexRow.model_construct(index=name, year=year, percent=value, **origin)
        for year, value in assumed.values.items()
    ]
    return [_shocked(row, assumed.shocks, origin) for row in rows]


def _of_vintage(name: str, year: int, before: Series, series: Series, origin: Mapping[str, Any]) -> IndexRow:
    """Return the row of a year that was known before; that it counts is assumed where it is another value now."""
    old, now = (each.index_row(name, year) for each in (before, series))
    if old.percent == now.percent:
        return now
    return _told(old, f"{origin['source']}: som det var publicerat {before.as_of}")


def _told(row: IndexRow, what: str, **update: Any) -> IndexRow:
    """Return a row that a scenario has had a hand in: an assumption, and its source says what."""
    told = {"status": weakest([row.status, Status.ASSUMED]), "source": f"{row.source}; {what}"}
    return row.model_copy(update=told | update)


def _origin(series: Series, scenario: Scenario) -> dict[str, Any]:
    return {
        "status": Status.ASSUMED,
        "source": f"scenariot {scenario.name}",
        "published": min(scenario.date, series.as_of),
        "replaces": None,
        "note": None,
        "place": f"scenario\u00a0{scenario.id}",
    }


def _shocked(row: IndexRow, shocks: Mapping[int, Decimal], origin: Mapping[str, Any]) -> IndexRow:
    points = shocks.get(row.year)
    if points is None:
        return row
    told = f"{origin['source']}: {points:+} procentenheter".replace(".", ",")
    return _told(row, told, percent=row.percent + points)


def versions(agreement: Agreement, scenario: Scenario) -> list[tuple[int, Agreement]]:
    """Return the agreement as the scenario has it: from which year, and the terms from then on, in order.

    Raises
    ------
    InputError
        If a change does not fit the agreement.
    """
    steps: dict[int, list[AssumedTerms | Continuation]] = {}
    for going_on in scenario.continuations:
        if going_on.agreement == agreement.id:
            steps.setdefault(agreement.term.end.year + 1, []).append(going_on)
    for terms in scenario.terms:
        if terms.agreement == agreement.id:
            steps.setdefault(terms.first_year, []).append(terms)
    current, found = agreement, [(agreement.term.start.year, agreement)]
    for year in sorted(steps):
        for step in steps[year]:
            if isinstance(step, Continuation):
                current = _continued(current, step, scenario)
            else:
                current = _with(current, step, scenario, agreement)
        found.append((max(year, found[0][0]), current))
    return found


def in_year(agreement: Agreement, scenario: Scenario, year: int) -> Agreement:
    """Return the agreement with the terms that the scenario has for a year."""
    found = versions(agreement, scenario)
    return next((each for first, each in reversed(found) if first <= year), found[0][1])


def spans(agreement: Agreement, scenario: Scenario, years: Sequence[int]) -> Iterator[tuple[Agreement, list[int]]]:
    """Yield each version of the agreement with those of the years that it holds for."""
    found = versions(agreement, scenario)
    for place, (first, version) in enumerate(found):
        after = found[place + 1][0] if place + 1 < len(found) else None
        own = [year for year in years if (place == 0 or year >= first) and (after is None or year < after)]
        if own:
            yield version, own


def _with(agreement: Agreement, terms: AssumedTerms, scenario: Scenario, agreed: Agreement) -> Agreement:
    """Return the agreement with the amounts and keys that a scenario assumes, or puts back as they are agreed."""
    amounts, original = _amounts(agreement, terms), {item.id: item for item in agreed.contributions}
    for code in {*amounts, *terms.keys} - {item.id for item in agreement.contributions}:
        known, where = ", ".join(item.id for item in agreement.contributions), f"villkor för {agreement.id}"
        raise InputError(f"scenario {scenario.id}, {where}: fann bidraget ”{code}”, väntade {known}")
    changes: dict[str, Any] = {}
    for code, amount in amounts.items():
        new = _amount(amount, scenario, original.get(code))
        changes |= {f"bidrag.{code}.{name}": value for name, value in new.items()}
    for code, key in terms.keys.items():
        own = _key(key, scenario, original.get(code))
        changes |= {f"bidrag.{code}.nyckel.{name}": value for name, value in own.items()}
    together = [amounts.get(item.id, item.base_amount) for item in agreement.contributions]
    return _summed(agreement, changes, together)


def _summed(agreement: Agreement, changes: Mapping[str, Any], amounts: Sequence[int]) -> Agreement:
    """Return the agreement with some changes and the total of its new amounts; no budget where that is another."""
    own = [each for each, item in zip(amounts, agreement.contributions, strict=True) if item.joined is None]
    more: dict[str, Any] = {}
    if sum(own) != agreement.total:
        posts = [post.model_dump(by_alias=True) | {"budget": None} for post in agreement.cost_posts]
        more = {"totalt": sum(own), "kostnadsposter": posts}
    return changed(agreement, {**changes, **more})


def _amounts(agreement: Agreement, terms: AssumedTerms) -> dict[str, int]:
    """Return the base amounts that the terms give, by contribution: as told, or the total by the split."""
    if terms.amounts or (terms.total is None and not terms.split):
        return dict(terms.amounts)
    total = agreement.total if terms.total is None else terms.total
    old = {item.id: item.base_amount for item in agreement.contributions if item.joined is None}
    weights = {code: int(percent * 10**6) for code, percent in terms.split.items()} or old
    parts = apportion(np.array(total), np.array(list(weights.values())))
    return dict.fromkeys(old, 0) | dict(zip(weights, parts.tolist(), strict=True))


def _amount(amount: int, scenario: Scenario, agreed: Contribution | None) -> dict[str, Any]:
    """Return a contribution's base amount as a scenario has it, with its status."""
    if agreed and agreed.base_amount == amount:
        return {"basbelopp": amount, "status": agreed.status, "anmarkning": agreed.note}
    note = f"Beloppet är antaget i scenariot {scenario.name}"
    return {"basbelopp": amount, "status": Status.ASSUMED, "anmarkning": note}


def _key(key: AssumedKey, scenario: Scenario, agreed: Contribution | None) -> dict[str, Any]:
    """Return what of a contribution's key a scenario has otherwise, with its status."""
    parts = tuple(part.model_dump(by_alias=True) for part in key.parts)
    told = {"typ": key.kind, "delar": parts, "andelar": key.shares}
    if agreed and (key.kind, key.parts, key.shares) == (agreed.key.kind, agreed.key.parts, agreed.key.shares):
        return told | {"status": agreed.key.status, "anmarkning": agreed.key.note}
    return told | {"status": Status.ASSUMED, "anmarkning": f"Nyckeln är antagen i scenariot {scenario.name}"}


def _continued(agreement: Agreement, going_on: Continuation, scenario: Scenario) -> Agreement:
    """Return the agreement with a contribution shared between named parties instead of paid as one."""
    shared = next((item for item in agreement.contributions if item.id == going_on.contribution), None)
    if shared is None:
        known = ", ".join(item.id for item in agreement.contributions)
        raise InputError(f"fortsatter, {agreement.id}: fann bidraget ”{going_on.contribution}”, väntade {known}")
    weights = np.array([int(portion.percent * 10**6) for portion in going_on.portions])
    parts = apportion(np.array(shared.base_amount), weights).tolist()
    portions = [
        shared.model_dump(by_alias=True)
        | {"kod": portion.id, "namn": portion.name, "betalare": portion.payers}
        | _amount(amount, scenario, None)
        | {"nyckel": shared.key.model_dump(by_alias=True) | _key(portion.key, scenario, None)}
        for portion, amount in zip(going_on.portions, parts, strict=True)
    ]
    others = [item.model_dump(by_alias=True) for item in agreement.contributions if item is not shared]
    payers = {code for portion in going_on.portions for code in portion.payers}
    return changed(
        agreement,
        {
            "giltighet.till": going_on.until,
            "bidrag": [*portions, *others],
            "parter": [
                party.model_dump(by_alias=True) | ({"betalar_genom": None} if party.code in payers else {})
                for party in agreement.parties
                if party.code in payers or party.code not in shared.payers
            ],
            "tillagg": [
                rule.model_dump(by_alias=True)
                for rule in agreement.additions
                if rule.payer is None or rule.payer in payers or rule.payer not in shared.payers
            ],
        },
    )
