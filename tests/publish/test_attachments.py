"""The files of a PDF: tables as a spreadsheet opens them, the inputs, and a manifest of it all."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

from model.read.begin import begin
from suite.publish.archive import archived
from suite.publish.attachments import attachments, tables
from suite.show.blocks import Column, Figure, Heading, Kind, Table
from suite.show.charts import Line, paths
from suite.show.swedish import SPACE

COLUMNS = [Column("Part"), Column("Belopp (kr)", Kind.SIGNED), Column("Andel", Kind.NUMBER)]
TABLE = Table(
    "Belopp", COLUMNS, [("=1+1", -1234, "1,03"), ("Åre; Bergs", 12345, f"48,92{SPACE}%")], ("Summa", 0, None)
)
FIGURE = Figure(
    "Åre betalar", paths([2024, 2025], [Line("Åre", [1, 2])]), "Staplar.", Table("Bakom", COLUMNS[:1], [("Åre",)])
)
SHOWN = [block.description() for block in (Heading("R", 1), TABLE, FIGURE, TABLE)]


def test_each_table_is_a_file_by_its_number_in_the_document() -> None:
    found = [(each.name, each.told, each.mime) for each in tables(SHOWN)]
    assert found == [
        ("tabell_01.csv", "Belopp", "text/csv"),
        ("figur_01.csv", "Bakom", "text/csv"),
        ("tabell_02.csv", "Belopp", "text/csv"),
    ]


def test_a_figure_without_a_table_has_a_number_and_no_file() -> None:
    bare = Figure("Åre betalar", paths([2024, 2025], [Line("Åre", [1, 2])]), "Staplar.").description()
    assert [each.name for each in tables([bare, FIGURE.description()])] == ["figur_02.csv"]


def test_numbers_are_numbers_and_texts_are_texts_to_a_spreadsheet() -> None:
    first, *_ = tables(SHOWN)
    assert first.data.decode("utf-8-sig").split("\r\n") == [
        "Part;Belopp (kr);Andel",
        "'=1+1;-1234;1,03",
        f'"Åre; Bergs";12345;48,92{SPACE}%',
        "Summa;0;",
        "",
    ]
    assert first.data.startswith("\ufeff".encode())


def test_the_manifest_names_the_other_files_as_they_are() -> None:
    *files, manifest = attachments(SHOWN, b"{}\n", b"PK", {"rapport": "partsblad"})
    assert manifest.name == "manifest.json"
    told = json.loads(manifest.data)
    assert told["rapport"] == "partsblad"
    assert told["utdata"] == {each.name: hashlib.sha256(each.data).hexdigest() for each in files}
    assert {"resultat.json", "indata.zip"} < told["utdata"].keys()


def test_the_inputs_are_packed_as_they_are_the_same_every_time(folder: Path) -> None:
    run = begin(str(folder))
    packed = archived(run, "bas")
    assert packed == archived(run, "bas")
    with zipfile.ZipFile(io.BytesIO(packed)) as whole:
        found = {name: hashlib.sha256(whole.read(name)).hexdigest() for name in whole.namelist()}
    assert found == {f"indata/{name}": value for name, value in run.inputs.hashes.items()}


def test_a_scenario_of_its_own_is_packed_too(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "eget.yaml"
    text = (folder / "scenarier" / "bas.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("scenario: bas", "scenario: eget"), encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(archived(begin(str(folder), scenario=str(path)), str(path)))) as whole:
        assert whole.read("scenario/eget.yaml") == path.read_bytes()
