"""A workbook read as a table: what it shows, what is hidden in it, and what was made to break its reader."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import openpyxl.xml.functions
import pytest
from broken import HOW, LEDGER, LINE, decomposed, entries, garbled, ledger, refused
from openpyxl.styles import Font

from model.amounts.outcome import Entry
from model.errors import InputError
from model.finding import Finding
from model.read import xlsx_file
from model.read.begin import begin
from model.read.number_format import as_shown
from model.read.table import read_table

HEADINGS = ["datum", "verifikation", "konto", "projekt", "motpart", "belopp", "text", "status"]
ROWS = [
    [dt.date(2025, 3, 31), "A1", 5010, "CHEF", None, 900000.5, "Lön", "fastställd"],
    ["2025-12-30", "A2", "6500", "X", "", "500 000,00", "Resor", "fastställd"],
    [None] * 8,
]


def written(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in [HEADINGS, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_is_a_ledger_too(folder: Path) -> None:
    csv = folder / "utfall" / "energikontor_2025.csv"
    before = begin(str(folder)).inputs.outcomes["energikontor", 2025]
    csv.unlink()
    written(folder / "utfall" / "energikontor_2025.xlsx", ROWS)
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
    path = written(tmp_path / "bok.xlsx", [["2025-03-31", "A1", 5010, "CHEF", None, cell, "x", "preliminär"]])
    with pytest.raises(InputError) as error:
        read_table(path, "bok.xlsx", Entry)
    assert words in str(error.value)
    assert "bok.xlsx, rad 2" in str(error.value)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04trasig", b"datum;verifikation\n"])
def test_a_file_that_is_no_workbook(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "bok.xlsx").write_bytes(data)
    with pytest.raises(InputError, match=r"bok\.xlsx: väntade en arbetsbok som går att läsa"):
        read_table(tmp_path / "bok.xlsx", "bok.xlsx", Entry)


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


def test_a_garbled_cell_of_a_workbook_says_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    ledger(path, [*LINE[:6], garbled("Lön mars")])
    refused(lambda: entries(path), f"u.xlsx, rad 2, kolumn text: fann ”{garbled('Lön')}”, väntade ”Lön”; {HOW}")


def test_a_workbook_with_letters_in_two_parts(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    ledger(path, [*LINE[:6], decomposed("Lön")])
    assert entries(path)[0].text == "Lön"


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


# Made to break the reader


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + LAUGHS + b"]>"
OUTSIDE = b'<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
UNREADABLE = "bok.xlsx: väntade en arbetsbok som går att läsa (.xlsx)"


def parts_of(*rows: list[Any]) -> dict[str, bytes]:
    """Return the parts of a workbook that holds a ledger of two rows, by name."""
    target = io.BytesIO()
    ledger(target, *(rows or (LINE, LINE)))
    with ZipFile(target) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", method, compresslevel=1) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return target.getvalue()


def with_sheet(old: bytes, new: bytes, before: bytes = b"") -> bytes:
    """Return a workbook in whose sheet something else is written, perhaps with something before it all."""
    parts = parts_of()
    assert old in parts[SHEET]
    return packed(parts | {SHEET: before + parts[SHEET].replace(old, new, 1)})


def with_cell(cell: bytes, before: bytes = b"") -> bytes:
    return with_sheet(b"</sheetData>", b'<row r="4">' + cell + b"</row></sheetData>", before)


def lying() -> bytes:
    """Return a workbook with a part that says that it is smaller than it is."""
    size = 40 * 2**20
    data = packed(parts_of() | {"xl/stor.xml": bytes(size)})
    return data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def read_book(data: bytes, folder: Path) -> list[Entry]:
    (folder / "bok.xlsx").write_bytes(data)
    return entries(folder / "bok.xlsx")


TEXT = b'<c r="A4" t="inlineStr"><is><t>&j;</t></is></c>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: with_sheet(b"<worksheet", BOMB + b"<worksheet a='&j;'"), UNREADABLE),
        (lambda: with_cell(TEXT, BOMB), UNREADABLE),
        (lambda: with_cell(TEXT, OUTSIDE), UNREADABLE),
        (lambda: with_cell(b"<c>&j;</c>"), UNREADABLE),
        (lambda: with_cell(b'<c r="A4" t="s"><v>99</v></c>'), UNREADABLE),
        (lambda: packed({name: data[:200] for name, data in parts_of().items()}), UNREADABLE),
        (lambda: packed(parts_of() | {"xl/b.xml": bytes(60 * 2**20)}), "högst 50 MB uppackad"),
        (lambda: with_sheet(b"<sheetData>", b"<sheetData>" + b" " * 60 * 2**20), "högst 50 MB uppackad"),
        (lambda: packed(parts_of() | {f"xl/{n}.xml": b"" for n in range(1500)}), "högst 50 MB"),
        (lying, UNREADABLE),
        (lambda: packed(parts_of(), zipfile.ZIP_BZIP2), UNREADABLE),
        (lambda: packed(parts_of(), zipfile.ZIP_LZMA), UNREADABLE),
    ],
    ids=[
        *("laughs", "laughs in a cell", "another file", "undefined", "text that is not there", "cut off"),
        *("zip", "zip of spaces", "parts", "lying", "bzip2", "lzma"),
    ],
)
def test_a_workbook_made_to_break_its_reader(data: Callable[[], bytes], words: str, tmp_path: Path) -> None:
    refused(lambda: read_book(data(), tmp_path), words)


def test_entities_are_refused_by_a_library_made_for_it() -> None:
    assert openpyxl.DEFUSEDXML
    assert openpyxl.xml.functions.iterparse.__module__.startswith("defusedxml")


@pytest.mark.parametrize("size", [b"A1", b"A1:G2", b"A1:XFD1048576"])
def test_what_a_sheet_says_of_its_own_size_is_not_trusted(size: bytes, tmp_path: Path) -> None:
    assert len(read_book(with_sheet(b'ref="A1:G3"', b'ref="' + size + b'"'), tmp_path)) == 2


FAR = b'<row r="9999999999"><c><v>1</v></c></row></sheetData>'


def test_a_row_that_no_sheet_has_is_refused(tmp_path: Path) -> None:
    book = with_sheet(b"</sheetData>", FAR)
    refused(lambda: read_book(book, tmp_path), "rad 9999999999: väntade", "1048575 rader i ett blad")


@pytest.mark.parametrize("place", ["A1048576", "XFD1048576"])
def test_a_cell_in_the_farthest_corner_is_refused_at_once(place: str, tmp_path: Path) -> None:
    book = ledger(tmp_path / "bok.xlsx")
    book.active[place] = "x"
    book.save(tmp_path / "bok.xlsx")
    refused(lambda: entries(tmp_path / "bok.xlsx"), "bok.xlsx, rad 1048576: väntade", "1048575 rader i ett blad")


def test_the_rows_before_a_cell_astray_are_not_gone_through(tmp_path: Path) -> None:
    """openpyxl itself gives the million rows between; it took half a minute."""
    path = tmp_path / "bok.xlsx"
    book = ledger(path)
    book.active["A1000000"] = "x"
    book.save(path)
    with xlsx_file.opened(path, "bok.xlsx") as found:
        assert [line for line, _ in xlsx_file._rows(found.active, None)] == [1, 2, 1_000_000]
    refused(lambda: entries(path), "bok.xlsx, rad 1000000, kolumn datum: fann ”x”")


def test_rows_out_of_order_are_read_as_openpyxl_reads_them(tmp_path: Path) -> None:
    """Excel writes them in order; one that stands after a later one is no row of its own."""
    late = b'<row r="2"><c r="A2" t="inlineStr"><is><t>sist</t></is></c></row></sheetData>'
    assert len(read_book(with_sheet(b"</sheetData>", late), tmp_path)) == 2
