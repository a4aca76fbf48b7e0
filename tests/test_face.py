"""The face: what `import model` gives, and what a notebook shows of its objects."""

import doctest
import io
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest

import model
import model.face
from model import Model
from model.amounts.allocation import COLUMNS, allocate
from model.errors import InputError
from model.read.begin import PROJECT
from model.run import Run
from model.year import invoice_rows, year_of

LOADED = "import sys, model; print(sorted({'numpy', 'pandas', 'pydantic', 'yaml'} & {*sys.modules}), dir(model))"


@pytest.fixture(scope="module")
def m() -> Model:
    return model.open()


@pytest.fixture(scope="module")
def run(m: Model) -> Run:
    return m.run


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


def test_the_examples_of_the_api_page_are_true(m: Model) -> None:
    mpl.use("Agg")
    known = {"m": m, "high": m.what_if(lpix={2027: 4.5})}
    found = doctest.testmod(model.face, extraglobs=known, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0
    assert found.attempted > 20


def test_the_first_lines_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    told = re.search(
        r"^    import model\n(?:    .+\n)+", (PROJECT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert told
    exec(textwrap.dedent(told[0]), {})
    assert (tmp_path / "belopp.xlsx").exists()


def test_the_table_of_parties_and_years_adds_up(m: Model) -> None:
    frame, table = m.allocation, m.pivot("part", "ar")
    assert list(frame.columns) == list(COLUMNS)
    assert table.loc["Åre kommun", 2026] == 81_652
    assert table.loc["Totalt"].tolist() == frame.groupby("ar")["belopp_kr"].sum().tolist()
    assert table.dtypes.eq("int64").all()
    with pytest.raises(InputError, match=r"pivot: fann ”parter”, väntade någon av .*. Menade du part\?"):
        m.pivot("parter")


@pytest.mark.parametrize("part", ["Åre", "are", "ÅRE", "Åre kommun", "2321", 2321])
def test_a_party_is_named_as_people_write_it(m: Model, part: object) -> None:
    assert m.explain(part, 2026).value == 81_652


def test_what_is_not_known_says_what_was_meant(m: Model) -> None:
    with pytest.raises(InputError, match=r"Menade du Åre\?"):
        m.explain("Ååre", 2026)
    with pytest.raises(InputError, match=r"hog-lpx.*Menade du hog-lpix\?"):
        _ = m["hog-lpx"]
    with pytest.raises(InputError, match=r"Menade du Energikontoret|Menade du energikontor"):
        m.settle("energikontort", 2025)
    with pytest.raises(InputError, match=r"what_if, nyckel lpix.konstant\.procent: fann ”hög”, väntade"):
        m.what_if(lpix="hög")
    with pytest.raises(InputError, match=r"tot: fann .*, väntade ingen sådan nyckel"):
        m.what_if(terms={"energikontor": {"tot": 1}})
    with pytest.raises(InputError, match="2019"):
        m.explain("region_jh", 2019)


def test_a_changed_index_changes_its_years_and_no_earlier(m: Model) -> None:
    high, base = m.what_if(lpix={2027: 4.5}), m.allocation
    both = base.merge(high.allocation, on=["avtal", "ar", "part"])
    changed = both.loc[both["belopp_kr_x"] != both["belopp_kr_y"], "ar"]
    assert set(changed) == set(range(2027, 2034))
    region = high.allocation.query("part == 'region_jh' and ar == 2027")["belopp_kr"].item()
    assert region == 886_912  # 800 000 × 1,03 × 1,03 × 1,045 = 848 720 × 1,045 = 886 912,40
    from_2027 = m.what_if(lpix=4.5, start=2027)
    model.assert_allocations_equal(
        from_2027.allocation.assign(scenario=""), m["hog-lpix"].allocation.assign(scenario="")
    )


def test_changes_are_put_on_top_of_each_other_and_the_last_one_stands(m: Model) -> None:
    found = m.what_if(lpix=4.5, start=2027).what_if(lpix={2030: 2}).what_if(population={"Åre": 13_000}, start=2029)
    assert found.index.set_index("ar").loc[[2027, 2030, 2031], "procent_tal"].tolist() == [4.5, 2.0, 4.5]
    rows = found.allocation.query("part == '2321' and avtal == 'energikontor'").set_index("ar")
    assert rows.loc[2029:, "nyckel_folkmangd"].tolist() == [13_000] * 5
    assert rows.loc[2028, "nyckel_folkmangd"] < 13_000


def test_what_is_saved_computes_the_same(m: Model, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = m["regionen-60"].what_if(lpix=4, start=2028).what_if(lpix={2030: 1})
    path = found.save(tmp_path / "mitt-scenario.yaml", why="Prövas.")
    again = model.open(scenario=path)
    assert again.run.scenario.name == "Mitt scenario"
    model.assert_allocations_equal(again.allocation.assign(scenario=""), found.allocation.assign(scenario=""))
    assert len(path.read_text(encoding="utf-8").splitlines()) < 20
    found.save(path)
    assert "fanns redan och ersätts" in capsys.readouterr().out
    with pytest.raises(InputError, match="inget är ändrat"):
        m.save(path)
    with pytest.raises(InputError, match="scenariot hog-lpix finns redan"):
        found.save(tmp_path / "Hög LPIX.yaml")
    with pytest.raises(InputError, match=r"slutar på \.yaml"):
        found.save(tmp_path / "mitt.yml")


def test_a_workbook_has_the_table_and_the_rows(m: Model, tmp_path: Path) -> None:
    sheets = pd.read_excel(m.to_excel(tmp_path / "belopp.xlsx"), sheet_name=None)
    assert sheets["Belopp"].set_index("partnamn").loc["Totalt"].tolist() == m.pivot().loc["Totalt"].tolist()
    assert sheets["Rader"]["belopp_kr"].sum() == m.allocation["belopp_kr"].sum()
    with pytest.raises(InputError, match=r"slutar på \.xlsx"):
        m.to_excel(tmp_path / "belopp.xls")


def test_frames_survive_parquet_groupby_and_merge(m: Model) -> None:
    frame, file = m.allocation, io.BytesIO()
    frame.to_parquet(file)
    back = pd.read_parquet(file)
    model.assert_allocations_equal(frame, back)
    assert back["faktor_tal"].dtype == "float64"
    assert abs(frame.groupby(["avtal", "ar", "bidrag"])["andel"].sum() - 1).max() < 1e-12
    assert (frame["faktor_tal"] - frame["faktor"].astype(float)).abs().max() == 0
    merged = frame.merge(
        m.population[["kommunkod", "kommun"]].drop_duplicates(), left_on="part", right_on="kommunkod"
    )
    assert set(merged["kommun"]) >= {"Åre", "Berg"}


def test_bridge_settle_and_simulate(m: Model) -> None:
    (row,) = m.bridge("åre", 2025, 2026).to_dict("records")
    drivers = ("index", "egen_befolkning", "andras_befolkning", "villkor", "avrundning")
    assert sum(row[name] for name in drivers) == row["efter_kr"] - row["fore_kr"] == 2917
    assert m.settle("Energikontoret", 2025).deviation == 200_436
    with pytest.raises(InputError, match="Nätverket 2025: avtalet har ingen slutavräkning"):
        m.settle("natverk", 2025)
    with pytest.raises(InputError, match="utfallet för 2024 finns inte i underlaget"):
        m.settle("energikontor", 2024)
    paths = m.simulate("Åre", 4096, 1)
    assert (paths["p5_kr"] <= paths["p95_kr"]).all()
    assert paths["scenariot_kr"].tolist() == m.compare(m, "Åre")["efter_kr"].tolist()


def test_paths_are_those_that_the_simulation_sums_up(m: Model) -> None:
    paths, summed = m.paths("Åre", 4096), m.simulate("Åre", 4096)
    assert paths.shape == (10, 4096)
    assert paths.mean(axis=1).round().astype(int).tolist() == summed["medel_kr"].tolist()
    assert m.paths("Åre", 2).equals(paths[[0, 1]])
    with pytest.raises(InputError, match="paths: fann count=5000, väntade 1 till 4096"):
        m.paths("Åre", 5000)


def test_what_is_invoiced_is_what_is_allocated(m: Model) -> None:
    for year in (2024, 2026, 2033):
        sums = [
            rows.groupby(["avtal", "part"])["belopp_kr"].sum() for rows in (m.invoices(year), m.allocate([year]))
        ]
        assert sums[0].equals(sums[1].drop("kompetensattraktion", errors="ignore"))
    assert m.invoices(2026).equals(invoice_rows(m.year(2025)))
    with pytest.raises(InputError, match="invoices: fann 1999, väntade ett år från 2019 till 2034"):
        m.invoices(1999)


def test_a_step_that_an_assumption_does_not_have_is_missing(m: Model) -> None:
    steps = m.sensitivity("Årehus")
    assert steps.equals(m.sensitivity("Åre"))
    assert steps["upp_kr"].isna().sum() == 2
    assert steps["ner_kr"].dtype == "Int64"
    assert m.drivers().sum(axis=1).round(9).eq(1).all()


def test_equal_allocations_are_equal_in_any_order_and_a_krona_is_told(m: Model) -> None:
    frame = m.allocate([2026])
    model.assert_allocations_equal(frame, frame.iloc[::-1])
    other = frame.copy()
    other.loc[0, "belopp_kr"] += 1
    with pytest.raises(AssertionError, match="1 belopp skiljer:\nbas, energikontor, 2026, 2303: 32942 mot 32943"):
        model.assert_allocations_equal(frame, other)
    with pytest.raises(AssertionError, match="32942 mot None"):
        model.assert_allocations_equal(frame, frame.iloc[1:])


def test_whatever_a_notebook_shows_is_one_short_line(m: Model, run: Run) -> None:
    """The repr of a year was 641 000 characters."""
    year, simulated = year_of(run, 2025), run.simulated(4096)
    basis = run.bases(run.agreement("natverk"), [2026])[0]
    shown = [run, run.inputs, run.series, run.case, run.scenario, *run.inputs.agreements.values()]
    shown += [*year.views[0].entries, *run.inputs.population, *run.inputs.readings, *run.inputs.factors]
    shown += [year, *year.views, year.views[0].outcome, year.views[0].settlement, basis, basis.piece]
    shown += [m, m.explain("Åre", 2026), m.explain("Östersund", 2026), simulated, simulated.plan]
    for each in shown:
        for line in (repr(each), str(each)):
            assert line.count("\n") == 0
            assert 10 < len(line) < 160, line


def test_a_line_says_what_a_year_came_to(run: Run) -> None:
    view = year_of(run, 2025).view("energikontor")
    told = [repr(each).replace("\u00a0", " ") for each in (view.outcome, view.settlement)]
    assert told == [
        "<Outcome: 1 447 564 kr, status exempel>",
        "<Settlement: avvikelse 200 436 kr, 200 436 kr avräknas>",
    ]


def test_tables_of_what_is_best_seen_as_one(m: Model, run: Run) -> None:
    year = year_of(run, 2025)
    shown = (m, m.explain("Åre", 2026), run, year, year.views[0], year.views[0].outcome, run.simulated(4096))
    for each in shown:
        html = each._repr_html_()
        assert html.count("<tr") > 3
        assert html.startswith("<p>")
    assert "1\u00a0648\u00a0000" in year.views[0]._repr_html_()
    assert {"1,03", "3,0 %", "78\u00a0734,6487 kr"} <= {told for _, told, *_ in m.explain("Åre", 2025)._rows()}
    assert run.series._repr_html_() is None
    html = allocate(run.case, [2026], ["energikontor"])._repr_html_()
    headings = ("avtal", "ar", "part", "partnamn", "belopp_kr", "status")
    assert [html.find(f"<th>{name}</th>") for name in headings] == sorted(
        html.find(f"<th>{name}</th>") for name in headings
    )
    assert "<td>81\u00a0652</td>" in html
