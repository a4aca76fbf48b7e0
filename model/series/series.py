"""The two series a computation rests on, population and index, read at an as-of date.

Several rows may tell of the same year: they are vintages, and a run uses the one known on its as-of date.
Nothing is filled in: a year without a row is an error, and a population beyond the last figure exists only by
the projection that the scenario names.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from model.errors import Fault, InputError
from model.series.projection import Method, Projection, constant, given, growth, trend
from model.series.rows import INDEX_FILE, POPULATION_FILE, IndexRow, PopulationRow, SeriesRow
from model.shown import Shown


@dataclass(frozen=True, repr=False)
class Series(Shown):
    """The rows of both series as they stand in the inputs, and the as-of date they are read at.

    `assumed` are populations that a scenario puts in place of what is published or projected.
    """

    population: Sequence[PopulationRow]
    index: Sequence[IndexRow]
    as_of: dt.date
    assumed: Sequence[PopulationRow] = ()

    def without_stand_ins(self) -> "Series":
        """Return the series with only the figures that are for their own date."""
        return replace(self, population=[row for row in self.population if not row.stands_in])

    def index_row(self, name: str, year: int) -> IndexRow:
        """Return the row of an index and a year that was known on the as-of date.

        Raises
        ------
        InputError
            If there is none.
        """
        own = [row for row in self.index if row.index == name]
        known = [row for row in own if row.year == year and row.published <= self.as_of]
        if not own:
            there = ", ".join(dict.fromkeys(row.index for row in self.index)) or None
            expected = f"rader för {name}, det index som ett avtal räknas upp med"
            raise InputError(Fault(INDEX_FILE, expected, there, column="index"))
        if not known:
            near = max(own, key=lambda row: (row.year == year, row.year))
            expected = f"en rad för {name} {year} publicerad senast {self.as_of}; slå upp det beslutade värdet "
            expected += f"(för {near.year}: {near.replaces or near.source}), eller för in ett antagande så länge"
            raise InputError(Fault(INDEX_FILE, expected, column="ar"))
        return preferred(known)

    def has_figure(self, code: str, date: dt.date, projection: Projection) -> bool:
        """Whether a municipality has a figure of its own for a date, or for the same day of a year before it."""
        known = [row for row in (*self.population, *projection.rows) if row.published <= self.as_of]
        days = [row.reference_date for row in (*self.assumed, *known) if row.code == code]
        return any(day <= date and (day.month, day.day) == (date.month, date.day) for day in days)

    def figures(self, code: str) -> list[PopulationRow]:
        """Return a municipality's figures that were known on the as-of date, one for each date, in order.

        Of several for one date it is the one that is used; what a scenario assumes stands instead of any other.
        """
        known = [row for (own, *_), rows in self._known.items() if own == code for row in rows]
        dates = {row.reference_date for row in known}
        found = {date: self._figure(known, code, date) for date in dates}
        found |= {row.reference_date: row for row in self.assumed if row.code == code}
        return [found[date] for date in sorted(found)]

    def population_rows(self, codes: Sequence[str], date: dt.date, projection: Projection) -> list[PopulationRow]:
        """Return the figure of each municipality for a reference date, projected if it lies beyond the last.

        The last date is common to all the municipalities: if one of them has a published figure for a date, all
        must. What is a forecast or an assumption beyond that is its own municipality's alone. A figure that the
        scenario assumes stands instead of any other, and what is projected goes on from the latest.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        same_day = {code: self._known.get((code, date.month, date.day), []) for code in codes}
        every = [row for rows in same_day.values() for row in rows]
        published = [row for row in every if not row.status.uncertain] or every
        last = max((row.reference_date for row in published), default=date)
        return [self._population(same_day[code], code, min(date, last), date, projection) for code in codes]

    @cached_property
    def _known(self) -> dict[tuple[str, int, int], list[PopulationRow]]:
        """The rows that were known on the as-of date, by municipality and the month and day they are used for."""
        found = dict[tuple[str, int, int], list[PopulationRow]]()
        for row in self.population:
            if row.published <= self.as_of:
                day = row.reference_date
                found.setdefault((row.code, day.month, day.day), []).append(row)
        return found

    def _population(
        self, rows: Sequence[PopulationRow], code: str, last: dt.date, date: dt.date, projection: Projection
    ) -> PopulationRow:
        """Return a municipality's figure for a date, of its rows, where the last common figure is for `last`."""
        own = [row for row in self.assumed if row.code == code and last <= row.date <= date]
        assumed = max(own, key=lambda row: row.date, default=None)
        if assumed and assumed.date == date:
            return assumed
        if date > last and projection.method is Method.GIVEN:
            known = [row for row in projection.rows if row.published <= self.as_of]
            return given(self._figure(known, code, date, projection.file or ""))
        ahead = [day for row in rows if last < (day := row.reference_date) <= date]
        latest = max(ahead, default=last)
        start = assumed if assumed and assumed.date >= latest else self._figure(rows, code, latest)
        if start.reference_date == date:
            return start
        if projection.method is Method.GROWTH:
            return growth(start, date, projection)
        if projection.years is None:
            return constant(start, date, projection.label)
        first = self._figure(rows, code, last.replace(year=last.year - projection.years))
        return trend(first, self._figure(rows, code, last), start, date, projection)

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
        return preferred(known)

    def _line(self) -> str:
        return f"{len(self.population)} rader folkmängd och {len(self.index)} rader index per {self.as_of}"


AnyRow = TypeVar("AnyRow", bound=SeriesRow)


def preferred(rows: Iterable[AnyRow]) -> AnyRow:
    """Return the row that is used, of several for the same thing.

    Status first: a figure that somebody has published, decided or not, goes before a forecast, that before an
    assumption and that before an example. Then the figure for the right day before one that stands in for it,
    then the latest published.
    """
    return min(rows, key=lambda row: (row.status.place, row.stands_in, -row.published.toordinal()))
