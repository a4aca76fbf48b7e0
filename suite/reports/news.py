"""What is new in a year's reports: decisions, figures and invoices that have come in the last twelve months."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from dateutil.relativedelta import relativedelta

from model.agreements.events import Event
from model.amounts.closing import Closing
from model.decision_log import decision_log
from model.money import size, total
from model.year import Year, year_of
from suite.reports.decisions import reading_of
from suite.reports.facts import corrected, decisions
from suite.reports.readings import answer
from suite.reports.terms import term_name
from suite.show.swedish import counted, date, joined, kr, spans

NOTHING = "Inga beslut, fakturor eller publicerade siffror har kommit till."
"""What is said where there is nothing new."""


def news(now: Year, most: int = 6) -> list[str]:
    """Return what has come in the twelve months before the as-of date, the newest first.

    Where there is more than can be told, figures that have been published give way.
    """
    since = now.run.series.as_of - relativedelta(years=1)
    found, figures = (_since(now, since, kind) for kind in (_found(now), _published(now)))
    kept = found[:most] + figures[: max(most - len(found), 0)]
    return [text for _, text in sorted(kept, reverse=True)] or [NOTHING]


def new_since(now: Year, day: dt.date) -> list[str]:
    """Return what has come from a day on, until the as-of date, of the year's agreements, the newest first."""
    eve = day - dt.timedelta(days=1)
    return [text for _, text in _since(now, eve, [*_found(now), *_published(now)])]


def _since(now: Year, day: dt.date, found: Iterable[tuple[dt.date, str]]) -> list[tuple[dt.date, str]]:
    return sorted((each for each in found if day < each[0] <= now.run.series.as_of), reverse=True)


def begun(now: Year) -> list[str]:
    """Return what is otherwise from the year on: agreements that begin or end, notices, terms and readings."""
    before = [view.agreement.id for view in year_of(now.run, now.year - 1).in_force]
    own = {view.agreement.id: view for view in now.in_force}
    told = [f"{view.agreement.name} gäller från {now.year}." for code, view in own.items() if code not in before]
    ended = [code for code in before if code not in own]
    told += [f"{now.run.agreement(code).name} gäller inte längre." for code in ended]
    for code, view in own.items():
        for notice in now.run.case.happened(code)[0]:
            who, last = now.run.party(code, notice.party or "").short, date(now.run.case.end(code))
            told.append(f"{who} har sagt upp {view.agreement.short} ({notice.decision}); det gäller till {last}.")
    return told + [text for code in now.run.inputs.agreements for text in decisions(now.run, code, now.year)]


def _found(now: Year) -> Iterator[tuple[dt.date, str]]:
    run, codes = now.run, {view.agreement.id for view in now.views}
    yield from _decided(now, codes)
    for closing in (each for each in run.inputs.rows(Closing) if each.agreement in codes):
        name = run.agreed(closing.agreement, closing.year).short
        told = f"{date(closing.date)}: {closing.year} stängdes för {name}, med kostnaden {kr(closing.outcome)}."
        yield closing.date, told
    for event in (each for each in run.inputs.rows(Event) if each.agreement in codes):
        who = run.party(event.agreement, event.party).short if event.party else "Parterna"
        told = f"{who}, {event.kind} av {run.agreement(event.agreement).short}"
        yield event.date, f"{date(event.date)}: {told} ({event.decision})."
    issued = [row for row in run.issued if row.agreement in codes]
    for day in sorted({row.date for row in issued}):
        own = [row for row in issued if row.date == day and not row.kind.corrects]
        bills = counted(len(own), "rad", "rader")
        if own:
            amount = total(row.amount for row in own)
            how = "fakturerades" if amount >= 0 else "krediterades"
            yield day, f"{date(day)}: {kr(size(amount))} {how} ({bills})."
        for text in corrected(run, [row for row in issued if row.date == day]):
            yield day, text


def _decided(now: Year, codes: Collection[str]) -> Iterator[tuple[dt.date, str]]:
    run = now.run
    for each in (each for each in decision_log(run) if each.agreement in codes):
        agreement = run.agreement(each.agreement)
        if not reading_of(run, each):
            terms = joined(dict.fromkeys(term_name(agreement, term.term) for term in each.terms))
            yield each.decision.date, f"{agreement.short}: {terms} ändrades genom beslut av {each.decision.told}."
    for reading in run.inputs.readings:
        if reading.decided and (not reading.agreement or reading.agreement in codes):
            about = run.agreement(reading.agreement) if reading.agreement else None
            told = f"Frågan ”{reading.question}” är avgjord: {answer(reading, about)}"
            yield reading.decided.date, f"{told} Beslut: {reading.decided.told}."


def _published(now: Year) -> Iterator[tuple[dt.date, str]]:
    """Yield the index changes and populations that the year's or the next year's amounts rest on, by their day."""
    index, people = dict[tuple[dt.date, str], set[int]](), dict[dt.date, set[dt.date]]()
    for view in now.in_force:
        for basis in now.run.bases(
            view.agreement, [year for year in (now.year, now.year + 1) if year in view.years]
        ):
            for row in basis.index:
                if not row.status.uncertain:
                    index.setdefault((row.published, row.index), set()).add(row.year)
            for key in basis.people:
                if key.method == "uppgift":
                    people.setdefault(key.published, set()).add(key.date)
    for (day, name), years in index.items():
        yield day, f"{date(day)}: {name} för {spans(years)} fastställdes."
    for day, dates in people.items():
        yield day, f"{date(day)}: folkmängden {joined(map(date, sorted(dates)))} publicerades."
