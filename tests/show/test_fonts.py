"""The bytes of a PDF do not depend on the order of a folder, which is the system's own."""

import base64
import datetime as dt
import io
import re
import tempfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst
from fontTools.ttLib import TTFont

from suite.show import fonts

pytestmark = pytest.mark.slow

MEMORY = Path("/dev/shm")
"""Where Linux has a folder whose order is that in which its files were made."""
TEXT = "# Rapport\n\nEn **fet** och en *kursiv* text.\n\n- Ett"


def pdf() -> bytes:
    import nbformat  # which takes a second, and the fast tests need not

    from suite.show.pdf_report import Attachment, blocks, pdf_report

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(TEXT)])
    attached = [Attachment(name, name.encode(), "text/csv", "Siffror") for name in ("b.csv", "a.csv")]
    told = ("Rapport", "Regionen", "Underlag", dt.date(2026, 11, 24), "Rapport")
    return pdf_report(list(blocks(notebook)), *told, attached=attached)


def test_typst_is_given_one_file_of_each_weight_and_none_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    compiler = typst.Compiler

    def watched(source: str, *, font_paths: list[str], ignore_system_fonts: bool, **more: Any) -> typst.Compiler:
        assert ignore_system_fonts
        only = {"include_system_fonts": False, "include_embedded_fonts": False}
        given.extend(typst.Fonts(font_paths=font_paths, **only).fonts())
        return compiler(source, font_paths=font_paths, ignore_system_fonts=True, **more)

    monkeypatch.setattr(typst, "Compiler", watched)
    assert pdf() == pdf()
    variants = [(font.style, font.weight) for font in given[: len(given) // 2]]
    assert sorted(variants) == [(style, weight) for style in ("italic", "normal") for weight in (400, 600, 700)]
    assert {font.family for font in given} == {fonts.FAMILY}
    assert not [font.path for font in given if Path(font.path).exists()]


@pytest.mark.skipif(not MEMORY.is_dir(), reason="no folder here keeps the order in which its files were made")
def test_the_order_of_the_folder_does_not_decide_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    files = fonts.font_files()
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        first = pdf()
        for order in (files[::-1], files[3:] + files[:3]):
            monkeypatch.setattr(fonts, "font_files", lambda order=order: order)
            assert pdf() == first
        assert not [*Path(folder).iterdir()]


def test_a_bold_and_an_italic_text_have_fonts_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf())
    with pikepdf.open(tmp_path / "a.pdf") as opened:
        found = {
            str(each.FontName)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and "/FontName" in each
        }
    assert {name.partition("+")[2] for name in found} == {f"SourceSansPro-{w}" for w in ("Regular", "It", "Bold")}


def test_what_a_page_carries_of_the_typeface_is_small_and_the_same_every_time() -> None:
    faces = fonts.font_faces()
    fonts.font_faces.cache_clear()
    assert fonts.font_faces() == faces
    assert faces.count("@font-face") == 2
    assert len(faces) < 60_000


def test_what_a_page_carries_has_every_letter_of_a_report() -> None:
    found = re.findall(r"base64,([^)]+)\)", fonts.font_faces())
    for each in found:
        with TTFont(io.BytesIO(base64.b64decode(each))) as font:
            assert set(map(ord, "ÅÄÖåäöéïŋš§×−–—”…≥ \u00a0€%0123456789")) <= font.getBestCmap().keys()
            assert {each.FeatureTag for each in font["GPOS"].table.FeatureList.FeatureRecord} == {"kern"}
            assert len({font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_a_text_is_as_broad_as_its_signs() -> None:
    assert fonts.breadth("0") == fonts.breadth("9") == pytest.approx(0.497)
    assert fonts.breadth("mm") == 2 * fonts.breadth("m")
    assert fonts.breadth("Summa", bold=True) > fonts.breadth("Summa")
    assert fonts.breadth("漢") == 1.0
