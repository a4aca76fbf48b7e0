"""The invoice basis: a row per payer and instalment, as a workbook and as CSV, reconciled with the allocation."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from model.amounts.additions import Dispute
from model.amounts.invoices import ADVANCE, CORRECTION, SETTLEMENT, unreconciled, withheld
from model.amounts.issued import About, covered, together
from model.errors import InputError
from model.finding import Finding, Level, holding_back
from model.money import Amount, total
from model.status import Status
from model.year import Year, corrections, invoice_rows, sent_on
from suite.files.provenance import as_json, write
from suite.findings.findings import OPEN_YEAR, told
from suite.findings.remarks import year_remarks
from suite.reports.drivers import moved
from suite.reports.issuing import causes
from suite.reports.results import header
from suite.reports.text import settlement_sentence
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
    "avser": "Avser",
    "utfardat_kr": "Utfärdat (kr)",
    "beraknat_kr": "Räknat nu (kr)",
    "orsak": "Varför",
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

OF_CORRECTIONS = ["avser", "utfardat_kr", "beraknat_kr", "orsak"]
"""The columns that stand only in a basis that corrects something: what, what it was, what it is now, and why."""


def basis_name(year: int) -> str:
    """Return what the invoice basis of a year is called: its folder, and its files without their endings."""
    return f"fakturaunderlag_{year}"


class HeldBackError(InputError):
    """The invoice basis is not made: findings hold it back."""

    def __init__(self, year: int, held: Sequence[Finding]) -> None:
        asked = [each.code for each in held if each.level is Level.ACKNOWLEDGE]
        codes = dict.fromkeys(code for code in asked if code != OPEN_YEAR)  # which is closed, not passed over
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
    """Return the findings that keep settlements and corrections out of the basis, while the rest of it is made."""
    return [each for each in holding_back(found, acknowledged) if each.kind in (SETTLEMENT, CORRECTION)]


def anything_due(now: Year) -> bool:
    """Whether anything is to be invoiced in the year after that has not been issued."""
    rows, issued = invoice_rows(now), now.run.issued
    return not covered(rows, issued).all() or (bool(issued) and not corrections(now.run).empty)


def invoice_basis(
    now: Year,
    found: Sequence[Finding] = (),
    acknowledged: Mapping[str, str] = MappingProxyType({}),
    day: dt.date | None = None,
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
    day : date, optional
        The day that it is sent: what should have been sent before, and corrections, are dated and due from it. If
        none, as is agreed, and corrections from what the run knows.

    Returns
    -------
    DataFrame
        The columns of `HEADINGS`: a row per payer and instalment, settlement, addition or correction, of what has
        not been issued yet.

    Raises
    ------
    InputError
        If the instalments do not sum to the allocation.
    """
    return shown_columns(basis_rows(now, found, acknowledged, day))


