"""What a report asks of its readers: to decide, to confirm, to know, each with its price and its day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd
from dateutil.relativedelta import relativedelta

from model.agreements.in_force import notice_deadline, term_ends
from model.amounts.registers import Alternative, AssumedValues, Assumption
from model.errors import InputError
from model.money import Amount, exact, size, total
from model.status import Status
from model.year import AgreementYear, Year, open_differences
from suite.show.blocks import Notice
from suite.show.front import Ask
from suite.show.swedish import date, day, joined, kr, number, percent, spans

DECIDE, CONFIRM, KNOW = "besluta", "fastställa", "veta"
"""What is asked, the most pressing first."""

_SOON = relativedelta(months=18)
"""How long before its day something is told on page one."""

_TOLD = {Status.EXAMPLE: "är exempel", Status.PRELIMINARY: "är preliminära", Status.FORECAST: "är en prognos"}


def asks(now: Year, most: int = 6) -> list[Ask]:
    """Return what is asked of all the parties together, the most pressing first."""
    found = [*_corrections(now), *_index(now), *_books(now), *_readings(now), *_assumed(now), *_notices(now)]
    order = (DECIDE, CONFIRM, KNOW)
    return sorted(found, key=lambda ask: order.index(ask.verb))[:most]


def _corrections(now: Year) -> Iterator[Ask]:
    found = open_differences(now.run)
    moved = found[found["skillnad_kr"] != 0] if len(found) else found
    if len(moved):
        whole = total(abs(exact(value)) for value in moved["skillnad_kr"])
        yield Ask(
            DECIDE,
            f"om rättelser: {kr(whole)} av det som är fakturerat är ändrat i efterhand, för "
            f"{len(set(moved['part']))} parter. Varje parts skillnad står under Fakturerat och rättelser.",
        )


def assumed_index(now: Year) -> dict[tuple[str, object], list[int]]:
    """Return the index changes that nobody has decided, which the year or the next rests on: name, change, years."""
    found = defaultdict(set)
    for basis in _bases(now):
        for row in basis.index:
            if row.status.uncertain:
                found[row.index, row.percent].add(row.year)
    return {key: sorted(years) for key, years in found.items()}


def _bases(now: Year) -> list[object]:
    found = []
    for view in now.in_force:
        for year in (now.year, now.year + 1):
            if year in view.years:
                found += now.run.bases(view.agreement, [year])
    return found


def _index(now: Year) -> Iterator[Ask]:
    for (name, change), years in assumed_index(now).items():
        yield Ask(
            DECIDE,
            f"vilket {name} som gäller för {spans(years)}. Räknat är {percent(change)} om året"
            f"{_step_price(now, name)}",
        )


def _step_price(now: Year, name: str) -> str:
    """Say what a step of an index costs all the parties in the year, where the register of assumptions has one."""
    for each in now.run.inputs.assumptions:
        if each.trial and each.trial.index is not None and each.trial.index_name == name:
            moved = exact(now.run.trial(each.trial, now.year).sum())
            return f"; {each.trial.text} är {kr(size(moved))} {'mer' if moved > 0 else 'mindre'} {now.year}."
    return "."


def _books(now: Year) -> Iterator[Ask]:
    for view in now.in_force:
        name, rule = view.agreement.short, view.agreement.settlement
        if rule and view.outcome is None:
            yield Ask(CONFIRM, f"utfallet {now.year} för {name}; det finns inte i underlaget än.")
        elif view.outcome and view.outcome.status is not Status.FIXED:
            told = _TOLD.get(view.outcome.status, "är antagna")
            yield Ask(CONFIRM, f"utfallet {now.year} för {name}. Siffrorna {told} tills bokföringen är klar.")
        elif rule and view.ready and view.open_because:
            yield Ask(DECIDE, f"bokslutet {now.year} för {name}{_would_settle(view)}.")


def _would_settle(view: AgreementYear) -> str:
    if view.settlement is None or not view.settlement.settled:
        return "; ingen slutavräkning följer av det"
    flow = "betalas tillbaka" if view.settlement.amount > 0 else "betalas"
    return f"; då {flow} {kr(size(view.settlement.amount))}"


def _readings(now: Year) -> Iterator[Ask]:
    """Yield the open readings that would move money in the year, the dearest first."""
    codes = {view.agreement.id for view in now.in_force}
    priced = []
    for reading in now.run.inputs.readings:
        if reading.open and reading.agreement in codes:
            for other in reading.alternatives:
                price, party = dearest(now, reading.agreement, other)
                if price:
                    told = f"{reading.question} ({reading.clause}): en annan läsning flyttar {kr(price)} för {party}."
                    priced.append((price, told))
    for _, told in sorted(priced, reverse=True)[:2]:
        yield Ask(DECIDE, f"hur avtalet ska läsas, {told[0].lower()}{told[1:]}")


def dearest(now: Year, agreement: str, other: Alternative) -> tuple[Amount, str]:
    """Return the most that another reading moves for a party in the year, kronor, and for which; 0 for none."""
    if other.uncounted:
        return 0, ""
    moved = now.run.effect(agreement, other, [now.year]).get(now.year, pd.Series(dtype="int64"))
    if moved.empty or not moved.any():
        return 0, ""
    code = str(moved.abs().idxmax())
    names = {party.code: party.short for party in now.run.inputs.parties}
    return size(exact(moved[code])), names[code]


def _assumed(now: Year) -> Iterator[Ask]:
    """Yield what stands in for something else, or is assumed of the terms, with the most it moves for a party."""
    codes = {view.agreement.id for view in now.in_force}
    for each in now.run.inputs.assumptions:
        if each.values is AssumedValues.STAND_INS:
            yield from _stand_ins(now, each)
        elif each.trial and each.trial.agreement in codes and each.trial.index is None:
            if told := price_text(now, each):
                yield Ask(KNOW, f"att det är antaget: {each.text} {told}")


def _stand_ins(now: Year, assumption: Assumption) -> Iterator[Ask]:
    rows = {row.reference_date: row for basis in _bases(now) for row in basis.people if row.stands_in}
    if rows:
        wanted = joined(date(each) for each in sorted(rows))
        told = joined(dict.fromkeys(date(row.date) for _, row in sorted(rows.items())))
        yield Ask(
            KNOW,
            f"att folkmängden är från den {told}, för den {wanted} saknas. {price_text(now, assumption)}".rstrip(),
        )


def price_text(now: Year, assumption: Assumption) -> str:
    """Say what another assumption would change for a party in the year; empty where nothing, or nothing is told."""
    if assumption.trial is None:
        return ""
    moved = now.run.trial(assumption.trial, now.year)
    if moved.empty or not moved.any():
        return ""
    return f"Annars ({assumption.trial.text}) ändras beloppen {now.year} högst {kr(exact(moved.abs().max()))} per part."


def _notices(now: Year) -> Iterator[Ask]:
    for last, name, end in notice_days(now):
        if now.run.series.as_of <= last <= now.run.series.as_of + _SOON:
            yield Ask(KNOW, f"att {name} kan sägas upp till {date(end)} senast {date(last)}. Det avslutar det för alla.")


def notice_days(now: Year) -> list[tuple[dt.date, str, dt.date]]:
    """Return the last days of notice that are to come: the day, the agreement's short name, and which end it is for."""
    found, today = [], now.run.series.as_of
    for view in now.views:
        agreed = now.run.case.agreed(view.agreement.id)
        end = now.run.case.end(agreed.id)
        for each in term_ends(agreed):
            if each <= end and (deadline := notice_deadline(agreed, each)) and deadline >= today:
                found.append((deadline, agreed.last.short, each))
    return sorted(found)


def status_line(now: Year, remarks: Sequence[str]) -> Notice:
    """Say in one line whether the figures are decided, and what the largest assumption costs."""
    if not remarks:
        return Notice("Fastställt.", ["Alla siffror är beslutade och publicerade."])
    dearest_first = [ask.text for ask in _index(now)]
    if dearest_first:
        told = dearest_first[0]
        return Notice("Preliminärt.", [f"Det är inte beslutat {told}"])
    return Notice("Preliminärt.", ["Några uppgifter är inte fastställda. De står under Underlag och öppna frågor."])
