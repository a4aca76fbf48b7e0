"""Where the words of a PDF lie on its pages."""

from collections.abc import Iterator
from typing import NamedTuple

import pikepdf

from suite.show.printed import codes_of

ASCENT, DESCENT = 0.7, 0.2
"""How far letters reach over and under what they stand on, of their size."""


class Words(NamedTuple):
    """Words that are set together: where their box is, points from the lower left corner, and what they say."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    def over(self, other: "Words") -> bool:
        """Whether they lie over others, by more than a point either way."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return wide > 1 and high > 1


def words_on(page: pikepdf.Page) -> list[Words]:
    """Return all the words of a page, those of its figures too."""
    return list(_words(page.obj, pikepdf.Matrix()))


def overprinted(words: list[Words]) -> list[str]:
    """Return the words that lie over each other."""
    found, near = [], list[Words]()
    for own in sorted(words, key=lambda each: each.bottom):
        near = [each for each in near if each.top > own.bottom]
        found += [f"{each.text} | {own.text}" for each in near if own.over(each)]
        near.append(own)
    return found


def outside(words: list[Words], page: pikepdf.Page, margin: float = 50) -> list[str]:
    """Return the words that reach into the margins of a page, or beyond."""
    _, _, width, height = map(float, page.mediabox)
    return [
        each.text
        for each in words
        if each.left < margin or each.right > width - margin or each.bottom < 15 or each.top > height - 15
    ]


def bare_at_foot(page: pikepdf.Page, foot: float = 48, head: float = 57) -> float:
    """Return how much of a page, between its head and foot, there is nothing on below the last words."""
    height = float(page.mediabox[3])
    lowest = min((each.bottom for each in words_on(page) if each.bottom > foot), default=height - head)
    return (lowest - foot) / (height - head - foot)


def _words(content: pikepdf.Object, placed: pikepdf.Matrix) -> Iterator[Words]:
    """Yield the words of a page, or of a drawing that stands on one."""
    kept, line, size, font = list[pikepdf.Matrix](), pikepdf.Matrix(), 0.0, pikepdf.Dictionary()
    for step in pikepdf.parse_content_stream(content):
        name, given = str(step.operator), step.operands
        if name == "q":
            kept.append(placed)
        elif name == "Q":
            placed = kept.pop()
        elif name == "cm":
            placed = pikepdf.Matrix(*map(float, given)) @ placed
        elif name == "Tf":
            font, size = content.Resources.Font[str(given[0])], float(given[1])
        elif name == "Tm":
            line = pikepdf.Matrix(*map(float, given))
        elif name in ("Tj", "TJ"):
            yield _set(given[0], font, size, line @ placed)
        elif name == "Do":
            drawn = content.Resources.XObject[str(given[0])]
            if drawn.Subtype == "/Form":
                own = pikepdf.Matrix(*map(float, drawn.get("/Matrix", [1, 0, 0, 1, 0, 0])))
                yield from _words(drawn, own @ placed)


def _set(shown: pikepdf.Object, font: pikepdf.Object, size: float, placed: pikepdf.Matrix) -> Words:
    widths, letters = _widths(font.DescendantFonts[0]), codes_of(font)
    text, wide = "", 0.0
    for piece in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if isinstance(piece, pikepdf.String):
            data = bytes(piece)
            signs = [int.from_bytes(data[place : place + 2]) for place in range(0, len(data), 2)]
            text += "".join(letters.get(sign, "?") for sign in signs)
            wide += sum(widths.get(sign, 0.0) for sign in signs)
        else:
            wide -= float(piece)
    bare = len(text) - len(text.rstrip())  # a space at the end of a line takes no room
    wide -= bare * next((widths.get(sign, 0.0) for sign, letter in letters.items() if letter == " "), 0.0)
    corners = [(0, -DESCENT * size), (wide * size / 1000, ASCENT * size)]
    (left, bottom), (right, top) = (placed.transform(corner) for corner in corners)
    return Words(min(left, right), min(bottom, top), max(left, right), max(bottom, top), text.strip())


def _widths(font: pikepdf.Object) -> dict[int, float]:
    """Return how wide the signs of a font are, in thousandths of its size."""
    found, told = dict[int, float](), list(font.W)
    place = 0
    while place < len(told):
        first, then = int(told[place]), told[place + 1]
        if isinstance(then, pikepdf.Array):
            found |= {first + nth: float(width) for nth, width in enumerate(then)}
            place += 2
        else:
            found |= dict.fromkeys(range(first, int(then) + 1), float(told[place + 2]))
            place += 3
    return found
