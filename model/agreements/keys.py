"""What a contribution is split by: population, equal parts, given shares, or a mix of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm, prod
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from model.exact import NothingToSplitByError, key_weights
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
from model.kernel import FloatArray, IntArray
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


def key_date(month_day: str, year: int) -> dt.date:
    """Return the date whose population splits the amount of a year: the day in the year before."""
    return dt.date.fromisoformat(f"{year - 1}-{month_day}")


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
        return key_date(self.month_day, year)

    def weights(self, codes: Sequence[str], people: IntArray | FloatArray) -> npt.NDArray[Any]:
        """Return the parties' weights: whole numbers in the exact proportions of the key.

        Parameters
        ----------
        codes : sequence of str
            The parties.
        people : int64, or whole numbers held in float64, shape (party, ...)
            Their populations; not looked at where the key does not ask for it.

        Returns
        -------
        shape (party, ...)
            Whole numbers: of the people's kind where they alone are the key, else int64, or Python's own where
            the proportions take more than 64 bits.

        Raises
        ------
        NothingToSplitByError
            If a part of the key has nothing to split by.
        """
        upright = (len(codes), *[1] * (people.ndim - 1))
        columns = {
            KeyKind.POPULATION: people.astype(np.int64) if self.parts else people,
            KeyKind.EQUAL: np.ones(upright, dtype=np.int64),
            KeyKind.SHARES: np.array([self.shares.get(code, 0) for code in codes]).reshape(upright),
        }
        if not self.parts:
            return np.broadcast_to(columns[self.kind], people.shape)
        sums = {kind: columns[kind].sum(axis=0) for kind in self.mix}
        if not all(each.all() for each in sums.values()):
            raise NothingToSplitByError
        scale = lcm(*(Fraction(percent).denominator for percent in self.mix.values()))
        if scale * 100 * prod(int(each.max()) for each in sums.values()) >= 2**63:
            return _weights_exactly([(Fraction(self.mix[kind]), columns[kind]) for kind in sums], people.shape)
        # Over a common denominator: per cent × the party's column × the sums of the other kinds' columns.
        weighed = [
            int(percent * scale)
            * columns[kind]
            * prod((sums[other] for other in sums if other is not kind), start=1)
            for kind, percent in self.mix.items()
        ]
        whole = np.broadcast_to(sum(weighed), people.shape)
        return np.asarray(whole // np.gcd.reduce(whole, axis=0))

    def rest(self, codes: Sequence[str]) -> list[int]:
        """Return the parties' weights in what of the key is not population: whole numbers, no common divisor.

        Where all is population they are equal.
        """
        columns = {KeyKind.EQUAL: [1] * len(codes), KeyKind.SHARES: [self.shares.get(code, 0) for code in codes]}
        parts = {kind: Fraction(part) for kind, part in self.mix.items() if kind in columns}
        if not parts:
            return columns[KeyKind.EQUAL]
        shared = [(part, columns[kind]) for kind, part in parts.items() if any(columns[kind])]
        return key_weights(shared) if shared else [0] * len(codes)


def _weights_exactly(
    parts: Sequence[tuple[Fraction, npt.NDArray[Any]]], shape: tuple[int, ...]
) -> npt.NDArray[Any]:
    """Return the weights of a mixed key whose proportions 64 bits may not hold, a cell at a time."""
    wide = [(percent, np.broadcast_to(column, shape)) for percent, column in parts]
    whole = np.empty(shape, dtype=object)
    for cell in np.ndindex(shape[1:]):
        whole[:, *cell] = key_weights([(percent, column[:, *cell].tolist()) for percent, column in wide])
    return whole if whole.max(initial=0) >= 2**63 else whole.astype(np.int64)
