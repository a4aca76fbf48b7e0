"""A change of the index found in a file that somebody else has made."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from model.errors import InputError
from suite.fetch.index_file import read_change

COMMAS = "där kommatecken skiljer cellerna åt skrivs decimaltal med punkt eller inom citattecken"
INDEX_FILES = {
    "down": "Landstingsprisindex, källa: SKR\nÅr,LPIX\n2027,2,9\n2028,{}\n",
    "across": "År,2027,2028\nLPIX,2.9,{}\n",
    "more": "År,LPIX,LPIK\n2028,{},2.8\n",
}


@pytest.mark.parametrize("shape", INDEX_FILES)
def test_an_index_file_with_decimal_commas_among_commas(shape: str, tmp_path: Path) -> None:
    path, text = tmp_path / "lpik.csv", INDEX_FILES[shape]
    path.write_text(text.format("3,3"), encoding="utf-8")
    with pytest.raises(InputError, match=f"lpik.csv, rad .*lika många celler som rubrikerna på.*{COMMAS}"):
        read_change(path, "2028", "LPIX")
    path.write_text(text.replace("2,9", "2.9").format('"3,3"'), encoding="utf-8")
    assert read_change(path, "2028", "LPIX")[0] == "3,3"


def test_commas_in_prose_above_a_table_with_semicolons_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "lpik.csv"
    path.write_text(
        "Källa: SKR, ekonomi, budget, 2026, s. 3, tabell 4, not 5\nÅr;LPIX\n2028;3,3\n", encoding="utf-8"
    )
    assert read_change(path, "2028", "LPIX")[0] == "3,3"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.033, "0.0%"),
        (0.033, "0.00 %"),
        (3.3, '0.0"%"'),
        (3.3, r"0.0\ \%"),
        (3.3, "0.0"),
        (3.3, "General"),
        ("3,3 %", "@"),
    ],
)
def test_an_index_change_is_what_excel_shows(value: object, code: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([None, "LPIX"])
    book.active.append([2027, value])
    book.active["B2"].number_format = code
    book.save(tmp_path / "lpik.xlsx")
    text, place = read_change(tmp_path / "lpik.xlsx", "2027", "LPIX")
    assert Decimal(text.removesuffix("%").strip().replace(",", ".")) == Decimal("3.3")
    assert place == "lpik.xlsx blad Sheet rad 2 kolumn 2"


def test_a_value_that_a_reader_of_the_file_does_not_see_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Gammalt").append([None, "LPIX"])
    book["Gammalt"].append([2027, 3.3])
    book["Gammalt"].sheet_state = "hidden"
    book["Gammalt"].row_dimensions[2].hidden = True
    book["Gammalt"].column_dimensions["B"].hidden = True
    book["Gammalt"]["B2"].font = Font(strike=True)
    book.save(tmp_path / "lpik.xlsx")
    text, place = read_change(tmp_path / "lpik.xlsx", "2027", "LPIX")
    assert text == "3.3"
    assert place == "lpik.xlsx blad Gammalt (dolt) rad 2 kolumn 2 (dold rad, dold kolumn, överstruket)"


def test_a_downloaded_index_has_bounds(tmp_path: Path) -> None:
    for text in ("LPIX;2027\n" + "x" * 200_000, "2027;" * 3000 + "\n" + "LPIX\n" * 3000, "LPIX\n" * 300_000):
        (tmp_path / "index.csv").write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            read_change(tmp_path / "index.csv", "2027", "LPIX")
