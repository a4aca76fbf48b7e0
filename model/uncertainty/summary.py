"""What is kept of a block of paths, and how blocks add up: counts, sums and quantiles, all in whole numbers.

A quantile over many blocks is the mean of the blocks' own, weighted by their paths. Only whole numbers are added,
so neither the order of the blocks nor who did which matters.
"""

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial, reduce

import numpy as np
import numpy.typing as npt
import pandas as pd

from model.kernel import FloatArray, IntArray, Workspace
from model.money import from_units
from model.shown import Shown
from model.uncertainty.draws import BLOCK, normals
from model.uncertainty.simulation import Plan, amounts

PERCENTS = (5, 25, 50, 75, 95)
"""The quantiles of a fan chart."""

BATCH = 8
"""Blocks that a worker does at a time."""

Whole = npt.NDArray[np.object_]
"""Python's own whole numbers, which have no largest."""


@dataclass(frozen=True, repr=False)
class Simulated(Shown):
    """The result of a simulation, by party and year; the last year is all the years together.

    Attributes
    ----------
    levels : mapping of str to int
        By party code, the yearly amount whose passing is counted, whole units.
    centre : int64, shape (party, year)
        The scenario's own amounts.
    paths : int
        How many were drawn.
    sums, squares : shape (party, year)
        Of the paths' deviations from the centre, and of their squares.
    quantiles : shape (percent, party, year)
        Sums of the blocks' quantiles of the deviations, each times the block's paths.
    above : shape (party, year)
        Paths in which the party pays more than its level in the year, or last in any of them.
    """

    plan: Plan
    levels: Mapping[str, int]
    centre: IntArray
    paths: int
    sums: Whole
    squares: Whole
    quantiles: Whole
    above: Whole

    @property
    def mean(self) -> FloatArray:
        """Mean of the paths, shape (party, year)."""
        return self.centre + self.sums.astype(np.float64) / self.paths

    @property
    def deviation(self) -> FloatArray:
        """Standard deviation of the paths, shape (party, year)."""
        variance = (self.squares * self.paths - self.sums * self.sums).astype(np.float64)
        return np.asarray(np.sqrt(variance) / self.paths)

    @property
    def fan(self) -> IntArray:
        """The quantiles of `PERCENTS`, whole units half up, shape (percent, party, year)."""
        half_up = (2 * self.quantiles + self.paths) // (2 * self.paths)
        return np.asarray(self.centre + half_up, dtype=np.int64)

    @property
    def probability(self) -> FloatArray:
        """Share of the paths in which a party passes its level in a year, last in any; NaN without a level."""
        share = self.above.astype(np.float64) / self.paths
        share[[code not in self.levels for code in self.plan.parties]] = np.nan
        return share

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A row per party and year, the last year the name of all the years.

        ``part``, ``partnamn``, ``ar``, ``scenariot_kr``, ``medel_kr`` and ``standardavvikelse_kr`` (whole kronor),
        ``p5_kr`` ... ``p95_kr``, and ``sannolikhet_over_nivan`` (per cent, Decimal; None without a level).
        """
        plan, scale = self.plan, self.plan.scale
        years = [*map(str, plan.years), f"{plan.years[0]}–{plan.years[-1]}"]
        rows = [(code, name, year) for code, name in plan.parties.items() for year in years]
        frame = pd.DataFrame(rows, columns=["part", "partnamn", "ar"])
        frame["scenariot_kr"] = from_units(self.centre, scale).ravel()
        frame["medel_kr"] = np.rint(self.mean / scale).astype(np.int64).ravel()
        frame["standardavvikelse_kr"] = np.rint(self.deviation / scale).astype(np.int64).ravel()
        for percent, quantile in zip(PERCENTS, from_units(self.fan, scale), strict=True):
            frame[f"p{percent}_kr"] = quantile.ravel()
        frame["sannolikhet_over_nivan"] = pd.Series(map(_percent, self.probability.ravel().tolist()), dtype=object)
        return frame

    def _line(self) -> str:
        return f"{self.paths} banor, {self.plan._line()}"

    def _table(self) -> pd.DataFrame:
        return self.frame


def _percent(share: float) -> Decimal | None:
    """Return a share of 1 in per cent, four decimals; None for NaN."""
    return None if share != share else Decimal(round(share * 10**6)).scaleb(-4)


def simulate(
    plan: Plan, paths: int, seed: int, levels: Mapping[str, int] | None = None, pool: Executor | None = None
) -> Simulated:
    """Draw paths, 1 or more, and say what the parties pay in them; the same for the same seed, whoever does it.

    Parameters
    ----------
    levels : mapping of str to int, optional
        By party code, a yearly amount in whole units whose passing is counted.
    pool : Executor, optional
        Who does the work: threads, processes or a cluster.
    """
    told, centre = dict(levels or {}), amounts(plan, np.zeros((plan.draws, 1)))[:, :, 0]
    work = partial(summarise, plan, told, centre, paths, seed)
    batches = (pool.map if pool else map)(work, range(0, paths, BATCH * BLOCK))
    return Simulated(plan, told, _with_sum(centre), paths, *reduce(_added, batches))


def summarise(
    plan: Plan, levels: Mapping[str, int], centre: IntArray, paths: int, seed: int, first: int
) -> list[Whole]:
    """Return the sums, squares, quantiles and counts of `BATCH` blocks of the paths, the first of them given."""
    work, blocks = Workspace(), []
    z = work.take("z", (plan.draws, BLOCK), np.float64)
    for start in range(first, min(first + BATCH * BLOCK, paths), BLOCK):
        found = amounts(plan, normals(seed, start // BLOCK, z), work)
        found -= centre[:, :, None]
        blocks.append(_block(plan, levels, centre, found[:, :, : paths - start]))
    return reduce(_added, blocks)


def _added(some: list[Whole], others: list[Whole]) -> list[Whole]:
    return [one + other for one, other in zip(some, others, strict=True)]


def _block(plan: Plan, levels: Mapping[str, int], centre: IntArray, strayed: IntArray) -> list[Whole]:
    """Summarise a block: how much more than the centre each path comes to, shape (party, year, scenario)."""
    known, paths = plan.known.shape[1], strayed.shape[2]
    above = np.zeros((len(plan.parties), len(plan.years) + 1), dtype=object)
    for place, code in enumerate(plan.parties):
        if code in levels:
            passed = strayed[place] > levels[code] - centre[place][:, None]
            above[place] = [*passed.sum(axis=1).tolist(), int(passed.any(axis=0).sum())]
    moving = _with_sum(strayed[:, known:])
    most = int(np.abs(moving).max(initial=0))
    wide = moving if most * most * paths < 2**63 else moving.astype(object)
    squares = np.einsum("pys,pys->py", wide, wide)
    found = (each.astype(object) for each in (moving.sum(axis=2), squares, block_quantiles(moving)))
    sums, squares, quantiles = (np.pad(each, [*[(0, 0)] * (each.ndim - 1), (known, 0)]) for each in found)
    return [sums, squares, quantiles * paths, above]


def _with_sum(found: IntArray) -> IntArray:
    """Return amounts with all the years together as one more year."""
    return np.concatenate([found, found.sum(axis=1, keepdims=True)], axis=1)


def block_quantiles(values: IntArray) -> IntArray:
    """Return the quantiles of `PERCENTS` along the last axis: the value with rank ⌈share × count⌉.

    Shapes (..., scenario) and (percent, ...).
    """
    count = values.shape[-1]
    small = np.abs(values).max(initial=0) < 2**31  # half the bits are sorted in half the time
    ranked = values.astype(np.int32 if small else np.int64)
    ranked.sort(axis=-1)
    places = [max(-(-percent * count // 100) - 1, 0) for percent in PERCENTS]
    return np.moveaxis(ranked[..., places], -1, 0).astype(np.int64)
