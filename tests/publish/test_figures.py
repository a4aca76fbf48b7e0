"""The figures of files, by their places; a table of another version is found by its caption."""

import datetime as dt

import pytest

from suite.publish.attachments import tables
from suite.publish.figures import figures_of, is_number
from suite.show.blocks import Column, Heading, Kind, Table
from suite.show.pdf_report import Attachment, pdf_report


def test_a_table_s_cells_are_known_by_row_and_column() -> None:
    found = figures_of({"a.csv": "\ufeffPart;kr\r\nÅre;5\r\n".encode()})
    assert found == {("a.csv", "rad 2 (Åre), Part"): "Åre", ("a.csv", "rad 2 (Åre), kr"): "5"}


def test_results_are_known_by_what_they_are_of() -> None:
    data = (
        '{"rapport": "x", "fordelning": [{"avtal": "a", "part": "1", "ar": 2025, "belopp_kr": 7}], "holl": true}'
    )
    assert figures_of({"b/resultat.json": data.encode()}) == {
        ("b/resultat.json", "fordelning / a, 1, 2025 / ar"): "2025",
        ("b/resultat.json", "fordelning / a, 1, 2025 / belopp_kr"): "7",
        ("b/resultat.json", "holl"): "ja",
    }


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.xlsx", "a.pdf", "manifest.json", "index.html"])
@pytest.mark.parametrize("data", [b"", b"{", b"PK\x03\x04", b"\xff\x00", b"[" * 100_000])
def test_what_is_spoiled_has_none(name: str, data: bytes) -> None:
    assert figures_of({name: data}) == {}


@pytest.mark.parametrize(
    ("text", "told"), [("5", True), ("-1,5", True), ("3,87\u00a0%", True), ("2026-11-24", False), ("Åre", False)]
)
def test_what_is_a_number(text: str, told: bool) -> None:
    assert is_number(text) is told


@pytest.mark.slow
def test_a_table_with_another_number_is_the_one_with_its_caption() -> None:
    one, two = (
        Table(caption, [Column("Part"), Column("kr", Kind.WHOLE)], [("Åre", amount)])
        for caption, amount in (("Ett", 1), ("Två", 2))
    )

    def document(*shown: Table) -> bytes:
        blocks = [block.description() for block in (Heading("R", 1), *shown)]
        files: list[Attachment] = list(tables(blocks))
        return pdf_report(blocks, "R", "Regionen", "Underlag", dt.date(2026, 11, 24), "Rapport", attached=files)

    earlier, later = {"r.pdf": document(one, two)}, {"r.pdf": document(two)}
    assert figures_of(later)["r.pdf, tabell_01.csv", "rad 2 (Åre), kr"] == "2"
    assert figures_of(later, earlier)["r.pdf, tabell_02.csv", "rad 2 (Åre), kr"] == "2"
