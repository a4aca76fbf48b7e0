"""An index's name says which rows move an agreement: two agreements on two indices, worked by hand.

LPIX is 3 % and KPI 5 % every year. The network's 478 000 and 60 000 kronor of 2019 are on KPI: 501 900 and 63 000
in 2020, 526 995 and 66 150 in 2021. The Energikontor's 800 000 of 2024 is on LPIX: 824 000 in 2025.
"""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from conftest import INDEX_HEADING, edit, index_csv
from test_changes import HEAD
from test_scenarios import paid, trial
from test_simulation import SPREAD, draws
from workbooks import Formulas, computed

from model.amounts.comparison import owners
from model.errors import InputError
from model.exact import RATE_SCALE
from model.read.begin import begin
from model.read.doubt import unused_index_rows
from model.run import Run
from model.uncertainty.draws import deviations, rate_paths
from model.uncertainty.simulation import ALL, amounts
from model.year import year_of
from suite.cli.cli import main
from suite.explore.explore_controls import Controls
from suite.files.scenario_file import Header, scenario_yaml
from suite.findings.findings import findings
from suite.reports.differences import differences
from suite.reports.sources import index_data
from suite.reports.uncertainty import sensitivity_text, simulation_text
from suite.show.blocks import Table
from suite.workbook.back import ScenarioMaker
from suite.workbook.workbook import twin_of, write_workbook


@pytest.fixture
def two(county: Path) -> Path:
    """Inputs where the network is moved by KPI, and the others as before."""
    edit(county / "avtal" / "natverk.yaml", "index: {namn: LPIX", "index: {namn: KPI")
    rows = index_csv(dict.fromkeys(range(2020, 2034), "5,0"), "KPI").removeprefix(f"{INDEX_HEADING}\n")
    (county / "lpix.csv").write_text((county / "lpix.csv").read_text(encoding="utf-8") + rows, encoding="utf-8")
    return county


def indexed(run: Run, year: int) -> dict[str, int]:
    frame = run.allocation(list(run.inputs.agreements.values()), [year])
    return dict(zip(frame["avtal"] + " " + frame["bidrag"], frame["bidrag_kr"], strict=True))


@pytest.mark.clause("RUN/350/2019 §8", "uppräkning med LPIX från 2020")
def test_each_agreement_is_moved_by_its_own_index(two: Path) -> None:
    run = begin(two)
    assert indexed(run, 2020) == {"natverk kommuner": 501_900, "natverk fastigheter": 63_000}
    assert indexed(run, 2021) == {"natverk kommuner": 526_995, "natverk fastigheter": 66_150}
    assert indexed(run, 2025)["energikontor region"] == 824_000
    assert run.index_name == "LPIX och KPI"


