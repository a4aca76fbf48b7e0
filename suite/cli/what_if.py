"""The verbs that ask what it could cost: scenarios, spread, and what moves it most."""

import argparse

from model.errors import InputError
from suite.cli.given import check_target, give, outputs_folder, run_of
from suite.show.answer import ENDINGS, Answer


def scenarios(options: argparse.Namespace) -> int:
    """Print what scenarios cost beside each other."""
    import pandas as pd

    from model.amounts.comparison import against_first, summed
    from model.read.begin import begin_all
    from suite.reports.scenario_text import scenario_text

    check_target(options, ENDINGS)
    runs = begin_all(options.inputs, options.per_datum, options.scenarier)
    code = runs[0].inputs.owner_code(options.part) if options.part else ""
    compared = against_first([run.yearly() for run in runs])
    own = [rows[rows["part"] == code] if code else rows for rows in compared]
    rows, sums = (pd.concat(each, ignore_index=True) for each in (own, map(summed, own)))
    found = Answer("Scenarier jämförda", rows, {"Jämförelse": sums, "Rader": rows})
    give(options, found, lambda: scenario_text(runs, code))
    return 0


def simulation(options: argparse.Namespace) -> int:
    """Print how far a party's cost could stray from a scenario; a file has every party."""
    from model.uncertainty.simulation import ALL
    from suite.publish.workers import workers
    from suite.reports.uncertainty import simulation_text

    check_target(options, ENDINGS)
    run = run_of(options)
    code = run.inputs.owner_code(options.part) if options.part else ALL
    levels = {code: _count("--niva", options.niva)} if options.niva else {}
    paths = _count("--banor", options.banor) if options.banor else None
    seed = _count("--fro", options.fro) if options.fro else None
    with workers(options.dask) as pool:
        done = run.simulated(paths, seed, levels, pool)
    own = done.frame[done.frame["part"] == code]
    found = Answer("Simulering", done.frame, {"Simulering": own, "Rader": done.frame})
    give(options, found, lambda: simulation_text(run, done, code))
    return 0


def explore(options: argparse.Namespace) -> int:
    """Write the page on which one asks what if, and open it in the browser unless a file is named."""
    import webbrowser

    from suite.explore.page import EXPLORE, write_page
    from suite.files.messages import tell
    from suite.files.target import output_file
    from suite.reports.colophon import colophon

    check_target(options, [".html"])
    run, path = run_of(options), options.ut or outputs_folder(options) / f"{EXPLORE}.html"
    with output_file(path) as fresh:
        write_page(run, fresh, colophon(run, options.settings.contact))
    if options.ut or webbrowser.open(path.resolve().as_uri()):
        tell(f"{path}: en enda fil, som öppnas med dubbelklick och går att skicka vidare.")
    else:
        tell(f"{path}: ingen webbläsare gick att öppna; dubbelklicka på filen.")
    return 0


def _count(name: str, text: str) -> int:
    digits = text.replace(" ", "").replace("\u00a0", "")
    if not (digits.isascii() and digits.isdigit()) or not 1 <= int(digits) <= 10**9:
        raise InputError(f"{name}: fann ”{text}”, väntade ett helt tal från 1 till en miljard")
    return int(digits)


def sensitivity(options: argparse.Namespace) -> int:
    """Print what moves a party's cost most, and what its spread comes from."""
    from model.uncertainty.simulation import ALL
    from suite.reports.uncertainty import sensitivity_rows, sensitivity_text, steps

    check_target(options, ENDINGS)
    run = run_of(options)
    code = run.inputs.owner_code(options.part) if options.part else ALL
    bars = run.tornado()
    rows = sensitivity_rows(run, bars)
    found = Answer("Känslighet", rows, {"Känslighet": steps(bars[code]).reset_index(), "Rader": rows})
    give(options, found, lambda: sensitivity_text(run, bars[code], code))
    return 0
