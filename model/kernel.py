"""The one calculation kernel: indexation and apportionment, exact to the krona.

Arrays have the axes (party, year, scenario), in that order, with the scenario last and contiguous; a single
scenario is an array whose last axis has length one. Amounts are whole units (kronor) in int64. Floats are used
to be fast, never to decide: a cell that lies near half a krona is computed again in Python's whole numbers, and so
is a split where an amount times a weight is more than 64 bits hold (`model.exact`).

One limit is refused, never wrapped around: an amount of `LIMIT` or more.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from model import exact

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

LIMIT = 2**62
"""An amount of so many units or more is refused; twice that is what 64 bits hold, so two amounts can be added."""

_MONTHS = 12

_PAIRS = 33
"""More parties than this are ranked by sorting: comparing every pair would take longer."""


class TooLargeError(ValueError):
    """An amount is `LIMIT` or more."""


class RateError(ValueError):
    """An index change is −100 % or lower."""


def indexed(base: IntArray, rates: IntArray, parts: IntArray, whole_year: IntArray | int = _MONTHS) -> IntArray:
    """Index base amounts along the years and round each once, half up.

    RUN/387/2023 §7 and RUN/350/2019 §8: base amount × Π(1 + change) over the years after the price level, by
    whole months where the agreement is in force for part of a year.

    Parameters
    ----------
    base : int64, shape (year, scenario) or (year, 1)
        Base amount in the price level's kronor. The first year is the year of the price level.
    rates : int64, shape (year, scenario)
        Each year's change on the year before, in units of 1 / `model.exact.RATE_SCALE`. The first year's is 0.
    parts : int64, shape (year, scenario) or (year, 1)
        How much of each year the agreement is in force: months, 0 to 12, or days.
    whole_year : int64, shape (year, 1), or int
        How many such parts each whole year has.

    Returns
    -------
    int64, shape (year, scenario)
        Whole kronor.

    Raises
    ------
    TooLargeError
        If an amount is.
    RateError
        If a rate is −100 % or lower.
    ValueError
        If a base amount is negative, the first year has a rate, or more than a year is in force.
    """
    if rates.min(initial=0) <= -exact.RATE_SCALE:
        raise RateError("rates must be above -100 %")
    if (base < 0).any() or rates[:1].any():
        raise ValueError("base amounts must be at least 0, and the first year without a rate")
    if (parts < 0).any() or (parts > whole_year).any():
        raise ValueError("parts of a year must be 0 to the whole year")
    # The sum is exact: 1 + rate / scale would lose most of its digits just above -100 %.
    amount = np.add(rates, exact.RATE_SCALE, dtype=np.float64)
    amount /= exact.RATE_SCALE
    for year in range(1, len(amount)):
        amount[year] *= amount[year - 1]
    amount *= base * (parts / whole_year)
    most = amount.max(initial=0)
    if not most < LIMIT:
        raise TooLargeError("an indexed amount is too large for 64 bits")
    amount += 0.5
    whole = np.floor(amount)
    amount -= whole
    rounded = whole.astype(np.int64)
    # Each of about 2·years operations errs by at most 2**-53 of the largest amount; the bound is twice that.
    bound = (most + 1) * (2 * len(rates) + 8) * 2.0**-52
    near = (amount <= bound) | (amount >= 1 - bound)
    for year, scenario in np.argwhere(near) if near.any() else ():
        own = [int(np.broadcast_to(each, rates.shape)[year, scenario]) for each in (base, parts, whole_year)]
        rounded[year, scenario] = exact.indexed(own[0], rates[1 : year + 1, scenario].tolist(), *own[1:])
    return rounded


def apportion(total: IntArray, weights: npt.NDArray[Any], work: "Workspace | None" = None) -> IntArray:
    """Split totals over parties by largest remainder (Hamilton), so that the parts sum exactly to the total.

    Each party first gets the whole part of total × weight / sum of weights; what is left goes, a krona each, to
    the largest remainders. Equal remainders go to the party that stands first, so parties stand in the order
    that decides ties: the lowest municipality code first.

    Parameters
    ----------
    total : int64, shape (...)
        What to split, 0 or more.
    weights : int64, or whole numbers held in float64 or as Python's own, shape (party, ...)
        The key: 0 or more, with a sum above 0 wherever there is something to split.
    work : Workspace, optional
        Buffers to use again; the result is then one of them, and int32 if that is enough for it.

    Returns
    -------
    int64, shape (party, ...)
        The parts.

    Raises
    ------
    NothingToSplitByError
        If there is something to split over weights that are all 0.
    ValueError
        If something is negative.

    Examples
    --------
    >>> apportion(np.array(100), np.array([1, 1, 1])).tolist()
    [34, 33, 33]
    """
    total, key = np.asarray(total, dtype=np.int64), np.asarray(weights)
    most, heaviest = int(total.max(initial=0)), int(key.max(initial=0))
    if total.min(initial=0) < 0 or key.min(initial=0) < 0:
        raise ValueError("totals and weights must be at least 0")
    if key.dtype == object or heaviest * max(len(key), most) >= 2**63:
        return _split_exactly(total, key)
    if max(most, heaviest * len(key)) >= 2**31 or most * heaviest >= 2**48:
        return _split_large(total, key.astype(np.int64))
    parts = _split_small(total, key, work or Workspace())
    return parts if work else parts.astype(np.int64)


def _split_small(total: IntArray, weights: npt.NDArray[Any], work: "Workspace") -> npt.NDArray[Any]:
    """Split where total × weight is below 2**48: quotients in float64, remainders in wrapping int32.

    With S the sum, total × weight / S is a whole number of S:ths, so it is at least 1 / S below the next whole
    number unless it is one. The quotient is computed 2**-50 too large, which is more than its three roundings of
    2**-53 take away and, as total × weight < 2**48, less than half of 1 / S: cut off, it is exact. A remainder is
    below S < 2**31, so total × weight and quotient × S may wrap around; their difference is right.
    """
    remainder, parts, other = (
        work.take(name, weights.shape, np.int32) for name in ("remainder", "parts", "other")
    )
    np.copyto(remainder, weights, casting="unsafe")
    whole = np.add.reduce(remainder, axis=0, dtype=np.int32)
    if not whole.all():
        if (total[whole == 0] > 0).any():
            raise exact.NothingToSplitByError
        whole = np.maximum(whole, 1)
    quotient = work.take("quotient", weights.shape, np.float64)
    np.multiply(weights, total / whole * (1 + 2.0**-50), out=quotient)
    np.copyto(parts, quotient, casting="unsafe")
    small = total.astype(np.int32)
    remainder *= small
    remainder -= np.multiply(parts, whole, out=other)
    left = small - np.add.reduce(parts, axis=0, dtype=np.int32)
    if len(weights) > _PAIRS:
        parts += _largest(remainder, left)
    else:
        first = work.take("first", weights.shape, np.bool_)
        parts += np.less(_places(remainder, work), left.astype(np.int8), out=first)
    return parts


def _largest(remainder: npt.NDArray[Any], left: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return whether each party's remainder is one of so many largest, of equal ones those that stand first.

    A remainder of 32 bits and the party's place make one number of 64, so no two are equal, and numbers alone are
    sorted: the least of those that are large enough says which the others are.
    """
    parties = len(remainder)
    ranked = np.ascontiguousarray(np.moveaxis(remainder, 0, -1), dtype=np.int64)
    ranked *= parties
    ranked += np.arange(parties - 1, -1, -1)
    places = np.minimum(parties - left, parties - 1)[..., None]
    least = np.take_along_axis(np.sort(ranked, axis=-1), places, axis=-1) + (left == 0)[..., None]
    return np.moveaxis(ranked >= least, -1, 0)


