"""The verbs of what is a fact: invoices that have been sent, and years whose books are closed."""

import argparse
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from model.agreements.in_force import months_in_force
from model.amounts.closing import Closing, entries_digest
from model.amounts.issued import Issued
from model.amounts.outcome import MAPPING_FILE, UNMAPPED, unbooked
from model.errors import InputError
from model.fields import places
from model.finding import Finding
from model.read.begin import checked_year, inputs_folder
from model.read.load import file_hash
from model.read.record_file import CLOSINGS, LEDGER
from model.run import Run
from model.status import Status
from model.year import AgreementYear, agreement_year, open_differences
from suite.cli.given import check_target, day_given, give, run_of, year_given, years_given
from suite.files.folder import writing
from suite.files.manifest import MANIFEST
from suite.files.messages import tell, warn
from suite.files.provenance import as_json
from suite.files.records import append
from suite.findings.findings import UNMAPPED_CODE, acknowledgements
from suite.reports.issuing import difference_table, imported_rows, issued_rows, ledger_frame, ledger_table
from suite.show.answer import ENDINGS, Answer, sheet
from suite.show.blocks import Table
from suite.show.swedish import MONTHS, joined, kr, row_count
from suite.show.text_table import table_text


def check_issuer(options: argparse.Namespace) -> None:
    """Refuse to write in the ledger without a name."""
    if not options.av.strip():
        raise InputError("--av: väntade namnet på den som skriver i fakturerat.csv")


def issue(options: argparse.Namespace, run: Run, basis: pd.DataFrame, folder: Path) -> None:
    """Add an invoice basis to the ledger, and keep it; its inputs folder is being written.

    Parameters
    ----------
    options : Namespace
        The command line, with ``av`` and ``dag``.
    run : Run
        What the basis was computed in.
    basis : DataFrame
        Its rows.
    folder : Path
        Where it lies as files.

    Raises
    ------
    InputError
        If the ledger has rows that the run does not know, or cannot be written.
    """
    earlier = run.inputs.rows(Issued)
    if len(earlier) > len(run.issued):
        told = "fakturerat.csv har rader från senare dagar; utfärda med det som är känt i dag"
        raise InputError(f"--per-datum: fann {run.series.as_of}, och {told}")
    made = folder / f"{folder.name}.csv"
    new = issued_rows(run, basis, options.av, day_given(options), file_hash(made))
    name = f"{new[0].number:06d}"
    kept = {f"{name}.csv": made.read_bytes(), f"{name}.json": (folder / MANIFEST).read_bytes()}
    append(Path(run.folder), LEDGER, earlier, new, kept)
    tell(f"Utfärdat: {row_count(len(new))}, nr {new[0].number}–{new[-1].number}, i fakturerat.csv.")


def issued(options: argparse.Namespace) -> int:
    """Show what has been invoiced, and where it differs from what is now computed; or take in earlier invoices."""
    check_target(options, ENDINGS)
    if options.importera:
        return _take_in(options)
    run = run_of(options)
    years = years_given(options.ar, run) if options.ar else None
    party = run.inputs.party_code(options.part) if options.part else ""

    def asked(agreement: str, year: int, code: str) -> bool:
        """Whether it is of the years and the party, or of a company that pays in the party's place."""
        whose = ("", code, run.party(agreement, code).owner)
        return (years is None or year in years) and party in whose

    rows = [row for row in run.issued if asked(row.agreement, row.year, row.party)]
    found = open_differences(run)
    places = zip(found["avtal"], found["ar"], found["part"], strict=True)
    found = found.loc[[asked(*place) for place in places]]
    ledger, differing = ledger_table(rows), difference_table(run, found)
    sheets = {"Fakturerat": sheet(ledger), "Öppna skillnader": sheet(differing)}
    give(options, Answer("Fakturerat", ledger_frame(rows), sheets), lambda: _told(rows, ledger, differing))
    return 0


