"""The workbook and its way back where terms have dates: each year by its own, to the krona."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from dated import dated, decision, merged, more_from_2029, paid, replaced, spread_rule
from small_inputs import published
from workbooks import Formulas, computed

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
    book, twin = Formulas(tmp_path / "bok.xlsx"), twin_of(run)
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
