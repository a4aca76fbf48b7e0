"""``faktura``: the basis of a year, with leave and without; also after an agreement has ended."""

import csv
import io
import json
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from small_inputs import MUNICIPALITIES, SCENARIO, closed, edit

from model.read.begin import begin
from model.year import invoice_rows
from suite.cli.cli import main
from suite.reports.invoice_basis import HEADINGS, OF_CORRECTIONS, invoice_basis
from suite.reports.opening import open_year
from suite.reports.parties import by_owner
from suite.reports.quarter import open_quarter


def test_the_first_quarter_is_dated_the_year_before_and_belongs_to_its_year(county: Path, tmp_path: Path) -> None:
    """`faktura 2027` holds it, with 2027 as its year and 2026-12-01 as its date."""
    despite = ["--trots-antagande", "--trots", "utfall-saknas", "--skal", "prov"]
    assert main(["faktura", "2027", *despite, "--inputs", str(county), "--ut", str(tmp_path)]) == 0
    text = (tmp_path / "fakturaunderlag_2027" / "fakturaunderlag_2027.csv").read_text(encoding="utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text), delimiter=";") if row["part"] == "arehus"]
    assert [(row["period"], row["fakturadatum"], row["forfallodatum"]) for row in rows] == [
        ("januari–mars 2027", "2026-12-01", "2026-12-31"),
        ("april–juni 2027", "2027-03-01", "2027-03-31"),
        ("juli–september 2027", "2027-05-31", "2027-06-30"),
        ("oktober–december 2027", "2027-08-31", "2027-09-30"),
    ]


def test_the_basis_holds_instalments_and_settlement(county: Path) -> None:
    """1 648 000 paid in 2025 against an outcome of 1 400 001: 247 999 goes back, in March 2026."""
    now = open_year(2025, str(closed(county)))
    basis = invoice_basis(now)
    assert list(basis.columns) == [name for name in HEADINGS if name not in OF_CORRECTIONS]
    sums = basis.groupby(["avtal", "slag"])["belopp_kr"].sum().to_dict()
    assert sums == {
        ("energikontor", "förskott"): 1_697_440,
        ("energikontor", "slutavräkning"): -247_999,
        ("natverk", "förskott"): 587_880 + 73_792,
    }
    frame = now.run.allocation(now.run.agreements, [2026])
    parts = basis[basis["slag"] == "förskott"].groupby("part")["belopp_kr"].sum()
    assert parts.to_dict() == frame.groupby("part")["belopp_kr"].sum().to_dict()
    row = basis[(basis["part"] == "arehus") & (basis["fakturadatum"] == "2026-03-01")].iloc[0]
    assert row["text"] == "Energi- och fastighetsnätverket, förskott april–juni 2026, RUN/350/2019 §8"
    assert row["period"] == "april–juni 2026"


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_text_never_becomes_a_formula(sign: str, county: Path, tmp_path: Path) -> None:
    evil = f"{sign}1+1"
    edit(county / "avtal" / "energikontor.yaml", "kortnamn: Åre}", f'kortnamn: Åre, fakturareferens: "{evil}"}}')
    assert main(["faktura", "2026", "--trots-antagande", "--inputs", str(county), "--ut", str(tmp_path)]) == 0
    stem = tmp_path / "fakturaunderlag_2026" / "fakturaunderlag_2026"
    text = stem.with_suffix(".csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["referens"] for row in rows if row["part"] == "2321"} == {f"'{evil}"}
    assert all(cell[:1] not in set("=+@") for row in rows for cell in row.values())
    sheet = openpyxl.load_workbook(stem.with_suffix(".xlsx"))["Underlag"]
    found = [cell for line in sheet.iter_rows() for cell in line if cell.value == evil]
    assert found
    assert all(cell.data_type == "s" for cell in found)


@pytest.mark.slow
def test_workbook_and_csv_say_the_same(county: Path, tmp_path: Path) -> None:
    assert main(["faktura", "2026", "--trots-antagande", "--inputs", str(county), "--ut", str(tmp_path)]) == 0
    folder = tmp_path / "fakturaunderlag_2026"
    basis = pd.read_csv(folder / "fakturaunderlag_2026.csv", sep=";", dtype={"part": str}, encoding="utf-8-sig")
    book = openpyxl.load_workbook(folder / "fakturaunderlag_2026.xlsx")
    assert book.sheetnames == ["Underlag", "Avstämning", "Om"]
    heading, *lines, below = book["Underlag"].values
    assert list(basis) == [name for name in HEADINGS if name not in OF_CORRECTIONS]  # nothing is corrected
    assert list(heading) == [HEADINGS[name] for name in basis]
    place = list(basis).index("belopp_kr")
    assert [line[place] for line in lines] == basis["belopp_kr"].tolist()
    assert below[0] == "Summa"
    assert below[place] == f"=SUBTOTAL(109,I2:I{len(lines) + 1})"
    saved = openpyxl.load_workbook(folder / "fakturaunderlag_2026.xlsx", data_only=True)["Underlag"]
    assert saved.cell(len(lines) + 2, place + 1).value == basis["belopp_kr"].sum()
    for column in ("fakturadatum", "forfallodatum"):
        days = [line[list(basis).index(column)] for line in lines]
        assert [day.date().isoformat() for day in days] == basis[column].tolist()
    for column in ("konto", "projekt", "motpart"):  # of no input, to be filled in
        assert not basis[column].notna().any()
    *parties, total = list(book["Avstämning"].values)[1:]
    assert total[-1] == 0
    assert (
        total[5] == sum(line[5] for line in parties) == np.sum(basis.loc[basis["slag"] == "förskott", "belopp_kr"])
    )
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert (
        main(["faktura", "2026", "--trots-antagande", "--inputs", str(county), "--ut", str(tmp_path / "igen")])
        == 0
    )
    again = tmp_path / "igen" / "fakturaunderlag_2026"
    assert {path.name: path.read_bytes() for path in again.iterdir()} == before


def test_an_assumption_is_not_billed_on_without_leave(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The network's 60 000 kr are split by an assumption (RUN/350/2019 §8 does not say how)."""
    target = tmp_path / "fakturaunderlag_2025"
    target.mkdir()
    (target / "gammalt.txt").write_text("kvar", encoding="utf-8")
    assert main(["faktura", "2025", "--inputs", str(county), "--ut", str(tmp_path)]) == 3
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "Fel: Fakturaunderlaget 2025 görs inte. Det hålls tillbaka av det här:"
    lacking = "slutavräkningen 2024 är inte med i fakturorna 2025, för utfall saknas."
    assert told[1] == f"Fel: [utfall-saknas] Energikontoret: {lacking}"
    assumed = "fakturorna 2025 vilar på antagande. Fastighetsenhetens och Landstingsbostäders del"
    assert told[2].startswith(f"Fel: [antagande] Nätverket: {assumed}")
    words = "--trots utfall-saknas --trots antagande"
    assert told[3:] == [f'Fel: Är det som det ska görs underlaget med {words} --skal "varför".']
    assert [path.name for path in target.iterdir()] == ["gammalt.txt"]


def test_with_leave_the_basis_says_so(county: Path, tmp_path: Path) -> None:
    passing = ["--trots", "antagande", "--trots", "utfall-saknas", "--skal", "Gruppen har sagt ja"]
    assert main(["faktura", "2025", *passing, "--inputs", str(county), "--ut", str(tmp_path)]) == 0
    folder = tmp_path / "fakturaunderlag_2025"
    basis = pd.read_csv(folder / "fakturaunderlag_2025.csv", sep=";", dtype=str, encoding="utf-8-sig")
    told = "vilar på antagande; kvitterat antagande: Gruppen har sagt ja"
    unsure = basis.loc[basis["anmarkning"] == told, "part"]
    assert set(unsure) == {"region_fastighet", "landstingsbostader"}
    certain = basis[basis["status"] == "fastställd"]
    assert certain.loc[certain["avtal"] == "natverk", "anmarkning"].isna().all()
    missing = set(certain.loc[certain["avtal"] == "energikontor", "anmarkning"])
    assert missing == {"kvitterat utfall-saknas: Gruppen har sagt ja"}
    notes = [
        str(cell)
        for row in openpyxl.load_workbook(folder / "fakturaunderlag_2025.xlsx")["Om"].values
        for cell in row
    ]
    passed = [note for note in notes if note.endswith("Kvitterat: Gruppen har sagt ja.")]
    assert [note.split()[0] for note in passed] == ["[utfall-saknas]", "[antagande]"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["parametrar"]["kvitterat"] == dict.fromkeys(
        ["antagande", "utfall-saknas"], "Gruppen har sagt ja"
    )
    asked = [each["kod"] for each in manifest["iakttagelser"] if each["niva"] == "kvittera"]
    assert asked == ["utfall-saknas", "antagande"]


def test_what_is_decided_is_billed_without_more_ado(folder: Path, tmp_path: Path) -> None:
    people = (folder / "befolkning.csv").read_text(encoding="utf-8")
    heading, *rows = [line for line in people.splitlines() if ";2024-" in line or line.startswith("kommunkod")]
    later = [row.replace("2024-11-01", "2025-11-01").replace("2024-12-15", "2025-12-15") for row in rows]
    (folder / "befolkning.csv").write_text(people + "\n".join(later) + "\n", encoding="utf-8")
    assert heading
    closed(folder)
    assert main(["faktura", "2026", "--inputs", str(folder), "--ut", str(tmp_path)]) == 0
    basis = pd.read_csv(
        tmp_path / "fakturaunderlag_2026" / "fakturaunderlag_2026.csv", sep=";", encoding="utf-8-sig"
    )
    assert basis["anmarkning"].isna().all()
    assert set(basis["slag"]) == {"förskott", "slutavräkning"}


DISPUTES = """\
avtal;ar;part;omtvistat_kr;innehallet_kr;text;status;kalla
natverk;2020;arehus;20 000;10 000;Mötena;fastställd;Brev 1
natverk;2020;arehus;5 000;1;Rapporten;fastställd;Brev 2
natverk;2019;arehus;9 000;4 000;Mötena;fastställd;Brev 3
"""


def basis_of_2020(county: Path, out: Path) -> Path:
    arguments = ["faktura", "2020", "--trots-antagande", "--inputs", str(county), "--ut", str(out)]
    assert main(arguments) == 0
    return out / "fakturaunderlag_2020" / "fakturaunderlag_2020"


@pytest.mark.slow
@pytest.mark.clause("RUN/350/2019 §11", "högst hälften av det omtvistade hålls inne")
def test_what_is_withheld_stands_in_the_basis_beside_the_whole_amount(county: Path, tmp_path: Path) -> None:
    """Årehus pays 30 771 in four parts; 10 001 is split by 7 693, 7 693, 7 693 and 7 692, the odd krona first."""
    before = pd.read_csv(basis_of_2020(county, tmp_path / "a").with_suffix(".csv"), sep=";", encoding="utf-8-sig")
    assert (before["innehallet_kr"] == 0).all()
    (county / "tvister.csv").write_text(DISPUTES, encoding="utf-8")
    stem = basis_of_2020(county, tmp_path / "b")
    after = pd.read_csv(stem.with_suffix(".csv"), sep=";", encoding="utf-8-sig")
    assert after["belopp_kr"].tolist() == before["belopp_kr"].tolist()
    own = after[after["part"] == "arehus"]
    assert own["belopp_kr"].tolist() == [7693, 7693, 7693, 7692]
    assert own["innehallet_kr"].tolist() == [2501, 2500, 2500, 2500]
    assert after["innehallet_kr"].sum() == 10_001
    heading, *rows = openpyxl.load_workbook(stem.with_suffix(".xlsx"))["Avstämning"].values
    names = ("Räknat nu", "I underlaget", "Varav innehållet", "Skillnad")
    places = [heading.index(f"{name} (kr)") for name in names]
    found = {row[1] or row[0]: [row[place] for place in places] for row in rows}
    assert found["arehus"] == [30_771, 30_771, 10_001, 0]
    assert found["2305"] == [30_771, 30_771, 0, 0]
    assert found["Summa"] == [554_140, 554_140, 10_001, 0]


@pytest.mark.slow
def test_more_than_may_be_withheld_is_not_invoiced_on(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row is half of what it disputes; together they dispute more than the year's 30 771."""
    (county / "tvister.csv").write_text(DISPUTES.replace("5 000;1;", "20 000;10 000;"), encoding="utf-8")
    for arguments in (["faktura", "2020", "--trots-antagande", "--ut", str(tmp_path)], ["kontroll"]):
        assert main([*arguments, "--inputs", str(county)]) == 1
        assert "tvister.csv, rad 2, kolumn omtvistat_kr: fann ”40000”" in capsys.readouterr().err
    assert not (tmp_path / "fakturaunderlag_2020").exists()
    (county / "tvister.csv").write_text(DISPUTES, encoding="utf-8")
    assert main(["kontroll", "--inputs", str(county)]) == 0


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
    closed(county, 2033, day="2034-01-20")
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
    closed(folder, 2028, day="2029-01-20")
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


@pytest.mark.slow
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
    told = "Kompetensattraktion: tillägget 2025-01-15 (Licens 2024) är inte fastställt (påhittat exempel)."
    assert f"[antagande] {told}" in capsys.readouterr().err
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
    assert by_owner(now.run, now.billed(now.year)) == {}
