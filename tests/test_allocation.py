"""The worked example of RUN/387/2023: 2024 and 2025, all nine parties, as a reader would do it by hand.

The figures are real for the population (31 December 2023 and 2024, standing in for 1 November) and assumed for
LPIX (3.0 %). docs/raknexempel.md tells the same example in words.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from conftest import MUNICIPALITIES, index_csv, population_csv

from model import exact
from model.amounts.allocation import COLUMNS
from model.read.begin import PROJECT, begin

# Municipality: population; 800 000 × population / 132 572 in whole kronor, the remainder in 132 572ths of a
# krona, the remainder's place in the queue, and the amount: the four first in the queue get a krona more.
EXAMPLE_2024 = {
    "2303": (5135, 30986, 124008, 1, 30987),
    "2305": (6099, 36804, 20112, 7, 36804),
    "2309": (15595, 94107, 46796, 6, 94107),
    "2313": (11113, 67060, 121680, 2, 67061),
    "2321": (12464, 75213, 62164, 5, 75213),
    "2326": (7140, 43086, 2808, 8, 43086),
    "2361": (10145, 61219, 74732, 4, 61220),
    "2380": (64881, 391521, 77988, 3, 391522),
}
# The same for 824 000 kronor over 132 839 inhabitants.
EXAMPLE_2025 = {
    "2303": (5146, 31920, 83120, 4, 31921),
    "2305": (6035, 37435, 12035, 7, 37435),
    "2309": (15680, 97263, 343, 8, 97263),
    "2313": (11023, 68375, 85375, 3, 68376),
    "2321": (12693, 78734, 86174, 2, 78735),
    "2326": (7108, 44090, 120490, 1, 44091),
    "2361": (10175, 63115, 66515, 6, 63115),
    "2380": (64979, 403064, 77304, 5, 403064),
}


@pytest.fixture
def example(folder: Path):
    people = {2023: [row[0] for row in EXAMPLE_2024.values()], 2024: [row[0] for row in EXAMPLE_2025.values()]}
    (folder / "befolkning.csv").write_text(population_csv(people), encoding="utf-8")
    run = begin(str(folder))
    return run.allocation([run.agreement("energikontor")], [2024, 2025])


@pytest.mark.clause("RUN/387/2023 §1", "nio parter")
@pytest.mark.clause("RUN/387/2023 §7", "800 000 kr från Regionen, 800 000 kr från kommunerna")
@pytest.mark.clause("RUN/387/2023 §7", "kommunernas del efter befolkning 1 november året före")
@pytest.mark.parametrize(
    ("year", "contribution", "inhabitants", "rows"),
    [(2024, 800_000, 132_572, EXAMPLE_2024), (2025, 824_000, 132_839, EXAMPLE_2025)],
)
def test_worked_example(example, year: int, contribution: int, inhabitants: int, rows: dict) -> None:
    amounts = example[example["ar"] == year].set_index("part")["belopp_kr"].to_dict()
    assert amounts.pop("region_jh") == contribution
    assert amounts == {code: row[4] for code, row in rows.items()}
    assert sum(amounts.values()) == contribution
    assert sum(row[0] for row in rows.values()) == inhabitants
    left = contribution - sum(row[1] for row in rows.values())
    assert left == 4
    for population, whole, remainder, place, amount in rows.values():
        assert contribution * population == whole * inhabitants + remainder
        assert amount == whole + (place <= left)
    by_remainder = sorted(rows.values(), key=lambda row: -row[2])
    assert [row[3] for row in by_remainder] == list(range(1, 9))


def by_hand(changes: dict[int, str], people: dict[int, list[int]], year: int) -> dict[str, int]:
    """A year's amounts by the exact rules alone: base × factor, rounded, split."""
    percents = [changes[each].replace(",", ".").replace("−", "-") for each in range(2025, year + 1)]
    contribution = exact.indexed(800_000, [int(Decimal(percent) * 10**6) for percent in percents])
    parts = exact.apportion(contribution, people[year - 1])
    return {"region_jh": contribution} | dict(zip(MUNICIPALITIES, parts, strict=True))


