"""The invoice basis: a row per payer and instalment, as a workbook and as CSV, reconciled with the allocation."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from model.amounts.additions import Dispute
from model.amounts.invoices import ADVANCE, SETTLEMENT, unreconciled, withheld
from model.errors import InputError
from model.finding import Finding, Level, holding_back
from model.money import exact
from model.status import Status
from model.year import Year, invoice_rows
from suite.files.provenance import as_json, write
from suite.findings.findings import told
from suite.findings.remarks import year_remarks
from suite.reports.results import header
from suite.show.answer import with_days
from suite.show.blocks import RESULTS
from suite.show.frame import each, records, write_frame
from suite.show.swedish import MONTHS
from suite.show.xlsx import add_sheet, new_workbook

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
    "innehallet_kr": "Varav innehållet (kr)",
    "konto": "Konto",
    "projekt": "Projekt",
    "motpart": "Motpart",
    "text": "Text",
    "fakturadatum": "Fakturadatum",
    "forfallodatum": "Förfallodag",
    "paragraf": "Paragraf",
    "scenario": "Scenario",
    "status": "Status",
    "anmarkning": "Anmärkning",
}
"""The columns of the basis, with their headings in the workbook.

Which account, project and counterpart an invoice is booked on is in no input: those columns are there to fill in.
"""


def basis_name(year: int) -> str:
    """Return what the invoice basis of a year is called: its folder, and its files without their endings."""
    return f"fakturaunderlag_{year}"


class HeldBackError(InputError):
    """The invoice basis is not made: findings hold it back."""

    def __init__(self, year: int, held: Sequence[Finding]) -> None:
        codes = dict.fromkeys(each.code for each in held if each.level is Level.ACKNOWLEDGE)
        told = [f"Fakturaunderlaget {year} görs inte. Det hålls tillbaka av det här:"]
        told += [f"[{each.code}] {each.text}" for each in held]
        if any(each.level is Level.STOP for each in held):
            told.append(f"{Level.STOP.capitalize()} går inte att kvittera: det måste rättas.")
        elif codes:
            words = " ".join(f"--trots {code}" for code in codes)
            told.append(f'Är det som det ska görs underlaget med {words} --skal "varför".')
        super().__init__(*told)
        self.findings = held


def left_out(found: Iterable[Finding], acknowledged: Mapping[str, str]) -> list[Finding]:
    """Return the findings that keep settlements out of the basis, while the rest of it is made."""
    return [each for each in holding_back(found, acknowledged) if each.kind == SETTLEMENT]


def invoice_basis(
    now: Year, found: Sequence[Finding] = (), acknowledged: Mapping[str, str] = MappingProxyType({})
) -> pd.DataFrame:
    """Return what is invoiced in the year after, with period, reference and text as the invoice says them.

    Parameters
    ----------
    now : Year
        The year before that of the invoices.
    found : sequence of Finding
        What the checks say of the basis (`suite.findings.findings.of_basis`).
    acknowledged : mapping of str to str
        Why a code of a finding is passed over.

    Returns
    -------
    DataFrame
        The columns of `HEADINGS`: a row per payer and instalment, settlement or addition.

    Raises
    ------
    InputError
        If the instalments do not sum to the allocation.
    """
    out = {each.agreement for each in left_out(found, acknowledged)}
    settled = {view.agreement.id for view in now.views if view.settlement and view.agreement.id not in out}
    rows = invoice_rows(now, settled if found else None)
    wrong = unreconciled(rows, now.billed(now.year + 1))
    if len(wrong):
        raise InputError(f"Fakturorna summerar inte till fördelningen: {wrong.to_dict('records')}")
    run = now.run
    parties = [run.party(row.avtal, row.part) for row in each(rows)]
    periods = [_period(row.ar, row.fran_manad, row.till_manad) for row in each(rows)]
    texts = [
        f"{run.agreed(row.avtal, row.ar).name}, {row.slag} {period}, {row.paragraf}"
        for row, period in zip(each(rows), periods, strict=True)
    ]
    disputes = [item for item in now.run.inputs.rows(Dispute) if item.year == now.year + 1]
    said = rows.assign(
        anmarkning=[_remark(row, found, acknowledged) for row in each(rows)],
        referens=[party.reference or "" for party in parties],
        period=periods,
        text=texts,
        scenario=now.run.scenario.id,
        innehallet_kr=withheld(
            rows, disputes, {code: run.agreed(code, now.year + 1) for code in run.inputs.agreements}
        ),
        **dict.fromkeys(("konto", "projekt", "motpart"), ""),
    )
    return said.sort_values(["fakturadatum", "avtal", "slag", "part"], kind="stable", ignore_index=True)[
        list(HEADINGS)
    ]


def _remark(row: Any, found: Iterable[Finding], acknowledged: Mapping[str, str]) -> str:
    """Return what an invoice row says of itself: that it rests on an assumption, and what was acknowledged."""
    unsure = Status(row.status).uncertain
    passed = [
        each.code
        for each in found
        if each.level is Level.ACKNOWLEDGE and each.code in acknowledged and each.concerns(row.avtal, row.slag)
    ]
    codes = [code for code in dict.fromkeys(passed) if unsure or code != "antagande"]
    told = ["vilar på antagande"] if unsure else []
    return "; ".join([*told, *(f"kvitterat {code}: {acknowledged[code]}" for code in codes)])


def write_basis(
    now: Year, folder: Path, colophon: str, found: Sequence[Finding], acknowledged: Mapping[str, str]
) -> None:
    """Write ``fakturaunderlag_<year>.xlsx`` and ``.csv`` for the year after in a folder, and what they rest on.

    Parameters
    ----------
    now, found, acknowledged
        As for `invoice_basis`.
    folder : Path
        Where to.
    colophon : str
        What the basis was made from.

    Raises
    ------
    HeldBackError
        If a finding holds it back, or all of it.
    InputError
        If there is nothing to invoice, or it does not reconcile with the allocation.
    """
    out = left_out(found, acknowledged)
    held = [each for each in holding_back(found, acknowledged) if each not in out]
    basis = invoice_basis(now, found, acknowledged)
    if held or (out and basis.empty):
        raise HeldBackError(now.year + 1, held or out)
    if basis.empty:
        raise InputError(_nothing(now))
    stem = folder / basis_name(now.year + 1)
    write_frame(basis, stem.with_suffix(".csv"))
    shares = {"fordelning": records(now.billed(now.year + 1))}
    write(folder / RESULTS, as_json(header("fakturaunderlag", now.year + 1, now.run, year_remarks(now)) | shares))
    moment = dt.datetime.combine(now.run.series.as_of, dt.time())
    properties = {"title": f"Fakturaunderlag {now.year + 1}", "created": moment, "comments": colophon}
    with new_workbook(stem.with_suffix(".xlsx"), properties) as book:
        sums = [HEADINGS["belopp_kr"], HEADINGS["innehallet_kr"]]
        add_sheet(book, "Underlag", with_days(basis.rename(columns=HEADINGS)), colophon, sums)
        checked = _reconciliation(now, basis)
        add_sheet(book, "Avstämning", checked, colophon)
        missing = [f"Inte med: {each.text}" for each in out]
        said = [told(each, acknowledged) for each in found if each not in out]
        notes = pd.DataFrame({"Om underlaget": [*_about(colophon), *missing, *said, *year_remarks(now)]})
        add_sheet(book, "Om", notes, colophon)


def _nothing(now: Year) -> str:
    year = now.year + 1
    told = f"inga avtal gäller då, utfallet {now.year} ger ingen slutavräkning och inget tillägg har datum {year}"
    return f"Inget att fakturera {year}: {told}."


def _about(colophon: str) -> list[str]:
    return [
        colophon,
        "Minus är kredit. Belopp är hela kronor utan moms.",
        "Konto, projekt och motpart fylls i: hur en faktura bokförs står inte i avtal eller indata.",
        "Summan gäller de rader som filtret visar.",
        "Varav innehållet: vad betalaren håller inne i en tvist om årets belopp, fördelat på årets fakturor efter "
        "deras belopp. Fakturan är på hela beloppet.",
        "Sätt internt: parten är en del av den som fakturerar.",
        "Sätt omföring: den som bär kostnaden är ingen juridisk person och får ingen faktura; beloppet förs om i "
        "bokföringen hos den som fakturerar.",
    ]


def _reconciliation(now: Year, basis: pd.DataFrame) -> pd.DataFrame:
    """Return what each party is invoiced in advance beside its amount in the allocation, and what it withholds."""
    advance = basis[basis["slag"] == ADVANCE].groupby(["avtal", "part"])[["belopp_kr", "innehallet_kr"]].sum()
    rows = []
    for row in each(now.billed(now.year + 1)):
        invoiced, kept = map(exact, advance.loc[(row.avtal, row.part)])
        rows.append((row.avtal, row.part, row.partnamn, row.belopp_kr, invoiced, kept, row.belopp_kr - invoiced))
    total = ("Summa", "", "", *(sum(row[place] for row in rows) for place in (3, 4, 5, 6)))
    names = ("Fördelning", "Förskott", "Varav innehållet", "Skillnad")
    columns = ["Avtal", "Kod", "Betalare", *(f"{name} (kr)" for name in names)]
    return pd.DataFrame.from_records([*rows, total], columns=columns)


def _period(year: int, first: int, last: int) -> str:
    """Return the months that an amount pays for in words: ``januari–mars 2026``, or the year alone."""
    if (first, last) == (1, 12):
        return str(year)
    months = MONTHS[first - 1] if first == last else f"{MONTHS[first - 1]}–{MONTHS[last - 1]}"
    return f"{months} {year}"
