"""Vintages, stand-ins and projections."""

import pytest
from series_rows import CONSTANT, TREND, TREND_1, D, change, person, population

from model.errors import InputError
from model.series.projection import Projection
from model.series.rows import PopulationRow
from model.series.series import Series
from model.status import Status


def test_the_latest_vintage_known_on_the_as_of_date() -> None:
    rows = [change(2025, "3,0", "2024-11-25"), change(2025, "2,5", "2025-02-01")]
    assert Series([], rows, D(2025, 1, 31)).index_row("LPIX", 2025).percent == 3
    assert Series([], rows, D(2025, 2, 1)).index_row("LPIX", 2025).percent * 2 == 5


def test_an_assumption_never_displaces_a_published_value() -> None:
    rows = [change(2025, "2,5", "2024-11-25"), change(2025, "3,0", "2026-01-01", "antagande")]
    assert Series([], rows, D(2027, 1, 1)).index_row("LPIX", 2025).status is Status.FIXED


def test_a_missing_index_year_says_where_to_look() -> None:
    """It is where the year's own later value stands, else the last year's, or where it ought to have stood."""
    rows = [change(2025, "3", "2024-11-25"), change(2024, "3", "2023-11-25")]
    with pytest.raises(InputError, match=r"lpix\.csv.*LPIX 2026.*slå upp det beslutade värdet \(för 2025: R\)"):
        Series([], rows, D(2030, 1, 1)).index_row("LPIX", 2026)
    rows[0] = rows[0].model_copy(update={"replaces": "LPIX i Regionplan med budget 2025"})
    with pytest.raises(InputError, match=r"\(för 2025: LPIX i Regionplan med budget 2025\)"):
        Series([], rows, D(2030, 1, 1)).index_row("LPIX", 2026)
    rows.append(change(2027, "3", "2024-11-25"))
    with pytest.raises(InputError, match=r"\(för 2025: LPIX i Regionplan med budget 2025\)"):
        Series([], rows, D(2024, 11, 20)).index_row("LPIX", 2025)


@pytest.mark.parametrize("status", ["prognos", "antagande", "exempel"])
def test_what_is_uncertain_stands_where_nothing_is_published(status: str) -> None:
    """The latest of them; one known only after the as-of date does not."""
    rows = [change(2025, f"{month}", f"2025-0{month}-01", status) for month in (1, 2, 3)]
    assert Series([], rows, D(2025, 2, 28)).index_row("LPIX", 2025).percent == 2
    preliminary = change(2025, "9", "2025-01-01", "preliminär")
    assert Series([], [*rows, preliminary], D(2025, 2, 28)).index_row("LPIX", 2025).percent == 9


def test_a_missing_figure_is_told_in_words() -> None:
    people = [person("2023-11-01", 800), person("2025-11-01", 900)]
    series = Series(people, [change(2025, "3", "2024-11-25")], D(2030, 1, 1))
    with pytest.raises(InputError) as error:
        series.population_rows(["2321"], D(2024, 11, 1), CONSTANT)
    assert str(error.value) == (
        "befolkning.csv, kolumn datum: fann inget, väntade en rad för kommunkod 2321 och 2024-11-01 publicerad "
        "senast 2030-01-01, eller en rad för ett annat datum med 2024-11-01 i kolumnen ersatter"
    )
    with pytest.raises(InputError) as error:
        series.index_row("LPIX", 2026)
    assert str(error.value) == (
        "lpix.csv, kolumn ar: fann inget, väntade en rad för LPIX 2026 publicerad senast 2030-01-01; slå upp det "
        "beslutade värdet (för 2025: R), eller för in ett antagande så länge"
    )


