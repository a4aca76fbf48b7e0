"""What each verb of the command line does: reads, computes, prints or writes."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from model.errors import InputError
from model.finding import Finding, Level
from model.read.begin import begin, checked_invoice_year, checked_year, inputs_folder
from model.run import Run

HELD_BACK = 3
"""The exit status when all else was made, but findings held the invoice basis back."""


def _run_of(options: argparse.Namespace) -> Run:
    """Return the run that the options ask for."""
    return begin(options.inputs, options.per_datum, options.scenario)


def _year(options: argparse.Namespace, run: Run, checked: Callable[[Run, object], int] = checked_year) -> int:
    """Return the year given on the command line, if it may be asked for: one when some agreement is in force."""
    text = options.ar
    return checked(run, int(text) if text.isascii() and text.isdigit() else text)


def _years(text: str, run: Run) -> range:
    """Return the years of ``2025`` or ``2024-2033``; of an empty text, all years of all agreements."""
    if not text:
        every = [year for agreement in run.inputs.agreements.values() for year in run.years(agreement)]
        return range(min(every), max(every) + 1)
    found = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", text.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise InputError(f"--ar: fann ”{text}”, väntade ett år som 2025 eller ett spann som 2024-2033")
    return range(first, last + 1)


def _check_target(options: argparse.Namespace, *endings: str) -> None:
    """Refuse a file to write that does not end as it must, or that the command reads."""
    from suite.files.target import check_unread

    path, given = options.ut, vars(options)
    if path and path.suffix.lower() not in endings:
        raise InputError(f"--ut: fann ”{path}”, väntade ett filnamn som slutar på {' eller '.join(endings)}")
    if path:
        named = [*map(given.get, ("fil", "scenario")), *given.get("scenarier", [])]
        check_unread(path, [inputs_folder(given.get("inputs", "")), *(Path(each) for each in named if each)])


def _show(lines: Iterable[object]) -> None:
    print("\n".join(map(str, lines)))


def check(options: argparse.Namespace) -> int:
    """Validate all inputs, and print what is assumed, standing in or missing."""
    from model.read.load import FETCH_FILE
    from suite.fetch.statistics_office import statistics_office
    from suite.reports.check import check_text

    run = _run_of(options)
    if FETCH_FILE in run.inputs.hashes:
        statistics_office(Path(run.folder))
    print(check_text(run))
    return 0


def compute(options: argparse.Namespace) -> int:
    """Print the allocation, or write it to a file."""
    from suite.files.target import output_file
    from suite.show.frame import csv_text, write_frame

    _check_target(options, ".csv", ".json")
    run = _run_of(options)
    years = _years(options.ar, run)
    frame = run.allocation(list(run.inputs.agreements.values()), years)
    if frame.empty:
        raise InputError(f"--ar: fann ”{options.ar}”, väntade år då något avtal gäller")
    for agreement in run.inputs.agreements.values() if options.ar else ():
        outside = [year for year in years if year not in run.years(agreement)]
        if outside:
            span = "–".join(map(str, dict.fromkeys([outside[0], outside[-1]])))
            print(f"{agreement.name} gäller inte {span}: inga belopp.", file=sys.stderr)
    if options.ut:
        with output_file(options.ut) as fresh:
            write_frame(frame, fresh)
        print(f"{len(frame)} rader i {options.ut}")
    else:
        print(csv_text(frame), end="")
    return 0


def explain(options: argparse.Namespace) -> int:
    """Print step by step how a party's amounts of a year came to be."""
    from model.amounts.explain import explain as explained
    from suite.reports.derivations import lines

    run = _run_of(options)
    code = run.inputs.party_code(options.part)
    (year, *more) = _years(options.ar, run)
    frame = run.allocation(list(run.inputs.agreements.values()), [year])
    rows = frame[frame["part"] == code]
    if more or rows.empty:
        raise InputError(f"--ar: fann ”{options.ar}”, väntade ett år då ett avtal med parten gäller")
    for _, row in rows.iterrows():
        _show(lines(explained(run.basis(row["avtal"], row["bidrag"], year), row)))
    return 0


def why(options: argparse.Namespace) -> int:
    """Print why a party's amount is another in one year, scenario or vintage than in another."""
    from model.amounts.bridge import bridge
    from suite.reports.parties import of_owner
    from suite.reports.why import bridge_text

    scenario = options.till_scenario or options.scenario
    runs = [_run_of(options), begin(options.inputs, options.till_per_datum or options.per_datum, scenario)]
    code = runs[0].inputs.owner_code(options.part)
    sides, names = [], []
    for run, text in zip(runs, (options.fran, options.till or options.fran), strict=True):
        (year, *more) = _years(text, run)
        if more:
            raise InputError(f"--fran och --till: fann ”{text}”, väntade ett enda år")
        sides.append(run.allocation(list(run.inputs.agreements.values()), [year]))
        names.append(str(year))
    if names[0] == names[1]:
        names = [f"{name}, {run.scenario.id} {run.series.as_of}" for name, run in zip(names, runs, strict=True)]
    rows = of_owner(runs[0], bridge(*sides), code)
    if rows.empty:
        raise InputError(f"--fran och --till: {options.part} betalar inget {' eller '.join(names)}")
    print(bridge_text(rows, *names))
    return 0


