"""A file that cannot be written is told, and the one that lay there is left as it was."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from refusals import FULL, IN_USE, excel, fill_disk
from small_inputs import edit

from suite.cli.cli import main
from suite.files.folder import replacing


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


@pytest.mark.slow
@pytest.mark.parametrize(("name", "function"), [("belopp.csv", "write_bytes"), ("bok.xlsx", "write_bytes")])
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
