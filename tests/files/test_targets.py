"""A file named with ``--ut``: what the run reads, and what somebody else has written, is not written over."""

import os
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from small_inputs import SCENARIO, edit
from workbooks import CHANGES, own_cells

from model.read.begin import PROJECT
from suite.cli.cli import main

BOOK = "datum;verifikation;konto;projekt;motpart;belopp;text\n2026-03-31;A1;5010;CHEF;;900,50;Lön\n"


@pytest.fixture
def place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the user stands in: inputs, a ledger, a scenario file and a workbook of the model's."""
    monkeypatch.chdir(folder.parent)
    shipped = (PROJECT / "inputs" / "scenarier" / "bas.yaml").read_text(encoding="utf-8")
    spread = shipped[shipped.index("simulering:") :]
    (folder / "scenarier" / "bas.yaml").write_text(SCENARIO + spread, encoding="utf-8")
    (folder / "anteckning.csv").write_text("min egen", encoding="utf-8")
    (folder / "anteckning.xlsx").write_text("min egen", encoding="utf-8")
    Path("bok.csv").write_text(BOOK, encoding="utf-8")
    shutil.copy(folder / "scenarier" / "bas.yaml", "eget.yaml")
    edit(Path("eget.yaml"), "scenario: bas", "scenario: eget")
    return folder.parent


COMMANDS = {
    "berakna": ["berakna", "--ar", "2026"],
    "scenario": ["scenario", "bas", "eget.yaml"],
    "simulera": ["simulera", "--banor", "50"],
    "utfall": ["utfall", "bok.csv", "--avtal", "energikontor", "--ar", "2026"],
    "arbetsbok": ["arbetsbok"],
}


def writes(name: str, target: str) -> int:
    return main([*COMMANDS[name], "--inputs", "inputs", "--ut", target])


