"""The kernel against the exact rules, on the cases most likely to break it: where floats no longer do, where 64
bits end, and where there is nothing to compute.
"""

from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model import exact
from model.exact import RATE_SCALE, NothingToSplitByError
from model.kernel import TooLargeError, Workspace, apportion, indexed

RATES = st.one_of(
    st.integers(-RATE_SCALE // 2, RATE_SCALE),
    st.sampled_from([0, RATE_SCALE // 100, 3 * RATE_SCALE // 100, -RATE_SCALE // 50, 31 * RATE_SCALE // 1000]),
)


def one_contribution(base: int, rates: list[int], months: int) -> list[int]:
    column = np.array([[0], *([rate] for rate in rates)], dtype=np.int64)
    return indexed(np.full_like(column, base), column, np.full_like(column, months))[:, 0].tolist()


@pytest.mark.clause("RUN/387/2023 §7", "uppräkning med LPIX från 2025")
@given(st.integers(0, 10**10), st.lists(RATES, max_size=14), st.integers(0, 12))
def test_indexed_equals_the_exact_rule(base: int, rates: list[int], months: int) -> None:
    expected = [exact.indexed(base, rates[:year], months, 12) for year in range(len(rates) + 1)]
    assert one_contribution(base, rates, months) == expected


@given(st.lists(st.sampled_from([1, 3, 7, 9, 11, -1, -3, 13]), min_size=1, max_size=5), st.integers(-1, 1))
@example([1, 1, 1, 1], 0)
@example([3, 3, 3, 3, 3], 0)
def test_indexed_at_exactly_half_a_krona(percents: list[int], step: int) -> None:
    """Base amounts that the whole percentages carry to exactly a whole krona and a half, and their neighbours."""
    numerator, denominator = prod(100 + percent for percent in percents), 100 ** len(percents)
    base = denominator // 2 * pow(numerator, -1, denominator) % denominator + step
    expected = (2 * base * numerator + denominator) // (2 * denominator)
    assert step or 2 * base * numerator % (2 * denominator) == denominator
    assert one_contribution(base, [percent * RATE_SCALE // 100 for percent in percents], 12)[-1] == expected


def test_a_float_would_have_decided_wrongly() -> None:
    """Some of the cases above a product of floats puts on the wrong side of the half; we do not."""
    wrong = 0
    for percents in product([1, 3, 7, 9], repeat=5):
        base = 100**5 // 2 * pow(prod(100 + percent for percent in percents), -1, 100**5) % 100**5
        rates = [percent * RATE_SCALE // 100 for percent in percents]
        expected = exact.indexed(base, rates)
        wrong += (
            int(np.floor(base * np.cumprod([1 + percent / 100 for percent in percents])[-1] + 0.5)) != expected
        )
        assert one_contribution(base, rates, 12)[-1] == expected
    assert wrong > 0


@given(
    st.integers(0, 10**10),
    st.one_of(
        st.lists(st.integers(0, 10**8), min_size=1, max_size=8),
        st.lists(st.sampled_from([0, 1, 7, 10**8]), min_size=1, max_size=150),
    ).filter(any),
)
@example(7, [3, 3, 1, 0])
@example(10**10, [10**8] * 150)
@example(5, [15, 15, 17, 3])
@example(0, [1])
def test_apportion_equals_the_exact_rule(total: int, weights: list[int]) -> None:
    parts = apportion(np.array(total), np.array(weights)).tolist()
    assert parts == exact.apportion(total, weights)
    assert sum(parts) == total
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@given(st.lists(st.integers(0, 10**6), min_size=6, max_size=6), st.integers(1, 4))
def test_a_stack_of_scenarios_equals_one_at_a_time(totals: list[int], parties: int) -> None:
    total = np.array(totals).reshape(2, 3)
    weights = np.arange(1, parties * 6 + 1).reshape(parties, 2, 3)
    together = apportion(total, weights)
    for year in range(2):
        for scenario in range(3):
            alone = apportion(np.array(total[year, scenario]), weights[:, year, scenario])
            assert together[:, year, scenario].tolist() == alone.tolist()


def test_ties_go_to_the_first() -> None:
    assert apportion(np.array(5), np.array([1, 1, 1])).tolist() == [2, 2, 1]


def test_the_quotas_that_a_published_package_gets_wrong() -> None:
    """Quotas 1.5, 1.5, 1.7 and 0.3: the seats go 2, 1, 2, 0."""
    assert apportion(np.array(5), np.array([15, 15, 17, 3])).tolist() == [2, 1, 2, 0]


@given(st.integers(0, 10**10), st.lists(st.integers(1, 10**8), min_size=2, max_size=20), st.randoms())
def test_the_order_of_parties_matters_only_for_ties(total: int, weights: list[int], random) -> None:
    weights = sorted(set(weights))
    order = list(range(len(weights)))
    random.shuffle(order)
    remainders = [total * weight % sum(weights) for weight in weights]
    if len(set(remainders)) == len(remainders):
        parts = apportion(np.array(total), np.array(weights))
        shuffled = apportion(np.array(total), np.array(weights)[order])
        assert shuffled.tolist() == parts[order].tolist()


@pytest.mark.parametrize("dropped", [9, 1000, 50_000, RATE_SCALE])
@given(base=st.integers(10**6, 10**9), rise=st.integers(10**5, 10**6))
@example(base=526_531_904, rise=836_458)
def test_a_rate_just_above_minus_100_percent(dropped: int, base: int, rise: int) -> None:
    """1 + rate has few digits left there as a float; what rises again would show how many."""
    rates = [RATE_SCALE // dropped - RATE_SCALE, rise * RATE_SCALE]
    assert one_contribution(base, rates, 12)[-1] == exact.indexed(base, rates)


def test_a_base_and_parts_of_one_column_stand_for_every_scenario() -> None:
    rates = np.array([[0, 0, 0], [3_100_000, -50, 0]])
    base, months = np.array([[800_000], [800_001]]), np.array([[12], [5]])
    wide = [np.repeat(each, 3, axis=1) for each in (base, months)]
    assert (indexed(base, rates, months) == indexed(wide[0], rates, wide[1])).all()


@st.composite
def almost_whole_quotas(draw: st.DrawFn) -> tuple[int, list[int]]:
    """Totals and weights whose first quota is a whole number, or one part in the sum of weights from one."""
    weights = draw(st.lists(st.integers(1, 2**20), min_size=2, max_size=8))
    gcd = np.gcd(weights[0], sum(weights))
    unit, whole = weights[0] // int(gcd), sum(weights) // int(gcd)
    residue = draw(st.integers(-1, 1)) * pow(unit, -1, whole)
    limit = min(2**31, 2**49 // max(weights))
    return draw(st.integers(0, limit // whole)) * whole + residue % whole, weights


@given(almost_whole_quotas())
@example((2**31 - 1, [2**16, 1, 2**16 - 1]))
@example((2**31, [2**16, 1, 2**16 - 1]))
@example((2**28, [2**20 - 1] * 8))
def test_quotas_next_to_a_whole_number_on_both_sides_of_the_limits(case: tuple[int, list[int]]) -> None:
    total, weights = case
    assert apportion(np.array(total), np.array(weights)).tolist() == exact.apportion(total, weights)
    held = apportion(np.array(total), np.array(weights, dtype=np.float64), Workspace())
    assert held.tolist() == exact.apportion(total, weights)


@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(0, 10**8), min_size=3, max_size=3),
            st.lists(st.integers(1, 10**5), min_size=4, max_size=4),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_buffers_used_again_leave_nothing_behind(cases: list[tuple[list[int], list[int]]]) -> None:
    work = Workspace()
    for totals, people in cases:
        weights = np.array(people)[:, None] + np.arange(len(totals))
        for kind in (np.int64, np.float64):
            found = apportion(np.array(totals), weights.astype(kind), work)
            for scenario, total in enumerate(totals):
                assert found[:, scenario].tolist() == exact.apportion(total, weights[:, scenario].tolist())
        assert apportion(np.array(totals[0]), weights[:, 0], work).tolist() == exact.apportion(totals[0], people)


@pytest.mark.parametrize("parties", [33, 34])
def test_pairs_and_sorting_rank_alike(parties: int) -> None:
    weights = np.random.default_rng(1).integers(0, 50, (parties, 20)) + 1
    totals = np.arange(20) * 997
    found = apportion(totals, weights)
    for scenario, total in enumerate(totals.tolist()):
        assert found[:, scenario].tolist() == exact.apportion(total, weights[:, scenario].tolist())


@pytest.mark.parametrize(
    ("total", "weights"),
    [(-1, [1]), (1, [-1, 2]), (1, [0, 0])],
)
def test_apportion_refuses(total: int, weights: list[int]) -> None:
    for kind in (np.int64, np.float64):
        with pytest.raises(ValueError):
            apportion(np.array(total), np.array(weights, dtype=kind), Workspace())


@pytest.mark.parametrize(
    ("base", "rates", "months"),
    [(-1, [0], 12), (1, [-RATE_SCALE], 12), (1, [0], 13), (1, [0], -1), (2**61, [RATE_SCALE, RATE_SCALE], 12)],
)
def test_indexed_refuses(base: int, rates: list[int], months: int) -> None:
    with pytest.raises(ValueError):
        one_contribution(base, rates, months)


def test_a_rate_too_large_for_floats_is_refused_also_when_the_base_is_0() -> None:
    with np.errstate(all="ignore"), pytest.raises(ValueError):
        one_contribution(0, [2**62] * 40, 12)


def test_the_price_level_has_no_change() -> None:
    ones = np.ones((2, 1), dtype=np.int64)
    with pytest.raises(ValueError):
        indexed(ones, ones, ones)


def column(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)[:, None]


@pytest.mark.parametrize("base", [2**53 + 1, 10**18 + 1, 2**61 + 1])
@pytest.mark.parametrize("months", [5, 12])
def test_an_amount_that_no_float_holds(base: int, months: int) -> None:
    """Above 2**53 a float skips every other krona; ours are exact as far as they are not refused."""
    rates = column(0, -1, 3)
    parts = np.full_like(rates, months)
    expected = [exact.indexed(base, rates[1:year, 0].tolist(), months, 12) for year in (1, 2, 3)]
    assert indexed(np.full_like(rates, base), rates, parts)[:, 0].tolist() == expected


def test_the_largest_amount() -> None:
    one = column(0)
    with pytest.raises(TooLargeError):
        indexed(column(2**62), one, one + 12)
    # Half of it is not too large, and neither is the most that a float holds below the limit.
    assert indexed(column(2**62), one, one + 6).tolist() == [[2**61]]
    assert indexed(column(2**62 - 512), one, one + 12).tolist() == [[2**62 - 512]]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_cell_that_is_wrong_is_enough(place: int) -> None:
    """A year or a scenario among good ones."""
    good = np.array([[800_000] * 3] * 3), np.array([[0] * 3] + [[100] * 3] * 2), np.array([[12] * 3] * 3)
    assert indexed(*good).shape == (3, 3)
    for argument, wrong in ((0, -1), (1, -RATE_SCALE), (2, -1), (2, 13)):
        bad = [each.copy() for each in good]
        bad[argument][2, place] = wrong
        with pytest.raises(ValueError):
            indexed(*bad)
    bad = [each.copy() for each in good]
    bad[1][0, place] = 1
    with pytest.raises(ValueError, match="first year"):
        indexed(*bad)


def test_years_of_different_length() -> None:
    """A leap year paid for its 366 days is a whole year; 61 of them are a sixth, 61 of 365 are not."""
    days, whole = column(366, 61, 61), column(366, 366, 365)
    rates = column(0, 0, 0)
    found = indexed(np.full_like(rates, 732_000), rates, days, whole)
    assert found[:, 0].tolist() == [732_000, 122_000, 122_334]  # 122 334.25
    with pytest.raises(ValueError, match="parts of a year"):
        indexed(np.full_like(rates, 732_000), rates, days, whole - 1)


def test_half_a_krona_in_one_scenario_of_many() -> None:
    """50 % on 3, 5, 2 and 1: 4.5 and 7.5 and 1.5 round up, each in its own scenario."""
    base = np.array([[3, 5, 2, 1]] * 2)
    rates = np.array([[0] * 4, [RATE_SCALE // 2] * 4])
    assert indexed(base, rates, np.full((2, 1), 12)).tolist() == [[3, 5, 2, 1], [5, 8, 3, 2]]


def test_a_part_of_a_year_at_exactly_half_a_krona() -> None:
    """6 of 12 months of 3, 4 and 5 kronor; a month of 6 and of 18."""
    base, months = np.array([[3, 4, 5, 6, 18, 7]]), np.array([[6, 6, 6, 1, 1, 0]])
    assert indexed(base, np.zeros_like(base), months).tolist() == [[2, 2, 3, 1, 2, 0]]


def test_nothing_to_compute() -> None:
    """No scenarios, no year, nothing to split, and nobody to split between."""
    assert indexed(np.zeros((2, 0), dtype=np.int64), np.zeros((2, 0), dtype=np.int64), column(12, 12)).shape == (
        2,
        0,
    )
    assert apportion(np.zeros(0, dtype=np.int64), np.ones((3, 0), dtype=np.int64)).shape == (3, 0)


def test_few_cells_are_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Floats are there to be fast: of ten years and a thousand paths only what lies by a half is done twice."""
    again: list[int] = []

    def counted(base: int, rates: list[int], parts: int, whole_year: int) -> int:
        again.append(base * parts)
        return exactly(base, rates, parts, whole_year)

    exactly = exact.indexed
    monkeypatch.setattr(exact, "indexed", counted)
    rates = np.random.default_rng(1).integers(-(10**6), 6 * 10**6, (10, 1000))
    rates[0] = 0
    indexed(np.full((10, 1), 800_000), rates, np.full((10, 1), 12))
    assert len(again) < 10
    indexed(np.array([[800_000], [1]]), np.array([[0], [-RATE_SCALE // 2]]), np.full((2, 1), 12))
    assert again[-1] == 12  # half of one krona is one of them


@pytest.mark.parametrize("parties", [2, 34])
@pytest.mark.parametrize("work", [None, Workspace()])
def test_nothing_to_split_by_matters_only_where_there_is_something_to_split(
    parties: int, work: Workspace | None
) -> None:
    """Two scenarios: all weights 0 in the first, where the total is 0; nobody pays there."""
    weights = np.array([[0, 1]] * parties)
    found = apportion(np.array([0, parties]), weights, work)
    assert found.tolist() == [[0, 1]] * parties
    with pytest.raises(NothingToSplitByError):
        apportion(np.array([1, parties]), weights, work)
    with pytest.raises(NothingToSplitByError):
        apportion(np.array(1), np.zeros(parties, dtype=np.int64), work)


@pytest.mark.parametrize(
    ("total", "weights"),
    [
        (7, [(2**63 - 1) // 7, 1]),  # 7 × 1 317 624 576 693 539 401 is 2**63 − 1
        (1, [2**62 - 1, 2**62 - 1]),
        (2**40, [2**23 - 1, 3]),
        (2**62, [1, 1]),
        (2**31 - 1, [1, 1, 1]),
        (2**31, [1, 1, 1]),
        (3, [2**31 - 1, 1]),
        (3, [2**30, 2**30]),  # their sum is one more than 32 bits hold
        (2**20, [2**28 - 1, 5, 2**27 + 1]),
        (2**20 + 1, [2**28, 5, 2**27 + 1]),
    ],
)
def test_the_largest_that_64_bits_split(monkeypatch: pytest.MonkeyPatch, total: int, weights: list[int]) -> None:
    expected = exact.apportion(total, weights)
    monkeypatch.delattr(exact, "apportion")
    for work in (None, Workspace()):
        assert apportion(np.array(total), np.array(weights), work).tolist() == expected


@pytest.mark.parametrize(
    ("total", "weights"), [(8, [2**60, 1]), (2**62, [2, 1]), (1, [2**62] * 2), (0, [2**62] * 2), (2**61, [3, 4])]
)
def test_the_smallest_that_they_do_not(monkeypatch: pytest.MonkeyPatch, total: int, weights: list[int]) -> None:
    for work in (None, Workspace()):
        found = apportion(np.array(total), np.array(weights), work)
        assert found.dtype == np.int64
        assert found.tolist() == exact.apportion(total, weights)
    monkeypatch.delattr(exact, "apportion")
    with pytest.raises(AttributeError):
        apportion(np.array(total), np.array(weights))


@given(
    st.lists(st.integers(0, 2**62 - 1), min_size=6, max_size=6),
    st.lists(st.integers(1, 10**25), min_size=18, max_size=18),
)
def test_where_64_bits_end_each_year_and_scenario_is_split_by_itself(totals: list[int], keys: list[int]) -> None:
    total, weights = np.array(totals).reshape(2, 3), np.array(keys, dtype=object).reshape(3, 2, 3)
    found = apportion(total, weights)
    assert found.dtype == np.int64
    for year, scenario in np.ndindex(2, 3):
        expected = exact.apportion(int(total[year, scenario]), weights[:, year, scenario].tolist())
        assert found[:, year, scenario].tolist() == expected
    same = apportion(total[:, :1], weights)
    assert same[:, :, 0].tolist() == found[:, :, 0].tolist()
    assert same.sum(axis=0).tolist() == np.broadcast_to(total[:, :1], (2, 3)).tolist()


def test_where_64_bits_end_there_must_be_something_to_split_by_too() -> None:
    weights = np.array([[0, 2**62], [0, 2**62]])
    assert apportion(np.array([0, 3]), weights).tolist() == [[0, 2], [0, 1]]
    with pytest.raises(NothingToSplitByError):
        apportion(np.array([1, 3]), weights)


@pytest.mark.parametrize("parties", [1, 2, 33, 34, 60])
def test_all_equal_goes_to_the_first(parties: int) -> None:
    """One krona less than two each: the last is the one that gets one."""
    assert apportion(np.array(2 * parties - 1), np.ones(parties, dtype=np.int64)).tolist() == [
        *[2] * (parties - 1),
        1,
    ]


def test_the_result_is_int64_and_with_buffers_what_is_enough() -> None:
    """Without buffers of their own the parts are the caller's, and may be summed without a thought of limits."""
    total, weights = np.array([[10, 11]]), np.array([[[1, 2]], [[3, 4]]])
    plain, held = apportion(total, weights), apportion(total, weights, work := Workspace())
    assert (plain.dtype, held.dtype) == (np.int64, np.int32)
    assert plain.tolist() == held.tolist()
    again = apportion(total + 1, weights, work)
    assert np.shares_memory(again, held)
    assert not np.shares_memory(apportion(total, weights), apportion(total, weights))


def test_a_buffer_is_kept_for_its_shape_and_kind() -> None:
    work = Workspace()
    first = work.take("parts", (2, 3), np.int32)
    assert (first.shape, first.dtype) == ((2, 3), np.int32)
    assert work.take("parts", (2, 3), np.int32) is first
    assert work.take("other", (2, 3), np.int32) is not first
    assert work.take("parts", (3, 2), np.int32).shape == (3, 2)
    assert work.take("parts", (3, 2), np.float64).dtype == np.float64
