"""What is to be done with the agreements and when: each task with its day and the command that does it.

The days are those of the year wheel (`suite.reports.year_wheel`), and those on which what is assumed is to be
looked at again. What is done can only be told of what the inputs hold; an invoice that is among those issued is
not told again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

import pandas as pd
from dateutil.relativedelta import relativedelta

from model.agreements.agreement import Agreement
from model.amounts.allocation import Basis
from model.amounts.indexing import index_names
from model.amounts.invoices import SETTLEMENT
from model.amounts.issued import covered
from model.errors import InputError
from model.money import size, total
from model.run import Run
from model.series.rows import INDEX_FILE, LPIX, POPULATION_FILE
from model.year import AgreementYear, agreement_year
from model.year_wheel import Day, Occasion
from suite.fetch.statistics_office import MONTH_END, StatisticsTable
from suite.reports.year_wheel import days, meeting_year, months_text, what
from suite.show.swedish import MONTHS, kr, spans
from suite.show.text_table import screen_width

_MOST_LATER = 4
"""How many of the tasks after this month are shown."""

_INDENT = 14


@dataclass(frozen=True)
class Task:
    """Something to do.

    Attributes
    ----------
    day : date
        When, or at latest when.
    text : str
        What, as a Swedish sentence.
    command : str
        The command that does it, without ``python -m model``; empty where none does.
    waits : bool
        Whether it is still to be done after its day: the inputs show that it has not been.
    """

    day: dt.date
    text: str
    command: str = ""
    waits: bool = False


def agenda(run: Run, today: dt.date, tables: Sequence[StatisticsTable] = ()) -> list[Task]:
    """Return what is to be done from the first of this month on, and what should have been done, by day.

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    today : date
        The day that it is.
    tables : sequence of StatisticsTable
        Where populations are fetched from.
    """
    views, lacking = dict[tuple[str, int], AgreementYear](), list[Task]()
    followed = [(agreement, year) for agreement in run.agreements for year in _followed(run, agreement, today)]
    for agreement, year in followed:
        if {year, year + 1} & {*run.years(agreement)}:
            try:
                views[agreement.id, year] = agreement_year(run, agreement.id, year)
            except InputError as error:
                text = f"Fyll i det som fattas för {year + 1}: {error.faults[0]}."
                lacking.append(Task(dt.date(year, 12, 1), text, waits=True))
    recent = [view for view in views.values() if view.year >= today.year - 1]
    found = [
        *dict.fromkeys(lacking),
        *_figures(run, recent, today, tables),
        *(task for each in _days(run, views, today) for task in _of_day(run, each, views, today)),
        *(task for each in run.agreements for task in _outcome(run, each, today)),
        *_packages(run, today),
        *_assumptions(run),
    ]
    first = today.replace(day=1)
    return sorted((task for task in found if task.day >= first or task.waits), key=lambda task: task.day)


def _followed(run: Run, agreement: Agreement, today: dt.date) -> range:
    """Return the years whose settlement, and the invoices of the year after, may still be to do.

    They are the last year and this one, and earlier ones from the first that the inputs hold an outcome to settle
    of, or invoices for the year after.
    """
    code = agreement.id
    known = [row.year - 1 for row in run.issued if row.agreement == code]
    known += [year for each, year in run.inputs.outcomes if each == code and agreement.settlement]
    return range(min([*known, today.year - 1]), today.year + 1)


def unfilled(run: Run, today: dt.date) -> list[Task]:
    """Return how the series are filled that have no rows at all, so that nothing can be computed yet."""
    agreements, found = run.case.every, list[Task]()
    keys = {
        item.key.reference_date(year).year
        for each in agreements
        for item in each.contributions
        for year in run.years(each)
        if item.key.population_percent and item.key.reference_date(year) <= today
    }
    if keys and not run.inputs.population:
        text = f"Fyll {POPULATION_FILE} med folkmängd för {spans(keys)}, ett år i taget eller för hand."
        found.append(Task(today, text, f"hamta befolkning {min(keys)} --skriv"))
    for name in index_names(agreements) if not run.inputs.index else ():
        own = [each for each in agreements if each.index and each.index.name == name]
        years = {year for each in own for year in run.years(each) if each.index and year >= each.index.first_year}
        text = (
            f"Fyll {INDEX_FILE} med {name} för {spans(years)}, ett år i taget eller för hand: beslutade värden, "
            "och för kommande år ett antagande (--status antagande)."
        )
        found.append(Task(today, text, _deciding(name, min(years))))
    return found


def _figures(
    run: Run, views: Iterable[AgreementYear], today: dt.date, tables: Sequence[StatisticsTable]
) -> Iterator[Task]:
    """Yield the figures that the invoices of this year and the next rest on, and that nobody has published."""
    first: dict[int, dt.date] = {}
    bases: list[Basis] = []
    for view in views:
        for row_year, sent in zip(view.invoices["ar"], view.invoices["fakturadatum"], strict=True):
            day = dt.date.fromisoformat(sent)
            first[row_year] = min(day, first.get(row_year, day))
        bases += run.bases(view.agreement, [view.year + 1]) if len(view.invoices) else []
    assumed = dict[str, set[int]]()
    missing = dict[dt.date, int]()
    for basis in bases:
        for change in basis.index:
            if change.status.uncertain:
                assumed.setdefault(change.index, set()).add(change.year)
        for row in basis.people:
            if row.method != "uppgift":
                missing.setdefault(row.reference_date, basis.year)
    for name, years in assumed.items():
        yield from _index(name, sorted(years), first, today)
    for day, year in missing.items():
        text = f"Hämta folkmängden {day}, som fakturorna {year} delas efter; nu är den framskriven."
        yield Task(max(first[year], day), text, _fetching(day, tables), waits=True)


def _index(name: str, years: Sequence[int], first: dict[int, dt.date], today: dt.date) -> Iterator[Task]:
    where = " ur Regionplan med budget" if name == LPIX else ""
    for own in ([year for year in years if year <= today.year], [year for year in years if year > today.year]):
        if own:
            text = f"För in beslutad {name} för {spans(own)}{where}; nu är det antaget."
            yield Task(first.get(own[-1], min(first.values())), text, _deciding(name, own[0]), waits=True)


def _deciding(name: str, year: int) -> str:
    """Return the command that takes up an index change that has been decided."""
    which = "" if name == LPIX else f" --index {name}"
    return f'hamta lpix{which} --ar {year} --procent TAL --beslut "BESLUT OCH DAG" --skriv'


def _fetching(day: dt.date, tables: Sequence[StatisticsTable]) -> str:
    """Return the command that fetches a population: from the table of its day, else of the month before it."""
    for table in tables:
        if table.day == f"{day:%m-%d}" and day.year <= (table.last_year or day.year):
            return f"hamta befolkning {day.year} --tabell {table.id} --skriv"
    for table in tables:
        if table.day == MONTH_END:
            month = day.replace(day=1) - dt.timedelta(days=1) if day.day == 1 else day
            return f"hamta befolkning {month:%YM%m} --tabell {table.id} --ersatter {day} --skriv"
    return ""


def _days(run: Run, views: Iterable[tuple[str, int]], today: dt.date) -> list[Day]:
    """Return the days from the first year that is followed to the next, and later ones of the last notice."""
    first = min([today.year - 1, *(year for _, year in views)])
    found = days(run, dt.date(first, 1, 1), dt.date(run.horizon[-1] + 1, 12, 31))
    return [each for each in found if each.day.year <= today.year + 1 or each.occasion is Occasion.NOTICE]


def _of_day(run: Run, each: Day, views: Mapping[tuple[str, int], AgreementYear], today: dt.date) -> Iterator[Task]:
    """Yield what is to be done on a day of the year wheel."""
    if each.occasion is Occasion.INVOICE and (view := views.get((each.agreement, each.year - 1))):
        yield from _invoices(view, each, today)
    elif each.occasion is Occasion.SETTLEMENT and (view := views.get((each.agreement, each.year))):
        yield from _closing(view, each.day)
    elif each.occasion in (Occasion.REPORT, Occasion.MEETING, Occasion.BUDGET):
        yield Task(each.day, f"{what(run, each)}.", _making(each))
    elif each.occasion in (
        Occasion.REPORTING,
        Occasion.INDEX,
        Occasion.APPLICATION,
        Occasion.NOTICE,
        Occasion.END,
    ):
        yield Task(each.day, f"{what(run, each)}.")


def _making(each: Day) -> str:
    """Return the command that makes a report, the papers of a meeting, or the sheets that say what to budget."""
    if each.occasion is Occasion.BUDGET:
        return f"rapport {each.year - 1} --namn partsblad"
    if each.occasion is Occasion.MEETING:
        return f"rapport {meeting_year(each.day)} --namn motesunderlag --mote {each.day}"
    part = {3: f"--kvartal {each.months[-1] // 3}", 6: f"--halvar {each.months[-1] // 6}"}
    return f"rapport {each.year} {part.get(len(each.months), '--namn natverksrapport')}"


def _invoices(view: AgreementYear, each: Day, today: dt.date) -> Iterator[Task]:
    """Yield the invoices of a day that have not been issued.

    They wait from the first year that anything is issued for on; where nothing is, nobody knows if they were sent
    elsewhere, and they wait while the months last that they are for.
    """
    used = any(row.agreement == each.agreement and row.year <= each.year for row in view.run.issued)
    waits = used or (each.year, each.months[-1]) >= (today.year, today.month)
    perhaps = "" if used or each.day >= today.replace(day=1) else ", om det inte redan är gjort"
    rows = view.invoices[~covered(view.invoices, view.run.issued)]
    for due, own in rows[rows["fakturadatum"] == each.day.isoformat()].groupby("forfallodatum"):
        months = months_text(own["fran_manad"].min(), own["till_manad"].max())
        text = f"Fakturera {view.agreement.short}, {months} {each.year}: {kr(total(own['belopp_kr']))}"
        yield Task(each.day, f"{text}, förfaller {due}{perhaps}.", f"faktura {each.year}", waits=waits)


def _closing(view: AgreementYear, day: dt.date) -> Iterator[Task]:
    """Yield the settlement of a year, and first the outcome that it needs (RUN/387/2023 §7)."""
    rule, name = view.agreement.settlement, view.agreement.short
    if rule is None or not view.in_force or view.unpaid:
        return
    if view.open_because:
        if view.ready:
            text = f"Stäng {view.year} för {name}, så att det slutavräknas: {view.open_because}."
            yield Task(day, text, f'bokslut {view.agreement.id} {view.year} --beslut "BESLUT OCH DAG"', waits=True)
            return
        text = (
            f"Läs in hela bokföringen {view.year} som fastställd: {name} slutavräknas inte, {view.open_because}."
        )
        command = f"utfall BOK.se --avtal {view.agreement.id} --ar {view.year} --status fastställd --skriv"
        yield Task(day, text, command, waits=True)
    elif view.settlement and view.settlement.settled and not _is_issued(view):
        text = f"Fakturera slutavräkningen {view.year} av {name}: {kr(size(view.settlement.amount))}."
        yield Task(day, text, f"faktura {view.year + 1}", waits=True)


def _is_issued(view: AgreementYear) -> bool:
    about = (view.agreement.id, view.year, SETTLEMENT)
    return any((code, year, kind) == about for code, year, _, kind in (row.about for row in view.run.issued))


def _outcome(run: Run, agreement: Agreement, today: dt.date) -> Iterator[Task]:
    """Yield the outcome of the last quarter that has ended, where nothing is booked in its last month."""
    quarter, year = (today.month - 1) // 3, today.year
    if not quarter or year not in run.years(agreement) or not run.agreement(agreement.id, year).cost_posts:
        return
    if not any(entry.date.month == 3 * quarter for entry in run.inputs.outcomes.get((agreement.id, year), ())):
        until = f"till och med {MONTHS[3 * quarter - 1]} {year}"
        command = f"utfall BOK.se --avtal {agreement.id} --ar {year} --skriv"
        day = dt.date(year, 3 * quarter, 1) + relativedelta(months=1)
        yield Task(day, f"Läs in utfallet för {agreement.short} {until}.", command, waits=True)


def _packages(run: Run, today: dt.date) -> Iterator[Task]:
    """Yield the year's package, when its settlement is due."""
    for year in (today.year - 1, today.year):
        settled = [each.settlement.sent(year) for each in run.agreements if each.settlement]
        if settled and any(year in run.years(each) for each in run.agreements):
            yield Task(min(settled), f"Gör årspaketet {year}, när böckerna är stängda.", f"arspaket {year}")


