"""Every kind of assumption, worked by hand on round figures: 16 000 inhabitants, LPIX 3 %, 800 000 + 800 000 kr.

A sixteenth of the municipalities' part is 50 000 kr in 2024 (Ragunda, Åre, ...); Krokom has two, Östersund eight.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from statistics import stdev

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trials import EVERYBODY, paid, shipped, trial

from model.amounts.comparison import compared, summed, yearly
from model.errors import InputError
from model.read.begin import PROJECT, begin, chosen
from model.read.load import read_scenario
from model.run import Run
from suite.reports.differences import differences

YEARS = range(2024, 2034)


def test_index_values_by_year(county: Path) -> None:
    """800 000 × 1.10 = 880 000 in 2025; in 2026 the year's own 3 % goes on from there: 906 400."""
    run = trial(county, "lpix:\n  varden:\n    2025: 10\n")
    assert paid(run, 2024)["region_jh"] == 800_000
    assert paid(run, 2025) | {} == {
        **dict.fromkeys(["2303", "2305", "2313", "2321", "2326", "2361"], 55_000),
        "2309": 110_000,
        "2380": 440_000,
        "region_jh": 880_000,
    }
    assert paid(run, 2026)["region_jh"] == 906_400


def test_a_constant_index_from_a_year(county: Path) -> None:
    """800 000 × 1.03 × 1.10 × 1.10 = 997 040 in 2027; 2025 is as it was."""
    run = trial(county, "lpix:\n  konstant: {fran: 2026, procent: 10}\n")
    assert [paid(run, year)["region_jh"] for year in (2025, 2026, 2027)] == [824_000, 906_400, 997_040]
    row = run.series.index_row("LPIX", 2027)
    assert (row.status, row.source) == ("antagande", "scenariot Prov")


def test_a_shock_is_added_to_its_year_and_stays_in_the_chain(county: Path) -> None:
    """3 + 7 = 10 % in 2026: 824 000 × 1.10 = 906 400, and × 1.03 = 933 592 the year after."""
    run = trial(county, "lpix:\n  chock:\n    2026: 7\n")
    assert [paid(run, year)["region_jh"] for year in (2025, 2026, 2027)] == [824_000, 906_400, 933_592]


def test_another_vintage_of_the_index(county: Path) -> None:
    """2026 was 2 % in the vintage of 2025-06-01 and 3 % in the later one: 824 000 × 1.02 = 840 480."""
    path = county / "lpix.csv"
    rows = path.read_text(encoding="utf-8").replace("2025-11-25", "2025-12-01")
    path.write_text(rows + "LPIX;2026;2,0;fastställd;Regionplan;2025-06-01;\n", encoding="utf-8")
    later = path.read_text(encoding="utf-8")
    for year in range(2027, 2034):  # a vintage must hold every year that is asked for
        later += f"LPIX;{year};2,0;prognos;Regionplan;2025-06-01;\n"
    path.write_text(later, encoding="utf-8")
    run = trial(county, "lpix: {per_datum: 2025-06-01}\n")
    assert paid(begin(str(county)), 2026)["region_jh"] == 848_720
    assert paid(run, 2026)["region_jh"] == 840_480


def test_population_trend_and_growth(county: Path) -> None:
    """Åre grows 50 % a year from 1 000 in 2024: 1 500 of 16 500 in the key of 2026, 848 720 / 11 = 77 156.4."""
    run = trial(county, 'befolkning:\n  metod: tillvaxt\n  procent: {"2321": 50, ovriga: 0}\n')
    assert paid(run, 2025)["2321"] == 51_500
    assert paid(run, 2026)["2321"] == 77_156
    assert (
        run.allocation([run.agreement("energikontor")], [2027]).set_index("part").loc["2321", "nyckel_taljare"]
        == 2250
    )


