"""Costs beside the financing, and compensation that a party withholds in a dispute.

RUN/357/2023 §4: a municipality that orders more licences bears them, a price rise is borne by all together.
RUN/350/2019 §11: at most half of the compensation for a disputed part may be withheld.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from pydantic import Field

from model.agreement import Agreement
from model.errors import Fault, InputError
from model.fields import Date, Identifier, Kronor, Money, Name, OptionalName, StatusField, Typed, Year
from model.money import Amount

ADDITIONS_FILE = "tillagg.csv"
DISPUTES_FILE = "tvister.csv"


class Addition(Typed):
    """A cost beside the financing: its kind, who ordered it (empty when all bear it) and when."""

    agreement: Identifier = Field(alias="avtal")
    kind: Identifier = Field(alias="tillagg")
    party: OptionalName = Field(alias="part")
    date: Date = Field(alias="datum")
    cost: Money = Field(alias="belopp")
    text: Name = Field(alias="text")
    status: StatusField
    source: Name = Field(alias="kalla")
    place: str = Field("", alias="_plats")

    @property
    def amount(self) -> int:
        """The cost in whole kronor, rounded half up."""
        return int(self.cost.to_integral_value(ROUND_HALF_UP))


def cost_year(addition: Addition, last: int) -> int:
    """Return the year that a cost is for: its own, or the agreement's last where it is booked after that."""
    return min(addition.date.year, last)


class Dispute(Typed):
    """A part of a year's compensation that a party disputes, and how much of it the party withholds."""

    agreement: Identifier = Field(alias="avtal")
    year: Year = Field(alias="ar")
    party: Identifier = Field(alias="part")
    disputed: Kronor = Field(alias="omtvistat_kr")
    withheld: Kronor = Field(alias="innehallet_kr")
    text: Name = Field(alias="text")
    status: StatusField
    source: Name = Field(alias="kalla")
    place: str = Field("", alias="_plats")


def highest_withheld(agreement: Agreement, disputed: int) -> int:
    """Return how many whole kronor of a disputed compensation may be withheld (RUN/350/2019 §11).

    Rounded down, so that the share is never passed. Nothing where the agreement gives no such right.
    """
    share = agreement.dispute.highest_percent if agreement.dispute else Decimal(0)
    return int(Fraction(share) / 100 * disputed)


def check_dispute(agreement: Agreement, dispute: Dispute, amount: Amount) -> None:
    """Refuse a dispute that is larger than the party's amount of the year, or withholds more than it may.

    Raises
    ------
    InputError
        If it does.
    """
    highest = highest_withheld(agreement, dispute.disputed)
    faults = []
    if dispute.disputed > amount:
        faults.append(_fault(dispute, f"högst partens belopp {dispute.year}, {amount} kr", "omtvistat_kr"))
    if dispute.withheld > highest:
        faults.append(_fault(dispute, f"högst {highest} kr, den del som får hållas inne", "innehallet_kr"))
    if faults:
        raise InputError(*faults)


def _fault(dispute: Dispute, expected: str, column: str) -> Fault:
    found = dispute.disputed if column == "omtvistat_kr" else dispute.withheld
    file, _, line = dispute.place.rpartition(" rad ")
    return Fault(file, expected, str(found), int(line) if line.isdigit() else None, column)
