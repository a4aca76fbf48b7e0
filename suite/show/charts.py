"""The figures of reports and pages, in one grammar, each as wide as a page and as a phone.

Colour is the agreement; hatching and dashes are what is not known, and nothing else. Amounts begin at zero. Names
and values stand at what they tell, never over each other. The same figures give the same bytes.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from model.money import Amount
from suite.show.canvas import LEADING, POINTS, Canvas, measure, wrapped
from suite.show.colours import INK, LINE, QUIET, TOGETHER, tint
from suite.show.fonts import FAMILY
from suite.show.labels import (
    GAP,
    Label,
    Scale,
    Teller,
    beside,
    scale,
    tall,
    teller,
    widest,
    years_below,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FloatArray = npt.NDArray[np.float64]

STYLE = {
    "font.family": FAMILY,
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": TOGETHER,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "xtick.color": TOGETHER,
    "ytick.color": TOGETHER,
    "ytick.left": False,
    "hatch.linewidth": 0.8,
    "text.parse_math": False,
    "svg.hashsalt": "kostnadsmodell",
}
"""What matplotlib's own settings are changed to."""

NARROW, WIDE = 3.5, 6.7
"""Inches: as wide as a phone shows a figure, and as the words on a page of A4 are."""

SMALL = 4.5 * POINTS
"""On paper narrower than this, names stand above what they name instead of beside it."""

_BAND = 0.2
"""How much of its colour a band around a line has."""

_PANEL = 80
"""Points: how high a panel of `multiples` is, its name aside."""


class Drawing:
    """What is drawn, as SVG, each form of it when it is asked for.

    Parameters
    ----------
    paint : callable
        From a width in inches to a figure of matplotlib's; one that is ready is the same at every width.
    """

    def __init__(self, paint: Callable[[float], "Figure"]) -> None:
        self.paint = paint

    @cached_property
    def outlined(self) -> str:
        """With letters as outlines: a picture in a page has no other typeface than its own."""
        return _svg(self._wide, "path")

    @cached_property
    def narrow(self) -> str:
        """As outlines on paper half as wide, with letters as large."""
        return self.outlined if self._narrow is self._wide else _svg(self._narrow, "path")

    @cached_property
    def narrow_with_text(self) -> str:
        """As text on paper half as wide, to be set beside another."""
        return _svg(self._narrow, "none")

    @cached_property
    def with_text(self) -> str:
        """With letters as text, to be set in the typeface that a PDF has: it can be searched and read aloud."""
        return _svg(self._wide, "none")

    @cached_property
    def _narrow(self) -> "Figure":
        return self.paint(NARROW)

    @cached_property
    def _wide(self) -> "Figure":
        return self.paint(WIDE)


def _svg(figure: "Figure", letters: str) -> str:
    import matplotlib as mpl

    buffer = io.StringIO()
    unsaid = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with mpl.rc_context(STYLE | {"svg.fonttype": letters}):
        figure.savefig(buffer, format="svg", metadata=unsaid)
    figure.set_layout_engine("none")  # everything has its place, which takes half the time to find
    text = buffer.getvalue()
    return text[text.index("<svg") :]


@dataclass(frozen=True)
class Line:
    """A line of `paths`, and the band around it if it has one.

    Parameters
    ----------
    name : str
        What its end is called.
    values : sequence of int or Decimal
        One a year.
    colour : str
        Of its agreement, of several together, or QUIET for what the others are compared with: a thinner line.
    low, high : sequence of int or Decimal
        The ends of its band, one a year; nothing without a band.
    certain_until : int, optional
        The last year that is known; after it the line is dashed.
    """

    name: str
    values: Sequence[Amount]
    colour: str = TOGETHER
    low: Sequence[Amount] = ()
    high: Sequence[Amount] = ()
    certain_until: int | None = None


@dataclass(frozen=True)
class Panel:
    """One of `multiples`: whose it is, its values, one a year, and its colour."""

    name: str
    values: Sequence[Amount]
    colour: str = TOGETHER


