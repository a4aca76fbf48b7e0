"""A ledger as a bookkeeping system writes it out: one small file a trait."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from broken import HOW, garbled, refused

from model.errors import InputError
from model.read.begin import PROJECT
from model.read.ledger import Form, Ledger, named_columns, read_ledger
from model.read.ledger_table import NAMES, plain_account, plain_amount, plain_date

ROW = "2025-01-31;A 1;5010;CHEF;;900,50;Lön"


def ledger(
    folder: Path, *lines: str, own: Mapping[str, str] | None = None, projects: Sequence[str] = ()
) -> Ledger:
    path = folder / "bok.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_ledger(path, "6", projects, 2025, form=Form(own or {}))


def rows(found: Ledger) -> list[tuple[str, str, int, str | None, Decimal, str | None]]:
    return [(str(e.date), e.voucher, e.account, e.project, e.amount, e.text) for e in found.entries]


ONE = [("2025-01-31", "A 1", 5010, "CHEF", Decimal("900.50"), "Lön")]


# Titles and headings


def test_our_own_table_is_read_as_it_is(tmp_path: Path) -> None:
    found = ledger(tmp_path, "datum;verifikation;konto;projekt;motpart;belopp;text", ROW)
    assert rows(found) == ONE
    assert (found.headings, found.notes, found.sums) == ({}, [], [])


@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_titles_above_the_headings_are_passed_over(separator: str, tmp_path: Path) -> None:
    heading = "datum;verifikation;konto;projekt;motpart;belopp;text"
    table = [line.replace(";", separator) for line in (heading, ROW.replace("900,50", "900.50"))]
    found = ledger(tmp_path, "Transaktionslista 2025", "", "Utskriven 2026-02-01; av ekonomi", *table)
    assert rows(found) == ONE
    assert found.entries[0].place == "bok.csv rad 5"


@pytest.mark.parametrize(
    "heading",
    [
        "Datum;Ver.nr;Konto;Projekt;Motpart;Belopp;Text",
        "Bokf.datum;Vernr;Kontonr;Projektnr;Leverantör;Belopp (kr);Vertext",
        "Bokföringsdatum;Ver nr;Kontonummer;Projektkod;Kund;Belopp, SEK;Beskrivning",
        "Trans.datum;Verifikationsnummer;KONTO;PROJEKT;MOTPART;BELOPP;Benämning",
        "Verifikationsdatum;Verifikat;Kto;Proj.;Motpart;Nettobelopp;Transaktionstext",
    ],
)
def test_the_names_that_systems_give_the_columns(heading: str, tmp_path: Path) -> None:
    assert rows(ledger(tmp_path, heading, ROW)) == ONE


def test_garbled_headings_are_told_with_what_they_were(tmp_path: Path) -> None:
    wrong = garbled("Bokföringsdatum")
    told = f"bok.csv, rad 1: fann ”{wrong}”, väntade ”Bokföringsdatum”; {HOW}"
    refused(lambda: ledger(tmp_path, f"{wrong};Ver.nr;Konto;Projekt;Motpart;Belopp;Text", ROW), told)


def test_the_day_of_booking_is_taken_before_another(tmp_path: Path) -> None:
    found = ledger(
        tmp_path,
        "Datum;Bokf.datum;Ver.nr;Konto;Projekt;Belopp;Text",
        "2024-12-28;2025-01-31;A 1;5010;CHEF;900,50;Lön",
    )
    assert rows(found) == ONE
    assert [note.text for note in found.notes] == ["bok.csv: kolumn datum (kolumn 1) läses inte."]
    assert found.headings == {"datum": "Bokf.datum", "verifikation": "Ver.nr"}


def test_series_and_number_are_the_voucher(tmp_path: Path) -> None:
    found = ledger(tmp_path, "Datum;Serie;Vernr;Konto;Projekt;Belopp;Text", "2025-01-31;A;1;5010;CHEF;900,50;Lön")
    assert rows(found) == ONE
    assert found.notes == []


def test_what_a_ledger_may_lack(tmp_path: Path) -> None:
    """No text and no counterpart; nor a project, where the agreement takes every one."""
    found = ledger(tmp_path, "Datum;Vernr;Konto;Belopp", "2025-01-31;A 1;5010;900,50")
    assert rows(found) == [("2025-01-31", "A 1", 5010, None, Decimal("900.50"), None)]


def test_source_is_read(tmp_path: Path) -> None:
    found = ledger(tmp_path, "Datum;Vernr;Konto;Belopp;Källa", "2025-01-31;A 1;5010;900,50;Leverantörsreskontra")
    assert found.entries[0].source == "Leverantörsreskontra"


def test_columns_that_are_not_known_are_told(tmp_path: Path) -> None:
    found = ledger(
        tmp_path, "Datum;Vernr;Konto;Kontonamn;Belopp;Saldo", "2025-01-31;A 1;5010;Löner;900,50;1 900,50"
    )
    assert [note.text for note in found.notes] == ["bok.csv: kolumn kontonamn, saldo läses inte."]


def test_a_column_of_the_systems_own_is_taken_for_no_other(tmp_path: Path) -> None:
    found = ledger(
        tmp_path, "Datum;Vernr;Konto;Belopp;Statustext;Motpartsnr", "2025-01-31;A 1;5010;900,50;Klar;81"
    )
    assert [note.text for note in found.notes] == ["bok.csv: kolumn statustext, motpartsnr läses inte."]


def test_headings_that_come_again_on_a_new_page(tmp_path: Path) -> None:
    heading = "Datum;Vernr;Konto;Projekt;Motpart;Belopp;Text"
    assert rows(ledger(tmp_path, heading, ROW, heading, ROW)) == ONE * 2


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        (
            "Dag;Vernr;Konto;Projekt;Motpart;Summa kr;Text",
            [
                "bok.csv, rad 2, kolumn datum, belopp: fann inget, väntade det bland rubrikerna (Dag, Vernr, ",
                "), eller debet och kredit; säg vad det heter i filen med --kolumner datum=RUBRIK,belopp=RUBRIK",
            ],
        ),
        ("Datum;Vernr;Konto;Projekt;Motpart;Debet;Text", ["kolumn belopp: fann inget", "eller debet och kredit"]),
        (
            "Bokf.datum;Bokf.datum;Vernr;Konto;Belopp;Text;Sign",
            ["kolumn Bokf.datum (datum): fann inget, väntade varje"],
        ),
        ("Datum;Vernr;Konto;Projekt;Belopp;Belopp;Text", ["kolumn belopp: fann inget, väntade varje kolumn"]),
    ],
)
def test_headings_that_lack_something(heading: str, words: list[str], tmp_path: Path) -> None:
    refused(lambda: ledger(tmp_path, "Huvudbok", heading, ROW), *words)


def test_an_empty_file(tmp_path: Path) -> None:
    refused(lambda: ledger(tmp_path, ""), "bok.csv: väntade en rubrikrad")


def test_what_cannot_be_read_is_told_before_what_is_missing(tmp_path: Path) -> None:
    refused(lambda: ledger(tmp_path, 'Datum;"Konto'), "bok.csv, rad 1: väntade en hel CSV-rad")


def test_the_handbook_tells_the_names() -> None:
    text = (PROJECT / "docs" / "handledning.md").read_text(encoding="utf-8")
    told = re.findall(
        r"^\| (`.*`) \| ([^|]*) \| [^|]* \|$", text[text.index("| Kolumn | Heter i filen") :], re.MULTILINE
    )
    listed = [(kinds.replace("`", "").split(", "), names.split(";")[0].split(", ")) for kinds, names in told]
    assert {kind for kinds, _ in listed for kind in kinds} == {*NAMES}
    for kinds, names in listed:
        plain = ["".join(filter(str.isalnum, re.sub(r"\(.*", "", name).casefold())) for name in names]
        known = [name for kind in kinds for name in NAMES[kind]]
        assert {name for name in plain if name not in known} == set()


# Columns that whoever reads it names


def test_columns_are_named(tmp_path: Path) -> None:
    own = named_columns(["belopp=Saldo, datum = Dag", "TEXT=Notering"])
    assert own == {"belopp": "Saldo", "datum": "Dag", "text": "Notering"}
    found = ledger(tmp_path, "Dag;Vernr;Konto;Projekt;Belopp;Saldo;Notering", ROW.replace(";;", ";1;"), own=own)
    assert rows(found) == ONE
    assert found.headings == {"datum": "Dag", "verifikation": "Vernr", "belopp": "Saldo", "text": "Notering"}
    assert [note.text for note in found.notes] == ["bok.csv: kolumn belopp (kolumn 5) läses inte."]


def test_a_column_may_be_named_as_none(tmp_path: Path) -> None:
    """A status of the system's own is none of ours."""
    lines = ["Datum;Vernr;Konto;Belopp;Status", "2025-01-31;A 1;5010;900,50;Definitiv"]
    refused(lambda: ledger(tmp_path, *lines), "kolumn status: fann ”Definitiv”, väntade något av: fastställd")
    assert len(ledger(tmp_path, *lines, own={"status": ""}).entries) == 1


