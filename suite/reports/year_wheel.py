"""The year wheel in words: the days of a year, what is to be done on each, who does it and what it comes to.

What the agreements ask for, and what is entered, is of `model.year_wheel`; here are also the days of the advice
that municipalities have given the mandate for, which are of the tables of what is reported beside money.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from textwrap import wrap

import pandas as pd

from model.errors import InputError
from model.money import Amount, size, total
from model.party_budget import PartyBudget
from model.read.begin import begin, checked_invoice_year
from model.read.reporting import Project
from model.run import Run
from model.status import Status, weakest
from model.year import agreement_year
from model.year_wheel import Day, Lacking, Occasion, issuer, lacking
from model.year_wheel import days as days_of_terms
from suite.reports import advice, tables
from suite.reports.asks import DECIDE, KNOW
from suite.reports.results import header
from suite.reports.text import decided, preliminary
from suite.show.blocks import Figure, Notice, Paragraphs, Results, Table, place_of_heading
from suite.show.calendar_file import Entry, calendar_file
from suite.show.frame import records
from suite.show.front import Ask, KeyFigure, KeyFigures
from suite.show.swedish import MONTHS, at_most, counted, date, day, joined, kr, number
from suite.show.table import table
from suite.show.text_table import screen_width
from suite.show.timeline import FEW, Event, timeline

DECIDING = (Occasion.NOTICE, Occasion.END, Occasion.INDEX, Occasion.APPLICATION, Occasion.MEETING)
"""The occasions on which somebody decides something, those that come but once first."""

_EVERYBODY = "Alla parter"

_ENTERED = (Occasion.MEETING, Occasion.INDEX, Occasion.APPLICATION, Occasion.BUDGET)


def open_wheel(
    ar: object, inputs: object = "", per_datum: object = "", scenario: object = "bas"
) -> tuple[Run, int]:
    """Check a notebook's parameters, and read the inputs; return the run and the year.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.
    """
    run = begin(inputs, per_datum, scenario)
    return run, checked_invoice_year(run, ar)


def days(run: Run, first: dt.date, last: dt.date) -> list[Day]:
    """Return the days from one to another on which there is something, in order."""
    found = [*_advised(run, first, last), *_budgeted(run)]
    others = [each for each in found if first <= each.day <= last]
    return sorted([*days_of_terms(run, first, last), *others], key=lambda each: each.day)


def year_days(run: Run, year: int, agreement: str = "") -> list[Day]:
    """Return the days of a year, of one agreement and of all together, or (empty) of every one."""
    found = days(run, dt.date(year, 1, 1), dt.date(year, 12, 31))
    return [each for each in found if not agreement or each.agreement in ("", agreement)]


def _advised(run: Run, first: dt.date, last: dt.date) -> Iterator[Day]:
    """Yield the days of the advice to municipalities (RUN/387/2023 §7 and bilaga 2.2).

    A half year's report can be made when the half has ended; the next application is written within the project
    that runs, so on its last day at latest.
    """
    for agreement in (each for each in run.agreements if each.advice_clause):
        clause, who = agreement.cite(agreement.advice_clause or ""), issuer(run, agreement)
        for year in (year for year in run.years(agreement) if first.year - 1 <= year <= last.year):
            for half, ended in ((1, dt.date(year, 7, 1)), (2, dt.date(year + 1, 1, 1))):
                if mandates := advice.half_year_mandates(run, year, half):
                    names = joined(each.municipality for each in mandates)
                    status = weakest([Status.ASSUMED, *(each.status for each in mandates)])
                    told = Day(ended, Occasion.REPORT, year, agreement.id, clause, who, status, note=names)
                    yield replace(told, months=range(6 * half - 5, 6 * half + 1))
        for project in run.inputs.rows(Project):
            if project.advice and project.end:
                note, status = f"projektet {project.name} slutar", weakest([Status.ASSUMED, project.status])
                about = (project.end, Occasion.APPLICATION, project.end.year, agreement.id, clause)
                yield Day(*about, who, status, note=note)


def _budgeted(run: Run) -> Iterator[Day]:
    """Yield the days by which parties are to have a year's amounts in their budgets, once a day."""
    found = dict[tuple[dt.date, int], list[PartyBudget]]()
    for row in run.inputs.rows(PartyBudget):
        if row.by:
            found.setdefault((row.by, row.year), []).append(row)
    names = {party.code: party.short for party in run.inputs.parties}
    for (by, year), own in found.items():
        parties = [names[row.party] for row in own if row.party]
        who = at_most([*dict.fromkeys(parties)]) if all(row.party for row in own) else _EVERYBODY
        status = weakest(row.status for row in own)
        yield Day(by, Occasion.BUDGET, year, who=who, status=status, done=by < run.series.as_of)


