"""The closing of a year's books: the day, and what the outcome then was (RUN/387/2023 §7).

Only a closed year is settled. An outcome that is another than at the closing is not: it must be put back, or the
books closed anew.
"""

from collections.abc import Iterable

from pydantic import Field

from model.amounts.outcome import Entry, Outcome
from model.amounts.record import Record, digest, row_digest
from model.fields import Date, Identifier, Money, Name, Year

CLOSING_FILE = "bokslut.csv"


class Closing(Record):
    """That a year's books of an agreement are closed, on a day and by a decision, and what the outcome was."""

    agreement: Identifier = Field(alias="avtal")
    year: Year = Field(alias="ar")
    date: Date = Field(alias="dag")
    outcome: Money = Field(alias="utfall_kr")
    entries: Name = Field(alias="utfall_hash")
    decision: Name = Field(alias="beslut")

    def holds(self, outcome: Outcome, entries: Iterable[Entry]) -> bool:
        """Whether the outcome is what it was at the closing."""
        return self.outcome == outcome.total and self.entries == entries_digest(entries)


def entries_digest(entries: Iterable[Entry]) -> str:
    """Return the digest of booked entries, in whatever order and file they stand."""
    return digest(dict(enumerate(sorted(map(row_digest, entries)))))
