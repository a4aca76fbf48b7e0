"""A contribution through the years: the rows that move it, their factor, and the two ways to round, by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from series_rows import D, change

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution, Index, Joining, Negative, Rounding
from model.amounts.indexing import effective, factor, index_changes, indexed_contribution
from model.amounts.paid import Piece
from model.errors import InputError
from model.exact import RATE_SCALE
from model.series.series import Series

ROWS = [change(year, "10", f"{year - 1}-11-25") for year in range(2024, 2029)]
SERIES = Series([], ROWS, D(2030, 1, 1))
WHOLE = (12, 12)


@pytest.fixture
def region(agreement: Agreement) -> Contribution:
    return agreement.contributions[0]


def joined(contribution: Contribution, year: int) -> Contribution:
    return contribution.model_copy(
        update={"joined": Joining.model_construct(start=D(year, 7, 1), price_year=year)}
    )


def piece(
    agreement: Agreement, contribution: Contribution, parts: dict[int, tuple[int, int]] | None = None
) -> Piece:
    parts = parts or {agreement.price_year(contribution): WHOLE}
    return Piece(agreement, contribution, dict.fromkeys(parts, range(1, 13)), parts)


def paid(agreement: Agreement, contribution: Contribution, parts: dict[int, tuple[int, int]]) -> list[list[int]]:
    """Return what a contribution comes to in some years, in the two scenarios of `TENTHS`."""
    return indexed_contribution(piece(agreement, contribution, parts), TENTHS).tolist()


def with_index(agreement: Agreement, **terms: object) -> Agreement:
    assert agreement.index
    return agreement.model_copy(update={"index": agreement.index.model_copy(update=terms)})


def test_the_rows_after_the_price_level_to_the_year(agreement: Agreement, region: Contribution) -> None:
    """In 2024's prices: none in 2024, 2025's in 2025. Whoever joins in 2026's prices is moved from 2027."""
    assert piece(agreement, region).index_rows(SERIES, 2024) == []
    assert [row.year for row in piece(agreement, region).index_rows(SERIES, 2027)] == [2025, 2026, 2027]
    assert [row.year for row in piece(agreement, joined(region, 2026)).index_rows(SERIES, 2027)] == [2027]
    fixed = agreement.model_copy(update={"index": None})
    assert piece(fixed, region).index_rows(SERIES, 2027) == []
    with pytest.raises(InputError, match="2029"):
        piece(agreement, region).index_rows(SERIES, 2029)


def test_changes_begin_with_none_in_the_price_level_s_year(agreement: Agreement, region: Contribution) -> None:
    rows = piece(agreement, region).index_rows(SERIES, 2026)
    assert index_changes(piece(agreement, region, {2026: WHOLE}), rows).tolist() == [
        [0],
        [RATE_SCALE // 10],
        [RATE_SCALE // 10],
    ]
    assert index_changes(piece(agreement, joined(region, 2026)), []).tolist() == [[0]]


def test_the_factor_holds_every_digit(agreement: Agreement) -> None:
    """Thirty years of 3.123456 %: 180 decimals and more than a float or 28 digits hold."""
    assert str(factor(agreement.index, [])) == "1"
    assert isinstance(factor(agreement.index, []), Decimal)
    assert factor(agreement.index, ROWS[:2]) == Decimal("1.21")
    rows = [change(year, "3,123456", "2020-01-01") for year in range(2025, 2055)]
    assert Fraction(factor(agreement.index, rows)) == Fraction(103_123_456, 10**8) ** 30
    assert factor(None, ROWS) == 1


def test_a_negative_change_lowers_or_leaves(agreement: Agreement) -> None:
    rates = np.array([[0, 5], [-3, 0]])
    assert agreement.index
    assert effective(agreement.index, rates).tolist() == [[0, 5], [-3, 0]]
    leaves: Index = agreement.index.model_copy(update={"negative": Negative.LEAVES})
    assert effective(leaves, rates).tolist() == [[0, 5], [0, 0]]
    assert effective(None, rates).tolist() == [[0, 0], [0, 0]]
    rows = [change(2025, "−50", "2024-11-25"), change(2026, "10", "2025-11-25")]
    assert factor(leaves, rows) == Decimal("1.1")
    assert factor(agreement.index, rows) == Decimal("0.55")


TENTHS = np.array([[0, 0], [RATE_SCALE // 10, 0], [RATE_SCALE // 10, -RATE_SCALE // 2]])
"""2024 to 2026 in two scenarios: 10 and 10 %, and 0 and −50 %."""


def test_the_years_asked_for_in_each_scenario(agreement: Agreement, region: Contribution) -> None:
    """800 000 × 1.1 is 880 000, × 1.1 again 968 000, of which five months are 403 333.33; −50 % is 400 000."""
    found = indexed_contribution(piece(agreement, region, {2024: WHOLE, 2025: WHOLE, 2026: WHOLE}), TENTHS)
    assert found.tolist() == [[800_000, 800_000], [880_000, 800_000], [968_000, 400_000]]
    found = indexed_contribution(piece(agreement, region, {2026: (5, 12), 2025: (73, 365)}), TENTHS)
    assert found.tolist() == [[403_333, 166_667], [176_000, 160_000]]


def test_whoever_joins_is_indexed_from_that_year(agreement: Agreement, region: Contribution) -> None:
    found = indexed_contribution(piece(agreement, joined(region, 2026), {2026: (6, 12), 2027: WHOLE}), TENTHS[:2])
    assert found.tolist() == [[400_000, 400_000], [880_000, 800_000]]


def test_an_amount_without_index_stays(agreement: Agreement, region: Contribution) -> None:
    fixed = agreement.model_copy(update={"index": None})
    assert indexed_contribution(piece(fixed, region, {2026: WHOLE}), TENTHS).tolist() == [[800_000, 800_000]]


def test_rounded_each_year_before_the_next(agreement: Agreement, region: Contribution) -> None:
    """55 kronor: 60.5 is 61, and 67.1 is 67; in one product 66.55 is 67. −50 % of 55 is 27.5 is 28.

    105 and 10 %: 115.5 is 116, 127.6 is 128; in one product 127.05 is 127. Half the last year is 64, or 63.525.
    """
    yearly = with_index(agreement, rounding=Rounding.YEARLY)
    small = region.model_copy(update={"base_amount": 55})
    every = {2024: WHOLE, 2025: WHOLE, 2026: WHOLE}
    assert paid(yearly, small, every) == [[55, 55], [61, 55], [67, 28]]
    small = region.model_copy(update={"base_amount": 105})
    assert paid(yearly, small, every) == [
        [105, 105],
        [116, 105],
        [128, 53],
    ]
    assert paid(agreement, small, every) == [
        [105, 105],
        [116, 105],
        [127, 53],
    ]
    half = {2026: (6, 12)}
    assert paid(yearly, small, half) == [[64, 27]]
    assert paid(agreement, small, half) == [[64, 26]]
    leaves = with_index(agreement, rounding=Rounding.YEARLY, negative=Negative.LEAVES)
    assert paid(leaves, small, every) == [
        [105, 105],
        [116, 105],
        [128, 105],
    ]