def _places(remainder: npt.NDArray[Any], work: "Workspace") -> npt.NDArray[Any]:
    """Return each party's place in the queue for what is left: how many remainders come before its own.

    Every pair is compared once: the one that stands first comes before the other unless it is smaller.
    """
    parties = len(remainder)
    place, first = work.take("place", remainder.shape, np.int8), work.take("first", remainder.shape, np.bool_)
    place[...] = np.arange(parties - 1, -1, -1, dtype=np.int8).reshape(-1, *[1] * (remainder.ndim - 1))
    for step in range(1, parties):
        np.greater_equal(remainder[:-step], remainder[step:], out=first[step:])
        wins = first[step:].view(np.int8)
        place[step:] += wins
        place[:-step] -= wins
    return place


def _split_large(total: IntArray, weights: IntArray) -> IntArray:
    """Split anything that 64 bits hold: whole-number division, and the remainders sorted."""
    whole = weights.sum(axis=0)
    if ((whole == 0) & (total > 0)).any():
        raise exact.NothingToSplitByError
    parts, remainder = np.divmod(total * weights, np.maximum(whole, 1))
    left = total - parts.sum(axis=0)
    queue = np.argsort(-remainder, axis=0, kind="stable")
    place = np.empty_like(queue)
    np.put_along_axis(place, queue, np.arange(len(weights)).reshape(-1, *[1] * total.ndim), axis=0)
    return np.asarray(parts + (place < left), dtype=np.int64)


def _split_exactly(total: IntArray, weights: npt.NDArray[Any]) -> IntArray:
    """Split what 64 bits do not hold, a cell at a time in Python's whole numbers."""
    parts = np.empty(weights.shape, dtype=np.int64)
    totals = np.broadcast_to(total, weights.shape[1:])
    for cell in np.ndindex(totals.shape):
        own = [int(weight) for weight in weights[:, *cell]]
        parts[:, *cell] = exact.apportion(int(totals[cell]), own)
    return parts


class Workspace:
    """Buffers that are used again from call to call, by name; one per thread."""

    def __init__(self) -> None:
        self._buffers: dict[str, npt.NDArray[Any]] = {}

    def take(self, name: str, shape: tuple[int, ...], kind: type[np.generic]) -> npt.NDArray[Any]:
        """Return the buffer of a name, new if it has another shape or kind than last time; its content is old."""
        found = self._buffers.get(name)
        if found is None or found.shape != shape or found.dtype != kind:
            found = self._buffers[name] = np.empty(shape, dtype=kind)
        return found
