"""What a ledger of a year says that an earlier one did not: rows that are new, changed and gone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from model.amounts.outcome import Entry, plain_project


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
