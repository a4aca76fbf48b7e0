"""Words can be read in every colour that figures have, and on it."""

import re

import pytest
from contrast import contrast

from model.read.begin import PROJECT
from suite.show.colours import AGREEMENTS, INK, PAPER, QUIET, TOGETHER, agreement_colour, tint

WORDS = (*AGREEMENTS, TOGETHER, INK, QUIET)


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colour", WORDS)
def test_words_of_a_colour_are_read_on_white_and_white_ones_on_the_colour(colour: str) -> None:
    assert contrast(colour, PAPER) >= 4.5


@pytest.mark.parametrize("colour", (*AGREEMENTS, TOGETHER))
def test_ink_is_read_on_a_tint(colour: str) -> None:
    assert contrast(INK, tint(colour, 0.2)) >= 4.5
    assert contrast(INK, tint(colour, 0.4)) >= 4.5


def test_a_tint_goes_from_white_to_the_colour() -> None:
    assert (tint("#12436D", 0), tint("#12436D", 1)) == (PAPER, "#12436D")


def test_agreements_beyond_the_colours_begin_again() -> None:
    assert [agreement_colour(place) for place in range(6)] == [*AGREEMENTS, AGREEMENTS[0]]


def test_no_other_code_names_a_colour_of_a_figure() -> None:
    drawn = [PROJECT / "suite" / "show" / f"{name}.py" for name in ("canvas", "charts", "labels", "plot", "style")]
    drawn += [PROJECT / "suite" / "show" / "timeline.py", PROJECT / "suite" / "workbook" / "charts.py"]
    drawn += sorted((PROJECT / "suite" / "explore").glob("*.py"))
    assert [path.name for path in drawn if re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))] == []
