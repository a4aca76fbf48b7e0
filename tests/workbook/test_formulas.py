"""The workbook gives the model's amounts to the krona: computed cell by cell, in every scenario and changed."""

from pathlib import Path

import pytest
from small_inputs import edit
from trials import trial
from workbooks import SOFFICE, Formulas, Office, Own, book_of, computed, serial

from model.read.begin import PROJECT, begin
from suite.workbook.workbook import twin_of, write_workbook

pytestmark = pytest.mark.slow

BASE = begin()
TWIN = twin_of(BASE)
CODES = [variant.code for variant in TWIN.variants]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Formulas | Office:
    path = tmp_path_factory.mktemp("bok") / "bok.xlsx"
    write_workbook(BASE, path)
    return book_of(path)


@pytest.mark.skipif(SOFFICE is not None, reason="test_libreoffice.py asks LibreOffice for every scenario")
@pytest.mark.parametrize("code", CODES)
def test_every_scenario_equals_the_model(book: Formulas, code: str) -> None:
    name = next(variant.name for variant in TWIN.variants if variant.code == code)
    amounts, light = book.chosen(name)
    assert amounts == computed(BASE.under(BASE.inputs.scenarios[code]), TWIN.years)
    assert light == "OK"


def copied_inputs(target: Path) -> Path:
    """Return a copy of the project's inputs."""
    for path in (PROJECT / "inputs").rglob("*"):
        if path.is_file():
            own = target / path.relative_to(PROJECT / "inputs")
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_bytes(path.read_bytes())
    return target


def test_a_new_index_a_new_population_and_ties_equal_the_model(book: Formulas | Office, tmp_path: Path) -> None:
    folder, own = copied_inputs(tmp_path / "inputs"), dict[tuple[str, int], object]()
    edit(folder / "lpix.csv", "2027;3,0;", "2027;3,45;")
    own["lpix", 2027] = 3.45
    edit(folder / "befolkning.csv", "2321;Åre;2025-12-31;12770;", "2321;Åre;2025-12-31;13501;")
    own |= {("folkmangd 2321", year): 13501 for year in range(2026, 2034)}
    for row in BASE.inputs.population:
        if row.date.isoformat() == "2024-12-31":
            edit(folder / "befolkning.csv", f";2024-12-31;{row.population};", ";2024-12-31;1003;")
            own[f"folkmangd {row.code}", 2025] = 1003
    amounts, light = book.changed(own)
    assert amounts == computed(begin(folder), TWIN.years)
    assert light == "OK, med egna ändringar"
    parties = ["2303", "2305", "krokomsbostader", "2313", "arehus", "bergs_hyreshus", "harjegardar", "2380"]
    tied = [amounts["natverk", party, 2025] for party in parties]
    assert tied == [71_345] * 5 + [71_344] * 3  # 570 757 kr: five kronor left, to the lowest municipality codes


def test_terms_of_ones_own_equal_the_model(book: Formulas | Office, tmp_path: Path) -> None:
    folder = copied_inputs(tmp_path / "inputs")
    (folder / "scenarier" / "egen.yaml").write_text(
        "scenario: egen\nnamn: Egen\nforfattare: T\ndatum: 2026-01-01\nvarfor: För att prova.\nutgar_fran: bas\n"
        "villkor:\n"
        "  - {avtal: energikontor, fran: 2030, belopp: {region: 800 000, kommuner: 900 001}}\n"
        "  - avtal: natverk\n    fran: 2029\n    nyckel:\n"
        "      kommuner: {typ: blandad, delar: [{typ: befolkning, procent: 35}, {typ: lika, procent: 65}]}\n"
        "      fastigheter: {typ: andelar, andelar: {region_fastighet: 2, landstingsbostader: 1}}\n"
        "forlangs_inte:\n  - {avtal: natverk, datum: 2031-08-31}\n",
        encoding="utf-8",
    )
    run = begin(folder, scenario="egen")
    end = next(each for each in TWIN.possible_ends(BASE.agreement("natverk")) if each.year == 2031)
    own: Own = {
        ("fran belopp energikontor kommuner", 2030): 900_001,
        ("fran nyckel natverk kommuner", 2029): 35,
        **{("andel natverk fastigheter region_fastighet", year): 2 for year in range(2029, 2034)},
        ("till natverk", 0): serial(end),
    }
    amounts, light = book.changed(own)
    assert amounts == computed(run, TWIN.years)
    assert light == "OK, med egna ändringar"


@pytest.mark.slow
def test_the_workbook_has_a_row_for_each_index(two: Path, tmp_path: Path) -> None:
    path = two / "lpix.csv"  # 5 % makes an exact half, which the workbook's checks tell of
    path.write_text(path.read_text(encoding="utf-8").replace(";5,0;", ";4,7;"), encoding="utf-8")
    run = begin(two)
    found = twin_of(run).items
    assert [str(found[code].values["bas"][-1]) for code in ("lpix", "lpix KPI")] == ["3.0", "4.7"]
    write_workbook(run, tmp_path / "bok.xlsx")
    amounts, light = book_of(tmp_path / "bok.xlsx").changed({("lpix KPI", 2027): 9.37})
    assert light == "OK, med egna ändringar"
    other = trial(two, 'index: {KPI: {varden: {2027: "9,37"}}}\n')
    assert amounts == computed(other, twin_of(run).years)
