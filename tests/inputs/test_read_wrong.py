"""Files that were once read as something else than they say: each is refused or told, and the right one read."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from conftest import edit
from openpyxl.styles import Font

from model.amounts.outcome import Entry
from model.errors import InputError
from model.finding import Finding
from model.read.begin import begin
from model.read.number_format import as_shown
from model.read.sie import read_sie
from model.read.table import read_table
from model.read.text import mended
from model.series.rows import IndexRow, PopulationRow
from suite.cli.cli import main
from suite.fetch.index_file import read_change

INDEX = "index,ar,status,kalla,publicerad,procent,ersatter,anmarkning"
LEDGER = ["datum", "verifikation", "konto", "projekt", "motpart", "belopp", "text"]
LINE = ["2025-03-31", "A1", 5010, "CHEF", None, 900.5, "Lön"]
COMMAS = "där kommatecken skiljer cellerna åt skrivs decimaltal med punkt eller inom citattecken"


def refused(read: Callable[[], object], *words: str) -> str:
    with pytest.raises(InputError) as error:
        read()
    told = str(error.value).replace("\u00a0", " ")
    for word in words:
        assert word in told
    return told


def table(path: Path, text: str, kind: type[Any], **more: Any) -> list[Any]:
    path.write_text(text, encoding="utf-8")
    return read_table(path, path.name, kind, **more)


# A decimal comma where commas part the cells, and rows that are longer or shorter than their heading


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (
            "LPIX,2028,fastställd,RF,2027-11-25,3,3",
            "fann ”7 celler”, väntade 8 celler, lika många som rubrikerna; 3,3 har blivit två",
        ),
        (
            "LPIX,2028,fastställd,RF,2027-11-25,3,3,",
            "fann ”8 celler”, väntade 8 celler, lika många som rubrikerna; 3,3 har blivit två",
        ),
        (
            "LPIX,2028,fastställd,RF,2027-11-25,3,3,,",
            "fann ”9 celler”, väntade 8 celler, lika många som rubrikerna; 3,3 har blivit två",
        ),
        ("LPIX,2028,fastställd,RF,2027-11-25,−3,25,,", "; −3,25 har blivit två"),
        ("LPIX,2028,fastställd,Regionplan, RF,2027-11-25,3.3,,", "fann ”9 celler”, väntade 8 celler"),
        ("LPIX,2028,fastställd,RF,2027-11-25,3.3,,,", "fann ”9 celler”, väntade 8 celler"),
    ],
)
def test_a_decimal_comma_among_commas_is_refused(row: str, found: str, tmp_path: Path) -> None:
    refused(lambda: table(tmp_path / "i.csv", f"{INDEX}\n{row}\n", IndexRow), "i.csv, rad 2: ", found, COMMAS)


@pytest.mark.parametrize(
    "text",
    [
        f'{INDEX}\nLPIX,2028,fastställd,RF,2027-11-25,"3,3",,\n',
        f"{INDEX}\nLPIX,2028,fastställd,RF,2027-11-25,3.3,,\n",
        f"{INDEX}\nLPIX,2028,fastställd,RF,2027-11-25,3.3\n",
        f"{INDEX}\nLPIX;2028;fastställd;RF;2027-11-25;3,3;;;\n".replace(",", ";").replace("3;3", "3,3"),
    ],
    ids=["quoted", "point", "short", "semicolon"],
)
def test_the_right_way_to_write_it_is_read(text: str, tmp_path: Path) -> None:
    assert [row.percent for row in table(tmp_path / "i.csv", text, IndexRow)] == [Decimal("3.3")]


def test_an_amount_whose_text_took_its_decimals_is_refused(tmp_path: Path) -> None:
    row = "2025-03-31,A1,5010,CHEF,,900,50"
    refused(
        lambda: table(tmp_path / "u.csv", f"{','.join(LEDGER)}\n{row}\n", Entry), "; 900,50 har blivit två", COMMAS
    )
    (entry,) = table(tmp_path / "u.csv", f"{','.join(LEDGER)}\n{row.replace('900,50', '900.00,50')}\n", Entry)
    assert (entry.amount, entry.text) == (900, "50")


SHORT = "2025-03-31;A1;5010;CHEF;;900,50"


def test_cells_that_excel_leaves_out_at_the_end_of_a_row_are_empty(tmp_path: Path) -> None:
    text = f"{';'.join(LEDGER)}\n{SHORT}\n{SHORT};Lön\n"
    assert [row.text for row in table(tmp_path / "u.csv", text, Entry)] == [None, "Lön"]


def test_a_row_without_a_cell_that_must_be_there_names_it(tmp_path: Path) -> None:
    text = f"{';'.join([*LEDGER[:5], 'text', 'belopp'])}\n2025-03-31;A1;5010;CHEF\n"
    refused(
        lambda: table(tmp_path / "u.csv", text, Entry), "rad 2: fann ”4 celler”, väntade 7 celler", "belopp fattas"
    )


def test_a_file_that_ends_in_the_middle_of_a_row_may_have_lost_digits(tmp_path: Path) -> None:
    text = f"{';'.join(LEDGER)}\n{SHORT};Lön\n{SHORT[:-3]}"
    refused(lambda: table(tmp_path / "u.csv", text, Entry), "rad 3: fann ”6 celler”", "verkar avkortad")
    assert len(table(tmp_path / "u.csv", f"{text};Lön", Entry)) == 2


INDEX_FILES = {
    "down": "Landstingsprisindex, källa: SKR\nÅr,LPIX\n2027,2,9\n2028,{}\n",
    "across": "År,2027,2028\nLPIX,2.9,{}\n",
    "more": "År,LPIX,LPIK\n2028,{},2.8\n",
}


@pytest.mark.parametrize("shape", INDEX_FILES)
def test_an_index_file_with_decimal_commas_among_commas(shape: str, tmp_path: Path) -> None:
    path, text = tmp_path / "lpik.csv", INDEX_FILES[shape]
    path.write_text(text.format("3,3"), encoding="utf-8")
    refused(
        lambda: read_change(path, "2028", "LPIX"), "lpik.csv, rad ", "lika många celler som rubrikerna på", COMMAS
    )
    path.write_text(text.replace("2,9", "2.9").format('"3,3"'), encoding="utf-8")
    assert read_change(path, "2028", "LPIX")[0] == "3,3"


def test_commas_in_prose_above_a_table_with_semicolons_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "lpik.csv"
    path.write_text(
        "Källa: SKR, ekonomi, budget, 2026, s. 3, tabell 4, not 5\nÅr;LPIX\n2028;3,3\n", encoding="utf-8"
    )
    assert read_change(path, "2028", "LPIX")[0] == "3,3"


# What a workbook shows is not always what it holds


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        *(
            ("0.033", "0.0%", "3.3 %"),
            ("0.03345", "0%", "3.345 %"),
            ("0", "0%", "0 %"),
            ("-0.005", "0.0%", "-0.5 %"),
        ),
        *(("3.3", '0.0"%"', "3.3 %"), ("3.3", r"0.0\%", "3.3 %"), ("3.3", '0.0" %"', "3.3 %")),
        *(("3.3", "General", "3.3"), ("800000", "#,##0", "800000"), ("5", "0.00E+00", "5")),
        *(("800000", "#,##0,", "800 (visat i tusental)"), ("800000", "0,.0", "800 (visat i tusental)")),
        *(("800000", '#,##0," tkr"', "800 (visat i tusental) tkr"), ("800", '#,##0" tkr"', "800 tkr")),
        *(("800", r'#,##0.00\ "kr"', "800"), ("800", r"#,##0.00\ [$kr-41D]", "800"), ("800", '#,##0":-"', "800")),
        *(("800", "[$€-2] #,##0", "800 €"), ("800", '"$"#,##0', "800 $"), ("800", "$#,##0", "800 $")),
        ("-5", '[$-41D]#,##0;[$-41D]"−"#,##0;[$-41D]"–"', "-5"),
        ("-5", r'_-* #,##0.00\ "kr"_-;\-* #,##0.00\ "kr"_-;_-* "-"??\ "kr"_-;_-@_-', "-5"),
        ("-0.5", '0.0;-0.0"%"', "-0.5 %"),
        ("5343", '0" invånare"', "5343"),
    ],
)
def test_a_number_is_told_as_its_format_shows_it(number: str, code: str, shown: str) -> None:
    assert as_shown(Decimal(number), code) == shown


def ledger(path: Path, *rows: list[Any], **sheets: list[list[Any]]) -> openpyxl.Workbook:
    """Write a ledger's rows on the first sheet, and other rows on others."""
    book = openpyxl.Workbook()
    for row in (LEDGER, *(rows or [LINE])):
        book.active.append(row)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return book


