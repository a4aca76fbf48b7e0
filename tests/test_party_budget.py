"""What a party is to have in its budget, and what it differs by, worked by hand.

The small inputs: the Region pays 800 000 kr in the prices of 2024, moved by 3 % a year.
"""

import datetime as dt
from pathlib import Path

import pytest
from small_inputs import published

from model.party_budget import OWN, Planned, planned
from model.read.begin import begin

HEADING = "avtal;part;ar;belopp_kr;senast;status;kalla;publicerad\n"
LAST = dt.date(2026, 1, 1)


def raised(folder: Path) -> Path:
    """Publish everything in 2024, and in June 2026 that LPIX of 2027 is 4 % instead of 3 %."""
    published(folder, "2024-12-15")
    with (folder / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write("LPIX;2027;4,0;fastställd;Regionplan;2026-06-01;\n")
    return folder


def of(folder: Path, code: str, *years: int, last: dt.date = LAST, rows: str = "") -> list[Planned]:
    (folder / "partsbudget.csv").write_text(HEADING + rows, encoding="utf-8")
    return planned(begin(str(folder), "2026-07-01"), code, years, last)


def moved(drivers: dict[str, int] | None) -> dict[str, int]:
    assert drivers is not None
    return {name: amount for name, amount in drivers.items() if amount}


@pytest.mark.clause("RUN/387/2023 §7", "vad en part ska ha i sin budget, mot förra gången och sin egen")
def test_against_what_was_told_last(folder: Path) -> None:
    """800 000 × 1,03³ is 874 181,6; with 4 % the last year it is 882 668,8: 8 487 more, by the index."""
    (before, after) = of(raised(folder), "region_jh", 2026, 2027)
    assert before.told
    assert after.told
    assert (before.amount, before.told.before) == (848_720, 848_720)
    assert moved(dict(before.told.drivers or {})) == {}
    assert (after.amount, after.told.before, after.told.day) == (882_669, 874_182, LAST)
    assert moved(dict(after.told.drivers or {})) == {"index": 8_487}


def test_against_its_own_budget(folder: Path) -> None:
    """870 000 was 4 182 less than the 874 182 that was computed in February; then the index added 8 487."""
    rows = ";region_jh;2027;870 000;;fastställd;RF;2026-02-01\n"
    (found,) = of(raised(folder), "region_jh", 2027, rows=rows)
    assert found.decided
    assert (found.decided.before, found.decided.after) == (870_000, 882_669)
    assert moved(dict(found.decided.drivers or {})) == {OWN: 4_182, "index": 8_487}
    assert sum((found.decided.drivers or {}).values()) == 882_669 - 870_000


def test_a_budget_without_a_day_is_compared_and_not_explained(folder: Path) -> None:
    (found,) = of(raised(folder), "region_jh", 2027, rows=";region_jh;2027;870 000;;fastställd;RF;\n")
    assert found.decided
    assert (found.decided.before, found.decided.after, found.decided.drivers) == (870_000, 882_669, None)


def test_nothing_can_be_told_of_a_day_before_the_figures(folder: Path) -> None:
    rows = ";region_jh;2027;870 000;;fastställd;RF;2023-01-01\n"
    (found,) = of(raised(folder), "region_jh", 2027, last=dt.date(2023, 1, 1), rows=rows)
    assert found.told is None
    assert found.decided
    assert found.decided.drivers is None


def test_a_company_is_counted_with_its_municipality(county: Path) -> None:
    """Åre pays to Energikontoret, and Årehus to the network: a budget of one of them is compared with that."""
    published(county, "2024-12-15")
    run = begin(str(county), "2026-07-01")
    rows = run.allocation(run.agreements, [2026])
    (first,), (second,) = (rows.loc[rows["part"] == code, "belopp_kr"] for code in ("2321", "arehus"))
    (whole,) = of(county, "2321", 2026, rows=";2321;2026;1;;exempel;x;\n")
    assert whole.decided
    assert whole.amount == whole.decided.after == first + second
    (part,) = of(county, "2321", 2026, rows="natverk;2321;2026;1;;exempel;x;\n;2305;2026;9;;exempel;x;\n")
    (own,) = of(county, "2321", 2026, rows=";arehus;2026;1;;exempel;x;\n")
    assert part.decided
    assert own.decided
    assert part.decided.after == own.decided.after == second
    assert part.decided.before == 1


def test_the_day_is_the_partys_own_or_that_of_all(folder: Path) -> None:
    published(folder, "2024-12-15")
    rows = (
        ";;2026;;2025-06-15;antagande;x;\n;2321;2026;;2025-09-30;fastställd;KS;\n;;2027;;2026-06-15;antagande;x;\n"
    )
    found = {
        code: [each.by for each in of(folder, code, 2026, 2027, 2028, rows=rows)] for code in ("2321", "2303")
    }
    assert found["2321"] == [dt.date(2025, 9, 30), dt.date(2026, 6, 15), None]
    assert found["2303"] == [dt.date(2025, 6, 15), dt.date(2026, 6, 15), None]
