"""Two amounts compared, as SVG: how steps lead from one to the other, or one against limits set by the other."""

from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill

from model.money import Amount
from suite.show.charts import PALETTE, Layer, bare_value_axis, drawing
from suite.show.swedish import number, signed


def waterfall(
    before: str, start: Amount, steps: Sequence[tuple[str, Amount]], after: str, end: Amount, height: float = 2.2
) -> str:
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
    str
        SVG.
    """
    levels = [float(start)]
    for _, change in steps:
        levels.append(levels[-1] + float(change))
    low, high = min(*levels, float(end)), max(*levels, float(end))
    floor = low - max(high - low, 1) * 0.6
    labels = [before, *(name for name, _ in steps), after]
    with drawing(7.2, height) as (axes, svg):
        axes.bar(
            [0, len(labels) - 1],
            [levels[0] - floor, float(end) - floor],
            bottom=floor,
            color=PALETTE[4],
            width=0.62,
        )
        for place, ((_, change), level) in enumerate(zip(steps, levels, strict=False), 1):
            colour = PALETTE[0] if change >= 0 else PALETTE[2]
            axes.bar(
                place,
                abs(float(change)),
                bottom=min(level, level + float(change)),
                facecolor=colour if change >= 0 else "white",
                edgecolor=colour,
                hatch=None if change >= 0 else "////",
                width=0.62,
            )
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
    return svg[0]


def against(name: str, value: Amount, other: str, layers: Sequence[Layer], limits: tuple[int, int]) -> str:
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
    str
        SVG.
    """
    with drawing(7.2, 1.9) as (axes, svg):
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
    return svg[0]
