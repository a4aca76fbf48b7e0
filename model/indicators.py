"""What an agreement is followed by beside money: indicators, each against its target and before, and meetings.

Counts and shares only, never a person: a value is a number of the unit that the agreement says, and no column is
for a name (RUN/357/2023 §5, RUN/387/2023 §9, RUN/350/2019 §7). A period is a year, ``2024``, or a part of one: for
example ``2024-k3``, ``2024-t2`` or ``2024-h1``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, PlainSerializer

from model.fields import (
    Clause,
    Count,
    Identifier,
    Name,
    OptionalName,
    Reported,
    Typed,
    YesNo,
    expected,
    one_of,
    or_nothing,
    parse_decimal,
)

INDICATOR_FILE = "indikatorer.csv"

_PARTS = {"k": 4, "t": 3, "h": 2}
_PERIOD = re.compile(r"((?:19|20)\d\d)(?:-(?:k([1-4])|t([1-3])|h([12])))?", re.ASCII)


class Span(NamedTuple):
    """A year, or a part of it: the first of 1, the third of 4."""

    year: int
    part: int = 1
    parts: int = 1

    def __str__(self) -> str:
        kind = next((letter for letter, parts in _PARTS.items() if parts == self.parts), "")
        return f"{self.year}-{kind}{self.part}" if kind else str(self.year)

    @property
    def end(self) -> tuple[int, int]:
        """The year and the last month of it."""
        return self.year, 12 // self.parts * self.part


def _span(value: Any) -> Span:
    found = _PERIOD.fullmatch(str(value).strip().lower())
    if not found:
        raise expected("ett år som 2025, eller en del av ett: 2025-k1 till k4, 2025-t1 till t3, 2025-h1 eller h2")
    year, *parts = found.groups()
    told = [Span(int(year), int(part), 4 - place) for place, part in enumerate(parts) if part]
    return told[0] if told else Span(int(year))


def _quantity(value: Any) -> Decimal:
    number = parse_decimal(value)
    if not 0 <= number <= 10**10:
        raise expected("ett tal, 0 eller mer, till exempel 92,5")
    return number


_Quantity = Annotated[Decimal | None, or_nothing(BeforeValidator(_quantity))]


class Sense(StrEnum):
    """How a target is met: by at least so much, or by at most."""

    LEAST = "minst"
    MOST = "högst"


class MeetingRule(Typed):
    """How often a body meets at least (RUN/387/2023 bilaga 1.2), and the clause that the year is told it by."""

    id: Identifier = Field(alias="kod")
    body: Name = Field(alias="organ")
    per_year: Count = Field(0, alias="per_ar")
    clause: Clause = Field(alias="paragraf")
    reported: Clause | None = Field(None, alias="aterrapport")


class Indicator(Typed):
    """What an agreement is followed by; its target where the agreement itself states one.

    `reference` is set where another agreement's clause says it; `projects` where it is told with the projects.
    """

    id: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    unit: Name = Field(alias="enhet")
    sense: Annotated[Sense, one_of(Sense)] = Field(Sense.LEAST, alias="uppfylls")
    target: _Quantity = Field(None, alias="mal")
    projects: YesNo = Field(False, alias="projekt")
    reference: OptionalName = Field(None, alias="diarienummer")
    clause: Clause = Field(alias="paragraf")

    def aim(self, row: "IndicatorRow") -> Decimal | None:
        """Return the target of a row: its own, else the agreement's."""
        return self.target if row.target is None else row.target

    def met(self, outcome: Decimal | None, target: Decimal | None) -> bool | None:
        """Return whether an outcome meets a target; None where either is not known."""
        if outcome is None or target is None:
            return None
        return outcome >= target if self.sense is Sense.LEAST else outcome <= target


class IndicatorRow(Reported):
    """What an indicator was in a period, for one municipality or (left empty) for all together."""

    same = ("agreement", "indicator", "code", "period")
    agreement: Identifier = Field(alias="avtal")
    indicator: Identifier = Field(alias="indikator")
    code: OptionalName = Field(alias="kommunkod")
    period: Annotated[Span, BeforeValidator(_span), PlainSerializer(str)] = Field(alias="period")
    target: _Quantity = Field(alias="mal")
    outcome: _Quantity = Field(alias="utfall")
    unit: Name = Field(alias="enhet")


class Level(NamedTuple):
    """What an indicator was in a period, and was to be.

    Where no row is for all together it is how many of those who told met their target: `of` how many.
    """

    outcome: Decimal | None
    target: Decimal | None
    of: int = 0


@dataclass(frozen=True)
class Measure:
    """An indicator in a report: the last period that the report reaches, and those before of the same length.

    Attributes
    ----------
    levels : sequence of (Span, Level)
        The newest first; empty where nobody has told.
    rows : sequence of IndicatorRow
        Those that it rests on.
    """

    indicator: Indicator
    levels: Sequence[tuple[Span, Level]]
    rows: Sequence[IndicatorRow]

    @property
    def now(self) -> Level:
        """What it was in the last period."""
        return self.levels[0][1] if self.levels else Level(None, None)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where that is not known."""
        if self.now.of:
            return self.now.outcome == self.now.of
        return self.indicator.met(self.now.outcome, self.now.target)

    @property
    def share(self) -> Fraction | None:
        """How much of the target is reached; None where that is not known, or the target is nothing."""
        outcome, target = self.now.outcome, self.now.of or self.now.target
        return Fraction(outcome) / Fraction(target) if outcome is not None and target else None


def measures(indicators: Iterable[Indicator], rows: Iterable[IndicatorRow], until: Span) -> list[Measure]:
    """Return how far each indicator has come when a period ends, from the rows of one agreement.

    It is shown by its own row of the period, else by the last in the same year that ends no later; up to three
    periods of the same length stand with it.
    """
    every = list(rows)
    return [_measure(each, [row for row in every if row.indicator == each.id], until) for each in indicators]


def _measure(indicator: Indicator, rows: Sequence[IndicatorRow], until: Span) -> Measure:
    told = {row.period for row in rows if row.period.year == until.year and row.period.end <= until.end}
    if not told:
        return Measure(indicator, [], [])
    last = max(told, key=lambda span: (span == until, span.end, -span.parts))
    alike = {row.period for row in rows if row.period.parts == last.parts and row.period.end <= last.end}
    spans = sorted(alike, key=lambda span: span.end, reverse=True)[:4]
    levels = [(span, _level(indicator, [row for row in rows if row.period == span])) for span in spans]
    return Measure(indicator, levels, [row for row in rows if row.period in spans])


def _level(indicator: Indicator, rows: Sequence[IndicatorRow]) -> Level:
    """Return what the rows of a period say: the row for all together, else how many of the others met theirs."""
    whole = next((row for row in rows if row.code is None), None)
    if whole:
        return Level(whole.outcome, indicator.aim(whole))
    known = [met for row in rows if (met := indicator.met(row.outcome, indicator.aim(row))) is not None]
    return Level(Decimal(sum(known)), None, len(known)) if known else Level(None, None)
