"""A case: agreements and series as a scenario has them, which is what every amount is computed from.

RUN/387/2023 §10–11, RUN/350/2019 §3 and §9–10, RUN/357/2023 §7 say when an agreement is in force.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from model.agreements.agreed import Agreed, Versions, version_in
from model.agreements.agreement import Agreement
from model.agreements.clauses import Party
from model.agreements.events import Event, EventKind
from model.agreements.in_force import (
    bound_until,
    end_of_term,
    extended_to,
    notice_deadline,
    term_ends,
    years_in_force,
)
from model.agreements.keys import Missing
from model.scenarios.scenario import Scenario
from model.series.rows import PopulationRow, summed
from model.series.series import Series
from model.shown import Shown
from model.status import Status


@dataclass(frozen=True, repr=False)
class Case(Shown):
    """Agreements and series as a scenario has them.

    Attributes
    ----------
    agreements : sequence of Agreed
        As agreed and decided, as known on the as-of date, without the scenario's terms.
    series : Series
        Population and index as the scenario has them, read at an as-of date.
    scenario : Scenario
        With everything it builds on.
    events : sequence of Event
        The notices and extensions that had happened by the as-of date.
    """

    agreements: Sequence[Agreed]
    series: Series
    scenario: Scenario
    events: Sequence[Event] = ()
    _versions: dict[str, Versions] = field(init=False, default_factory=dict, repr=False, compare=False)
    _people: dict[tuple[object, ...], Sequence[PopulationRow]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def agreed(self, code: str) -> Agreed:
        """Return an agreement as agreed and decided."""
        return next(each for each in self.agreements if each.id == code)

    @property
    def every(self) -> list[Agreement]:
        """Every version of every agreement, without the scenario's terms."""
        return [version for agreed in self.agreements for version in agreed.every]

    def in_year(self, code: str, year: int) -> Agreement:
        """Return an agreement with the terms that the scenario has for a year; before it begins, its first."""
        if code not in self._versions:
            self._versions[code] = self.scenario.versions(self.agreed(code))
        return version_in(self._versions[code], year)

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

    def happened(self, code: str) -> tuple[list[Event], dt.date | None]:
        """Return the notices that have been given and not taken back, and the day the last extension is to."""
        own = [each for each in self.events if each.agreement == code]
        extended = max((each.date for each in own if each.kind is EventKind.EXTENSION), default=None)
        notices = [each for each in own if each.kind is EventKind.NOTICE]
        if extended is None:
            return notices, None
        return [each for each in notices if each.date > extended], extended_to(self.agreed(code), extended)

    def end(self, code: str) -> dt.date:
        """Return the day an agreement ends, by notices that have happened and the scenario's, or it goes on to."""
        scenario = self.scenario
        going_on = [each.until for each in scenario.continuations if each.agreement == code]
        if going_on:
            return going_on[0]
        notices = [notice.date for notice in scenario.notices if notice.agreement == code]
        given, extended = self.happened(code)
        notices += [notice.date for notice in given]
        not_renewed = next((end.date for end in scenario.ends if end.agreement == code), None)
        return max(end_of_term(self.agreed(code), notices, not_renewed), extended or dt.date.min)

    def bound_until(self, code: str) -> dt.date:
        """Return the last day that an agreement is in force whatever anybody does from the as-of date on."""
        bound, extended = bound_until(self.agreed(code), self.series.as_of), self.happened(code)[1]
        return max(bound, extended or bound)

    def years(self, code: str) -> range:
        """Return the years an agreement is in force under the scenario."""
        return years_in_force(self.agreed(code), self.end(code))

    def in_force_because(self, code: str, year: int) -> str:
        """Return what it rests on, in words, that an agreement is in force as it is in a year.

        It rests on nothing more until the day that no notice can change any longer (`bound_until`); then the words
        are empty. Beyond that it rests on that nobody gives notice, or on the scenario: so does a year that the
        scenario's end cuts short (RUN/387/2023 §10–11, RUN/350/2019 §9–10). A notice that has been given settles
        when it ends.
        """
        agreed, end, told = self.agreed(code), self.end(code), list[str]()
        own, bound = term_ends(agreed)[-1], self.bound_until(code)
        notice, given = notice_deadline(agreed, bound), self.happened(code)[0]
        last = min(end, dt.date(year, 12, 31))
        if last > own:
            told.append(f"fortsätter till {end} i scenariot {self.scenario.name}")
        elif last > bound:
            provided = f"ingen säger upp det senast {notice}" if notice else "det förlängs"
            told.append(f"gäller efter {bound} bara om {provided}")
        if end < min(own, dt.date(year, 12, 31)):
            if not given or end < end_of_term(agreed, [each.date for each in given]):
                told.append(f"slutar {end} i scenariot {self.scenario.name}")
            elif unsure := [each.place for each in given if each.status is not Status.FIXED]:
                told.append(f"slutar {end} enligt en uppsägning som är preliminär ({', '.join(unsure)})")
        return " och ".join(told)

    def people(
        self, codes: Sequence[str], date: dt.date, missing: Missing = Missing.STAND_IN
    ) -> Sequence[PopulationRow]:
        """Return municipalities' population rows for a key's date, as the key has it where one is missing.

        One that others have merged into has the sum of theirs until it has a figure of its own.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        asked = (*codes, date, missing)
        if asked not in self._people:
            self._people[asked] = self._found(codes, date, missing)
        return self._people[asked]

    def _found(self, codes: Sequence[str], date: dt.date, missing: Missing) -> list[PopulationRow]:
        series = self.series.without_stand_ins() if missing is Missing.PROJECTION else self.series
        projection = self.scenario.projection
        assert projection is not None  # a resolved scenario has one
        known = self.merged.items()
        merged = {code: party for code, party in known if not series.has_figure(code, date, projection)}
        parts = [merged[code].merged_of if code in merged else (code,) for code in codes]
        whole = [part for each in parts for part in each]
        rows = iter(series.population_rows(whole, date, projection))
        each_row = [[next(rows) for _ in each] for each in parts]
        return [
            summed(code, merged[code].short, own) if code in merged else own[0]
            for code, own in zip(codes, each_row, strict=True)
        ]

    @cached_property
    def merged(self) -> dict[str, Party]:
        """The parties that stand for municipalities that others have merged into, by these codes."""
        return {party.owner: party for each in self.every for party in each.parties if party.merged_of}

    def _line(self) -> str:
        return f"{len(self.agreements)} avtal per {self.series.as_of}, scenario {self.scenario.id}"
