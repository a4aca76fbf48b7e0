"""A quarter of a budgeted agreement: its costs against the budget, and what was done (RUN/357/2023 §5)."""

from dataclasses import dataclass

from model.additions import Addition, cost_year
from model.begin import checked_choice
from model.invoices import payer_of
from model.outcome import Outcome, gather
from model.outputs.activities import (
    QUARTERS,
    activity_figure,
    activity_remarks,
    activity_sentence,
    activity_table,
    of_agreement,
)
from model.outputs.blocks import Figure, Group, Heading, Notice, Paragraphs, Results, Table, totals
from model.outputs.cells import Column, Kind, Row
from model.outputs.figures import pairs_figure
from model.outputs.frame import each, records
from model.outputs.results import header
from model.outputs.swedish import kr, ratio
from model.outputs.tables import unmapped_table
from model.outputs.text import assumptions
from model.outputs.year import AgreementYear, open_agreement
from model.reporting import Activity


@dataclass(frozen=True)
class Quarter:
    """An agreement's year as it stood when a quarter ended.

    Attributes
    ----------
    own, to_date : Outcome or None
        The quarter's outcome, and the year's to the end of the quarter; None where nothing is booked.
    """

    view: AgreementYear
    number: int
    own: Outcome | None
    to_date: Outcome | None

    @property
    def activities(self) -> list[Activity]:
        """What was planned and done in the quarter."""
        return of_agreement(self.view, [QUARTERS[self.number - 1]])

    @property
    def additions(self) -> list[Addition]:
        """The costs beside the financing, to the end of the quarter; the last has those booked later too."""
        view, month = self.view, self.number * 3
        last = view.run.years(view.agreement)[-1]
        own = [row for row in view.run.inputs.rows(Addition) if row.agreement == view.agreement.id]
        own = [row for row in own if cost_year(row, last) == view.year]
        return [row for row in own if self.number == 4 or (row.date.year, row.date.month) <= (view.year, month)]

    @property
    def remarks(self) -> list[str]:
        """A sentence for each thing that makes the report less than final."""
        return self.view.remarks + activity_remarks(self.activities)


def open_quarter(
    ar: object,
    kvartal: object,
    avtal: object,
    inputs: object = "",
    per_datum: object = "",
    scenario: object = "bas",
) -> Quarter:
    """Check a notebook's parameters, and compute what the report of a quarter shows.

    Raises
    ------
    InputError
        If a parameter or an input is wrong, or the agreement is not in force in the year.
    """
    view = open_agreement(ar, avtal, inputs, per_datum, scenario)
    number = int(checked_choice("kvartal", kvartal, [1, 2, 3, 4]))
    return Quarter(view, number, _outcome(view, 3 * number - 2, 3 * number), _outcome(view, 1, 3 * number))


def _outcome(view: AgreementYear, first: int, last: int) -> Outcome | None:
    inputs = view.run.inputs
    every = inputs.outcomes.get((view.agreement.id, view.year), ())
    entries = [entry for entry in every if first <= entry.date.month <= last]
    return gather(view.agreement, entries, inputs.mapping) if entries else None


def title(quarter: Quarter) -> Heading:
    """Return the title of the report."""
    view = quarter.view
    return Heading(f"{view.agreement.name}: kvartal {quarter.number} {view.year}", 1)


def basis(quarter: Quarter) -> Notice:
    """Name everything that the figures rest on that is not decided."""
    return assumptions(quarter.remarks)


def summary(quarter: Quarter) -> Paragraphs:
    """Sum the quarter up in words."""
    view, agreement = quarter.view, quarter.view.agreement
    clause = agreement.cite(agreement.price_level.clause)
    told = [f"Finansieringen {view.year} är {kr(view.financing)} enligt {clause}."]
    if quarter.own and quarter.to_date:
        spent = quarter.to_date.total
        told.append(
            f"Kvartalet kostade {kr(quarter.own.total)}. Till och med kvartal {quarter.number} har "
            f"{kr(spent)} använts, {ratio(spent, agreement.total, 1)} av årets budget."
        )
    else:
        told.append("Inget utfall för kvartalet finns i underlaget.")
    if quarter.number == 4:
        told.append("Detta är årets sista kvartal, så rapporten är också slutrapport för året.")
    return Paragraphs([" ".join(told), *activity_sentence(quarter.activities)])


