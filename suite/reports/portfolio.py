"""The project portfolio, energy and climate advice included (RUN/387/2023 §9 and bilaga 2.1)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from model.indicators import Span
from model.money import size
from model.read.begin import begin, checked_year
from model.read.reporting import Advice, Phase, Project, projects_of
from model.run import Run
from suite.findings.remarks import row_remarks
from suite.reports import indicators
from suite.reports.advice import advice_asks, advice_remarks, advice_statuses, grant_figures, year_advice
from suite.reports.asks import CONFIRM, DECIDE, KNOW, indicator_asks, status_of
from suite.reports.project_ends import proposals
from suite.reports.results import header
from suite.show.blocks import Block, Heading, Notice, Paragraphs, Results, Table
from suite.show.figures import bars, pairs
from suite.show.front import Ask, KeyFigure, KeyFigures
from suite.show.swedish import counted, date, joined, kr, number, percent, ratio
from suite.show.table import table

_UNKNOWN, _UNKNOWN_AMOUNT = "okänd", "okänt"
"""What a cell says of a thing, and of an amount, that nobody has told."""
MOST = 12
"""How many projects a report shows on paper; of more, the others stand in the page, folded."""
_NOBODY = "ingen har uppgett budget eller utfall"
_MONEY = ["Budget (kr)", "Använt (kr)"]

COORDINATION = (
    "Energikontoret samordnar länets energi- och klimatrådgivning som regional utvecklingsledare. "
    "Energimyndigheten betalar enligt förordning 2016:385, och samordningen är ett av projekten "
    "(RUN/387/2023 §4 och bilaga 2.1)."
)
"""What the coordination of the advice is."""
ADVICE = (
    "Kommunerna kan ge Regionen i uppdrag att sköta rådgivningen, med medel som söks hos Energimyndigheten "
    "(RUN/387/2023 §4 och bilaga 2.2)."
)
"""What the advice on energy and climate is."""


@dataclass(frozen=True)
class Portfolio:
    """The projects of a year, in the order of the file, and the year's advice."""

    run: Run
    year: int
    projects: list[Project]
    advice: Advice

    @property
    def followed(self) -> list[indicators.Followed]:
        """What each agreement is followed by that is told with the projects."""
        every = [self.run.agreed(code, self.year) for code in self.run.inputs.agreements]
        own = [indicators.followed(self.run, each, Span(self.year), projects=True) for each in every]
        return [each for each in own if each.measures and self.year in self.run.years(each.agreement)]

    @property
    def remarks(self) -> list[str]:
        """A sentence for each thing that makes the portfolio less than final."""
        unknown = _unknown_remarks(self.projects)
        own = [line for each in self.followed for line in each.remarks]
        return [*row_remarks("Projekten", self.projects), *unknown, *advice_remarks(self.advice), *own]


def open_portfolio(ar: object, inputs: object = "", per_datum: object = "", scenario: object = "bas") -> Portfolio:
    """Check a notebook's parameters, and gather the projects that run on any day of the year, or are decided to.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.
    """
    run = begin(inputs, per_datum, scenario)
    return portfolio_of(run, checked_year(run, ar))


def portfolio_of(run: Run, year: int) -> Portfolio:
    """Return the portfolio of a year."""
    return Portfolio(run, year, projects_of(run.inputs.rows(Project), year), year_advice(run, year))


def nothing_to_tell(run: Run, year: int) -> str:
    """Say why the portfolio of a year would be empty; nothing where it would not."""
    now = portfolio_of(run, year)
    told = now.projects or now.advice.grants or now.advice.post or any(each.told for each in now.followed)
    return "" if told else "inga projekt, bidrag eller tjänster finns för året i underlaget"


def title(now: Portfolio) -> str:
    """Say how much of the projects' budgets is used, or that nobody has told, or what there is instead."""
    if not now.projects:
        mandates = counted(len(now.advice.mandates), "kommun har", "kommuner har")
        return f"Inga projekt finns i underlaget för {now.year}; {mandates} gett uppdrag om rådgivning"
    count, known = counted(len(now.projects), "projekt", "projekt"), _known(now.projects)
    if not known:
        return f"Portföljen har {count} {now.year}; inget har både känd budget och känt utfall"
    budget, spent = _sums(known)
    which = "budgeten" if len(known) == len(now.projects) else "den kända budgeten"
    used = f"{ratio(spent, budget, 0)} av {which}" if budget else kr(spent)
    return f"Portföljen har {count} {now.year}: {used} är {'använd' if budget else 'använt'}"


