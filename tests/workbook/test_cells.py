"""What may be written in the workbook's cells and what may not, on a small workbook computed cell by cell."""

from pathlib import Path

import openpyxl
import pytest
from small_inputs import small_inputs
from workbooks import Formulas, Own, book_of, computed

from model.read.begin import begin
from model.run import Run
from suite.workbook.workbook import twin_of, write_workbook

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    folder = tmp_path_factory.mktemp("liten")
    run = begin(small_inputs(folder / "inputs"))
    write_workbook(run, folder / "bok.xlsx")
    return run, folder / "bok.xlsx"


@pytest.fixture(scope="module")
def book(small: tuple[Run, Path]) -> Formulas:
    return Formulas(small[1])


@pytest.mark.parametrize(
    ("own", "light"),
    [
        ({("lpix", 2027): "3,1 procent"}, "FEL i 1 kontroller"),
        ({("lpix", 2027): -100}, "FEL i 1 kontroller"),
        ({("folkmangd 2321", 2027): 12_770.5}, "FEL i 1 kontroller"),
        ({("till energikontor", 0): 48_000}, "FEL i 1 kontroller"),
        ({("lpix", 2025): 1.25, ("lpix", 2026): 1.25, ("lpix", 2027): 0.4}, "FEL i 2 kontroller"),
    ],
    ids=["text", "för lågt", "halv invånare", "omöjlig dag", "exakt en halv krona"],
)
def test_what_cannot_be_computed_on_turns_the_light(book: Formulas, own: Own, light: str) -> None:
    assert book.changed(own)[1] == light


def test_an_exact_half_goes_up(book: Formulas) -> None:
    own = {("lpix", 2025): 1.25, ("lpix", 2026): 1.25, ("lpix", 2027): 0.4}
    amounts, _ = book.changed(own)
    assert amounts["energikontor", "region_jh", 2027] == 823_406  # 800 000 × 1,0125² × 1,004 = 823 405,50


def test_a_broken_formula_is_found(small: tuple[Run, Path], book: Formulas, tmp_path: Path) -> None:
    """The test can fail: with the queue turned round the amounts differ, and the light says so."""
    run, path = small
    broken = openpyxl.load_workbook(path)
    sheet = broken["Beräkning"]
    rows = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "Antal före i kön"]
    for cell in (cell for row in rows for cell in sheet[row] if str(cell.value).startswith("=")):
        cell.value = cell.value.replace(">", "<", 1)
    broken.save(tmp_path / "fel.xlsx")
    years = twin_of(run).years
    assert book.chosen("Bas") == (computed(run, years), "OK")
    amounts, light = book_of(tmp_path / "fel.xlsx").changed({})
    assert amounts != computed(run, years)
    assert light.startswith("FEL i ")
