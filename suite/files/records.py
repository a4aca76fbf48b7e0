"""Add rows to a file that is only added to, so that a run that is killed at any moment leaves it whole.

What the rows rest on is kept first, then the file takes the place of the one with fewer rows in one step, and then
it is sealed anew. Whoever is killed before the second has added nothing; before the third, the next one seals.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from model.amounts.record import Record
from model.fields import cell_text
from model.read.record_file import KEPT, SEAL_FILE, AnyRecord, RecordTable, read_seal
from suite.files.earlier import keep
from suite.files.folder import check_closed, csv_bytes, unlike_formula, write_bytes, write_csv, write_whole

_FREE = {"recipient", "by", "note", "decision"}
"""What somebody has written as they liked."""


def append(
    folder: Path,
    table: RecordTable[AnyRecord],
    earlier: Sequence[AnyRecord],
    new: Sequence[AnyRecord],
    kept: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Add rows to a file of an inputs folder; only within `suite.files.folder.writing`, where they were read.

    Parameters
    ----------
    folder : Path
        The inputs folder.
    table : RecordTable
        The file.
    earlier, new : sequence of Record
        The rows that it has, and those to add.
    kept : mapping of str to bytes
        Files to keep of what the rows rest on, by name.

    Raises
    ------
    InputError
        If something cannot be written; before anything is, where another program has the file open.
    """
    rows = list(earlier)
    for row in new:
        texts = {name: unlike_formula(value) for name, value in dict(row).items() if name in _FREE and value}
        rows.append(row.model_copy(update=texts | {"before": rows[-1].digest if rows else None}))
    path = folder / table.file
    check_closed(path)
    for name, data in kept.items():
        write_bytes(folder / KEPT / name, data)
    _seal(folder, table.file, earlier)
    if path.exists() and path.read_bytes() != csv_bytes(_text(table, earlier)):
        keep(path)  # somebody has saved it in a form of their own, perhaps with columns of their own
    write_csv(path, _text(table, rows))
    _seal(folder, table.file, rows)


def _seal(folder: Path, file: str, rows: Sequence[Record]) -> None:
    sealed = read_seal(folder / SEAL_FILE) | {file: (len(rows), rows[-1].digest if rows else "")}
    told = {name: {"rader": count, "sista": last} for name, (count, last) in sorted(sealed.items())}
    write_whole(folder / SEAL_FILE, json.dumps(told, indent=1) + "\n", "utf-8")


def _text(table: RecordTable[AnyRecord], rows: Sequence[Record]) -> str:
    """Return the file's text, as it is read to the same rows again."""
    told = io.StringIO()
    writer = csv.writer(told, delimiter=";", lineterminator="\n")
    writer.writerow(table.columns)
    for values in (row.model_dump(by_alias=True) for row in rows):
        writer.writerow([cell_text(values[column]) for column in table.columns])
    return told.getvalue()
