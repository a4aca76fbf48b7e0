"""Changes of a workbook become a scenario with the same inputs, year by year, whatever it builds on."""

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_inputs import edit

from model.errors import InputError
from model.read.begin import begin
from model.scenarios.scenario import Scenario
from suite.workbook.back import ScenarioMaker
from suite.workbook.edits import Values
from suite.workbook.twin import Item, Twin, Variant
from suite.workbook.workbook import twin_of

RUN = begin()
HEAD = {
    "scenario": "egen",
    "namn": "Egen",
    "forfattare": "Testet",
    "datum": "2026-01-01",
    "varfor": "För att prova.",
}
VARIANTS = {variant.code: variant for variant in twin_of(RUN).variants}
YEARS = twin_of(RUN).years


def variant_of(scenario: Scenario) -> Variant:
    return Variant(scenario.name, RUN.under(scenario))


def made(changes: Values, code: str = "bas", since: Values | None = None) -> Scenario:
    return ScenarioMaker(HEAD | {"utgar_fran": code}, VARIANTS[code].run, changes, since or {}).scenario()


@cache
def before(code: str) -> dict[str, Item]:
    return Twin([VARIANTS[code]]).items


def test_an_index_change_is_that_year_alone() -> None:
    scenario = made({("lpix", 2027): Decimal("3.4")})
    assert scenario.lpix.values == {2027: Decimal("3.4")}
    assert scenario.lpix.constant is None


def test_a_shock_of_the_chosen_scenario_is_not_added_twice() -> None:
    scenario = made({("lpix", 2028): Decimal(4)}, "lpix-chock")
    assert RUN.under(scenario).series.index_row("LPIX", 2028).percent == 4


def test_an_index_from_a_year_on_is_a_constant() -> None:
    scenario = made({}, since={("lpix", 2028): Decimal("4.5")})
    assert scenario.lpix.constant
    assert (scenario.lpix.constant.first_year, scenario.lpix.constant.percent) == (2028, Decimal("4.5"))
    assert scenario.lpix.values == {}


def test_a_year_of_its_own_stands_before_the_constant() -> None:
    """From 2027 on 4.5 %, but 8 % in 2029: the constant holds from 2030, what is before it year by year."""
    scenario = made({("lpix", 2029): Decimal(8)}, since={("lpix", 2027): Decimal("4.5")})
    assert scenario.lpix.constant
    assert scenario.lpix.constant.first_year == 2030
    assert scenario.lpix.values == {2027: Decimal("4.5"), 2028: Decimal("4.5"), 2029: Decimal(8)}


def test_a_last_year_of_its_own_makes_no_constant() -> None:
    scenario = made({("lpix", 2033): Decimal(8)}, since={("lpix", 2032): Decimal(3)})
    assert scenario.lpix.constant is None
    assert scenario.lpix.values == {2032: Decimal(3), 2033: Decimal(8)}


@pytest.mark.parametrize("code", ["lpix-chock", "hog-lpix"])
def test_an_index_from_a_year_on_holds_whatever_the_scenario_says(code: str) -> None:
    scenario = made({}, code, {("lpix", 2026): Decimal(2), ("lpix", 2030): Decimal(3)})
    series = RUN.under(scenario).series
    assert [series.index_row("LPIX", year).percent for year in range(2026, 2034)] == [2] * 4 + [3] * 4


def test_an_amount_and_an_outcome_from_a_year_on() -> None:
    scenario = made(
        {},
        since={
            ("belopp energikontor kommuner", 2029): Decimal(900_000),
            ("utfall energikontor", 2032): Decimal(80),
        },
    )
    assert [(each.first_year, each.amounts["kommuner"]) for each in scenario.terms] == [(2029, 900_000)]
    assert [(each.year, each.percent) for each in scenario.outcomes] == [(2032, 80), (2033, 80)]


def test_an_amount_from_a_year_on_goes_as_far_as_the_scenario_has_it() -> None:
    """The pot is shared out from 2025, so what is said of it from 2024 on is said of 2024."""
    scenario = made(
        {}, "kompetensattraktion-fortsatter", {("belopp kompetensattraktion pott", 2024): Decimal(3_000_000)}
    )
    told = [(each.first_year, each.amounts.get("pott")) for each in scenario.terms]
    assert (2024, 3_000_000) in told


def test_a_population_of_a_day_is_one_whatever_keys_ask_for_it(county: Path) -> None:
    edit(county / "avtal" / "natverk.yaml", "dag: 11-01, paragraf", "dag: 11-01, saknas: framskrivning, paragraf")
    with pytest.raises(InputError, match=r"folkmangd 2321 \(2\) 2025: 1000 går inte att säga i ett scenario"):
        ScenarioMaker(
            HEAD | {"utgar_fran": "bas"}, begin(str(county)), {("folkmangd 2321", 2025): Decimal(900)}, {}
        ).scenario()


