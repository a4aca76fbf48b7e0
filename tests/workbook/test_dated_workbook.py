"""The workbook and its way back where terms have dates: each year by its own, to the krona."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from dated import dated, decision, merged, more_from_2029, paid, replaced, spread_rule
from small_inputs import edit, issued, published
from workbooks import Formulas, Office, book_of, computed

from model.read.begin import begin
from model.run import Run
from suite.workbook.back import ScenarioMaker
from suite.workbook.workbook import twin_of, write_workbook

pytestmark = pytest.mark.slow

OUTCOMES = """\
scenario: utfall
namn: Utfall
forfattare: Testet
datum: 2026-01-01
varfor: För att prova.
utgar_fran: bas
utfall:
  - {avtal: energikontor, ar: 2026, procent_av_finansiering: 80}
  - {avtal: energikontor, ar: 2027, procent_av_finansiering: 80}
"""


def excess_from_2027(folder: Path) -> Path:
    path = folder / "avtal" / "energikontor.yaml"
    spread_rule(path)
    new = ("2027-01-01", "overskjutande", decision("2026-11-01"))
    dated(path, "omfattning: hela", "omfattning", "hela", new)
    published(folder, "2018-12-15")
    (folder / "scenarier" / "utfall.yaml").write_text(OUTCOMES, encoding="utf-8")
    return folder


HISTORIES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "900 000 from 2029": (more_from_2029, "2028-10-01"),
    "a merger 2030": (merged, "2029-06-01"),
    "another company 2023": (replaced, "2025-01-01"),
    "the excess from 2027": (excess_from_2027, "2026-11-01"),
}


def run_of(name: str, county: Path) -> Run:
    made, as_of = HISTORIES[name]
    return begin(made(county), as_of)


@pytest.mark.parametrize("name", HISTORIES)
def test_every_year_by_its_own_terms(name: str, county: Path, tmp_path: Path) -> None:
    run = run_of(name, county)
    write_workbook(run, tmp_path / "bok.xlsx")
    book, twin = book_of(tmp_path / "bok.xlsx"), twin_of(run)
    for variant in twin.variants:
        amounts, light = book.chosen(variant.name)
        assert amounts == computed(variant.run, twin.years)
        assert light == "OK"


HEAD = {"scenario": "egen", "namn": "Egen", "forfattare": "Testet", "datum": "2026-01-01", "varfor": "Prov."}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_change_comes_back_as_a_scenario_on_top_of_the_dated_terms(name: str, county: Path) -> None:
    """An amount of 2026 alone, and an index change: every other year is as it was decided."""
    run = run_of(name, county)
    values = {("belopp energikontor region", 2026): Decimal(700_000), ("lpix", 2031): Decimal("4.5")}
    made = run.under(ScenarioMaker(HEAD | {"utgar_fran": "bas"}, run, values, {}).scenario())
    years = [year for year in run.years(run.agreement("energikontor")) if year != 2026]
    for year in (each for each in years if each < 2031):
        assert paid(made, year) == paid(run, year)
    changed, before = paid(made, 2026), paid(run, 2026)
    assert changed["region_jh"] == round(700_000 * 1.03**2)
    assert {code: amount for code, amount in changed.items() if code != "region_jh"} == {
        code: amount for code, amount in before.items() if code != "region_jh"
    }
    assert sum(paid(made, 2031).values()) > sum(paid(run, 2031).values())


TRIED = """\
scenario: provat
namn: Provat
forfattare: Testet
datum: 2026-01-01
varfor: För att prova.
utgar_fran: bas
"""


def everywhere_the_same(run: Run, path: Path) -> Formulas | Office:
    """Write the workbook, and hold each scenario of it against the model."""
    write_workbook(run, path)
    book, twin = book_of(path), twin_of(run)
    for variant in twin.variants:
        amounts, light = book.chosen(variant.name)
        assert amounts == computed(variant.run, twin.years)
        assert light == "OK"
    return book


def test_what_was_issued_is_paid_and_nothing_of_ones_own_changes_it(county: Path, tmp_path: Path) -> None:
    """The network's 2025 was issued to Strömsund, and of 2028 the first quarter; a scenario ends it in August.

    With 3 % a year a sixteenth of 478 000 × 1.03⁹ is 38 980 in 2028, four times 9 745: 9 000 + 3 × 9 745 is paid.
    By 50 % in 2025 and none in 2028 it is 55 114 of 478 000 × 1.03⁷ × 1.5: 13 779 twice and 13 778 twice.
    """
    (county / "avtal" / "kompetensattraktion.yaml").unlink()
    published(county, "2018-12-15")
    issued(county, ("natverk", 2025, "2313", 30_000), day="2025-01-01")
    issued(
        county,
        ("natverk", 2028, "2313", 9_000),
        ("natverk", 2028, "2380", 1),
        period="månad 1–3",
        day="2025-01-01",
    )
    tried = "lpix: {varden: {2025: 10, 2027: 10}}\nforlangs_inte: [{avtal: natverk, datum: 2028-08-31}]\n"
    (county / "scenarier" / "provat.yaml").write_text(TRIED + tried, encoding="utf-8")
    book = everywhere_the_same(begin(county), tmp_path / "bok.xlsx")
    amounts, _ = book.changed({("lpix", 2025): 50, ("lpix", 2028): 0})
    assert amounts["natverk", "2313", 2025] == 30_000
    assert amounts["natverk", "2313", 2028] == 9_000 + 13_779 + 2 * 13_778
    same, _ = book.changed({})
    assert same["natverk", "2313", 2028] == 9_000 + 3 * 9_745


def test_an_index_that_is_rounded_each_year(folder: Path, tmp_path: Path) -> None:
    """7 kr, rounded each year with 3 %: it stays 7. With 8 % it is 7.56, so 8, then 8.64, so 9."""
    path = folder / "avtal" / "energikontor.yaml"
    edit(path, "fran: 2025, paragraf", "fran: 2025, avrundas: arligen, negativt: lamnar, paragraf")
    edit(path, "totalt: 1 600 000", "totalt: 800 007")
    edit(path, "basbelopp: 800 000\n    betalare: [region_jh", "basbelopp: 7\n    betalare: [region_jh")
    tried = "lpix: {varden: {2025: 2.75, 2027: -1, 2030: -2.5}}\n"
    (folder / "scenarier" / "provat.yaml").write_text(TRIED + tried, encoding="utf-8")
    book = everywhere_the_same(begin(folder), tmp_path / "bok.xlsx")
    amounts, _ = book.changed({("lpix", 2025): 8, ("lpix", 2026): 8})
    region = [amounts["energikontor", "region_jh", year] for year in (2024, 2025, 2026, 2027)]
    assert region == [7, 8, 9, 9]
    same, _ = book.changed({})
    assert {same["energikontor", "region_jh", year] for year in range(2024, 2034)} == {7}
