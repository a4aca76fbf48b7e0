"""An agreement as data: amounts, parties, key, term, billing and settlement, each with its clause.

The attributes are English, the keys of the YAML file Swedish (`alias`). Nothing here is about one agreement:
a new one of the same kind is a new file.
"""

import datetime as dt
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from model.fields import (
    Clause,
    Count,
    Date,
    Identifier,
    Kronor,
    Month,
    MonthDay,
    Name,
    Percent,
    StatusField,
    Typed,
    Year,
    expected,
    one_of,
)


class Party(Typed):
    """A party that pays. Its code is SCB's for a municipality, else one of our own (``region_jh``)."""

    code: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    short: Name = Field(alias="kortnamn")


class KeyKind(StrEnum):
    """What a contribution is split by, in the words of the YAML file."""

    POPULATION = "befolkning"
    EQUAL = "lika"


class Key(Typed):
    """What a contribution is split by (RUN/387/2023 §7): population on a day of the preceding year, or equal."""

    kind: Annotated[KeyKind, one_of(KeyKind)] = Field(alias="typ")
    month_day: MonthDay = Field("11-01", alias="dag")
    clause: Clause = Field(alias="paragraf")

    def reference_date(self, year: int) -> dt.date:
        """Return the date whose population splits the amount of a year: the day in the year before."""
        return dt.date.fromisoformat(f"{year - 1}-{self.month_day}")


class Contribution(Typed):
    """What a group of parties owes together each year: the unit that is indexed, rounded once, and split."""

    id: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    base_amount: Kronor = Field(alias="basbelopp")
    payers: tuple[Identifier, ...] = Field(alias="betalare", min_length=1)
    key: Key = Field(alias="nyckel")
    clause: Clause = Field(alias="paragraf")


class PriceLevel(Typed):
    """The year whose prices the base amounts are in (RUN/387/2023 §7)."""

    year: Year = Field(alias="ar")
    clause: Clause = Field(alias="paragraf")


class Index(Typed):
    """The index that moves the amounts, and the first year it does (RUN/387/2023 §7)."""

    name: Name = Field(alias="namn")
    first_year: Year = Field(alias="fran")
    clause: Clause = Field(alias="paragraf")


class Term(Typed):
    """From when to when the agreement holds, and how it is extended (RUN/387/2023 §10)."""

    start: Date = Field(alias="fran")
    end: Date = Field(alias="till")
    extension_months: Count = Field(alias="forlangs_manader")
    longest: Date = Field(alias="langst_till")
    clause: Clause = Field(alias="paragraf")


class NoticeRule(Typed):
    """How long before a term's end a notice must be given (RUN/387/2023 §11)."""

    months: Count = Field(alias="manader_fore")
    clause: Clause = Field(alias="paragraf")


class Billing(Typed):
    """The months in which a year's amount is invoiced, in equal parts (RUN/387/2023 §7)."""

    months: tuple[Month, ...] = Field(alias="manader", min_length=1)
    clause: Clause = Field(alias="paragraf")


class Denominator(StrEnum):
    """What the deviation is measured against. Financing 1 600, outcome 1 450: 150 of 1 450 or of 1 600."""

    OUTCOME = "utfall"
    FINANCING = "finansiering"


class Extent(StrEnum):
    """How much is settled. Deviation 200, limit 160: all of the 200, or the 40 above the limit."""

    WHOLE = "hela"
    EXCESS = "overskjutande"


class SettlementRule(Typed):
    """When and how the outcome is settled (RUN/387/2023 §7); the readings are in docs/tolkningar.md."""

    limit_percent: Percent = Field(alias="grans_procent")
    denominator: Annotated[Denominator, one_of(Denominator)] = Field(alias="namnare")
    extent: Annotated[Extent, one_of(Extent)] = Field(alias="omfattning")
    clause: Clause = Field(alias="paragraf")


class CostPost(Typed):
    """A line of the cost that the base financing covers (RUN/387/2023 §7)."""

    id: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")


class Agreement(Typed):
    """A cost-sharing agreement.

    `total` is the sum of the base amounts as the agreement itself states it; a file whose parts do not add up
    to it is refused.
    """

    id: Identifier = Field(alias="avtal")
    name: Name = Field(alias="namn")
    reference: Name = Field(alias="diarienummer")
    status: StatusField
    source: Name = Field(alias="kalla")
    published: Date = Field(alias="publicerad")
    price_level: PriceLevel = Field(alias="prisniva")
    index: Index
    total: Kronor = Field(alias="totalt")
    contributions: tuple[Contribution, ...] = Field(alias="bidrag", min_length=1)
    parties: tuple[Party, ...] = Field(alias="parter", min_length=1)
    term: Term = Field(alias="giltighet")
    notice: NoticeRule = Field(alias="uppsagning")
    billing: Billing = Field(alias="fakturering")
    settlement: SettlementRule = Field(alias="slutavrakning")
    cost_posts: tuple[CostPost, ...] = Field(alias="kostnadsposter")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        codes = [party.code for party in self.parties]
        payers = [code for contribution in self.contributions for code in contribution.payers]
        if len(set(codes)) < len(codes):
            raise expected("att varje part har sin egen kod")
        if sorted(payers) != sorted(codes):
            raise expected("att varje part betalar i precis ett bidrag, och att varje betalare är en part")
        if sum(contribution.base_amount for contribution in self.contributions) != self.total:
            raise expected("att bidragens basbelopp summerar till totalt")
        if self.index.first_year != self.price_level.year + 1:
            raise expected("att index börjar året efter prisnivåns år")
        if not self.term.start <= self.term.end <= self.term.longest:
            raise expected("att giltighet.fran ≤ till ≤ langst_till")
        if self.term.longest > self.term.end and not self.term.extension_months:
            raise expected("forlangs_manader större än 0 när avtalet kan förlängas")
        if self.term.start.year < self.price_level.year:
            raise expected("att avtalet inte börjar före prisnivåns år")
        return self

    @cached_property
    def by_code(self) -> dict[str, Party]:
        """The parties by code."""
        return {party.code: party for party in self.parties}

    def cite(self, clause: str) -> str:
        """Return a clause with the agreement's reference number: ``RUN/387/2023 §7``."""
        return f"{self.reference} {clause}"

    def contribution_of(self, code: str) -> Contribution:
        """Return the contribution a party pays in."""
        return next(item for item in self.contributions if code in item.payers)
