"""The two series a computation rests on, population and index, with the provenance of every row.

A row is one published (or assumed) value. Several rows may tell of the same year: they are vintages, and a run
uses the one known on its as-of date. Nothing is filled in: a year without a row is an error, and a population
beyond the last figure exists only by the projection that the scenario names.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from model.errors import Fault, InputError
from model.fields import (
    Count,
    Date,
    MunicipalityCode,
    Name,
    OptionalName,
    Percent,
    StatusField,
    Typed,
    Year,
    expected,
    one_of,
)
from model.kernel import RATE_SCALE
from model.status import Status, weakest

POPULATION_FILE = "befolkning.csv"
INDEX_FILE = "lpix.csv"


class Row(Typed):
    """A value with its provenance: how sure, from where, known since when, in place of what, and read where."""

    status: StatusField
    source: Name = Field(alias="kalla")
    published: Date = Field(alias="publicerad")
    replaces: OptionalName = Field(alias="ersatter")
    note: OptionalName = Field(None, alias="anmarkning")
    place: str = Field("", alias="_plats")

    @property
    def line(self) -> str:
        """The line of the file that the row was read from."""
        return self.place.rpartition(" ")[2]


class PopulationRow(Row):
    """The population of a municipality on a date."""

    code: MunicipalityCode = Field(alias="kommunkod")
    municipality: Name = Field(alias="kommun")
    date: Date = Field(alias="datum")
    population: Count = Field(alias="folkmangd")
    method: str = Field("uppgift", alias="_metod")

    @property
    def reference_date(self) -> dt.date:
        """The date the figure is used for: the one it stands in for, else its own."""
        try:
            return dt.date.fromisoformat(self.replaces or "")
        except ValueError:
            return self.date

    @property
    def stands_in(self) -> bool:
        """Whether the figure is for another date than the one it is used for."""
        return self.reference_date != self.date


class IndexRow(Row):
    """The index change of a year on the year before, in per cent."""

    year: Year = Field(alias="ar")
    percent: Percent = Field(alias="procent")

    @property
    def rate(self) -> int:
        """The change in units of 1 / `model.kernel.RATE_SCALE`."""
        return int(self.percent * RATE_SCALE / 100)


class Method(StrEnum):
    """How the population goes on after the last figure.

    A municipality with 1 000 inhabitants in 2020 and 1 100 in 2025 has in 2030:
    """

    CONSTANT = "konstant"
    """1 100: as the last figure."""
    TREND = "trend"
    """1 210: the compound yearly growth over the last n years goes on (here n = 5)."""
    GIVEN = "given"
    """What a file of the same columns as befolkning.csv says, with its own status and source."""


class Projection(Typed):
    """Population beyond the last figure; one of the ways in `Method`."""

    method: Annotated[Method, one_of(Method)] = Field(alias="metod")
    years: Count | None = Field(None, alias="ar")
    file: OptionalName = Field(None, alias="fil")
    rows: tuple[PopulationRow, ...] = Field((), exclude=True, alias="_rader")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.method is Method.TREND) != (self.years is not None) or self.years == 0:
            raise expected("ar (minst 1) med metod: trend, och bara där")
        if (self.method is Method.GIVEN) != (self.file is not None):
            raise expected("fil med metod: given, och bara där")
        return self

    @property
    def label(self) -> str:
        """The method in words for a reader: ``trend över 5 år``."""
        return f"trend över {self.years} år" if self.method is Method.TREND else str(self.method)


@dataclass(frozen=True)
class Series:
    """The rows of both series as they stand in the inputs, and the as-of date they are read at."""

    population: Sequence[PopulationRow]
    index: Sequence[IndexRow]
    as_of: dt.date

    def index_row(self, year: int) -> IndexRow:
        """Return the index row of a year that was known on the as-of date.

        Raises
        ------
        InputError
            If there is none.
        """
        known = [row for row in self.index if row.year == year and row.published <= self.as_of]
        if not known:
            raise InputError(
                Fault(
                    INDEX_FILE,
                    f"en rad för {year} publicerad senast {self.as_of}; "
                    f"slå upp LPIX i Regionplan med budget {year}",
                    column="ar",
                )
            )
        return _latest(known)

    def population_rows(self, codes: Sequence[str], date: dt.date, projection: Projection) -> list[PopulationRow]:
        """Return the figure of each municipality for a reference date, projected if it lies beyond the last.

        The last date is common to all the municipalities: if one of them has a figure for a date, all must.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        same_day = [
            row
            for row in self.population
            if row.code in codes
            and row.published <= self.as_of
            and (row.reference_date.month, row.reference_date.day) == (date.month, date.day)
        ]
        last = max((row.reference_date for row in same_day), default=date)
        if date <= last:
            return [self._figure(same_day, code, date) for code in codes]
        if projection.method is Method.GIVEN:
            known = [row for row in projection.rows if row.published <= self.as_of]
            return [self._figure(known, code, date, projection.file or "") for code in codes]
        if projection.years is None:
            return [_constant(self._figure(same_day, code, last), date, projection.label) for code in codes]
        first = last.replace(year=last.year - projection.years)
        return [
            _trend(self._figure(same_day, code, first), self._figure(same_day, code, last), date, projection)
            for code in codes
        ]

    def _figure(
        self, rows: Iterable[PopulationRow], code: str, date: dt.date, file: str = POPULATION_FILE
    ) -> PopulationRow:
        known = [row for row in rows if row.code == code and row.reference_date == date]
        if not known:
            raise InputError(
                Fault(
                    file,
                    f"en rad för kommunkod {code} och {date} publicerad senast {self.as_of}, eller en rad för "
                    f"ett annat datum med {date} i kolumnen ersatter",
                    column="datum",
                )
            )
        return _latest([row for row in known if not row.stands_in] or known)


