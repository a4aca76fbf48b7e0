"""A scenario written to a file and read again is the same scenario."""

import datetime as dt
from decimal import Decimal
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.errors import InputError
from model.read.begin import begin
from model.read.scenario_file import free_path, scenario_yaml, write_scenario
from model.read.yaml_file import read_yaml
from model.scenarios.scenario import Scenario
from model.scenarios.stacking import resolved

SHIPPED = begin().inputs.scenarios

traps = st.sampled_from(
    ["no", "null", "~", "3,1", "2026-01-01", "a: b", "# x", "- x", "{a", "'", '"', "&a", "*a", "Å"]
)
texts = (
    st.one_of(traps, st.text(max_size=40))
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: bool(text) and text.isprintable())
)
codes = st.one_of(
    st.sampled_from(["no", "null", "12", "1_0", "0x1", "-"]), st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True)
)
years = st.integers(2025, 2100)
dates = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)).map(str)
numbers = st.decimals(-99, 99, places=6)
shares = st.decimals(0, 100, places=6)
municipalities = st.integers(1000, 9999).map(str)
keys = st.one_of(
    st.sampled_from([{"typ": "lika"}, {"typ": "befolkning"}]),
    st.dictionaries(codes, st.integers(0, 9), min_size=1).map(lambda own: {"typ": "andelar", "andelar": own}),
    st.integers(1, 99).map(
        lambda part: {
            "typ": "blandad",
            "delar": [{"typ": "lika", "procent": part}, {"typ": "befolkning", "procent": 100 - part}],
        }
    ),
)
projections = st.one_of(
    st.just({"metod": "konstant"}),
    st.integers(1, 9).map(lambda years: {"metod": "trend", "ar": years}),
    st.dictionaries(municipalities | st.just("ovriga"), numbers, min_size=1).map(
        lambda own: {"metod": "tillvaxt", "procent": own}
    ),
)
indexes = st.fixed_dictionaries(
    {},
    optional={
        "konstant": st.fixed_dictionaries({"fran": st.integers(2090, 2100), "procent": numbers}),
        "varden": st.dictionaries(st.integers(2025, 2089), numbers, max_size=3),
        "chock": st.dictionaries(years, numbers, max_size=3),
        "per_datum": dates,
    },
)
splits = shares.map(lambda part: {"totalt": 1_600_000, "delning": {"region": part, "kommuner": 100 - part}})
amounts = st.dictionaries(codes, st.integers(0, 10**10), min_size=1).map(lambda own: {"belopp": own})
terms = st.tuples(
    st.fixed_dictionaries({"avtal": codes, "fran": years}, optional={"varfor": texts}),
    splits | amounts,
    st.fixed_dictionaries({}, optional={"nyckel": st.dictionaries(codes, keys, max_size=2)}),
).map(lambda parts: parts[0] | parts[1] | parts[2])
heads = {"scenario": codes, "namn": texts, "forfattare": texts, "datum": dates, "varfor": texts}
scenarios = st.fixed_dictionaries(
    heads | {"utgar_fran": st.one_of(codes, st.lists(codes, min_size=1, max_size=3))},
    optional={
        "befolkning": projections,
        "folkmangd": st.lists(
            st.fixed_dictionaries(
                {"kommunkod": municipalities, "datum": dates, "folkmangd": st.integers(0, 10**8)}
            ),
            max_size=2,
            unique_by=itemgetter("kommunkod", "datum"),
        ),
        "lpix": indexes,
        "villkor": st.lists(terms, max_size=2, unique_by=itemgetter("avtal", "fran")),
        "uppsagningar": st.lists(
            st.fixed_dictionaries({"avtal": codes, "part": codes, "datum": dates}),
            max_size=2,
            unique_by=itemgetter("avtal", "part"),
        ),
        "forlangs_inte": st.lists(
            st.fixed_dictionaries({"avtal": codes, "datum": dates}, optional={"varfor": texts}),
            max_size=2,
            unique_by=itemgetter("avtal"),
        ),
        "utfall": st.lists(
            st.fixed_dictionaries({"avtal": codes, "ar": years, "procent_av_finansiering": numbers}),
            max_size=2,
            unique_by=itemgetter("avtal", "ar"),
        ),
    },
).map(Scenario.model_validate)


def again(scenario: Scenario, folder: Path) -> Scenario:
    path = folder / "x.yaml"
    path.write_text(scenario_yaml(scenario), encoding="utf-8")
    return read_yaml(path, "x.yaml", Scenario)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_is_read_back(name: str, tmp_path: Path) -> None:
    assert again(SHIPPED[name], tmp_path) == SHIPPED[name]
    whole = resolved(SHIPPED[name], SHIPPED)
    assert again(whole, tmp_path) == whole


@pytest.mark.slow
@settings(deadline=None)
@given(scenario=scenarios)
def test_any_scenario_is_read_back(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert again(scenario, tmp_path_factory.getbasetemp()) == scenario


def test_decimals_have_commas_and_nothing_unset_is_written() -> None:
    data = {
        "scenario": "x",
        "namn": "X",
        "forfattare": "Y",
        "datum": "2026-01-01",
        "varfor": "Z",
        "utgar_fran": "bas",
    }
    scenario = Scenario.model_validate(
        data | {"lpix": {"varden": {2027: Decimal("4.50"), 2028: 10, 2029: "-0,5"}}}
    )
    assert scenario_yaml(scenario) == (
        "scenario: x\nnamn: X\nforfattare: Y\ndatum: 2026-01-01\nvarfor: Z\nutgar_fran: bas\n"
        "lpix:\n  varden:\n    2027: 4,5\n    2028: 10\n    2029: -0,5\n"
    )


def test_neither_a_code_nor_a_file_is_taken_twice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Scenariot bas finns redan"):
        free_path(SHIPPED["bas"], tmp_path, SHIPPED)
    path = free_path(SHIPPED["bas"], tmp_path / "ny")
    assert path == tmp_path / "ny" / "bas.yaml"
    write_scenario(SHIPPED["bas"], path)
    with pytest.raises(InputError, match="välj ett annat namn"):
        free_path(SHIPPED["bas"], tmp_path / "ny")


def test_a_place_that_cannot_be_written_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "upptagen.yaml").mkdir()
    with pytest.raises(InputError, match=r"Det går inte att skriva .*upptagen.yaml"):
        write_scenario(SHIPPED["bas"], tmp_path / "upptagen.yaml")
    assert [path.name for path in tmp_path.iterdir()] == ["upptagen.yaml"]
