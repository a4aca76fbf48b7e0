"""The log of decisions as it is shown: what each changed, from what, and what that costs each party."""

from pathlib import Path

import pytest
from dated import more_from_2029
from small_inputs import READINGS, edit

from model.read.begin import begin
from model.run import Run
from model.year import year_of
from suite.publish.startpage import decisions_html
from suite.reports.decisions import NONE, in_force, log, title
from suite.reports.terms import term_name, value_text
from suite.show.blocks import Block, Heading, Paragraphs, Table
from suite.show.front import KeyFigures

TOLD = "Regionens samverkansråd 2028-10-01, RUN/1/2028"


@pytest.fixture
def run(folder: Path) -> Run:
    return begin(more_from_2029(folder), "2028-10-01")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def table(block: Block) -> Table:
    assert isinstance(block, Table)
    return block


def test_each_decision_has_a_price(run: Run) -> None:
    """100 000 kr of 2024 more from 2029: × 1.03⁵ = 115 927.4 that year, and 615 474 in the five years to 2033."""
    (row,) = table(in_force(run)).rows
    assert row == (
        "Energikontoret: Årets belopp och Kommunernas del: basbelopp",
        TOLD,
        "2029-01-01",
        115_928,
        615_474,
    )
    by_party = table(log(year_of(run, 2028)).blocks[-4])
    assert len(by_party.rows) == 9
    assert {row[0]: row[1:] for row in by_party.rows}["Regionen"] == (0,) * 5
    assert sum(row[1] for row in by_party.rows) == 115_928  # type: ignore[misc]


def test_the_page_begins_with_what_the_decisions_came_to(run: Run) -> None:
    heading, figures, line, *_ = log(year_of(run, 2028)).blocks
    assert plain(heading.html()) == "<h1>1 beslut har ändrat avtalen: 615 474 kr mer till och med 2033</h1>"
    assert isinstance(figures, KeyFigures)
    assert [tuple(map(plain, each)) for each in figures.figures] == [
        ("Beslut i kraft", "1", f"senast {TOLD}"),
        ("Till och med 2033", "+615 474 kr", "mest RUN/1/2028: +615 474 kr"),
        ("Frågor utan beslut", "0", "ingen av dem kostar något"),
    ]
    assert "Preliminärt." in line.html()


def test_the_page_says_what_was_changed_and_the_price_by_year(run: Run) -> None:
    *_, decision, changed, price, _, _, rests = log(year_of(run, 2028)).blocks
    assert decision == Heading(f"Energikontoret: {TOLD}", 2)
    assert [[plain(str(cell)) for cell in row] for row in table(changed).rows] == [
        ["Årets belopp", "2029-01-01", "1 600 000", "1 700 000", ""],
        ["Kommunernas del: basbelopp", "2029-01-01", "800 000", "900 000", ""],
    ]
    assert [column.heading for column in table(price).columns] == [
        "Part",
        *(f"{year} (kr)" for year in range(2029, 2034)),
    ]
    assert table(price).footer == ("Alla parter", 115_928, 119_405, 122_987, 126_677, 130_477)
    assert "Det siffrorna vilar på" in rests.html()


def test_the_page_stands_by_itself(run: Run) -> None:
    page = decisions_html(year_of(run, 2028), "Underlag")
    assert "<title>Beslutslogg" in page
    assert "Vad beslutet RUN/1/2028 kostar" in page
    assert "Det siffrorna vilar på" in page


def test_where_there_is_none_a_sentence_says_so(folder: Path) -> None:
    for day in ("", "2028-09-30"):
        run = begin(folder if not day else more_from_2029(folder), day)
        assert in_force(run) == Paragraphs([NONE])
        assert title(run) == "Inget beslut har ändrat avtalen"
        assert NONE in log(year_of(run, 2028)).html()


def test_a_price_that_no_figure_reaches_is_said(folder: Path) -> None:
    more_from_2029(folder)
    lines = (folder / "lpix.csv").read_text(encoding="utf-8").splitlines()
    (folder / "lpix.csv").write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    run = begin(folder, "2028-10-01")
    assert [row[3:] for row in table(in_force(run)).rows] == [(None, None)]
    assert table(in_force(run)).note.endswith(f"{TOLD}: siffrorna räcker inte till något år.")
    assert title(run) == "1 beslut har ändrat avtalen, men inte summan av beloppen till och med 2033"


def test_a_reading_that_is_decided_as_it_was_read_is_among_them(folder: Path) -> None:
    decided = "    beslutad: {organ: Samrådsgruppen, datum: 2026-01-10, dnr: RUN/5/2026}\n    annars:"
    (folder / "tolkningar.yaml").write_text(READINGS.replace("    annars:", decided), encoding="utf-8")
    (row,) = table(in_force(begin(folder))).rows
    assert row == ("Allt eller det överskjutande? Allt.", "Samrådsgruppen 2026-01-10, RUN/5/2026", "", None, None)


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("totalt", "Årets belopp"),
        ("bidrag.kommuner.basbelopp", "Kommunernas del: basbelopp"),
        ("bidrag.kommuner.nyckel.typ", "Kommunernas del: fördelning, slag"),
        ("slutavrakning.grans_procent", "Slutavräkning, gräns i procent"),
        ("bidrag.kommuner", "Kommunernas del: bidraget"),
    ],
)
def test_a_term_is_called_what_a_reader_calls_it(folder: Path, term: str, name: str) -> None:
    assert term_name(begin(folder).agreement("energikontor"), term) == name


def test_a_retroactive_decision_says_so(folder: Path) -> None:
    path = more_from_2029(folder) / "avtal" / "energikontor.yaml"
    for _ in range(2):
        edit(path, "fran: 2029-01-01", "fran: 2028-01-01\nRETRO")
        text = path.read_text(encoding="utf-8")
        before = text[: text.index("RETRO")].splitlines()[-1]
        indent = before[: before.index("fran")].replace("-", " ")
        edit(path, "RETRO", f"{indent}retroaktivt: ja")
    *_, changed, _, _, _, _ = log(year_of(begin(folder, "2028-10-01"), 2028)).blocks
    assert {row[1] for row in table(changed).rows} == {"2028-01-01, retroaktivt"}


def test_a_term_is_shown_on_a_line() -> None:
    told = {"kod": "region", "belopp": 800_000, "ar": 2024, "delas": True, "parter": ["2303", "2305"]}
    shown = "kod: region, belopp: 800 000, år: 2024, delas: ja, parter: 2303, 2305"
    assert value_text(told).replace("\u00a0", " ") == shown
    assert [value_text(each) for each in ("", None, False)] == ["utgår", "fanns inte", "nej"]
