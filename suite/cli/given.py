"""What the options of a command ask for: a run, years, a file to write; and its answer given as they ask."""

import argparse
import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from model.errors import InputError
from model.read.begin import begin, checked_year, inputs_folder, option_date
from model.run import Run
from suite.files.messages import answer, tell
from suite.show.frame import json_text
from suite.show.swedish import row_count

if TYPE_CHECKING:
    from suite.show.answer import Answer


def run_of(options: argparse.Namespace) -> Run:
    """Return the run that the options ask for."""
    return begin(options.inputs, options.per_datum, options.scenario)


def year_given(options: argparse.Namespace, run: Run, checked: Callable[[Run, object], int] = checked_year) -> int:
    """Return the year given on the command line, if it may be asked for: one when some agreement is in force."""
    text = options.ar
    return checked(run, int(text) if text.isascii() and text.isdigit() else text)


def years_given(text: str, run: Run) -> range:
    """Return the years of ``2025`` or ``2024-2033``; of an empty text, those that everything is compared over."""
    if not text:
        return run.horizon
    found = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", text.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise InputError(f"--ar: fann ”{text}”, väntade ett år som 2025 eller ett spann som 2024-2033")
    return range(first, last + 1)


def day_given(options: argparse.Namespace) -> dt.date:
    """Return the day that ``--dag`` says something is done, or today."""
    return option_date("--dag", options.dag) or dt.date.today()


def outputs_folder(options: argparse.Namespace) -> Path:
    """Return the folder that outputs go to: the one given, else the one of the settings."""
    return Path(options.ut or options.settings.outputs)


def check_target(options: argparse.Namespace, endings: Sequence[str]) -> None:
    """Refuse a file to write that does not end as it must, or that the command reads."""
    path, given = options.ut, vars(options)
    if path and path.suffix.lower() not in endings:
        *others, last = endings
        told = f"{', '.join(others)} eller {last}" if others else last
        raise InputError(f"--ut: fann ”{path}”, väntade ett filnamn som slutar på {told}")
    if path:
        from suite.files.target import check_unread

        named = [*map(given.get, ("fil", "scenario")), *given.get("scenarier", [])]
        check_unread(path, [inputs_folder(given.get("inputs", "")), *(Path(each) for each in named if each)])


def give(options: argparse.Namespace, found: "Answer", text: Callable[[], str], *, beside: bool = False) -> None:
    """Give an answer as the options ask: as text, as JSON, and in a file.

    Parameters
    ----------
    options : Namespace
        The command line, with ``ut`` and ``json``.
    found : Answer
        The answer as data.
    text : callable
        Gives it as text.
    beside : bool
        Whether the text is given also where a file is written.
    """
    if options.ut:
        from suite.files.target import output_file

        with output_file(options.ut) as fresh:
            found.write(fresh)
    if options.json:
        answer(json_text(found.rows))
    elif beside or not options.ut:
        answer(text())
    if options.ut:
        tell(f"{row_count(len(found.rows))} i {options.ut}")
