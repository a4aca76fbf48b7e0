"""Figures as SVG: one style, no box, a light grid, direct labels, estimates hatched; same figures, same bytes."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from textwrap import fill

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.money import Amount
from suite.show.fonts import FAMILY, font_files
from suite.show.swedish import number

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
"""Colours with contrast of at least 3:1 to white and to their neighbours here."""

_STYLE = {
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
    "svg.fonttype": "path",
    "text.parse_math": False,
    "svg.hashsalt": "kostnadsmodell",
}


@cache
def _register_fonts() -> None:
    for path in font_files():
        font_manager.fontManager.addfont(path)


@contextmanager
def drawing(width: float, height: float) -> Iterator[tuple[Axes, list[str]]]:
    """Give axes to draw on and a list that then holds the SVG."""
    _register_fonts()
    svg: list[str] = []
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure.subplots(), svg
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    svg.append(text[text.index("<svg") :])


def bars(labels: Sequence[str], values: Sequence[Amount], unit: str) -> str:
    """Draw horizontal bars, the first on top, each with its value.

    Returns
    -------
    str
        SVG.
    """
    with drawing(7.2, 0.27 * len(labels) + 0.4) as (axes, svg):
        drawn = axes.barh(labels, [float(value) for value in values], color=PALETTE[0], height=0.7)
        axes.bar_label(drawn, [f"{number(value)} {unit}" for value in values], padding=4)
        axes.invert_yaxis()
        bare_value_axis(axes, float(max(values)))
    return svg[0]


def pairs(labels: Sequence[str], upper: "Layer", lower: "Layer", unit: str) -> str:
    """Draw two horizontal bars per label, the first filled and the second outlined, each with its value.

    Returns
    -------
    str
        SVG.
    """
    places = range(len(labels))
    with drawing(7.2, 0.5 * len(labels) + 0.5) as (axes, svg):
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
    return svg[0]


def stacked_bars(labels: Sequence[str], layers: Sequence["Layer"], unit: str) -> str:
    """Draw horizontal bars of stacked layers, each bar with its sum and each layer with a hatch of its own.

    Returns
    -------
    str
        SVG.
    """
    hatches = ("", "////", "....", "xxxx")
    ends: list[Amount] = [0] * len(labels)
    with drawing(7.2, 0.27 * len(labels) + 0.8) as (axes, svg):
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
    return svg[0]


def bare_value_axis(axes: Axes, largest: float, room: float = 1.22) -> None:
    """Leave out the axis of values: each bar tells its own."""
    axes.set_xlim(0, largest * room)
    axes.xaxis.set_visible(False)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)


@dataclass(frozen=True)
class Layer:
    """A layer of stacked bars: its name and its value per bar."""

    name: str
    values: Sequence[Amount]

    @property
    def heights(self) -> list[float]:
        """The values as floats, to draw."""
        return [float(value) for value in self.values]


def stacked_years(
    years: Sequence[int], layers: Sequence[Layer], estimated: Sequence[bool], height: float = 3.4
) -> str:
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
    str
        SVG.
    """
    with drawing(7.2, height) as (axes, svg):
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
    return svg[0]
