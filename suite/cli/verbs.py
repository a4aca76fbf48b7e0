"""The verbs that make what leaves the house, that compare and verify it, and that take up what comes back."""

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from model.errors import InputError
from model.finding import Finding, Level
from model.read.begin import checked_invoice_year, inputs_folder
from suite.cli.given import check_target, day_given, give, outputs_folder, run_of, year_given
from suite.files.messages import answer, fail, tell, warn

if TYPE_CHECKING:
    from suite.publish.package import Delivery

HELD_BACK = 3
"""The exit status when all else was made, but findings held the invoice basis back."""
UNREADABLE = 2
"""The exit status when there is nothing to verify."""


def workbook(options: argparse.Namespace) -> int:
    """Write the workbook of live formulas that gives the same amounts as the model."""
    from suite.files.target import output_file
    from suite.workbook.workbook import write_workbook

    check_target(options, [".xlsx"])
    run, path = run_of(options), options.ut or outputs_folder(options) / "arbetsbok.xlsx"
    with output_file(path) as fresh:
        count = write_workbook(run, fresh)
    tell(f"{path}: antal scenarier {count}, valt är {run.scenario.name}.")
    return 0


def read_workbook(options: argparse.Namespace) -> int:
    """Read what a colleague has changed in a workbook, and write it as a scenario file."""
    from model.read.scenario_file import check_free, free_path, write_scenario
    from suite.files.target import output_file
    from suite.workbook.back import scenario_from

    check_target(options, [".yaml"])
    found = scenario_from(options.fil, options.inputs, options.namn)
    path, known = options.ut, found.run.inputs.scenarios
    if path:
        check_free(found.scenario, known)
        with output_file(path) as fresh:
            write_scenario(found.scenario, fresh)
    else:
        path = free_path(found.scenario, outputs_folder(options), known)
        write_scenario(found.scenario, path)
    answer("\n".join([*found.told, f"Skrivet i {path}; räkna på det med --scenario {path}"]))
    for line in found.strange:
        warn(f"Förstås inte: {line}")
    return 1 if found.strange else 0


def import_ledger(options: argparse.Namespace) -> int:
    """Show a year's outcome as a ledger says it, and with ``--skriv`` write it; or what the file holds."""
    from suite.fetch.bookkeeping import show_contents, take_up

    if options.visa:
        return show_contents(options)
    if not (options.avtal and options.ar):
        raise InputError("utfall: väntade --avtal och --ar, eller --visa som bara visar vad filen innehåller")
    check_target(options, [".csv"])
    run = run_of(options)
    return take_up(options, run, year_given(options, run), day_given(options))


def invoice(options: argparse.Namespace) -> int:
    """Write the invoice basis of a year, and with ``--utfarda`` issue it: add it to what has been invoiced."""
    from suite.cli.issuing import check_issuer
    from suite.files.folder import writing

    if not options.utfarda:
        return _invoice(options)
    check_issuer(options)
    with writing(inputs_folder(options.inputs)):
        return _invoice(options)


def _invoice(options: argparse.Namespace) -> int:
    """Write what is not issued yet: instalments, last year's settlement, additions, corrections; and issue it."""
    from model.year import year_of
    from suite.cli.issuing import issue
    from suite.files.folder import replacing
    from suite.files.manifest import MANIFEST
    from suite.files.provenance import as_json, file_hashes, provenance, shared_parameters, write
    from suite.findings.findings import of_basis, records_of
    from suite.reports import invoice_basis
    from suite.reports.colophon import colophon
    from suite.reports.invoice_basis import HeldBackError, basis_name, left_out
    from suite.show.frame import json_text

    run = run_of(options)
    year = year_given(options, run, checked_invoice_year)
    before, acknowledged = year_of(run, year - 1), _passed(options)
    day = day_given(options) if options.utfarda or options.dag else None  # else as is agreed, whatever the day is
    target, made = outputs_folder(options) / basis_name(year), colophon(run, options.settings.contact)
    found = of_basis(before)
    try:
        with replacing(target) as fresh:
            rows = invoice_basis.write_basis(before, fresh, made, found, acknowledged, day)
            own, parameters = file_hashes(fresh), shared_parameters(run) | {"ar": year, "kvitterat": acknowledged}
            parameters |= {"dag": str(day)} if day else {}
            manifest = {"parametrar": parameters, **provenance(run, []), "iakttagelser": records_of(found)}
            write(fresh / MANIFEST, as_json(manifest | {"utdata": own}))
    except HeldBackError as error:
        fail(error.faults)
        return HELD_BACK
    _tell_findings(found, acknowledged, left_out(found, acknowledged))
    against = invoice_basis.held_against(before, rows)
    tell("\n".join([*against, *(str(target / name) for name in sorted([*own, MANIFEST]))]))
    if options.json:
        answer(json_text(invoice_basis.shown_columns(rows)))
    if options.utfarda:
        issue(options, run, rows, target)
    return 0


def _passed(options: argparse.Namespace) -> dict[str, str]:
    """Return why each code of a finding is passed over."""
    from suite.findings.findings import acknowledgements

    return acknowledgements(options.trots, options.skal, assumptions=options.trots_antagande)


def _tell_findings(found: Sequence[Finding], acknowledged: Mapping[str, str], out: Sequence[Finding]) -> None:
    """Print, beside the result, what was left out of an invoice basis, acknowledged or noted."""
    from suite.findings.findings import told

    for each in (each for each in found if each.level is not Level.NOTE):
        word = "Inte med i fakturaunderlaget" if each in out else each.level.capitalize()
        warn(f"{word}: {told(each, acknowledged)}")
    if notes := sum(each.level is Level.NOTE for each in found):
        warn(f"{notes} iakttagelser att notera; kontroll visar dem.")
    for code in sorted(acknowledged.keys() - {each.code for each in found}):
        warn(f"--trots {code} behövdes inte.")


