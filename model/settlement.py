"""Settlement of a year's outcome against its financing (RUN/387/2023 §7).

Words: *deviation* is financing − outcome, so a positive one means that too much was paid in. An *adjustment* is
what a party then pays (positive) or gets back (negative).
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from model.clauses import Denominator, Extent, SettlementRule
from model.kernel import IntArray, apportion


@dataclass(frozen=True)
class Settlement:
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

    financing: int
    outcome: int
    deviation: int
    denominator: int
    limit: Fraction
    settled: bool
    amount: int
    adjustments: IntArray


def readings(paid: IntArray, outcome: int, rule: SettlementRule) -> list[tuple[SettlementRule, Settlement]]:
    """Settle a year by every reading of the clause, the rule's own first (docs/tolkningar.md)."""
    others = [
        rule.model_copy(update={"denominator": denominator, "extent": extent})
        for denominator in Denominator
        for extent in Extent
        if (denominator, extent) != (rule.denominator, rule.extent)
    ]
    return [(each, settle(paid, outcome, each)) for each in (rule, *others)]


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
    financing = int(paid.sum())
    deviation = financing - outcome
    denominator = abs(outcome if rule.denominator is Denominator.OUTCOME else financing)
    limit = Fraction(rule.limit_percent) / 100 * denominator
    settled = abs(deviation) > limit
    size = abs(deviation) if rule.extent is Extent.WHOLE else int(abs(deviation) - limit + Fraction(1, 2))
    amount = (size if deviation > 0 else -size) if settled else 0
    parts = apportion(np.array(abs(amount)), paid)
    adjustments = -parts if amount > 0 else parts
    return Settlement(financing, outcome, deviation, denominator, limit, settled, amount, adjustments)
