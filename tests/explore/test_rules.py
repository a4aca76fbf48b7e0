"""The page's rules: the second time that the model is written, held to the first, to the krona."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from agreements.test_events import EXTENSION, NOTICE, happened
from dated import SPREAD, merged, more_from_2029, replaced
from explored import proved, rules
from playwright.sync_api import Browser
from small_inputs import edit, issued, published

from model.read.begin import PROJECT, begin
from model.run import Run

pytestmark = [pytest.mark.slow, pytest.mark.browser]

EVERYTHING = """\
scenario: allt
namn: Allt
forfattare: X
datum: 2026-01-01
varfor: X
utgar_fran: bas
lpix:
  varden:
    2026: -1,5
  chock:
    2027: 2,25
  per_datum: 2026-06-01
befolkning:
  metod: tillvaxt
  procent:
    "2321": 1,234567
    ovriga: -0,5
folkmangd:
  - {kommunkod: "2380", datum: 2027-11-01, folkmangd: 9001}
villkor:
  - {avtal: energikontor, fran: 2027, belopp: {kommuner: 900 001}}
  - avtal: energikontor
    fran: 2029
    totalt: 1 234 567
    delning:
      region: 33,333333
      kommuner: 66,666667
    nyckel:
      kommuner:
        typ: blandad
        delar: [{typ: befolkning, procent: 60}, {typ: lika, procent: 30}, {typ: andelar, procent: 10}]
        andelar: {"2303": 1, "2305": 2, "2309": 3, "2313": 4, "2321": 5, "2326": 6, "2361": 7, "2380": 0}
  - avtal: natverk
    fran: 2026
    nyckel: {fastigheter: {typ: andelar, andelar: {region_fastighet: 2, landstingsbostader: 1}}}
uppsagningar:
  - {avtal: energikontor, part: "2326", datum: 2030-03-01}
forlangs_inte:
  - {avtal: natverk, datum: 2031-08-31}
utfall:
  - avtal: energikontor
    ar: 2027
    procent_av_finansiering: 88,5
  - {avtal: energikontor, ar: 2028, procent_av_finansiering: 112}
"""
"""Every key of a scenario file but the two that follow."""


def everything(county: Path) -> Path:
    """Write every kind of change, a file's population, and an agreement that goes on, among the inputs."""
    (county / "scenarier" / "allt.yaml").write_text(EVERYTHING, encoding="utf-8")
    shipped = (PROJECT / "inputs" / "scenarier" / "kompetensattraktion-fortsatter.yaml").read_text(
        encoding="utf-8"
    )
    (county / "scenarier" / "fortsatter.yaml").write_text(shipped, encoding="utf-8")
    heading, *rows = (county / "befolkning.csv").read_text(encoding="utf-8").splitlines()
    ahead = [
        row.replace("2024-11-01", f"{year}-11-01").replace("fastställd", "prognos").replace(";1000;", f";{year};")
        for year in range(2025, 2033)
        for row in rows
        if "2024-11-01" in row
    ]
    (county / "egen.csv").write_text("\n".join([heading, *ahead]) + "\n", encoding="utf-8")
    given = "scenario: given\nnamn: Given\nforfattare: X\ndatum: 2026-01-01\nvarfor: X\nutgar_fran: bas\n"
    given += "befolkning: {metod: given, fil: egen.csv}\n"
    (county / "scenarier" / "given.yaml").write_text(given, encoding="utf-8")
    return county


def otherwise(county: Path) -> Path:
    """Let the agreements be read otherwise: rounded yearly, never lowered, by days, by the key's own day."""
    energy, network = county / "avtal" / "energikontor.yaml", county / "avtal" / "natverk.yaml"
    edit(
        energy,
        "index: {namn: LPIX, fran: 2025",
        "index: {namn: LPIX, fran: 2025, avrundas: arligen, negativt: lamnar",
    )
    edit(energy, "namnare: utfall, omfattning: hela", "namnare: finansiering, omfattning: overskjutande")
    edit(energy, "dag: 11-01", "dag: 11-01, saknas: framskrivning")
    edit(network, "raknas_till: 2033", "raknas_till: 2033, delar_av_ar: dagar")
    (county / "scenarier" / "allt.yaml").write_text(EVERYTHING, encoding="utf-8")
    return county


