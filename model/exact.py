"""The rules that decide kronor, in Python's whole numbers: exact at any size, and short enough to read through.

`model.kernel` and `model.agreements.keys` compute the same on arrays of 64-bit numbers, many scenarios at a time,
and hand over to this module what 64 bits do not hold; the tests hold them to it. It asks for nothing but Python,
so the file runs as it is wherever Python does.

Amounts are whole units: kronor, or öre where an agreement reckons in them. Parties stand in the order that decides
ties, the lowest municipality code first.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm, prod

RATE_SCALE = 10**8
"""An index change is a whole number of this fraction: 3,1 % is 3_100_000. Percentages hold six decimals."""


class NothingToSplitByError(ValueError):
    """There is something to split, and all the weights are 0."""


def half_up(value: Fraction) -> int:
    """Return a number rounded to a whole one, halves away from zero: 2.5 is 3, and −2.5 is −3."""
    numerator, denominator = abs(value.numerator), value.denominator
    whole = (2 * numerator + denominator) // (2 * denominator)
    return whole if value >= 0 else -whole


def indexed(base: int, rates: Iterable[int], parts: int = 1, whole_year: int = 1) -> int:
    """Return a base amount as the index has moved it, rounded once, half up (RUN/387/2023 §7, RUN/350/2019 §8).

    Parameters
    ----------
    base : int
        In the prices of the agreement's price level.
    rates : iterable of int
        The changes of the years after the price level, in units of 1 / `RATE_SCALE`.
    parts, whole_year : int
        How much of the year is paid for, and of how much: 4 of 12 months.

    Examples
    --------
    >>> indexed(800_000, [3_000_000, 3_000_000])  # 3 % in each of two years
    848720
    """
    numerator, denominator = base * parts, whole_year
    for rate in rates:
        numerator *= RATE_SCALE + rate
        denominator *= RATE_SCALE
    return (2 * numerator + denominator) // (2 * denominator)


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Return the parts of a total by largest remainder; they sum exactly to it (RUN/387/2023 §7, RUN/350/2019 §8).

    Each party gets the whole part of total × weight / sum of weights. What is left goes, a unit each, to the
    largest remainders; of equal ones, to the party that stands first.

    Raises
    ------
    ValueError
        If something is negative.
    NothingToSplitByError
        If there is something to split and all weights are 0.

    Examples
    --------
    >>> apportion(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if min((total, *weights)) < 0:
        raise ValueError("totals and weights must be at least 0")
    if not whole:
        if total:
            raise NothingToSplitByError
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    queue = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in queue[: total - sum(parts)]:
        parts[place] += 1
    return parts


def key_weights(parts: Sequence[tuple[Fraction, Sequence[int]]]) -> list[int]:
    """Return the parties' weights in a key of several parts (RUN/387/2023 §7 has but one part: population).

    Parameters
    ----------
    parts : sequence of (Fraction, sequence of int)
        The per cent that each part of the key splits, and each party's figure in it: its population, 1 where all
        pay alike, or its given share.

    Returns
    -------
    list of int
        Whole numbers in the exact proportions of the key, without a common divisor.

    Raises
    ------
    NothingToSplitByError
        If all the figures of a part are 0.

    Examples
    --------
    >>> key_weights([(Fraction(70), [10, 20, 70]), (Fraction(30), [1, 1, 1])])  # 7 + 10, 14 + 10 and 49 + 10 %
    [17, 24, 59]
    """
    sums = [sum(figures) for _, figures in parts]
    if not all(sums):
        raise NothingToSplitByError
    # Over a common denominator: per cent × the party's figure × the sums of the other parts.
    scale = lcm(*(percent.denominator for percent, _ in parts)) * prod(sums)
    columns = [[int(percent * scale / sum(figures)) * own for own in figures] for percent, figures in parts]
    weights = [sum(own) for own in zip(*columns, strict=True)]
    divisor = gcd(*weights)
    return [weight // divisor for weight in weights]


def settled(deviation: int, limit: Fraction, *, whole: bool) -> int:
    """Return what of a year's deviation is settled: paid back (positive) or asked for (RUN/387/2023 §7).

    Parameters
    ----------
    deviation : int
        Financing − outcome.
    limit : Fraction
        What the deviation must pass; exactly at the limit nothing is settled.
    whole : bool
        Whether the whole deviation is settled then, or only what exceeds the limit, rounded half up.

    Examples
    --------
    >>> settled(200, Fraction(160), whole=True), settled(-200, Fraction(160), whole=False)
    (200, -40)
    """
    size = abs(deviation)
    if size <= limit:
        return 0
    amount = size if whole else half_up(size - limit)
    return amount if deviation > 0 else -amount


def adjustments(amount: int, paid: Sequence[int]) -> list[int]:
    """Return what each party pays (positive) or gets back in a settlement, by what it has paid (RUN/387/2023 §7).

    Examples
    --------
    >>> adjustments(200, [800, 500, 300])  # 200 back by 8, 5 and 3
    [-100, -63, -37]
    """
    parts = apportion(abs(amount), paid)
    return [-part for part in parts] if amount > 0 else parts


def compound(first: int, last: int, years: int, ahead: int, start: int) -> int:
    """Return start × (last / first)^(ahead / years) rounded half up: a population's trend.

    Parameters
    ----------
    first, last : int
        Population at the beginning and the end of the observed years.
    years, ahead : int
        Observed years (1 or more) and years to go on.
    start : int
        What goes on.

    Raises
    ------
    ValueError
        If `first` is 0: there is no growth to go on with.

    Examples
    --------
    >>> compound(1000, 1100, 5, 5, 1100)
    1210
    """
    if first <= 0:
        raise ValueError("no growth can be told from a population of 0")
    # r is right when (2r − 1)/2 ≤ x < (2r + 1)/2, with x^years = start^years × last^ahead / first^ahead.
    power, divisor = (2 * start) ** years * last**ahead, first**ahead
    low, high = 0, 1
    while (2 * high + 1) ** years * divisor <= power:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        if (2 * middle + 1) ** years * divisor <= power:
            low = middle + 1
        else:
            high = middle
    return low
