"""What moves a party's cost most, and what its spread comes from."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from model.money import Amount, size
from model.scenarios.scenario import Scenario
from model.uncertainty.sensitivity import Factor, moved
from model.uncertainty.simulation import ALL


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
    costs_of: Callable[[Scenario], Mapping[str, Amount]],
    people_on: Callable[[dt.date], Mapping[str, int]],
) -> dict[str, list[Bar]]:
    """Return, by party and for all, the factors by how much a step of each moves what is paid.

    Parameters
    ----------
    scenario : Scenario
        What the steps are taken from.
    factors : iterable of Factor
        The steps.
    costs_of : callable
        What each party pays under a scenario, by its code, and all together, ``alla``.
    people_on : callable
        Each municipality's population on a day, by its code.

    Returns
    -------
    mapping of str to list of Bar
        By the party's code, ``alla`` for all; the factor that moves it most first.
    """
    base = costs_of(scenario)
    bars: dict[str, list[Bar]] = {part: [] for part in base}
    for factor in factors:
        people = people_on(factor.people.date) if factor.people else {}
        ends = [_moved_costs(scenario, factor, sign, base, costs_of, people) for sign in (-1, 1)]
        for part, cost in base.items():
            bars[part].append(Bar(factor, *(end[part] - cost if part in end else None for end in ends)))
    return {part: sorted(own, key=lambda bar: (-bar.width, bar.factor.id)) for part, own in bars.items()}


class Drivers(NamedTuple):
    """Shares of the variance of a party's sum over the years: 0 to 1, and what is left."""

    lpix: float
    own: float
    others: float
    rest: float


def drivers(shares: dict[str, float], part: str) -> Drivers:
    """Return what explains a party's variance, from the shares of each driver."""
    lpix, own = shares["lpix"], shares.get(part, 0.0)
    others = sum(share for code, share in shares.items() if code not in ("lpix", part))
    return Drivers(lpix, own, others, 1 - lpix - own - others)


def _moved_costs(
    scenario: Scenario,
    factor: Factor,
    sign: int,
    base: Mapping[str, Amount],
    costs_of: Callable[[Scenario], Mapping[str, Amount]],
    people: Mapping[str, int],
) -> dict[str, Amount]:
    """Return what each party pays when a factor is moved; a step of a population is seen from each party."""
    costs: dict[str, Amount] = {}
    for part in people or [ALL]:
        other = moved(scenario, factor, sign, part, people)
        if other is not None:
            found = costs_of(other)
            costs |= {part: found[part]} if people else found
    return {**base, **costs} if people else costs
