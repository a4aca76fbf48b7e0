"""Where what a command says goes: quiet, a log, a terminal; and what the help shows."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from model.read.begin import PROJECT
from suite.cli.cli import main
from suite.cli.examples import EXAMPLES
from suite.cli.parser import parser
from suite.cli.voice import _folded
from suite.files.provenance import model_version


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"kostnadsmodell {model_version()}\n"


@pytest.mark.parametrize("place", [0, 1])
def test_quiet_says_answers_warnings_and_errors_only(
    place: int, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = ["--inputs", str(folder)]
    quiet = ["berakna", "--ar", "2033-2034", *own]
    quiet.insert(place, "--tyst")
    assert main(quiet) == 0
    told = capsys.readouterr()
    assert "Summa" in told.out
    assert "gäller inte 2034" in told.err
    assert main([*quiet, "--ut", str(tmp_path / "belopp.csv")]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "belopp.csv").exists()
    assert main(["berakna", "--tyst", "--ar", "snart", *own]) == 1
    assert "Fel: --ar" in capsys.readouterr().err


def test_a_log_holds_all_that_was_said_with_times(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, own = tmp_path / "loggar" / "logg.txt", ["--inputs", str(folder)]
    assert main(["berakna", "--ar", "2033-2034", *own, "--logg", str(log), "--tyst"]) == 0
    assert main(["berakna", "--ar", "snart", "--logg", str(log), *own]) == 1
    told = capsys.readouterr()
    lines = log.read_text(encoding="utf-8").splitlines()
    stamped = [re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (\w+) *(.*)", line) for line in lines]
    assert all(stamped)
    kinds = [found[1] for found in stamped if found]
    assert kinds[0] == "gjort"
    assert {*kinds} == {"gjort", "varning", "svar", "fel"}
    assert "kör python -m model berakna --ar 2033-2034" in lines[0]
    for line in (*told.out.splitlines(), *told.err.splitlines()):
        assert any(found[2] == line.strip() for found in stamped if found)


def test_a_log_is_written_over_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "lpix.csv"
    before = path.read_bytes()
    assert main(["berakna", "--inputs", str(folder), "--logg", str(path)]) == 1
    assert f"--logg: {path} finns redan och är ingen logg" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here that is always full")
def test_a_log_that_cannot_be_written_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["berakna", "--inputs", str(folder), "--logg", "/dev/full"]) == 1
    assert capsys.readouterr().err == "Fel: Disken är full: gör plats och kör igen\n"


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("  [kod] ett två tre fyra fem", "  [kod] ett två tre\n    fyra fem"),
        ("Part      2024      2025      2026", "Part      2024      2025      2026"),
        ("kort", "kort"),
        ("12\u00a0345\u00a0678 kr och mera till", "12\u00a0345\u00a0678 kr och\n  mera till"),
    ],
)
def test_prose_is_folded_at_the_edge_of_a_terminal_and_columns_are_not(line: str, folded: str) -> None:
    assert _folded(line, 20) == folded
    assert _folded(line, 0) == line


def verbs() -> list[list[str]]:
    """Every verb, as it is typed."""
    found = [[]]
    for name in EXAMPLES.keys() - {"", "befolkning", "lpix"}:
        found.append([name])
    return [*found, ["hamta", "befolkning"], ["hamta", "lpix"]]


@pytest.mark.parametrize("verb", sorted(verbs()), ids=" ".join)
def test_help_shows_examples_within_eighty_columns(
    verb: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as stop:
        main([*verb, "--help"])
    assert stop.value.code == 0
    help_text = capsys.readouterr().out
    assert "\nexempel:\n" in help_text
    before, _, _ = help_text.partition("exempel:")
    assert max(map(len, before.splitlines())) <= 80
    assert not {word for word in ("usage", "options", "show this", "positional") if word in help_text}


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_every_example_can_be_typed(text: str) -> None:
    for line in text.splitlines()[1:]:
        words = shlex.split(line)
        assert words[:3] == ["python", "-m", "model"]
        if "--help" not in words and "..." not in words:
            parser().parse_args(words[3:])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "goes_on"),
    [
        ("kostnad be", ["berakna"]),
        ("kostnad berakna --scenario ba", ["bas"]),
        ("kostnad lista a", ["avtal"]),
        ("kostnad forklara --part Kro", ["Krokom", "Krokomsbostäder"]),
    ],
)
def test_a_shell_is_told_how_a_word_may_go_on(
    typed: str, goes_on: list[str], county: Path, tmp_path: Path
) -> None:
    pytest.importorskip("argcomplete")
    (tmp_path / "kostnad.toml").write_text(f'indata = "{county.as_posix()}"\n', encoding="utf-8")
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": typed, "COMP_POINT": str(len(typed)), "_ARGCOMPLETE_IFS": "\n"}
    asked |= {"_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path / "ord"), "PYTHONPATH": str(PROJECT)}
    subprocess.run(
        [sys.executable, "-m", "model"], cwd=tmp_path, env=os.environ | asked, check=True, capture_output=True
    )
    words = (tmp_path / "ord").read_text(encoding="utf-8").split("\n")
    assert sorted(word.strip() for word in words) == goes_on
