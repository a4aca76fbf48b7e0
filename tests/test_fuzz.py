"""No input file, however broken, is a traceback, a hang or a changed output: mutated files, bombs and traps.

``benchmarks/fuzz.py`` tries more than ten thousand; here are some hundred, and those that are broken on purpose.
"""

import os
import random
import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import fuzzing
import openpyxl
import pytest
from conftest import edit, link

from model.agreements.agreement import Agreement
from model.amounts.outcome import Entry
from model.errors import Fault, InputError
from model.read.begin import begin
from model.read.ledger import read_ledger
from model.read.table import MOST_ROWS, read_table
from model.read.yaml_file import read_yaml
from model.scenarios.scenario import Scenario
from model.series.rows import PopulationRow
from suite.cli.cli import main

SEED = 20261125


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, fuzzing.Kind]:
    return fuzzing.kinds(tmp_path_factory.mktemp("slag"))


@pytest.mark.slow
def test_mutated_files_are_read_or_refused(kinds: dict[str, fuzzing.Kind], tmp_path: Path) -> None:
    seen = set()
    for name, kind in kinds.items():
        chance, path = random.Random(f"{SEED} {name}"), tmp_path / Path(name).name
        path.write_bytes(kind.good)
        right = kind.read(path)
        for number in range(5 if name == "arbetsbok.xlsx" else 25):
            path.write_bytes(fuzzing.mutated(kind, chance))
            try:
                seen.add(fuzzing.outcome(kind, path, right))
            except fuzzing.ViolationError as error:
                pytest.fail(f"{name}, {number}: {error}")
    assert seen == {"samma", "annat", "nekad"}


@pytest.mark.slow
def test_a_mutated_file_never_changes_an_output_by_half(kinds: dict[str, fuzzing.Kind], tmp_path: Path) -> None:
    inputs, target, chance = tmp_path / "inputs", tmp_path / "belopp.csv", random.Random(SEED)
    shutil.copytree(fuzzing.INPUTS, inputs)
    assert main(["berakna", "--inputs", str(inputs), "--ut", str(target)]) == 0
    names = [name for name in kinds if (inputs / name).is_file()]
    seen = {fuzzing.whole_run(inputs, name, kinds[name], chance, target) for name in names}
    assert seen == {"räknad", "nekad"}


def test_the_fuzzing_itself_can_fail(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x", encoding="utf-8")

    def silent(_: Path) -> None:
        raise InputError(Fault("annan.csv", "något"))

    for read in (silent, lambda _: 1 / 0):
        with pytest.raises(fuzzing.ViolationError):
            fuzzing.outcome(fuzzing.Kind("a.csv", b"x", read), path, None)


def refused(read: object, *words: str) -> None:
    with pytest.raises(InputError) as error:
        read()  # type: ignore[operator]
    assert all(word in str(error.value) for word in words), str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "väntade inga hänvisningar (& eller *)"),
        ("[" * 100_000, "rad 1: väntade högst 20 nivåer"),
        ("\n".join("  " * depth + "a:" for depth in range(100)), "väntade högst 20 nivåer"),
        ("a: b\n" * 200_000, "väntade en fil på högst 200 kB"),
        ("scenario: x\n---\nscenario: y\n", "väntade giltig YAML"),
        ("scenario: !!python/object/apply:os.system [echo]\n", "nyckel namn: fann inget"),
        ("<<: {scenario: x}\n", "väntade ingen sådan nyckel; den är okänd eller felstavad"),
        ("scenario: x\nscenario: y\n", "väntade varje nyckel en enda gång"),
        ("scenario: \0\n", "väntade en textfil"),
    ],
    ids=[
        "skratt",
        "djup",
        "djupt indrag",
        "stor",
        "två dokument",
        "objekt",
        "sammanslagning",
        "två nycklar",
        "noll",
    ],
)
def test_yaml_that_would_grow_or_act_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    refused(lambda: read_yaml(path, "a.yaml", Scenario), "a.yaml", words)


HEADING = "kommunkod;kommun;datum;folkmangd;status;kalla;publicerad;ersatter\n"
ROW = "2321;Åre;2024-12-31;12 693;fastställd;SCB;2025-08-15;\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADING + ROW * (MOST_ROWS + 2), f"befolkning.csv, rad {MOST_ROWS + 2}: väntade högst {MOST_ROWS} rader"),
        (
            ";".join(f"k{n}" for n in range(5_000)) + "\n" + ROW,
            "fann ”5000 kolumner”, väntade högst 200 kolumner",
        ),
        (HEADING + "x" * 200_000, "rad 2: väntade en hel CSV-rad"),
        (HEADING + "x" * 3_000_000, "rad 2: väntade rader på högst"),
        (HEADING + ROW.replace("12 693", "9" * 5_000), "väntade ett heltal"),
        (HEADING + ROW.replace("12 693", "1e3"), "väntade ett heltal"),
        (HEADING + ROW.replace("12 693", "٣"), "väntade ett"),
        (HEADING + ROW.replace("2025-08-15", "9999-12-31"), "väntade ett datum som 2025-11-01"),
        (HEADING + ROW.replace("SCB", "\u202eSCB"), "väntade en text utan styrtecken"),
        (HEADING.replace("kalla", "ka\x1b[31mlla") + ROW, "kolumn kalla: fann inget"),
    ],
)
def test_tables_without_bounds_are_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "befolkning.csv"
    path.write_text(text, encoding="utf-8")
    refused(lambda: read_table(path, path.name, PopulationRow), "befolkning.csv", words)


