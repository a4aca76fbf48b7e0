"""The closing of a year's books: what the outcome was, and which months lack bookings."""

from model.agreements.agreement import Agreement
from model.amounts.closing import Closing, entries_digest
from model.amounts.outcome import Entry, MappingLine, gather, unbooked


def entry(month: int, amount: str = "100", status: str = "fastställd", place: str = "x rad 1") -> Entry:
    row = {"datum": f"2025-{month:02}-15", "verifikation": f"A{month}", "konto": "5010", "belopp": amount}
    return Entry.model_validate(
        row | {"projekt": "", "motpart": "", "text": "", "status": status, "_plats": place}
    )


MAPPING = [
    MappingLine.model_validate(
        {
            "avtal": "energikontor",
            "projekt": "",
            "konto_fran": "4000",
            "konto_till": "7999",
            "kostnadspost": "ovrigt",
        }
    )
]


def test_a_closing_holds_while_the_outcome_is_the_same(agreement: Agreement) -> None:
    """In whatever order and place the rows stand; but not when one is another, or is gone."""
    entries = [entry(1), entry(2, "50")]
    outcome = gather(agreement, entries, MAPPING)
    row = {"avtal": "energikontor", "ar": "2025", "dag": "2026-02-01", "utfall_kr": "150", "beslut": "RS 1"}
    closing = Closing.model_validate(row | {"utfall_hash": entries_digest(entries)})
    assert closing.holds(outcome, entries)
    assert closing.holds(outcome, [entry(2, "50", place="y rad 9"), entry(1, "100,00")])
    for other in ([entry(1), entry(2, "51")], [entry(1)], [entry(1), entry(3, "50")], [*entries, entry(3, "0")]):
        assert not closing.holds(outcome, other)
    assert not closing.holds(gather(agreement, [entry(1)], MAPPING), entries)


def test_which_months_nothing_is_booked_in() -> None:
    entries = [entry(month) for month in range(1, 12)]
    assert unbooked(entries, range(1, 13)) == [12]
    assert unbooked([*entries, entry(12, status="preliminär")], range(1, 13)) == []
    assert unbooked(entries[8:], range(9, 12)) == []
