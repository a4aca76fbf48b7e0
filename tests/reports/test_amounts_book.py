"""The amounts of a year to take along: the same as in the reports, each once."""

import csv
from pathlib import Path

import openpyxl
import pytest

from model.money import total
from model.read.begin import begin
from model.year import Year, invoice_rows, year_of
from suite.reports.amounts_book import amounts_name, settlements, write_amounts


@pytest.fixture
def now(county: Path) -> Year:
    return year_of(begin(county), 2025)


def rows(folder: Path) -> list[dict[str, str]]:
    text = (folder / f"{amounts_name(2025)}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def of(found: list[dict[str, str]], kind: str, year: int) -> int:
    return sum(int(row["belopp_kr"]) for row in found if row["slag"].startswith(kind) and row["ar"] == str(year))


def test_shares_invoices_and_settlement_are_those_of_the_year(now: Year, tmp_path: Path) -> None:
    write_amounts(now, tmp_path, "Underlag.")
    found = rows(tmp_path)
    for year in (2025, 2026):
        whole = [view.path[view.path["ar"] == year]["belopp_kr"] for view in now.views]
        assert of(found, "fördelning", year) == sum(total(own) for own in whole)
    assert of(found, "förskott", 2026) == total(invoice_rows(now)["belopp_kr"])
    assert of(found, "slutavräkning", 2025) == -247_999
    assert {row["period"] for row in found if row["slag"] == "fördelning"} == {"2025", "2026"}


def test_the_workbook_has_a_sheet_of_each(now: Year, tmp_path: Path) -> None:
    write_amounts(now, tmp_path, "Underlag.")
    book = openpyxl.load_workbook(tmp_path / f"{amounts_name(2025)}.xlsx")
    assert book.sheetnames == ["Fördelning", "Fakturor", "Slutavräkning", "Balans"]
    headings, *lines = list(book["Slutavräkning"].values)
    assert headings[-4:] != lines[0][-4:]
    place = headings.index("Belopp exkl. moms (kr)")
    assert sum(line[place] for line in lines[:-1]) == -247_999


def test_a_year_without_outcome_has_no_settlement(county: Path, tmp_path: Path) -> None:
    for path in county.glob("utfall/energikontor_*.csv"):
        path.unlink()
    now = year_of(begin(county), 2025)
    assert settlements(now).empty
    write_amounts(now, tmp_path, "Underlag.")
    book = openpyxl.load_workbook(tmp_path / f"{amounts_name(2025)}.xlsx")
    assert book.sheetnames == ["Fördelning", "Fakturor"]


def test_an_open_year_is_settled_by_its_forecast_as_in_the_report(folder: Path) -> None:
    """900 000 booked to September is 1 200 000 for the year: of 1 648 000, 448 000 would go back."""
    rows = [f"2025-{month:02}-15;A{month};5010;CHEF;;100 000;x;fastställd" for month in range(1, 10)]
    text = "\n".join(["datum;verifikation;konto;projekt;motpart;belopp;text;status", *rows]) + "\n"
    (folder / "utfall" / "energikontor_2025.csv").write_text(text, encoding="utf-8")
    now = year_of(begin(folder, "2025-12-20"), 2025)
    found = settlements(now)
    assert set(found["slag"]) == {"slutavräkning, som den skulle bli"}
    assert found["belopp_kr"].sum() == -448_000
    assert now.views[0].forecast
    assert set(found["status"]) == {"prognos"}
