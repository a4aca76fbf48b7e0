"""``hamta``: a local server answers as the statistics office does, well and badly; a file or a decision too."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import MUNICIPALITIES, edit
from filelock import FileLock

from model.read.begin import begin
from suite.cli.cli import main
from suite.fetch import pxweb
from suite.files import folder as folder_module

pytestmark = pytest.mark.network

FIGURES = [5111, 6050, 15650, 11100, 12650, 7100, 10150, 64900]
NOTE = "Folkmängden redovisas enligt den indelning som gällde 1 januari respektive år."
NOISE = "Från och med 2025 är en liten kontrollerad slumpmässig osäkerhet införd för att skydda mot röjande."
LAST_DAY = "Uppgiften om folkmängd avser förhållandet den sista dagen i respektive månad."


def dataset(period: str = "2024", reference: str = "1 november respektive år", **changes: Any) -> dict[str, Any]:
    """Return an answer of the shape that PxWebApi 2 gives for eight municipalities."""
    found: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": "Folkmängd 1 november efter region, tabellinnehåll och år",
        "source": "SCB",
        "updated": "2024-12-10T07:00:00Z",
        "note": [NOTE],
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [8, 1, 1],
        "dimension": {
            "Region": {
                "label": "region",
                "category": {
                    "index": {code: place for place, code in enumerate(MUNICIPALITIES)},
                    "label": dict(MUNICIPALITIES),
                },
            },
            "ContentsCode": {
                "label": "tabellinnehåll",
                "category": {"index": {"BE0101A9": 0}, "label": {"BE0101A9": "Antal"}},
                "extension": {"refperiod": {"BE0101A9": reference}},
            },
            "Tid": {"label": "år", "category": {"index": {period: 0}, "label": {period: period}}},
        },
        "value": list(FIGURES),
    }
    return found | changes


def monthly(period: str = "2024M10", note: str = LAST_DAY) -> dict[str, Any]:
    """Return an answer of a table by month, age and sex."""
    found = dataset(period, "Respektive månad", note=[note, NOISE], size=[8, 1, 1, 1, 1])
    found["id"] = ["Region", "Alder", "Kon", "ContentsCode", "Tid"]
    single = {name: {"category": {"index": {code: 0}}} for name, code in (("Alder", "TotSA"), ("Kon", "TotSa"))}
    content = {
        "category": {"index": {"000007SF": 0}},
        "extension": {"refperiod": {"000007SF": "Respektive månad"}},
    }
    found["dimension"] |= {**single, "ContentsCode": content}
    return found


class Office(ThreadingHTTPServer):
    """A statistics office on this machine: it gives the answers it has been told to, one for each question."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.asked: list[tuple[str, Any]] = []
        self.delay = 0.0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/v2"

    def says(self, body: object = None, status: int = 200, **headers: str) -> None:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        self.answers.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, data))


class Desk(BaseHTTPRequestHandler):
    server: Office

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body))
        status, headers, data = self.server.answers.pop(0)
        time.sleep(self.server.delay)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def office() -> Iterator[Office]:
    with Office() as office:
        threading.Thread(target=office.serve_forever, daemon=True).start()
        yield office
        office.shutdown()


@pytest.fixture
def inputs(folder: Path, office: Office) -> Path:
    (folder / "hamtning.yaml").write_text(
        f"adress: {office.address}\ntabeller:\n"
        "  - {tabell: TAB1267, namn: SCB FolkmangdNov, innehall: BE0101A9, dag: 11-01, sista_ar: 2024}\n"
        "  - {tabell: TAB6471, namn: SCB per månad, innehall: 000007SF, dag: manadens sista,\n"
        "     val: {Alder: TotSA, Kon: TotSa}}\n",
        encoding="utf-8",
    )
    edit(folder / "befolkning.csv", "ersatter\n", "ersatter;anmarkning\n")
    text = (folder / "befolkning.csv").read_text(encoding="utf-8")
    (folder / "befolkning.csv").write_text(text.replace("-12-15;\n", "-12-15;;\n"), encoding="utf-8")
    return folder


