"""The blocks that a report begins with, and those that keep it short: key figures, what is asked, words, folds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, NamedTuple

from suite.show.blocks import Block, Figure, place_of_heading, prose, text_html, unbroken
from suite.show.charts import NARROW, Drawing


class KeyFigure(NamedTuple):
    """A figure to remember: what it is, the figure with its unit, and its change and reason in one line."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class KeyFigures(Block):
    """The figures that a reader is to remember: at most three."""

    figures: Sequence[KeyFigure]

    def html(self) -> str:
        """Return the block as HTML."""
        told = "".join(
            f'<div><dt>{text_html(each.label)}</dt><dd><span class="value">{text_html(each.value)}</span>'
            f"{text_html(each.note)}</dd></div>"
            for each in self.figures
        )
        return f'<dl class="figures">{told}</dl>'

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "keyfigures", "figures": [[*map(unbroken, each)] for each in self.figures]}


class Ask(NamedTuple):
    """What a reader is asked: to decide, confirm or know something, with its price and its day."""

    verb: str
    text: str


@dataclass(frozen=True)
class Asks(Block):
    """What the readers are asked, the most pressing first."""

    asks: Sequence[Ask]

    def html(self) -> str:
        """Return the block as HTML."""
        items = "".join(
            f"<li><strong>{text_html(verb)}</strong> {text_html(prose(text))}</li>" for verb, text in self.asks
        )
        return f'<ol class="asks">{items}</ol>'

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "asks", "asks": [[*map(prose, each)] for each in self.asks]}


@dataclass(frozen=True)
class Glossary(Block):
    """Words that a reader may not know, each with what it means."""

    words: Sequence[tuple[str, str]]

    def html(self) -> str:
        """Return the block as HTML."""
        told = "".join(f"<dt>{text_html(word)}</dt><dd>{text_html(meaning)}</dd>" for word, meaning in self.words)
        return f'<dl class="words">{told}</dl>'

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "glossary", "words": [[*map(unbroken, each)] for each in self.words]}


@dataclass(frozen=True)
class Folded(Block):
    """What few readers want to see: folded in a page, and in a PDF only among the files that it carries."""

    summary: str
    blocks: Sequence[Block]

    def html(self) -> str:
        """Return the block as HTML."""
        inner = "\n".join(block.html() for block in self.blocks)
        return f"<details><summary>{text_html(self.summary)}</summary>{inner}</details>"

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        inner = [block.description() for block in self.blocks]
        return {"type": "folded", "summary": unbroken(self.summary), "blocks": inner}


def _narrow(block: Block) -> Block:
    """Return a block as a page has it beside another: a figure's drawing as it is on a small screen."""
    if not isinstance(block, Figure):
        return block
    paint = block.drawing.paint
    return replace(block, drawing=Drawing(lambda _: paint(NARROW)))


def _described(block: Block) -> dict[str, Any]:
    """Return a block's description; a figure's drawing as it is on a small screen, since it has half the width."""
    return block.description(narrow=True) if isinstance(block, Figure) else block.description()


@dataclass(frozen=True)
class Beside(Block):
    """Blocks beside each other where there is room, and under each other where there is not."""

    blocks: Sequence[Block]

    def html(self) -> str:
        """Return the block as HTML."""
        shown = "".join(f"<div>{_narrow(block).html()}</div>" for block in self.blocks)
        return f'<div class="beside">{shown}</div>'

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "beside", "blocks": [_described(block) for block in self.blocks]}


@dataclass(frozen=True)
class Switch(Block):
    """The same thing in several ways, such as current and fixed prices.

    A page shows the one that is chosen, without a script; a PDF shows them beside each other.
    """

    name: str
    ways: Sequence[tuple[str, Block]]

    def html(self) -> str:
        """Return the block as HTML."""
        group = place_of_heading(self.name)
        choices = "".join(
            f'<label><input type="radio" name="{group}"{" checked" if not place else ""}> {text_html(way)}</label>'
            for place, (way, _) in enumerate(self.ways)
        )
        shown = "".join(f'<div class="way">{block.html()}</div>' for _, block in self.ways)
        return (
            f'<div class="switch"><fieldset><legend>{escape(self.name)}</legend>{choices}</fieldset>{shown}</div>'
        )

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "beside", "blocks": [_described(block) for _, block in self.ways]}


@dataclass(frozen=True)
class Contents(Block):
    """Where the parts of the report are; in a PDF of more than four pages only."""

    def html(self) -> str:
        """Return the block as HTML: its place, which `suite.show.html_report` fills."""
        return CONTENTS

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "contents"}


CONTENTS = '<nav class="contents" aria-label="Innehåll"></nav>'
"""Where a page's list of contents is to be."""


@dataclass(frozen=True)
class NewPage(Block):
    """Where a new page begins on paper."""

    def html(self) -> str:
        """Return the block as HTML."""
        return '<div class="page"></div>'

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "newpage"}
