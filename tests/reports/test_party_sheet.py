"""A party's letter: every sentence of it, with figures worked out by hand from the agreements and the inputs."""

import datetime as dt
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from notebook_cells import cells_of
from small_inputs import closed, edit
from trials import shipped, trial

from model.read.begin import PROJECT
from model.year import year_of
from suite.reports import drivers, parties, party_sheet, undecided
from suite.reports.catalogue import Report
from suite.reports.parties import sheet_parties
from suite.reports.party_sheet import Sheet, open_sheet
from suite.show.blocks import Table
from suite.show.front import KeyFigures
from suite.show.pdf_report import pdf_report


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def told(figures: KeyFigures) -> list[tuple[str, str, str]]:
    return [(plain(label), plain(value), plain(note)) for label, value, note in figures.figures]


def sheet(folder: Path, part: str = "2309", year: int = 2025, scenario: str = "bas") -> Sheet:
    return open_sheet(year, part, str(folder), "", scenario)


def at(folder: Path, year: int, scenario: str = "bas") -> Sheet:
    """Return the sheet of a year in which the agreement, the only one, is not in force."""
    own = sheet(folder, scenario=scenario)
    return replace(own, now=year_of(own.now.run, year))


# -- The shipped inputs, by hand -------------------------------------------------------------------------------


def test_krokom_2025() -> None:
    """97 263 is 824 000 × 15 680 / 132 839; 67 371 is 478 000 × 1.03^6 × the same. 2024: 94 107 and 65 185."""
    own = open_sheet(2025, "2309")
    assert plain(party_sheet.title(own)) == "Krokom betalar 164 634 kr för 2025 och skulle få tillbaka 11 830 kr"
    assert told(party_sheet.key_figures(own)) == [
        (
            "Ni betalar för 2025",
            "164 634 kr",
            "5 342 kr mer än 2024 (+3,4 %), mest på grund av uppräkningen med LPIX",
        ),
        (
            "Ni skulle få tillbaka",
            "11 830 kr",
            "Energikontoret kostade 200 436 kr mindre än alla betalat, över gränsen 10 %",
        ),
        (
            "Ni betalar för 2026",
            "170 949 kr",
            "6 315 kr mer än 2025 (+3,8 %), mest på grund av uppräkningen med LPIX",
        ),
    ]
    assert plain(undecided.status_line(own).lines[0]) == (
        "Tre saker är inte beslutade: LPIX (löne- och prisindex, antaget till 3,0 % om året), folkmängden "
        "(31 december i stället för 1 november) och utfallet 2025 för Energikontoret (exempel). "
        "En procentenhet högre LPIX alla osäkra år är 4 965 kr mer för er 2025."
    )
    assert plain(parties.per_head(own.now, own.code)) == (
        "Ni betalar 10,50 kr per invånare för 2025, lika mycket som de andra kommunerna."
    )


def test_krokom_2025_is_computed_before_the_reader() -> None:
    found = party_sheet.calculation(open_sheet(2025, "2309"))
    assert isinstance(found, Table)
    rows = [
        [plain(column.show(cell)) for column, cell in zip(found.columns, row, strict=True)] for row in found.rows
    ]
    assert [column.heading for column in found.columns] == [
        *("Avtal", "I avtalet (kr)", "× LPIX", "× er del av invånarna", "Ni betalar (kr)", "Enligt")
    ]
    assert rows == [
        ["Energikontoret", "800 000", "1,03", "15 680 av 132 839", "97 263", "RUN/387/2023 §7"],
        [
            *("Nätverket (Krokomsbostäder)", "478 000", "1,194052", "15 680 av 132 839", "67 371"),
            "RUN/350/2019 §8",
        ],
    ]
    assert found.footer
    assert found.footer[4] == 164_634


