"""``hamta befolkning``: a local server answers as the statistics office does, well and badly."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hamta import FIGURES, NOTE, Office, dataset, fetch, files, monthly
from small_inputs import MUNICIPALITIES, edit
from urllib3.util import retry

from model.read.begin import begin
from suite.fetch import pxweb

pytestmark = pytest.mark.network


def test_one_question_gives_new_rows_that_say_where_they_come_from(
    office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.says(dataset())
    before = (inputs / "befolkning.csv").read_bytes()
    assert fetch(inputs, "2024") == 0
    shown = capsys.readouterr().out
    assert "Åre: 12\u00a0650 invånare; 2024-11-01 1\u00a0000, skillnad +11\u00a0650 (1\u00a0165,0\u00a0%)" in shown
    assert "Inget är skrivet; --skriv lägger till raderna." in shown
    assert (inputs / "befolkning.csv").read_bytes() == before
    ((path, body),) = office.asked
    assert path == "/api/v2/tables/TAB1267/data?lang=sv&outputFormat=json-stat2"
    assert body == {
        "selection": [
            {"variableCode": "Region", "valueCodes": list(MUNICIPALITIES)},
            {"variableCode": "ContentsCode", "valueCodes": ["BE0101A9"]},
            {"variableCode": "Tid", "valueCodes": ["2024"]},
        ]
    }


def test_written_they_are_read_and_what_stood_there_stays(office: Office, inputs: Path) -> None:
    office.says(dataset())
    path = inputs / "befolkning.csv"
    before = path.read_text(encoding="utf-8")
    assert fetch(inputs, "2024", "--skriv") == 0
    after = path.read_text(encoding="utf-8-sig")
    assert after.startswith(before)
    assert len(after.splitlines()) == len(before.splitlines()) + 8
    row = begin(inputs).inputs.population[-4]
    assert (row.municipality, row.population, row.date.isoformat(), row.status) == (
        "Åre",
        12_650,
        "2024-11-01",
        "fastställd",
    )
    assert (row.published.isoformat(), row.replaces) == ("2024-12-10", None)
    assert row.source == "SCB TAB1267 Folkmängd 1 november efter region, tabellinnehåll och år, BE0101A9, 2024"
    assert row.note == f"Tabellen uppdaterad 2024-12-10. {NOTE}"
    raw = inputs / "scb" / "TAB1267_2024_2024-12-10.json"
    assert json.loads(raw.read_bytes()) == dataset()
    assert "scb/TAB1267_2024_2024-12-10.json" in begin(inputs).inputs.hashes


def test_an_excel_file_keeps_its_signs_and_line_ends(office: Office, inputs: Path) -> None:
    path = inputs / "befolkning.csv"
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n").rstrip("\r\n")
    path.write_bytes(text.encode("cp1252"))
    office.says(dataset())
    assert fetch(inputs, "2024", "--skriv") == 0
    after = path.read_bytes()
    assert after.startswith(text.encode("utf-8-sig"))
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert begin(inputs).inputs.population[-4].municipality == "Åre"


def test_the_same_vintage_is_not_written_twice_and_never_over(
    office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        office.says(dataset())
    assert fetch(inputs, "2024", "--skriv") == 0
    written = (inputs / "befolkning.csv").read_bytes()
    assert fetch(inputs, "2024", "--skriv") == 0
    assert "8 av raderna finns redan." in capsys.readouterr().out
    office.says(dataset(value=[FIGURES[0] + 1, *FIGURES[1:]]))
    assert fetch(inputs, "2024", "--skriv") == 1
    assert "fann ”5112”, väntade 5111, som redan står där publicerat 2024-12-10" in capsys.readouterr().err
    assert (inputs / "befolkning.csv").read_bytes() == written


def test_a_later_vintage_is_a_row_of_its_own(office: Office, inputs: Path) -> None:
    office.says(dataset())
    office.says(dataset(updated="2025-02-01T07:00:00Z", value=[FIGURES[0] + 1, *FIGURES[1:]]))
    assert fetch(inputs, "2024", "--skriv") == fetch(inputs, "2024", "--skriv") == 0
    own = [
        row.population for row in begin(inputs).inputs.population if row.code == "2303" and row.date.year == 2024
    ]
    assert own == [1_100, 5_111, 5_112]


def test_the_last_of_october_stands_in_only_where_it_is_said(
    office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        office.says(monthly())
    assert fetch(inputs, "2024M10", "--tabell", "TAB6471") == 0
    told = "gäller 2024-10-31 och används inte i en nyckel för 1\u00a0november utan --ersatter"
    assert told in capsys.readouterr().out
    assert fetch(inputs, "2024M10", "--tabell", "TAB6471", "--ersatter", "2024-11-01", "--skriv") == 0
    assert "gäller 2024-10-31 och står i stället för 2024-11-01" in capsys.readouterr().out
    row = begin(inputs).inputs.population[-1]
    assert (row.date.isoformat(), str(row.replaces), row.stands_in) == ("2024-10-31", "2024-11-01", True)
    assert row.note is not None
    assert row.note.startswith("Bär SCB:s röjandebrus enligt tabellens not. Tabellen uppdaterad 2024-12-10.")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            dataset(reference="31 december respektive år"),
            "fann ”2024, ”31 december respektive år””, väntade ett svar för 11-01",
        ),
        (dataset(reference="31 October each year"), "väntade ett svar för 11-01"),
        (dataset(reference=""), "väntade ett svar för 11-01, den dag som hamtning.yaml säger"),
        (dataset("2023"), "svaret för TAB1267: fann ”Tid: 2023”, väntade det som det frågades efter"),
        (
            dataset(value=[*FIGURES[:4], None, *FIGURES[5:]], status={"4": ".."}),
            "fann ”inget värde, märkt ”..””, väntade en siffra för Åre",
        ),
        (
            dataset(value=[*FIGURES[:4], 12650.5, *FIGURES[5:]]),
            "fann ”12650.5”, väntade ett helt antal invånare för 2321",
        ),
        (dataset(value=[*FIGURES[:4], -1, *FIGURES[5:]]), "väntade ett helt antal invånare"),
        (dataset(value=FIGURES[:7]), "fann ”7”, väntade 8 värden"),
        (dataset(size=[7, 1, 1]), "väntade ett helt svar, där alla dimensioner har sina värden"),
        (dataset(version="1.0"), "väntade JSON-stat 2.0, som PxWebApi 2 ger; adressen kan vara en annan version"),
        ({"columns": [], "data": []}, "väntade JSON-stat 2.0"),
        (dataset(updated="i går"), "nyckel updated"),
        (b'{"version": "2.0", "class"', "väntade giltig JSON; svaret är avhugget eller något annat"),
        (b"<html>Underhall</html>", "fann ”<html>Underhall</html>”, väntade giltig JSON"),
        (b"[" * 100_000, "väntade giltig JSON"),
        (b"", "fann ”ett tomt svar”, väntade giltig JSON"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_refused(
    answer: object, words: str, office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (inputs / "befolkning.csv").read_bytes()
    office.says(answer)
    assert fetch(inputs, "2024", "--skriv") == 1
    assert words in capsys.readouterr().err
    assert (inputs / "befolkning.csv").read_bytes() == before
    assert not (inputs / "scb").exists()


def test_a_missing_municipality_is_named(office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = dataset(size=[7, 1, 1], value=FIGURES[:7])
    del answer["dimension"]["Region"]["category"]["index"]["2380"]
    office.says(answer)
    assert fetch(inputs, "2024") == 1
    assert "väntade en siffra för Östersund, kommunkod 2380" in capsys.readouterr().err


def test_a_code_that_means_another_municipality_is_named(
    office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = dataset()
    answer["dimension"]["Region"]["category"]["label"]["2321"] = "Årjäng"
    office.says(answer)
    assert fetch(inputs, "2024") == 1
    assert "fann ”Årjäng”, väntade Åre, som har kommunkod 2321" in capsys.readouterr().err


def test_a_mark_on_a_figure_makes_it_preliminary(office: Office, inputs: Path) -> None:
    office.says(dataset(status={"4": "p"}))
    assert fetch(inputs, "2024", "--skriv") == 0
    row = begin(inputs).inputs.population[-4]
    assert (row.status, str(row.note)[:18]) == ("preliminär", "Märkt ”p” av SCB. ")


PROBLEM = {"type": "Parameter error", "title": "Non-existent value", "status": 400}


@pytest.mark.parametrize(
    ("status", "body", "headers", "words"),
    [
        (404, None, {}, "tabellen TAB1267 finns inte där; kontrollera koden"),
        (400, PROBLEM, {}, "svarade 400 (Non-existent value)"),
        (500, None, {}, "svarade 500"),
        (
            301,
            None,
            {"Location": "https://example.org/ny"},
            "svaret hänvisar till https://example.org/ny; ändra adressen",
        ),
        (307, None, {"Location": "/annan"}, "svaret hänvisar till /annan"),
    ],
)
def test_a_refusal_is_told(
    status: int,
    body: object,
    headers: dict[str, str],
    words: str,
    office: Office,
    inputs: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    office.says(body, status, **headers)
    assert fetch(inputs, "2024") == 1
    assert words in capsys.readouterr().err
    assert len(office.asked) == 1


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long is waited before each new try, seconds; here nobody waits."""
    found: list[float] = []
    monkeypatch.setattr(retry, "time", SimpleNamespace(sleep=found.append))
    return found


