"""What ``hamta`` says before it writes, what it writes together, and what is taken back."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hamta import DECISION, RIGHT, WRONG, Office, dataset, fetch, files, index
from small_inputs import edit

from model.read.begin import begin
from suite.cli.cli import main
from suite.files import folder as folder_module

UNWRITTEN = "Inget är skrivet; --skriv lägger till raderna."


@pytest.mark.network
def test_that_nothing_is_written_is_said_when_it_is_so(
    office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        office.says(dataset())
    for command in ((fetch, "2024"), (index, *RIGHT)):
        verb, *arguments = command
        assert verb(inputs, *arguments) == 0
        assert capsys.readouterr().out.endswith(f"{UNWRITTEN}\n")
        assert verb(inputs, *arguments, "--skriv") == 0
        assert "Inget är skrivet" not in capsys.readouterr().out
        assert verb(inputs, *arguments) == 0
        said = capsys.readouterr().out
        assert "finns redan" in said
        assert "skrivet" not in said


def test_the_effect_on_each_party_is_shown_before_anything_is_written(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """800 000 × 1,03 × 1,03, then × 1,031 and not 1,03: 875 030 and not 874 182; Krokom 2 000 of 16 100 of it."""
    assert index(inputs, *RIGHT) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Så ändras beloppen 2027, kr:\n" in said
    rows = {line[:30].strip(): line[30:].split("  ") for line in said.splitlines() if line.startswith("  ")}
    cells = {name: [cell.strip() for cell in row if cell.strip()] for name, row in rows.items()}
    assert cells["Region Jämtland Härjedalen"] == ["874 182", "875 030", "+848"]
    assert cells["Krokoms kommun"] == ["108 594", "108 699", "+105"]
    assert cells["Summa"] == ["1 748 364", "1 750 060", "+1 696"]
    assert "Beloppen 2028–2033 ändras också." in said


@pytest.mark.network
def test_a_population_moves_the_next_year_and_a_decided_assumption_nothing(
    office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.says(dataset(updated="2025-02-01T07:00:00Z"))
    assert fetch(inputs, "2024") == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Så ändras beloppen 2025, kr:" in said
    assert "Region Jämtland Härjedalen      824 000      824 000            0" in said
    edit(inputs / "lpix.csv", "2027;3,0;fastställd", "2027;3,1;antagande")
    assert index(inputs, *RIGHT) == 0
    assert "Inga belopp ändras." in capsys.readouterr().out


def test_years_that_could_not_be_computed_before_are_shown_too(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inputs / "lpix.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    rows = [row for row in rows if int(row.split(";")[1]) < 2027]
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    assert index(inputs, *RIGHT, "--skriv") == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Region Jämtland Härjedalen            –      875 030" in said


@pytest.mark.network
@pytest.mark.parametrize("verb", [fetch, index])
def test_the_last_addition_is_taken_back(
    verb: Any, office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, name = (("2024",), "befolkning.csv") if verb is fetch else (WRONG, "lpix.csv")
    for _ in range(2):
        office.says(dataset(updated="2025-02-01T07:00:00Z"))
    before = files(inputs)
    assert verb(inputs, *arguments, "--skriv") == 0
    with_rows = files(inputs)
    capsys.readouterr()
    assert verb(inputs, "--angra") == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    gone = "Åre 2024-11-01: 12 650 invånare, fastställd, publicerad 2025-02-01. SCB TAB1267"
    if verb is index:
        gone = "LPIX 2027: 3,7 %, fastställd, publicerad 2026-12-02. Regionplan 2027–2029, RF 2026-12-02."
    assert f"Tas bort ur {inputs / name}:\n" in said
    assert f"  {gone}" in said
    assert "Så ändras beloppen 202" in said
    assert "Inget är ändrat; --skriv tar bort raderna." in said
    assert files(inputs) == with_rows
    assert verb(inputs, "--angra", "--skriv") == 0
    after = files(inputs)
    assert {name: data for name, data in after.items() if "tidigare" not in name} == before
    kept = [data for name, data in after.items() if "tidigare" in name]
    assert {with_rows[name] for name in with_rows if name not in before or name == path_of(verb)} <= {*kept}
    assert verb(inputs, *arguments, "--skriv") == 0  # and it can be added again
    assert files(inputs)[path_of(verb)] == with_rows[path_of(verb)]
    assert main(["kontroll", "--inputs", str(inputs)]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "Läses inte" in line]
    assert len(told) == 1
    assert "st som har ersatts, i mappar som heter tidigare." in told[0]


def path_of(verb: Any) -> str:
    return "befolkning.csv" if verb is fetch else "lpix.csv"


def test_additions_are_taken_back_one_by_one_and_no_other_row_ever_is(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inputs / "lpix.csv"
    states = [path.read_bytes()]
    for year in ("2027", "2028"):
        assert index(inputs, "--ar", year, "--procent", "3,1", *DECISION, "--skriv") == 0
        states.append(path.read_bytes())
    for state in (states[1], states[0]):
        assert index(inputs, "--angra", "--skriv") == 0
        assert path.read_bytes() == state
    assert index(inputs, "--angra", "--skriv") == 1
    assert "hamta har inte lagt till något, eller så är filen ändrad sedan dess" in capsys.readouterr().err
    assert path.read_bytes() == states[0]


def test_a_file_that_is_changed_since_is_not_guessed_about(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inputs / "lpix.csv"
    assert index(inputs, *WRONG, "--skriv") == 0
    path.write_bytes(path.read_bytes() + b"LPIX;2034;3,0;antagande;Min rad;2026-12-03;\n")
    changed = path.read_bytes()
    assert index(inputs, "--angra", "--skriv") == 1
    assert f"{path}: hamta har inte lagt till något, eller så är filen ändrad" in capsys.readouterr().err
    assert path.read_bytes() == changed


@pytest.mark.parametrize("text", ["", "[" * 100_000, "[]", '{"efter": 1}'])
def test_a_spoiled_record_takes_nothing_back(text: str, inputs: Path) -> None:
    assert index(inputs, *WRONG, "--skriv") == 0
    (record,) = (inputs / "tidigare").glob(".*.json")
    record.write_text(text, encoding="utf-8")
    before = files(inputs)
    assert index(inputs, "--angra", "--skriv") == 1
    assert files(inputs) == before


def test_undoing_takes_nothing_else(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert index(inputs, "--angra", "--ar", "2027") == 1
    assert "den tar bara --skriv, fann ar" in capsys.readouterr().err
    assert index(inputs, "--procent", "3,1", *DECISION) == 1
    assert "--ar: väntade året som förändringen gäller" in capsys.readouterr().err
    assert fetch(inputs) == 1
    assert "väntade ett år som 2024" in capsys.readouterr().err


def test_what_was_written_wrongly_says_how_it_is_taken_back(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert index(inputs, *WRONG, "--skriv") == 0
    assert index(inputs, *RIGHT, "--skriv") == 1
    assert "fann ”3,1”, väntade 3,7, som redan står där" in (said := capsys.readouterr().err)
    assert "tas bort med --angra" in said


def stopped(place: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let a file never take its place."""
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if Path(target).name == place.name and Path(target).parent.name == place.parent.name:
            raise error
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)


