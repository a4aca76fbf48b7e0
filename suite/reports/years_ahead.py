"""The years to come: what the parties pay together if nothing is changed, how sure it is, and days to keep."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from model.kept import kept
from model.money import exact
from model.run import Run
from model.uncertainty.simulation import ALL
from model.uncertainty.summary import Simulated
from model.year import Year
from model.year_wheel import Occasion
from suite.reports import year_wheel
from suite.reports.asks import notice_days
from suite.reports.colours import colours
from suite.show.blocks import Figure, Paragraphs, Table
from suite.show.charts import Line, paths
from suite.show.frame import each
from suite.show.front import Switch
from suite.show.swedish import date, kr, month, number
from suite.show.table import table
from suite.show.timeline import FEW, Event, timeline


def paid(now: Year) -> Switch | Paragraphs:
    """Show what the parties pay together each year: in current prices with a band, and in those of the year."""
    amounts = _by_year(now, lambda row: Fraction(exact(row.belopp_kr)))
    if len(amounts) < 2:
        return Paragraphs(["Inget avtal gäller längre än så här."])
    years, last = sorted(amounts), max(amounts)
    low, high = _band(now, amounts)
    certain = _known_until(now)
    ends = f"{_millions(low[-1])}–{_millions(high[-1])}" if low else _millions(amounts[last])
    spread = " Det ljusa bandet rymmer nio av tio beräknade utfall." if low else ""
    own = [round(amounts[year]) for year in years]
    line = Line("om inget ändras", own, low=low, high=high, certain_until=certain)
    dashed = " Streckat: folkmängden är framskriven." if certain and certain < last else ""
    current = Figure(
        f"{last} betalar parterna {ends} miljoner kr, om avtalen förlängs",
        paths(years, [line]),
        f"Linje från {kr(own[0])} {years[0]} till {kr(own[-1])} {last}, i löpande priser.{spread}",
        _behind(now, years, own, low, high),
        what=f"Alla parter tillsammans, tusen kronor per år i löpande priser.{spread}{dashed}",
    )
    fixed = _by_year(now, in_prices_of(now, now.year))
    real = [round(fixed[year]) for year in years]
    steady = Figure(
        f"I {now.year} års priser är det {_millions(real[-1])} miljoner kr {last}",
        paths(years, [Line("i fasta priser", real, certain_until=certain)]),
        f"Linje från {kr(real[0])} {years[0]} till {kr(real[-1])} {last}, i {now.year} års priser.",
        what=f"Alla parter tillsammans, tusen kronor per år, räknat utan uppräkning efter {now.year}.",
    )
    return Switch("Priser", [("Löpande priser", current), ("Fasta priser", steady)])


def _by_year(now: Year, amount: Callable[[Any], Fraction]) -> dict[int, Fraction]:
    """Return an amount summed by year, over the agreements that somebody is invoiced for."""
    sums = dict[int, Fraction]()
    for view in now.views:
        if view.agreement.billing:
            for row in each(view.path[view.path["ar"].isin(view.years)]):
                sums[row.ar] = sums.get(row.ar, Fraction(0)) + amount(row)
    return sums


def in_prices_of(now: Year, year: int) -> Callable[[Any], Fraction]:
    """Return how the amount of a row of the allocation is taken to the prices of a year.

    Of a contribution that is not paid then it is the last year before it, or else the first after.
    """
    factors = _factors(now, year)
    return lambda row: Fraction(exact(row.belopp_kr)) * factors[row.avtal, row.bidrag] / Fraction(row.faktor)


@kept
def _factors(now: Year, year: int) -> dict[tuple[str, str], Fraction]:
    """Return how far the index has carried each contribution by a year."""
    found = dict[tuple[str, str], Fraction]()
    for view in now.views:
        for row in each(view.path.drop_duplicates(["bidrag", "ar"])[["avtal", "bidrag", "ar", "faktor"]]):
            if row.ar <= year or (row.avtal, row.bidrag) not in found:
                found[row.avtal, row.bidrag] = Fraction(row.faktor)
    return found


def _band(now: Year, amounts: Mapping[int, Fraction]) -> tuple[list[int], list[int]]:
    """Return between what nine of ten paths lie each year, kronor; nothing where nothing is simulated."""
    if (found := simulated(now.run)) is None:
        return [], []
    rows = found.frame
    every = rows[rows["part"] == ALL].set_index(rows.loc[rows["part"] == ALL, "ar"].astype(str))
    ends = []
    for column in ("p5_kr", "p95_kr"):
        strays = every[column] - every["scenariot_kr"]
        ends.append([round(amounts[year]) + int(strays.get(str(year), 0)) for year in sorted(amounts)])
    return ends[0], ends[1]


@kept
def simulated(run: Run) -> Simulated | None:
    """Return the run's own simulation (`model.run.Run.simulated`), once, whoever asks.

    None where the scenario says nothing of spread, or a figure is missing for one of its years.
    """
    if run.scenario.simulation is None or any(run.reached(each) != run.years(each) for each in run.agreements):
        return None
    with ThreadPoolExecutor() as pool:
        return run.simulated(pool=pool)


def _known_until(now: Year) -> int | None:
    """Return the last year whose amounts are split by published populations."""
    known = [
        row.ar
        for view in now.views
        for row in each(view.path)
        if row.nyckel_metod == "uppgift" and row.nyckel_datum
    ]
    return max(known, default=None)


def _millions(amount: float | Fraction) -> str:
    return number(Decimal(round(amount / 100_000)) / 10, 1)


def _behind(now: Year, years: Sequence[int], own: Sequence[int], low: Sequence[int], high: Sequence[int]) -> Table:
    shown = {"År": [str(year) for year in years], "Parterna betalar (kr)": list(own)}
    if low:
        shown |= {"Lägst i nio av tio (kr)": list(low), "Högst i nio av tio (kr)": list(high)}
    found = table(pd.DataFrame(shown, dtype=object), f"Vad parterna betalar tillsammans, {now.run.scenario.name}")
    assert isinstance(found, Table)
    return found


def days(now: Year) -> Figure | Table | Paragraphs:
    """Show the days to come on which something is invoiced or can be given notice of; few of them on a line."""
    run, today, shades = now.run, now.run.series.as_of, colours(now.run)
    coming = year_wheel.days(run, today, dt.date(now.year + 1, 12, 31))
    found = [
        each
        for each in coming
        if (each.occasion is Occasion.INVOICE and each.year == now.year + 1)
        or (each.occasion is Occasion.SETTLEMENT and each.year == now.year)
    ]
    known = year_wheel.amounts(run, found)
    amounts = [kr(known[each]) if each in known else "" for each in found]
    rows = [
        (each.day, year_wheel.what(run, each), amount, shades[each.agreement])
        for each, amount in zip(found, amounts, strict=True)
    ]
    first = {name: (last, end) for last, name, end in reversed(notice_days(now))}
    told = "Sista dag att säga upp {} till {}, för alla parter"
    rows += [
        (last, told.format(name, date(end)), "", shades[run.agreement(name).id])
        for name, (last, end) in first.items()
    ]
    return _on_a_line(sorted(rows))


def _on_a_line(rows: Sequence[tuple[dt.date, str, str, str]]) -> Figure | Table | Paragraphs:
    """Show days, what they are for, what it comes to and in which colour: a table, or a line of time of few."""
    told = [(month(when) if when.day == 1 else date(when), what, amount) for when, what, amount, _ in rows]
    frame = pd.DataFrame(told, columns=["När", "Vad", "Belopp"])
    if not frame["Belopp"].any():
        frame = frame.drop(columns="Belopp")
    shown = table(frame, "Dagar att hålla", otherwise="Inget ska beslutas eller betalas de närmaste åren.")
    if not 1 < len(rows) <= FEW or not isinstance(shown, Table):
        return shown
    words = [", ".join(filter(None, texts)) for _, *texts in told]
    events = [
        Event(day, what, colour, when)
        for (day, *_, colour), what, (when, *_) in zip(rows, words, told, strict=True)
    ]
    alt = " ".join(f"{when}: {what}." for (when, *_), what in zip(told, words, strict=True))
    return Figure(f"Närmaste dag att hålla är {told[0][0]}", timeline(events), f"En tidslinje. {alt}", shown)
