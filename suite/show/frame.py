"""The allocation frame as CSV that Swedish Excel opens, and as plain records."""

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from model.money import Amount
from suite.files.folder import unlike_formula, write_csv, write_whole


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows, with the columns as attributes."""
    yield from frame.itertuples(index=False)


def by_year(frame: pd.DataFrame, column: str) -> dict[str, dict[int, Amount]]:
    """Return summed amounts by the values of a column and then by year, both in order."""
    sums: dict[str, dict[int, Amount]] = {}
    for row in each(frame.groupby([column, "ar"], as_index=False)[["belopp_kr"]].sum()):
        sums.setdefault(getattr(row, column), {})[row.ar] = row.belopp_kr
    return sums


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain data for JSON; exact decimals become texts with a decimal point."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return None if isinstance(value, float) and math.isnan(value) else value  # which JSON has no word for


def json_text(frame: pd.DataFrame) -> str:
    """Return the rows as JSON that people can read too."""
    return json.dumps(records(frame), ensure_ascii=False, indent=1)


def csv_text(frame: pd.DataFrame) -> str:
    """Return the frame as CSV with ``;`` between columns, decimal comma, and no text that Excel would compute."""
    decimals = {
        str(column): frame[column].map(_decimal_comma)
        for column in frame
        if any(isinstance(value, Decimal) for value in frame[column])
    }
    texts = {
        str(column): frame[column].map(lambda value: unlike_formula(value) if isinstance(value, str) else value)
        for column in frame
        if any(isinstance(value, str) for value in frame[column])
    }
    return frame.assign(**texts, **decimals).to_csv(sep=";", index=False, lineterminator="\n")


def _decimal_comma(value: Any) -> Any:
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write the frame to a file, whole or not at all: JSON by its ending, else CSV as Excel writes it.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if path.suffix.lower() == ".json":
        write_whole(path, f"{json_text(frame)}\n", "utf-8")
    else:
        write_csv(path, csv_text(frame))
