"""Files made to break what reads them: too deep, too large, endless, elsewhere, or not what they say."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import openpyxl.xml.functions
import pytest
from conftest import edit, link, small_inputs
from workbooks import own_cells

from model.agreements.agreement import Agreement
from model.amounts.outcome import Entry
from model.errors import Fault, InputError
from model.read.begin import begin
from model.read.sie import read_sie
from model.read.table import read_table
from model.read.yaml_file import read_yaml
from suite.cli.cli import main
from suite.fetch.index_file import read_change
from suite.publish import package
from suite.workbook.workbook import write_workbook

HEADING = "datum;verifikation;konto;projekt;motpart;belopp;text\n"
ROW = "2025-01-01;A1;5010;;;1,00;\n"
LEDGER = """\
#FLAGGA 0
#SIETYP 4
#FNAMN "Övningskommunen"
#RAR 0 20250101 20251231
#UNDERDIM 61 "Delprojekt" 6
#RES 0 5010 1000.50
#RES 0 6100 250
#VER A 1 20250131 "Lön"
{
   #TRANS 5010 {6 "CHEF"} 1000.50
   #TRANS 1930 {} -1000.50
}
#VER "B" "2" 20250331 "Papper"
{
   #TRANS 6100 {"61" "DEL" "1" "Nord"} 250 20250401 "Rättat"
   #TRANS 1930 {} -250
}
"""
LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + LAUGHS + b"]>"


def refused_yaml(text: str, folder: Path) -> str:
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_yaml(folder / "a.yaml", "a.yaml", Agreement)
    return str(error.value)


@pytest.mark.parametrize("sign", ["\\Uffffffff", "\\U00110000", "\\xZZ"])
def test_what_is_no_character_is_no_yaml(sign: str, tmp_path: Path) -> None:
    assert refused_yaml(f'avtal: "{sign}"\n', tmp_path).startswith("a.yaml")


def test_tags_of_yaml_make_nothing(folder: Path, tmp_path: Path) -> None:
    edit(
        folder / "scenarier" / "bas.yaml", "namn: Bas", f"namn: !!python/object/apply:os.mkdir [{tmp_path / 'x'}]"
    )
    with pytest.raises(InputError, match=r"scenarier/bas\.yaml, rad 2, nyckel namn: fann ”en lista”"):
        begin(folder)
    assert not (tmp_path / "x").exists()


def test_a_fault_is_one_line_that_can_be_shown(tmp_path: Path) -> None:
    key = "a\\n\\u202e\\u2028\\x1b" + "x" * 900
    (line,) = [each for each in refused_yaml(f'"{key}": 1\n', tmp_path).splitlines() if "xxx" in each]
    assert line.startswith("a.yaml, rad 1, nyckel a����xxx")
    assert len(line) < 300
    line.encode("utf-8")


def test_a_line_of_a_table_has_bounds(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADING + ";" * 2_000_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.csv, rad 2: väntade rader på högst 1048576 tecken"):
        read_table(tmp_path / "a.csv", "a.csv", Entry)


@pytest.mark.parametrize("name", ["statuss", "statu5", "STATUS:", "kallla"])
def test_a_heading_that_is_nearly_a_known_one_does_not_lose_its_values(name: str, tmp_path: Path) -> None:
    text = f"{HEADING.strip()};{name};egen\n{ROW.strip()};exempel;x\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"a\.csv, rad 1, kolumn {name.lower()}: .*som det okända namnet liknar"):
        read_table(tmp_path / "a.csv", "a.csv", Entry)


def test_one_wrong_byte_does_not_change_every_letter_of_a_file(folder: Path) -> None:
    data = (folder / "befolkning.csv").read_bytes()
    (folder / "befolkning.csv").write_bytes(data.replace(b"SCB", b"SC\xe5", 1))
    with pytest.raises(InputError, match=r"befolkning\.csv, rad 2: väntade en enda teckenkodning"):
        begin(folder)


# SIE 4


def refused_sie(text: str, folder: Path) -> str:
    (folder / "bok.se").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_sie(folder / "bok.se", "bok.se")
    return str(error.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{} -1000.50", "{} NaN"),
        ("{} -1000.50", "{} sNaN"),
        ("{} -1000.50", "{} 1E999999999"),
        ("{} -1000.50", "{} -1_000.50"),
        ("#TRANS 1930 {} -1000.50", f"#TRANS {'9' * 5000} {{}} -1000.50"),
        ('{6 "CHEF"}', '{6 "CHEF}'),
        ('{6 "CHEF"}', '{6 "CHEF"'),
        ('#VER "B" "2"', '#VES "B" "2"'),
        ('}\n#VER "B"', '#VER "B"'),
        ("#FLAGGA 0", '#RES 0 "' + '\\"' * 60_000),
        ("#FLAGGA 0", "#TRANS " + '{"a" ' * 19_000),
        ("#FLAGGA 0", "#TRANS " + "x " * 60_000),
    ],
)
def test_a_line_that_is_not_whole_is_named(old: str, new: str, tmp_path: Path) -> None:
    assert old in LEDGER
    told = refused_sie(LEDGER.replace(old, new, 1), tmp_path)
    assert told.startswith("bok.se, rad ")
    assert "väntade en hel rad av slaget" in told


@pytest.mark.parametrize("old", ["Lön", '"CHEF"'])
def test_what_no_ledger_can_hold_is_named(old: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three decimals, and a project with a control character: right by the standard, but no entry of ours."""
    (folder / "bok.se").write_text(
        LEDGER.replace("1000.50", "1000.505").replace(old, '"\x1b"', 1), encoding="utf-8"
    )
    command = [
        "utfall",
        str(folder / "bok.se"),
        "--avtal",
        "energikontor",
        "--ar",
        "2025",
        "--inputs",
        str(folder),
    ]
    assert main([*command, "--projekt", ""]) == 1
    assert all(line.startswith("Fel: bok.se") for line in capsys.readouterr().err.splitlines())