def test_a_named_column_that_is_not_there(tmp_path: Path) -> None:
    lines = ["datum;vernr;konto;projekt;motpart;belopp;text", ROW]
    refused(
        lambda: ledger(tmp_path, *lines, own={"text": "Notering"}), "kolumn text: fann inget, väntade det bland"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("belopp", "--kolumner: fann ”belopp”, väntade kolumn och rubrik, till exempel belopp=Saldo"),
        ("belop=Saldo", "--kolumner: fann ”belop”, väntade någon av datum, verifikation, serie, konto, projekt"),
    ],
)
def test_a_column_that_is_named_wrongly(text: str, words: str) -> None:
    refused(lambda: named_columns([text]), words)


def test_a_fault_names_the_column_as_the_file_does(tmp_path: Path) -> None:
    lines = ["Datum;Vernr;Konto;Saldo", "2025-01-31;A 1;5010;mycket"]
    refused(
        lambda: ledger(tmp_path, *lines, own={"belopp": "Saldo"}), "rad 2, kolumn Saldo (belopp): fann ”mycket”"
    )


# Debit and credit


def sides(folder: Path, *lines: str) -> list[Decimal]:
    return [entry.amount for entry in ledger(folder, "Datum;Vernr;Konto;Debet;Kredit", *lines).entries]