def test_a_population_assumed_for_a_date_goes_on_from_there(county: Path) -> None:
    """4 000 in Åre on 2025-11-01 makes 19 000: 848 720 × 4/19 = 178 677.9 in 2026, and still 4 of 19 in 2027."""
    run = trial(county, 'folkmangd:\n  - {kommunkod: "2321", datum: 2025-11-01, folkmangd: 4000}\n')
    assert paid(run, 2025)["2321"] == 51_500
    assert paid(run, 2026)["2321"] == 178_678
    later = run.allocation([run.agreement("energikontor")], [2027]).set_index("part")
    assert (later.loc["2321", "nyckel_taljare"], later.loc["2321", "nyckel_namnare"]) == (4000, 19_000)


def test_amounts_and_split_from_a_year(county: Path) -> None:
    """2 000 000 in 2024's prices, 60/40: 1 200 000 and 800 000, × 1.03² in 2026."""
    text = (
        "villkor:\n  - {avtal: energikontor, fran: 2026, totalt: 2 000 000, delning: {region: 60, kommuner: 40}}\n"
    )
    run = trial(county, text)
    assert paid(run, 2025)["region_jh"] == 824_000
    found = paid(run, 2026)
    assert found["region_jh"] == 1_273_080  # 1 200 000 × 1.0609
    assert sum(found.values()) == 1_273_080 + 848_720
    run = trial(county, "villkor:\n  - {avtal: energikontor, fran: 2025, belopp: {region: 900 000}}\n")
    assert paid(run, 2025)["region_jh"] == 927_000
    assert run.agreement("energikontor", 2025).total == 1_700_000
    assert run.agreement("energikontor", 2024).total == 1_600_000


@pytest.mark.parametrize(
    ("key", "are", "ostersund"),
    [
        ("{typ: lika}", 106_090, 106_090),  # 848 720 / 8
        # Half equally (1/16 each) and half by population (1/32 and 1/4): 3/32 and 10/32.
        ("{typ: blandad, delar: [{typ: lika, procent: 50}, {typ: befolkning, procent: 50}]}", 79_568, 265_225),
    ],
)
def test_another_key_from_a_year(county: Path, key: str, are: int, ostersund: int) -> None:
    text = f"villkor:\n  - avtal: energikontor\n    fran: 2026\n    nyckel:\n      kommuner: {key}\n"
    run = trial(county, text)
    assert paid(run, 2025)["2321"] == 51_500
    found = paid(run, 2026)
    assert abs(found["2321"] - are) <= 1
    assert abs(found["2380"] - ostersund) <= 1
    assert sum(found.values()) == 2 * 848_720


def test_two_changes_of_terms_follow_each_other(county: Path) -> None:
    text = (
        "villkor:\n  - {avtal: energikontor, fran: 2026, totalt: 2 000 000}\n"
        "  - {avtal: energikontor, fran: 2028, delning: {region: 100, kommuner: 0}}\n"
    )
    run = trial(county, text)
    assert [run.agreement("energikontor", year).total for year in (2025, 2026, 2028)] == [
        1_600_000,
        2_000_000,
        2_000_000,
    ]
    assert paid(run, 2028)["region_jh"] == 2_251_018  # 2 000 000 × 1.03⁴ = 2 251 017.62
    assert paid(run, 2028)["2321"] == 0


@pytest.mark.clause("RUN/387/2023 §11", "en parts uppsägning gäller alla nio")
def test_notice_no_extension_and_the_network_ended(county: Path) -> None:
    notice = 'uppsagningar:\n  - {avtal: energikontor, part: "2321", datum: 2029-06-30}\n'
    run = trial(county, notice)
    assert len(paid(run, 2030)) == 9
    assert paid(run, 2031) == {}
    run = trial(county, "forlangs_inte:\n  - {avtal: energikontor, datum: 2028-12-31}\n")
    assert (len(paid(run, 2028)), paid(run, 2029)) == (9, {})
    run = trial(county, "forlangs_inte:\n  - {avtal: natverk, datum: 2028-08-31}\n")
    frame = run.allocation([run.agreement("natverk")], [2028, 2029])
    assert set(frame["ar"]) == {2028}
    assert set(frame["manader"]) == {8}


