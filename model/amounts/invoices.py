"""Invoices: a year's amounts in instalments, a settlement, and costs beside the financing, as one kind of row.

`COLUMNS` says what each column holds. Amounts are whole kronor without VAT; a negative one is a credit.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from model.agreements.agreement import Agreement
from model.agreements.clauses import Billing, Party
from model.amounts.additions import Addition, Dispute, by_party, check_disputes, cost_year
from model.amounts.settlement import Settlement
from model.errors import Fault, InputError
from model.kernel import apportion
from model.money import Amount, from_units, to_units, total
from model.status import Status, weakest

ADVANCE, SETTLEMENT, ADDITION = "förskott", "slutavräkning", "tillägg"
CORRECTION = "rättelse"
"""The kinds of invoice rows, as ``slag`` names them."""

COLUMNS = {
    "avtal": "agreement",
    "diarienummer": "its reference number",
    "part": "code of the party that pays",
    "partnamn": "its name",
    "satt": "faktura, internt where the party is the one that invoices, omföring where it is no legal person",
    "slag": "`ADVANCE`, `SETTLEMENT`, `ADDITION` or `CORRECTION`",
    "ar": "year that the amount is for",
    "fran_manad": "first month that it pays for",
    "till_manad": "last month that it pays for",
    "fakturadatum": "date of the invoice",
    "forfallodatum": "due date",
    "belopp_kr": "amount without VAT, whole kronor (int64); negative is a credit",
    "paragraf": "clause, with the agreement's reference number",
    "status": "weakest status among the figures the amount rests on",
}


def instalments(agreement: Agreement, frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per party and instalment; a party's instalments sum exactly to its amount of the year.

    RUN/387/2023 §7, RUN/350/2019 §8. The periods that they pay for are equally long
    (`model.agreements.clauses.Billing`), and the amount is split by how many months of each the agreement is in
    force: quarters of a whole year are equal, of a part year they are not. A krona that does not divide falls in
    the earliest. An agreement that says nothing of months gives no rows, nor does what others allocate.
    """
    rows, billing = frame[frame["avtal"] == agreement.id], agreement.billing
    rows = rows.assign(status=rows["beraknat_status"])
    if billing is None or rows.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    firsts = rows["forsta_manad"].tolist()
    in_force = zip(firsts, rows["manader"].tolist(), strict=True)
    spans = [periods(billing, range(first, first + count)) for first, count in in_force]
    months = np.array([[len(span) for span in own] for own in spans]).T
    parts = from_units(apportion(to_units(rows["beraknat_kr"], agreement.scale), months), agreement.scale)
    pieces: list[pd.DataFrame] = []
    for i, own in enumerate(zip(*spans, strict=True)):
        whole = _rows(agreement, rows, ADVANCE, parts[i], billing.clause)
        sent = [billing.sent(i, *when) for when in zip(rows["ar"].tolist(), firsts, strict=True)]
        whole = whole.assign(fran_manad=[span.start for span in own], till_manad=[span.stop - 1 for span in own])
        pieces.append(_dated(whole, sent, billing.days)[months[i] > 0])
    return pd.concat(pieces).sort_values(["ar", "fran_manad", "part"], ignore_index=True)


def periods(billing: Billing | None, months: range) -> list[range]:
    """Return which of the months in force each instalment pays for: all of them where nothing is agreed."""
    if billing is None:
        return [months]
    starts = [(max(first, months.start), first + billing.length) for first in billing.first_months]
    return [range(start, max(start, min(end, months.stop))) for start, end in starts]


def settlement_rows(
    agreement: Agreement, frame: pd.DataFrame, settlement: Settlement, status: Status
) -> pd.DataFrame:
    """Return the invoices and credits that a settlement leads to (RUN/387/2023 §7); none if nothing is settled.

    The allocation is that of the settled year, in the order of the adjustments; the status is the outcome's.
    """
    rule, billing = agreement.settlement, agreement.billing
    if rule is None or billing is None or not settlement.settled:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = _rows(agreement, frame, SETTLEMENT, settlement.adjustments, rule.clause)
    rows["status"] = [str(weakest([Status(own), status])) for own in frame["status"]]
    sent = [dt.date(year + 1, rule.month, 1) for year in rows["ar"].tolist()]
    return _dated(rows.assign(fran_manad=1, till_manad=12), sent, billing.days)


def addition_rows(agreement: Agreement, additions: Iterable[Addition], last: int) -> pd.DataFrame:
    """Return the invoices of costs beside the financing, each to the one who bears it (RUN/357/2023 §4).

    Those of other agreements are left out. A cost belongs to the agreement's last year in force at the latest.
    """
    pieces = [_addition(agreement, item, last) for item in additions if item.agreement == agreement.id]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=list(COLUMNS))


