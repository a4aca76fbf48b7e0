"""Paper to draw a figure on: lengths in points from the top left corner down, words measured before they are set.

What is drawn has the place that the figure gives it. Axes of matplotlib's would look for room for their ticks
every time that they are drawn, which takes longer and promises less.
"""

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from suite.show.colours import INK, PAPER
from suite.show.fonts import FAMILY, register_fonts

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

POINTS = 72
"""To an inch."""

SIZE = 10
"""Of all words, whatever the width."""

LEADING = 12.5
"""From one line of words to the next."""

_DROP = 0.33 * SIZE
"""From the middle of a line of words to what they stand on."""

Align = Literal["left", "center", "right"]


@cache
def _font(bold: bool) -> "FontProperties":
    from matplotlib.font_manager import FontProperties

    register_fonts()
    return FontProperties(family=FAMILY, size=SIZE, weight="semibold" if bold else "regular")


@lru_cache(4096)
def measure(words: str, bold: bool = False) -> float:
    """Return how wide words are on one line."""
    from matplotlib.textpath import text_to_path

    return float(text_to_path.get_text_width_height_descent(words, _font(bold), ismath=False)[0])


def wrapped(words: str, width: float, bold: bool = False) -> list[str]:
    """Return words as lines no wider than a width; a word that is wider by itself is broken where it must."""
    lines = [""] if words else []
    for word in words.split(" ") if words else ():
        longer = f"{lines[-1]} {word}".lstrip(" ")
        if measure(longer, bold) <= width:
            lines[-1] = longer
            continue
        lines += [word] if lines[-1] else []
        lines[-1] = lines[-1] or word
        while measure(lines[-1], bold) > width and len(lines[-1]) > 1:
            fits = next((n for n in range(len(lines[-1]), 1, -1) if measure(lines[-1][:n], bold) <= width), 1)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return lines


class Canvas:
    """A sheet of paper, and what is drawn on it.

    Parameters
    ----------
    width, height : float
        In points.
    """

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height = width, height
        self.figure: Figure = Figure(figsize=(width / POINTS, height / POINTS), facecolor=PAPER)
        self.figure.set_layout_engine("none")  # everything has its place, and is drawn once
        self._down = Affine2D().scale(1 / width, -1 / height).translate(0, 1) + self.figure.transFigure

    def words(
        self,
        x: float,
        y: float,
        lines: str | Sequence[str],
        *,
        colour: str = INK,
        align: Align = "left",
        bold: bool = False,
    ) -> None:
        """Set words, one line or several, with their middle at a height."""
        from matplotlib.text import Text

        lines = [lines] if isinstance(lines, str) else lines
        for place, line in enumerate(lines):
            base = y + (place - (len(lines) - 1) / 2) * LEADING + _DROP
            self._add(
                Text(
                    x,
                    base,
                    line,
                    color=colour,
                    ha=align,
                    va="baseline",
                    fontproperties=_font(bold),
                    parse_math=False,
                )
            )

    def line(
        self, xs: Sequence[float], ys: Sequence[float], colour: str = INK, width: float = 0.8, dashed: bool = False
    ) -> None:
        """Draw a line through points."""
        from matplotlib.lines import Line2D

        style = (0, (2.5, 1.5)) if dashed else "solid"
        self._add(Line2D(xs, ys, color=colour, linewidth=width, linestyle=style, solid_capstyle="butt"))

    def lines(
        self, lines: Sequence[tuple[Sequence[float], Sequence[float]]], colour: str, width: float = 0.8
    ) -> None:
        """Draw lines, each through its points (xs, ys)."""
        xs, ys = ([end for line in lines for end in (*line[side], math.nan)] for side in (0, 1))
        self.line(xs, ys, colour, width)

    def area(self, xs: Sequence[float], ys: Sequence[float], colour: str) -> None:
        """Fill what a line through points goes round."""
        from matplotlib.patches import Polygon

        self._add(Polygon(list(zip(xs, ys, strict=True)), facecolor=colour, linewidth=0))

    def dot(self, x: float, y: float, colour: str, radius: float = 3.5) -> None:
        """Draw a dot."""
        from matplotlib.patches import Circle

        self._add(Circle((x, y), radius, facecolor=colour, edgecolor=PAPER, linewidth=0.8))

    def _add(self, artist: Any) -> None:
        artist.set(transform=self._down, zorder=1)  # in the order of their coming
        self.figure.add_artist(artist)
