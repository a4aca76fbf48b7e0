"""Words at what they name: how values are told, where they are drawn, and labels that stand free of each other."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from model.money import Amount
from suite.show.canvas import LEADING, Align, Canvas, measure
from suite.show.colours import LINE, QUIET
from suite.show.swedish import number

Scale = Callable[[Amount | float], float]
Teller = Callable[[Amount], str]

GAP = 16
"""Points between what is drawn and its labels, where these must move to stand free of each other."""

_UNITS = {"tkr": 1000, "mnkr": 1_000_000, "index": 1}
"""What values are divided by to be told in a unit, rounded; others are told as they come."""


@dataclass(frozen=True)
class Label:
    """Words beside a value, as lines; tied to it by a thread where they had to move."""

    value: Amount | float
    lines: Sequence[str]
    colour: str
    bold: bool = True
    tied: bool = True

    @property
    def height(self) -> float:
        """How high they are."""
        return len(self.lines) * LEADING


def apart(
    places: Sequence[float], sizes: Sequence[float], low: float = -math.inf, high: float = math.inf
) -> list[float]:
    """Return places moved as little as can be for labels around them to stand free of each other, in their order.

    Parameters
    ----------
    places : sequence of float
        The middle of each label, where it would stand alone; of equal ones the first comes first.
    sizes : sequence of float
        How long each is along the line.
    low, high : float
        Where the first may begin and the last end; without room between them they go on beyond the end.
    """
    order = sorted(range(len(places)), key=lambda each: places[each])
    used, offsets, groups = 0.0, list[float](), list[tuple[float, int]]()
    for each in order:
        offsets.append(used + sizes[each] / 2)
        used += sizes[each]
        start, count = places[each] - offsets[-1], 1
        while groups and groups[-1][0] > start:  # they would touch: one group, where they are best off together
            other, number = groups.pop()
            start, count = (start * count + other * number) / (count + number), count + number
        groups.append((start, count))
    starts = (start for start, count in groups for _ in range(count))
    last = max(high - used, low)
    moved = dict(zip(order, (min(max(start, low), last) for start in starts), strict=True))
    return [moved[each] + offset for each, offset in sorted(zip(order, offsets, strict=True))]


def teller(unit: str, values: Sequence[Amount]) -> Teller:
    """Return how values are told in a unit: whole, or with a decimal where all are small."""
    divided = _UNITS.get(unit)
    if divided is None:
        return number
    decimals = 1 if 0 < max((abs(Fraction(value)) for value in values), default=0) < 10 * divided else 0
    return lambda value: number(Fraction(value) / divided, decimals)


def scale(values: Sequence[Amount], start: float, end: float) -> Scale:
    """Return where values are drawn, the smallest of them at the start and the largest at the end."""
    low, high = float(min(values)), float(max(values))
    return lambda value: start + (float(value) - low) / (high - low or 1) * (end - start)


def widest(labels: Sequence[Label]) -> float:
    """Return how wide the widest of labels is."""
    return max(measure(line, label.bold) for label in labels for line in label.lines)


def tall(labels: Sequence[Label]) -> float:
    """Return how tall labels are over each other."""
    return sum(label.height for label in labels)


def beside(canvas: Canvas, labels: Sequence[Label], y: Scale, x: float, floor: float, align: Align) -> None:
    """Set labels beside what they name, free of each other, each that had to move with a thread to it."""
    side, points = (1 if align == "left" else -1), [y(label.value) for label in labels]
    places = apart(points, [label.height for label in labels], LEADING, floor + LEADING / 2)
    moved = [
        label.tied and abs(place - point) > 2 for label, point, place in zip(labels, points, places, strict=True)
    ]
    at = x + (GAP if any(moved) else 7) * side
    for label, point, place, thread in zip(labels, points, places, moved, strict=True):
        if thread:
            canvas.line([x + 4 * side, at - 2 * side], [point, place], LINE)
        canvas.words(at, place, label.lines, colour=label.colour, align=align, bold=label.bold)


def years_below(canvas: Canvas, years: Sequence[int], xs: Sequence[float], y: float) -> None:
    """Set as many years below their places as there is room for."""
    for place in spaced(xs, max(measure(str(year)) for year in years) + 6):
        canvas.words(xs[place], y, str(years[place]), colour=QUIET, align="center")


def spaced(places: Sequence[float], size: float) -> list[int]:
    """Return which of places, in order, have room for a label of a size: evenly from the first, and the last."""
    room = min((after - before for before, after in pairwise(places)), default=size)
    least, last = max(math.ceil(size / room), 1), len(places) - 1
    step = next((step for step in range(least, 2 * least) if last % step == 0), least)
    return [*range(0, last - step + 1, step), last] if places else []
