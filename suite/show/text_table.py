"""A table as text for a terminal: columns side by side, in as many blocks as its width asks for."""

from collections.abc import Iterator, Mapping, Sequence
from shutil import get_terminal_size
from textwrap import wrap

from suite.show.blocks import Kind, Row, Table

_ELSEWHERE = (100, 24)
"""The screen, in signs and lines, of what is not read in a terminal."""

_GAP = 2


def screen_width() -> int:
    """Return how many signs wide what is read may be."""
    return get_terminal_size(_ELSEWHERE).columns


def table_text(table: Table, width: int = 0) -> str:
    """Return a table with its caption, and its note folded; one that is too wide in blocks under each other.

    Texts are folded first, where that is enough. Each block begins with the first column. Columns of text stand to
    the left, figures to the right.

    Parameters
    ----------
    table : Table
        What to show.
    width : int
        How many signs wide it may be; 0 for as wide as the terminal is.
    """
    width = width or screen_width()
    lines, sizes = [table.caption], _folded(table, width)
    for places in [[*sizes]] if sizes else _blocks(table, width):
        lines += ["", *_block(table, {place: sizes.get(place, _widest(table, place)) for place in places})]
    return "\n".join([*lines, *(["", *wrap(table.note, width)] if table.note else [])])


def _rows(table: Table) -> Sequence[Row]:
    return [*table.rows, *([table.footer] if table.footer else [])]


def _shown(table: Table, place: int) -> list[str]:
    """Return a column as it is shown, the heading first."""
    column = table.columns[place]
    return [column.heading, *(column.show(row[place]) for row in _rows(table))]


def _widest(table: Table, place: int) -> int:
    return max(map(len, _shown(table, place)))


def _folded(table: Table, width: int) -> dict[int, int]:
    """Return how wide each column is when texts are folded between words; empty if that is not enough."""
    places = range(len(table.columns))
    sizes = {place: _widest(table, place) for place in places}
    least = {place: max(_longest(table, place)) for place in places}
    over = sum(sizes.values()) + _GAP * (len(sizes) - 1) - width
    for _ in range(over):
        most = max(places, key=lambda place: (sizes[place] > least[place], sizes[place]))
        if sizes[most] == least[most]:
            return {}
        sizes[most] -= 1
    return sizes


def _longest(table: Table, place: int) -> Iterator[int]:
    """Yield how wide a column must be at least: its words, and the whole of what is no text."""
    heading, *cells = _shown(table, place)
    yield from (len(word) for word in heading.split(" "))
    for cell in cells:
        words = cell.split(" ") if table.columns[place].kind is Kind.TEXT else [cell]
        yield max(map(len, words))


def _blocks(table: Table, width: int) -> list[list[int]]:
    """Return which columns stand in each block, the first in all of them, and about as many in each."""
    widest = [_widest(table, place) for place in range(len(table.columns))]
    room, others = width - widest[0], range(1, len(table.columns))
    most = max(1, room // (max((widest[place] for place in others), default=1) + _GAP))
    if sum(widest[place] + _GAP for place in others) <= room:
        most = len(others) or 1
    count = -(-len(others) // most) or 1
    each = -(-len(others) // count)
    return [[0, *others[start : start + each]] for start in range(0, max(len(others), 1), each or 1)]


def _block(table: Table, sizes: Mapping[int, int]) -> Iterator[str]:
    columns = []
    for place, size in sizes.items():
        right = table.columns[place].kind not in (Kind.TEXT, Kind.DATE)
        cells = [
            wrap(cell, size, break_long_words=False, break_on_hyphens=False) or [""]
            for cell in _shown(table, place)
        ]
        columns.append([[line.rjust(size) if right else line.ljust(size) for line in cell] for cell in cells])
    for row in zip(*columns, strict=True):
        blank = [" " * len(cell[0]) for cell in row]
        height = max(map(len, row))
        for line in range(height):
            told = [cell[line] if line < len(cell) else empty for cell, empty in zip(row, blank, strict=True)]
            yield (" " * _GAP).join(told).rstrip()
