"""What each party pays beside another scenario, worked by hand: 16 000 inhabitants, LPIX 3 %."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from small_inputs import MUNICIPALITIES, ROUND, edit
from trials import EVERYBODY, trial

from model.amounts.comparison import (
    COLUMNS,
    against_first,
    compared,
    inhabitants,
    net_rows,
    net_statuses,
    owners,
    summed,
    yearly,
)
from model.read.begin import begin
from model.run import Run
from model.scenarios.case import Case

OUTCOME = "utfall:\n  - {avtal: energikontor, ar: 2025, procent_av_finansiering: 80}\n"


def all_rows(run: Run, years: list[int]) -> pd.DataFrame:
    return run.allocation(run.agreements, years)


def test_every_cell_of_a_party_and_of_one_that_pays_nothing(county: Path) -> None:
    """Östersund, half of 16 000 inhabitants, in 2025, when the outcome is 80 % of the Energikontor's financing.

    It pays 412 000 (800 000 × 1.03 / 2) and 285 379, half of the network's 478 000 × 1.03⁶ = 570 757. 329 600 of
    1 648 000 goes back, a quarter of it to Östersund. The net per inhabitant is 76.872375, and 614 979 / 1.03 is
    597 066.99. The pot paid for 2024 alone.
    """
    rows = trial(county, OUTCOME).yearly([2024, 2025])
    assert list(rows.columns) == list(COLUMNS)
    by_party = rows[rows["ar"] == 2025].set_index("part")
    assert by_party.loc["2380"].to_dict() == {
        "scenario": "prov",
        "partnamn": "Östersund",
        "ar": 2025,
        "belopp_kr": 697_379,
        "slutavrakning_kr": -82_400,
        "netto_kr": 614_979,
        "fast_pris_kr": 597_067,
        "invanare": 8_000,
        "kr_per_invanare": Decimal("76.87"),
        "status": "antagande",
    }
    assert by_party.loc["gemensam_pott"].to_dict() == {
        "scenario": "prov",
        "partnamn": "Potten",
        "ar": 2025,
        **dict.fromkeys(["belopp_kr", "slutavrakning_kr", "netto_kr", "fast_pris_kr", "invanare"], 0),
        "kr_per_invanare": None,
        "status": "",
    }


def test_the_prices_are_those_of_the_first_year(county: Path) -> None:
    """In the first year nothing is divided, whatever the index has moved before it."""
    rows = trial(county, OUTCOME).yearly([2024, 2025])
    first = rows[rows["ar"] == 2024]
    assert first["fast_pris_kr"].tolist() == first["netto_kr"].tolist()
    assert first.set_index("part").loc["2380", "netto_kr"] == 400_000 + 277_067  # half of 478 000 × 1.03⁵


def test_what_rests_on_an_assumed_outcome_is_assumed(county: Path) -> None:
    """The outcome is of the Energikontor and of 2025; the network, and the year before, rest on nothing of it."""
    run = trial(county, OUTCOME)
    rows = net_rows(run.case, all_rows(run, [2024, 2025]))
    decided = rows.assign(netto_status=net_statuses(run.case, rows))[rows["status"] == "fastställd"]
    told = decided.groupby(["avtal", "ar"])["netto_status"].agg(set).to_dict()
    assert told == {
        ("energikontor", 2024): {"fastställd"},
        ("energikontor", 2025): {"antagande"},
        ("kompetensattraktion", 2024): {"fastställd"},
        ("natverk", 2024): {"fastställd"},
        ("natverk", 2025): {"fastställd"},
    }
    changed = rows[rows["slutavrakning_kr"] != 0]
    assert set(zip(changed["avtal"], changed["ar"], strict=True)) == {("energikontor", 2025)}
    assert (rows["netto_kr"] - rows["belopp_kr"] == rows["slutavrakning_kr"]).all()


def test_the_weakest_status_of_all_that_a_party_pays_is_the_partys(county: Path) -> None:
    """The Region's own share of the network's 60 000 kr is assumed, and the Energikontor's part decided."""
    status = begin(county).yearly([2024]).set_index("part")["status"]
    assert (status["region_jh"], status["2380"], status["landstingsbostader"]) == (
        "antagande",
        "fastställd",
        "antagande",
    )


def test_a_company_is_counted_with_its_municipality_and_a_department_with_the_region(county: Path) -> None:
    run = begin(county)
    agreements = run.agreements
    assert list(owners(agreements)) == [
        "region_jh",
        *MUNICIPALITIES,
        "gemensam_pott",
        "naringslivet",
        "landstingsbostader",
    ]
    frame = all_rows(run, [2024])
    rows = net_rows(run.case, frame).set_index(["avtal", "part"])
    assert rows.loc[("natverk", "arehus"), "agare"] == "2321"
    assert rows.loc[("natverk", "region_fastighet"), "agare"] == "region_jh"
    assert rows.loc[("energikontor", "2321"), "agare"] == "2321"


