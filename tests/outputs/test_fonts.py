"""The bytes of a PDF do not depend on the order of a folder, which is the system's own."""

import datetime as dt
import multiprocessing
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import nbformat
import pikepdf
import pytest
import typst

from suite.show import fonts
from suite.show.pdf_report import pdf_report

MEMORY = Path("/dev/shm")
"""Where Linux has a folder whose order is that in which its files were made."""
TEXT = "# Rapport\n\nEn **fet** och en *kursiv* text."
Made = TypeVar("Made")


def apart(work: Callable[[], Made]) -> Made:
    """Make PDF in a started process: typst keeps threads, which a process forked later would wait for for ever."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work).result()


def pdf() -> bytes:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(TEXT)])
    return pdf_report(notebook, "Rapport", "Regionen", "Underlag", dt.date(2026, 11, 24))


def pdfs_and_given() -> tuple[list[bytes], list[Any]]:
    """Make two, and return with them the fonts that typst was given for each."""
    given: list[Any] = []
    compiler = typst.Compiler

    def watched(source: str, *, font_paths: list[str], ignore_system_fonts: bool, **more: Any) -> typst.Compiler:
        assert ignore_system_fonts
        only = {"include_system_fonts": False, "include_embedded_fonts": False}
        found = typst.Fonts(font_paths=font_paths, **only).fonts()
        given.append([(font.style, font.weight, font.family, font.path) for font in found])
        return compiler(source, font_paths=font_paths, ignore_system_fonts=True, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typst, "Compiler", watched)
        return [pdf(), pdf()], given


def test_typst_is_given_one_file_of_each_weight_and_none_of_the_machine() -> None:
    (one, other), (given, again) = apart(pdfs_and_given)
    assert one == other
    variants = [(style, weight) for style, weight, _, _ in given]
    assert sorted(variants) == [(style, weight) for style in ("italic", "normal") for weight in (400, 600, 700)]
    assert {family for _, _, family, _ in given + again} == {fonts.FAMILY}
    assert not [path for _, _, _, path in given + again if Path(path).exists()]


def pdfs_of_other_orders() -> tuple[list[bytes], list[Path]]:
    """Make three, of the same fonts in three orders, and return with them what was left behind."""
    files = fonts.font_files()
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        made = []
        for order in (files, files[::-1], files[3:] + files[:3]):
            patch.setattr(fonts, "font_files", lambda order=order: order)
            made.append(pdf())
        return made, [*Path(folder).iterdir()]


@pytest.mark.skipif(not MEMORY.is_dir(), reason="no folder here keeps the order in which its files were made")
def test_the_order_of_the_folder_does_not_decide_the_bytes() -> None:
    made, left = apart(pdfs_of_other_orders)
    assert len({*made}) == 1
    assert left == []


def test_a_bold_and_an_italic_text_have_fonts_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(apart(pdf))
    with pikepdf.open(tmp_path / "a.pdf") as opened:
        found = {
            str(each.FontName)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and "/FontName" in each
        }
    assert {name.partition("+")[2] for name in found} == {
        f"SourceSansPro-{w}" for w in ("Regular", "It", "Semibold", "Bold")
    }
