"""What the tests of the readers share: how a file is broken, and what is then told."""

import unicodedata
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from model.amounts.outcome import Entry
from model.errors import InputError
from model.finding import Finding
from model.read.table import read_table
from suite.cli.cli import main

POPULATION, INDEX_FILE = "befolkning.csv", "lpix.csv"
AGREEMENT, BASE = "avtal/energikontor.yaml", "scenarier/bas.yaml"
OUTCOME, MAPPING = "utfall/energikontor_2025.csv", "utfall/kostnadsposter.csv"


def refused(read: Callable[[], object], *words: str) -> str:
    """Read what is refused in some words, and return all that is told."""
    with pytest.raises(InputError) as error:
        read()
    told = str(error.value).replace("\u00a0", " ")
    for word in words:
        assert word in told
    return told


def table(path: Path, text: str, kind: type[Any], **more: Any) -> list[Any]:
    path.write_text(text, encoding="utf-8")
    return read_table(path, path.name, kind, **more)


LEDGER = ["datum", "verifikation", "konto", "projekt", "motpart", "belopp", "text"]
LINE = ["2025-03-31", "A1", 5010, "CHEF", None, 900.5, "Lön"]


def ledger(path: Path | BytesIO, *rows: list[Any], **sheets: list[list[Any]]) -> openpyxl.Workbook:
    """Write a ledger's rows on the first sheet, and other rows on others."""
    book = openpyxl.Workbook()
    for row in (LEDGER, *(rows or [LINE])):
        book.active.append(row)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return book


def entries(path: Path, notes: list[Finding] | None = None) -> list[Entry]:
    return read_table(path, path.name, Entry, notes=notes)


def garbled(text: str, encoding: str = "cp1252") -> str:
    """Return a text in UTF-8 as who reads it in another encoding has it."""
    return text.encode("utf-8").decode(encoding)


HOW = "filen har öppnats med fel teckenkodning"


def decomposed(text: str) -> str:
    """Return a text with the letter and the dots or the ring of å, ä and ö apart, as macOS writes them."""
    return unicodedata.normalize("NFD", text)


Edit = Callable[[Path], None]
"""Breaks a file in a folder of inputs."""


def change(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def everywhere(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def together(*edits: Edit) -> Edit:
    def edit(folder: Path) -> None:
        for each in edits:
            each(folder)

    return edit


def add(name: str, text: str) -> Edit:
    return lambda folder: (folder / name).open("a", encoding="utf-8").write(text) and None


def write(name: str, data: bytes) -> Edit:
    return lambda folder: (folder / name).write_bytes(data) and None


def remove(name: str) -> Edit:
    return lambda folder: (folder / name).unlink()


def refused_by_check(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """Return what ``kontroll`` tells of inputs that it refuses."""
    assert main(["kontroll", "--inputs", str(folder), *more]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def nothing_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: Sequence[str]
) -> None:
    """Compute on a folder of inputs that is broken: it is told in words, and the earlier result is left alone."""
    earlier = tmp_path / "belopp.csv"
    earlier.write_text("det förra resultatet", encoding="utf-8")
    status = main(["berakna", "--inputs", str(folder), "--ut", str(earlier)])
    said = capsys.readouterr()
    assert status == 1
    assert said.out == ""
    assert all(line.startswith("Fel: ") for line in said.err.splitlines())
    for word in words:
        assert word in said.err
    assert "Traceback" not in said.err
    assert earlier.read_text(encoding="utf-8") == "det förra resultatet"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["belopp.csv", "inputs"]
