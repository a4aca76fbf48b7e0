"""Costs beside the financing, and compensation that a party withholds in a dispute.

RUN/357/2023 §4: a municipality that orders more licences bears them, a price rise is borne by all together.
RUN/350/2019 §11: at most half of the compensation for a disputed part may be withheld.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from pydantic import Field

from model.agreements.agreement import Agreement
from model.errors import Fault, InputError
from model.fields import Date, Identifier, Kronor, Money, Name, OptionalName, StatusField, Vintage, Year
from model.money import Amount

ADDITIONS_FILE = "tillagg.csv"
DISPUTES_FILE = "tvister.csv"


class Addition(Vintage):
    """A cost beside the financing: its kind, who ordered it (empty when all bear it) and when."""

    same = ("agreement", "kind", "party", "date", "text")
    agreement: Identifier = Field(alias="avtal")
    kind: Identifier = Field(alias="tillagg")
    party: OptionalName = Field(alias="part")
    date: Date = Field(alias="datum")
    cost: Money = Field(alias="belopp")
    text: Name = Field(alias="text")
    status: StatusField
    source: Name = Field(alias="kalla")

    @property
    def amount(self) -> int:
        """The cost in whole kronor, rounded half up."""
        return int(self.cost.to_integral_value(ROUND_HALF_UP))


def cost_year(addition: Addition, last: int) -> int:
    """Return the year that a cost is for: its own, or the agreement's last where it is booked after that."""
    return min(addition.date.year, last)


def cost_quarter(addition: Addition, last: int) -> int:
    """Return the quarter of its `cost_year` that a cost belongs to: the last, for one dated after it."""
    return 4 if addition.date.year > cost_year(addition, last) else (addition.date.month + 2) // 3


class Dispute(Vintage):
    """A part of a year's compensation that a party disputes, and how much of it the party withholds."""

    same = ("agreement", "year", "party", "text")
    agreement: Identifier = Field(alias="avtal")
    year: Year = Field(alias="ar")
    party: Identifier = Field(alias="part")
    disputed: Kronor = Field(alias="omtvistat_kr")
    withheld: Kronor = Field(alias="innehallet_kr")
    text: Name = Field(alias="text")
    status: StatusField
    source: Name = Field(alias="kalla")


def highest_withheld(agreement: Agreement, disputed: int) -> int:
    """Return how many whole kronor of a disputed compensation may be withheld (RUN/350/2019 §11).

    Rounded down, so that the share is never passed. Nothing where the agreement gives no such right.
    """
    share = agreement.dispute.highest_percent if agreement.dispute else Decimal(0)
    return int(Fraction(share) / 100 * disputed)


def by_party(disputes: Iterable[Dispute]) -> dict[tuple[str, int, str], list[Dispute]]:
    """Return the disputes of each agreement, year and party."""
    found = defaultdict[tuple[str, int, str], list[Dispute]](list)
    for item in disputes:
        found[item.agreement, item.year, item.party].append(item)
    return found


def check_disputes(agreement: Agreement, disputes: Sequence[Dispute], amount: Amount) -> None:
    """Refuse a party's disputes of a year if one withholds more than it may, or all are of more than its amount.

    RUN/350/2019 §11: at most half of what each is about, and they are about different parts of the amount, which
    is what the party pays for the year, kronor.

    Raises
    ------
    InputError
        If there is such a fault, or the same dispute stands twice.
    """
    faults, seen = [], set[tuple[str, int, int]]()
    disputed = sum(item.disputed for item in disputes)
    if disputed > amount:
        together = ", för årets tvister tillsammans" if len(disputes) > 1 else ""
        told = f"högst partens belopp {disputes[0].year}, {amount} kr{together}"
        faults.append(Fault.at(disputes[0].place, told, disputed, "omtvistat_kr"))
    for item in disputes:
        highest, same = highest_withheld(agreement, item.disputed), (item.text, item.disputed, item.withheld)
        if item.withheld > highest:
            told = f"högst {highest} kr, den del som får hållas inne"
            faults.append(Fault.at(item.place, told, item.withheld, "innehallet_kr"))
        if same in seen:
            faults.append(Fault.at(item.place, "varje tvist en enda gång", item.text, "text"))
        seen.add(same)
    if faults:
        raise InputError(*faults)
