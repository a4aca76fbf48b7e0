"""What the verb ``indata`` does: tables of the inputs as CSV files and as sheets of a workbook, kept the same.

What they held when they were last the same is noted beside what is kept (`suite.files.earlier`). So it can be told
which of the two has been changed since; where both have, nothing is written.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from model.errors import Fault, InputError
from model.near import composed
from model.read.begin import inputs_folder
from model.read.csv_file import csv_lines
from model.read.heading import TableLine
from model.read.listing import EARLIER, listed
from model.read.load import WORKBOOK
from model.read.tables import TABLES, InputTable
from suite.fetch.input_sheets import write_sheets
from suite.fetch.table_content import Content, read_content
from suite.files.earlier import keep
from suite.files.folder import check_closed, write_csv, write_whole, writing
from suite.files.messages import answer, tell
from suite.show.swedish import row_count

_AGREED = f"{EARLIER}/.indata.json"
_SHOWN = 5
"""How many rows that differ are shown."""


class Newest(Enum):
    """Where a table stands as it was last changed."""

    NOWHERE = "har inga rader"
    SAME = "är lika"
    FILE = "är nyast i filen"
    SHEET = "är nyast på bladet"
    BOTH = "har ändrats både i filen och på bladet sedan de var lika, eller har aldrig varit lika"


@dataclass(frozen=True)
class Pair:
    """A table in its two places.

    Attributes
    ----------
    table : InputTable
        The table.
    path : Path
        Its file, which may not be there.
    in_file, on_sheet : Content or None
        What it holds in either place; None where it has no rows there.
    agreed : str
        The digest of what both held when they were last the same; empty where that is not known.
    """

    table: InputTable[Any]
    path: Path
    in_file: Content | None
    on_sheet: Content | None
    agreed: str

    @property
    def newest(self) -> Newest:
        """Where it was changed last."""
        if self.in_file is None or self.on_sheet is None:
            only = Newest.FILE if self.in_file else Newest.SHEET
            return only if self.in_file or self.on_sheet else Newest.NOWHERE
        if self.in_file.digest == self.on_sheet.digest:
            return Newest.SAME
        if self.agreed in (self.in_file.digest, self.on_sheet.digest):
            return Newest.SHEET if self.agreed == self.in_file.digest else Newest.FILE
        return Newest.BOTH

    @property
    def content(self) -> Content | None:
        """What it holds as it was last changed."""
        return self.on_sheet if self.newest is Newest.SHEET else self.in_file

    def differences(self) -> Iterator[str]:
        """Yield the rows that only one of the places has."""
        if self.in_file and self.on_sheet and self.newest is not Newest.SAME:
            for where, rows in (
                ("bara i filen", self.in_file.but(self.on_sheet)),
                ("bara på bladet", self.on_sheet.but(self.in_file)),
            ):
                yield from (f"    {where}: {row}" for row in rows[:_SHOWN])
                if len(rows) > _SHOWN:
                    yield f"    {where}: {row_count(len(rows) - _SHOWN)} till"


@dataclass(frozen=True)
class Tables:
    """All tables of a folder of inputs in both places.

    Attributes
    ----------
    folder : Path
        The folder.
    workbook : Path
        The workbook, which may not be there.
    pairs : sequence of Pair
        The tables.
    own : sequence of str
        Sheets of the workbook that are of no table.
    """

    folder: Path
    workbook: Path
    pairs: Sequence[Pair]
    own: Sequence[str]

    def newer(self, place: Newest) -> list[Pair]:
        """Return the tables that were last changed in a place."""
        return [pair for pair in self.pairs if pair.newest is place]


def read_tables(folder: Path) -> Tables:
    """Return all tables of a folder of inputs.

    Raises
    ------
    InputError
        With every fault found in them.
    """
    from model.read.input_workbook import InputWorkbook  # which is slow to import

    listing = listed(folder, {WORKBOOK, *(table.file for table in TABLES)})
    name = listing.files.get(WORKBOOK)
    book = InputWorkbook(folder / name, composed(name)) if name else None
    faults: list[Fault | str] = [*listing.faults, *(book.faults([]) if book else [])]
    agreed, pairs = _agreed(folder), []
    for table in TABLES:
        file, in_file, on_sheet = listing.files.get(table.file), None, None
        if file:
            in_file = _content(csv_lines(folder / file, composed(file)), composed(file), table, faults)
        if book and book.holds(table):
            on_sheet = _content(book.lines(table), book.place(table), table, faults)
        pairs.append(Pair(table, folder / (file or table.file), in_file, on_sheet, agreed.get(table.file, "")))
    if faults:
        raise InputError(*faults)
    return Tables(folder, folder / (name or WORKBOOK), pairs, book.own() if book else [])


def _content(
    lines: Iterable[TableLine], name: str, table: InputTable[Any], faults: list[Fault | str]
) -> Content | None:
    """Return what the lines of a table hold; what is wrong in them is added to the faults."""
    try:
        return read_content(lines, name, table)
    except InputError as error:
        faults += error.faults
        return None


def _agreed(folder: Path) -> Mapping[str, str]:
    """Return the digest of what each table held when its places were last the same, by its file."""
    try:
        found = json.loads((folder / _AGREED).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def exchange(options: argparse.Namespace) -> int:
    """Show where each table was changed last, and what differs; with ``--skriv`` carry it to the other place.

    Raises
    ------
    InputError
        If a table has been changed in both places, or something cannot be read or written.
    """
    folder, to_workbook = inputs_folder(options.inputs), options.till_xlsx
    if (to_workbook and options.till_csv) or (options.skriv and not (to_workbook or options.till_csv)):
        raise InputError("indata: väntade en av --till-xlsx och --till-csv, dit tabellerna ska föras över")
    with writing(folder) if options.skriv else nullcontext():
        tables = read_tables(folder)
        answer("\n".join(_state_text(tables)))
        if not (to_workbook or options.till_csv):
            return 0
        targets = _targets(tables, to_workbook)
        if not targets:
            answer("Inget att föra över.")
        elif not options.skriv:
            answer(f"Inget är skrivet; --skriv skriver {', '.join(map(str, targets))}.")
        if options.skriv:
            for line in _written(tables, to_workbook, targets):
                tell(line)
    return 0


def write_input_workbook(folder: Path) -> Path:
    """Write the workbook of a folder of inputs that has none, with a sheet for each table, and return its path.

    What the tables hold in their files is on the sheets; the others have headings.

    Raises
    ------
    InputError
        If there is a workbook, or something cannot be read or written.
    """
    tables = read_tables(folder)
    if tables.workbook.exists():
        raise InputError(f"{tables.workbook} finns redan; python -m model indata --till-xlsx för över det nya")
    _written(tables, True, [tables.workbook])
    return tables.workbook


@contextmanager
def following(folder: Path) -> Iterator[None]:
    """Let the workbook of a folder of inputs, if there is one, follow what is written in the files meanwhile.

    Raises
    ------
    InputError
        If it cannot; the files are then newer, which is said.
    """
    if WORKBOOK not in listed(folder, {WORKBOOK}).files:
        yield
        return
    _note_agreed(read_tables(folder))
    yield
    tables = read_tables(folder)
    if any(pair.on_sheet for pair in tables.newer(Newest.FILE)):
        try:
            tell("\n".join(_written(tables, True, [tables.workbook])))
        except InputError as error:
            do = "python -m model indata --till-xlsx --skriv för över raderna till den"
            raise InputError(
                *error.faults, f"Raderna är skrivna i filen men inte i {tables.workbook}; {do}"
            ) from None


def _state_text(tables: Tables) -> Iterator[str]:
    """Yield where each table was changed last, and the rows that differ."""
    if not tables.workbook.exists():
        yield f"{tables.workbook} finns inte."
    for where, pairs in (
        (f"Lika i filerna och i {tables.workbook.name}", tables.newer(Newest.SAME)),
        ("Bara i filerna", [pair for pair in tables.pairs if pair.in_file and not pair.on_sheet]),
        (f"Bara i {tables.workbook.name}", [pair for pair in tables.pairs if pair.on_sheet and not pair.in_file]),
    ):
        if pairs:
            yield f"{where}: {', '.join(pair.table.sheet for pair in pairs)}."
    for pair in tables.pairs:
        if differences := [*pair.differences()]:
            yield f"{pair.table.sheet} {pair.newest.value}."
            yield from differences


def _targets(tables: Tables, to_workbook: bool) -> list[Path]:
    """Return the files to write so that one place has what is newest in the other.

    Raises
    ------
    InputError
        If a table has been changed in both.
    """
    if both := tables.newer(Newest.BOTH):
        expected = (
            f"att bara den eller bladet i {tables.workbook.name} har ändrats; för in raderna som skiljer på båda "
            "ställena, eller flytta undan den av dem som inte gäller"
        )
        raise InputError(*(Fault(pair.table.file, expected) for pair in both))
    if not to_workbook:
        return [pair.path for pair in tables.newer(Newest.SHEET)]
    return [tables.workbook] if tables.newer(Newest.FILE) or not tables.workbook.exists() else []


def _written(tables: Tables, to_workbook: bool, targets: Sequence[Path]) -> list[str]:
    """Write the workbook, or the files, and return what is written and where what was there before is kept.

    Raises
    ------
    InputError
        If something cannot be written, or would be lost, or is not read as it was written.
    """
    if to_workbook and targets and tables.own:
        raise InputError(
            f"{tables.workbook} skulle skrivas om, men har egna blad: {', '.join(tables.own)}; flytta dem till en "
            "annan arbetsbok, så går inget förlorat"
        )
    for path in targets:
        check_closed(path)
    told = []
    for path in targets:
        kept = keep(path) if path.exists() else None
        if to_workbook:
            write_sheets(path, {pair.table: pair.content for pair in tables.pairs})
        else:
            content = next(pair.on_sheet for pair in tables.pairs if pair.path == path)
            write_csv(path, content.csv_text() if content else "")
        told.append(f"{path} är skriven" + (f"; som den var ligger den i {kept}." if kept else "."))
    try:
        after = read_tables(tables.folder)
        if _targets(after, to_workbook):
            raise InputError("Det finns något i tabellerna som inte läses som det skrevs")
    except InputError as error:
        raise InputError(*error.faults, *told) from None
    _note_agreed(after)
    return told


def _note_agreed(tables: Tables) -> None:
    """Note what the tables hold that are the same in both places; and of others, what they held when they were."""
    agreed = {pair.table.file: pair.in_file.digest for pair in tables.newer(Newest.SAME) if pair.in_file}
    before = {pair.table.file: pair.agreed for pair in tables.pairs if pair.agreed}
    if before != before | agreed:
        (tables.folder / EARLIER).mkdir(exist_ok=True)
        write_whole(tables.folder / _AGREED, json.dumps(before | agreed, indent=1), "utf-8")
