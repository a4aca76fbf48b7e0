"""What a command answers with, as rows for other programs: CSV, JSON, or a workbook with a table to read first."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from suite.show.blocks import Table
from suite.show.frame import write_frame

ENDINGS = (".csv", ".json", ".xlsx")
"""What a file of an answer may end with; it is written by its ending."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_DAY = dt.datetime(2000, 1, 1)
"""When a workbook says that it was made: the same answer is to have the same bytes."""


@dataclass(frozen=True)
class Answer:
    """An answer as data.

    Attributes
    ----------
    title : str
        What it is: the title of the workbook.
    rows : DataFrame
        A row for each thing that it says, with columns named as in the inputs.
    sheets : mapping of str to DataFrame
        The sheets of the workbook, by name; the rows are one of them, where they are to be there.
    """

    title: str
    rows: pd.DataFrame
    sheets: Mapping[str, pd.DataFrame]

    def write(self, path: Path) -> None:
        """Write a file by its ending, whole or not at all.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        if path.suffix.lower() != ".xlsx":
            write_frame(self.rows, path)
            return
        from suite.show.xlsx import add_sheet, new_workbook  # which is slow to import, and most answers are read

        with new_workbook(path, {"title": self.title, "created": _NO_DAY}) as book:
            for name, frame in self.sheets.items():
                add_sheet(book, name, with_days(frame), self.title)


def sheet(table: Table) -> pd.DataFrame:
    """Return a table as a sheet has it: its headings, its rows, and the sums under them."""
    rows = [*table.rows, *([table.footer] if table.footer else [])]
    return pd.DataFrame(
        [list(row) for row in rows], columns=[column.heading for column in table.columns], dtype=object
    )


def with_days(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame in which columns of dates written as text hold dates."""
    return frame.assign(**{str(name): _days(frame[name]) for name in frame if _is_days(frame[name])})


def _is_days(column: "pd.Series[str]") -> bool:
    texts = [value for value in column if not (isinstance(value, str) and value == "")]
    return bool(texts) and all(isinstance(value, str) and _DAY.fullmatch(value) for value in texts)


def _days(column: "pd.Series[str]") -> "pd.Series[dt.date]":
    return pd.Series(
        [dt.date.fromisoformat(text) if text else None for text in column], column.index, dtype=object
    )