@pytest.mark.parametrize("sign", ["\x1b", "\u202e", "\u2028", "\u2e61", "\ue000", "\ud800"], ids=ascii)
def test_signs_that_cannot_be_shown_are_replaced_in_what_is_told(sign: str) -> None:
    told = str(Fault("a.yaml", "en kod", f"kom\u00a0petens{sign}"))
    assert told == "a.yaml: fann ”kom\u00a0petens�”, väntade en kod"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('#SIETYP 4\n#VER "' + '\\"' * 100_000 + "\n", "väntade en hel rad av slaget #VER"),
        ("#SIETYP 4\n#VER " + "{" * 200_000 + "\n", "väntade en hel rad av slaget #VER"),
        ('#SIETYP 4\n#VER A 1 30250101 ""\n{\n#TRANS 5010 {} 0\n}\n', "väntade ett datum som 2025-11-01"),
    ],
)
def test_ledgers_that_would_hold_the_reader_are_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bok.se"
    path.write_text(text, encoding="cp437")
    refused(lambda: read_ledger(path, "6", [], 2025), "bok.se", words)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["datum", "verifikation", "konto", "projekt", "motpart", "belopp", "text"])
    book.active.append(["2025-03-31", "A1", 5010, "X", None, 1, "x"])
    book.save(path)
    return path


def repacked(path: Path, name: str, change: object) -> Path:
    """Write a workbook again with one of its parts changed."""
    with ZipFile(path) as packed:
        parts = {item.filename: packed.read(item) for item in packed.infolist()}
    parts[name] = change(parts[name].decode("utf-8")).encode("utf-8")  # type: ignore[operator]
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for own, data in parts.items():
            packed.writestr(own, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "haha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
CELL = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        lambda text: LAUGHS + text.partition("?>")[2].replace("<sheetData>", CELL.format("&a9;")),
        lambda text: (
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            + text.partition("?>")[2].replace("<sheetData>", CELL.format("&a;"))
        ),
        lambda text: text.replace("<sheetData>", "<sheetData>" + " " * 230 * 2**20),
        lambda text: text.replace("<sheetData>", '<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        lambda text: text[:200],
    ],
    ids=["skratt", "fil utanför", "packad bomb", "sträng som inte finns", "avhuggen"],
)
def test_a_workbook_that_is_a_bomb_is_refused(change: object, tmp_path: Path) -> None:
    path = repacked(workbook(tmp_path / "bok.xlsx"), SHEET, change)
    refused(lambda: read_table(path, path.name, Entry), "bok.xlsx: väntade en arbetsbok")


@pytest.mark.slow
def test_a_cell_in_the_farthest_corner_does_not_hold_the_reader(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook(tmp_path / "bok.xlsx"))
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "bok.xlsx")
    refused(
        lambda: read_table(tmp_path / "bok.xlsx", "bok.xlsx", Entry),
        "bok.xlsx: väntade högst",
        "rader i ett blad",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "bok.csv")
    refused(lambda: read_table(tmp_path / "bok.csv", "bok.csv", Entry), "bok.csv: väntade en vanlig fil")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("langst_till: 2033-12-31", "langst_till: 9999-12-31"),
        ("forlangs_manader: 12", "forlangs_manader: 100 000 000"),
        ("manader_fore: 12", "manader_fore: 100 000 000"),
        ("betalas_inom_dagar: 30", "betalas_inom_dagar: 100 000 000"),
    ],
)
def test_terms_that_no_calendar_has_are_refused(old: str, new: str, folder: Path) -> None:
    edit(folder / "avtal" / "energikontor.yaml", old, new)
    refused(
        lambda: read_yaml(folder / "avtal" / "energikontor.yaml", "energikontor.yaml", Agreement),
        "energikontor.yaml, rad",
    )


@pytest.mark.parametrize("file", ["../../hemligt.csv", "/etc/passwd", "lank.csv"])
def test_a_scenario_reads_nothing_outside_the_folder(file: str, folder: Path) -> None:
    (folder.parent / "hemligt.csv").write_text(HEADING + ROW, encoding="utf-8")
    if file == "lank.csv":
        link(folder / file, folder.parent / "hemligt.csv")
    edit(folder / "scenarier" / "bas.yaml", "{metod: konstant}", f"{{metod: given, fil: {file}}}")
    refused(lambda: begin(folder), "scenarier/bas.yaml", "väntade en fil i mappen med indata")


def test_a_hundred_faults_are_told_and_the_rest_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "befolkning.csv").write_text(HEADING + ROW.replace("12 693", "x") * 250, encoding="utf-8")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 101
    assert told[-1] == "Fel: Fler fel visas när de här är rättade"


@pytest.mark.slow
def test_a_name_never_becomes_markup(folder: Path, tmp_path: Path) -> None:
    evil = "Åre <script>alert(1)</script> & <b>kommun</b>"
    edit(folder / "avtal" / "energikontor.yaml", "namn: Åre kommun", f'namn: "{evil}"')
    assert main(["rapport", "2025", "--inputs", str(folder), "--ut", str(tmp_path)]) == 0
    page = (tmp_path / "ekonomisk_rapport_2025" / "ekonomisk_rapport_2025.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;kommun&lt;/b&gt;" in page
