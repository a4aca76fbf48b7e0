"""What has happened to an agreement: notices that a party has given, and terms that the parties have extended.

RUN/387/2023 §10–11, RUN/350/2019 §9–10. They are facts, not assumptions: every scenario follows those that were
known on the as-of date.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from model.fields import Date, Identifier, Name, OptionalName, Placed, StatusField, expected, one_of

EVENTS_FILE = "handelser.csv"


class EventKind(StrEnum):
    """What has happened."""

    NOTICE = "uppsägning"
    EXTENSION = "förlängning"


class Event(Placed):
    """A notice of a party, or an extension that they have all agreed to, which takes earlier notices back."""

    date: Date = Field(alias="datum")
    agreement: Identifier = Field(alias="avtal")
    party: OptionalName = Field(alias="part")
    kind: Annotated[EventKind, one_of(EventKind)] = Field(alias="slag")
    decision: Name = Field(alias="beslut")
    status: StatusField
    source: Name = Field(alias="kalla")

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if (self.kind is EventKind.NOTICE) != bool(self.party):
            raise expected("koden för den part som säger upp vid uppsägning, och ingen part vid förlängning")
        if self.status.uncertain:
            raise expected("status fastställd eller preliminär: det som bara antas hör hemma i ett scenario")
        return self
