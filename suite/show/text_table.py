"""A table as text for a terminal: columns side by side, in as many blocks as its width asks for."""

from collections.abc import Iterator, Sequence
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

    Each block begins with the first column. Columns of text stand to the left, figures to the right.

    Parameters
    ----------
    table : Table
        What to show.
    width : int
        How many signs wide it may be; 0 for as wide as the terminal is.
    """
    width = width or screen_width()
    lines = [table.caption]
    for places in _blocks(table, width):
        lines += ["", *_block(table, places)]
    return "\n".join([*lines, *(["", *wrap(table.note, width)] if table.note else [])])


def _rows(table: Table) -> Sequence[Row]:
    return [*table.rows, *([table.footer] if table.footer else [])]


def _shown(table: Table, place: int) -> list[str]:
    """Return a column as it is shown, the heading first."""
    column = table.columns[place]
    return [column.heading, *(column.show(row[place]) for row in _rows(table))]


def _blocks(table: Table, width: int) -> list[list[int]]:
    """Return which columns stand in each block, the first in all of them, and about as many in each."""
    widest = [max(map(len, _shown(table, place))) for place in range(len(table.columns))]
    room, others = width - widest[0], range(1, len(table.columns))
    most = max(1, room // (max((widest[place] for place in others), default=1) + _GAP))
    if sum(widest[place] + _GAP for place in others) <= room:
        most = len(others) or 1
    count = -(-len(others) // most) or 1
    each = -(-len(others) // count)
    return [[0, *others[start : start + each]] for start in range(0, max(len(others), 1), each or 1)]


def _block(table: Table, places: Sequence[int]) -> Iterator[str]:
    columns = []
    for place in places:
        cells = _shown(table, place)
        size, right = max(map(len, cells)), table.columns[place].kind not in (Kind.TEXT, Kind.DATE)
        columns.append([cell.rjust(size) if right else cell.ljust(size) for cell in cells])
    yield from ((" " * _GAP).join(line).rstrip() for line in zip(*columns, strict=True))