def entries(path: Path, notes: list[Finding] | None = None) -> list[Entry]:
    return read_table(path, path.name, Entry, notes=notes)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('0.00" tkr"', "kolumn belopp: fann ”900.5 tkr”, väntade ett belopp i kronor"),
        ("#,##0,", "kolumn belopp: fann ”0.9005 (visat i tusental)”, väntade ett belopp i kronor"),
        ("0%", "kolumn belopp: fann ”90050 %”"),
        ("[$€-2] #,##0.00", "kolumn belopp: fann ”900.5 €”"),
    ],
)
def test_an_amount_in_something_else_than_kronor_is_refused(code: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    book = ledger(path)
    book.active["F2"].number_format = code
    book.save(path)
    refused(lambda: entries(path), "u.xlsx, rad 2, ", words)
    book.active["F2"].number_format = '#,##0.00 "kr"'
    book.save(path)
    assert entries(path)[0].amount == Decimal("900.5")


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


@pytest.mark.parametrize(
    "code", ["yyyy-mm-dd", "d mmmm yyyy", "[$-41D]d\\ mmmm\\ yyyy;@", "mm-dd-yy", "ddd d/m", "yyyy-mm-dd hh:mm"]
)
def test_a_date_is_a_date_however_it_is_shown(code: str, tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    book = ledger(path, [dt.datetime(2025, 3, 31, 8, 30), *LINE[1:]])
    book.active["A2"].number_format = code
    book.save(path)
    assert entries(path)[0].date == dt.date(2025, 3, 31)


def test_the_number_of_a_day_is_told_as_the_date_that_it_is(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    ledger(path, [45747, *LINE[1:]])
    refused(
        lambda: entries(path), "kolumn datum: fann ”45747”, väntade ett datum som 2025-11-01; menas 2025-03-31?"
    )


# The day that a figure stands in for

PEOPLE = "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter;anmarkning\n"
STAND_IN = "2321;Åre;2026-10-31;12 640;fastställd;SCB;2026-12-10;{};\n"


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-1", "1 november 2026", "2026-11-01 00:00:00", "20261101", "46327", "1/11 2026", "2026/11/01"),
        *("01.11.2026", "2026–11–01", "2026-11-01T00:00", "261101", "1 nov 2026", "den 1 november 2026"),
    ],
)
def test_a_day_that_is_written_otherwise_is_asked_about(text: str, tmp_path: Path) -> None:
    read = lambda: table(tmp_path / "b.csv", PEOPLE + STAND_IN.format(text), PopulationRow)  # noqa: E731
    words = f"b.csv, rad 2, kolumn ersatter: fann ”{text}”, väntade ett datum som 2025-11-01; menas 2026-11-01?"
    refused(read, words, "annan text skrivs i anmarkning")


@pytest.mark.parametrize("text", ["preliminär siffra", "2026-11-31", "november", "3"])
def test_what_is_no_day_belongs_in_the_note(text: str, tmp_path: Path) -> None:
    read = lambda: table(tmp_path / "b.csv", PEOPLE + STAND_IN.format(text), PopulationRow)  # noqa: E731
    refused(read, f"kolumn ersatter: fann ”{text}”", "den dag som siffran står i stället för", "anmarkning")


@pytest.mark.parametrize("text", ["2026-11-01", " 2026-11-01 ", "2026−11−01", "2026-11-01\u00a0"])
def test_a_day_is_a_day_with_spaces_around_it(text: str, tmp_path: Path) -> None:
    (row,) = table(tmp_path / "b.csv", PEOPLE + STAND_IN.format(text), PopulationRow)
    assert (row.reference_date, row.stands_in) == (dt.date(2026, 11, 1), True)


def test_a_day_that_no_agreement_splits_by_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        folder / "befolkning.csv",
        "2303;Ragunda;2024-11-01;1100;fastställd;SCB;2024-12-15;",
        "2303;Ragunda;2024-10-31;1100;fastställd;SCB;2024-12-15;2024-01-11",
    )
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    words = "kolumn ersatter: fann ”2024-01-11”, väntade en dag som någon nyckel räknar på (11-01)"
    assert f"befolkning.csv rad 18, {words}" in capsys.readouterr().err
    edit(folder / "befolkning.csv", "2024-01-11", "2024-11-01")
    assert main(["kontroll", "--inputs", str(folder)]) == 0