def test_regionen_2025() -> None:
    """824 000 alone, and half of 60 000 × 1.03^6; of the settlement 200 436 half is theirs."""
    own = open_sheet(2025, "region_jh")
    assert (
        plain(party_sheet.title(own)) == "Regionen betalar 859 821 kr för 2025 och skulle få tillbaka 100 218 kr"
    )
    first, *_, last = told(party_sheet.key_figures(own))
    assert first[1:] == ("859 821 kr", "25 043 kr mer än 2024 (+3,0 %), på grund av uppräkningen med LPIX")
    assert last[1:] == ("885 616 kr", "25 795 kr mer än 2025 (+3,0 %), på grund av uppräkningen med LPIX")
    assert plain(undecided.status_line(own).lines[0]).endswith(
        "En procentenhet högre LPIX alla osäkra år är 10 138 kr mer för er 2025. "
        "Om Fastighetsenheten betalar allt är det 35 822 kr mer för er 2025."
    )
    assert plain(parties.per_head(own.now, own.code)) == (
        "Ni står för 37,5 % av vad alla parter betalar för 2025; kommunerna betalar 10,50 kr per invånare."
    )


def test_a_party_without_settlement_is_told_the_last_day_of_notice_instead() -> None:
    own = open_sheet(2025, "landstingsbostader")
    assert plain(party_sheet.title(own)) == "Landstingsbostäder betalar 35 822 kr för 2025, 1 044 kr mer än 2024"
    assert told(party_sheet.key_figures(own))[1] == (
        "Sista dag att säga upp Nätverket",
        "29 februari 2028",
        "till den 31 augusti 2028, för alla parter",
    )


# -- Every case of its sentences -------------------------------------------------------------------------------


def test_what_comes_back_is_certain_when_the_year_is_closed(folder: Path) -> None:
    """824 000 × 2 000 / 16 100 is 102 360.25, and one krona is left; 247 999 of 1 648 000 goes back."""
    closed(folder)
    assert (
        plain(party_sheet.title(sheet(folder))) == "Krokom betalar 102 361 kr för 2025 och får tillbaka 15 404 kr"
    )
    assert told(party_sheet.key_figures(sheet(folder)))[1][:2] == ("Ni får tillbaka", "15 404 kr")


def dearer(folder: Path) -> Path:
    """The Energikontor cost 2 400 000.50: 752 001 more than all paid."""
    edit(folder / "utfall" / "energikontor_2025.csv", "900 000,50", "1 900 000,50")
    return folder


def test_a_settlement_to_pay(folder: Path) -> None:
    assert (
        plain(party_sheet.title(sheet(dearer(folder))))
        == "Krokom betalar 102 361 kr för 2025 och skulle betala 46 708 kr mer"
    )
    assert told(party_sheet.key_figures(sheet(folder)))[1][:2] == ("Ni skulle betala mer", "46 708 kr")
    closed(folder)
    assert (
        plain(party_sheet.title(sheet(folder)))
        == "Krokom betalar 102 361 kr för 2025 och 46 708 kr i slutavräkningen"
    )
    assert told(party_sheet.key_figures(sheet(folder)))[1][:2] == ("Ni betalar i slutavräkningen", "46 708 kr")


def test_within_the_limit_nothing_is_settled(folder: Path) -> None:
    edit(folder / "utfall" / "energikontor_2025.csv", "900 000,50", "1 148 000,50")
    own = sheet(folder)
    assert plain(party_sheet.title(own)) == "Krokom betalar 102 361 kr för 2025, 2 361 kr mer än 2024"
    assert told(party_sheet.key_figures(own))[1] == (
        "Slutavräkning 2025",
        "0 kr",
        "Energikontoret kostade 1 kr mer än alla betalat, inom gränsen 10 %",
    )