def test_an_index_without_rows_is_named(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(county / "avtal" / "natverk.yaml", "index: {namn: LPIX", "index: {namn: KPI")
    assert main(["berakna", "--ar", "2025", "--inputs", str(county)]) == 1
    told = "lpix.csv, kolumn index: fann ”LPIX”, väntade rader för KPI, det index som ett avtal räknas upp med"
    assert told in capsys.readouterr().err


def test_a_file_without_the_column_says_what_to_add(folder: Path) -> None:
    path = folder / "lpix.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("LPIX;", "").replace("index;", ""), encoding="utf-8")
    with pytest.raises(InputError, match=r"kolumn index: .*; lägg till den, med indexets namn på varje rad"):
        begin(folder)


def test_a_year_may_stand_once_for_each_index(two: Path) -> None:
    with (two / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write("KPI;2025;4,0;fastställd;SCB;2024-11-25;\n")
    with pytest.raises(InputError, match="en enda rad per index, ar och publicerad"):
        begin(two)


def test_an_index_is_spelt_in_one_way(two: Path) -> None:
    edit(two / "lpix.csv", "KPI;2030;", "Kpi;2030;")
    with pytest.raises(
        InputError, match=r"lpix.csv rad 26, kolumn index: fann ”Kpi”, väntade KPI, som indexet skr"
    ):
        begin(two)


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


def test_what_differs_is_told_by_index(two: Path) -> None:
    run = trial(two, "index: {KPI: {konstant: {fran: 2026, procent: 10}}}\nlpix: {chock: {2027: 1}}\n")
    told = [each.text.replace("\u00a0", " ") for each in differences(begin(two), run, range(2024, 2034))]
    assert told == ["KPI 2026–2033: 5,0 % → 10 %", "LPIX 2027: 3,0 % → 4,0 %"][::-1]


def test_fixed_prices_are_without_the_agreements_own_index(two: Path) -> None:
    """In the prices of 2025 each agreement's amount of 2026 is that of 2025, give or take the rounding."""
    run = begin(two)
    rows = run.yearly(range(2025, 2028))
    fixed = rows.pivot(index="part", columns="ar", values="fast_pris_kr").astype("int64")
    assert (fixed.sub(fixed[2025], axis=0).abs() <= 2).all(axis=None)
    assert fixed.loc["region_jh", 2025] == 824_000 + 40_203  # half of 60 000 × 1.05⁶ = 80 405.7


@pytest.mark.slow
def test_a_simulation_strays_alike_from_each_index(two: Path) -> None:
    """A path's changes of both indices, written as a scenario, give the same kronor by the ordinary way."""
    path = two / "scenarier" / "bas.yaml"
    path.write_text(path.read_text(encoding="utf-8") + SPREAD, encoding="utf-8")
    run = begin(two)
    plan = run.plan()
    z = draws(plan, 1, 3)
    strays = deviations(0.01 * RATE_SCALE, 0.5, z[: plan.shape[0]].copy())
    found, told = amounts(plan, z), dict[str, list[str]]()
    for name, own in plan.rates.items():
        rates = rate_paths(own[-len(strays) :].astype(float), strays)[:, 0]
        told[name] = [f"{2026 + y}: {Decimal(int(rate)) * 100 / RATE_SCALE:f}" for y, rate in enumerate(rates)]
    text = "lpix:\n  varden:\n    " + "\n    ".join(told["LPIX"])
    text += "\nindex:\n  KPI:\n    varden:\n      " + "\n      ".join(told["KPI"]) + "\n"
    other = trial(two, text)
    rows = other.yearly(run.horizon)
    expected = rows["belopp_kr"].to_numpy(dtype="int64").reshape(-1, len(run.horizon))
    assert (found[:-1, :, 0] == expected).all()
    assert (expected != yearly_of(run)).any()
    assert "LPIX och KPI från 2026: ±" in simulation_text(run, run.simulated(), "alla")
    assert "förklaras av LPIX och KPI " in sensitivity_text(run, "region_jh").replace("\u00a0", " ")


def yearly_of(run: Run) -> np.ndarray:
    rows = run.yearly(run.horizon)
    return rows["belopp_kr"].to_numpy(dtype="int64").reshape(-1, len(run.horizon))


def test_a_step_of_the_sensitivity_moves_the_index_that_it_names(two: Path) -> None:
    """One more per cent on 2033 alone: 824 000 kr is moved by LPIX, the network by KPI."""
    factors = "faktorer:\n" + "".join(
        f"  - {{kod: {code}, namn: {code}, steg: ett, lpix: {{{name}fran: 2033, procentenheter: 1}}}}\n"
        for code, name in (("ett", ""), ("tva", "index: KPI, "))
    )
    (two / "kanslighet.yaml").write_text(factors, encoding="utf-8")
    run = begin(two)
    bars = {bar.factor.id: bar for bar in run.tornado()["region_jh"]}
    for code, block in (("ett", "lpix: {chock: {2033: 1}}"), ("tva", "index: {KPI: {chock: {2033: 1}}}")):
        moved = yearly_of(trial(two, f"{block}\n"))
        place = list(owners(run.inputs.agreements.values())).index("region_jh")
        assert bars[code].up == (moved - yearly_of(run))[place].sum() > 0
    edit(two / "kanslighet.yaml", "index: KPI", "index: KPIF")
    with pytest.raises(InputError, match=r"kanslighet\.yaml, nyckel tva: fann ”KPIF”, väntade ett index"):
        begin(two)


def test_a_step_of_the_index_reaches_the_last_year_that_is_compared(county: Path) -> None:
    """The network is reckoned to 2040, so a step from 2027 moves 2034 to 2040 as well."""
    edit(county / "avtal" / "natverk.yaml", "raknas_till: 2033", "raknas_till: 2040")
    index = index_csv(dict.fromkeys(range(2020, 2041), "3,0"))
    (county / "lpix.csv").write_text(index, encoding="utf-8")
    step = "{kod: ett, namn: ett, steg: ett, lpix: {fran: 2027, procentenheter: 1}}"
    (county / "kanslighet.yaml").write_text(f"faktorer: [{step}]\n", encoding="utf-8")
    run = begin(county)
    (bar,) = run.tornado()[ALL]
    shocks = ", ".join(f"{year}: 1" for year in range(2027, 2041))
    moved = yearly_of(trial(county, f"lpix: {{chock: {{{shocks}}}}}\n"))
    assert run.horizon == range(2031, 2041)
    assert bar.up == (moved - yearly_of(run)).sum()


@pytest.mark.slow
def test_the_workbook_has_a_row_for_each_index(two: Path, tmp_path: Path) -> None:
    path = two / "lpix.csv"  # 5 % makes an exact half, which the workbook's checks tell of
    path.write_text(path.read_text(encoding="utf-8").replace(";5,0;", ";4,7;"), encoding="utf-8")
    run = begin(two)
    found = twin_of(run).items
    assert [str(found[code].values["bas"][-1]) for code in ("lpix", "lpix KPI")] == ["3.0", "4.7"]
    write_workbook(run, tmp_path / "bok.xlsx")
    amounts, light = Formulas(tmp_path / "bok.xlsx").changed({("lpix KPI", 2027): 9.37})
    assert light == "OK, med egna ändringar"
    other = trial(two, 'index: {KPI: {varden: {2027: "9,37"}}}\n')
    assert amounts == computed(other, twin_of(run).years)


def test_a_change_in_the_workbook_becomes_a_scenario_of_its_index(two: Path) -> None:
    run = begin(two)
    changes = {("lpix KPI", 2027): Decimal(10), ("lpix", 2028): Decimal(4)}
    made = ScenarioMaker(HEAD | {"utgar_fran": "bas"}, run, changes).scenario()
    assert {name: told.values for name, told in made.indices.items()} == {"LPIX": {2028: 4}, "KPI": {2027: 10}}


def test_the_page_sets_the_first_agreements_index(folder: Path) -> None:
    path = folder / "avtal" / "energikontor.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("namn: LPIX", "namn: KPI"), encoding="utf-8")
    (folder / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2025, 2034), "5,0"), "KPI"), encoding="utf-8")
    controls = Controls(begin(folder))
    assert (controls.index.value, controls.index.description[:3]) == (5.0, "KPI")
    controls.index.value, controls.index_from.value = 10.0, 2027
    told = controls.scenario(Header())
    assert {name: each.constant.percent for name, each in told.indices.items() if each.constant} == {"KPI": 10}


