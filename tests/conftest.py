"""Small inputs of the tests' own: the real agreement, round figures, and every year covered."""

import ctypes
import errno
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import Phase, settings

from model.agreements.agreement import Agreement
from model.read import begin as begin_module
from model.read.begin import PROJECT, begin
from model.read.yaml_file import read_yaml
from model.run import Run
from suite.files import folder as folder_module

# For make mutation: the same examples every time, and a mutant that is found need not be made smaller.
settings.register_profile(
    "mutation", derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate]
)
# For make snabb: enough to find what is usually wrong; make test looks further.
settings.register_profile("snabb", max_examples=20, deadline=None)
# The tests are to say what is right, not how fast another computer is.
settings.register_profile("windows", deadline=None)
if sys.platform == "win32":
    settings.load_profile("windows")

MUNICIPALITIES = {
    "2303": "Ragunda",
    "2305": "Bräcke",
    "2309": "Krokom",
    "2313": "Strömsund",
    "2321": "Åre",
    "2326": "Berg",
    "2361": "Härjedalen",
    "2380": "Östersund",
}
POPULATION_HEADING = "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter"
INDEX_HEADING = "index;ar;procent;status;kalla;publicerad;ersatter"
LANES = {"slow", "browser", "office", "network"}
"""The markers of what make snabb leaves out."""
SCENARIO = """\
scenario: bas
namn: Bas
forfattare: Testet
datum: 2026-01-01
varfor: För att prova.
befolkning: {metod: konstant}
"""


@pytest.fixture(autouse=True)
def anew() -> None:
    """Let no test be given a run that another has begun, and perhaps computed on with something in its place."""
    begin_module._LAST.clear()


def population_csv(years: dict[int, list[int]]) -> str:
    """Return a population file with the eight municipalities' figures on 1 November of some years."""
    rows = [
        f"{code};{name};{year}-11-01;{figure};fastställd;SCB;{year}-12-15;"
        for year, figures in years.items()
        for (code, name), figure in zip(MUNICIPALITIES.items(), figures, strict=True)
    ]
    return "\n".join([POPULATION_HEADING, *rows]) + "\n"


def index_csv(changes: dict[int, str], name: str = "LPIX") -> str:
    """Return an index file."""
    rows = [f"{name};{year};{change};fastställd;Regionplan;{year - 1}-11-25;" for year, change in changes.items()]
    return "\n".join([INDEX_HEADING, *rows]) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An inputs folder: 2022–2024 populations, LPIX 2025–2033, an outcome for 2025."""
    return small_inputs(tmp_path / "inputs")


def small_inputs(root: Path) -> Path:
    """Write the small inputs in a folder, and return it."""
    for name in ("avtal", "scenarier", "utfall"):
        (root / name).mkdir(parents=True)
    shutil.copy(PROJECT / "inputs" / "avtal" / "energikontor.yaml", root / "avtal")
    (root / "befolkning.csv").write_text(
        population_csv(
            {
                2022: [1000, 1000, 2000, 1000, 1000, 1000, 1000, 8000],
                2023: [1000, 1000, 2000, 1000, 1000, 1000, 1000, 8000],
                2024: [1100, 1000, 2000, 1000, 1000, 1000, 1000, 8000],
            }
        ),
        encoding="utf-8",
    )
    (root / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2025, 2034), "3,0")), encoding="utf-8")
    (root / "scenarier" / "bas.yaml").write_text(SCENARIO, encoding="utf-8")
    (root / "utfall" / "kostnadsposter.csv").write_text(
        "avtal;projekt;konto_fran;konto_till;kostnadspost\n"
        "energikontor;CHEF;4000;7999;enhetschef\nenergikontor;;6000;6999;ovrigt\n",
        encoding="utf-8",
    )
    (root / "utfall" / "energikontor_2025.csv").write_text(
        "datum;verifikation;konto;projekt;motpart;belopp;text;status\n"
        "2025-03-31;A1;5010;CHEF;;900 000,50;Lön;fastställd\n"
        "2025-12-30;A2;6500;X;;500 000,00;Resor;fastställd\n",
        encoding="utf-8",
    )
    return root


ROUND = [1000, 1000, 2000, 1000, 1000, 1000, 1000, 8000]


@pytest.fixture
def county(folder: Path) -> Path:
    """The small inputs with all three agreements: round populations 2018–2024, LPIX 3 % from 2020."""
    for name in ("natverk", "kompetensattraktion"):
        shutil.copy(PROJECT / "inputs" / "avtal" / f"{name}.yaml", folder / "avtal")
    people = population_csv(dict.fromkeys(range(2018, 2025), ROUND))
    (folder / "befolkning.csv").write_text(people, encoding="utf-8")
    (folder / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2020, 2034), "3,0")), encoding="utf-8")
    return folder


def published(folder: Path, day: str) -> None:
    """Let every row of the series be published on one day, so that a run as of any later day knows them all."""
    for name in ("befolkning.csv", "lpix.csv"):
        rows = [line.split(";") for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        place = rows[0].index("publicerad")
        known = [[*row[:place], day, *row[place + 1 :]] for row in rows[1:]]
        (folder / name).write_text("\n".join(map(";".join, [rows[0], *known])) + "\n", encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    """Change a text that occurs in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def run(folder: Path) -> Run:
    """The small inputs, read."""
    return begin(str(folder))


