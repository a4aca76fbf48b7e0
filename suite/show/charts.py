"""The figures of reports and pages, in one grammar, each as wide as a page and as a phone.

Colour is the agreement; hatching and dashes are what is not known, and nothing else. Amounts begin at zero. Names
and values stand at what they tell, never over each other. The same figures give the same bytes.
"""

import io
from collections.abc import Callable, Collection, Mapping, Sequence
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
    apart,
    beside,
    scale,
    spaced,
    tall,
    teller,
    widest,
    years_below,
)
from suite.show.swedish import spans

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

_KEY = 10
"""Points: a sign of a colour, before a name."""


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
class Layer:
    """A layer of stacked bars: its name, its value per bar and its colour."""

    name: str
    values: Sequence[Amount]
    colour: str = TOGETHER

    @property
    def heights(self) -> list[float]:
        """The values as floats, to draw."""
        return [float(value) for value in self.values]


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
class Dot:
    """A row of `dots`: what it is called, where its dot is, its colour, and from where to where it may lie."""

    name: str
    value: Amount
    colour: str = TOGETHER
    low: Amount | None = None
    high: Amount | None = None


@dataclass(frozen=True)
class Panel:
    """One of `multiples`: whose it is, its values, one a year, and its colour."""

    name: str
    values: Sequence[Amount]
    colour: str = TOGETHER


def paths(years: Sequence[int], lines: Sequence[Line], unit: str = "tkr", height: float = 1.6) -> Drawing:
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


def stack(
    years: Sequence[int], layers: Sequence[Layer], uncertain_years: Collection[int] = (), height: float = 2.6
) -> Drawing:
    """Draw a column a year, a layer for each agreement and the sum on top, hatched where it is not known; tkr.

    Parameters
    ----------
    years : sequence of int
    layers : sequence of Layer
        From zero and up, kronor, each in the colour of its agreement; what is negative lies below zero.
    uncertain_years : collection of int
        Those that rest on a forecast, an assumption or an example.
    height : float
        In inches; more where the names need it.

    Returns
    -------
    Drawing
    """
    hatched = [year in uncertain_years for year in years]
    return Drawing(lambda width: _stack(width * POINTS, height * POINTS, years, layers, hatched))


def _stack(
    width: float, height: float, years: Sequence[int], layers: Sequence[Layer], hatched: Sequence[bool]
) -> "Figure":
    sums, piled = [sum(own) for own in zip(*(layer.values for layer in layers), strict=True)], _piled(layers)
    told, ends = teller("tkr", sums), [0, *(end for own in piled for box in own for end in box)]
    shown, names = [told(value) for value in sums], [_name_of(layer, years) for layer in layers]
    key = _flowed(names, width) if width < SMALL else []
    labels = [] if key else _layer_labels(layers, names, piled, width * 0.3)
    note = wrapped("snedstreckat: beräknat" if any(hatched) else "", width)
    above, below = (2.5 + (key[-1][1] + len(key[-1][2]) if key else 0)) * LEADING, (1.7 + len(note)) * LEADING
    canvas = Canvas(width, max(height, above + below + tall(labels)))
    floor, right = canvas.height - below, width - (widest(labels) + GAP if labels else 0)
    sum_width, pitch = max(map(measure, shown)), right / len(years)
    half, side = max(pitch, sum_width) / 2, min(0.36 * pitch, 22)
    x, y = scale(range(len(years)), half, right - half), scale(ends, floor, above)
    xs = [x(place) for place in range(len(years))]
    _draw_key(canvas, key, layers)
    canvas.words(0, above - 2 * LEADING, "tkr", colour=QUIET)
    for layer, own in zip(layers, piled, strict=True):
        boxes = [(at - side, y(high), at + side, y(low)) for at, (low, high) in zip(xs, own, strict=True)]
        for kind in (False, True):
            same = [box for box, own_kind in zip(boxes, hatched, strict=True) if own_kind == kind]
            canvas.boxes(same, layer.colour, hatched=kind)
    canvas.line([xs[0] - side, xs[-1] + side], [y(0), y(0)])
    for place in spaced(xs, sum_width + 4):
        below_it = [other for other, at in enumerate(xs) if abs(at - xs[place]) < sum_width / 2 + side]
        top = max(high for own in piled for _, high in (own[other] for other in below_it))
        canvas.words(xs[place], y(top) - 0.6 * LEADING, shown[place], align="center")
    beside(canvas, labels, y, xs[-1] + side, floor, "left")
    years_below(canvas, years, xs, floor + LEADING)
    canvas.words(0, canvas.height - len(note) * LEADING / 2, note, colour=QUIET)
    return canvas.figure


def _piled(layers: Sequence[Layer]) -> list[list[tuple[Amount, Amount]]]:
    """Return from where to where each layer reaches each year: up from zero, and down from it if negative."""
    up, down = (list[Amount]([0]) * len(layers[0].values) for _ in range(2))
    piled = []
    for layer in layers:
        own = []
        for place, value in enumerate(layer.values):
            side = up if value >= 0 else down
            own.append((min(side[place], side[place] + value), max(side[place], side[place] + value)))
            side[place] += value
        piled.append(own)
    return piled


def _name_of(layer: Layer, years: Sequence[int]) -> str:
    """Return the name of a layer, and the years when it has something if the last is none of them."""
    own = [year for year, value in zip(years, layer.values, strict=True) if value]
    return layer.name if layer.values[-1] or not own else f"{layer.name} {spans(own)}"


