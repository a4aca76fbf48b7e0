"""What can be named: scenarios, parties, agreements, reports and tables."""

import json
from pathlib import Path

import pytest

from model.read.begin import PROJECT
from model.read.load import _KNOWN
from suite.cli.cli import main
from suite.cli.parser import LISTS
from suite.fetch.in_step import write_input_workbook

SHIPPED = PROJECT / "inputs"


def listed(kind: str, inputs: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str]]:
    capsys.readouterr()
    assert main(["lista", kind, "--json", "--inputs", str(inputs)]) == 0
    return {row["kod"]: (row["namn"], row["om"]) for row in json.loads(capsys.readouterr().out)}


def test_scenarios_say_why_they_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    found = listed("scenarier", SHIPPED, capsys)
    assert found["hog-lpix"][0] == "Hög LPIX"
    assert found["hog-lpix"][1].startswith("Löner och priser kan stiga fortare")
    assert len(found) == len([*(SHIPPED / "scenarier").glob("*.yaml")])


def test_parties_say_in_which_agreements_and_whose_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    found = listed("parter", SHIPPED, capsys)
    assert found["2321"] == ("Åre kommun", "Åre; Energikontoret, Kompetensattraktion")
    assert found["arehus"] == ("Årehus AB", "Årehus; Nätverket; hör till Åre")


def test_agreements_and_reports(capsys: pytest.CaptureFixture[str]) -> None:
    assert [*listed("avtal", SHIPPED, capsys)] == ["energikontor", "kompetensattraktion", "natverk"]
    assert listed("rapporter", SHIPPED, capsys)["partsblad"] == ("Partsblad", "")


def test_every_table_that_is_read_is_listed_with_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    found = listed("tabeller", SHIPPED, capsys)
    assert found.keys() >= _KNOWN
    assert found["befolkning.csv"][1] == "64 rader"
    assert found["utfall/energikontor_2025.csv"] == ("utfall 2025, Energikontoret", "14 rader")
    assert found["tvister.csv"][1] == "filen finns inte"


def test_a_table_on_a_sheet_is_listed_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_input_workbook(folder)
    (folder / "lpix.csv").unlink()
    found = listed("tabeller", folder, capsys)
    assert found["lpix.csv"][1] == "9 rader, på ett blad i indata.xlsx"
    assert found["befolkning.csv"][1] == "24 rader"
    assert found["indata.xlsx"] == ("tabellerna i en arbetsbok, ett blad var", "")


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_fits_eighty_columns(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["lista", kind, "--inputs", str(SHIPPED)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 80 and line[0] == " "] == []


def test_a_kind_that_is_nearly_right(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["lista", "scenarion"])
    assert "Menade du scenarier?" in capsys.readouterr().err
