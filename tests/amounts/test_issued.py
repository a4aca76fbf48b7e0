"""What has been issued is what was paid; what is computed later is a correction of it. Figures by hand."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError
from small_inputs import ROUND, edit, population_csv
from small_inputs import issued as issued_in

import model
from model.amounts.issued import Issued, IssuedKind, covered, differences, period_text
from model.amounts.record import digest
from model.read.begin import begin
from model.status import Status
from model.year import corrections, open_differences

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


SHARES = {
    "2309": 103_000,
    "2380": 412_000,
    **dict.fromkeys(("2303", "2305", "2313", "2321", "2326", "2361"), 51_500),
}
"""What the municipalities pay in 2025 with LPIX 3 %: sixteenths of 824 000."""


@pytest.fixture
def late(folder: Path) -> Path:
    """Everybody's 2025 issued with LPIX 3 %, which then turned out to be 4 %."""
    (folder / "befolkning.csv").write_text(
        population_csv(dict.fromkeys(range(2022, 2025), ROUND)), encoding="utf-8"
    )
    issued_in(folder, *[("energikontor", 2025, *each) for each in {"region_jh": 824_000, **SHARES}.items()])
    edit(folder / "lpix.csv", "2025;3,0;", "2025;4,0;")
    return folder


@pytest.mark.clause("RUN/387/2023 §7", "det som har fakturerats är det som är betalt")
def test_what_was_issued_is_what_was_paid(late: Path) -> None:
    """800 000 × 1.04 is 832 000, and a sixteenth of it 52 000; 824 000 and 51 500 were issued."""
    run = begin(late)
    frame = run.allocation(run.agreements, [2025, 2026]).set_index(["part", "ar"])
    paid, computed = frame["belopp_kr"], frame["beraknat_kr"]
    assert (paid["region_jh", 2025], computed["region_jh", 2025]) == (824_000, 832_000)
    assert (paid["2321", 2025], computed["2321", 2025]) == (51_500, 52_000)
    assert paid["region_jh", 2026] == computed["region_jh", 2026] == 856_960  # 832 000 × 1.03
    assert run.costs()["region_jh"] == run.yearly().query("part == 'region_jh'")["netto_kr"].sum()
    before = begin(late, "2024-12-31")
    assert before.allocation(before.agreements, [2025])["belopp_kr"].sum() == 2 * 832_000


def test_the_status_is_that_of_what_was_issued_when_all_is(late: Path) -> None:
    edit(late / "lpix.csv", "2025;4,0;fastställd", "2025;4,0;antagande")
    run = begin(late)
    rows = run.allocation(run.agreements, [2025, 2026])
    assert rows.groupby("ar")["status"].unique().map(list).to_dict() == {2025: ["fastställd"], 2026: ["antagande"]}
    assert set(rows["beraknat_status"]) == set(run.computed(run.agreements, [2025])["status"]) == {"antagande"}
    assert {str(each.status) for each in run.bases(run.agreements[0], [2025])} == {"antagande"}


def test_what_an_assumption_differs_by_from_what_is_certain_is_shown_and_not_corrected(late: Path) -> None:
    """832 000 by an LPIX of 4 % that is assumed, twice, where 824 000 was issued as certain."""
    edit(late / "lpix.csv", "2025;4,0;fastställd", "2025;4,0;antagande")
    run = begin(late)
    found = open_differences(run)
    assert found["skillnad_kr"].sum() == 16_000
    assert (set(found["status"]), found["foreslas"].any()) == ({"antagande"}, False)
    assert corrections(run).empty


def test_of_a_year_that_is_partly_issued_the_rest_is_computed(county: Path) -> None:
    """A sixteenth of 478 000 × 1.03 is 30 771, in quarters 7 693 three times and 7 692; the first was issued.

    With 4 % it is 31 070: 7 768 twice and 7 767 twice. So 7 693 + 7 768 + 7 767 + 7 767 = 30 995 is paid.
    """
    issued_in(county, ("natverk", 2020, "2313", 7_693), period="månad 1–3")
    edit(county / "lpix.csv", "2020;3,0;", "2020;4,0;")

    def now() -> tuple[int, int, str]:
        run = begin(county)
        rows = run.allocation([run.agreement("natverk")], [2020]).set_index("part")
        return tuple(rows.loc["2313", ["belopp_kr", "beraknat_kr", "status"]])

    assert now() == (30_995, 31_070, "fastställd")
    edit(county / "lpix.csv", "2020;4,0;fastställd", "2020;4,0;preliminär")
    assert now() == (30_995, 31_070, "preliminär")
    issued_in(county, ("natverk", 2020, "2313", 23_078), period="månad 4–12")
    assert now() == (30_771, 31_070, "fastställd")


