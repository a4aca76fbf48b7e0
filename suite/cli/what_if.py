"""What the verbs do that ask what it could cost: scenarios side by side, simulation, sensitivity."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from model.errors import InputError
from suite.cli.verbs import check_target, run_of
from suite.show.swedish import number


def scenarios(options: argparse.Namespace) -> int:
    """Print what scenarios cost beside each other, or write it to a file."""
    from model.read.begin import begin_all
    from suite.files.target import output_file
    from suite.reports.scenario_report import all_years, scenario_text
    from suite.show.frame import write_frame

    check_target(options, ".csv", ".json")
    runs = begin_all(options.inputs, options.per_datum, options.scenarier)
    code = runs[0].inputs.owner_code(options.part) if options.part else ""
    if options.ut:
        rows = pd.concat(all_years(runs), ignore_index=True)
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

    check_target(options, ".csv", ".json")
    run = run_of(options)
    code = run.inputs.owner_code(options.part) if options.part else ALL
    levels = {code: _count("--niva", options.niva)} if options.niva else {}
    paths = _count("--banor", options.banor) if options.banor else None
    seed = _count("--fro", options.fro) if options.fro else None
    with workers(options.dask) as pool:
        found = run.simulated(paths, seed, levels, pool)
    if options.ut:
        with output_file(options.ut) as fresh:
            write_frame(found.frame, fresh)
        print(f"{number(found.summary.paths)} banor i {options.ut}")
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

    run = run_of(options)
    print(sensitivity_text(run, run.inputs.owner_code(options.part) if options.part else ALL))
    return 0


def workbook(options: argparse.Namespace) -> int:
    """Write the workbook of live formulas that gives the same amounts as the model."""
    from suite.files.target import output_file
    from suite.workbook.workbook import write_workbook

    check_target(options, ".xlsx")
    run = run_of(options)
    with output_file(options.ut) as fresh:
        count = write_workbook(run, fresh)
    print(f"{options.ut}: antal scenarier {count}, valt är {run.scenario.name}.")
    return 0


def read_workbook(options: argparse.Namespace) -> int:
    """Read what a colleague has changed in a workbook, and write it as a scenario file."""
    from suite.files.folder import write_whole
    from suite.files.scenario_file import check_free, scenario_yaml, write_scenario
    from suite.files.target import output_file
    from suite.workbook.back import scenario_from

    check_target(options, ".yaml")
    found = scenario_from(options.fil, options.inputs, options.namn)
    path, known = options.ut, found.run.inputs.scenarios
    if path:
        check_free(found.scenario, known)
        with output_file(path) as fresh:
            write_whole(fresh, scenario_yaml(found.scenario), "utf-8")
    else:
        path = write_scenario(found.scenario, Path("outputs"), known)
    print("\n".join([*found.told, f"Skrivet i {path}; räkna på det med --scenario {path}"]))
    for line in found.strange:
        print(f"Förstås inte: {line}", file=sys.stderr)
    return 1 if found.strange else 0
