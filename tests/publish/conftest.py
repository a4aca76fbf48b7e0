"""What the tests of pages and of the package share, which takes half a minute to make."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from on_screen import View

from suite.cli.cli import main

PACKAGE = ("arspaket", "2025", "--trots-antagande")


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped inputs' package for 2025; a test that changes it has a copy."""
    out = tmp_path_factory.mktemp("ut")
    assert main([*PACKAGE, "--ut", str(out)]) == 0
    return out / "arspaket_2025"


@pytest.fixture
def look(browser: Any) -> Iterator[View]:
    """Open a page as a reader has it, with all that is folded open."""
    opened = []

    def open_page(path: Path, width: int = 1280, *, folded: bool = False, place: str = "", **how: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="sv-SE", **how)
        opened.append(context)
        view = context.new_page()
        view.said = []
        view.on("console", lambda message: view.said.append(message.text))
        view.on("request", lambda asked: view.said.append(asked.url) if asked.url.startswith("http") else None)
        view.goto(path.as_uri() + place)
        if not folded:
            view.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        return view

    yield open_page
    for context in opened:
        context.close()
