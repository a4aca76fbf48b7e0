"""Bars drawn in the cells of a table, so that a figure and its table are one: read, copied and reflowed as text.

A bar begins at zero. Its colour is the agreement's, or that of all of them; hatching is uncertainty, a pale bar is
what was planned, and a line is a limit. What a bar says, the numbers of its row say too: to who does not see it,
it is not there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from model.money import Amount
from suite.show.colours import TOGETHER

FILLED, PALE, HATCHED, BAND = "fylld", "ljus", "streckad", "band"
"""How a part of a bar looks: sure, planned, uncertain, or a range behind the bar."""


class Part(NamedTuple):
    """A part of a bar, from and to which share of the column's width."""

    start: float
    end: float
    colour: str
    look: str = FILLED


class Strip(NamedTuple):
    """What is drawn in a cell: parts of a bar, and lines at limits; zero is a line where bars go both ways."""

    parts: Sequence[Part]
    lines: Sequence[float] = ()


@dataclass(frozen=True)
class Strips:
    """A column of bars: before which column it stands, what its heading says in which colours, and its cells.

    The cells are those of the table's rows in order, None where nothing is drawn.
    """

    place: int
    heading: Sequence[tuple[str, str]]
    cells: Sequence[Strip | None]

    def description(self) -> dict[str, Any]:
        """Return the column as plain data."""
        cells = [
            cell
            and {
                "parts": [part._asdict() | {"start": part.start, "end": part.end} for part in cell.parts],
                "lines": list(cell.lines),
            }
            for cell in self.cells
        ]
        return {"place": self.place, "heading": [list(piece) for piece in self.heading], "cells": cells}

    def head_html(self) -> str:
        """Return the heading as HTML: the names of the colours, which no screen reader needs."""
        told = ", ".join(f'<b style="color:{ink(colour)}">{escape(name)}</b>' for name, colour in self.heading)
        return f'<td class="bar" aria-hidden="true">{told}</td>'

    def html(self, place: int) -> str:
        """Return the cell of a row as HTML; an empty one under the last row."""
        cell = self.cells[place] if place < len(self.cells) else None
        drawn = "".join(_drawn(cell)) if cell else ""
        return f'<td class="bar" aria-hidden="true">{drawn and f"<span>{drawn}</span>"}</td>'


def _drawn(cell: Strip) -> Iterator[str]:
    for part in cell.parts:
        place = f"left:{100 * part.start:.2f}%;width:{100 * (part.end - part.start):.2f}%"
        yield f'<i class="{part.look}" style="{place};--c:{ink(part.colour)}"></i>'
    yield from (f'<i class="linje" style="left:{100 * line:.2f}%"></i>' for line in cell.lines)


def ink(colour: str) -> str:
    """Return a colour as a page has it, which shows another of the same name where it is dark."""
    return f"var(--c{colour.lower().removeprefix('#')},{colour})"


@dataclass(frozen=True)
class Scale:
    """Which amounts the left and the right edge of a column of bars are; zero is among them."""

    low: float
    high: float

    @classmethod
    def of(cls, amounts: Sequence[Amount]) -> "Scale":
        """Return the scale that holds some amounts, and zero."""
        known = [float(amount) for amount in amounts]
        return cls(min([0.0, *known]), max([0.0, *known]) or 1.0)

    def at(self, amount: Amount) -> float:
        """Return where an amount is, as a share of the width."""
        return (float(amount) - self.low) / (self.high - self.low)

    def bar(self, amount: Amount, colour: str = TOGETHER, look: str = FILLED, begun: Amount = 0) -> Part:
        """Return a bar from zero, or from where another ended, and as long as the amount."""
        ends = sorted((self.at(begun), self.at(begun + amount)))
        return Part(ends[0], ends[1], colour, look)

    def stacked(self, amounts: Sequence[Amount], colours: Sequence[str], looks: Sequence[str] = ()) -> list[Part]:
        """Return bars after each other, each in its colour."""
        begun: Amount = 0
        parts = []
        for place, (amount, colour) in enumerate(zip(amounts, colours, strict=True)):
            parts.append(self.bar(amount, colour, looks[place] if looks else FILLED, begun))
            begun += amount
        return [part for part in parts if part.end > part.start]
