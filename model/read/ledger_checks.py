"""What in a ledger is probably something else than it says: pasted twice, in another unit, with signs turned.

Each check returns what it found with its figures, or None; nothing here is refused. How it is told is in
`suite.findings.findings`.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from model.agreements.agreement import Agreement
from model.amounts.outcome import Entry, plain_project

MANY_REPEATS = Fraction(1, 20)
"""Rows that stand twice and come to this share of all amounts, or more, are hardly two equal purchases."""

_TOO_SMALL, _TOO_LARGE = 100, 10
"""How many times smaller or larger than the agreement's amount the costs are when their unit must be another."""

_NEAR = 0.8
"""How alike two projects' names are, 0 to 1, when the one is probably the other misspelt."""


@dataclass(frozen=True)
class Repeats:
    """Rows that stand in a ledger more than once, with the same day, voucher, account, project, amount and text.

    Attributes
    ----------
    rows, of : int
        How many rows repeat an earlier one, and how many rows there are.
    amount : Decimal
        What the repeating rows come to, kronor.
    share : Fraction
        Of all amounts, signs disregarded.
    """

    rows: int
    of: int
    amount: Decimal
    share: Fraction


def repeated(entries: Sequence[Entry]) -> Repeats | None:
    """Return the rows that repeat earlier ones."""
    counts = Counter(
        (each.date, each.voucher, each.account, plain_project(each.project), each.amount, each.text)
        for each in entries
    )
    again = [(key[4], count - 1) for key, count in counts.items() if count > 1]
    if not again:
        return None
    every = sum((abs(each.amount) for each in entries), Decimal(0))
    size = sum((abs(amount) * count for amount, count in again), Decimal(0))
    amount = sum((amount * count for amount, count in again), Decimal(0))
    share = Fraction(size) / Fraction(every) if every else Fraction(0)
    return Repeats(sum(count for _, count in again), len(entries), amount, share)


class LedgerUnit(StrEnum):
    """A unit that amounts in kronor seem to be in; the value is the Swedish word."""

    THOUSANDS = "tusental kronor"
    ORE = "ören"


@dataclass(frozen=True)
class OtherUnit:
    """Costs that are far from the agreement's amount.

    Attributes
    ----------
    unit : LedgerUnit
        What they seem to be in.
    costs : Decimal
        What they come to, kronor.
    expected : Fraction
        The agreement's amount to the end of the last month that is booked, kronor.
    """

    unit: LedgerUnit
    costs: Decimal
    expected: Fraction


def other_unit(agreement: Agreement, entries: Sequence[Entry]) -> OtherUnit | None:
    """Return the unit that the costs of a year, or of its first months, seem to be in if it is not kronor."""
    costs = sum((each.amount for each in entries if not each.is_income), Decimal(0))
    expected = Fraction(agreement.total * max(each.date.month for each in entries), 12)
    if 0 < costs * _TOO_SMALL < expected:
        return OtherUnit(LedgerUnit.THOUSANDS, costs, expected)
    return OtherUnit(LedgerUnit.ORE, costs, expected) if costs > _TOO_LARGE * agreement.total else None


def turned(entries: Sequence[Entry]) -> tuple[Decimal | None, Decimal | None]:
    """Return the sum of the costs if it is negative, and that of the incomes if it is positive; else None."""
    costs = sum((each.amount for each in entries if not each.is_income), Decimal(0))
    incomes = sum((each.amount for each in entries if each.is_income), Decimal(0))
    return (costs if costs < 0 else None), (incomes if incomes > 0 else None)


def on_balance_accounts(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries on accounts of class 1 and 2: assets and debts, neither cost nor income."""
    return [each for each in entries if str(each.account)[0] in "12"]


def near_project(project: str | None, wanted: Iterable[str]) -> str | None:
    """Return the project that another is probably misspelt for; digits that differ are never a slip."""
    by_plain = {plain_project(each): each for each in wanted}
    near = difflib.get_close_matches(plain_project(project), by_plain, 1, _NEAR)
    return by_plain[near[0]] if near and _digits(near[0]) == _digits(plain_project(project)) else None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