AnyRow = TypeVar("AnyRow", bound=Row)


def _latest(rows: Sequence[AnyRow]) -> AnyRow:
    """Return the latest published row; an assumption never displaces a figure that somebody has published."""
    published = [row for row in rows if not row.status.uncertain] or rows
    return max(published, key=lambda row: row.published)


def _constant(last: PopulationRow, date: dt.date, label: str) -> PopulationRow:
    return last.model_copy(
        update={
            "date": date,
            "replaces": None,
            "status": weakest([last.status, Status.ASSUMED]),
            "method": label,
            "source": f"oförändrad sedan {last.date}: {last.source}",
        }
    )


def _trend(first: PopulationRow, last: PopulationRow, date: dt.date, projection: Projection) -> PopulationRow:
    years = last.reference_date.year - first.reference_date.year
    ahead = date.year - last.reference_date.year
    if not first.population:
        raise InputError(Fault(first.place, "en folkmängd över 0 att räkna trend från", "0", column="folkmangd"))
    return last.model_copy(
        update={
            "date": date,
            "replaces": None,
            "population": compound(first.population, last.population, years, ahead),
            "status": weakest([first.status, last.status, Status.FORECAST]),
            "method": projection.label,
            "source": f"trend {first.date}–{last.date}: {last.source}",
            "place": f"{first.place} och {last.line}",
        }
    )


def compound(first: int, last: int, years: int, ahead: int) -> int:
    """Return last × (last / first)^(ahead / years), rounded half up, decided in whole numbers.

    Parameters
    ----------
    first, last : int
        Population at the beginning and the end of the observed years.
    years, ahead : int
        Observed years (1 or more) and years to go on.

    Raises
    ------
    ValueError
        If `first` is 0: there is no growth to go on with.
    """
    if first <= 0:
        raise ValueError("no growth can be told from a population of 0")
    # r is right when (2r − 1)/2 ≤ x < (2r + 1)/2, with x^years = last^(years + ahead) / first^ahead.
    power, divisor = last ** (years + ahead) * 2**years, first**ahead
    low, high = 0, 1
    while (2 * high + 1) ** years * divisor <= power:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        if (2 * middle + 1) ** years * divisor <= power:
            low = middle + 1
        else:
            high = middle
    return low
