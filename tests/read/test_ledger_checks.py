"""What in a ledger is probably something else than it says, each by hand; nothing of it is refused."""

from decimal import Decimal
from fractions import Fraction

import pytest

from model.agreements.agreement import Agreement
from model.amounts.outcome import Entry
from model.read.ledger_checks import (
    LedgerUnit,
    OtherUnit,
    Repeats,
    near_project,
    on_balance_accounts,
    other_unit,
    repeated,
    turned,
)


def entry(amount: str, account: int = 5010, date: str = "2025-03-31", **others: str) -> Entry:
    told = {"datum": date, "verifikation": "A1", "konto": str(account), "projekt": "EK", "belopp": amount}
    return Entry.model_validate({"motpart": "", "text": "Lön", **told, **others})


def test_rows_that_stand_again_are_counted_with_what_they_come_to() -> None:
    """100 stands three times and −25 twice: 3 rows again, 100 + 100 − 25 = 175; 225 of 500 without signs."""
    rows = [*[entry("100")] * 3, *[entry("−25", 6100)] * 2, entry("150", 7010)]
    assert repeated(rows) == Repeats(3, 6, Decimal(175), Fraction(225, 500))


@pytest.mark.parametrize(
    "other",
    [
        entry("100", 5011),
        entry("100", date="2025-03-30"),
        entry("100", verifikation="A2"),
        entry("100", projekt="EK2"),
        entry("100", text="Resa"),
        entry("100,01"),
    ],
)
def test_what_differs_in_anything_but_how_the_project_is_written_is_no_repetition(other: Entry) -> None:
    assert repeated([entry("100"), other]) is None
    assert repeated([other, other]) == Repeats(1, 2, other.amount, Fraction(1, 2))
    assert repeated([entry("100"), entry("100", projekt="e k")]) is not None


def test_rows_of_nothing_that_repeat_are_no_share_of_anything() -> None:
    assert repeated([entry("0"), entry("0")]) == Repeats(1, 2, Decimal(0), Fraction(0))


@pytest.mark.parametrize(
    ("costs", "date", "unit", "expected"),
    [
        # The agreement is of 1 600 000, so 400 000 to the end of March: less than 4 000 must be thousands.
        ("3999,99", "2025-03-31", LedgerUnit.THOUSANDS, 400_000),
        ("4000", "2025-03-31", None, 400_000),
        ("4000", "2025-04-01", LedgerUnit.THOUSANDS, Fraction(1_600_000, 3)),
        ("0,01", "2025-03-31", LedgerUnit.THOUSANDS, 400_000),
        ("0", "2025-03-31", None, 400_000),
        ("−1", "2025-03-31", None, 400_000),
        # More than ten times the year's must be öre, whatever the month.
        ("16000000", "2025-03-31", None, 400_000),
        ("16000000,01", "2025-03-31", LedgerUnit.ORE, 400_000),
    ],
)
def test_costs_far_from_the_agreement_are_in_another_unit(
    agreement: Agreement, costs: str, date: str, unit: LedgerUnit | None, expected: int | Fraction
) -> None:
    """An income in a later month is no cost, but the month has come; an earlier one makes no difference."""
    rows = [entry(costs, date=date), entry("0", date="2025-01-31"), entry("−5000000", 3990, "2025-02-28")]
    found = other_unit(agreement, rows)
    told = Decimal(costs.replace("−", "-").replace(",", "."))
    assert found == (OtherUnit(unit, told, Fraction(expected)) if unit else None)


@pytest.mark.parametrize(
    ("costs", "incomes", "told"),
    [
        (["100", "−30"], ["−40", "10"], (None, None)),
        (["30", "−100"], ["−40"], (Decimal(-70), None)),
        (["100"], ["40", "−10"], (None, Decimal(30))),
        (["−1"], ["1"], (Decimal(-1), Decimal(1))),
        (["0"], ["0"], (None, None)),
    ],
)
def test_signs_that_are_turned(
    costs: list[str], incomes: list[str], told: tuple[Decimal | None, Decimal | None]
) -> None:
    rows = [entry(amount) for amount in costs] + [entry(amount, 3990) for amount in incomes]
    assert turned(rows) == told


def test_assets_and_debts_are_neither_costs_nor_incomes() -> None:
    rows = [entry("1", account) for account in (1930, 2440, 3010, 4010, 8310, 110)]
    assert [each.account for each in on_balance_accounts(rows)] == [1930, 2440, 110]


@pytest.mark.parametrize(
    ("project", "near"),
    [
        ("EK-CHF", "EK-Chef"),
        ("ek chef", "EK-Chef"),
        ("EK-CHFE1", None),  # a digit that the other has not
        ("EK-DEL1", "EK-DEL 1"),
        ("EK-DEL2", None),  # the digit is another
        ("EK-CHANS", None),  # too far: 10 of the 15 letters are in both, the others not
        ("", None),
        (None, None),
    ],
)
def test_a_project_that_is_nearly_another(project: str | None, near: str | None) -> None:
    assert near_project(project, ["EK-Chef", "EK-DEL 1"]) == near
