"""What a scenario changes, in words: a line for each thing that is not as in the scenario it is compared with."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.amounts.comparison import inhabitants
from model.run import Run
from suite.reports.sources import shared_by
from suite.show.swedish import date, kr, number, percent, spans


class Difference(NamedTuple):
    """A thing that a scenario changes: the first year whose amounts it can move, and what it is."""

    first_year: int
    text: str


def differences(base: Run, other: Run, years: Sequence[int]) -> list[Difference]:
    """Return what one scenario changes of another, index first, then population, terms, ends and outcomes."""
    return [
        *_index(base, other, years),
        *_people(base, other, years),
        *(
            line
            for agreement in base.agreements
            for line in (*_terms(base, other, agreement, years), *_end(base, other, agreement))
        ),
        *_outcomes(base, other),
    ]


def _index(base: Run, other: Run, years: Sequence[int]) -> Iterator[Difference]:
    indices = [each.index for each in base.case.every if each.index]
    for name in dict.fromkeys(index.name for index in indices):
        first = min(index.first_year for index in indices if index.name == name)
        pairs = {
            year: tuple(run.series.index_row(name, year).percent for run in (base, other))
            for year in years
            if year >= first
        }
        for (old, new), group in groupby(pairs, key=pairs.__getitem__):
            own = list(group)
            if old != new:
                yield Difference(own[0], f"{name} {spans(own)}: {percent(old)} → {percent(new)}")


def _people(base: Run, other: Run, years: Sequence[int]) -> Iterator[Difference]:
    codes = list(base.inputs.municipalities)
    moved = [year for year in years if _figures(base, codes, year) != _figures(other, codes, year)]
    labels = [run.scenario.projection.label for run in (base, other) if run.scenario.projection]
    if labels[0] != labels[-1]:
        yield Difference(moved[0] if moved else years[-1] + 1, f"Folkmängd framåt: {labels[0]} → {labels[-1]}")
    if moved:
        old, new = (_figures(run, codes, moved[-1]) for run in (base, other))
        told = ", ".join(
            f"{base.inputs.municipalities[code]} {number(old[code])} → {number(new[code])}"
            for code in codes
            if old[code] != new[code]
        )
        yield Difference(moved[0], f"Invånare i nyckeln från {moved[0]}; {moved[-1]}: {told or 'som förut'}")


def _figures(run: Run, codes: Sequence[str], year: int) -> dict[str, int]:
    return dict.fromkeys(codes, 0) | inhabitants(run.case, codes, year)


def _terms(base: Run, other: Run, agreement: Agreement, years: Sequence[int]) -> Iterator[Difference]:
    """Yield each change of what is paid and by whom, in the first year that it is so."""
    told: set[str] = set()
    for year in years:
        versions = [run.agreement(agreement.id, year).contributions for run in (base, other)]
        old, new = ({item.id: item for item in version} for version in versions)
        for code in [*old, *(code for code in new if code not in old)]:
            for what in _contribution(old.get(code), new.get(code)):
                if what not in told:
                    told.add(what)
                    yield Difference(year, f"{agreement.short} från {year}: {what}")


def _contribution(old: Contribution | None, new: Contribution | None) -> Iterator[str]:
    if new is None and old:
        yield f"{old.name} ({kr(old.base_amount)}) delas på annat sätt"
    elif old is None and new:
        yield f"{new.name} {kr(new.base_amount)}, {len(new.payers)} betalare, {shared_by(new.key)}"
    elif old and new:
        if old.base_amount != new.base_amount:
            yield f"{new.name} {kr(old.base_amount)} → {kr(new.base_amount)}"
        if old.key.mix != new.key.mix or old.key.shares != new.key.shares:
            yield f"{new.name}, nyckel: {shared_by(old.key)} → {shared_by(new.key)}"


def _end(base: Run, other: Run, agreement: Agreement) -> Iterator[Difference]:
    old, new = (run.case.end(agreement.id) for run in (base, other))
    if old != new:
        first = min(old, new) + dt.timedelta(days=1)
        yield Difference(first.year, f"{agreement.short} gäller till {date(new)} i stället för {date(old)}")


def _outcomes(base: Run, other: Run) -> Iterator[Difference]:
    for outcome in other.scenario.outcomes:
        if outcome not in base.scenario.outcomes:
            name = base.agreement(outcome.agreement).short
            told = f"{name} {outcome.year}: utfallet blir {percent(outcome.percent)} av finansieringen"
            yield Difference(outcome.year, told)
