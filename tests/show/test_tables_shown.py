"""A frame as a table: what pandas holds as a reader has it."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from suite.show.blocks import Kind, Paragraphs, Table
from suite.show.plain import as_block, is_artist
from suite.show.table import heading, table


def shown(rows: pd.DataFrame, **more: object) -> Table:
    found = table(rows, "Rubrik", **more)  # type: ignore[arg-type]
    assert isinstance(found, Table)
    return found


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("belopp_kr", "Belopp (kr)"),
        ("skillnad_procent", "Skillnad (%)"),
        ("nyckel_datum", "Nyckel datum"),
        ("partnamn", "Part"),
        ("ar", "År"),
        ("kr", "Kr"),
        (2025, "2025"),
        ("Redan en rubrik_kr", "Redan en rubrik_kr"),
        (("belopp_kr", 2025), "Belopp (kr) 2025"),
    ],
)
def test_a_name_becomes_a_heading(name: object, told: str) -> None:
    assert heading(name) == told


@pytest.mark.parametrize(
    ("values", "kind", "last"),
    [
        ([1, 12_000], Kind.WHOLE, "12\u00a0000"),
        ([1.0, np.nan, 12_000.0], Kind.WHOLE, "12\u00a0000"),
        ([1.5, 2.0], Kind.NUMBER, "2,00"),
        ([0.5, 0.12345], Kind.NUMBER, "0,1235"),
        ([Decimal("1.50"), Decimal("-2.25")], Kind.NUMBER, "−2,25"),
        (["2025-01-01", "2025-12-31"], Kind.DATE, "2025-12-31"),
        (pd.to_datetime(["2025-01-01", "2025-12-31"]), Kind.DATE, "2025-12-31"),
        (["9,40\u00a0%", "1 / 2"], Kind.NUMBER, "1 / 2"),
        (["okänt", 5], Kind.NUMBER, "5"),
        (["§7", "bilaga 1"], Kind.TEXT, "bilaga 1"),
        ([True, False], Kind.TEXT, "nej"),
        ([None, "ja"], Kind.TEXT, "ja"),
    ],
)
def test_values_decide_how_a_column_is_shown(values: object, kind: Kind, last: str) -> None:
    found = shown(pd.DataFrame({"Vad": values}))
    assert found.columns[0].kind is kind
    assert found.columns[0].show(found.rows[-1][0]) == last


def test_years_are_not_grouped_and_an_index_with_a_name_comes_first() -> None:
    rows = pd.DataFrame({"ar": [2024, 2025], "belopp_kr": [1_000, 2_000]})
    assert [column.heading for column in shown(rows).columns] == ["År", "Belopp (kr)"]
    assert shown(rows).description()["rows"] == [["2024", "1\u00a0000"], ["2025", "2\u00a0000"]]
    assert shown(rows.set_index("ar")).rows == shown(rows).rows
    assert shown(rows.set_axis(["a", "b"])).columns[0].heading == "Rad"


def test_sums_a_last_row_and_none() -> None:
    rows = pd.DataFrame({"Part": ["A", "B"], "x (kr)": [1, 2], "y (kr)": [3, 4]})
    assert shown(rows, sums=True).footer == ("Summa", 3, 7)
    assert shown(rows, sums=["y (kr)"]).footer == ("Summa", None, 7)
    last = shown(rows, footer=True)
    assert (last.rows, last.footer) == ([("A", 1, 3)], ("B", 2, 4))
    assert table(rows[:0], "Rubrik", otherwise="Inga.") == Paragraphs(["Inga."])
    assert table(rows[:0], "Rubrik") == Paragraphs([])


def test_a_link_follows_its_row_wherever_it_stands() -> None:
    rows = pd.DataFrame({"Part": ["A", "B"], "x (kr)": [1, 2]})
    links = {"x (kr)": {"A": "plats-a", "B": "plats-b"}}
    for own in (rows, rows[::-1], rows[1:]):
        found = shown(own, sums=True, links=links)
        assert {row[0]: row[1].place for row in found.rows}.items() <= links["x (kr)"].items()  # type: ignore[union-attr]


def test_what_a_cell_ends_with_becomes_a_block() -> None:
    frame = pd.DataFrame({"partnamn": ["A"], "belopp_kr": [1_000]})
    assert as_block(frame) == table(frame, "Part och Belopp (kr)")
    assert as_block(frame.set_index("partnamn")["belopp_kr"]) == table(frame, "Part och Belopp (kr)")
    assert as_block(frame.style.set_caption("Egen")) == table(frame, "Egen")
    assert as_block("text") == "text"
    assert not is_artist(frame)
    assert not is_artist([])
