"""Read a SIE 4 file: the vouchers of a year, in the Swedish standard for moving bookkeeping between systems.

The standard says CP437; files in UTF-8 and cp1252 are as common. A file whose vouchers do not balance, or whose
results are not the sums of its transactions, is refused: it has lost something on the way.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from model.errors import Fault, InputError
from model.inputs.text import check_readable
from model.inputs.validation import validated
from model.outcome import Entry
from model.status import Status

_TOKEN = re.compile(r'"(?:\\"|[^"])*"|\{(?:"(?:\\"|[^"])*"|[^"}])*\}|[^\s"{}]+')
_LONGEST_LINE = 5_000
_SWEDISH = frozenset("åäöÅÄÖéÉüÜ")


@dataclass(frozen=True)
class Transaction:
    """A line of a voucher; its objects by dimension, such as project EK-CHEF in dimension 6."""

    line: int
    account: int
    objects: Mapping[str, str]
    amount: Decimal
    date: dt.date
    text: str


@dataclass
class Voucher:
    """A voucher: series and number, date, text, and its transactions."""

    line: int
    name: str
    date: dt.date
    text: str
    transactions: list[Transaction] = field(default_factory=list)


@dataclass
class SieFile:
    """What a SIE 4 file holds.

    Attributes
    ----------
    years : dict of str
        First and last day of the financial years, ``0`` the file's own.
    parents : dict of str
        The dimension that a sub-dimension belongs to.
    results : dict of int
        The booked result of each account, as the file states it.
    vouchers : list of Voucher
    """

    type: str = ""
    years: dict[str, tuple[dt.date, dt.date]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    results: dict[int, Decimal] = field(default_factory=dict)
    vouchers: list[Voucher] = field(default_factory=list)

    def object_of(self, transaction: Transaction, dimension: str) -> str | None:
        """Return a transaction's object in a dimension, or in a sub-dimension of it; None if it has none."""
        for own, code in transaction.objects.items():
            above: str | None = own
            while above is not None:
                if above == dimension:
                    return code
                above = self.parents.get(above)
        return None


