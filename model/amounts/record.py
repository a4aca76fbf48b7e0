"""A row of a file that is only added to, such as the list of what has been invoiced.

Each carries the digest of the row before it, so that a row that is changed or missing is found. The digest is of
what the row says, not of how it is written: a spreadsheet program may save the file anew.
"""

import hashlib
from decimal import Decimal
from typing import Any

from pydantic import Field

from model.fields import OptionalName, Placed, decimal_text


def digest(values: dict[str, Any]) -> str:
    """Return the SHA-256 of named values, whatever their types."""
    told = {key: decimal_text(each) if isinstance(each, Decimal) else each for key, each in values.items()}
    text = "\n".join(f"{key}={'' if each is None else each}" for key, each in told.items())
    return hashlib.sha256(text.encode()).hexdigest()


class Record(Placed):
    """A row that is never changed: what is wrong is put right by another row."""

    before: OptionalName = Field(None, alias="foregaende")

    @property
    def digest(self) -> str:
        """The digest of the row, which the row after it carries."""
        return digest({key: value for key, value in dict(self).items() if key != "place"})