def test_too_many_questions_are_asked_again_after_as_long_as_is_said(
    office: Office, inputs: Path, waits: list[float]
) -> None:
    office.says(None, 429, Retry_After="7")
    office.says(None, 429, Retry_After="0")
    office.says(None, 429, Retry_After="86400")
    office.says(dataset())
    assert fetch(inputs, "2024") == 0
    assert len(office.asked) == 4
    assert waits == [7, 2, 60]


def test_but_not_for_ever(
    office: Office, inputs: Path, waits: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(4):
        office.says(None, 429, Retry_After="0")
    assert fetch(inputs, "2024") == 1
    assert "för många frågor, även efter att ha väntat" in capsys.readouterr().err
    assert len(office.asked) == 4
    assert waits == [2, 4]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (pxweb.Limits(piece=0.2), "inget svar inom 0.2 sekunder; försök igen senare"),
        (pxweb.Limits(whole=0.1), "väntade ett helt svar inom 0.1 sekunder"),
        (pxweb.Limits(largest=100), "väntade ett svar på högst 0 MB"),
    ],
    ids=["långsamt", "för långsamt i allt", "för stort"],
)
def test_a_slow_or_endless_answer_does_not_hold_the_command(
    limits: pxweb.Limits,
    words: str,
    office: Office,
    inputs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    office.delay = 0.5 if limits.largest > 100 else 0
    monkeypatch.setattr(pxweb, "LIMITS", limits)
    office.says(dataset())
    assert fetch(inputs, "2024") == 1
    assert words in capsys.readouterr().err


def test_nobody_there(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(inputs / "hamtning.yaml", "adress: http://127.0.0.1", "adress: http://127.0.0.1:1/x#")
    assert fetch(inputs, "2024") == 1
    assert "väntade en adress som https://statistikdatabasen.scb.se/api/v2" in capsys.readouterr().err
    text = (inputs / "hamtning.yaml").read_text(encoding="utf-8").splitlines()
    (inputs / "hamtning.yaml").write_text(
        "\n".join(["adress: http://127.0.0.1:1/api", *text[1:]]), encoding="utf-8"
    )
    assert fetch(inputs, "2024") == 1
    assert "ingen kontakt; kontrollera adressen, nätet och eventuell proxy" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2025"], "TAB1267 slutar med 2024: välj en annan tabell i hamtning.yaml med --tabell"),
        (["2024M10"], "TAB1267: fann ”2024M10”, väntade ett år som 2024"),
        (["2024", "--tabell", "TAB6471"], "TAB6471: fann ”2024”, väntade en månad som 2025M10"),
        (
            ["2024", "--tabell", "TAB1"],
            "--tabell: fann ”TAB1”, väntade någon av dem i hamtning.yaml: TAB1267, TAB6471",
        ),
        (["2024", "--ersatter", "snart"], "--ersatter: fann ”snart”, väntade ett datum"),
    ],
)
def test_a_wrong_question_is_not_asked(
    arguments: list[str], words: str, office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(inputs, *arguments) == 1
    assert words in capsys.readouterr().err
    assert office.asked == []


def test_a_month_whose_answer_says_nothing_of_its_last_day_is_refused(
    office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.says(monthly(note=NOTE))
    assert fetch(inputs, "2024M10", "--tabell", "TAB6471") == 1
    assert "att svaret säger att siffran gäller månadens sista dag" in capsys.readouterr().err


def test_no_answer_is_written_over(office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = inputs / "scb" / "TAB1267_2024_2024-12-10.json"
    place.parent.mkdir()
    place.write_text("ett tidigare svar", encoding="utf-8")
    office.says(dataset())
    assert fetch(inputs, "2024", "--skriv") == 0
    assert place.read_text(encoding="utf-8") == "ett tidigare svar"
    assert json.loads(place.with_name("TAB1267_2024_2024-12-10_2.json").read_bytes()) == dataset()
    assert "TAB1267_2024_2024-12-10_2.json" in capsys.readouterr().out


def test_what_the_file_has_no_column_for_is_not_lost(
    office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inputs / "befolkning.csv"
    text = path.read_text(encoding="utf-8").replace(";anmarkning", "").replace(";;\n", ";\n")
    path.write_text(text, encoding="utf-8")
    before = files(inputs)
    office.says(dataset())
    assert fetch(inputs, "2024", "--skriv") == 1
    told = "befolkning.csv, kolumn anmarkning: fann inget, väntade en kolumn med det namnet"
    assert told in capsys.readouterr().err
    assert files(inputs) == before
