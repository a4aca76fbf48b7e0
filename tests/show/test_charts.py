"""Figures show texts as they are, whole and free of each other, in both widths and for any number of anything."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from contrast import contrast
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from suite.show.canvas import POINTS, SIZE
from suite.show.charts import (
    NARROW,
    WIDE,
    Drawing,
    Line,
    Panel,
    multiples,
    paths,
)
from suite.show.colours import AGREEMENTS, INK, PAPER, agreement_colour
from suite.show.timeline import Event, timeline

YEARS = range(2024, 2034)
NAMES = ("Åre", "Landstingsbostäder i Jämtland AB", "Kompetensattraktion fortsätter, Qq", "Härjedalen")
VALUES: dict[str, Callable[[int, int], int]] = {
    "noll": lambda _row, _year: 0,
    "lika": lambda _row, _year: 159_292,
    "små": lambda row, year: 3 * row + year,
    "växande": lambda row, year: (row + 1) * 20_000 + 3_000 * year,
    "miljarder": lambda row, year: 10**9 - row * year,
    "glest": lambda row, year: 10**9 if row == 0 else year % 3,
    "negativa": lambda row, year: (-1) ** row * 10**6 * (year - row),
}
SIZES = [(count, kind) for count in (1, 2, 8) for kind in VALUES]
SIZES += [(count, kind) for count in (49, 100) for kind in ("lika", "glest")]


def rows(count: int, value: Callable[[int, int], int]) -> Iterator[tuple[str, str, list[int]]]:
    for row in range(count):
        own = [value(row, year) for year in range(len(YEARS))]
        yield f"{NAMES[row % len(NAMES)]} {row + 1}", agreement_colour(row), own


def path_lines(count: int, value: Callable[[int, int], int]) -> Drawing:
    lines = [
        Line(name, own, colour, *band(own, place), certain_until=2026)
        for place, (name, colour, own) in enumerate(rows(count, value))
    ]
    return paths(YEARS, lines)


def band(own: list[int], place: int) -> tuple[list[int], list[int]]:
    """Return the ends of a band, for every third line."""
    return ([], []) if place % 3 else ([9 * value // 10 for value in own], [11 * value // 10 for value in own])


def panels(count: int, value: Callable[[int, int], int], unit: str = "index") -> Drawing:
    return multiples(YEARS, [Panel(name, own, colour) for name, colour, own in rows(count, value)], unit)


def panels_in_tkr(count: int, value: Callable[[int, int], int]) -> Drawing:
    return panels(count, value, "tkr")


def days(count: int, value: Callable[[int, int], int]) -> Drawing:
    made = [
        Event(dt.date(2026, 1, 1) + dt.timedelta(days=abs(own[2]) // 7 % 3000), f"besluta om {name}", colour)
        for name, colour, own in rows(count, value)
    ]
    return timeline(made)


FIGURES = (path_lines, panels, panels_in_tkr, days)


def texts(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Return the words of a figure and where they are, in points."""
    figure.set_dpi(72)
    renderer = RendererSVG(*(72 * figure.get_size_inches()), io.StringIO())
    found = [text for text in figure.findobj(Text) if text.get_text()]
    return [(text, text.get_window_extent(renderer)) for text in found]


def check(drawing: Drawing, width: float) -> None:
    figure = drawing.paint(width)
    found = texts(figure)
    paper = Bbox.from_bounds(0, 0, *(72 * figure.get_size_inches())).padded(0.5)
    assert found
    assert [
        text.get_text() for text, box in found if not (paper.containsx(box.x0) and paper.containsx(box.x1))
    ] == []
    assert [
        text.get_text() for text, box in found if not (paper.containsy(box.y0) and paper.containsy(box.y1))
    ] == []
    assert overprinted(found) == []
    for text, _ in found:
        assert contrast(text.get_color(), PAPER) >= 4.5
        assert text.get_fontsize() >= 9


def overprinted(found: list[tuple[Text, Bbox]]) -> list[tuple[str, str]]:
    """Return the words that lie over each other; they come in order of height, so that few are compared."""
    pairs, near = [], list[tuple[Text, Bbox]]()
    for text, box in sorted(found, key=lambda each: each[1].y0):
        near = [each for each in near if each[1].y1 > box.y0 + 0.5]
        for other, own in near:
            if min(own.x1, box.x1) - max(own.x0, box.x0) > 0.5:
                pairs.append((other.get_text(), text.get_text()))
        near.append((text, box))
    return pairs


@pytest.mark.parametrize("width", (WIDE, NARROW))
@pytest.mark.parametrize(("count", "kind"), SIZES)
@pytest.mark.parametrize("figure", FIGURES)
def test_no_words_are_cut_faint_or_over_each_other(
    figure: Callable[..., Drawing], count: int, kind: str, width: float
) -> None:
    check(figure(count, VALUES[kind]), width)


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda count: st.lists(
            st.lists(st.integers(-(10**9), 10**9), min_size=count, max_size=count), min_size=1, max_size=12
        )
    ),
    st.sampled_from((WIDE, NARROW)),
)
def test_no_words_are_cut_whatever_the_values(values: list[list[int]], width: float) -> None:
    years = range(2024, 2024 + len(values[0]))
    names = [NAMES[place % len(NAMES)] for place in range(len(values))]
    check(paths(years, [Line(name, own) for name, own in zip(names, values, strict=True)]), width)
    check(multiples(years, [Panel(name, own) for name, own in zip(names, values, strict=True)], "tkr"), width)


