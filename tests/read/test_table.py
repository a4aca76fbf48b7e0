"""Tables as CSV: as Swedish Excel and other programs write them, and broken in every way."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from broken import (
    HOW,
    INDEX_FILE,
    LEDGER,
    POPULATION,
    Edit,
    add,
    change,
    garbled,
    nothing_written,
    refused,
    remove,
    table,
    write,
)
from small_inputs import edit

from model.amounts.outcome import Entry
from model.errors import InputError
from model.finding import Finding
from model.read.table import MOST_ROWS, read_table
from model.series.rows import IndexRow, PopulationRow
from suite.cli.cli import main

EXCEL = (
    "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter\r\n"
    "2321;Åre;2024-12-31;12 693;fastställd;SCB, tabell BE0101;2025-08-15;2024-11-01\r\n"
    ";;;;;;;\r\n"
    "2380;Östersund;2024-12-31;64\u00a0979;fastställd;SCB, tabell BE0101;2025-08-15;2024-11-01\r\n"
)
PLAIN = (
    "kommunkod,kommun,datum,folkmangd,status,kalla,publicerad,ersatter,extra\n"
    '2321,Åre,2024-12-31,12693,fastställd,"SCB, tabell BE0101",2025-08-15,2024-11-01,\n'
    '2380,Östersund,2024-12-31,64979,Fastställd,"SCB, tabell BE0101",2025-08-15,2024-11-01,x\n\n'
)


@pytest.mark.parametrize(
    "data",
    [
        EXCEL.encode("utf-8"),
        EXCEL.encode("utf-8-sig"),
        EXCEL.encode("cp1252"),
        EXCEL.encode("utf-16"),
        EXCEL.replace(";", "\t").encode("utf-8"),
        PLAIN.encode("utf-8"),
        PLAIN.encode("cp1252"),
        b"\r\n" + PLAIN.encode("utf-8"),
    ],
)
def test_every_way_to_write_the_file_reads_the_same(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(data)
    rows = read_table(tmp_path / "b.csv", "b.csv", PopulationRow)
    assert [(row.code, row.municipality, row.population) for row in rows] == [
        ("2321", "Åre", 12693),
        ("2380", "Östersund", 64979),
    ]
    assert {(row.status, row.source, str(row.reference_date)) for row in rows} == {
        ("fastställd", "SCB, tabell BE0101", "2024-11-01")
    }


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("3,1", 3_100_000),
        ("3.1", 3_100_000),
        ("−0,5", -500_000),
        ("-0,5 %", -500_000),
        ("0", 0),
        ("2,000001", 2_000_001),
    ],
)
def test_percentages(written: str, rate: int, tmp_path: Path) -> None:
    heading = "index;ar;procent;status;kalla;publicerad;ersatter"
    (tmp_path / "i.csv").write_text(f"{heading}\nLPIX;2026;{written};antagande;R;2025-11-25;\n", encoding="utf-8")
    assert read_table(tmp_path / "i.csv", "i.csv", IndexRow)[0].rate == rate


def test_the_place_of_a_row_is_its_line_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_bytes(EXCEL.encode("utf-8"))
    assert [row.place for row in read_table(tmp_path / "b.csv", "b.csv", PopulationRow)] == [
        "b.csv rad 2",
        "b.csv rad 4",
    ]


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.read.text_file.LARGEST", 100)
    (tmp_path / "b.csv").write_bytes(EXCEL.encode("utf-8"))
    with pytest.raises(InputError, match="högst"):
        read_table(tmp_path / "b.csv", "b.csv", PopulationRow)


INDEX = "index,ar,status,kalla,publicerad,procent,ersatter,anmarkning"
COMMAS = "där kommatecken skiljer cellerna åt skrivs decimaltal med punkt eller inom citattecken"


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


def test_columns_that_are_not_read_are_told(tmp_path: Path) -> None:
    notes: list[Finding] = []
    text = (
        f"{';'.join([*LEDGER[:4], 'Kommentar', '', *LEDGER[4:], ''])}\n2025-03-31;A1;5010;CHEF;x;y;;900,50;Lön;\n"
    )
    assert len(table(tmp_path / "u.csv", text, Entry, notes=notes)) == 1
    assert [note.text for note in notes] == ["u.csv: kolumn kommentar, nummer 6 (utan rubrik) läses inte."]


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


def test_what_an_index_stands_in_for_is_said_in_words(tmp_path: Path) -> None:
    text = INDEX.replace(",", ";") + "\nLPIX;2028;antagande;x;2027-11-25;3,3;LPIX i Regionplan med budget 2028;\n"
    assert table(tmp_path / "i.csv", text, IndexRow)[0].replaces == "LPIX i Regionplan med budget 2028"


@pytest.mark.parametrize(("old", "column"), [("fastställd", "status"), ("Regionplan", "kalla")])
def test_a_garbled_cell_of_a_table_says_what_it_was(
    old: str, column: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    word = garbled("fastställd")
    edit(folder / "lpix.csv", old, f"x {word}")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    told = capsys.readouterr().err
    assert f"Fel: lpix.csv, rad 2, kolumn {column}: fann ”{word}”, väntade ”fastställd”; {HOW}" in told


ENTRIES = "datum;verifikation;konto;projekt;motpart;belopp;text\n"
ENTRY = "2025-01-01;A1;5010;;;1,00;\n"


def test_a_line_of_a_table_has_bounds(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ENTRIES + ";" * 2_000_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.csv, rad 2: väntade rader på högst 1048576 tecken"):
        read_table(tmp_path / "a.csv", "a.csv", Entry)


@pytest.mark.parametrize("name", ["statuss", "statu5", "STATUS:", "kallla"])
def test_a_heading_that_is_nearly_a_known_one_does_not_lose_its_values(name: str, tmp_path: Path) -> None:
    text = f"{ENTRIES.strip()};{name};egen\n{ENTRY.strip()};exempel;x\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"a\.csv, rad 1, kolumn {name.lower()}: .*som det okända namnet liknar"):
        read_table(tmp_path / "a.csv", "a.csv", Entry)


HEADING = "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter\n"
ROW = "2321;Åre;2024-12-31;12 693;fastställd;SCB;2025-08-15;\n"


@pytest.mark.slow
def test_a_table_has_at_most_so_many_rows(tmp_path: Path) -> None:
    text = HEADING + ROW * (MOST_ROWS + 2)
    told = f"befolkning.csv, rad {MOST_ROWS + 2}: väntade högst {MOST_ROWS} rader"
    refused(lambda: table(tmp_path / "befolkning.csv", text, PopulationRow), told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            ";".join(f"k{n}" for n in range(5_000)) + "\n" + ROW,
            "fann ”5000 kolumner”, väntade högst 200 kolumner",
        ),
        (HEADING + "x" * 200_000, "rad 2: väntade en hel CSV-rad"),
        (HEADING + "x" * 3_000_000, "rad 2: väntade rader på högst"),
        (HEADING + ROW.replace("12 693", "9" * 5_000), "väntade ett heltal"),
        (HEADING + ROW.replace("12 693", "1e3"), "väntade ett heltal"),
        (HEADING + ROW.replace("12 693", "٣"), "väntade ett"),
        (HEADING + ROW.replace("2025-08-15", "9999-12-31"), "väntade ett datum som 2025-11-01"),
        (HEADING + ROW.replace("SCB", "\u202eSCB"), "väntade en text utan styrtecken"),
        (HEADING.replace("kalla", "ka\x1b[31mlla") + ROW, "kolumn kalla: fann inget"),
    ],
)
def test_tables_without_bounds_are_refused(text: str, words: str, tmp_path: Path) -> None:
    refused(lambda: table(tmp_path / "befolkning.csv", text, PopulationRow), "befolkning.csv", words)


def test_a_hundred_faults_are_told_and_the_rest_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "befolkning.csv").write_text(HEADING + ROW.replace("12 693", "x") * 250, encoding="utf-8")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("Fel: befolkning.csv, rad 2, kolumn folkmangd: fann ”x”, väntade ett heltal")
    assert told[0].endswith("; samma fel 100 gånger till: " + "rad 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 och 90 till")
    assert told[-1] == "Fel: Fler fel visas när de här är rättade"


FIRST = "2303;Ragunda;2022-11-01;1000;fastställd;SCB;2022-12-15;"

MISTAKES: dict[str, tuple[Edit, list[str]]] = {
    "no population file": (remove(POPULATION), ["befolkning.csv", "en läsbar fil (den finns inte)"]),
    "empty file": (write(POPULATION, b""), ["befolkning.csv", "en rubrikrad"]),
    "heading only": (
        write(INDEX_FILE, b"index;ar;procent;status;kalla;publicerad;ersatter\n"),
        ["lpix.csv, kolumn index: fann inget, väntade rader för LPIX"],
    ),
    "binary file": (write(POPULATION, b"PK\x03\x04\x00\x00\x00"), ["befolkning.csv", "en textfil", "arbetsbok"]),
    "missing column": (
        change(POPULATION, "ersatter", "ersätter"),
        ["befolkning.csv, rad 1, kolumn ersatter", "väntade en kolumn"],
    ),
    "column twice": (
        change(POPULATION, "ersatter", "ersatter;datum"),
        ["befolkning.csv, rad 1, kolumn datum", "en enda gång"],
    ),
    "too few cells": (
        change(POPULATION, FIRST, "2303;Ragunda;2022-11-01;1000"),
        ["rad 2", "fann ”4 celler”, väntade 8"],
    ),
    "too many cells": (change(POPULATION, FIRST, FIRST + ";;x"), ["rad 2", "fann ”10 celler”, väntade 8"]),
    "letters in a number": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;1O00"),
        ["befolkning.csv, rad 2, kolumn folkmangd: fann ”1O00”, väntade ett heltal"],
    ),
    "decimals in a whole number": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;1,000"),
        ["rad 2, kolumn folkmangd: fann ”1,000”, väntade ett heltal"],
    ),
    "thousands at the wrong place": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;10 00"),
        ["kolumn folkmangd: fann ”10 00”"],
    ),
    "negative population": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;−5"),
        ["kolumn folkmangd: fann ”−5”, väntade ett antal mellan 0 och 100 000 000"],
    ),
    "missing number": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;"),
        ["kolumn folkmangd: fann inget, väntade ett heltal"],
    ),
    "date of another form": (
        change(POPULATION, FIRST, FIRST.replace("2022-11-01", "1/11 2022")),
        ["rad 2, kolumn datum: fann ”1/11 2022”, väntade ett datum som 2025-11-01"],
    ),
    "day that does not exist": (
        change(POPULATION, FIRST, FIRST.replace("2022-11-01", "2022-11-31")),
        ["kolumn datum: fann ”2022-11-31”"],
    ),
    "unknown status": (
        change(POPULATION, "fastställd", "ganska säker"),
        ["kolumn status: fann ”ganska säker”", "fastställd, preliminär, prognos, antagande, exempel"],
    ),
    "no source": (change(POPULATION, "SCB", " "), ["rad 2, kolumn kalla: fann inget, väntade en text"]),
    "short municipality code": (
        change(POPULATION, "2303;Ragunda", "303;Ragunda"),
        ["kolumn kommunkod: fann ”303”, väntade en kommunkod med fyra siffror"],
    ),
    "the same figure twice": (
        add(POPULATION, FIRST + "\n"),
        ["rad 26", "en enda rad per kommun, datum och publicerad; rad 2 gäller samma"],
    ),
    "quotation mark never closed": (change(POPULATION, "Ragunda", '"Ragunda'), ["befolkning.csv", "citattecken"]),
    "index year twice": (
        add(INDEX_FILE, "LPIX;2029;2,0;fastställd;Regionplan;2028-11-25;\n"),
        ["lpix.csv, rad 11", "en enda rad per index, ar och publicerad; rad 6"],
    ),
    "index of minus a hundred": (
        change(INDEX_FILE, "2025;3,0", "2025;−100"),
        ["lpix.csv, rad 2, kolumn procent: fann ”−100”", "över −100"],
    ),
    "text for a percentage": (
        change(INDEX_FILE, "2025;3,0", "2025;tre"),
        ["kolumn procent: fann ”tre”, väntade ett tal"],
    ),
    "seven decimals": (change(INDEX_FILE, "2025;3,0", "2025;3,0000001"), ["högst sex decimaler"]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_broken_table_is_named_and_nothing_is_written(
    mistake: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit, words = MISTAKES[mistake]
    edit(folder)
    nothing_written(folder, tmp_path, capsys, words)


# What Excel leaves in a file that is saved from it


def test_empty_columns_and_rows_that_excel_leaves_are_nothing(tmp_path: Path) -> None:
    heading, row = PEOPLE.strip(), STAND_IN.format("").strip()
    notes: list[Finding] = []
    text = f"{heading};;;\r\n{row};;;\r\n;;;;;;;;;;;\r\n{row.replace('2321', '2380')}\r\n;;;;\r\n\r\n"
    rows = table(tmp_path / "b.csv", text, PopulationRow, notes=notes)
    assert [(each.code, each.note) for each in rows] == [("2321", None), ("2380", None)]
    assert notes == []


def test_separators_and_quotes_within_quotes_are_text(tmp_path: Path) -> None:
    text = PEOPLE + STAND_IN.format("").replace(";SCB;", ';"SCB; tabell ""BE0101""";')
    assert table(tmp_path / "b.csv", text, PopulationRow)[0].source == 'SCB; tabell "BE0101"'


@pytest.mark.parametrize("cells", [7, 8])
def test_a_row_may_lack_the_cells_at_its_end_that_may_be_empty(cells: int, tmp_path: Path) -> None:
    short = ";".join(STAND_IN.strip().split(";")[:cells]).replace("{}", "")
    (row,) = table(tmp_path / "b.csv", f"{PEOPLE}{short}\n", PopulationRow)
    assert (row.replaces, row.note) == (None, None)
    shorter = ";".join(short.split(";")[:6])
    refused(lambda: table(tmp_path / "b.csv", f"{PEOPLE}{shorter}\n", PopulationRow), "publicerad fattas")
