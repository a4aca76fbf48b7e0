"""The verbs that compute amounts: the table, what narrows it, and the same answer as a file and as JSON."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
import pytest

from suite.cli.cli import main


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(arguments) == 0
    return capsys.readouterr().out.replace("\u00a0", " ")


def cells(text: str, name: str) -> list[list[str]]:
    """The cells of each line that begins with a name, a block of the table each."""
    lines = [line for line in text.splitlines() if line.startswith(name)]
    return [line.removeprefix(name).split("  ") for line in lines]


def test_the_table_is_party_by_year_with_sums(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By hand: 800 000 of 2024; Krokom has 2 000 of 16 000; the year after 824 000, of which 2 000 of 16 100."""
    text = said(["berakna", "--ar", "2024-2025", "--inputs", str(folder)], capsys)
    assert text.startswith("Energikontor Jämtland Härjedalen, kr 2024–2025, Bas\n")
    (krokom,) = cells(text, "Krokom ")
    assert [cell.strip() for cell in krokom if cell.strip()] == ["100 000", "102 361"]
    (whole,) = cells(text, "Summa ")
    assert [cell.strip() for cell in whole if cell.strip()] == ["1 600 000", "1 648 000"]


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_the_table_fits_the_terminal(
    columns: int, county: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = said(["berakna", "--inputs", str(county)], capsys)
    assert max(map(len, text.splitlines())) <= columns
    assert len(cells(text, "Summa")) == {80: 2, 100: 2, 200: 1}[columns]
    assert [year for year in range(2024, 2034) if str(year) not in text] == []
    assert "Bolag är räknade med sin ägare." in text


def test_a_party_is_shown_by_agreement_with_its_company(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(["berakna", "--part", "åre", "--ar", "2026", "--inputs", str(county)], capsys)
    assert text.startswith("Åre kommun, alla avtal, kr 2026, Bas\n")
    assert [line.split("  ")[0] for line in text.splitlines()[3:]] == [
        *("Energikontoret", "Nätverket (Årehus AB)", "Summa")
    ]
    only = said(["berakna", "--part", "Årehus", "--ar", "2026", "--inputs", str(county)], capsys)
    assert "Energikontoret" not in only


def test_an_agreement_alone(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(["berakna", "--avtal", "natverk", "--json", "--inputs", str(county)], capsys))
    assert {row["avtal"] for row in rows} == {"natverk"}
    assert {row["ar"] for row in rows} == set(range(2024, 2034))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--part", "Sundsvall"], "Okänd part: fann ”Sundsvall”"),
        (["--avtal", "natvekr"], "Menade du natverk?"),
        (["--part", "Årehus", "--avtal", "energikontor"], "inget betalas för Årehus och energikontor"),
    ],
)
def test_what_is_not_there_is_named(
    arguments: list[str], words: str, county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["berakna", *arguments, "--inputs", str(county)]) == 1
    assert words in capsys.readouterr().err


