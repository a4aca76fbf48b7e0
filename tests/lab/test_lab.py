"""JupyterLab as `make lab` opens it: in Swedish, asking nothing, and nothing marked as unsaved."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jupyterlab
import pytest
from playwright.sync_api import Browser, expect
from served import served

from model.read.begin import PROJECT
from suite.lab import swedish

WORDS = json.loads((Path(swedish.__file__).parent / "jupyterlab.json").read_text(encoding="utf-8"))
MENUS = ["Arkiv", "Redigera", "Visa", "Kör", "Kärna", "Flikar", "Inställningar", "Hjälp"]
START = (PROJECT / "notebooks" / "00_borja_har.md").read_text(encoding="utf-8")
LINKED = re.findall(r"\[([^]]+)\]\((\w+\.ipynb)\)", START)


def test_the_start_page_leads_to_the_notebooks_for_people() -> None:
    own = {path.name for path in (PROJECT / "notebooks").glob("0*.ipynb")} | {"utforska.ipynb"}
    assert {name for _, name in LINKED} == own
    assert all((PROJECT / "notebooks" / name).exists() for name in re.findall(r"\]\(([^)]+)\)", START))


def test_no_word_has_a_place_to_fill_in_that_jupyterlab_does_not_fill() -> None:
    for english, told in ((english, told) for english, told in WORDS.items() if english):
        given = {*re.findall(r"%\d", english)} | ({"%1"} if len(told) > 1 else set())
        assert all(each.strip() and given.issuperset(re.findall(r"%\d", each)) for each in told), english


@pytest.mark.slow
def test_jupyterlab_still_says_what_there_are_words_for() -> None:
    """Another version may say it otherwise; it would then stand in English."""
    folder = Path(jupyterlab.__file__).parent
    files = [*(folder / "static").glob("*.js"), *(folder / "schemas").rglob("*.json")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in files)
    known = [english.rpartition("\x04")[2] for english in WORDS if english]
    assert [each for each in known if each not in said and json.dumps(each)[1:-1] not in said] == []


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """JupyterLab as `make lab` serves it, with settings and tabs that no one has had open."""
    own = [f"--LabApp.{name}_dir={tmp_path / name}" for name in ("user_settings", "workspaces")]
    quiet = ["--no-browser", "--allow-root", "--IdentityProvider.token="]
    with served(["suite.lab", *own, *quiet], "api", tmp_path / "lab.log") as found:
        yield found


@pytest.mark.browser
@pytest.mark.slow
def test_it_opens_in_swedish_asks_nothing_and_marks_nothing_as_unsaved(browser: Browser, address: str) -> None:
    page, elsewhere = browser.new_page(viewport={"width": 1280, "height": 900}), list[str]()
    own = (address, "data:", "blob:")
    page.on("request", lambda each: None if each.url.startswith(own) else elsewhere.append(each.url))
    page.goto(address)
    expect(page.locator(".jp-MarkdownViewer h1")).to_contain_text("Börja här", timeout=60_000)
    assert page.locator(".lm-MenuBar-itemLabel").all_inner_texts() == MENUS
    tabs = page.locator("#jp-main-dock-panel .lm-TabBar-tab")
    for place, (title, name) in enumerate(LINKED, 2):
        tabs.filter(has_text="00_borja_har.md").click()
        page.get_by_role("link", name=title, exact=True).click()
        expect(tabs).to_have_count(place)
        expect(tabs.and_(page.locator(".lm-mod-current"))).to_contain_text(name)
        # The kernel has told what it is: what JupyterLab changes by itself it has changed by now.
        expect(page.locator("#jp-main-statusbar")).to_contain_text("Python 3 (ipykernel) | Ledig", timeout=60_000)
    expect(page.locator(".jp-mod-dirty")).to_have_count(0)
    expect(page.locator(".jp-Dialog, .Toastify__toast")).to_have_count(0)
    page.close()
    assert elsewhere == []
