"""The exact rules, worked by hand and against their definitions in fractions; the kernel is held to them."""

import ast
import doctest
import subprocess
import sys
from fractions import Fraction
from math import floor, gcd, prod
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import exact
from model.exact import RATE_SCALE, NothingToSplitByError

WEIGHTS = st.lists(st.integers(0, 10**30), min_size=1, max_size=60).filter(any)


def test_the_examples_hold() -> None:
    found = doctest.testmod(exact)
    assert (found.failed, found.attempted) == (0, 6)


@pytest.mark.slow
def test_the_file_asks_for_nothing_but_python() -> None:
    """It imports the standard library alone, and computes 2025 of RUN/387/2023 with no package in reach."""
    path = Path(exact.__file__)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names | {"collections.abc"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    code = "import exact; print(exact.apportion(exact.indexed(800_000, [3_100_000]), [1, 1, 2, 4]))"
    found = subprocess.run(
        [sys.executable, "-S", "-I", "-c", f"import sys; sys.path.insert(0, {str(path.parent)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[103100, 103100, 206200, 412400]"


@pytest.mark.parametrize(
    ("value", "whole"),
    [("5/2", 3), ("-5/2", -3), ("7/3", 2), ("-7/3", -2), ("1/2", 1), ("-1/2", -1), ("0", 0), ("4", 4), ("-4", -4)],
)
def test_a_half_goes_away_from_zero(value: str, whole: int) -> None:
    assert exact.half_up(Fraction(value)) == whole


@given(st.fractions())
def test_what_is_rounded_is_the_nearest(value: Fraction) -> None:
    assert abs(exact.half_up(value) - value) <= Fraction(1, 2)


@pytest.mark.clause("RUN/387/2023 §7", "uppräkning med LPIX från 2025")
@given(
    st.integers(0, 10**30),
    st.lists(st.integers(-RATE_SCALE + 1, 10 * RATE_SCALE), max_size=15),
    st.integers(0, 366),
    st.integers(365, 366),
)
def test_an_indexed_amount_is_the_product_rounded_once(base: int, rates: list[int], days: int, year: int) -> None:
    factor = prod((1 + Fraction(rate, RATE_SCALE) for rate in rates), start=Fraction(days, year))
    assert exact.indexed(base, rates, days, year) == floor(base * factor + Fraction(1, 2))


def hamilton(total: int, weights: list[int]) -> list[int]:
    """Largest remainder as a textbook does it, in fractions, ties to the first."""
    quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
    parts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(weights)), key=lambda i: (parts[i] - quotas[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


@pytest.mark.clause("RUN/387/2023 §7", "kommunernas del efter befolkning 1 november året före")
@given(st.integers(0, 10**40), WEIGHTS)
@example(7, [3, 3, 1, 0])
@example(5, [15, 15, 17, 3])  # quotas 1.5, 1.5, 1.7 and 0.3, which a published package gets wrong
def test_the_parts_are_those_of_the_textbook(total: int, weights: list[int]) -> None:
    parts = exact.apportion(total, weights)
    assert parts == hamilton(total, weights)
    assert sum(parts) == total
    quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
    assert all(abs(part - quota) < 1 for part, quota in zip(parts, quotas, strict=True))


def test_nothing_to_split_and_nothing_to_split_by() -> None:
    assert exact.apportion(0, [0, 0]) == [0, 0]
    assert exact.apportion(0, []) == []
    for total, weights in ((1, [0, 0]), (1, [])):
        with pytest.raises(NothingToSplitByError):
            exact.apportion(total, weights)
    for total, weights in ((-1, [1]), (1, [2, -1]), (0, [-1])):
        with pytest.raises(ValueError, match="at least 0"):
            exact.apportion(total, weights)


@given(
    st.integers(1, 6).flatmap(
        lambda count: st.lists(
            st.tuples(
                st.fractions(0, 100, max_denominator=10**6).filter(bool),
                st.lists(st.integers(0, 10**8), min_size=count, max_size=count).filter(any),
            ),
            min_size=1,
            max_size=3,
        )
    )
)
def test_a_key_of_several_parts_gives_each_its_exact_share(parts: list[tuple[Fraction, list[int]]]) -> None:
    weights = exact.key_weights(parts)
    whole = sum(percent for percent, _ in parts)
    for place, weight in enumerate(weights):
        share = sum(percent * Fraction(figures[place], sum(figures)) for percent, figures in parts)
        assert Fraction(weight, sum(weights)) == share / whole
    assert gcd(*weights) == 1


def test_a_part_of_a_key_without_any_figure_is_refused() -> None:
    with pytest.raises(NothingToSplitByError):
        exact.key_weights([(Fraction(70), [1, 2]), (Fraction(30), [0, 0])])


def test_every_part_of_a_key_has_a_figure_of_every_party() -> None:
    with pytest.raises(ValueError, match="shorter"):
        exact.key_weights([(Fraction(70), [1, 2]), (Fraction(30), [1])])


@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning när avvikelsen är mer än 10 %")
@pytest.mark.parametrize(
    ("deviation", "limit", "whole", "amount"),
    [
        (160, "160", True, 0),  # exactly at the limit
        (161, "160", True, 161),
        (161, "160", False, 1),
        (-161, "160", True, -161),
        (-161, "321/2", False, -1),  # half a krona over
        (161, "803/5", False, 0),  # 0.4 over
        (0, "0", True, 0),
    ],
)
def test_what_is_settled(deviation: int, limit: str, whole: bool, amount: int) -> None:
    assert exact.settled(deviation, Fraction(limit), whole=whole) == amount


def test_a_settlement_by_what_each_has_paid() -> None:
    assert exact.adjustments(-200, [800, 500, 300]) == [100, 63, 37]
    assert exact.adjustments(0, [800, 500, 300]) == [0, 0, 0]


@given(st.integers(1, 10**8), st.integers(0, 10**8), st.integers(1, 10), st.integers(0, 12), st.integers(0, 10**8))
def test_a_trend_is_the_nearest_whole_number(first: int, last: int, years: int, ahead: int, start: int) -> None:
    """r − ½ ≤ x < r + ½, shown on x**years, which is a fraction."""
    grown = exact.compound(first, last, years, ahead, start)
    power = Fraction(start) ** years * Fraction(last, first) ** ahead
    assert max(Fraction(2 * grown - 1, 2), Fraction(0)) ** years <= power < Fraction(2 * grown + 1, 2) ** years


@pytest.mark.parametrize(
    ("first", "last", "years", "ahead", "start", "grown"),
    [
        (2, 3, 1, 1, 3, 5),  # 4.5, half up
        (2, 3, 1, 1, 2, 3),
        (2, 3, 1, 1, 0, 0),
        (4, 1, 1, 1, 1, 0),  # 0.25
        (2, 1, 1, 1, 1, 1),  # 0.5, half up
        (1, 4, 2, 1, 4, 8),  # doubled each year
        (4, 9, 2, 1, 9, 14),  # 9 × 3/2 = 13.5, half up
        (4, 9, 2, 0, 9, 9),
    ],
)
def test_growth_goes_on_to_the_nearest_whole_number(
    first: int, last: int, years: int, ahead: int, start: int, grown: int
) -> None:
    assert exact.compound(first, last, years, ahead, start) == grown


def test_no_growth_from_nothing() -> None:
    with pytest.raises(ValueError, match="population of 0"):
        exact.compound(0, 5, 1, 1, 5)
