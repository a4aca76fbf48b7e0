"""What moves a party's cost: a step of each assumption at a time, and how much of the spread each driver explains.

A factor is an assumption and the step it is moved by, down and up; it is a small scenario on top of another. The
shares of variance are Sobol's: how much of the variance goes away when a driver is known (first order).
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from model.exact import half_up
from model.fields import Date, Identifier, Name, Points, Share, Typed, Year, expected, one_of
from model.money import Amount, size
from model.scenarios.assumed import AssumedIndex, AssumedPopulation, AssumedTerms
from model.scenarios.scenario import GivenEnd, GivenNotice, Scenario
from model.series.rows import LPIX
from model.uncertainty.simulation import ALL, Plan, amounts

SENSITIVITY_FILE = "kanslighet.yaml"


class Whose(StrEnum):
    """Whose population a step moves, seen from a party."""

    OWN = "egen"
    OTHERS = "andras"


class IndexStep(Typed):
    """Every year's change of an index from a year on, percentage points."""

    name: Name = Field(LPIX, alias="index")
    first_year: Year = Field(alias="fran")
    points: Points = Field(alias="procentenheter")

    def moved(self, scenario: Scenario, sign: int, last: int) -> dict[str, Any]:
        """Return a scenario's shocks with the step added to each of its years to the last, as another has them."""
        before = scenario.indices.get(self.name, AssumedIndex()).shocks
        years = range(self.first_year, last + 1)
        index = AssumedIndex(chock={year: before.get(year, Decimal(0)) + sign * self.points for year in years})
        return {"lpix": index} if self.name == LPIX else {"other_indices": {self.name: index}}


class PeopleStep(Typed):
    """A population on a date and what is projected from it, per cent."""

    whose: Annotated[Whose, one_of(Whose)] = Field(alias="vems")
    date: Date = Field(alias="datum")
    percent: Share = Field(alias="procent")

    def moved(self, sign: int, own: str, people: Mapping[str, int]) -> dict[str, Any]:
        """Return the populations of the date that the step moves, seen from a party, as a scenario has them."""
        share = 1 + sign * Fraction(self.percent) / 100
        return {
            "people": tuple(
                AssumedPopulation(kommunkod=code, datum=self.date, folkmangd=half_up(figure * share))
                for code, figure in people.items()
                if (code == own) == (self.whose is Whose.OWN)
            )
        }


class Step(Typed):
    """What is assumed at one end of a factor."""

    terms: tuple[AssumedTerms, ...] = Field((), alias="villkor")
    notices: tuple[GivenNotice, ...] = Field((), alias="uppsagningar")
    ends: tuple[GivenEnd, ...] = Field((), alias="forlangs_inte")


class Factor(Typed):
    """An assumption and its step; a factor with only one end, such as an agreement that stops, has only that."""

    id: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    step: Name = Field(alias="steg")
    index: IndexStep | None = Field(None, alias="lpix")
    people: PeopleStep | None = Field(None, alias="folkmangd")
    down: Step | None = Field(None, alias="ner")
    up: Step | None = Field(None, alias="upp")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [self.index, self.people, self.down or self.up]
        if sum(kind is not None for kind in kinds) != 1:
            raise expected("ett av lpix, folkmangd, eller ner och upp")
        return self

    def moved(
        self, scenario: Scenario, sign: int, last: int, own: str, people: Mapping[str, int]
    ) -> Scenario | None:
        """Return a scenario with the factor moved, on top of another; None where it has no such end.

        `sign` is −1 for down and 1 for up, `last` the last year that a step of an index reaches. A step of
        populations is seen from the party `own`; `people` are the municipalities' populations on its date.
        """
        if self.index:
            told = self.index.moved(scenario, sign, last)
        elif self.people:
            told = self.people.moved(sign, own, people)
        elif step := self.down if sign < 0 else self.up:
            told = dict(step)
        else:
            return None
        return Scenario.model_construct(
            id="steg",
            name=self.name,
            author=scenario.author,
            date=scenario.date,
            why=self.step,
            builds_on=tuple(scenario.id.split("+")),
            **told,
        )


class Factors(Typed):
    """All the factors."""

    factors: tuple[Factor, ...] = Field(alias="faktorer", min_length=1)


