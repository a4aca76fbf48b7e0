"""The project portfolio, energy and climate advice included (RUN/387/2023 §9 and bilaga 2.1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from model.read.begin import begin, checked_year
from model.read.reporting import Advice, Project, projects_of
from model.run import Run
from suite.findings.remarks import row_remarks
from suite.reports.advice import advice_remarks, frame_table, year_advice
from suite.reports.figures import pairs_figure
from suite.reports.results import header
from suite.reports.text import assumptions
from suite.show.blocks import Column, Figure, Heading, Kind, Notice, Paragraphs, Results, Row, Table, totals
from suite.show.swedish import kr, ratio


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
        return [*row_remarks("Projekten", self.projects), *advice_remarks(self.advice)]


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


def title(now: Portfolio) -> Heading:
    """Return the title of the report."""
    return Heading(f"Projektportfölj {now.year}", 1)


def basis(now: Portfolio) -> Notice:
    """Name everything that the portfolio rests on that is not decided."""
    return assumptions(now.remarks)


def summary(now: Portfolio) -> Paragraphs:
    """Sum the portfolio up in words."""
    if not now.projects:
        return Paragraphs([f"Inga projekt {now.year} finns i underlaget."])
    budget, spent = _sums(now.projects)
    used = f" ({ratio(spent, budget, 0)})" if budget else ""
    advice = [row for row in now.projects if row.advice]
    return Paragraphs(
        [
            f"Portföljen har {len(now.projects)} projekt med en budget på {kr(budget)}, varav {kr(spent)}{used} "
            f"är använt. {len(advice) or 'Inget'} av projekten gäller energi- och klimatrådgivning.",
            "Budget och utfall gäller hela projekttiden, inte bara året.",
        ]
    )


def project_table(now: Portfolio) -> Table | Paragraphs:
    """Show each project: funder, role, budget, outcome, period, phase."""
    return _table(f"Projekt {now.year}", now.projects)


def advice_table(now: Portfolio) -> Table | Paragraphs:
    """Show the projects of energy and climate advice."""
    rows = [row for row in now.projects if row.advice]
    return _table(f"Projekt för energi- och klimatrådgivning {now.year}", rows)


def _table(caption: str, projects: list[Project]) -> Table | Paragraphs:
    if not projects:
        return Paragraphs([f"{caption}: inga i underlaget."])
    rows: list[Row] = [
        (
            row.name,
            row.funder,
            str(row.role),
            f"{row.start}–{row.end}",
            str(row.phase),
            row.budget,
            row.outcome,
        )
        for row in projects
    ]
    texts = [Column(name) for name in ("Projekt", "Finansiär", "Roll", "Period", "Läge")]
    columns = [*texts, Column("Budget (kr)", Kind.WHOLE), Column("Utfall (kr)", Kind.WHOLE)]
    return Table(caption, columns, rows, totals(columns, rows))


def budget_figure(now: Portfolio) -> Figure | Paragraphs:
    """Show each project's budget over what it has cost."""
    if not now.projects:
        return Paragraphs([])
    budget, spent = _sums(now.projects)
    rows = [(row.name, row.budget, row.outcome) for row in now.projects]
    finding = f"{kr(spent)} av {kr(budget)} är använt"
    title = f"Projektens budget och utfall, {now.year}"
    return pairs_figure(title, finding, "Projekt", ("Budget", "Utfall"), rows)


def funder_table(now: Portfolio) -> Table | Paragraphs:
    """Show how much each funder's projects come to."""
    if not now.projects:
        return Paragraphs([])
    funders = sorted({row.funder for row in now.projects})
    own = {funder: [row for row in now.projects if row.funder == funder] for funder in funders}
    rows: list[Row] = [(funder, len(projects), *_sums(projects)) for funder, projects in own.items()]
    columns = [Column("Finansiär"), Column("Projekt (antal)", Kind.WHOLE)]
    columns += [Column("Budget (kr)", Kind.WHOLE), Column("Utfall (kr)", Kind.WHOLE)]
    return Table(f"Projekt per finansiär {now.year}", columns, rows, totals(columns, rows))


def mandate_table(now: Portfolio) -> Table | Paragraphs:
    """Show which municipalities have given the mandate, their grants, and what the posts cost."""
    return frame_table(now.advice, now.year)


def results(now: Portfolio) -> Results:
    """Return the figures of the report."""
    projects = [
        {
            "projekt": row.id,
            "finansiar": row.funder,
            "budget_kr": row.budget,
            "utfall_kr": row.outcome,
            "lage": str(row.phase),
            "ekr": str(row.advice),
        }
        for row in now.projects
    ]
    return Results(header("projektportfolj", now.year, now.run, now.remarks) | {"projekt": projects})


def _sums(projects: Iterable[Project]) -> tuple[int, int]:
    rows = list(projects)
    return sum(row.budget for row in rows), sum(row.outcome for row in rows)
