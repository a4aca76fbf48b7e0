"""Settlement of a year's outcome against its financing (RUN/387/2023 §7).

Words: *deviation* is financing − outcome, so a positive one means that too much was paid in. An *adjustment* is
what a party then pays (positive) or gets back (negative).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

import numpy as np
import pandas as pd

from model.agreements.agreement import Agreement
from model.agreements.clauses import Denominator, Extent, SettlementRule
from model.exact import adjustments, settled
from model.money import Amount, from_units, in_kronor, to_units
from model.shown import Shown, grouped


@dataclass(frozen=True, repr=False)
class Settlement(Shown):
    """What the settlement of a year came to, with what it was decided by; kronor.

    Attributes
    ----------
    denominator : int or Decimal
        What the deviation was measured against.
    limit : Fraction
        The deviation that must be passed for a settlement.
    settled : bool
        Whether it was passed.
    amount : int or Decimal
        What goes back to the parties (positive) or is asked of them (negative); 0 if not settled.
    adjustments : int64, or Decimals where the agreement reckons in öre, shape (party,)
        What each party pays (positive) or gets back (negative), in the order of the amounts paid.
    """

    financing: Amount
    outcome: Amount
    deviation: Amount
    denominator: Amount
    limit: Fraction
    settled: bool
    amount: Amount
    adjustments: "np.ndarray[Any, Any]"

    def _line(self) -> str:
        return f"avvikelse {grouped(self.deviation)} kr, {grouped(self.amount)} kr avräknas"


def settle(paid: Iterable[Amount], outcome: int, rule: SettlementRule, scale: int = 1) -> Settlement:
    """Settle a year: compare financing with outcome and split what is to be settled by what each party paid.

    Exactly at the limit nothing is settled. A share of a unit in the excess is rounded half up.

    Parameters
    ----------
    paid : iterable of int or Decimal
        What each party paid, kronor, in the order that decides ties.
    outcome : int
        Whole kronor.
    rule : SettlementRule
        Limit, denominator and extent.
    scale : int
        How many of the agreement's units make a krona: it is reckoned in units, and told in kronor.

    Raises
    ------
    ValueError
        If there is something to settle and nobody has paid.
    """
    own = to_units(paid, scale).tolist()
    financing = sum(own)
    deviation = financing - outcome * scale
    denominator = abs(outcome * scale if rule.denominator is Denominator.OUTCOME else financing)
    limit = Fraction(rule.limit_percent) / 100 * denominator
    amount = settled(deviation, limit, whole=rule.extent is Extent.WHOLE)
    return Settlement(
        financing=in_kronor(financing, scale),
        outcome=in_kronor(outcome * scale, scale),
        deviation=in_kronor(deviation, scale),
        denominator=in_kronor(denominator, scale),
        limit=limit / scale,
        settled=abs(deviation) > limit,
        amount=in_kronor(amount, scale),
        adjustments=from_units(np.array(adjustments(amount, own), dtype=np.int64), scale),
    )


def divisible(paid: Sequence[Amount]) -> bool:
    """Whether what parties paid is something to split by: not where nobody paid, or one was credited more."""
    return min(paid, default=0) >= 0 < sum(paid)


def every_reading(
    paid: Iterable[Amount], outcome: int, rule: SettlementRule, scale: int = 1
) -> list[tuple[SettlementRule, Settlement]]:
    """Settle a year as `settle` does by every reading of the clause, the rule's own first (docs/tolkningar.md)."""
    rules = [
        rule.model_copy(update={"denominator": denominator, "extent": extent})
        for denominator, extent in product(Denominator, Extent)
    ]
    rules.sort(key=lambda each: each != rule)
    return [(each, settle(paid, outcome, each, scale)) for each in rules]


def settled_changes(
    frame: pd.DataFrame, outcomes: Mapping[tuple[str, int], int], terms: Callable[[str, int], Agreement]
) -> "pd.Series[Any]":
    """Return what each row of an allocation changes by when the years that have an outcome are settled.

    Parameters
    ----------
    frame : DataFrame
        Rows of an allocation (`model.amounts.allocation.COLUMNS`), of one scenario.
    outcomes : mapping of (str, int) to int
        Whole kronor, by agreement and year.
    terms : callable
        The agreement of a code in a year; one without settlement changes nothing, nor does what is not divisible.

    Returns
    -------
    Series
        Kronor, by the frame's index: what the party pays (positive) or gets back.
    """
    found = pd.Series(0, index=frame.index, dtype=object)
    for (code, year), outcome in outcomes.items():
        rows, agreement = frame[(frame["avtal"] == code) & (frame["ar"] == year)], terms(code, year)
        if agreement.settlement and divisible(paid := rows["belopp_kr"].tolist()):
            result = settle(paid, outcome, agreement.settlement, agreement.scale)
            found[rows.index] = result.adjustments
    return found


def settlement_limits(rule: SettlementRule, outcome: int) -> tuple[int, int]:
    """Return the lowest and highest financing, in whole kronor, that would not be settled against an outcome."""
    share = Fraction(rule.limit_percent) / 100
    if rule.denominator is Denominator.OUTCOME:
        return ceil(outcome * (1 - share)), floor(outcome * (1 + share))
    return ceil(outcome / (1 + share)), floor(outcome / (1 - share))
