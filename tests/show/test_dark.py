"""In the dark every colour has another, and words and bars are told from the paper as well as by day."""

import re

import pytest
from contrast import contrast

from suite.show.colours import AGREEMENTS, DARK, DARK_PAPER, INK, LINE, PAPER, QUIET, TOGETHER, tint
from suite.show.dark import dark_style, in_the_dark, with_dark

WORDS = (*AGREEMENTS, TOGETHER, INK, QUIET)


@pytest.mark.parametrize("colour", WORDS)
def test_words_and_bars_are_read_on_dark_paper(colour: str) -> None:
    assert contrast(in_the_dark(colour), DARK_PAPER) >= 4.5


def test_agreements_are_told_apart_in_the_dark() -> None:
    assert len({in_the_dark(colour) for colour in AGREEMENTS}) == len(AGREEMENTS)


@pytest.mark.parametrize("colour", (*AGREEMENTS, TOGETHER))
def test_a_tint_is_a_tint_in_the_dark_with_words_on_it(colour: str) -> None:
    assert in_the_dark(tint(colour, 0.2)) == tint(DARK[colour], 0.2, DARK_PAPER)
    assert contrast(in_the_dark(INK), in_the_dark(tint(colour, 0.2))) >= 4.5


@pytest.mark.parametrize("colour", ["#FF0000", "#00AA00", "#1F77B4", "#000000", "#777777"])
def test_a_colour_of_ones_own_is_as_far_from_dark_paper_as_it_was_from_white(colour: str) -> None:
    assert contrast(in_the_dark(colour), DARK_PAPER) >= min(3, contrast(colour, PAPER) - 1)


def test_paper_is_paper() -> None:
    assert in_the_dark("#ffffff") == DARK_PAPER
    assert contrast(in_the_dark(LINE), DARK_PAPER) > 1.2


def test_a_figure_has_both() -> None:
    drawn = '<path style="fill: #12436d; stroke: #ffffff"/><rect fill="#ffffff"/><use href="#a12345b"/>'
    svg = f'<svg width="1">{drawn}</svg>'
    made = with_dark(svg)
    assert re.sub("<style>.*?</style>", "", made) == svg
    assert f'[style*="fill: #12436d"]{{fill:{DARK["#12436D"]}!important}}' in made
    assert f'[style*="stroke: #ffffff"]{{stroke:{DARK_PAPER}!important}}' in made
    assert f'[fill="#ffffff"]{{fill:{DARK_PAPER}!important}}' in made
    assert "a12345" not in made.partition("</style>")[0]


def test_bars_in_tables_have_the_same_colours() -> None:
    assert all(f"--c{day[1:].lower()}: {night};" in dark_style() for day, night in DARK.items())
