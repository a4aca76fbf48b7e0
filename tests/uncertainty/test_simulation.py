"""The simulation: exact in every path, the same however it is done, and the scenario itself without spread."""

from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_inputs import edit, index_csv, issued, published
from trials import shipped, trial

from model.amounts.comparison import owners
from model.amounts.paid import Piece
from model.errors import InputError
from model.exact import RATE_SCALE
from model.read.begin import begin
from model.run import Run
from model.uncertainty import summary
from model.uncertainty.draws import BLOCK, deviations, normals, people_factors, rate_paths
from model.uncertainty.simulation import ALL, Plan, amounts
from model.uncertainty.summary import PERCENTS, simulate
from suite.reports.uncertainty import sensitivity_text, simulation_text

YEARS = range(2024, 2034)


@pytest.fixture(scope="module")
def run() -> Run:
    return shipped()


@pytest.fixture(scope="module")
def plan(run: Run) -> Plan:
    return run.plan()


def draws(plan: Plan, paths: int = BLOCK, seed: int = 1) -> np.ndarray:
    index_years, municipalities, key_years = plan.shape
    return normals(seed, 0, np.empty((index_years + municipalities * key_years, paths)))


def still(run: Run) -> Run:
    """Return the run without any spread."""
    spread = run.scenario.simulation
    quiet = spread.model_copy(
        update={
            "index": spread.index.model_copy(update={"spread": 0}),
            "population": spread.population.model_copy(update={"spread": {}}),
        }
    )
    return run.under(run.inputs.scenarios["bas"].model_copy(update={"simulation": quiet}))


SPREAD = """\
simulering:
  banor: 100
  fro: 1
  lpix: {fran: 2026, spridning: 1, troghet_procent: 50, skattning: Antagen}
  befolkning: {spridning: {ovriga: 0}, skattning: Antagen}
"""
SCENARIOS = sorted(shipped().inputs.scenarios)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_mean_without_spread_is_the_scenario_to_the_krona(run: Run, name: str) -> None:
    base = shipped(name)
    spread = base.scenario.simulation
    quiet = spread.model_copy(
        update={
            "index": spread.index.model_copy(update={"spread": 0}),
            "population": spread.population.model_copy(update={"spread": {}}),
        }
    )
    other = run.under(run.inputs.scenarios[name].model_copy(update={"simulation": quiet}))
    found = simulate(other.plan(), 100, 7)
    rows = base.yearly(YEARS)
    expected = rows["belopp_kr"].to_numpy(dtype=np.int64).reshape(-1, len(YEARS))
    assert (found.mean[:-1, :-1] == expected).all()
    assert (found.fan[:, :-1, :-1] == expected).all()
    assert (found.mean[-1, :-1] == expected.sum(axis=0)).all()
    assert (found.deviation == 0).all()


