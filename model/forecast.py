"""The forecast of a year that is followed while it runs: what it will have come to when it ends, post by post.

Words: *prognos* is what the whole year comes to, not what is left of it. A figure that somebody has given for a
post is its forecast; a post without one goes on as it has gone in the whole months that are booked, its *takt*
(docs/tolkningar.md). Nothing is settled on a forecast: it says what a settlement would come to.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Any, Self

import pandas as pd
from dateutil.relativedelta import relativedelta
from pydantic import Field, WrapValidator, model_validator

from model.agreements.agreement import Agreement
from model.amounts.outcome import OTHER_INCOME, Entry, MappingLine, Outcome, gather, rounded
from model.exact import half_up
from model.fields import Identifier, Kronor, OptionalKronor, Reported, Year, expected
from model.shown import Shown, grouped
from model.status import Status, weakest

BUDGET_FILE, FORECAST_FILE = "budget.csv", "prognos.csv"

_PACE = 3
"""How many months in a row the slowest and the fastest pace are of: a quarter, for much is booked once in it."""


class Budget(Reported):
    """What a cost post may come to in a year, where the agreement itself states no budget for it."""

    same = ("agreement", "year", "post")
    agreement: Identifier = Field(alias="avtal")
    year: Year = Field(alias="ar")
    post: Identifier = Field(alias="kostnadspost")
    amount: Kronor = Field(alias="belopp_kr")


def _or_income(value: Any, read: Callable[[Any], str]) -> str:
    return OTHER_INCOME if str(value).strip().casefold() in (OTHER_INCOME, "andra intäkter") else read(value)


class ForecastLine(Reported):
    """What somebody reckons that a cost post comes to in a year, or that a contribution or others bring in."""

    same = ("agreement", "year", "post")
    agreement: Identifier = Field(alias="avtal")
    year: Year = Field(alias="ar")
    post: Annotated[Identifier, WrapValidator(_or_income)] = Field(alias="kostnadspost")
    amount: Kronor = Field(alias="helar_kr")
    lowest: OptionalKronor = Field(None, alias="lagst_kr")
    highest: OptionalKronor = Field(None, alias="hogst_kr")

    @property
    def taken(self) -> "ForecastLine":
        """The same as a cost below 0 where it is of other incomes, which lower what is to be covered."""
        if self.post != OTHER_INCOME:
            return self
        low, high = (None if value is None else -value for value in (self.highest, self.lowest))
        return self.model_copy(update={"amount": -self.amount, "lowest": low, "highest": high})

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lowest is not None and self.lowest > self.amount:
            raise expected("högst lika mycket som helar_kr, eller inget", "lagst_kr")
        if self.highest is not None and self.highest < self.amount:
            raise expected("minst lika mycket som helar_kr, eller inget", "hogst_kr")
        return self


@dataclass(frozen=True, repr=False)
class Forecast(Shown):
    """What a year is reckoned to come to.

    Attributes
    ----------
    year_end : Outcome
        Of the whole year; its status is `Status.FORECAST`, or weaker.
    whole : range
        The months that are wholly booked, which the pace is of.
    months : range
        The months of the year that are paid for.
    band : (int, int) or None
        The lowest and the highest total, whole kronor; None where too few months are booked to tell.
    lines : sequence of ForecastLine
        The forecasts that somebody has given.
    """

    year_end: Outcome
    whole: range
    months: range
    band: tuple[int, int] | None
    lines: Sequence[ForecastLine]

    @property
    def left(self) -> range:
        """The months that are not wholly booked."""
        return range(self.whole.stop, self.months.stop)

    @property
    def total(self) -> int:
        """What the contributions are to cover when the year ends, whole kronor."""
        return self.year_end.total

    def _line(self) -> str:
        return f"{grouped(self.total)} kr efter {len(self.whole)} av {len(self.months)} månader"


def whole_months(entries: Iterable[Entry], months: range, today: dt.date) -> range:
    """Return the first of a year's months that are wholly booked: that have ended, up to the last with an entry.

    One has ended when its last day is no later than today, or than what is booked.
    """
    days = [entry.date for entry in entries]
    if not days:
        return months[:0]
    last, now = max(days), max(today, *days)
    ended = 12 if now.year > last.year else now.month - ((now + relativedelta(days=1)).month == now.month)
    return range(months.start, max(min(last.month, ended, months[-1]) + 1, months.start))


def forecast(
    agreement: Agreement,
    entries: Sequence[Entry],
    mapping: Sequence[MappingLine],
    lines: Iterable[ForecastLine],
    whole: range,
    months: range,
) -> Forecast:
    """Return what a year is reckoned to come to when some of its months are wholly booked; at least one is.

    A post's pace is what it came to in those months. It goes on for the others, and the year is rounded once, half
    up; a forecast by pace never takes back anything that is booked.
    """
    given = {line.post: line.taken for line in lines}
    incomes, going_on = {item.id for item in agreement.contributions}, list[Entry]()

    def year_end(code: str, group: Sequence[Entry]) -> int:
        if line := given.get(code):
            return -line.amount if code in incomes else line.amount
        if code not in incomes:
            going_on.extend(group)
        pace, booked = _until(group, whole[-1]) / len(whole), rounded(code, group)
        goes_on = half_up(pace * len(months))
        return goes_on if (goes_on - booked) * goes_on > 0 else booked

    found = gather(agreement, entries, mapping, year_end)
    whole_year = replace(
        found,
        posts=_sourced(found.posts, given),
        incomes=_sourced(found.incomes, given),
        status=weakest([found.status, Status.FORECAST, *(line.status for line in given.values())]),
    )
    costs = [line for line in given.values() if line.post not in incomes]
    band = _band(found.total, costs, going_on, whole, months)
    return Forecast(whole_year, whole, months, band, [*given.values()])


def _sourced(rows: pd.DataFrame, given: Mapping[str, ForecastLine]) -> pd.DataFrame:
    """Return posts whose source is the forecast that is given for them, where one is."""
    codes = zip(rows.iloc[:, 0], rows["kalla"], strict=True)
    return rows.assign(kalla=[given[code].place if code in given else own for code, own in codes])


def _until(entries: Iterable[Entry], month: int) -> Fraction:
    """Return what is booked from the beginning of the year to the end of a month, exactly."""
    return sum((Fraction(entry.amount) for entry in entries if entry.date.month <= month), Fraction(0))


def _band(
    total: int, lines: Sequence[ForecastLine], going_on: Sequence[Entry], whole: range, months: range
) -> tuple[int, int] | None:
    """Return the lowest and the highest total: the given ones, and the slowest and fastest pace of the others."""
    low = sum(line.amount if line.lowest is None else line.lowest for line in lines)
    high = sum(line.amount if line.highest is None else line.highest for line in lines)
    if going_on:
        sums = [_until(going_on, month) for month in whole]
        paces = [
            (now - before) / _PACE for before, now in zip([Fraction(0), *sums], sums[_PACE - 1 :], strict=False)
        ]
        if len(paces) < 2:
            return None
        left = len(months) - len(whole)
        low += half_up(sums[-1] + left * min(paces))
        high += half_up(sums[-1] + left * max(paces))
    return min(low, total), max(high, total)
