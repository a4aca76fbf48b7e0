"""A year of the agreements, and what is invoiced after it, by hand: LPIX 3 %, 16 000 inhabitants."""

from pathlib import Path

import pytest
from small_inputs import MUNICIPALITIES, closed, index_csv, published, small_inputs

from model.amounts.invoices import COLUMNS
from model.errors import InputError
from model.read.begin import begin
from model.read.load import load
from model.read.record_file import LEDGER
from model.year import agreement_year, invoice_rows, open_differences, shown_years, year_of
from suite.files.records import append
from suite.findings.checks import checks_of
from suite.findings.findings import of_basis
from suite.findings.remarks import year_remarks
from suite.reports.agenda import agenda
from suite.reports.asks import asks
from suite.reports.issuing import imported_rows
from suite.reports.text import settlement_sentence

HEADING = "avtal;tillagg;part;datum;belopp;text;status;kalla\n"
LICENCES = HEADING + "".join(
    f"kompetensattraktion;licens;2321;{day};1 000;Licens;fastställd;Faktura\n"
    for day in ("2025-12-31", "2026-01-15")
)


def test_reports_show_the_last_ten_years_or_ten_from_an_earlier_one(county: Path) -> None:
    run = begin(county)
    assert run.horizon[-1] == 2033
    assert shown_years(run, 2020) == range(2020, 2030)
    assert {shown_years(run, year) for year in (2024, 2025, 2033, 2040)} == {range(2024, 2034)}
    view = year_of(run, 2025).view("natverk")
    assert view.years == list(range(2024, 2034))


def test_what_a_year_of_an_agreement_holds(county: Path) -> None:
    """1 648 000 paid in 2025 and 1 400 001 booked, 247 999 back; 848 720 + 848 720 is invoiced in January 2026."""
    run = begin(closed(county))
    view = agreement_year(run, "energikontor", 2025)
    assert (view.year, view.financing, len(view.allocation), view.in_force) == (2025, 1_648_000, 9, True)
    assert view.path["ar"].unique().tolist() == list(range(2024, 2034))
    assert view.outcome
    assert (view.outcome.total, len(view.entries)) == (1_400_001, 2)
    assert [settlement.amount for _, settlement in view.settlements][:2] == [247_999, 107_999]
    assert view.due is view.settlement is view.settlements[0][1]
    assert set(view.invoices["fakturadatum"]) == {"2026-01-01"}
    assert view.invoices["belopp_kr"].sum() == 1_697_440
    network = agreement_year(run, "natverk", 2025)
    assert (network.outcome, list(network.settlements), list(network.entries)) == (None, [], [])
    before = agreement_year(run, "energikontor", 2023)
    assert (before.in_force, before.outcome, before.financing) == (False, None, 0)
    assert before.invoices["belopp_kr"].sum() == 1_600_000


def credited(county: Path, kronor: int) -> Path:
    """Let the Region have been sent an invoice of 2025 and a credit, the others nothing but 0, and close it."""
    heading = "utfardad;avtal;ar;part;slag;avser;period;belopp_kr;forfaller"
    rows = [("region_jh", "förskott", "", 1_000), ("region_jh", "kredit", "förskott", -kronor)]
    rows += [(code, "förskott", "", 0) for code in MUNICIPALITIES]
    told = [f"2025-01-10;energikontor;2025;{code};{kind};{of};1–12;{kr};2025-02-10" for code, kind, of, kr in rows]
    path = county.parent / "tidigare.csv"
    path.write_text("\n".join([heading, *told]) + "\n", encoding="utf-8")
    published(county, "2024-12-15")
    append(county, LEDGER, [], imported_rows(load(county), path, "Namn", []))
    return closed(county)


@pytest.mark.parametrize("kronor", [1_000, 1_001])
def test_nothing_is_settled_while_nobody_has_paid(county: Path, kronor: int) -> None:
    """There is nothing to split it by; and it keeps nothing else from being corrected."""
    run = begin(credited(county, kronor), "2026-01-20")
    view = agreement_year(run, "energikontor", 2025)
    assert view.outcome
    assert (view.financing, list(view.settlements), view.due) == (1_000 - kronor, [], None)
    assert view.open_because == "ingen har betalat något för 2025 som det går att dela efter"
    assert open_differences(run)["skillnad_kr"].sum() == 1_648_000 - 1_000 + kronor
    assert "[inget-betalt]" in "".join(f"[{each.code}]" for each in of_basis(year_of(run, 2025)))
    told = [each.text for each in (*agenda(run, run.series.as_of), *asks(year_of(run, 2025)))]
    assert not [text for text in told if "Stäng 2025" in text or "bokslutet 2025" in text]
    assert settlement_sentence(view) == f"Ingen slutavräkning visas: {view.open_because}."


def test_books_of_a_year_without_anybody_that_pays_are_no_outcome(county: Path) -> None:
    text = (county / "utfall" / "energikontor_2025.csv").read_text(encoding="utf-8")
    (county / "utfall" / "energikontor_2034.csv").write_text(text.replace("2025-", "2034-"), encoding="utf-8")
    run = begin(county)
    view = agreement_year(run, "energikontor", 2034)
    assert (view.outcome, list(view.entries), list(view.settlements)) == (None, [], [])


def test_the_terms_of_a_year_are_those_that_the_scenario_has_for_it(county: Path) -> None:
    path = county / "scenarier" / "bas.yaml"
    terms = "villkor:\n  - {avtal: energikontor, fran: 2026, totalt: 2 000 000}\n"
    path.write_text(path.read_text(encoding="utf-8") + terms, encoding="utf-8")
    run = begin(county)
    totals = [agreement_year(run, "energikontor", year).agreement.total for year in (2025, 2026)]
    assert totals == [1_600_000, 2_000_000]
    now = agreement_year(run, "energikontor", 2025)
    assert now.invoices["belopp_kr"].sum() == 2_121_800  # 2 000 000 × 1.0609


