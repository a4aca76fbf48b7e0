"""The year's amounts to take along, as a workbook and as CSV: what each party pays, is invoiced and gets back."""

import datetime as dt
from pathlib import Path

import pandas as pd

from model.amounts.invoices import settlement_rows
from model.year import Year, invoice_rows
from suite.reports import balances
from suite.reports.invoice_basis import period_of
from suite.show.answer import with_days
from suite.show.frame import write_frame
from suite.show.xlsx import add_sheet, new_workbook

COLUMNS = {
    "avtal": "Avtal",
    "diarienummer": "Diarienummer",
    "part": "Kod",
    "partnamn": "Part",
    "ar": "År",
    "slag": "Slag",
    "period": "Period",
    "belopp_kr": "Belopp exkl. moms (kr)",
    "fakturadatum": "Fakturadatum",
    "forfallodatum": "Förfallodag",
    "paragraf": "Paragraf",
    "status": "Status",
}
"""The columns of the CSV, with their headings in the workbook."""

_SHARE = "fördelning"


def amounts_name(year: int) -> str:
    """Return what the amounts of a year are called: their folder, and their files without endings."""
    return f"belopp_{year}"


def shares(now: Year) -> pd.DataFrame:
    """Return what each party pays for the year and for the next, by each agreement."""
    pieces = [
        view.path[view.path["ar"].isin((now.year, now.year + 1))].assign(diarienummer=view.agreement.reference)
        for view in now.views
    ]
    rows = pd.concat(pieces, ignore_index=True)
    return _ordered(rows.assign(slag=_SHARE, period=rows["ar"].astype(str)))


def invoices(now: Year) -> pd.DataFrame:
    """Return what is invoiced in the year after, settlement included where the year is closed."""
    return _with_periods(invoice_rows(now))


def settlements(now: Year) -> pd.DataFrame:
    """Return what each party pays or gets back when the year is settled, or would if it were closed as it is."""
    pieces = []
    for view in now.views:
        if view.settlement and view.expected:
            rows = settlement_rows(view.agreement, view.allocation, view.settlement, view.expected.status)
            kind = "slutavräkning, som den skulle bli" if view.open_because else "slutavräkning"
            pieces.append(rows.assign(slag=kind))
    filled = [piece for piece in pieces if len(piece)]
    return _with_periods(pd.concat(filled, ignore_index=True)) if filled else pd.DataFrame(columns=list(COLUMNS))


def _with_periods(rows: pd.DataFrame) -> pd.DataFrame:
    months = rows[["ar", "fran_manad", "till_manad"]].itertuples(index=False, name=None)
    return _ordered(rows.assign(period=[period_of(*each) for each in months]))


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.reindex(columns=list(COLUMNS)).sort_values(["ar", "avtal", "slag", "part"], kind="stable")


def write_amounts(now: Year, folder: Path, colophon: str) -> None:
    """Write ``belopp_<year>.xlsx``, a sheet of each kind, and ``belopp_<year>.csv``, all the rows, in a folder.

    A settlement of a closed year is among the invoices; the CSV has it once.

    Raises
    ------
    InputError
        If the files cannot be written.
    """
    stem, settled = folder / amounts_name(now.year), settlements(now)
    sheets = {"Fördelning": shares(now), "Fakturor": invoices(now), "Slutavräkning": settled}
    rows = [sheets["Fördelning"], sheets["Fakturor"], settled[settled["slag"] != "slutavräkning"]]
    filled = [piece.astype(object).where(piece.notna(), "") for piece in rows if len(piece)]
    write_frame(pd.concat(filled, ignore_index=True), stem.with_suffix(".csv"))
    moment = dt.datetime.combine(now.run.series.as_of, dt.time())
    properties = {"title": f"Belopp {now.year}", "created": moment, "comments": colophon}
    with new_workbook(stem.with_suffix(".xlsx"), properties) as book:
        for name, frame in sheets.items():
            if len(frame):
                known = frame.dropna(axis="columns", how="all").rename(columns=COLUMNS)
                add_sheet(book, name, with_days(known), colophon, [COLUMNS["belopp_kr"]])
        found = balances.known(now)
        left = {"Balans": (balances.rows(found), balances.COLUMNS)}
        left |= {"Obetalt": (balances.party_rows(found), balances.PARTY_COLUMNS)}
        for name, (frame, headings) in left.items():
            if len(frame):
                summed = [heading for column, heading in headings.items() if column.endswith("_kr")]
                add_sheet(book, name, frame.rename(columns=headings), colophon, summed)
