"""A case: agreements and series as a scenario has them, which is what every amount is computed from.

RUN/387/2023 §10–11, RUN/350/2019 §3 and §9–10, RUN/357/2023 §7 say when an agreement is in force.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from model.agreements.agreement import Agreement
from model.agreements.in_force import bound_until, end_of_term, notice_deadline, term_ends, years_in_force
from model.agreements.keys import Missing
from model.scenarios.scenario import Scenario, Versions
from model.series.rows import PopulationRow
from model.series.series import Series
from model.shown import Shown


@dataclass(frozen=True, repr=False)
class Case(Shown):
    """Agreements and series as a scenario has them.

    Attributes
    ----------
    agreements : sequence of Agreement
        As agreed, without the scenario's terms.
    series : Series
        Population and index as the scenario has them, read at an as-of date.
    scenario : Scenario
        With everything it builds on.
    """

    agreements: Sequence[Agreement]
    series: Series
    scenario: Scenario
    _versions: dict[str, Versions] = field(init=False, default_factory=dict, repr=False, compare=False)
    _people: dict[tuple[object, ...], Sequence[PopulationRow]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def agreed(self, code: str) -> Agreement:
        """Return an agreement as agreed."""
        return next(each for each in self.agreements if each.id == code)

    def in_year(self, code: str, year: int) -> Agreement:
        """Return an agreement with the terms that the scenario has for a year; before it begins, its first."""
        if code not in self._versions:
            self._versions[code] = self.scenario.versions(self.agreed(code))
        found = self._versions[code]
        return found[max(bisect_right(found, year, key=itemgetter(0)) - 1, 0)][1]

    def spans(self, code: str, years: Iterable[int]) -> Iterator[tuple[Agreement, list[int]]]:
        """Yield each version of an agreement with those of the years that it holds for.

        Raises
        ------
        InputError
            If a change does not fit the agreement.
        """
        held: dict[int, tuple[Agreement, list[int]]] = {}
        for year in sorted(set(years)):
            version = self.in_year(code, year)
            held.setdefault(id(version), (version, []))[1].append(year)
        yield from held.values()

    def end(self, code: str) -> dt.date:
        """Return the day an agreement ends under the scenario's notices, or goes on to beyond its own end."""
        scenario = self.scenario
        going_on = [each.until for each in scenario.continuations if each.agreement == code]
        if going_on:
            return going_on[0]
        notices = [notice.date for notice in scenario.notices if notice.agreement == code]
        not_renewed = next((end.date for end in scenario.ends if end.agreement == code), None)
        return end_of_term(self.agreed(code), notices, not_renewed)

    def years(self, code: str) -> range:
        """Return the years an agreement is in force under the scenario."""
        return years_in_force(self.agreed(code), self.end(code))

    def in_force_because(self, code: str, year: int) -> str:
        """Return what it rests on, in words, that an agreement is in force as it is in a year.

        It rests on nothing more until the day that no notice can change any longer
        (`model.agreements.in_force.bound_until`); then the words are empty. Beyond that it rests on that nobody
        gives notice, or on the scenario: so does a year that the scenario's end cuts short (RUN/387/2023 §10–11,
        RUN/350/2019 §9–10).
        """
        agreement, end, told = self.agreed(code), self.end(code), list[str]()
        own, bound = term_ends(agreement)[-1], bound_until(agreement, self.series.as_of)
        notice = notice_deadline(agreement, bound)
        last = min(end, dt.date(year, 12, 31))
        if last > own:
            told.append(f"fortsätter till {end} i scenariot {self.scenario.name}")
        elif last > bound:
            provided = f"ingen säger upp det senast {notice}" if notice else "det förlängs"
            told.append(f"gäller efter {bound} bara om {provided}")
        if end < min(own, dt.date(year, 12, 31)):
            told.append(f"slutar {end} i scenariot {self.scenario.name}")
        return " och ".join(told)

    def people(
        self, codes: Sequence[str], date: dt.date, missing: Missing = Missing.STAND_IN
    ) -> Sequence[PopulationRow]:
        """Return municipalities' population rows for a key's date, as the key has it where one is missing.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        asked = (*codes, date, missing)
        if asked not in self._people:
            series = self.series.without_stand_ins() if missing is Missing.PROJECTION else self.series
            assert self.scenario.projection is not None  # a resolved scenario has one
            self._people[asked] = series.population_rows(codes, date, self.scenario.projection)
        return self._people[asked]

    def _line(self) -> str:
        return f"{len(self.agreements)} avtal per {self.series.as_of}, scenario {self.scenario.id}"
