"""The worked example of RUN/387/2023: 2024 and 2025, all nine parties, as a reader would do it by hand; then every
cell of the allocation, and the order of its rows, on the small inputs.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from small_inputs import MUNICIPALITIES, SCENARIO, edit, index_csv, population_csv
from trials import trial

from model import exact
from model.amounts.allocation import COLUMNS, allocate, allocated_amounts
from model.amounts.paid import in_tie_order
from model.errors import InputError
from model.read.begin import PROJECT, begin
from model.run import Run

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


def row(run: Run, agreement: str, year: int, part: str) -> dict[str, object]:
    frame = run.allocation([run.agreement(agreement)], [year])
    (found,) = frame[frame["part"] == part].to_dict("records")
    return found


RAGUNDA_2025 = {
    "scenario": "bas",
    "avtal": "energikontor",
    "ar": 2025,
    "part": "2303",
    "partnamn": "Ragunda kommun",
    "belopp_kr": 56_298,  # 824 000 × 1 100 / 16 100 = 56 298.14
    "beraknat_kr": 56_298,
    "bidrag": "kommuner",
    "bidrag_kr": 824_000,
    "basbelopp_kr": 800_000,
    "prisniva": 2024,
    "faktor": Decimal("1.03"),
    "faktor_publicerad": Decimal("1.03"),
    "index_lasning": "sist sanker",
    "faktor_tal": 1.03,
    "manader": 12,
    "arsdel_taljare": 12,
    "arsdel_namnare": 12,
    "forsta_manad": 1,
    "nyckel": "befolkning",
    "nyckel_taljare": 1_100,
    "nyckel_namnare": 16_100,
    "andel": 1_100 / 16_100,
    "nyckel_folkmangd": 1_100,
    "nyckel_folkmangd_summa": 16_100,
    "nyckel_folkmangd_procent": Decimal(100),
    "nyckel_datum": "2024-11-01",
    "nyckel_ersatter": "",
    "nyckel_metod": "uppgift",
    "nyckel_kalla": "befolkning.csv rad 18",
    "nyckel_status": "fastställd",
    "nyckel_ersattare": "",
    "nyckel_kallor": "befolkning.csv rad 18, 19, 20, 21, 22, 23, 24, 25",
    "index_kalla": "lpix.csv rad 2",
    "villkor_kalla": "",
    "giltighet_kalla": "",
    "paragraf": "RUN/387/2023 §7",
    "beraknat_status": "fastställd",
    "status": "fastställd",
}


def test_every_cell_of_a_municipalitys_row(run: Run) -> None:
    assert row(run, "energikontor", 2025, "2303") == RAGUNDA_2025
    assert list(RAGUNDA_2025) == list(COLUMNS)


def test_what_a_stand_in_changes(folder: Path) -> None:
    """Ragunda's figure is for 31 December, preliminary, and says that it stands in for 1 November.

    Every share of the key rests on it: Åre's too, whose own figure is decided and for the right day.
    """
    edit(
        folder / "befolkning.csv",
        "2024-11-01;1100;fastställd;SCB;2024-12-15;",
        "2024-12-31;1100;preliminär;SCB;2025-02-15;2024-11-01",
    )
    whole = {
        "nyckel_status": "preliminär",
        "nyckel_ersattare": "2024-12-31 i stället för 2024-11-01 (befolkning.csv rad 18)",
        "beraknat_status": "preliminär",
        "status": "preliminär",
    }
    own = {"nyckel_datum": "2024-12-31", "nyckel_ersatter": "2024-11-01"}
    run = begin(str(folder))
    assert row(run, "energikontor", 2025, "2303") == RAGUNDA_2025 | own | whole
    assert row(run, "energikontor", 2025, "2321") == RAGUNDA_2025 | whole | {
        "part": "2321",
        "andel": 1_000 / 16_100,
        "partnamn": "Åre kommun",
        "belopp_kr": 51_180,  # 824 000 × 1 000 / 16 100 = 51 180.12
        "beraknat_kr": 51_180,
        "nyckel_taljare": 1_000,
        "nyckel_folkmangd": 1_000,
        "nyckel_kalla": "befolkning.csv rad 22",
    }


def test_one_assumed_population_marks_every_share_of_its_key_and_no_other(county: Path) -> None:
    """Berg's figure of 2024 is assumed: all the shares of 2025 rest on it, the Region's does not."""
    edit(county / "befolkning.csv", "2326;Berg;2024-11-01;1000;fastställd", "2326;Berg;2024-11-01;1000;antagande")
    run = begin(str(county))
    frame = run.allocation(run.agreements, [2024, 2025])
    marked = frame.loc[frame["nyckel_status"] == "antagande", ["avtal", "ar", "bidrag", "status"]]
    assert set(marked.itertuples(index=False, name=None)) == {
        ("energikontor", 2025, "kommuner", "antagande"),
        ("natverk", 2025, "kommuner", "antagande"),
    }
    assert len(marked) == 16
    others = frame.drop(marked.index)
    assert set(others.loc[others["bidrag"] != "fastigheter", "status"]) == {"fastställd"}  # whose half is assumed


def test_what_a_projected_figure_changes(run: Run) -> None:
    """2026: the key of 2025 is that of 2024 carried on; 848 720 × 1 100 / 16 100 is 57 987.08."""
    assert row(run, "energikontor", 2026, "2303") == RAGUNDA_2025 | {
        "ar": 2026,
        "belopp_kr": 57_987,
        "beraknat_kr": 57_987,
        "bidrag_kr": 848_720,
        "faktor": Decimal("1.0609"),
        "faktor_publicerad": Decimal("1.0609"),
        "faktor_tal": 1.0609,
        "nyckel_datum": "2025-11-01",
        "nyckel_metod": "konstant",
        "nyckel_status": "antagande",
        "index_kalla": "lpix.csv rad 2, 3",
        "beraknat_status": "antagande",
        "status": "antagande",
    }


def test_a_contribution_by_no_population(run: Run) -> None:
    """The Region pays its half alone: the key is 1 of 1, and rests on nobody's figure."""
    assert row(run, "energikontor", 2024, "region_jh") == RAGUNDA_2025 | {
        "ar": 2024,
        "part": "region_jh",
        "partnamn": "Region Jämtland Härjedalen",
        "belopp_kr": 800_000,
        "beraknat_kr": 800_000,
        "bidrag": "region",
        "bidrag_kr": 800_000,
        "faktor": Decimal(1),
        "faktor_publicerad": Decimal(1),
        "faktor_tal": 1.0,
        "nyckel": "lika",
        "nyckel_taljare": 1,
        "nyckel_namnare": 1,
        "andel": 1.0,
        "nyckel_folkmangd": 0,
        "nyckel_folkmangd_summa": 0,
        "nyckel_folkmangd_procent": Decimal(0),
        "nyckel_datum": "",
        "nyckel_metod": "",
        "nyckel_kalla": "",
        "nyckel_status": "",
        "nyckel_kallor": "",
        "index_kalla": "",
    }