def _told(rows: list[Issued], ledger: Table, differing: Table) -> str:
    if not rows:
        return "Inget är utfärdat."
    open_ones = table_text(differing) if differing.rows else "Det som är utfärdat är det som nu räknas."
    return f"{table_text(ledger)}\n\n{open_ones}"


def _take_in(options: argparse.Namespace) -> int:
    """Add earlier invoices to the ledger."""
    check_issuer(options)
    with writing(inputs_folder(options.inputs)):
        run, notes = run_of(options), list[Finding]()
        new = imported_rows(run.inputs, options.importera, options.av, notes)
        name = f"{new[0].number:06d}"
        about = {"fil": options.importera.name, "av": options.av, "dag": str(day_given(options))}
        kept = {
            f"{name}{options.importera.suffix.lower()}": options.importera.read_bytes(),
            f"{name}.json": as_json(about).encode(),
        }
        append(Path(run.folder), LEDGER, run.inputs.rows(Issued), new, kept)
    for note in notes:
        warn(note.text)
    tell(f"Inläst: {row_count(len(new))}, nr {new[0].number}–{new[-1].number}, i fakturerat.csv.")
    return 0


def _unready(view: AgreementYear, day: dt.date, acknowledged: Mapping[str, str]) -> Iterator[str]:
    """Yield why a year's books cannot be closed."""
    run, outcome, year = view.run, view.outcome, view.year
    assert outcome
    months = months_in_force(view.agreement.term.start, run.case.end(view.agreement.id), year)
    without = unbooked(view.entries, months)
    unfixed = [each for each in view.entries if each.status is not Status.FIXED]
    if day <= dt.date(year, 12, 31):
        yield f"Året är inte slut {day}"
    if without:
        yield f"Inget är bokfört i {joined([MONTHS[month - 1] for month in without])}"
    if unfixed:
        yield f"{row_count(len(unfixed))} är inte fastställda: {places(unfixed)}"
    if outcome.unmapped and UNMAPPED_CODE not in acknowledged:
        amount = kr(outcome.posts.set_index("kostnadspost")["belopp_kr"][UNMAPPED])
        yield (
            f"{row_count(len(outcome.unmapped))} har ingen kostnadspost, tillsammans {amount}: "
            f"{places(outcome.unmapped)}. Skriv in dem i {MAPPING_FILE}, eller ange --trots {UNMAPPED_CODE} --skal"
        )


def close(options: argparse.Namespace) -> int:
    """Close a year's books of an agreement: record the day and what the outcome then is."""
    with writing(inputs_folder(options.inputs)):
        run = run_of(options)
        agreement = run.agreement(options.avtal)
        year = year_given(options, run, lambda run, text: checked_year(run, text, agreement))
        view, day = agreement_year(run, agreement.id, year), day_given(options)
        if view.outcome is None:
            raise InputError(f"bokslut: utfallet för {agreement.short} {year} finns inte i underlaget")
        earlier = run.inputs.rows(Closing)
        before = [row for row in earlier if (row.agreement, row.year) == (agreement.id, year)]
        if before and before[-1].holds(view.outcome, view.entries):
            raise InputError(
                f"bokslut: {agreement.short} {year} är stängt sedan {before[-1].date}, med samma utfall"
            )
        faults = list(_unready(view, day, acknowledgements(options.trots, options.skal)))
        if faults:
            raise InputError(f"{agreement.short} {year} kan inte stängas", *faults)
        row = {
            "avtal": agreement.id,
            "ar": year,
            "dag": day,
            "utfall_kr": view.outcome.total,
            "utfall_hash": entries_digest(view.entries),
            "beslut": options.beslut,
        }
        append(Path(run.folder), CLOSINGS, earlier, [Closing.model_validate(row)])
    tell(f"{agreement.short} {year} är stängt {day}: utfallet är {kr(view.outcome.total)} ({options.beslut}).")
    return 0
