"""LibreOffice computes the workbook again, and shows the model's amounts: every scenario, and changed ones."""

import datetime as dt
from pathlib import Path

import pytest
from workbooks import ALWAYS, NEVER, SOFFICE, Own, choose_only, computed, recomputed, shown, write_in

from model.read.begin import PROJECT, begin
from suite.cli.cli import main
from suite.workbook.workbook import twin_of, write_workbook

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine; .ci/run installs it"),
]

BASE = begin()
TWIN = twin_of(BASE)
NAMES = {variant.code: variant.name for variant in TWIN.variants}
OWN: Own = {
    ("lpix", 2027): 3.45,
    ("lpix", 2030): -0.5,
    ("fran lpix", 2029): 4.5,
    ("fran folkmangd 2303", 2029): 6_000,
    ("fran utfall energikontor", 2032): 85,
    ("folkmangd 2321", 2028): 13_501,
    ("belopp energikontor kommuner", 2030): 900_001,
    ("nyckel natverk kommuner", 2029): 35,
    ("andel natverk fastigheter region_fastighet", 2031): 2,
    ("utfall energikontor", 2029): 80,
    ("till natverk", 0): dt.datetime(2031, 8, 31),
}
TIES: Own = {(f"folkmangd {code}", 2027): 1_003 for code in TWIN.people[0].codes}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bok") / "bok.xlsx"
    write_workbook(BASE, path)
    return path


@pytest.fixture(scope="module")
def books(original: Path) -> dict[str, Path]:
    """Every scenario chosen, and changed workbooks on top of two scenarios, all computed again."""
    folder = original.parent
    paths = [choose_only(original, folder / f"{code}.xlsx", name) for code, name in NAMES.items()]
    for code in ("bas", "hog-lpix-och-trend", "kompetensattraktion-fortsatter"):
        paths.append(write_in(original, folder / f"andrad_{code}.xlsx", {**TIES, **OWN}, NAMES[code]))
    return {path.stem: path for path in recomputed(paths, folder)}


@pytest.mark.parametrize("code", NAMES)
def test_every_scenario_equals_the_model(books: dict[str, Path], code: str) -> None:
    assert shown(books[code]) == (computed(BASE.under(BASE.inputs.scenarios[code]), TWIN.years), "OK")


@pytest.mark.parametrize("code", ["bas", "hog-lpix-och-trend", "kompetensattraktion-fortsatter"])
def test_a_changed_workbook_is_the_scenario_that_is_read_from_it(
    books: dict[str, Path], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "egen.yaml"
    assert main(["las-arbetsbok", str(books[f"andrad_{code}"]), "--ut", str(target)]) == 0
    assert capsys.readouterr().err == ""
    amounts, light = shown(books[f"andrad_{code}"])
    assert amounts == computed(begin(PROJECT / "inputs", scenario=target), TWIN.years)
    assert light == "OK, med egna ändringar"


def test_without_recalculation_it_would_prove_nothing(original: Path) -> None:
    """LibreOffice shows what Excel's file says unless it is told to compute; the tests above do tell it."""
    stale = choose_only(original, original.parent / "gammal.xlsx", NAMES["hog-lpix"])
    old, new = computed(BASE, TWIN.years), computed(BASE.under(BASE.inputs.scenarios["hog-lpix"]), TWIN.years)
    assert shown(*recomputed([stale], original.parent, NEVER))[0] == old
    assert shown(*recomputed([stale], original.parent, ALWAYS))[0] == new
