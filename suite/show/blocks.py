"""What a report is made of: headings, paragraphs, notices, tables and figures.

A block is described once. A notebook cell that ends with one shows it as HTML; beside the HTML its output holds
the description (`MIME`), which the PDF is set from. All text is escaped here, so no value from an input file
can become markup.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from suite.show.fonts import breadth
from suite.show.picture import picture
from suite.show.strips import Strips
from suite.show.swedish import MONTHS, SPACE, in_words, number, signed

if TYPE_CHECKING:
    from suite.show.charts import Drawing

MIME = "application/vnd.kostnadsmodell.block+json"
"""MIME type of a block's description in a notebook output."""

RESULTS_MIME = "application/vnd.kostnadsmodell.results+json"
RESULTS = "resultat.json"
"""MIME type of a report's figures as data, and the file that they end up in."""


_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))|(?<=\d) (?=(?:kr|tkr|mnkr)\b|%)")
_DAY = re.compile(rf"(?<!\d)(\d\d?)[ {SPACE}]({'|'.join(MONTHS)})\b( (?=\d{{4}}\b))?")


def unbroken(text: str) -> str:
    """Return a text, typed by anybody, whose numbers and dates are never broken over two lines."""
    return _DAY.sub(lambda found: found[0].replace(" ", SPACE), _THOUSANDS.sub(SPACE, text))


def prose(text: str) -> str:
    """Return a text as what is read as sentences has it: its dates are in words."""
    return unbroken(in_words(text))


def text_html(text: str) -> str:
    """Return a text as HTML: nothing in it is markup, and its numbers and dates are never broken."""
    return _DATE.sub(r'<span class="date">\g<0></span>', escape(unbroken(text)))


def place_of_heading(text: str) -> str:
    """Return the name of the place that a heading is: its words in plain letters."""
    plain = text.lower().translate(str.maketrans("åäöé", "aaoe"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


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
        place = f' id="{place_of_heading(self.text)}"' if self.level > 1 else ""
        return f"<h{self.level}{place}>{text_html(self.text)}</h{self.level}>"

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "heading", "level": self.level, "content": [{"type": "text", "text": unbroken(self.text)}]}


@dataclass(frozen=True)
class Paragraphs(Block):
    """Sentences in words, one string per paragraph; small where they only say what is meant."""

    texts: Sequence[str]
    small: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.texts, str):
            raise TypeError("Paragraphs: väntade en lista, Paragraphs([text])")

    def html(self) -> str:
        """Return the block as HTML."""
        small = ' class="small"' if self.small else ""
        return "\n".join(f"<p{small}>{text_html(prose(text))}</p>" for text in self.texts)

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "paragraphs", "texts": [*map(prose, self.texts)], "small": self.small}


@dataclass(frozen=True)
class Notice(Block):
    """A banner with a title and what it warns of, one string per line; a single line follows its title."""

    title: str
    lines: Sequence[str]

    def html(self) -> str:
        """Return the block as HTML."""
        title, lines = text_html(self.title), [text_html(prose(line)) for line in self.lines]
        label = f'<section class="notice" aria-label="{escape(self.title)}">'
        if len(lines) == 1:
            return f"{label}<p><strong>{title}</strong> {lines[0]}</p></section>"
        items = "".join(f"<li>{line}</li>" for line in lines)
        return f"{label}<p><strong>{title}</strong></p><ul>{items}</ul></section>"

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "notice", "title": unbroken(self.title), "lines": [*map(prose, self.lines)]}


Value = str | int | Decimal | None


@dataclass(frozen=True)
class Linked:
    """A cell whose value is derived elsewhere in the report, at a named place that links back."""

    value: Value
    place: str


@dataclass(frozen=True)
class Away:
    """A cell that leads to a file beside the page; what it is called where the words alone do not say it."""

    value: str
    file: str
    called: str = ""


_SMALLEST = 288
"""Pixels: the room for a table on the smallest screen, 320 wide. One that is wider is scrolled sideways."""

_WIDEST = 912
"""Pixels: the room on a large one. A table that is wider is set smaller."""

