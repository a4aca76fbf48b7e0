"""A quarter of a budgeted agreement: costs against budget, incomes, and what was done (RUN/357/2023 §5).

What is listed, row by row, is the quarter's own; what is summed is the quarter beside the year so far.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from model.agreements.agreement import Agreement, OwnReport
from model.amounts.additions import Addition, cost_quarter, cost_year
from model.amounts.invoices import payer_of
from model.amounts.outcome import OTHER_INCOME, Entry, Outcome, Receipt, gather, receipts
from model.read.begin import checked_choice
from model.read.reporting import Activity, activities_of, days_of
from model.run import Run
from model.status import Status
from model.year import AgreementYear
from suite.findings.remarks import amount_remarks, outcome_remarks
from suite.reports.activities import QUARTERS, activity_remarks, activity_sentence, nothing_done, of_agreement
from suite.reports.opening import open_agreement
from suite.reports.results import header
from suite.reports.text import receipt_sentences
from suite.show.blocks import Results
from suite.show.frame import each, records
from suite.show.swedish import date, joined, kr, ratio


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
    def name(self) -> str:
        """Which it is, in words: ``kvartal 1 2024``."""
        return f"kvartal {self.number} {self.view.year}"

    @property
    def ended(self) -> bool:
        """Whether its last day has passed on the as-of date, or something is booked after it."""
        booked = [entry.date for entry in _entries(self.view.run, self.view.agreement, self.view.year)]
        return max([self.view.run.series.as_of, *booked]) > days_of(self.view.year, self.number, 4)[1]

    @property
    def activities(self) -> list[Activity]:
        """What was planned and done in the quarter."""
        return of_agreement(self.view, [QUARTERS[self.number - 1]])

    @property
    def additions(self) -> list[Addition]:
        """The quarter's costs beside the budget."""
        return _additions(self.view.run, self.view.agreement, self.view.year, self.number)

    @property
    def remarks(self) -> list[str]:
        """A sentence for each thing that makes the report less than final."""
        booked = outcome_remarks(self.to_date, self.view.year) if self.to_date else []
        return amount_remarks(self.view) + booked + activity_remarks(self.activities)