def test_what_an_index_stands_in_for_is_said_in_words(tmp_path: Path) -> None:
    text = INDEX.replace(",", ";") + "\nLPIX;2028;antagande;x;2027-11-25;3,3;LPIX i Regionplan med budget 2028;\n"
    assert table(tmp_path / "i.csv", text, IndexRow)[0].replaces == "LPIX i Regionplan med budget 2028"


# Sheets, and rows that somebody has hidden or struck out


def test_rows_on_several_sheets_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    book = ledger(path, LINE, februari=[LEDGER, LINE], mars=[LEDGER, LINE])
    book["mars"].sheet_state = "hidden"
    book.save(path)
    refused(
        lambda: entries(path),
        "u.xlsx: fann ”rader på flera blad: Sheet, februari, mars (dolt)”, väntade alla rader på ett enda blad",
        "februari, mars (dolt) har samma rubriker som Sheet",
    )


def test_rows_on_another_sheet_than_the_first_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    book = ledger(path, LINE)
    book.create_sheet("Framsida", 0).append(["Utfall 2025"])
    book.save(path)
    words = "u.xlsx: fann ”Framsida”, väntade rubrikerna på det första bladet; flytta bladet Sheet först"
    refused(lambda: entries(path), words)


def test_what_other_sheets_hold_is_told(tmp_path: Path) -> None:
    path, notes = tmp_path / "u.xlsx", list[Finding]()
    book = ledger(path, LINE, Pivot=[["Konto", "Summa"], [5010, 900.5]], Tomt=[], Mall=[LEDGER])
    book["Mall"].sheet_state = "veryHidden"
    book.save(path)
    assert len(entries(path, notes)) == 1
    assert [note.text for note in notes] == ["u.xlsx: bladet Sheet läses, Pivot, Mall (dolt) läses inte."]