def outcome_table(quarter: Quarter) -> Table | Paragraphs:
    """Show each cost post: the year's budget, the quarter, the year so far and what is left."""
    if quarter.to_date is None:
        return Paragraphs(["Ingen kostnad är bokförd ännu."])
    budgets = _budgets(quarter)
    own = _posts(quarter.own)
    rows: list[Row] = [
        (row.namn, budgets.get(row.kostnadspost, 0), own.get(row.kostnadspost, 0), row.belopp_kr,
         budgets.get(row.kostnadspost, 0) - row.belopp_kr)
        for row in each(quarter.to_date.posts)
    ]  # fmt: skip
    names = (f"Budget {quarter.view.year}", f"Kvartal {quarter.number}", "Året hittills", "Kvar av budgeten")
    columns = [Column("Kostnadspost"), *(Column(f"{name} (kr)", Kind.WHOLE) for name in names)]
    caption = f"Kostnad per post till och med kvartal {quarter.number} {quarter.view.year}, exklusive moms"
    note = f"Budget enligt {quarter.view.agreement.cite('bilaga 1')}. Status: {quarter.to_date.status}."
    return Table(caption, columns, rows, totals(columns, rows), note)


def outcome_figure(quarter: Quarter) -> Figure | Paragraphs:
    """Show each post's budget over what it has cost so far."""
    if quarter.to_date is None:
        return Paragraphs([])
    budgets, spent = _budgets(quarter), quarter.to_date.total
    rows = [(row.namn, budgets.get(row.kostnadspost, 0), row.belopp_kr) for row in each(quarter.to_date.posts)]
    finding = (
        f"{ratio(spent, quarter.view.agreement.total, 0)} av årets budget är använd efter kvartal {quarter.number}"
    )
    title = f"Budget {quarter.view.year} och utfall till och med kvartal {quarter.number}"
    return pairs_figure(title, finding, "Kostnadspost", ("Budget", "Utfall"), rows)


def unmapped(quarter: Quarter) -> Table | Paragraphs:
    """List the year's entries that no line of the mapping fits."""
    return unmapped_table(quarter.view)


def financing(quarter: Quarter) -> Table:
    """Show who finances the year, and whether cost and financing agree."""
    view = quarter.view
    rows: list[Row] = [(row.partnamn, row.belopp_kr, row.paragraf) for row in each(view.allocation)]
    columns = [Column("Finansiär"), Column("Belopp (kr)", Kind.WHOLE), Column("Paragraf")]
    through = [party.short for party in view.agreement.parties if party.pays_through]
    note = f"Budgeten för kostnaderna är lika stor: {kr(sum(_budgets(quarter).values()))}."
    if through:
        note += f" Genom den gemensamma potten betalar {', '.join(through)}; avtalet säger inte hur den delas."
    return Table(f"Finansiering {view.year}", columns, rows, totals(columns, rows), note)


def additions(quarter: Quarter) -> Table | Paragraphs:
    """Show the costs beside the financing, and who bears each (RUN/357/2023 §4)."""
    agreement = quarter.view.run.agreement(quarter.view.agreement.id)
    names = {rule.id: rule.name for rule in agreement.additions}
    rows: list[Row] = [
        (row.date.isoformat(), names.get(row.kind, row.kind), payer_of(agreement, row).name, row.amount,
         row.text, str(row.status))
        for row in quarter.additions
    ]  # fmt: skip
    if not rows:
        return Paragraphs(["Inga kostnader utöver budgeten finns i underlaget."])
    columns = [
        Column("Datum", Kind.DATE),
        Column("Slag"),
        Column("Bärs av"),
        Column("Belopp (kr)", Kind.WHOLE),
        Column("Text"),
        Column("Status"),
    ]
    return Table(f"Kostnader utöver budgeten {quarter.view.year}", columns, rows, totals(columns, rows))


def work(quarter: Quarter) -> Group:
    """Show what was planned and done in the quarter."""
    caption = f"Aktiviteter kvartal {quarter.number} {quarter.view.year}"
    rows = quarter.activities
    return Group([activity_table(caption, rows), activity_figure(f"{caption}, planerat och genomfört", rows)])


def results(quarter: Quarter) -> Results:
    """Return the figures of the report."""
    view = quarter.view
    figures = {
        "kvartal": quarter.number,
        "budget_kr": sum(_budgets(quarter).values()),
        "fordelning": records(view.allocation),
        "utfall_kvartalet": records(quarter.own.posts) if quarter.own else None,
        "utfall_hittills": records(quarter.to_date.posts) if quarter.to_date else None,
    }
    return Results(header("kvartalsrapport", view.year, view.run, quarter.remarks) | figures)


def _budgets(quarter: Quarter) -> dict[str, int]:
    return {post.id: post.budget or 0 for post in quarter.view.agreement.cost_posts}


def _posts(outcome: Outcome | None) -> dict[str, int]:
    return {row.kostnadspost: row.belopp_kr for row in each(outcome.posts)} if outcome else {}
