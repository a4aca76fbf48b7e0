"""``hamta lpix``: a decided value, typed or found in a file, becomes a row of its index."""

import codecs
from pathlib import Path

import openpyxl
import pytest
from hamta import DECISION, index

from model.read.begin import begin
from suite.cli.cli import main


def test_a_decided_value_is_a_new_row(inputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, rows = (inputs / "lpix.csv").read_bytes(), (inputs / "lpix.csv").read_text(encoding="utf-8")
    assert index(inputs, "--ar", "2027", "--procent", "3,1", *DECISION) == 0
    assert "LPIX 2027: 3,1\u00a0%, fastställd, publicerad 2026-12-02." in capsys.readouterr().out
    assert (inputs / "lpix.csv").read_bytes() == before
    assert index(inputs, "--ar", "2027", "--procent", "3,1", *DECISION, "--skriv") == 0
    assert (inputs / "lpix.csv").read_text(encoding="utf-8-sig").startswith(rows)
    run = begin(inputs)
    row = run.series.index_row("LPIX", 2027)
    assert (str(row.percent), row.status, row.source) == ("3.1", "fastställd", DECISION[1])
    assert begin(inputs, "2026-11-30").series.index_row("LPIX", 2027).percent == 3  # what was known then


RESAVED = "är nu sparad så att Excel läser den rätt (UTF-8 med BOM, radslut CRLF); raderna som fanns är desamma"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_that_is_added_to_becomes_as_excel_writes_it_and_that_is_said_once(
    encoding: str, end: str, inputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = inputs / "lpix.csv"
    rows = path.read_text(encoding="utf-8").replace("Regionplan", "Årsplan")
    path.write_bytes(rows.replace("\n", end).rstrip("\r\n").encode(encoding))
    assert index(inputs, "--ar", "2027", "--procent", "3,1", *DECISION) == 0
    assert "Excel" not in capsys.readouterr().out
    assert index(inputs, "--ar", "2027", "--procent", "3,1", *DECISION, "--skriv") == 0
    as_before = (encoding, end) == ("utf-8-sig", "\r\n")
    assert (RESAVED in capsys.readouterr().out) is not as_before
    added = path.read_bytes()
    assert added.startswith(codecs.BOM_UTF8)
    assert added.count(b"\n") == added.count(b"\r\n") == len(rows.splitlines()) + 1
    assert added.decode("utf-8-sig").splitlines()[:-1] == rows.splitlines()
    assert index(inputs, "--ar", "2028", "--procent", "3,1", *DECISION, "--skriv") == 0
    assert RESAVED not in capsys.readouterr().out
    assert path.read_bytes().startswith(added)


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


def test_an_unusual_value_in_a_file_is_asked_about_too(
    inputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path / "lpik.xlsx", FRACTIONS)
    assert index(inputs, str(path), "--ar", "2027", *DECISION, "--skriv") == 1
    assert "0,031\u00a0% är ovanligt" in capsys.readouterr().err


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


def test_a_fetched_value_is_of_the_index_that_is_named(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["hamta", "lpix", "--ar", "2027", "--procent", "4", "--beslut", "SCB 2026-12-12"]
    arguments += ["--inputs", str(two), "--skriv"]
    assert main(arguments) == 1
    assert "--index: fann ””, väntade det index som värdet gäller, något av " in capsys.readouterr().err
    assert main([*arguments, "--index", "kpi"]) == 1
    assert "fann ”kpi”" in capsys.readouterr().err
    assert main([*arguments, "--index", "KPI"]) == 0
    assert "KPI 2027: 4" in capsys.readouterr().out
    series = begin(two).series
    assert [series.index_row(name, 2027).percent for name in ("KPI", "LPIX")] == [4, 3]


@pytest.mark.parametrize("typed", ["3,0", "3", "3,10", "2,95 %"])
def test_what_was_decided_is_kept_as_it_was_written(typed: str, inputs: Path) -> None:
    assert index(inputs, "--ar", "2027", f"--procent={typed}", *DECISION, "--skriv") == 0
    last = (inputs / "lpix.csv").read_text(encoding="utf-8-sig").splitlines()[-1]
    assert last.split(";")[:3] == ["LPIX", "2027", typed.removesuffix(" %")]
