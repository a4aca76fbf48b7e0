"""What a run begins with: its scenario and its projection, from where they may come, and all faults at once."""

from pathlib import Path

import pytest
from broken import AGREEMENT, INDEX_FILE, POPULATION, change, refused_by_check
from refusals import link
from small_inputs import edit

from model.read.begin import begin
from suite.cli.cli import main


def test_a_given_projection_is_read_from_the_inputs_folder(folder: Path) -> None:
    scenario = (folder / "scenarier" / "bas.yaml").read_text(encoding="utf-8")
    scenario = scenario.replace("scenario: bas", "scenario: egen").replace(
        "metod: konstant", "metod: given, fil: egen.csv"
    )
    (folder / "scenarier" / "egen.yaml").write_text(scenario, encoding="utf-8")
    known = (folder / "befolkning.csv").read_text(encoding="utf-8")
    lines = [line for line in known.splitlines() if "2024" in line]
    ahead = [
        line.replace("2024-11-01", f"{year}-11-01").replace("fastställd", "prognos")
        for year in range(2025, 2033)
        for line in lines
    ]
    heading = known.splitlines()[0]
    (folder / "egen.csv").write_text("\n".join([heading, *ahead]) + "\n", encoding="utf-8")
    run = begin(str(folder), scenario="egen")
    frame = run.allocation([run.agreement("energikontor")], [2030])
    assert set(frame[frame["part"] != "region_jh"]["status"]) == {"antagande"}
    assert "egen.csv" in run.inputs.hashes
    assert run.inputs.unread == []


def test_a_scenario_file_from_anywhere(folder: Path, tmp_path: Path) -> None:
    text = (
        (folder / "scenarier" / "bas.yaml").read_text(encoding="utf-8").replace("scenario: bas", "scenario: mitt")
    )
    (tmp_path / "mitt.yaml").write_text(text.replace("metod: konstant", "metod: trend, ar: 2"), encoding="utf-8")
    run = begin(str(folder), scenario=str(tmp_path / "mitt.yaml"))
    assert run.scenario.id == "mitt"
    assert run.scenario.projection.label == "trend över 2 år"


@pytest.mark.parametrize(
    "file",
    ["../hemligt.csv", "../../hemligt.csv", "/etc/passwd", "ut.csv", "runt.csv", "x" * 1500, "..", "borta.csv"],
)
def test_a_projection_comes_from_the_folder(
    file: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hemligt.csv").write_text("hemligt", encoding="utf-8")
    if file in ("ut.csv", "runt.csv"):
        link(folder / file, tmp_path / "hemligt.csv" if file == "ut.csv" else Path(file))
    edit(folder / "scenarier" / "bas.yaml", "metod: konstant", f"metod: given, fil: {file}")
    told = refused_by_check(folder, capsys)
    assert "Fel: scenarier/bas.yaml, nyckel befolkning.fil: fann ”" in told
    assert "väntade en fil i mappen med indata" in told


def test_parameters_longer_than_any_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "väntade en fil eller någon av koderna bas" in refused_by_check(
        folder, capsys, "--scenario", "x" * 5000
    )
    assert "Fel: Mappen med indata " in refused_by_check(Path("x" * 5000), capsys)


def test_all_faults_are_told_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(POPULATION, "2022-11-01;1000", "2022-11-01;1O00")(folder)
    change(INDEX_FILE, "2025;3,0", "2025;tre")(folder)
    change(AGREEMENT, "paragraf: §10", "paragraf: tio")(folder)
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3
