"""Read a SIE 4 file: the vouchers of a year, in the Swedish standard for moving bookkeeping between systems.

The standard says CP437; files in UTF-8 and cp1252 are as common. A line that cannot be read, a voucher that does
not balance, a result that is not the sum of its account's transactions, and a voucher that stands twice where no
stated results vouch for it are flaws: the file has lost something on the way. One that may touch the rows that are
asked for refuses them; one that lies outside them is told. A file in another currency than kronor is refused.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from model.amounts.outcome import Entry, plain_project
from model.dates import iso_date
from model.errors import MOST_FAULTS, Fault, InputError
from model.fields import printable
from model.near import composed
from model.read.text_file import check_lines, check_readable, check_unmixed
from model.read.validation import validated
from model.status import Status

_BESIDE = {"#RAR", "#RES"}
"""The kinds of line that no row of a voucher hangs on."""

_NAMES = {"#FNAMN", "#DIM", "#OBJEKT", "#KONTO"}
"""The kinds of line that only give something a name; one that cannot be read leaves it without."""

_READ = {"#SIETYP", "#VALUTA", "#RAR", "#UNDERDIM", "#RES", "#VER", "#TRANS"}
"""The other kinds of line that are read."""

_QUOTED = r'"(?:\\"|[^"])*+(?:"|$)'
_TOKEN = re.compile(rf'{_QUOTED}|\{{(?:{_QUOTED}|[^"}}])*+(?:\}}|$)|[^\s"{{}}]+')
"""A word, a text in quotes or a list in braces; one that is not closed goes on to the end of the line."""

_LIST = re.compile(rf'\{{(?:{_QUOTED}|[^"}}])*+\}}')
_KIND = re.compile(r'[^\s"{}]*')
_WHOLE_YEAR = (
    "att #RES är summan av kontots transaktioner; har filen bara en del av årets verifikationer, så ta ut alla "
    "från årets början"
)
_CLOSED = {'"': '"', "{": "}"}
_SWEDISH = frozenset("åäöÅÄÖéÉüÜ")
NO_DATE = dt.date.min
"""The day of a voucher whose own cannot be read: it may be of any year."""
_WANTED = "en SIE-fil av typ 4, med verifikationer; välj SIE 4 när du tar ut filen"
_MOST_LINES = 500_000
_LONGEST_LINE = 100_000
_SHOWN = 200


class _LineError(Exception):
    """Why a line cannot be read, in Swedish."""


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
    series: str = ""
    number: str = ""
    date: dt.date = NO_DATE
    text: str = ""
    transactions: list[Transaction] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its series and its number."""
        return " ".join(filter(None, (self.series, self.number)))


@dataclass(frozen=True)
class Flaw:
    """Something wrong in a SIE file, and what it touches.

    Attributes
    ----------
    fault : Fault
        What is wrong.
    vouchers : tuple of Voucher
        The vouchers that it is in.
    account : int or None
        The account whose transactions are not whole.
    lost : Transaction or None
        What can be told of a transaction that is not among the voucher's, for it cannot be read: its objects.
    anywhere : bool
        Whether it may touch any row of the file.
    """

    fault: Fault
    vouchers: tuple[Voucher, ...] = ()
    account: int | None = None
    lost: Transaction | None = None
    anywhere: bool = False


