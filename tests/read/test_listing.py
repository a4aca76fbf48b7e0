"""No file of the inputs vanishes: what is not read because of its name, or of a link, is told."""

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from broken import decomposed, refused, refused_by_check
from refusals import link
from small_inputs import edit

from model.amounts.outcome import Entry
from model.errors import InputError
from model.finding import Level
from model.read import listing
from model.read.begin import PROJECT, begin
from model.read.load import unread_of
from model.read.table import read_table
from suite.cli.cli import main

OUTCOME, MAPPING = "utfall/energikontor_2025.csv", "utfall/kostnadsposter.csv"


def renamed(folder: Path, old: str, new: str) -> None:
    (folder / new).parent.mkdir(exist_ok=True)
    (folder / old).rename(folder / new)


def refusal(folder: Path) -> str:
    with pytest.raises(InputError) as error:
        begin(str(folder))
    return str(error.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OUTCOME, "utfall/ENERGIKONTOR_2025.CSV"),
        (OUTCOME, "utfall/Energikontor_2025.csv"),
        (MAPPING, "utfall/Kostnadsposter.CSV"),
        ("utfall", "Utfall"),
        ("befolkning.csv", "Befolkning.csv"),
        ("avtal/energikontor.yaml", "avtal/Energikontor.YAML"),
        ("scenarier", "SCENARIER"),
    ],
)
def test_capitals_in_a_name_make_no_difference(old: str, new: str, folder: Path) -> None:
    """As on Windows, where the two are one file. 900 001 + 500 000 as before, and its place says where it was."""
    before = begin(str(folder)).inputs
    renamed(folder, old, new)
    after = begin(str(folder)).inputs
    assert [entry.amount for entry in after.outcomes["energikontor", 2025]] == [
        entry.amount for entry in before.outcomes["energikontor", 2025]
    ]
    assert len(after.mapping) == 2
    assert after.unread == []
    assert sorted(after.hashes.values()) == sorted(before.hashes.values())
    place = after.outcomes["energikontor", 2025][0].place
    assert (folder / place.partition(" rad ")[0]).exists()


def test_two_names_that_differ_in_capitals_only_are_refused(folder: Path) -> None:
    (folder / "utfall" / "Energikontor_2025.csv").write_text("x", encoding="utf-8")
    if len(list((folder / "utfall").iterdir())) == 2:
        pytest.skip("here the two are one file")
    told = (
        "väntade en enda fil med det namnet; utfall/Energikontor_2025.csv skiljer bara i stora och små bokstäver"
    )
    assert f"{OUTCOME}: {told}" in refusal(folder)


@pytest.mark.parametrize(
    "name",
    [
        "utfall/energikontor-2025.csv",
        "utfall/energikontor_2025 (1).csv",
        "utfall/energikontor_25.csv",
        "utfall/utfall energikontor 2025.xlsx",
        "utfall/Energikontoret 2025.csv",
        "utfall/enrgikontor 2025.csv",
        "utfall/energikontor_2025",
        "utfall/energikontor_2025.csv.txt",
        "utfall/energikontor_2025 - kopia.csv",
        "utfall/2025/energikontor_2025.csv",
        "energikontor_2025.csv",
        "utfall/energikontor_2025.xls",
        "utfall/energikontor_2025.se",
    ],
)
def test_what_is_nearly_an_outcome_is_refused_with_its_right_name(name: str, folder: Path) -> None:
    renamed(folder, OUTCOME, name)
    assert f"{name}: väntade namnet utfall/energikontor_2025.csv" in refusal(folder)


def test_an_outcome_of_an_unknown_agreement_is_refused_with_the_known_ones(folder: Path) -> None:
    renamed(folder, OUTCOME, "utfall/utfall_energikontor_2025.csv")
    told = "fann ”utfall_energikontor”, väntade ett filnamn som börjar med ett känt avtals kod: energikontor"
    assert f"utfall/utfall_energikontor_2025.csv: {told}" in refusal(folder)


