"""Indicators as the reports show them: against the target, beside the periods before, and what is then asked."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from notebook_cells import cells_of
from small_inputs import edit

from model.indicators import Indicator, IndicatorRow, Span, measures
from model.read.begin import begin
from suite.reports import indicators, network, outcome_section, portfolio
from suite.reports.asks import indicator_asks
from suite.reports.catalogue import Report, reports_of
from suite.reports.indicators import Followed, followed, section, shown, span_name
from suite.reports.opening import open_year
from suite.reports.quarter import Quarter, done, open_quarter, results
from suite.show.blocks import Block, Heading, Table
from suite.show.figures import NOTHING, goals
from suite.show.front import Folded
from suite.show.strips import Part

OWN_HEADING = "Det som avtalet följs upp på"
HEADING = "avtal;indikator;kommunkod;period;mal;utfall;enhet;status;kalla"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def rows(block: Block) -> list[list[str]]:
    assert isinstance(block, Table)
    return [[plain(cell) for cell in row] for row in block.description()["rows"]]


def told(now: Followed) -> list[str]:
    return [plain(f"{ask.verb} {ask.text}") for ask in indicator_asks(now)]


def kinds(blocks: Iterable[Block]) -> list[str]:
    return [type(each).__name__ for each in blocks]


def written(folder: Path, *lines: str) -> Path:
    (folder / "indikatorer.csv").write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def last() -> Quarter:
    return open_quarter(2024, 4, "kompetensattraktion")


def test_a_table_says_the_outcome_the_target_and_what_was_before(last: Quarter) -> None:
    """The shipped figures: 1 402 households against 1 380; 97 of 100 %; eight of nine have tended the register."""
    block = shown(last.followed, last.followed.told)
    assert isinstance(block, Table)
    headings = ["Indikator", "Utfall", "Mål", "Nås", "Kvartal 3 2024", "Kvartal 2 2024", "Kvartal 1 2024"]
    assert [column.heading for column in block.columns] == headings
    found = rows(block)
    assert found[0] == ["Registrerade hushåll sedan 2020", "1 402", "1 380", "ja", "1 330", "1 255", "1 190"]
    assert ["Första svar inom fem arbetsdagar, %", "97", "100", "nej", "95", "91", "88"] in found
    assert ["Registervård, gånger (2024)", "8 av 9", "alla", "nej", "", "", ""] in found
    assert (block.caption, len(found)) == ("10 av 12 mål är nådda", 12)
    assert block.what == "Kvartal 4 2024. Ljus stapel: målet. Mörk: hur mycket av det som är nått."
    assert block.note == (
        "Där det står av: så många av dem som har svarat når sitt mål. Siffrorna är påhittade exempel. "
        "Enligt RUN/357/2023 §1, §2, §3, bilaga 2 och bilaga 3."
    )


def test_a_bar_is_as_long_as_what_is_reached_of_the_target(last: Quarter) -> None:
    """Twelve companies of ten is 1,2 of the target, the most of all: the target's bar ends at 1/1,2."""
    block = shown(last.followed, last.followed.told)
    assert isinstance(block, Table)
    assert block.strips
    target, reached = _parts(block, 2)
    assert (target.end, reached.end) == (pytest.approx(1 / 1.2), 1)
    target, reached = _parts(block, 5)
    assert (target.end, reached.end) == (pytest.approx(1 / 1.2), pytest.approx(0.97 / 1.2))
    assert {part.start for part in _parts(block, 5)} == {0}


def _parts(block: Table, place: int) -> list[Part]:
    assert block.strips
    cell = block.strips.cells[place]
    assert cell
    return list(cell.parts)


def test_a_quarter_has_room_for_six_and_folds_the_others(last: Quarter) -> None:
    blocks = [*done(last)]
    assert kinds(blocks) == ["Heading", "Table", "Folded", "Folded", "Folded"]
    assert len(rows(blocks[1])) == 6
    folded = [each.summary for each in blocks if isinstance(each, Folded)]
    assert folded == ["6 indikatorer till", "Indikatorerna, kommun för kommun", "Aktiviteter i kvartal 4 2024"]
    own = blocks[3]
    assert isinstance(own, Folded)
    assert ["Registervård, gånger", "Härjedalen", "0", "1"] in rows(own.blocks[0])
    assert len(rows(own.blocks[0])) == 9


def test_what_is_not_met_is_told_and_what_nobody_has_told_is_asked_for(last: Quarter, county: Path) -> None:
    assert told(last.followed) == [
        "veta att målet inte är nått för Första svar inom fem arbetsdagar (97 mot 100 %) "
        "och Registervård (8 av 9)."
    ]
    run = begin(str(written(county, "energikontor;samradsmoten;;2024;;1;möten;fastställd;Protokoll")))
    office = run.agreement("energikontor", 2024)
    assert told(followed(run, office, Span(2024))) == [
        "fastställa utfallet för Enhetschefens tid och Utvecklingstid: ingen har uppgett det.",
        "veta att målet inte är nått för Samrådsgruppens möten (1 mot 2 möten).",
    ]
    assert told(followed(run, office, Span(2024), projects=True)) == [
        "fastställa utfallet för Projekt inom beslutad inriktning och Externa kronor per krona basfinansiering: "
        "ingen har uppgett det."
    ]
    talent = followed(run, run.agreement("kompetensattraktion", 2024), Span(2024))
    assert told(talent) == [
        "fastställa utfallet för Registrerade hushåll sedan 2020, Inflyttade hushåll sedan 2020, "
        "Företag som hittat arbetskraft och 9 till: ingen har uppgett det."
    ]


