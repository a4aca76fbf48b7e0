"""A row of a series: one published or assumed value, with the provenance that no value can stand without."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from model.exact import RATE_SCALE
from model.fields import (
    Count,
    Date,
    MunicipalityCode,
    Name,
    OptionalName,
    Percent,
    Placed,
    StatusField,
    Year,
    expected,
    optional_date,
    places,
)
from model.status import weakest

POPULATION_FILE = "befolkning.csv"
INDEX_FILE = "lpix.csv"
LPIX = "LPIX"
"""The index that is meant by the key ``lpix``, which a scenario, a step or a workbook changes it by."""


def _replaced_day(value: Any) -> dt.date | None:
    try:
        return optional_date(value)
    except PydanticCustomError as error:
        told = "den dag som siffran står i stället för, eller inget; annan text skrivs i anmarkning"
        raise expected(f"{error.message()}: {told}") from None


class SeriesRow(Placed):
    """A value with its provenance: how sure, from where, known since when, and read where."""

    status: StatusField
    source: Name = Field(alias="kalla")
    published: Date = Field(alias="publicerad")
    note: OptionalName = Field(None, alias="anmarkning")

    @property
    def stands_in(self) -> bool:
        """Whether the figure is for another thing than the one it is used for."""
        return False

    @property
    def checked(self) -> bool:
        """Whether somebody says, first in the note, that an unlikely value has been checked and is right."""
        return re.match("kontrollera[dt]", self.note or "", re.IGNORECASE) is not None


class PopulationRow(SeriesRow):
    """The population of a municipality on a date, perhaps in place of one on another date that it says."""

    code: MunicipalityCode = Field(alias="kommunkod")
    municipality: Name = Field(alias="kommun")
    date: Date = Field(alias="datum")
    population: Count = Field(alias="folkmangd")
    replaces: Annotated[dt.date | None, BeforeValidator(_replaced_day)] = Field(alias="ersatter")
    method: str = Field("uppgift", alias="_metod")

    @property
    def reference_date(self) -> dt.date:
        """The date the figure is used for: the one it stands in for, else its own."""
        return self.replaces or self.date

    @property
    def stands_in(self) -> bool:
        """Whether the figure is for another date than the one it is used for."""
        return self.reference_date != self.date


def population_key(row: PopulationRow) -> tuple[str, dt.date, bool, dt.date]:
    """Return what must differ between two rows of a population file."""
    return row.code, row.reference_date, row.stands_in, row.published


def summed(code: str, name: str, rows: Sequence[PopulationRow]) -> PopulationRow:
    """Return the population of a municipality that others have merged into: the sum of theirs."""
    parts = ", ".join(f"{row.municipality} {row.population}" for row in rows)
    like = next((row for row in rows if row.stands_in), rows[0])
    return like.model_copy(
        update={
            "code": code,
            "municipality": name,
            "population": sum(row.population for row in rows),
            "status": weakest(row.status for row in rows),
            "published": max(row.published for row in rows),
            "source": f"summan av {parts}: {'; '.join(dict.fromkeys(row.source for row in rows))}",
            "place": places(rows),
            "method": next((row.method for row in rows if row.method != "uppgift"), "uppgift"),
        }
    )


POPULATION_KEY, INDEX_KEY = "kommun, datum och publicerad", "index, ar och publicerad"
"""The keys of the two series in words."""


class IndexRow(SeriesRow):
    """The change of an index in a year on the year before, in per cent; in words, what it stands in for."""

    index: Name = Field(description="lägg till den, med indexets namn på varje rad, till exempel LPIX")
    year: Year = Field(alias="ar")
    percent: Percent = Field(alias="procent")
    replaces: OptionalName = Field(alias="ersatter")

    @property
    def rate(self) -> int:
        """The change in units of 1 / `model.exact.RATE_SCALE`."""
        return int(self.percent * RATE_SCALE / 100)


def index_key(row: IndexRow) -> tuple[str, int, dt.date]:
    """Return what must differ between two rows of an index file."""
    return row.index, row.year, row.published
