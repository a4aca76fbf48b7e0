"""Terms that have been decided: what a term is from a date on, by whose decision.

A decision is known from the day it was made, and has force from the date that it says. Amounts are yearly, so that
is the first day of a year.
"""

import datetime as dt
from typing import Any, Self

from pydantic import Field, model_validator

from model.fields import Clause, Date, Name, Placed, Typed, YesNo, expected


class Decision(Typed):
    """A decision: the body that made it, the day, and its number."""

    body: Name = Field(alias="organ")
    date: Date = Field(alias="datum")
    number: Name = Field(alias="dnr")

    @property
    def told(self) -> str:
        """The decision in words: ``Regionens samverkansråd 2028-10-01, RUN/1/2028``."""
        return f"{self.body} {self.date}, {self.number}"


def has_force(decision: Decision, start: dt.date, retroactive: bool) -> None:
    """Refuse a date that a decision cannot have force from.

    Raises
    ------
    PydanticCustomError
        If it is not the first of a year, or lies before the decision and does not say so.
    """
    if (start.month, start.day) != (1, 1):
        raise expected("fran den 1 januari ett år: beloppen är årsbelopp, så ett villkor gäller hela år")
    if retroactive != (decision.date > start):
        told = "inget retroaktivt, för beslutet är taget innan det börjar gälla"
        late = f"retroaktivt: ja, eller ett beslut senast {start}, den dag det börjar gälla"
        raise expected(told if retroactive else late)


class DatedTerm(Placed):
    """What a term is from a date on, by a decision; `term` names it as `model.agreements.terms.changed` does.

    With `clause` it is another clause than before that says it. `place` is where it stands in the files.
    """

    term: Name = Field(alias="villkor")
    start: Date = Field(alias="fran")
    value: Any = Field(alias="varde")
    decision: Decision = Field(alias="beslut")
    clause: Clause | None = Field(None, alias="paragraf")
    retroactive: YesNo = Field(False, alias="retroaktivt")

    @model_validator(mode="after")
    def _in_force(self) -> Self:
        has_force(self.decision, self.start, self.retroactive)
        return self