def test_kompetensattraktion_goes_on_with_a_named_key(county: Path) -> None:
    """2 929 000 in two halves: 1 464 500 to the Region, and sixteenths of 91 531.25 to the municipalities."""
    text = (
        "fortsatter:\n  - avtal: kompetensattraktion\n    till: 2026-12-31\n    bidrag: pott\n    delas:\n"
        "      - {kod: region, namn: Regionens del, procent: 50, betalare: [region_jh], nyckel: {typ: lika}}\n"
        "      - kod: kommuner\n        namn: Kommunernas del\n        procent: 50\n"
        f"        betalare: {EVERYBODY}\n        nyckel: {{typ: befolkning}}\n"
    )
    run = trial(county, text)
    assert paid(run, 2024, "kompetensattraktion") == {"gemensam_pott": 2_929_000, "naringslivet": 641_000}
    found = paid(run, 2025, "kompetensattraktion")
    assert found["region_jh"] == 1_464_500
    assert found["2380"] == 732_250
    assert found["2309"] == 183_063  # 183 062.5: its half krona is among the largest remainders
    assert found["2303"] == 91_532  # the other krona: six have 91 531.25, the lowest code is first
    assert found["2380"] == 732_250
    assert found["2321"] == 91_531
    assert sum(found.values()) == 3_570_000
    assert paid(run, 2027, "kompetensattraktion") == {}


@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning när avvikelsen är mer än 10 %")
def test_outcome_against_financing(county: Path) -> None:
    """2026: financing 1 697 440, outcome 80 % of it, 1 357 952: 339 488 goes back, half to the Region."""
    run = trial(county, "utfall:\n  - {avtal: energikontor, ar: 2026, procent_av_finansiering: 80}\n")
    rows = run.yearly([2026]).set_index("part")
    assert rows["slutavrakning_kr"].sum() == -339_488
    assert rows.loc["region_jh", "slutavrakning_kr"] == -169_744
    assert rows.loc["2380", "slutavrakning_kr"] == -84_872
    assert rows.loc["2380", "netto_kr"] == rows.loc["2380", "belopp_kr"] - 84_872
    within = trial(county, "utfall:\n  - {avtal: energikontor, ar: 2026, procent_av_finansiering: 92}\n")
    rows = within.yearly([2026])
    assert (rows["slutavrakning_kr"] == 0).all()


def test_a_scenario_builds_on_another_and_may_change_what_it_says(county: Path) -> None:
    trial(county, "lpix:\n  konstant: {fran: 2026, procent: 10}\n", "hog")
    run = trial(county, "lpix:\n  varden:\n    2027: 0\n", "sedan", "hog")
    assert [paid(run, year)["region_jh"] for year in (2026, 2027, 2028)] == [906_400, 906_400, 997_040]


def test_stacked_scenarios_that_disagree_are_refused(county: Path) -> None:
    trial(county, "lpix:\n  konstant: {fran: 2026, procent: 10}\n", "hog")
    trial(county, "lpix:\n  varden:\n    2027: 0\n", "noll")
    trial(county, "befolkning: {metod: trend, ar: 2}\n", "trend")
    known = begin(str(county)).inputs.scenarios
    with pytest.raises(InputError, match=r"hog och noll sätter samma sak olika \(LPIX 2027\)"):
        begin(str(county), scenario="hog+noll")
    both = begin(str(county), scenario="hog+trend")
    assert both.scenario.projection.label == "trend över 2 år"
    assert paid(both, 2026)["region_jh"] == 906_400
    assert chosen("hog+trend", known).builds_on == ("hog", "trend")
    trial(county, "", "samma", "[hog, trend]")
    with pytest.raises(InputError, match="hog och noll"):
        trial(county, "", "olika", "[hog, noll]")


def test_the_order_of_stacking_does_not_matter(county: Path) -> None:
    trial(county, "lpix:\n  konstant: {fran: 2026, procent: 10}\n", "hog")
    trial(county, "befolkning: {metod: trend, ar: 2}\n", "trend")
    one, other = (begin(str(county), scenario=name) for name in ("hog+trend", "trend+hog"))
    assert paid(one, 2030) == paid(other, 2030)


