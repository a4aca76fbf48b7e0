"""Read a ledger from a file that a controller points at: SIE 4, CSV or a workbook."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from model.amounts.outcome import Entry, MappingLine, plain_project
from model.errors import Fault, InputError
from model.finding import Finding
from model.near import unknown
from model.read.ledger_table import NAMES, WrongSum, read_ledger_tables
from model.read.sie import entries, left_out, parted_flaws, read_sie
from model.read.validation import grouped
from model.status import Status

_SIE_ENDINGS = {".se", ".si", ".sie"}


@dataclass(frozen=True)
class Form:
    """How a table is to be read.

    Attributes
    ----------
    columns : mapping of str to str
        The heading of each column that is named; empty for one that is not to be read.
    sheet : str
        The sheet of a workbook; empty for all that hold a ledger.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True)
class Ledger:
    """The entries of some projects in a year, and what the same file holds beside them.

    Attributes
    ----------
    entries : sequence of Entry
        Those that were asked for.
    outside : sequence of Entry
        Those of the same projects in other years.
    left_out : sequence of (str or None, Decimal)
        The project, if any, and the amount of each of the others.
    said : Counter of Status
        The statuses that a table gives the entries; empty for SIE, which has none.
    notes : sequence of Finding
        What a table holds that is not read, such as other sheets.
    flaws : sequence of Fault
        What is wrong in a SIE file outside the entries.
    sums : sequence of WrongSum
        The rows of sums in a table that its rows do not come to.
    headings : mapping of str to str
        What a table calls the columns that it has other names for.
    parts : sequence of str
        The file, or each of its sheets that was read.
    accounts : mapping of int to str
        The accounts' names, where a SIE file tells them.
    """

    entries: Sequence[Entry]
    outside: Sequence[Entry]
    left_out: Sequence[tuple[str | None, Decimal]]
    said: Counter[Status] = field(default_factory=Counter)
    notes: Sequence[Finding] = ()
    flaws: Sequence[Fault | str] = ()
    sums: Sequence[WrongSum] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[str] = ()
    accounts: Mapping[int, str] = field(default_factory=dict)


def is_sie(path: Path) -> bool:
    """Whether a file is SIE, by its name."""
    return path.suffix.lower() in _SIE_ENDINGS


def named_columns(texts: Sequence[str]) -> dict[str, str]:
    """Return the heading of each column that is named as ``belopp=Saldo``, several with commas between them.

    Raises
    ------
    InputError
        If a text names no column.
    """
    columns = {}
    for text in (part.strip() for each in texts for part in each.split(",") if part.strip()):
        kind, equals, heading = text.partition("=")
        if not equals:
            raise InputError(f"--kolumner: fann ”{text}”, väntade kolumn och rubrik, till exempel belopp=Saldo")
        if kind.strip().lower() not in NAMES:
            raise unknown("--kolumner", kind.strip(), list(NAMES))
        columns[kind.strip().lower()] = heading.strip()
    return columns


def read_ledger(
    path: Path,
    dimension: str,
    projects: Sequence[str],
    year: int,
    status: Status | None = None,
    form: Form | None = None,
) -> Ledger:
    """Return the entries of some projects in a year; of all projects when none are named.

    Parameters
    ----------
    path : Path
        A file; one that ends with ``.se``, ``.si`` or ``.sie`` is SIE 4.
    dimension : str
        The SIE dimension whose objects are the projects; 6 is project by the standard.
    projects : sequence of str
        The projects to take, whatever their capitals and spaces.
    year : int
        The year.
    status : Status, optional
        How sure the bookkeeping is; else what a table's rows say, and preliminary for SIE.
    form : Form, optional
        How a table is to be read.

    Raises
    ------
    InputError
        If the file cannot be read, or is not whole where the entries are.
    """
    if is_sie(path):
        return _of_sie(path, dimension, projects, year, status or Status.PRELIMINARY)
    return _of_table(path, projects, year, status, form or Form())


def _of_sie(path: Path, dimension: str, projects: Sequence[str], year: int, status: Status) -> Ledger:
    sie = read_sie(path, path.name)
    wrong, outside = parted_flaws(sie, dimension, projects, year)
    if wrong:
        raise InputError(*grouped(wrong))
    taken = entries(sie, path.name, dimension, projects, status)
    return Ledger(
        [row for row in taken if row.date.year == year],
        [row for row in taken if row.date.year != year],
        left_out(sie, dimension, projects),
        flaws=grouped(outside),
        accounts=sie.accounts,
    )


def _of_table(path: Path, projects: Sequence[str], year: int, status: Status | None, form: Form) -> Ledger:
    notes: list[Finding] = []
    tables = read_ledger_tables(path, form.columns, form.sheet, notes)
    rows, wanted = [row for _, own in tables for row in own], {plain_project(each) for each in projects}
    taken = [row for row in rows if not wanted or plain_project(row.project) in wanted]
    own = [row for row in taken if row.date.year == year]
    return Ledger(
        [row.model_copy(update={"status": status or row.status}) for row in own],
        [row for row in taken if row.date.year != year],
        [(row.project, row.amount) for row in rows if wanted and plain_project(row.project) not in wanted],
        Counter(row.status for row in own),
        notes,
        sums=[wrong for table, own in tables for wrong in table.wrong_sums(own)],
        headings=tables[0][0].told(),
        parts=[table.name for table, _ in tables],
    )


def mapped_projects(mapping: Sequence[MappingLine], agreement: str) -> list[str]:
    """Return the projects that an agreement's mapping names; none when a line of it takes every project."""
    named = [line.project for line in mapping if line.agreement == agreement]
    return sorted({project for project in named if project}) if all(named) else []