def what(run: Run, each: Day) -> str:
    """Say what there is on a day."""
    name = run.agreement(each.agreement).short if each.agreement else ""
    note, until = f" ({each.note})" if each.note else "", date(each.until) if each.until else ""
    words = {
        Occasion.MEETING: f"Möte: {each.who}{note}",
        Occasion.INDEX: f"Beslut om {run.index_name} för {each.year}{note}",
        Occasion.APPLICATION: f"Ansökan om pengar till rådgivningen{note}",
        Occasion.BUDGET: f"{each.who} ska ha beloppen för {each.year} i sin budget",
        Occasion.KEY: f"Folkmängden den här dagen delar {each.year} års belopp",
        Occasion.INDEX_NEEDED: f"{each.note} för {each.year} ska vara beslutat, för fakturorna",
        Occasion.INVOICE: f"{name} faktureras, {_months(each)}",
        Occasion.CLOSING: f"Bokslut {each.year} för {name}",
        Occasion.SETTLEMENT: f"Slutavräkningen {each.year} av {name} faktureras",
        Occasion.REPORT: f"{_report(each)} {each.year} för {name}{note}",
        Occasion.REPORTING: f"Återrapport om {each.year} till {each.note}",
        Occasion.NOTICE: f"Sista dag att säga upp {name} till {until}",
        Occasion.EXTENSION: f"{name} förlängs till {until}, om ingen har sagt upp det",
        Occasion.END: f"{name} slutar",
    }
    return words[each.occasion]


def _months(each: Day) -> str:
    whole = len(each.months) == 12
    return str(each.year) if whole else f"{months_text(each.months[0], each.months[-1])} {each.year}"


def months_text(first: int, last: int) -> str:
    """Return months of a year in words: ``april–juni``."""
    return "–".join(dict.fromkeys(MONTHS[month - 1] for month in (first, last)))


def meeting_year(meeting: dt.date) -> int:
    """Return the year that a meeting is about: in the first half of a year the one that has ended."""
    return meeting.year - (meeting.month <= 6)


def _report(each: Day) -> str:
    part = {3: f"Kvartalsrapport {each.months[-1] // 3}", 6: f"Halvårsrapport {each.months[-1] // 6}"}
    return part.get(len(each.months), "Årsrapport")


def amounts(run: Run, found: Sequence[Day]) -> dict[Day, Amount]:
    """Return what is invoiced and settled on days, kronor: as it was sent, else as computed, where it can be."""
    known = dict[Day, Amount]()
    for each in found:
        billed, settled = each.occasion is Occasion.INVOICE, each.occasion is Occasion.SETTLEMENT
        with suppress(InputError):
            if billed or settled:
                view = agreement_year(run, each.agreement, each.year - billed)
                rows = tables.coming(view)
                if billed:
                    known[each] = total(rows.loc[rows["fran_manad"] == each.months[0], "belopp_kr"])
                elif view.settlement:
                    known[each] = size(view.settlement.amount)
    return known


_SURE = {
    Status.FIXED: "bestämd",
    Status.PRELIMINARY: "preliminär",
    Status.FORECAST: "trolig",
    Status.ASSUMED: "antagen",
    Status.EXAMPLE: "påhittad",
}
"""What is said of a day, by its status."""


def sure(each: Day) -> str:
    """Say how sure a day is, or that what there was to do is done."""
    return "klart" if each.done else _SURE[each.status]


def rows(run: Run, year: int, agreement: str = "") -> pd.DataFrame:
    """Return the days of a year as rows, in order, of one agreement and of all together, or (empty) of every one.

    Columns ``dag``, ``handelse``, ``vad``, ``avtal`` (empty of all), ``paragraf``, ``vem``, ``belopp_kr``,
    ``status`` and ``klart``.
    """
    found = year_days(run, year, agreement)
    known = amounts(run, found)
    shown = [
        (
            *(each.day.isoformat(), str(each.occasion), what(run, each), each.agreement, each.clause, each.who),
            *(known.get(each), str(each.status), "ja" if each.done else "nej"),
        )
        for each in found
    ]
    columns = ("dag", "handelse", "vad", "avtal", "paragraf", "vem", "belopp_kr", "status", "klart")
    return pd.DataFrame(shown, columns=list(columns), dtype=object)


