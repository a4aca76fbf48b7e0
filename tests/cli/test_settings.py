"""The settings of a user: where they are found, what they do, and what is said of a wrong one."""

import json
import shutil
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from small_inputs import closed

from suite.cli.cli import main


@pytest.fixture
def home(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with inputs in it."""
    place = tmp_path / "hemma"
    shutil.copytree(folder, place / "egna")
    monkeypatch.chdir(place)
    return place


def put(home: Path, *lines: str) -> None:
    (home / "kostnad.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_they_stand_where_the_command_line_says_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home, 'indata = "egna"', "ar = 2025")
    assert main(["forklara", "--part", "Krokom"]) == 0
    told = capsys.readouterr()
    assert told.err == "kostnad.toml: indata egna, år 2025.\n"
    assert told.out.startswith("Krokoms kommun betalar 2025")


def test_the_command_line_goes_before_them(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home, 'indata = "borta"', "ar = 2025")
    assert main(["forklara", "--part", "Krokom", "--ar", "2026", "--inputs", "egna"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith("Krokoms kommun betalar 2026")


def test_they_are_not_told_where_they_do_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home, 'kontakt = "Ekonomi, 063-00 00 00"', 'utdata = "ut"')
    assert main(["berakna", "--inputs", "egna"]) == 0
    assert capsys.readouterr().err == ""


def test_outputs_and_contact_of_an_invoice_basis(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home, 'indata = "egna"', 'utdata = "ut"', 'kontakt = "Ekonomi, 063-00 00 00"')
    assert main(["faktura", "2026", "--trots-antagande"]) == 0
    told = capsys.readouterr()
    assert told.err.startswith("kostnad.toml: indata egna, utdata ut, kontakt Ekonomi, 063-00 00 00.\n")
    book = openpyxl.load_workbook(home / "ut" / "fakturaunderlag_2026" / "fakturaunderlag_2026.xlsx")
    assert any("Frågor: Ekonomi, 063-00 00 00" in str(row[0]) for row in book["Om"].values)


@pytest.mark.slow
def test_a_pdf_without_attachments(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home, 'indata = "egna"', "pdf_bilagor = false")
    assert main(["rapport", "2025", "--namn", "kvalitetslogg"]) == 0
    assert capsys.readouterr().err.startswith("kostnad.toml: indata egna, pdf_bilagor nej.\n")
    path = home / "outputs" / "kvalitetslogg_2025" / "kvalitetslogg_2025.pdf"
    with pikepdf.open(path) as pdf, pdf.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "A")
        assert not pdf.attachments


def test_an_invoice_basis_as_data(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = closed(home / "egna")
    assert main(["faktura", "2026", "--trots-antagande", "--json", "--inputs", str(own)]) == 0
    told = capsys.readouterr()
    assert {row["fakturadatum"] for row in json.loads(told.out)} == {"2026-01-01", "2026-03-01"}
    assert "fakturaunderlag_2026.xlsx" in told.err


@pytest.mark.parametrize("verb", ["faktura", "rapport", "arspaket"])
def test_a_year_that_nobody_says_is_missing(verb: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([verb, "--inputs", str(home / "egna")])
    assert stop.value.code == 2
    assert "Fel: detta saknas: ÅR" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            ["# mina", 'indatta = "egna"'],
            "kostnad.toml, rad 2, nyckel indatta: fann ”indatta”, väntade någon av nycklarna indata, utdata, "
            "kontakt, ar, pdf_bilagor. Menade du indata?",
        ),
        (["[indata]", 'mapp = "egna"'], "kostnad.toml, rad 1, nyckel indata: fann ”mapp: egna”, väntade en text"),
        (["ar = 25"], "kostnad.toml, rad 1, nyckel ar: fann ”25”, väntade ett årtal mellan 1968 och 2100"),
        (['kontakt = "Eva"', 'indata = "C:\\Users\\eva"'], "kostnad.toml, rad 2: fann ”indata = "),
        (["indata = egna"], 'kostnad.toml, rad 1: fann ”indata = egna”, väntade nyckel = "värde" på varje rad'),
    ],
)
def test_what_is_wrong_in_them_is_named(
    lines: list[str], words: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(home, *lines)
    assert main(["berakna"]) == 1
    assert words in capsys.readouterr().err


def test_help_asks_for_no_settings(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(home, "sönder")
    with pytest.raises(SystemExit) as stop:
        main(["berakna", "--help"])
    assert stop.value.code == 0
    assert capsys.readouterr().err == ""
