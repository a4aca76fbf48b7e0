"""The clauses an agreement is made of: parties, contributions and their keys, term, billing, settlement.

The attributes are English, the keys of the YAML file Swedish (`alias`), and each carries its paragraph.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from model.agreements.keys import Key
from model.fields import (
    Clause,
    Date,
    Days,
    Identifier,
    Kronor,
    Limit,
    Month,
    Months,
    MunicipalityCode,
    Name,
    OptionalName,
    StatusField,
    Typed,
    Year,
    YesNo,
    expected,
    one_of,
)
from model.status import Status


class Party(Typed):
    """A party. Its code is SCB's for a municipality, else one of our own (``region_jh``).

    A housing company belongs to a municipality (RUN/350/2019 §1): it pays, but the municipality's population is
    the key. A party that pays through another, as through a joint pot, has no amount of its own. A pot is no legal
    person: what it bears is transferred in the books of the one that invoices, and nobody is sent an invoice.
    Municipalities that have merged are one: until it has a figure of its own, its population is the sum of theirs.
    """

    code: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    short: Name = Field(alias="kortnamn")
    belongs_to: Identifier | None = Field(None, alias="hor_till")
    pays_through: Identifier | None = Field(None, alias="betalar_genom")
    merged_of: tuple[MunicipalityCode, ...] = Field((), alias="sammanslagen_av")
    legal_person: YesNo = Field(True, alias="juridisk_person")
    reference: OptionalName = Field(None, alias="fakturareferens")

    @property
    def owner(self) -> str:
        """The code of the party it belongs to, else its own: whose population is the key."""
        return self.belongs_to or self.code


class Joining(Typed):
    """From when a party that joined later pays, and in which year's prices its amount is (RUN/350/2019 §8)."""

    start: Date = Field(alias="fran")
    price_year: Year = Field(alias="prisniva")


class Contribution(Typed):
    """What a group of parties owes together each year: the unit that is indexed, rounded once, and split.

    One that is `external` comes from outside the parties and is not invoiced by the agreement: it is followed as
    the income that is booked (RUN/357/2023 bilaga 1).
    A base amount that the agreement does not state has a status of its own and a note that says so.
    """

    id: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    base_amount: Kronor = Field(alias="basbelopp")
    payers: tuple[Identifier, ...] = Field(alias="betalare", min_length=1)
    key: Key = Field(alias="nyckel")
    clause: Clause = Field(alias="paragraf")
    joined: Joining | None = Field(None, alias="ansluten")
    external: YesNo = Field(False, alias="externt")
    status: StatusField = Field(Status.FIXED)
    note: OptionalName = Field(None, alias="anmarkning")

    @model_validator(mode="after")
    def _shares_of_payers(self) -> Self:
        if self.key.shares and set(self.key.shares) != set(self.payers):
            raise expected("en andel för varje betalare i nyckeln")
        return self


class PriceLevel(Typed):
    """The year whose prices the base amounts are in (RUN/387/2023 §7)."""

    year: Year = Field(alias="ar")
    clause: Clause = Field(alias="paragraf")


class Rounding(StrEnum):
    """When the indexed amount becomes whole kronor: once at the end, or each year before the next is indexed."""

    LAST = "sist"
    YEARLY = "arligen"


class Negative(StrEnum):
    """What a negative change does: lowers the amount, or leaves it."""

    LOWERS = "sanker"
    LEAVES = "lamnar"


class Index(Typed):
    """The index that moves the amounts, and the first year it does (RUN/387/2023 §7)."""

    name: Name = Field(alias="namn")
    first_year: Year = Field(alias="fran")
    rounding: Annotated[Rounding, one_of(Rounding)] = Field(Rounding.LAST, alias="avrundas")
    negative: Annotated[Negative, one_of(Negative)] = Field(Negative.LOWERS, alias="negativt")
    clause: Clause = Field(alias="paragraf")


class PartYear(StrEnum):
    """How a part of a year is counted: by whole months, or by days."""

    MONTHS = "manader"
    DAYS = "dagar"


