"""The command line: what it prints, what it writes, and what it says of a wrong parameter."""

import csv
import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from refusals import IN_USE
from small_inputs import edit

from model.read.begin import PROJECT
from model.run import Run
from suite.cli.cli import main


def test_kontroll_says_what_is_assumed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kontroll", "--inputs", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "Folkmängden 2025–2032 är framskriven: konstant (antaget)." in said
    assert "Utfall saknas för 2024, 2026–2033." in said
    assert said.endswith("Indata går att räkna på.\n")


def test_kontroll_lists_files_that_nothing_reads(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "anteckning.txt").write_text("hej", encoding="utf-8")
    assert main(["kontroll", "--inputs", str(folder)]) == 0
    assert "Läses inte: anteckning.txt" in capsys.readouterr().out


def test_berakna_prints_every_column(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["berakna", "--detalj", "--ar", "2025", "--inputs", str(folder)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out), delimiter=";"))
    assert list(rows[0])[:6] == ["scenario", "avtal", "ar", "part", "partnamn", "belopp_kr"]
    assert [row["part"] for row in rows] == [
        *["2303", "2305", "2309", "2313", "2321", "2326", "2361", "2380"],
        "region_jh",
    ]
    assert sum(int(row["belopp_kr"]) for row in rows) == 1_648_000


@pytest.mark.parametrize("name", ["belopp.csv", "belopp.JSON"])
def test_berakna_writes_the_same_to_a_file(name: str, folder: Path, tmp_path: Path) -> None:
    assert main(["berakna", "--ar", "2024-2033", "--inputs", str(folder), "--ut", str(tmp_path / name)]) == 0
    data = (tmp_path / name).read_bytes()
    if name.endswith("csv"):
        assert data.startswith(b"\xef\xbb\xbf")  # what makes Excel read å, ä and ö
        amounts = [
            int(row["belopp_kr"]) for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
        ]
    else:
        amounts = [row["belopp_kr"] for row in json.loads(data)]
    assert len(amounts) == 90
    assert sum(amounts[:9]) == 1_600_000


def test_years_outside_the_agreement_are_mentioned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["berakna", "--ar", "2033-2035", "--inputs", str(folder)]) == 0
    assert "gäller inte 2034–2035" in capsys.readouterr().err


def test_forklara_ends_where_the_figures_were_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forklara", "--alla", "--ar", "2025", "--part", "krokom", "--inputs", str(folder)]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert said.startswith("Krokoms kommun betalar 2025: 102 361 kr\n")
    assert "Andel: 2 000 / 16 100 = 12,4224 %" in said
    assert "befolkning.csv rad 20: SCB (publicerad 2024-12-15)" in said


@pytest.mark.slow
def test_it_works_from_any_folder(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "model", "kontroll", "--inputs", str(folder)]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_help_is_swedish(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["kontroll"], ["berakna"], ["forklara"], ["rapport"]):
        with pytest.raises(SystemExit):
            main([*arguments, "--help"])
        said = capsys.readouterr().out
        assert said.startswith("användning: ")
        assert not [word for word in ("usage", "options", "show this", "positional") if word in said]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["berakna", "--ar", "2033-2024"], "--ar: fann ”2033-2024”, väntade ett år som 2025 eller ett spann"),
        (["berakna", "--ar", "snart"], "--ar: fann ”snart”"),
        (["berakna", "--ar", "2050"], "--ar: fann ”2050”, väntade år då något avtal gäller"),
        (["berakna", "--ut", "belopp.xls"], "--ut: fann ”belopp.xls”, väntade ett filnamn som slutar på"),
        (["berakna", "--per-datum", "igår"], "per_datum: fann ”igår”, väntade ett datum som 2025-11-01"),
        (["berakna", "--per-datum", "2001-01-01"], "publicerad senast 2001-01-01"),
        (
            ["berakna", "--scenario", "finns-inte"],
            "scenario: fann ”finns-inte”, väntade en fil eller någon av koderna bas",
        ),
        (
            ["forklara", "--ar", "2026", "--part", "Sundsvall"],
            "Okänd part: fann ”Sundsvall”, väntade någon av Regionen",
        ),
        (
            ["forklara", "--ar", "2040", "--part", "Åre"],
            "--ar: fann ”2040”, väntade ett år då ett avtal med parten gäller",
        ),
        (["forklara", "--ar", "2025-2026", "--part", "Åre"], "--ar: fann ”2025-2026”"),
        pytest.param(
            ["rapport", "2034"],
            "ar: fann ”2034” (heltal), väntade ett årtal i siffror då avtalet gäller, 2024 till 2033",
            marks=pytest.mark.slow,
        ),
        pytest.param(["rapport", "0,03"], "ar: fann ”0,03” (text)", marks=pytest.mark.slow),
    ],
)
def test_a_wrong_parameter_is_named(
    arguments: list[str], words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--inputs", str(folder)]) == 1
    assert words in capsys.readouterr().err


def test_a_folder_that_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kontroll", "--inputs", str(tmp_path / "borta")]) == 1
    assert "Mappen med indata finns inte" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["raekna"], ["forklara", "--ar", "2026"], ["berakna", "--okänt"]])
