"""Population beyond the last figure, worked by hand: the figure, and what its row says of how it came to be."""

import datetime as dt
from decimal import Decimal

import pytest
from series_rows import CONSTANT, TREND, person, population

from model.errors import InputError
from model.series.projection import Method, Projection, constant, growth, trend
from model.series.rows import PopulationRow
from model.status import Status

D = dt.date


def grows(**percent: str) -> Projection:
    own = {code.lstrip("k"): Decimal(each) for code, each in percent.items()}
    return Projection.model_validate({"metod": "tillvaxt", "procent": own})


def told(row: PopulationRow) -> dict[str, object]:
    """What a row says, but for whose it is."""
    return row.model_dump(include={"date", "replaces", "population", "status", "method", "source", "place"})


def test_the_example_of_the_methods() -> None:
    """1 000 in 2020 and 1 100 in 2025, as `Method` has it: 1 100, 1 210 and 1 159 in 2030."""
    first, last, then = person("2020-11-01", 1000), person("2025-11-01", 1100), D(2030, 11, 1)
    five = Projection.model_validate({"metod": "trend", "ar": 5})
    assert constant(last, then, CONSTANT.label).population == 1100
    assert trend(first, last, last, then, five).population == 1210
    assert growth(last, then, grows(k2321="1.05")).population == 1159
    assert [CONSTANT.label, five.label, grows(ovriga="1").label] == [
        Method.CONSTANT,
        "trend över 5 år",
        "tillväxt enligt scenariot",
    ]


STANDS_IN = {"ersatter": "2023-11-01", "kalla": "SCB, december", "_plats": "befolkning.csv rad 7"}


def test_what_a_constant_figure_says_of_itself() -> None:
    """It is for its own date, though what it repeats stood in for another."""
    assert told(constant(person("2023-12-31", 800, **STANDS_IN), D(2026, 11, 1), "konstant")) == {
        "date": D(2026, 11, 1),
        "replaces": None,
        "population": 800,
        "status": Status.ASSUMED,
        "method": "konstant",
        "source": "oförändrad sedan 2023-12-31: SCB, december",
        "place": "befolkning.csv rad 7",
    }


def test_what_a_trend_says_of_itself() -> None:
    """800 → 1 000 in two years; a scenario's 2 000 in 2024 goes on with it, and is 2 500 in 2026."""
    first = person("2021-11-01", 800, _plats="befolkning.csv rad 3")
    last = person("2023-12-31", 1000, **STANDS_IN)
    start = person("2024-12-31", 2000, ersatter="2024-11-01", kalla="scenariot", _plats="scenario\u00a0prov")
    assert told(trend(first, last, start, D(2026, 11, 1), TREND)) == {
        "date": D(2026, 11, 1),
        "replaces": None,
        "population": 2500,
        "status": Status.ASSUMED,
        "method": "trend över 2 år",
        "source": "trend 2021-11-01–2023-12-31: scenariot",
        "place": "befolkning.csv rad 3 och scenario\u00a0prov",
    }


def test_what_a_growth_says_of_itself() -> None:
    """Åre's own 50.5 % for two years, not the others' 1 %: 1 000 × 1.505² is 2 265.025."""
    row = growth(person("2023-12-31", 1000, **STANDS_IN), D(2025, 11, 1), grows(k2321="50.5", ovriga="1"))
    assert told(row) == {
        "date": D(2025, 11, 1),
        "replaces": None,
        "population": 2265,
        "status": Status.ASSUMED,
        "method": "tillväxt enligt scenariot",
        "source": "50,5 % om året från 2023-12-31: SCB, december",
        "place": "befolkning.csv rad 7",
    }


@pytest.mark.parametrize(("percent", "grown"), [("49", 3), ("50", 3), ("24", 2), ("25", 3), ("0", 2)])
def test_a_growth_is_rounded_half_up(percent: str, grown: int) -> None:
    """Two inhabitants a year later: 2.98, 3, 2.48, 2.5 and 2."""
    assert growth(person("2024-11-01", 2), D(2025, 11, 1), grows(ovriga=percent)).population == grown


@pytest.mark.parametrize("weak", ["first", "last", "start"])
def test_a_trend_is_no_surer_than_any_of_its_figures(weak: str) -> None:
    """An example among them makes it an example, which is weaker than an assumption."""
    rows = {
        name: person(f"{year}-11-01", 800, status="exempel" if name == weak else "fastställd")
        for name, year in (("first", 2021), ("last", 2023), ("start", 2024))
    }
    assert trend(*rows.values(), D(2026, 11, 1), TREND).status is Status.EXAMPLE
    assert constant(rows[weak], D(2026, 11, 1), "konstant").status is Status.EXAMPLE
    assert growth(rows[weak], D(2026, 11, 1), grows(ovriga="1")).status is Status.EXAMPLE


def test_no_trend_from_nobody_and_no_growth_that_nobody_told() -> None:
    with pytest.raises(InputError) as error:
        population([person("2021-11-01", 0), person("2023-11-01", 9)], "2025-11-01", TREND)
    words = "kolumn folkmangd: fann ”0”, väntade en folkmängd över 0 att räkna trend från"
    assert str(error.value) == f"befolkning.csv rad 2, {words}"
    with pytest.raises(InputError) as error:
        growth(person("2023-11-01", 9), D(2025, 11, 1), grows(k2380="1"))
    words = "fann inget, väntade en tillväxt för kommunkod 2321, eller för ovriga"
    assert str(error.value) == f"scenariot, nyckel befolkning.procent: {words}"