def lines(run: Run, year: int, agreement: str = "") -> list[str]:
    """Return the days of a year as text: on a line the day and what, and below it the clause, who and how sure."""
    found, told, indent = together(year_days(run, year, agreement)), [f"Årshjul {year}"], 12
    known = amounts(run, found)
    for each in found:
        first = f"{what(run, each)}: {kr(known[each])}" if each in known else what(run, each)
        more = "; ".join(
            filter(None, [each.clause, each.who, f"dagen är {_SURE[each.status]}", "klart" * each.done])
        )
        room = screen_width() - indent
        own = [line for text in (first, more) for line in wrap(text, room, break_on_hyphens=False)]
        told += ["", f"{each.day}  {own[0]}", *(" " * indent + line for line in own[1:])]
    return told if found else [*told, "", "Inget avtal har någon dag det året."]


def not_entered(run: Run, year: int) -> list[str]:
    """Say which meetings of a year nobody has entered, though an agreement asks for them; nothing if all are."""
    return [_missing(each) for each in lacking(run, year)]


def _missing(each: Lacking) -> str:
    least = f"ska träffas minst {counted(each.least, 'gång', 'gånger')} om året ({each.clause})"
    some = counted(each.entered, "möte är infört", "möten är införda")
    return f"{each.body} {least}, men {some if each.entered else 'inget möte är infört'}."


def together(found: Sequence[Day]) -> list[Day]:
    """Return days in order, those of several agreements that ask for the same once, with the clauses of all."""

    def about(each: Day) -> Day:
        own = "" if each.occasion is Occasion.KEY else each.agreement
        return replace(each, agreement=own, clause="", status=Status.FIXED, done=False)

    once = []
    for same, group in groupby(found, about):
        own = list(group)
        clause, status = (
            ", ".join(dict.fromkeys(each.clause for each in own)),
            weakest(each.status for each in own),
        )
        once.append(replace(same, clause=clause, status=status, done=all(each.done for each in own)))
    return once


def calendar(run: Run, year: int, agreement: str = "") -> bytes:
    """Return the days of a year as a calendar file, of one agreement and of all, or (empty) of every one."""
    found = together(year_days(run, year, agreement))
    known, before = amounts(run, found), Counter[str]()
    entries = []
    for each in found:
        before[code := _code(each)] += 1
        entries.append(_entry(run, each, f"{code}-{before[code]}" if each.occasion in _ENTERED else code, known))
    return calendar_file(f"Årshjul {year}", entries, run.series.as_of)


def _code(each: Day) -> str:
    """Return what a day is, not when, so that a calendar moves it: one that is set, by its order in the year."""
    if each.occasion in _ENTERED:
        parts = [each.occasion, each.agreement, str(each.day.year), each.who]
    else:
        parts = [each.occasion, each.agreement, f"{each.year}-{each.months[0]:02}-{each.months[-1]:02}"]
        parts += [str(each.until or ""), each.note if each.occasion is not Occasion.REPORT else ""]
    return "-".join(filter(None, map(place_of_heading, parts)))


def _entry(run: Run, each: Day, code: str, known: Mapping[Day, Amount]) -> Entry:
    """Return a day as a calendar has it."""
    amount = kr(known[each]) if each in known else ""
    told = {"Paragraf": each.clause, "Vem": each.who, "Belopp": amount, "Dagen är": sure(each)}
    text = "\n".join(f"{name}: {value}" for name, value in told.items() if value)
    return Entry(code, each.day, what(run, each), text, str(each.occasion), not each.status.uncertain)


def title(run: Run, year: int) -> str:
    """Say which day of the year matters most: the first on which somebody must give notice, or else the next."""
    found = _left(run, year)
    notices = [each for each in found if each.occasion is Occasion.NOTICE and each.status is Status.FIXED]
    if notices:
        name, last = run.agreement(notices[0].agreement).short, day(notices[0].day)
        return f"{year}: den som vill lämna {name} säger upp det senast den {last}"
    if not found:
        return f"{year}: inget återstår att göra"
    return f"{year}: {counted(len(found), 'dag', 'dagar')} att hålla, nästa den {day(found[0].day)}"


def _left(run: Run, year: int) -> list[Day]:
    """Return the days of a year that are still to come."""
    return [each for each in together(year_days(run, year)) if not each.done and each.day >= run.series.as_of]


