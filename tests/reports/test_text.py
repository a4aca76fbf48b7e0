"""The sentences that several reports share."""

import pytest

from suite.reports import text


def plain(said: str) -> str:
    return said.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("change", "told"), [(5, "5 kr mer än 2024"), (-1_200, "1 200 kr mindre än 2024"), (0, "lika mycket som 2024")]
)
def test_a_change_is_told_in_words_and_not_in_a_sign(change: int, told: str) -> None:
    assert plain(text.more_than(change, 2024)) == told


@pytest.mark.parametrize(
    ("change", "before", "told"),
    [
        *((3, 100, "+3,0 %"), (-3, 100, "−3,0 %"), (0, 100, "")),
        *((100, 100, ""), (801_013, 33_765, ""), (-100, 100, ""), (5, 0, "")),
    ],
)
def test_a_share_is_told_while_it_says_something(change: int, before: int, told: str) -> None:
    """The Region paid 33 765 kr in 2023 and 834 778 kr in 2024: +2 372,3 % says nothing to anybody."""
    assert plain(text.change_share(change, before)) == told


@pytest.mark.parametrize(
    ("back", "is_open", "told"),
    [
        (1, False, "får tillbaka"),
        (-1, False, "betalar"),
        (1, True, "skulle få tillbaka"),
        (-1, True, "skulle betala"),
    ],
)
def test_a_settlement_flows_one_way(back: int, is_open: bool, told: str) -> None:
    assert text.flow(back, is_open=is_open) == told


def test_a_status_line_begins_with_whether_it_is_decided() -> None:
    assert (text.decided().title, text.preliminary("Allt.").title) == ("Fastställt.", "Preliminärt.")
