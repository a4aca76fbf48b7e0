"""What the verb ``utfall`` does: a year's outcome out of a ledger, shown before it is written."""

import argparse
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from model.agreements.agreement import Agreement
from model.amounts.outcome import Entry, Outcome, gather
from model.errors import InputError
from model.finding import Finding, holding_back
from model.near import unknown
from model.read.ledger import Form, Ledger, is_sie, mapped_projects, named_columns, read_ledger
from model.read.listing import outcome_of
from model.read.load import load
from model.run import Run
from model.status import Status
from suite.fetch.book_contents import account_text, contents_text, parts_text
from suite.fetch.outcome_file import LedgerChanges, ledger_changes, replace_outcome, with_vintages, write_ledger
from suite.files.folder import writing
from suite.files.messages import answer, tell
from suite.files.target import output_file
from suite.findings.findings import CODES, entry_findings, file_findings, project_findings, told
from suite.show.frame import each
from suite.show.swedish import kr, row_count

_SHOWN = 10
"""How many rows of each kind of change are shown."""

_SHOWN_OF_ACCOUNT = 3
"""How many rows of an account are shown."""


def show_contents(options: argparse.Namespace) -> int:
    """Print what a ledger holds, whatever of it belongs to an agreement."""
    answer(contents_text(options.fil, _form(options)))
    return 0


def take_up(options: argparse.Namespace, run: Run, year: int, day: dt.date) -> int:
    """Show how a ledger falls on the cost posts and what in it is new; with ``--skriv`` or ``--ut`` write it.

    What is new among the inputs is known from the day.

    Raises
    ------
    InputError
        If the ledger is wrong or has nothing of the year, or is not written because of what was found.
    """
    agreement = run.agreement(options.avtal, year)
    if options.ut:
        _check_elsewhere(options.ut, Path(run.folder))
    own, found = _read(options, run, agreement, year)
    target, before = _places(run, agreement.id, year)
    earlier = [each for each in run.inputs.outcomes.get((agreement.id, year), []) if each.amount]
    changes = ledger_changes(earlier, [each for each in own if each.amount])
    was = gather(agreement, earlier, run.inputs.mapping) if before else None
    now = gather(agreement, own, run.inputs.mapping)
    lines = _changes_text(changes, before or target, was, now)
    lines += [f"{one.level.capitalize()}: {told(one, {})}" for one in found]
    answer("\n".join(lines))
    if not (options.skriv or options.ut):
        answer(f"Inget är skrivet; --skriv skriver {target}.")
        return 0
    _check_found(found, options.trots)
    if options.skriv and not changes.any:
        answer("Inget att skriva.")
    elif options.skriv:
        with writing(Path(run.folder)):
            there = load(Path(run.folder)).outcomes.get((agreement.id, year), [])  # every vintage
            kept = replace_outcome(with_vintages(there, own, day), target, before)
        tell(f"{row_count(len(own))} i {target}" + (f"; det förra utfallet ligger i {kept}" if kept else ""))
    if options.ut:
        with output_file(options.ut) as fresh:
            write_ledger(own, fresh)
        tell(f"{row_count(len(own))} i {options.ut}")
    return 0


def _check_elsewhere(path: Path, folder: Path) -> None:
    """Refuse a file to write that would lie among the inputs."""
    try:
        among = path.resolve().is_relative_to(folder.resolve())
    except OSError:  # a name that no file can have: said when it is written
        return
    if among:
        raise InputError(f"--ut: {path} ligger bland indata, där --skriv skriver utfallet; välj en annan mapp")


def _read(
    options: argparse.Namespace, run: Run, agreement: Agreement, year: int
) -> tuple[Sequence[Entry], Sequence[Finding]]:
    """Read the ledger and print what it holds; return the year's entries, and what is odd in them."""
    mapping = run.inputs.mapping
    chosen = [one.strip() for one in options.projekt.split(",") if one.strip()]
    projects = chosen or mapped_projects(mapping, agreement.id)
    status = _status(options.status)
    ledger = read_ledger(options.fil, options.dimension, projects, year, status, _form(options))
    own = ledger.entries
    beside = [*_left_out_text(ledger.left_out, projects), *_outside_text(ledger.outside, year)]
    found = [*project_findings(agreement, ledger.left_out, projects), *ledger.notes]
    found += file_findings(agreement, ledger)
    if not own:
        whose = f" för projekt {', '.join(projects)}" if projects else ""
        nothing = f"{options.fil.name}: väntade bokförda rader under {year}{whose}, fann inga"
        raise InputError(nothing, *beside, *(one.text for one in found))
    outcome = gather(agreement, own, mapping)
    answer("\n".join([*_ledger_lines(ledger, outcome), *beside, *_status_text(ledger.said, status)]))
    return own, [*entry_findings(agreement, year, own, outcome), *found]


