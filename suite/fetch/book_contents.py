"""What a bookkeeping file holds, whatever of it is taken: years, dimensions, objects, accounts and faults."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from model.errors import shortened
from model.finding import Finding
from model.read.ledger import Form, is_sie
from model.read.ledger_table import read_ledger_tables
from model.read.sie import NO_DATE, SieFile, Transaction, is_result, read_sie
from model.read.validation import grouped
from suite.show.swedish import counted, kr, row_count

_NONE = "utan"


def contents_text(path: Path, form: Form) -> str:
    """Return what a ledger holds, as text.

    Parameters
    ----------
    path : Path
        SIE 4, CSV or a workbook.
    form : Form
        How a table is to be read.

    Raises
    ------
    InputError
        If it cannot be read at all, or a table has faults.
    """
    return "\n".join(
        _sie_lines(read_sie(path, path.name), path.name) if is_sie(path) else _table_lines(path, form)
    )


def _sie_lines(sie: SieFile, name: str) -> Iterator[str]:
    rows = [row for voucher in sie.vouchers for row in voucher.transactions]
    booked = [row for row in rows if is_result(row.account)]
    whose = f" från {sie.company}" if sie.company else ""
    yield f"{name}: SIE 4{whose}, {_vouchers(len(sie.vouchers))}, {row_count(len(rows))}."
    years = [f"{first} till {last}" for first, last in sie.years.values()]
    yield f"Räkenskapsår: {', '.join(years) or 'står inte i filen'}."
    yield f"Kostnader och intäkter (konto 3000–8999): {_sum(row.amount for row in booked)}."
    yield from _groups("År", ((_year(row), row.amount) for row in booked))
    used = {dimension for row in booked for dimension in row.objects}
    for dimension in sorted(used | sie.dimensions.keys(), key=_as_number):
        above = f", under {sie.parents[dimension]}" if dimension in sie.parents else ""
        title = f"Dimension {dimension} {sie.dimensions.get(dimension, '')}".rstrip()
        yield from _groups(title + above, _objects(sie, dimension, booked))
        booked_on = {row.objects.get(dimension) for row in booked}
        unused = [code for (own, code) in sie.objects if own == dimension and code not in booked_on]
        if unused:
            yield f"  inget bokfört: {shortened(', '.join(unused), 300)}"
    yield from _groups("Konto", ((_account(row.account, sie.accounts), row.amount) for row in booked))
    faults = grouped([flaw.fault for flaw in sie.flaws])
    yield from [f"Fel i filen ({len(sie.flaws)}):", *(f"  {fault}" for fault in faults)] if faults else []


def _table_lines(path: Path, form: Form) -> Iterator[str]:
    notes: list[Finding] = []
    tables = read_ledger_tables(path, form.columns, form.sheet, notes)
    rows = [row for _, own in tables for row in own]
    yield f"{path.name}: {row_count(len(rows))}, {_sum(row.amount for row in rows)}."
    yield from parts_text([table.name for table, _ in tables], tables[0][0].told())
    yield from _groups("År", ((str(row.date.year), row.amount) for row in rows))
    yield from _groups("Projekt", ((row.project or _NONE, row.amount) for row in rows))
    yield from _groups("Konto", ((str(row.account), row.amount) for row in rows))
    sums = [len(table.sums) for table, _ in tables]
    wrong = [each for table, own in tables for each in table.wrong_sums(own)]
    held = f"{len(wrong)} stämmer inte" if wrong else "alla stämmer"
    yield from [f"Summarader: {sum(sums)}, {held}."] if any(sums) else []
    yield from (note.text for note in notes)


def parts_text(parts: Sequence[str], headings: Mapping[str, str]) -> Iterator[str]:
    """Yield which sheets of a workbook are read, if several, and which column is which, where the names differ."""
    if len(parts) > 1:
        yield f"Läst: {'; '.join(parts)}."
    if headings:
        yield f"Kolumner: {', '.join(f'{kind} = {name}' for kind, name in headings.items())}."


def account_text(account: int, names: Mapping[int, str], amounts: Sequence[Decimal]) -> str:
    """Return an account with its name, its rows and what they come to: ``5010 Lön: 2 rader, 9,00 kr``."""
    return f"{_account(account, names)}: {row_count(len(amounts))}, {_sum(amounts)}"


def _account(account: int, names: Mapping[int, str]) -> str:
    return f"{account} {names.get(account, '')}".rstrip()


def _groups(title: str, rows: Iterable[tuple[str, Decimal]]) -> Iterator[str]:
    """Yield a title, and what the rows of each label come to; nothing where there are no rows."""
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    for label, amount in rows:
        amounts[label].append(amount)
    yield from [f"{title}:"] if amounts else []
    for label, own in sorted(amounts.items()):
        yield f"  {label}: {row_count(len(own))}, {_sum(own)}"


def _objects(sie: SieFile, dimension: str, rows: Iterable[Transaction]) -> Iterator[tuple[str, Decimal]]:
    for row in rows:
        code = row.objects.get(dimension)
        name = sie.objects.get((dimension, code), "") if code else ""
        yield f"{code or _NONE} {name}".rstrip(), row.amount


def _year(row: Transaction) -> str:
    return "okänt" if row.date == NO_DATE else str(row.date.year)


def _as_number(dimension: str) -> tuple[int, str]:
    return int(dimension) if dimension.isdecimal() else 0, dimension


def _sum(amounts: Iterable[Decimal]) -> str:
    return kr(sum(amounts, Decimal(0)), 2)


def _vouchers(number: int) -> str:
    return counted(number, "verifikation", "verifikationer")
