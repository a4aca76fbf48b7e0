"""Liquidity: what comes in and goes out month by month in a year of an agreement, and what is then left.

An invoice is counted in the month that it is due, whenever it is paid, and what is booked in the month that it is
booked in (docs/tolkningar.md). What is not yet invoiced comes in when it is computed to be due; what is not yet
booked is spread evenly over the months left.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate, pairwise

import pandas as pd

from model.amounts.invoices import instalments
from model.amounts.issued import covered
from model.amounts.outcome import OTHER_INCOME, Outcome, gather
from model.exact import half_up
from model.money import Amount, exact
from model.year import AgreementYear, Year, agreement_year, invoice_rows

COLUMNS = {
    "manad": "month, 1 to 12",
    "in_kr": "invoiced and due; of an agreement that invoices nobody, contributions that are booked",
    "in_prognos_kr": "to be invoiced and due; or such contributions expected",
    "ut_kr": "costs that are booked, less incomes that are no contribution",
    "ut_prognos_kr": "such costs expected",
    "saldo_kr": "what has come in less what has gone out since the year began",
}


def liquidity(view: AgreementYear) -> pd.DataFrame:
    """Return what comes in and goes out each month of a year, kronor (`COLUMNS`): a row a month.

    The year begins at 0: what was left of the year before is not counted.
    """
    came_in, coming = _by_month(view, lambda found: 0 if view.agreement.billing else _contributed(found))
    out, going_out = _by_month(view, lambda found: found.total)
    for month, amount, issued in _due(view):
        (came_in if issued else coming)[month - 1] += amount
    left = accumulate(a + b - c - d for a, b, c, d in zip(came_in, coming, out, going_out, strict=True))
    rows = zip(range(1, 13), came_in, coming, out, going_out, left, strict=True)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _contributed(outcome: Outcome) -> int:
    own = outcome.incomes
    return int(own.loc[own["bidrag"] != OTHER_INCOME, "belopp_kr"].sum())


def _by_month(view: AgreementYear, kronor: Callable[[Outcome], int]) -> tuple[list[Amount], list[Amount]]:
    """Return a figure of the outcome month by month: what is booked, and what is expected of the months left.

    Each sums to the year's own, rounded as that is.
    """
    so_far: list[int] = [0]
    for month in range(1, 13):
        entries = [entry for entry in view.entries if entry.date.month <= month]
        so_far.append(kronor(gather(view.agreement, entries, view.run.inputs.mapping)) if entries else 0)
    booked: list[Amount] = [after - before for before, after in pairwise(so_far)]
    expected: list[Amount] = [0] * 12
    if view.forecast:
        rest, months = kronor(view.forecast.year_end) - so_far[-1], view.forecast.left
        shares = [half_up(Fraction(rest * count, len(months))) for count in range(len(months) + 1)]
        for month, (before, after) in zip(months, pairwise(shares), strict=True):
            expected[month - 1] = after - before
    return booked, expected


def _due(view: AgreementYear) -> list[tuple[int, Amount, bool]]:
    """Return the invoices that are due in the year: the month, the amount, and whether it has been issued."""
    year, own = view.year, [row for row in view.run.issued if row.agreement == view.agreement.id]
    sent = [(row.due.month, row.amount, True) for row in own if row.due.year == year]
    computed = pd.concat([_invoiced(view), view.invoices], ignore_index=True)
    computed = computed[~covered(computed, own)]
    days = [str(day).split("-") for day in computed["forfallodatum"]]
    amounts = zip(days, computed["belopp_kr"], strict=True)
    return sent + [(int(day[1]), exact(amount), False) for day, amount in amounts if int(day[0]) == year]


def _invoiced(view: AgreementYear) -> pd.DataFrame:
    """Return what is invoiced in the year, as it is now computed, with any settlement of the year before."""
    if view.year - 1 not in view.run.reached(view.agreement):
        return instalments(view.agreement, view.allocation)
    before = agreement_year(view.run, view.agreement, view.year - 1)
    return invoice_rows(Year(view.run, before.year, [before]))
