"""What another reading costs, worked by hand."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_inputs import MUNICIPALITIES, edit, index_csv

from model.amounts.registers import reading_effect
from model.read.begin import begin


def by_reading(folder: Path, changes: dict, years: range, outcomes: dict[int, int]) -> dict:
    run = begin(str(folder))
    booked = {("energikontor", year): outcome for year, outcome in outcomes.items()}
    own = [run.agreement("energikontor")]
    other = replace(run.case.agreed("energikontor"), otherwise=changes)
    found = reading_effect(run.case, lambda year: run.allocation(own, [year]), other, years, booked)
    return {year: found[year].to_dict() for year in found}


def test_only_the_excess_is_settled(folder: Path) -> None:
    """Paid 1 648 000, outcome 1 400 000: 248 000 goes back, or the 108 000 above 10 %; half is the Region's."""
    found = by_reading(folder, {"slutavrakning.omfattning": "overskjutande"}, range(2025, 2027), {2025: 1_400_000})
    assert sum(found[2025].values()) == 248_000 - 108_000
    assert found[2025]["region_jh"] == 70_000
    assert set(found[2026].values()) == {0}


def test_the_other_agreements_are_no_part_of_it(county: Path) -> None:
    found = by_reading(county, {"slutavrakning.omfattning": "overskjutande"}, range(2025, 2026), {2025: 1_400_000})
    assert sorted(found[2025]) == [*MUNICIPALITIES, "region_jh"]
    assert sum(found[2025].values()) == 248_000 - 108_000


def test_a_negative_index_that_leaves_the_amount(folder: Path) -> None:
    """−2 % in 2025 lowers 800 000 by 16 000; read the other way it does not."""
    changes = index_csv(dict.fromkeys(range(2025, 2034), "0") | {2025: "−2"})
    (folder / "lpix.csv").write_text(changes, encoding="utf-8")
    found = by_reading(folder, {"index.negativt": "lamnar"}, range(2024, 2026), {})
    assert found[2025]["region_jh"] == 16_000
    assert set(found[2024].values()) == {0}


def test_rounded_each_year(folder: Path) -> None:
    """Base 101 at 50 %: 151.5 becomes 152, 228; unrounded 227.25 becomes 227."""
    edit(folder / "avtal" / "energikontor.yaml", "totalt: 1 600 000", "totalt: 202")
    text = (folder / "avtal" / "energikontor.yaml").read_text(encoding="utf-8")
    (folder / "avtal" / "energikontor.yaml").write_text(text.replace("800 000", "101"), encoding="utf-8")
    (folder / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2025, 2034), "50")), encoding="utf-8")
    found = by_reading(folder, {"index.avrundas": "arligen"}, range(2025, 2027), {})
    assert found[2025]["region_jh"] == 0
    assert found[2026]["region_jh"] == 1


def test_without_stand_ins_the_last_true_figure_goes_on(folder: Path) -> None:
    """Ragunda's 1 100 of 2024 stands in; without it 1 000 goes on: 824 000 × (1 000/16 000 − 1 100/16 100)."""
    path = folder / "befolkning.csv"
    text = (
        path.read_text(encoding="utf-8")
        .replace(";2024-11-01;", ";2024-12-31;")
        .replace("2024-12-15;", "2024-12-15;2024-11-01")
    )
    path.write_text(text, encoding="utf-8")
    found = by_reading(folder, {"bidrag.kommuner.nyckel.saknas": "framskrivning"}, range(2025, 2026), {})
    assert found[2025]["2303"] == 51_500 - 56_298
    assert sum(found[2025].values()) == 0


def test_a_year_that_lacks_figures_is_left_out(folder: Path) -> None:
    found = by_reading(folder, {"bidrag.kommuner.nyckel.dag": "06-30"}, range(2024, 2026), {})
    assert found == {}


def test_the_years_after_one_that_lacks_figures_are_there(folder: Path) -> None:
    """31 December is known of 2024, where Ragunda has 9 000 of 24 000, and not of 2023: 824 000 × 9/24 in 2025."""
    rows = (folder / "befolkning.csv").read_text(encoding="utf-8").splitlines()
    last = [row.replace("2024-11-01", "2024-12-31") for row in rows if ";2024-11-01;" in row]
    text = "\n".join([*rows, *last]).replace("2024-12-31;1100;", "2024-12-31;9000;") + "\n"
    (folder / "befolkning.csv").write_text(text, encoding="utf-8")
    found = by_reading(folder, {"bidrag.kommuner.nyckel.dag": "12-31"}, range(2024, 2026), {})
    assert list(found) == [2025]
    assert found[2025]["2303"] == 309_000 - 56_298


def test_a_year_that_only_one_of_the_readings_has(folder: Path) -> None:
    """Read as in force from 2025, nobody pays in 2024; before that nobody does by either, and 2025 is the same."""
    found = by_reading(folder, {"giltighet.fran": "2025-01-01"}, range(2023, 2026), {})
    assert {year: own["region_jh"] for year, own in found.items()} == {2023: 0, 2024: -800_000, 2025: 0}
    assert sum(found[2024].values()) == -1_600_000


@pytest.mark.slow
def test_every_shipped_alternative_can_be_read() -> None:
    run = begin()
    counted = [(r, a) for r in run.inputs.readings for a in r.alternatives if a.changes]
    assert len(counted) >= 10
    for reading, alternative in counted:
        assert not run.effect(reading.agreement or "", alternative).empty, reading.id
    assert len({reading.id for reading in run.inputs.readings}) == len(run.inputs.readings)
