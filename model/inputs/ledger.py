"""Read a ledger from a file that a controller points at: SIE 4, CSV or a workbook."""

from collections.abc import Sequence
from pathlib import Path

from model.inputs.sie import entries, read_sie
from model.inputs.table import read_table
from model.outcome import Entry, MappingLine
from model.status import Status

_SIE_ENDINGS = {".se", ".si", ".sie"}


def read_ledger(path: Path, dimension: str, projects: Sequence[str], status: Status) -> list[Entry]:
    """Return the entries of some projects; of all when none are named.

    Parameters
    ----------
    path : Path
        A file; one that ends with ``.se``, ``.si`` or ``.sie`` is SIE 4.
    dimension : str
        The SIE dimension whose objects are the projects; 6 is project by the standard.
    projects : sequence of str
        The projects to take.
    status : Status
        How sure SIE bookkeeping is; rows of a table say so themselves.

    Raises
    ------
    InputError
        If the file cannot be read, or is not whole.
    """
    if path.suffix.lower() in _SIE_ENDINGS:
        return entries(read_sie(path, path.name), path.name, dimension, projects, status)
    rows = read_table(path, path.name, Entry)
    return [row for row in rows if not projects or row.project in projects]


def mapped_projects(mapping: Sequence[MappingLine], agreement: str) -> list[str]:
    """Return the projects that an agreement's mapping names; none when a line of it takes every project."""
    named = [line.project for line in mapping if line.agreement == agreement]
    return sorted({project for project in named if project}) if all(named) else []