def test_a_population_goes_back_the_year_after() -> None:
    scenario = made({("folkmangd 2321", 2028): Decimal(13_000)})
    told = [(each.code, each.date.isoformat(), each.population) for each in scenario.people]
    assert told == [("2321", "2027-11-01", 13_000), ("2321", "2028-11-01", 12_770)]


def test_a_population_that_stays_is_said_once() -> None:
    scenario = made({("folkmangd 2321", year): Decimal(13_000) for year in range(2028, 2034)})
    assert [(each.date.isoformat(), each.population) for each in scenario.people] == [("2027-11-01", 13_000)]


def test_an_amount_goes_back_the_year_after() -> None:
    scenario = made({("belopp energikontor kommuner", 2029): Decimal(900_000)})
    assert [(each.first_year, each.amounts["kommuner"]) for each in scenario.terms] == [
        (2029, 900_000),
        (2030, 800_000),
    ]


def test_an_amount_stays_what_it_is_when_the_chosen_scenario_changes_it_later() -> None:
    scenario = made({("belopp energikontor kommuner", 2028): Decimal(900_000)}, "regionen-60")
    told = [(each.first_year, each.amounts) for each in scenario.terms]
    assert told == [
        (2028, {"region": 800_000, "kommuner": 900_000}),
        (2029, {"region": 960_000, "kommuner": 640_000}),  # 60 per cent of 1 600 000, not of 1 700 000
    ]


def test_a_key_is_said_in_its_own_words() -> None:
    scenario = made(
        {
            **{("nyckel energikontor kommuner", year): Decimal(0) for year in range(2030, 2034)},
            **{("nyckel natverk kommuner", year): Decimal(25) for year in range(2030, 2034)},
        }
    )
    office, network = (each.keys["kommuner"] for each in scenario.terms)
    assert office.kind == "lika"
    assert [(part.kind, part.percent) for part in network.parts] == [("befolkning", 25), ("lika", 75)]


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        (
            {("till kompetensattraktion", 0): dt.date(2028, 12, 31)},
            "bas",
            "till kompetensattraktion: 2028-12-31 går inte",
        ),
        ({("till energikontor", 0): dt.date(2033, 12, 31)}, "en-part-sager-upp", "som i stället ger 2030-12-31"),
        ({("belopp kompetensattraktion region", 2026): Decimal(5)}, "bas", "ingen sådan uppgift att ändra"),
        (
            {("belopp kompetensattraktion pott", 2025): Decimal(1)},  # shared out by then, so nobody pays it
            "kompetensattraktion-fortsatter",
            "belopp kompetensattraktion pott 2025: det valda scenariot har ingen sådan uppgift att ändra",
        ),
        ({("lpix", 2050): Decimal(5)}, "bas", "lpix 2050: det valda scenariot har ingen sådan uppgift"),
    ],
)
def test_what_no_scenario_can_say_is_named(changes: Values, code: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        made(changes, code)


numbers = {
    "lpix": st.decimals(-20, 20, places=2),
    "folkmangd": st.integers(1, 200_000).map(Decimal),
    "belopp": st.integers(0, 5_000_000).map(Decimal),
    "nyckel": st.integers(0, 100).map(Decimal),
    "andel": st.integers(1, 9).map(Decimal),
    "utfall": st.integers(0, 200).map(Decimal),
}


@st.composite
def changed_workbooks(draw: st.DrawFn) -> tuple[str, dict[tuple[str, int], Decimal]]:
    code = draw(st.sampled_from(sorted(VARIANTS)))
    open_cells = [
        (item.code, year)
        for item in before(code).values()
        if item.word in numbers
        for place, year in enumerate(YEARS)
        if item.values[code][place] or (item.word == "utfall" and year >= 2024)
    ]
    cells = draw(st.lists(st.sampled_from(open_cells), min_size=1, max_size=6, unique=True))
    return code, {cell: draw(numbers[cell[0].split()[0]]) for cell in cells}


@pytest.mark.slow
@given(changed_workbooks())
@settings(max_examples=60, deadline=None)
def test_the_scenario_gives_every_value_that_the_workbook_has(
    changed: tuple[str, dict[tuple[str, int], Decimal]],
) -> None:
    code, own = changed
    found = Twin([variant_of(made(own, code))]).items
    for item in before(code).values():
        if item.word == "till":
            assert found[item.code].values["egen"] == item.values[code]
            continue
        for place, year in enumerate(YEARS):
            wanted = own.get((item.code, year), item.values[code][place])
            assert found[item.code].values["egen"][place] == wanted, (item.code, year)


def test_a_change_in_the_workbook_becomes_a_scenario_of_its_index(two: Path) -> None:
    run = begin(two)
    changes = {("lpix KPI", 2027): Decimal(10), ("lpix", 2028): Decimal(4)}
    made = ScenarioMaker(HEAD | {"utgar_fran": "bas"}, run, changes, {}).scenario()
    assert {name: told.values for name, told in made.indices.items()} == {"LPIX": {2028: 4}, "KPI": {2027: 10}}
