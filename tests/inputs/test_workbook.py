"""A ledger kept in a workbook reads as the same ledger in CSV; what Excel cannot vouch for is refused."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from model.amounts.outcome import Entry
from model.errors import InputError
from model.read.begin import begin
from model.read.table import read_table
from suite.cli.cli import main

HEADING = ["datum", "verifikation", "konto", "projekt", "motpart", "belopp", "text", "status"]
ROWS = [
    [dt.date(2025, 3, 31), "A1", 5010, "CHEF", None, 900000.5, "Lön", "fastställd"],
    ["2025-12-30", "A2", "6500", "X", "", "500 000,00", "Resor", "fastställd"],
    [None] * 8,
]


def write(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in [HEADING, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_is_a_ledger_too(folder: Path) -> None:
    csv = folder / "utfall" / "energikontor_2025.csv"
    before = begin(str(folder)).inputs.outcomes["energikontor", 2025]
    csv.unlink()
    write(folder / "utfall" / "energikontor_2025.xlsx", ROWS)
    after = begin(str(folder)).inputs.outcomes["energikontor", 2025]
    assert [entry.model_copy(update={"place": ""}) for entry in after] == [
        entry.model_copy(update={"place": ""}) for entry in before
    ]
    assert after[1].place == "utfall/energikontor_2025.xlsx rad 3"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("=A1+1", "fann ”=A1+1”, väntade ett sparat värde; öppna och spara arbetsboken i Excel"),
        ("#REF!", "fann ”#REF!”, väntade ett värde utan fel i Excel"),
        (1234.5678, "fann ”1234.5678”, väntade ett belopp i kronor med högst två decimaler"),
        (dt.datetime(2025, 1, 1), "fann ”2025-01-01”, väntade ett belopp"),
    ],
)
def test_a_cell_that_is_no_amount(cell: object, words: str, tmp_path: Path) -> None:
    path = write(tmp_path / "bok.xlsx", [["2025-03-31", "A1", 5010, "CHEF", None, cell, "x", "preliminär"]])
    with pytest.raises(InputError) as error:
        read_table(path, "bok.xlsx", Entry)
    assert words in str(error.value)
    assert "bok.xlsx, rad 2" in str(error.value)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04trasig", b"datum;verifikation\n"])
def test_a_file_that_is_no_workbook(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bok.xlsx").write_bytes(data)
    with pytest.raises(InputError, match=r"bok\.xlsx: väntade en arbetsbok som går att läsa"):
        read_table(tmp_path / "bok.xlsx", "bok.xlsx", Entry)


def test_two_ledgers_of_a_year_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "utfall" / "energikontor_2025.xlsx", ROWS)
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert "energikontor_2025.xlsx: väntade en enda fil med utfall per avtal och år" in capsys.readouterr().err


TABLES = {
    "tvister.csv": "avtal;ar;part;omtvistat_kr;innehallet_kr;text;status;kalla\n",
    "tillagg.csv": "avtal;tillagg;part;datum;belopp;text;status;kalla\n",
    "aktiviteter.csv": "verksamhet;ar;period;kommunkod;aktivitet;planerat;genomfort;deltagare;status;kalla\n",
    "projekt.csv": "projekt;namn;finansiar;roll;budget_kr;utfall_kr;fran;till;lage;ekr;status;kalla\n",
    "radgivning/uppdrag.csv": "kommunkod;kommun;fran;till;status;kalla\n",
    "radgivning/bidrag.csv": "kommunkod;ar;bidrag_kr;status;kalla\n",
    "radgivning/tjanst.csv": "ar;antal;kostnad_kr;status;kalla\n",
}


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        ("tvister.csv", "okant;2025;arehus;10;5;x", "kolumn avtal: fann ”okant”, väntade något av"),
        (
            "tvister.csv",
            "natverk;2025;umea;10;5;x",
            "kolumn part: fann ”umea”, väntade koden för en part",
        ),
        ("tvister.csv", "natverk;2025;arehus;10;6;x", "innehallet_kr: fann ”6”, väntade högst 5 kr"),
        (
            "tvister.csv",
            "natverk;2018;arehus;10;5;x",
            "omtvistat_kr: fann ”10”, väntade högst partens belopp",
        ),
        (
            "tillagg.csv",
            "natverk;licens;2303;2025-01-01;5;x",
            "väntade något av: inget, för avtalet har inga",
        ),
        (
            "tillagg.csv",
            "kompetensattraktion;licens;;2024-05-01;5;x",
            "kolumn part: fann inget, väntade koden",
        ),
        ("aktiviteter.csv", "teater;2025;k1;;Pjäs;1;1;1", "kolumn verksamhet: fann ”teater”"),
        (
            "aktiviteter.csv",
            "natverk;2025;k5;;Träff;1;1;1",
            "kolumn period: fann ”k5”, väntade något av: k1",
        ),
        ("aktiviteter.csv", "natverk;2025;k1;9999;Träff;1;1;1", "kolumn kommunkod: fann ”9999”"),
        (
            "projekt.csv",
            "P;N;F;projektägare;1,5;0;2025-01-01;2025-12-31;pågående;nej",
            "kolumn budget_kr",
        ),
        (
            "projekt.csv",
            "P;N;F;projektägare;1;0;2025-01-01;2025-12-31;pågående;kanske",
            "väntade ja eller nej",
        ),
        ("radgivning/uppdrag.csv", "0180;Stockholm;2024-01-01;", "kolumn kommunkod: fann ”0180”"),
        ("radgivning/bidrag.csv", "2303;2025;−5", "kolumn bidrag_kr: fann ”−5”"),
        ("radgivning/tjanst.csv", "2025;en halv;5", "kolumn antal: fann ”en halv”"),
    ],
)
def test_a_wrong_row_of_the_other_tables(
    name: str, row: str, words: str, county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (county / "radgivning").mkdir()
    (county / name).write_text(f"{TABLES[name]}{row};exempel;y\n", encoding="utf-8")
    assert main(["kontroll", "--inputs", str(county)]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert f"{name}, rad 2" in said or f"{name} rad 2" in said
