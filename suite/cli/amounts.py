"""The verbs that compute amounts, and say how they came to be and why they changed."""

import argparse

from model.errors import InputError
from model.read.begin import begin
from model.run import Run
from model.year import agreement_year
from suite.cli.given import check_target, give, run_of, year_given, years_given
from suite.files.messages import answer, warn
from suite.show.answer import ENDINGS, Answer, sheet


def compute(options: argparse.Namespace) -> int:
    """Print what each party pays each year, or with ``--detalj`` every column of the allocation."""
    from suite.findings.remarks import issued_otherwise
    from suite.reports.amounts import amounts_of, amounts_table
    from suite.show.frame import csv_text
    from suite.show.text_table import table_text

    check_target(options, ENDINGS)
    run = run_of(options)
    years = years_given(options.ar, run)
    every = run.allocation(run.agreements, years)
    if every.empty:
        raise InputError(f"--ar: fann ”{options.ar}”, väntade år då något avtal gäller")
    rows = amounts_of(run, every, options.part, options.avtal)
    if rows.empty:
        whose = " och ".join(filter(None, [options.part, options.avtal]))
        raise InputError(f"--part och --avtal: inget betalas för {whose} {options.ar or 'något år'}")
    _tell_years_outside(run, years, options)
    for text in issued_otherwise(run, years):
        warn(text)
    if options.detalj and not (options.json or options.ut):
        answer(csv_text(rows).rstrip("\n"))
        return 0
    table = amounts_table(run, rows, options.part)
    found = Answer("Belopp per part och år", rows, {"Belopp": sheet(table), "Rader": rows})
    give(options, found, lambda: table_text(table))
    return 0


def _tell_years_outside(run: Run, years: range, options: argparse.Namespace) -> None:
    """Tell of the years that were asked for and in which an agreement is not in force."""
    for agreement in run.agreements if options.ar else ():
        outside = [year for year in years if year not in run.years(agreement)]
        if outside and options.avtal in {"", agreement.id}:
            span = "–".join(map(str, dict.fromkeys([outside[0], outside[-1]])))
            warn(f"{agreement.name} gäller inte {span}: inga belopp.")


def ahead(options: argparse.Namespace) -> int:
    """Print each agreement's budget, outcome and forecast of a year, and what a settlement would come to."""
    import pandas as pd

    from suite.reports.interim import forecast_text, party_rows, rows

    check_target(options, ENDINGS)
    run = run_of(options)
    year, until = year_given(options, run), 4 * int(options.tertial or 3)
    wanted = [run.agreement(options.avtal)] if options.avtal else run.agreements
    views = [agreement_year(run, each.id, year, until) for each in wanted if year in run.years(each)]
    if not views:
        raise InputError(f"--avtal: {run.agreement(options.avtal).name} gäller inte {year}")
    every = pd.concat(map(rows, views), ignore_index=True)
    parties = pd.concat(map(party_rows, views), ignore_index=True)
    found = Answer(f"Prognos {year}", every, {"Per part": parties, "Prognos": every})
    give(options, found, lambda: "\n\n".join(map(forecast_text, views)))
    return 0


def explain(options: argparse.Namespace) -> int:
    """Print how a party's amounts of a year came to be: in five lines each, or step by step."""
    import pandas as pd

    from model.explain import explain as explained
    from suite.reports.amounts import amounts_of
    from suite.reports.derivations import in_short, lines

    check_target(options, ENDINGS)
    run = run_of(options)
    run.inputs.party_code(options.part)
    (year, *more) = years_given(options.ar, run)
    rows = amounts_of(run, run.allocation(run.agreements, [year]), options.part)
    if more or rows.empty:
        raise InputError(f"--ar: fann ”{options.ar}”, väntade ett år då ett avtal med parten gäller")
    told: list[str] = []
    for _, row in rows.iterrows():
        basis = run.basis(row["avtal"], row["bidrag"], year)
        told += lines(explained(basis, row)) if options.alla else [*in_short(basis, row), ""]
    steps = pd.DataFrame({"Så blev beloppen till": told})
    found = Answer("Så blev beloppen till", rows, {"Så blev de till": steps, "Rader": rows})
    give(options, found, lambda: "\n".join(told).rstrip())
    return 0


def why(options: argparse.Namespace) -> int:
    """Print why a party's amount is another in one year, scenario or vintage than in another."""
    from model.amounts.bridge import bridge
    from suite.reports.parties import of_owner
    from suite.reports.why import bridge_text, changes_table

    check_target(options, ENDINGS)
    scenario = options.till_scenario or options.scenario
    runs = [run_of(options), begin(options.inputs, options.till_per_datum or options.per_datum, scenario)]
    code = runs[0].inputs.owner_code(options.part)
    sides, names = [], []
    for run, text in zip(runs, (options.fran, options.till or options.fran), strict=True):
        (year, *more) = years_given(text, run)
        if more:
            raise InputError(f"--fran och --till: fann ”{text}”, väntade ett enda år")
        sides.append(run.allocation(run.agreements, [year]))
        names.append(str(year))
    if names[0] == names[1]:
        names = [f"{name}, {run.scenario.id} {run.series.as_of}" for name, run in zip(names, runs, strict=True)]
    rows = of_owner(runs[0], bridge(*sides), code)
    if rows.empty:
        raise InputError(f"--fran och --till: {options.part} betalar inget {' eller '.join(names)}")
    table = sheet(changes_table("Varför beloppen har ändrats", rows, *names))
    found = Answer("Varför belopp har ändrats", rows, {"Varför": table, "Rader": rows})
    give(options, found, lambda: bridge_text(rows, *names))
    return 0
