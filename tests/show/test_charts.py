"""Figures show texts as they are."""

import pytest

from suite.show.charts import bars


def signs(svg: str) -> int:
    """Return how many letters and signs a figure draws; each is one path."""
    return svg.count("<use")


@pytest.mark.parametrize("name", ["Bolaget $5 och $6", r"a$\frac{1}{2}$b", "$x_1^2$", "100 $"])
def test_a_name_with_dollar_signs_is_shown_as_it_is(name: str) -> None:
    """Two of them are formulas to the library that draws, where nobody says otherwise."""
    assert signs(bars([name], [1], "kr")) - signs(bars(["x"], [1], "kr")) == len(name) - 1
