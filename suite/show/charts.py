"""Figures as SVG: one style, no box, a light grid, direct labels, estimates hatched; same figures, same bytes.

Bars beside each other or stacked, how steps lead from one amount to another, differences to both sides of nothing,
and how far paths stray as a fan.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import pairwise
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from model.money import Amount
from suite.show.fonts import FAMILY, font_files
from suite.show.swedish import number, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FloatArray = npt.NDArray[np.float64]

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
"""Colours with contrast of at least 3:1 to white and to their neighbours here."""

STYLE = {
    "font.family": FAMILY,
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": "#3D3D3D",
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "xtick.color": "#3D3D3D",
    "ytick.color": "#3D3D3D",
    "ytick.left": False,
    "hatch.linewidth": 0.8,
    "text.parse_math": False,
    "svg.hashsalt": "kostnadsmodell",
}
"""What matplotlib's own settings are changed to."""


@cache
def register_fonts() -> None:
    """Let matplotlib know the typeface of the reports."""
    from matplotlib import font_manager

    for path in font_files():
        font_manager.fontManager.addfont(path)


class Drawing:
    """What is drawn, as SVG, each form of it when it is asked for.

    Parameters
    ----------
    figure : Figure
        As matplotlib has it.
    """

    def __init__(self, figure: "Figure") -> None:
        self._figure = figure

    @cached_property
    def outlined(self) -> str:
        """With letters as outlines: a picture in a page has no other typeface than its own."""
        return self._svg("path")

    @property
    def narrow(self) -> str:
        """As a small screen shows it."""
        return self.outlined

    @cached_property
    def with_text(self) -> str:
        """With letters as text, to be set in the typeface that a PDF has: it can be searched and read aloud."""
        return self._svg("none")

    def _svg(self, letters: str) -> str:
        import matplotlib as mpl

        buffer = io.StringIO()
        with mpl.rc_context(STYLE | {"svg.fonttype": letters}):
            self._figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        self._figure.set_layout_engine("none")  # everything has its place, which takes half the time to find
        text = buffer.getvalue()
        return text[text.index("<svg") :]