GOING_ON = (
    "fortsatter:\n  - avtal: kompetensattraktion\n    till: 2026-12-31\n    bidrag: pott\n    delas:\n"
    "      - {kod: region, namn: Regionens del, procent: 50, betalare: [region_jh], nyckel: {typ: lika}}\n"
    f"      - {{kod: kommuner, namn: De andras, procent: 50, betalare: {EVERYBODY}, nyckel: {{typ: lika}}}}\n"
)


def fixed_prices(run: Run, code: str, years: list[int]) -> list[int]:
    """Return what all pay by an agreement alone in fixed prices, with the price levels of all the agreements."""
    own = all_rows(run, years)
    rows = yearly(run.case, own[own["avtal"] == code], years)
    return rows.groupby("ar")["fast_pris_kr"].sum().tolist()


def test_each_agreement_has_the_prices_of_its_own_index(two: Path) -> None:
    """LPIX is 3 % and KPI, the network's, 5 %: in 2025's prices each is what it was, but for kronor of rounding.

    What has no index is divided by the first agreement's, LPIX: 3 570 000 / 1.03 = 3 466 019, / 1.03² = 3 365 067.
    """
    run, years = trial(two, GOING_ON), [2024, 2025, 2026]
    levels = {"energikontor": 1_600_000, "natverk": 686_640}  # 538 000 × 1.05⁵ = 686 639.5
    for code, level in levels.items():
        assert fixed_prices(run, code, years) == pytest.approx([level] * 3, abs=8)
    assert fixed_prices(run, "kompetensattraktion", years) == pytest.approx(
        [3_570_000, 3_466_019, 3_365_067], abs=8
    )


def test_an_agreement_without_any_index_beside_it_has_the_amounts_as_they_are(county: Path) -> None:
    run = trial(county, GOING_ON)
    own = [run.agreement("kompetensattraktion")]
    case = replace(run.case, agreements=[run.case.agreed("kompetensattraktion")])
    rows = yearly(case, run.allocation(own, [2024, 2025]), [2024, 2025])
    assert rows["fast_pris_kr"].tolist() == rows["netto_kr"].tolist()
    assert rows.groupby("ar")["netto_kr"].sum().tolist() == [3_570_000, 3_570_000]
    # It is split by no population, so nobody is counted per inhabitant.
    assert set(rows["invanare"]) == {0}
    assert set(rows["kr_per_invanare"]) == {None}


def test_years_before_an_agreements_own_are_no_concern_of_its_index(two: Path) -> None:
    """In 2019 and 2020 the network alone is in force: 179 333 and 564 900 (538 000 × 1.05), which is 538 000."""
    rows = begin(two).yearly([2019, 2020])
    assert rows.groupby("ar")["netto_kr"].sum().tolist() == [179_333, 564_900]
    assert rows.groupby("ar")["fast_pris_kr"].sum().tolist() == pytest.approx([179_333, 538_000], abs=8)


