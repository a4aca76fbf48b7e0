"""Population beyond the last figure: constant, trend or given; which one always shows in the output."""

import datetime as dt
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from model.errors import Fault, InputError
from model.exact import compound, half_up
from model.fields import Identifier, OptionalName, Percent, Typed, Years, expected, one_of
from model.series.rows import PopulationRow
from model.status import Status, weakest


class Method(StrEnum):
    """How the population goes on after the last figure.

    A municipality with 1 000 inhabitants in 2020 and 1 100 in 2025 has in 2030:
    """

    CONSTANT = "konstant"
    """1 100: as the last figure."""
    TREND = "trend"
    """1 210: the compound yearly growth over the last n years goes on (here n = 5)."""
    GROWTH = "tillvaxt"
    """1 159 at 1,05 % a year: the last figure grows by so many per cent a year, municipality by municipality."""
    GIVEN = "given"
    """What a file of the same columns as befolkning.csv says, with its own status and source."""


class Projection(Typed):
    """Population beyond the last figure; one of the ways in `Method`."""

    method: Annotated[Method, one_of(Method)] = Field(alias="metod")
    years: Years | None = Field(None, alias="ar")
    percent: dict[Identifier, Percent] = Field(default_factory=dict, alias="procent")
    file: OptionalName = Field(None, alias="fil")
    rows: tuple[PopulationRow, ...] = Field((), exclude=True, alias="_rader")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.method is Method.TREND) != (self.years is not None) or self.years == 0:
            raise expected("ar (minst 1) med metod: trend, och bara där")
        if (self.method is Method.GROWTH) != bool(self.percent):
            raise expected("procent per kommunkod (eller ovriga) med metod: tillvaxt, och bara där")
        if (self.method is Method.GIVEN) != (self.file is not None):
            raise expected("fil med metod: given, och bara där")
        return self

    @property
    def label(self) -> str:
        """The method in words for a reader: ``trend över 5 år``."""
        if self.method is Method.GROWTH:
            return "tillväxt enligt scenariot"
        return f"trend över {self.years} år" if self.method is Method.TREND else str(self.method)


def constant(last: PopulationRow, date: dt.date, label: str) -> PopulationRow:
    """Return the last figure as it would be on a later date if nothing changed: an assumption, and says so."""
    return _assumed(last, date, label, f"oförändrad sedan {last.date}: {last.source}")


def trend(
    first: PopulationRow, last: PopulationRow, start: PopulationRow, date: dt.date, projection: Projection
) -> PopulationRow:
    """Return the figure of a later date if the growth from the first to the last goes on: an assumption.

    It goes on from `start`: the last figure itself, or a later one that the scenario assumes.

    Raises
    ------
    InputError
        If there is no growth to tell, because the first figure is 0.
    """
    years = last.reference_date.year - first.reference_date.year
    ahead = date.year - start.reference_date.year
    if not first.population:
        raise InputError(Fault(first.place, "en folkmängd över 0 att räkna trend från", "0", column="folkmangd"))
    figure = compound(first.population, last.population, years, ahead, start.population)
    source, place = f"trend {first.date}–{last.date}: {start.source}", f"{first.place} och {start.line}"
    return _assumed(start, date, projection.label, source, first, last, population=figure, place=place)


def growth(last: PopulationRow, date: dt.date, projection: Projection) -> PopulationRow:
    """Return the figure of a later date if the last grows by the scenario's per cent a year: an assumption.

    Raises
    ------
    InputError
        If the projection says nothing of the municipality.
    """
    percent = projection.percent.get(last.code, projection.percent.get("ovriga"))
    if percent is None:
        expected_text = f"en tillväxt för kommunkod {last.code}, eller för ovriga"
        raise InputError(Fault("scenariot", expected_text, column="befolkning.procent"))
    factor = (1 + Fraction(percent) / 100) ** (date.year - last.reference_date.year)
    source = f"{str(percent).replace('.', ',')} % om året från {last.date}: {last.source}"
    return _assumed(last, date, projection.label, source, population=half_up(last.population * factor))


def given(row: PopulationRow) -> PopulationRow:
    """Return the figure of a file that the scenario names: that it is so is the scenario's assumption."""
    return row.model_copy(update={"status": weakest([row.status, Status.ASSUMED])})


def _assumed(
    row: PopulationRow, date: dt.date, method: str, source: str, *others: PopulationRow, **values: object
) -> PopulationRow:
    """Return a figure carried on to a later date: an assumption, no surer than the rows that it is made of."""
    status = weakest([Status.ASSUMED, *(each.status for each in (row, *others))])
    told = {"date": date, "replaces": None, "status": status, "method": method, "source": source}
    return row.model_copy(update=told | values)
