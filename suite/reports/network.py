"""The report from a network: its money, and what it has done (RUN/387/2023 §9, RUN/350/2019 §7)."""

from model.agreements.agreement import OwnReport
from model.amounts.additions import Dispute, by_party, check_disputes, highest_withheld
from model.money import Amount, exact
from model.year import AgreementYear
from suite.findings.remarks import view_remarks
from suite.reports.activities import (
    activity_figure,
    activity_remarks,
    activity_sentence,
    activity_table,
    of_agreement,
)
from suite.reports.derivations import agreement_appendix
from suite.reports.figures import shares_figure
from suite.reports.opening import open_agreement
from suite.reports.results import agreement_results, header
from suite.reports.tables import financing_table, invoice_table, outcome_table
from suite.reports.text import agreement_sentence, assumptions, derivation
from suite.show.blocks import Block, Column, Group, Heading, Kind, Notice, Paragraphs, Results, Row, Table, totals
from suite.show.swedish import kr


def open_network(
    ar: object, avtal: object = "", inputs: object = "", per_datum: object = "", scenario: object = "bas"
) -> AgreementYear:
    """Check a notebook's parameters, and compute what the report of a network's year shows.

    Raises
    ------
    InputError
        If a parameter or an input is wrong, or the agreement is not in force in the year.
    """
    return open_agreement(OwnReport.YEARLY, ar, avtal, inputs, per_datum, scenario)


def title(view: AgreementYear) -> Heading:
    """Return the title of the report."""
    return Heading(f"Rapport från {view.agreement.name} {view.year}", 1)


def basis(view: AgreementYear) -> Notice:
    """Name everything that the figures rest on that is not decided."""
    return assumptions(_remarks(view))


def _remarks(view: AgreementYear) -> list[str]:
    return view_remarks(view) + activity_remarks(of_agreement(view))


def summary(view: AgreementYear) -> Paragraphs:
    """Sum the year up in words: money and activities."""
    so_far = "Utfallet hittills är" if view.open_because else "Utfallet blev"
    spent = [f"{so_far} {kr(view.outcome.total)}."] if view.outcome else []
    return Paragraphs([agreement_sentence(view), *spent, *activity_sentence(of_agreement(view))])


def work(view: AgreementYear) -> Group:
    """Show what the network planned and did, quarter by quarter."""
    rows, name = of_agreement(view), f"{view.agreement.name}: aktiviteter {view.year}"
    return Group([activity_table(name, rows), activity_figure(f"{name}, planerat och genomfört", rows)])


def money(view: AgreementYear) -> Group:
    """Show what each party pays, how it came to be, what it was spent on and what is invoiced next."""
    blocks: list[Block] = [derivation(view), financing_table(view), shares_figure(view), outcome_table(view)]
    return Group([*blocks, invoice_table(view)])


def disputes(view: AgreementYear) -> Table | Paragraphs:
    """Show what parties withhold in a dispute, against the most they may (RUN/350/2019 §11).

    Raises
    ------
    InputError
        If a party withholds more than it may, or disputes more than its amount.
    """
    rule = view.agreement.dispute
    if rule is None:
        return Paragraphs(["Avtalet har ingen regel om innehållen ersättning."])
    clause = view.agreement.cite(rule.clause)
    paid = view.allocation.set_index("part")["belopp_kr"].map(exact).to_dict()
    rows: list[Row] = []
    for (_, _, party), own in by_party(_disputes_of(view)).items():
        amount = paid.get(party, 0)
        check_disputes(view.agreement, own, amount)
        # The year's amount stands once for a party, or the sum under the column would be too large.
        rows += [_dispute_row(view, item, None if place else amount) for place, item in enumerate(own)]
    if not rows:
        return Paragraphs([f"Ingen part håller inne ersättning enligt {clause}."])
    amounts = ("Årets belopp", "Omtvistat", "Får innehållas", "Innehållet")
    columns = [
        Column("Part"),
        *(Column(f"{name} (kr)", Kind.WHOLE) for name in amounts),
        Column("Vad tvisten gäller"),
        Column("Status"),
    ]
    return Table(f"Innehållen ersättning {view.year} enligt {clause}", columns, rows, totals(columns, rows))


def _disputes_of(view: AgreementYear) -> list[Dispute]:
    where = (view.agreement.id, view.year)
    return [item for item in view.run.inputs.rows(Dispute) if (item.agreement, item.year) == where]


def _dispute_row(view: AgreementYear, item: Dispute, amount: Amount | None) -> Row:
    name, most = view.agreement.by_code[item.party].name, highest_withheld(view.agreement, item.disputed)
    return (name, amount, item.disputed, most, item.withheld, item.text, str(item.status))


def appendix(view: AgreementYear) -> Group:
    """Derive every amount of the report's tables."""
    return Group(agreement_appendix(view))


def results(view: AgreementYear) -> Results:
    """Return the figures of the report."""
    rows = of_agreement(view)
    counts = {"planerat": sum(row.planned for row in rows), "genomfort": sum(row.done for row in rows)}
    return Results(
        header("natverksrapport", view.year, view.run, _remarks(view))
        | {"avtal": {view.agreement.id: agreement_results(view)}, "aktiviteter": counts}
    )
