"""The file of a year's outcome among the inputs: what differs from it, and a new ledger in its place."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from model.amounts.outcome import Entry, plain_project
from model.errors import InputError
from model.fields import known_on
from model.read.table import read_table
from suite.files.earlier import keep
from suite.files.folder import whole_file
from suite.show.frame import write_frame


@dataclass(frozen=True)
class LedgerChanges:
    """The difference between two ledgers.

    Attributes
    ----------
    new, gone : sequence of Entry
        Rows that only the later one has, or only the earlier.
    changed : sequence of (Entry, Entry)
        Rows of one voucher, account and project whose amount or day differs, as they were and as they are.
    restated : Counter of (str, str)
        How many of the rows that are otherwise as they were have got another status, by both.
    reworded : int
        How many of them have another text or counterpart.
    """

    new: Sequence[Entry]
    gone: Sequence[Entry]
    changed: Sequence[tuple[Entry, Entry]]
    restated: Counter[tuple[str, str]]
    reworded: int

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.new or self.gone or self.changed or self.restated or self.reworded)


def ledger_changes(before: Sequence[Entry], after: Sequence[Entry]) -> LedgerChanges:
    """Return how a ledger differs from an earlier one; the order of the rows makes no difference."""
    same, gone, new = _paired(before, after, lambda each: (*_place(each), each.date, each.amount))
    changed, gone, new = _paired(gone, new, _place)
    restated = Counter((str(old.status), str(now.status)) for old, now in same if old.status != now.status)
    reworded = sum(1 for old, now in same if _words(old) != _words(now))
    return LedgerChanges(new, gone, changed, restated, reworded)


def with_vintages(there: Sequence[Entry], after: Sequence[Entry], day: dt.date) -> list[Entry]:
    """Return the rows of a file by which a ledger is known from a day, and what was known before as it was.

    What is as it was keeps its day, whatever status or text it has got. Of a voucher, account and project in which
    something is new, changed or gone the rows are of the day, and the earlier ones stay; where nothing is left a
    row of 0 says so. So a run as of an earlier day knows what was known then (`model.fields.known_on`).

    Parameters
    ----------
    there : sequence of Entry
        All the rows of the file that is there, of every vintage.
    after : sequence of Entry
        The ledger.
    day : date
        When it became known.

    Raises
    ------
    InputError
        If what has changed is known from a later day.
    """
    latest = known_on(there, dt.date.max)
    pairs, gone, new = _paired(latest, after, lambda each: (*_place(each), each.date, each.amount))
    lost = [each for each in gone if each.amount]
    moved, named = {_place(each) for each in (*lost, *new)}, {_place(each): each.project for each in after}
    replaced = {id(old) for old, _ in pairs if _place(old) not in moved}
    replaced |= {id(each) for each in latest if _place(each) in moved and each.published == day}
    kept = [each for each in there if id(each) not in replaced]
    if late := [each.known_from for each in kept if _place(each) in moved and each.known_from > day]:
        told = f"väntade en dag som inte är före {max(late)}, då raderna förra gången ändrades"
        raise InputError(f"--dag: fann ”{day}”, {told}")
    days = {id(now): old.published for old, now in pairs if _place(old) not in moved}
    old = [each.model_copy(update={"project": named.get(_place(each), each.project)}) for each in kept]
    fresh = [each.model_copy(update={"published": days.get(id(each), day)}) for each in after]
    left = {_place(each): each for each in kept if _place(each) in moved and _place(each) not in named}
    return [*old, *fresh, *(each.model_copy(update=_NOTHING | {"published": day}) for each in left.values())]


_NOTHING = {"amount": Decimal(0), "text": "Inte längre bokfört"}


def _place(entry: Entry) -> tuple[str, int, str]:
    return entry.voucher, entry.account, plain_project(entry.project)


def _words(entry: Entry) -> tuple[str, str]:
    """Return an entry's texts, without the sign that keeps a spreadsheet from computing them."""
    return (entry.text or "").lstrip("'"), (entry.counterpart or "").lstrip("'")


def _paired(
    before: Sequence[Entry], after: Sequence[Entry], key: Callable[[Entry], Hashable]
) -> tuple[list[tuple[Entry, Entry]], list[Entry], list[Entry]]:
    """Return the entries that have a counterpart by a key, in pairs, and those of each side that have none."""
    waiting: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in reversed(before):
        waiting[key(entry)].append(entry)
    pairs, new = [], []
    for entry in after:
        if waiting[key(entry)]:
            pairs.append((waiting[key(entry)].pop(), entry))
        else:
            new.append(entry)
    left = {id(entry) for own in waiting.values() for entry in own}
    return pairs, [entry for entry in before if id(entry) in left], new


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
    with whole_file(path) as fresh:
        frame = pd.DataFrame([entry.model_dump(by_alias=True, exclude={"place"}) for entry in entries])
        published = frame.pop("publicerad")
        write_frame(frame.assign(publicerad=published) if published.any() else frame, fresh)
        if ledger_changes(entries, read_table(fresh, path.name, Entry)).any:
            raise InputError(f"Raderna går inte att skriva i {path} så att de läses som de skrevs")
