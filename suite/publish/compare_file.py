"""Every row of a comparison as a workbook with a sheet per kind, or as one CSV file."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from model.amounts.bridge import DRIVERS
from model.errors import InputError
from suite.publish.compare import STATUSES, Comparison
from suite.show.frame import write_frame
from suite.show.xlsx import add_sheet, new_workbook

_NO_DAY = dt.datetime(2000, 1, 1)
"""When the workbook says that it was made: the same comparison is to have the same bytes."""

_HEADINGS = {
    "avtal": "Avtal",
    "part": "Kod",
    "partnamn": "Part",
    "ar_fore": "År före",
    "ar_efter": "År efter",
    "slag": "Slag",
    "period_fore": "Period före",
    "period_efter": "Period efter",
    "fakturadatum_fore": "Fakturadatum före",
    "fakturadatum_efter": "Fakturadatum efter",
    "rapport": "Rapport",
    "uppgift": "Uppgift",
    "fore_kr": "Före",
    "efter_kr": "Efter",
    "skillnad_kr": "Skillnad",
    **DRIVERS,
    "status_fore": "Status före",
    "status_efter": "Status efter",
}
"""The columns of the workbook, in their order, and their headings."""

_YEARS = frozenset(_HEADINGS[column] for column in ("ar_fore", "ar_efter"))


def check_outside(found: Comparison, path: Path) -> None:
    """Refuse a file to write that lies among what is compared.

    Raises
    ------
    InputError
        If it does.
    """
    for side in (found.before.path, found.after.path):
        if path.resolve().is_relative_to(side.resolve()):
            raise InputError(f"--ut: fann ”{path}”, väntade en fil utanför det som jämförs")


def write_comparison(found: Comparison, path: Path, about: Sequence[str]) -> None:
    """Write every row of a comparison: a workbook with a sheet per kind, or one CSV file, by the ending.

    Parameters
    ----------
    found : Comparison
        What to write.
    path : Path
        The file.
    about : sequence of str
        What is compared, for a sheet of its own.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    missing = {name: {"": "saknas"} for name in STATUSES}
    tables = {
        name: rows[[column for column in _HEADINGS if column in rows]].replace(missing)
        for name, rows in (
            ("Fördelning", found.amounts),
            ("Fakturor", found.invoices),
            ("Övriga siffror", found.figures),
        )
    }
    if path.suffix.lower() == ".csv":
        whole = pd.concat([rows.astype(object).assign(tabell=name) for name, rows in tables.items()])
        write_frame(whole.fillna(""), path)
    else:
        with new_workbook(path, {"title": "Jämförelse av två körningar", "created": _NO_DAY}) as book:
            for name, rows in {**tables, "Om": pd.DataFrame({"Om jämförelsen": about})}.items():
                add_sheet(book, name, rows.rename(columns=_HEADINGS), _YEARS)