def test_dimensions_that_lead_round_are_followed_once(tmp_path: Path) -> None:
    text = LEDGER.replace('#UNDERDIM 61 "Delprojekt" 6', "#UNDERDIM 61 x 6\n#UNDERDIM 6 y 61")
    (tmp_path / "bok.se").write_text(text, encoding="utf-8")
    assert read_sie(tmp_path / "bok.se", "bok.se").within("6") == {"6", "61"}


def test_a_ledger_of_two_encodings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bok.se").write_bytes(LEDGER.encode() + "#FNAMN Åre".encode("cp437"))
    with pytest.raises(InputError, match=r"bok\.se, rad 3: väntade en enda teckenkodning"):
        read_sie(tmp_path / "bok.se", "bok.se")


# Workbooks


def ledger_book() -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADING + ROW + ROW).splitlines():
        book.active.append(row.split(";"))
    book.save(target)
    return target.getvalue()


def read_book(data: bytes, folder: Path) -> list[Entry]:
    (folder / "bok.xlsx").write_bytes(data)
    return read_table(folder / "bok.xlsx", "bok.xlsx", Entry)


SHEET = "xl/worksheets/sheet1.xml"


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return target.getvalue()


def with_sheet(old: bytes, new: bytes) -> bytes:
    parts = unpacked(ledger_book())
    assert old in parts[SHEET]
    return packed(parts | {SHEET: parts[SHEET].replace(old, new, 1)})


def lying() -> bytes:
    size = 40 * 2**20
    data = packed(unpacked(ledger_book()) | {"xl/stor.xml": bytes(size)})
    return data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


