"""A ledger as a bookkeeping system writes it out: CSV or a workbook, with its own headings, titles and sums.

It is turned into the lines of our own table before `model.read.table` reads them: the headings get our names,
debit less credit becomes the amount, ``5010 Lön`` the account 5010, and ``1.234,50 kr`` an amount. What is not
understood is left as it stands, for the table to refuse. A row of sums is no entry: it is held against the rows
above it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import accumulate, chain, islice
from pathlib import Path

from pydantic_core import PydanticCustomError

from model.amounts.outcome import Entry
from model.dates import probable_date
from model.errors import Fault, InputError, shortened
from model.fields import parse_money
from model.finding import Finding
from model.read.csv_file import csv_lines
from model.read.heading import TableLine
from model.read.table import typed_rows
from model.read.text_file import garbled

NAMES: Mapping[str, Sequence[str]] = {
    "datum": (
        *("bokföringsdatum", "bokfdatum", "bokfdat", "bokföringsdag", "bokfdag", "verifikationsdatum", "verdatum"),
        *("verdat", "datum", "transaktionsdatum", "transdatum", "transdat"),
    ),
    "verifikation": (
        *("verifikation", "verifikationsnummer", "verifikationsnr", "vernummer", "vernr", "ver"),
        *("verifikatnummer", "verifikatnr", "verifikat"),
    ),
    "serie": ("verifikationsserie", "verserie", "serie"),
    "konto": ("konto", "kontonummer", "kontonr", "kto"),
    "projekt": ("projekt", "projektnummer", "projektnr", "projektkod", "projnr", "proj"),
    "motpart": ("motpart", "motpartsnamn", "leverantör", "leverantörsnamn", "kund", "kundnamn"),
    "belopp": ("belopp", "beloppkr", "beloppsek", "bokförtbelopp", "nettobelopp"),
    "debet": ("debet", "debetbelopp", "debetkr", "debetsek", "debit"),
    "kredit": ("kredit", "kreditbelopp", "kreditkr", "kreditsek", "credit"),
    "text": (
        *("text", "verifikationstext", "vertext", "transaktionstext", "transtext", "radtext", "beskrivning"),
        "benämning",
    ),
    "status": ("status",),
    "kalla": ("kalla", "källa"),
}
"""The headings of each column, in small letters without signs and spaces; the first that a file has is taken."""

DEEPEST = 50
"""The last of the filled lines of a file that the headings may stand on."""

ABSENT = ("projekt", "motpart", "text")
"""The columns of our own table that a ledger may lack."""

_PARTS = ("serie", "debet", "kredit")
"""The columns that become part of another, and are then empty."""

_SUM = re.compile(r"\s*(del|slut|total)?summa\b|\s*(total|totalt|s:a)\b", re.IGNORECASE)
_ACCOUNT = re.compile(r"\s*(\d{3,8})\s*[-–:.,]?\s+(?=.*[^\W\d]).*|\s*(\d{3,8})\s*[-–:]\s*(?=[^\W\d]).*")
_DAY = re.compile(r"\s*(\d{8}|\d{4}-\d{2}-\d{2}[ T]\d{2}:.*)")
_UNIT = re.compile(r"\s*(?<![^\W\d])(kr|sek)\.?\s*$", re.IGNORECASE)


def plain_amount(text: str) -> str:
    """Return an amount as our own table has it; what may be two amounts, such as ``1.234``, is left as it is.

    Examples
    --------
    >>> [plain_amount(each) for each in ("45 000,50 kr", "1.234,50", "1,234.50", "1 234,50-", "+5")]
    ['45 000,50', '1234,50', '1234.50', '-1 234,50', '5']
    """
    bare = _UNIT.sub("", text).strip().removeprefix("+")
    if re.fullmatch(r"[\d\s.,]+[-−–]", bare):
        bare = f"-{bare[:-1].rstrip()}"
    if re.fullmatch(r"[-−]?\d{1,3}(\.\d{3})+,\d{1,2}|[-−]?\d{1,3}(\.\d{3}){2,}", bare):
        return bare.replace(".", "")
    if re.fullmatch(r"[-−]?\d{1,3}(,\d{3})+\.\d{1,2}|[-−]?\d{1,3}(,\d{3}){2,}", bare):
        return bare.replace(",", "")
    return bare


def plain_account(text: str) -> str:
    """Return the account of ``5010 Lön``; any other text as it is."""
    found = _ACCOUNT.fullmatch(text)
    return (found[1] or found[2]) if found else text


def plain_date(text: str) -> str:
    """Return the day of ``20250131`` and of ``2025-01-31 00:00`` as ``2025-01-31``; any other text as it is."""
    return str(probable_date(text.strip()) or text) if _DAY.fullmatch(text) else text


@dataclass(frozen=True)
class SumRow:
    """A row of sums.

    Attributes
    ----------
    line : int
        Its number in the file.
    label : str
        What it calls itself.
    stated : Decimal or None
        Its sum, kronor; None where it cannot be read.
    """

    line: int
    label: str
    stated: Decimal | None


@dataclass(frozen=True)
class WrongSum:
    """A row of sums that no rows above it come to.

    Attributes
    ----------
    place : str
        The file and the line.
    label : str
        What it calls itself.
    stated : Decimal or None
        What it says, kronor; None where that cannot be read.
    counted : Decimal
        What the rows since the row of sums before it come to.
    """

    place: str
    label: str
    stated: Decimal | None
    counted: Decimal


@dataclass
class LedgerTable:
    """A ledger as its system writes it: the file, or a sheet of it.

    Attributes
    ----------
    name : str
        The file's name in messages.
    own : mapping of str to str
        The heading of each column that is named by whoever reads it; empty for one that is not to be read.
    headings : list of str
        As they stand in the file.
    places : dict of str to int
        Where each known column stands.
    sums : list of SumRow
    """

    name: str
    own: Mapping[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    sums: list[SumRow] = field(default_factory=list)

    def lines(self, given: Iterable[TableLine]) -> Iterator[TableLine]:
        """Yield the lines as those of our own table, the headings first; what stands above them is passed over.

        Raises
        ------
        InputError
            If no line has the headings of a ledger.
        """
        waiting = iter(given)
        first = list(islice((line for line in waiting if line.faults or any(map(str.strip, line.cells))), DEEPEST))
        if not first:
            return
        at = heading_place([line.cells for line in first], self.own)
        yield self._heading(first[at], [fault for line in first for fault in line.faults])
        for line in chain(first[at + 1 :], waiting):
            if line.faults or not line.cells:
                yield line
            elif self._is_sum(line.cells):
                self.sums.append(SumRow(line.number, _label(line.cells), _money(self._amount(line.cells))))
            elif [cell.strip() for cell in line.cells] != self.headings:  # a new page has them again
                yield line._replace(cells=self._cells(line.cells), faults=self._faults(line))

    def _heading(self, line: TableLine, broken: Sequence[Fault | str]) -> TableLine:
        """Return the headings as those of our own table; broken is what cannot be read among the first lines."""
        self.headings, self.places = [cell.strip() for cell in line.cells], column_places(line.cells, self.own)
        if missing := _missing(self.places, self.own):
            listed = shortened(", ".join(filter(None, self.headings)), 300)
            how = f"säg vad det heter i filen med --kolumner {','.join(f'{kind}=RUBRIK' for kind in missing)}"
            both = ", eller debet och kredit" if "belopp" in missing else ""
            expected = f"det bland rubrikerna ({listed}){both}; {how}"
            spoilt = list(filter(None, (garbled(each, self.name, line.number) for each in self.headings)))
            raise InputError(
                *broken or spoilt or [Fault(self.name, expected, None, line.number, ", ".join(missing))]
            )
        cells = [self._other(place) for place in range(len(self.headings))]
        for kind, place in self.places.items():
            cells[place] = "" if kind in _PARTS else kind
        cells[self._amount_place] = "belopp"
        return line._replace(cells=cells)

    def _other(self, place: int) -> str:
        """Return the heading of another column, told apart from ours; one that stands twice is ours again."""
        heading = self.headings[place]
        twice = [kind for kind, other in self.places.items() if self.headings[other] == heading]
        return twice[0] if twice else f"{heading} (kolumn {place + 1})" if heading.lower() in NAMES else heading

    @property
    def _amount_place(self) -> int:
        """Where the amount stands, or is put."""
        return self.places.get("belopp", min(self.places.get("debet", 0), self.places.get("kredit", 0)))

    def _cells(self, given: Sequence[str]) -> list[str]:
        """Return the cells of a row as our own table has them; a short row stays short."""
        parts = dict.fromkeys(_PARTS, "")
        number = f"{self._cell(given, 'serie')} {self._cell(given, 'verifikation')}".strip()
        plain = {
            "konto": plain_account(self._cell(given, "konto")),
            "datum": plain_date(self._cell(given, "datum")),
            "verifikation": number,
        }
        changed = {self.places[kind]: text for kind, text in (parts | plain).items() if kind in self.places}
        changed[self._amount_place] = self._amount(given)
        return [changed.get(place, cell) for place, cell in enumerate(given)]

    def _faults(self, line: TableLine) -> list[Fault | str]:
        """Return what is wrong with a row that says its amount twice, and not the same."""
        if not {"belopp", "debet", "kredit"} <= self.places.keys():
            return []
        amount, both = self._amount(line.cells), self._sides(line.cells)
        if not both or _money(amount) == _money(both):
            return []
        expected = f"debet minus kredit, {both}; säg med --kolumner belopp= att beloppet är de två"
        return [Fault(self.name, expected, amount, line.number, "belopp")]

    def _cell(self, cells: Sequence[str], kind: str) -> str:
        place = self.places.get(kind, len(cells))
        return cells[place].strip() if place < len(cells) else ""

    def _amount(self, cells: Sequence[str]) -> str:
        """Return the amount of a row, debit less credit where it has those; what is none is left as it is."""
        return plain_amount(self._cell(cells, "belopp")) if "belopp" in self.places else self._sides(cells)

    def _sides(self, cells: Sequence[str]) -> str:
        sides = [plain_amount(self._cell(cells, kind)) for kind in ("debet", "kredit")]
        debit, credit = (_money(side or "0") for side in sides)
        if debit is None or credit is None:
            return sides[0] if debit is None else sides[1]
        return str(debit - credit) if any(sides) else ""

    def _is_sum(self, cells: Sequence[str]) -> bool:
        """Whether a row is of sums: it is called so, and has no day and no voucher."""
        own = [self._cell(cells, kind) for kind in ("datum", "verifikation")]
        return bool(_label(cells)) and all(not cell or _SUM.match(cell) for cell in own)

    def told(self) -> dict[str, str]:
        """Return the heading of each column of ours that has another name in the file."""
        names = {kind: self.headings[place] for kind, place in self.places.items()}
        if "belopp" not in names and {"debet", "kredit"} <= names.keys():
            names["belopp"] = f"{names.pop('debet')} minus {names.pop('kredit')}"
        return {kind: name for kind, name in names.items() if kind != name.lower()}

    def wrong_sums(self, rows: Sequence[Entry]) -> list[WrongSum]:
        """Return the rows of sums that are neither what the rows above them come to nor all the rows.

        A row of sums may begin wherever another ends: sums of sums count each row once.
        """
        lines, totals = [int(row.line) for row in rows], [Decimal(0), *accumulate(row.amount for row in rows)]
        ends, wrong = [Decimal(0)], []
        for row in self.sums:
            above = totals[bisect_left(lines, row.line)]
            if row.stated not in {totals[-1], *(above - end for end in ends)}:
                place, counted = f"{self.name} rad {row.line}", above - ends[-1]
                wrong.append(WrongSum(place, row.label, row.stated, counted))
            ends.append(above)
        return wrong


def heading_place(rows: Sequence[Sequence[str]], own: Mapping[str, str]) -> int:
    """Return which of some rows is the heading: the first of those that lack the least."""
    lacking = [len(_missing(column_places(cells, own), own)) for cells in rows]
    return lacking.index(min(lacking))


def is_ledger(rows: Sequence[Sequence[str]], own: Mapping[str, str]) -> bool:
    """Whether some rows are the first of a ledger: a heading that lacks nothing, and something under it."""
    return any(not _missing(column_places(cells, own), own) for cells in rows[:-1])


def column_places(cells: Sequence[str], own: Mapping[str, str]) -> dict[str, int]:
    """Return where each known column stands among some headings, by the names of them that a file has."""
    plain = [_plain(cell) for cell in cells]
    places: dict[str, int] = {}
    for kind, names in NAMES.items():
        wanted = (_plain(own[kind]),) if kind in own else names
        found = [plain.index(name) for name in wanted if name and name in plain]
        free = [place for place in found if place not in places.values()]
        places |= {kind: free[0]} if free else {}
    return places


def _missing(places: Mapping[str, int], own: Mapping[str, str]) -> list[str]:
    """Return what a ledger cannot do without, or is said to have, and does not have."""
    needed = ["datum", "verifikation", "konto", "belopp", *(kind for kind, heading in own.items() if heading)]
    if {"debet", "kredit"} <= places.keys() and not own.get("belopp"):
        needed.remove("belopp")
    return [kind for kind in dict.fromkeys(needed) if kind not in places]


def _plain(heading: str) -> str:
    return "".join(sign for sign in heading.casefold() if sign.isalnum())


def _label(cells: Sequence[str]) -> str:
    """Return what a row of sums calls itself; nothing for another."""
    return next((cell.strip() for cell in cells if _SUM.match(cell)), "")


def _money(text: str) -> Decimal | None:
    try:
        return parse_money(text)
    except PydanticCustomError:
        return None


def read_ledger_tables(
    path: Path, own: Mapping[str, str], sheet: str, notes: list[Finding]
) -> list[tuple[LedgerTable, list[Entry]]]:
    """Return the rows of a CSV file, or of each sheet of a workbook that holds a ledger.

    Parameters
    ----------
    path : Path
        The file.
    own : mapping of str to str
        The heading of each column that is named by whoever reads it.
    sheet : str
        The sheet to read; empty for all.
    notes : list of Finding
        What is not read is added here.

    Raises
    ------
    InputError
        If the file is wrong, or there is no such sheet.
    """
    found = []
    for name, lines in _parts(path, own, sheet, notes):
        table = LedgerTable(name, own)
        try:
            found.append((table, typed_rows(table.lines(lines), name, Entry, notes=notes, absent=ABSENT)))
        except InputError as error:
            raise InputError(*(_named(fault, table.told()) for fault in error.faults)) from None
    return found


def _named(fault: Fault | str, headings: Mapping[str, str]) -> Fault | str:
    """Return a fault with its column as the file calls it."""
    if isinstance(fault, str) or fault.column not in headings:
        return fault
    return replace(fault, column=f"{headings[fault.column]} ({fault.column})")


def _parts(
    path: Path, own: Mapping[str, str], sheet: str, notes: list[Finding]
) -> Iterator[tuple[str, Iterable[TableLine]]]:
    """Yield the lines of a CSV file, or of each sheet to read, and their name in messages."""
    if path.suffix.lower() != ".xlsx":
        if sheet:
            raise InputError(f"--blad: fann ”{sheet}”, men {path.name} är ingen arbetsbok")
        yield path.name, csv_lines(path, path.name, DEEPEST)
        return
    from model.read.xlsx_file import chosen_sheets, sheet_lines  # which is slow to import

    chosen = chosen_sheets(path, path.name, lambda rows: is_ledger(rows, own), sheet, notes)
    for title in chosen:
        name = path.name if len(chosen) == 1 else f"{path.name} blad {title}"
        yield name, sheet_lines(path, name, title)
