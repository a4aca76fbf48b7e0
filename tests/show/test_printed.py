"""What is printed on the pages of a PDF is read back: the tables cell by cell, and the look of each page."""

import csv
import datetime as dt
import io

import pikepdf
import pytest

from suite.publish.attachments import tables
from suite.show.blocks import Column, Heading, Kind, Paragraphs, Table
from suite.show.pdf_report import pdf_report
from suite.show.printed import Printed, comparable
from suite.show.swedish import SPACE

COLUMNS = [Column("Part med ett mycket långt namn"), Column("Ändring (kr)", Kind.SIGNED), Column("Andel")]
ROWS = [
    ("Energi- och fastighetsnätverket", -1234, f"48,92{SPACE}%"),
    ("=1+1", 12345, "2026-11-24"),
    ("Åre; Bergs", 0, "−5 kr"),
]
TABLE = Table("Belopp", COLUMNS, ROWS, ("Summa", 11111, None))
LONG = Table("Många", COLUMNS[:2], [(f"Part {number}", number) for number in range(200)])


def made(*shown: Table | Paragraphs) -> bytes:
    blocks = [block.description() for block in (Heading("Rapport", 1), *shown)]
    return pdf_report(blocks, "Rapport", "Regionen", "Underlag", dt.date(2026, 11, 24), "Rapport")


@pytest.mark.slow
def test_each_table_is_read_as_its_file_has_it() -> None:
    """Also one that runs over pages, with its headings repeated."""
    files = [each.data.decode("utf-8-sig") for each in tables([TABLE.description(), LONG.description()])]
    carried = [list(csv.reader(io.StringIO(text), delimiter=";")) for text in files]
    with pikepdf.open(io.BytesIO(made(TABLE, LONG))) as document:
        assert len(document.pages) > 2
        printed = list(Printed(document).tables())
    sides = [
        [[[comparable(cell) for cell in row] for row in table] for table in side] for side in (printed, carried)
    ]
    assert sides[0] == sides[1]


@pytest.mark.slow
def test_a_page_has_the_same_digest_however_it_is_packed() -> None:
    """And another when a figure on it is another."""
    pdf, fresh = made(TABLE), io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        own = Printed(document).digests
        document.save(fresh, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    with pikepdf.open(fresh) as document:
        assert Printed(document).digests == own
    other = Table("Belopp", COLUMNS, [("Energi- och fastighetsnätverket", -1243, f"48,92{SPACE}%"), *ROWS[1:]])
    with pikepdf.open(io.BytesIO(made(other))) as document:
        assert Printed(document).digests != own


@pytest.mark.parametrize(
    ("printed", "carried"),
    [
        (f"−1{SPACE}234", "-1234"),
        (f"+1{SPACE}234", "1234"),
        ("näm-nare", "nämnare"),
        ("2026-11-24", "2026-11-24"),
        ("=1+1", "'=1+1"),
    ],
)
def test_a_printed_text_is_compared_with_what_the_file_has(printed: str, carried: str) -> None:
    assert comparable(printed) == comparable(carried)


def test_a_minus_sign_counts() -> None:
    assert comparable("−5") != comparable("5")
    assert comparable(f"−1{SPACE}234 kr") != comparable(f"1{SPACE}234 kr")
