"""The verb that tells the days of a year, and gives them to a calendar."""

import argparse

from model.read.begin import checked_invoice_year
from suite.cli.given import check_target, give, run_of, year_given
from suite.files.messages import tell, warn
from suite.show.answer import ENDINGS, Answer

CALENDAR = ".ics"
"""How a calendar's file ends."""


def days(options: argparse.Namespace) -> int:
    """Print the days of a year, or write them, for a calendar too, and say which meetings nobody has entered."""
    from suite.reports.year_wheel import calendar, lines, not_entered, rows

    check_target(options, (*ENDINGS, CALENDAR))
    run = run_of(options)
    year = year_given(options, run, checked_invoice_year)
    code = run.agreement(options.avtal).id if options.avtal else ""
    for told in not_entered(run, year):
        warn(told)
    if options.ut and options.ut.suffix.lower() == CALENDAR:
        from suite.files.target import output_file

        with output_file(options.ut) as fresh:
            fresh.write_bytes(calendar(run, year, code))
        tell(options.ut)
        return 0
    found = rows(run, year, code)
    give(options, Answer(f"Årshjul {year}", found, {"Årshjul": found}), lambda: "\n".join(lines(run, year, code)))
    return 0
