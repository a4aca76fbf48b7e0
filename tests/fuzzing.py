"""Mutated input files, and what comes of reading them: the same, something else that is valid, or a refusal.

Every kind of input has a good file, a way to read it, and the mutations that fit it: of bytes, of text, of a
workbook's parts. Reading may only return or raise `InputError` whose faults name the file; anything else is a
violation.
"""

import io
import random
import signal
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from unicodedata import category
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import openpyxl

from model.agreements.agreement import Agreement
from model.amounts.outcome import Entry, MappingLine
from model.amounts.registers import Assumptions, Readings
from model.errors import InputError
from model.forecast import Budget, ForecastLine
from model.indicators import IndicatorRow
from model.party_budget import PartyBudget
from model.read.begin import PROJECT, begin
from model.read.ledger import read_ledger
from model.read.load import with_scenario
from model.read.reporting import Activity, Project, Recipient
from model.read.table import read_table
from model.read.yaml_file import read_yaml
from model.series.rows import INDEX_KEY, POPULATION_KEY, IndexRow, PopulationRow, index_key, population_key
from model.status import Status
from model.uncertainty.sensitivity import Factors
from model.year_wheel import Meeting
from suite.cli.cli import main
from suite.fetch.index_file import read_change
from suite.fetch.json_stat import read_answer
from suite.fetch.statistics_office import StatisticsOffice, statistics_office
from suite.workbook.edits import read_edits

INPUTS = PROJECT / "inputs"
HUNG = 30
"""Seconds after which a file that is still being read is called a hang."""

LIST = """Transaktionslista 2025
Bokf.datum;Ver.nr;Konto;Projekt;Debet;Kredit;Vertext
20250131;A 1;5010 Lön;CHEF;1.000,50 kr;;Lön
2025-03-31;A 2;6100 Papper;CHEF;;250,00-;Rättat
Summa;;;;1000,50;-250;
"""
SIE = """#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#RAR 0 20250101 20251231
#KONTO 5010 "Löner"
#DIM 6 "Projekt"
#OBJEKT 6 "EK-CHEF" "Enhetschef"
#RES 0 5010 1500.50
#VER A 1 20250331 "Lön mars"
{
#TRANS 5010 {6 "EK-CHEF"} 1000.25 20250331 "Lön"
#TRANS 1930 {} -1000.25
}
#VER A 2 20250430 "Lön april"
{
#TRANS 5010 {1 "10" 6 "EK-CHEF"} 500.25
#TRANS 1930 {} -500.25
}
"""


@dataclass(frozen=True)
class Kind:
    """A kind of input: the name of its file, the bytes of a good one, and what reads it."""

    name: str
    good: bytes
    read: Callable[[Path], Any]


def kinds(folder: Path) -> dict[str, Kind]:
    """Return every kind of input; `folder` is where a workbook of each sort is made once."""
    base = begin()
    table = statistics_office(PROJECT / "inputs").tables[0]
    asked = table.selection(["2303", "2321"], "2024")
    return {
        kind.name: kind
        for kind in (
            _table("befolkning.csv", PopulationRow, population_key, POPULATION_KEY),
            _table("lpix.csv", IndexRow, index_key, INDEX_KEY),
            _table("budget.csv", Budget),
            _table("prognos.csv", ForecastLine),
            _table("partsbudget.csv", PartyBudget),
            _table("moten.csv", Meeting),
            _table("projekt.csv", Project),
            _table("aktiviteter.csv", Activity),
            _table("indikatorer.csv", IndicatorRow),
            _table("mottagare.csv", Recipient),
            _table("utfall/energikontor_2025.csv", Entry),
            _table("utfall/kostnadsposter.csv", MappingLine),
            _yaml("avtal/natverk.yaml", Agreement),
            _yaml("avtal/energikontor.yaml", Agreement),
            _yaml("antaganden.yaml", Assumptions),
            _yaml("tolkningar.yaml", Readings),
            _yaml("kanslighet.yaml", Factors),
            _yaml("hamtning.yaml", StatisticsOffice),
            *(_scenario(code, base.inputs) for code in ("bas", "halften-lika", "kompetensattraktion-fortsatter")),
            Kind("bok.se", SIE.encode("cp437"), lambda path: _sie(path)),
            Kind("lista.csv", LIST.encode("cp1252"), lambda path: read_ledger(path, "6", [], 2025).entries),
            Kind("utfall.xlsx", _ledger(), lambda path: read_table(path, path.name, Entry)),
            Kind("lpik.xlsx", _index(), lambda path: read_change(path, "2027", "LPIX")),
            Kind("arbetsbok.xlsx", _workbook(folder), lambda path: read_edits(path, path.name)),
            Kind("svar.json", _answer(), lambda path: read_answer(path.read_bytes(), table, asked)),
        )
    }


