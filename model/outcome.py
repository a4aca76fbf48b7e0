"""The outcome of a year: booked entries gathered by the cost posts of the agreement (RUN/387/2023 §7).

An entry that no line of the mapping fits is shown on a line of its own and counted; nothing is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from pydantic import Field

from model.agreement import Agreement
from model.errors import Fault, InputError
from model.fields import Count, Date, Identifier, Money, Name, OptionalName, StatusField, Typed
from model.status import Status, weakest

UNMAPPED = "utan kostnadspost"
MAPPING_FILE = "utfall/kostnadsposter.csv"


class Entry(Typed):
    """A booked entry: a cost is positive, an income negative. Without a status it counts as preliminary."""

    date: Date = Field(alias="datum")
    voucher: Name = Field(alias="verifikation")
    account: Count = Field(alias="konto")
    project: OptionalName = Field(alias="projekt")
    counterpart: OptionalName = Field(alias="motpart")
    amount: Money = Field(alias="belopp")
    text: OptionalName = Field(alias="text")
    status: StatusField = Field(Status.PRELIMINARY)
    source: OptionalName = Field(None, alias="kalla")
    place: str = Field("", alias="_plats")


class MappingLine(Typed):
    """Which cost post an account span belongs to, for one project or (left empty) for all."""

    agreement: Identifier = Field(alias="avtal")
    project: OptionalName = Field(alias="projekt")
    first_account: Count = Field(alias="konto_fran")
    last_account: Count = Field(alias="konto_till")
    cost_post: Identifier = Field(alias="kostnadspost")
    place: str = Field("", alias="_plats")

    def fits(self, entry: Entry) -> bool:
        """Whether an entry belongs to this line."""
        same_project = self.project is None or self.project == entry.project
        return same_project and self.first_account <= entry.account <= self.last_account


@dataclass(frozen=True)
class Outcome:
    """A year's outcome.

    Attributes
    ----------
    posts : DataFrame
        Columns ``kostnadspost``, ``namn``, ``belopp_kr`` (int64): each post rounded once, half up; and ``kalla``,
        the rows that were booked on it.
    unmapped : sequence of Entry
        The entries that no mapping line fits; their sum is a post of its own.
    status : Status
        The weakest among the entries.
    """

    posts: pd.DataFrame
    unmapped: Sequence[Entry]
    status: Status

    @property
    def total(self) -> int:
        """The sum of the posts as shown, whole kronor."""
        return int(self.posts["belopp_kr"].sum())


def gather(agreement: Agreement, entries: Sequence[Entry], mapping: Sequence[MappingLine]) -> Outcome:
    """Gather booked entries by cost post.

    Raises
    ------
    InputError
        If an entry fits two different posts.
    """
    names = {post.id: post.name for post in agreement.cost_posts} | {UNMAPPED: "Utan kostnadspost"}
    lines = [line for line in mapping if line.agreement == agreement.id]
    posts = [_cost_post(entry, lines) for entry in entries]
    sums = {post: Decimal(0) for post in names}
    for entry, post in zip(entries, posts, strict=True):
        sums[post] += entry.amount
    shown = [post for post in names if post != UNMAPPED or UNMAPPED in posts]
    frame = pd.DataFrame(
        {
            "kostnadspost": shown,
            "namn": [names[post] for post in shown],
            "belopp_kr": [int(sums[post].to_integral_value(ROUND_HALF_UP)) for post in shown],
            "kalla": [_places(entries, posts, post) for post in shown],
        }
    ).astype({"belopp_kr": "int64"})
    unmapped = [entry for entry, post in zip(entries, posts, strict=True) if post == UNMAPPED]
    return Outcome(frame, unmapped, weakest(entry.status for entry in entries))


def _places(entries: Sequence[Entry], posts: Sequence[str], post: str) -> str:
    """Return where a post's entries were read, as one text: ``utfall/energikontor_2025.csv rad 2, 4, 6``."""
    places = [entry.place for entry, own in zip(entries, posts, strict=True) if own == post]
    files: dict[str, list[str]] = {}
    for place in places:
        file, _, line = place.rpartition(" rad ")
        files.setdefault(file or place, []).append(line)
    return "; ".join(f"{file} rad {', '.join(lines)}" for file, lines in files.items())


def _cost_post(entry: Entry, lines: Sequence[MappingLine]) -> str:
    fitting = [line for line in lines if line.fits(entry)]
    if len({line.cost_post for line in fitting}) > 1:
        places = " och ".join(line.place for line in fitting)
        raise InputError(
            Fault(entry.place, f"att bara en kostnadspost passar; nu passar {places}", str(entry.account))
        )
    return fitting[0].cost_post if fitting else UNMAPPED
