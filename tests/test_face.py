"""The face: what `import model` gives, and what a notebook shows of its objects."""

import subprocess
import sys

import pytest

import model
from model.amounts.allocation import COLUMNS
from model.errors import InputError
from model.read.begin import PROJECT
from model.run import Run
from model.year import year_of

LOADED = "import sys, model; print(sorted({'numpy', 'pandas', 'pydantic', 'yaml'} & {*sys.modules}), dir(model))"


@pytest.fixture(scope="module")
def run() -> Run:
    return model.open()


@pytest.mark.slow
def test_nothing_is_loaded_until_it_is_used() -> None:
    command = [sys.executable, "-c", LOADED]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=True).stdout
    assert told.startswith("[] [")
    assert all(f"'{name}'" in told for name in model.__all__)


def test_every_name_is_there_and_no_other() -> None:
    assert all(getattr(model, name).__doc__ for name in model.__all__)
    with pytest.raises(AttributeError, match="allokera"):
        _ = model.allokera


def test_allocate_and_compare_with_a_scenario_by_its_code(run: Run) -> None:
    frame = model.allocate(run, [2026])
    assert list(frame.columns) == list(COLUMNS)
    assert frame.loc[(frame["part"] == "2321"), "belopp_kr"].tolist() == [81_652]
    rows = model.compare(run, "hog-lpix").set_index(["part", "ar"])
    assert rows.loc[("2321", 2024), "skillnad_kr"] == 0
    assert rows.loc[("2321", 2030), "skillnad_kr"] > 0
    with pytest.raises(InputError, match="hog-lpix"):
        model.compare(run, "hog-lpx")


def test_bridge_explain_settle_and_simulate(run: Run) -> None:
    (row,) = model.bridge(run, "åre", 2025, 2026).to_dict("records")
    drivers = ("index", "egen_befolkning", "andras_befolkning", "villkor", "avrundning")
    assert sum(row[name] for name in drivers) == row["efter_kr"] - row["fore_kr"] == 2917
    (node,) = model.explain(run, "2321", 2026)
    assert node.value == 81_652
    with pytest.raises(InputError, match="2019"):
        model.explain(run, "region_jh", 2019)
    assert model.settle(run, "energikontor", 2025).deviation == 200_436
    with pytest.raises(InputError, match="Nätverket 2025: avtalet har ingen slutavräkning"):
        model.settle(run, "natverk", 2025)
    with pytest.raises(InputError, match="utfallet för 2024 finns inte i underlaget"):
        model.settle(run, "energikontor", 2024)
    assert model.simulate(run, 4096, 1).paths == 4096


def test_equal_allocations_are_equal_in_any_order_and_a_krona_is_told(run: Run) -> None:
    frame = model.allocate(run, [2026])
    model.assert_allocations_equal(frame, frame.iloc[::-1])
    other = frame.copy()
    other.loc[0, "belopp_kr"] += 1
    with pytest.raises(AssertionError, match="1 belopp skiljer:\nbas, energikontor, 2026, 2303: 32942 mot 32943"):
        model.assert_allocations_equal(frame, other)
    with pytest.raises(AssertionError, match="32942 mot None"):
        model.assert_allocations_equal(frame, frame.iloc[1:])


def test_whatever_a_notebook_shows_is_one_short_line(run: Run) -> None:
    """The repr of a year was 641 000 characters."""
    year, simulated = year_of(run, 2025), model.simulate(run, 4096)
    basis = run.bases(run.agreement("natverk"), [2026])[0]
    shown = [run, run.inputs, run.series, run.case, run.scenario, *run.inputs.agreements.values()]
    shown += [*year.views[0].entries, *run.inputs.population, *run.inputs.readings, *run.inputs.factors]
    shown += [year, *year.views, year.views[0].outcome, year.views[0].settlement, basis, basis.piece]
    shown += [*model.explain(run, "Åre", 2026), simulated, simulated.plan]
    for each in shown:
        for line in (repr(each), str(each)):
            assert line.count("\n") == 0
            assert 10 < len(line) < 160, line


def test_tables_of_what_is_best_seen_as_one(run: Run) -> None:
    year = year_of(run, 2025)
    for each in (run, year, year.views[0], year.views[0].outcome, model.simulate(run, 4096)):
        html = each._repr_html_()
        assert html.count("<tr") > 3
        assert html.startswith("<p>")
    assert "1\u00a0648\u00a0000" in year.views[0]._repr_html_()
    assert run.series._repr_html_() is None