UNREADABLE = "bok.xlsx: väntade en arbetsbok som går att läsa (.xlsx)"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: with_sheet(b"<worksheet", BOMB + b"<worksheet a='&j;'"), UNREADABLE),
        (lambda: with_sheet(b"</sheetData>", b"<row><c>&j;</c></row></sheetData>"), UNREADABLE),
        (lambda: packed(unpacked(ledger_book()) | {"xl/b.xml": bytes(60 * 2**20)}), "högst 50 MB uppackad"),
        (lambda: packed(unpacked(ledger_book()) | {f"xl/{n}.xml": b"" for n in range(1500)}), "högst 50 MB"),
        (lying, UNREADABLE),
        (lambda: packed(unpacked(ledger_book()), zipfile.ZIP_BZIP2), UNREADABLE),
        (lambda: packed(unpacked(ledger_book()), zipfile.ZIP_LZMA), UNREADABLE),
        (
            lambda: with_sheet(b"</sheetData>", b'<row r="9999999999"><c><v>1</v></c></row></sheetData>'),
            "1048576 rader",
        ),
    ],
    ids=["laughs", "undefined", "zip", "parts", "lying", "bzip2", "lzma", "row"],
)
def test_a_workbook_made_to_break_its_reader(data: Callable[[], bytes], words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_book(data(), tmp_path)
    assert words in str(error.value)


def test_entities_are_refused_by_a_library_made_for_it() -> None:
    assert openpyxl.DEFUSEDXML
    assert openpyxl.xml.functions.iterparse.__module__.startswith("defusedxml")


@pytest.mark.parametrize("size", [b"A1", b"A1:G2", b"A1:XFD1048576"])
def test_what_a_sheet_says_of_its_own_size_is_not_trusted(size: bytes, tmp_path: Path) -> None:
    assert len(read_book(with_sheet(b'ref="A1:G3"', b'ref="' + size + b'"'), tmp_path)) == 2


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("bok")
    write_workbook(begin(small_inputs(work / "inputs")), work / "bok.xlsx")
    return work / "bok.xlsx"


@pytest.fixture
def changed_book(written: Path, folder: Path) -> tuple[Path, openpyxl.Workbook]:
    """A workbook of the small inputs with one right change, to change more in."""
    book = openpyxl.load_workbook(written)
    book["Indata"][own_cells(book["Indata"])["lpix", 2028]] = 3.5
    return folder.parent / "bok.xlsx", book


@pytest.mark.slow
@pytest.mark.parametrize(
    ("item", "value", "words"),
    [
        ("lpix", 5000, "fann ”5000”, väntade en förändring i procent"),
        ("folkmangd 2321", -5, "fann ”-5”, väntade ett antal"),
        ("belopp energikontor region", 1.5, "fann ”1.5”, väntade ett heltal"),
        ("utfall energikontor", "1E400", "fann ”1E400”, väntade ett tal"),
    ],
)
def test_an_own_value_that_no_scenario_can_have_is_named_by_its_cell(
    item: str,
    value: object,
    words: str,
    changed_book: tuple[Path, openpyxl.Workbook],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, book = changed_book
    book["Indata"][own_cells(book["Indata"])[item, 2029]] = value
    book.save(path)
    target = folder.parent / "egen.yaml"
    assert main(["las-arbetsbok", str(path), "--inputs", str(folder), "--ut", str(target)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Förstås inte: bok.xlsx, blad Indata, rad ")
    assert words in said.splitlines()[0]
    assert "3,5" in target.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "cells",
    [{"G6": "²", "H6": "9" * 5000, "E9": "belopp", "E10": "till", "E11": " ", "E12": "andring "}, {"F6": None}],
    ids=["odd", "none"],
)
def test_codes_and_years_that_are_none_do_no_harm(
    cells: dict[str, object], changed_book: tuple[Path, openpyxl.Workbook], folder: Path, tmp_path: Path
) -> None:
    path, book = changed_book
    for cell, value in {**cells, "F9": 3, "D9": 3, "D10": "2027-12-31"}.items():
        book["Indata"][cell] = value
    book["Resultat"]["F6"] = 1e300
    book.save(path)
    command = ["las-arbetsbok", str(path), "--inputs", str(folder), "--ut", str(tmp_path / "egen.yaml")]
    assert main(command) == 1


def test_a_header_that_no_scenario_can_have_is_refused(
    changed_book: tuple[Path, openpyxl.Workbook], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, book = changed_book
    cell = next(row[1] for row in book["Indata"].iter_rows() if row[4].value == "andring datum")
    cell.value = "i går"
    book.save(path)
    assert main(["las-arbetsbok", str(path), "--inputs", str(folder), "--ut", str(path.with_suffix(".yaml"))]) == 1
    assert "nyckel datum: fann ”i går”, väntade ett datum som 2025-11-01" in capsys.readouterr().err
    assert not path.with_suffix(".yaml").exists()


# Folders, links and queues


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["kontroll", "--inputs", str(folder), *more]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no queues on this system")
@pytest.mark.parametrize("name", ["befolkning.csv", "lpix.csv"])
def test_a_queue_is_not_waited_for(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    os.mkfifo(folder / "avtal" / "x.yaml")
    told = "Fel: {}: väntade en vanlig fil\n"
    assert refused(folder, capsys) == told.format("avtal/x.yaml") + told.format(name)


@pytest.mark.parametrize("name", ["befolkning.csv", "avtal/energikontor.yaml", "scenarier/bas.csv"])
def test_a_link_out_of_the_folder_is_not_followed(
    name: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hemligt").write_text("hemligt", encoding="utf-8")
    (folder / name).unlink(missing_ok=True)
    link(folder / name, tmp_path / "hemligt")
    told = refused(folder, capsys)
    assert f"Fel: {name}: väntade en fil i mappen med indata; länken leder ut ur den" in told
    assert "”hemligt”" not in told


@pytest.mark.parametrize(
    "file", ["../hemligt.csv", "/etc/passwd", "ut.csv", "runt.csv", "x" * 1500, "..", "borta.csv"]
)
def test_a_projection_comes_from_the_folder(
    file: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hemligt.csv").write_text("hemligt", encoding="utf-8")
    if file in ("ut.csv", "runt.csv"):
        link(folder / file, tmp_path / "hemligt.csv" if file == "ut.csv" else Path(file))
    edit(folder / "scenarier" / "bas.yaml", "metod: konstant", f"metod: given, fil: {file}")
    told = refused(folder, capsys)
    assert "Fel: scenarier/bas.yaml, nyckel befolkning.fil: fann ”" in told
    assert "väntade en fil i mappen med indata" in told


def test_links_that_lead_round_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link(folder / "utfall" / "runt", folder)
    link(folder / "slinga.csv", Path("slinga.csv"))
    told = refused(folder, capsys)
    assert "Fel: utfall/runt: väntade en vanlig mapp; det är en länk, och den följs inte." in told
    assert "Fel: slinga.csv: väntade en fil i mappen med indata; länken leder ingenstans." in told


def test_parameters_longer_than_any_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "väntade en fil eller någon av koderna bas" in refused(folder, capsys, "--scenario", "x" * 5000)
    assert "Fel: Mappen med indata " in refused(Path("x" * 5000), capsys)


def test_a_file_name_that_is_no_text_can_be_told(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    try:
        (folder / "scenarier" / "fel\udcff.yaml").write_text("a: 1", encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this file system has only names that are text")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert "scenarier/fel�.yaml" in capfd.readouterr().err


# Scenarios that build on each other

NEXT = "scenario: s{n}\nnamn: S\nforfattare: T\ndatum: 2026-01-01\nvarfor: x\nutgar_fran: [{on}]\n"


def chain(folder: Path, length: int, parents: int) -> None:
    for n in range(length):
        on = ", ".join([f"s{n - 1}" if n else "bas"] * parents)
        (folder / "scenarier" / f"s{n}.yaml").write_text(NEXT.format(n=n, on=on), encoding="utf-8")


def test_a_scenario_is_gone_through_once_however_often_it_is_built_on(folder: Path) -> None:
    chain(folder, 40, 3)
    assert begin(folder, scenario="s39").scenario.projection is not None


def test_a_long_row_of_scenarios_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chain(folder, 600, 1)
    told = refused(folder, capsys, "--scenario", "s599")
    assert "väntade högst 50 scenarier som bygger på varandra" in told


def test_scenarios_that_build_on_each_other_in_a_ring(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chain(folder, 3, 1)
    edit(folder / "scenarier" / "s0.yaml", "[bas]", "[s2]")
    assert "bygger på sig självt (s0 → s2 → s1 → s0)" in refused(folder, capsys)


def test_a_downloaded_index_has_bounds(tmp_path: Path) -> None:
    for text in ("LPIX;2027\n" + "x" * 200_000, "2027;" * 3000 + "\n" + "LPIX\n" * 3000, "LPIX\n" * 300_000):
        (tmp_path / "index.csv").write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            read_change(tmp_path / "index.csv", "2027", "LPIX")


# What was written before


@pytest.mark.parametrize("text", ["[" * 100_000, '{"indata": 1}', '{"kod": []}', '{"parametrar": null}', "[]"])
def test_a_spoiled_manifest_is_told(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert main(["jamfor", str(tmp_path), str(tmp_path)]) == 1
    assert "manifest.json: väntade ett helt manifest" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[" * 100_000, '{"rapporter": []}', '{"rapporter": {"a": 1}}', '{"utdata": 1}'])
def test_a_package_with_a_spoiled_manifest_is_made_again(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text("a", encoding="utf-8")
    assert package._earlier(tmp_path) == {}
    assert not package._whole(tmp_path, False)


def test_a_fault_shows_no_more_of_a_value_than_fits() -> None:
    assert len(str(Fault("a.csv", "x", "y" * 10_000, 1, "z" * 10_000))) < 300
