"""What the system refuses becomes one Swedish line; an input that may not be read is named."""

import errno
import io
from pathlib import Path
from typing import Any

import pytest
from refusals import IN_USE
from small_inputs import edit

from model.read.refusal import refusal, refused
from suite.cli.cli import main

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