def test_without_an_outcome_or_before_the_year_is_over_nothing_is_said_to_come_back(folder: Path) -> None:
    early = open_sheet(2025, "2309", str(folder), "2025-12-31")
    assert plain(party_sheet.title(early)) == "Krokom betalar 102 361 kr för 2025, 2 361 kr mer än 2024"
    assert told(party_sheet.key_figures(early))[1][1:] == (
        "inte klar",
        "utfallet för Energikontoret är klart när året är slut",
    )
    (folder / "utfall" / "energikontor_2025.csv").unlink()
    late = sheet(folder)
    assert told(party_sheet.key_figures(late))[1][1:] == (
        "inte klar",
        "utfallet för Energikontoret finns inte i underlaget än",
    )


def test_less_than_before(folder: Path) -> None:
    """Ragunda grows by 100, so the others pay less of the same; with no index at all, only for that."""
    edit(folder / "lpix.csv", "LPIX;2025;3,0", "LPIX;2025;0")
    own = sheet(folder)
    assert plain(party_sheet.title(sheet(dearer(folder), year=2025))).startswith("Krokom betalar 99 379 kr")
    assert plain(drivers.finding(own.change)) == (
        "Ni betalar 621 kr mindre än 2024, på grund av att de andra fick fler invånare"
    )
    grown = sheet(folder, "2303")
    assert plain(drivers.finding(grown.change)) == (
        "Ni betalar 4 658 kr mer än 2024, på grund av att ni fick fler invånare"
    )


def test_the_same_as_before(folder: Path) -> None:
    own = sheet(folder, "region_jh", 2025)
    edit(folder / "lpix.csv", "LPIX;2025;3,0", "LPIX;2025;0")
    (folder / "utfall" / "energikontor_2025.csv").unlink()
    own = sheet(folder, "region_jh")
    assert plain(party_sheet.title(own)) == "Regionen betalar 800 000 kr för 2025, lika mycket som 2024"
    assert drivers.finding(own.change) == "Ni betalar lika mycket som 2024"
    assert drivers.note(own.change) == "lika mycket som 2024"


def test_the_first_year(folder: Path) -> None:
    own = sheet(folder, year=2024)
    assert plain(party_sheet.title(own)) == "Krokom betalar 100 000 kr för 2024"
    assert drivers.finding(own.change) == "Ni betalade inget 2023"
    assert drivers.note(own.change) == "inget 2023"


def test_only_the_year_after_has_amounts(folder: Path) -> None:
    own = at(folder, 2023)
    assert plain(party_sheet.title(own)) == "Krokom betalar inget för 2023, men 100 000 kr för 2024"
    assert told(party_sheet.key_figures(own))[-1][1:] == ("100 000 kr", "inget 2023")


def test_a_party_that_has_left(folder: Path) -> None:
    """The agreement ends with 2028: then nothing is paid, and that is due to it."""
    notice = "uppsagningar: [{avtal: energikontor, part: '2321', datum: 2027-06-01}]\n"
    trial(folder, notice, "slut")
    last, gone = (at(folder, year, "slut") for year in (2028, 2029))
    assert told(party_sheet.key_figures(last))[-1][1:] == ("0 kr", "inget avtal gäller er då")
    assert party_sheet.title(gone) == "Krokom betalar inget för 2029"
    assert (
        drivers.finding(gone.change) == "Ni betalar inget för 2029, på grund av att Energikontoret slutade gälla"
    )


def test_nothing_is_assumed(folder: Path) -> None:
    """The year, its books and the next are decided; the years after are not."""
    outcome = folder / "utfall" / "energikontor_2025.csv"
    outcome.rename(outcome.with_stem("energikontor_2024"))
    for day in ("03-31", "12-30"):
        edit(folder / "utfall" / "energikontor_2024.csv", f"2025-{day}", f"2024-{day}")
    line = undecided.status_line(sheet(closed(folder, 2024), year=2024))
    assert (line.title, line.lines) == (
        "Fastställt.",
        ["Alla siffror för 2024 och 2025 är beslutade; åren därefter är beräknade."],
    )


