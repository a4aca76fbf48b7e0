"""A ledger as a controller checks it: what was read, its cost posts, and what no line of the mapping fits."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pandas as pd

from model.outcome import Entry, Outcome
from model.outputs.frame import each, write_frame
from model.outputs.swedish import kr

_COLUMNS = ("datum", "verifikation", "konto", "projekt", "motpart", "belopp", "text", "status", "kalla")


def ledger_text(entries: Sequence[Entry], outcome: Outcome) -> str:
    """Return the ledger's sums as text, and every entry without a cost post."""
    total = sum((entry.amount for entry in entries), Decimal(0))
    lines = [f"{len(entries)} bokförda rader, summa {kr(total, 2)}."]
    lines += [f"  {row.namn}: {kr(row.belopp_kr)}" for row in each(outcome.posts)]
    if outcome.unmapped:
        lines.append("Utan kostnadspost (medräknade; lägg till en rad i utfall/kostnadsposter.csv):")
        lines += [
            f"  {entry.date} {entry.voucher}, konto {entry.account}, projekt {entry.project or 'inget'}: "
            f"{kr(entry.amount, 2)} {entry.text or ''}".rstrip()
            for entry in outcome.unmapped
        ]
    return "\n".join(lines)


def write_ledger(entries: Sequence[Entry], path: Path) -> None:
    """Write the entries as the tidy ledger that an inputs folder holds (``utfall/<avtal>_<år>.csv``).

    Raises
    ------
    InputError
        If the file cannot be written.
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
    write_frame(pd.DataFrame.from_records(rows, columns=list(_COLUMNS)), path)
