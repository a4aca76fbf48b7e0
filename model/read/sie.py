"""Read a SIE 4 file: the vouchers of a year, in the Swedish standard for moving bookkeeping between systems.

The standard says CP437; files in UTF-8 and cp1252 are as common. A file whose vouchers do not balance, or whose
results are not the sums of its transactions, is refused: it has lost something on the way. So is one in which a
voucher stands twice and no stated results vouch for it, and one in another currency than kronor.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from model.amounts.outcome import Entry, plain_project
from model.errors import MOST_FAULTS, Fault, InputError
from model.fields import printable
from model.near import composed
from model.read.text_file import check_lines, check_readable, check_unmixed
from model.read.validation import validated
from model.status import Status

_READ = {"#SIETYP", "#VALUTA", "#RAR", "#UNDERDIM", "#RES", "#VER", "#TRANS"}
"""The kinds of line that are read."""

_QUOTED = r'"(?:\\"|[^"])*+(?:"|$)'
_TOKEN = re.compile(rf'{_QUOTED}|\{{(?:{_QUOTED}|[^"}}])*+(?:\}}|$)|[^\s"{{}}]+')
"""A word, a text in quotes or a list in braces; one that is not closed goes on to the end of the line."""

_KIND = re.compile(r'[^\s"{}]*')
_CLOSED = {'"': '"', "{": "}"}
_SWEDISH = frozenset("åäöÅÄÖéÉüÜ")
_MOST_LINES = 500_000
_LONGEST_LINE = 100_000
_SHOWN = 200


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
    series: str
    number: str
    date: dt.date
    text: str
    transactions: list[Transaction] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its series and its number."""
        return " ".join(filter(None, (self.series, self.number)))


