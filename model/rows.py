"""A row of a series: one published or assumed value, with the provenance that no value can stand without."""

import datetime as dt

from pydantic import Field

from model.exact import RATE_SCALE
from model.fields import Count, Date, MunicipalityCode, Name, OptionalName, Percent, StatusField, Typed, Year

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


def population_key(row: PopulationRow) -> tuple[str, dt.date, bool, dt.date]:
    """Return what must differ between two rows of a population file."""
    return row.code, row.reference_date, row.stands_in, row.published


POPULATION_KEY, INDEX_KEY = "kommun, datum och publicerad", "ar och publicerad"
"""The keys of the two series in words."""


class IndexRow(Row):
    """The index change of a year on the year before, in per cent."""

    year: Year = Field(alias="ar")
    percent: Percent = Field(alias="procent")

    @property
    def rate(self) -> int:
        """The change in units of 1 / `model.exact.RATE_SCALE`."""
        return int(self.percent * RATE_SCALE / 100)


def index_key(row: IndexRow) -> tuple[int, dt.date]:
    """Return what must differ between two rows of an index file."""
    return row.year, row.published
