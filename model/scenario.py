"""A scenario: what is assumed beyond what is published and agreed."""

from pydantic import Field

from model.fields import Date, Identifier, Name, OptionalName, Typed
from model.projection import Projection


class GivenNotice(Typed):
    """A notice that a party gives on a date (RUN/387/2023 §11)."""

    agreement: Identifier = Field(alias="avtal")
    party: Identifier = Field(alias="part")
    date: Date = Field(alias="datum")
    why: OptionalName = Field(None, alias="varfor")


class GivenEnd(Typed):
    """An agreement that its parties do not extend after one of its terms (RUN/350/2019 §9)."""

    agreement: Identifier = Field(alias="avtal")
    date: Date = Field(alias="datum")
    why: OptionalName = Field(None, alias="varfor")


class Scenario(Typed):
    """A named set of assumptions, with who made them, when and why."""

    id: Identifier = Field(alias="scenario")
    name: Name = Field(alias="namn")
    author: Name = Field(alias="forfattare")
    date: Date = Field(alias="datum")
    why: Name = Field(alias="varfor")
    projection: Projection = Field(alias="befolkning")
    notices: tuple[GivenNotice, ...] = Field((), alias="uppsagningar")
    ends: tuple[GivenEnd, ...] = Field((), alias="forlangs_inte")
