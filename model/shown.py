"""What a notebook shows of an object: a line of what it is, and a small table where that helps."""

from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd

_SWEDISH = str.maketrans({",": "\u00a0", ".": ","})


def grouped(value: Any) -> str:
    """Return a value as text; a number with its thousands apart and a decimal comma: ``81 652``, ``3,0``."""
    if isinstance(value, Decimal):
        return f"{value:,f}".translate(_SWEDISH)
    whole = isinstance(value, int) or getattr(value, "dtype", None) == "int64"
    return f"{value:,}".translate(_SWEDISH) if whole else str(value)


class Shown:
    """Base of objects that a notebook can show; a subclass says its line, and its table if it has one."""

    def _line(self) -> str:
        raise NotImplementedError

    def _table(self) -> pd.DataFrame | None:
        return None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._line()}>"

    def _repr_html_(self) -> str | None:
        table = self._table()
        if table is None:
            return None
        formats = {name: grouped for name in table if name != "ar"}
        return f"<p>{escape(self._line())}</p>{table.to_html(index=False, border=0, formatters=formats)}"
