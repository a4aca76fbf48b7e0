"""What moves a party's cost most, and what its spread comes from: computed for a run, as rows to show."""

import datetime as dt
from typing import NamedTuple

from model.begin import Run
from model.comparison import accumulated, yearly
from model.money import Amount, exact, size, total
from model.plan import plan
from model.sensitivity import Factor, moved
from model.simulation import ALL, Plan


class Bar(NamedTuple):
    """A bar of a tornado: what a step of a factor changes the party's sum over the years by, None without it."""

    factor: Factor
    down: Amount | None
    up: Amount | None

    @property
    def width(self) -> Amount:
        """The larger change of the two, without its sign."""
        return max((size(change) for change in (self.down, self.up) if change is not None), default=0)


def tornado(run: Run) -> dict[str, list[Bar]]:
    """Return, by party and for all, the factors by how much a step of each moves what is paid over the horizon.

    Parameters
    ----------
    run : Run
        Inputs and the scenario that the steps are taken from.

    Returns
    -------
    mapping of str to list of Bar
        By the party's code, ``alla`` for all; the factor that moves it most first.
    """
    base = _costs(run)
    bars: dict[str, list[Bar]] = {part: [] for part in base}
    for factor in run.inputs.factors:
        ends = [_moved_costs(run, factor, sign, base) for sign in (-1, 1)]
        for part, cost in base.items():
            bars[part].append(Bar(factor, *(end[part] - cost if part in end else None for end in ends)))
    return {part: sorted(own, key=lambda bar: (-bar.width, bar.factor.id)) for part, own in bars.items()}


def _people(run: Run, factor: Factor) -> dict[str, int]:
    if factor.people is None or run.scenario.projection is None:
        return {}
    date: dt.date = factor.people.date
    rows = run.series.population_rows(list(run.inputs.municipalities), date, run.scenario.projection)
    return {row.code: row.population for row in rows}


def plan_of(run: Run) -> Plan:
    """Return the plan of a run's simulation over its horizon."""
    return plan(list(run.inputs.agreements.values()), run.series, run.scenario, run.horizon)


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


def _moved_costs(run: Run, factor: Factor, sign: int, base: dict[str, Amount]) -> dict[str, Amount]:
    """Return what each party pays when a factor is moved; a step of a population is seen from each party."""
    people = _people(run, factor)
    costs: dict[str, Amount] = {}
    for part in people or [ALL]:
        scenario = moved(run.scenario, factor, sign, part, people)
        if scenario is not None:
            found = _costs(run.under(scenario))
            costs |= {part: found[part]} if people else found
    return base | costs if people else costs


def _costs(run: Run) -> dict[str, Amount]:
    """Return what each party pays over the horizon, and all of them together."""
    rows = accumulated(yearly(list(run.inputs.agreements.values()), run.series, run.scenario, run.horizon))
    own = {str(part): exact(amount) for part, amount in zip(rows["part"], rows["netto_kr"], strict=True)}
    return own | {ALL: total(own.values())}
