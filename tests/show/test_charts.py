"""Figures show texts as they are."""

import pytest

from suite.show.charts import Drawing, bars


def signs(drawing: Drawing) -> int:
    """Return how many letters and signs a figure draws; each is one path."""
    return drawing.outlined.count("<use")


@pytest.mark.parametrize("name", ["Bolaget $5 och $6", r"a$\frac{1}{2}$b", "$x_1^2$", "100 $"])
def test_a_name_with_dollar_signs_is_shown_as_it_is(name: str) -> None:
    """Two of them are formulas to the library that draws, where nobody says otherwise."""
    assert signs(bars([name], [1], "kr")) - signs(bars(["x"], [1], "kr")) == len(name) - 1


def test_a_page_has_outlines_and_a_pdf_has_text_in_the_same_places() -> None:
    drawn, again = bars(["Åre"], [12], "kr"), bars(["Åre"], [12], "kr")
    assert "<text" not in drawn.outlined
    assert "<use" not in drawn.with_text
    assert ">Åre</text>" in drawn.with_text
    assert "'Source Sans Pro'" in drawn.with_text
    assert (again.with_text, again.outlined) == (drawn.with_text, drawn.outlined)