def decoded(data: bytes) -> str:
    """Return the text of a SIE file: UTF-8 if it is that, else CP437 or cp1252, whichever spells Swedish."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        texts = [data.decode(encoding, errors="replace") for encoding in ("cp437", "cp1252")]
        return max(texts, key=lambda text: sum(sign in _SWEDISH for sign in text))


def read_sie(path: Path, name: str) -> SieFile:
    """Read a SIE 4 file and check that it is whole.

    #RTRANS and #BTRANS, the history of corrections, are passed over: each #RTRANS is followed by its #TRANS.

    Parameters
    ----------
    path, name
        The file, and its name in messages.

    Raises
    ------
    InputError
        With a fault for each line that cannot be read, each voucher that does not balance, and each account
        whose result is not the sum of its transactions.
    """
    lines = decoded(check_readable(path, name).read_bytes()).splitlines()
    if not any(line.lstrip().startswith("#SIETYP") for line in lines):
        raise InputError(Fault(name, "en SIE-fil av typ 4; raden #SIETYP saknas"))
    sie, faults, open_voucher = SieFile(), [], False
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            faults.append(Fault(name, f"högst {_LONGEST_LINE} tecken på en rad", row=number))
            continue
        tokens = [_bare(token) for token in _TOKEN.findall(line)]
        try:
            if line.strip() in ("{", "}"):
                open_voucher = line.strip() == "{"
            elif tokens:
                _read_line(sie, tokens, number, open_voucher)
        except (ValueError, IndexError, InvalidOperation):
            faults.append(Fault(name, f"en hel rad av slaget {tokens[0]}", line.strip(), number))
    if open_voucher:
        faults.append(Fault(name, "en klammer } som avslutar sista verifikationen; filen verkar avkortad"))
    faults += [*_unbalanced(sie, name), *_wrong_results(sie, name)] if not faults else []
    if sie.type != "4":
        faults.insert(0, Fault(name, "en SIE-fil av typ 4, med verifikationer", f"typ {sie.type}"))
    if faults:
        raise InputError(*faults)
    return sie


def entries(sie: SieFile, name: str, dimension: str, objects: Sequence[str], status: Status) -> list[Entry]:
    """Return the costs and incomes (accounts 3000–8999) of some objects as ledger entries.

    Parameters
    ----------
    sie : SieFile
        The file's content.
    name : str
        Its name, the entries' source.
    dimension : str
        The dimension whose objects become the entries' projects; its sub-dimensions count with it.
    objects : sequence of str
        The objects to take; empty for every entry, with an object or without.
    status : Status
        How sure the bookkeeping is.
    """
    found = []
    for voucher in sie.vouchers:
        for row in voucher.transactions:
            project = sie.object_of(row, dimension)
            if _is_result(row.account) and (not objects or project in objects):
                data = {
                    "datum": row.date.isoformat(),
                    "verifikation": voucher.name,
                    "konto": str(row.account),
                    "projekt": project,
                    "motpart": None,
                    "belopp": str(row.amount),
                    "text": _printable(row.text or voucher.text),
                    "status": str(status),
                    "kalla": name,
                    "_plats": f"{name} rad {row.line}",
                }
                found.append(_entry(data, name, row.line))
    return found


def _entry(data: Mapping[str, str | None], name: str, line: int) -> Entry:
    return validated(Entry, data, name, lambda _: line)


def _read_line(sie: SieFile, tokens: Sequence[str], line: int, inside: bool) -> None:
    match tokens[0].upper():
        case "#SIETYP":
            sie.type = tokens[1]
        case "#RAR":
            sie.years[tokens[1]] = (_date(tokens[2]), _date(tokens[3]))
        case "#UNDERDIM":
            sie.parents[tokens[1]] = tokens[3]
        case "#RES" if tokens[1] == "0":
            sie.results[int(tokens[2])] = Decimal(tokens[3])
        case "#VER":
            name = " ".join(part for part in tokens[1:3] if part)
            sie.vouchers.append(Voucher(line, name, _date(tokens[3]), tokens[4] if len(tokens) > 4 else ""))
        case "#TRANS" if inside:
            sie.vouchers[-1].transactions.append(_transaction(tokens, line, sie.vouchers[-1].date))
        case "#TRANS":
            raise ValueError("a transaction outside a voucher")


def _transaction(tokens: Sequence[str], line: int, voucher_date: dt.date) -> Transaction:
    _, account, objects, amount, *rest = tokens
    date, text, *_ = [*rest, "", ""]
    codes = [_bare(token) for token in _TOKEN.findall(objects[1:-1])]
    by_dimension = dict(zip(codes[::2], codes[1::2], strict=True))
    return Transaction(
        line, int(account), by_dimension, Decimal(amount), _date(date) if date else voucher_date, text
    )


def _unbalanced(sie: SieFile, name: str) -> Iterator[Fault]:
    for voucher in sie.vouchers:
        left = sum((row.amount for row in voucher.transactions), Decimal(0))
        if left:
            expected = f"att verifikation {voucher.name} går jämnt ut; debet minus kredit är {left}"
            yield Fault(name, expected.replace(".", ","), row=voucher.line)


def _wrong_results(sie: SieFile, name: str) -> Iterator[Fault]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for voucher in sie.vouchers:
        for row in voucher.transactions:
            sums[row.account] += row.amount
    booked = {account for account in sums if _is_result(account) and sums[account]}
    for account in sorted(booked | set(sie.results)) if sie.results else []:
        stated, counted = sie.results.get(account, Decimal(0)), sums[account]
        if stated != counted:
            expected = f"att #RES för konto {account} är summan av kontots transaktioner, {counted}"
            yield Fault(name, expected.replace(".", ","), str(stated).replace(".", ","))


def _is_result(account: int) -> bool:
    return str(account)[0] in "345678"


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")


def _bare(token: str) -> str:
    return token[1:-1].replace('\\"', '"') if token.startswith('"') else token


def _printable(text: str) -> str | None:
    return "".join(sign for sign in text if sign.isprintable()).strip() or None
