"""Read a ledger from a file that a controller points at: SIE 4, CSV or a workbook."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from model.amounts.outcome import Entry, MappingLine, plain_project
from model.finding import Finding
from model.read.sie import entries, left_out, read_sie
from model.read.table import read_table
from model.status import Status

_SIE_ENDINGS = {".se", ".si", ".sie"}


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
    """

    entries: Sequence[Entry]
    outside: Sequence[Entry]
    left_out: Sequence[tuple[str | None, Decimal]]
    said: Counter[Status]
    notes: Sequence[Finding]


def read_ledger(
    path: Path, dimension: str, projects: Sequence[str], year: int, status: Status | None = None
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

    Raises
    ------
    InputError
        If the file cannot be read, or is not whole.
    """
    said: Counter[Status] = Counter()
    notes: list[Finding] = []
    if path.suffix.lower() in _SIE_ENDINGS:
        sie = read_sie(path, path.name)
        taken = entries(sie, path.name, dimension, projects, Status.PRELIMINARY)
        others = left_out(sie, dimension, projects)
    else:
        wanted = {plain_project(each) for each in projects}
        rows = read_table(path, path.name, Entry, notes=notes)
        taken = [row for row in rows if not wanted or plain_project(row.project) in wanted]
        others = [(row.project, row.amount) for row in rows if wanted and plain_project(row.project) not in wanted]
        said = Counter(row.status for row in taken if row.date.year == year)
    own = [row.model_copy(update={"status": status or row.status}) for row in taken if row.date.year == year]
    return Ledger(own, [row for row in taken if row.date.year != year], others, said, notes)


def mapped_projects(mapping: Sequence[MappingLine], agreement: str) -> list[str]:
    """Return the projects that an agreement's mapping names; none when a line of it takes every project."""
    named = [line.project for line in mapping if line.agreement == agreement]
    return sorted({project for project in named if project}) if all(named) else []
