"""The way back from a workbook: what is read, what is written, what is named, and what is refused."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from small_inputs import edit, small_inputs
from workbooks import CHANGES, own_cells, write_in

from model.read.begin import begin
from suite.cli.cli import main
from suite.workbook.workbook import write_workbook

pytestmark = pytest.mark.slow


@pytest.fixture
def path(folder: Path, tmp_path: Path) -> Path:
    """A workbook of the small inputs, with a stack of scenarios to choose from."""
    other = "scenario: hog\nnamn: Hög\nforfattare: T\ndatum: 2026-01-01\nvarfor: x\nutgar_fran: bas\n"
    (folder / "scenarier" / "hog.yaml").write_text(
        f"{other}lpix:\n  konstant: {{fran: 2027, procent: 5}}\n", encoding="utf-8"
    )
    write_workbook(begin(folder), tmp_path / "bok.xlsx")
    return tmp_path / "bok.xlsx"


def changed(path: Path, **cells: object) -> Path:
    """Write in cells by their address, ``Indata_B26=...`` or that of `CHANGES` alone, and return the file."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        sheet, cell = f"{CHANGES}_{place}".split("_")[-2:]
        book[sheet][cell] = value
    book.save(path)
    return path


def read(path: Path, folder: Path, *more: str) -> int:
    target = path.parent / "egen.yaml"
    return main(["las-arbetsbok", str(path), "--inputs", str(folder), "--ut", str(target), *more])