def _layer_labels(
    layers: Sequence[Layer], names: Sequence[str], piled: Sequence[Sequence[tuple[Amount, Amount]]], room: float
) -> list[Label]:
    """Return the names of layers where they lie in the last year, above them those that are not there."""
    top = max(high for own in piled for _, high in own)
    return [
        Label(
            sum(own[-1]) / 2 if layer.values[-1] else top,
            wrapped(name, room, bold=True),
            layer.colour,
            tied=bool(layer.values[-1]),
        )
        for layer, name, own in zip(layers, names, piled, strict=True)
    ]


def _flowed(names: Sequence[str], width: float) -> list[tuple[float, int, list[str]]]:
    """Return where each name stands, and its lines, when they follow each other as words do."""
    left, row, placed = 0.0, 0, []
    for name in names:
        lines = wrapped(name, width - _KEY, bold=True)
        wide = _KEY + max(measure(line, bold=True) for line in lines)
        if left and (left + wide > width or len(lines) > 1):
            left, row = 0.0, row + 1
        placed.append((left, row, lines))
        left, row = left + wide + 10, row + len(lines) - 1
    return placed


def _draw_key(canvas: Canvas, key: Sequence[tuple[float, int, list[str]]], layers: Sequence[Layer]) -> None:
    for (left, row, lines), layer in zip(key, layers, strict=False):
        top = row * LEADING
        canvas.boxes([(left, top + 3, left + 7, top + 10)], layer.colour)
        canvas.words(left + _KEY, top + len(lines) * LEADING / 2, lines, colour=layer.colour, bold=True)


def dots(
    rows: Sequence[Dot], unit: str = "kr", base: Amount = 0, base_name: str = "", *, changes: bool = False
) -> Drawing:
    """Draw a dot for each row on one scale that holds zero, the largest on top, each with its value.

    Parameters
    ----------
    rows : sequence of Dot
        In kronor where the unit is tkr or mnkr, else in the unit. The figure grows with them: who has many to show
        groups them first.
    unit : str
        Of the values shown.
    base : int or Decimal
        What the dots are compared with: a line through all rows.
    base_name : str
        What it is called, where it is not zero.
    changes : bool
        Whether the values are changes, shown with their signs.

    Returns
    -------
    Drawing
    """
    ranked = sorted(rows, key=lambda row: row.value, reverse=True)
    told = teller(unit, [row.value for row in rows], changes=changes)
    marks: dict[Amount, str] = {base: f"{base_name} {told(base)}".lstrip()} if base else {}
    marks[0] = "0" if base else base_name or "0"
    return Drawing(lambda width: _dots(width * POINTS, ranked, [told(row.value) for row in ranked], unit, marks))


def _dots(
    width: float, rows: Sequence[Dot], told: Sequence[str], unit: str, marks: Mapping[Amount, str]
) -> "Figure":
    column, wide = max(measure(unit), *(measure(each, bold=True) for each in told)), width > SMALL
    names = [wrapped(row.name, width * 0.4 if wide else width - column - 12) for row in rows]
    left = max(measure(line) for name in names for line in name) + 12 if wide else 4
    right = width - (column + 12 if wide else 4)
    head = [wrapped(mark, (right - left) / len(marks) - 6) for mark in marks.values()]
    top = (max(map(len, head)) + 0.5) * LEADING
    heights = [len(name) * LEADING + (3 if wide else 15) for name in names]
    canvas = Canvas(width, top + sum(heights))
    reach = [end for row in rows for end in (row.value, row.low, row.high) if end is not None]
    x = scale([*marks, *reach], left, right)
    canvas.words(width, top - LEADING, unit, colour=QUIET, align="right")
    xs = [x(mark) for mark in marks]
    _name_marks(canvas, xs, head, top, (left - 4, min(right + 4, width - measure(unit) - 4)))
    for row, value, name, height in zip(rows, told, names, heights, strict=True):
        middle = top + len(name) * LEADING / 2
        canvas.words(0, middle, name)
        canvas.words(
            width, middle if wide else top + LEADING / 2, value, bold=True, colour=row.colour, align="right"
        )
        _draw_dot(canvas, row, x, middle if wide else top + height - 9, height / 2 if wide else 5, xs)
        top += height
    return canvas.figure


def _name_marks(
    canvas: Canvas, xs: Sequence[float], names: Sequence[Sequence[str]], floor: float, within: tuple[float, float]
) -> None:
    """Set what dots are compared with above them, free of each other."""
    places = apart(xs, [max(map(measure, lines)) + 6 for lines in names], *within)
    for at, lines in zip(places, names, strict=True):
        canvas.words(at, floor - (len(lines) + 1) * LEADING / 2, lines, colour=QUIET, align="center")


def _draw_dot(canvas: Canvas, row: Dot, x: Scale, y: float, reach: float, marks: Sequence[float]) -> None:
    """Draw a dot, what it is compared with, and how far it is from that or from where to where it may lie."""
    for mark in marks:
        canvas.line([mark, mark], [y - reach, y + reach], LINE if mark != marks[0] else QUIET)
    if row.low is None or row.high is None:
        canvas.line([marks[0], x(row.value)], [y, y], tint(row.colour, 0.5), 1.2)
    else:
        canvas.line([x(row.low), x(row.high)], [y, y], tint(row.colour, 0.4), 4)
    canvas.dot(x(row.value), y, row.colour)


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
