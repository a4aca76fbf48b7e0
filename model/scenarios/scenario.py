"""A scenario: what is assumed beyond what is published and agreed.

A file says only what it changes; the rest comes from the scenarios it builds on (`model.scenarios.stacking`). What
the changes do to the series and the agreements is in `model.scenarios.assumed`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from model.agreements.keys import KeyKind, KeyPart
from model.fields import (
    Count,
    Date,
    Identifier,
    Kronor,
    MunicipalityCode,
    Name,
    OptionalDate,
    OptionalName,
    Percent,
    Points,
    Share,
    Typed,
    Year,
    expected,
    one_of,
)
from model.scenarios.spread import Simulation
from model.series.projection import Projection
from model.series.rows import LPIX

BASE = "bas"
"""The code of the scenario that is followed where none is named: the only one that is invoiced."""


@dataclass(frozen=True)
class Header:
    """What a scenario file begins with: its name, who made it, when and why."""

    name: str = "Inställningen på sidan"
    author: str = "Utforska"
    date: str = "2024-01-01"
    why: str = "Visas på sidan."

    @property
    def code(self) -> str:
        """The scenario's code: the name in lower-case ASCII."""
        plain = unicodedata.normalize("NFKD", self.name.casefold()).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "scenario"


class ConstantChange(Typed):
    """The same index change every year from one on."""

    first_year: Year = Field(alias="fran")
    percent: Percent = Field(alias="procent")


class AssumedIndex(Typed):
    """An index as assumed: years with values of their own, a constant from a year, shocks, another vintage.

    A shock is added, in percentage points, to whatever the year's change is. `as_of` reads the index as it was
    known on another date than the run's.
    """

    values: dict[Year, Percent] = Field(default_factory=dict, alias="varden")
    constant: ConstantChange | None = Field(None, alias="konstant")
    shocks: dict[Year, Points] = Field(default_factory=dict, alias="chock")
    as_of: OptionalDate = Field(None, alias="per_datum")

    @model_validator(mode="after")
    def _once(self) -> Self:
        if self.constant and any(year >= self.constant.first_year for year in self.values):
            raise expected("ett enda värde per år: antingen i varden eller genom konstant")
        return self


class AssumedPopulation(Typed):
    """A municipality's population on a date, as assumed."""

    code: MunicipalityCode = Field(alias="kommunkod")
    date: Date = Field(alias="datum")
    population: Count = Field(alias="folkmangd")


class AssumedKey(Typed):
    """What a contribution is split by instead (see `model.agreements.keys.Key`)."""

    kind: Annotated[KeyKind, one_of(KeyKind)] = Field(alias="typ")
    parts: tuple[KeyPart, ...] = Field((), alias="delar")
    shares: dict[Identifier, Count] = Field(default_factory=dict, alias="andelar")


class AssumedTerms(Typed):
    """Terms of an agreement from a year on; amounts in the price level's kronor.

    The amounts are given one by one, or as a total, or as a split in per cent (of the total, given or not).
    """

    agreement: Identifier = Field(alias="avtal")
    first_year: Year = Field(alias="fran")
    amounts: dict[Identifier, Kronor] = Field(default_factory=dict, alias="belopp")
    total: Kronor | None = Field(None, alias="totalt")
    split: dict[Identifier, Share] = Field(default_factory=dict, alias="delning")
    keys: dict[Identifier, AssumedKey] = Field(default_factory=dict, alias="nyckel")
    why: OptionalName = Field(None, alias="varfor")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.amounts and (self.total is not None or self.split):
            raise expected("antingen belopp, eller totalt och delning")
        if self.split and sum(self.split.values()) != 100:
            raise expected("en delning vars procent blir 100 tillsammans")
        if not (self.amounts or self.total is not None or self.split or self.keys):
            raise expected("något att ändra: belopp, totalt, delning eller nyckel")
        return self


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


class Portion(Typed):
    """A part of a contribution that some parties pay, by a key."""

    id: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    percent: Share = Field(alias="procent")
    payers: tuple[Identifier, ...] = Field(alias="betalare", min_length=1)
    key: AssumedKey = Field(alias="nyckel")


class Continuation(Typed):
    """An agreement that goes on after its end, and who then shares what nobody had said how to share."""

    agreement: Identifier = Field(alias="avtal")
    until: Date = Field(alias="till")
    contribution: Identifier = Field(alias="bidrag")
    portions: tuple[Portion, ...] = Field(alias="delas", min_length=1)
    why: OptionalName = Field(None, alias="varfor")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if sum(portion.percent for portion in self.portions) != 100:
            raise expected("delar vars procent blir 100 tillsammans")
        return self


class AssumedOutcome(Typed):
    """A year's outcome as a share of its financing, so that what is settled can be seen (RUN/387/2023 §7)."""

    agreement: Identifier = Field(alias="avtal")
    year: Year = Field(alias="ar")
    percent: Percent = Field(alias="procent_av_finansiering")


def _one_or_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Scenario(Typed):
    """A named set of assumptions, with who made them, when and why."""

    id: Identifier = Field(alias="scenario")
    name: Name = Field(alias="namn")
    author: Name = Field(alias="forfattare")
    date: Date = Field(alias="datum")
    why: Name = Field(alias="varfor")
    builds_on: Annotated[tuple[Identifier, ...], BeforeValidator(_one_or_many)] = Field((), alias="utgar_fran")
    projection: Projection | None = Field(None, alias="befolkning")
    people: tuple[AssumedPopulation, ...] = Field((), alias="folkmangd")
    lpix: AssumedIndex = Field(AssumedIndex(), alias="lpix")
    other_indices: dict[Name, AssumedIndex] = Field(default_factory=dict, alias="index")
    terms: tuple[AssumedTerms, ...] = Field((), alias="villkor")
    notices: tuple[GivenNotice, ...] = Field((), alias="uppsagningar")
    ends: tuple[GivenEnd, ...] = Field((), alias="forlangs_inte")
    continuations: tuple[Continuation, ...] = Field((), alias="fortsatter")
    outcomes: tuple[AssumedOutcome, ...] = Field((), alias="utfall")
    simulation: Simulation | None = Field(None, alias="simulering")

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        if not self.builds_on and self.projection is None:
            raise expected("befolkning, eller utgar_fran med ett scenario som säger det")
        if LPIX in self.other_indices:
            raise expected("det som antas om LPIX under nyckeln lpix, och bara andra index under index")
        return self

    @property
    def indices(self) -> dict[str, AssumedIndex]:
        """What is assumed of each index that something is assumed of, by the index's name."""
        told = {LPIX: self.lpix, **self.other_indices}
        return {name: assumed for name, assumed in told.items() if assumed != AssumedIndex()}


def index_keys(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a scenario file that say something of each index, by the index's name."""
    others = {name: assumed for name, assumed in told.items() if name != LPIX}
    return ({"lpix": told[LPIX]} if LPIX in told else {}) | ({"index": others} if others else {})