@pytest.mark.parametrize("name", ["utfall/energikontor.csv", "utfall/2025.xlsx", "utfall/utfall 2025.csv"])
def test_an_outcome_without_agreement_or_year_is_refused(name: str, folder: Path) -> None:
    """Also where another outcome is there: this may be the next year's."""
    (folder / name).write_text("x", encoding="utf-8")
    assert f"{name}: väntade ett namn som utfall/energikontor_2026.csv, med avtal och år" in refusal(folder)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("utfall/energikontor_2025 (1).csv", Level.ACKNOWLEDGE),
        ("utfall/energikontor-2025.xlsx", Level.ACKNOWLEDGE),
        ("utfall/energikontor_2025.se", Level.NOTE),
    ],
)
def test_a_copy_beside_the_outcome_is_told(name: str, level: Level, folder: Path) -> None:
    (folder / name).write_text("x", encoding="utf-8")
    inputs = begin(str(folder)).inputs
    assert sum(entry.amount for entry in inputs.outcomes["energikontor", 2025]) > 0
    (finding,) = unread_of(inputs).findings([2026])
    assert (finding.code, finding.level, finding.agreement) == ("utfall-namn", level, "energikontor")
    assert finding.text.startswith(f"{name} läses inte, fast den liknar utfallet 2025;")
    assert [each.level for each in unread_of(inputs).findings([2027])] == [Level.NOTE]


@pytest.mark.parametrize(
    "name",
    [
        "utfall/tidigare/energikontor_2024.csv",
        "utfall/tidigare/energikontor_2025_2026-02-01.csv",
        "utfall/läsmig.txt",
        "utfall/bokslut energikontor 2024.pdf",
        "utfall/energikontor_2024.csv.bak",
        "utfall/~$energikontor_2024.xlsx",
        "utfall/.~lock.energikontor_2024.csv#",
        "avtal/energikontor.pdf",
        "avtal/energikontor.docx",
        "gammalt/avtal/energikontor.yaml",
        "gammalt/befolkning.csv",
        "anteckning.txt",
    ],
)
def test_what_lies_beside_the_inputs_lawfully_is_no_hindrance(name: str, folder: Path) -> None:
    (folder / name).parent.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text("x", encoding="utf-8")
    inputs = begin(str(folder)).inputs
    assert unread_of(inputs).findings([2026]) == []
    assert list(inputs.outcomes) == [("energikontor", 2025)]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("projekt (1).csv", "projekt.csv"),
        ("Tilägg.csv", "tillagg.csv"),
        ("tvister.xlsx", "tvister.csv"),
        ("tolkning.yaml", "tolkningar.yaml"),
        ("radgivning/uppdrag.csv.txt", "radgivning/uppdrag.csv"),
        ("rådgivning/uppdrag.csv", "radgivning/uppdrag.csv"),
        ("radgivning/bidrag 2.csv", "radgivning/bidrag.csv"),
    ],
)
def test_what_is_nearly_a_file_that_is_missing_is_refused(name: str, meant: str, folder: Path) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x", encoding="utf-8")
    assert f"{name}: väntade namnet {meant}, som saknas och som namnet liknar" in refusal(folder)


def test_the_mapping_under_another_name_is_refused(folder: Path) -> None:
    renamed(folder, MAPPING, "utfall/kostnadspost.csv")
    assert f"utfall/kostnadspost.csv: väntade namnet {MAPPING}" in refusal(folder)


@pytest.mark.parametrize("name", ["avtal/natverk.yml", "avtal/natverk.yaml.txt", "scenarier/eget.YML"])
def test_an_agreement_or_scenario_with_another_ending_is_refused(name: str, folder: Path) -> None:
    (folder / name).write_text("x", encoding="utf-8")
    assert f"{name}: väntade ett namn som slutar på .yaml" in refusal(folder)


# Links, folders


def moved(folder: Path, name: str, target: Path) -> None:
    """Move what has a name elsewhere, and leave a link in its place."""
    target.parent.mkdir(exist_ok=True, parents=True)
    (folder / name).rename(target)
    link(folder / name, target)


