"""What a controller on Windows meets, tried without Windows: what it lacks, and bytes that no system changes."""

import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from model.read.begin import PROJECT, begin
from suite.cli.cli import main
from suite.workbook.workbook import write_workbook

pytestmark = pytest.mark.slow

WINDOWS = {**os.environ, "PYTHONPATH": str(PROJECT / "tests" / "win32")}
"""An environment in which the modules of model have no more of the system than they would have on Windows."""

EVERY_MODULE = """
import importlib, pkgutil, model, suite
rooms = [(each.__path__, f"{each.__name__}.") for each in (model, suite)]
for found in (each for room in rooms for each in pkgutil.walk_packages(*room)):
    print(importlib.import_module(found.name).__name__)
from suite.files import folder
assert folder.sys.platform == "win32"
"""


def as_on_windows(*arguments: str) -> str:
    """Run Python without what Windows lacks, and return what it says."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=WINDOWS, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_can_be_imported_without_what_windows_lacks() -> None:
    imported = {*as_on_windows("-c", EVERY_MODULE).split()}
    assert {"suite.cli.cli", "suite.publish.workers", "suite.explore.page"} <= imported
    files = {path for room in ("model", "suite") for path in (PROJECT / room).rglob("*.py")}
    assert len(imported) == len(files) - 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("rapport", "2025", "--namn", "projektportfolj", "--ut", "{}"),
        ("faktura", "2026", "--trots-antagande", "--ut", "{}"),
        ("arbetsbok", "--ut", "{}/arbetsbok.xlsx"),
        ("berakna", "--ut", "{}/belopp.csv"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_is_made_without_what_windows_lacks_has_the_same_bytes(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    windows, here = tmp_path / "windows", tmp_path / "here"
    as_on_windows("-m", "model", *(each.format(windows) for each in arguments))
    assert main([each.format(here) for each in arguments]) == 0
    assert content(windows) == content(here) != {}


def test_so_has_a_comparison(folder: Path, tmp_path: Path) -> None:
    for year in ("2025", "2026"):
        assert main(["berakna", "--ar", year, "--inputs", str(folder), "--ut", str(tmp_path / f"{year}.csv")]) == 0
    jamfor = ["jamfor", *(str(tmp_path / f"{year}.csv") for year in ("2025", "2026")), "--ut"]
    as_on_windows("-m", "model", *jamfor, str(tmp_path / "windows" / "skillnad.xlsx"))
    assert main([*jamfor, str(tmp_path / "here" / "skillnad.xlsx")]) == 0
    assert content(tmp_path / "windows") == content(tmp_path / "here") != {}


def content(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_every_part_of_a_workbook_is_of_no_system(tmp_path: Path) -> None:
    write_workbook(begin(), tmp_path / "bok.xlsx")
    with ZipFile(tmp_path / "bok.xlsx") as archive:
        assert archive.testzip() is None
        parts = archive.infolist()
        assert {(part.create_system, part.external_attr, part.date_time) for part in parts} == {
            (3, 0o600 << 16, (1980, 1, 1, 0, 0, 0))
        }
        assert not [part.filename for part in parts if b"\r" in archive.read(part)]


def test_the_start_file_names_what_is_there_and_reads_right_in_a_command_window() -> None:
    data = (PROJECT / "Starta.cmd").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > 50
    text = data.decode("cp850")
    assert "Öppna anteckningsböckerna" in text
    labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    assert set(re.findall(r"goto (\w+)", text)) == labels
    verbs = set(re.findall(r"-m model (\w+)", text))
    assert verbs == {"arspaket", "kontroll", "arbetsbok", "utforska"}
    for verb in verbs:
        with pytest.raises(SystemExit, match="0"):
            main([verb, "--help"])
    assert all((PROJECT / name).exists() for name in re.findall(r"-r (\S+)", text))
