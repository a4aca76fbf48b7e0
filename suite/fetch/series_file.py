"""The CSV file of a series: rows added at its end, the way it is written, and taken back.

No row that stands there is changed, but the file is written as Excel writes one, whoever wrote it before. Rows
are added together with the answer that they came from. The file as it was is kept (`suite.files.earlier`), with a
record beside it of what became of it. So the last addition can be taken back, as long as nothing else in the file
has been changed.
"""

import csv
import io
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic

from model.errors import Fault, InputError
from model.read.csv_file import heading_of, separator_of
from model.read.listing import EARLIER
from model.read.load import file_hash
from model.read.table import read_table
from model.read.text_file import decoded
from model.run import Run
from model.series.rows import (
    INDEX_FILE,
    POPULATION_FILE,
    IndexRow,
    PopulationRow,
    index_key,
    population_key,
)
from model.series.series import AnyRow
from suite.fetch.table_content import row_texts
from suite.files.earlier import free_name, keep
from suite.files.folder import whole_file, write_bytes, write_csv, write_whole


@dataclass(frozen=True)
class SeriesFile(Generic[AnyRow]):
    """The file of a series.

    Attributes
    ----------
    name : str
        Its name in the inputs.
    kind : type
        What a row is.
    key : callable
        What must differ between two rows.
    field : str
        What the rows are called in `model.run.Inputs`.
    """

    name: str
    kind: type[AnyRow]
    key: Callable[[AnyRow], Hashable]
    field: str

    def read(self, path: Path) -> list[AnyRow]:
        """Return the rows of a file of this kind, wherever it lies.

        Raises
        ------
        InputError
            If it is wrong.
        """
        return read_table(path, self.name, self.kind, self.key, "rad i serien")

    def of(self, run: Run) -> list[AnyRow]:
        """Return the rows that a run's inputs have, all vintages."""
        return [row for row in getattr(run.inputs, self.field) if isinstance(row, self.kind)]

    def run_with(self, run: Run, rows: Sequence[AnyRow]) -> Run:
        """Return a run with other rows in this series, all of them known, under the scenario that it has."""
        changed: dict[str, Any] = {self.field: rows}
        inputs = replace(run.inputs, **changed)
        return replace(run, inputs=inputs, series=inputs.series()).under(inputs.scenarios[run.scenario.id])

    def with_rows(self, data: bytes, rows: Sequence[AnyRow]) -> str:
        """Return the text of a file of this kind with rows at its end.

        The separator and the order of the columns are the file's own. A column that a row has nothing for is left
        empty.

        Raises
        ------
        InputError
            If the file has no column for something that a row says.
        """
        text, _ = decoded(data, self.name)
        heading = heading_of(text)
        separator = separator_of(heading)
        columns = [cell.strip().lower() for cell in next(csv.reader([heading.rstrip("\r")], delimiter=separator))]
        texts = [row_texts(row) for row in rows]
        for column in dict.fromkeys(name for row in texts for name, value in row.items() if value):
            if column not in columns:
                expected = "en kolumn med det namnet, för det som raderna säger; lägg till den"
                raise InputError(Fault(self.name, expected, column=column))
        written = io.StringIO(newline="")
        writer = csv.writer(written, delimiter=separator, lineterminator="\n")
        writer.writerows([row.get(column, "") for column in columns] for row in texts)
        return text + ("" if text.endswith(("\n", "\r")) else "\n") + written.getvalue()


POPULATION = SeriesFile(POPULATION_FILE, PopulationRow, population_key, "population")
INDEX = SeriesFile(INDEX_FILE, IndexRow, index_key, "index")


@dataclass(frozen=True)
class RawAnswer:
    """An answer as it came, which rows were made from: where it is to lie, and its bytes."""

    path: Path
    data: bytes


@dataclass(frozen=True)
class LastAddition:
    """The last addition to a file: where the file as it was before is kept, and where the answer lies, if any."""

    before: Path
    answer: Path | None


def add_rows(
    path: Path, rows: Sequence[AnyRow], series: SeriesFile[AnyRow], answer: RawAnswer | None = None
) -> Path | None:
    """Add rows at the end of a file, whole or not at all, if the file with them can be read.

    An answer is written before the rows, and taken away again if they are not; nothing that lies there is written
    over.

    Parameters
    ----------
    path : Path
        The file.
    rows : sequence of SeriesRow
        The rows to add.
    series : SeriesFile
        What the file is.
    answer : RawAnswer, optional
        What the rows were made from.

    Returns
    -------
    Path or None
        Where the answer lies.

    Raises
    ------
    InputError
        If the file with the rows would not be right, or cannot be written.
    """
    added = series.with_rows(path.read_bytes(), rows)
    with ExitStack() as undo:
        with whole_file(path) as fresh:
            write_csv(fresh, added)
            series.read(fresh)
            kept = keep(path)
            undo.callback(kept.unlink, missing_ok=True)
            raw = _put(answer, undo) if answer else None
            said = {"fore": file_hash(kept), "efter": file_hash(fresh), "svar": raw.name if raw else ""}
            undo.callback(_record(kept).unlink, missing_ok=True)
            write_whole(_record(kept), json.dumps(said), "utf-8")
        undo.pop_all()
    return raw


def _put(answer: RawAnswer, undo: ExitStack) -> Path:
    """Write an answer where nothing lies, unless it lies there already, and return where."""
    if answer.path.is_file() and answer.path.read_bytes() == answer.data:
        return answer.path
    place = free_name(answer.path)
    undo.callback(place.unlink, missing_ok=True)
    write_bytes(place, answer.data)
    return place


def last_addition(path: Path, answers: Path) -> LastAddition | None:
    """Return the last addition to a file, if nothing in the file has been changed since; else None.

    Parameters
    ----------
    path : Path
        The file.
    answers : Path
        The folder of the answers.
    """
    now = file_hash(path)
    for before in sorted((path.parent / EARLIER).glob(f"{path.stem}_*{path.suffix}")):
        said = _said(_record(before))
        if said.get("efter") == now and said.get("fore") == file_hash(before):
            return LastAddition(before, answers / str(said["svar"]) if said.get("svar") else None)
    return None


def take_back(path: Path, addition: LastAddition) -> Path:
    """Put a file back as it was before an addition, and the answer away.

    Returns
    -------
    Path
        Where the file is kept as it was with the addition.

    Raises
    ------
    InputError
        If something cannot be written.
    """
    kept = keep(path)
    write_bytes(path, addition.before.read_bytes())
    if addition.answer and addition.answer.is_file():
        keep(addition.answer)
        addition.answer.unlink()
    return kept


def _record(kept: Path) -> Path:
    """Return the hidden file beside a kept one that says what became of it."""
    return kept.with_name(f".{kept.stem}.json")


def _said(record: Path) -> Mapping[str, object]:
    try:
        found = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