def test_a_part_year_by_months_and_by_days(county: Path) -> None:
    """September to December 2019: 60 000 × 4/12 halved, or × 122/365 = 20 054.79 halved. The half is assumed."""
    found = row(begin(str(county)), "natverk", 2019, "landstingsbostader")
    names = ("belopp_kr", "bidrag_kr", "manader", "arsdel_taljare", "arsdel_namnare", "forsta_manad", "status")
    assert [found[name] for name in names] == [10_000, 20_000, 4, 4, 12, 9, "antagande"]
    edit(county / "avtal" / "natverk.yaml", "raknas_till: 2033,", "raknas_till: 2033, delar_av_ar: dagar,")
    found = row(begin(str(county)), "natverk", 2019, "landstingsbostader")
    assert [found[name] for name in names] == [10_028, 20_055, 4, 122, 365, 9, "antagande"]


def test_the_index_and_the_agreement_may_be_the_weakest(folder: Path) -> None:
    text = index_csv(dict.fromkeys(range(2025, 2034), "3,0")).replace("2025;3,0;fastställd", "2025;3,0;prognos")
    (folder / "lpix.csv").write_text(text, encoding="utf-8")
    frame = begin(str(folder)).allocation([begin(str(folder)).agreement("energikontor")], [2024, 2025])
    assert frame.groupby("ar")["status"].unique().map(list).to_dict() == {2024: ["fastställd"], 2025: ["prognos"]}
    edit(folder / "avtal" / "energikontor.yaml", "status: fastställd", "status: preliminär")
    frame = begin(str(folder)).allocation([begin(str(folder)).agreement("energikontor")], [2024, 2025])
    assert frame.groupby("ar")["status"].unique().map(list).to_dict() == {2024: ["preliminär"], 2025: ["prognos"]}


def test_rows_come_by_agreement_year_and_party(county: Path) -> None:
    """Whatever order is asked for, and each year once: 9 and 10 parties in two years."""
    run = begin(str(county))
    asked = [run.agreement(name) for name in ("natverk", "energikontor")]
    frame = run.allocation(asked, [2025, 2024, 2025])
    places = list(zip(frame["avtal"], frame["ar"], frame["part"], strict=True))
    assert places == sorted(set(places))
    assert frame.index.tolist() == list(range(38))
    nothing = run.allocation(asked, [2050])
    assert nothing.empty
    assert list(nothing.columns) == list(COLUMNS)