def test_the_figures_of_a_municipality_are_those_known_and_those_assumed() -> None:
    """2024 is published on the very day; 2025 the day after; another's is another's. By the day they are for."""
    rows = [
        person("2024-12-31", 900, publicerad="2025-02-21", ersatter="2024-11-01"),
        person("2023-11-01", 800),
        person("2025-11-01", 950, publicerad="2025-02-22"),
        person("2022-11-01", 7, "2380"),
    ]
    series = Series(rows, [], D(2025, 2, 21), [assumed("2026-11-01", 1000), assumed("2021-11-01", 8, "2380")])
    found = series.figures("2321")
    assert [(row.reference_date.year, row.population) for row in found] == [(2023, 800), (2024, 900), (2026, 1000)]


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ([person("2023-11-01", 800)], True),
        ([person("2024-11-01", 800)], True),
        ([person("2025-11-01", 800)], False),  # of a later year
        ([person("2023-12-01", 800), person("2023-11-02", 800)], False),  # of another day
        ([person("2023-11-01", 800, "2380")], False),
        ([person("2023-11-01", 800, publicerad="2025-02-21")], True),
        ([person("2023-11-01", 800, publicerad="2025-02-22")], False),
        ([person("2023-12-31", 800, ersatter="2023-11-01")], True),
    ],
)
def test_who_has_a_figure_of_its_own(rows: list[PopulationRow], known: bool) -> None:
    """For 1 November 2024 or of a year before it, known by 21 February 2025."""
    assert Series(rows, [], D(2025, 2, 21)).has_figure("2321", D(2024, 11, 1), CONSTANT) is known
    of_scenario = [row.model_copy(update={"published": D(2030, 1, 1)}) for row in rows]
    told = Series([], [], D(2025, 2, 21), of_scenario).has_figure("2321", D(2024, 11, 1), CONSTANT)
    assert told is (known or rows[0].published > D(2025, 2, 21))


def test_each_municipality_in_the_order_asked_for() -> None:
    rows = [person("2024-11-01", 1), person("2024-11-01", 2, "2380"), person("2024-11-01", 3, "2303")]
    series = Series(rows, [], D(2030, 1, 1))
    found = series.population_rows(["2380", "2321"], D(2024, 11, 1), CONSTANT)
    assert [(row.code, row.population) for row in found] == [("2380", 2), ("2321", 1)]


def test_only_those_asked_for_decide_how_far_the_figures_go() -> None:
    """Ragunda has a figure of 2025; Åre, who is asked for, has none, and goes on from 2024."""
    rows = [person("2024-11-01", 1), person("2025-11-01", 3, "2303")]
    series = Series(rows, [], D(2030, 1, 1))
    (row,) = series.population_rows(["2321"], D(2026, 11, 1), CONSTANT)
    assert (row.population, row.source) == (1, "oförändrad sedan 2024-11-01: SCB")


def test_a_figure_that_was_not_known_yet_is_projected() -> None:
    rows = [person("2023-11-01", 800), person("2024-11-01", 900, publicerad="2025-02-21")]
    assert population(rows, "2024-11-01", as_of="2025-02-20").method == "konstant"
    assert population(rows, "2024-11-01", as_of="2025-02-20").population == 800
    assert population(rows, "2024-11-01", as_of="2025-02-21").population == 900


@pytest.mark.parametrize("date", ["2024-12-01", "2024-11-02", "2024-12-31"])
def test_figures_of_another_day_of_the_year_are_not_gone_on_from(date: str) -> None:
    """The last 1 November is 2023's, whatever is published of other days."""
    rows = [person("2023-11-01", 800), person(date, 900)]
    assert population(rows, "2025-11-01").population == 800
    earlier = person("2022-11-01", 700)
    assert population([*rows, earlier], "2025-11-01", TREND_1).population == 1045  # 800 × (8/7)² = 1 044.9


def test_without_stand_ins_only_true_dates_are_left() -> None:
    standing_in = person("2024-12-31", 900, ersatter="2024-11-01")
    series = Series([person("2023-11-01", 800), standing_in], [change(2025, "3", "2024-11-25")], D(2030, 1, 1))
    only = series.without_stand_ins()
    assert [row.population for row in only.population] == [800]
    assert (only.index, only.as_of) == (series.index, series.as_of)


def assumed(date: str, figure: int, code: str = "2321") -> PopulationRow:
    return person(date, figure, code, status="antagande", kalla="scenariot")


