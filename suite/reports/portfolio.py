"""The project portfolio, energy and climate advice included (RUN/387/2023 §9 and bilaga 2.1)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from model.read.begin import begin, checked_year
from model.read.reporting import Advice, Project, projects_of
from model.run import Run
from suite.findings.remarks import row_remarks
from suite.reports.advice import advice_remarks, year_advice
from suite.reports.results import header
from suite.show.blocks import Results
from suite.show.swedish import joined, kr, ratio

_UNKNOWN, _UNKNOWN_AMOUNT = "okänd", "okänt"
"""What a cell says of a thing, and of an amount, that nobody has told."""
_MONEY = ["Budget (kr)", "Utfall (kr)"]


@dataclass(frozen=True)
class Portfolio:
    """The projects of a year, in the order of the file, and the year's advice."""

    run: Run
    year: int
    projects: list[Project]
    advice: Advice

    @property
    def remarks(self) -> list[str]:
        """A sentence for each thing that makes the portfolio less than final."""
        unknown = _unknown_remarks(self.projects)
        return [*row_remarks("Projekten", self.projects), *unknown, *advice_remarks(self.advice)]


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
    told = now.projects or now.advice.grants or now.advice.post
    return "" if told else "inga projekt, bidrag eller tjänster finns för året i underlaget"


def summary(now: Portfolio) -> list[str]:
    """Sum the portfolio up in words."""
    if not now.projects:
        return [f"Inga projekt {now.year} finns i underlaget."]
    advice = sum(row.advice for row in now.projects)
    return [
        f"Portföljen har {len(now.projects)} projekt{_money_in_words(now.projects)} "
        f"{advice or 'Inget'} av projekten gäller energi- och klimatrådgivning."
    ]


def _money_in_words(projects: Sequence[Project]) -> str:
    """Say what projects are to cost and have cost: the end of the sentence that counts them, and what follows."""
    known = _known(projects)
    if not known:
        return ". Inget projekt har både känd budget och känt utfall."
    budget, spent = _sums(known)
    used = f" ({ratio(spent, budget, 0)})" if budget else ""
    whole = len(known) == len(projects)
    begun = " med" if whole else f". Både budget och utfall är kända för {len(known)} projekt:"
    return f"{begun} en budget på {kr(budget)}, varav {kr(spent)}{used} är använt."


def _known(projects: Iterable[Project]) -> list[tuple[str, int, int]]:
    """Return the name, the budget and the outcome of each project that has both."""
    return [
        (row.name, row.budget, row.outcome)
        for row in projects
        if row.budget is not None and row.outcome is not None
    ]


def _sums(known: Sequence[tuple[str, int, int]]) -> tuple[int, int]:
    return sum(budget for _, budget, _ in known), sum(spent for _, _, spent in known)


def projects(rows: Sequence[Project]) -> pd.DataFrame:
    """Return each project: funder, role, period, phase, budget, outcome; last what is known of their sums."""
    shown = [
        (row.name, row.funder or _UNKNOWN, row.role or _UNKNOWN, _period(row), row.phase or _UNKNOWN_AMOUNT,
         *_amounts([row]))
        for row in rows
    ]  # fmt: skip
    last = [("Summa", *[None] * 4, *_amounts(rows))] if rows else []
    return pd.DataFrame([*shown, *last], columns=["Projekt", "Finansiär", "Roll", "Period", "Läge", *_MONEY])


def _period(project: Project) -> str:
    if project.start is project.end is None:
        return _UNKNOWN
    return f"{project.start or _UNKNOWN_AMOUNT}–{project.end or _UNKNOWN_AMOUNT}"


def _amounts(projects: Sequence[Project]) -> tuple[int | str, int | str]:
    """Return the sums of what is known of some projects' budgets and outcomes, in words where nothing is."""
    budgets = [row.budget for row in projects if row.budget is not None]
    outcomes = [row.outcome for row in projects if row.outcome is not None]
    return (
        sum(budgets) if budgets else _UNKNOWN_AMOUNT,
        sum(outcomes) if outcomes else _UNKNOWN_AMOUNT,
    )


def note(projects: Sequence[Project]) -> str:
    """Say, under a table of projects, that what is not known is in no sum."""
    return "" if len(_known(projects)) == len(projects) else "Ett okänt belopp räknas inte i någon summa."


def budgets(rows: Sequence[Project]) -> pd.DataFrame:
    """Return each project's budget and what it has cost, where both are known."""
    return pd.DataFrame(_known(rows), columns=["Projekt", *_MONEY]).set_index("Projekt")


def used(rows: Sequence[Project]) -> str:
    """Say how much of the known budgets is used."""
    budget, spent = _sums(_known(rows))
    return f"{kr(spent)} av {kr(budget)} är använt"


def funders(rows: Sequence[Project]) -> pd.DataFrame:
    """Return how much each funder's projects come to, last their sums; no rows where no funder is known."""
    known = sorted({row.funder for row in rows if row.funder})
    own = {funder: [row for row in rows if row.funder == funder] for funder in [*known, None]}
    shown = [(funder or _UNKNOWN, len(each), *_amounts(each)) for funder, each in own.items() if each]
    last = ("Summa", len(rows), *_amounts(rows))
    return pd.DataFrame([*shown, last] if known else [], columns=["Finansiär", "Projekt (antal)", *_MONEY])


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
    return Results(header("projektportfolj", now.year, now.run, now.remarks) | {"projekt": projects})


def _unknown_remarks(projects: Sequence[Project]) -> Iterator[str]:
    """Yield a sentence for each set of things that nobody has told of some projects."""
    lacking = Counter(filter(None, map(_lacking, projects)))
    for things, count in lacking.items():
        yield f"Okänt för {count} av {len(projects)} projekt: {joined(things)}."
    if any(row.start is None or row.end is None for row in projects):
        yield "Ett projekt vars period är okänd är med varje år som det kan ha pågått."


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
