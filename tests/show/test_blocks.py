"""Blocks cannot become markup, and are refused when they lack what a reader needs."""

import pytest

from suite.show.blocks import Column, Figure, Kind, Notice, Paragraphs, Table
from suite.show.charts import Line, paths

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
