"""A PDF declares what it is, is tagged for who hears it, and carries its files, the same every time."""

import datetime as dt
import io
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from suite.show.blocks import Block, Column, Figure, Heading, Kind, Paragraphs, Table
from suite.show.charts import Line, paths
from suite.show.front import Contents
from suite.show.pdf_report import Attachment, pdf_report

pytestmark = pytest.mark.slow

TABLE = Table(
    "Belopp",
    [Column("Part"), Column("2024 (kr)", Kind.WHOLE), Column("2025 (kr)", Kind.WHOLE)],
    [("Åre", 1000, 2000), ("Berg", 3000, 4000)],
    ("Summa", 4000, 6000),
)
FIGURE = Figure("Åre betalar mest", paths([2024, 2025], [Line("Åre", [1, 2])]), "Staplar.", TABLE)
FILES = [
    Attachment("b.csv", "Part;kr\r\nÅre;1\r\n".encode("utf-8-sig"), "text/csv", "Tabell 1. Belopp på Åre"),
    Attachment("a.zip", bytes(range(256)), "application/zip", "Indata"),
]


def made(*shown: Block, attached: list[Attachment] = FILES) -> bytes:
    blocks = [block.description() for block in (Heading("Rapport", 1), *shown)]
    told = ("Rapport 2025", "Regionen", "Underlag", dt.date(2026, 11, 24), "Rapport 2025")
    return pdf_report(blocks, *told, attached=attached)


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        yield from elements(node.get("/K"))


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def test_it_says_which_standards_it_is_made_by() -> None:
    for attached, part in ((FILES, "3"), ([], "2")):
        with opened(made(attached=attached)) as pdf, pdf.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == (part, "A")
            assert told["pdfuaid:part"] == "1"
            assert told["dc:title"] == "Rapport 2025"
            assert "/OutputIntents" in pdf.Root
            assert pdf.pdf_version == "1.7"
            assert not pdf.is_encrypted


def test_the_first_cell_of_a_row_is_its_heading() -> None:
    with opened(made(TABLE)) as pdf:
        rows = [list(each.K) for each in elements(pdf.Root.StructTreeRoot.K) if each.S == "/TR"]
        kinds = [[str(cell.S) for cell in row] for row in rows]
        assert kinds == [["/TH", "/TH", "/TH"], *[["/TH", "/TD", "/TD"]] * 3]
        scopes = [[str(own.Scope) for cell in row if cell.S == "/TH" for own in attributes(cell)] for row in rows]
        assert scopes == [["/Column"] * 3, *[["/Row"]] * 3]
        # A cell that named its headings would have those alone, and not its row's.
        assert not [cell for row in rows for cell in row if any(own.get("/Headers") for own in attributes(cell))]


def test_a_table_of_one_column_has_row_headings_too() -> None:
    with opened(made(Table("Parter", [Column("Part")], [("Åre",)]))) as pdf:
        found = [cell for cell in elements(pdf.Root.StructTreeRoot.K) if cell.S in ("/TH", "/TD")]
        assert [str(own.Scope) for cell in found for own in attributes(cell)] == ["/Column", "/Row"]


def attributes(cell: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    own = cell.get("/A", [])
    return list(own) if isinstance(own, pikepdf.Array | list) else [own]


def test_the_files_that_it_carries() -> None:
    with opened(made()) as pdf:
        found = {
            name: (each.relationship, each.description, each.get_file().mime_type, each.get_file().read_bytes())
            for name, each in pdf.attachments.items()
        }
        associated = [str(each.UF) for each in pdf.Root.AF]
    assert found == {each.name: (pikepdf.Name.Data, each.told, each.mime, each.data) for each in FILES}
    assert sorted(associated) == sorted(found)


def test_without_files_it_carries_none() -> None:
    with opened(made(attached=[])) as pdf:
        assert not pdf.attachments
        assert "/AF" not in pdf.Root


def test_the_text_of_a_figure_is_text() -> None:
    with opened(made(FIGURE)) as pdf:
        (figure,) = (each for each in elements(pdf.Root.StructTreeRoot.K) if each.S == "/Figure")
        assert str(figure.Alt) == "Staplar."
        letters = "".join(
            bytes.fromhex(line.split("<")[2].split(">")[0]).decode("utf-16-be")
            for font in fonts(pdf)
            for line in font.ToUnicode.read_bytes().decode().splitlines()
            if line.startswith("<") and line.count("<") == 2
        )
        assert {*"Åretk2024"} <= {*letters}
    assert len(made(FIGURE)) < len(made()) + 20_000


def fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/ToUnicode" in each]


def test_each_weight_is_one_font() -> None:
    with opened(made(FIGURE, TABLE)) as pdf:
        names = [str(each.BaseFont).partition("+")[2] for each in fonts(pdf)]
    assert sorted(names) == [f"SourceSansPro-{weight}" for weight in ("Bold", "Regular", "Semibold")]


@pytest.mark.parametrize(("parts", "listed"), [(3, False), (9, True)])
def test_more_than_four_pages_have_a_list_of_their_parts(parts: int, listed: bool) -> None:
    page = Paragraphs(["ord " * 700])
    shown = [block for part in range(parts) for block in (Heading(f"Del {part}"), page)]
    with opened(made(Contents(), *shown)) as pdf, pdf.open_outline() as outline:
        assert (len(pdf.pages) > 4) == listed
        kinds = [str(each.S) for each in elements(pdf.Root.StructTreeRoot.K)]
        assert kinds.count("/TOCI") == (parts if listed else 0)
        (root,) = outline.root
        assert root.title == "Rapport"
        assert [each.title for each in root.children] == [f"Del {part}" for part in range(parts)]


def test_the_same_bytes_again_and_from_a_folder_in_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    from suite.show import fonts as typeface

    first, files = made(FIGURE, TABLE), typeface.font_files()
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        for seed in range(3):
            order = random.Random(seed).sample(files, len(files))
            monkeypatch.setattr(typeface, "font_files", lambda order=order: order)
            assert made(FIGURE, TABLE) == first
        assert not [*Path(folder).iterdir()]
