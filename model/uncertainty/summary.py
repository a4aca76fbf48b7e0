"""What is kept of a block of paths, and how blocks add up: counts, sums and quantiles, all in whole numbers.

A quantile over many blocks is the mean of the blocks' own, weighted by their paths; how much the blocks differ
says how sure it is. Only whole numbers are added, so neither the order of the blocks nor who did which matters.
"""

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial, reduce
from operator import add

import numpy as np
import numpy.typing as npt
import pandas as pd

from model.kernel import FloatArray, IntArray, Workspace
from model.money import in_kronor
from model.shown import Shown
from model.uncertainty.draws import BLOCK, normals
from model.uncertainty.simulation import Plan, amounts

PERCENTS = (5, 25, 50, 75, 95)
"""The quantiles of a fan chart."""

SHARE = 8
"""Blocks that a worker does at a time."""

Whole = npt.NDArray[np.object_]
"""Python's own whole numbers, which have no largest."""


@dataclass(frozen=True, repr=False)
class Summary(Shown):
    """Sums over some paths of what the parties pay; the last year is all the years together.

    Amounts are kept as deviations from the scenario's own.

    Attributes
    ----------
    paths : int
        How many were summed.
    sums, squares : shape (party, year)
        Of the deviations, and of their squares.
    quantiles, quantile_squares : shape (percent, party, year)
        Of the blocks' quantiles times the blocks' paths, and of their squares times the blocks' paths.
    above : shape (party, year)
        Paths in which the party pays more than its level in the year, or last in any of them.
    """

    paths: int
    sums: Whole
    squares: Whole
    quantiles: Whole
    quantile_squares: Whole
    above: Whole

    def __add__(self, other: "Summary") -> "Summary":
        """Return the summary of both sets of paths."""
        return Summary(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})

    def _line(self) -> str:
        return f"{self.paths} banor"