def test_nothing_is_asked_of_a_year_that_is_not_over(county: Path) -> None:
    run = begin(str(county), "2024-12-31")
    office = run.agreement("energikontor", 2024)
    assert told(followed(run, office, Span(2024))) == []
    assert told(followed(run, office, Span(2024, 1, 4))) == []
    run = begin(str(county), "2025-01-01")
    assert len(told(followed(run, office, Span(2024)))) == 1


def test_without_any_there_is_no_heading(county: Path) -> None:
    now = network.open_network(2024, "", str(county))
    assert [*section(indicators.of_year(now))] == []
    assert [*done(open_quarter(2024, 1, "kompetensattraktion", str(county)))] == []
    assert goals(indicators.local(indicators.of_year(now)), "", [], what="") == NOTHING
    assert results(open_quarter(2024, 1, "kompetensattraktion", str(county))).data["indikatorer"] == []


def test_an_unknown_target_or_outcome_leaves_its_cell_and_its_bar_empty(county: Path) -> None:
    lines = (
        "natverk;natverksmoten;;2024;;3;möten;fastställd;Logg",
        "natverk;styrgrupp;;2024;;;gånger;fastställd;Logg",
    )
    now = indicators.of_year(network.open_network(2024, "", str(written(county, *lines))))
    block = shown(now, now.told)
    assert isinstance(block, Table)
    assert block.strips
    assert rows(block) == [
        ["Nätverkets möten", "3", "", ""],
        ["Styrgruppens uppföljning, gånger", "okänt", "1", ""],
    ]
    assert (block.caption, block.strips.cells) == ("Inget mål är satt", [None, None])
    assert block.note == "Enligt RUN/350/2019 §4 och §7."


def test_at_most_is_said_in_the_target(county: Path) -> None:
    path = county / "avtal" / "natverk.yaml"
    edit(path, "enhet: möten, paragraf: §4", "enhet: möten, uppfylls: högst, paragraf: §4")
    written(county, "natverk;natverksmoten;;2024;4;5;möten;fastställd;Logg")
    now = indicators.of_year(network.open_network(2024, "", str(county)))
    assert rows(shown(now, now.told)) == [["Nätverkets möten", "5", "högst 4", "nej"]]
    assert told(now)[1] == "veta att målet inte är nått för Nätverkets möten (5 mot högst 4 möten)."


def test_each_report_shows_the_indicators_of_its_own() -> None:
    """The projects in the portfolio, an agreement without reports in the ekonomisk rapport, others in theirs."""
    run = begin()
    names = [each.indicator.id for now in portfolio.portfolio_of(run, 2025).followed for each in now.told]
    assert names == ["inriktning", "extern_krona"]
    now = outcome_section.section(network.open_network(2025))
    assert OWN_HEADING not in [each.text for each in now if isinstance(each, Heading)]
    office = open_year(2025).view("energikontor")
    own = [each.text for each in outcome_section.section(office) if isinstance(each, Heading)]
    assert own[-1] == OWN_HEADING
    assert [each.indicator.id for each in indicators.of_year(office).told] == [
        "samradsmoten",
        "chef_tid",
        "utveckling_tid",
    ]


def test_a_quarter_and_a_portfolio_of_indicators_alone_are_made(county: Path) -> None:
    run = begin(str(county))
    assert "kvartalsrapport" not in {each.notebook for each in reports_of(run, 2024)}
    written(
        county,
        "kompetensattraktion;kontakter;;2024-k2;;60;kontakter;fastställd;Logg",
        "energikontor;inriktning;;2024;3;3;projekt;fastställd;Logg",
    )
    run = begin(str(county))
    made = [each.name for each in reports_of(run, 2024)]
    assert "kvartalsrapport_kompetensattraktion_2024_2" in made
    assert "projektportfolj_2024" in made
    assert not [name for name in made if name.endswith("_2024_3")]


def test_a_hundred_municipalities_are_counted_in_one_row() -> None:
    own = {"kod": "i", "namn": "Registervård", "enhet": "gånger", "mal": "1", "paragraf": "§1"}
    common = {"avtal": "a", "indikator": "i", "period": "2025", "mal": "", "enhet": "gånger", "status": "exempel"}
    many = [
        IndicatorRow.model_validate(common | {"kommunkod": f"{code}", "utfall": str(code % 4), "kalla": "Logg"})
        for code in range(1000, 1100)
    ]
    (found,) = measures([Indicator.model_validate(own)], many, Span(2025))
    assert (found.now.outcome, found.now.of, found.met) == (75, 100, False)


@pytest.mark.parametrize(
    ("span", "name"),
    [
        (Span(2025), "2025"),
        (Span(2024, 4, 4), "kvartal 4 2024"),
        (Span(2025, 2, 3), "tertial 2 2025"),
        (Span(2025, 1, 2), "första halvåret 2025"),
        (Span(2025, 2, 2), "andra halvåret 2025"),
    ],
)
def test_a_period_in_words(span: Span, name: str) -> None:
    assert span_name(span) == name


@pytest.mark.parametrize(
    ("notebook", "parameters"),
    [
        ("kvartalsrapport", {"ar": 2024, "kvartal": 4}),
        ("natverksrapport", {"ar": 2025}),
        ("projektportfolj", {"ar": 2025}),
        ("ekonomisk_rapport", {"ar": 2025}),
    ],
)
def test_the_notebooks_show_them(notebook: str, parameters: dict[str, int]) -> None:
    found = [each for each in cells_of(Report(notebook, "t", parameters)) if isinstance(each, dict)]
    heads = [place for place, each in enumerate(found) if each.get("content", [{}])[0].get("text") == OWN_HEADING]
    assert [found[place + 1]["columns"][0] for place in heads] == ["Indikator"]
