"""The tables of an inputs folder in one workbook: read as the files are, and a table stands in one way only."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from broken import garbled, refused
from small_inputs import INDEX_HEADING, edit

from model.read.begin import begin
from model.read.load import load
from model.run import Inputs
from suite.cli.cli import main

Rows = list[list[Any]]


def rows_of(path: Path) -> Rows:
    """Return the rows of a CSV file, the numbers and the days as a workbook has them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [[_typed(cell) for cell in line.split(";")] for line in lines]


def _typed(text: str) -> Any:
    try:
        return dt.date.fromisoformat(text) if "-" in text else float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        return text or None


def workbook(folder: Path, **sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / "indata.xlsx")
    return folder / "indata.xlsx"


@pytest.fixture
def moved(folder: Path) -> Path:
    """The small inputs, with the series and the cost posts in a workbook."""
    names = ("befolkning.csv", "lpix.csv", "utfall/kostnadsposter.csv")
    sheets = {Path(name).stem: rows_of(folder / name) for name in names}
    for name in names:
        (folder / name).unlink()
    workbook(folder, **sheets)
    return folder


def content(inputs: Inputs) -> list[Any]:
    rows = [*inputs.population, *inputs.index, *inputs.mapping]
    return [row.model_copy(update={"place": ""}) for row in rows]


def test_the_tables_of_a_workbook_are_those_of_the_files(folder: Path, request: pytest.FixtureRequest) -> None:
    before = load(folder)
    amounts = begin(folder).allocation([begin(folder).agreement("energikontor")], [2026])["belopp_kr"].tolist()
    after = load(request.getfixturevalue("moved"))
    assert content(after) == content(before)
    assert (
        begin(folder).allocation([begin(folder).agreement("energikontor")], [2026])["belopp_kr"].tolist()
        == amounts
    )
    assert after.population[0].place == "indata.xlsx blad befolkning rad 2"
    assert after.hashes.keys() >= {"indata.xlsx"}
    assert not after.hashes.keys() & {"befolkning.csv", "lpix.csv"}
    assert [note.text for note in after.notes] == []


def test_a_fault_names_sheet_row_and_column(moved: Path) -> None:
    book = openpyxl.load_workbook(moved / "indata.xlsx")
    book["lpix"]["C3"] = "tre"
    book["befolkning"]["E2"] = garbled("fastställd")
    book.save(moved / "indata.xlsx")
    told = refused(
        lambda: load(moved), "indata.xlsx blad lpix, rad 3, kolumn procent: fann ”tre”, väntade ett tal"
    )
    assert "indata.xlsx blad befolkning, rad 2, kolumn status: fann" in told


@pytest.mark.parametrize("rows", [[], [INDEX_HEADING.split(";")]])
def test_a_sheet_without_rows_is_no_table(rows: Rows, folder: Path) -> None:
    before = load(folder)
    workbook(folder, lpix=rows, projekt=[["projekt"]])
    after = load(folder)
    assert (content(after), after.notes, after.tables) == (content(before), before.notes, before.tables)


def test_the_same_rows_in_both_are_read_once(folder: Path) -> None:
    before = load(folder)
    first, *rows = rows_of(folder / "lpix.csv")
    workbook(folder, lpix=[[*first, "egen"], *([*row, None] for row in reversed(rows))])
    after = load(folder)
    assert content(after) == content(before)
    assert after.index[0].place == "lpix.csv rad 2"
    assert {"lpix.csv", "indata.xlsx"} <= after.hashes.keys()


def test_different_rows_in_both_are_refused_with_how_it_is_mended(folder: Path) -> None:
    rows = rows_of(folder / "lpix.csv")
    workbook(folder, lpix=[*rows[:3], [*rows[3][:2], 3.1, *rows[3][3:]], *rows[4:]])
    edit(folder / "lpix.csv", "LPIX;2025;3,0", "LPIX;2025;2,9")
    told = refused(lambda: load(folder), "lpix.csv: väntade samma rader som på bladet lpix i indata.xlsx")
    assert "bara i filen: rad 2, 4; bara på bladet: rad 2, 4" in told
    assert "python -m model indata visar vilken som är nyast och för över den" in told


def test_a_sheet_that_is_hidden_is_asked_about(moved: Path) -> None:
    book = openpyxl.load_workbook(moved / "indata.xlsx")
    book["lpix"].sheet_state = "hidden"
    book.save(moved / "indata.xlsx")
    refused(lambda: load(moved), "indata.xlsx blad lpix: väntade att bladet syns; visa det, eller ta bort det")


def test_sheets_of_ones_own_are_told_and_one_that_is_nearly_a_table_refused(moved: Path) -> None:
    book = openpyxl.load_workbook(moved / "indata.xlsx")
    book.create_sheet("Anteckningar").append(["ring SCB"])
    book.save(moved / "indata.xlsx")
    assert [note.text for note in load(moved).notes] == ["indata.xlsx: bladet Anteckningar läses inte."]
    book["lpix"].title = "lpixx"
    book.save(moved / "indata.xlsx")
    refused(lambda: load(moved), "indata.xlsx blad lpixx: väntade namnet lpix, som saknas och som namnet liknar")


def test_a_table_that_stands_nowhere_is_missed_by_the_name_of_its_file(moved: Path) -> None:
    book = openpyxl.load_workbook(moved / "indata.xlsx")
    book.remove(book["lpix"])
    book.save(moved / "indata.xlsx")
    refused(lambda: load(moved), "lpix.csv: väntade en läsbar fil (den finns inte)")


def test_a_workbook_that_cannot_be_read_is_the_only_fault(moved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (moved / "indata.xlsx").write_bytes(b"PK")
    assert main(["kontroll", "--inputs", str(moved)]) == 1
    assert capsys.readouterr().err == "Fel: indata.xlsx: väntade en arbetsbok som går att läsa (.xlsx)\n"


@pytest.mark.parametrize("name", ["Indata.XLSX", "indata.xls", "indata - Kopia.xlsx"])
def test_its_name_in_capitals_or_nearly(name: str, moved: Path) -> None:
    (moved / "indata.xlsx").rename(moved / "annat.xlsx").rename(moved / name)
    if name.casefold() == "indata.xlsx":
        assert load(moved).index[0].place == f"{name} blad lpix rad 2"
    else:
        refused(lambda: load(moved), f"{name}: väntade namnet indata.xlsx, som saknas och som namnet liknar")
