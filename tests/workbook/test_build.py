"""How the workbook is built: formulas one can follow, nothing hidden, accessible, the same bytes every time."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.formula.translate import Translator
from small_inputs import edit, index_csv
from workbooks import CHANGES, FIRST, own_cells

from model.read.begin import PROJECT, begin
from suite.cli.cli import main
from suite.show.colours import AGREEMENTS
from suite.workbook.changes import ONCE, ONWARDS
from suite.workbook.workbook import twin_of, write_workbook

pytestmark = pytest.mark.slow

FUNCTIONS = {
    *("ABS", "COUNT", "COUNTA", "DATE", "DAY", "GCD", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "MATCH"),
    *("MAX", "MIN", "MONTH", "ROUND", "ROWS", "SUM", "SUMPRODUCT", "YEAR"),
}
"""Every function that the workbook uses: all older than Excel 2016, none that finds a reference by text."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bok") / "bok.xlsx"
    assert main(["arbetsbok", "--ut", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def formulas(book: openpyxl.Workbook) -> Iterator[Cell]:
    for sheet in book:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell.value, str) and cell.value.startswith("="))


def without_texts(formula: str) -> str:
    return re.sub(r'"[^"]*"', '""', formula)


def test_the_sheets_are_those_of_the_standard(book: openpyxl.Workbook) -> None:
    first = ["Läs mig", "Resultat", "Scenarier", "Diagram", CHANGES]
    assert book.sheetnames == [*first, "Indata", "Beräkning", "Kontroller", "Facit", "Konstanter"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert [sheet.merged_cells.ranges for sheet in book] == [set()] * 10
    assert not [name for sheet in book for name, size in sheet.row_dimensions.items() if size.hidden]
    assert not [name for sheet in book for name, size in sheet.column_dimensions.items() if size.hidden]


def test_a_row_has_the_same_formula_in_every_year(book: openpyxl.Workbook) -> None:
    rows = 0
    for sheet in book:
        for row in sheet.iter_rows(min_col=FIRST):
            own = [cell for cell in row if isinstance(cell.value, str) and cell.value.startswith("=")]
            assert len(own) in (0, len(row)) or sheet.title == "Läs mig", f"{sheet.title} {row[0].row}"
            for one, other in pairwise(own):
                moved = Translator(one.value, one.coordinate).translate_formula(other.coordinate)
                assert moved == other.value, f"{sheet.title} {other.coordinate}"
            rows += bool(own)
    assert rows > 300


def test_formulas_hold_no_numbers_and_no_unknown_functions(book: openpyxl.Workbook) -> None:
    for cell in formulas(book):
        bare = without_texts(cell.value)
        assert set(re.findall(r"([A-Z]+)\(", bare)) <= FUNCTIONS, cell.value
        numbers = re.findall(r"(?<![A-Za-z$åäöÅÄÖ\d.])\d+(?:\.\d+)?", re.sub(r"\$?[A-Z]{1,2}\$?\d+", "", bare))
        assert set(numbers) <= {"0", "1"}, cell.value


def test_every_formula_is_short_enough_to_explain(book: openpyxl.Workbook) -> None:
    longest = max(formulas(book), key=lambda cell: len(without_texts(cell.value)))
    assert len(without_texts(longest.value)) < 200, longest.value


def test_only_the_cells_to_write_in_are_open(book: openpyxl.Workbook) -> None:
    assert all(sheet.protection.sheet and sheet.protection.password is None for sheet in book)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in (cell for cell in row if not cell.protection.locked):
                assert cell.fill.fgColor.rgb == "FFFFF4CC"
                label = sheet.cell(cell.row, 2).value
                chooser = (sheet.title, cell.coordinate) in {("Resultat", "B4"), ("Diagram", "B4")}
                assert (
                    chooser
                    or label in (ONCE, ONWARDS, "Min dag")
                    or str(sheet.cell(cell.row, 5).value).startswith("andring ")
                )
    years = {
        code: {year for own, year in own_cells(book) if own == code}
        for code in ("lpix", "fran lpix", "folkmangd 2321")
    }
    lpix = set(range(2020, 2034))
    assert years == {"lpix": lpix, "fran lpix": lpix, "folkmangd 2321": set(range(2019, 2034))}


def test_every_value_has_a_unit_and_the_series_their_status_and_source(book: openpyxl.Workbook) -> None:
    for sheet in ("Resultat", "Scenarier", CHANGES, "Indata", "Beräkning", "Kontroller", "Facit", "Konstanter"):
        for row in book[sheet].iter_rows(min_row=7):
            what, who, unit, value = (cell.value for cell in row[:4])
            number = any(isinstance(cell.value, int | float) for cell in (*row[3:4], *row[5:]))
            assert unit or not number, f"{sheet} {what} {who} {value}"
    indata = [[cell.value for cell in row] for row in book["Indata"].iter_rows(min_row=7)]
    assert next(row for row in indata if row[:2] == ["LPIX", "Status"])[6] == "antagande"
    source = next(row for row in indata if row[:2] == ["Folkmängd, Åre", "Källa"])[5]
    assert any(row[0] == "Källa" and row[3] == int(source) and "SCB" in row[5] for row in indata)


def test_the_light_stands_on_every_sheet(book: openpyxl.Workbook) -> None:
    assert all(sheet["A3"].value == "Kontroller" for sheet in book)
    assert all("Kontroller!$B$3" in sheet["B3"].value for sheet in book if sheet.title != "Kontroller")


def test_every_formula_carries_what_it_comes_to(path: Path, book: openpyxl.Workbook) -> None:
    saved = openpyxl.load_workbook(path, data_only=True)
    count = 0
    for cell in formulas(book):
        count += 1
        empty = '""' in cell.value or re.search(r"Indata![A-Z]+\d+\)*$", cell.value)  # of what may be empty
        assert saved[cell.parent.title][cell.coordinate].value is not None or empty, cell.coordinate
    assert count > 7000
    assert saved["Läs mig"]["B3"].value == "OK"


def test_sums_are_of_the_years_that_everything_is_compared_over(path: Path, book: openpyxl.Workbook) -> None:
    """2024–2033: what all pay is what the comparison of scenarios says."""
    run = begin()
    saved = openpyxl.load_workbook(path, data_only=True)
    assert [book[name]["D6"].value for name in ("Resultat", "Facit")] == ["Summa 2024–2033"] * 2
    rows = [row for row in saved["Resultat"].values if row[:2] == ("Alla avtal", "Summa")]
    assert [row[3] for row in rows] == [run.costs()["alla"]]


def test_all_scenarios_stand_side_by_side(path: Path) -> None:
    sheet = openpyxl.load_workbook(path, data_only=True)["Scenarier"]
    run = begin()
    names = {variant.name: variant.run for variant in twin_of(run).variants}
    heading = [cell.value for cell in sheet[6]][FIRST - 1 :]
    assert heading == list(names)
    lines = {row[:2]: row[FIRST - 1 :] for row in sheet.values}
    totals = [each.costs()["alla"] for each in names.values()]
    assert list(lines["Netto", "Summa"]) == totals
    assert list(lines["Skillnad", "Summa"]) == [each - totals[0] for each in totals]
    years = np.array([lines["Netto", year] for year in run.horizon])
    assert years.sum(axis=0).tolist() == totals


def test_bars_stand_with_the_longest_first_in_the_colours_of_the_agreements(path: Path) -> None:
    rows = list(openpyxl.load_workbook(path, data_only=True)["Diagram"].values)
    ordered = [row for row in rows if row[0] == "I ordning"]
    scenarios = ordered[-15:]
    assert [row[3] for row in scenarios] == sorted((row[3] for row in scenarios), reverse=True)
    assert scenarios[0][1] == "Kompetensattraktion fortsätter"
    assert len({row[1] for row in scenarios}) == 15
    with ZipFile(path) as packed:
        charts = [packed.read(f"xl/charts/chart{number}.xml").decode("utf-8") for number in (1, 2)]
    for chart in charts:
        colours = re.findall(r'<c:spPr><a:solidFill><a:srgbClr val="(\w+)"/>', chart)
        assert [f"#{each}" for each in colours[:3]] == list(AGREEMENTS[:3])
        assert "pattFill" not in chart


def test_every_sheet_prints_on_a4(book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert "Underlag per" in sheet.oddFooter.left.text
        assert sheet.oddFooter.right.text == "Sida &P av &N" or "&P" in sheet.oddFooter.right.text


def test_it_is_accessible(path: Path, book: openpyxl.Workbook) -> None:
    assert book.properties.title == "Kostnadsfördelning, arbetsbok"
    assert all(sheet.print_title_rows == "$6:$6" and sheet.freeze_panes for sheet in book)
    with ZipFile(path) as packed:
        drawing = packed.read("xl/drawings/drawing1.xml").decode("utf-8")
        told = re.findall(r'descr="([^"]+)"', drawing)
        charts = [packed.read(name).decode("utf-8") for name in packed.namelist() if "charts/chart" in name]
    assert len(told) == len(charts) == 3
    assert "2359 tkr 2026" in told[0]
    assert "Vad var och en betalar 2026, Bas" in told[1]
    assert all("Diagram!$D$" in chart for chart in charts)


def test_the_same_inputs_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_workbook(begin(), tmp_path / "igen.xlsx")
    assert (
        hashlib.sha256((tmp_path / "igen.xlsx").read_bytes()).digest()
        == hashlib.sha256(path.read_bytes()).digest()
    )


def test_a_text_never_becomes_a_formula(folder: Path, tmp_path: Path) -> None:
    edit(folder / "scenarier" / "bas.yaml", "namn: Bas", 'namn: "=1+1"')
    edit(folder / "scenarier" / "bas.yaml", "varfor: För att prova.", 'varfor: "=HYPERLINK(1)"')
    assert main(["arbetsbok", "--inputs", str(folder), "--ut", str(tmp_path / "bok.xlsx")]) == 0
    book = openpyxl.load_workbook(tmp_path / "bok.xlsx")
    texts = [
        cell for row in book["Indata"].iter_rows() for cell in row if str(cell.value) in ("=1+1", "=HYPERLINK(1)")
    ]
    assert len(texts) > 10
    assert {cell.data_type for cell in texts} == {"s"}


def test_names_that_are_alike_are_told_apart(folder: Path) -> None:
    text = (folder / "scenarier" / "bas.yaml").read_text(encoding="utf-8")
    for code, name in (("b", "BAS"), ("c", "Ba*s?")):
        other = text.replace("scenario: bas", f"scenario: {code}").replace("namn: Bas", f'namn: "{name}"')
        (folder / "scenarier" / f"{code}.yaml").write_text(other, encoding="utf-8")
    assert [variant.name for variant in twin_of(begin(folder)).variants] == ["Bas", "BAS (2)", "Bas (3)"]


def test_another_county_has_one_too(tmp_path: Path) -> None:
    """Öre, a mixed key, given shares, an exact half, another settlement: the computed values are the model's."""
    path = tmp_path / "bok.xlsx"
    assert main(["arbetsbok", "--inputs", str(PROJECT / "docs" / "annat_lan"), "--ut", str(path)]) == 0
    saved = openpyxl.load_workbook(path, data_only=True)
    assert saved["Kontroller"]["B3"].value == "OK"


def test_a_workbook_that_cannot_be_made_leaves_the_old_one(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "lpix.csv").write_text(index_csv({2025: "3,0"}), encoding="utf-8")
    target = tmp_path / "bok.xlsx"
    target.write_bytes(b"den gamla")
    assert main(["arbetsbok", "--inputs", str(folder), "--ut", str(target)]) == 1
    assert "2026" in capsys.readouterr().err
    assert target.read_bytes() == b"den gamla"
    assert list(tmp_path.glob(".*")) == []


def test_the_file_must_be_a_workbook(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["arbetsbok", "--ut", "bok.ods"]) == 1
    assert "väntade ett filnamn som slutar på .xlsx" in capsys.readouterr().err


@pytest.fixture
def talent(county: Path) -> Path:
    """Kompetensattraktion alone, which was in force in 2024 and has no invoices but of additions."""
    for name in ("natverk", "energikontor"):
        (county / "avtal" / f"{name}.yaml").unlink()
    shutil.rmtree(county / "utfall")
    return county


def test_a_workbook_of_one_agreement_and_one_year(talent: Path, tmp_path: Path) -> None:
    """Its only year's status is a text, not a row of them."""
    assert main(["arbetsbok", "--inputs", str(talent), "--ut", str(tmp_path / "bok.xlsx")]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "bok.xlsx", data_only=True)["Resultat"]
    (line,) = [row for row in sheet.values if "Svagaste status" in row]
    assert "fastställd" in line