def fetch(inputs: Path, *arguments: str) -> int:
    return main(["hamta", "befolkning", *arguments, "--inputs", str(inputs)])


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
    before = (inputs / "befolkning.csv").read_bytes()
    assert fetch(inputs, "2024", "--skriv") == 0
    after = (inputs / "befolkning.csv").read_bytes()
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
    assert after.startswith(text.encode("cp1252"))
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
    assert (
        "gäller 2024-10-31 och används inte i en nyckel för 1 november utan --ersatter" in capsys.readouterr().out
    )
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


def test_too_many_questions_are_asked_again_after_as_long_as_is_said(office: Office, inputs: Path) -> None:
    office.says(None, 429, Retry_After="0")
    office.says(None, 429, Retry_After="0")
    office.says(dataset())
    assert fetch(inputs, "2024") == 0
    assert len(office.asked) == 3


def test_but_not_for_ever(office: Office, inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(4):
        office.says(None, 429, Retry_After="0")
    assert fetch(inputs, "2024") == 1
    assert "för många frågor, även efter att ha väntat" in capsys.readouterr().err
    assert len(office.asked) == 4


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


def index(inputs: Path, *arguments: str) -> int:
    return main(["hamta", "lpix", *arguments, "--inputs", str(inputs)])


DECISION = ["--beslut", "Regionplan 2027–2029, RF 2026-12-02"]


def test_a_decided_value_is_a_new_row(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (inputs / "lpix.csv").read_bytes()
    assert index(inputs, "--ar", "2027", "--procent", "3,1", *DECISION) == 0
    assert "LPIX 2027: 3,1\u00a0%, fastställd, publicerad 2026-12-02." in capsys.readouterr().out
    assert (inputs / "lpix.csv").read_bytes() == before
    assert index(inputs, "--ar", "2027", "--procent", "3,1", *DECISION, "--skriv") == 0
    assert (inputs / "lpix.csv").read_bytes().startswith(before)
    run = begin(inputs)
    row = run.series.index_row("LPIX", 2027)
    assert (str(row.percent), row.status, row.source) == ("3.1", "fastställd", DECISION[1])
    assert begin(inputs, "2026-11-30").series.index_row("LPIX", 2027).percent == 3  # what was known then


@pytest.mark.parametrize(
    ("typed", "meant"), [("0,033", "3,3"), ("1,033", "3,3"), ("33", "3,3"), ("0", ""), ("-0,5", "")]
)
def test_an_unusual_value_is_asked_about_and_not_written(
    typed: str, meant: str, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (inputs / "lpix.csv").read_bytes()
    command = ["--ar", "2027", f"--procent={typed}", *DECISION]
    for more, status in (([], 0), (["--skriv"], 1)):
        assert index(inputs, *command, *more) == status
        said = capsys.readouterr()
        told = (said.err if more else said.out).replace("\u00a0", " ")
        assert f"{typed.replace('-', '−')} % är ovanligt, de flesta år ligger mellan 0,5 och 8 %." in told
        assert (f"Menas {meant} %?" in told) == bool(meant)
        assert "Är det rätt: ange --trots index och varför med --skal." in told
        assert (inputs / "lpix.csv").read_bytes() == before


def test_an_unusual_value_that_is_right_is_written_with_the_reason(
    inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inputs / "lpix.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{heading};anmarkning", *(f"{row};" for row in rows)]) + "\n", encoding="utf-8")
    command = ["--ar", "2027", "--procent", "9,1", *DECISION, "--skriv", "--trots", "index"]
    assert index(inputs, *command) == 1
    assert "--skal: väntade varför" in capsys.readouterr().err
    assert index(inputs, *command, "--skal", "Regionplanen s. 12") == 0
    row = begin(inputs).series.index_row("LPIX", 2027)
    assert (str(row.percent), row.note, row.checked) == ("9.1", "Kontrollerat: Regionplanen s. 12", True)


def test_an_unusual_value_in_a_file_is_asked_about_too(
    inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path / "lpik.xlsx", FRACTIONS)
    assert index(inputs, str(path), "--ar", "2027", *DECISION, "--skriv") == 1
    assert "0,031\u00a0% är ovanligt" in capsys.readouterr().err


def workbook(path: Path, rows: list[list[object]], percent: bool = False) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Innehåll"
    sheet = book.create_sheet("LPI")
    for row in rows:
        sheet.append(row)
    for row in sheet.iter_rows():
        for cell in row:
            if percent and isinstance(cell.value, float):
                cell.number_format = "0.0%"
    book.save(path)
    return path


DOWN = [["Landstingsprisindex"], [None, "LPIX", "LPIK"], [2026, 2.9, 2.7], [2027, 3.1, 2.8]]
ACROSS = [["Landstingsprisindex"], [None, 2026, 2027], ["LPIX", 2.9, 3.1], ["LPIK", 2.7, 2.8]]
FRACTIONS = [[None, "LPIX"], [2026, 0.029], [2027, 0.031]]


@pytest.mark.parametrize(("rows", "percent"), [(DOWN, False), (ACROSS, False), (FRACTIONS, True)])
def test_a_value_is_found_in_a_workbook(
    rows: list[list[object]], percent: bool, inputs: Path, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "lpik.xlsx", rows, percent)
    assert index(inputs, str(path), "--ar", "2027", *DECISION, "--skriv") == 0
    row = begin(inputs).series.index_row("LPIX", 2027)
    assert str(row.percent) == "3.1"
    assert row.source.startswith("Regionplan 2027–2029, RF 2026-12-02, lpik.xlsx blad LPI rad ")


def test_a_value_is_found_in_a_csv_file(inputs: Path, tmp_path: Path) -> None:
    path = tmp_path / "lpik.csv"
    path.write_bytes("Landstingsprisindex;;\r\nÅr;LPIX;LPIK\r\n2027;3,1 %;2,8 %\r\n".encode("cp1252"))
    assert index(inputs, str(path), "--ar", "2027", "--kolumn", "LPIK", *DECISION, "--skriv") == 0
    assert str(begin(inputs).series.index_row("LPIX", 2027).percent) == "2.8"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--ar", "2027"], "väntade antingen en fil eller --procent"),
        (["--ar", "2027", "--procent", "3,1"], "--beslut: väntade beslutet eller utgåvan, med dag"),
        (
            ["--ar", "2027", "--procent", "3,1", "--beslut", "RF"],
            "--beslut: väntade beslutet eller utgåvan, med dag",
        ),
        (
            ["--ar", "2027", "--procent", "tre", *DECISION],
            "hamta lpix, nyckel procent: fann ”tre”, väntade ett tal",
        ),
        (
            ["--ar", "snart", "--procent", "3", *DECISION],
            "hamta lpix, nyckel ar: fann ”snart”, väntade ett heltal",
        ),
        (["--ar", "2027", "--procent", "3", "--status", "säker", *DECISION], "nyckel status: fann ”säker”"),
        (["lpik.xlsx", "--ar", "2030", *DECISION], "lpik.xlsx: väntade ett enda tal där 2030 och ”LPIX” möts"),
        (
            ["lpik.xlsx", "--ar", "2027", "--kolumn", "LPI", *DECISION],
            "väntade ett enda tal där 2027 och ”LPI” möts",
        ),
        (["lpik.xlsx", "--ar", "2027", "--blad", "Bilaga", *DECISION], "väntade ett blad med namnet Bilaga"),
        (["borta.xlsx", "--ar", "2027", *DECISION], "borta.xlsx: väntade en läsbar fil (den finns inte)"),
    ],
)
def test_what_gives_no_index_is_told(
    arguments: list[str],
    words: str,
    inputs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workbook(tmp_path / "lpik.xlsx", DOWN)
    monkeypatch.chdir(tmp_path)
    before = (inputs / "lpix.csv").read_bytes()
    assert index(inputs, *arguments, "--skriv") == 1
    assert words in capsys.readouterr().err
    assert (inputs / "lpix.csv").read_bytes() == before


def test_two_values_are_too_many(inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "lpik.xlsx", [*DOWN, [2027, 3.3, 2.9]])
    assert index(inputs, str(path), "--ar", "2027", *DECISION) == 1
    assert (
        "fann ”3.1 i lpik.xlsx blad LPI rad 4 kolumn 2; 3.3 i lpik.xlsx blad LPI rad 5" in capsys.readouterr().err
    )


# What is said, what is written together, and what is taken back


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


UNWRITTEN = "Inget är skrivet; --skriv lägger till raderna."
RIGHT = ("--ar", "2027", "--procent", "3,1", *DECISION)
WRONG = ("--ar", "2027", "--procent", "3,7", *DECISION)


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