def test_a_linked_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    moved(folder, "utfall", tmp_path / "annan plats")
    assert "utfall: väntade en vanlig mapp; det är en länk" in refusal(folder)


def test_a_junction_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Windows says of a folder that leads to another; the folders of OneDrive are said otherwise."""

    def marked(tag: int) -> Callable[[Path], object]:
        found = SimpleNamespace(st_mode=(folder / "utfall").stat().st_mode, st_reparse_tag=tag)
        return lambda path: found if path.name == "utfall" else os.lstat(path)

    monkeypatch.setattr(Path, "lstat", marked(0xA0000003))
    assert "utfall: väntade en vanlig mapp; det är en länk" in refusal(folder)
    monkeypatch.setattr(Path, "lstat", marked(0x9000001A))
    assert ("energikontor", 2025) in begin(str(folder)).inputs.outcomes


def test_a_linked_file_is_read_where_it_leads_to_the_folder_itself(folder: Path) -> None:
    moved(folder, OUTCOME, folder / "arkiv" / "bok.csv")
    assert ("energikontor", 2025) in begin(str(folder)).inputs.outcomes


def test_a_link_that_leads_nowhere_is_refused(folder: Path, tmp_path: Path) -> None:
    moved(folder, OUTCOME, tmp_path / "borta.csv")
    (tmp_path / "borta.csv").unlink()
    assert f"{OUTCOME}: väntade en fil i mappen med indata; länken leder ingenstans" in refusal(folder)


def test_a_shortcut_is_refused(folder: Path) -> None:
    (folder / "utfall - Genväg.lnk").write_bytes(b"L\0\0\0")
    assert "utfall - Genväg.lnk: väntade en vanlig fil; det är en genväg" in refusal(folder)


def test_the_inputs_folder_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    link(tmp_path / "lank", folder)
    assert ("energikontor", 2025) in begin(str(tmp_path / "lank")).inputs.outcomes


def test_a_folder_that_cannot_be_listed_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Path.iterdir

    def denied(path: Path):
        if path.name == "utfall":
            raise PermissionError(13, "denied")
        return plain(path)

    monkeypatch.setattr(Path, "iterdir", denied)
    told = refusal(folder)
    assert "utfall: väntade en mapp som går att läsa; läsning nekas" in told


def test_a_folder_whose_files_cannot_be_looked_at_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path, within: Path) -> str:
        if path.parent.name == "utfall":
            raise PermissionError(13, "denied")
        return kind(path, within)

    kind = listing._kind
    monkeypatch.setattr(listing, "_kind", denied)
    assert "utfall: väntade en mapp som går att läsa" in refusal(folder)


def test_a_folder_in_place_of_a_file_and_the_other_way_are_refused(folder: Path) -> None:
    (folder / "utfall" / "energikontor_2026.csv").mkdir()
    (folder / "radgivning").write_text("../annan", encoding="utf-8")
    told = refusal(folder)
    assert "utfall/energikontor_2026.csv: väntade en fil; det är en mapp med det namnet" in told
    assert "radgivning: väntade en mapp; det är en fil med det namnet" in told


def test_the_check_tells_what_is_not_read_and_counts_what_has_been_replaced(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "utfall" / "tidigare").mkdir()
    for name in ("anteckning.txt", "utfall/tidigare/energikontor_2025_2026-02-01.csv"):
        (folder / name).write_text("x", encoding="utf-8")
    assert main(["kontroll", "--inputs", str(folder)]) == 0
    said = capsys.readouterr().out
    for line in ("anteckning.txt", "1 st som har ersatts, i mappar som heter tidigare."):
        assert f"  [lases-inte] Läses inte: {line}\n" in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no queues on this system")
@pytest.mark.parametrize("name", ["befolkning.csv", "lpix.csv"])
def test_a_queue_is_not_waited_for(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    os.mkfifo(folder / "avtal" / "x.yaml")
    told = "Fel: {}: väntade en vanlig fil\n"
    assert refused_by_check(folder, capsys) == told.format("avtal/x.yaml") + told.format(name)


@pytest.mark.parametrize("name", ["befolkning.csv", "avtal/energikontor.yaml", "scenarier/bas.csv"])
def test_a_link_out_of_the_folder_is_not_followed(
    name: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hemligt").write_text("hemligt", encoding="utf-8")
    (folder / name).unlink(missing_ok=True)
    link(folder / name, tmp_path / "hemligt")
    told = refused_by_check(folder, capsys)
    assert f"Fel: {name}: väntade en fil i mappen med indata; länken leder ut ur den" in told
    assert "”hemligt”" not in told


def test_links_that_lead_round_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link(folder / "utfall" / "runt", folder)
    link(folder / "slinga.csv", Path("slinga.csv"))
    told = refused_by_check(folder, capsys)
    assert "Fel: utfall/runt: väntade en vanlig mapp; det är en länk, och den följs inte." in told
    assert "Fel: slinga.csv: väntade en fil i mappen med indata; länken leder ingenstans." in told


def test_a_file_name_that_is_no_text_can_be_told(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    try:
        (folder / "scenarier" / "fel\udcff.yaml").write_text("a: 1", encoding="utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this file system has only names that are text")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert "scenarier/fel�.yaml" in capfd.readouterr().err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "bok.csv")
    refused(lambda: read_table(tmp_path / "bok.csv", "bok.csv", Entry), "bok.csv: väntade en vanlig fil")


def test_a_file_name_with_letters_in_two_parts(folder: Path) -> None:
    known = (folder / "befolkning.csv").read_text(encoding="utf-8")
    (folder / decomposed("åtta.csv")).write_text(known.replace("2024-11-01", "2025-11-01"), encoding="utf-8")
    edit(folder / "scenarier" / "bas.yaml", "metod: konstant", "metod: given, fil: åtta.csv")
    inputs = begin(folder).inputs
    assert "åtta.csv" in inputs.hashes
    assert inputs.unread == []


def test_two_files_whose_names_look_the_same_are_refused(folder: Path) -> None:
    for name in ("åtta.txt", decomposed("åtta.txt")):
        (folder / name).write_text("x", encoding="utf-8")
    if len(list(folder.glob("*tta.txt"))) < 2:
        pytest.skip("this file system has one name for both")
    refused(
        lambda: begin(folder), "åtta.txt: väntade en enda fil med det namnet", "eller i hur å, ä och ö är hopsatta"
    )


# Files that programs leave


def test_files_that_programs_leave_are_passed_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hashes = begin(folder).inputs.hashes
    for name in (
        *("scenarier/._bas.yaml", "avtal/._energikontor.yaml", ".DS_Store", "scenarier/.DS_Store", "Thumbs.db"),
        *(
            "desktop.ini",
            "utfall/~$energikontor_2025.csv",
            "~$lpix.csv",
            ".~lock.befolkning.csv#",
            "__MACOSX/x.yaml",
        ),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"\0\5\x16\7")
    assert begin(folder).inputs.hashes == hashes
    assert main(["kontroll", "--inputs", str(folder)]) == 0
    told = capsys.readouterr().out
    for name, program in (("utfall/~$energikontor_2025.csv", "Excel"), (".~lock.befolkning.csv#", "LibreOffice")):
        assert (
            f"Läses inte: {name}. {program} har den filen öppen; det som inte är sparat där är inte med." in told
        )
    assert "Läses inte: 7 filer som datorn själv har lagt dit (.DS_Store, Thumbs.db, " in told


def test_a_file_that_nothing_reads_is_still_told(folder: Path) -> None:
    (folder / "anteckning.txt").write_text("x", encoding="utf-8")
    inputs = begin(folder).inputs
    assert inputs.unread == ["anteckning.txt"]
    assert [note.text for note in inputs.notes] == ["Läses inte: anteckning.txt"]


def test_the_shipped_inputs_have_no_file_that_nothing_reads() -> None:
    assert begin(str(PROJECT / "inputs")).inputs.unread == []
