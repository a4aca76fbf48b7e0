"""The notebook that shows the page within JupyterLab, and how to do the same in pandas."""

from pathlib import Path

import nbformat
import papermill
import pytest
from playwright.sync_api import Browser, expect

from model.read.begin import PROJECT, begin
from suite.explore.page import in_notebook

NOTEBOOK = PROJECT / "notebooks" / "utforska.ipynb"


@pytest.mark.slow
def test_papermill_runs_it_and_tells_of_its_parameters(county: Path, tmp_path: Path) -> None:
    executed = papermill.execute_notebook(
        NOTEBOOK, tmp_path / "x.ipynb", {"inputs": str(county)}, progress_bar=False, kernel_name="python3"
    )
    page, *frames = [cell.outputs for cell in executed.cells if cell.cell_type == "code" and cell.outputs]
    assert page[0].data["text/html"] == in_notebook(begin(county)).data
    assert all("skillnad_kr" in output.data["text/html"] for (output,) in frames)
    parameters = papermill.inspect_notebook(NOTEBOOK)
    assert list(parameters) == ["inputs", "per_datum", "scenario"]
    assert all(len(parameter["help"]) > 20 for parameter in parameters.values())


def test_it_has_a_title() -> None:
    assert nbformat.read(NOTEBOOK, as_version=4).metadata.title == "Utforska: vad händer om …?"


@pytest.mark.slow
@pytest.mark.browser
def test_the_page_works_within_another(county: Path, tmp_path: Path, browser: Browser) -> None:
    """It has no address of its own there, so it offers no link; all else is the same."""
    (tmp_path / "anteckning.html").write_text(
        f"<!doctype html><meta charset=utf-8>{in_notebook(begin(county)).data}", encoding="utf-8"
    )
    view = browser.new_page(viewport={"width": 1280, "height": 1000})
    wrong: list[str] = []
    view.on("pageerror", lambda error: wrong.append(str(error)))
    view.goto((tmp_path / "anteckning.html").as_uri())
    page = view.frame_locator("iframe")
    expect(page.locator(".proof")).to_contain_text("0 avvikelser mot modellen")
    page.get_by_role("slider", name="LPIX varje år").press("PageUp")
    expect(page.locator("#answer")).to_contain_text("mer än i Bas")
    expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()
    expect(page.get_by_role("button", name="Kopiera länk")).to_have_count(0)
    view.wait_for_timeout(600)
    assert wrong == []