@dataclass
class SieFile:
    """What a SIE 4 file holds.

    Attributes
    ----------
    company : str
        Whose bookkeeping it is.
    currency : str
        What its amounts are in; kronor where it does not say.
    years : dict of str
        First and last day of the financial years, ``0`` the file's own.
    dimensions : dict of str
        The names of the dimensions.
    parents : dict of str
        The dimension that a sub-dimension belongs to.
    objects : dict of (str, str)
        The names of the objects, by dimension and code.
    accounts : dict of int
        The names of the accounts.
    results : dict of int
        The booked result of each account, as the file states it.
    vouchers : list of Voucher
    flaws : list of Flaw
        What is wrong in it.
    """

    type: str = ""
    company: str = ""
    currency: str = "SEK"
    years: dict[str, tuple[dt.date, dt.date]] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    accounts: dict[int, str] = field(default_factory=dict)
    results: dict[int, Decimal] = field(default_factory=dict)
    vouchers: list[Voucher] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)

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
    """Read a SIE 4 file, and what is wrong in it.

    #RTRANS and #BTRANS, the history of corrections, are passed over: each #RTRANS is followed by its #TRANS.

    Parameters
    ----------
    path, name
        The file, and its name in messages.

    Raises
    ------
    InputError
        If it is no SIE 4 file in kronor, or in no encoding that can be told.
    """
    lines = _lines(path, name)
    if lines[0].startswith("<?xml"):
        raise InputError(Fault(name, f"{_WANTED}; det här är XML, kanske SIE 5"))
    if not any(line.startswith("#SIETYP") for line in lines):
        raise InputError(Fault(name, "en SIE-fil av typ 4; raden #SIETYP saknas"))
    sie = SieFile()
    _read_lines(sie, lines, name)
    if sie.type != "4":
        raise InputError(Fault(name, _WANTED, f"typ {sie.type}"))
    if sie.currency.upper() != "SEK":
        raise InputError(Fault(name, "belopp i svenska kronor, #VALUTA SEK", f"#VALUTA {sie.currency}"))
    sie.flaws += [*_unbalanced(sie, name), *_wrong_results(sie, name), *_twice(sie, name)]
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


def _read_lines(sie: SieFile, lines: Iterable[str], name: str) -> None:
    """Take up the lines, and what is wrong with them, as far as that is told."""
    before, inside = "", False
    for number, line in enumerate(lines, 1):
        kind, touched = _kind(line), sie.vouchers[-1:]
        if kind == "#VER":  # before it is read: what follows is its own even if it cannot be
            sie.vouchers.append(Voucher(number))
            touched = [*(touched if inside else []), sie.vouchers[-1]]
        reason, read = _misplaced(line, kind, before, inside), True
        try:
            if kind in _NAMES:
                _read_name(sie, kind, _tokens(line))
            elif kind in _READ:
                _read_line(sie, kind, _tokens(line), number)
        except (_LineError, ValueError, IndexError) as error:
            reason, read = str(error) if isinstance(error, _LineError) else "något fattas", False
        if reason and kind not in _NAMES:
            fault = Fault(name, f"en hel rad av slaget {kind or line}; {reason}", line[:_SHOWN], number)
            sie.flaws.append(_flaw(fault, kind, touched, read))
        if len(sie.flaws) > MOST_FAULTS:
            sie.flaws.append(Flaw(Fault(name, f"högst {MOST_FAULTS} rader som inte går att läsa"), anywhere=True))
            return
        inside = line == "{" or (inside and line != "}" and kind != "#VER")
        before = kind if line else before
    if inside:
        expected = "en klammer } som avslutar sista verifikationen; filen verkar avkortad"
        sie.flaws.append(Flaw(Fault(name, expected), anywhere=True))


def _misplaced(line: str, kind: str, before: str, inside: bool) -> str:
    """Return why a line cannot stand where it does; nothing if it can."""
    if line in ("{", "}") and (inside == (line == "{") or (line == "{" and before != "#VER")):
        return "klammern börjar eller slutar inget"
    if kind == "#VER" and inside:
        return "verifikationen före den slutar inte med }"
    return "den står inte inom en verifikations klamrar" if kind == "#TRANS" and not inside else ""


