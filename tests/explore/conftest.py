"""What the tests of the explore page share: the page of the shipped inputs, and it opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from explored import opened
from playwright.sync_api import Browser, Page

from model.read.begin import begin
from model.run import Run
from suite.explore.page import page_html


@pytest.fixture(scope="session")
def shipped() -> Run:
    """The shipped inputs, read."""
    return begin()


@pytest.fixture(scope="session")
def file(shipped: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the shipped inputs."""
    path = tmp_path_factory.mktemp("sida") / "utforska.html"
    path.write_text(page_html(shipped, "Underlag."), encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def view(browser: Browser, file: Path) -> Iterator[Page]:
    """The page, opened from its file; what it should not do fails the test."""
    page = opened(browser, file)
    yield page
    assert page.wrong == []  # type: ignore[attr-defined]
