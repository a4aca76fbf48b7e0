"""Amounts as rough as they are known: in millions, and a range that is simulated no finer than that tells."""

from fractions import Fraction

from model.exact import half_up
from model.money import Amount, size
from suite.show.swedish import SPACE, kr, number

_MILLION = 1_000_000
_FEWEST = 4
"""How many steps a range is at least: an end is then at most an eighth of it from where it is."""


def rough(amount: Amount) -> str:
    """Return an amount in words: millions with one decimal, a smaller one to the krona."""
    if size(amount) < _MILLION:
        return kr(half_up(Fraction(amount)))
    return f"{number(Fraction(amount) / _MILLION, 1)}{SPACE}miljoner{SPACE}kr"


def rough_span(low: Amount, high: Amount) -> str:
    """Return a range, its ends rounded to the largest power of ten that leaves it `_FEWEST` steps.

    Examples
    --------
    >>> rough_span(63_273, 74_250).replace("\u00a0", " ")
    '63 000–74 000 kr'
    """
    step = 1
    while Fraction(high - low) >= 10 * _FEWEST * step:
        step *= 10
    ends = [half_up(Fraction(end) / step) * step for end in (low, high)]
    if ends[-1] >= _MILLION and step >= 10_000:
        decimals = max(6 - len(str(step)) + 1, 0)
        told = [number(Fraction(end, _MILLION), decimals) for end in ends]
        return f"{told[0]}–{told[1]}{SPACE}miljoner{SPACE}kr"
    return f"{number(ends[0])}–{number(ends[1])}{SPACE}kr"