def test_what_the_model_invoices_nobody_for_can_have_been_invoiced(county: Path) -> None:
    """Kompetensattraktion says nothing of months: an invoice for any of them is for the year."""
    issued_in(county, ("kompetensattraktion", 2024, "naringslivet", 600_000), period="månad 3")
    run = begin(county)
    rows = run.allocation([run.agreement("kompetensattraktion")], [2024]).set_index("part")
    told = rows.loc["naringslivet", ["belopp_kr", "beraknat_kr", "status"]].tolist()
    assert told == [600_000, 641_000, "fastställd"]


def test_ore_are_paid_as_they_were_issued(county: Path) -> None:
    """A sixteenth of 478 000 × 1.03 is 30 771.25, in four 7 692.82 and three times 7 692.81."""
    edit(county / "avtal" / "natverk.yaml", "prisniva:", "raknas_i: öre\nprisniva:")
    issued_in(county, ("natverk", 2020, "2313", "7 692,00"), period="månad 1–3")  # type: ignore[arg-type]
    run = begin(county)
    rows = run.allocation([run.agreement("natverk")], [2020]).set_index("part")
    assert rows.loc["2313", ["belopp_kr", "beraknat_kr"]].tolist() == [Decimal("30770.43"), Decimal("30771.25")]


@pytest.mark.parametrize("year", [2025, 2027])
def test_a_scenario_changes_nothing_that_was_issued(
    year: int, late: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under LPIX 10 % in 2025 the Region would pay 880 000; 824 000 was issued."""
    m = model.open(late)
    other = m.what_if(lpix={year: 10}, start=year)
    told = m.compare(other, "Regionen").loc[[2025, 2026]]
    assert told["skillnad_kr"].tolist() == [0, 49_440 if year == 2025 else 0]  # 880 000 × 1.03 − 856 960
    assert capsys.readouterr().out == "energikontor 2025 är fakturerat och räknas inte om.\n"


def test_why_it_is_another_amount_than_computed_is_told_by_itself(late: Path) -> None:
    """From 800 000 to the 824 000 issued: +32 000 by 4 %, −8 000 since that is not what was issued.

    Then to 856 960: +24 960 by 3 % on 832 000, and the 8 000 back.
    """
    m = model.open(late)
    names = ["fore_kr", "index", "avrundning", "fakturerat", "efter_kr", "skillnad_kr"]
    first, then = (m.bridge("Regionen", year, year + 1)[names].to_numpy().tolist() for year in (2024, 2025))
    assert first == [[800_000, 32_000, 0, -8_000, 824_000, 24_000]]
    assert then == [[824_000, 24_960, 0, 8_000, 856_960, 32_960]]


def test_the_invoices_of_a_year_are_as_they_were_sent(late: Path) -> None:
    m = model.open(late)
    rows = m.invoices(2025)
    assert rows["belopp_kr"].sum() == 1_648_000
    (region,) = rows[rows["part"] == "region_jh"].to_dict("records")
    assert region == {
        "avtal": "energikontor",
        "diarienummer": "RUN/387/2023",
        "part": "region_jh",
        "partnamn": "Betalaren",
        "satt": "internt",
        "slag": "förskott",
        "ar": 2025,
        "fran_manad": 1,
        "till_manad": 12,
        "fakturadatum": "2025-01-01",
        "forfallodatum": "2025-01-31",
        "belopp_kr": 824_000,
        "paragraf": "RUN/387/2023 §7",
        "status": "fastställd",
    }
    assert m.invoices(2026)["belopp_kr"].sum() == 2 * 856_960


def test_how_it_came_to_be_tells_what_is_computed_too(late: Path) -> None:
    tree = model.open(late).explain("Regionen", 2025)
    assert (tree.value, tree.how) == (
        824_000,
        "det som är fakturerat, och det räknade för de månader som inte är det",
    )
    (now,) = tree.parts
    assert (now.name, now.value, now.parts[0].value) == ("Räknat nu", 832_000, 832_000)


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
