"""A folder of inputs of one's own: with the examples, or with nothing but what holds for everybody."""

from pathlib import Path

import openpyxl
import pytest

from model.read.begin import PROJECT
from model.read.load import load
from model.read.tables import TABLES
from suite.cli.cli import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_holds_what_the_project_does_and_the_settings_lead_there(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ny", "mina åtaganden"]) == 0
    assert load(home / "mina åtaganden").hashes == load(PROJECT / "inputs").hashes
    capsys.readouterr()
    assert main(["berakna", "--part", "Åre", "--ar", "2026"]) == 0
    told = capsys.readouterr()
    assert told.err.startswith("kostnad.toml: indata mina åtaganden.\n")
    assert "138\u00a0210" in told.out


def test_an_empty_one_holds_agreements_readings_and_headings(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ny", "tom", "--tom"]) == 0
    files = {path.relative_to(home / "tom").as_posix() for path in (home / "tom").rglob("*") if path.is_file()}
    agreements = {f"avtal/{path.name}" for path in (PROJECT / "inputs" / "avtal").iterdir()}
    assert files == {
        *agreements,
        "tolkningar.yaml",
        "hamtning.yaml",
        "scenarier/bas.yaml",
        *(each.file for each in TABLES),
    }
    for each in TABLES:
        assert len((home / "tom" / each.file).read_text(encoding="utf-8").splitlines()) == 1
    capsys.readouterr()
    assert main(["kontroll"]) == 1
    said = capsys.readouterr().out
    assert "python -m model hamta befolkning 2018 --skriv" in said
    assert "Fyll lpix.csv med LPIX för 2020–2033" in said.replace("\n" + 14 * " ", " ")
    assert main(["hamta", "lpix", "--ar", "2025", "--procent", "3,1", "--beslut", "RF 2024-11-25", "--skriv"]) == 0
    assert load(home / "tom").index[0].year == 2025


@pytest.mark.parametrize("more", [[], ["--tom"]])
def test_one_with_a_workbook_has_the_tables_in_both(
    more: list[str], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ny", "min", "--arbetsbok", *more]) == 0
    book = openpyxl.load_workbook(home / "min" / "indata.xlsx")
    assert book.sheetnames == [table.sheet for table in TABLES]
    assert (book["lpix"].max_row > 1) == (not more)
    capsys.readouterr()
    assert main(["indata", "--till-csv"]) == 0
    assert "Inget att föra över." in capsys.readouterr().out
    load(home / "min")


def test_the_headings_are_those_of_the_shipped_tables() -> None:
    for table in TABLES:
        shipped = PROJECT / "inputs" / table.file
        if shipped.exists():
            first = shipped.read_text(encoding="utf-8-sig").splitlines()[0].split(";")
            assert set(first) <= set(table.columns), table.file


def test_nothing_is_written_where_something_lies(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "full").mkdir()
    (home / "full" / "min.txt").write_text("min", encoding="utf-8")
    assert main(["ny", "full"]) == 1
    assert "Fel: full är inte tom; välj ett annat namn" in capsys.readouterr().err
    assert [path.name for path in (home / "full").iterdir()] == ["min.txt"]
    assert not (home / "kostnad.toml").exists()
    (home / "kostnad.toml").write_text("ar = 2026\n", encoding="utf-8")
    assert main(["ny", "tom", "--tom"]) == 1
    assert "kostnad.toml finns redan" in capsys.readouterr().err
    assert not (home / "tom").exists()
    assert (home / "kostnad.toml").read_text(encoding="utf-8") == "ar = 2026\n"
