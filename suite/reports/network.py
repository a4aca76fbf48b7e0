"""The report from a network: its money, and what it has done (RUN/387/2023 §9, RUN/350/2019 §7)."""

import pandas as pd

from model.agreements.agreement import OwnReport
from model.amounts.additions import Dispute, by_party, check_disputes, highest_withheld
from model.money import Amount, exact
from model.year import AgreementYear
from suite.findings.remarks import view_remarks
from suite.reports.activities import activity_remarks, activity_sentence, of_agreement
from suite.reports.opening import open_agreement
from suite.reports.results import agreement_results, header
from suite.reports.text import agreement_sentence
from suite.show.blocks import Results
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


def remarks(view: AgreementYear) -> list[str]:
    """Return a sentence for everything that the figures rest on that is not decided."""
    return view_remarks(view) + activity_remarks(of_agreement(view))


def summary(view: AgreementYear) -> list[str]:
    """Sum the year up in words: money and activities."""
    so_far = "Utfallet hittills är" if view.open_because else "Utfallet blev"
    spent = [f"{so_far} {kr(view.outcome.total)}."] if view.outcome else []
    return [agreement_sentence(view), *spent, *activity_sentence(of_agreement(view))]


def disputes(view: AgreementYear) -> pd.DataFrame:
    """Return what parties withhold in a dispute, against the most they may (RUN/350/2019 §11).

    Raises
    ------
    InputError
        If a party withholds more than it may, or disputes more than its amount.
    """
    paid = view.allocation.set_index("part")["belopp_kr"].map(exact).to_dict()
    rows = []
    for (_, _, party), own in by_party(_disputes_of(view)).items():
        amount = paid.get(party, 0)
        check_disputes(view.agreement, own, amount)
        # The year's amount stands once for a party, or the sum under the column would be too large.
        rows += [_dispute(view, item, None if place else amount) for place, item in enumerate(own)]
    return pd.DataFrame(rows)


def dispute_clause(view: AgreementYear) -> str:
    """Return the clause by which a party may withhold; empty where the agreement has none."""
    rule = view.agreement.dispute
    return view.agreement.cite(rule.clause) if rule else ""


def _disputes_of(view: AgreementYear) -> list[Dispute]:
    where = (view.agreement.id, view.year)
    return [item for item in view.run.inputs.rows(Dispute) if (item.agreement, item.year) == where]


def _dispute(view: AgreementYear, item: Dispute, amount: Amount | None) -> dict[str, object]:
    return {
        "Part": view.agreement.by_code[item.party].name,
        "Årets belopp (kr)": amount,
        "Omtvistat (kr)": item.disputed,
        "Får innehållas (kr)": highest_withheld(view.agreement, item.disputed),
        "Innehållet (kr)": item.withheld,
        "Vad tvisten gäller": item.text,
        "Status": item.status,
    }


def results(view: AgreementYear) -> Results:
    """Return the figures of the report."""
    rows = of_agreement(view)
    counts = {"planerat": sum(row.planned for row in rows), "genomfort": sum(row.done for row in rows)}
    return Results(
        header("natverksrapport", view.year, view.run, remarks(view))
        | {"avtal": {view.agreement.id: agreement_results(view)}, "aktiviteter": counts}
    )
