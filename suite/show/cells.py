"""The cells and columns of tables: values kept as they are, and how a reader sees them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from suite.show.swedish import number, signed

Value = str | int | Decimal | None


@dataclass(frozen=True)
class Linked:
    """A cell whose value is derived elsewhere in the report, at a named place that links back."""

    value: Value
    place: str


Cell = Value | Linked
Row = Sequence[Cell]


class Kind(Enum):
    """How a column's values are shown; a unit stands in the heading."""

    TEXT = "text"
    DATE = "date"
    """A date as text, never broken over two lines."""
    WHOLE = "whole"
    """Whole numbers with grouped thousands: kronor or inhabitants."""
    SIGNED = "signed"
    """Whole numbers that always show their sign."""
    NUMBER = "number"
    """Exact decimals, or a number that is text already."""


_SHOW: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: str,
    Kind.DATE: str,
    Kind.WHOLE: number,
    Kind.SIGNED: signed,
    Kind.NUMBER: lambda value: value if isinstance(value, str) else number(value),
}


@dataclass(frozen=True)
class Column:
    """A table column: its heading, with unit, and how its values are shown."""

    heading: str
    kind: Kind = Kind.TEXT

    def show(self, value: Cell) -> str:
        """Return a value as the reader sees it; None is an empty cell."""
        bare = value.value if isinstance(value, Linked) else value
        return "" if bare is None else _SHOW[self.kind](bare)
