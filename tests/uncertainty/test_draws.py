"""Paths made of given normal numbers, against the definition written out a number at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.exact import RATE_SCALE
from model.uncertainty.draws import deviations, normals, people_factors, rate_paths


def test_the_order_of_the_blocks_makes_no_difference() -> None:
    forth = {block: normals(5, block, np.empty((3, 8))) for block in (0, 1, 2)}
    back = {block: normals(5, block, np.empty((3, 8))) for block in (2, 1, 0)}
    assert all((forth[block] == back[block]).all() for block in forth)
    assert len({each.tobytes() for each in forth.values()}) == 3
    assert (normals(6, 0, np.empty((3, 8))) != forth[0]).any()


@given(st.integers(1 - RATE_SCALE, RATE_SCALE))
def test_without_spread_the_index_is_its_centre(rate: int) -> None:
    z = normals(1, 0, np.empty((4, 6)))
    assert (rate_paths(np.full((4, 1), float(rate)), deviations(0.0, 0.5, z)) == rate).all()


@pytest.mark.parametrize("persistence", [0.0, 0.5, 1.0])
def test_a_deviation_that_stays(persistence: float) -> None:
    z = normals(1, 0, np.empty((4, 6)))
    found = rate_paths(np.full((4, 1), 3_000_000.0), deviations(1_000_000.0, persistence, z.copy()))
    for path in range(6):
        deviation = 0.0
        for year in range(4):
            deviation = z[year, path] * 1_000_000.0 + persistence * deviation
            assert found[year, path] == round(deviation + 3_000_000.0)


def test_an_index_change_stops_just_above_minus_100_percent() -> None:
    found = rate_paths(np.zeros((2, 1)), deviations(float(RATE_SCALE), 0.0, np.full((2, 3), -5.0)))
    assert (found == 1 - RATE_SCALE).all()


def test_without_spread_nobody_moves() -> None:
    z = normals(1, 0, np.empty((18, 6)))
    assert (people_factors(np.zeros(3), z.reshape(3, 6, 6)) == 1).all()


def test_factors_are_products_over_the_years() -> None:
    z = normals(1, 0, np.empty((6, 5))).reshape(2, 3, 5)
    spread = np.array([0.01, 0.02])
    steps = 1 + spread[:, None, None] * z
    expected = np.stack(
        [steps[:, 0], steps[:, 1] * steps[:, 0], steps[:, 2] * (steps[:, 1] * steps[:, 0])], axis=1
    )
    assert (people_factors(spread, z) == expected).all()


def test_nobody_comes_back_when_all_have_left() -> None:
    z = np.array([-2.0, -2.0, 0.5]).reshape(1, 3, 1)
    assert people_factors(np.ones(1), z).ravel().tolist() == [0.0, 0.0, 0.0]
