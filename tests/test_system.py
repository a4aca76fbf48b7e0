"""What the system refuses: a file in use, a right one does not have, a full disk, a library that is missing."""

import errno
import importlib.metadata
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import edit, excel

from model.read.begin import PROJECT, begin
from model.read.refusal import refusal, refused
from suite.cli.cli import main
from suite.files import provenance
from suite.files.folder import replacing
from suite.files.provenance import file_hashes
from suite.publish import package
from suite.reports.catalogue import reports_of

IN_USE = "åtkomst nekas: stäng filen om den är öppen i Excel eller ett annat program, eller be om rätt till den"
FULL = "disken är full: gör plats och kör igen"
INPUTS = [
    "befolkning.csv",
    "avtal/energikontor.yaml",
    "scenarier/bas.yaml",
    "scenarier/bas.csv",
    "utfall/energikontor_2025.csv",
    "scb/svar.json",
]


def lock(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let another program hold files by their names: they can be opened by no one else, as on Windows."""
    real = io.open

    def opened(file: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(file, str | Path) and Path(file).name in names:
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return real(file, *arguments, **options)

    monkeypatch.setattr(io, "open", opened)


@pytest.mark.slow
@pytest.mark.parametrize("name", INPUTS)
def test_an_input_that_may_not_be_read_is_named(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "scb").mkdir()
    for path in (folder / "scb" / "svar.json", folder / "scenarier" / "bas.csv"):
        path.write_text("{}", encoding="utf-8")
    arguments = ["kontroll", "--inputs", str(folder)]
    assert main(arguments) == 0
    edit(folder / "lpix.csv", "2025;3,0", "2025;tre")
    capsys.readouterr()
    with monkeypatch.context() as locked:
        lock(locked, Path(name).name)
        assert main(arguments) == 1
    said = capsys.readouterr().err.splitlines()
    assert said.count(f"Fel: {name}: väntade en läsbar fil ({IN_USE})") == 1
    assert [line for line in said if "fann ”tre”" in line]
    edit(folder / "lpix.csv", "2025;tre", "2025;3,0")
    assert main(arguments) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("berakna", "--ut", "belopp.csv"),
        ("berakna", "--ut", "belopp.json"),
        ("scenario", "bas", "bas", "--ut", "jamforelse.csv"),
        ("arbetsbok", "--ut", "bok.xlsx"),
    ],
    ids=lambda arguments: arguments[-1],
)
def test_a_file_that_excel_holds_open_is_left_as_it_was(
    arguments: tuple[str, ...], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ut" / arguments[-1]
    command = [*arguments[:-1], str(path), "--inputs", str(folder)]
    assert main(command) == 0
    before = path.read_bytes()
    edit(folder / "lpix.csv", "2025;3,0", "2025;2,0")
    capsys.readouterr()
    with excel(path):
        assert main(command) == 1
    assert capsys.readouterr().err == f"Fel: Det går inte att byta ut {path}: stäng {path.name} och kör igen\n"
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == before
    assert main(command) == 0
    assert path.read_bytes() != before


@pytest.mark.parametrize("written", [True, False])
def test_a_file_that_may_not_be_replaced_is_told(
    written: bool,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "belopp.csv"
    command = ["berakna", "--inputs", str(folder), "--ut", str(path)]
    if written:
        assert main(command) == 0
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if Path(target) == path:
            raise PermissionError(errno.EACCES, "Access is denied", str(source), None, str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    assert main(command) == 1
    assert capsys.readouterr().err == f"Fel: Det går inte att skriva {path}: {IN_USE}\n"


def fill_disk(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, which: Callable[[Path], bool]) -> None:
    """Let a function that writes fail as on a full disk, for the files one names; what it began is left."""
    real = getattr(owner, name)

    def write(*arguments: Any, **options: Any) -> Any:
        path = Path(arguments[1] if owner is shutil else arguments[0])
        if not which(path):
            return real(*arguments, **options)
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(owner, name, write)


REPORT = "projektportfolj_2025"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("owner", "function", "ending"),
    [
        (Path, "write_bytes", ".ipynb"),
        (Path, "write_bytes", ".html"),
        (Path, "write_bytes", ".pdf"),
        (Path, "write_bytes", ".json"),
        (shutil, "copyfile", ".ttf"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_full_disk_leaves_the_earlier_report(
    owner: object,
    function: str,
    ending: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with replacing(tmp_path / REPORT) as fresh:
        (fresh / "resultat.json").write_text("{}", encoding="utf-8")
    before = file_hashes(tmp_path / REPORT)
    fill_disk(monkeypatch, owner, function, lambda path: path.suffix == ending)
    assert main(["rapport", "2025", "--namn", "projektportfolj", "--ut", str(tmp_path)]) == 1
    (said,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Fel: ")]
    assert said.endswith(f"{FULL}")
    assert file_hashes(tmp_path / REPORT) == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [REPORT]


@pytest.mark.slow
def test_a_disk_that_fills_meanwhile_costs_the_report_that_had_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    both = [each for each in reports_of(begin(), 2025) if each.name in (REPORT, "natverksrapport_2025")]
    monkeypatch.setattr(package, "reports_of", lambda *_: both)
    fill_disk(monkeypatch, Path, "write_bytes", lambda path: path.name == f"{REPORT}.pdf")
    assert main(["arspaket", "2025", "--ut", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert f"Fel: {REPORT}: " in said.err
    assert FULL in said.err
    assert "1 rapport gjord." in said.out
    made = tmp_path / "arspaket_2025"
    assert len(file_hashes(made / "natverksrapport_2025")) == 4
    assert not (made / REPORT).exists()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "function"), [("belopp.csv", "write_text"), ("bok.xlsx", "write_bytes")])
def test_a_full_disk_is_told_of_the_file_that_was_asked_for(
    name: str,
    function: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "ut" / name
    command = ["arbetsbok" if name == "bok.xlsx" else "berakna", "--inputs", str(folder), "--ut", str(target)]
    assert main(command) == 0
    before = target.read_bytes()
    edit(folder / "lpix.csv", "2025;3,0", "2025;2,0")
    with monkeypatch.context() as full:
        fill_disk(full, Path, function, lambda path: path.parent == target.parent)
        assert main(command) == 1
    assert capsys.readouterr().err == f"Fel: Det går inte att skriva {target}: {FULL}\n"
    assert [path.name for path in target.parent.iterdir()] == [name]
    assert target.read_bytes() == before
    assert main(command) == 0


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here that is always full")
def test_what_is_printed_to_a_full_disk_is_told(folder: Path) -> None:
    command = [sys.executable, "-m", "model", "berakna", "--inputs", str(folder)]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        to = {"stdout": full, "stderr": subprocess.PIPE, "encoding": "utf-8"}
        done = subprocess.run(command, cwd=PROJECT, check=False, **to)
    assert done.returncode == 1
    assert done.stderr == "Fel: Disken är full: gör plats och kör igen\n"


def test_what_no_function_foresaw_is_told_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "pyproject.toml")

    monkeypatch.setattr("suite.cli.verbs.begin", refuse)
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert capsys.readouterr().err == f"Fel: pyproject.toml: {IN_USE}\n"


@pytest.mark.parametrize("verb", [("faktura", "2026"), ("rapport", "2025"), ("arspaket", "2025")])
def test_a_file_where_a_folder_should_be(
    verb: tuple[str, ...], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ut").write_text("min fil", encoding="utf-8")
    assert main([*verb, "--inputs", str(folder), "--ut", str(tmp_path / "ut")]) == 1
    assert "det finns en fil där en mapp ska vara" in capsys.readouterr().err
    assert (tmp_path / "ut").read_text(encoding="utf-8") == "min fil"


def test_a_folder_where_a_file_should_be(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "belopp.csv").mkdir()
    assert main(["berakna", "--inputs", str(folder), "--ut", str(tmp_path / "belopp.csv")]) == 1
    assert "belopp.csv: det finns en mapp där en fil ska vara" in capsys.readouterr().err
    assert main(["utfall", str(folder), "--avtal", "energikontor", "--ar", "2025", "--inputs", str(folder)]) == 1
    shutil.copytree(folder, folder / "huvudbok.csv")
    command = ["utfall", str(folder / "huvudbok.csv"), "--avtal", "energikontor", "--ar", "2025"]
    assert main([*command, "--inputs", str(folder)]) == 1
    assert "väntade en läsbar fil (det finns en mapp där en fil ska vara)" in capsys.readouterr().err


def test_colleagues_may_open_what_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python on Windows takes a folder made for oneself alone at its word; it stays so when it is moved."""
    modes: list[int] = []
    real = os.mkdir

    def mkdir(path: Any, mode: int = 0o777, **options: Any) -> None:
        modes.append(mode)
        real(path, mode, **options)

    monkeypatch.setattr(os, "mkdir", mkdir)
    with replacing(tmp_path / "djupt" / "ut") as fresh:
        (fresh / "a.txt").write_text("ett", encoding="utf-8")
    assert len(modes) >= 2
    assert {*modes} == {0o777}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "Access is denied", "a.xlsx"), f"a.xlsx: {IN_USE}"),
        (PermissionError(errno.EACCES, "Denied", ".a-tmp", None, "a.xlsx"), f"a.xlsx: {IN_USE}"),
        (OSError(errno.EROFS, "Read-only file system", "a"), "a: platsen är skrivskyddad: välj en annan"),
        (FileNotFoundError(errno.ENOENT, "No such file", "a"), "a: den finns inte"),
        (FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"), "tillfälliga filer"),
        (OSError(errno.EIO, "Input/output error", "a"), "a: Input/output error"),
        (OSError("något annat"), "Något annat"),
        (PermissionError(errno.EACCES, "Access is denied"), f"Å{IN_USE[1:]}"),
    ],
)
def test_what_the_system_says_becomes_one_swedish_line(error: OSError, words: str) -> None:
    assert words in refused(error)


