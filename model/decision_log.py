"""The log of decisions: what each has changed of an agreement, and its price for every party and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.agreements.agreed import Agreed
from model.agreements.decisions import DatedTerm, Decision
from model.agreements.terms import said
from model.errors import InputError
from model.run import Run
from model.shown import Shown


@dataclass(frozen=True, repr=False)
class LoggedDecision(Shown):
    """What a decision changed of an agreement, and its price.

    Attributes
    ----------
    terms, before : sequence
        What it decided, and what each of them was the year before.
    effect : DataFrame
        Kronor that each party pays more (or less) for each year than without the decision, settlement counted.
    uncounted : str
        Why there is no price, where the agreement would not hold together without the decision.
    """

    agreement: str
    decision: Decision
    terms: Sequence[DatedTerm]
    before: Sequence[Any]
    effect: pd.DataFrame
    uncounted: str = ""

    def _line(self) -> str:
        return f"{self.agreement}, {self.decision.told}"


def decision_log(run: Run) -> list[LoggedDecision]:
    """Return every decision that is known on the as-of date, agreement by agreement, by their days."""
    return [_logged(run, agreed, decision) for agreed in run.case.agreements for decision in agreed.decisions]


def _logged(run: Run, agreed: Agreed, decision: Decision) -> LoggedDecision:
    terms = [each for each in agreed.terms if each.decision == decision]
    before = [said(agreed.in_year(each.start.year - 1), each.term) for each in terms]
    first = min(each.start.year for each in terms)
    try:
        without = run.effect_of(agreed.without(decision), [y for y in run.case.years(agreed.id) if y >= first])
    except InputError as error:
        return LoggedDecision(agreed.id, decision, terms, before, pd.DataFrame(), str(error))
    return LoggedDecision(agreed.id, decision, terms, before, -without)