def test_the_amounts_alone_are_those_of_the_allocation(county: Path) -> None:
    """Kronor and öre, an agreement that ends within a year, and years beyond; and what is wrong is told alike."""
    edit(county / "avtal" / "kompetensattraktion.yaml", "prisniva:", "raknas_i: öre\nprisniva:")
    case, years = begin(county).case, range(2020, 2040)
    whole = allocate(case, years).frame[["avtal", "ar", "part", "belopp_kr"]]
    pd.testing.assert_frame_equal(allocated_amounts(case, years, {}), whole)
    assert allocated_amounts(case, [1990], {}).empty
    case = begin(county, "2018-01-01").case
    told = []
    for each in (allocate, partial(allocated_amounts, sent={})):
        with pytest.raises(InputError) as error:
            each(case, years)
        told.append(str(error.value))
    assert told[0] == told[1]


def test_all_that_stands_in_and_all_that_is_assumed_is_told(county: Path) -> None:
    """Ragunda's figure is of one other day and Bräcke's of another; both amount and key are a scenario's."""
    path = county / "befolkning.csv"
    for name, day in (("2303;Ragunda", "2024-12-31"), ("2305;Bräcke", "2025-01-31")):
        figure = "1000;fastställd;SCB"
        edit(path, f"{name};2024-11-01;{figure};2024-12-15;", f"{name};{day};{figure};2025-02-15;2024-11-01")
    parts = "[{typ: lika, procent: 50}, {typ: befolkning, procent: 50}]"
    text = (
        "villkor:\n  - avtal: energikontor\n    fran: 2025\n    belopp: {kommuner: 900 000}\n"
        f"    nyckel: {{kommuner: {{typ: blandad, delar: {parts}}}}}\n"
    )
    told = row(trial(county, text), "energikontor", 2025, "2321")
    assert re.sub(r"rad \d+", "rad", told["nyckel_ersattare"]) == (
        "2024-12-31 i stället för 2024-11-01 (befolkning.csv rad); "
        "2025-01-31 i stället för 2024-11-01 (befolkning.csv rad)"
    )
    assert told["villkor_kalla"] == "Beloppet är antaget i scenariot Prov; Nyckeln är antagen i scenariot Prov"


def test_ties_are_decided_by_the_municipalitys_code_also_where_a_company_pays(county: Path) -> None:
    agreement = begin(str(county)).agreement("natverk")
    assert in_tie_order(agreement, agreement.contributions[0]) == [
        *("2303", "2305", "krokomsbostader", "2313", "arehus", "bergs_hyreshus", "harjegardar", "2380")
    ]
    # Where the owner is no municipality its own code decides.
    assert in_tie_order(agreement, agreement.contributions[1]) == ["landstingsbostader", "region_fastighet"]


def under(folder: Path, text: str) -> Run:
    (folder / "scenarier" / "prov.yaml").write_text(SCENARIO.replace("bas", "prov", 1) + text, encoding="utf-8")
    return begin(str(folder), scenario="prov")


def test_the_day_an_agreement_ends_under_a_scenario(county: Path) -> None:
    run = under(
        county,
        "uppsagningar: [{avtal: energikontor, part: '2321', datum: 2029-06-30}]\n"
        "forlangs_inte: [{avtal: natverk, datum: 2028-08-31}]\n"
        "fortsatter:\n  - {avtal: kompetensattraktion, till: 2026-12-31, bidrag: pott, delas: "
        "[{kod: pott, namn: Pott, procent: 100, betalare: [gemensam_pott], nyckel: {typ: lika}}]}\n",
    )
    ends = {name: run.case.end(name) for name in run.inputs.agreements}
    assert ends == {
        "energikontor": dt.date(2030, 12, 31),  # too late for 2029's end
        "natverk": dt.date(2028, 8, 31),
        "kompetensattraktion": dt.date(2026, 12, 31),
    }


def test_what_cannot_be_computed_is_told_in_words(folder: Path) -> None:
    """Nobody in any municipality."""
    text = (folder / "befolkning.csv").read_text(encoding="utf-8")
    for figure in ("1000", "2000", "8000", "1100"):
        text = text.replace(f"-11-01;{figure};", "-11-01;0;")
    (folder / "befolkning.csv").write_text(text, encoding="utf-8")
    run = begin(str(folder))
    with pytest.raises(InputError) as error:
        run.allocation([run.agreement("energikontor")], [2025])
    assert str(error.value) == (
        "Energikontor Jämtland Härjedalen, Kommunernas del: nyckeln har inget att dela efter; väntade en "
        "folkmängd eller en andel över 0 hos någon som betalar"
    )


def test_the_worked_example_in_docs_is_the_tested_one() -> None:
    text = (PROJECT / "docs" / "raknexempel.md").read_text(encoding="utf-8")
    for inhabitants, rows in ((132_572, EXAMPLE_2024), (132_839, EXAMPLE_2025)):
        for population, whole, remainder, place, amount in rows.values():
            cells = [*(f"{value:,}".replace(",", "\u00a0") for value in (population, whole, remainder)), place]
            shown = f"{amount:,}".replace(",", "\u00a0")
            assert "| " + " | ".join(map(str, cells)) + f" | {shown} |" in text
        assert f"{inhabitants:,}".replace(",", "\u00a0") in text
