"""What moves a party's cost most, and what its spread comes from: computed for a run, as rows to show."""

import datetime as dt
from typing import NamedTuple

from model.begin import Run
from model.comparison import accumulated, yearly
from model.money import Amount, exact, size
from model.outputs.scenario_text import YEARS
from model.sensitivity import Factor, moved
from model.simulation import ALL, Plan, plan


class Bar(NamedTuple):
    """A bar of a tornado: what a step of a factor changes the party's sum over the years by, None without it."""

    factor: Factor
    down: Amount | None
    up: Amount | None

    @property
    def width(self) -> Amount:
        """The larger change of the two, without its sign."""
        return max(size(change) for change in (self.down, self.up) if change is not None)


def tornado(run: Run, part: str) -> list[Bar]:
    """Return the factors by how much a step of each moves what a party pays over `YEARS`, the largest first.

    Parameters
    ----------
    run : Run
        Inputs and the scenario that the steps are taken from.
    part : str
        The party's code; ``alla`` for all.
    """
    base = _cost(run, part)
    bars = []
    for factor in run.inputs.factors:
        changes = []
        for sign in (-1, 1):
            scenario = moved(run.scenario, factor, sign, part, _people(run, factor))
            changes.append(None if scenario is None else _cost(run.under(scenario), part) - base)
        bars.append(Bar(factor, *changes))
    return sorted(bars, key=lambda bar: (-bar.width, bar.factor.id))


def _cost(run: Run, part: str) -> Amount:
    rows = accumulated(yearly(list(run.inputs.agreements.values()), run.series, run.scenario, YEARS))
    own = rows if part == ALL else rows[rows["part"] == part]
    return sum((exact(amount) for amount in own["netto_kr"]), start=0)


def _people(run: Run, factor: Factor) -> dict[str, int]:
    if factor.people is None or run.scenario.projection is None:
        return {}
    date: dt.date = factor.people.date
    rows = run.series.population_rows(list(run.inputs.municipalities), date, run.scenario.projection)
    return {row.code: row.population for row in rows}


def plan_of(run: Run) -> Plan:
    """Return the plan of a run's simulation over `YEARS`."""
    return plan(list(run.inputs.agreements.values()), run.series, run.scenario, YEARS)


class Drivers(NamedTuple):
    """Shares of the variance of a party's sum over the years: 0 to 1, and what is left."""

    lpix: float
    own: float
    others: float
    rest: float


def drivers(shares: dict[str, float], part: str) -> Drivers:
    """Return what explains a party's variance, from the shares of each driver (`model.sensitivity`)."""
    lpix, own = shares["lpix"], shares.get(part, 0.0)
    others = sum(share for code, share in shares.items() if code not in ("lpix", part))
    return Drivers(lpix, own, others, 1 - lpix - own - others)