def shown_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of `basis_rows` that the basis shows (`HEADINGS`)."""
    corrects = bool(rows["avser"].any())
    return rows[[name for name in HEADINGS if corrects or name not in OF_CORRECTIONS]]


def basis_rows(
    now: Year,
    found: Sequence[Finding] = (),
    acknowledged: Mapping[str, str] = MappingProxyType({}),
    day: dt.date | None = None,
) -> pd.DataFrame:
    """Return the rows of `invoice_basis` with all that is known of them, also their months."""
    run, rows = now.run, _due(now, found, acknowledged, day)
    periods = [period_of(row.ar, row.fran_manad, row.till_manad) for row in each(rows)]
    texts = [
        f"{run.agreed(row.avtal, row.ar).name}, {_kind(row)} {period}, {row.paragraf}"
        for row, period in zip(each(rows), periods, strict=True)
    ]
    said = rows.assign(
        anmarkning=[_remark(row, found, acknowledged) for row in each(rows)],
        referens=[run.party(row.avtal, row.part).reference or "" for row in each(rows)],
        period=periods,
        text=texts,
        scenario=run.scenario.id,
        **dict.fromkeys(("konto", "projekt", "motpart"), ""),
    )
    return said.sort_values(["fakturadatum", "avtal", "slag", "part"], kind="stable", ignore_index=True)


def _due(
    now: Year, found: Sequence[Finding], acknowledged: Mapping[str, str], day: dt.date | None
) -> pd.DataFrame:
    """Return what has not been issued, and what corrects what has."""
    out = {(each.agreement, each.kind) for each in left_out(found, acknowledged)}
    settled = {view.agreement.id for view in now.views if view.settlement} - {
        code for code, kind in out if kind == SETTLEMENT
    }
    rows = invoice_rows(now, settled if found else None)
    wrong = unreconciled(rows, now.billed(now.year + 1))
    if len(wrong):
        raise InputError(f"Fakturorna summerar inte till fördelningen: {wrong.to_dict('records')}")
    run = now.run
    disputes = [item for item in run.inputs.rows(Dispute) if item.year == now.year + 1]
    agreed = {code: run.agreed(code, now.year + 1) for code in run.inputs.agreements}
    none = dict.fromkeys(OF_CORRECTIONS, "")
    rows = rows.assign(innehallet_kr=withheld(rows, disputes, agreed), **none)
    if run.issued:
        due = corrections(run, day)
        due = due.loc[[(code, CORRECTION) not in out for code in due["avtal"]]]
        why = causes(run, due.assign(slag=due["avser"]))
        due = due.assign(innehallet_kr=0, orsak=pd.Series(why, due.index, dtype=object))
        filled = [each for each in (rows[~covered(rows, run.issued)], due) if len(each)]
        rows = pd.concat(filled, ignore_index=True) if filled else rows[:0]
    rows = rows[~_waiting(rows)]
    return sent_on(rows, day) if day else rows


def _waiting(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows settle a year, or correct its settlement, while what is paid for it is corrected here too.

    A settlement rests on what has been issued (RUN/387/2023 §7): it would be another when the corrections are.
    """
    about = pd.MultiIndex.from_frame(rows[["avtal", "ar"]])
    settles = (rows["slag"] == SETTLEMENT) | (rows["avser"] == SETTLEMENT)
    return settles & about.isin(about[rows["avser"] == ADVANCE])


def _kind(row: Any) -> str:
    return f"{row.slag} av {row.avser}" if row.avser else str(row.slag)


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
    now: Year,
    folder: Path,
    colophon: str,
    found: Sequence[Finding],
    acknowledged: Mapping[str, str],
    day: dt.date | None = None,
) -> pd.DataFrame:
    """Write ``fakturaunderlag_<year>.xlsx`` and ``.csv`` for the year after in a folder, and what they rest on.

    Returns its rows, as `basis_rows` does.

    Parameters
    ----------
    now, found, acknowledged, day
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
    rows = basis_rows(now, found, acknowledged, day)
    basis = shown_columns(rows)
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
        if "avser" in basis:
            add_sheet(book, "Rättelser", _corrected(rows), colophon)
        add_sheet(book, "Avstämning", _reconciliation(now, rows), colophon)
        missing = [f"Inte med: {each.text}" for each in out]
        said = [told(each, acknowledged) for each in found if each not in out] + held_against(now, rows)
        notes = pd.DataFrame({"Om underlaget": [*_about(colophon), *missing, *said, *year_remarks(now)]})
        add_sheet(book, "Om", notes, colophon)
    return rows


def held_against(now: Year, rows: pd.DataFrame) -> list[str]:
    """Say what a basis was held against: its amounts the year before's, a closed year's settlement its limit.

    Parameters
    ----------
    now : Year
        The year before that of the invoices.
    rows : DataFrame
        What is invoiced; none where nothing is.
    """
    settled = [f"{view.agreement.short} {now.year}: {settlement_sentence(view)}" for view in now.views if view.due]
    first = sorted({(row.avtal, row.ar) for row in each(rows) if row.avser == ADVANCE}) if len(rows) else []
    waits = [
        f"{now.run.agreement(code).short} {year}: förskotten rättas. En slutavräkning räknas på det som är "
        "utfärdat, och kommer med när underlaget görs igen efter rättelserna."
        for code, year in first
        if now.run.closing(code, year)
    ]
    return [*(moved(now) if len(rows) and (rows["slag"] == ADVANCE).any() else []), *settled, *waits]


def _nothing(now: Year) -> str:
    year = now.year + 1
    if sent := [row for row in now.run.issued if year in (row.year, row.year + 1)]:
        told = f"Inget mer att fakturera {year}: det är utfärdat, till och med nr {sent[-1].number}."
        return " ".join([told, *held_against(now, pd.DataFrame())])
    told = f"inga avtal gäller då, utfallet {now.year} ger ingen slutavräkning och inget tillägg har datum {year}"
    return f"Inget att fakturera {year}: {told}."


def _about(colophon: str) -> list[str]:
    return [
        colophon,
        "Minus är kredit. Belopp är hela kronor utan moms.",
        "Avstämningen är av allt i underlaget, förskott, tillägg, slutavräkning och rättelser: det räknade minus "
        "det som är utfärdat förut är det som är i underlaget. En skillnad är det som räknas men inte är med.",
        "Konto, projekt och motpart fylls i: hur en faktura bokförs står inte i avtal eller indata.",
        "Summan gäller de rader som filtret visar.",
        "Varav innehållet: vad betalaren håller inne i en tvist om årets belopp, fördelat på årets fakturor efter "
        "deras belopp. Fakturan är på hela beloppet.",
        "Sätt internt: parten är en del av den som fakturerar.",
        "Sätt omföring: den som bär kostnaden är ingen juridisk person och får ingen faktura; beloppet förs om i "
        "bokföringen hos den som fakturerar.",
    ]


def _corrected(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is corrected: who it concerns, old, new, the difference and why."""
    own = rows[rows["avser"] != ""]
    names = ["avtal", "partnamn", "ar", "avser", "utfardat_kr", "beraknat_kr", "belopp_kr"]
    told = own[[*names, "orsak", "forfallodatum"]].rename(columns={**HEADINGS, "ar": "År", "avser": "Slag"})
    told = with_days(told.rename(columns={HEADINGS["belopp_kr"]: "Skillnad (kr)"}))
    sums = [total(told[name]) if str(name).endswith("(kr)") else "" for name in told]
    last = pd.DataFrame([["Summa", *sums[1:]]], columns=told.columns, dtype=object)
    return pd.concat([told.astype(object), last], ignore_index=True)


