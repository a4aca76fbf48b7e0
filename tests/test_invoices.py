"""Invoices: January, quarters, settlement; every instalment sums to the allocation, and no text is a formula."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from conftest import edit
from hypothesis import given, settings
from hypothesis import strategies as st

from model.agreements.agreement import Agreement
from model.amounts.invoices import COLUMNS, instalments, settlement_rows, unreconciled
from model.amounts.settlement import settle
from model.errors import InputError
from model.read.begin import begin
from model.status import Status
from model.year import agreement_year
from suite.cli.cli import main
from suite.reports.invoice_basis import HEADINGS, invoice_basis
from suite.reports.tables import invoice_table
from suite.reports.year import open_year


@pytest.mark.clause("RUN/387/2023 §7", "fakturering i januari")
def test_the_whole_year_in_january(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2026])
    rows = instalments(agreement, frame)
    assert list(rows.columns) == list(COLUMNS)
    assert set(rows["fakturadatum"]) == {"2026-01-01"}
    assert dict(zip(rows["part"], rows["belopp_kr"], strict=True)) == dict(
        zip(frame["part"], frame["belopp_kr"], strict=True)
    )
    assert rows.set_index("part")["satt"].to_dict()["region_jh"] == "internt"
    assert set(rows.loc[rows["part"] != "region_jh", "satt"]) == {"faktura"}


amounts = st.lists(st.integers(0, 10**10), min_size=1, max_size=6)
some_months = st.sampled_from([1, 2, 3, 4, 6, 12]).flatmap(
    lambda count: st.sets(st.integers(1, 12), min_size=count, max_size=count)
)


@settings(deadline=None)
@given(amounts, st.integers(1, 12), st.data(), some_months)
def test_instalments_sum_to_the_year(
    agreement: Agreement, paid: list[int], first: int, data: st.DataObject, months: set[int]
) -> None:
    """Whatever months are invoiced, and whatever part of the year the agreement is in force."""
    count = data.draw(st.integers(1, 13 - first))
    billing = agreement.billing.model_copy(update={"months": tuple(months)})
    codes = list(agreement.by_code)[: len(paid)]
    rows = pd.DataFrame(
        {"avtal": "energikontor", "ar": 2025, "part": codes, "partnamn": codes, "status": "antagande"}
    )
    frame = rows.assign(belopp_kr=paid, forsta_manad=first, manader=count)
    found = instalments(agreement.model_copy(update={"billing": billing}), frame)
    assert found.groupby("part")["belopp_kr"].sum().reindex(codes).tolist() == paid
    assert (found["belopp_kr"] >= 0).all()
    assert (found["fran_manad"] <= found["till_manad"]).all()
    assert (found["till_manad"] - found["fran_manad"] < 12 // len(months)).all()
    assert {int(date[5:7]) for date in found["fakturadatum"]} <= months | {first}
    assert unreconciled(found, frame).empty


def test_every_cell_of_an_instalment_and_of_a_settlement(folder: Path) -> None:
    """Ragunda, 1 100 of 16 100, pays 56 298 in 2025; an outcome of 1 400 000 gives back 248 000 of 1 648 000."""
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2025])
    (advance,) = [row for row in instalments(agreement, frame).to_dict("records") if row["part"] == "2303"]
    assert advance == {
        "avtal": "energikontor",
        "diarienummer": "RUN/387/2023",
        "part": "2303",
        "partnamn": "Ragunda kommun",
        "satt": "faktura",
        "slag": "förskott",
        "ar": 2025,
        "fran_manad": 1,
        "till_manad": 12,
        "fakturadatum": "2025-01-01",
        "forfallodatum": "2025-01-31",
        "belopp_kr": 56_298,
        "paragraf": "RUN/387/2023 §7",
        "status": "fastställd",
    }
    assert agreement.settlement
    settled = settle(frame["belopp_kr"].to_numpy(), 1_400_000, agreement.settlement)
    (back,) = [
        row
        for row in settlement_rows(agreement, frame, settled, Status.EXAMPLE).to_dict("records")
        if row["part"] == "2303"
    ]
    assert back == advance | {
        "slag": "slutavräkning",
        "fakturadatum": "2026-03-01",
        "forfallodatum": "2026-03-31",
        "belopp_kr": -8_472,  # 56 298 × 248 000 / 1 648 000 = 8 472.03
        "status": "exempel",
    }


def test_without_an_invoice_or_a_settlement_in_the_agreement_there_are_no_rows(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2025])
    assert agreement.settlement
    settled = settle(frame["belopp_kr"].to_numpy(), 1_400_000, agreement.settlement)
    for missing in ("billing", "settlement"):
        without = agreement.model_copy(update={missing: None})
        rows = settlement_rows(without, frame, settled, Status.FIXED)
        assert rows.empty
        assert list(rows.columns) == list(COLUMNS)
    assert instalments(agreement.model_copy(update={"billing": None}), frame).empty


def test_invoices_come_year_by_year_then_by_day_then_by_party(county: Path) -> None:
    """The network in 2019 and 2020: two instalments, then four, each to ten parties by their codes."""
    run = begin(str(county))
    agreement = run.agreement("natverk")
    rows = instalments(agreement, run.allocation([agreement], [2020, 2019]))
    assert rows.index.tolist() == list(range(60))
    assert rows[["ar", "fran_manad", "part"]].apply(tuple, axis=1).is_monotonic_increasing
    assert rows["fakturadatum"].drop_duplicates().tolist() == [
        *("2019-08-01", "2019-08-31"),
        *("2019-12-01", "2020-03-01", "2020-05-31", "2020-08-31"),
    ]
    own = rows[rows["part"] == "region_fastighet"]
    assert set(own["satt"]) == {"internt"}
    assert own["belopp_kr"].tolist() == [2500, 7500, 7725, 7725, 7725, 7725]


ENERGY = "avtal/energikontor.yaml"


def of_the_region(folder: Path, billing: str, year: int = 2025) -> pd.DataFrame:
    """The Region's instalments, 824 000 kr in 2025, when the agreement's billing is another."""
    edit(folder / ENERGY, "manader: [1], betalas_inom_dagar: 30", billing)
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    rows = instalments(agreement, run.allocation([agreement], [year]))
    return rows[rows["part"] == "region_jh"]


def test_as_many_equal_parts_as_months_dated_in_them(folder: Path) -> None:
    """Invoiced in March and September: half of 824 000 for each half of the year."""
    own = of_the_region(folder, "manader: [9, 3], betalas_inom_dagar: 30")
    assert own["belopp_kr"].tolist() == [412_000, 412_000]
    assert own["fran_manad"].tolist() == [1, 7]
    assert own["till_manad"].tolist() == [6, 12]
    assert own["fakturadatum"].tolist() == ["2025-03-01", "2025-09-01"]
    assert own["forfallodatum"].tolist() == ["2025-03-31", "2025-10-01"]


def test_nothing_is_invoiced_before_the_agreement_is_in_force(folder: Path) -> None:
    """From May 2024, 800 000 × 8/12 in March and April: two months and six, in May both; one date in the table."""
    edit(folder / ENERGY, "fran: 2024-01-01", "fran: 2024-05-01")
    own = of_the_region(folder, "manader: [3, 4], betalas_inom_dagar: 30", 2024)
    assert own["belopp_kr"].tolist() == [133_333, 400_000]  # 133 333.25 and 399 999.75
    assert own["fran_manad"].tolist() == [5, 7]
    assert own["fakturadatum"].tolist() == ["2024-05-01", "2024-05-01"]
    run = begin(str(folder))
    table = invoice_table(agreement_year(run, run.agreement("energikontor"), 2023))
    assert [column.heading for column in table.columns] == ["Part", "1\u00a0maj (kr)"]
    assert table.rows[-1][0] == "Region Jämtland Härjedalen"
    assert table.rows[-1][1].value == 533_333


def test_an_agreement_that_ends_pays_for_its_months(folder: Path) -> None:
    """To August 2025: 824 000 × 8/12 by six months and two."""
    edit(folder / ENERGY, "till: 2028-12-31, forlangs_manader: 12, langst_till: 2033-12-31", "till: 2025-08-31")
    own = of_the_region(folder, "manader: [3, 9], betalas_inom_dagar: 30")
    assert own["belopp_kr"].tolist() == [412_000, 137_333]
    assert own["till_manad"].tolist() == [6, 8]
    assert own["fakturadatum"].tolist() == ["2025-03-01", "2025-09-01"]


@pytest.mark.parametrize(
    ("billing", "sent", "due"),
    [
        ("manader: [1], i_forskott: ja, betalas_inom_dagar: 30", ["2024-12-01"], ["2024-12-31"]),
        ("manader: [1], i_forskott: nej, betalas_inom_dagar: 30", ["2025-01-01"], ["2025-01-31"]),
        (
            "manader: [7, 1], i_forskott: ja, betalas_inom_dagar: 20",
            ["2024-12-11", "2025-06-10"],
            ["2024-12-31", "2025-06-30"],
        ),
        (
            "manader: [1, 7], i_forskott: ja, betalas_inom_dagar: 0",
            ["2024-12-31", "2025-06-30"],
            ["2024-12-31", "2025-06-30"],
        ),
    ],
)
def test_in_advance_is_due_the_day_before_the_period(
    folder: Path, billing: str, sent: list[str], due: list[str]
) -> None:
    own = of_the_region(folder, billing)
    assert own["belopp_kr"].sum() == 824_000
    assert own["fakturadatum"].tolist() == sent
    assert own["forfallodatum"].tolist() == due
    assert set(own["ar"]) == {2025}


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (
            "[1, 2, 3, 4, 5]",
            "väntade 1, 2, 3, 4, 6 eller 12 olika månader i manader, så att delarna blir lika långa",
        ),
        ("[1, 1]", "väntade 1, 2, 3, 4, 6 eller 12 olika månader i manader, så att delarna blir lika långa"),
        (
            "[3, 9], i_forskott: ja",
            "väntade manader: [1, 7] med i_forskott: ja, månaderna då delarna av året börjar",
        ),
        ("[3], i_forskott: kanske", "nyckel fakturering.i_forskott: fann ”kanske”, väntade ja eller nej"),
    ],
)
def test_months_that_make_no_equal_parts_are_refused(folder: Path, months: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        of_the_region(folder, f"manader: {months}, betalas_inom_dagar: 30")
    assert words in str(error.value)
    assert "energikontor.yaml, rad 45" in str(error.value)


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


def test_the_table_of_invoices_says_when_each_is_sent(county: Path) -> None:
    edit(county / ENERGY, "manader: [1]", "manader: [3, 9]")
    now = open_year(2025, str(county))
    tables = {view.agreement.id: invoice_table(view) for view in now.views if view.agreement.billing}
    headings = {
        name: [column.heading.replace("\u00a0", " ") for column in table.columns] for name, table in tables.items()
    }
    assert headings == {
        "energikontor": ["Part", "1 mars (kr)", "1 september (kr)", "Året (kr)"],
        "natverk": [
            *("Part", "1 december 2025 (kr)", "1 mars (kr)", "31 maj (kr)", "31 augusti (kr)", "Året (kr)")
        ],
    }
    notes = {name: table.note for name, table in tables.items()}
    assert notes["energikontor"].startswith("Faktureras i mars och september, enligt RUN/387/2023 §7.")
    assert notes["natverk"] == (
        "Faktureras i förskott, så att varje del ska betalas dagen före sin period; perioderna börjar i januari, "
        "april, juli och oktober, enligt RUN/350/2019 §8."
    )
    assert sum(tables["energikontor"].rows[0][1:3]) == tables["energikontor"].rows[0][3].value


def test_rows_of_another_agreement_are_no_concern(county: Path) -> None:
    run = begin(str(county))
    both = run.allocation([run.agreement(name) for name in ("energikontor", "natverk")], [2025])
    for name, parties in (("energikontor", 9), ("natverk", 10)):
        rows = instalments(run.agreement(name), both)
        assert set(rows["avtal"]) == {name}
        assert rows["part"].nunique() == parties
    nothing = instalments(run.agreement("energikontor"), both[both["avtal"] == "natverk"])
    assert nothing.empty
    assert list(nothing.columns) == list(COLUMNS)


def test_a_party_that_is_not_invoiced_at_all_is_found(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2026])
    rows = instalments(agreement, frame)
    wrong = unreconciled(rows[rows["part"] != "2321"], frame)
    assert wrong["part"].tolist() == ["2321"]
    assert list(wrong.columns) == ["avtal", "ar", "part", "fakturerat_kr", "fordelat_kr"]


def test_what_does_not_reconcile_is_found(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2026])
    rows = instalments(agreement, frame)
    rows.loc[0, "belopp_kr"] += 1
    wrong = unreconciled(rows, frame)
    assert wrong["part"].tolist() == [rows.loc[0, "part"]]
    assert (wrong["fakturerat_kr"] - wrong["fordelat_kr"]).tolist() == [1]


@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning när avvikelsen är mer än 10 %")
def test_a_settlement_is_credited_or_invoiced_in_march(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2025])
    paid = frame["belopp_kr"].to_numpy()
    assert agreement.settlement
    back = settlement_rows(agreement, frame, settle(paid, 1_400_000, agreement.settlement), Status.PRELIMINARY)
    assert back["belopp_kr"].sum() == -248_000
    assert (back["belopp_kr"] < 0).all()
    assert set(back["fakturadatum"]) == {"2026-03-01"}
    assert set(back["status"]) == {"preliminär"}
    more = settlement_rows(agreement, frame, settle(paid, 1_900_000, agreement.settlement), Status.FIXED)
    assert more["belopp_kr"].sum() == 252_000
    none = settlement_rows(agreement, frame, settle(paid, 1_600_000, agreement.settlement), Status.FIXED)
    assert none.empty


def test_the_basis_holds_instalments_and_settlement(county: Path) -> None:
    """1 648 000 paid in 2025 against an outcome of 1 400 001: 247 999 goes back, in March 2026."""
    now = open_year(2025, str(county))
    basis = invoice_basis(now)
    assert list(basis.columns) == list(HEADINGS)
    sums = basis.groupby(["avtal", "slag"])["belopp_kr"].sum().to_dict()
    assert sums == {
        ("energikontor", "förskott"): 1_697_440,
        ("energikontor", "slutavräkning"): -247_999,
        ("natverk", "förskott"): 587_880 + 73_792,
    }
    frame = now.run.allocation(list(now.run.inputs.agreements.values()), [2026])
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
    lines = list(book["Underlag"].values)
    assert list(lines[0]) == list(HEADINGS.values())
    place = list(HEADINGS).index("belopp_kr")
    assert [line[place] for line in lines[1:]] == basis["belopp_kr"].tolist()
    *parties, total = list(book["Avstämning"].values)[1:]
    assert total[-1] == 0
    assert (
        total[3] == sum(line[3] for line in parties) == np.sum(basis.loc[basis["slag"] == "förskott", "belopp_kr"])
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
    assert main(["faktura", "2026", "--inputs", str(folder), "--ut", str(tmp_path)]) == 0
    basis = pd.read_csv(
        tmp_path / "fakturaunderlag_2026" / "fakturaunderlag_2026.csv", sep=";", encoding="utf-8-sig"
    )
    assert basis["anmarkning"].isna().all()
    assert set(basis["slag"]) == {"förskott", "slutavräkning"}
