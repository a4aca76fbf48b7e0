"""Every row of a comparison as a workbook with a sheet per kind, or as one CSV file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from model.bridge import DRIVERS
from model.errors import InputError
from model.money import scale_of
from model.outputs.compare import SIDES, STATUSES, Comparison
from model.outputs.folder import whole_file
from model.outputs.frame import write_frame
from model.outputs.workbook_style import KINDS

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
        with whole_file(path) as fresh, fresh.open("wb") as file:
            _write_sheets({**tables, "Om": pd.DataFrame({"Om jämförelsen": about})}, file)


def _write_sheets(tables: Mapping[str, pd.DataFrame], file: BinaryIO) -> None:
    """Write each table on a sheet of its own; a text is always written as text."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs={"options": plain}) as book:
        book.book.set_properties({"title": "Jämförelse av två körningar"})
        for name, rows in tables.items():
            rows.rename(columns=_HEADINGS).to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
            sheet = book.sheets[name]
            for place, column in enumerate(rows):
                if column in (*SIDES, *DRIVERS):
                    kind = "count" if scale_of(*rows[column]) == 1 else "ore"
                    sheet.set_column(place, place, None, book.book.add_format({"num_format": KINDS[kind]}))
            sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)
            sheet.autofit()
