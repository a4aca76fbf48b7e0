"""What the ekonomisk rapport says of what is left of each agreement."""

from pathlib import Path

from small_inputs import closed, edit, published
from trials import shipped

from model.read.begin import begin
from model.year import Year, year_of
from suite.reports.balances import COLUMNS, PARTY_COLUMNS, known, party_rows, rows, what_is_left
from suite.show.blocks import Heading, Paragraphs, Table
from suite.show.front import Folded


def shown(now: Year) -> tuple[list[str], list[Table], str]:
    """Return the headings, the tables and all notes together, with spaces for no-break spaces."""
    blocks = [*what_is_left(now)]
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    tables = [block for block in blocks if isinstance(block, Table)]
    told = [table.note for table in tables]
    told += [text for block in blocks if isinstance(block, Paragraphs) for text in block.texts]
    plain = [text.replace("\u00a0", " ") for text in (*headings, " ".join(told))]
    return plain[:-1], tables, plain[-1]


def test_what_is_left_of_the_example() -> None:
    """Of B 642 400 − 626 251 = 16 149, of C 2 929 000 + 600 000 − 3 490 050 = 38 950, and all of A goes back."""
    now = year_of(shipped(), 2025)
    headings, (first, second), told = shown(now)
    assert headings == ["255 535 kr finns kvar av det som är betalt till och med 2025"]
    assert [row[-1] for row in first.rows] == [200_436, 38_950, 16_149]
    assert first.footer
    assert first.footer[1:] == (38_950, 2_290_400, -2_073_815, 255_535)
    assert [(row[0], row[3]) for row in second.rows] == [("Kompetensattraktion", 38_950), ("Nätverket", 16_149)]
    assert "När året är stängt för Energikontoret går 200 436 kr tillbaka till parterna." in told
    assert "Nätverket har då också fått 165 421 kr i förskott för nästa år." in told
    assert "RUN/357/2023 §4, bilaga 1 och RUN/350/2019 §8" in told


def test_what_is_not_known_is_told() -> None:
    headings, (first, _), told = shown(year_of(shipped(), 2026))
    assert headings == [
        "38 950 kr finns kvar av det som är betalt till och med 2026; inte räknat: Energikontoret och Nätverket"
    ]
    assert [row[0] for row in first.rows] == ["Kompetensattraktion"]
    assert "för utfallet 2026 finns inte; när året började fanns 200 436 kr kvar." in told


def test_nothing_is_known_without_outcomes(folder: Path) -> None:
    (folder / "utfall" / "energikontor_2025.csv").unlink()
    headings, tables, told = shown(year_of(begin(str(folder)), 2025))
    assert headings == ["Vad som finns kvar 2025 går inte att säga än"]
    assert (tables, told) == ([], "Energikontoret är inte med, för utfallet 2025 finns inte.")


def test_a_year_without_a_whole_month_is_not_known(folder: Path) -> None:
    edit(folder / "utfall" / "energikontor_2025.csv", "2025-12-30;A2;6500;X;;500 000,00;Resor;fastställd\n", "")
    edit(folder / "utfall" / "energikontor_2025.csv", "2025-03-31", "2025-01-10")
    published(folder, "2024-01-02")
    _, _, told = shown(year_of(begin(str(folder), "2025-01-15"), 2025))
    assert told == "Energikontoret är inte med, för ingen hel månad 2025 är bokförd."


def test_nothing_is_left_when_all_is_settled(folder: Path) -> None:
    published(folder, "2024-01-02")
    now = year_of(begin(str(closed(folder)), "2026-02-01"), 2025)
    headings, tables, told = shown(now)
    assert headings == ["Inget finns kvar av det som är betalt till och med 2025"]
    assert [row[1:] for row in tables[0].rows] == [(0, 1_648_000, -247_999, -1_400_001, 0)]
    assert "Energikontoret har 247 999 kr kvar att betala tillbaka den 31 december." in told


def test_the_figures_are_those_of_the_tables() -> None:
    now = year_of(shipped(), 2025)
    left, owed = rows(known(now)), party_rows(known(now))
    assert (list(left), list(owed)) == (list(COLUMNS), list(PARTY_COLUMNS))
    moved = left["betalt_kr"] + left["rattelser_kr"] + left["slutavrakning_kr"] - left["utfall_kr"]
    assert (left["ingaende_kr"] + moved - left["till_utforaren_kr"]).tolist() == left["utgaende_kr"].tolist()
    assert [owed["fordran_kr"].sum(), owed["skuld_kr"].sum()] == [0, 165_421]
    assert [left["fordringar_kr"].sum(), left["skulder_kr"].sum()] == [0, 165_421]
    (folded,) = [block for block in what_is_left(now) if isinstance(block, Folded)]
    assert len(folded.blocks[0].rows) == 10  # type: ignore[attr-defined]  # a table