def test_every_path_is_what_the_tables_give_for_its_index_and_populations(run: Run, plan: Plan) -> None:
    """A path's index and populations, written as a scenario, give the same kronor by the ordinary way."""
    z = draws(plan, 5, 3)
    found = amounts(plan, z.copy())
    index_years, municipalities, key_years = plan.shape
    strayed = deviations(0.01 * RATE_SCALE, 0.5, z[:index_years].copy())
    rates = rate_paths(plan.rates["LPIX"][-index_years:].astype(float), strayed)
    strays = np.array([float(plan.spread.population.of(code)) / 100 for code in plan.municipalities])
    factors = people_factors(strays, z[index_years:].reshape(municipalities, key_years, -1).copy())
    base = run.inputs.scenarios["bas"]
    last = {row.code: row.population for row in run.series.population if row.date.isoformat() == "2025-12-31"}
    from model.scenarios.assumed import AssumedIndex, AssumedPopulation

    for path in range(5):
        values = {2027 + y: Decimal(int(rates[y, path])) / (RATE_SCALE // 100) for y in range(index_years)}
        people = tuple(
            AssumedPopulation(
                kommunkod=code, datum=f"{2026 + y}-11-01", folkmangd=round(last[code] * factors[m, y, path])
            )
            for m, code in enumerate(plan.municipalities)
            for y in range(key_years)
        )
        index = AssumedIndex.model_construct(values=values, constant=None, shocks={}, as_of=None)
        other = run.under(base.model_copy(update={"lpix": index, "people": people}))
        rows = other.yearly(YEARS)
        expected = rows["belopp_kr"].to_numpy(dtype=np.int64).reshape(-1, len(YEARS))
        assert (found[:-1, :, path] == expected).all()


def test_the_parties_sum_to_the_whole_in_every_path(plan: Plan) -> None:
    found = amounts(plan, draws(plan))
    assert (found[:-1].sum(axis=0) == found[-1]).all()
    assert list(plan.parties)[-1] == ALL


@pytest.mark.slow
@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_workers_make_no_difference(plan: Plan, pool: type[Executor]) -> None:
    alone = simulate(plan, 3 * BLOCK, 11, {"2321": 160_000})
    with pool(2) as workers:
        together = simulate(plan, 3 * BLOCK, 11, {"2321": 160_000}, workers)
    assert_same(alone, together)


@pytest.mark.parametrize("share", [1, 2, 5])
def test_how_the_blocks_are_shared_makes_no_difference(
    plan: Plan, share: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = simulate(plan, 2 * BLOCK + 100, 11)
    monkeypatch.setattr(summary, "BATCH", share)
    assert_same(whole, simulate(plan, 2 * BLOCK + 100, 11))


def assert_same(one: summary.Simulated, other: summary.Simulated) -> None:
    assert one.paths == other.paths
    for name in ("mean", "deviation", "fan", "probability"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_another_seed_gives_other_paths_and_the_same_seed_the_same(plan: Plan) -> None:
    first, again, other = (simulate(plan, 500, seed) for seed in (1, 1, 2))
    assert_same(first, again)
    assert (first.mean != other.mean).any()


def test_more_paths_begin_with_the_same_paths(plan: Plan) -> None:
    z = np.empty((sum(plan.shape[:1]) + plan.shape[1] * plan.shape[2], BLOCK))
    one = normals(5, 1, z).copy()
    assert (normals(5, 1, z) == one).all()
    assert (normals(5, 2, z) != one).any()


@pytest.mark.parametrize("paths", [1, 7, 1000, BLOCK])
def test_a_block_summary_is_what_numpy_says_of_the_paths(plan: Plan, paths: int) -> None:
    z = draws(plan, BLOCK, 4)
    found = simulate(plan, paths, 4, {"2380": 850_000, ALL: 2_900_000})
    drawn = amounts(plan, z)[:, :, :paths]
    np.testing.assert_allclose(found.mean[:, :-1], drawn.mean(axis=2), rtol=1e-12)
    np.testing.assert_allclose(found.deviation[:, :-1], drawn.std(axis=2), rtol=1e-9, atol=1e-6)
    for at, percent in enumerate(PERCENTS):
        ranked = np.sort(drawn, axis=2)[:, :, -(-percent * paths // 100) - 1]
        assert (found.fan[at, :, :-1] == ranked).all()
    place = list(plan.parties).index("2380")
    assert found.probability[place, -2] == (drawn[place, -1] > 850_000).mean()
    assert found.probability[place, -1] == (drawn[place] > 850_000).any(axis=0).mean()
    assert np.isnan(found.probability[0]).all()


def test_the_deviation_of_large_amounts_is_what_numpy_says(plan: Plan) -> None:
    """A thousand times the agreements: the squares of a block's deviations sum to more than 64 bits hold."""

    def enlarged(piece: Piece) -> Piece:
        amount = 1000 * piece.contribution.base_amount
        return replace(piece, contribution=piece.contribution.altered(base_amount=amount))

    pieces = [(enlarged(piece), people) for piece, people in plan.pieces]
    large = replace(plan, known=1000 * plan.known, pieces=pieces)
    drawn = amounts(large, draws(large, BLOCK, 4))
    found = simulate(large, BLOCK, 4)
    np.testing.assert_allclose(found.deviation[:, :-1], drawn.std(axis=2), rtol=1e-9)
    np.testing.assert_allclose(found.deviation[:, -1], drawn.sum(axis=1).std(axis=1), rtol=1e-9)


def test_years_that_are_known_do_not_vary(plan: Plan) -> None:
    found = simulate(plan, 500, 1)
    known = plan.first_index - plan.years[0]
    assert (found.deviation[:, :known] == 0).all()
    assert (found.deviation[-1, known:] > 0).all()


def test_a_scenario_without_spread_is_refused(county: Path) -> None:
    with pytest.raises(InputError, match="väntade simulering"):
        begin(str(county)).plan()


@pytest.mark.slow
def test_a_cluster_gives_the_same_bits(run: Run, plan: Plan) -> None:
    distributed = pytest.importorskip("distributed")
    from suite.publish.workers import workers

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        workers(cluster.scheduler_address) as pool,
    ):
        far = run.simulated(20 * BLOCK, 9, {"2321": 160_000}, pool)
    assert_same(simulate(plan, 20 * BLOCK, 9, {"2321": 160_000}), far)


@pytest.mark.slow
def test_the_tornado_is_what_the_scenarios_give(run: Run) -> None:

    bars = {bar.factor.id: bar for bar in run.tornado()["2321"]}
    base, ended = (run.under(run.inputs.scenarios[name]) for name in ("bas", "energikontoret-till-2028"))
    cost = {}
    for each in (base, ended):
        rows = each.yearly(YEARS)
        cost[each.scenario.id] = rows.loc[rows["part"] == "2321", "netto_kr"].sum()
    assert bars["energikontoret"].down == cost["energikontoret-till-2028"] - cost["bas"]
    assert bars["energikontoret"].up is None
    widths = [bar.width for bar in run.tornado()["2321"]]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.slow
def test_a_step_of_everybodys_population_cancels_out_for_the_whole(run: Run) -> None:

    bars = {bar.factor.id: bar for bar in run.tornado()[ALL]}
    assert bars["egen_folkmangd"].width == bars["andras_folkmangd"].width == 0


@pytest.mark.slow
def test_the_shares_of_variance_follow_the_drivers(run: Run, plan: Plan) -> None:
    """The Region has no key, so all its variance is the index's; Ragunda's own population explains some."""
    from model.uncertainty.sensitivity import variance_shares

    shares = variance_shares(plan, 1024)
    region, ragunda = (shares[code] for code in ("region_jh", "2303"))
    assert region.indices > 0.95
    assert region.own == 0
    assert 0.05 < ragunda.own < 0.3
    assert abs(ragunda.rest) < 0.05
    assert "gemensam_pott" not in shares
    quiet = still(run)
    assert variance_shares(quiet.plan(), 64) == {}
    settled = replace(plan, years=plan.years[:1])
    assert settled.draws == 0
    assert variance_shares(settled, 64) == {}


def test_rows_of_a_simulation_are_whole_kronor(run: Run) -> None:
    frame = run.simulated(200, 1).frame
    assert len(frame) == 13 * 11
    assert pd.api.types.is_integer_dtype(frame["p50_kr"])


def test_an_agreement_in_ore_that_has_ended_before_anything_is_drawn(county: Path) -> None:
    """Kompetensattraktion is 2024 alone: its öre and the kronor of the later years are shown in the same unit."""
    edit(county / "avtal" / "kompetensattraktion.yaml", "prisniva:", "raknas_i: öre\nprisniva:")
    path = county / "scenarier" / "bas.yaml"
    path.write_text(path.read_text(encoding="utf-8") + SPREAD, encoding="utf-8")
    run = begin(county)
    frame, rows = run.simulated().frame, run.yearly(run.horizon)
    own = frame[(frame["part"] != ALL) & frame["ar"].str.isdigit()]
    assert [Decimal(each) for each in own["scenariot_kr"]] == [Decimal(each) for each in rows["belopp_kr"]]


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
    assert "förklaras av LPIX och KPI " in sensitivity_text(run, [], "region_jh").replace("\u00a0", " ")


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
        place = list(owners(run.case.every)).index("region_jh")
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


def test_what_has_been_issued_is_the_same_in_every_path(county: Path) -> None:
    """All of the Energikontor's 2027 is issued, 900 000 by the Region, and of the network's the first quarter.

    What is left of the network's year strays: a path is what its index gives by the ordinary way.
    """
    path = county / "scenarier" / "bas.yaml"
    path.write_text(path.read_text(encoding="utf-8") + SPREAD, encoding="utf-8")
    published(county, "2019-01-01")
    before = begin(county, "2027-01-01")
    frame = before.allocation(before.agreements, [2027])
    sent = list(zip(frame["avtal"], frame["part"], strict=True))
    own = [("energikontor", 2027, part, 900_000) for code, part in sent if code == "energikontor"]
    issued(county, *own)
    quarters = [("natverk", 2027, part, 9_000) for code, part in sent if code == "natverk"]
    issued(county, *quarters, period="månad 1–3")
    run = begin(county)
    plan = run.plan()
    z = draws(plan, 3, 3)
    rates = rate_paths(
        plan.rates["LPIX"][-plan.shape[0] :].astype(float),
        deviations(0.01 * RATE_SCALE, 0.5, z[: plan.shape[0]].copy()),
    )
    found, at = amounts(plan, z.copy()), plan.years.index(2027)
    parties = list(plan.parties)
    for place in range(3):
        told = [f"{2026 + y}: {Decimal(int(rate)) * 100 / RATE_SCALE:f}" for y, rate in enumerate(rates[:, place])]
        other = trial(county, "lpix:\n  varden:\n    " + "\n    ".join(told) + "\n")
        rows = other.yearly(run.horizon)["belopp_kr"].to_numpy(dtype="int64").reshape(-1, len(run.horizon))
        assert (found[:-1, :, place] == rows).all()
    assert len(set(found[parties.index("2313"), at])) == 3
    everybody = [("natverk", 2027, part, 27_000) for code, part in sent if code == "natverk"]
    issued(county, *everybody, period="månad 4–12")
    done = begin(county).simulated().frame
    year = done[done["ar"] == "2027"].set_index("part")
    assert (year["standardavvikelse_kr"] == 0).all()
    assert year.loc["2313", ["scenariot_kr", "p5_kr", "p95_kr"]].tolist() == [936_000] * 3
    assert (done.loc[done["ar"] == "2028", "standardavvikelse_kr"] > 0).any()
