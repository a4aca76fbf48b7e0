"""Settlement of a year's outcome against its financing (RUN/387/2023 §7).

Words: *deviation* is financing − outcome, so a positive one means that too much was paid in. An *adjustment* is
what a party then pays (positive) or gets back (negative).
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from model.agreements.agreement import Agreement
from model.agreements.clauses import Denominator, Extent, SettlementRule
from model.exact import adjustments, settled
from model.kernel import IntArray
from model.money import Amount, from_units, in_kronor, to_units
from model.shown import Shown, grouped
from model.status import Status


@dataclass(frozen=True, repr=False)
class Settlement(Shown):
    """What the settlement of a year came to, with what it was decided by.

    Attributes
    ----------
    financing, outcome, deviation : int
        Whole kronor; deviation is financing − outcome.
    denominator : int
        What the deviation was measured against, kronor.
    limit : Fraction
        The deviation that must be passed for a settlement, kronor.
    settled : bool
        Whether it was passed.
    amount : int
        Whole kronor that go back to the parties (positive) or are asked of them (negative); 0 if not settled.
    adjustments : int64, shape (party,)
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


def is_closed(year: int, outcome: Status, as_of: dt.date) -> bool:
    """Whether a year's books are closed, so that it is settled (RUN/387/2023 §7: at the closing of the year).

    Parameters
    ----------
    year : int
        The year of the outcome.
    outcome : Status
        The weakest status among the booked entries.
    as_of : date
        What is known: the year must be over by then.
    """
    return as_of.year > year and outcome is Status.FIXED


def every_reading(
    paid: Sequence[Amount], outcome: int, rule: SettlementRule, scale: int = 1
) -> list[tuple[SettlementRule, Settlement]]:
    """Settle a year by every reading of the clause, the rule's own first (docs/tolkningar.md).

    Parameters
    ----------
    paid : sequence of int or Decimal
        What each party paid, kronor.
    outcome : int
        Whole kronor.
    rule : SettlementRule
        Limit, denominator and extent.
    scale : int
        How many of the agreement's units make a krona; the result is in kronor again.
    """
    others = [
        rule.model_copy(update={"denominator": denominator, "extent": extent})
        for denominator in Denominator
        for extent in Extent
        if (denominator, extent) != (rule.denominator, rule.extent)
    ]
    units = to_units(paid, scale)
    return [(each, _in_kronor(settle(units, outcome * scale, each), scale)) for each in (rule, *others)]


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
        The agreement of a code in a year; one without settlement changes nothing.

    Returns
    -------
    Series
        Kronor, by the frame's index: what the party pays (positive) or gets back.
    """
    found = pd.Series(0, index=frame.index, dtype=object)
    for (code, year), outcome in outcomes.items():
        rows, agreement = frame[(frame["avtal"] == code) & (frame["ar"] == year)], terms(code, year)
        if agreement.settlement and len(rows):
            units = to_units(rows["belopp_kr"], agreement.scale)
            result = settle(units, outcome * agreement.scale, agreement.settlement)
            found[rows.index] = from_units(result.adjustments, agreement.scale)
    return found


def _in_kronor(settlement: Settlement, scale: int) -> Settlement:
    """Return a settlement that was computed in units."""
    return replace(
        settlement,
        financing=in_kronor(int(settlement.financing), scale),
        outcome=in_kronor(int(settlement.outcome), scale),
        deviation=in_kronor(int(settlement.deviation), scale),
        denominator=in_kronor(int(settlement.denominator), scale),
        limit=settlement.limit / scale,
        amount=in_kronor(int(settlement.amount), scale),
        adjustments=from_units(settlement.adjustments, scale),
    )


def settle(paid: IntArray, outcome: int, rule: SettlementRule) -> Settlement:
    """Settle a year: compare financing with outcome and split what is to be settled by what each party paid.

    Exactly at the limit nothing is settled. A share of a krona in the excess is rounded half up.

    Parameters
    ----------
    paid : int64, shape (party,)
        What each party paid, kronor, in the order that decides ties.
    outcome : int
        The year's outcome in whole kronor.
    rule : SettlementRule
        Limit, denominator and extent.

    Raises
    ------
    ValueError
        If there is something to settle and nobody has paid.
    """
    own = paid.tolist()
    financing = sum(own)
    deviation = financing - outcome
    denominator = abs(outcome if rule.denominator is Denominator.OUTCOME else financing)
    limit = Fraction(rule.limit_percent) / 100 * denominator
    amount = settled(deviation, limit, whole=rule.extent is Extent.WHOLE)
    changes = np.array(adjustments(amount, own), dtype=np.int64)
    return Settlement(financing, outcome, deviation, denominator, limit, abs(deviation) > limit, amount, changes)
