"""What is reported beside money: projects, advice given for municipalities, and activities.

RUN/387/2023 §9 asks for the project portfolio, its appendix 2.2 for a half-yearly report of the advice to each
municipality that has given the mandate; RUN/350/2019 §7 and RUN/357/2023 §5 for follow-up of theirs.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from model.fields import (
    Clause,
    Count,
    Date,
    Identifier,
    Kronor,
    MunicipalityCode,
    Name,
    OptionalDate,
    OptionalDays,
    OptionalKronor,
    OptionalName,
    Reported,
    Year,
    YesNo,
    one_of,
    or_nothing,
)

PROJECT_FILE = "projekt.csv"
ACTIVITY_FILE = "aktiviteter.csv"
MANDATE_FILE = "radgivning/uppdrag.csv"
GRANT_FILE = "radgivning/bidrag.csv"
POST_FILE = "radgivning/tjanst.csv"
RECIPIENT_FILE = "mottagare.csv"
ADVICE_FIELD = "radgivning"
"""The field of activities of energy and climate advice; those of an agreement have its code."""


class Role(StrEnum):
    """The Energikontor's part in a project (RUN/387/2023 bilaga 2.1)."""

    OWNER = "projektägare"
    PARTNER = "projektpart"


class Phase(StrEnum):
    """How far a project has come."""

    APPLIED = "ansökt"
    GRANTED = "beviljat"
    RUNNING = "pågående"
    ENDED = "avslutat"


class Project(Reported):
    """A project of the portfolio; `advice` is set for energy and climate advice (EKR).

    `coordination` is set for that of the county's advice, which the state pays (RUN/387/2023 §4, by regulation
    2016:385). What is left empty is not known: nobody has published it.
    """

    same = ("id",)
    id: Name = Field(alias="projekt")
    name: Name = Field(alias="namn")
    funder: OptionalName = Field(alias="finansiar")
    role: Annotated[Role | None, or_nothing(one_of(Role))] = Field(alias="roll")
    budget: OptionalKronor = Field(alias="budget_kr")
    outcome: OptionalKronor = Field(alias="utfall_kr")
    start: OptionalDate = Field(alias="fran")
    end: OptionalDate = Field(alias="till")
    phase: Annotated[Phase | None, or_nothing(one_of(Phase))] = Field(alias="lage")
    advice: YesNo = Field(alias="ekr")
    coordination: YesNo = Field(False, alias="samordning")

    def outlives(self, end: dt.date) -> bool | None:
        """Whether it goes on when an agreement has ended (RUN/387/2023 §11); None where nobody has told."""
        if self.phase is Phase.ENDED:
            return False
        return None if self.end is None else self.end > end


def projects_of(projects: Iterable[Project], year: int) -> list[Project]:
    """Return the projects that run on any day of a year, or are decided to begin the year after.

    Where it is not known when one begins, or ends, it may have run then, and is with them.
    """
    return [
        item
        for item in projects
        if (item.start is None or item.start.year <= year + 1) and (item.end is None or item.end.year >= year)
    ]


class Period(StrEnum):
    """A quarter or a half of a year."""

    Q1 = "k1"
    Q2 = "k2"
    Q3 = "k3"
    Q4 = "k4"
    H1 = "h1"
    H2 = "h2"


def days_of(year: int, part: int, parts: int) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of a part of a year: of a quarter where there are 4, of a half where 2."""
    months = 12 // parts
    last = part * months
    return dt.date(year, last - months + 1, 1), dt.date(year, last, monthrange(year, last)[1])


class Activity(Reported):
    """What was planned and done in a period, for one municipality or (left empty) for all.

    `field` is ``radgivning`` or the code of the agreement that the activity belongs to.
    """

    same = ("field", "year", "period", "code", "name")
    field: Identifier = Field(alias="verksamhet")
    year: Year = Field(alias="ar")
    period: Annotated[Period, one_of(Period)] = Field(alias="period")
    code: OptionalName = Field(alias="kommunkod")
    name: Name = Field(alias="aktivitet")
    planned: Count = Field(alias="planerat")
    done: Count = Field(alias="genomfort")
    people: Count = Field(alias="deltagare")


class Mandate(Reported):
    """A municipality's mandate to give energy and climate advice for it (RUN/387/2023 §4 and §14)."""

    same = ("code", "start")
    code: MunicipalityCode = Field(alias="kommunkod")
    municipality: Name = Field(alias="kommun")
    start: Date = Field(alias="fran")
    end: OptionalDate = Field(alias="till")

    def holds(self, first: dt.date, last: dt.date) -> bool:
        """Whether the mandate holds on any day from one to another."""
        return self.start <= last and (self.end is None or self.end >= first)