def test_what_a_scenario_assumes_stands_for_its_date_and_is_gone_on_from() -> None:
    """1 000 in 2023; 2 000 assumed for 2025 and 3 000 for 2027; the year before the first is as published."""
    series = Series(
        [person("2022-11-01", 500), person("2023-11-01", 1000), person("2023-11-01", 7, "2380")],
        [],
        D(2030, 1, 1),
        [assumed("2027-11-01", 3000), assumed("2025-11-01", 2000), assumed("2025-11-01", 9, "2380")],
    )
    found = [
        series.population_rows(["2321"], D(year, 11, 1), CONSTANT)[0].population for year in range(2023, 2030)
    ]
    assert found == [1000, 1000, 2000, 2000, 3000, 3000, 3000]
    # Doubled each year, as from 2022 to 2023, from the latest that is assumed before.
    found = [series.population_rows(["2321"], D(year, 11, 1), TREND_1)[0].population for year in range(2023, 2030)]
    assert found == [1000, 2000, 2000, 4000, 3000, 6000, 12000]
    growth = Projection.model_validate({"metod": "tillvaxt", "procent": {"ovriga": "10"}})
    found = [series.population_rows(["2321"], D(year, 11, 1), growth)[0].population for year in range(2023, 2030)]
    assert found == [1000, 1100, 2000, 2200, 3000, 3300, 3630]


def test_what_a_scenario_assumes_of_the_last_day_that_has_a_figure_is_gone_on_from() -> None:
    rows = [person("2022-11-01", 500), person("2023-11-01", 1000)]
    series = Series(rows, [], D(2030, 1, 1), [assumed("2023-11-01", 3000)])
    for projection, after in ((CONSTANT, 3000), (TREND_1, 6000)):
        found = [
            series.population_rows(["2321"], D(year, 11, 1), projection)[0].population for year in (2023, 2024)
        ]
        assert found == [3000, after]


def test_what_a_scenario_assumes_of_a_year_that_has_a_figure_stands_for_that_year() -> None:
    rows = [person("2022-11-01", 500), person("2023-11-01", 1000)]
    series = Series(rows, [], D(2030, 1, 1), [assumed("2022-11-01", 1)])
    found = [
        series.population_rows(["2321"], D(year, 11, 1), CONSTANT)[0].population for year in (2022, 2023, 2024)
    ]
    assert found == [1, 1000, 1000]


def test_a_figure_for_another_date_counts_only_where_a_row_says_so() -> None:
    december = person("2024-12-31", 900)
    november = person("2023-11-01", 800)
    with pytest.raises(InputError, match="ersatter"):
        population([december, november, person("2025-11-01", 1)], "2024-11-01")
    standing_in = person("2024-12-31", 900, ersatter="2024-11-01")
    assert population([standing_in, november], "2024-11-01").population == 900
    assert population([standing_in, november], "2024-11-01").stands_in


def test_the_true_date_goes_before_a_stand_in() -> None:
    rows = [person("2024-11-01", 800), person("2024-12-31", 900, ersatter="2024-11-01", publicerad="2026-01-01")]
    assert population(rows, "2024-11-01").population == 800


@pytest.mark.parametrize("status", ["prognos", "antagande", "exempel"])
def test_an_assumed_figure_for_the_right_day_never_displaces_a_published_stand_in(status: str) -> None:
    """Status first, then day; a published figure for the right day goes before a stand-in, however late."""
    stand_in = person("2024-12-31", 900, ersatter="2024-11-01", publicerad="2025-02-01", status="preliminär")
    assumed = person("2024-11-01", 5_000, status=status, publicerad="2026-01-01")
    assert population([stand_in, assumed], "2024-11-01").population == 900
    assert population([assumed], "2024-11-01").population == 5_000
    decided = person("2024-11-01", 890, publicerad="2025-01-15")
    assert population([stand_in, assumed, decided], "2024-11-01").population == 890


def test_a_forecast_goes_before_an_assumption_and_that_before_an_example() -> None:
    rows = [
        person("2024-11-01", number, status=status, publicerad=f"2025-0{number}-01")
        for number, status in ((1, "prognos"), (2, "antagande"), (3, "exempel"))
    ]
    assert [population(rows[place:], "2024-11-01").population for place in range(3)] == [1, 2, 3]
    changes = [change(2025, str(n), f"2025-0{n}-01", status) for n, status in ((1, "prognos"), (2, "antagande"))]
    assert Series([], changes, D(2030, 1, 1)).index_row("LPIX", 2025).percent == 1


