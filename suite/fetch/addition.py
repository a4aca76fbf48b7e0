"""An addition to the file of a series: made together with the answer that it came from, and taken back.

The file as it was is kept (`suite.files.earlier`), with a record beside it of what became of it. So the last
addition can be taken back as long as nothing else in the file has been changed.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from model.read.listing import EARLIER
from model.read.load import file_hash
from suite.fetch.series_file import AnyRow, SeriesFile
from suite.files.earlier import free_name, keep
from suite.files.folder import whole_file, write_bytes, write_whole


@dataclass(frozen=True)
class RawAnswer:
    """An answer as it came, which rows were made from: where it is to lie, and its bytes."""

    path: Path
    data: bytes


@dataclass(frozen=True)
class Addition:
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
    rows : sequence of Row
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
            fresh.write_bytes(added)
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


def last_addition(path: Path, answers: Path) -> Addition | None:
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
            return Addition(before, answers / str(said["svar"]) if said.get("svar") else None)
    return None


def take_back(path: Path, addition: Addition) -> Path:
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
