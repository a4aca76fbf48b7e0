"""What there is to decide among the scenarios, each with its price over the years and its day."""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from model.money import size
from model.uncertainty.simulation import ALL
from suite.findings.remarks import remarks
from suite.reports.asks import CONFIRM, DECIDE, KNOW, notice_days
from suite.reports.scenario_report import Compared, Scenarios
from suite.reports.text import decided, more, preliminary
from suite.show.blocks import Notice, Paragraphs, Table, prose
from suite.show.front import Ask
from suite.show.swedish import counted, date, joined, kr, number, percent, signed_kr, spans
from suite.show.table import table

_FEW = 4
"""How many scenarios are named in what is asked."""


def asks(found: Scenarios) -> list[Ask]:
    """Return what is asked of all the parties together: to decide first, then to confirm, then to know."""
    return [*_ends(found), *_terms(found), *_index(found), *_spread(found)]


def _ends(found: Scenarios) -> Iterator[Ask]:
    """Yield the next end of each agreement that a scenario lets it end by, while notice can be given for it."""
    told = set[str]()
    for last, name, end in notice_days(found.now):
        own = _ending(found, name, end)
        if own and name not in told:
            told.add(name)
            price = f"betalar parterna {more(own.change)} till och med {found.base.horizon[-1]}"
            yield Ask(
                DECIDE, f"om {name} ska gälla efter {date(end)}. Sägs det upp, senast {date(last)}, {price}."
            )


def _ending(found: Scenarios, name: str, end: dt.date) -> Compared | None:
    """Return the scenario that changes an agreement in nothing but its end, on a day."""
    for each in found.others:
        scenario, base = each.run.scenario, found.base.scenario
        for agreement in found.base.agreements:
            alone = not (scenario.terms or scenario.continuations or scenario.outcomes)
            same = scenario.indices == base.indices and scenario.projection == base.projection
            if agreement.short == name and alone and same and each.run.case.end(agreement.id) == end:
                return each
    return None


def _terms(found: Scenarios) -> Iterator[Ask]:
    """Yield the terms that scenarios change, by the year that they can change from."""
    by_year = dict[int, list[Compared]]()
    for each in found.others:
        own = [terms.first_year for terms in each.run.scenario.terms if terms not in found.base.scenario.terms]
        if own:
            by_year.setdefault(min(own), []).append(each)
    for year, every in sorted(by_year.items()):
        told = [f"”{each.run.scenario.name}” {_price(found, each)}" for each in every[:_FEW]]
        told += [f"och {counted(len(every) - _FEW, 'scenario', 'scenarier')} till"] if len(every) > _FEW else []
        yield Ask(DECIDE, f"om villkoren ska ändras från {year}: {'; '.join(told)}.")


def _price(found: Scenarios, each: Compared) -> str:
    if each.change:
        return f"{'kostar' if each.change > 0 else 'sparar'} {kr(size(each.change))}"
    if not each.by_party:
        return "ändrar ingenting"
    who = max(each.by_party, key=lambda code: size(each.by_party[code]))
    return f"ändrar mest för {found.names[who]}, {signed_kr(each.by_party[who])}"


def _index(found: Scenarios) -> Iterator[Ask]:
    for name, years, told in assumed_indices(found):
        price = _step(found, name)
        yield Ask(
            CONFIRM, f"vilket {name} som gäller {spans(years)}. Räknat är {told}{f'; {price}' if price else ''}."
        )


def assumed_indices(found: Scenarios) -> Iterator[tuple[str, list[int], str]]:
    """Yield each index that nobody has decided: its name, the years, and what is reckoned with."""
    run = found.base
    rows = {
        (row.index, row.year): row
        for agreement in run.agreements
        for basis in run.bases(agreement, [year for year in run.years(agreement) if year in run.horizon])
        for row in basis.index
        if row.status.uncertain and row.year in run.horizon
    }
    for name in dict.fromkeys(index for index, _ in rows):
        own = {year: row.percent for (index, year), row in sorted(rows.items()) if index == name}
        values = sorted(set(own.values()))
        span = percent(values[0]) if len(values) == 1 else f"{number(values[0])} till {percent(values[-1])}"
        yield name, list(own), f"{span}{' om året' if len(own) > 1 else ''}"


def _step(found: Scenarios, name: str) -> str:
    """Say what a step of an index costs all the parties, where the factors have one."""
    for bar in found.drivers.get(ALL, ()):
        index = bar.factor.index
        if index and index.name == name and bar.up:
            points = "en procentenhet" if index.points == 1 else f"{number(index.points)} procentenheter"
            till = f"{points} till varje år från {index.first_year}"
            return f"{till} är {more(bar.up)} för alla"
    return ""


def _spread(found: Scenarios) -> Iterator[Ask]:
    if found.spread():
        yield Ask(
            KNOW,
            "att spannet visar hur långt kostnaden kan hamna om index och folkmängd går andra vägar. "
            "Hur mycket de kan avvika är antaget, så det är ingen prognos.",
        )


def status_line(found: Scenarios) -> Notice:
    """Say in one line whether the figures are decided, and what the largest assumption costs."""
    if not _basis(found):
        return decided()
    for name, years, told in assumed_indices(found):
        price = _step(found, name)
        return preliminary(f"{name} är antaget till {told} {spans(years)}{f'; {price}' if price else ''}.")
    return preliminary("Åren framåt vilar på uppgifter som inte är beslutade; de står sist.")


def basis(found: Scenarios) -> Table | Paragraphs:
    """Show what the first scenario rests on that is not decided or published for its own day."""
    told = _basis(found)
    rows = pd.DataFrame({"Vad": list(told), "Avtal": [joined(names) for names in told.values()]})
    return table(rows, f"Vad {found.base.scenario.name} vilar på som inte är beslutat, eller gäller en annan dag")


def _basis(found: Scenarios) -> dict[str, list[str]]:
    """Return what is not decided, or is of another day, with the agreements that it is about."""
    run, whose = found.base, dict[str, list[str]]()
    for agreement in run.agreements:
        for line in remarks(run, agreement, [year for year in run.years(agreement) if year in run.horizon]):
            whose.setdefault(prose(line), []).append(agreement.short)
    return whose