def key_figures(run: Run, year: int) -> KeyFigures:
    """Return the next day of the year, what is invoiced in it, and how many meetings are entered."""
    found, left = year_days(run, year), _left(run, year)
    coming = (
        KeyFigure("Nästa dag", day(left[0].day), what(run, left[0])) if left else KeyFigure("Nästa dag", "ingen")
    )
    known = {each: amount for each, amount in amounts(run, found).items() if each.occasion is Occasion.INVOICE}
    figures = [coming]
    if known:
        told = f"i {counted(len({each.day for each in known}), 'omgång', 'omgångar')}, slutavräkning för sig"
        figures.append(KeyFigure(f"Faktureras {year}", kr(total(known.values())), told))
    met = [each for each in found if each.occasion is Occasion.MEETING]
    missing = lacking(run, year)
    told = f"fattas för {joined(each.body for each in missing)}" if missing else "så många som avtalen kräver"
    return KeyFigures([*figures, KeyFigure("Möten införda", number(len(met)), told)])


def status_line(run: Run, year: int) -> Notice:
    """Say in one line how many of the days to come are settled, and why the others are not."""
    count = Counter(each.status for each in _left(run, year))
    if not count.total() - count[Status.FIXED]:
        return decided("Alla dagar som återstår är bestämda." if count else "Inga dagar återstår.")
    words = {
        Status.FIXED: ("bestämd", "bestämda"),
        Status.PRELIMINARY: ("preliminär", "preliminära"),
        Status.FORECAST: ("trolig", "troliga"),
        Status.ASSUMED: ("antagen (avtalen säger inte vilken dag)", "antagna (avtalen säger inte vilka dagar)"),
        Status.EXAMPLE: ("påhittat exempel", "påhittade exempel"),
    }
    told = joined(counted(count[status], *text) for status, text in words.items() if count[status])
    return preliminary(f"Av {counted(count.total(), 'dag', 'dagar')} är {told}.")


def asks(run: Run, year: int) -> list[Ask]:
    """Return what is asked of the parties: days for meetings that have none, and last days of notice to know."""
    found = [Ask(DECIDE, f"om en dag. {told}") for told in not_entered(run, year)]
    for each in year_days(run, year):
        if each.occasion is Occasion.NOTICE and not each.done:
            told = what(run, each).replace("Sista", "sista", 1)
            found.append(Ask(KNOW, f"att {date(each.day)} är {told}. Det avslutar avtalet för alla."))
    return found or [Ask(KNOW, "att ingen uppsägningstid går ut, och att mötena är införda.")]


def decided_on(run: Run, year: int) -> Figure | Paragraphs:
    """Show the days on which somebody decides something on a line of time, where they have room on it."""
    found = [each for each in year_days(run, year) if each.occasion in DECIDING]
    if len(found) > FEW:
        return Paragraphs([])
    if not found:
        return Paragraphs([f"Inga möten eller beslut är införda för {year}."])
    events = [Event(each.day, what(run, each)) for each in found]
    told = "; ".join(f"{date(each.day)}: {each.words}" for each in events)
    return Figure("Dagar då något avgörs", timeline(events), f"Dagar på en tidslinje. {told}.")


def every_day(run: Run, year: int) -> Table | Paragraphs:
    """Show all the days of the year, in order."""
    found = together(year_days(run, year))
    known = amounts(run, found)
    shown = pd.DataFrame(
        {
            "När": day(each.day),
            "Vad": what(run, each),
            "Belopp (kr)": known.get(each),
            "Dagen är": sure(each),
            "Vem": each.who if each.who not in what(run, each) else "",
            "Enligt": each.clause,
        }
        for each in found
    )
    shown = shown if known else shown.drop(columns="Belopp (kr)", errors="ignore")
    return table(shown, f"Dagar att hålla {year}", otherwise="Inget avtal har någon dag det året.")


def nearest(run: Run, most: int = 5) -> Table | Paragraphs:
    """Show the days that come next of those on which nothing is done yet."""
    today = run.series.as_of
    coming = together(days(run, today, dt.date(today.year + 1, 12, 31)))
    rows = [(date(each.day), what(run, each)) for each in coming if not each.done][:most]
    return table(
        pd.DataFrame(rows, columns=["När", "Vad"]), "Närmaste dagarna", otherwise="Inget återstår att göra."
    )


def results(run: Run, year: int) -> Results:
    """Return the days as data."""
    remarks = not_entered(run, year)
    return Results(header("arshjul", year, run, remarks) | {"dagar": records(rows(run, year))})
