"""Letters: the encodings of files, what was garbled on the way, and letters in two parts."""

import codecs
from pathlib import Path

import pytest
from broken import HOW, decomposed, garbled

from model.errors import InputError
from model.read.begin import begin
from model.read.text_file import mended
from suite.cli.cli import main


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp437", "cp850"])
@pytest.mark.parametrize("text", ["fastställd", "Åre – § 7", "Östersund", "kö’n é"])
def test_what_a_text_was_can_be_told(text: str, encoding: str) -> None:
    assert mended(garbled(text, encoding)) == text
    assert mended(text) == text


def test_a_text_that_was_garbled_twice_too() -> None:
    assert mended(garbled(garbled("fastställd"))) == "fastställd"


@pytest.mark.parametrize(
    "text", ["”Å”, ’Å’ och “Ä“", "kolumn Å–Ö", "à 5 kr", "en ½ Ä", "så…”", "São Tomé", "Gâvle"]
)
def test_letters_that_are_meant_are_left(text: str) -> None:
    assert mended(text) == text


def test_letters_in_two_parts_are_the_same_letters(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = begin(folder).inputs
    for name in ("befolkning.csv", "lpix.csv", "avtal/energikontor.yaml", "scenarier/bas.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        assert decomposed(text) != text
        (folder / name).write_text(decomposed(text), encoding="utf-8")
    after = begin(folder).inputs
    assert (after.population, after.index, after.agreements) == (
        before.population,
        before.index,
        before.agreements,
    )
    assert after.party_code(decomposed("Åre")) == "2321"
    assert main(["berakna", "--ar", "2025", "--inputs", str(folder)]) == 0
    assert "Åre" in capsys.readouterr().out


def test_one_wrong_byte_does_not_change_every_letter_of_a_file(folder: Path) -> None:
    data = (folder / "befolkning.csv").read_bytes()
    (folder / "befolkning.csv").write_bytes(data.replace(b"SCB", b"SC\xe5", 1))
    with pytest.raises(InputError, match=r"befolkning\.csv, rad 2: väntade en enda teckenkodning"):
        begin(folder)


def test_the_mark_of_utf_8_says_what_the_whole_file_is_in(folder: Path) -> None:
    text = (folder / "lpix.csv").read_text(encoding="utf-8").replace("fastställd", "prognos")
    text += "LPIX;2034;3,0;fastställd;Regionplan;2033-11-25;\n"  # with the only letters of the file, in cp1252
    (folder / "lpix.csv").write_bytes(codecs.BOM_UTF8 + text.encode("cp1252"))
    row = len(text.splitlines())
    with pytest.raises(InputError, match=rf"lpix\.csv, rad {row}: väntade en enda teckenkodning"):
        begin(folder)


@pytest.mark.parametrize("mark", ["\ufeff\ufeff", garbled("\ufeff"), "\ufeff" + garbled("\ufeff")])
def test_a_mark_of_utf_8_that_is_written_twice_or_garbled_is_no_part_of_the_first_heading(
    mark: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "lpix.csv").read_text(encoding="utf-8").replace("fastställd", "prognos")
    (folder / "lpix.csv").write_text(mark + text, encoding="utf-8")
    assert [row.status for row in begin(folder).inputs.index[:1]] == ["prognos"]
    (folder / "lpix.csv").write_text(mark + text.replace("Regionplan", garbled("Årsplan"), 1), encoding="utf-8")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    told = capsys.readouterr().err
    assert f"rad 2, kolumn kalla: fann ”{garbled('Årsplan')}”, väntade ”Årsplan”; {HOW}" in told
    assert "kolumn index" not in told