def test_one_thing_is_not_decided(folder: Path) -> None:
    line = undecided.status_line(sheet(folder, year=2024))
    assert line.lines == ["En sak är inte beslutad: utfallet 2024 för Energikontoret (finns inte än)."]


def test_others_pay_more_or_less_per_inhabitant() -> None:
    """172 829.38 / 9 900, 605 461.01 / 70 800 and 246 710.64 / 20 300: a part of the key is equal for all."""
    own = sheet(PROJECT / "docs" / "annat_lan", "9901", 2026)
    assert plain(parties.per_head(own.now, own.code)) == (
        "Ni betalar 17,46 kr per invånare för 2026; av de andra betalar Exempelstads kommun minst, 8,55 kr, och "
        "Exempelköpings kommun mest, 12,15 kr."
    )


# -- The page --------------------------------------------------------------------------------------------------


CASES: dict[str, Callable[[Path], Path]] = {"oppet": lambda folder: folder, "stangt": closed, "dyrare": dearer}


@pytest.mark.parametrize("case", CASES)
def test_the_letter_says_ni_and_has_one_title(folder: Path, case: str) -> None:
    CASES[case](folder)
    report = Report("partsblad", "Partsblad 2025: Krokoms kommun", {"ar": 2025, "part": "2309"})
    blocks = [each for each in cells_of(report, inputs=str(folder)) if not isinstance(each, str)]
    assert not re.search(r"\b(vi|vår|våra|oss)\b", str(blocks), re.IGNORECASE)
    titles = [block for block in blocks if block["type"] == "heading" and block["level"] == 1]
    assert [block["content"][0]["text"] for block in titles] == [party_sheet.title(sheet(folder))]
    assert blocks[0] == titles[0]


def test_the_figures_keep_their_names() -> None:
    found = party_sheet.results(open_sheet(2025, "2309")).data
    names = ("belopp_kr", "betalt_kr", "slutavrakning_kr", "slutavrakning_om_stangt_kr")
    assert [found[name] for name in names] == [164_634, 164_634, 0, -11_830]
    assert {"rapport", "ar", "scenario", "per_datum", "antaganden", "part", "fordelning"} <= set(found)


def pages(folder: Path | str, part: str, year: int) -> int:
    """Return how many pages a party's letter is on paper."""
    report = Report("partsblad", "Partsblad", {"ar": year, "part": part})
    shown = [each for each in cells_of(report, inputs=str(folder)) if not isinstance(each, str)]
    flat = [inner for each in shown for inner in (each["blocks"] if each["type"] == "group" else [each])]
    note = "Underlag per 2026-11-24, indata 01234567, scenario bas, modell 0.2.0. Frågor: controller@exempel.se"
    pdf = pdf_report(flat, "Partsblad", "Region Jämtland Härjedalen", note, dt.date(2026, 11, 24), "Partsblad")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


@pytest.mark.slow
@pytest.mark.parametrize("year", range(2024, 2029))
def test_every_letter_is_one_page(year: int) -> None:
    found = {code: pages("", code, year) for code in sheet_parties(shipped())}
    assert len(found) == 10
    assert set(found.values()) == {1}, found


@pytest.mark.slow
@pytest.mark.parametrize("year", [2024, 2025])
def test_a_letter_to_somebody_with_a_long_name_is_one_page(tmp_path: Path, year: int) -> None:
    folder = Path(shutil.copytree(PROJECT / "inputs", tmp_path / "inputs"))
    long = "Sundsvalls och Södra Norrlands kommunalförbund"
    for file, name in (("energikontor", "Krokoms kommun"), ("natverk", "Krokomsbostäder AB")):
        short = name.split()[0].removesuffix("s") if file == "energikontor" else name.removesuffix(" AB")
        path = folder / "avtal" / f"{file}.yaml"
        edit(path, f"namn: {name}, kortnamn: {short}", f'namn: "{long}s {file}bolag", kortnamn: "{long}"')
    assert pages(folder, "2309", year) == 1