def report(options: argparse.Namespace) -> int:
    """Render a report, or one kind of report for every party."""
    from suite.publish.notebook import CellError
    from suite.publish.report import render
    from suite.reports.catalogue import named

    run, (name, period) = run_of(options), _kind_of_report(options)
    try:
        for each, empty in named(run, year_given(options, run), name, options.part, period):
            if empty:
                warn(f"{each.title} görs inte: {empty}.")
            else:
                own, out = options.settings, outputs_folder(options)
                made = render(each, run, options.scenario, out, own.contact, attach=own.attach)
                tell("\n".join(map(str, made)))
    except CellError as error:
        fail([error])
        return 1
    return 0


_PERIODS = {
    "tertial": "delarsrapport",
    "kvartal": "kvartalsrapport",
    "halvar": "halvarsrapport_radgivning",
    "mote": "motesunderlag",
    "forra": "partsblad",
}
"""The options that only one kind of report has, such as a part of a year or a meeting, and that kind."""


def _kind_of_report(options: argparse.Namespace) -> tuple[str, dict[str, int | str]]:
    """Return which kind of report is asked for, and of which part of the year or which meeting."""
    given = {option: vars(options)[option] for option in _PERIODS if vars(options)[option]}
    period = {option: value if option in ("mote", "forra") else int(value) for option, value in given.items()}
    kinds = {_PERIODS[option] for option in period} | ({options.namn} if options.namn else set())
    if options.namn.startswith("egen_"):
        return options.namn, period
    if len(kinds) > 1:
        found = [f"--namn: fann ”{options.namn}”"] if options.namn else []
        told = [f"--{option} gäller bara --namn {_PERIODS[option]}" for option in period]
        raise InputError("; ".join(found + told))
    return next(iter(kinds), "ekonomisk_rapport"), period


def package(options: argparse.Namespace) -> int:
    """Make every report of a year, and the invoice basis, in one folder with a start page."""
    from suite.publish.package import deliver

    if options.paket:
        return _package_again(options)
    run, passed = run_of(options), _passed(options)
    year, out = year_given(options, run), outputs_folder(options)
    how = {"acknowledged": passed, "force": options.tvinga, "dask": options.dask}
    how |= {"contact": options.settings.contact, "attach": options.settings.attach}
    return _tell_delivery(deliver(run, year, options.scenario, out, **how), passed)


def _package_again(options: argparse.Namespace) -> int:
    """Make an old package again of the inputs that it carries, and tell whether every byte is the same."""
    from suite.publish.archive import unpacked
    from suite.publish.package import remake
    from suite.show.swedish import counted

    given = {"ÅR": options.ar, "--inputs": options.inputs, "--per-datum": options.per_datum}
    given |= {"--scenario": options.scenario != "bas", "--trots-antagande": options.trots_antagande}
    given |= {"--trots": options.trots, "--skal": options.skal, "--dask": options.dask}
    if taken := [name for name, value in given.items() if value]:
        raise InputError(
            f"{', '.join(taken)}: väntade inget, för --fran tar allt ur paketet och gör det på den här datorn"
        )
    with unpacked(options.paket) as original:
        done = remake(original, outputs_folder(options), force=options.tvinga)
        status = _tell_delivery(done, original.acknowledged)
        if otherwise := original.made_otherwise(done.folder):
            warn(f"Gjort med annat än paketet: {', '.join(otherwise)}.")
        differing, count = original.differing(done.folder)
    if differing:
        some = f"{counted(len(differing), 'fil', 'filer')} av {count}"
        fail([f"{some} skiljer mot {options.paket}: {', '.join(differing)}"])
        return status or 1
    answer(f"Samma byte som {options.paket}, {counted(count, 'fil', 'filer')}.")
    return status


def _tell_delivery(done: "Delivery", passed: Mapping[str, str]) -> int:
    """Tell what a package came to, and return the exit status."""
    from suite.show.swedish import counted

    _tell_findings(done.findings, passed, done.left_out)
    if done.failed:
        fail(f"{name}: {why}" for name, why in done.failed.items())
    if done.held_back:
        fail(done.held_back)
    if done.rendered:
        tell(f"{counted(len(done.rendered), 'rapport gjord', 'rapporter gjorda')}.")
    elif not done.failed:
        tell("Inget har ändrats sedan förra gången, så ingen rapport görs om; --tvinga gör om alla.")
    tell(done.folder / "index.html")
    return 1 if done.failed else HELD_BACK if done.held_back else 0


def compare(options: argparse.Namespace) -> int:
    """Print what differs between two runs and why, and perhaps write every row of it."""
    from suite.publish.compare import as_answer, check_outside, compare_made, comparison_text
    from suite.show.answer import ENDINGS

    check_target(options, ENDINGS)
    found = compare_made(options.fore, options.efter)
    if options.ut:
        check_outside(found, options.ut)
    give(options, as_answer(found), lambda: comparison_text(found), beside=True)
    return 0


def verify(options: argparse.Namespace) -> int:
    """Make again what a PDF or a folder carries, and print whether it has the same figures, or why not."""
    from suite.publish.verdict import as_answer, verdict_text
    from suite.publish.verify import against
    from suite.publish.verify import verify as verified
    from suite.show.answer import ENDINGS

    check_target(options, ENDINGS)
    try:
        found = verified(options.fil)
        found = against(found, options.mot) if options.mot else found
    except InputError as error:
        fail(error.faults)
        return UNREADABLE
    give(options, as_answer(found), lambda: verdict_text(found), beside=True)
    return int(bool(found.differences or found.moved))
