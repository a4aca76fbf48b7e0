"""A line of a table, from a CSV file or a workbook, before it is known what its columns are."""

from collections.abc import Sequence
from typing import NamedTuple

from model.errors import Fault


class Line(NamedTuple):
    """A line of a table.

    Attributes
    ----------
    number : int
        Its number in the file, counted from 1.
    cells : sequence of str
        Its cells as text.
    faults : sequence of Fault
        Why its cells cannot be read, where they cannot.
    separator : str
        What parts the cells in the file; empty in a workbook.
    torn : bool
        Whether the file ends with it and without a line break: it may have been cut off.
    """

    number: int
    cells: Sequence[str]
    faults: Sequence[Fault | str] = ()
    separator: str = ""
    torn: bool = False