class Term(Typed):
    """From when to when the agreement holds, and how it is extended (RUN/387/2023 §10, RUN/350/2019 §3 and §9).

    Without `extension_months` it ends with its first term (RUN/357/2023 §7). Without `longest` it is extended
    for as long as nobody gives notice, and `last_year` says how far the model goes.
    """

    start: Date = Field(alias="fran")
    end: Date = Field(alias="till")
    extension_months: Months = Field(0, alias="forlangs_manader")
    longest: Date | None = Field(None, alias="langst_till")
    last_year: Year | None = Field(None, alias="raknas_till")
    part_year: Annotated[PartYear, one_of(PartYear)] = Field(PartYear.MONTHS, alias="delar_av_ar")
    clause: Clause = Field(alias="paragraf")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if not self.start <= self.end <= (self.longest or self.end):
            raise expected("att fran ≤ till ≤ langst_till")
        if self.extension_months and (self.longest is None) == (self.last_year is None):
            raise expected("langst_till eller, för ett avtal utan bortre gräns, raknas_till")
        if not self.extension_months and (self.longest or self.end) > self.end:
            raise expected("forlangs_manader större än 0 när avtalet kan förlängas")
        if self.last_year and self.last_year < self.end.year:
            raise expected("raknas_till tidigast det år då första perioden slutar")
        return self

    def parts_in_force(self, start: dt.date, end: dt.date, year: int, months: int) -> tuple[int, int]:
        """Return how much of a year lies from one day to another, and of how much: months or days."""
        if self.part_year is PartYear.MONTHS:
            return months, 12
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        return (min(end, last) - max(start, first)).days + 1, (last - first).days + 1


class NoticeRule(Typed):
    """How long before a term's end a notice is given, and whether it calls for a proposal (RUN/387/2023 §11)."""

    months: Months = Field(alias="manader_fore")
    projects: YesNo = Field(False, alias="projekt")
    clause: Clause = Field(alias="paragraf")


class Billing(Typed):
    """The months in which a year's amount is invoiced, in as many parts (RUN/387/2023 §7, RUN/350/2019 §8).

    The parts pay for equally long periods of the year, in order: with ``[3, 9]`` January to June is invoiced in
    March. `in_advance` has each part paid before its period begins instead; the months are then those that the
    periods begin in. `days` is the time to pay, which neither agreement states.
    """

    months: tuple[Month, ...] = Field(alias="manader", min_length=1)
    in_advance: YesNo = Field(False, alias="i_forskott")
    days: Days = Field(alias="betalas_inom_dagar")
    clause: Clause = Field(alias="paragraf")

    @model_validator(mode="after")
    def _equal_periods(self) -> Self:
        if len(set(self.months)) < len(self.months) or 12 % len(self.months):
            raise expected("1, 2, 3, 4, 6 eller 12 olika månader i manader, så att delarna blir lika långa")
        if self.in_advance and sorted(self.months) != self.first_months:
            told = f"manader: {self.first_months} med i_forskott: ja"
            raise expected(f"{told}, månaderna då delarna av året börjar")
        return self

    @property
    def length(self) -> int:
        """How many months each part pays for."""
        return 12 // len(self.months)

    @property
    def first_months(self) -> list[int]:
        """The first month that each part pays for."""
        return list(range(1, 13, self.length))

    def sent(self, part: int, year: int, first: int) -> dt.date:
        """Return the date of an invoice: the first of its month; in advance, so that it is due before the period.

        Parameters
        ----------
        part : int
            Which of the year's, from 0.
        year, first : int
            The year that it pays for, and the first month of it in force: nothing is invoiced for earlier months,
            and not before it unless in advance.
        """
        date = dt.date(year, max(sorted(self.months)[part], first), 1)
        return date - dt.timedelta(days=self.days + 1) if self.in_advance else date


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

    limit_percent: Limit = Field(alias="grans_procent")
    denominator: Annotated[Denominator, one_of(Denominator)] = Field(alias="namnare")
    extent: Annotated[Extent, one_of(Extent)] = Field(alias="omfattning")
    month: Month = Field(alias="faktureras_manad")
    clause: Clause = Field(alias="paragraf")

    def sent(self, year: int) -> dt.date:
        """Return the date on which a year's settlement is invoiced: the first of its month of the year after."""
        return dt.date(year + 1, self.month, 1)


class CostPost(Typed):
    """A line of the cost that the financing covers (RUN/387/2023 §7, RUN/357/2023 bilaga 1)."""

    id: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    budget: Kronor | None = Field(None, alias="budget")


class DisputeRule(Typed):
    """How much of the compensation for a disputed part may be withheld at most (RUN/350/2019 §11)."""

    highest_percent: Limit = Field(alias="hogst_procent")
    clause: Clause = Field(alias="paragraf")


class AdditionRule(Typed):
    """A cost beside the financing, and who bears it (RUN/357/2023 §4): a named party, or whoever orders it."""

    id: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    payer: Identifier | None = Field(None, alias="betalare")
    days: Days = Field(alias="betalas_inom_dagar")
    clause: Clause = Field(alias="paragraf")
