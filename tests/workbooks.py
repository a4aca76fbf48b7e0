"""What the tests of the workbook share: writing in its cells, computing it again, and reading what it shows."""

import datetime as dt
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from model.money import exact
from model.run import Run

SOFFICE = shutil.which("soffice")
FIRST, HEADER, VALUE, CODE = 6, 6, 4, 5
"""The column of the first year, the row of the years, and the columns of value and code, counted from 1."""

CHANGES = "Mina ändringar"
"""The sheet to write in."""

Amounts = dict[tuple[str, str, int], Decimal]
Own = Mapping[tuple[str, int], object]
"""Own values by item code and year, per cent as one says it; 0 for an agreement's last day."""

ALWAYS, NEVER = "0", "1"
"""LibreOffice's answers to whether it computes a file again when it opens it."""

_SETTING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{answer}</value></prop></item>
</oor:items>
"""


def own_cells(book: openpyxl.Workbook) -> dict[tuple[str, int], str]:
    """Return the address of each cell that one may write a value in, by item code and year.

    The code begins with ``fran`` where the value holds from the year on.
    """
    sheet = book[CHANGES]
    years = {column: sheet.cell(HEADER, column).value for column in range(FIRST, sheet.max_column + 1)}
    found = {}
    for row in range(HEADER + 1, sheet.max_row + 1):
        code = sheet.cell(row, CODE).value or ""
        for column, year in {**years, VALUE: 0}.items():
            cell = sheet.cell(row, column)
            if not cell.protection.locked and " " in f"{code} ":
                found[code, year] = cell.coordinate
    return found


def held(code: str, value: object) -> object:
    """Return an own value as its cell holds it: a per cent is a hundredth."""
    per_cent = code.removeprefix("fran ").split()[0] in {"lpix", "nyckel", "utfall"}
    return float(Decimal(str(value)) / 100) if per_cent and isinstance(value, int | float) else value


def write_in(path: Path, target: Path, own: Own, scenario: str = "") -> Path:
    """Write a copy of a workbook with own values and perhaps another scenario chosen; nothing is computed."""
    book = openpyxl.load_workbook(path)
    cells = own_cells(book)
    for key, value in own.items():
        book[CHANGES][cells[key]] = held(key[0], value)
    if scenario:
        book["Resultat"]["B4"] = scenario
    book.save(target)
    return target


def choose_only(path: Path, target: Path, scenario: str) -> Path:
    """Write a copy of a workbook where another scenario is chosen, and every computed value is left as it was."""
    with ZipFile(path) as old, ZipFile(target, "w") as new:
        texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", old.read("xl/sharedStrings.xml").decode("utf-8"))
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "xl/worksheets/sheet2.xml":
                cell = rf"\g<1>{texts.index(scenario)}\g<2>"
                text, count = re.subn(r'(<c r="B4"[^>]*><v>)\d+(</v>)', cell, data.decode("utf-8"))
                assert count == 1
                data = text.encode("utf-8")
            new.writestr(item, data)
    return target


def recomputed(paths: Sequence[Path], folder: Path, answer: str = ALWAYS) -> list[Path]:
    """Let LibreOffice compute workbooks again, and save them in a folder of their own."""
    assert SOFFICE
    profile = folder / f"profil-{answer}" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_SETTING.format(answer=answer), encoding="utf-8")
    out = folder / f"ut-{answer}"
    command = [
        SOFFICE,
        f"-env:UserInstallation={profile.parent.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(out),
        *map(str, paths),
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, check=True, timeout=300, env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"}, **quiet)
    return [out / path.name for path in paths]


def shown(path: Path) -> tuple[Amounts, str]:
    """Return the amounts that Resultat shows, those of 0 left out, and the light."""
    book = openpyxl.load_workbook(path, data_only=True)
    return amounts_on(book["Resultat"]), book["Kontroller"]["B3"].value


def amounts_on(sheet: Worksheet) -> Amounts:
    """Return the amounts of a sheet whose lines have a code of agreement and party."""
    found: Amounts = {}
    for row in range(HEADER + 1, sheet.max_row + 1):
        words = str(sheet.cell(row, CODE).value or "").split()
        if len(words) == 2:
            for column in range(FIRST, sheet.max_column + 1):
                value, year = sheet.cell(row, column).value, sheet.cell(HEADER, column).value
                if value:
                    found[words[0], words[1], year] = round(Decimal(value), 2)
    return found


def computed(run: Run, years: Sequence[int]) -> Amounts:
    """Return what the model makes of a run, amounts of 0 left out."""
    frame = run.allocation(run.agreements, years)
    rows = zip(frame["avtal"], frame["part"], frame["ar"], frame["belopp_kr"], strict=True)
    return {(agreement, code, year): Decimal(exact(amount)) for agreement, code, year, amount in rows if amount}


def serial(value: object) -> float:
    """Return a date as the number of days that a workbook holds."""
    assert isinstance(value, dt.date)
    return float((value - dt.date(1899, 12, 30)).days)


class Formulas:
    """A workbook computed by the ``formulas`` package, cell by cell, without a spreadsheet program."""

    def __init__(self, path: Path) -> None:
        import formulas

        self.name = path.name
        self.model = formulas.ExcelModel().loads(str(path)).finish()
        book = openpyxl.load_workbook(path)
        self.cells = own_cells(book)
        sheet = book["Resultat"]
        self.places = {
            self._key("Resultat", sheet.cell(row, column).coordinate): (
                *words,
                book["Indata"].cell(HEADER, column).value,
            )
            for row in range(HEADER + 1, sheet.max_row + 1)
            if len(words := str(sheet.cell(row, CODE).value or "").split()) == 2
            for column in range(FIRST, sheet.max_column + 1)
        }
        self._by_scenario = self.model.compile(
            inputs=[self._key("Resultat", "B4")], outputs=[*self.places, self.light]
        )

    @property
    def light(self) -> str:
        return self._key("Kontroller", "B3")

    def _key(self, sheet: str, cell: str) -> str:
        return f"'[{self.name}]{sheet.upper()}'!{cell}"

    def chosen(self, scenario: str) -> tuple[Amounts, str]:
        """Return the amounts and the light with a scenario chosen."""
        found = [value.value[0][0] for value in self._by_scenario(scenario)]
        return self._amounts(dict(zip(self.places, found, strict=False))), str(found[-1])

    def changed(self, own: Own) -> tuple[Amounts, str]:
        """Return the amounts and the light with own values written in cells."""
        given = {self._key(CHANGES, self.cells[key]): held(key[0], value) for key, value in own.items()}
        solution = self.model.calculate(inputs=given, outputs=[*self.places, self.light])
        found = {key: solution[key].value[0][0] for key in self.places}
        return self._amounts(found), str(solution[self.light].value[0][0])

    def _amounts(self, found: Mapping[str, object]) -> Amounts:
        return {self.places[key]: round(Decimal(str(value)), 2) for key, value in found.items() if value}


class Office:
    """A workbook computed by LibreOffice, which takes a few seconds whatever is asked."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def chosen(self, scenario: str) -> tuple[Amounts, str]:
        """Return the amounts and the light with a scenario chosen."""
        return self._shown(choose_only(self.path, self._target, scenario))

    def changed(self, own: Own) -> tuple[Amounts, str]:
        """Return the amounts and the light with own values written in cells."""
        return self._shown(write_in(self.path, self._target, own))

    @property
    def _target(self) -> Path:
        return self.path.with_name("fraga.xlsx")

    def _shown(self, path: Path) -> tuple[Amounts, str]:
        return shown(*recomputed([path], Path(_settings().name)))


@cache
def _settings() -> "TemporaryDirectory[str]":
    """Return a folder where LibreOffice has its settings while the tests run."""
    return TemporaryDirectory()


def book_of(path: Path) -> Office | Formulas:
    """Return a workbook to compute: by LibreOffice where it is, which is faster where little is asked."""
    return Office(path) if SOFFICE else Formulas(path)
