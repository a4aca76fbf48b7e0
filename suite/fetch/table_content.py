"""What a table of the inputs holds, in its file or on its sheet: every column, also those that are not read."""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.errors import Fault, InputError
from model.fields import cell_text
from model.read.heading import TableLine
from model.read.table import typed_rows
from model.read.tables import InputTable
from model.series.rows import SeriesRow


@dataclass(frozen=True)
class Content:
    """The rows of a table.

    Attributes
    ----------
    columns : sequence of str
        Its headings, in their order.
    rows : sequence of dict
        The value of each column that has one: a text, a number, a day, or a yes or no.
    """

    columns: Sequence[str]
    rows: Sequence[dict[str, Any]]

    @property
    def digest(self) -> str:
        """What another content with the same rows has too, and no other, in whatever order."""
        texts = sorted(json.dumps(row, sort_keys=True) for row in self.texts())
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()

    def texts(self) -> list[dict[str, str]]:
        """Return the rows as the texts that a file has."""
        return [{name: cell_text(value) for name, value in row.items()} for row in self.rows]

    def but(self, other: "Content") -> list[str]:
        """Return the rows that another content lacks, each on a line."""
        own, others = (Counter(tuple(sorted(row.items())) for row in each.texts()) for each in (self, other))
        left = own - others
        return ["; ".join(row[name] for name in self.columns if name in row) for row in map(dict, left.elements())]

    def csv_text(self) -> str:
        """Return the rows as a table with ``;`` between the columns."""
        written = io.StringIO(newline="")
        writer = csv.DictWriter(written, self.columns, "", delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.texts())
        return written.getvalue()


def read_content(lines: Iterable[TableLine], name: str, table: InputTable[Any]) -> Content | None:
    """Return what the lines of a table hold; None where there is nothing but headings.

    Parameters
    ----------
    lines : iterable of TableLine
        The lines.
    name : str
        What they stand in, in messages.
    table : InputTable
        The table.

    Raises
    ------
    InputError
        If something is wrong in them, or stands in a column without a heading.
    """
    every = list(lines)
    filled = [line for line in every if line.faults or any(cell.strip() for cell in line.cells)]
    if len(filled) < 2:
        return None
    rows = typed_rows(every, name, table.kind, table.key, table.key_text)
    heading, *rest = filled
    columns = [cell.strip().lower() for cell in heading.cells]
    found = []
    for row, line in zip(rows, rest, strict=True):
        cells = [(column, cell.strip()) for column, cell in zip(columns, line.cells, strict=False)]
        if any(cell for column, cell in cells if not column):
            raise InputError(Fault(name, "en rubrik över varje kolumn som det står något i", row=line.number))
        values = dict(cells) | row.model_dump(by_alias=True)
        found.append({name: values[name] for name in columns if name and values.get(name) not in (None, "")})
    return Content([column for column in columns if column], found)


def row_texts(row: SeriesRow) -> dict[str, str]:
    """Return a row of a series as the texts of its columns, a change in per cent with its own decimals."""
    columns = {name: value for name, value in row.model_dump(by_alias=True).items() if not name.startswith("_")}
    return {
        name: f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else cell_text(value)
        for name, value in columns.items()
    }