def sent(county: Path) -> Path:
    """Issue a year, a quarter and a month otherwise than is now computed; the network reckons in öre."""
    edit(county / "avtal" / "natverk.yaml", "prisniva:", "raknas_i: öre\nprisniva:")
    published(county, "2023-12-15")
    issued(county, ("energikontor", 2025, "2321", 51_001), day="2025-01-01")
    issued(county, ("natverk", 2026, "2313", 9_003), period="månad 1–3", day="2025-12-01")
    return issued(county, ("kompetensattraktion", 2024, "naringslivet", 600_000), period="månad 3")


FOLDERS: dict[str, Callable[[Path], object]] = {
    "every kind of change": everything,
    "other readings": otherwise,
    "a decided amount": more_from_2029,
    "a replaced party": replaced,
    "municipalities that merge": merged,
    "a notice given": lambda county: happened(county, NOTICE),
    "what was issued": sent,
    "a notice taken back": lambda county: happened(county, NOTICE, EXTENSION),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_the_page_finds_nothing_that_differs(name: str, county: Path, browser: Browser) -> None:
    edit(county / "scenarier" / "bas.yaml", "befolkning: {", f"{SPREAD}befolkning: {{")
    FOLDERS[name](county)
    day = "2029-06-01" if name in ("a decided amount", "municipalities that merge", "a notice taken back") else ""
    found = proved(browser, begin(county, day))
    assert found["found"] is None
    assert found["count"] > 500


def test_another_index_and_another_county(two: Path, browser: Browser) -> None:
    """Two indices at once; and öre, given shares, a mixed key and other rules of settlement."""
    for folder in (two, PROJECT / "docs" / "annat_lan"):
        assert proved(browser, begin(folder))["found"] is None


def test_every_shipped_scenario_is_the_models_to_the_krona(shipped: Run, browser: Browser) -> None:
    found = proved(browser, shipped)
    assert found["found"] is None
    assert found["count"] > 11_000


CALENDAR = {"gcd", "plusDays", "plusMonths"}
"""The functions of the rules that are JavaScript's lack of something, and no rule of the model."""


def test_each_rule_says_whose_it_is() -> None:
    """Every function of the rules names one of the model's, and all that are named are there."""
    folder = PROJECT / "suite" / "explore" / "page"
    rules = (folder / "rules.js").read_text(encoding="utf-8")
    said = re.findall(r"/\*\*((?:(?!\*/).)*)\*/\nfunction (\w+)", rules, re.DOTALL)
    assert {name for told, name in said if ".py, " not in told} == CALENDAR
    assert len(said) == len(re.findall(r"^function ", rules, re.MULTILINE))
    named = re.findall(r"(model/[\w/]+\.py), (\w+)\)", rules + (folder / "case.js").read_text(encoding="utf-8"))
    assert len(named) > 35
    for file, name in named:
        assert re.search(rf"(def|class) {name}\b", (PROJECT / file).read_text(encoding="utf-8")), (file, name)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("D.scenarier[3].facit.belopp.energikontor['2321'][4] += 1", "energikontor, 2321 2028: modellen "),
        ("D.scenarier[0].facit.status.region_jh[9] = 0", "Bas: region_jh 2033, status: modellen 0, sidan 3"),
        ("D.folkmangd.find(row => row.kommunkod === '2321' && row.day === '2025-11-01').folkmangd += 1", "Bas: "),
        (
            "D.avtal[0].versioner[0][1].bidrag[0].basbelopp += 1",
            "Bas: energikontor, region_jh 2024: modellen 800000",
        ),
        ("D.index.pop()", "Bas: modellen räknar, sidan säger: LPIX för 2033 saknas"),
    ],
)
def test_what_differs_is_named(wrong: str, told: str, shipped: Run, browser: Browser) -> None:
    with rules(browser, shipped) as view:
        view.evaluate(f"{{ {wrong} }}")
        assert told in view.evaluate("proved(D)")["found"]