class Grant(Reported):
    """The grant that is applied for on a municipality's behalf, a year (RUN/387/2023 bilaga 2.2)."""

    same = ("code", "year")
    code: MunicipalityCode = Field(alias="kommunkod")
    year: Year = Field(alias="ar")
    amount: Kronor = Field(alias="bidrag_kr")


class Post(Reported):
    """The half-time posts of a year: how many there are and what one costs (RUN/387/2023 bilaga 2.2)."""

    same = ("year",)
    year: Year = Field(alias="ar")
    count: Count = Field(alias="antal")
    cost: Kronor = Field(alias="kostnad_kr")


class ReportKind(StrEnum):
    """The reports, by the names of their notebooks."""

    ECONOMIC = "ekonomisk_rapport"
    MEETING = "motesunderlag"
    WHEEL = "arshjul"
    PORTFOLIO = "projektportfolj"
    NETWORK = "natverksrapport"
    INTERIM = "delarsrapport"
    QUARTER = "kvartalsrapport"
    HALF_YEAR = "halvarsrapport_radgivning"
    PARTY = "partsblad"
    SCENARIOS = "scenariorapport"
    QUALITY = "kvalitetslogg"


class Recipient(Reported):
    """A body that a report is to be sent to, never a person, by which clause of which agreement.

    `days` is how soon after the report's period, where somebody has said it.
    """

    same = ("body", "agreement", "report")
    body: Name = Field(alias="organ")
    agreement: Identifier = Field(alias="avtal")
    report: Annotated[ReportKind, one_of(ReportKind)] = Field(alias="rapport")
    days: OptionalDays = Field(None, alias="inom_dagar")
    clause: Clause = Field(alias="paragraf")


def activities_of(
    rows: Iterable[Activity], field: str, year: int, periods: Sequence[Period], code: str | None = None
) -> list[Activity]:
    """Return a field's activities in some periods of a year, for a municipality or (None) for all together."""
    wanted = [row for row in rows if (row.field, row.year, row.code) == (field, year, code)]
    return [row for row in wanted if row.period in periods]


@dataclass(frozen=True)
class Advice:
    """A year's advice: the mandates that hold, each one's grant, and the posts they pay for.

    Attributes
    ----------
    mandates : sequence of Mandate
        Ordered by municipality code.
    grants : mapping of str to Grant
        By municipality code; a mandate may lack one.
    post : Post or None
        None where the inputs say nothing of the year.
    """

    mandates: Sequence[Mandate]
    grants: dict[str, Grant]
    post: Post | None

    @property
    def granted(self) -> int:
        """The grants together, kronor."""
        return sum(grant.amount for grant in self.grants.values())

    @property
    def cost(self) -> int:
        """What the posts cost together, kronor."""
        return self.post.count * self.post.cost if self.post else 0


def mandates_of(mandates: Iterable[Mandate], first: dt.date, last: dt.date) -> list[Mandate]:
    """Return the mandates that hold on any day from one to another, by municipality code."""
    return sorted((item for item in mandates if item.holds(first, last)), key=lambda item: item.code)


def advice_of(mandates: Iterable[Mandate], grants: Iterable[Grant], posts: Iterable[Post], year: int) -> Advice:
    """Return a year's advice; a grant without a mandate is left out."""
    held = mandates_of(mandates, *days_of(year, 1, 1))
    codes = {item.code for item in held}
    given = {item.code: item for item in grants if item.year == year and item.code in codes}
    return Advice(held, given, next((item for item in posts if item.year == year), None))
