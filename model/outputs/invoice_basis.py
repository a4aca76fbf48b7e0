"""The invoice basis: a row per payer and instalment, as a workbook and as CSV, reconciled with the allocation."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from model.errors import InputError
from model.invoices import unreconciled
from model.money import exact
from model.outputs.frame import each, write_frame
from model.outputs.remarks import assumed
from model.outputs.swedish import MONTHS
from model.outputs.workbook_style import KINDS
from model.outputs.year import Year, invoice_rows
from model.status import Status

HEADINGS = {
    "avtal": "Avtal",
    "diarienummer": "Diarienummer",
    "part": "Kod",
    "partnamn": "Betalare",
    "referens": "Referens",
    "satt": "Sätt",
    "slag": "Slag",
    "period": "Period",
    "belopp_kr": "Belopp exkl. moms (kr)",
    "text": "Text",
    "fakturadatum": "Fakturadatum",
    "forfallodatum": "Förfallodag",
    "paragraf": "Paragraf",
    "status": "Status",
    "anmarkning": "Anmärkning",
}
"""The columns of the basis, with their headings in the workbook."""


def basis_name(year: int) -> str:
    """Return what the invoice basis of a year is called: its folder, and its files without their endings."""
    return f"fakturaunderlag_{year}"


def invoice_basis(now: Year) -> pd.DataFrame:
    """Return what is invoiced in the year after, with period, reference and text as the invoice says them.

    Returns
    -------
    DataFrame
        The columns of `HEADINGS`: a row per payer and instalment, settlement or addition.

    Raises
    ------
    InputError
        If the instalments do not sum to the allocation.
    """
    rows = invoice_rows(now)
    wrong = unreconciled(rows, next_allocation(now))
    if len(wrong):
        raise InputError(f"Fakturorna summerar inte till fördelningen: {wrong.to_dict('records')}")
    agreements = now.run.inputs.agreements
    parties = [agreements[row.avtal].by_code[row.part] for row in each(rows)]
    periods = [_period(row.ar, row.fran_manad, row.till_manad) for row in each(rows)]
    texts = [
        f"{agreements[row.avtal].name}, {row.slag} {period}, {row.paragraf}"
        for row, period in zip(each(rows), periods, strict=True)
    ]
    unsure = ["vilar på antagande" if Status(row.status).uncertain else "" for row in each(rows)]
    said = rows.assign(
        anmarkning=unsure, referens=[party.reference or "" for party in parties], period=periods, text=texts
    )
    return said.sort_values(["fakturadatum", "avtal", "slag", "part"], kind="stable", ignore_index=True)[
        list(HEADINGS)
    ]


def next_allocation(now: Year) -> pd.DataFrame:
    """Return the allocation of the year after, of the agreements that are invoiced."""
    billed = [view for view in now.views if view.agreement.billing]
    return pd.concat([view.path[view.path["ar"] == now.year + 1] for view in billed], ignore_index=True)


def assumptions_billed(now: Year) -> list[str]:
    """Return what is not decided of that which the year after is billed on; nothing where all of it is."""
    rows, told = invoice_rows(now), []
    unsure = rows[[Status(status).uncertain for status in rows["status"]]] if len(rows) else rows
    for view in now.views:
        kinds = set(unsure.loc[unsure["avtal"] == view.agreement.id, "slag"])
        name, later = view.agreement.short, now.run.agreement(view.agreement.id, now.year + 1)
        if "förskott" in kinds:
            told += [f"{name}: {text}" for text in assumed(now.run, later, [now.year + 1])]
        if "slutavräkning" in kinds and view.outcome:
            told.append(f"{name}: utfallet {now.year} eller det som betalats då har status som inte är beslutad.")
        if "tillägg" in kinds:
            told.append(f"{name}: ett tillägg har status som inte är beslutad.")
    return told


def write_basis(now: Year, folder: Path, colophon: str, *, despite: bool = False) -> None:
    """Write ``fakturaunderlag_<year>.xlsx`` and ``.csv`` for the year after in a folder.

    Parameters
    ----------
    despite : bool
        Whether to bill on what is merely assumed; the basis then says that it does.

    Raises
    ------
    InputError
        If it would rest on an assumption without leave, or does not reconcile with the allocation.
    """
    assumptions = assumptions_billed(now)
    if assumptions and not despite:
        first = (
            f"Fakturaunderlaget {now.year + 1} görs inte: det vilar på antaganden. Med --trots-antagande görs det."
        )
        raise InputError(first, *assumptions)
    basis, stem = invoice_basis(now), folder / basis_name(now.year + 1)
    write_frame(basis, stem.with_suffix(".csv"))
    moment = dt.datetime.combine(now.run.series.as_of, dt.time())
    with xlsxwriter.Workbook(stem.with_suffix(".xlsx"), {"strings_to_formulas": False}) as book:
        book.set_properties({"title": f"Fakturaunderlag {now.year + 1}", "created": moment, "comments": colophon})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        whole = book.add_format({"num_format": KINDS["count"]})
        ore = book.add_format({"num_format": KINDS["ore"]})
        _sheet(book.add_worksheet("Underlag"), list(HEADINGS.values()), basis, bold, whole, ore)
        checked = _reconciliation(now, basis)
        _sheet(book.add_worksheet("Avstämning"), list(checked.columns), checked, bold, whole, ore)
        told = [f"Gjort med --trots-antagande. {text}" for text in assumptions]
        notes = pd.DataFrame({"Om underlaget": [*_about(colophon), *told, *now.remarks]})
        _sheet(book.add_worksheet("Om"), list(notes.columns), notes, bold, whole, ore)


def _about(colophon: str) -> list[str]:
    return [
        colophon,
        "Minus är kredit. Belopp är hela kronor utan moms.",
        "Sätt internt: parten är en del av den som fakturerar.",
    ]


def _reconciliation(now: Year, basis: pd.DataFrame) -> pd.DataFrame:
    """Return what each party is invoiced in advance beside its amount in the allocation."""
    invoiced = basis[basis["slag"] == "förskott"].groupby(["avtal", "part"])["belopp_kr"].sum()
    rows = [
        (
            row.avtal,
            row.part,
            row.partnamn,
            row.belopp_kr,
            exact(invoiced[row.avtal, row.part]),
            row.belopp_kr - exact(invoiced[row.avtal, row.part]),
        )
        for row in each(next_allocation(now))
    ]
    total = ("Summa", "", "", *(sum(row[place] for row in rows) for place in (3, 4, 5)))
    columns = ["Avtal", "Kod", "Betalare", "Fördelning (kr)", "Förskott (kr)", "Skillnad (kr)"]
    return pd.DataFrame.from_records([*rows, total], columns=columns)


def _sheet(
    sheet: Worksheet, headings: Sequence[str], frame: pd.DataFrame, bold: Format, whole: Format, ore: Format
) -> None:
    """Write a frame with its headings; a text is always written as text, never as a formula or a link."""
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for line, values in enumerate(frame.itertuples(index=False), 1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            else:
                sheet.write_number(line, column, value, ore if isinstance(value, Decimal) else whole)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(frame), len(headings) - 1)
    sheet.autofit()
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _period(year: int, first: int, last: int) -> str:
    """Return the months that an amount pays for in words: ``januari–mars 2026``, or the year alone."""
    if (first, last) == (1, 12):
        return str(year)
    months = MONTHS[first - 1] if first == last else f"{MONTHS[first - 1]}–{MONTHS[last - 1]}"
    return f"{months} {year}"
