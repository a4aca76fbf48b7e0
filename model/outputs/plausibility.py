"""What in the inputs looks odd, is soon due or is not complete: warnings with numbers, told by ``kontroll``.

Nothing here stops a computation; what cannot be computed on is an error elsewhere.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from model.agreement import Agreement
from model.allocation import end_date, key_rows
from model.begin import Run
from model.outcome import Entry, gather
from model.outputs.remarks import assumed
from model.outputs.swedish import MONTHS, joined, number, percent, ratio, spans
from model.rows import PopulationRow
from model.term import notice_deadline, term_ends

Keys = Mapping[int, Mapping[str, PopulationRow]]
"""The population rows of an agreement's keys, by year and municipality."""

LARGEST_MOVE = Decimal(3)
"""A municipality whose population moves more per cent than this in a year is told."""

LOWEST_INDEX, HIGHEST_INDEX = Decimal(-2), Decimal(12)
"""An index change outside these, in per cent, is told."""

NOTICE_AHEAD = relativedelta(months=12)
"""A deadline for notice that is no further off than this is told."""


def plausibility(run: Run) -> list[str]:
    """Return the warnings, each with the numbers it is about.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    agreements = run.inputs.agreements.values()
    keys = {agreement.id: _keys(run, agreement) for agreement in agreements}
    return [
        *_moves(keys.values()),
        *_indices(run),
        *_gaps(run),
        *(
            line
            for agreement in agreements
            for line in (*_billed(run, agreement, keys[agreement.id]), *_term(run, agreement))
        ),
        *(line for agreement in agreements for line in _incomplete(run, agreement)),
    ]


def billed_years(run: Run) -> list[int]:
    """Return the years that are invoiced at the as-of date: that year, and the next, which is prepared then."""
    return [run.series.as_of.year, run.series.as_of.year + 1]


def _keys(run: Run, agreement: Agreement) -> Keys:
    """Return the population rows of an agreement's keys, by year and municipality."""
    return {
        year: {
            row.code: row
            for item in agreement.contributions
            for row in key_rows(agreement, item, run.series, run.scenario, year)
            if row
        }
        for year in run.years(agreement)
    }


def _moves(keys: Iterable[Keys]) -> Iterator[str]:
    """Tell of populations that move much from one key to the next, of those that are published."""
    told: set[str] = set()
    for own in keys:
        for (_, before), (year, now) in pairwise(own.items()):
            for code, row in now.items():
                earlier = before[code].population
                if row.method == "uppgift" and 100 * abs(row.population - earlier) > LARGEST_MOVE * earlier:
                    move = ratio(row.population - earlier, earlier, 1) if earlier else "från 0"
                    told.add(
                        f"{row.municipality}: folkmängden i nyckeln {year} är {number(row.population)}, "
                        f"{move} från året före ({number(earlier)}); mer än {percent(LARGEST_MOVE)}."
                    )
    yield from sorted(told)


def _indices(run: Run) -> Iterator[str]:
    known = {row.year for row in run.series.index if row.published <= run.series.as_of}
    for year in sorted(known):
        change = run.series.index_row(year).percent
        if not LOWEST_INDEX <= change <= HIGHEST_INDEX:
            limits = f"{number(LOWEST_INDEX)} till {percent(HIGHEST_INDEX)}"
            yield f"LPIX {year} är {percent(change)}, utanför {limits}."


def _gaps(run: Run) -> Iterator[str]:
    """Tell of years that a series has no row for, between the first and the last that it has."""
    years = sorted({row.year for row in run.series.index})
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    if missing:
        yield f"LPIX saknas för {spans(missing)}."
    agreements = run.inputs.agreements.values()
    days = {
        item.key.month_day for each in agreements for item in each.contributions if item.key.population_percent
    }
    for day in sorted(days):
        dates = {code: set[int]() for code in run.inputs.municipalities}
        for row in run.inputs.population:
            if f"{row.reference_date:%m-%d}" == day:
                dates[row.code].add(row.reference_date.year)
        every = set().union(*dates.values())
        for code, own in dates.items() if every else ():
            lacking = set(range(min(every), max(every) + 1)) - own
            if lacking:
                yield f"{run.inputs.municipalities[code]}: folkmängd {day} saknas för {spans(lacking)}."


def _billed(run: Run, agreement: Agreement, keys: Keys) -> Iterator[str]:
    """Tell of stand-ins and assumptions that this year's and the next year's invoices rest on."""
    for year in billed_years(run):
        if agreement.billing is None or year not in run.years(agreement):
            continue
        standing = [(row.date, row.reference_date) for row in keys[year].values() if row.stands_in]
        for date, wanted in sorted(set(standing)):
            whose = f"i {standing.count((date, wanted))} kommuner"
            figure = f"folkmängden {date} i stället för {wanted}"
            yield f"{agreement.short}: fakturorna {year} vilar på {figure}, {whose}."
        for text in assumed(run, agreement, [year]):
            yield f"{agreement.short}: fakturorna {year} vilar på antagande. {text}"


def _term(run: Run, agreement: Agreement) -> Iterator[str]:
    """Tell of an agreement that has ended, and of a day for notice that is near."""
    today, end = run.series.as_of, end_date(agreement, run.scenario)
    if end < today:
        yield f"{agreement.short}: avtalet gällde till och med {end}."
        return
    coming = [each for each in term_ends(agreement) if today <= each <= end]
    for each in coming:
        deadline = notice_deadline(agreement, each)
        if deadline and today <= deadline <= today + NOTICE_AHEAD:
            days = (deadline - today).days
            yield f"{agreement.short}: sista dag att säga upp avtalet till {each} är {deadline}, om {days} dagar."


def _incomplete(run: Run, agreement: Agreement) -> Iterator[str]:
    """Tell of outcomes that lack months or cost posts, and of ended years that have none."""
    outcomes = {year: rows for (code, year), rows in run.inputs.outcomes.items() if code == agreement.id}
    for year, entries in sorted(outcomes.items()):
        lacking = _months_without(entries, run.series.as_of, year)
        if lacking:
            yield f"{agreement.short}: utfallet {year} har inget bokfört i {joined(lacking)}."
        posts = gather(agreement, entries, run.inputs.mapping).posts
        empty = posts.loc[posts["kalla"] == "", "namn"].tolist()
        if empty:
            yield f"{agreement.short}: utfallet {year} har inget på {joined(empty)}."
    ended = [year for year in run.years(agreement) if year < run.series.as_of.year and year not in outcomes]
    if agreement.settlement and ended:
        yield f"{agreement.short}: utfall saknas för {spans(ended)}, så slutavräkning kan inte göras."


def _months_without(entries: Sequence[Entry], today: dt.date, year: int) -> list[str]:
    """Return the months that have ended without anything booked."""
    booked = {entry.date.month for entry in entries}
    ended = 12 if today.year > year else today.month - 1 if today.year == year else 0
    return [MONTHS[month - 1] for month in range(1, ended + 1) if month not in booked]
