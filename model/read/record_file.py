"""The files that are only added to: whether a row in one is changed or missing, by the digests and by the seal.

Each row carries the digest of the row before it. That of the last row, and how many rows there are, stand in the
seal, which is written after the file: a run that is killed between the two leaves a seal of fewer rows, never of
more.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

from model.amounts.closing import CLOSING_FILE, Closing
from model.amounts.issued import ISSUED_FILE, Issued
from model.amounts.record import Record
from model.errors import Fault, InputError

SEAL_FILE = "fakturerat/sigill.json"
KEPT = "fakturerat"
"""The folder of what was issued, as it was issued."""

AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True)
class RecordTable(Generic[AnyRecord]):
    """A file that is only added to: what a row of it is, and its columns in order."""

    file: str
    kind: type[AnyRecord]
    columns: Sequence[str]


LEDGER = RecordTable(
    ISSUED_FILE,
    Issued,
    (
        *(
            "nr",
            "utfardad",
            "avtal",
            "ar",
            "part",
            "mottagare",
            "slag",
            "avser",
            "period",
            "belopp_kr",
            "forfaller",
        ),
        *("status", "underlag", "scenario", "per_datum", "av", "anmarkning", "foregaende"),
    ),
)
CLOSINGS = RecordTable(
    CLOSING_FILE, Closing, ("avtal", "ar", "dag", "utfall_kr", "utfall_hash", "beslut", "foregaende")
)
RECORDS: tuple[RecordTable[Any], ...] = (LEDGER, CLOSINGS)
_PUT_BACK = "ta tillbaka filen som den var; det som är fel rättas med en ny rad, som kommandona skriver"


def read_seal(path: Path) -> dict[str, tuple[int, str]]:
    """Return how many rows each file had when it was last sealed, and the digest of the last, by its name.

    Raises
    ------
    InputError
        If the seal is there and cannot be read.
    """
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): (int(each["rader"]), str(each["sista"])) for name, each in found.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(Fault(SEAL_FILE, f"det som kommandona har skrivit; {_PUT_BACK}")) from None


def record_faults(name: str, rows: Sequence[Record], seal: tuple[int, str] | None) -> list[Fault | str]:
    """Return the row that has been changed, or that is missing, if one is.

    Parameters
    ----------
    name : str
        The file's name in messages.
    rows : sequence of Record
        Its rows.
    seal : tuple of int and str, optional
        How many rows it had when it was sealed, and the digest of the last of them.
    """
    for before, row in pairwise(chain([None], rows)):
        assert row
        if row.before != (before.digest if before else None):
            where = f"raden före är ändrad, eller så fattas en rad före den här; {_PUT_BACK}"
            expected = f"kontrollsumman av raden före: {where}"
            return [Fault(name, expected, row.before, _line(row), "foregaende")]
    if rows and not seal:
        return [Fault(name, f"att {SEAL_FILE} finns, som hör till filen; {_PUT_BACK}")]
    if seal and len(rows) < seal[0]:
        return [Fault(name, f"minst {seal[0]} rader, som den har haft; {_PUT_BACK}", f"{len(rows)} rader")]
    if seal and seal[0] and rows[seal[0] - 1].digest != seal[1]:
        expected = f"raden som den skrevs; den är ändrad: {_PUT_BACK}"
        return [Fault(name, expected, row=_line(rows[seal[0] - 1]))]
    return []


def _line(row: Record) -> int | None:
    return int(row.line) if row.line.isdigit() else None