def test_debit_less_credit_is_the_amount(tmp_path: Path) -> None:
    found = sides(
        tmp_path,
        "2025-01-31;A 1;5010;1 900,50;",
        "2025-01-31;A 2;5010;;900,00",
        "2025-01-31;A 3;5010;5;2",
        "2025-01-31;A 4;5010;7",
    )
    assert found == [Decimal("1900.50"), -900, 3, 7]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (";", "kolumn Debet minus Kredit (belopp): fann inget, väntade ett belopp"),
        ("x;", "kolumn Debet minus Kredit (belopp): fann ”x”"),
        (";5 tkr", "kolumn Debet minus Kredit (belopp): fann ”5 tkr”"),
    ],
)
def test_sides_that_are_no_amounts(cells: str, words: str, tmp_path: Path) -> None:
    refused(lambda: sides(tmp_path, f"2025-01-31;A 1;5010;{cells}"), words)


def test_an_amount_beside_its_sides_must_be_theirs(tmp_path: Path) -> None:
    lines = ["Datum;Vernr;Konto;Belopp;Debet;Kredit", "2025-01-31;A 1;5010;900;;900"]
    words = "kolumn belopp: fann ”900”, väntade debet minus kredit, -900"
    refused(lambda: ledger(tmp_path, *lines), words, "--kolumner belopp=")
    assert [entry.amount for entry in ledger(tmp_path, *lines, own={"belopp": ""}).entries] == [-900]
    lines[1] = "2025-01-31;A 1;5010;-900;;900"
    assert [entry.amount for entry in ledger(tmp_path, *lines).entries] == [-900]


# Cells


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("45 000,50 kr", "45000.50"),
        ("45 000:-", "45 000:-"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1 234,50-", "-1234.50"),
        ("1.234,50−", "-1234.50"),
        ("900 SEK", "900"),
        ("+900", "900"),
        ("−900,5", "-900.5"),
        ("45\u00a0000,50\u00a0kr", "45000.50"),
    ],
)
def test_amounts_as_systems_write_them(text: str, amount: str, tmp_path: Path) -> None:
    lines = ["Datum;Vernr;Konto;Belopp", f"2025-01-31;A 1;5010;{text}"]
    if amount == text:
        refused(lambda: ledger(tmp_path, *lines), f"fann ”{text}”, väntade ett belopp i kronor")
    else:
        assert ledger(tmp_path, *lines).entries[0].amount == Decimal(amount)


