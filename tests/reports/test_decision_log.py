"""The log of decisions as it is shown: what each changed, from what, and what that costs each party."""

from pathlib import Path

import pytest
from dated import more_from_2029
from small_inputs import edit

from model.read.begin import begin
from model.run import Run
from model.year import year_of
from suite.publish.startpage import decisions_html
from suite.reports.decisions import NONE, log, prices, value_text
from suite.show.blocks import Block, Paragraphs, Table

TOLD = "Regionens samverkansråd 2028-10-01, RUN/1/2028"


@pytest.fixture
def run(folder: Path) -> Run:
    return begin(more_from_2029(folder), "2028-10-01")


def table(block: Block) -> Table:
    assert isinstance(block, Table)
    return block


def test_each_decision_has_a_price_for_each_party(run: Run) -> None:
    """100 000 kr of 2024 more from 2029: × 1.03⁵ = 115 927.4 that year, and 615 474 in the five years to 2033."""
    rows = {str(row[0]): row[1:] for row in table(prices(run)).rows}
    assert len(rows) == 10
    assert rows["Alla parter"] == ("Energikontoret", TOLD, "2029", 115_928, 615_474)
    assert rows["Regionen"][3:] == (0, 0)
    assert sum(row[3] for name, row in rows.items() if name != "Alla parter") == 115_928  # type: ignore[misc]


def test_the_page_says_what_was_changed_and_the_price_by_year(run: Run) -> None:
    heading, words, decision, changed, price = log(run).blocks
    assert "Beslutslogg" in heading.html()
    assert "Besluten som var kända 2028-10-01" in words.html()
    assert f"Energikontoret: {TOLD}" in decision.html()
    assert [[str(cell).replace("\u00a0", " ") for cell in row] for row in table(changed).rows] == [
        ["totalt", "2029-01-01", "1 600 000", "1 700 000", ""],
        ["bidrag.kommuner.basbelopp", "2029-01-01", "800 000", "900 000", ""],
    ]
    assert [column.heading for column in table(price).columns] == [
        "Part",
        *(f"{year} (kr)" for year in range(2029, 2034)),
    ]
    assert table(price).footer == ("Alla parter", 115_928, 119_405, 122_987, 126_677, 130_477)


def test_the_page_stands_by_itself(run: Run) -> None:
    page = decisions_html(year_of(run, 2028), "Underlag")
    assert "<title>Beslutslogg" in page
    assert "Vad beslutet RUN/1/2028 kostar" in page
    assert "Siffrorna vilar på uppgifter som inte är fastställda" in page


def test_where_there_is_none_a_sentence_says_so(folder: Path) -> None:
    for day in ("", "2028-09-30"):
        run = begin(folder if not day else more_from_2029(folder), day)
        assert prices(run) == Paragraphs([NONE])
        assert NONE in log(run).html()


def test_a_price_that_no_figure_reaches_is_said(folder: Path) -> None:
    more_from_2029(folder)
    lines = (folder / "lpix.csv").read_text(encoding="utf-8").splitlines()
    (folder / "lpix.csv").write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    run = begin(folder, "2028-10-01")
    assert table(prices(run)).rows == []
    assert table(prices(run)).note.endswith(f"{TOLD}: siffrorna räcker inte till något år.")
    assert "siffrorna räcker inte till något år." in log(run).html()


def test_a_retroactive_decision_says_so(folder: Path) -> None:
    path = more_from_2029(folder) / "avtal" / "energikontor.yaml"
    for _ in range(2):
        edit(path, "fran: 2029-01-01", "fran: 2028-01-01\nRETRO")
        text = path.read_text(encoding="utf-8")
        before = text[: text.index("RETRO")].splitlines()[-1]
        indent = before[: before.index("fran")].replace("-", " ")
        edit(path, "RETRO", f"{indent}retroaktivt: ja")
    *_, changed, _ = log(begin(folder, "2028-10-01")).blocks
    assert {row[1] for row in table(changed).rows} == {"2028-01-01, retroaktivt"}


def test_a_term_is_shown_on_a_line() -> None:
    told = {"kod": "region", "belopp": 800_000, "ar": 2024, "delas": True, "parter": ["2303", "2305"]}
    shown = "kod: region, belopp: 800 000, ar: 2024, delas: ja, parter: 2303, 2305"
    assert value_text(told).replace("\u00a0", " ") == shown
    assert [value_text(each) for each in ("", None, False)] == ["utgår", "fanns inte", "nej"]
