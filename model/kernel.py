"""The one calculation kernel: indexation and apportionment, exact to the krona.

Arrays have the axes (party, year, scenario), in that order, with the scenario last and contiguous; a single
scenario is an array whose last axis has length one. Amounts are whole units (kronor) in int64. Floats are used
to be fast, never to decide: a cell that lies near half a krona is computed again in Python's whole numbers.

Two limits are checked and refused, never wrapped around: an amount of 2**62 or more, and an amount times a
weight of 2**63 or more (10**10 kronor over municipalities of 10**8 inhabitants is a tenth of that).
"""

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

RATE_SCALE = 10**8
"""An index change is a whole number of this fraction: 3,1 % is 3_100_000. Percentages hold six decimals."""

_MONTHS = 12


def indexed(base: IntArray, rates: IntArray, parts: IntArray, whole_year: IntArray | int = _MONTHS) -> IntArray:
    """Index base amounts along the years and round each once, half up.

    RUN/387/2023 §7 and RUN/350/2019 §8: base amount × Π(1 + change) over the years after the price level, by
    whole months where the agreement is in force for part of a year.

    Parameters
    ----------
    base : int64, shape (year, scenario)
        Base amount in the price level's kronor. The first year is the year of the price level.
    rates : int64, shape (year, scenario)
        Each year's change on the year before, in units of 1 / `RATE_SCALE`. The first year's must be 0.
    parts : int64, shape (year, scenario)
        How much of each year the agreement is in force: months, 0 to 12, or days.
    whole_year : int64, shape (year, 1), or int
        How many such parts each whole year has.

    Returns
    -------
    int64, shape (year, scenario)
        Whole kronor.

    Raises
    ------
    ValueError
        If an amount is negative or too large, a rate −100 % or lower, or the first year has a rate.
    """
    if (base < 0).any() or (rates <= -RATE_SCALE).any() or rates[:1].any():
        raise ValueError("base amounts must be at least 0, rates above -100 %, and the first year without a rate")
    if (parts < 0).any() or (parts > whole_year).any():
        raise ValueError("parts of a year must be 0 to the whole year")
    years = len(rates)
    amount = np.cumprod(1 + rates / RATE_SCALE, axis=0) * base * parts / whole_year
    if amount.size and amount.max() >= 2**62:
        raise ValueError("an indexed amount is too large for whole kronor in 64 bits")
    whole = np.floor(amount)
    # Each of about 2·years operations errs by at most 2**-53 of the amount; the bound is twice that, and more.
    near = np.abs(amount - whole - 0.5) <= amount * (2 * years + 8) * 2.0**-52
    rounded = (whole + (amount - whole >= 0.5)).astype(np.int64)
    for year, scenario in np.argwhere(near):
        rounded[year, scenario] = _indexed_exactly(
            int(base[year, scenario]) * int(parts[year, scenario]),
            int(np.broadcast_to(whole_year, parts.shape)[year, scenario]),
            rates[1 : year + 1, scenario].tolist(),
        )
    return rounded


def _indexed_exactly(numerator: int, denominator: int, rates: list[int]) -> int:
    for rate in rates:
        numerator *= RATE_SCALE + rate
        denominator *= RATE_SCALE
    return (2 * numerator + denominator) // (2 * denominator)


def apportion(total: IntArray, weights: IntArray) -> IntArray:
    """Split totals over parties by largest remainder (Hamilton), so that the parts sum exactly to the total.

    Each party first gets the whole part of total × weight / sum of weights; what is left goes, a krona each, to
    the largest remainders. Equal remainders go to the party that stands first, so parties stand in the order
    that decides ties: the lowest municipality code first.

    Parameters
    ----------
    total : int64, shape (...)
        What to split, 0 or more.
    weights : int64, shape (party, ...)
        The key: whole numbers, 0 or more, with a sum above 0 wherever there is something to split.

    Returns
    -------
    int64, shape (party, ...)
        The parts.

    Raises
    ------
    ValueError
        If something is negative, too large for 64 bits, or to be split over weights that are all 0.

    Examples
    --------
    >>> apportion(np.array(100), np.array([1, 1, 1])).tolist()
    [34, 33, 33]
    """
    total, weights = np.asarray(total, dtype=np.int64), np.asarray(weights, dtype=np.int64)
    if (total < 0).any() or (weights < 0).any():
        raise ValueError("totals and weights must be at least 0")
    whole = weights.sum(axis=0)
    if weights.size and int(weights.max()) * max(len(weights), int(total.max(initial=0))) >= 2**63:
        raise ValueError("a total times a weight is too large for 64 bits")
    if ((whole == 0) & (total > 0)).any():
        raise ValueError("nothing to split by: all weights are 0")
    parts, remainder = np.divmod(total * weights, np.maximum(whole, 1))
    left = total - parts.sum(axis=0)
    # A party's place in the queue for the kronor left over: larger remainders first, equal ones in party order.
    queue = np.argsort(-remainder, axis=0, kind="stable")
    place = np.empty_like(queue)
    np.put_along_axis(place, queue, np.arange(len(weights)).reshape(-1, *[1] * total.ndim), axis=0)
    return np.asarray(parts + (place < left), dtype=np.int64)