def test_words_are_large_enough_on_a_phone() -> None:
    """Of 320 pixels, with its margins, where a page of WCAG's is read."""
    assert SIZE * 288 / (NARROW * POINTS) >= 11


def lines_of(figure: Figure, colour: str) -> list[Any]:
    return [line for line in figure.findobj(Line2D) if line.get_color() == colour]


def test_a_line_is_whole_as_far_as_it_is_known_and_names_its_end() -> None:
    own = [100_000 + 10_000 * place for place in range(10)]
    drawn = paths(YEARS, [Line("om LPIX är 3 %", own, AGREEMENTS[0], own, [2 * value for value in own], 2026)])
    whole, dashed = lines_of(drawn.paint(WIDE), AGREEMENTS[0])
    assert (len(whole.get_xdata()), len(dashed.get_xdata())) == (3, 8)
    assert whole.get_xydata()[-1].tolist() == dashed.get_xydata()[0].tolist()
    assert (whole.is_dashed(), dashed.is_dashed()) == (False, True)
    told = [text.get_text() for text, _ in texts(drawn.paint(WIDE))]
    assert {"100", "380", "190 om LPIX är 3 %", "190", "0", "tkr"} <= {*told}
    assert "heldraget: känt till och med 2026 · streckat: beräknat" in told


def test_amounts_begin_at_zero() -> None:
    own = [1_000_000, 1_030_000]
    figure = paths([2024, 2025], [Line("x", own, AGREEMENTS[0])]).paint(WIDE)
    (line, *_), (floor,) = lines_of(figure, AGREEMENTS[0]), lines_of(figure, INK)
    (first, last), zero = line.get_ydata(), floor.get_ydata()[0]
    assert (zero - last) / (zero - first) == pytest.approx(1.03)


@pytest.mark.parametrize("make", FIGURES)
def test_nothing_is_hatched(make: Callable[..., Drawing]) -> None:
    """Bars are, where they are uncertain; a line is dashed."""
    assert not any(patch.get_hatch() for patch in make(8, VALUES["växande"]).paint(WIDE).findobj(Patch))


def test_a_party_that_comes_later_is_compared_with_its_first_year() -> None:
    drawn = multiples([2024, 2025, 2026], [Panel("Ny", [0, 200, 220]), Panel("Åre", [100, 100, 105])])
    told = [text.get_text() for text, _ in texts(drawn.paint(WIDE))]
    assert {"Ny (2025 = 100)", "110", "Åre", "105"} <= {*told}


def test_few_days_are_on_a_line_and_many_in_a_list() -> None:
    few, many = (days(count, VALUES["växande"]) for count in (3, 9))
    assert few.paint(WIDE).get_size_inches()[1] < 1.5
    assert many.paint(WIDE).get_size_inches()[1] > 1.5
    lefts = [box.x0 for text, box in texts(many.paint(NARROW)) if " " in text.get_text()]
    assert max(lefts) - min(lefts) < 1


def signs(drawing: Drawing) -> int:
    """Return how many letters and signs a figure draws; each is one path."""
    return drawing.outlined.count("<use")


@pytest.mark.parametrize("name", ["Bolaget $5 och $6", r"a$\frac{1}{2}$b", "$x_1^2$", "100 $"])
def test_a_name_with_dollar_signs_is_shown_as_it_is(name: str) -> None:
    """Two of them are formulas to the library that draws, where nobody says otherwise."""
    named, other = (paths([2024, 2025], [Line(each, [1, 2])]) for each in (name, "x"))
    assert signs(named) - signs(other) == len(name) - 1


@pytest.mark.parametrize("figure", FIGURES)
def test_a_page_has_outlines_and_a_pdf_has_text_and_both_the_same_every_time(
    figure: Callable[..., Drawing],
) -> None:
    drawn, again = (figure(8, VALUES["växande"]) for _ in range(2))
    assert "<text" not in drawn.outlined + drawn.narrow
    assert "<use" not in drawn.with_text
    assert "'Source Sans Pro'" in drawn.with_text
    assert (again.with_text, again.narrow, again.outlined) == (drawn.with_text, drawn.narrow, drawn.outlined)
    widths = [
        re.search(r'width="([\d.]+)pt"', form)[1] for form in (drawn.outlined, drawn.with_text, drawn.narrow)
    ]
    assert widths == ["482.4", "482.4", "252"]


def test_a_drawing_that_is_ready_is_the_same_at_every_width() -> None:
    ready = Figure(figsize=(4, 2))
    ready.text(0.5, 0.5, "Åre")
    drawn = Drawing(lambda _: ready)
    assert drawn.narrow is drawn.outlined
    assert ">Åre</text>" in drawn.with_text