def test_an_index_is_asked_for_no_longer_than_it_moves_anything(two: Path) -> None:
    """The network is reckoned to 2036, and LPIX, which is not its index, is known to 2033, when the other ends."""
    edit(two / "avtal" / "natverk.yaml", "raknas_till: 2033", "raknas_till: 2036")
    later = "".join(f"KPI;{year};5,0;fastställd;Regionplan;{year - 1}-11-25;\n" for year in range(2034, 2037))
    with (two / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write(later)
    rows = begin(two).yearly([2033, 2036])
    net, fixed = (rows.groupby("ar")[name].sum() for name in ("netto_kr", "fast_pris_kr"))
    assert fixed[2033] == net[2033]
    assert fixed[2036] == pytest.approx(float(net[2036]) / 1.05**3, abs=8)


@pytest.fixture
def two_days(county: Path) -> Case:
    """The network splits by 31 December, with 2 000 more in each; Bräcke is in it alone, Berg in no agreement."""
    network, energy = (county / "avtal" / f"{name}.yaml" for name in ("natverk", "energikontor"))
    edit(network, "dag: 11-01", "dag: 12-31")
    edit(network, "bergs_hyreshus, ", "")
    edit(network, "  - {kod: bergs_hyreshus, ", "#")
    edit(energy, '"2305", ', "")
    edit(energy, '"2326", ', "")
    edit(energy, '  - {kod: "2305", ', "#")
    edit(energy, '  - {kod: "2326", ', "#")
    rows = [
        f"{code};{name};2024-12-31;{people + 2000};fastställd;SCB;2025-02-15;"
        for (code, name), people in zip(MUNICIPALITIES.items(), ROUND, strict=True)
    ]
    with (county / "befolkning.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    run = begin(county)
    return Case([run.case.agreed("energikontor"), run.case.agreed("natverk")], run.series, run.scenario)


def test_inhabitants_are_those_of_the_day_of_a_municipalitys_own_first_key(two_days: Case) -> None:
    """1 000 on 1 November and 3 000 on 31 December; one in no key is counted on the first agreement's day."""
    codes = ["2303", "2305", "2326"]
    assert inhabitants(two_days, codes, 2025) == {"2303": 1000, "2305": 3000, "2326": 1000, "region_jh": 5000}
    other = replace(two_days, agreements=two_days.agreements[::-1])
    assert inhabitants(other, codes, 2025) == {"2303": 3000, "2305": 3000, "2326": 3000, "region_jh": 9000}
    last = replace(two_days, agreements=two_days.agreements[1:])
    assert inhabitants(last, codes, 2025)["2303"] == 3000


def test_without_a_key_by_population_nobody_has_inhabitants(county: Path) -> None:
    run = begin(county)
    case = replace(run.case, agreements=[run.case.agreed("kompetensattraktion")])
    assert inhabitants(case, ["2303"], 2024) == {"region_jh": 0}


def costs(scenario: str, amounts: dict[tuple[str, int], int], fixed: int = 0) -> pd.DataFrame:
    """Return rows as `yearly` has them, in a given order; `fixed` is how much less they are in fixed prices."""
    rows = [(scenario, part, part.upper(), year, net, net - fixed) for (part, year), net in amounts.items()]
    return pd.DataFrame(rows, columns=["scenario", "part", "partnamn", "ar", "netto_kr", "fast_pris_kr"])


BASE = costs("bas", {("b", 2024): 10_000, ("b", 2025): 30_000, ("a", 2024): 0, ("a", 2025): 600})
OTHER = costs("dyrt", {("b", 2024): 40_000, ("b", 2025): 29_999, ("a", 2024): 7, ("a", 2025): 637}, 5)


def test_each_year_of_each_party_is_compared_with_its_own() -> None:
    """30 000 more than 10 000 is 300 %; 1 of 30 000 is 0.0033 %, and 37 of 600 6.1667 %; of nothing, no share."""
    rows = compared(BASE, OTHER)
    assert rows["scenario"].tolist() == ["dyrt"] * 4
    assert rows["bas_kr"].tolist() == [10_000, 30_000, 0, 600]
    assert rows["skillnad_kr"].tolist() == [30_000, -1, 7, 37]
    assert [str(share) for share in rows["skillnad_procent"]] == ["300.00", "0.00", "None", "6.17"]
    assert rows["skillnad_fast_kr"].tolist() == [29_995, -6, 2, 32]
    assert list(rows.columns) == [
        *BASE.columns,
        *("bas_kr", "skillnad_kr", "skillnad_procent", "skillnad_fast_kr"),
    ]


def test_the_order_of_the_rows_compared_with_makes_no_difference() -> None:
    pd.testing.assert_frame_equal(compared(BASE.iloc[::-1], OTHER), compared(BASE, OTHER))


def test_rows_that_the_other_has_not_or_has_twice_are_refused() -> None:
    with pytest.raises(ValueError):
        compared(BASE.iloc[1:], OTHER)
    with pytest.raises(ValueError):
        compared(pd.concat([BASE, BASE]), OTHER)


def test_several_scenarios_are_each_compared_with_the_first() -> None:
    first, second, third = against_first([BASE, OTHER, BASE])
    assert set(first["skillnad_kr"]) == {0}
    assert second["skillnad_kr"].tolist() == [30_000, -1, 7, 37]
    assert set(third["skillnad_kr"]) == {0}


def test_the_parties_stand_in_the_sums_as_in_the_rows() -> None:
    """B 69 999 against 40 000, 75.00 % more; A 644 against 600, 7.33 %; both 70 643 against 40 600, 74.00 %."""
    sums = summed(compared(BASE, OTHER))
    assert sums.index.tolist() == [0, 1, 2]
    assert sums["part"].tolist() == ["b", "a", "alla"]
    assert sums["netto_kr"].tolist() == [69_999, 644, 70_643]
    assert sums["skillnad_kr"].tolist() == [29_999, 44, 30_043]
    assert [str(share) for share in sums["skillnad_procent"]] == ["75.00", "7.33", "74.00"]
    assert sums["fast_pris_kr"].tolist() == [69_989, 634, 70_623]
    assert set(sums["scenario"]) == {"dyrt"}
