"""What the tests of the explore page share: the page of the shipped inputs, and it opened."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from explored import opened
from playwright.sync_api import Browser, Page
from small_inputs import issued

from model.read.begin import PROJECT, begin
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


@pytest.fixture
def ledger(tmp_path: Path) -> Run:
    """The shipped inputs, where a year, a quarter and half a year have been issued otherwise than is computed."""
    shutil.copytree(PROJECT / "inputs", tmp_path / "inputs")
    issued(tmp_path / "inputs", ("energikontor", 2026, "2321", 111_111), ("energikontor", 2026, "region_jh", 1))
    issued(tmp_path / "inputs", ("natverk", 2026, "krokomsbostader", 9_003), period="månad 1–3")
    issued(tmp_path / "inputs", ("natverk", 2025, "2313", 4_321), period="månad 1–6")
    return begin(tmp_path / "inputs")
