"""An index's name says which rows move an agreement: two agreements on two indices, worked by hand.

LPIX is 3 % and KPI 5 % every year. The network's 478 000 and 60 000 kronor of 2019 are on KPI: 501 900 and 63 000
in 2020, 526 995 and 66 150 in 2021. The Energikontor's 800 000 of 2024 is on LPIX: 824 000 in 2025.
"""

from pathlib import Path

import pytest
from trials import paid, trial

from model.errors import InputError
from model.read.begin import begin
from model.read.scenario_file import scenario_yaml
from model.run import Run


def indexed(run: Run, year: int) -> dict[str, int]:
    frame = run.allocation(run.agreements, [year])
    return dict(zip(frame["avtal"] + " " + frame["bidrag"], frame["bidrag_kr"], strict=True))


@pytest.mark.clause("RUN/350/2019 §8", "uppräkning med LPIX från 2020")
def test_each_agreement_is_moved_by_its_own_index(two: Path) -> None:
    run = begin(two)
    assert indexed(run, 2020) == {"natverk kommuner": 501_900, "natverk fastigheter": 63_000}
    assert indexed(run, 2021) == {"natverk kommuner": 526_995, "natverk fastigheter": 66_150}
    assert indexed(run, 2025)["energikontor region"] == 824_000
    assert run.index_name == "LPIX och KPI"


def test_a_scenario_changes_the_index_that_it_names(two: Path) -> None:
    """KPI 10 % from 2021 makes 501 900 × 1.10 = 552 090; LPIX 10 % in 2025 makes 880 000."""
    run = trial(two, "index:\n  KPI: {konstant: {fran: 2021, procent: 10}}\n")
    assert indexed(run, 2021)["natverk kommuner"] == 552_090
    assert paid(run, 2025)["region_jh"] == 824_000
    run = trial(two, "lpix: {konstant: {fran: 2025, procent: 10}}\n", "andra")
    assert paid(run, 2025)["region_jh"] == 880_000
    assert paid(run, 2025, "natverk") == paid(begin(two), 2025, "natverk")


def test_scenarios_of_two_indices_can_be_stacked_and_read_again(two: Path, tmp_path: Path) -> None:
    trial(two, "index:\n  KPI: {konstant: {fran: 2021, procent: 10}}\n", "kpi")
    run = trial(two, "lpix: {konstant: {fran: 2025, procent: 10}}\n", "prov", "kpi")
    assert (indexed(run, 2021)["natverk kommuner"], paid(run, 2025)["region_jh"]) == (552_090, 880_000)
    written = tmp_path / "hela.yaml"
    written.write_text(scenario_yaml(run.scenario.model_copy(update={"id": "hela"})), encoding="utf-8")
    again = begin(two, scenario=written)
    assert again.scenario.indices == run.scenario.indices
    trial(two, "index:\n  KPI: {konstant: {fran: 2021, procent: 2}}\n", "lag")
    with pytest.raises(InputError, match=r"sätter samma sak olika \(KPI 2021\)"):
        trial(two, "", "bada", "[kpi, lag]")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("index: {LPIX: {chock: {2026: 1}}}\n", "det som antas om LPIX under nyckeln lpix"),
        (
            "index: {KPIF: {chock: {2026: 1}}}\n",
            "index: fann ”KPIF”, väntade ett index som något avtal räknas upp med: LPIX, KPI",
        ),
    ],
)
def test_an_index_that_moves_nothing_is_refused(two: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        trial(two, text)


def test_the_key_lpix_is_of_no_use_where_no_agreement_has_it(two: Path) -> None:
    for name in ("energikontor", "natverk"):
        path = two / "avtal" / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("namn: LPIX", "namn: KPI"), encoding="utf-8")
    with pytest.raises(InputError, match=r"scenario prov, nyckel lpix: fann ”LPIX”, väntade ett index .*: KPI"):
        trial(two, "lpix: {konstant: {fran: 2025, procent: 10}}\n")


def test_fixed_prices_are_without_the_agreements_own_index(two: Path) -> None:
    """In the prices of 2025 each agreement's amount of 2026 is that of 2025, give or take the rounding."""
    run = begin(two)
    rows = run.yearly(range(2025, 2028))
    fixed = rows.pivot(index="part", columns="ar", values="fast_pris_kr").astype("int64")
    assert (fixed.sub(fixed[2025], axis=0).abs() <= 2).all(axis=None)
    assert fixed.loc["region_jh", 2025] == 824_000 + 40_203  # half of 60 000 × 1.05⁶ = 80 405.7
