"""``indata``: tables as CSV files and as sheets of one workbook, carried over by whoever changed last."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hamta import DECISION, index
from small_inputs import edit

from model.errors import InputError
from model.read.begin import PROJECT
from model.read.load import load
from model.read.tables import TABLES
from suite.cli.cli import main
from suite.fetch.in_step import write_input_workbook
from suite.files import folder as folder_module

PROJECTS = (
    "projekt;namn;finansiar;roll;budget_kr;utfall_kr;fran;till;lage;ekr;status;kalla;egen\r\n"
    "P 1;Åre; Läge;Stiftelsen;projektägare;12 000;;2025-01-01;;pågående;nej;exempel;Prov;=1+1\r\n"
    "P 2;=2;;;;;;;;ja;exempel;Prov;\r\n"
).replace("Åre; Läge", '"Åre; Läge"')


@pytest.fixture
def both(folder: Path) -> Path:
    """The small inputs and some projects, the tables in files and in a workbook made of them."""
    (folder / "projekt.csv").write_bytes(PROJECTS.encode("utf-8-sig"))
    assert write_input_workbook(folder) == folder / "indata.xlsx"
    return folder


def command(folder: Path, *more: str) -> int:
    return main(["indata", "--inputs", str(folder), *more])


def change(folder: Path, sheet: str, cell: str, value: Any) -> None:
    """Write in a cell of the workbook, as somebody does in Excel."""
    book = openpyxl.load_workbook(folder / "indata.xlsx")
    book[sheet][cell] = value
    book.save(folder / "indata.xlsx")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.suffix in {".csv", ".xlsx"}}


def kept(folder: Path) -> list[str]:
    return sorted(path.suffix for path in (folder / "tidigare").iterdir() if not path.name.startswith("."))


def test_the_workbook_holds_what_the_files_do_with_numbers_and_days(both: Path) -> None:
    book = openpyxl.load_workbook(both / "indata.xlsx")
    assert book.sheetnames == [table.sheet for table in TABLES]
    first, second = list(book["projekt"].values)[1:]
    assert first == (
        *("P 1", "Åre; Läge", "Stiftelsen", "projektägare", 12000, None, dt.datetime(2025, 1, 1), None),
        *("pågående", "nej", "exempel", "Prov", "=1+1"),
    )
    assert second[:2] == ("P 2", "=2")
    assert {book["projekt"]["M2"].data_type, book["projekt"]["B3"].data_type} == {"s"}  # no formulas
    assert next(book["befolkning"].values)[0] == "kommunkod"
    assert book["befolkning"]["A2"].value == "2303"
    assert [cell for cell, *_ in book["tvister"].values] == ["avtal"]
    before = load(both)
    for path in both.rglob("*.csv"):
        if not path.name.startswith("energikontor"):
            path.unlink()
    after = load(both)
    assert [len(rows) for rows in after.tables.values()] == [len(rows) for rows in before.tables.values()] == [2]
    assert [row.percent for row in after.index] == [row.percent for row in before.index]


def test_its_columns_let_only_that_be_typed_that_is_read(both: Path) -> None:
    book = openpyxl.load_workbook(both / "indata.xlsx")
    rules = {
        str(rule.sqref): (rule.type, rule.formula1) for rule in book["projekt"].data_validations.dataValidation
    }
    assert rules["K2:K5000"] == ("list", '"fastställd,preliminär,prognos,antagande,exempel"')
    assert rules["D2:D5000"] == ("list", '"projektägare,projektpart"')
    assert rules["J2:J5000"] == ("list", '"ja,nej"')
    assert rules["G2:G5000"][0] == "date"
    assert rules["E2:E5000"] == ("whole", "0")
    assert "M2:M5000" not in rules
    periods = {rule.formula1 for rule in book["aktiviteter"].data_validations.dataValidation}
    assert '"k1,k2,k3,k4,h1,h2"' in periods
    assert {book["befolkning"].column_dimensions[name].number_format for name in "AE"} == {"@"}


def test_the_same_tables_give_the_same_bytes_and_none_is_written_over(both: Path) -> None:
    first = (both / "indata.xlsx").read_bytes()
    with pytest.raises(InputError, match=r"indata\.xlsx finns redan"):
        write_input_workbook(both)
    (both / "indata.xlsx").unlink()
    assert write_input_workbook(both).read_bytes() == first


@pytest.mark.parametrize("way", ["--till-xlsx", "--till-csv"])
def test_what_is_the_same_is_left_alone(way: str, both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(both)
    for more in ([], [way], [way, "--skriv"]):
        assert command(both, *more) == 0
        said = capsys.readouterr().out
        assert "Lika i filerna och i indata.xlsx: befolkning, lpix, kostnadsposter, projekt.\n" in said
        assert ("Inget att föra över." in said) == bool(more)
    assert files(both) == before
    assert kept(both) == []


def test_what_is_changed_on_a_sheet_is_carried_to_the_file(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(both, "projekt", "E2", 13500)
    change(both, "lpix", "C2", "3,25")
    before = files(both)
    assert main(["kontroll", "--inputs", str(both)]) == 1
    assert "projekt.csv: väntade samma rader som på bladet projekt i indata.xlsx" in capsys.readouterr().err
    assert command(both, "--till-csv") == 0
    said = capsys.readouterr().out
    assert (
        "projekt är nyast på bladet.\n    bara i filen: P 1; Åre; Läge; Stiftelsen; projektägare; 12000;" in said
    )
    assert f"Inget är skrivet; --skriv skriver {both / 'lpix.csv'}, {both / 'projekt.csv'}." in said
    assert files(both) == before
    assert command(both, "--till-xlsx") == 0
    assert "Inget att föra över." in capsys.readouterr().out
    assert command(both, "--till-csv", "--skriv") == 0
    said = capsys.readouterr().out
    assert f"{both / 'projekt.csv'} är skriven; som den var ligger den i {both / 'tidigare' / 'projekt_'}" in said
    assert kept(both) == [".csv", ".csv"]
    written = PROJECTS.replace("12 000", "13500")
    assert (both / "projekt.csv").read_bytes() == written.encode("utf-8-sig")
    assert files(both)["indata.xlsx"] == before["indata.xlsx"]
    assert str(load(both).index[0].percent) == "3.25"
    assert main(["kontroll", "--inputs", str(both)]) == 0


def test_what_is_changed_in_a_file_is_carried_to_the_sheet_and_another_sheet_left_as_it_is(
    both: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(both, "projekt", "E2", 13500)
    edit(both / "lpix.csv", "LPIX;2025;3,0", "LPIX;2025;2,9")
    assert command(both, "--till-xlsx", "--skriv") == 0
    said = capsys.readouterr().out
    assert "lpix är nyast i filen." in said
    assert "projekt är nyast på bladet." in said
    assert kept(both) == [".xlsx"]
    book = openpyxl.load_workbook(both / "indata.xlsx")
    assert (book["lpix"]["C2"].value, book["projekt"]["E2"].value) == (2.9, 13500)
    assert command(both, "--till-csv", "--skriv") == 0
    assert "projekt är nyast på bladet." in capsys.readouterr().out
    assert "13500" in (both / "projekt.csv").read_text(encoding="utf-8")
    assert main(["kontroll", "--inputs", str(both)]) == 0


@pytest.mark.parametrize("way", ["--till-xlsx", "--till-csv"])
@pytest.mark.parametrize("record", [True, False])
def test_a_table_that_both_have_changed_is_not_guessed_about(
    way: str, record: bool, both: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(both, "lpix", "C2", 3.25)
    if record:
        edit(both / "lpix.csv", "LPIX;2026;3,0", "LPIX;2026;2,9")
    else:
        (both / "tidigare" / ".indata.json").write_text("[", encoding="utf-8")
    before = files(both)
    assert command(both, way, "--skriv") == 1
    said = capsys.readouterr()
    assert "Fel: lpix.csv: väntade att bara den eller bladet i indata.xlsx har ändrats" in said.err
    assert "lpix har ändrats både i filen och på bladet" in said.out
    assert "    bara på bladet: LPIX; 2025; 3,25; fastställd; Regionplan; 2024-11-25" in said.out
    assert files(both) == before


def test_a_table_that_stands_in_one_place_is_carried_to_the_other(both: Path) -> None:
    rows = len(load(both).index)
    (both / "lpix.csv").unlink()
    assert len(load(both).index) == rows
    assert command(both, "--till-csv", "--skriv") == 0
    assert len((both / "lpix.csv").read_bytes().split(b"\r\n")) == rows + 2
    (both / "indata.xlsx").unlink()
    assert command(both, "--till-xlsx", "--skriv") == 0
    assert load(both).index[0].place == "lpix.csv rad 2"


def test_sheets_of_ones_own_are_not_lost(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(both / "indata.xlsx")
    book.create_sheet("Anteckningar").append(["ring SCB"])
    book.save(both / "indata.xlsx")
    edit(both / "lpix.csv", "LPIX;2025;3,0", "LPIX;2025;2,9")
    before = files(both)
    assert command(both, "--till-xlsx", "--skriv") == 1
    assert "skulle skrivas om, men har egna blad: Anteckningar; flytta dem" in capsys.readouterr().err
    assert files(both) == before


def test_a_column_without_a_heading_is_not_lost_either(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(both, "projekt", "M1", None)
    change(both, "projekt", "N1", "egen")
    assert command(both) == 1
    told = "indata.xlsx blad projekt, rad 2: väntade en rubrik över varje kolumn som det står något i"
    assert told in capsys.readouterr().err
    change(both, "projekt", "O2", "viktigt")
    assert command(both) == 1
    assert "som rubrikerna; skriv en rubrik över det som står till höger" in capsys.readouterr().err


def test_faults_of_both_places_are_told_together(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(both, "lpix", "C2", "tre")
    edit(both / "projekt.csv", "projektägare", "ägare")
    assert command(both) == 1
    told = capsys.readouterr().err
    assert "indata.xlsx blad lpix, rad 2, kolumn procent: fann ”tre”" in told
    assert "projekt.csv, rad 2, kolumn roll: fann ”ägare”" in told


@pytest.mark.parametrize("more", [["--skriv"], ["--till-csv", "--till-xlsx"]])
def test_it_is_said_which_way(more: list[str], both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(both, *more) == 1
    assert "indata: väntade en av --till-xlsx och --till-csv" in capsys.readouterr().err


def test_a_workbook_that_is_open_stops_before_anything_is_written(
    both: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(both / "lpix.csv", "LPIX;2025;3,0", "LPIX;2025;2,9")
    before = files(both)
    monkeypatch.setattr(folder_module, "_in_use", lambda target: [target.name])
    assert command(both, "--till-xlsx", "--skriv") == 1
    assert "stäng indata.xlsx och kör igen" in capsys.readouterr().err
    assert files(both) == before


def test_a_text_that_a_sheet_cannot_hold_is_told_with_where_the_workbook_is_kept(
    both: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(both / "projekt.csv", "Stiftelsen", "#REF!")
    assert command(both, "--till-xlsx", "--skriv") == 1
    told = capsys.readouterr().err
    assert "indata.xlsx blad projekt, rad 2, kolumn C: fann ”#REF!”, väntade ett värde utan fel i Excel" in told
    assert f"{both / 'indata.xlsx'} är skriven; som den var ligger den i {both / 'tidigare' / 'indata_'}" in told


# What hamta adds to a file


def test_rows_that_are_fetched_are_on_the_sheet_too(both: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (both / "tidigare" / ".indata.json").unlink()
    assert index(both, "--ar", "2027", "--procent", "3,1", *DECISION, "--skriv") == 0
    assert f"{both / 'indata.xlsx'} är skriven; som den var ligger den i" in capsys.readouterr().out
    assert list(openpyxl.load_workbook(both / "indata.xlsx")["lpix"].values)[-1][1:3] == (2027, 3.1)
    assert index(both, "--angra", "--skriv") == 0
    assert list(openpyxl.load_workbook(both / "indata.xlsx")["lpix"].values)[-1][1:3] == (2033, 3)
    assert main(["kontroll", "--inputs", str(both)]) == 0


def test_rows_that_the_workbook_could_not_take_are_said_to_be_in_the_file(
    both: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "_in_use", lambda target: [target.name])
    assert index(both, "--ar", "2027", "--procent", "3,1", *DECISION, "--skriv") == 1
    told = capsys.readouterr().err
    assert "stäng indata.xlsx och kör igen" in told
    assert "Raderna är skrivna i filen men inte i " in told
    monkeypatch.undo()
    assert command(both, "--till-xlsx", "--skriv") == 0
    assert main(["kontroll", "--inputs", str(both)]) == 0


def test_nothing_is_fetched_to_a_table_that_is_only_on_a_sheet(
    both: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (both / "lpix.csv").unlink()
    before = files(both)
    for more in (["--ar", "2027", "--procent", "3,1", *DECISION], ["--angra"]):
        assert index(both, *more, "--skriv") == 1
        assert "lpix står bara i indata.xlsx; kör python -m model indata --till-csv" in capsys.readouterr().err
    assert files(both) == before


def test_the_record_is_of_digests_only(both: Path) -> None:
    record = json.loads((both / "tidigare" / ".indata.json").read_text(encoding="utf-8"))
    assert record.keys() == {"befolkning.csv", "lpix.csv", "projekt.csv", "utfall/kostnadsposter.csv"}
    assert {len(value) for value in record.values()} == {64}


def test_the_handbook_names_every_sheet_and_its_file() -> None:
    page = (PROJECT / "docs" / "handledning.md").read_text(encoding="utf-8")
    rows = page.partition("### Tabellerna i en arbetsbok")[2].partition("## Följa en siffra")[0]
    for table in TABLES:
        assert f"`{table.sheet}`" in rows
        assert f"`{table.file}`" in rows or (table.file.startswith("radgivning/") and "`radgivning/`" in rows)
