"""What the tests share: inputs, a browser, and lanes for what is slow."""

import gc
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, settings
from small_inputs import INDEX_HEADING, all_agreements, edit, index_csv, small_inputs

from model.agreements.agreement import Agreement
from model.read import begin as begin_module
from model.read import load as load_module
from model.read.begin import PROJECT, begin
from model.read.yaml_file import read_yaml
from model.run import Run

# Texts are held as users have them, without pyarrow, which only a test asks for: it makes everything slower.
pd.set_option("mode.string_storage", "python")
# For make mutation: the same examples every time, and a mutant that is found need not be made smaller.
settings.register_profile(
    "mutation", derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate]
)
# For make snabb: enough to find what is usually wrong; make test looks further.
settings.register_profile("snabb", max_examples=20, deadline=None)
# For the histories of tests/reports/test_histories.py.
settings.register_profile("historier", max_examples=10_000, deadline=None)
# The tests are to say what is right, not how fast another computer is.
settings.register_profile("windows", deadline=None)
if sys.platform == "win32":
    settings.load_profile("windows")

LANES = {"slow", "browser", "office", "network"}
"""The markers of what make snabb leaves out."""


@pytest.fixture(autouse=True)
def anew() -> None:
    """Let no test be given a run that another has begun, and perhaps computed on with something in its place."""
    begin_module._LAST.clear()
    load_module._LAST.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An inputs folder: 2022–2024 populations, LPIX 2025–2033, an outcome for 2025."""
    return small_inputs(tmp_path / "inputs")


@pytest.fixture
def county(folder: Path) -> Path:
    """The small inputs with all three agreements: round populations 2018–2024, LPIX 3 % from 2020."""
    return all_agreements(folder)


@pytest.fixture
def run(folder: Path) -> Run:
    """The small inputs, read."""
    return begin(str(folder))


@pytest.fixture(scope="session")
def agreement() -> Agreement:
    """The Energikontor's agreement as shipped."""
    return read_yaml(PROJECT / "inputs" / "avtal" / "energikontor.yaml", "energikontor.yaml", Agreement)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave what is loaded by now alone; it would look through it hundreds of times."""
    gc.freeze()


_outside: list[str] = []


def _note(event: str, given: tuple[Any, ...]) -> None:
    """Note when another Python is started, or somebody else is asked."""
    if event == "socket.connect" or (event == "subprocess.Popen" and str(given[0]) == sys.executable):
        _outside.append(event)


sys.addaudithook(_note)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test that goes outside its process and has no marker of a lane."""
    _outside.clear()
    yield
    if _outside and LANES.isdisjoint(mark.name for mark in item.iter_markers()):
        pytest.fail(f"{_outside[0]} in a test with none of the markers {', '.join(sorted(LANES))}")


@pytest.fixture
def browser() -> Iterator[Any]:
    """The machine's own Chromium."""
    found = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if found is None:
        pytest.skip("no Chromium on this machine; .ci/run installs it")
    from playwright.sync_api import sync_playwright

    quiet = ["--disable-quic", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", *quiet])
        yield browser
        browser.close()


@pytest.fixture
def axe() -> Callable[..., dict[str, list[dict[str, Any]]]]:
    """What axe-core, the accessibility checker, finds in a page: violations, passes."""
    from axe_playwright_python.sync_playwright import Axe

    return lambda view, options=None: Axe().run(view, options=options).response


@pytest.fixture
def two(county: Path) -> Path:
    """Inputs where the network is moved by KPI, and the others as before."""
    edit(county / "avtal" / "natverk.yaml", "index: {namn: LPIX", "index: {namn: KPI")
    rows = index_csv(dict.fromkeys(range(2020, 2034), "5,0"), "KPI").removeprefix(f"{INDEX_HEADING}\n")
    (county / "lpix.csv").write_text((county / "lpix.csv").read_text(encoding="utf-8") + rows, encoding="utf-8")
    return county