def _flaw(fault: Fault, kind: str, touched: Sequence[Voucher], read: bool) -> Flaw:
    """Return what a line that is wrong touches; one that was read only stands in the wrong place."""
    if kind == "#VER" and read:
        touched = touched[:-1]  # not itself: the one before it does not end
    lost = None if read or kind != "#TRANS" else _glimpsed(fault, touched)
    unknown = kind in {"#SIETYP", "#VALUTA", "#UNDERDIM"} or (kind == "#TRANS" and not read and lost is None)
    anywhere = unknown or (not touched and kind not in _BESIDE)
    return Flaw(fault, () if kind in _BESIDE else tuple(touched), lost=lost, anywhere=anywhere)


def _glimpsed(fault: Fault, touched: Sequence[Voucher]) -> Transaction | None:
    """Return what can be told of a transaction that cannot be read; None where not even its objects."""
    found = _LIST.search(fault.found or "")
    try:
        objects = _objects(found[0] if found else "")
    except _LineError:
        return None
    return Transaction(fault.row or 0, 0, objects, Decimal(0), touched[-1].date if touched else NO_DATE, "")


def _read_name(sie: SieFile, kind: str, tokens: Sequence[str]) -> None:
    match kind:
        case "#FNAMN":
            sie.company = printable(tokens[1])
        case "#DIM":
            sie.dimensions[tokens[1]] = printable(tokens[2])
        case "#OBJEKT":
            sie.objects[tokens[1], tokens[2]] = printable(tokens[3])
        case "#KONTO":
            sie.accounts[_account(tokens[1])] = printable(tokens[2])


def _read_line(sie: SieFile, kind: str, tokens: Sequence[str], line: int) -> None:
    match kind:
        case "#SIETYP":
            sie.type = tokens[1]
        case "#VALUTA":
            sie.currency = tokens[1]
        case "#RAR":
            sie.years[tokens[1]] = (_date(tokens[2]), _date(tokens[3]))
        case "#UNDERDIM":
            sie.dimensions[tokens[1]], sie.parents[tokens[1]] = printable(tokens[2]), tokens[3]
        case "#RES" if tokens[1] == "0":
            sie.results[_account(tokens[2])] = _amount(tokens[3])
        case "#VER":
            own = sie.vouchers[-1]
            own.series, own.number, own.date = tokens[1], tokens[2], _date(tokens[3])
            own.text = tokens[4] if len(tokens) > 4 else ""
        case "#TRANS":
            sie.vouchers[-1].transactions.append(_transaction(tokens, line, sie.vouchers[-1].date))


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
        raise _LineError("den är orimligt lång")
    found: list[str] = _TOKEN.findall(line)
    if any(len(token) < 2 or token[-1] != _CLOSED[token[0]] for token in found if token[0] in _CLOSED):
        raise _LineError('en text eller en lista avslutas inte med " eller }')
    return [token[1:-1].replace('\\"', '"') if token.startswith('"') else token for token in found]


def _objects(token: str) -> dict[str, str]:
    """Return the object of each dimension in a list such as ``{6 "CHEF"}``."""
    codes: Sequence[str] = _tokens(token[1:-1])
    if not (token.startswith("{") and token.endswith("}")) or len(codes) % 2:
        raise _LineError("objekten står inte som {6 KOD}")
    return dict(zip(codes[::2], codes[1::2], strict=True))


