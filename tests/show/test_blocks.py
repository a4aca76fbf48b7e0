"""Blocks cannot become markup, and are refused when they lack what a reader needs."""

from dataclasses import replace

import pytest

from suite.show.blocks import Away, Column, Figure, Kind, Notice, Paragraphs, Table, unbroken
from suite.show.charts import Line, paths
from suite.show.strips import Strip, Strips

EVIL = "<script>alert(1)</script> & ”x” \"y\" 'z'"


def test_text_from_inputs_is_inert() -> None:
    table = Table(EVIL, [Column(EVIL), Column("b", Kind.WHOLE)], [(EVIL, 1)], (EVIL, 1), EVIL)
    blocks = [
        table,
        Paragraphs([EVIL]),
        Notice(EVIL, [EVIL]),
        Figure(EVIL, paths([2024, 2025], [Line(EVIL, [1, 2])]), EVIL, table),
    ]
    for block in blocks:
        assert "<script" not in block.html()
        assert "alert" in block.html()


def test_a_figure_without_alt_text_is_refused() -> None:
    with pytest.raises(ValueError):
        Figure("finding", paths([2024, 2025], [Line("a", [1, 2])]), " ", Table("", [], []))


def test_a_table_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError):
        Table("t", [Column("a"), Column("b")], [("x",)]).html()


def numbers(columns: int, figure: int = 1_234_567) -> Table:
    headings = [Column("Part"), *(Column(f"{year} (kr)", Kind.WHOLE) for year in range(2024, 2024 + columns))]
    return Table("t", headings, [("Östersund", *[figure] * columns)])


def test_only_a_table_that_is_wider_than_a_small_screen_is_scrolled() -> None:
    """Of 288 pixels a name takes some 68 with the room beside it, and each amount some 70."""
    assert "tabindex" not in numbers(3).html()
    assert 'role="region" aria-label="t" tabindex="0"' in numbers(4).html()
    assert "wide" not in numbers(10).html()
    assert "wide" in numbers(12).html()


def test_a_column_without_a_heading_has_an_empty_cell_above_it() -> None:
    html = Table("t", [Column("a"), Column("")], [("x", "så räknar vi")]).html()
    assert '<thead><tr><th scope="col">a</th><td></td></tr></thead>' in html


def test_words_are_broken_and_dates_and_numbers_are_not() -> None:
    columns = [Column("Vad"), Column("När", Kind.DATE)]
    assert "tabindex" not in Table("t", columns, [("ord " * 200, "2026-11-24")]).html()
    assert "tabindex" not in Table("t", columns, [("Fastighets-" * 20, "2026-11-24")]).html()
    assert "tabindex" in Table("t", columns, [("Fastighets" * 20, "2026-11-24")]).html()


def test_a_long_text_has_room_where_its_table_is_scrolled_and_the_row_heading_has_not() -> None:
    long = "Parterna får tillbaka det, eller betalar det efter vad var och en har betalat."
    page = Table(
        "t", [Column("a"), Column("b"), Column("c", Kind.NUMBER)], [(long, long, long), ("x", "y", "z")]
    ).html()
    assert page.count('class="long"') == 1
    assert '<td class="long">Parterna' in page


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("den 1 november 2025", "den 1_november_2025"),
        ("den 31_december 2025", "den 31_december_2025"),
        ("saknas den 1 maj", "saknas den 1_maj"),
        ("i april 2024", "i april 2024"),
        ("i 21 mars", "i 21_mars"),
        ("60 000 kr", "60_000_kr"),
        ("kvartal 1 marsvin", "kvartal 1 marsvin"),
    ],
)
def test_numbers_and_dates_that_anybody_typed_are_not_broken(typed: str, shown: str) -> None:
    assert unbroken(typed.replace("_", "\u00a0")) == shown.replace("_", "\u00a0")
    assert unbroken(unbroken(typed)) == unbroken(typed)


def test_bars_that_would_push_amounts_off_a_small_screen_are_not_shown_there() -> None:
    strips = Strips(1, [("Energikontoret", "#12436D")], [Strip([])])
    assert "barred" not in replace(numbers(1), strips=strips).html()
    assert '<div class="table barred">' in replace(numbers(2), strips=strips).html()


def test_a_cell_leads_to_a_file_beside_the_page() -> None:
    table = Table("t", [Column("a"), Column("b")], [("x", Away("PDF", "a/b c.pdf", "PDF, <x>"))])
    assert '<td><a href="a/b c.pdf" aria-label="PDF, &lt;x&gt;">PDF</a></td>' in table.html()
    assert table.description()["rows"] == [["x", "PDF"]]