def paths(years: Sequence[int], lines: Sequence[Line], unit: str = "tkr", height: float = 1.4) -> Drawing:
    """Draw lines year by year from zero, each named where it ends, dashed where it is not known.

    Parameters
    ----------
    years : sequence of int
        In order.
    lines : sequence of Line
        In kronor where the unit is tkr or mnkr, else in the unit.
    unit : str
        Of the values shown.
    height : float
        In inches; more where the names need it.

    Returns
    -------
    Drawing
    """
    return Drawing(lambda width: _paths(width * POINTS, height * POINTS, years, lines, unit))


def _paths(width: float, height: float, years: Sequence[int], lines: Sequence[Line], unit: str) -> "Figure":
    every = [value for line in lines for own in (line.values, line.low, line.high) for value in own]
    told = teller(unit, every)
    room = width * (0.36 if width > SMALL else 0.46)
    begins, ends = _begins(lines, told), [label for line in lines for label in _ends(line, told, room)]
    note = wrapped(_dashes(years, lines), width)
    above, below = 1.5 * LEADING, (1.7 + len(note)) * LEADING
    canvas = Canvas(width, max(height, above + below + max(tall(begins), tall(ends))))
    floor, half = canvas.height - below, measure(str(years[0])) / 2
    left, right = max(widest(begins) + GAP, half), width - max(widest(ends) + GAP, half)
    x, y = scale(years, left, right), scale([0, *every], floor, above)
    canvas.words(0, LEADING / 2, unit, colour=QUIET)
    for line in (line for line in lines if line.low):
        ring = [x(year) for year in (*years, *reversed(years))]
        canvas.area(ring, [y(value) for value in (*line.high, *reversed(line.low))], tint(line.colour, _BAND))
    canvas.line([left, right], [y(0), y(0)])
    for line in lines:
        _draw_line(canvas, line, years, x, y)
    beside(canvas, begins, y, left, floor, "right")
    beside(canvas, ends, y, right, floor, "left")
    years_below(canvas, years, [x(year) for year in years], floor + LEADING)
    canvas.words(0, canvas.height - len(note) * LEADING / 2, note, colour=QUIET)
    return canvas.figure


def _begins(lines: Sequence[Line], told: Teller) -> list[Label]:
    """Return what lines begin with, and zero; what several begin with is said once."""
    firsts: dict[str, list[Line]] = {}
    for line in lines:
        firsts.setdefault(told(line.values[0]), []).append(line)
    labels = [
        Label(own[0].values[0], [text], own[0].colour if len(own) == 1 else INK) for text, own in firsts.items()
    ]
    return labels if told(0) in firsts else [*labels, Label(0, [told(0)], QUIET, bold=False)]


def _ends(line: Line, told: Teller, room: float) -> list[Label]:
    """Return what a line and its band end with, from the top."""
    last = line.values[-1]
    bold = line.colour != QUIET
    own = Label(last, wrapped(f"{told(last)} {line.name}", room, bold), line.colour, bold)
    if not line.low:
        return [own]
    high, low = (Label(end[-1], [told(end[-1])], QUIET, bold=False) for end in (line.high, line.low))
    return [high, own, low]


def _dashes(years: Sequence[int], lines: Sequence[Line]) -> str:
    """Say what dashes mean, where there are any."""
    known = {line.certain_until for line in lines if line.certain_until and line.certain_until < years[-1]}
    if not known:
        return ""
    last = max(known)
    until = f" till och med {last}" if len(known) == 1 and last > years[0] else ""
    return f"heldraget: känt{until} · streckat: beräknat"


def _draw_line(canvas: Canvas, line: Line, years: Sequence[int], x: Scale, y: Scale) -> None:
    """Draw a line, whole as far as it is known, and where it ends."""
    xs, ys = [x(year) for year in years], [y(value) for value in line.values]
    known = len(years) if line.certain_until is None else sum(year <= line.certain_until for year in years)
    wide = 1.2 if line.colour == QUIET else 2
    canvas.line(xs[:known], ys[:known], line.colour, wide)
    if known < len(years):
        canvas.line(xs[max(known - 1, 0) :], ys[max(known - 1, 0) :], line.colour, wide, dashed=True)
    canvas.dot(xs[-1], ys[-1], line.colour)