def test_warnings_and_sources_name_the_index(two: Path) -> None:
    edit(two / "lpix.csv", "KPI;2027;5,0;", "KPI;2027;50,0;")
    rows = (two / "lpix.csv").read_text(encoding="utf-8").replace("LPIX;2030;3,0;", "LPIX;2030;30,0;")
    (two / "lpix.csv").write_text(f"{rows}KPI;2035;5,0;fastställd;X;2026-01-01;\n", encoding="utf-8")
    run = begin(two)
    told = [each.text.replace("\u00a0", " ") for each in findings(run, [2026]) if each.code in ("index", "lucka")]
    odd = "är ovanligt, de flesta år ligger mellan 0,5 och 8 %. Menas"
    assert told == [
        f"KPI 2027: 50,0 % {odd} 5 %? Se lpix.csv rad 23.",
        f"LPIX 2030: 30,0 % {odd} 3 %? Se lpix.csv rad 12.",
        "KPI saknas för 2034.",
    ]


def test_the_index_rows_of_a_report_name_their_index(two: Path) -> None:
    table = index_data(year_of(begin(two), 2026))
    assert isinstance(table, Table)
    assert table.caption == "KPI och LPIX som används"
    assert {(row[0], row[2]) for row in table.rows if row[1] == "2026"} == {("KPI", 5), ("LPIX", 3)}


def test_a_fetched_value_is_of_the_index_that_is_named(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["hamta", "lpix", "--ar", "2027", "--procent", "4", "--beslut", "SCB 2026-12-12"]
    arguments += ["--inputs", str(two), "--skriv"]
    assert main(arguments) == 1
    assert "--index: fann ””, väntade det index som värdet gäller, något av " in capsys.readouterr().err
    assert main([*arguments, "--index", "kpi"]) == 1
    assert "fann ”kpi”" in capsys.readouterr().err
    assert main([*arguments, "--index", "KPI"]) == 0
    assert "KPI 2027: 4" in capsys.readouterr().out
    series = begin(two).series
    assert [series.index_row(name, 2027).percent for name in ("KPI", "LPIX")] == [4, 3]


def test_rows_that_move_no_agreement_are_told(two: Path) -> None:
    run = begin(two)
    agreements, rows = list(run.inputs.agreements.values()), run.inputs.index
    assert unused_index_rows(agreements, rows) == []
    alone = [agreement for agreement in agreements if agreement.id != "natverk"]
    (told,) = unused_index_rows(alone, rows)
    assert (told.code, told.level) == ("index-oanvant", "notera")
    assert told.text == "lpix.csv har 14 rader för KPI, som inget avtal räknas upp med (avtalen har LPIX)."