def _table(name: str, row: type, *key: Any) -> Kind:
    return Kind(name, (INPUTS / name).read_bytes(), lambda path: read_table(path, path.name, row, *key))


def _yaml(name: str, what: type) -> Kind:
    return Kind(name, (INPUTS / name).read_bytes(), lambda path: read_yaml(path, path.name, what))


def _scenario(code: str, inputs: Any) -> Kind:
    name = f"scenarier/{code}.yaml"
    return Kind(name, (INPUTS / name).read_bytes(), lambda path: with_scenario(inputs, path, INPUTS)[0].scenarios)


def _sie(path: Path) -> list[Entry]:
    return [*read_ledger(path, "6", [], 2025, Status.FIXED).entries]


def _ledger() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["datum", "verifikation", "konto", "projekt", "motpart", "belopp", "text"])
    for month in range(1, 13):
        book.active.append([f"2025-{month:02}-15", f"A{month}", 5010, "EK-CHEF", None, 1000.25 * month, "Lön"])
    return _saved(book)


def _index() -> bytes:
    book = openpyxl.Workbook()
    for row in (["Landstingsprisindex"], [None, "LPIX", "LPIK"], [2026, 2.9, 2.7], [2027, 3.1, 2.8]):
        book.active.append(row)
    return _saved(book)


def _workbook(folder: Path) -> bytes:
    """Return a small workbook with something written in its own cells."""
    from small_inputs import small_inputs
    from workbooks import write_in

    from suite.workbook.workbook import write_workbook

    path = folder / "arbetsbok.xlsx"
    write_workbook(begin(small_inputs(folder / "liten")), path)
    write_in(path, path, {("lpix", 2028): 3.5, ("folkmangd 2321", 2027): 1_234})
    return path.read_bytes()


def _answer() -> bytes:
    import json

    from hamta import dataset

    found = dataset(size=[2, 1, 1], value=[5111, 12650])
    found["dimension"]["Region"]["category"] = {
        "index": ["2303", "2321"],
        "label": {"2303": "Ragunda", "2321": "Åre"},
    }
    return json.dumps(found).encode()


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


NASTY = [
    *(
        "\0",
        "\ufeff",
        "\u200b",
        "\u202e",
        "\x1b[31m",
        "\x85",
        "\u2028",
        "\r",
        "\n",
        "\t",
        '"',
        "'",
        ";",
        ",",
        "{",
        "}",
        "[",
        "]",
    ),
    *(
        ": ",
        "- ",
        "#",
        "&a ",
        "*a",
        "<<: {}",
        "!!python/object/apply:os.system [x]",
        "---\n",
        "...\n",
        "%YAML 9\n",
        "|\n",
        ">\n",
    ),
    *(
        "=1+1",
        "@x",
        "+1",
        "-1",
        "<script>alert(1)</script>",
        "&amp;",
        "%s",
        "{0}",
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\x",
    ),
    *(
        "9" * 30,
        "9" * 5000,
        "1e309",
        "1E+5",
        "NaN",
        "inf",
        "-0",
        "0x1f",
        "٣",
        "½",
        "3,1,2",
        "3.1.2",
        "1 0 0",
        "7\u00a0000",
        "−5",
    ),
    *(
        "2025-02-30",
        "9999-12-31",
        "0001-01-01",
        "2025-13-01",
        "20250101",
        "i går",
        "null",
        "~",
        "yes",
        "no",
        "[]",
        "{}",
        "å" * 3000,
    ),
    *("#TRANS", "#VER", "#RES 0 1 2", "}", "{", "\\", '\\"', "x" * 20_000, "[" * 500, "{" * 500, "a: " * 50),
]
"""Texts that have broken readers before, or could."""

Mutation = Callable[[bytes, random.Random], bytes]