def test_a_workbook_has_the_table_and_the_rows(county: Path, tmp_path: Path) -> None:
    path = tmp_path / "belopp.xlsx"
    assert main(["berakna", "--ar", "2026", "--inputs", str(county), "--ut", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    table, rows = (list(book[name].values) for name in ("Belopp", "Rader"))
    assert table[0] == ("Part", "2026")
    assert table[-1][0] == "Summa"
    assert table[-1][1] == sum(row[1] for row in table[1:-1])
    headings = [*rows[0]]
    first = dict(zip(headings, rows[1], strict=True))
    assert isinstance(first["belopp_kr"], int)
    assert isinstance(first["faktor"], float)
    assert first["ar"] == 2026
    assert first["part"] == "2303"  # a code is no number
    assert first["nyckel_datum"] == dt.datetime(2025, 11, 1)
    assert book["Rader"].cell(2, headings.index("ar") + 1).number_format == "0"
    assert book["Rader"].cell(2, headings.index("nyckel_datum") + 1).number_format == "yyyy-mm-dd"
    assert {sheet.freeze_panes for sheet in book} == {"A2"}


def test_a_forecast_by_agreement_as_text_and_as_rows(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """900 000,50 in three months is 3 600 002: 1 952 002 more than 1 648 000 is to be paid."""
    asked = ["prognos", "2025", "--tertial", "1", "--inputs", str(county)]
    text = said(asked, capsys).replace("\u00a0", " ")
    assert "Energikontoret ser ut att kosta 3,60 miljoner kr 2025: gränsen på 10 % passeras." in text
    assert "Enhetschef 50 %         900 001  3 600 002" in text
    assert "Enligt prognosen betalar parterna 1 952 002 kr" in text
    assert "Nätverket: inget är bokfört till och med april 2025." in text
    rows = json.loads(said([*asked, "--avtal", "energikontor", "--json"], capsys))
    assert [row["helar_kr"] for row in rows] == [3_600_002, 0, 0]
    assert {row["status"] for row in rows} == {"prognos"}
    assert said(["prognos", "2025", "--avtal", "energikontor", "--json", "--inputs", str(county)], capsys)


def test_a_forecast_as_a_workbook_has_the_parties(county: Path, tmp_path: Path) -> None:
    path = tmp_path / "prognos.xlsx"
    assert main(["prognos", "2025", "--tertial", "1", "--inputs", str(county), "--ut", str(path)]) == 0
    book = openpyxl.load_workbook(path)
    headings, *rows = book["Per part"].values
    paid = [*headings].index("avraknas_kr")
    assert sum(row[paid] for row in rows) == 1_952_002
    assert book["Prognos"]["A2"].value == "energikontor"


def test_a_forecast_of_a_year_without_the_agreement_is_refused(
    county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["prognos", "2025", "--avtal", "kompetensattraktion", "--inputs", str(county)]
    assert main(asked) == 1
    assert "--avtal: Kompetensattraktion gäller inte 2025" in capsys.readouterr().err


FIGURES = {
    "berakna": [],
    "forklara": ["--part", "Åre", "--ar", "2026"],
    "varfor": ["--part", "Åre", "--fran", "2025", "--till", "2026"],
    "scenario": ["bas"],
    "kanslighet": [],
    "prognos": ["2025"],
    "kontroll": [],
    "lista": ["parter"],
}


@pytest.mark.parametrize("verb", FIGURES)
def test_every_verb_that_prints_figures_gives_them_as_data(
    verb: str, county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [verb, *FIGURES[verb], "--inputs", str(county)]
    shown = json.loads(said([*command, "--json"], capsys))
    paths = [tmp_path / f"svar.{ending}" for ending in ("json", "csv", "xlsx")]
    for path in paths:
        told = said([*command, "--ut", str(path)], capsys)
        assert told.endswith(f"{path}\n")
    assert json.loads(paths[0].read_text(encoding="utf-8")) == shown
    table = list(csv.DictReader(io.StringIO(paths[1].read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len(table) == len(shown)
    assert {*table[0]} == {*shown[0]} if shown else True
    book = openpyxl.load_workbook(paths[2])
    assert book[book.sheetnames[-1]].max_row == len(shown) + 1


def test_data_is_all_that_standard_output_holds(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "belopp.csv"
    assert main(["berakna", "--ar", "2033-2035", "--json", "--inputs", str(county), "--ut", str(path)]) == 0
    told = capsys.readouterr()
    assert len(json.loads(told.out)) > 0
    assert f"rader i {path}" in told.err
    assert "gäller inte 2034–2035" in told.err


def test_an_amount_is_explained_in_five_lines(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(["forklara", "--part", "krokom", "--ar", "2025", "--inputs", str(county)], capsys)
    own, company = text.rstrip().split("\n\n")
    assert own.splitlines()[:4] == [
        "Krokoms kommun betalar 2025: 103 000 kr, Energikontoret",
        "  Bidrag: Kommunernas del, 800 000 kr i 2024 års priser × 1,03 = 824 000 kr",
        "  Index: LPIX 2025 3,0 % (fastställd)",
        "  Andel: 12,5000 % = 2 000 / 16 000 invånare 2024-11-01",
    ]
    assert own.splitlines()[4].startswith("  Enligt: RUN/387/2023 §7, lpix.csv rad ")
    assert own.endswith("status fastställd")
    assert company.startswith("Krokomsbostäder AB betalar 2025: ")
    assert len(company.splitlines()) == 5
    shares = said(["forklara", "--part", "Landstingsbostäder", "--ar", "2019", "--inputs", str(county)], capsys)
    assert "× 4 / 12 månader = 20 000 kr" in shares
    assert "  Andel: 50,0000 % = 1 / 2, lika delar\n" in shares