@contextmanager
def drawing(width: float, height: float) -> Iterator[tuple["Axes", Drawing]]:
    """Give axes to draw on, and the drawing that is done when the block ends.

    Only what is drawn needs matplotlib, which takes half a second to load.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    register_fonts()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure.subplots(), Drawing(figure)


@dataclass(frozen=True)
class Layer:
    """A layer of stacked bars: its name and its value per bar."""

    name: str
    values: Sequence[Amount]

    @property
    def heights(self) -> list[float]:
        """The values as floats, to draw."""
        return [float(value) for value in self.values]


def bars(labels: Sequence[str], values: Sequence[Amount], unit: str) -> Drawing:
    """Draw horizontal bars, the first on top, each with its value.

    Returns
    -------
    Drawing
    """
    with drawing(7.2, 0.27 * len(labels) + 0.4) as (axes, done):
        drawn = axes.barh(labels, [float(value) for value in values], color=PALETTE[0], height=0.7)
        axes.bar_label(drawn, [f"{number(value)} {unit}" for value in values], padding=4)
        axes.invert_yaxis()
        bare_value_axis(axes, float(max(values)))
    return done


def pairs(labels: Sequence[str], upper: Layer, lower: Layer, unit: str) -> Drawing:
    """Draw two horizontal bars per label, the first filled and the second outlined, each with its value.

    Returns
    -------
    Drawing
    """
    places = range(len(labels))
    with drawing(7.2, 0.5 * len(labels) + 0.5) as (axes, done):
        above = axes.barh([place - 0.2 for place in places], upper.heights, color=PALETTE[0], height=0.36)
        below = axes.barh(
            [place + 0.2 for place in places],
            lower.heights,
            color="white",
            edgecolor=PALETTE[0],
            linewidth=1.5,
            height=0.36,
        )
        for drawn, layer in ((above, upper), (below, lower)):
            axes.bar_label(
                drawn, [f"{layer.name} {number(value)} {unit}".rstrip() for value in layer.values], padding=4
            )
        axes.set_yticks(list(places), labels)
        axes.invert_yaxis()
        bare_value_axis(axes, max(*upper.heights, *lower.heights, 1), 1.42)
    return done


def stacked_bars(labels: Sequence[str], layers: Sequence[Layer], unit: str) -> Drawing:
    """Draw horizontal bars of stacked layers, each bar with its sum and each layer with a hatch of its own.

    Returns
    -------
    Drawing
    """
    hatches = ("", "////", "....", "xxxx")
    ends: list[Amount] = [0] * len(labels)
    with drawing(7.2, 0.27 * len(labels) + 0.8) as (axes, done):
        for place, layer in enumerate(layers):
            colour, hatch = PALETTE[place % len(PALETTE)], hatches[place % len(hatches)]
            face = "white" if hatch else colour
            axes.barh(
                labels,
                layer.heights,
                left=[float(end) for end in ends],
                height=0.7,
                facecolor=face,
                edgecolor=colour,
                hatch=hatch,
                label=layer.name,
            )
            ends = [end + value for end, value in zip(ends, layer.values, strict=True)]
        for place, end in enumerate(ends):
            axes.annotate(
                f"{number(end)} {unit}", (float(end), place), (4, 0), textcoords="offset points", va="center"
            )
        axes.invert_yaxis()
        bare_value_axis(axes, float(max(*ends, 1)))
        axes.legend(loc="upper left", bbox_to_anchor=(0, 0), ncols=len(layers), frameon=False)
    return done


def bare_value_axis(axes: "Axes", largest: float, room: float = 1.22) -> None:
    """Leave out the axis of values: each bar tells its own."""
    axes.set_xlim(0, largest * room)
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)


def stacked_years(
    years: Sequence[int], layers: Sequence[Layer], estimated: Sequence[bool], height: float = 3.4
) -> Drawing:
    """Draw stacked columns per year in tkr; years whose figures are estimated are hatched.

    Parameters
    ----------
    years : sequence of int
    layers : sequence of Layer
        From the bottom up, kronor.
    estimated : sequence of bool
        Whether a year rests on a forecast, an assumption or an example.
    height : float
        Of the figure, inches.

    Returns
    -------
    Drawing
    """
    with drawing(7.2, height) as (axes, done):
        below = [0.0] * len(years)
        for layer, colour in zip(layers, PALETTE, strict=False):
            thousands = [height / 1000 for height in layer.heights]
            drawn = axes.bar([str(year) for year in years], thousands, bottom=below, width=0.72, color=colour)
            for bar, hatched in zip(drawn, estimated, strict=True):
                bar.set(
                    facecolor="white" if hatched else colour, edgecolor=colour, hatch="////" if hatched else None
                )
            axes.annotate(
                fill(layer.name, 18, break_long_words=False),
                (len(years) - 0.55, below[-1] + thousands[-1] / 2),
                color=colour,
                va="center",
                fontweight="semibold",
                annotation_clip=False,
            )
            below = [low + value for low, value in zip(below, thousands, strict=True)]
        for place, total in enumerate(below):
            axes.annotate(number(round(total)), (place, total), (0, 3), textcoords="offset points", ha="center")
        axes.grid(visible=False, axis="x")
        axes.set_ylabel("tkr")
        axes.yaxis.set_major_formatter(lambda value, _: number(int(value)))
    return done


def waterfall(
    before: str, start: Amount, steps: Sequence[tuple[str, Amount]], after: str, end: Amount, height: float = 2.2
) -> Drawing:
    """Draw how steps lead from one amount to another; what raises is filled, what lowers is hatched.

    Parameters
    ----------
    before, after : str
        Names of the first and last bar.
    start, end : int
        Their values, kronor; the axis does not begin at 0, so that the steps can be seen.
    steps : sequence of (str, int)
        Each step's name and size.
    height : float
        Of the figure, inches.

    Returns
    -------
    Drawing
    """
    levels = [float(start)]
    for _, change in steps:
        levels.append(levels[-1] + float(change))
    low, high = min(*levels, float(end)), max(*levels, float(end))
    floor = low - max(high - low, 1) * 0.6
    labels = [before, *(name for name, _ in steps), after]
    with drawing(7.2, height) as (axes, done):
        ends = [levels[0] - floor, float(end) - floor]
        axes.bar([0, len(labels) - 1], ends, bottom=floor, color=PALETTE[4], width=0.62)
        for place, ((_, change), level) in enumerate(zip(steps, levels, strict=False), 1):
            size, bottom = abs(float(change)), min(level, level + float(change))
            axes.bar(place, size, bottom=bottom, width=0.62, **_change_style(change))
        tops = [levels[0], *(max(pair) for pair in pairwise(levels)), float(end)]
        told = [number(start), *(signed(change) for _, change in steps), number(end)]
        for place, (top, text) in enumerate(zip(tops, told, strict=True)):
            axes.annotate(text, (place, top), (0, 3), textcoords="offset points", ha="center")
        for place, level in enumerate(levels[: len(labels) - 1]):
            axes.plot([place + 0.31, place + 0.69], [level, level], color=PALETTE[4], linewidth=0.8)
        axes.set_ylim(floor, high + max(high - low, 1) * 0.25)
        axes.set_xticks(range(len(labels)), [fill(label, 12) for label in labels])
        axes.yaxis.set_visible(False)
        axes.grid(visible=False)
    return done


def _change_style(change: Amount) -> dict[str, Any]:
    """Return how a change looks: filled if it raises, hatched if it lowers."""
    colour = PALETTE[0] if change >= 0 else PALETTE[2]
    if change >= 0:
        return {"facecolor": colour, "edgecolor": colour}
    return {"facecolor": "white", "edgecolor": colour, "hatch": "////"}


def against(name: str, value: Amount, other: str, layers: Sequence[Layer], limits: tuple[int, int]) -> Drawing:
    """Draw a bar over another that is stacked, and between which limits the first makes no difference.

    Parameters
    ----------
    name, value
        The upper bar.
    other : str
        Name of the lower bar.
    layers : sequence of Layer
        Its parts, each with one value.
    limits : tuple of int
        Lower and upper limit, drawn as dashed lines.

    Returns
    -------
    Drawing
    """
    with drawing(7.2, 1.9) as (axes, done):
        axes.barh([name], [float(value)], color=PALETTE[0], height=0.55)
        start: Amount = 0
        for layer, colour in zip(layers, PALETTE[1:], strict=False):
            (size,) = layer.values
            width, left = float(size), float(start)
            axes.barh([other], [width], left=left, color="white", edgecolor=colour, linewidth=2, height=0.55)
            told = f"{layer.name}\n{number(size)} kr"
            axes.annotate(told, (left + width / 2, 1), ha="center", va="center", fontsize=8)
            start += size
        axes.vlines(limits, -0.5, 0.38, colors="#1A1A1A", linestyles="dashed", linewidth=1.2, zorder=0)
        between = (sum(limits) / 2, 0.52)
        axes.annotate("mellan strecken: ingen slutavräkning", between, ha="center", va="center", fontsize=8.5)
        axes.set_ylim(1.4, -0.5)
        bare_value_axis(axes, float(max(value, start, *limits)), 1.02)
        axes.set_yticks([0, 1], [f"{name}\n{number(value)} kr", f"{other}\n{number(start)} kr"])
    return done


def both_ways(labels: Sequence[str], bars: Sequence[Sequence[tuple[str, Amount | None]]]) -> Drawing:
    """Draw bars to both sides of 0, the first label on top; a raise is filled and a cut is hatched.

    Parameters
    ----------
    labels : sequence of str
        One per row.
    bars : sequence of sequence of (str, int or None)
        The row's bars: what each is called, and its value, kronor; None is no bar.

    Returns
    -------
    Drawing
    """
    with drawing(7.2, 0.3 * len(labels) + 0.3) as (axes, done):
        widest = (
            max((abs(float(value)) for row in bars for _, value in row if value is not None), default=1.0) or 1.0
        )
        for place, row in enumerate(bars):
            for name, value in row:
                if value is None:
                    continue
                axes.barh(place, float(value), height=0.62, **_change_style(value))
                told = f"{name} {signed(value)}".strip()
                side = 1 if value >= 0 else -1
                axes.annotate(
                    told,
                    (float(value), place),
                    (4 * side, 0),
                    textcoords="offset points",
                    va="center",
                    ha="left" if side > 0 else "right",
                    fontsize=8.5,
                )
        axes.axvline(0, color="#3D3D3D", linewidth=0.8)
        axes.set_xlim(-1.55 * widest, 1.55 * widest)
        axes.set_yticks(range(len(labels)), labels)
        axes.invert_yaxis()
        axes.xaxis.set_visible(False)
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
    return done


def fan(years: Sequence[int], quantiles: FloatArray, centre: FloatArray) -> Drawing:
    """Draw the middle half and the middle nine tenths of the paths as bands around the scenario, tkr.

    Parameters
    ----------
    years : sequence of int
    quantiles : float64, shape (5, year)
        P5, P25, P50, P75 and P95, kronor.
    centre : float64, shape (year,)
        The scenario's own.

    Returns
    -------
    Drawing
        Its axis of amounts does not begin at 0, so that the bands can be seen.
    """
    low, lower, middle, upper, high = quantiles / 1000
    own = centre / 1000
    with drawing(7.2, 2.5) as (axes, done):
        axes.fill_between(years, low, high, facecolor="#D5DEE8", edgecolor=PALETTE[0], linewidth=0.8)
        axes.fill_between(years, lower, upper, facecolor="#8FA5BE", edgecolor=PALETTE[0], linewidth=0.8)
        axes.plot(years, own, color=PALETTE[0], linewidth=2)
        axes.plot(years, middle, color="#1A1A1A", linewidth=1, linestyle="dashed")
        ends = {"P95": high, "P75": upper, "Scenariot": own, "P25": lower, "P5": low}
        for place, (name, line) in zip(
            _apart([float(line[-1]) for line in ends.values()]), ends.items(), strict=True
        ):
            told = f"{name} {number(Decimal(round(10 * float(line[-1]))) / 10, 1)}"
            axes.annotate(told, (years[-1] + 0.1, place), va="center", annotation_clip=False, fontsize=9)
        axes.set_xlim(years[0] - 0.2, years[-1] + 1.45)
        axes.set_xticks(list(years))
        axes.set_ylabel("tkr")
        axes.yaxis.set_major_formatter(lambda value, _: number(Decimal(str(round(value, 1))).normalize()))
        axes.grid(visible=False, axis="x")
    return done


def _apart(values: Sequence[float]) -> list[float]:
    """Return falling values moved so far apart that labels beside them do not touch."""
    least = (values[0] - values[-1]) / 5.5
    middle = len(values) // 2
    places = list(values)
    for place in range(middle - 1, -1, -1):
        places[place] = max(values[place], places[place + 1] + least)
    for place in range(middle + 1, len(values)):
        places[place] = min(values[place], places[place - 1] - least)
    return places
