"""An agreement through time: what it said first, and every term that has been decided since."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from model.agreements.agreement import Agreement
from model.agreements.clauses import Party
from model.agreements.decisions import DatedTerm, Decision
from model.agreements.terms import changed, decided
from model.shown import Shown

Versions = list[tuple[int, Agreement]]
"""An agreement through time: from which year, and the terms from then on, in order."""


def version_in(versions: Versions, year: int) -> Agreement:
    """Return the version that holds in a year; before the first, that one."""
    return versions[max(bisect_right(versions, year, key=itemgetter(0)) - 1, 0)][1]


@dataclass(frozen=True, repr=False)
class Agreed(Shown):
    """An agreement and the decisions that have changed it.

    Attributes
    ----------
    first : Agreement
        As it was made: with the terms that hold until a decision says otherwise.
    terms : sequence of DatedTerm
        What has been decided since.
    otherwise : mapping of str
        Terms that are to be others in every year, whatever is decided (`model.agreements.terms.changed`).
    """

    first: Agreement
    terms: tuple[DatedTerm, ...] = ()
    otherwise: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The agreement's code, which no decision changes."""
        return self.first.id

    @cached_property
    def versions(self) -> Versions:
        """The agreement as it is from each year on that something is decided from, each checked as a whole.

        Raises
        ------
        InputError
            If one does not hold together.
        """
        held, found = dict[str, DatedTerm](), [(self.first.term.start.year, self.first)]
        for start, terms in groupby(sorted(self.terms, key=attrgetter("start")), key=attrgetter("start")):
            for new in terms:
                over = [place for place in held if f"{place}.".startswith(f"{new.term}.")]
                held = {place: old for place, old in held.items() if place not in over} | {new.term: new}
            found.append((start.year, decided(self.first, list(held.values()))))
        return [(year, changed(each, self.otherwise)) for year, each in found] if self.otherwise else found

    @property
    def every(self) -> list[Agreement]:
        """Every version, in order."""
        return [version for _, version in self.versions]

    @property
    def last(self) -> Agreement:
        """The last version."""
        return self.versions[-1][1]

    @property
    def spans(self) -> Iterator[tuple[Agreement, dt.date, dt.date]]:
        """Every version, with the first and the last day that it is in force."""
        starts = [dt.date.min, *(dt.date(year, 1, 1) for year, _ in self.versions[1:])]
        ends = [*(start - dt.timedelta(days=1) for start in starts[1:]), dt.date.max]
        return zip(self.every, starts, ends, strict=True)

    @property
    def decisions(self) -> list[Decision]:
        """The decisions, each once, by their day."""
        return sorted(dict.fromkeys(each.decision for each in self.terms), key=attrgetter("date"))

    def in_year(self, year: int) -> Agreement:
        """Return the agreement with the terms of a year; before it begins, its first."""
        return version_in(self.versions, year)

    def party(self, code: str) -> Party | None:
        """Return a party of any of the versions, as the last of them that has it says."""
        return next((each.by_code[code] for each in reversed(self.every) if code in each.by_code), None)

    def known(self, as_of: dt.date) -> "Agreed":
        """Return it as known on a day: with what had been decided by then."""
        terms = tuple(each for each in self.terms if each.decision.date <= as_of)
        return self if len(terms) == len(self.terms) else replace(self, terms=terms)

    def without(self, decision: Decision) -> "Agreed":
        """Return it as it would be if one decision had not been made."""
        return replace(self, terms=tuple(each for each in self.terms if each.decision != decision))

    def _line(self) -> str:
        return f"{self.id}, {len(self.versions)} lydelser"
