"""What the verb ``utfall`` does: a year's outcome out of a ledger, shown before it is written."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from model.agreements.agreement import Agreement
from model.amounts.outcome import Entry, gather
from model.errors import InputError
from model.finding import CODES, Finding, holding_back
from model.near import unknown
from model.read.ledger import mapped_projects, read_ledger
from model.read.listing import outcome_of
from model.run import Run
from model.status import Status
from suite.fetch.ledger import (
    changes_text,
    ledger_text,
    left_out_text,
    outside_text,
    replace_outcome,
    status_text,
    write_ledger,
)
from suite.fetch.ledger_changes import ledger_changes
from suite.files.folder import writing
from suite.files.target import output_file
from suite.findings.findings import entry_findings, project_findings, told
from suite.show.swedish import row_count


def take_up(options: argparse.Namespace, run: Run, year: int) -> int:
    """Show how a ledger falls on the cost posts and what in it is new; with ``--skriv`` or ``--ut`` write it.

    Raises
    ------
    InputError
        If the ledger is wrong or has nothing of the year, or is not written because of what was found.
    """
    agreement = run.agreement(options.avtal, year)
    if options.ut:
        check_elsewhere(options.ut, Path(run.folder))
    own, found = _read(options, run, agreement, year)
    target, before = _places(run, agreement.id, year)
    earlier = run.inputs.outcomes.get((agreement.id, year), [])
    changes = ledger_changes(earlier, own)
    there = gather(agreement, earlier, run.inputs.mapping) if before else None
    now = gather(agreement, own, run.inputs.mapping)
    lines = changes_text(changes, before or target, there, now)
    lines += [f"{each.level.capitalize()}: {told(each, {})}" for each in found]
    print("\n".join(lines))
    if not (options.skriv or options.ut):
        print(f"Inget är skrivet; --skriv skriver {target}.")
        return 0
    _check_found(found, options.trots)
    if options.skriv and not changes.any:
        print("Inget att skriva.")
    elif options.skriv:
        with writing(Path(run.folder)):
            kept = replace_outcome(own, target, before)
        print(f"{row_count(len(own))} i {target}" + (f"; det förra utfallet ligger i {kept}" if kept else ""))
    if options.ut:
        with output_file(options.ut) as fresh:
            write_ledger(own, fresh)
        print(f"{row_count(len(own))} i {options.ut}")
    return 0


def check_elsewhere(path: Path, folder: Path) -> None:
    """Refuse a file to write that would lie among the inputs.

    Raises
    ------
    InputError
        If it would.
    """
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
    chosen = [each.strip() for each in options.projekt.split(",") if each.strip()]
    projects = chosen or mapped_projects(mapping, agreement.id)
    status = _status(options.status)
    ledger = read_ledger(options.fil, options.dimension, projects, year, status)
    own = ledger.entries
    beside = [*left_out_text(ledger.left_out, projects), *outside_text(ledger.outside, year)]
    found = [*project_findings(agreement, ledger.left_out, projects), *ledger.notes]
    if not own:
        whose = f" för projekt {', '.join(projects)}" if projects else ""
        nothing = f"{options.fil.name}: väntade bokförda rader under {year}{whose}, fann inga"
        raise InputError(nothing, *beside, *(each.text for each in found))
    outcome = gather(agreement, own, mapping)
    print("\n".join([ledger_text(own, outcome), *beside, *status_text(ledger.said, status)]))
    return own, [*entry_findings(agreement, year, own, outcome), *found]


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
    held = dict.fromkeys(each.code for each in holding_back(found, dict.fromkeys(despite, "")))
    if held:
        how = " ".join(f"--trots {code}" for code in held)
        raise InputError(f"Inget är skrivet. Rätta det som står ovan; är det rätt ändå, skriv med {how}")
