"""A ledger as a controller checks it: what was read, what is new in it, and how it becomes the year's outcome."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pandas as pd

from model.amounts.outcome import Entry, Outcome
from model.errors import InputError
from model.read.table import read_table
from model.status import Status
from suite.fetch.ledger_changes import LedgerChanges, ledger_changes
from suite.files.earlier import keep
from suite.files.folder import whole_file
from suite.show.frame import each, write_frame
from suite.show.swedish import kr, row_count

_SHOWN = 10
"""How many rows of each kind of change are shown."""

_COLUMNS = ("datum", "verifikation", "konto", "projekt", "motpart", "belopp", "text", "status", "kalla")


def ledger_text(entries: Sequence[Entry], outcome: Outcome) -> str:
    """Return the ledger's sums as text, and every entry without a cost post."""
    lines = [f"{row_count(len(entries))} i bokföringen, summa {kr(_sum(entries), 2)}."]
    lines += [f"  {row.namn}: {kr(row.belopp_kr)}" for row in each(outcome.posts)]
    lines += [f"  Intäkt, {row.namn}: {kr(row.belopp_kr)}" for row in each(outcome.incomes)]
    if outcome.unmapped:
        lines.append("Utan kostnadspost (medräknade; lägg till en rad i utfall/kostnadsposter.csv):")
        lines += [f"  {_row(entry)}" for entry in outcome.unmapped]
    return "\n".join(lines)


def _row(entry: Entry) -> str:
    where = f"{entry.date} {entry.voucher}, konto {entry.account}, projekt {entry.project or 'inget'}"
    return f"{where}: {kr(entry.amount, 2)} {entry.text or ''}".rstrip()


def left_out_text(left_out: Sequence[tuple[str | None, Decimal]], projects: Iterable[str]) -> list[str]:
    """Return what a choice of projects left out of a ledger, by project or none and amount, in a line; if any."""
    if not left_out:
        return []
    others = len({project for project, _ in left_out if project})
    without = sum(1 for project, _ in left_out if not project)
    total = sum((amount for _, amount in left_out), Decimal(0))
    where = [f"{others} andra projekt"] if others else []
    where += [f"{row_count(without)} utan projekt"] if without else []
    told = f"{row_count(len(left_out))}, summa {kr(total, 2)} ({', '.join(where)})"
    return [f"Inte med, utanför projekten {', '.join(projects)}: {told}."]


def outside_text(entries: Sequence[Entry], year: int) -> list[str]:
    """Return the entries of other years in a line, if any."""
    years = sorted({entry.date.year for entry in entries})
    told = f"{row_count(len(entries))} utanför {year} är inte med ({', '.join(map(str, years))})"
    return [f"{told}, summa {kr(_sum(entries), 2)}."] if entries else []


def status_text(said: Mapping[Status, int], status: Status | None) -> list[str]:
    """Return how many rows of a table said another status than they are given, a line each."""
    return [
        f"{row_count(rows)} har status {old} i filen, och får {status}."
        for old, rows in said.items()
        if old is not status and status
    ]


def changes_text(changes: LedgerChanges, path: Path, before: Outcome | None, now: Outcome) -> list[str]:
    """Return what is new, changed and gone against the outcome that is there, as lines.

    Parameters
    ----------
    changes : LedgerChanges
        Of the rows.
    path : Path
        The outcome's file.
    before, now : Outcome
        What it comes to; before is None where there is none.
    """
    if before is None:
        return [f"{path} finns inte än."]
    if not changes.any:
        return [f"Inget skiljer mot {path}."]
    lines = [f"Mot {path}: utfallet går från {kr(before.total)} till {kr(now.total)}."]
    lines += _rows_text("Nya", [_row(entry) for entry in changes.new], _sum(changes.new))
    changed = [f"{_row(now)}, var {kr(old.amount, 2)} den {old.date}" for old, now in changes.changed]
    difference = _sum(now for _, now in changes.changed) - _sum(old for old, _ in changes.changed)
    lines += _rows_text("Ändrade", changed, difference)
    lines += _rows_text("Borta", [_row(entry) for entry in changes.gone], _sum(changes.gone))
    lines += [
        f"  Status från {old} till {new}: {row_count(rows)}" for (old, new), rows in changes.restated.items()
    ]
    return lines + ([f"  Bara ny text eller motpart: {row_count(changes.reworded)}"] if changes.reworded else [])


def _rows_text(kind: str, rows: Sequence[str], total: Decimal) -> Iterator[str]:
    if rows:
        yield f"  {kind}: {row_count(len(rows))}, {kr(total, 2)}"
        yield from (f"    {row}" for row in rows[:_SHOWN])
        if len(rows) > _SHOWN:
            yield f"    ... och {len(rows) - _SHOWN} till"


def _sum(entries: Iterable[Entry]) -> Decimal:
    return sum((entry.amount for entry in entries), Decimal(0))


def replace_outcome(entries: Sequence[Entry], target: Path, before: Path | None) -> Path | None:
    """Write a year's outcome among the inputs; the one that was there is kept first, under its date.

    Parameters
    ----------
    entries : sequence of Entry
        The year's.
    target : Path
        The file in the folder ``utfall``.
    before : Path or None
        The outcome that is there, of the same name or as a workbook.

    Returns
    -------
    Path or None
        Where the earlier outcome is kept.

    Raises
    ------
    InputError
        If a file cannot be written, or would not be read as it was written.
    """
    kept = keep(before) if before else None
    write_ledger(entries, target)
    if before and not (target.exists() and before.samefile(target)):
        try:
            before.unlink()
        except OSError:
            raise InputError(
                f"{before} går inte att ta bort; stäng den i Excel och ta bort den, den är ersatt"
            ) from None
    return kept


def write_ledger(entries: Sequence[Entry], path: Path) -> None:
    """Write the entries as the tidy ledger that an inputs folder holds (``utfall/<avtal>_<år>.csv``).

    Raises
    ------
    InputError
        If the file cannot be written, or would not be read as it was written.
    """
    rows = [
        (
            entry.date.isoformat(),
            entry.voucher,
            entry.account,
            entry.project or "",
            entry.counterpart or "",
            entry.amount,
            entry.text or "",
            str(entry.status),
            entry.source or "",
        )
        for entry in entries
    ]
    with whole_file(path) as fresh:
        write_frame(pd.DataFrame.from_records(rows, columns=list(_COLUMNS)), fresh)
        if ledger_changes(entries, read_table(fresh, path.name, Entry)).any:
            raise InputError(f"Raderna går inte att skriva i {path} så att de läses som de skrevs")
