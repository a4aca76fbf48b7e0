"""The verb that says what is to be done, and what is not as it should be in the inputs."""

import argparse
import datetime as dt
from pathlib import Path

from model.errors import InputError
from suite.cli.given import check_target, give, run_of
from suite.files.messages import answer
from suite.show.answer import ENDINGS, Answer


def check(options: argparse.Namespace) -> int:
    """Print what is to be done this month, the findings, and what is assumed, standing in or missing."""
    import pandas as pd

    from model.read.load import FETCH_FILE
    from suite.fetch.statistics_office import statistics_office
    from suite.findings.findings import billed_years, findings, records_of
    from suite.reports.agenda import agenda, agenda_lines, agenda_rows, unfilled
    from suite.reports.check import check_text

    check_target(options, ENDINGS)
    run = run_of(options)
    office = statistics_office(Path(run.folder)) if FETCH_FILE in run.inputs.hashes else None
    today = run.series.as_of if options.per_datum else max(run.series.as_of, dt.date.today())
    if lacking := unfilled(run, today):
        if options.json:
            raise InputError(*(task.text for task in lacking))
        answer("\n".join(agenda_lines(lacking, today)))
        return 1
    found = findings(run, billed_years(run))
    tasks = agenda(run, today, office.tables if office else ())
    rows = pd.DataFrame(records_of(found), columns=["kod", "niva", "text", "avtal", "slag"])
    sheets = {"Att göra": agenda_rows(tasks), "Iakttagelser": rows}
    give(options, Answer("Kontroll", rows, sheets), lambda: check_text(run, found, tasks, today), beside=True)
    return 0