def test_what_is_invoiced_after_a_year(county: Path) -> None:
    """Next year's instalments, this year's settlement, next year's additions, by the order of the agreements."""
    (county / "tillagg.csv").write_text(LICENCES, encoding="utf-8")
    now = year_of(begin(closed(county)), 2025)
    rows = invoice_rows(now)
    assert list(rows.columns) == list(COLUMNS)
    assert rows.index.tolist() == list(range(len(rows)))
    sums = rows.groupby(["avtal", "slag", "ar"], sort=False)["belopp_kr"].sum().to_dict()
    assert sums == {
        ("energikontor", "förskott", 2026): 1_697_440,
        ("energikontor", "slutavräkning", 2025): -247_999,
        ("kompetensattraktion", "tillägg", 2024): 1_000,
        ("natverk", "förskott", 2026): 587_880 + 73_792,
    }
    assert set(rows.loc[rows["slag"] == "slutavräkning", "status"]) == {"fastställd"}
    assert rows.loc[rows["slag"] == "tillägg", "fakturadatum"].tolist() == ["2026-01-15"]


def test_whose_settlement_is_invoiced_may_be_told(county: Path) -> None:
    """A year that is not closed is never settled; a closed one only if it is among them."""
    published(county, "2024-12-31")
    closed(county, day="2026-01-01")
    settled = {}
    for day in ("2025-12-31", "2026-01-01"):
        now = year_of(begin(county, day), 2025)
        for told in (None, [], ["natverk"], ["energikontor"]):
            rows = invoice_rows(now, told)
            settled[day, str(told)] = int((rows["slag"] == "slutavräkning").sum())
    assert settled == {
        ("2025-12-31", "None"): 0,
        ("2025-12-31", "[]"): 0,
        ("2025-12-31", "['natverk']"): 0,
        ("2025-12-31", "['energikontor']"): 0,
        ("2026-01-01", "None"): 9,
        ("2026-01-01", "[]"): 0,
        ("2026-01-01", "['natverk']"): 0,
        ("2026-01-01", "['energikontor']"): 9,
    }


def test_nothing_to_invoice_has_the_columns_all_the_same(county: Path) -> None:
    rows = invoice_rows(year_of(begin(county), 2040))
    assert rows.empty
    assert list(rows.columns) == list(COLUMNS)


def test_what_is_billed_is_what_is_invoiced_of_the_agreements(county: Path) -> None:
    """Kompetensattraktion is not invoiced by the model: its pot is nobody's bill."""
    rows = year_of(begin(county), 2024).billed(2024)
    assert rows.groupby("avtal")["belopp_kr"].sum().to_dict() == {"energikontor": 1_600_000, "natverk": 623_689}
    assert rows.index.tolist() == list(range(len(rows)))
    assert set(rows["ar"]) == {2024}


def test_a_year_is_of_an_agreement_by_its_code(county: Path) -> None:
    now = year_of(begin(county), 2025)
    assert [view.agreement.id for view in now.views] == ["energikontor", "kompetensattraktion", "natverk"]
    assert [view.agreement.id for view in now.in_force] == ["energikontor", "natverk"]
    assert now.view("natverk") is now.views[2]
    with pytest.raises(InputError, match="natverk"):
        now.view("natvark")


def test_an_index_that_is_missing_for_later_years_stops_no_invoice(tmp_path: Path) -> None:
    """What is invoiced in 2026 rests on the index of 2025 and 2026, whatever comes after."""
    whole = small_inputs(tmp_path / "hela")
    short = small_inputs(tmp_path / "korta")
    (short / "lpix.csv").write_text(index_csv({2025: "3,0", 2026: "3,0"}), encoding="utf-8")
    every, known = (year_of(begin(folder, "2032-12-01"), 2025) for folder in (whole, short))
    assert invoice_rows(known).equals(invoice_rows(every))
    gap = [each.text for each in of_basis(known) if each.code == "lucka"]
    assert [text.partition(". ")[0] for text in gap] == [
        "Energikontoret: Belopp från 2027 visas inte, för en siffra saknas"
    ]
    others = [each.code for each in of_basis(known) if each.code != "lucka"]
    assert others == [each.code for each in of_basis(every)]
    view = known.view("energikontor")
    assert view.years == [2024, 2025, 2026]
    assert view.path.equals(every.view("energikontor").path[lambda path: path["ar"] <= 2026])
    assert all(check.holds for check in checks_of(known.run))
    told = [line for line in year_remarks(known) if "visas inte" in line]
    assert len(told) == 1
    assert told[0].startswith("Belopp från 2027 visas inte, för en siffra saknas. lpix.csv, kolumn ar: fann inget")
    assert not [line for line in year_remarks(every) if "visas inte" in line]


def test_an_index_that_is_missing_for_the_year_invoiced_is_an_error(tmp_path: Path) -> None:
    folder = small_inputs(tmp_path / "indata")
    (folder / "lpix.csv").write_text(index_csv({2025: "3,0", 2027: "3,0"}), encoding="utf-8")
    run = begin(folder, "2032-12-01")
    with pytest.raises(InputError, match="en rad för LPIX 2026"):
        year_of(run, 2025)
    assert year_of(run, 2024).view("energikontor").years == [2024, 2025]
    with pytest.raises(InputError, match="en rad för LPIX 2026"):
        run.allocation(run.agreements, [2027])