def open_quarter(
    ar: object,
    kvartal: object,
    avtal: object = "",
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
    view = open_agreement(OwnReport.QUARTERLY, ar, avtal, inputs, per_datum, scenario)
    number = int(checked_choice("kvartal", kvartal, [1, 2, 3, 4]))
    return Quarter(view, number, _outcome(view, 3 * number - 2, 3 * number), _outcome(view, 1, 3 * number))


def _outcome(view: AgreementYear, first: int, last: int) -> Outcome | None:
    every = _entries(view.run, view.agreement, view.year)
    entries = [entry for entry in every if first <= entry.date.month <= last]
    return gather(view.agreement, entries, view.run.inputs.mapping) if entries else None


def _entries(run: Run, agreement: Agreement, year: int) -> Sequence[Entry]:
    return run.inputs.outcomes.get((agreement.id, year), ())


def _additions(run: Run, agreement: Agreement, year: int, number: int) -> list[Addition]:
    """Return a quarter's costs beside the budget; the last has those booked after the agreement's end too."""
    last = run.years(agreement)[-1]
    own = [row for row in run.inputs.rows(Addition) if row.agreement == agreement.id]
    return [row for row in own if (cost_year(row, last), cost_quarter(row, last)) == (year, number)]


def nothing_to_tell(run: Run, agreement: Agreement, year: int, number: int) -> str:
    """Say why the report of a quarter would be empty; nothing where it would not."""
    first, last = days_of(year, number, 4)
    booked = any(first <= entry.date <= last for entry in _entries(run, agreement, year))
    if booked or _additions(run, agreement, year, number):
        return ""
    rows = activities_of(run.inputs.rows(Activity), agreement.id, year, [QUARTERS[number - 1]])
    otherwise = "inget är bokfört, och inga aktiviteter eller tillägg finns för kvartalet i underlaget"
    return nothing_done("kvartalet", first, run.series.as_of, rows, otherwise)


def summary(quarter: Quarter) -> list[str]:
    """Sum the quarter up in words: costs against the budget, incomes against what is due, and what was done."""
    view, agreement = quarter.view, quarter.view.agreement
    clause = agreement.cite(agreement.price_level.clause)
    told = [f"Finansieringen {view.year} är {kr(view.financing)} enligt {clause}.", *_cost_sentences(quarter)]
    over = quarter.number == 4 and quarter.ended
    came_in = receipt_sentences(view, quarter.to_date, over) if quarter.to_date else ()
    final = [final_sentence(quarter)] if quarter.number == 4 else []
    return [" ".join(told), *came_in, *activity_sentence(quarter.activities), *final]


def _cost_sentences(quarter: Quarter) -> Iterator[str]:
    if quarter.own:
        yield f"Kvartalet {'kostade' if quarter.ended else 'har hittills kostat'} {kr(quarter.own.costs)}."
    else:
        yield "Inget är bokfört under kvartalet."
    if quarter.to_date:
        spent = quarter.to_date.costs
        share = ratio(spent, quarter.view.agreement.total, 1)
        yield f"Till och med kvartal {quarter.number} har {kr(spent)} använts, {share} av årets budget."
    for name, budget, *_, left in costs(quarter).itertuples(index=False):
        if left < 0 < budget:
            yield f"{name} har kostat {kr(-left)} mer än årets budget."


def final_sentence(quarter: Quarter) -> str:
    """Say whether the last quarter's report is the year's final one, or why not (docs/tolkningar.md)."""
    lacking = [] if quarter.ended else [f"året är inte slut den {date(quarter.view.run.series.as_of)}"]
    if quarter.own is None or quarter.to_date is None:
        lacking.append("inget är bokfört under kvartalet")
    elif quarter.to_date.status is not Status.FIXED:
        lacking.append(f"bokföringen har status {quarter.to_date.status}")
    if lacking:
        return f"Rapporten är inte årets slutrapport: {joined(lacking)}."
    return "Året är slut och bokföringen är fastställd, så rapporten är också årets slutrapport."


def costs(quarter: Quarter) -> pd.DataFrame:
    """Return each cost post: the year's budget, the quarter, the year so far and what is left."""
    budgets = _budgets(quarter)
    own = {row.kostnadspost: row.belopp_kr for row in each(quarter.own.posts)} if quarter.own else {}
    posts = [] if quarter.to_date is None else each(quarter.to_date.posts)
    rows = [
        (row.namn, budgets.get(row.kostnadspost, 0), own.get(row.kostnadspost, 0), row.belopp_kr)
        for row in posts
        if row.kostnadspost != OTHER_INCOME
    ]
    names = (f"Budget {quarter.view.year} (kr)", f"Kvartal {quarter.number} (kr)", "Året hittills (kr)")
    shown = pd.DataFrame(rows, columns=["Kostnadspost", *names])
    return shown.assign(**{"Kvar av budgeten (kr)": shown[names[0]] - shown[names[2]]})


def costs_note(quarter: Quarter) -> str:
    """Say by which clause the budget is, and what status the outcome has."""
    agreement = quarter.view.agreement
    clause = agreement.cite(agreement.price_level.clause)
    return f"Budget enligt {clause}. Status: {quarter.to_date.status}." if quarter.to_date else ""


def used(quarter: Quarter) -> str:
    """Say how much of the year's budget is used; nothing where nothing is booked."""
    if quarter.to_date is None:
        return ""
    share = ratio(quarter.to_date.costs, quarter.view.agreement.total, 0)
    return f"{share} av årets budget är använd efter kvartal {quarter.number}"


def incomes(quarter: Quarter) -> pd.DataFrame:
    """Return what has come in of each external contribution, against what the agreement says (bilaga 1)."""
    own = {receipt.contribution: receipt.received for receipt in _receipts(quarter, quarter.own)}
    names = (f"Avtalat {quarter.view.year}", f"Kvartal {quarter.number}", "Året hittills", "Återstår")
    rows = [
        (item.name, item.payers, item.due, own.get(item.contribution, 0), item.received, item.missing)
        for item in _receipts(quarter, quarter.to_date)
    ]
    return pd.DataFrame(rows, columns=["Intäkt", "Från", *(f"{name} (kr)" for name in names)])


def financing_note(quarter: Quarter) -> str:
    """Say whether cost and financing agree, and who pays through another (RUN/357/2023 bilaga 1)."""
    return " ".join([*_budget_sentence(quarter), *_through(quarter.view)])


def _budget_sentence(quarter: Quarter) -> list[str]:
    budget = sum(_budgets(quarter).values())
    if not budget:
        return []
    equal = "Budgeten för kostnaderna är lika stor" if budget == quarter.view.financing else "Kostnadernas budget"
    return [f"{equal}: {kr(budget)}."]


def _through(view: AgreementYear) -> Iterator[str]:
    """Say who pays through each of the year's payers, in shares that the agreement does not state."""
    for code in dict.fromkeys(view.allocation["part"]):
        behind = [party.short for party in view.agreement.parties if party.pays_through == code]
        if behind:
            name = view.agreement.by_code[code].name
            yield f"Genom ”{name}” betalar {joined(behind)}; avtalet säger inte hur den delas."


def additions(quarter: Quarter) -> pd.DataFrame:
    """Return the quarter's costs beside the budget, and who bears each (RUN/357/2023 §4)."""
    agreement = quarter.view.run.agreed(quarter.view.agreement.id, quarter.view.year)
    names = {rule.id: rule.name for rule in agreement.additions}
    return pd.DataFrame(
        {
            "Datum": row.date.isoformat(),
            "Slag": names.get(row.kind, row.kind),
            "Bärs av": payer_of(agreement, row).name,
            "Belopp (kr)": row.amount,
            "Text": row.text,
            "Status": row.status,
        }
        for row in quarter.additions
    )


def results(quarter: Quarter) -> Results:
    """Return the figures of the report."""
    view = quarter.view
    figures = {
        "kvartal": quarter.number,
        "budget_kr": sum(_budgets(quarter).values()),
        "fordelning": records(view.allocation),
        "utfall_kvartalet": records(quarter.own.posts) if quarter.own else None,
        "utfall_hittills": records(quarter.to_date.posts) if quarter.to_date else None,
        "intakter_kvartalet": records(quarter.own.incomes) if quarter.own else None,
        "intakter_hittills": records(quarter.to_date.incomes) if quarter.to_date else None,
    }
    return Results(header("kvartalsrapport", view.year, view.run, quarter.remarks) | figures)


def _budgets(quarter: Quarter) -> dict[str, int]:
    return {post.id: post.budget or 0 for post in quarter.view.agreement.cost_posts}


def _receipts(quarter: Quarter, outcome: Outcome | None) -> list[Receipt]:
    return receipts(quarter.view.agreement, outcome, quarter.view.allocation) if outcome else []
