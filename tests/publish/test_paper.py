"""The pages of the longer reports as they lie on paper: no more than there is something on."""

import datetime as dt
import io

import nbformat
import pikepdf
import pytest
from notebook_cells import cells_of
from on_paper import bare_at_foot, outside, overprinted, words_on

from suite.reports.catalogue import Report
from suite.show.blocks import MIME
from suite.show.pdf_report import blocks, pdf_report

pytestmark = pytest.mark.slow

MOST = {"ekonomisk_rapport": 6, "natverksrapport": 2, "scenariorapport": 6}
"""How many pages each has at most, of three agreements and ten parties."""


def run_through(report: Report) -> nbformat.NotebookNode:
    """Return what a report's notebook shows, as a notebook."""
    cells = []
    for told in cells_of(report):
        if isinstance(told, str):
            cells.append(nbformat.v4.new_markdown_cell(told))
        else:
            outputs = [nbformat.v4.new_output("display_data", data={MIME: told})]
            cells.append(nbformat.v4.new_code_cell("", outputs=outputs))
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.parametrize(
    ("notebook", "year"),
    [
        *(("ekonomisk_rapport", year) for year in (2024, 2025, 2026)),
        *(("natverksrapport", year) for year in (2024, 2025, 2026)),
        ("scenariorapport", 2025),
    ],
)
def test_no_page_is_half_empty(notebook: str, year: int) -> None:
    """Page one stands alone, and the last ends where it ends, if there is a fifth of a page on it."""
    shown = list(blocks(run_through(Report(notebook, notebook, {"ar": year}))))
    made = pdf_report(shown, "Prov", "Regionen", "Underlag", dt.date(2026, 11, 24), "Prov")
    with pikepdf.open(io.BytesIO(made)) as document:
        bare = [bare_at_foot(page) for page in document.pages]
        assert len(bare) <= MOST[notebook]
        assert [round(each, 2) for each in bare[1:-1] if each > 1 / 3] == []
        assert bare[-1] < 0.8
        for page in document.pages:
            words = words_on(page)
            assert overprinted(words) + outside(words, page) == []