def key_figures(now: Portfolio) -> KeyFigures:
    """Return how many projects there are, what is used of their budgets, and the grants for the advice."""
    advice, known = sum(row.advice for row in now.projects), _known(now.projects)
    about = f"{advice or 'inget'} gäller energi- och klimatrådgivning"
    figures = [KeyFigure(f"Projekt {now.year}", number(len(now.projects)), about)] if now.projects else []
    if known:
        budget, spent = _sums(known)
        of = f"av {kr(budget)}; {kr(size(budget - spent))} {'är kvar' if budget >= spent else 'för mycket'}"
        figures.append(KeyFigure("Använt av budgeten", kr(spent), of))
    elif now.projects:
        sides = (
            ("budgetar", [row.budget for row in now.projects]),
            ("utfall", [row.outcome for row in now.projects]),
        )
        told = [
            f"{name} på {kr(sum(filter(None, own)))}"
            for name, own in sides
            if any(each is not None for each in own)
        ]
        figures.append(
            KeyFigure("Använt av budgeten", _UNKNOWN_AMOUNT, f"kända är {joined(told)}" if told else _NOBODY)
        )
    return KeyFigures([*figures, *grant_figures(now.advice, now.year)])


def status_line(now: Portfolio) -> Notice:
    """Say in one line what of the report is not decided."""
    parts = {"projekten": [row.status for row in now.projects]} | advice_statuses(now.advice)
    parts |= {"indikatorerna": [status for each in now.followed for status in each.statuses]}
    return status_of(parts, "Projekt, uppdrag och bidrag är beslutade.")


def asks(now: Portfolio) -> list[Ask]:
    """Return what is asked of the parties: what has to be covered, what is not known, what ends."""
    found = []
    for row in now.projects:
        if row.budget is not None and row.outcome is not None and row.outcome > row.budget:
            found.append(
                Ask(DECIDE, f"vad som ska täcka {row.name}: {kr(row.outcome - row.budget)} mer än budgeten.")
            )
    found += [*proposals(now.run, now.year), *advice_asks(now.advice)]
    for things, names in _lacking_by_things(now.projects).items():
        whose = names[0] if len(names) == 1 else f"{len(names)} projekt"
        found.append(Ask(CONFIRM, f"{joined(things)} för {whose}: ingen har uppgett det."))
    found += [ask for each in now.followed for ask in indicator_asks(each)]
    return [*found, *(Ask(KNOW, each) for each in _to_know(now))]


def coordination(now: Portfolio) -> Iterator[Block]:
    """Yield what the coordination of the advice is, and what is known of it; nothing where there is no advice."""
    rows = [row for row in now.projects if row.coordination]
    if rows or now.advice.mandates:
        known = [f"{row.name} ({row.id}): {_money_of(row)}." for row in rows]
        yield Heading("Samordning av rådgivningen")
        yield Paragraphs([COORDINATION, *(known or ["Inget projekt för samordningen finns i underlaget."])])


def _money_of(project: Project) -> str:
    if project.budget is None and project.outcome is None:
        return "ingen har uppgett budget eller utfall"
    budget, spent = (_UNKNOWN_AMOUNT if each is None else kr(each) for each in (project.budget, project.outcome))
    return f"budget {budget}, använt {spent}"


def _to_know(now: Portfolio) -> Iterator[str]:
    for row in now.projects:
        if row.phase is Phase.APPLIED:
            amount = f", {kr(row.budget)}," if row.budget is not None else ""
            yield f"att {row.name}{amount} är ansökt men inte beviljat."
        if row.end and row.end.year == now.year:
            left = row.budget - row.outcome if row.budget is not None and row.outcome is not None else 0
            rest = f" med {kr(left)} kvar" if left > 0 else ""
            yield f"att {row.name} slutar {date(row.end)}{rest}."


def elapsed(project: Project, today: dt.date) -> float | None:
    """Return how large a share of a project's time has gone; None where nobody has told when it is."""
    if project.start is None or project.end is None:
        return None
    days = (project.end - project.start).days + 1
    return min(max(((today - project.start).days + 1) / days, 0.0), 1.0)


def used(now: Portfolio) -> Table | Paragraphs:
    """Show what each project has used of its budget, with a line at how much of its time has gone.

    Those of which either is not known are not there (`facts`); of many, the largest.
    """
    every = _with_money(now.projects)
    rows = sorted(every, key=lambda row: -(row.budget or 0))[:MOST]
    budget, spent = _sums(_known(every))
    today = min(now.run.series.as_of, dt.date(now.year, 12, 31))
    gone = [elapsed(row, today) for row in rows]
    told = [percent(round(100 * each), 0) if each is not None else _UNKNOWN for each in gone]
    return pairs(
        budgets(rows),
        f"{kr(spent)} av {kr(budget)} är använt",
        what="Kronor för hela projekttiden, störst först. Ljus stapel: budget. Mörk: använt. "
        f"Streck: tid som gått den {date(today)}.",
        elapsed=gone,
        note=f"De {MOST} största av {len(every)} projekt." if len(every) > MOST else "",
        beside=pd.DataFrame({"Tid som gått": told}, pd.Index([row.name for row in rows], name="Projekt")),
        sums=1 < len(rows) == len(every),
    )


