"""Days to come on a line of time, each with what is to happen then."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suite.show.canvas import LEADING, POINTS, Canvas, measure, wrapped
from suite.show.charts import SMALL, Drawing
from suite.show.colours import QUIET, TOGETHER
from suite.show.labels import GAP, apart, scale, spaced
from suite.show.swedish import date

if TYPE_CHECKING:
    from matplotlib.figure import Figure


FEW = 5
"""How many days have room on a line of time; of more there is a table."""


@dataclass(frozen=True)
class Event:
    """A day of a `timeline`, and what is to happen then; `called` where the day is not to be told as its date."""

    day: dt.date
    words: str
    colour: str = TOGETHER
    called: str = ""

    @property
    def when(self) -> str:
        """What the day is called."""
        return self.called or date(self.day)


def timeline(events: Sequence[Event]) -> Drawing:
    """Draw days on a line of time with what is to happen; as a list where there is no room beside each other.

    Parameters
    ----------
    events : sequence of Event

    Returns
    -------
    Drawing
    """
    ordered = sorted(events, key=lambda event: event.day)

    def paint(width: float) -> "Figure":
        room = width * POINTS / len(ordered) - GAP
        return _along(width * POINTS, ordered, min(room, 160)) if room > 90 else _listed(width * POINTS, ordered)

    return Drawing(paint)


def _along(width: float, events: Sequence[Event], room: float) -> "Figure":
    """Draw events along a line, each with its words below, a thread leading to them."""
    words = [wrapped(event.words, room) for event in events]
    canvas = Canvas(width, (max(map(len, words)) + 1) * LEADING + 3.2 * LEADING)
    first, last = events[0].day, events[-1].day
    x = scale([first.toordinal(), last.toordinal()], 4, width - room)
    line, below = 1.6 * LEADING, 3.2 * LEADING
    canvas.line([0, width], [line, line])
    januaries = [dt.date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    ticks = [x(day.toordinal()) for day in januaries]
    half = measure("2000") / 2
    for place in spaced(ticks, 3 * half + 8):  # the first may have to move half its width
        canvas.line([ticks[place]] * 2, [line - 3, line + 3], QUIET)
        year = str(januaries[place].year)
        canvas.words(max(ticks[place], half), LEADING / 2, year, colour=QUIET, align="center")
    points = [x(event.day.toordinal()) for event in events]
    middles = apart([point + room / 2 for point in points], [room + GAP] * len(events), -GAP / 2, width + GAP / 2)
    for event, told, point, middle in zip(events, words, points, middles, strict=True):
        left = middle - room / 2
        canvas.line([point, point, left + 4, left + 4], [line, line + 6, below - 6, below], QUIET)
        canvas.dot(point, line, event.colour)
        canvas.words(left, below + LEADING / 2, event.when, colour=event.colour, bold=True)
        canvas.words(left, below + (1 + len(told) / 2) * LEADING, told)
    return canvas.figure


def _listed(width: float, events: Sequence[Event]) -> "Figure":
    """Draw events below each other: the day, and beside it, or below where it is narrow, the words."""
    indent = 14 + (max(measure(event.when, bold=True) for event in events) + 10 if width > SMALL else 0)
    words = [wrapped(event.words, width - indent) for event in events]
    above = 0 if width > SMALL else LEADING
    heights = [above + len(told) * LEADING + 5 for told in words]
    canvas, top = Canvas(width, sum(heights)), 0.0
    canvas.line([4, 4], [LEADING / 2, canvas.height - heights[-1] + LEADING / 2], QUIET)
    for event, told, height in zip(events, words, heights, strict=True):
        canvas.dot(4, top + LEADING / 2, event.colour)
        canvas.words(14, top + LEADING / 2, event.when, colour=event.colour, bold=True)
        canvas.words(indent, top + above + len(told) * LEADING / 2, told)
        top += height
    return canvas.figure