@dataclass(frozen=True, repr=False)
class Simulated(Shown):
    """The result of a simulation, by party and year; the last year is all the years together.

    Attributes
    ----------
    centre : int64, shape (party, year)
        The scenario's own amounts.
    summary : Summary
        What the paths came to.
    blocks : int
        How many blocks they were in.
    """

    plan: Plan
    levels: Mapping[str, int]
    centre: IntArray
    summary: Summary
    blocks: int

    @property
    def mean(self) -> FloatArray:
        """Mean of the paths, shape (party, year)."""
        return self.centre + _floats(self.summary.sums) / self.summary.paths

    @property
    def deviation(self) -> FloatArray:
        """Standard deviation of the paths, shape (party, year)."""
        paths, sums = self.summary.paths, self.summary.sums
        return np.sqrt(_floats(self.summary.squares * paths - sums * sums)) / paths

    @property
    def fan(self) -> IntArray:
        """The quantiles of `PERCENTS`, whole units half up, shape (percent, party, year)."""
        paths = self.summary.paths
        return np.asarray(self.centre + (2 * self.summary.quantiles + paths) // (2 * paths), dtype=np.int64)

    @property
    def fan_error(self) -> FloatArray:
        """Standard error of each quantile, as far as the blocks tell; NaN for a single block."""
        paths, sums = self.summary.paths, self.summary.quantiles
        variance = _floats(self.summary.quantile_squares * paths - sums * sums) / paths**2
        return np.sqrt(variance / (self.blocks - 1)) if self.blocks > 1 else np.full(variance.shape, np.nan)

    @property
    def probability(self) -> FloatArray:
        """Share of the paths in which a party passes its level in a year, last in any; NaN without a level."""
        share = _floats(self.summary.above) / self.summary.paths
        share[[code not in self.levels for code in self.plan.parties]] = np.nan
        return share

    @property
    def frame(self) -> pd.DataFrame:
        """A row per party and year, the last year the name of all the years.

        ``part``, ``partnamn``, ``ar``, ``scenariot_kr``, ``medel_kr`` and ``standardavvikelse_kr`` (whole kronor),
        ``p5_kr`` ... ``p95_kr``, and ``sannolikhet_over_nivan`` (per cent, Decimal; None without a level).
        """
        plan, records = self.plan, []
        mean, deviation, fan, probability = self.mean, self.deviation, self.fan, self.probability
        for place, (code, name) in enumerate(plan.parties.items()):
            for column, year in enumerate([*map(str, plan.years), f"{plan.years[0]}–{plan.years[-1]}"]):
                quantiles = {
                    f"p{percent}_kr": in_kronor(int(fan[at, place, column]), plan.scale)
                    for at, percent in enumerate(PERCENTS)
                }
                records.append(
                    {
                        "part": code,
                        "partnamn": name,
                        "ar": year,
                        "scenariot_kr": in_kronor(int(self.centre[place, column]), plan.scale),
                        "medel_kr": round(mean[place, column] / plan.scale),
                        "standardavvikelse_kr": round(deviation[place, column] / plan.scale),
                        **quantiles,
                        "sannolikhet_over_nivan": _percent(probability[place, column]),
                    }
                )
        return pd.DataFrame.from_records(records)

    def _line(self) -> str:
        return f"{self.summary.paths} banor, {self.plan._line()}"

    def _table(self) -> pd.DataFrame:
        return self.frame


def _percent(share: float) -> Decimal | None:
    """Return a share of 1 in per cent, four decimals; None for NaN."""
    return None if share != share else Decimal(round(share * 10**6)).scaleb(-4)


def _floats(whole: Whole) -> FloatArray:
    return np.asarray(whole, dtype=np.float64)


def simulate(
    plan: Plan, paths: int, seed: int, levels: Mapping[str, int] | None = None, pool: Executor | None = None
) -> Simulated:
    """Draw paths and say what the parties pay in them.

    Parameters
    ----------
    plan : Plan
        What is computed.
    paths : int
        How many paths, 1 or more.
    seed : int
        Same seed, same paths.
    levels : mapping of str to int, optional
        By party code, a yearly amount in whole units whose passing is counted.
    pool : Executor, optional
        Who does the work: threads, processes or a cluster. The result is the same.
    """
    told, blocks = dict(levels or {}), -(-paths // BLOCK)
    centre = amounts(plan, np.zeros((plan.draws, 1)))[:, :, 0]
    work = partial(summarise, plan, told, centre, paths, seed)
    shares = (pool.map if pool else map)(work, range(0, blocks, SHARE))
    return Simulated(plan, told, with_sum(centre), reduce(add, shares), blocks)


def summarise(
    plan: Plan, levels: Mapping[str, int], centre: IntArray, paths: int, seed: int, first: int
) -> Summary:
    """Return the summary of `SHARE` blocks from one on, or of those that are left of the paths."""
    work, last = Workspace(), min(first + SHARE, -(-paths // BLOCK))
    z = work.take("z", (plan.draws, BLOCK), np.float64)
    blocks = []
    for block in range(first, last):
        found = amounts(plan, normals(seed, block, z), work)
        found -= centre[:, :, None]
        blocks.append(block_summary(plan, levels, centre, found[:, :, : paths - block * BLOCK]))
    return reduce(add, blocks)


def block_summary(plan: Plan, levels: Mapping[str, int], centre: IntArray, strayed: IntArray) -> Summary:
    """Return the summary of a block's paths.

    Parameters
    ----------
    plan, levels
        As for `simulate`.
    centre : int64, shape (party, year)
        The scenario's own amounts.
    strayed : int64, shape (party, year, scenario)
        How much more each path comes to.
    """
    known, count = plan.known.shape[1], strayed.shape[2]
    limits = np.array([levels.get(code, 2**62) for code in plan.parties])[:, None] - centre
    named = [place for place, code in enumerate(plan.parties) if code in levels]
    above = np.zeros((len(centre), len(plan.years) + 1), dtype=np.int64)
    passed = strayed[named] > limits[named][:, :, None]
    above[named, :-1], above[named, -1] = passed.sum(axis=2), passed.any(axis=1).sum(axis=1)
    moving = np.concatenate([strayed[:, known:], strayed.sum(axis=1, keepdims=True)], axis=1)
    quantiles = np.zeros((len(PERCENTS), *above.shape), dtype=object)
    quantiles[:, :, known:] = block_quantiles(moving)
    sums, squares = (np.zeros(above.shape, dtype=object) for _ in range(2))
    sums[:, known:] = moving.sum(axis=2)
    squares[:, known:] = np.einsum("pys,pys->py", moving, moving)
    return Summary(count, sums, squares, quantiles * count, quantiles * quantiles * count, above.astype(object))


def with_sum(found: IntArray) -> IntArray:
    """Return amounts with all the years together as one more year."""
    return np.concatenate([found, found.sum(axis=1, keepdims=True)], axis=1)


def block_quantiles(values: IntArray) -> IntArray:
    """Return the quantiles of `PERCENTS` along the last axis: the value with rank ⌈share × count⌉.

    Parameters
    ----------
    values : int64, shape (..., scenario)

    Returns
    -------
    int64, shape (percent, ...)
    """
    count = values.shape[-1]
    small = np.abs(values).max(initial=0) < 2**31  # half the bits are sorted in half the time
    ranked = values.astype(np.int32 if small else np.int64)
    ranked.sort(axis=-1)
    places = [max(-(-percent * count // 100) - 1, 0) for percent in PERCENTS]
    return np.moveaxis(ranked[..., places], -1, 0).astype(np.int64)
