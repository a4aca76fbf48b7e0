"""What a party's letter says of its budget."""

from pathlib import Path

from small_inputs import index_csv, published

from suite.reports.budget_sheet import explained, finding, folded, shown
from suite.reports.party_sheet import Sheet, open_sheet, results
from suite.reports.party_years import Ahead, ahead
from suite.show.blocks import Group, Paragraphs, Table
from suite.show.front import Beside, Folded

HEADING = "avtal;part;ar;belopp_kr;senast;status;kalla;publicerad\n"


def opened(folder: Path | str, code: str, year: int, **given: str) -> tuple[Sheet, Ahead]:
    sheet = open_sheet(year, code, str(folder), given.get("per_datum", ""), "bas", given.get("forra", ""))
    return sheet, ahead(sheet.now, sheet.code, sheet.own)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def told(sheet: Sheet) -> str:
    return plain(" ".join(explained(sheet).texts))


def cells(sheet: Sheet, years: Ahead) -> list[list[str]]:
    block = shown(sheet, years)
    assert isinstance(block, Beside | Group)
    first = block.blocks[0]
    own = first.blocks[0] if isinstance(first, Group) else first
    assert isinstance(own, Table)
    return [[plain(column.show(cell)) for column, cell in zip(own.columns, row, strict=True)] for row in own.rows]


def test_three_years_of_the_example() -> None:
    sheet, years = opened("", "2321", 2025)
    assert plain(finding(sheet, years)) == "Skriv in 146 627 kr i er budget för 2028, senast 15 juni 2027"
    assert cells(sheet, years) == [
        ["2026", "138 210", "", "15 jun 2025"],
        ["2027", "142 356", "139 700–145 000", "15 jun 2026"],
        ["2028", "146 627", "142 100–151 300", "15 jun 2027"],
    ]
    assert told(sheet) == (
        "Vad som gällde den 24 november 2025 går inte att räkna: siffrorna fanns inte då. Er påhittade "
        "budget 2026 är 140 000 kr; räknat är 1 790 kr lägre (er budget var en annan redan då)."
    )
    assert [row["belopp_kr"] for row in results(sheet).data["budget"]] == [138_210, 142_356, 146_627]


def test_it_says_why_it_is_not_what_it_was(folder: Path) -> None:
    """As in tests/test_party_budget.py: 8 487 by the index, and 4 182 that the budget was less."""
    published(folder, "2024-12-15")
    with (folder / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write("LPIX;2027;4,0;fastställd;Regionplan;2026-06-01;\n")
    row = "energikontor;region_jh;2027;870 000;;fastställd;RF;2026-02-01\n"
    (folder / "partsbudget.csv").write_text(HEADING + row, encoding="utf-8")
    sheet, years = opened(folder, "region_jh", 2025, per_datum="2026-07-01", forra="2026-01-01")
    assert plain(finding(sheet, years)) == "Skriv in 848 720 kr i er budget för 2026"
    assert told(sheet) == (
        "Mot det som gällde den 1 januari 2026: 2027 8 487 kr högre (uppräkningen) och 2028 8 742 kr högre "
        "(uppräkningen). Er budget 2027 för Energikontoret är 870 000 kr; räknat är 12 669 kr högre "
        "(uppräkningen)."
    )
    (found,) = folded(sheet)
    assert isinstance(found, Folded)
    (table,) = found.blocks
    assert isinstance(table, Table)
    assert [row[1:] for row in table.rows][1] == (
        *("er budget, 1\u00a0februari\u00a02026", 870_000),
        4_182,
        8_487,
        882_669,
    )


def test_without_rows_no_day_is_invented(folder: Path) -> None:
    sheet, years = opened(folder, "2321", 2025)
    assert plain(finding(sheet, years)).startswith("Skriv in ")
    assert "senast" not in finding(sheet, years)
    assert [len(row) for row in cells(sheet, years)] == [2, 2, 2]


def test_where_nothing_is_paid_after_the_year_it_says_so() -> None:
    sheet, years = opened("", "2321", 2033)
    assert finding(sheet, years) == "Beloppen är räknade till och med 2033"
    assert (sheet.budget, explained(sheet)) == ([], Paragraphs([]))
    assert list(folded(sheet)) == []


def test_a_year_that_lacks_a_figure_is_left_out(folder: Path) -> None:
    (folder / "lpix.csv").write_text(index_csv({2025: "3,0", 2026: "3,0", 2027: "3,0"}), encoding="utf-8")
    sheet, _ = opened(folder, "2321", 2025)
    assert [each.year for each in sheet.budget] == [2026, 2027]
