"""Labels stand free of each other, as near to what they name as that lets them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.show.canvas import measure, wrapped
from suite.show.labels import apart, scale, spaced, teller
from suite.show.swedish import SPACE

LABELS = st.lists(
    st.tuples(st.floats(-1e9, 1e9) | st.sampled_from([0.0, 100.0]), st.floats(0.1, 60)), min_size=1, max_size=100
)


@given(LABELS)
def test_labels_are_apart_in_the_order_of_what_they_name(labels: list[tuple[float, float]]) -> None:
    places, sizes = zip(*labels, strict=True)
    moved = apart(places, sizes)
    order = sorted(range(len(labels)), key=lambda each: places[each])
    for before, after in pairwise(order):
        assert moved[after] - moved[before] >= (sizes[before] + sizes[after]) / 2 - 1e-5


@given(LABELS, st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_labels_are_within_their_bounds(labels: list[tuple[float, float]], low: float, spare: float) -> None:
    places, sizes = zip(*labels, strict=True)
    high = low + sum(sizes) + spare
    for place, size in zip(apart(places, sizes, low, high), sizes, strict=True):
        assert low - 1e-5 <= place - size / 2
        assert place + size / 2 <= high + 1e-5


@given(st.lists(st.integers(0, 100), max_size=50, unique=True))
def test_labels_with_room_stay_where_they_are(places: list[int]) -> None:
    assert apart(places, [0.5] * len(places)) == pytest.approx(places)


def test_labels_that_touch_share_the_way() -> None:
    assert apart([0, 0], [10, 10]) == [-5, 5]
    assert apart([3, 1, 2], [2, 2, 2]) == [4, 0, 2]
    assert apart([0, 0, 0], [10, 10, 10], low=0, high=5) == [5, 15, 25]


@given(st.integers(1, 100), st.floats(1, 60), st.floats(1, 60))
def test_places_that_are_told_have_room(count: int, pitch: float, size: float) -> None:
    places = [pitch * place for place in range(count)]
    kept = spaced(places, size)
    assert kept[-1] == count - 1
    assert all(places[after] - places[before] >= size - 1e-9 for before, after in pairwise(kept))


def test_years_are_told_at_even_distances_where_they_can_be() -> None:
    assert spaced(range(0, 100, 10), 15) == [0, 3, 6, 9]
    assert spaced(range(0, 80, 10), 15) == [0, 2, 4, 7]
    assert spaced([5], 100) == [0]
    assert spaced([], 100) == []


@given(st.text("abc ÅåW$_", max_size=80), st.floats(20, 200), st.booleans())
def test_wrapped_words_are_all_there_and_no_wider_than_they_may_be(words: str, width: float, bold: bool) -> None:
    lines = wrapped(words, width, bold)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(measure(line, bold) <= width for line in lines)


def test_values_are_told_in_their_unit() -> None:
    assert [teller("tkr", [1_234_567])(value) for value in (1_234_567, 400, -400)] == [f"1{SPACE}235", "0", "0"]
    assert teller("tkr", [2_916])(2_916) == "2,9"
    assert teller("kr", [2_916])(-2_916) == f"−2{SPACE}916"


def test_a_scale_of_one_value_draws_it_at_the_start() -> None:
    assert scale([7], 10, 20)(7) == 10
    assert scale([0, 10], 100, 0)(5) == 50