@pytest.mark.parametrize("text", ["1.234", "1,234", "12 tkr", "5 €", "1.23.456", "(900)", "-", ""])
def test_what_may_be_another_amount_is_left_as_it_is(text: str) -> None:
    assert plain_amount(text) == text


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("5010 Lön", "5010"),
        ("5010 - Lön", "5010"),
        ("5010: Lön", "5010"),
        ("5010-Lön", "5010"),
        ("5010 3:e kvartalet", "5010"),
        ("5010", "5010"),
        ("5 010", "5 010"),
        ("5010 5020", "5010 5020"),
        ("Lön 5010", "Lön 5010"),
        ("5010.5", "5010.5"),
    ],
)
def test_an_account_with_its_name(text: str, account: str) -> None:
    assert plain_account(text) == account


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("20250131", "2025-01-31"),
        ("2025-01-31 00:00:00", "2025-01-31"),
        ("2025-01-31T08:30", "2025-01-31"),
        ("2025-01-31", "2025-01-31"),
        ("31/1 2025", "31/1 2025"),
        ("250131", "250131"),
        ("20251331", "20251331"),
    ],
)
def test_a_day_as_systems_write_it(text: str, date: str) -> None:
    assert plain_date(text) == date


# Rows of sums

SUMMED = "Datum;Vernr;Konto;Projekt;Belopp;Text"


def summed(folder: Path, *lines: str) -> Ledger:
    return ledger(folder, SUMMED, *lines)


@pytest.mark.parametrize("word", ["Summa", "SUMMA 5010 Lön", "Delsumma", "Total", "Totalt", "Totalsumma:", "S:a"])
def test_a_row_of_sums_is_checked_and_not_counted(word: str, tmp_path: Path) -> None:
    given = ["2025-01-31;A 1;5010;CHEF;900;Lön", "2025-02-28;A 2;5010;CHEF;100;Lön"]
    found = summed(tmp_path, *given, f";;{word};;1 000,00;")
    assert (len(found.entries), found.sums) == (2, [])
    found = summed(tmp_path, *given, f"{word};;;;1 000,00 kr;")
    assert (len(found.entries), found.sums) == (2, [])


def test_sums_of_sums_count_each_row_once(tmp_path: Path) -> None:
    found = summed(
        tmp_path,
        "2025-01-31;A 1;5010;CHEF;900;Lön",
        "2025-02-28;A 2;5010;CHEF;100;Lön",
        ";;Delsumma 5010;;1 000;",
        "2025-01-31;A 1;6100;CHEF;50;Resor",
        ";;Delsumma 6100;;50;",
        ";;Summa CHEF;;1 050;",
        "2025-01-31;A 3;6100;DEL;5;Resor",
        ";;Summa DEL;;5;",
        "Totalt;;;;1 055;",
    )
    assert (len(found.entries), found.sums) == (4, [])


def test_a_sum_above_the_rows(tmp_path: Path) -> None:
    found = summed(tmp_path, "Summa;;;;1 000;", "2025-01-31;A 1;5010;CHEF;1 000;Lön")
    assert (len(found.entries), found.sums) == (1, [])


@pytest.mark.parametrize(("stated", "read"), [("1 001", Decimal(1001)), ("", None), ("mycket", None)])
def test_a_sum_that_is_not_the_rows_is_told(stated: str, read: Decimal | None, tmp_path: Path) -> None:
    (wrong,) = summed(tmp_path, "2025-01-31;A 1;5010;CHEF;1 000;Lön", f";;Summa;;{stated};").sums
    assert (wrong.place, wrong.label, wrong.stated, wrong.counted) == ("bok.csv rad 3", "Summa", read, 1000)


def test_an_entry_that_is_called_a_sum_is_an_entry(tmp_path: Path) -> None:
    assert len(summed(tmp_path, "2025-01-31;A 1;5010;CHEF;900;Summa hotell").entries) == 1
    refused(lambda: summed(tmp_path, ";A 1;5010;CHEF;900;Summa hotell"), "rad 2, kolumn datum: fann inget")


def test_debit_and_credit_are_summed_apart(tmp_path: Path) -> None:
    lines = ["Datum;Vernr;Konto;Debet;Kredit", "2025-01-31;A 1;5010;900;", "2025-01-31;A 2;5010;;100"]
    assert ledger(tmp_path, *lines, "Summa;;;900;100").sums == []


# The same mistake