def test_a_hidden_first_sheet_is_not_the_one_that_is_read(tmp_path: Path) -> None:
    path, notes = tmp_path / "u.xlsx", list[Finding]()
    book = ledger(path, LINE)
    book.create_sheet("Dolt", 0).append(["Inställningar"])
    book["Dolt"].sheet_state = "hidden"
    book.save(path)
    assert len(entries(path, notes)) == 1
    assert [note.text for note in notes] == ["u.xlsx: bladet Sheet läses, Dolt (dolt) läses inte."]


def by_hand(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def by_group(sheet: Any) -> None:
    sheet.row_dimensions.group(3, 3, hidden=True)


def by_filter(sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:G4"
    sheet.auto_filter.add_filter_column(1, ["A1"])
    sheet.row_dimensions[3].hidden = True


@pytest.mark.parametrize("hide", [by_hand, by_group, by_filter])
def test_hidden_rows_are_refused(hide: Callable[[Any], None], tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    book = ledger(path, LINE, LINE, LINE)
    hide(book.active)
    book.save(path)
    refused(lambda: entries(path), "u.xlsx: fann ”dolda rader (1 st): 3”", "ta bort filtret eller visa raderna")


def test_a_row_of_no_height_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    ledger(path, LINE, LINE)
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    row, sheet = b'<row r="3"', "xl/worksheets/sheet1.xml"
    assert row in parts[sheet]
    with ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data.replace(row, row + b' ht="0" customHeight="1"') if name == sheet else data)
    refused(lambda: entries(path), "u.xlsx: fann ”dolda rader (1 st): 3”")


def test_rows_that_are_seen_or_empty_are_read(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    book = ledger(path, LINE, LINE)
    book.active.auto_filter.ref = "A1:G3"
    book.active.row_dimensions[3].height = 30
    book.active.row_dimensions[9].hidden = True
    book.save(path)
    assert len(entries(path)) == 2


def test_struck_out_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    book = ledger(path, *[LINE] * 20)
    for row in range(3, 16):
        book.active.cell(row, 6).font = Font(strike=True)
    book.active["J2"].font = Font(strike=True)  # of an empty cell it says nothing
    book.save(path)
    words = "u.xlsx: fann ”överstrukna rader (13 st): 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 och 3 till”"
    refused(lambda: entries(path), words, "ta bort raderna om de inte gäller, annars strecken")


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


# What is not read


def test_a_ledger_that_is_taken_up_tells_what_is_not_read(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger(tmp_path / "u.xlsx", [*LINE[:3], "CHEF", *LINE[4:]], Pivot=[["Konto", "Summa"]])
    command = ["utfall", str(tmp_path / "u.xlsx"), "--avtal", "energikontor", "--ar", "2025"]
    assert main([*command, "--inputs", str(folder)]) == 0
    assert "[lases-inte] u.xlsx: bladet Sheet läses, Pivot läses inte." in capsys.readouterr().out


def test_columns_that_are_not_read_are_told(tmp_path: Path) -> None:
    notes: list[Finding] = []
    text = (
        f"{';'.join([*LEDGER[:4], 'Kommentar', '', *LEDGER[4:], ''])}\n2025-03-31;A1;5010;CHEF;x;y;;900,50;Lön;\n"
    )
    assert len(table(tmp_path / "u.csv", text, Entry, notes=notes)) == 1
    assert [note.text for note in notes] == ["u.csv: kolumn kommentar, nummer 6 (utan rubrik) läses inte."]


def test_a_check_tells_what_is_not_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "utfall" / "energikontor_2025.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{heading};egen", *(f"{row};1" for row in rows)]) + "\n", encoding="utf-8")
    assert main(["kontroll", "--inputs", str(folder)]) == 0
    assert "[lases-inte] utfall/energikontor_2025.csv: kolumn egen läses inte." in capsys.readouterr().out


# Letters


def garbled(text: str, encoding: str = "cp1252") -> str:
    return text.encode("utf-8").decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp437", "cp850"])
@pytest.mark.parametrize("text", ["fastställd", "Åre – § 7", "Östersund", "kö’n é"])
def test_what_a_text_was_can_be_told(text: str, encoding: str) -> None:
    assert mended(garbled(text, encoding)) == text
    assert mended(text) == text


def test_a_text_that_was_garbled_twice_too() -> None:
    assert mended(garbled(garbled("fastställd"))) == "fastställd"


@pytest.mark.parametrize(
    "text", ["”Å”, ’Å’ och “Ä“", "kolumn Å–Ö", "à 5 kr", "en ½ Ä", "så…”", "São Tomé", "Gâvle"]
)
def test_letters_that_are_meant_are_left(text: str) -> None:
    assert mended(text) == text


HOW = "filen har öppnats med fel teckenkodning"


@pytest.mark.parametrize(("old", "column"), [("fastställd", "status"), ("Regionplan", "kalla")])
def test_a_garbled_cell_of_a_table_says_what_it_was(
    old: str, column: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    word = garbled("fastställd")
    edit(folder / "lpix.csv", old, f"x {word}")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    told = capsys.readouterr().err
    assert f"Fel: lpix.csv, rad 2, kolumn {column}: fann ”{word}”, väntade ”fastställd”; {HOW}" in told


def test_a_garbled_cell_of_a_workbook_says_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    ledger(path, [*LINE[:6], garbled("Lön mars")])
    refused(lambda: entries(path), f"u.xlsx, rad 2, kolumn text: fann ”{garbled('Lön')}”, väntade ”Lön”; {HOW}")


def test_a_garbled_line_of_a_yaml_file_says_what_it_was(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "scenarier" / "bas.yaml"
    path.write_text(garbled(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    told = capsys.readouterr().err
    assert f"Fel: scenarier/bas.yaml, rad 5: fann ”FÃ¶r”, väntade ”För”; {HOW}" in told


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_garbled_ledger_says_on_which_line(end: str, tmp_path: Path) -> None:
    text = garbled(f"#SIETYP 4{end}#FNAMN Övning{end}")
    (tmp_path / "bok.se").write_text(text, encoding="utf-8", newline="")
    read = lambda: read_sie(tmp_path / "bok.se", "bok.se")  # noqa: E731
    refused(read, f"bok.se, rad 2: fann ”{garbled('Övning')}”, väntade ”Övning”; {HOW}")


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_letters_in_two_parts_are_the_same_letters(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = begin(folder).inputs
    for name in ("befolkning.csv", "lpix.csv", "avtal/energikontor.yaml", "scenarier/bas.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        assert decomposed(text) != text
        (folder / name).write_text(decomposed(text), encoding="utf-8")
    after = begin(folder).inputs
    assert (after.population, after.index, after.agreements) == (
        before.population,
        before.index,
        before.agreements,
    )
    assert after.party_code(decomposed("Åre")) == "2321"
    assert main(["berakna", "--ar", "2025", "--inputs", str(folder)]) == 0
    assert "Åre" in capsys.readouterr().out


def test_a_workbook_with_letters_in_two_parts(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    ledger(path, [*LINE[:6], decomposed("Lön")])
    assert entries(path)[0].text == "Lön"


def test_a_file_name_with_letters_in_two_parts(folder: Path) -> None:
    known = (folder / "befolkning.csv").read_text(encoding="utf-8")
    (folder / decomposed("åtta.csv")).write_text(known.replace("2024-11-01", "2025-11-01"), encoding="utf-8")
    edit(folder / "scenarier" / "bas.yaml", "metod: konstant", "metod: given, fil: åtta.csv")
    inputs = begin(folder).inputs
    assert "åtta.csv" in inputs.hashes
    assert inputs.unread == []


def test_two_files_whose_names_look_the_same_are_refused(folder: Path) -> None:
    for name in ("åtta.txt", decomposed("åtta.txt")):
        (folder / name).write_text("x", encoding="utf-8")
    if len(list(folder.glob("*tta.txt"))) < 2:
        pytest.skip("this file system has one name for both")
    refused(
        lambda: begin(folder), "åtta.txt: väntade en enda fil med det namnet", "eller i hur å, ä och ö är hopsatta"
    )


# Files that programs leave


def test_files_that_programs_leave_are_passed_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hashes = begin(folder).inputs.hashes
    for name in (
        *("scenarier/._bas.yaml", "avtal/._energikontor.yaml", ".DS_Store", "scenarier/.DS_Store", "Thumbs.db"),
        *(
            "desktop.ini",
            "utfall/~$energikontor_2025.csv",
            "~$lpix.csv",
            ".~lock.befolkning.csv#",
            "__MACOSX/x.yaml",
        ),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"\0\5\x16\7")
    assert begin(folder).inputs.hashes == hashes
    assert main(["kontroll", "--inputs", str(folder)]) == 0
    told = capsys.readouterr().out
    for name, program in (("utfall/~$energikontor_2025.csv", "Excel"), (".~lock.befolkning.csv#", "LibreOffice")):
        assert (
            f"Läses inte: {name}. {program} har den filen öppen; det som inte är sparat där är inte med." in told
        )
    assert "Läses inte: 7 filer som datorn själv har lagt dit (.DS_Store, Thumbs.db, " in told


def test_a_file_that_nothing_reads_is_still_told(folder: Path) -> None:
    (folder / "anteckning.txt").write_text("x", encoding="utf-8")
    inputs = begin(folder).inputs
    assert inputs.unread == ["anteckning.txt"]
    assert [note.text for note in inputs.notes] == ["Läses inte: anteckning.txt"]