def test_only_a_scenarios_own_figure_goes_before_a_published_one_and_is_marked() -> None:
    own = person("2024-11-01", 5_000, status="antagande")
    series = Series([person("2024-11-01", 900)], [], D(2030, 1, 1), assumed=[own])
    (row,) = series.population_rows(["2321"], D(2024, 11, 1), CONSTANT)
    assert (row.population, row.status) == (5_000, Status.ASSUMED)


def test_an_assumed_figure_far_ahead_moves_nobody_elses_last() -> None:
    """Åre has an assumption for 2035: the others go on from 2024, and so does Åre until then."""
    rows = [person("2024-11-01", 100, code) for code in ("2321", "2380")]
    rows.append(person("2035-11-01", 700, "2321", status="antagande"))
    series = Series(rows, [], D(2030, 1, 1))

    def found(year: int) -> list[tuple[int, Status, str]]:
        own = series.population_rows(["2321", "2380"], D(year, 11, 1), CONSTANT)
        return [(row.population, row.status, row.method) for row in own]

    carried = (100, Status.ASSUMED, "konstant")
    assert found(2026) == [carried, carried]
    assert found(2035) == [(700, Status.ASSUMED, "uppgift"), carried]
    assert found(2036) == [(700, Status.ASSUMED, "konstant"), carried]


def test_a_whole_forecast_in_the_file_is_used_year_by_year() -> None:
    rows = [person("2024-11-01", 100, code) for code in ("2321", "2380")]
    rows += [
        person(f"{year}-11-01", 100 + year - 2024, code, status="prognos")
        for year in (2025, 2026)
        for code in ("2321", "2380")
    ]
    series = Series(rows, [], D(2030, 1, 1))
    for year, people in ((2024, 100), (2025, 101), (2026, 102), (2028, 102)):
        own = series.population_rows(["2321", "2380"], D(year, 11, 1), CONSTANT)
        assert [row.population for row in own] == [people, people]


def test_a_year_between_two_figures_is_not_filled_in() -> None:
    with pytest.raises(InputError, match="2024-11-01"):
        population([person("2023-11-01", 800), person("2025-11-01", 900)], "2024-11-01")


def test_a_year_that_only_some_have_is_not_projected_for_the_others() -> None:
    rows = [person("2023-11-01", 1), person("2023-11-01", 2, "2380"), person("2024-11-01", 3, "2380")]
    with pytest.raises(InputError, match="kommunkod 2321 och 2024-11-01"):
        Series(rows, [], D(2030, 1, 1)).population_rows(["2321", "2380"], D(2024, 11, 1), CONSTANT)


def test_constant_says_that_it_is_an_assumption() -> None:
    row = population([person("2023-11-01", 800)], "2026-11-01")
    assert (row.population, row.status, row.method) == (800, Status.ASSUMED, "konstant")


def test_trend_goes_on_with_the_growth_of_the_years_named() -> None:
    """800 → 1 000 in two years: a factor of 1.25 each two years, so 1 250 after two more."""
    row = population([person("2021-11-01", 800), person("2023-11-01", 1000)], "2025-11-01", TREND)
    assert (row.population, row.status, row.method) == (1250, Status.ASSUMED, "trend över 2 år")


def test_given_uses_its_own_rows_and_is_an_assumption() -> None:
    given_rows = Projection.model_validate({"metod": "given", "fil": "x.csv"}).model_copy(
        update={"rows": (person("2024-11-01", 950, status="prognos"),)}
    )
    row = population([person("2023-11-01", 800)], "2024-11-01", given_rows)
    assert (row.population, row.status) == (950, Status.ASSUMED)
    decided = given_rows.model_copy(update={"rows": (person("2024-11-01", 950),)})
    assert population([person("2023-11-01", 800)], "2024-11-01", decided).status is Status.ASSUMED
    with pytest.raises(InputError, match=r"x\.csv, kolumn datum: .*2025-11-01"):
        population([person("2023-11-01", 800)], "2025-11-01", given_rows)
    late = Projection.model_validate({"metod": "given", "fil": "x.csv"}).model_copy(
        update={"rows": tuple(person("2024-11-01", n, publicerad=f"2025-0{n}-01") for n in (1, 2, 3))}
    )
    assert population([person("2023-11-01", 800)], "2024-11-01", late, "2025-02-01").population == 2
