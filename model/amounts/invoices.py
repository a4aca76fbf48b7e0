"""Invoices: a year's amounts in instalments, a settlement, and costs beside the financing, as one kind of row.

`COLUMNS` says what each column holds. Amounts are whole kronor without VAT; a negative one is a credit.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from operator import itemgetter
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
    if billing is None or rows.empty:
        return _frame([])
    columns, found = ["ar", "part", "forsta_manad", "manader", "beraknat_status"], list[dict[str, Any]]()
    told = list(rows[columns].itertuples(index=False, name=None))
    spans = [periods(billing, range(first, first + count)) for _, _, first, count, _ in told]
    months = np.array([[len(span) for span in own] for own in spans]).T
    amounts = from_units(apportion(to_units(rows["beraknat_kr"], agreement.scale), months), agreement.scale)
    for (year, code, first, _, status), own, parts in zip(told, spans, amounts.T.tolist(), strict=True):
        for place, (span, amount) in enumerate(zip(own, parts, strict=True)):
            if span:
                what = (ADVANCE, year, span.start, span.stop - 1, amount, status)
                party, sent = agreement.by_code[code], billing.sent(place, year, first)
                found.append(_row(agreement, party, what, billing.clause, sent, billing.days))
    return _frame(sorted(found, key=itemgetter("ar", "fran_manad", "part")))


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
        return _frame([])
    told, found = frame[["ar", "part", "status"]].itertuples(index=False, name=None), list[dict[str, Any]]()
    for (year, code, own), amount in zip(told, settlement.adjustments.tolist(), strict=True):
        what = (SETTLEMENT, year, 1, 12, amount, weakest([Status(own), status]))
        found.append(_row(agreement, agreement.by_code[code], what, rule.clause, rule.sent(year), billing.days))
    return _frame(found)


def addition_rows(agreement: Agreement, additions: Iterable[Addition], last: int) -> pd.DataFrame:
    """Return the invoices of costs beside the financing, each to the one who bears it (RUN/357/2023 §4).

    Those of other agreements are left out. A cost belongs to the agreement's last year in force at the latest.
    """
    rules, found = {rule.id: rule for rule in agreement.additions}, list[dict[str, Any]]()
    for item in (each for each in additions if each.agreement == agreement.id):
        party, year, status = payer_of(agreement, item), cost_year(item, last), agreement.status
        first, latest = (item.date.month, item.date.month) if year == item.date.year else (1, 12)
        what = (ADDITION, year, first, latest, item.amount, weakest([status, item.status]))
        found.append(_row(agreement, party, what, rules[item.kind].clause, item.date, rules[item.kind].days))
    return _frame(found)


def correction(
    agreement: Agreement, party: Party, year: int, kind: str, amount: Amount, status: Status, sent: dt.date
) -> dict[str, Any]:
    """Return the invoice, or the credit, of what a party has been invoiced too little, or too much, for a year.

    It has the columns of `COLUMNS`, and ``avser``: the kind of invoice that it corrects.
    """
    billing, rule = agreement.billing, agreement.settlement if kind == SETTLEMENT else agreement.billing
    days, clause = billing.days if billing else 30, rule.clause if rule else ""
    return _row(agreement, party, (CORRECTION, year, 1, 12, amount, status), clause, sent, days) | {"avser": kind}


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


def _frame(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame.from_records(list(rows), columns=list(COLUMNS))


def _row(
    agreement: Agreement, party: Party, what: tuple[Any, ...], clause: str, sent: dt.date, days: int
) -> dict[str, Any]:
    """Return an invoice or a credit; `what` is its kind, year, first and last month, amount and status."""
    kind, year, first, last, amount, status = what
    way = "internt" if party.owner == agreement.issuer else "faktura"
    return {
        "avtal": agreement.id,
        "diarienummer": agreement.reference,
        "part": party.code,
        "partnamn": party.name,
        "satt": way if party.legal_person else "omföring",
        "slag": kind,
        "ar": year,
        "fran_manad": first,
        "till_manad": last,
        "fakturadatum": sent.isoformat(),
        "forfallodatum": (sent + dt.timedelta(days=days)).isoformat(),
        "belopp_kr": amount,
        "paragraf": agreement.cite(clause).strip(),
        "status": str(status),
    }