def _flip(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _drop(data: bytes, chance: random.Random) -> bytes:
    first = chance.randrange(len(data))
    return data[:first] + data[first + chance.randrange(1, 200) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    first = chance.randrange(len(data))
    piece = data[first : first + chance.randrange(1, 2000)]
    return data[:first] + piece * chance.choice([2, 3, 50]) + data[first:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    place, nasty = chance.randrange(len(data) + 1), chance.choice(NASTY)
    return data[:place] + nasty.encode("utf-8") + data[place:]


def _cell(data: bytes, chance: random.Random) -> bytes:
    """Put something nasty in the place of a value: what stands between two separators."""
    text = data.decode("utf-8", errors="replace")
    ends = [place for place, sign in enumerate(text) if sign in ";,:\n\t "]
    if len(ends) < 2:
        return data
    place = chance.randrange(len(ends) - 1)
    return (text[: ends[place] + 1] + chance.choice(NASTY) + text[ends[place + 1] :]).encode("utf-8")


def _lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _encoding(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", errors="replace")
    return text.encode(
        chance.choice(["utf-16", "utf-16-le", "cp1252", "cp437", "utf-32", "utf-7"]), errors="replace"
    )


TEXT: list[Mutation] = [_flip, _cut, _drop, _repeat, _insert, _cell, _lines, _encoding]


def _part(data: bytes, chance: random.Random) -> bytes:
    """Mutate one part of a workbook, packed again as it should be."""
    with ZipFile(io.BytesIO(data)) as packed:
        parts = {item.filename: packed.read(item) for item in packed.infolist()}
    name = chance.choice(sorted(parts))
    parts[name] = chance.choice(TEXT)(parts[name] or b" ", chance)
    if chance.random() < 0.1:
        del parts[chance.choice(sorted(parts))]
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as packed:
        for own, content in parts.items():
            packed.writestr(own, content)
    return buffer.getvalue()


def mutated(kind: Kind, chance: random.Random) -> bytes:
    """Return the kind's good file, mutated once or a few times."""
    data = kind.good
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        try:
            mutation = (
                chance.choice([_part, _part, _part, _flip, _cut])
                if kind.name.endswith(".xlsx")
                else chance.choice(TEXT)
            )
            data = mutation(data, chance) or b""
        except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError, zlib.error):
            return data  # no longer a whole packed file; that is a case too
        if not data:
            break
    return data


class ViolationError(Exception):
    """A file that was neither read nor refused as it should be."""


def outcome(kind: Kind, path: Path, right: Any) -> str:
    """Read a file, and return what came of it: ``samma``, ``annat`` or ``nekad``.

    Raises
    ------
    ViolationError
        If it was refused without a word of which file it is, hung, or ended in another exception.
    """
    try:
        with _bounded():
            found = kind.read(path)
    except InputError as error:
        told = [str(fault) for fault in error.faults]
        own = {path.name, "svaret för", "scenario", "avtal", "fortsatter", "villkor", "bygger på", "Fler fel"}
        if not told or not all(any(word in line for word in own) for line in told):
            raise ViolationError(f"refused without the file's name: {told[:2]}") from None
        if any(not sign.isprintable() and category(sign) != "Zs" for line in told for sign in line):
            raise ViolationError(f"signs that cannot be shown in a message: {told[0]!r}") from None
        return "nekad"
    except ViolationError:
        raise
    except BaseException as error:
        raise ViolationError(f"{type(error).__name__}: {str(error)[:200]}") from error
    return "samma" if found == right else "annat"


@contextmanager
def _bounded() -> Iterator[None]:
    """End a reading that hangs, where the system has alarms."""

    def ring(_: int, __: FrameType | None) -> None:
        raise ViolationError(f"still reading after {HUNG} seconds")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HUNG)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def whole_run(inputs: Path, name: str, kind: Kind, chance: random.Random, target: Path) -> str:
    """Compute with one file of an inputs folder mutated, and return what came of it: ``räknad`` or ``nekad``.

    Raises
    ------
    ViolationError
        If the command ended in another way, or a refused one changed what it should have written.
    """
    path, before = inputs / name, target.read_bytes()
    path.write_bytes(mutated(kind, chance))
    errors = io.StringIO()
    try:
        with _bounded(), redirect_stderr(errors), redirect_stdout(io.StringIO()):
            status = main(["berakna", "--inputs", str(inputs), "--ut", str(target)])
            main(["kontroll", "--inputs", str(inputs)])
    except BaseException as error:
        raise ViolationError(f"{type(error).__name__}: {str(error)[:200]}") from error
    finally:
        path.write_bytes(kind.good)
    told = errors.getvalue()
    if status == 0:
        return "räknad"
    if status != 1 or not told.startswith("Fel: ") or "Traceback" in told or target.read_bytes() != before:
        raise ViolationError(f"status {status}: {told[:200]!r}")
    return "nekad"