def test_windows_own_numbers_say_more() -> None:
    class WindowsError(OSError):
        winerror = 123

    said = refusal(WindowsError(errno.EINVAL, "Felaktig syntax"))
    assert said == "namnet har tecken som inte kan stå i ett filnamn"


@pytest.mark.slow
def test_a_clone_need_not_be_installed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = importlib.metadata.Distribution.from_name

    def installed(name: str) -> importlib.metadata.Distribution:
        if name == "kostnadsmodell":
            raise importlib.metadata.PackageNotFoundError(name)
        return find(name)

    monkeypatch.setattr(importlib.metadata.Distribution, "from_name", installed)
    arguments = ["--inputs", str(folder), "--ut"]
    assert main(["rapport", "2025", *arguments, str(tmp_path / "ut")]) == 0
    assert main(["faktura", "2026", "--trots-antagande", *arguments, str(tmp_path / "ut")]) == 0
    assert main(["arbetsbok", *arguments, str(tmp_path / "bok.xlsx")]) == 0
    assert capsys.readouterr().err.count("Fel") == 0


def test_the_version_is_the_projects_own_also_where_an_older_one_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = provenance._project()
    monkeypatch.setattr(provenance, "_project", lambda: project | {"version": "9.9.9"})
    assert provenance.model_version() == provenance.versions()["kostnadsmodell"] == "9.9.9"
    assert {"numpy", "PyYAML", "font-source-sans-pro"} < {*provenance.versions()}


@pytest.mark.slow
def test_a_library_that_is_missing_is_named(tmp_path: Path) -> None:
    code = "import runpy, sys; sys.modules['{}'] = None; runpy.run_module('model', run_name='__main__')"
    for name in ("pandas", "typst"):
        command = [sys.executable, "-c", code.format(name), "rapport", "2025", "--ut", str(tmp_path)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 1
        assert done.stderr.startswith(f"Fel: biblioteket {name} saknas i den Python som kör, {sys.executable}.")
        assert done.stderr.count("\n") == 1
