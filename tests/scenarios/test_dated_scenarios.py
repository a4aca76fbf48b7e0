"""Scenarios on top of terms that have dates."""

from pathlib import Path

import pytest
from dated import SPREAD, dated, decision, more_from_2029, paid
from small_inputs import SCENARIO

from model.errors import InputError
from model.read.begin import begin
from model.run import Run
from model.uncertainty.simulation import ALL
from suite.findings.checks import checks_of
from suite.reports.differences import differences

HEAD = SCENARIO.partition("befolkning")[0].replace("bas", "dyrare").replace("Bas", "Dyrare") + "utgar_fran: bas\n"


def with_terms(folder: Path, terms: str) -> Run:
    """Return a run as of the decision's day, under a scenario with some terms."""
    (folder / "scenarier" / "dyrare.yaml").write_text(HEAD + terms, encoding="utf-8")
    return begin(folder, "2028-10-01", "dyrare")


def test_a_scenarios_amount_stands_on_top_of_what_is_decided_later(folder: Path) -> None:
    """The scenario's 850 000 from 2027 hold in 2029 too, when 900 000 is decided; 2026 is as agreed."""
    run = with_terms(
        more_from_2029(folder), "villkor:\n  - {avtal: energikontor, fran: 2027, belopp: {kommuner: 850 000}}\n"
    )
    base = run.under(run.inputs.scenarios["bas"])
    assert paid(run, 2026) == paid(base, 2026)
    for year, factor in ((2028, 1.03**4), (2029, 1.03**5)):
        own = sum(amount for code, amount in paid(run, year).items() if code != "region_jh")
        assert own == round(850_000 * factor)
    told = [line.text.replace("\u00a0", " ") for line in differences(base, run, range(2024, 2034))]
    assert any("Kommunernas del 800 000 kr → 850 000 kr" in text for text in told)
    assert any("Kommunernas del 900 000 kr → 850 000 kr" in text for text in told)


def test_a_split_is_of_the_total_of_each_year(folder: Path) -> None:
    run = with_terms(
        more_from_2029(folder),
        "villkor:\n  - {avtal: energikontor, fran: 2026, delning: {region: 60, kommuner: 40}}\n",
    )
    assert paid(run, 2028)["region_jh"] == round(960_000 * 1.03**4)
    assert paid(run, 2029)["region_jh"] == round(1_020_000 * 1.03**5)


def test_what_a_scenario_puts_back_as_decided_is_as_decided(folder: Path) -> None:
    terms = "villkor:\n  - {avtal: energikontor, fran: 2029, belopp: {kommuner: 900 000}}\n"
    run = with_terms(more_from_2029(folder), terms)
    (item,) = [each for each in run.agreement("energikontor", 2029).contributions if each.id == "kommuner"]
    assert (item.status, item.note) == ("fastställd", None)


def test_amounts_that_would_go_on_into_another_price_level_are_refused(folder: Path) -> None:
    path, decided = folder / "avtal" / "energikontor.yaml", decision("2028-05-01")
    level, index = "{ar: 2024, paragraf: §7}", "{namn: LPIX, fran: 2025, paragraf: §7}"
    new = ("2030-01-01", "{ar: 2029, paragraf: §7}", decided)
    dated(path, f"prisniva: {level}", "prisniva", level, new)
    dated(path, f"index: {index}", "index", index, ("2030-01-01", index.replace("2025", "2030"), decided))
    once = "villkor:\n  - {avtal: energikontor, fran: 2026, totalt: 2 000 000}\n"
    words = (
        "från 2026: fann belopp i 2024 års prisnivå, väntade belopp också från 2030, då 2029 års prisnivå gäller"
    )
    with pytest.raises(InputError, match=words):
        with_terms(folder, once)
    with_terms(folder, once + "  - {avtal: energikontor, fran: 2030, totalt: 2 400 000}\n")


def test_simulation_tornado_and_checks_follow(folder: Path) -> None:
    path = more_from_2029(folder) / "scenarier" / "bas.yaml"
    path.write_text(SCENARIO + SPREAD.replace("2027", "2030"), encoding="utf-8")
    run = begin(folder, "2028-10-01")
    rows = run.simulated(20).frame
    own = rows[(rows["part"] == ALL) & (rows["ar"] == "2029")]
    assert own["scenariot_kr"].tolist() == [927_419 + 1_043_347]
    assert all(check.holds and check.cases for check in checks_of(run))
    assert run.costs()[ALL] == run.allocation(run.agreements, run.horizon)["belopp_kr"].sum()