def content(folder: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


INPUTS = ["befolkning.csv", "utfall/kostnadsposter.csv", "utfall/energikontor_2025.csv", "anteckning.csv"]


@pytest.mark.parametrize("name", ["berakna", "scenario", "simulera", "utfall"])
@pytest.mark.parametrize("target", INPUTS)
def test_no_input_is_written_over(name: str, target: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = content(place)
    assert writes(name, f"inputs/{target}") == 1
    assert f"Fel: --ut: {Path('inputs') / target} ligger bland det som läses" in capsys.readouterr().err
    assert content(place) == before


def test_no_workbook_among_the_inputs_is_written_over(place: Path) -> None:
    before = content(place)
    assert writes("arbetsbok", "inputs/anteckning.xlsx") == 1
    assert content(place) == before


@pytest.mark.parametrize(
    ("name", "more", "target"),
    [
        ("utfall", [], "bok.csv"),
        ("berakna", ["--scenario", "eget.yaml"], "lank.csv"),
        ("scenario", [], "lank.csv"),
    ],
)
def test_a_file_that_the_command_names_is_not_written_over(
    name: str, more: list[str], target: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.link("eget.yaml", "lank.csv")
    before = content(place)
    assert main([*COMMANDS[name], *more, "--inputs", "inputs", "--ut", target]) == 1
    assert "ligger bland det som läses" in capsys.readouterr().err
    assert content(place) == before


SPELLINGS = ["./inputs/../inputs/lpix.csv", "{whole}", "hard.csv", "soft.csv", "mapp/lpix.csv", "INPUTS/LPIX.CSV"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_however_an_input_is_spelled(spelling: str, place: Path) -> None:
    os.link("inputs/lpix.csv", "hard.csv")
    if sys.platform != "win32":
        Path("soft.csv").symlink_to("inputs/lpix.csv")
        Path("mapp").symlink_to("inputs")
    before = content(place)
    target = spelling.format(whole=(place / "inputs" / "lpix.csv").resolve())
    if not Path(target).exists():
        pytest.skip("another file on this system")
    assert writes("berakna", target) == 1
    assert content(place) == before


@pytest.mark.parametrize("target", ["belopp.csv", "ny/belopp.json", "inputs/ny.csv"])
def test_a_new_file_is_written(target: str, place: Path) -> None:
    assert writes("berakna", target) == 0
    assert (place / target).stat().st_size > 1000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "target"),
    [("berakna", "mitt.csv"), ("berakna", "mitt.json"), ("arbetsbok", "mitt.xlsx"), ("simulera", "mitt.csv")],
)
@pytest.mark.parametrize("text", ["Budget;2027\nLön;1\n", "", "[" * 100_000])
def test_a_file_of_somebody_elses_is_not_written_over(
    name: str, target: str, text: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(target).write_text(text, encoding="utf-8")
    before = content(place)
    assert writes(name, target) == 1
    assert f"Fel: {target} finns redan och är något annat än det som skulle skrivas" in capsys.readouterr().err
    assert content(place) == before


def test_a_workbook_of_somebody_elses_is_not_written_over(place: Path) -> None:
    openpyxl.Workbook().save("mitt.xlsx")
    before = content(place)
    assert writes("arbetsbok", "mitt.xlsx") == 1
    assert content(place) == before


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_what_the_same_command_wrote_is_kept_beside(
    ending: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = Path(f"belopp.{ending}")
    assert writes("berakna", str(target)) == 0
    first = target.read_bytes()
    os.utime(target, (1795521600, 1795521600))
    assert writes("berakna", str(target)) == 0
    assert not Path("tidigare").exists()  # the same again: nothing to keep
    os.utime(target, (1795521600, 1795521600))
    edit(place / "inputs" / "lpix.csv", "2026;3,0", "2026;2,0")
    capsys.readouterr()
    assert writes("berakna", str(target)) == 0
    kept = Path("tidigare") / f"belopp_2026-11-24.{ending}"
    assert kept.read_bytes() == first != target.read_bytes()
    assert f"Det som låg där förut ligger i {kept}." in capsys.readouterr().err


@pytest.mark.slow
def test_a_workbook_that_a_colleague_has_written_in_is_kept(place: Path) -> None:
    assert main(["arbetsbok", "--inputs", "inputs"]) == 0
    target = Path("outputs/arbetsbok.xlsx")
    book = openpyxl.load_workbook(target)
    book[CHANGES][own_cells(book)["lpix", 2028]] = 0.035
    book.save(target)
    edited = target.read_bytes()
    assert main(["arbetsbok", "--inputs", "inputs"]) == 0
    (kept,) = Path("outputs/tidigare").iterdir()
    assert kept.read_bytes() == edited
    command = ["las-arbetsbok", str(kept), "--inputs", "inputs", "--ut"]
    before = content(place / "inputs")
    assert main([*command, "inputs/scenarier/bas.yaml"]) == 1
    assert content(place / "inputs") == before
    assert main([*command, "inputs/scenarier/kollegans.yaml", "--namn", "Bas"]) == 1  # a code that is taken
    assert content(place / "inputs") == before
    assert main([*command, "inputs/scenarier/kollegans.yaml", "--namn", "Kollegans"]) == 0
    assert main(["berakna", "--scenario", "kollegans", "--inputs", "inputs"]) == 0
    assert main([*command, "inputs/scenarier/kollegans.yaml", "--namn", "Kollegans"]) == 1


@pytest.mark.slow
def test_what_is_kept_among_the_inputs_is_not_read(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("scenarier/tidigare/bas.yaml", "utfall/tidigare/energikontor_2025.csv", "tidigare/lpix.csv")
    for name in names:
        (place / "inputs" / name).parent.mkdir(exist_ok=True)
        (place / "inputs" / name).write_text("trasig", encoding="utf-8")
    assert main(["kontroll", "--inputs", "inputs"]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "tidigare" in line]
    assert len(told) == 1
    assert "Läses inte: 3 st som har ersatts, i mappar som heter tidigare." in told[0]
