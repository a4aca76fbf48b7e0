"""Amounts: whole kronor as int or, where an agreement reckons in öre, exact kronor as Decimal; computed in units.

A unit is the smallest amount that an agreement reckons in, a krona or an öre; the kernel sees units only.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from model.kernel import IntArray

Amount = int | Decimal


def exact(value: Any) -> Amount:
    """Return a number of a frame as an exact amount: an int, or the Decimal it is."""
    return value if isinstance(value, Decimal) else int(value)


def total(values: Iterable[Any]) -> Amount:
    """Return the exact sum of amounts."""
    return sum(exact(value) for value in values)


def to_units(values: Iterable[Any], scale: int) -> IntArray:
    """Return amounts in units, ``scale`` of which make a krona."""
    return np.array([int(value * scale) for value in values], dtype=np.int64)


def from_units(units: IntArray, scale: int) -> np.ndarray[Any, Any]:
    """Return units as amounts of the same shape: int64 kronor, or Decimals with two decimals."""
    if scale == 1:
        return units
    return np.asarray(np.vectorize(partial(in_kronor, scale=scale), otypes=[object])(units))


def in_kronor(units: int, scale: int) -> Amount:
    """Return a number of units as an amount."""
    return units if scale == 1 else Decimal(units).scaleb(-2)


def size(value: Amount) -> Amount:
    """Return an amount without its sign."""
    return value if value >= 0 else -value
