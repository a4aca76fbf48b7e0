"""What moves a party's cost: a step of each assumption at a time, and how much of the spread each driver explains.

A factor is an assumption and the step it is moved by, down and up; it is a small scenario on top of another. The
shares of variance are Sobol's: how much of the variance goes away when a driver is known (first order).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Self

import numpy as np
from pydantic import Field, model_validator

from model.exact import half_up
from model.fields import Date, Identifier, Name, Points, Share, Typed, Year, expected, one_of
from model.kernel import IntArray
from model.scenarios.scenario import AssumedIndex, AssumedPopulation, AssumedTerms, GivenEnd, GivenNotice, Scenario
from model.series.rows import LPIX
from model.uncertainty.simulation import Plan, amounts

SENSITIVITY_FILE = "kanslighet.yaml"

LAST_YEAR = 2033
"""The last year that a step of the index reaches."""


class Whose(StrEnum):
    """Whose population a step moves, seen from a party."""

    OWN = "egen"
    OTHERS = "andras"


class IndexStep(Typed):
    """Every year's change of an index from a year on, percentage points."""

    name: Name = Field(LPIX, alias="index")
    first_year: Year = Field(alias="fran")
    points: Points = Field(alias="procentenheter")


class PeopleStep(Typed):
    """A population on a date and what is projected from it, per cent."""

    whose: Annotated[Whose, one_of(Whose)] = Field(alias="vems")
    date: Date = Field(alias="datum")
    percent: Share = Field(alias="procent")


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


class Factors(Typed):
    """All the factors."""

    factors: tuple[Factor, ...] = Field(alias="faktorer", min_length=1)


def moved(scenario: Scenario, factor: Factor, sign: int, own: str, people: Mapping[str, int]) -> Scenario | None:
    """Return a scenario that is another with one factor moved; None where the factor has no such end.

    Parameters
    ----------
    scenario : Scenario
        The one to build on.
    factor : Factor
        What is moved.
    sign : int
        −1 for down, 1 for up.
    own : str
        The party's code.
    people : mapping of str to int
        Each municipality's population on the date of the factor, where it moves populations.
    """
    step = factor.down if sign < 0 else factor.up
    if step is None and not (factor.index or factor.people):
        return None
    return Scenario.model_construct(
        id="steg",
        name=factor.name,
        author=scenario.author,
        date=scenario.date,
        why=factor.step,
        builds_on=tuple(scenario.id.split("+")),
        **(_index(scenario, factor.index, sign) if factor.index else {}),
        people=tuple(_people(factor.people, sign, own, people)) if factor.people else (),
        terms=step.terms if step else (),
        notices=step.notices if step else (),
        ends=step.ends if step else (),
    )


def variance_shares(plan: Plan, paths: int = 2048, seed: int = 1) -> dict[str, dict[str, float]]:
    """Return how much of the variance of each party's sum over the years each driver explains.

    Parameters
    ----------
    plan : Plan
        What is simulated.
    paths : int
        Paths per driver, a power of two.
    seed : int
        Of the draws.

    Returns
    -------
    mapping of str to mapping of str to float
        By party, then by driver: ``lpix`` and each municipality's code. Shares of 1; what is left is interplay and
        error of estimation. A party whose cost does not vary is left out.
    """
    from SALib.sample import sobol

    index_years, _, key_years = plan.shape
    groups = ["lpix"] * index_years + [code for code in plan.municipalities for _ in range(key_years)]
    count = len(groups)
    problem: dict[str, Any] = {"num_vars": count, "names": [str(place) for place in range(count)]}
    problem |= {"groups": groups, "bounds": [[0, 1]] * count, "dists": ["norm"] * count}
    z = np.ascontiguousarray(sobol.sample(problem, paths, calc_second_order=False, seed=seed).T)
    totals = amounts(plan, z).sum(axis=1)
    vary = [place for place in range(len(plan.parties)) if np.ptp(totals[place])]
    return {list(plan.parties)[place]: _shares(problem, totals[place], seed) for place in vary}


def _shares(problem: Mapping[str, Any], costs: IntArray, seed: int) -> dict[str, float]:
    """Return the first-order indices of one party's costs, by driver."""
    from SALib.analyze import sobol

    scaled = (costs - costs.mean()) / costs.std()
    found = sobol.analyze(problem, scaled, calc_second_order=False, num_resamples=2, seed=seed)
    return dict(zip(dict.fromkeys(problem["groups"]), found["S1"].tolist(), strict=True))


def _index(scenario: Scenario, step: IndexStep, sign: int) -> dict[str, Any]:
    """Return the scenario's shocks with the step added to each of its years, as a scenario has them."""
    years = range(step.first_year, LAST_YEAR + 1)
    before = scenario.indices.get(step.name, AssumedIndex()).shocks
    moved = AssumedIndex(chock={year: before.get(year, Decimal(0)) + sign * step.points for year in years})
    return {"lpix": moved} if step.name == LPIX else {"other_indices": {step.name: moved}}


def _people(step: PeopleStep, sign: int, own: str, people: Mapping[str, int]) -> Iterator[AssumedPopulation]:
    """Yield the populations that the step moves."""
    share = 1 + sign * Fraction(step.percent) / 100
    for code, figure in people.items():
        if (code == own) == (step.whose is Whose.OWN):
            figure = half_up(figure * share)
            yield AssumedPopulation(kommunkod=code, datum=step.date, folkmangd=figure)