@dataclass
class SieFile:
    """What a SIE 4 file holds.

    Attributes
    ----------
    currency : str
        What its amounts are in; kronor where it does not say.
    years : dict of str
        First and last day of the financial years, ``0`` the file's own.
    parents : dict of str
        The dimension that a sub-dimension belongs to.
    results : dict of int
        The booked result of each account, as the file states it.
    vouchers : list of Voucher
    """

    type: str = ""
    currency: str = "SEK"
    years: dict[str, tuple[dt.date, dt.date]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    results: dict[int, Decimal] = field(default_factory=dict)
    vouchers: list[Voucher] = field(default_factory=list)

    def within(self, dimension: str) -> set[str]:
        """Return a dimension and all that are sub-dimensions of it."""
        below: dict[str, list[str]] = defaultdict(list)
        for own, above in self.parents.items():
            below[above].append(own)
        found, new = set[str](), [dimension]
        while new:
            each = new.pop()
            new += below[each] if each not in found else []
            found.add(each)
        return found


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
        With a fault for each line that cannot be read, each voucher that does not balance or stands twice, and
        each account whose result is not the sum of its transactions.
    """
    lines = _lines(path, name)
    if not any(line.startswith("#SIETYP") for line in lines):
        raise InputError(Fault(name, "en SIE-fil av typ 4; raden #SIETYP saknas"))
    sie = SieFile()
    faults = _read_lines(sie, lines, name)
    if not faults:
        faults += [*_unbalanced(sie, name), *_wrong_results(sie, name), *_twice(sie, name)]
    if sie.currency.upper() != "SEK":
        faults.insert(0, Fault(name, "belopp i svenska kronor, #VALUTA SEK", f"#VALUTA {sie.currency}"))
    if sie.type != "4":
        faults.insert(0, Fault(name, "en SIE-fil av typ 4, med verifikationer", f"typ {sie.type}"))
    if faults:
        raise InputError(*faults)
    return sie


def _lines(path: Path, name: str) -> list[str]:
    """Return the lines of a file, in whichever encoding it is, without the spaces around them."""
    text = composed(_decoded(check_readable(path, name).read_bytes(), name))
    check_lines(text, name)
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) > _MOST_LINES:
        raise InputError(Fault(name, f"en fil på högst {_MOST_LINES} rader"))
    return [line.strip() for line in lines]


def _decoded(data: bytes, name: str) -> str:
    """Return the text of a SIE file: UTF-8 if it is that, else CP437 or cp1252, whichever spells Swedish."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        check_unmixed(data, name)
        texts = [data.decode(encoding, errors="replace") for encoding in ("cp437", "cp1252")]
        return max(texts, key=lambda text: sum(sign in _SWEDISH for sign in text))


def _read_lines(sie: SieFile, lines: Iterable[str], name: str) -> list[Fault]:
    """Take up the lines, and return what is wrong with them, as far as that is told."""
    faults: list[Fault] = []
    before, inside = "", False
    for number, line in enumerate(lines, 1):
        kind = _kind(line)
        try:
            if line in ("{", "}"):
                if inside == (line == "{") or (line == "{" and before != "#VER"):
                    raise ValueError("a brace that begins or ends nothing")
                inside = not inside
            elif kind in _READ:
                _read_line(sie, kind, _tokens(line), number, inside)
        except (ValueError, IndexError):
            faults.append(Fault(name, f"en hel rad av slaget {kind or line}", line[:_SHOWN], number))
        if len(faults) > MOST_FAULTS:
            return faults
        before = kind if line else before
    if inside:
        faults.append(Fault(name, "en klammer } som avslutar sista verifikationen; filen verkar avkortad"))
    return faults


def _read_line(sie: SieFile, kind: str, tokens: Sequence[str], line: int, inside: bool) -> None:
    match kind:
        case "#SIETYP":
            sie.type = tokens[1]
        case "#VALUTA":
            sie.currency = tokens[1]
        case "#RAR":
            sie.years[tokens[1]] = (_date(tokens[2]), _date(tokens[3]))
        case "#UNDERDIM":
            sie.parents[tokens[1]] = tokens[3]
        case "#RES" if tokens[1] == "0":
            sie.results[_account(tokens[2])] = _amount(tokens[3])
        case "#VER" if not inside:
            _, series, number, date, *rest = tokens
            sie.vouchers.append(Voucher(line, series, number, _date(date), rest[0] if rest else ""))
        case "#TRANS" if inside:
            sie.vouchers[-1].transactions.append(_transaction(tokens, line, sie.vouchers[-1].date))
        case "#VER" | "#TRANS":
            raise ValueError("a voucher in a voucher, or a transaction outside one")


def _transaction(tokens: Sequence[str], line: int, voucher_date: dt.date) -> Transaction:
    _, account, objects, amount, *rest = tokens
    date, text, *_ = [*rest, "", ""]
    return Transaction(
        line,
        _account(account),
        _objects(objects),
        _amount(amount),
        _date(date) if date else voucher_date,
        text,
    )


def _kind(line: str) -> str:
    """Return what a line is of, such as ``#TRANS``; nothing for one that does not begin with a word."""
    found = _KIND.match(line)
    return found[0].upper() if found else ""


def _tokens(line: str) -> list[str]:
    """Return the words, texts and lists of a line."""
    if len(line) > _LONGEST_LINE:
        raise ValueError("a line too long")
    found: list[str] = _TOKEN.findall(line)
    if any(len(token) < 2 or token[-1] != _CLOSED[token[0]] for token in found if token[0] in _CLOSED):
        raise ValueError("a text or a list that is not closed")
    return [_bare(token) for token in found]


def _objects(token: str) -> dict[str, str]:
    """Return the object of each dimension in a list such as ``{6 "CHEF"}``."""
    codes: Sequence[str] = _tokens(token[1:-1])
    if not (token.startswith("{") and token.endswith("}")):
        raise ValueError("no list")
    return dict(zip(codes[::2], codes[1::2], strict=True))


def _account(text: str) -> int:
    """Return an account's number."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("no account")
    return int(text)


def _amount(text: str) -> Decimal:
    """Return an amount."""
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{0,6})?", text):
        raise ValueError("no amount")
    return Decimal(text)


def _date(text: str) -> dt.date:
    """Return a day that is written as ``20250131``."""
    return dt.date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")


def _bare(token: str) -> str:
    return token[1:-1].replace('\\"', '"') if token.startswith('"') else token


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


def _twice(sie: SieFile, name: str) -> Iterator[Fault]:
    """Yield the vouchers that stand a second time, where no stated results say that they all count."""
    first: dict[tuple[str, str, dt.date], int] = {}
    for voucher in sie.vouchers if not sie.results else ():
        line = first.setdefault((voucher.series, voucher.number, voucher.date), voucher.line)
        if line != voucher.line and voucher.number:
            expected = f"att verifikation {voucher.name} står en gång; den står redan på rad {line}"
            yield Fault(name, expected, row=voucher.line)


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
        The objects to take, whatever their capitals and spaces; empty for every entry, with an object or without.
    status : Status
        How sure the bookkeeping is.
    """
    found: list[Entry] = []
    faults: list[Fault | str] = []
    for voucher, row, project, taken in _booked(sie, dimension, objects):
        if taken:
            try:
                found.append(_entry(voucher, row, project, name, status))
            except InputError as error:
                faults += error.faults if len(faults) <= MOST_FAULTS else []
    if faults:
        raise InputError(*faults)
    return found


def left_out(sie: SieFile, dimension: str, objects: Sequence[str]) -> list[tuple[str | None, Decimal]]:
    """Return the project, if any, and the amount of each cost and income that `entries` does not take."""
    booked = _booked(sie, dimension, objects)
    return [(project, row.amount) for _, row, project, taken in booked if not taken]


def _booked(
    sie: SieFile, dimension: str, objects: Sequence[str]
) -> Iterator[tuple[Voucher, Transaction, str | None, bool]]:
    """Yield each cost and income with its project, and whether that is one of some objects, or none are named."""
    own, wanted = sie.within(dimension), {plain_project(each) for each in objects}
    for voucher in sie.vouchers:
        for row in voucher.transactions:
            if _is_result(row.account):
                projects = [code for each, code in row.objects.items() if each in own]
                chosen = [each for each in projects if plain_project(each) in wanted]
                yield voucher, row, next(iter(chosen or projects), None), bool(chosen or not wanted)


def _entry(voucher: Voucher, row: Transaction, project: str | None, name: str, status: Status) -> Entry:
    data = {
        "datum": row.date.isoformat(),
        "verifikation": voucher.name,
        "konto": str(row.account),
        "projekt": project,
        "motpart": None,
        "belopp": str(row.amount),
        "text": printable(row.text or voucher.text).strip() or None,
        "status": str(status),
        "kalla": name,
        "_plats": f"{name} rad {row.line}",
    }
    return validated(Entry, data, name, lambda _: row.line)


def _is_result(account: int) -> bool:
    return str(account)[0] in "345678"
