"""What has been issued is what was paid; what is computed later is a correction of it. Figures by hand."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from pydantic import ValidationError

from model.amounts.issued import Issued, IssuedKind, covered, differences, paid, period_text
from model.amounts.record import digest
from model.status import Status

ROW = {
    "nr": "1",
    "utfardad": "2026-01-10",
    "avtal": "energikontor",
    "ar": "2026",
    "part": "2321",
    "mottagare": "Åre kommun",
    "slag": "förskott",
    "period": "månad 1–12",
    "belopp_kr": "100",
    "forfaller": "2026-01-31",
    "underlag": "abc",
    "per_datum": "2026-01-01",
    "av": "Namn",
}


def issued(**values: object) -> Issued:
    return Issued.model_validate(ROW | values)


def computed(*rows: tuple[str, int, int, int, str]) -> pd.DataFrame:
    """Return computed invoices of Åre 2026: kind, first and last month, amount and status."""
    columns = ["slag", "fran_manad", "till_manad", "belopp_kr", "status"]
    return pd.DataFrame(rows, columns=columns).assign(avtal="energikontor", ar=2026, part="2321")


YEAR = ("förskott", 1, 12, 100, "fastställd")
QUARTERS = [("förskott", first, first + 2, 25, "fastställd") for first in (1, 4, 7, 10)]


def test_an_invoice_covers_what_is_computed_for_any_of_its_months() -> None:
    first = issued(period="månad 1–3", belopp_kr="25")
    assert covered(computed(*QUARTERS), [first]).tolist() == [True, False, False, False]
    assert covered(computed(*QUARTERS), [issued()]).tolist() == [True] * 4
    assert covered(computed(YEAR), [first]).tolist() == [True]
    for other in ({"part": "2326"}, {"ar": "2025"}, {"avtal": "natverk"}, {"slag": "slutavräkning"}):
        assert covered(computed(*QUARTERS), [issued(**other)]).tolist() == [False] * 4
    assert covered(computed(*QUARTERS), [issued(slag="rättelse", avser="förskott")]).tolist() == [False] * 4
    assert covered(computed(), [first]).tolist() == []


def test_what_differs_is_what_is_computed_for_what_was_issued() -> None:
    """100 was issued and 5 corrected, 108 is computed: 3 is left. A quarter of 25 is 2 more when it is 27."""
    five = issued(nr="2", slag="rättelse", avser="förskott", belopp_kr="5")
    found = differences(computed(("förskott", 1, 12, 108, "fastställd")), [issued(), five])
    assert found.to_dict("records") == [
        {
            "avtal": "energikontor",
            "ar": 2026,
            "part": "2321",
            "slag": "förskott",
            "utfardat_kr": 105,
            "beraknat_kr": 108,
            "skillnad_kr": 3,
            "status": "fastställd",
            "foreslas": True,
        }
    ]
    first = issued(period="månad 1–3", belopp_kr="25")
    found = differences(computed(*[(*each[:3], 27, "fastställd") for each in QUARTERS]), [first])
    assert found["skillnad_kr"].tolist() == [2]
    assert differences(computed(YEAR), []).empty


def test_what_nobody_owes_any_more_goes_back() -> None:
    found = differences(computed(), [issued()])
    assert found[["beraknat_kr", "skillnad_kr", "foreslas"]].to_numpy().tolist() == [[0, -100, True]]


@pytest.mark.parametrize(
    ("was", "now", "proposed"),
    [
        ("fastställd", "antagande", False),
        ("fastställd", "preliminär", True),
        ("antagande", "antagande", True),
        ("antagande", "fastställd", True),
        ("preliminär", "prognos", False),
    ],
)
def test_what_was_certain_is_not_corrected_by_what_is_assumed(was: str, now: str, proposed: bool) -> None:
    found = differences(computed(("förskott", 1, 12, 90, now)), [issued(status=was)])
    assert found["skillnad_kr"].tolist() == [-10]
    assert found["foreslas"].tolist() == [proposed]


def test_nothing_is_proposed_where_nothing_differs() -> None:
    assert differences(computed(YEAR), [issued()])["foreslas"].tolist() == [False]


@pytest.mark.clause("RUN/387/2023 §7", "det som har fakturerats är det som är betalt")
def test_what_was_issued_is_what_was_paid() -> None:
    """The first quarter was 25; the year is now 108, so 25 + 3 × 27 = 106 is paid until it is corrected."""
    frame = pd.DataFrame(
        {
            "avtal": "energikontor",
            "ar": 2026,
            "part": ["2321", "2326"],
            "belopp_kr": [108, 50],
            "status": ["preliminär", "preliminär"],
        }
    )
    now = computed(*[(*each[:3], 27, "preliminär") for each in QUARTERS])
    own = paid(frame, now, [issued(period="månad 1–3", belopp_kr="25")])
    assert own["belopp_kr"].tolist() == [106, 50]
    assert own["status"].tolist() == ["preliminär", "preliminär"]
    whole = paid(frame, now, [issued()])
    assert whole["belopp_kr"].tolist() == [100, 50]
    assert whole["status"].tolist() == ["fastställd", "preliminär"]
    assert paid(frame, now, []) is frame
    for other in ({"ar": "2025"}, {"slag": "slutavräkning"}, {"avtal": "natverk"}):
        assert paid(frame, now, [issued(**other)]) is frame


def test_a_period_is_months_that_no_spreadsheet_takes_for_a_date() -> None:
    assert issued(period="1-3").period == issued(period="Månad 1 – 3").period == period_text(1, 3) == "månad 1–3"
    assert issued(period="månad 3").months == range(3, 4)
    assert period_text(3, 3) == "månad 3"
    assert issued().months == range(1, 13)
    for wrong in ("mars", "3–1", "0", "1–13", ""):
        with pytest.raises(ValidationError, match="månader av året"):
            issued(period=wrong)


def test_a_correction_says_what_it_corrects() -> None:
    row = issued(slag="kredit", avser="tillägg", belopp_kr="-5")
    assert (row.about, row.amount) == (("energikontor", 2026, "2321", "tillägg"), -5)
    assert (IssuedKind.CREDIT.corrects, IssuedKind.ADVANCE.corrects) == (True, False)
    for wrong in ({"slag": "rättelse"}, {"avser": "förskott"}, {"slag": "rättelse", "avser": "kredit"}):
        with pytest.raises(ValidationError, match="i kolumnen avser förskott, tillägg eller slutavräkning"):
            issued(**wrong)


def test_the_digest_is_of_what_a_row_says() -> None:
    """However a spreadsheet program writes it, and wherever it stands; but of every value."""
    row = issued()
    assert row.digest == issued(belopp_kr="100,00", _plats="fakturerat.csv rad 7").digest
    changed = [
        issued(**{key: value}).digest for key, value in (("belopp_kr", "101"), ("av", "Annan"), ("nr", "2"))
    ]
    assert len({row.digest, issued(foregaende="x").digest, *changed}) == 5
    assert digest({"a": None, "b": Decimal("1.50"), "c": dt.date(2026, 1, 1), "d": Status.FIXED}) == digest(
        {"a": "", "b": "1,5", "c": "2026-01-01", "d": "fastställd"}
    )
    assert (issued(belopp_kr="1,50").amount, type(row.amount)) == (Decimal("1.50"), int)