def correction_rows(
    agreement: Agreement, party: Party, year: int, kind: str, amount: Amount, status: Status, sent: dt.date
) -> pd.DataFrame:
    """Return the invoice, or the credit, of what a party has been invoiced too little, or too much, for a year.

    Its column ``avser`` is the kind of invoice that it corrects.
    """
    billing, rule = agreement.billing, agreement.settlement if kind == SETTLEMENT else agreement.billing
    told = {"avtal": agreement.id, "ar": year, "part": party.code, "partnamn": party.name, "status": str(status)}
    rows = _rows(agreement, pd.DataFrame([told]), CORRECTION, [amount], rule.clause if rule else "", party)
    return _dated(rows.assign(fran_manad=1, till_manad=12), [sent], billing.days if billing else 30).assign(
        avser=kind
    )


def payer_of(agreement: Agreement, addition: Addition) -> Party:
    """Return who bears an addition: the party that its rule names, else the one that ordered it.

    Raises
    ------
    InputError
        If the agreement knows no such kind of addition or no such party, or the one that ordered cannot be sent an
        invoice.
    """
    rule = next((rule for rule in agreement.additions if rule.id == addition.kind), None)
    if rule is None:
        known = ", ".join(rule.id for rule in agreement.additions) or "inget, för avtalet har inga tillägg"
        raise InputError(Fault(addition.place, f"något av: {known}", addition.kind, column="tillagg"))
    party = agreement.by_code.get(rule.payer or addition.party or "")
    if party is None or not (rule.payer or party.legal_person):
        told = f"koden för en part {'som kan få en faktura' if party else 'i avtalet'}, den som beställt"
        raise InputError(Fault(addition.place, told, addition.party, column="part"))
    return party


def withheld(
    invoices: pd.DataFrame, disputes: Iterable[Dispute], agreements: Mapping[str, Agreement]
) -> "pd.Series[Any]":
    """Return what the payer withholds of each instalment in a dispute (RUN/350/2019 §11); 0 where nothing.

    A dispute is about a year's amount: what is withheld is split over the year's instalments by their amounts. The
    amounts themselves are not lower, for it is still owed.

    Parameters
    ----------
    invoices : DataFrame
        Rows as `instalments` returns them, and perhaps others.
    disputes : iterable of Dispute
        Those of the years of the rows.
    agreements : mapping of str to Agreement
        By code.

    Returns
    -------
    Series
        Kronor, by the index of the invoices.

    Raises
    ------
    InputError
        If more is withheld than may be.
    """
    found = pd.Series(0, index=invoices.index, dtype=object)
    for (code, year, party), own in by_party(disputes).items():
        here = (invoices["avtal"] == code) & (invoices["ar"] == year) & (invoices["part"] == party)
        amounts, scale = invoices.loc[here & (invoices["slag"] == ADVANCE), "belopp_kr"], agreements[code].scale
        check_disputes(agreements[code], own, total(amounts))
        if kept := sum(item.withheld for item in own):
            found[amounts.index] = from_units(apportion(np.array(kept * scale), to_units(amounts, scale)), scale)
    return found


def unreconciled(invoices: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the parties and years whose instalments do not sum to what is computed; no rows when all do.

    Returns
    -------
    DataFrame
        Columns ``avtal``, ``ar``, ``part``, ``fakturerat_kr`` and ``fordelat_kr``.
    """
    advance = invoices[invoices["slag"] == ADVANCE]
    by = ["avtal", "ar", "part"]
    sums = [advance.groupby(by)["belopp_kr"].sum(), frame.groupby(by)["beraknat_kr"].sum()]
    both = pd.concat(sums, axis=1, keys=["fakturerat_kr", "fordelat_kr"]).reset_index()
    return both[both["fakturerat_kr"] != both["fordelat_kr"]]


def _rows(
    agreement: Agreement,
    rows: pd.DataFrame,
    kind: str,
    amounts: Sequence[Any] | np.ndarray,
    clause: str,
    party: Party | None = None,
) -> pd.DataFrame:
    parties = [party or agreement.by_code[code] for code in rows["part"]]
    return rows[["avtal", "ar", "part", "partnamn", "status"]].assign(
        diarienummer=agreement.reference,
        satt=[_way(agreement, party) for party in parties],
        slag=kind,
        belopp_kr=amounts,
        paragraf=agreement.cite(clause).strip(),
    )


def _way(agreement: Agreement, party: Party) -> str:
    if not party.legal_person:
        return "omföring"
    return "internt" if party.owner == agreement.issuer else "faktura"


def _dated(rows: pd.DataFrame, sent: Sequence[dt.date], days: int) -> pd.DataFrame:
    due = [(date + dt.timedelta(days=days)).isoformat() for date in sent]
    return rows.assign(fakturadatum=[date.isoformat() for date in sent], forfallodatum=due)[list(COLUMNS)]


def _addition(agreement: Agreement, item: Addition, last: int) -> pd.DataFrame:
    party, rule = payer_of(agreement, item), next(rule for rule in agreement.additions if rule.id == item.kind)
    year, status = cost_year(item, last), str(weakest([agreement.status, item.status]))
    first, latest = (item.date.month, item.date.month) if year == item.date.year else (1, 12)
    told = {"avtal": agreement.id, "ar": year, "part": party.code, "partnamn": party.name, "status": status}
    rows = _rows(agreement, pd.DataFrame([told]), ADDITION, [item.amount], rule.clause)
    return _dated(rows.assign(fran_manad=first, till_manad=latest), [item.date], rule.days)