def scenarios(options: argparse.Namespace) -> int:
    """Print what scenarios cost beside each other, or write it to a file."""
    import pandas as pd

    from model.amounts.comparison import against_first
    from model.read.begin import begin_all
    from suite.files.target import output_file
    from suite.reports.scenario_report import scenario_text
    from suite.show.frame import write_frame

    _check_target(options, ".csv", ".json")
    runs = begin_all(options.inputs, options.per_datum, options.scenarier)
    code = runs[0].inputs.owner_code(options.part) if options.part else ""
    if options.ut:
        rows = pd.concat(against_first([run.yearly() for run in runs]), ignore_index=True)
        with output_file(options.ut) as fresh:
            write_frame(rows[rows["part"] == code] if code else rows, fresh)
        print(f"{len(rows)} rader i {options.ut}")
    else:
        print(scenario_text(runs, code))
    return 0


def simulation(options: argparse.Namespace) -> int:
    """Print how far a party's cost could stray from a scenario, or write it for every party to a file."""
    from model.uncertainty.simulation import ALL
    from suite.files.target import output_file
    from suite.publish.workers import workers
    from suite.reports.uncertainty import simulation_text
    from suite.show.frame import write_frame
    from suite.show.swedish import number

    _check_target(options, ".csv", ".json")
    run = _run_of(options)
    code = run.inputs.owner_code(options.part) if options.part else ALL
    levels = {code: _count("--niva", options.niva)} if options.niva else {}
    paths = _count("--banor", options.banor) if options.banor else None
    seed = _count("--fro", options.fro) if options.fro else None
    with workers(options.dask) as pool:
        found = run.simulated(paths, seed, levels, pool)
    if options.ut:
        with output_file(options.ut) as fresh:
            write_frame(found.frame, fresh)
        print(f"{number(found.paths)} banor i {options.ut}")
    else:
        print(simulation_text(run, found, code))
    return 0


def _count(name: str, text: str) -> int:
    digits = text.replace(" ", "").replace("\u00a0", "")
    if not (digits.isascii() and digits.isdigit()) or not 1 <= int(digits) <= 10**9:
        raise InputError(f"{name}: fann ”{text}”, väntade ett helt tal från 1 till en miljard")
    return int(digits)


def sensitivity(options: argparse.Namespace) -> int:
    """Print what moves a party's cost most, and what its spread comes from."""
    from model.uncertainty.simulation import ALL
    from suite.reports.uncertainty import sensitivity_text

    run = _run_of(options)
    print(sensitivity_text(run, run.inputs.owner_code(options.part) if options.part else ALL))
    return 0


def workbook(options: argparse.Namespace) -> int:
    """Write the workbook of live formulas that gives the same amounts as the model."""
    from suite.files.target import output_file
    from suite.workbook.workbook import write_workbook

    _check_target(options, ".xlsx")
    run = _run_of(options)
    with output_file(options.ut) as fresh:
        count = write_workbook(run, fresh)
    print(f"{options.ut}: antal scenarier {count}, valt är {run.scenario.name}.")
    return 0


def read_workbook(options: argparse.Namespace) -> int:
    """Read what a colleague has changed in a workbook, and write it as a scenario file."""
    from model.read.scenario_file import check_free, free_path, write_scenario
    from suite.files.target import output_file
    from suite.workbook.back import scenario_from

    _check_target(options, ".yaml")
    found = scenario_from(options.fil, options.inputs, options.namn)
    path, known = options.ut, found.run.inputs.scenarios
    if path:
        check_free(found.scenario, known)
        with output_file(path) as fresh:
            write_scenario(found.scenario, fresh)
    else:
        path = free_path(found.scenario, Path("outputs"), known)
        write_scenario(found.scenario, path)
    print("\n".join([*found.told, f"Skrivet i {path}; räkna på det med --scenario {path}"]))
    for line in found.strange:
        print(f"Förstås inte: {line}", file=sys.stderr)
    return 1 if found.strange else 0


def import_ledger(options: argparse.Namespace) -> int:
    """Show a year's outcome as a ledger says it, and with ``--skriv`` write it; or what the file holds."""
    from suite.fetch.bookkeeping import show_contents, take_up

    if options.visa:
        return show_contents(options)
    if not (options.avtal and options.ar):
        raise InputError("utfall: väntade --avtal och --ar, eller --visa som bara visar vad filen innehåller")
    _check_target(options, ".csv")
    run = _run_of(options)
    return take_up(options, run, _year(options, run))


