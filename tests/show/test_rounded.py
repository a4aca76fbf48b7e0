"""A simulated range is told no finer than it is known, and millions are told as such."""

import pytest

from suite.show.rounded import rough, rough_span


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (63_273, 74_250, "63 000–74 000 kr"),
        (24_667_030, 26_361_741, "24,7–26,4 miljoner kr"),
        (1_234_567, 1_284_567, "1,23–1,28 miljoner kr"),
        (100, 108, "100–108 kr"),
        (950_000, 2_950_000, "1,0–3,0 miljoner kr"),
        (10_000_000, 90_000_000, "10–90 miljoner kr"),
    ],
)
def test_a_range_has_its_ends_where_they_are_known(low: int, high: int, told: str) -> None:
    """10 977 wide in steps of a thousand: at least four steps, and fewer than forty."""
    assert rough_span(low, high).replace("\u00a0", " ") == told


def test_millions_have_one_decimal_and_less_is_told_to_the_krona() -> None:
    assert [rough(each).replace("\u00a0", " ") for each in (14_280_000, 999_999)] == [
        "14,3 miljoner kr",
        "999 999 kr",
    ]