def multiples(years: Sequence[int], panels: Sequence[Panel], unit: str = "index") -> Drawing:
    """Draw a panel for each line, on the same axes and over the others in grey.

    Parameters
    ----------
    years : sequence of int
    panels : sequence of Panel
        Twelve or so: who has many to show gives the largest and the rest together.
    unit : str
        ``index`` for each line with its first year that is not zero as 100, from which it is told: no amount, and
        no axis from zero; else amounts from zero, in kronor where the unit is tkr or mnkr, else in the unit.

    Returns
    -------
    Drawing
    """
    values = [_indexed(panel.values) if unit == "index" else panel.values for panel in panels]
    return Drawing(lambda width: _multiples(width * POINTS, years, panels, values, unit))


def _indexed(values: Sequence[Amount]) -> list[Amount | None]:
    """Return values as per cent of the first that is not zero; before it there is none."""
    first = next((place for place, value in enumerate(values) if value), 0)
    base = values[first] or 1
    return [None if place < first else Decimal(100 * value) / base for place, value in enumerate(values)]


def _multiples(
    width: float,
    years: Sequence[int],
    panels: Sequence[Panel],
    values: Sequence[Sequence[Amount | None]],
    unit: str,
) -> "Figure":
    every = [value for own in values for value in own if value is not None]
    base, told = 100 if unit == "index" else 0, teller(unit, every)
    across = min(3 if width > SMALL else 2, len(panels))
    left = max(measure(told(base)) + 5, measure(str(years[0])) / 2)
    tail = max(measure(told(own[-1] or 0), bold=True) for own in values) + 8
    wide = (width - left - (across - 1) * GAP) / across
    names = [wrapped(_with_base(*each, years), wide, bold=True) for each in zip(panels, values, strict=True)]
    lines = [
        [(year, value) for year, value in zip(years, own, strict=True) if value is not None] for own in values
    ]
    titles = [max(map(len, names[place : place + across])) * LEADING for place in range(0, len(names), across)]
    canvas = Canvas(width, sum(titles) + len(titles) * _PANEL)
    for place, (panel, name) in enumerate(zip(panels, names, strict=True)):
        row, column = divmod(place, across)
        start, top = left + column * (wide + GAP), sum(titles[:row]) + row * _PANEL
        high, floor = top + titles[row], top + titles[row] + _PANEL - 2 * LEADING
        x, y = scale(years, start, start + wide - tail), scale([base, *every], floor, high + 6)
        canvas.words(start, top + len(name) * LEADING / 2, name, colour=panel.colour, bold=True)
        _draw_panel(canvas, [lines[place], *lines[:place], *lines[place + 1 :]], panel.colour, x, y)
        canvas.line([start, start + wide - tail], [y(base), y(base)], INK if base == 0 else QUIET)
        last = lines[place][-1][1]
        canvas.words(x(years[-1]) + 7, y(last), told(last), colour=panel.colour, bold=True)
        if not column:
            canvas.words(start - 5, y(base), told(base), colour=QUIET, align="right")
        if place + across >= len(panels):
            years_below(canvas, years, [x(year) for year in years], floor + LEADING)
    return canvas.figure


def _with_base(panel: Panel, values: Sequence[Amount | None], years: Sequence[int]) -> str:
    """Return the name of a panel, and which year is its 100 where that is not the first."""
    first = next(year for year, value in zip(years, values, strict=True) if value is not None)
    return panel.name if first == years[0] else f"{panel.name} ({first} = 100)"


def _draw_panel(
    canvas: Canvas, lines: Sequence[Sequence[tuple[int, Amount]]], colour: str, x: Scale, y: Scale
) -> None:
    """Draw the first of lines in its colour, over the others in grey."""
    own, *others = [([x(year) for year, _ in line], [y(value) for _, value in line]) for line in lines]
    canvas.lines(others, LINE)
    canvas.lines([own], colour, 2)
    canvas.dot(own[0][-1], own[1][-1], colour)
