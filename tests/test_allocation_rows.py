"""Every cell of the allocation, and the order of its rows, worked by hand on the small inputs."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import SCENARIO, edit, index_csv

from model.amounts.allocation import COLUMNS
from model.amounts.paid import in_tie_order
from model.errors import InputError
from model.read.begin import begin
from model.run import Run


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
    "bidrag": "kommuner",
    "bidrag_kr": 824_000,
    "basbelopp_kr": 800_000,
    "prisniva": 2024,
    "faktor": Decimal("1.03"),
    "manader": 12,
    "arsdel_taljare": 12,
    "arsdel_namnare": 12,
    "forsta_manad": 1,
    "nyckel": "befolkning",
    "nyckel_taljare": 1_100,
    "nyckel_namnare": 16_100,
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
        "status": "preliminär",
    }
    own = {"nyckel_datum": "2024-12-31", "nyckel_ersatter": "2024-11-01"}
    run = begin(str(folder))
    assert row(run, "energikontor", 2025, "2303") == RAGUNDA_2025 | own | whole
    assert row(run, "energikontor", 2025, "2321") == RAGUNDA_2025 | whole | {
        "part": "2321",
        "partnamn": "Åre kommun",
        "belopp_kr": 51_180,  # 824 000 × 1 000 / 16 100 = 51 180.12
        "nyckel_taljare": 1_000,
        "nyckel_folkmangd": 1_000,
        "nyckel_kalla": "befolkning.csv rad 22",
    }


def test_one_assumed_population_marks_every_share_of_its_key_and_no_other(county: Path) -> None:
    """Berg's figure of 2024 is assumed: all the shares of 2025 rest on it, the Region's does not."""
    edit(county / "befolkning.csv", "2326;Berg;2024-11-01;1000;fastställd", "2326;Berg;2024-11-01;1000;antagande")
    run = begin(str(county))
    frame = run.allocation(list(run.inputs.agreements.values()), [2024, 2025])
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
        "bidrag_kr": 848_720,
        "faktor": Decimal("1.0609"),
        "nyckel_datum": "2025-11-01",
        "nyckel_metod": "konstant",
        "nyckel_status": "antagande",
        "index_kalla": "lpix.csv rad 2, 3",
        "status": "antagande",
    }


def test_a_contribution_by_no_population(run: Run) -> None:
    """The Region pays its half alone: the key is 1 of 1, and rests on nobody's figure."""
    assert row(run, "energikontor", 2024, "region_jh") == RAGUNDA_2025 | {
        "ar": 2024,
        "part": "region_jh",
        "partnamn": "Region Jämtland Härjedalen",
        "belopp_kr": 800_000,
        "bidrag": "region",
        "bidrag_kr": 800_000,
        "faktor": Decimal(1),
        "nyckel": "lika",
        "nyckel_taljare": 1,
        "nyckel_namnare": 1,
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
        "forlangs_inte: [{avtal: natverk, datum: 2031-08-31}, {avtal: natverk, datum: 2028-08-31}]\n"
        "fortsatter:\n  - {avtal: kompetensattraktion, till: 2026-12-31, bidrag: pott, delas: "
        "[{kod: pott, namn: Pott, procent: 100, betalare: [gemensam_pott], nyckel: {typ: lika}}]}\n",
    )
    ends = {name: run.case.end(name) for name in run.inputs.agreements}
    assert ends == {
        "energikontor": dt.date(2030, 12, 31),  # too late for 2029's end
        "natverk": dt.date(2028, 8, 31),  # the earliest
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
