"""An agreement as data: its clauses (`model.agreements.clauses`) put together, and checked against each other.

Nothing here is about one agreement: a new one of the same kind is a new file.
"""

import datetime as dt
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from model.agreements.clauses import (
    AdditionRule,
    Billing,
    Contribution,
    CostPost,
    DisputeRule,
    Index,
    NoticeRule,
    Party,
    PriceLevel,
    SettlementRule,
    Term,
)
from model.agreements.decisions import DatedTerm
from model.fields import (
    Clause,
    Date,
    Identifier,
    Kronor,
    Name,
    StatusField,
    Typed,
    YesNo,
    check_once,
    expected,
    one_of,
)
from model.indicators import Indicator, MeetingRule


class Unit(StrEnum):
    """The smallest amount that the agreement reckons in."""

    KRONOR = "kronor"
    ORE = "öre"


class OwnReport(StrEnum):
    """How often an agreement asks for a report of its own, beside its part of the year's ekonomisk rapport."""

    YEARLY = "år"
    QUARTERLY = "kvartal"


class Agreement(Typed):
    """A cost-sharing agreement.

    `total` is the sum of the base amounts as the agreement itself states it, parties that joined later not
    counted; a file whose parts do not add up to it is refused, and so is one whose cost posts have budgets that
    do not. Without `index` the amounts stay in the price level's kronor (RUN/357/2023 bilaga 1). What is left of a
    year is carried over, or the issuer's. `decided` is what has been decided since (`model.agreements.agreed`).
    """

    id: Identifier = Field(alias="avtal")
    name: Name = Field(alias="namn")
    short: Name = Field(alias="kortnamn")
    reference: Name = Field(alias="diarienummer")
    status: StatusField
    source: Name = Field(alias="kalla")
    published: Date = Field(alias="publicerad")
    issuer: Identifier = Field(alias="utforare")
    price_level: PriceLevel = Field(alias="prisniva")
    index: Index | None = None
    unit: Annotated[Unit, one_of(Unit)] = Field(Unit.KRONOR, alias="raknas_i")
    total: Kronor = Field(alias="totalt")
    contributions: tuple[Contribution, ...] = Field(alias="bidrag", min_length=1)
    parties: tuple[Party, ...] = Field(alias="parter", min_length=1)
    term: Term = Field(alias="giltighet")
    notice: NoticeRule | None = Field(None, alias="uppsagning")
    billing: Billing | None = Field(None, alias="fakturering")
    settlement: SettlementRule | None = Field(None, alias="slutavrakning")
    rest_to_issuer: YesNo = Field(False, alias="rest_till_utforaren")
    dispute: DisputeRule | None = Field(None, alias="tvist")
    additions: tuple[AdditionRule, ...] = Field((), alias="tillagg")
    cost_posts: tuple[CostPost, ...] = Field((), alias="kostnadsposter")
    indicators: tuple[Indicator, ...] = Field((), alias="indikatorer")
    reports: tuple[Annotated[OwnReport, one_of(OwnReport)], ...] = Field((), alias="rapporter")
    reports_clause: Clause | None = Field(None, alias="rapporter_paragraf")
    advice_clause: Clause | None = Field(None, alias="radgivning_paragraf")
    meetings: tuple[MeetingRule, ...] = Field((), alias="moten")
    decided: tuple[DatedTerm, ...] = Field((), alias="_beslut")

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        check_once(enumerate(party.code for party in self.parties), "kod", "parter", "kod")
        for key, items in (
            ("bidrag", self.contributions),
            ("kostnadsposter", self.cost_posts),
            ("tillagg", self.additions),
            ("moten", self.meetings),
            ("indikatorer", self.indicators),
        ):
            check_once(enumerate(item.id for item in items), "kod", key, "kod")
        if {post.id for post in self.cost_posts} & {item.id for item in self.contributions}:
            raise expected("att ingen kostnadspost har samma kod som ett bidrag")
        return self

    @model_validator(mode="after")
    def _parties_pay(self) -> Self:
        payers = [code for contribution in self.contributions for code in contribution.payers]
        themselves = [party.code for party in self.parties if party.pays_through is None]
        through = [party.pays_through for party in self.parties if party.pays_through]
        through += [rule.payer for rule in self.additions if rule.payer]
        if sorted(payers) != sorted(themselves):
            raise expected("att varje part betalar i precis ett bidrag, och att varje betalare är en part")
        if not set(through) <= set(payers):
            raise expected("att betalar_genom och tilläggens betalare är parter som betalar i ett bidrag")
        return self

    @model_validator(mode="after")
    def _sums_agree(self) -> Self:
        original = [item.base_amount for item in self.contributions if item.joined is None]
        budgets = [post.budget for post in self.cost_posts if post.budget is not None]
        if sum(original) != self.total:
            raise expected("att bidragens basbelopp summerar till totalt")
        if budgets and (len(budgets) < len(self.cost_posts) or sum(budgets) != self.total):
            raise expected("att alla kostnadsposter har budget, och att den summerar till totalt")
        return self

    @model_validator(mode="after")
    def _years_agree(self) -> Self:
        if self.index and self.index.first_year != self.price_level.year + 1:
            raise expected("att index börjar året efter prisnivåns år")
        # Amounts that have been decided in the prices of a later year are paid from then on only.
        level = self.decision("prisniva.ar")
        since = level.start.year if level else 0
        if any(max(self.starts(item).year, since) < self.price_year(item) for item in self.contributions):
            raise expected("att ingen betalar före prisnivåns år")
        if any(self.starts(item) < self.term.start for item in self.contributions):
            raise expected("att ingen ansluter sig innan avtalet börjar")
        return self

    @cached_property
    def by_code(self) -> dict[str, Party]:
        """The parties by code."""
        return {party.code: party for party in self.parties}

    @property
    def scale(self) -> int:
        """How many of the agreement's units make a krona."""
        return 100 if self.unit is Unit.ORE else 1

    def cite(self, clause: str) -> str:
        """Return a clause with the agreement's reference number: ``RUN/387/2023 §7``."""
        return f"{self.reference} {clause}"

    def starts(self, contribution: Contribution) -> dt.date:
        """Return the first day a contribution is paid for."""
        return contribution.joined.start if contribution.joined else self.term.start

    def decision(self, *places: str) -> DatedTerm | None:
        """Return what was last decided of some places, of a part of one, or of what one is a part of."""
        wanted = [f"{place}." for place in places]
        own = [
            each
            for each in self.decided
            if any(f"{each.term}.".startswith(place) or place.startswith(f"{each.term}.") for place in wanted)
        ]
        return max(own, key=lambda each: each.start, default=None)

    def price_year(self, contribution: Contribution) -> int:
        """Return the year whose prices a contribution's base amount is in."""
        return contribution.joined.price_year if contribution.joined else self.price_level.year
