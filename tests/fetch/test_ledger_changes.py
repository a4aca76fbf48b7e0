"""What differs between two ledgers, by hand and for any two."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from model.amounts.outcome import Entry
from suite.fetch.outcome_file import ledger_changes


def entry(voucher: str, amount: int, month: int = 1, **more: str) -> Entry:
    data = {
        "datum": f"2025-{month:02}-01",
        "verifikation": voucher,
        "konto": "5010",
        "projekt": "P",
        "motpart": None,
    }
    return Entry.model_validate(data | {"belopp": str(amount), "text": "x", "status": "fastställd"} | more)


def test_the_order_and_the_spelling_of_a_project_make_no_difference() -> None:
    before = [entry("1", 10), entry("2", 20), entry("2", 20)]
    assert not ledger_changes(before, [before[1], entry("1", 10, projekt=" p"), before[2]]).any


def test_each_kind_of_difference() -> None:
    before = [entry("1", 10), entry("2", 20), entry("3", 30), entry("4", 40), entry("5", 50)]
    after = [
        entry("1", 10, status="preliminär"),
        entry("2", 20, text="y"),
        entry("3", 33),
        entry("4", 40, month=2),
        entry("6", 60),
    ]
    found = ledger_changes(before, after)
    assert found.restated == {("fastställd", "preliminär"): 1}
    assert found.reworded == 1
    assert [(old.amount, now.amount) for old, now in found.changed] == [(30, 33), (40, 40)]
    assert found.changed[1][1].date == date(2025, 2, 1)
    assert ([each.voucher for each in found.new], [each.voucher for each in found.gone]) == (["6"], ["5"])


def test_a_text_that_was_kept_from_being_computed_is_the_same() -> None:
    """A CSV for Excel has ``'-rabatt`` where the ledger has ``-rabatt``."""
    assert not ledger_changes([entry("1", 10, text="'-rabatt")], [entry("1", 10, text="-rabatt")]).any


rows = st.lists(st.builds(entry, st.sampled_from("123"), st.integers(-3, 3), st.integers(1, 2)), max_size=8)


@given(rows, rows)
def test_the_difference_adds_up(before: list[Entry], after: list[Entry]) -> None:
    found = ledger_changes(before, after)
    moved = sum((now.amount - old.amount for old, now in found.changed), Decimal(0))
    sums = [sum((each.amount for each in own), Decimal(0)) for own in (before, after, found.new, found.gone)]
    assert sums[1] - sums[0] == sums[2] - sums[3] + moved
    assert len(after) - len(before) == len(found.new) - len(found.gone)
    assert found.any == (sorted(map(Entry.model_dump_json, before)) != sorted(map(Entry.model_dump_json, after)))
