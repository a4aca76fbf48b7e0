"""What a report is made of: headings, paragraphs, notices, tables and figures.

A block is described once. A notebook cell that ends with one shows it as HTML; beside the HTML its output holds
the description (`MIME`), which the PDF is set from. All text is escaped here, so no value from an input file
can become markup.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from html import escape
from typing import TYPE_CHECKING, Any

from suite.show.swedish import number, signed

if TYPE_CHECKING:
    from suite.show.charts import Drawing

MIME = "application/vnd.kostnadsmodell.block+json"
"""MIME type of a block's description in a notebook output."""

RESULTS_MIME = "application/vnd.kostnadsmodell.results+json"
RESULTS = "resultat.json"
"""MIME type of a report's figures as data, and the file that they end up in."""


class Block:
    """A part of a report, shown by a notebook cell that ends with it."""

    def html(self) -> str:
        """Return the block as HTML."""
        raise NotImplementedError

    def description(self) -> dict[str, Any]:
        """Return the block as plain data, with texts as the reader sees them."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, Any]:  # noqa: ARG002  IPython's signature
        return {MIME: self.description(), "text/html": self.html()}


@dataclass(frozen=True)
class Heading(Block):
    """A heading of level 1 to 6."""

    text: str
    level: int = 2

    def html(self) -> str:
        """Return the block as HTML."""
        return f"<h{self.level}>{escape(self.text)}</h{self.level}>"

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "heading", "level": self.level, "content": [{"type": "text", "text": self.text}]}


@dataclass(frozen=True)
class Paragraphs(Block):
    """Sentences in words, one string per paragraph."""

    texts: Sequence[str]

    def __post_init__(self) -> None:
        if isinstance(self.texts, str):
            raise TypeError("Paragraphs: väntade en lista, Paragraphs([text])")

    def html(self) -> str:
        """Return the block as HTML."""
        return "\n".join(f"<p>{escape(text)}</p>" for text in self.texts)

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "paragraphs", "texts": list(self.texts)}


@dataclass(frozen=True)
class Notice(Block):
    """A banner with a title and what it warns of, one string per line."""

    title: str
    lines: Sequence[str]

    def html(self) -> str:
        """Return the block as HTML."""
        items = "".join(f"<li>{escape(line)}</li>" for line in self.lines)
        title = escape(self.title)
        heading = f"<p><strong>{title}</strong></p>"
        return f'<section class="notice" aria-label="{title}">{heading}<ul>{items}</ul></section>'

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "notice", "title": self.title, "lines": list(self.lines)}


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


@dataclass(frozen=True)
class Table(Block):
    """A table: what it shows, columns, rows, and perhaps a footer with sums and a note under it.

    The first cell of a row is its heading. Values are kept as they are; `Column.show` makes text of them.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    footer: Row | None = None
    note: str = ""

    def html(self) -> str:
        """Return the block as HTML."""
        head = "".join(f'<th scope="col"{_class(c)}>{escape(c.heading)}</th>' for c in self.columns)
        body = "".join(self._row(row) for row in self.rows)
        foot = f"<tfoot>{self._row(self.footer)}</tfoot>" if self.footer else ""
        wide = " wide" if len(self.columns) > 7 else ""
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<div class="table{wide}" role="region" aria-label="{escape(self.caption)}" tabindex="0">'
            f"<table><caption>{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table></div>{note}"
        )

    def _row(self, row: Row) -> str:
        first, *rest = (
            (_class(column), _linked(value, escape(column.show(value))))
            for column, value in zip(self.columns, row, strict=True)
        )
        cells = "".join(f"<td{attribute}>{text}</td>" for attribute, text in rest)
        return f'<tr><th scope="row">{first[1]}</th>{cells}</tr>'

    def description(self) -> dict[str, Any]:
        """Return the block as plain data, with cells as the reader sees them."""
        rows = [*self.rows, *([self.footer] if self.footer else [])]
        return {
            "type": "table",
            "caption": self.caption,
            "columns": [column.heading for column in self.columns],
            "numeric": [column.kind not in (Kind.TEXT, Kind.DATE) for column in self.columns],
            "rows": [
                [column.show(value) for column, value in zip(self.columns, row, strict=True)] for row in rows
            ],
            "links": [[value.place if isinstance(value, Linked) else "" for value in row] for row in rows],
            "footer": self.footer is not None,
            "note": self.note,
        }


def _linked(value: Cell, text: str) -> str:
    if not isinstance(value, Linked):
        return text
    place = escape(value.place)
    return f'<a id="till-{place}" href="#{place}">{text}</a>'


def totals(columns: Sequence[Column], rows: Sequence[Row]) -> Row:
    """Return a footer: *Summa*, and the sum of what each column of whole numbers shows."""
    summed = [
        sum(value for row in rows if isinstance(value := getattr(row[place], "value", row[place]), int | Decimal))
        if column.kind in (Kind.WHOLE, Kind.SIGNED)
        else None
        for place, column in enumerate(columns)
    ]
    return ("Summa", *summed[1:])


def _class(column: Column) -> str:
    classes = {Kind.TEXT: "", Kind.DATE: ' class="date"'}
    return classes.get(column.kind, ' class="number"')


@dataclass(frozen=True)
class Figure(Block):
    """A figure: the finding it shows, the drawing, what it shows in words, and the table behind it, if any."""

    finding: str
    drawing: "Drawing" = field(repr=False)
    alt: str
    table: Table | None = None

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a figure needs an alt text that says what it shows")

    def html(self) -> str:
        """Return the block as HTML."""
        data = base64.b64encode(self.drawing.outlined.encode()).decode()
        shown = (
            f"<figure><figcaption>{escape(self.finding)}</figcaption>"
            f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(self.alt)}"></figure>'
        )
        if self.table is None:
            return shown
        return (
            f"{shown}<details><summary>Siffrorna bakom figuren: {escape(self.table.caption)}</summary>"
            f"{self.table.html()}</details>"
        )

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {
            "type": "figure",
            "finding": self.finding,
            "svg": self.drawing.with_text,
            "alt": self.alt,
            "table": self.table and self.table.description(),
        }


@dataclass(frozen=True)
class Group(Block):
    """Blocks that one cell shows together, as the sections of agreements that only the inputs can number."""

    blocks: Sequence[Block]

    def html(self) -> str:
        """Return the blocks as HTML."""
        return "\n".join(block.html() for block in self.blocks)

    def description(self) -> dict[str, Any]:
        """Return the blocks as plain data."""
        return {"type": "group", "blocks": [block.description() for block in self.blocks]}


@dataclass(frozen=True)
class Results:
    """The figures of a report as data; a notebook ends with them, a reader of the report does not see them."""

    data: Mapping[str, Any]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mapping[str, Any]:  # noqa: ARG002  IPython's signature
        return {RESULTS_MIME: _plain(self.data), "text/plain": RESULTS}


def _plain(value: Any) -> Any:
    """Return data as JSON has it; an exact decimal becomes a text with a decimal point."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Decimal) else value
