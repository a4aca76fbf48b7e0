"""What a contribution is split by: population, equal parts, given shares, or a mix of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import gcd, lcm
from typing import Annotated, Self

from pydantic import Field, model_validator

from model.fields import (
    Clause,
    Count,
    Identifier,
    Limit,
    MonthDay,
    OptionalName,
    StatusField,
    Typed,
    expected,
    one_of,
)
from model.status import Status


class KeyKind(StrEnum):
    """What a contribution is split by, in the words of the YAML file."""

    POPULATION = "befolkning"
    EQUAL = "lika"
    SHARES = "andelar"
    MIXED = "blandad"


class Missing(StrEnum):
    """What is used where the key's day has no figure: a row that says it stands in, or a projection."""

    STAND_IN = "ersattare"
    PROJECTION = "framskrivning"


class KeyPart(Typed):
    """A part of a mixed key, and how many per cent of the amount it splits."""

    kind: Annotated[KeyKind, one_of(KeyKind)] = Field(alias="typ")
    percent: Limit = Field(alias="procent")


class Key(Typed):
    """What a contribution is split by (RUN/387/2023 §7): population on a day of the preceding year, or else.

    `shares` are whole weights by party, for given shares. A key that the agreement does not state has a status of
    its own and a note that says so.
    """

    kind: Annotated[KeyKind, one_of(KeyKind)] = Field(alias="typ")
    month_day: MonthDay = Field("11-01", alias="dag")
    missing: Annotated[Missing, one_of(Missing)] = Field(Missing.STAND_IN, alias="saknas")
    shares: dict[Identifier, Count] = Field(default_factory=dict, alias="andelar")
    parts: tuple[KeyPart, ...] = Field((), alias="delar")
    clause: Clause = Field(alias="paragraf")
    status: StatusField = Field(Status.FIXED)
    note: OptionalName = Field(None, alias="anmarkning")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        kinds = [part.kind for part in self.parts]
        if (self.kind is KeyKind.MIXED) != bool(self.parts):
            raise expected("delar när typ är blandad, och bara då")
        if self.parts and (sum(part.percent for part in self.parts) != 100 or KeyKind.MIXED in kinds):
            raise expected("delar vars procent blir 100 tillsammans, och som inte själva är blandade")
        if len(set(kinds)) < len(kinds):
            raise expected("varje typ en enda gång bland delarna")
        if (KeyKind.SHARES in (self.kind, *kinds)) != bool(self.shares):
            raise expected("andelar när typ, eller en del, är andelar, och bara då")
        return self

    @property
    def mix(self) -> Mapping[KeyKind, Decimal]:
        """The kinds that the key is made of, with the per cent that each splits."""
        return {part.kind: part.percent for part in self.parts} or {self.kind: Decimal(100)}

    @property
    def population_percent(self) -> Decimal:
        """How many per cent are split by population."""
        return self.mix.get(KeyKind.POPULATION, Decimal(0))

    def reference_date(self, year: int) -> dt.date:
        """Return the date whose population splits the amount of a year: the day in the year before."""
        return dt.date.fromisoformat(f"{year - 1}-{self.month_day}")

    def weights(self, codes: Sequence[str], people: Sequence[int]) -> list[int]:
        """Return the parties' weights: whole numbers in the exact proportions of the key.

        Parameters
        ----------
        codes : sequence of str
            The parties.
        people : sequence of int
            Their populations; not looked at where the key does not ask for it.

        Raises
        ------
        ValueError
            If a part of the key has nothing to split by.
        """
        columns = {
            KeyKind.POPULATION: people,
            KeyKind.EQUAL: [1] * len(codes),
            KeyKind.SHARES: [self.shares.get(code, 0) for code in codes],
        }
        if not self.parts:
            return list(columns[self.kind])
        if not all(sum(columns[kind]) for kind in self.mix):
            raise ValueError("nothing to split by: all weights are 0")
        exact = [
            sum((Fraction(percent) * columns[kind][i] / sum(columns[kind]) for kind, percent in self.mix.items()))
            for i in range(len(codes))
        ]
        scale = lcm(*(Fraction(share).denominator for share in exact))
        whole = [int(share * scale) for share in exact]
        return [weight // gcd(*whole) for weight in whole]