def _assumptions(run: Run) -> Iterator[Task]:
    """Yield the days on which somebody is to look at what is assumed again."""
    for each in run.inputs.assumptions:
        yield Task(each.sunset, f"Pröva antagandet {each.id} i antaganden.yaml: {each.text}", waits=True)


def agenda_lines(tasks: Sequence[Task], today: dt.date) -> list[str]:
    """Return what is to be done this month, and the next things after it, as lines."""
    after = today.replace(day=1) + relativedelta(months=1)
    now = [task for task in tasks if task.day < after]
    later = [task for task in tasks if task.day >= after][:_MOST_LATER]
    lines = [f"Att göra i {MONTHS[today.month - 1]} {today.year}:"]
    lines += [line for task in now for line in _lines(task, today)] or ["  Inget."]
    if later:
        lines += ["", "Därefter:", *(line for task in later for line in _lines(task, today))]
    return lines


def _lines(task: Task, today: dt.date) -> list[str]:
    when = "snarast" if task.waits and task.day < today else str(task.day)
    room = screen_width() - _INDENT
    first, *rest = wrap(task.text, room, break_on_hyphens=False, break_long_words=False)
    command = [f"python -m model {task.command}"] if task.command else []
    return [f"  {when:<{_INDENT - 2}}{first}", *(" " * _INDENT + line for line in (*rest, *command))]


def agenda_rows(tasks: Sequence[Task]) -> pd.DataFrame:
    """Return the tasks as rows: the day, what, and the command."""
    rows = [(task.day.isoformat(), task.text, task.command) for task in tasks]
    return pd.DataFrame(rows, columns=["dag", "att_gora", "kommando"])
