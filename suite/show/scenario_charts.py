"""Scenarios as SVG: differences to both sides of nothing, and how far paths stray as a fan."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from model.kernel import IntArray
from model.money import Amount
from suite.show.charts import PALETTE, drawing
from suite.show.swedish import number, signed


def both_ways(labels: Sequence[str], bars: Sequence[Sequence[tuple[str, Amount | None]]]) -> str:
    """Draw bars to both sides of 0, the first label on top; a raise is filled and a cut is hatched.

    Parameters
    ----------
    labels : sequence of str
        One per row.
    bars : sequence of sequence of (str, int or None)
        The row's bars: what each is called, and its value, kronor; None is no bar.

    Returns
    -------
    str
        SVG.
    """
    with drawing(7.2, 0.3 * len(labels) + 0.3) as (axes, svg):
        widest = (
            max((abs(float(value)) for row in bars for _, value in row if value is not None), default=1.0) or 1.0
        )
        for place, row in enumerate(bars):
            for name, value in row:
                if value is None:
                    continue
                colour = PALETTE[0] if value >= 0 else PALETTE[2]
                face = colour if value >= 0 else "white"
                hatch = None if value >= 0 else "////"
                axes.barh(place, float(value), height=0.62, facecolor=face, edgecolor=colour, hatch=hatch)
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
    return svg[0]


def fan(years: Sequence[int], quantiles: IntArray, centre: IntArray, scale: int = 1) -> str:
    """Draw the middle half and the middle nine tenths of the paths as bands around the scenario, tkr.

    Parameters
    ----------
    years : sequence of int
    quantiles : int64, shape (5, year)
        P5, P25, P50, P75 and P95, units.
    centre : int64, shape (year,)
        The scenario's own.
    scale : int
        How many units make a krona.

    Returns
    -------
    str
        SVG; the axis of amounts does not begin at 0, so that the bands can be seen.
    """
    low, lower, middle, upper, high = np.asarray(quantiles, dtype=np.float64) / scale / 1000
    own = np.asarray(centre, dtype=np.float64) / scale / 1000
    with drawing(7.2, 2.5) as (axes, svg):
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
    return svg[0]


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