def _form(options: argparse.Namespace) -> Form:
    if is_sie(options.fil) and (options.kolumner or options.blad):
        raise InputError(f"--kolumner och --blad gäller CSV och arbetsböcker; {options.fil.name} är en SIE-fil")
    return Form(named_columns(options.kolumner), options.blad)


def _status(text: str) -> Status | None:
    if text and text not in list(Status):
        raise unknown("--status", text, list(Status), "något av")
    return Status(text) if text else None


def _places(run: Run, agreement: str, year: int) -> tuple[Path, Path | None]:
    """Return where the inputs hold a year's outcome, and the file that is there now."""
    there = next((name for name in run.inputs.hashes if outcome_of(name) == (agreement, year)), None)
    before = Path(run.folder) / there if there else None
    csv = before is not None and before.suffix.lower() == ".csv"
    return before if before and csv else Path(run.folder) / "utfall" / f"{agreement}_{year}.csv", before


def _check_found(found: Iterable[Finding], despite: Sequence[str]) -> None:
    """Refuse to write while something that was found has not been acknowledged."""
    for code in despite:
        if code not in CODES:
            raise unknown("--trots", code, CODES)
    held = dict.fromkeys(one.code for one in holding_back(found, dict.fromkeys(despite, "")))
    if held:
        how = " ".join(f"--trots {code}" for code in held)
        raise InputError(f"Inget är skrivet. Rätta det som står ovan; är det rätt ändå, skriv med {how}")


def _ledger_lines(ledger: Ledger, outcome: Outcome) -> Iterator[str]:
    """Yield the ledger's sums as text, and by account the incomes and the entries without a cost post."""
    yield from parts_text(ledger.parts, ledger.headings)
    yield f"{row_count(len(ledger.entries))} i bokföringen, summa {kr(_sum(ledger.entries), 2)}."
    yield from (f"  {row.namn}: {kr(row.belopp_kr)}" for row in each(outcome.posts))
    yield from (f"  Intäkt, {row.namn}: {kr(row.belopp_kr)}" for row in each(outcome.incomes))
    if incomes := [entry for entry in ledger.entries if entry.is_income]:
        yield "Intäkter per konto:"
        yield from (f"  {line}" for line, _ in _by_account(incomes, ledger.accounts))
    if outcome.unmapped:
        yield "Utan kostnadspost (medräknade; lägg till en rad i utfall/kostnadsposter.csv):"
        for line, rows in _by_account(outcome.unmapped, ledger.accounts):
            yield f"  {line}"
            yield from _first_of([_row(entry) for entry in rows], _SHOWN_OF_ACCOUNT)


def _by_account(entries: Iterable[Entry], names: Mapping[int, str]) -> Iterator[tuple[str, Sequence[Entry]]]:
    """Yield each account with what its entries come to, and the entries."""
    accounts: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        accounts[entry.account].append(entry)
    for account, own in sorted(accounts.items()):
        yield account_text(account, names, [entry.amount for entry in own]), own


def _first_of(rows: Sequence[str], shown: int) -> Iterator[str]:
    """Yield the first of some rows, and how many more there are."""
    yield from (f"    {row}" for row in rows[:shown])
    if len(rows) > shown:
        yield f"    ... och {len(rows) - shown} till"


def _row(entry: Entry) -> str:
    where = f"{entry.date} {entry.voucher}, konto {entry.account}, projekt {entry.project or 'inget'}"
    return f"{where}: {kr(entry.amount, 2)} {entry.text or ''}".rstrip()


def _left_out_text(left_out: Sequence[tuple[str | None, Decimal]], projects: Iterable[str]) -> list[str]:
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


def _outside_text(entries: Sequence[Entry], year: int) -> list[str]:
    """Return the entries of other years in a line, if any."""
    years = sorted({entry.date.year for entry in entries})
    told = f"{row_count(len(entries))} utanför {year} är inte med ({', '.join(map(str, years))})"
    return [f"{told}, summa {kr(_sum(entries), 2)}."] if entries else []


def _status_text(said: Mapping[Status, int], status: Status | None) -> list[str]:
    """Return how many rows of a table said another status than they are given, a line each."""
    return [
        f"{row_count(rows)} har status {old} i filen, och får {status}."
        for old, rows in said.items()
        if old is not status and status
    ]


def _changes_text(changes: LedgerChanges, path: Path, before: Outcome | None, now: Outcome) -> list[str]:
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
        yield from _first_of(rows, _SHOWN)


def _sum(entries: Iterable[Entry]) -> Decimal:
    return sum((entry.amount for entry in entries), Decimal(0))