def facts(now: Portfolio) -> Table | Paragraphs:
    """Show what is known of each project beside the figures in `used`."""
    rows, known = now.projects, _with_money(now.projects)
    shown = pd.DataFrame(
        {
            "Projekt": [row.name for row in rows],
            "Nummer": [row.id for row in rows],
            "Finansiär": [row.funder for row in rows],
            "Roll": [row.role and str(row.role) for row in rows],
            "Period": [None if row.start is row.end is None else _period(row) for row in rows],
            "Läge": [row.phase and str(row.phase) for row in rows],
            "Budget (kr)": ["" if row in known else row.budget for row in rows],
            "Utfall (kr)": ["" if row in known else row.outcome for row in rows],
            "Gäller": ["energi- och klimatrådgivning" if row.advice else "" for row in rows],
        },
        dtype=object,
    )
    told = [name for name in shown if any(not pd.isna(value) and value != "" for value in shown[name])]
    lacking = [
        str(name).removesuffix(" (kr)").lower() for name in shown if all(pd.isna(value) for value in shown[name])
    ]
    note = f"Okänt för alla: {joined(lacking)}." if lacking else ""
    return table(shown[told].fillna(_UNKNOWN_AMOUNT), "Vad som är känt om projekten", note=note)


def _with_money(projects: Sequence[Project]) -> list[Project]:
    return [row for row in projects if row.budget is not None and row.outcome is not None]


def _known(projects: Iterable[Project]) -> list[tuple[str, int, int]]:
    """Return the name, the budget and the outcome of each project that has both."""
    return [
        (row.name, row.budget, row.outcome)
        for row in projects
        if row.budget is not None and row.outcome is not None
    ]


def _sums(known: Sequence[tuple[str, int, int]]) -> tuple[int, int]:
    return sum(budget for _, budget, _ in known), sum(spent for _, _, spent in known)


def _period(project: Project) -> str:
    if project.start is project.end is None:
        return _UNKNOWN
    return f"{project.start or _UNKNOWN_AMOUNT}–{project.end or _UNKNOWN_AMOUNT}"


def budgets(rows: Sequence[Project]) -> pd.DataFrame:
    """Return each project's budget and what it has cost, where both are known."""
    return pd.DataFrame(_known(rows), columns=["Projekt", *_MONEY]).set_index("Projekt")


def by_funder(now: Portfolio) -> Table | Paragraphs:
    """Show how much of the known budgets each funder bears; nothing unless there are several."""
    sums = defaultdict[str, int](int)
    for row in now.projects:
        if row.budget is not None:
            sums[row.funder or "Okänd finansiär"] += row.budget
    order = sorted(sums, key=lambda funder: -sums[funder])
    rows = pd.DataFrame({"Budget (kr)": [sums[each] for each in order]}, pd.Index(order, name="Finansiär"))
    return bars(
        rows if len(rows) > 1 else rows[:0],
        f"{order[0] if order else ''} bär mest",
        what="Projektens budget.",
        most=8,
    )


def results(now: Portfolio) -> Results:
    """Return the figures of the report; None is what is not known."""
    projects = [
        {
            "projekt": row.id,
            "finansiar": row.funder,
            "budget_kr": row.budget,
            "utfall_kr": row.outcome,
            "lage": row.phase and str(row.phase),
            "ekr": str(row.advice),
        }
        for row in now.projects
    ]
    own = {"projekt": projects, "indikatorer": [row for each in now.followed for row in indicators.records(each)]}
    return Results(header("projektportfolj", now.year, now.run, now.remarks) | own)


def _unknown_remarks(projects: Sequence[Project]) -> Iterator[str]:
    """Yield a sentence for each set of things that nobody has told of some projects."""
    for things, names in _lacking_by_things(projects).items():
        yield f"Okänt för {len(names)} av {len(projects)} projekt: {joined(things)}."
    if any(row.start is None or row.end is None for row in projects):
        yield "Ett projekt vars period är okänd är med varje år som det kan ha pågått."


def _lacking_by_things(projects: Sequence[Project]) -> dict[tuple[str, ...], list[str]]:
    found = defaultdict[tuple[str, ...], list[str]](list)
    for row in projects:
        if things := _lacking(row):
            found[things].append(row.name)
    return found


def _lacking(project: Project) -> tuple[str, ...]:
    told = {
        "finansiär": project.funder,
        "roll": project.role,
        "början": project.start,
        "slut": project.end,
        "läge": project.phase,
        "budget": project.budget,
        "utfall": project.outcome,
    }
    return tuple(name for name, value in told.items() if value is None)