def test_misuse_is_told_in_swedish(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("användning: ")
    assert "error" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["forklara", "--ar", "2026", "--part", "arre"], "Landstingsbostäder. Menade du Åre?"),
        (["forklara", "--ar", "2026", "--part", "Ostersun"], "Menade du Östersund?"),
        (["forklara", "--ar", "2026", "--part", "Haerjedalen"], "Menade du Härjedalen?"),
        (["utfall", "bok.se", "--avtal", "energikontort", "--ar", "2026"], "Menade du energikontor?"),
        (["berakna", "--scenario", "baz"], "Menade du bas?"),
        pytest.param(["rapport", "2026", "--namn", "partblad"], "Menade du partsblad?", marks=pytest.mark.slow),
        (["faktura", "2026", "--trots", "antaganden", "--skal", "prov"], "Menade du antagande?"),
        (["hamta", "lpix", "--ar", "2027", "--procent", "3", "--index", "lpi"], "Menade du LPIX?"),
        (["utfall", "x", "--avtal", "energikontor", "--ar", "2025", "--status", "fastställt"], "du fastställd?"),
    ],
)
def test_what_was_probably_meant_is_said(
    arguments: list[str], words: str, county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--inputs", str(county)]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["forklara", "--ar", "2026", "--part", "Sundsvall"], "Menade du"),
        (["berakna", "--scenario", "katastrof"], "Menade du"),
    ],
)
def test_nothing_is_guessed_where_nothing_is_like_it(
    arguments: list[str], words: str, county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--inputs", str(county)]) == 1
    assert words not in capsys.readouterr().err


@pytest.mark.parametrize(("wrong", "right"), [(["raport"], "rapport"), (["hamta", "lpx"], "lpix")])
def test_a_command_that_is_nearly_right(wrong: list[str], right: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(wrong)
    assert stop.value.code == 2
    assert f"Menade du {right}?" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows hands over text, not bytes")
@pytest.mark.parametrize("part", ["Åre", "A\u030are"], ids=["composed", "decomposed"])
@pytest.mark.parametrize("option", [["--part", "{}"], ["--part={}"]], ids=["apart", "joined"])
def test_a_swedish_name_arrives_whatever_the_locale(part: str, option: list[str], folder: Path) -> None:
    given = [each.format(part).encode() for each in option]
    command = [sys.executable, "-m", "model", "forklara", "--ar", "2026", "--inputs", str(folder), *given]
    plain = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(command, capture_output=True, check=False, env=plain)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().startswith("Åre kommun betalar 2026")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows hands over text, not bytes")
def test_a_file_name_is_the_one_that_was_given(folder: Path, tmp_path: Path) -> None:
    """Also one that is not composed as names are, in a locale that cannot say it."""
    target = tmp_path / "A\u030are.csv"
    command = [sys.executable, "-m", "model", "berakna", "--ar", "2026", "--inputs", str(folder), "--ut"]
    plain = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*command, os.fsencode(target)], capture_output=True, check=False, env=plain)
    assert done.returncode == 0, done.stderr.decode()
    assert target.exists()


@pytest.mark.parametrize("given", [["--procent", "-3,3"], ["--procent=-3,3"], ["--procent", "−3,3"]])
@pytest.mark.parametrize("sign", ["", " %"])
def test_a_negative_number_is_a_value(
    given: list[str], sign: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["hamta", "lpix", "--ar", "2027", *given[:-1], given[-1] + sign, "--beslut", "RF 2026-12-02"]
    assert main([*command, "--inputs", str(folder)]) == 0
    assert "LPIX 2027: −3,3\u00a0%, fastställd" in capsys.readouterr().out


def test_a_negative_number_where_there_can_be_none_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulera", "--niva", "-3,5", "--inputs", str(folder)]) == 1
    assert "--niva: fann ”-3,5”, väntade ett helt tal" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here that is always full")
def test_what_is_printed_to_a_full_disk_is_told(folder: Path) -> None:
    command = [sys.executable, "-m", "model", "berakna", "--inputs", str(folder)]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        to = {"stdout": full, "stderr": subprocess.PIPE, "encoding": "utf-8"}
        done = subprocess.run(command, cwd=PROJECT, check=False, **to)
    assert done.returncode == 1
    assert done.stderr == "Fel: Disken är full: gör plats och kör igen\n"


def test_what_no_function_foresaw_is_told_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "pyproject.toml")

    monkeypatch.setattr("suite.cli.given.begin", refuse)
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert capsys.readouterr().err == f"Fel: pyproject.toml: {IN_USE}\n"


@pytest.mark.slow
def test_a_library_that_is_missing_is_named(tmp_path: Path) -> None:
    code = "import runpy, sys; sys.modules['{}'] = None; runpy.run_module('model', run_name='__main__')"
    for name in ("pandas", "typst"):
        command = [sys.executable, "-c", code.format(name), "rapport", "2025", "--ut", str(tmp_path)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 1
        assert done.stderr.startswith(f"Fel: biblioteket {name} saknas i den Python som kör, {sys.executable}.")
        assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_kontroll_fails_when_a_check_does(
    county: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    allocation = Run.allocation

    def off_by_one(self: Run, *arguments: object) -> pd.DataFrame:
        rows = allocation(self, *arguments)
        return rows.assign(beraknat_kr=rows["beraknat_kr"] + (rows.index == 0))

    assert main(["kontroll", "--inputs", str(county)]) == 0
    assert "Kontroller: 8 av 8 stämmer." in capsys.readouterr().out
    monkeypatch.setattr(Run, "allocation", off_by_one)
    edit(county / "lpix.csv", "Regionplan", "Regionplan 2")  # another run, which has not been checked before
    assert main(["kontroll", "--inputs", str(county)]) == 1
    assert "Parternas belopp summerar till bidraget: energikontor kommuner 2024" in capsys.readouterr().err