_LONG = 40
"""Signs: a text that is longer has some room on a small screen, where its table is scrolled sideways."""

_PIECE = re.compile(r"[^ \-–]*[ \-–]?")
"""What of a text is never broken over two lines."""

Cell = Value | Linked | Away
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
        bare = value.value if isinstance(value, Linked | Away) else value
        return "" if bare is None else _SHOW[self.kind](bare)


@dataclass(frozen=True)
class Table(Block):
    """A table: what it shows, columns, rows, and perhaps a footer with sums and a note under it.

    The first cell of a row is its heading. Values are kept as they are; `Column.show` makes text of them.

    Attributes
    ----------
    what : str
        A line under the caption that says what is counted, and in what unit.
    strips : Strips, optional
        A column of bars.
    keys : sequence of str
        Whose each row is, so that a reader can mark its own; the code of a party, empty where it is nobody's.
    shades : sequence of sequence of float
        How dark each cell of each row is, from 0 to 1, where the table is a map of its figures.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    footer: Row | None = None
    note: str = ""
    what: str = ""
    strips: Strips | None = None
    keys: Sequence[str] = ()
    shades: Sequence[Sequence[float]] = ()

    def html(self) -> str:
        """Return the block as HTML."""
        head = [_head(column) for column in self.columns]
        if self.strips:
            head.insert(self.strips.place, self.strips.head_html())
        body = "".join(self._row(row, place) for place, row in enumerate(self.rows))
        foot = f"<tfoot>{self._row(self.footer, len(self.rows))}</tfoot>" if self.footer else ""
        what = f'<span class="what">{text_html(prose(self.what))}</span>' if self.what else ""
        note = f'<p class="note">{text_html(prose(self.note))}</p>' if self.note else ""
        table = (
            f"<table><caption>{text_html(self.caption)}{what}</caption>"
            f"<thead><tr>{''.join(head)}</tr></thead><tbody>{body}</tbody>{foot}</table>"
        )
        least = self._least(14, 4.8) if self.shades else self._least(15, 5.6)
        look = " map" if self.shades else " wide" if self._least(15, 9.6) + self._bars > _WIDEST else ""
        look += " barred" if self.strips and least + self._bars > _SMALLEST else ""
        if least <= _SMALLEST:
            return f'<div class="table{look}">{table}</div>{note}'
        region = f'role="region" aria-label="{escape(self.caption)}" tabindex="0"'
        return f'<div class="table{look}" {region}>{table}</div>{note}'

    def _least(self, letters: float, beside: float) -> float:
        """Return how narrow it can be, pixels: numbers are not broken, words are at spaces and hyphens.

        `letters` is the size of the letters, and `beside` what there is on either side of a cell.
        """
        return letters * sum(self._widths) + (2 * len(self._widths) - 1) * beside

    @cached_property
    def _widths(self) -> list[float]:
        """How narrow each column can be, ems."""
        last = len(self.rows) if self.footer else None
        widths = []
        for nth, column in enumerate(self.columns):
            cells = ((breadth(row[nth], bold=place == last), row[nth]) for place, row in enumerate(self._texts))
            whole = column.kind is not Kind.TEXT and nth > 0
            widths.append(
                max(
                    _longest(column.heading, bold=True),
                    *(width if whole else _longest(text, bold=False) for width, text in cells),
                )
            )
        return widths

    @property
    def _bars(self) -> float:
        """How narrow the bars can be, pixels, if there are any."""
        if self.strips is None:
            return 0.0
        return 13 * max([48 / 13, *(_longest(name, bold=True) for name, _ in self.strips.heading)]) + 11.2

    @cached_property
    def _texts(self) -> list[list[str]]:
        rows = [*self.rows, *([self.footer] if self.footer else [])]
        return [[column.show(value) for column, value in zip(self.columns, row, strict=True)] for row in rows]

    def _row(self, row: Row, place: int) -> str:
        cells = []
        for nth, (column, value) in enumerate(zip(self.columns, row, strict=True)):
            text = _linked(value, text_html(column.show(value)))
            if nth == 0:
                cells.append(f'<th scope="row">{text}</th>')
                continue
            shade = self.shades[place][nth] if place < len(self.shades) else 0.0
            tint = f' style="--shade:{round(100 * shade)}%"' if shade else ""
            cells.append(f"<td{_class(column, self._texts[place][nth])}{tint}>{text}</td>")
        if self.strips:
            cells.insert(self.strips.place, self.strips.html(place))
        whose = self.keys[place] if place < len(self.keys) else ""
        return f"<tr{f' data-part={chr(34)}{escape(whose)}{chr(34)}' if whose else ''}>{''.join(cells)}</tr>"

    def description(self) -> dict[str, Any]:
        """Return the block as plain data, with cells as the reader sees them."""
        rows = [*self.rows, *([self.footer] if self.footer else [])]
        return {
            "type": "table",
            "caption": unbroken(self.caption),
            "what": prose(self.what),
            "columns": [column.heading for column in self.columns],
            "numeric": [column.kind not in (Kind.TEXT, Kind.DATE) for column in self.columns],
            "rows": [[unbroken(text) for text in row] for row in self._texts],
            "links": [[value.place if isinstance(value, Linked) else "" for value in row] for row in rows],
            "footer": self.footer is not None,
            "note": prose(self.note),
            "strips": self.strips and self.strips.description(),
            "shades": [list(row) for row in self.shades],
        }


def _longest(text: str, bold: bool) -> float:
    """Return how wide the longest piece of a text is that is never broken, ems."""
    pieces = _PIECE.findall(_DATE.sub(lambda found: found[0].replace("-", "0"), unbroken(text)))
    return max((breadth(piece.rstrip(" "), bold) for piece in pieces), default=0.0)


def _linked(value: Cell, text: str) -> str:
    if isinstance(value, Away):
        called = f' aria-label="{escape(value.called)}"' if value.called else ""
        return f'<a href="{escape(value.file)}"{called}>{text}</a>'
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


def _head(column: Column) -> str:
    """Return a heading as HTML; where there is none, an empty cell that heads nothing."""
    text = text_html(column.heading)
    return f'<th scope="col"{_class(column)}>{text}</th>' if text else "<td></td>"


def _class(column: Column, text: str = "") -> str:
    long = ' class="long"' if len(text) > _LONG else ""
    classes = {Kind.TEXT: long, Kind.DATE: ' class="date"'}
    return classes.get(column.kind, ' class="number"')


@dataclass(frozen=True)
class Figure(Block):
    """A figure: the finding it shows, the drawing, what it shows in words, and the table behind it, if any.

    Under the finding a line may say what is counted, and in what unit; under the drawing one whose it is.
    """

    finding: str
    drawing: "Drawing" = field(repr=False)
    alt: str
    table: Table | None = None
    what: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a figure needs an alt text that says what it shows")

    def html(self) -> str:
        """Return the block as HTML."""
        what = f'<span class="what">{text_html(prose(self.what))}</span>' if self.what else ""
        source = f'<p class="note">{text_html(prose(self.source))}</p>' if self.source else ""
        narrow = f'<source media="(max-width: 40rem)" srcset="{picture(self.drawing.narrow)}">'
        shown = (
            f"<figure><figcaption>{text_html(self.finding)}{what}</figcaption><picture>{narrow}"
            f'<img src="{picture(self.drawing.outlined)}" alt="{escape(prose(self.alt))}"></picture>'
            f"{source}</figure>"
        )
        if self.table is None:
            return shown
        return (
            f"{shown}<details><summary>Siffrorna bakom figuren: {text_html(self.table.caption)}</summary>"
            f"{self.table.html()}</details>"
        )

    def description(self, *, narrow: bool = False) -> dict[str, Any]:
        """Return the block as plain data, its drawing as it is on a small screen if it is to be set narrow."""
        return {
            "type": "figure",
            "finding": unbroken(self.finding),
            "what": prose(self.what),
            "source": prose(self.source),
            "svg": self.drawing.narrow_with_text if narrow else self.drawing.with_text,
            "alt": prose(self.alt),
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