@pytest.mark.clause("RUN/387/2023 §7", "uppräkning med LPIX från 2025")
def test_every_year_and_party_equals_a_calculation_by_hand(folder: Path) -> None:
    changes = dict(
        zip(
            range(2025, 2034), ["3,1", "2,74", "−0,35", "0", "4,125", "1,999999", "2,5", "3,3", "2,9"], strict=True
        )
    )
    people = {
        year: [5135 + 11 * i, 6099 - 37 * i, 15595 + i, 11113, 12464 + 90 * i, 7140, 10145, 64881 + 13 * i * i]
        for i, year in enumerate(range(2023, 2033))
    }
    (folder / "befolkning.csv").write_text(population_csv(people), encoding="utf-8")
    (folder / "lpix.csv").write_text(index_csv(changes), encoding="utf-8")
    run = begin(str(folder))
    frame = run.allocation([run.agreement("energikontor")], range(2024, 2034))
    assert len(frame) == 90
    for year, rows in frame.groupby("ar"):
        expected = by_hand(changes, people, int(year))
        assert dict(zip(rows["part"], rows["belopp_kr"], strict=True)) == expected
        assert rows["belopp_kr"].sum() == 2 * expected["region_jh"]


def test_the_shipped_inputs_equal_a_calculation_by_hand() -> None:
    run = begin(str(PROJECT / "inputs"))
    frame = run.allocation([run.agreement("energikontor")], range(2024, 2034))
    changes = {year: str(run.series.index_row("LPIX", year).percent) for year in range(2025, 2034)}
    for year, rows in frame.groupby("ar"):
        key = rows[rows["part"] != "region_jh"].sort_values("part")["nyckel_taljare"].tolist()
        expected = by_hand(changes, {int(year) - 1: key}, int(year))
        assert dict(zip(rows["part"], rows["belopp_kr"], strict=True)) == expected


def test_the_frame_is_tidy(example) -> None:
    assert list(example.columns) == list(COLUMNS)
    assert not example.duplicated(["scenario", "avtal", "ar", "part"]).any()
    assert example["belopp_kr"].dtype == "int64"
    assert not example.isna().any().any()


def test_a_year_outside_the_term_has_no_rows(run) -> None:
    frame = run.allocation([run.agreement("energikontor")], [2023, 2024, 2034])
    assert frame["ar"].unique().tolist() == [2024]
    assert run.allocation([run.agreement("energikontor")], [2050]).empty


@pytest.mark.clause("RUN/387/2023 §11", "en parts uppsägning gäller alla nio")
def test_a_notice_ends_the_amounts_for_all_nine(folder: Path) -> None:
    text = (folder / "scenarier" / "bas.yaml").read_text(encoding="utf-8")
    notice = "uppsagningar: [{avtal: energikontor, part: '2321', datum: 2028-06-01}]\n"
    (folder / "scenarier" / "slut.yaml").write_text(text.replace("bas\n", "slut\n", 1) + notice, encoding="utf-8")
    run = begin(str(folder), scenario="slut")
    frame = run.allocation([run.agreement("energikontor")], range(2024, 2034))
    assert frame.groupby("ar").size().to_dict() == dict.fromkeys(range(2024, 2030), 9)


def test_the_weakest_status_follows_the_amount(run) -> None:
    frame = run.allocation([run.agreement("energikontor")], [2024, 2025, 2026])
    statuses = frame.groupby("ar")["status"].unique().map(list).to_dict()
    assert statuses == {2024: ["fastställd"], 2025: ["fastställd"], 2026: ["antagande", "fastställd"]}
    region = frame[frame["part"] == "region_jh"]
    assert set(region["status"]) == {"fastställd"}