def test_the_same_mistake_in_a_column_is_told_once(tmp_path: Path) -> None:
    lines = [f"2025-{month:02}-28;A {month};5010;{month} tkr" for month in range(1, 13)]
    told = refused(
        lambda: ledger(tmp_path, "Datum;Vernr;Konto;Belopp", *lines), "rad 2, kolumn belopp: fann ”1 tkr”"
    )
    assert told.endswith(
        "till exempel 12 345,60; samma fel 11 gånger till: rad 3 (”2 tkr”), 4 (”3 tkr”), 5 (”4 tkr”), 6 (”5 "
        "tkr”), 7 (”6 tkr”), 8 (”7 tkr”), 9 (”8 tkr”), 10 (”9 tkr”), 11 (”10 tkr”), 12 (”11 tkr”) och 1 till"
    )
    assert len(told.splitlines()) == 1


def test_different_mistakes_are_told_apart(tmp_path: Path) -> None:
    lines = ["Datum;Vernr;Konto;Belopp", "2025-01-31;;5010;x", "2025-01-31;;5010;x"]
    assert len(refused(lambda: ledger(tmp_path, *lines)).splitlines()) == 2


# Workbooks

HEADING = ["Bokf.datum", "Ver.nr", "Konto", "Projekt", "Belopp", "Text"]


def book(path: Path, **sheets: list[list[object]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, lines in sheets.items():
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(line)
    made.save(path)
    return made


def month(number: int, amount: object = 100.5, voucher: object = 7) -> list[list[object]]:
    row = [dt.date(2025, number, 28), voucher, "5010 Lön", "CHEF", amount, "Lön"]
    return [["Region", None], [f"Månad {number}"], HEADING, row, [None, None, "Summa", None, amount]]


def read(path: Path, sheet: str = "") -> Ledger:
    return read_ledger(path, "6", [], 2025, form=Form(sheet=sheet))


def test_every_sheet_with_a_ledger_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bok.xlsx"
    book(path, Framsida=[["Utfall 2025"]], jan=month(1), feb=month(2), Pivot=[["Konto", "Summa"], [5010, 201]])
    found = read(path)
    assert [(str(entry.date), entry.account, entry.amount) for entry in found.entries] == [
        ("2025-01-28", 5010, Decimal("100.5")),
        ("2025-02-28", 5010, Decimal("100.5")),
    ]
    assert [entry.place for entry in found.entries] == ["bok.xlsx blad jan rad 4", "bok.xlsx blad feb rad 4"]
    assert found.parts == ["bok.xlsx blad jan", "bok.xlsx blad feb"]
    assert [note.text for note in found.notes] == ["bok.xlsx: bladen jan, feb läses, Framsida, Pivot läses inte."]
    assert found.sums == []


def test_the_sheet_that_is_named_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bok.xlsx"
    made = book(path, jan=month(1), feb=month(2))
    made["feb"].sheet_state = "hidden"
    made.save(path)
    assert [str(entry.date) for entry in read(path, "feb").entries] == ["2025-02-28"]
    refused(lambda: read(path), "bok.xlsx: fann ”feb (dolt)”, väntade att blad med rader syns", "med --blad")
    refused(lambda: read(path, "mars"), "bok.xlsx: fann ”jan, feb (dolt)”, väntade ett blad med namnet mars")


def test_a_sheet_is_named_where_something_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "bok.xlsx"
    book(path, jan=month(1), feb=month(2, "mycket"))
    refused(lambda: read(path), "bok.xlsx blad feb, rad 4, kolumn belopp: fann ”mycket”")
    book(path, jan=month(1), feb=[*month(2)[:-1], [None, None, "Summa", None, 99]])
    assert [(wrong.place, wrong.stated) for wrong in read(path).sums] == [("bok.xlsx blad feb rad 5", Decimal(99))]


def test_a_workbook_without_a_ledger_says_what_its_first_sheet_lacks(tmp_path: Path) -> None:
    book(tmp_path / "bok.xlsx", Framsida=[["Utfall", "2025"]], Data=[["Konto", "Belopp"], [5010, 5]])
    refused(
        lambda: read(tmp_path / "bok.xlsx"),
        "bok.xlsx, rad 1, kolumn datum, verifikation, konto, belopp: fann inget",
    )


def test_a_file_of_no_sheets(tmp_path: Path) -> None:
    (tmp_path / "bok.csv").write_text(f"Datum;Vernr;Konto;Projekt;Motpart;Belopp;Text\n{ROW}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"--blad: fann ”jan”, men bok\.csv är ingen arbetsbok"):
        read(tmp_path / "bok.csv", "jan")