def test_the_scenario_says_what_was_changed_and_nothing_else(
    path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_in(path, path, {("lpix", 2028): 3.5}, "Hög")
    rows = {row[0].value: row[1] for row in openpyxl.load_workbook(path)[CHANGES].iter_rows(max_col=2)}
    header = {"Namn på ändringen": "Vår tro", "Vem som gör den": "Ekonomienheten", "Varför": "Lönerörelsen"}
    changed(path, **{rows[label].coordinate: text for label, text in header.items()})
    assert read(path, folder) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "LPIX 2028: 5\u00a0% → 3,5\u00a0%" in said.out
    assert (path.parent / "egen.yaml").read_text(encoding="utf-8") == (
        "scenario: var-tro\nnamn: Vår tro\nforfattare: Ekonomienheten\ndatum: 2025-12-15\nvarfor: Lönerörelsen\n"
        "utgar_fran: hog\nlpix:\n  varden:\n    2028: 3,5\n"
    ).replace("2025-12-15", begin(folder).series.as_of.isoformat())


def test_a_value_from_a_year_on_is_read_as_one(
    path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_in(path, path, {("fran lpix", 2028): 4.5, ("lpix", 2027): 6, ("fran folkmangd 2321", 2029): 13_000})
    assert read(path, folder, "--namn", "Prov") == 0
    assert capsys.readouterr().err == ""
    text = (path.parent / "egen.yaml").read_text(encoding="utf-8")
    assert "lpix:\n  varden:\n    2027: 6\n  konstant:\n    fran: 2028\n    procent: 4,5\n" in text
    assert text.count("folkmangd: ") == 1


def test_cells_that_are_not_understood_are_named_and_the_rest_is_written(
    path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = own_cells(openpyxl.load_workbook(path))
    bad, good = cells["lpix", 2029], cells["lpix", 2030]
    changed(path, **{bad: "omkring tre", good: 0.04, "Indata_X3": "Fråga Åre", "Facit_F9": 7})
    book = openpyxl.load_workbook(path)
    book.create_sheet("Eget").append(["hej"])
    book.save(path)
    assert read(path, folder, "--namn", "Prov") == 1
    told = capsys.readouterr().err.splitlines()
    assert (
        f"Förstås inte: bok.xlsx, blad {CHANGES}, rad {bad[1:]}, kolumn {bad[0]}: fann ”omkring tre”, " in told[0]
    )
    assert told[1] == "Förstås inte: bok.xlsx: bladet Eget finns inte i modellens"
    assert told[2] == "Förstås inte: bok.xlsx, blad Indata, rad 3, kolumn X: fann ”Fråga Åre”, väntade en tom cell"
    assert told[3].startswith("Förstås inte: bok.xlsx, blad Facit, rad 9, kolumn F: fann ”7”, väntade ")
    assert len(told) == 4
    text = (path.parent / "egen.yaml").read_text(encoding="utf-8")
    assert "varden:\n    2030: 4\n" in text
    assert "namn: Prov\n" in text


def test_a_value_written_over_a_given_one_is_named(
    path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A colleague who unlocks the sheet and writes over the base's own value is told, not misunderstood."""
    book = openpyxl.load_workbook(path)
    sheet = book["Indata"]
    row = next(row for row in sheet.iter_rows(max_col=2) if [cell.value for cell in row] == ["LPIX", "Bas"])[0].row
    cells = own_cells(book)
    changed(path, **{f"Indata_H{row}": 9, cells["lpix", 2030]: 0.04})
    assert read(path, folder) == 1
    assert f"rad {row}, kolumn H: fann ”9”, väntade ”0.03”, som modellen skriver" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, "bok.xlsx: inget är ändrat i de gula cellerna"),
        (
            {"Resultat_B4": "Något annat"},
            "blad Resultat, rad 4, kolumn B: fann ”Något annat”, väntade en arbetsbok som",
        ),
        ({"Indata_D29": "i går"}, "fann ”i går”, väntade ett datum som 2025-11-01"),
    ],
    ids=["inget", "okänt scenario", "per-datum"],
)
def test_what_cannot_be_read_is_refused(
    cells: dict[str, object], words: str, path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if "Indata_D29" in cells:
        sheet = openpyxl.load_workbook(path)["Indata"]
        row = next(row[4].row for row in sheet.iter_rows(max_col=5) if row[4].value == "per_datum")
        cells = {f"Indata_D{row}": "i går"}
    changed(path, **cells)
    assert read(path, folder) == 1
    assert words in capsys.readouterr().err
    assert not (path.parent / "egen.yaml").exists()


@pytest.mark.parametrize(
    ("value", "code", "percent", "told"),
    [
        (0.037, "", "3,7", ""),
        (0.037, "0.0%", "3,7", ""),
        (0.037, "0.00 %", "3,7", ""),
        ("3,7 %", "@", "3,7", ""),
        (3.7, "General", "3,7", "läst som 3,7, som cellen visar; arbetsboken själv har räknat med 370 %"),
        (3.7, '0.0"%"', "3,7", "läst som 3,7 %, som cellen visar; arbetsboken själv har räknat med 370 %"),
        (
            0.037,
            "#,##0.0",
            "0,037",
            "LPIX 2028: 0,037 % är ovanligt, de flesta år ligger mellan 0,5 och 8 %. Menas 3,7 %?",
        ),
    ],
)
def test_an_own_index_change_is_what_its_cell_shows(
    value: object, code: str, percent: str, told: str, path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(path)
    cell = book[CHANGES][own_cells(book)["lpix", 2028]]
    cell.value, cell.number_format = value, code or cell.number_format
    book.save(path)
    assert read(path, folder) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert told in said
    assert ("ovanligt" in said or "räknat med" in said) == bool(told)
    assert f"varden:\n    2028: {percent}\n" in (path.parent / "egen.yaml").read_text(encoding="utf-8")


def test_a_garbled_reason_is_named(path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_in(path, path, {("lpix", 2028): 3.5})
    rows = {row[0].value: row[1] for row in openpyxl.load_workbook(path)[CHANGES].iter_rows(max_col=2)}
    changed(path, **{rows["Varför"].coordinate: "LÃ¶nerÃ¶relsen"})
    assert read(path, folder) == 1
    assert "kolumn B: fann ”LÃ¶nerÃ¶relsen”, väntade ”Lönerörelsen”" in capsys.readouterr().err


def test_an_own_value_in_per_cent_where_none_is_due_is_named(
    path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(path)
    cells = own_cells(book)
    book[CHANGES][cells["lpix", 2028]] = 0.035
    cell = book[CHANGES][cells["folkmangd 2321", 2029]]
    cell.value, cell.number_format = 0.5, "0%"
    struck = book[CHANGES][cells["lpix", 2030]]
    struck.value, struck.font = 0.04, Font(strike=True)
    book.save(path)
    assert read(path, folder) == 1
    told = capsys.readouterr().err
    assert f"rad {cell.row}, kolumn {cell.column_letter}: fann ”50 %”, väntade" in told
    assert (
        f"rad {struck.row}, kolumn {struck.column_letter}: fann ”4 %”, väntade ett värde som inte är överstruket"
        in told
    )
    assert len(told.splitlines()) == 2


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04trasig", b"scenario: bas\n"])
def test_what_is_no_workbook_is_refused(
    data: bytes, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bok.xlsx").write_bytes(data)
    assert read(tmp_path / "bok.xlsx", folder) == 1
    assert "bok.xlsx: väntade en arbetsbok som går att läsa (.xlsx)" in capsys.readouterr().err


def test_a_workbook_of_something_else_is_refused(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    openpyxl.Workbook().save(tmp_path / "bok.xlsx")
    assert read(tmp_path / "bok.xlsx", folder) == 1
    assert "bok.xlsx: fann ”Sheet”, väntade ett blad med namnet Indata" in capsys.readouterr().err


def test_inputs_that_have_changed_since_are_told(
    path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_in(path, path, {("lpix", 2028): 3.5})
    edit(folder / "lpix.csv", "2026;3,0;", "2026;3,2;")
    assert read(path, folder) == 1
    assert "blad Indata, rad" in capsys.readouterr().err


def test_an_earlier_file_is_not_written_over_unless_it_is_named(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_in(path, path, {("lpix", 2028): 3.5})
    monkeypatch.chdir(path.parent)
    command = ["las-arbetsbok", str(path), "--inputs", str(folder), "--namn", "Prov"]
    assert main(command) == 0
    before = (path.parent / "outputs" / "prov.yaml").read_bytes()
    assert main(command) == 1
    assert "Scenariot prov finns redan" in capsys.readouterr().err
    assert (path.parent / "outputs" / "prov.yaml").read_bytes() == before


def test_a_scenario_that_is_a_file_of_its_own_must_lie_among_the_inputs(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "scenarier" / "bas.yaml").read_text(encoding="utf-8")
    (tmp_path / "min.yaml").write_text(text.replace("scenario: bas", "scenario: min"), encoding="utf-8")
    path = tmp_path / "bok.xlsx"
    command = ["arbetsbok", "--inputs", str(folder), "--scenario", str(tmp_path / "min.yaml"), "--ut", str(path)]
    assert main(command) == 0
    write_in(path, path, {("lpix", 2028): 3.5})
    assert read(path, folder) == 1
    assert "bok.xlsx: fann scenariot min, väntade ett i mappen scenarier bland indata" in capsys.readouterr().err


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("bok")
    write_workbook(begin(small_inputs(work / "inputs")), work / "bok.xlsx")
    return work / "bok.xlsx"


@pytest.fixture
def changed_book(written: Path, folder: Path) -> tuple[Path, openpyxl.Workbook]:
    """A workbook of the small inputs with one right change, to change more in."""
    book = openpyxl.load_workbook(written)
    book[CHANGES][own_cells(book)["lpix", 2028]] = 0.035
    return folder.parent / "bok.xlsx", book


@pytest.mark.slow
@pytest.mark.parametrize(
    ("item", "value", "words"),
    [
        ("lpix", 50, "fann ”5000 %”, väntade en förändring i procent"),
        ("folkmangd 2321", -5, "fann ”-5”, väntade ett antal"),
        ("belopp energikontor region", 1.5, "fann ”1.5”, väntade ett heltal"),
        ("utfall energikontor", "1E400", "fann ”1E400”, väntade ett tal"),
    ],
)
def test_an_own_value_that_no_scenario_can_have_is_named_by_its_cell(
    item: str,
    value: object,
    words: str,
    changed_book: tuple[Path, openpyxl.Workbook],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, book = changed_book
    book[CHANGES][own_cells(book)[item, 2029]] = value
    book.save(path)
    target = folder.parent / "egen.yaml"
    assert main(["las-arbetsbok", str(path), "--inputs", str(folder), "--ut", str(target)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Förstås inte: bok.xlsx, blad {CHANGES}, rad ")
    assert words in said.splitlines()[0]
    assert "3,5" in target.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "cells",
    [{"G6": "²", "H6": "9" * 5000, "E9": "belopp", "E10": "till", "E11": " ", "E12": "andring "}, {"F6": None}],
    ids=["odd", "none"],
)
def test_codes_and_years_that_are_none_do_no_harm(
    cells: dict[str, object], changed_book: tuple[Path, openpyxl.Workbook], folder: Path, tmp_path: Path
) -> None:
    path, book = changed_book
    for cell, value in {**cells, "F9": 3, "D9": 3, "D10": "2027-12-31"}.items():
        book[CHANGES][cell] = value
    book["Resultat"]["F6"] = 1e300
    book.save(path)
    command = ["las-arbetsbok", str(path), "--inputs", str(folder), "--ut", str(tmp_path / "egen.yaml")]
    assert main(command) == 1


def test_a_header_that_no_scenario_can_have_is_refused(
    changed_book: tuple[Path, openpyxl.Workbook], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, book = changed_book
    cell = next(row[1] for row in book[CHANGES].iter_rows() if row[4].value == "andring datum")
    cell.value = "i går"
    book.save(path)
    assert main(["las-arbetsbok", str(path), "--inputs", str(folder), "--ut", str(path.with_suffix(".yaml"))]) == 1
    assert "nyckel datum: fann ”i går”, väntade ett datum som 2025-11-01" in capsys.readouterr().err
    assert not path.with_suffix(".yaml").exists()
