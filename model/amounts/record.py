"""A row of a file that is only added to, such as the list of what has been invoiced.

Each carries the digest of the row before it, so that a row that is changed or missing is found. The digest is of
what the row says, not of how it is written: a spreadsheet program may save the file anew.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from model.fields import OptionalName, Placed, cell_text


def digest(values: Mapping[Any, object]) -> str:
    """Return the SHA-256 of named values, whatever their types."""
    text = "\n".join(f"{key}={cell_text(each)}" for key, each in values.items())
    return hashlib.sha256(text.encode()).hexdigest()


def row_digest(row: Placed) -> str:
    """Return the digest of what a row says, wherever it stands."""
    return digest({key: value for key, value in dict(row).items() if key != "place"})


class Record(Placed):
    """A row that is never changed: what is wrong is put right by another row."""

    before: OptionalName = Field(None, alias="foregaende")

    @property
    def digest(self) -> str:
        """The digest of the row, which the row after it carries."""
        return row_digest(self)
