"""What a scenario does to the series and the agreements: they come out as if published and agreed so.

Everything assumed has the status ``antagande`` and the scenario as its source, whatever it changes; what a
scenario puts back as it is agreed is as agreed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.agreements.terms import checked
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


def _with(agreement: Agreement, terms: AssumedTerms, scenario: Scenario, agreed: Agreement) -> Agreement:
    """Return the agreement with the amounts and keys that a scenario assumes, or puts back as they are agreed."""
    amounts, original = _amounts(agreement, terms), {item.id: item for item in agreed.contributions}
    for code in {*amounts, *terms.keys} - {item.id for item in agreement.contributions}:
        known, where = ", ".join(item.id for item in agreement.contributions), f"villkor för {agreement.id}"
        raise InputError(f"scenario {scenario.id}, {where}: fann bidraget ”{code}”, väntade {known}")
    with checked(agreement):
        items = []
        for item in agreement.contributions:
            own, new = original.get(item.id), dict[str, Any]()
            if item.id in amounts:
                new |= _amount(amounts[item.id], scenario, own)
            if item.id in terms.keys:
                new["key"] = item.key.altered(**_key(terms.keys[item.id], scenario, own))
            items.append(item.altered(**new))
        return agreement.altered(contributions=tuple(items), **_total(agreement, items))


def _total(agreement: Agreement, items: Iterable[Contribution]) -> dict[str, Any]:
    """Return the total of some contributions; where it is another than before, no cost post has a budget."""
    total = sum(item.base_amount for item in items if item.joined is None)
    if total == agreement.total:
        return {}
    return {"total": total, "cost_posts": tuple(post.altered(budget=None) for post in agreement.cost_posts)}


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
        return {"base_amount": amount, "status": agreed.status, "note": agreed.note}
    note = f"Beloppet är antaget i scenariot {scenario.name}"
    return {"base_amount": amount, "status": Status.ASSUMED, "note": note}


def _key(key: AssumedKey, scenario: Scenario, agreed: Contribution | None) -> dict[str, Any]:
    """Return what of a contribution's key a scenario has otherwise, with its status."""
    told = {"kind": key.kind, "parts": key.parts, "shares": key.shares}
    if agreed and (key.kind, key.parts, key.shares) == (agreed.key.kind, agreed.key.parts, agreed.key.shares):
        return told | {"status": agreed.key.status, "note": agreed.key.note}
    return told | {"status": Status.ASSUMED, "note": f"Nyckeln är antagen i scenariot {scenario.name}"}


def _continued(agreement: Agreement, going_on: Continuation, scenario: Scenario) -> Agreement:
    """Return the agreement with a contribution shared between named parties instead of paid as one."""
    shared = next((item for item in agreement.contributions if item.id == going_on.contribution), None)
    if shared is None:
        known = ", ".join(item.id for item in agreement.contributions)
        raise InputError(f"fortsatter, {agreement.id}: fann bidraget ”{going_on.contribution}”, väntade {known}")
    weights = np.array([int(portion.percent * 10**6) for portion in going_on.portions])
    amounts = apportion(np.array(shared.base_amount), weights).tolist()
    payers = {code for portion in going_on.portions for code in portion.payers}
    gone = set(shared.payers) - payers
    with checked(agreement):
        portions = [
            shared.altered(
                id=portion.id,
                name=portion.name,
                payers=portion.payers,
                key=shared.key.altered(**_key(portion.key, scenario, None)),
                **_amount(amount, scenario, None),
            )
            for portion, amount in zip(going_on.portions, amounts, strict=True)
        ]
        parties = [party for party in agreement.parties if party.code not in gone]
        return agreement.altered(
            term=agreement.term.altered(end=going_on.until),
            contributions=(*portions, *(item for item in agreement.contributions if item is not shared)),
            parties=tuple(each.altered(pays_through=None) if each.code in payers else each for each in parties),
            additions=tuple(rule for rule in agreement.additions if rule.payer not in gone),
        )