class Bar(NamedTuple):
    """A bar of a tornado: what a step of a factor changes the party's sum over the years by, None without it."""

    factor: Factor
    down: Amount | None
    up: Amount | None

    @property
    def width(self) -> Amount:
        """The larger change of the two, without its sign."""
        return max((size(change) for change in (self.down, self.up) if change is not None), default=0)


def tornado(
    scenario: Scenario,
    factors: Iterable[Factor],
    last: int,
    costs_of: Callable[[Scenario], dict[str, Amount]],
    people_on: Callable[[dt.date], Mapping[str, int]],
    seen_from: Collection[str] | None = None,
) -> dict[str, list[Bar]]:
    """Return, by party and `ALL`, the factors by how much a step of each moves what is paid: the largest first.

    Parameters
    ----------
    scenario : Scenario
        What the steps are taken from.
    last : int
        The last year that is paid for.
    costs_of : callable
        What each party pays under a scenario, by its code, and `ALL` together.
    people_on : callable
        Each municipality's population on a day, by its code.
    seen_from : collection of str, optional
        Only of these parties, and `ALL`: a step of a population is computed for each of them.
    """
    base = costs_of(scenario)
    shown = {part: cost for part, cost in base.items() if seen_from is None or part in (ALL, *seen_from)}

    def costs(factor: Factor, sign: int) -> Mapping[str, Amount]:
        """Return what each pays when a factor is moved; a step of a population is seen from each party."""
        people = people_on(factor.people.date) if factor.people else {}
        found = {
            part: costs_of(other)
            for part in people.keys() & shown.keys() or [ALL]
            if (other := factor.moved(scenario, sign, last, part, people))
        }
        return base | {part: own[part] for part, own in found.items()} if people else found.get(ALL, {})

    bars: dict[str, list[Bar]] = {part: [] for part in shown}
    for factor in factors:
        ends = [costs(factor, sign) for sign in (-1, 1)]
        for part, cost in shown.items():
            bars[part].append(Bar(factor, *(end[part] - cost if part in end else None for end in ends)))
    return {part: sorted(own, key=lambda bar: (-bar.width, bar.factor.id)) for part, own in bars.items()}


class Drivers(NamedTuple):
    """What explains the variance of a party's sum over the years: shares of 1, and what is left.

    What is left is interplay and error of estimation. `indices` are every index, since they stray alike.
    """

    indices: float
    own: float
    others: float
    rest: float


def variance_shares(plan: Plan, paths: int = 2048, seed: int = 1, *, apart: bool = True) -> dict[str, Drivers]:
    """Return how much of the variance of each party's sum over the years each driver explains, by party.

    A party whose cost does not vary is left out. `paths` are per driver, a power of two. Where populations are not
    told `apart`, which takes as many drivers as there are, all of them are others'.
    """
    from scipy.special import ndtri
    from scipy.stats import qmc, sobol_indices

    if not plan.draws:
        return {}
    index_years, _, key_years = plan.shape
    places = ["indices"] * index_years + [
        code if apart else "all" for code in plan.municipalities for _ in range(key_years)
    ]
    drivers = list(dict.fromkeys(places))
    # Given as `rng`, the same number would draw another sequence.
    one, other = np.split(ndtri(qmc.Sobol(2 * plan.draws, seed=seed).random(paths)).T, 2)
    crossed = [np.where(np.array(places)[:, None] == driver, other, one) for driver in drivers]
    costs = amounts(plan, np.hstack([one, other, *crossed])).sum(axis=1, dtype=np.float64)
    first, second, *each = np.split(costs, 2 + len(drivers), axis=1)
    told = sobol_indices(func={"f_A": first, "f_B": second, "f_AB": np.array(each)}, n=paths).first_order
    found = {}
    for part, own_costs, row in zip(plan.parties, costs, told.tolist(), strict=True):
        if np.ptp(own_costs):
            shares = dict(zip(drivers, row, strict=True))
            indices, own = shares.pop("indices", 0.0), shares.pop(part, 0.0)
            others = sum(shares.values())
            found[part] = Drivers(indices, own, others, 1 - indices - own - others)
    return found