GOING_ON = (
    "fortsatter:\n  - {{avtal: {}, till: 2026-12-31, bidrag: {}, "
    "delas: [{{kod: a, namn: A, procent: {}, betalare: [b], nyckel: {{typ: lika}}}}]}}\n"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lpxi: {}\n", "lpxi"),
        ("lpix: {konstant: {fran: 2026, procent: 4,5}}\n", "decimaltal står på en egen rad"),
        ("lpix: {konstant: {fran: 2026, procent: 4}, varden: {2027: 3}}\n", "ett enda värde per år"),
        ("villkor:\n  - {avtal: energikontor, fran: 2026}\n", "något att ändra"),
        ("villkor:\n  - {avtal: okant, fran: 2026, totalt: 1}\n", "fann ”okant”"),
        (
            "villkor:\n  - {avtal: energikontor, fran: 2026, belopp: {stat: 1}}\n",
            "fann bidraget ”stat”, väntade region",
        ),
        ("villkor:\n  - {avtal: energikontor, fran: 2026, delning: {region: 60}}\n", "blir 100 tillsammans"),
        ("befolkning: {metod: tillvaxt}\n", "procent per kommunkod"),
        ('befolkning: {metod: tillvaxt, procent: {"9999": 1, ovriga: 0}}\n', "fann ”9999”"),
        ('folkmangd:\n  - {kommunkod: "9999", datum: 2025-11-01, folkmangd: 1}\n', "fann ”9999”"),
        ("utfall:\n  - {avtal: natverk, ar: 2026, procent_av_finansiering: 80}\n", "ett avtal med slutavräkning"),
        (GOING_ON.format("natverk", "x", 100), "efter dess slut"),
        (GOING_ON.format("kompetensattraktion", "x", 100), "fann bidraget ”x”"),
        (GOING_ON.format("kompetensattraktion", "pott", 99), "blir 100"),
    ],
)
def test_a_scenario_that_does_not_fit_is_refused(county: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        trial(county, text)
    assert words in "\n".join(map(str, error.value.faults))


def test_a_scenario_that_builds_on_nothing_known_or_on_itself(county: Path) -> None:
    with pytest.raises(InputError, match="utgar_fran: fann ”borta”"):
        trial(county, "", "ensam", "borta")
    with pytest.raises(InputError, match="bygger på sig självt"):
        trial(county, "", "ensam", "ensam")


SHIPPED = sorted(path.stem for path in (PROJECT / "inputs" / "scenarier").glob("*.yaml"))


def rows_of(run: Run) -> pd.DataFrame:
    return run.yearly(YEARS)


def test_there_are_a_base_and_eight_more_each_with_its_why() -> None:
    assert "bas" in SHIPPED
    assert len(SHIPPED) >= 9
    scenarios = shipped().inputs.scenarios
    assert len({scenario.why for scenario in scenarios.values()}) == len(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_years_before_the_first_change_are_the_base_to_the_krona(name: str) -> None:
    base, other = shipped(), shipped(name)
    changed = differences(base, other, range(2020, 2034))
    first = min((line.first_year for line in changed), default=2034)
    agreements = base.agreements
    frames = [run.allocation(agreements, range(2019, first)).drop(columns="scenario") for run in (base, other)]
    pd.testing.assert_frame_equal(*frames)
    assert (name == "bas") == (not changed)


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@given(first=st.integers(2025, 2033), percent=st.integers(-50, 200))
def test_a_change_of_the_index_leaves_earlier_years_alone(first: int, percent: int) -> None:
    base = shipped()
    index = base.scenario.lpix.model_copy(update={"values": {first: percent}})
    other = base.under(base.inputs.scenarios["bas"].model_copy(update={"lpix": index}))
    agreements = base.agreements
    frames = [run.allocation(agreements, range(2019, first)) for run in (base, other)]
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_expected_result_beside_a_scenario_holds(name: str) -> None:
    base, other = shipped(), shipped(name)
    path = PROJECT / "inputs" / "scenarier" / f"{name}.csv"
    expected = pd.read_csv(path, sep=";", encoding="utf-8-sig", dtype={"part": str}, keep_default_na=False)
    found = compared(rows_of(base), rows_of(other))
    columns = ["part", "ar", "netto_kr", "skillnad_kr", "fast_pris_kr", "status"]
    pd.testing.assert_frame_equal(found[columns], expected[columns], check_dtype=False)


def test_the_sums_are_of_the_years() -> None:
    base, other = shipped(), shipped("hog-lpix")
    rows = compared(rows_of(base), rows_of(other))
    sums = summed(rows).set_index("part")
    for part, own in rows.groupby("part"):
        assert sums.loc[part, "netto_kr"] == own["netto_kr"].sum()
        assert sums.loc[part, "skillnad_kr"] == own["skillnad_kr"].sum()


def test_fixed_prices_are_the_amounts_without_the_index(county: Path) -> None:
    """With an unchanged key, what Åre pays the Energikontor is 50 000 kr of 2024 every year, but for rounding."""
    run = begin(str(county))
    own = [run.agreement("energikontor")]
    rows = yearly(
        replace(run.case, agreements=[run.case.agreed("energikontor")]),
        run.allocation(own, YEARS),
        YEARS,
    ).set_index(["part", "ar"])
    for year in YEARS:
        assert abs(rows.loc[("2321", year), "fast_pris_kr"] - 50_000) <= 1
    assert rows.loc[("2321", 2026), "kr_per_invanare"] == Decimal("53.05")  # 53 045 kr / 1 000
    assert rows.loc[("region_jh", 2026), "invanare"] == 16_000


def test_the_shipped_spreads_are_those_estimated_from_the_shipped_series() -> None:
    base = shipped()
    codes, projection = list(base.inputs.municipalities), base.scenario.projection
    figures = [base.series.population_rows(codes, dt.date(year, 11, 1), projection) for year in range(2018, 2026)]
    own = {code: [rows[place] for rows in figures] for place, code in enumerate(codes)}
    estimated = {
        code: round(
            stdev(100 * (Decimal(after.population) / before.population - 1) for before, after in pairwise(rows)), 2
        )
        for code, rows in own.items()
    }
    assert base.scenario.simulation.population.spread == estimated
    decided = [row for row in base.series.index if not row.status.uncertain]
    assert len(decided) < 3  # nothing to estimate from: the spread of the index is an assumption, and says so


def test_a_scenario_file_is_read_by_itself() -> None:
    folder = PROJECT / "inputs"
    scenario = read_scenario(folder / "scenarier" / "hog-lpix.yaml", "hog-lpix.yaml", folder)
    assert (scenario.id, scenario.builds_on, scenario.projection) == ("hog-lpix", ("bas",), None)


def costs(scenario: str, amounts: dict[str, tuple[int, int]], fixed: int) -> pd.DataFrame:
    """Return what parties pay in 2024 and 2025; so much less in the prices of 2024, the second year."""
    rows = [
        (scenario, part, part.upper(), 2024 + place, amount, amount - place * fixed)
        for part, own in amounts.items()
        for place, amount in enumerate(own)
    ]
    columns = ["scenario", "part", "partnamn", "ar", "netto_kr", "fast_pris_kr"]
    return pd.DataFrame(rows, columns=columns)


def test_sums_over_the_years_by_party_and_of_all() -> None:
    """A pays 200 and then 211, 5.5 % more; B nothing and then 30, which has no per cent; 241 is 20.5 % more."""
    base = costs("bas", {"a": (100, 100), "b": (0, 0)}, 0)
    other = costs("dyrt", {"a": (100, 111), "b": (10, 20)}, 1)
    rows = summed(compared(base, other))
    assert rows["partnamn"].tolist() == ["A", "B", "Alla parter"]
    assert rows["part"].tolist()[-1] == "alla"
    assert rows["netto_kr"].tolist() == [211, 30, 241]
    assert rows["skillnad_kr"].tolist() == [11, 30, 41]
    assert [str(share) for share in rows["skillnad_procent"]] == ["5.50", "None", "20.50"]
    assert rows["fast_pris_kr"].tolist() == [210, 29, 239]
    assert rows["skillnad_fast_kr"].tolist() == [10, 29, 39]
    assert len(summed(compared(base, other[other["part"] == "a"]))) == 1
