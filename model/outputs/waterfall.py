"""The waterfall: how steps lead from one amount to another."""

from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill

from model.outputs.charts import PALETTE, drawing
from model.outputs.swedish import number, signed


def waterfall(
    before: str, start: int, steps: Sequence[tuple[str, int]], after: str, end: int, height: float = 2.2
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
    levels = [start]
    for _, change in steps:
        levels.append(levels[-1] + change)
    low, high = min(*levels, end), max(*levels, end)
    floor = low - max(high - low, 1) * 0.6
    labels = [before, *(name for name, _ in steps), after]
    with drawing(7.2, height) as (axes, svg):
        axes.bar([0, len(labels) - 1], [start - floor, end - floor], bottom=floor, color=PALETTE[4], width=0.62)
        for place, ((_, change), level) in enumerate(zip(steps, levels, strict=False), 1):
            colour = PALETTE[0] if change >= 0 else PALETTE[2]
            axes.bar(
                place,
                abs(change),
                bottom=min(level, level + change),
                facecolor=colour if change >= 0 else "white",
                edgecolor=colour,
                hatch=None if change >= 0 else "////",
                width=0.62,
            )
        tops = [start, *(max(pair) for pair in pairwise(levels)), end]
        told = [number(start), *(signed(change) for _, change in steps), number(end)]
        for place, (top, text) in enumerate(zip(tops, told, strict=True)):
            axes.annotate(text, (place, top), (0, 3), textcoords="offset points", ha="center")
        for place, level in enumerate([*levels, end][: len(labels) - 1]):
            axes.plot([place + 0.31, place + 0.69], [level, level], color=PALETTE[4], linewidth=0.8)
        axes.set_ylim(floor, high + max(high - low, 1) * 0.25)
        axes.set_xticks(range(len(labels)), [fill(label, 12) for label in labels])
        axes.yaxis.set_visible(False)
        axes.grid(visible=False)
    return svg[0]