@pytest.mark.network
@pytest.mark.parametrize("name", ["befolkning.csv", "scb/TAB1267_2024_2024-12-10.json"])
def test_rows_and_the_answer_together_or_not_at_all(
    name: str, office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.says(dataset())
    before = files(inputs)
    with pytest.MonkeyPatch.context() as patch:
        stopped(inputs / name, patch, PermissionError(13, "nekas"))
        assert fetch(inputs, "2024", "--skriv") == 1
    assert "Det går inte att skriva" in capsys.readouterr().err
    assert files(inputs) == before


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.network
def test_killed_between_the_answer_and_the_rows_the_next_run_writes_both(office: Office, inputs: Path) -> None:
    for _ in range(2):
        office.says(dataset())
    before = files(inputs)
    with pytest.MonkeyPatch.context() as patch:
        stopped(inputs / "befolkning.csv", patch, Killed())
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # no cleaning up either
        with pytest.raises(Killed):
            fetch(inputs, "2024", "--skriv")
    left = files(inputs)
    assert left["befolkning.csv"] == before["befolkning.csv"]
    assert "scb/TAB1267_2024_2024-12-10.json" in left
    assert begin(inputs)
    assert fetch(inputs, "2024", "--skriv") == 0
    assert [path.name for path in (inputs / "scb").glob("TAB*")] == ["TAB1267_2024_2024-12-10.json"]
    assert fetch(inputs, "--angra", "--skriv") == 0
    assert (inputs / "befolkning.csv").read_bytes() == before["befolkning.csv"]


@pytest.mark.slow
def test_two_at_once_lose_no_row(inputs: Path) -> None:
    """One that has to wait adds to what the other has written, and not to what it had read itself."""
    (inputs / "tidigare").mkdir()
    lock = FileLock(inputs / "tidigare" / ".skrivs.lock")
    command = [sys.executable, "-m", "model", "hamta", "lpix", *RIGHT, "--skriv", "--inputs", str(inputs)]
    with lock:
        waiting = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(6)
        path = inputs / "lpix.csv"
        other = "LPIX;2028;2,9;fastställd;Regionplan;2026-12-02;"
        path.write_text(path.read_text(encoding="utf-8") + other + "\n", encoding="utf-8")
    assert waiting.wait(60) == 0, waiting.stderr
    rows = begin(inputs).inputs.index
    assert [(row.year, str(row.percent)) for row in rows[-2:]] == [(2028, "2.9"), (2027, "3.1")]


def test_one_that_waits_in_vain_is_told(
    inputs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(folder_module, "PATIENCE", 0.1)
    before = files(inputs)
    (inputs / "tidigare").mkdir()
    with FileLock(inputs / "tidigare" / ".skrivs.lock"):
        assert index(inputs, *RIGHT, "--skriv") == 1
        assert f"En annan körning skriver i {inputs}; inget är skrivet" in capsys.readouterr().err
        assert index(inputs, *RIGHT) == 0  # to look does not disturb
    assert files(inputs) == before
