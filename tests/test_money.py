"""Amounts in kronor and in öre: exact both ways, and of the kind that says which."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.money import exact, from_units, in_kronor, size, to_units, total


def test_ore_there_and_back() -> None:
    """12 kronor 50 öre, 0.01 less than nothing, and 7 kronor: 1 250, −1 and 700 öre."""
    amounts = [Decimal("12.50"), Decimal("-0.01"), 7]
    units = to_units(amounts, 100)
    assert units.tolist() == [1250, -1, 700]
    assert units.dtype == np.int64
    kronor = from_units(units, 100)
    assert [str(amount) for amount in kronor] == ["12.50", "-0.01", "7.00"]


def test_whole_kronor_stay_int64() -> None:
    """They are units already: an int64 column stays one."""
    units = to_units([3, 4], 1)
    assert from_units(units, 1) is units
    assert (in_kronor(5, 1), type(in_kronor(5, 1))) == (5, int)


def test_no_amounts_are_whole_kronor_too() -> None:
    assert to_units([], 1).dtype == np.int64
    assert total([]) == 0


def test_units_keep_their_shape() -> None:
    """Parties down, years across."""
    kronor = from_units(np.array([[1, 20], [300, 4000]]), 100)
    assert kronor.tolist() == [[Decimal("0.01"), Decimal("0.20")], [Decimal("3.00"), Decimal("40.00")]]


@given(st.lists(st.integers(-(10**15), 10**15)))
def test_the_sum_of_amounts_is_the_sum_of_their_ore(ore: list[int]) -> None:
    assert total(in_kronor(each, 100) for each in ore) == Decimal(sum(ore)) / 100


def test_a_number_of_a_frame_becomes_exact() -> None:
    """numpy's numbers become Python's; a Decimal stays as it is, with its öre."""
    assert type(exact(np.int64(7))) is int
    assert str(exact(Decimal("7.10"))) == "7.10"
    assert (total([np.int64(2**62), 2**62]), type(total([np.int64(1)]))) == (2**63, int)


@pytest.mark.parametrize(
    ("amount", "without_sign"),
    [(5, 5), (-5, 5), (0, 0), (Decimal("-0.50"), Decimal("0.50")), (Decimal("0.50"),) * 2],
)
def test_the_size_of_an_amount(amount: int | Decimal, without_sign: int | Decimal) -> None:
    assert size(amount) == without_sign
    assert str(size(0)) == "0"