def _account(text: str) -> int:
    """Return an account's number."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise _LineError("kontot är inget nummer")
    return int(text)


def _amount(text: str) -> Decimal:
    """Return an amount."""
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{0,6})?", text):
        raise _LineError("beloppet är inget tal som -1000.50")
    return Decimal(text)


def _date(text: str) -> dt.date:
    """Return a day that is written as ``20250131``, or as ``2025-01-31``."""
    date = iso_date(f"{text[:4]}-{text[4:6]}-{text[6:]}") or iso_date(text)
    if date is None:
        raise _LineError("datumet är inget som 20250131")
    return date


def _unbalanced(sie: SieFile, name: str) -> Iterator[Flaw]:
    told = {voucher.line for flaw in sie.flaws for voucher in flaw.vouchers}
    for voucher in sie.vouchers:
        left = sum((row.amount for row in voucher.transactions), Decimal(0))
        if left and voucher.line not in told:
            expected = f"att verifikation {voucher.name} går jämnt ut; debet minus kredit är {left}"
            yield Flaw(Fault(name, expected.replace(".", ","), row=voucher.line), (voucher,))


def _wrong_results(sie: SieFile, name: str) -> Iterator[Flaw]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for voucher in sie.vouchers:
        for row in voucher.transactions:
            sums[row.account] += row.amount
    booked = {account for account in sums if is_result(account) and sums[account]}
    for account in sorted(booked | set(sie.results)) if sie.results else []:
        stated, counted = sie.results.get(account, Decimal(0)), sums[account]
        if stated != counted:
            found = f"konto {account}: #RES {stated} mot {counted}".replace(".", ",")
            yield Flaw(Fault(name, _WHOLE_YEAR, found), account=account)


def _twice(sie: SieFile, name: str) -> Iterator[Flaw]:
    """Yield the vouchers that stand a second time, where no stated results say that they all count."""
    first: dict[tuple[str, str, dt.date], int] = {}
    for voucher in sie.vouchers if not sie.results else ():
        line = first.setdefault((voucher.series, voucher.number, voucher.date), voucher.line)
        if line != voucher.line and voucher.number:
            expected = f"att verifikation {voucher.name} står en gång; den står redan på rad {line}"
            yield Flaw(Fault(name, expected, row=voucher.line), (voucher,))


def parted_flaws(
    sie: SieFile, dimension: str, objects: Sequence[str], year: int
) -> tuple[list[Fault], list[Fault]]:
    """Return what is wrong that may touch the rows of a year that `entries` takes, and what lies outside them.

    Parameters
    ----------
    sie, dimension, objects
        As for `entries`.
    year : int
        The year that the rows are of.
    """
    own, wanted = sie.within(dimension), _plain(objects)
    taken = [
        (voucher.line, row.account)
        for voucher in sie.vouchers
        for row in voucher.transactions
        if (wanted or is_result(row.account)) and row.date.year in (year, NO_DATE.year)
        if _chosen(row, own, wanted)[1]
    ]
    lines, accounts = {line for line, _ in taken}, {account for _, account in taken}

    def touches(flaw: Flaw) -> bool:
        lost = flaw.lost is not None and _chosen(flaw.lost, own, wanted)[1]
        in_voucher = any(voucher.line in lines for voucher in flaw.vouchers)
        return flaw.anywhere or lost or in_voucher or flaw.account in accounts

    parted: dict[bool, list[Fault]] = {True: [], False: []}
    for flaw in sie.flaws:
        parted[touches(flaw)].append(flaw.fault)
    return parted[True], parted[False]


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
    own, wanted = sie.within(dimension), _plain(objects)
    for voucher in sie.vouchers:
        for row in voucher.transactions:
            if is_result(row.account):
                yield voucher, row, *_chosen(row, own, wanted)


def _chosen(row: Transaction, own: set[str], wanted: set[str]) -> tuple[str | None, bool]:
    """Return a row's project among the objects of some dimensions, and whether it is one that is asked for."""
    projects = [code for each, code in row.objects.items() if each in own]
    chosen = [each for each in projects if plain_project(each) in wanted]
    return next(iter(chosen or projects), None), bool(chosen or not wanted)


def _plain(objects: Iterable[str]) -> set[str]:
    return {plain_project(each) for each in objects}


def _entry(voucher: Voucher, row: Transaction, project: str | None, name: str, status: Status) -> Entry:
    data = {
        "datum": row.date.isoformat(),
        "verifikation": voucher.name or f"utan nummer {voucher.date}",
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


def is_result(account: int) -> bool:
    """Whether an account is one of costs and incomes, 3000–8999."""
    return str(account)[0] in "345678"
