"""Each party finds what it pays this year and the next, what is settled, and its sheet, however many they are."""

from pathlib import Path

import pytest
import yaml
from small_inputs import POPULATION_HEADING

from model.read.begin import begin
from model.year import year_of
from suite.reports.find_party import find_party
from suite.reports.parties import by_owner
from suite.show.blocks import Away, Paragraphs, Table


def found(folder: Path, year: int = 2025, **sheets: dict[str, str]) -> Table:
    table = find_party(year_of(begin(folder), year), sheets)
    assert isinstance(table, Table)
    return table


def test_the_sums_are_those_of_the_reports(county: Path) -> None:
    now, after = (year_of(begin(county), year) for year in (2025, 2026))
    footer = found(county).footer
    assert footer
    assert list(footer[1:3]) == [sum(by_owner(each.run, each.billed(each.year)).values()) for each in (now, after)]


def test_parties_stand_in_alphabetical_order_with_a_bar_for_each_agreement(county: Path) -> None:
    table = found(county)
    names = [str(row[0]) for row in table.rows]
    assert names == ["Berg", "Bräcke", "Härjedalen", "Krokom", "Landstingsbostäder", "Ragunda", "Regionen",
                     "Strömsund", "Åre", "Östersund"]  # fmt: skip
    assert table.keys[0] == "2326"
    assert table.strips
    assert [name for name, _ in table.strips.heading] == ["Energikontoret", "Nätverket"]
    assert all(cell and cell.parts for cell in table.strips.cells)


def test_what_is_settled_is_told_with_its_sign(county: Path) -> None:
    """The outcome is 1 400 000.50 of 1 648 000: 247 999 or so comes back."""
    table = found(county)
    assert table.columns[3].heading in ("Skulle avräknas (kr)", "Slutavräkning (kr)")
    assert table.footer
    assert table.footer[3] == -247_999
    assert "Minus är pengar tillbaka." in table.what


def test_a_name_leads_to_its_sheet_where_that_is_there(county: Path) -> None:
    sheets = {"2326": {".html": "b.html", ".pdf": "b.pdf"}, "2305": {}}
    rows = found(county, **sheets).rows
    assert rows[0][0] == Away("Berg", "b.html")
    assert rows[0][-1] == Away("PDF", "b.pdf", "PDF, partsblad för Berg")
    assert (rows[1][0], rows[1][-1]) == ("Bräcke", None)


def test_a_year_without_a_settlement_or_a_next_year_says_no_more(county: Path) -> None:
    for path in county.glob("utfall/energikontor_*.csv"):
        path.unlink()
    headings = [column.heading for column in found(county, 2033).columns]
    assert headings[0] == "Part, med sina bolag"
    assert not [name for name in headings if "avräkn" in name]


def test_nobody_pays_anything(folder: Path) -> None:
    assert find_party(year_of(begin(folder), 2034), {}) == Paragraphs(
        ["Ingen part betalar något 2034 eller 2035."]
    )


def county_of(folder: Path, count: int) -> Path:
    """Let as many municipalities, and no Region, pay the Energikontor together; each a little larger."""
    path = folder / "avtal" / "energikontor.yaml"
    codes = [str(1000 + place) for place in range(count)]
    agreement = yaml.safe_load(path.read_text(encoding="utf-8"))
    agreement["bidrag"] = [each | {"betalare": codes} for each in agreement["bidrag"][1:]]
    agreement |= {"totalt": 800_000, "utforare": codes[0]}
    agreement["parter"] = [{"kod": code, "namn": f"Kommun {code}", "kortnamn": f"K {code}"} for code in codes]
    path.write_text(yaml.safe_dump(agreement, allow_unicode=True), encoding="utf-8")
    rows = [
        f"{code};K {code};{year}-11-01;{1000 + place};fastställd;SCB;{year}-12-15;"
        for year in (2022, 2023, 2024)
        for place, code in enumerate(codes)
    ]
    (folder / "befolkning.csv").write_text("\n".join([POPULATION_HEADING, *rows]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("count", [1, 2, 49, 100])
def test_every_party_is_found_however_many_they_are(folder: Path, count: int) -> None:
    table = found(county_of(folder, count))
    assert [each.value if isinstance(each, Away) else each for each, *_ in table.rows] == [
        f"K {1000 + place}" for place in range(count)
    ]
    assert table.footer
    assert table.footer[1] == 824_000