@pytest.fixture(scope="session")
def agreement() -> Agreement:
    """The Energikontor's agreement as shipped."""
    return read_yaml(PROJECT / "inputs" / "avtal" / "energikontor.yaml", "energikontor.yaml", Agreement)


def link(path: Path, target: Path) -> None:
    """Make a link, or skip the test where the system has none; Wine says that it has made one and has not."""
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("links cannot be made here")
    if not path.is_symlink():
        pytest.skip("links cannot be made here")


@contextmanager
def excel(path: Path) -> Iterator[None]:
    """Hold a file as Excel on Windows does: nobody else may write in it, replace it, or move its folder.

    On Windows it is held in truth; but Wine lets a folder be moved, so that is always refused here.
    """

    def refuse(which: Callable[..., bool], real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*arguments: Any, **options: Any) -> Any:
            if which(*arguments):
                raise PermissionError(errno.EACCES, "Access is denied", str(arguments[0]))
            return real(*arguments, **options)

        return asked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "rename", refuse(lambda source, _: source in path.parents, os.rename))
        if sys.platform == "win32":
            kernel = ctypes.windll.kernel32
            kernel.CreateFileW.restype = ctypes.c_void_p
            handle = ctypes.c_void_p(kernel.CreateFileW(str(path), 0xC0000000, 1, None, 3, 0, None))
            try:
                yield
            finally:
                kernel.CloseHandle(handle)
            return
        patch.setattr(folder_module, "sys", SimpleNamespace(platform="win32", stderr=sys.stderr))
        patch.setattr(io, "open", refuse(lambda file, mode="r", *_: file == path and {*mode} & {*"wax+"}, io.open))
        patch.setattr(os, "replace", refuse(lambda _, target: Path(target) == path, os.replace))
        yield


_opened: list[str] = []
sys.addaudithook(lambda event, _: _opened.append(event) if event in {"socket.connect", "socket.bind"} else None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test in which a process has run or a socket was opened, and that has no marker of a lane."""
    _opened.clear()
    before = os.times()[2:4]
    yield
    if LANES.isdisjoint(mark.name for mark in item.iter_markers()):
        assert os.times()[2:4] == before, (
            f"a process in a test with none of the markers {', '.join(sorted(LANES))}"
        )
        assert not _opened, f"a socket in a test with none of the markers {', '.join(sorted(LANES))}"


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


def axe(view: Any) -> dict[str, list[dict[str, Any]]]:
    """Return what axe-core, the accessibility checker, finds in a page: violations, passes."""
    from axe_playwright_python.sync_playwright import Axe

    return Axe().run(view).response
