"""A scenario: what is assumed beyond what is published and agreed.

A file says only what it changes; the rest comes from the scenarios it builds on (`model.scenarios.stacking`).
"""

from collections.abc import Mapping
from dataclasses import replace
from operator import attrgetter, itemgetter
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from model.agreements.agreed import Agreed, Versions
from model.fields import Date, Identifier, Name, OptionalName, Percent, Typed, Year, check_once, expected
from model.scenarios.assumed import AssumedIndex, AssumedPopulation, AssumedTerms, Continuation, Origin
from model.scenarios.spread import Simulation
from model.series.projection import Projection
from model.series.rows import LPIX
from model.series.series import Series

BASE = "bas"
"""The code of the scenario that is followed where none is named: the only one that is invoiced."""

ITEMS = {
    "people": ("code", "date"),
    "notices": ("agreement", "party"),
    "ends": ("agreement",),
    "continuations": ("agreement",),
    "outcomes": ("agreement", "year"),
}
"""The attributes of a scenario that are items, and what tells these apart."""


class GivenNotice(Typed):
    """A notice that a party gives on a date (RUN/387/2023 §11)."""

    agreement: Identifier = Field(alias="avtal")
    party: Identifier = Field(alias="part")
    date: Date = Field(alias="datum")
    why: OptionalName = Field(None, alias="varfor")


class GivenEnd(Typed):
    """An agreement that its parties do not extend after one of its terms (RUN/350/2019 §9)."""

    agreement: Identifier = Field(alias="avtal")
    date: Date = Field(alias="datum")
    why: OptionalName = Field(None, alias="varfor")


class AssumedOutcome(Typed):
    """A year's outcome as a share of its financing, so that what is settled can be seen (RUN/387/2023 §7)."""

    agreement: Identifier = Field(alias="avtal")
    year: Year = Field(alias="ar")
    percent: Percent = Field(alias="procent_av_finansiering")


class Scenario(Origin):
    """A named set of assumptions."""

    builds_on: Annotated[
        tuple[Identifier, ...], BeforeValidator(lambda told: (told,) if isinstance(told, str) else told)
    ] = Field((), alias="utgar_fran")
    projection: Projection | None = Field(None, alias="befolkning")
    people: tuple[AssumedPopulation, ...] = Field((), alias="folkmangd")
    lpix: AssumedIndex = Field(AssumedIndex(), alias="lpix")
    other_indices: dict[Name, AssumedIndex] = Field(default_factory=dict, alias="index")
    terms: tuple[AssumedTerms, ...] = Field((), alias="villkor")
    notices: tuple[GivenNotice, ...] = Field((), alias="uppsagningar")
    ends: tuple[GivenEnd, ...] = Field((), alias="forlangs_inte")
    continuations: tuple[Continuation, ...] = Field((), alias="fortsatter")
    outcomes: tuple[AssumedOutcome, ...] = Field((), alias="utfall")
    simulation: Simulation | None = Field(None, alias="simulering")

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        if not self.builds_on and self.projection is None:
            raise expected("befolkning, eller utgar_fran med ett scenario som säger det")
        if LPIX in self.other_indices:
            raise expected("det som antas om LPIX under nyckeln lpix, och bara andra index under index")
        return self

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for name, keys in ITEMS.items():
            items, listed = getattr(self, name), type(self).model_fields[name].alias or name
            words = [type(item).model_fields[key].alias or key for item in items[:1] for key in keys]
            check_once(enumerate(map(attrgetter(*keys), items)), " och ".join(words), listed)
        places = (
            (number, (terms.agreement, terms.first_year, *place))
            for number, terms in enumerate(self.terms)
            for place, _ in terms.one_by_one()
        )
        check_once(places, "avtal och fran som säger belopp, och en per nyckel", "villkor")
        return self

    @property
    def indices(self) -> dict[str, AssumedIndex]:
        """What is assumed of each index that something is assumed of, by the index's name."""
        told = {LPIX: self.lpix, **self.other_indices}
        return {name: assumed for name, assumed in told.items() if assumed != AssumedIndex()}

    def series(self, published: Series, municipalities: Mapping[str, str]) -> Series:
        """Return the series as published with what is assumed of them; municipalities are names by code."""
        indices, told = self.indices, self.provenance(published.as_of)
        rows = [row for row in published.index if row.index not in indices]
        for name, assumed in indices.items():
            rows += assumed.rows(name, published, self)
        people = [item.row(municipalities[item.code], told) for item in self.people]
        return replace(published, index=rows, assumed=people)

    def versions(self, agreed: Agreed) -> Versions:
        """Return an agreement with what is assumed of it, step by step, on top of each version that is agreed.

        Raises
        ------
        InputError
            If a change does not fit the agreement.
        """
        first, after = agreed.versions[0][0], agreed.last.term.end.year + 1
        steps: list[tuple[int, Continuation | AssumedTerms]]
        steps = [(after, each) for each in self.continuations if each.agreement == agreed.id]
        steps += [(each.first_year, each) for each in self.terms if each.agreement == agreed.id]
        steps = [(max(year, first), step) for year, step in sorted(steps, key=itemgetter(0))]
        found = []
        for year in sorted({*(year for year, _ in agreed.versions), *(year for year, _ in steps)}):
            version = terms = agreed.in_year(year)
            for step in (step for start, step in steps if start <= year):
                if isinstance(step, Continuation):
                    version = step.applied(version, self)
                else:
                    version = step.applied(version, terms, self)
            found.append((year, version))
        return found
