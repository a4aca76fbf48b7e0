"""The closing of a year's books: the day, and what the outcome then was (RUN/387/2023 §7).

Only a closed year is settled. An outcome that is another than at the closing is not: it must be put back, or the
books closed anew.
"""

from collections.abc import Iterable, Sequence

from pydantic import Field

from model.amounts.outcome import Entry, Outcome
from model.amounts.record import Record, digest
from model.fields import Date, Identifier, Money, Name, Year
from model.status import Status

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
    own = [digest({key: value for key, value in dict(each).items() if key != "place"}) for each in entries]
    return digest(dict(enumerate(sorted(own))))  # type: ignore[arg-type]


def lacking(entries: Sequence[Entry], months: Iterable[int]) -> tuple[list[int], list[Entry]]:
    """Return what keeps books open: months without anything booked, and entries that are not fixed."""
    booked = {entry.date.month for entry in entries}
    return [m for m in months if m not in booked], [each for each in entries if each.status is not Status.FIXED]
