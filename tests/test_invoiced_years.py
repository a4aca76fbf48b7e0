"""Which years can be invoiced: also the year after an agreement has ended, and when only additions remain."""

import csv
import io
import shutil
from pathlib import Path

import openpyxl
import pytest
from conftest import MUNICIPALITIES, SCENARIO

from model.read.begin import begin
from model.year import invoice_rows
from suite.cli.cli import main
from suite.reports.parties import amounts_by_sheet
from suite.reports.quarter import open_quarter
from suite.reports.year import open_year

HEADING = "avtal;tillagg;part;datum;belopp;text;status;kalla\n"
LICENCE = "kompetensattraktion;licens;2321;2025-01-15;1 000;Licens 2024;fastställd;Faktura 17\n"
RISE = "kompetensattraktion;prishojning;;2025-02-10;2 000,50;Prishöjning 2024;fastställd;Faktura 18\n"


def invoiced(folder: Path, year: int, out: Path, *more: str) -> list[dict[str, str]]:
    """Make a year's invoice basis, and return its rows."""
    where = ["--inputs", str(folder), "--ut", str(out)]
    assert main(["faktura", str(year), "--trots-antagande", *where, *more]) == 0
    text = (out / f"fakturaunderlag_{year}" / f"fakturaunderlag_{year}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def outcome(folder: Path, year: int) -> None:
    """Book 1 million kronor on the Energikontor in a year."""
    rows = [
        "datum;verifikation;konto;projekt;motpart;belopp;text;status",
        f"{year}-12-31;A1;5010;CHEF;;1 000 000;Lön;fastställd",
    ]
    path = folder / "utfall" / f"energikontor_{year}.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.mark.slow
def test_the_settlement_of_the_last_year_of_all(county: Path, tmp_path: Path) -> None:
    """2033 is settled in March 2034, as the package of 2033 has it."""
    outcome(county, 2033)
    rows = invoiced(county, 2034, tmp_path, "--per-datum", "2034-02-01")
    assert {(row["avtal"], row["slag"], row["period"], row["fakturadatum"]) for row in rows} == {
        ("energikontor", "slutavräkning", "2033", "2034-03-01")
    }
    assert len(rows) == 9


def test_the_settlement_after_a_notice(folder: Path, tmp_path: Path) -> None:
    """A notice of 2027 ends the Energikontor with 2028; 2028 is settled in 2029, and 2030 has nothing."""
    given = "uppsagningar: [{avtal: energikontor, part: '2321', datum: 2027-06-30}]\n"
    (folder / "scenarier" / "bas.yaml").write_text(SCENARIO + given, encoding="utf-8")
    outcome(folder, 2028)
    rows = invoiced(folder, 2029, tmp_path, "--per-datum", "2029-02-01")
    assert {(row["slag"], row["period"]) for row in rows} == {("slutavräkning", "2028")}
    assert main(["faktura", "2030", "--inputs", str(folder), "--ut", str(tmp_path)]) == 1


def test_a_year_without_anything_to_invoice_says_so(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--inputs", str(county), "--ut", str(tmp_path)]
    assert main(["faktura", "2034", *where]) == 1
    assert capsys.readouterr().err == (
        "Fel: Inget att fakturera 2034: inga avtal gäller då, utfallet 2033 ger ingen slutavräkning och inget "
        "tillägg har datum 2034.\n"
    )
    assert not (tmp_path / "fakturaunderlag_2034").exists()
    assert main(["faktura", "2035", *where]) == 1
    assert capsys.readouterr().err == (
        "Fel: ar: fann ”2035” (heltal), väntade ett årtal i siffror då något kan faktureras, 2019 till 2034\n"
    )
    assert main(["faktura", "nästa", *where]) == 1
    assert "fann ”nästa” (text)" in capsys.readouterr().err


def test_reports_are_still_of_years_in_force(county: Path, tmp_path: Path) -> None:
    for verb in ("rapport", "arspaket"):
        assert main([verb, "2034", "--inputs", str(county), "--ut", str(tmp_path)]) == 1


@pytest.fixture
def talent(county: Path) -> Path:
    """Kompetensattraktion alone, which was in force in 2024 and has no invoices but of additions."""
    for name in ("natverk", "energikontor"):
        (county / "avtal" / f"{name}.yaml").unlink()
    shutil.rmtree(county / "utfall")
    return county


@pytest.mark.clause("RUN/357/2023 §4", "extra licenser bärs av den kommun som beställer")
def test_a_licence_booked_after_the_agreements_end_is_for_its_last_year(talent: Path, tmp_path: Path) -> None:
    (talent / "tillagg.csv").write_text(HEADING + LICENCE, encoding="utf-8")
    (row,) = invoiced(talent, 2025, tmp_path)
    assert {name: row[name] for name in ("part", "satt", "period", "belopp_kr", "fakturadatum")} == {
        "part": "2321",
        "satt": "faktura",
        "period": "2024",
        "belopp_kr": "1000",
        "fakturadatum": "2025-01-15",
    }
    assert row["text"] == "Kompetensattraktion, tillägg 2024, RUN/357/2023 §4"
    # The final report of 2024 shows it, the third quarter's does not.
    for quarter, shown in ((4, [1000]), (3, [])):
        assert [
            item.amount for item in open_quarter(2024, quarter, "kompetensattraktion", str(talent)).additions
        ] == (shown)


def test_an_addition_of_a_year_in_force_is_for_its_month(talent: Path, tmp_path: Path) -> None:
    (talent / "tillagg.csv").write_text(HEADING + LICENCE.replace("2025-01", "2024-05"), encoding="utf-8")
    (row,) = invoiced(talent, 2024, tmp_path)
    assert (row["period"], row["fakturadatum"]) == ("maj 2024", "2024-05-15")
    assert main(["kontroll", "--inputs", str(talent)]) == 0


def test_an_addition_that_is_not_decided_is_asked_about_also_where_nothing_else_is_invoiced(
    talent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (talent / "tillagg.csv").write_text(HEADING + LICENCE.replace("fastställd", "exempel"), encoding="utf-8")
    assert main(["faktura", "2025", "--inputs", str(talent), "--ut", str(tmp_path)]) == 3
    told = "[antagande] Kompetensattraktion: tillägget 2025-01-15 (Licens 2024) har status exempel."
    assert told in capsys.readouterr().err
    (row,) = invoiced(talent, 2025, tmp_path)
    assert row["anmarkning"].startswith("vilar på antagande")


@pytest.mark.clause("RUN/357/2023 §4", "prishöjningar bärs gemensamt")
def test_what_the_pot_bears_is_a_transfer_and_no_invoice(talent: Path, tmp_path: Path) -> None:
    (talent / "tillagg.csv").write_text(HEADING + RISE + LICENCE, encoding="utf-8")
    rows = invoiced(talent, 2025, tmp_path)
    assert [(row["part"], row["satt"], row["belopp_kr"]) for row in rows] == [
        ("2321", "faktura", "1000"),
        ("gemensam_pott", "omföring", "2001"),
    ]
    assert begin(str(talent)).agreement("kompetensattraktion").by_code["gemensam_pott"].legal_person is False


@pytest.mark.parametrize("code", ["gemensam_pott", "naringslivet"])
def test_nobody_that_is_no_legal_person_can_order(
    talent: Path, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (talent / "tillagg.csv").write_text(HEADING + LICENCE.replace("2321", code), encoding="utf-8")
    assert main(["kontroll", "--inputs", str(talent)]) == 1
    assert (
        f"kolumn part: fann ”{code}”, väntade koden för en part som kan få en faktura, den som beställt"
        in capsys.readouterr().err
    )


def test_who_bears_an_addition_is_the_agreements_own_also_where_a_scenario_goes_on(county: Path) -> None:
    """The pot is shared in the scenario, and the price rise of 2026 is still told, not lost or refused."""
    (county / "tillagg.csv").write_text(HEADING + RISE.replace("2025", "2026"), encoding="utf-8")
    text = SCENARIO.replace("bas", "vidare", 1) + (
        "fortsatter:\n  - {{avtal: kompetensattraktion, till: 2026-12-31, bidrag: pott, delas: "
        "[{{kod: delad, namn: Delad, procent: 100, betalare: [{}], nyckel: {{typ: lika}}}}]}}\n"
    ).format(", ".join(["region_jh", *(f"'{code}'" for code in MUNICIPALITIES)]))
    (county / "scenarier" / "vidare.yaml").write_text(text, encoding="utf-8")
    rows = invoice_rows(open_year(2025, str(county), scenario="vidare"))
    own = rows[rows["slag"] == "tillägg"].iloc[0]
    assert (own["part"], own["satt"], own["ar"], own["fran_manad"]) == ("gemensam_pott", "omföring", 2026, 2)
    assert [item.amount for item in open_quarter(2024, 4, "kompetensattraktion", str(county)).additions] == [2001]


def test_where_only_additions_are_invoiced_nobody_has_a_sheet(talent: Path) -> None:
    """Nobody is invoiced a part of the financing; the rest is made all the same."""
    (talent / "tillagg.csv").write_text(HEADING + LICENCE, encoding="utf-8")
    now = open_year(2024, str(talent))
    assert now.billed(2025).empty
    assert amounts_by_sheet(now) == {}


def test_a_workbook_of_one_agreement_and_one_year(talent: Path, tmp_path: Path) -> None:
    """Its only year's status is a text, not a row of them."""
    assert main(["arbetsbok", "--inputs", str(talent), "--ut", str(tmp_path / "bok.xlsx")]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "bok.xlsx", data_only=True)["Resultat"]
    (line,) = [row for row in sheet.values if "Svagaste status" in row]
    assert "fastställd" in line