def _reconciliation(now: Year, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is computed of all that the basis is about beside what was issued before and what is in it."""
    computed, issued = _computed(now, rows), together(now.run.issued)
    kinds = rows["avser"].where(rows["avser"] != "", rows["slag"])
    told, sums = list[tuple[Any, ...]](), list[list[Amount]]()
    for about, amount in sorted(computed.items(), key=lambda each: (each[0][0], each[0][1], each[0][3])):
        code, year, part, kind = about
        own = rows[(rows["avtal"] == code) & (rows["ar"] == year) & (rows["part"] == part) & (kinds == kind)]
        sent = issued[about].amount if about in issued else 0
        here, kept = total(own["belopp_kr"]), total(own["innehallet_kr"])
        corrected = total(own.loc[own["avser"] != "", "belopp_kr"])
        sums.append([amount, sent, here, corrected, kept, amount - sent - here])
        told.append((code, part, now.run.party(code, part).name, year, kind, *sums[-1]))
    names = ("Räknat nu", "Utfärdat", "I underlaget", "Varav rättelse", "Varav innehållet", "Skillnad")
    columns = ["Avtal", "Kod", "Betalare", "År", "Slag", *(f"{name} (kr)" for name in names)]
    last = ("Summa", *[""] * 4, *map(total, zip(*sums, strict=True)))
    found = pd.DataFrame.from_records([*told, last], columns=columns)
    return found if now.run.issued else found.drop(columns=["Utfärdat (kr)", "Varav rättelse (kr)"])


def _computed(now: Year, rows: pd.DataFrame) -> dict[About, Amount]:
    """Return what is computed of all that is to be invoiced in the year after, or is corrected in the basis."""
    year, others = now.year + 1, invoice_rows(now)
    sent = [each.about for each in now.run.issued]
    found = dict[About, Amount]()
    found |= {about: 0 for about in sent if about[1::2] in ((year, ADVANCE), (now.year, SETTLEMENT))}
    found |= {(row.avtal, year, row.part, ADVANCE): row.beraknat_kr for row in each(now.billed(year))}
    for row in each(others[others["slag"] != ADVANCE]):
        about = (row.avtal, row.ar, row.part, row.slag)
        found[about] = found.get(about, 0) + row.belopp_kr
    due = rows[rows["avser"] != ""]
    return found | {(row.avtal, row.ar, row.part, row.avser): row.beraknat_kr for row in each(due)}


def period_of(year: int, first: int, last: int) -> str:
    """Return the months that an amount pays for in words: ``januari–mars 2026``, or the year alone."""
    if (first, last) == (1, 12):
        return str(year)
    months = MONTHS[first - 1] if first == last else f"{MONTHS[first - 1]}–{MONTHS[last - 1]}"
    return f"{months} {year}"