def invoice(options: argparse.Namespace) -> int:
    """Write the invoice basis of a year: instalments, last year's settlement, additions."""
    from model.year import year_of
    from suite.files.folder import replacing
    from suite.files.manifest import MANIFEST
    from suite.files.provenance import as_json, colophon, file_hashes, provenance, shared_parameters, write
    from suite.findings.findings import of_basis, records_of
    from suite.reports.invoice_basis import HeldBackError, basis_name, left_out, write_basis

    run = _run_of(options)
    year = _year(options, run, checked_invoice_year)
    before, target, acknowledged = year_of(run, year - 1), Path(options.ut) / basis_name(year), _passed(options)
    found = of_basis(before)
    try:
        with replacing(target) as fresh:
            write_basis(before, fresh, colophon(run), found, acknowledged)
            own = file_hashes(fresh)
            parameters = shared_parameters(run) | {"ar": year, "kvitterat": acknowledged}
            manifest = {"parametrar": parameters, **provenance(run, []), "iakttagelser": records_of(found)}
            write(fresh / MANIFEST, as_json(manifest | {"utdata": own}))
    except HeldBackError as error:
        _fail(error.faults)
        return HELD_BACK
    _tell_findings(found, acknowledged, left_out(found, acknowledged))
    _show(sorted(target / name for name in (*own, MANIFEST)))
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
        print(f"{word}: {told(each, acknowledged)}", file=sys.stderr)
    if notes := sum(each.level is Level.NOTE for each in found):
        print(f"{notes} iakttagelser att notera; kontroll visar dem.", file=sys.stderr)
    for code in sorted(acknowledged.keys() - {each.code for each in found}):
        print(f"--trots {code} behövdes inte.", file=sys.stderr)


def _fail(lines: Iterable[object]) -> None:
    print("\n".join(f"Fel: {line}" for line in lines), file=sys.stderr)


def report(options: argparse.Namespace) -> int:
    """Render a report, or one kind of report for every party."""
    from suite.publish.notebook import CellError
    from suite.publish.report import render
    from suite.reports.catalogue import named

    run, (name, period) = _run_of(options), _kind_of_report(options)
    try:
        for each, empty in named(run, _year(options, run), name, options.part, period):
            if empty:
                print(f"{each.title} görs inte: {empty}.", file=sys.stderr)
            else:
                _show(render(each, run, options.scenario, Path(options.ut)))
    except CellError as error:
        print(f"Fel: {error}", file=sys.stderr)
        return 1
    return 0


_PERIODS = {"kvartal": "kvartalsrapport", "halvar": "halvarsrapport_radgivning"}
"""The options that name a part of a year, and the one kind of report that has such parts."""


def _kind_of_report(options: argparse.Namespace) -> tuple[str, dict[str, int]]:
    """Return which kind of report is asked for, and of which part of the year."""
    period = {option: int(vars(options)[option]) for option in _PERIODS if vars(options)[option]}
    kinds = {_PERIODS[option] for option in period} | ({options.namn} if options.namn else set())
    if len(kinds) > 1:
        found = [f"--namn: fann ”{options.namn}”"] if options.namn else []
        told = [f"--{option} gäller bara --namn {_PERIODS[option]}" for option in period]
        raise InputError("; ".join(found + told))
    return next(iter(kinds), "ekonomisk_rapport"), period


def package(options: argparse.Namespace) -> int:
    """Make every report of a year, and the invoice basis, in one folder with a start page."""
    from suite.publish.package import deliver
    from suite.show.swedish import counted

    run, passed = _run_of(options), _passed(options)
    year, out = _year(options, run), Path(options.ut)
    how = {"acknowledged": passed, "force": options.tvinga, "dask": options.dask}
    done = deliver(run, year, options.scenario, out, **how)
    _tell_findings(done.findings, passed, done.left_out)
    _fail(f"{name}: {why}" for name, why in done.failed.items()) if done.failed else None
    if done.held_back:
        _fail(done.held_back)
    if done.rendered:
        print(f"{counted(len(done.rendered), 'rapport gjord', 'rapporter gjorda')}.")
    elif not done.failed:
        print("Inget har ändrats sedan förra gången, så ingen rapport görs om; --tvinga gör om alla.")
    print(done.folder / "index.html")
    return 1 if done.failed else HELD_BACK if done.held_back else 0


def compare(options: argparse.Namespace) -> int:
    """Print what differs between two runs and why, and perhaps write every row of it."""
    from suite.files.target import output_file
    from suite.publish.compare import check_outside, compare_made, comparison_text, heading, write_comparison

    _check_target(options, ".xlsx", ".csv")
    found = compare_made(options.fore, options.efter)
    print(comparison_text(found))
    if options.ut:
        check_outside(found, options.ut)
        with output_file(options.ut) as fresh:
            write_comparison(found, fresh, list(heading(found)))
        print(f"Allt är skrivet i {options.ut}")
    return 0
