"""Liquidity: what comes in and goes out month by month in a year of an agreement, and what is then left.

An invoice is counted in the month that it is due, whenever it is paid, and what is booked in the month that it is
booked in (docs/tolkningar.md). What is not yet invoiced comes in when it is computed to be due; what is not yet
booked is spread evenly over the months left.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

import pandas as pd

from model.amounts.outcome import Outcome, gather, receipts
from model.balance import balances, dues, unpaid, years_until
from model.exact import half_up
from model.money import Amount, total
from model.run import months_of
from model.year import AgreementYear

COLUMNS = {
    "manad": "month, 1 to 12",
    "in_kr": "invoiced and due; of an agreement that invoices nobody, contributions that are booked",
    "in_prognos_kr": "to be invoiced and due; or such contributions expected",
    "in_planerat_kr": "contributions that nobody is invoiced for and nothing is booked of, spread over the months",
    "ut_kr": "costs that are booked, less incomes that are no contribution",
    "ut_prognos_kr": "such costs expected",
    "saldo_kr": "what has come in less what has gone out, with what there was when the year began",
}


def liquidity(view: AgreementYear) -> pd.DataFrame:
    """Return what comes in and goes out each month of a year, kronor (`COLUMNS`): a row a month.

    The year begins with what had come in of what was left of the year before (`model.balance.Balance.cash`). Where
    that is not known it is 0, with what had been paid in advance, or what is paid late.
    """
    codes = [] if view.agreement.billing else [item.id for item in view.agreement.contributions]
    came_in, coming = _by_month(view, lambda found: sum(found.income(code) for code in codes))
    out, going_out = _by_month(view, lambda found: found.total)
    told = receipts(view.agreement, view.expected, view.allocation) if codes and view.expected else []
    unbooked = view.financing - total(each.due for each in told) if codes else 0
    planned = _spread(unbooked, months_of(view.allocation))
    views = years_until(view.run, view.agreement, view.year)
    owed = dues(views)
    for due in (due for due in owed if due.day.startswith(f"{view.year}-")):
        (came_in if due.sent else coming)[int(due.day[5:7]) - 1] += due.amount
    before = balances(views, owed, view.year - 1)
    left = before[-1].cash if before else -total(due.amount for due in unpaid(owed, view.year - 1))
    flows = list(zip(came_in, coming, planned, out, going_out, strict=True))
    saldo = accumulate((total(each[:3]) - total(each[3:]) for each in flows), initial=left)
    rows = [(month, *each, rest) for month, each, rest in zip(range(1, 13), flows, [*saldo][1:], strict=True)]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _spread(amount: Amount, months: Sequence[int]) -> list[Amount]:
    """Return an amount spread evenly over some months of a year, which sum to it: a figure a month."""
    shares = [half_up(Fraction(amount) * count / len(months)) for count in range(len(months))]
    by_month = dict(zip(months, (after - before for before, after in pairwise([*shares, amount])), strict=True))
    return [by_month.get(month, 0) for month in range(1, 13)]


def _by_month(view: AgreementYear, kronor: Callable[[Outcome], int]) -> tuple[list[Amount], list[Amount]]:
    """Return a figure of the outcome month by month: what is booked, and what is expected of the months left.

    Each sums to the year's own, rounded as that is.
    """
    so_far: list[int] = [0]
    for month in range(1, 13):
        entries = [entry for entry in view.entries if entry.date.month <= month]
        so_far.append(kronor(gather(view.agreement, entries, view.run.inputs.mapping)) if entries else 0)
    booked: list[Amount] = [after - before for before, after in pairwise(so_far)]
    ahead = view.forecast
    return booked, _spread(kronor(ahead.year_end) - so_far[-1], ahead.left) if ahead else [0] * 12
