"""What a party pays and gets back in the year to come: on which days, for what, and who the invoices go to."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from model.amounts.invoices import ADDITION, ADVANCE, SETTLEMENT, settlement_rows
from model.amounts.issued import Issued, covered
from model.money import size, total
from model.run import Run
from model.year import Year, corrections, invoice_rows
from model.year_wheel import notice_days
from suite.reports.parties import of_owner
from suite.show.blocks import Column, Kind, Paragraphs, Row, Table
from suite.show.swedish import MONTHS, SPACE, counted, date, joined, kr, number

_MOST = 8
"""How many lines invoices with a row each may take; where they would take more they are told together."""

_WIDE = 44
"""How many signs long a name is that takes two lines."""

_MOST_DAYS = 4
"""How many days are told one by one."""


def payments(now: Year, code: str) -> pd.DataFrame:
    """Return the invoices and credits of the year after, of a party and the companies that belong to it.

    What has been issued stands as it was; what has not as it is computed, with the settlement that a year that is
    not closed would come to, and what is to be corrected.

    Parameters
    ----------
    now : Year
        The year before that of the payments.
    code : str
        The party's.

    Returns
    -------
    DataFrame
        ``avtal``, ``part``, ``partnamn``, ``satt``, ``slag``, ``avser``, ``ar``, ``fran_manad``, ``till_manad``,
        ``forfallodatum`` and ``belopp_kr``, and ``utfardad`` and ``oppen``: whether it has been issued, and
        whether it is so only if the year is closed as it stands.
    """
    run, year = now.run, now.year + 1
    computed = [invoice_rows(now).assign(oppen=False), *_prospects(now)]
    computed = [rows[~covered(rows, run.issued)] for rows in computed if len(rows)]
    due = corrections(run) if run.issued else pd.DataFrame()
    if len(due):
        computed.append(due[[str(sent).startswith(str(year)) for sent in due["fakturadatum"]]].assign(oppen=False))
    sent = pd.DataFrame([_issued(run, row) for row in run.issued if _belongs(row, year)])
    pieces = [rows.assign(utfardad=False) for rows in computed if len(rows)] + ([sent] if len(sent) else [])
    if not pieces:
        return pd.DataFrame(columns=_COLUMNS)
    every = pd.concat([rows.assign(avser=rows.get("avser", "")) for rows in pieces], ignore_index=True)[_COLUMNS]
    return of_owner(run, every, code).sort_values("forfallodatum", kind="stable", ignore_index=True)


_COLUMNS = [
    *("avtal", "part", "partnamn", "satt", "slag", "avser", "ar", "fran_manad", "till_manad", "forfallodatum"),
    *("belopp_kr", "utfardad", "oppen"),
]


def _prospects(now: Year) -> list[pd.DataFrame]:
    """Return the settlements that are not made, as if a year that has ended were closed as it stands."""
    if now.run.series.as_of.year <= now.year:
        return []
    return [
        settlement_rows(view.agreement, view.allocation, view.settlement, view.expected.status).assign(oppen=True)
        for view in now.views
        if view.settlement and view.expected and view.open_because
    ]


def _belongs(row: Issued, year: int) -> bool:
    """Whether an issued row is of a year's payments: for the year, settling the one before, or sent in it."""
    told = {ADVANCE: row.year == year, SETTLEMENT: row.year == year - 1}
    return told.get(str(row.kind), row.date.year == year)


def _issued(run: Run, row: Issued) -> dict[str, Any]:
    agreement = run.agreed(row.agreement, row.year)
    internal = run.party(row.agreement, row.party).owner == agreement.issuer
    return {
        "avtal": row.agreement,
        "part": row.party,
        "partnamn": row.recipient,
        "satt": "internt" if internal else "faktura",
        "slag": str(row.kind),
        "avser": str(row.corrects or ""),
        "ar": row.year,
        "fran_manad": row.months[0],
        "till_manad": row.months[-1],
        "forfallodatum": row.due.isoformat(),
        "belopp_kr": row.amount,
        "utfardad": True,
        "oppen": False,
    }


def calendar(now: Year, code: str) -> Table | Paragraphs:
    """Show when a party pays what in the year after, who the invoice goes to, and what it comes to.

    Each invoice has a row, by its day; those for the same thing have one together where they are many.
    """
    found, year = payments(now, code), now.year + 1
    if found.empty:
        told = "Beloppen är inte räknade så långt." if goes_on(now, code) else f"Inget faktureras er {year}."
        return Paragraphs([told])
    together = ["avtal", "part", "slag", "avser", "ar", "oppen"]
    alone = found["partnamn"].nunique() == 1
    lines = len(found) + sum(len(name) > _WIDE and not alone for name in found["partnamn"])
    by = together if lines > _MOST else [*together, "forfallodatum", "fran_manad", "utfardad"]
    groups = [own for _, own in found.groupby(by, sort=False)]
    net, payers = total(found["belopp_kr"]), [_payer(own) for own in groups]
    once = {payer for payer in payers if len(payer) > _WIDE} if len({*payers}) == 1 else set()
    columns = [Column("Betalas senast"), Column("Belopp (kr)", Kind.WHOLE), Column("Vad")]
    columns += [] if once else [Column("Faktura till")]
    rows: list[Row] = [
        (_days(own, year), total(own["belopp_kr"]), _what(now.run, own), *({payer} - once))
        for own, payer in zip(groups, payers, strict=True)
    ]
    footer = ("Netto", net, *[None] * (len(columns) - 2)) if len(rows) > 1 else None
    caption = f"Ni betalar {kr(net)} utan moms" if net > 0 else f"Ni får tillbaka {kr(size(net))} utan moms"
    note = " ".join(filter(None, [*(f"Faktura till {payer}." for payer in once), _condition(found)]))
    return Table(caption if net else "Det går jämnt upp", columns, rows, footer, note)


def goes_on(now: Year, code: str) -> bool:
    """Return whether an agreement that a party pays by goes on in the year after, beyond what is computed."""
    ids = [view.agreement.id for view in now.in_force if len(of_owner(now.run, view.allocation, code))]
    return any(
        now.run.case.end(each).year > now.year and now.year + 1 not in now.run.case.years(each) for each in ids
    )


def _condition(found: pd.DataFrame) -> str:
    """Say what the sum is without a settlement that is not made."""
    sure = found[~found["oppen"].astype(bool)]
    if len(sure) == len(found):
        return ""
    without = kr(total(sure["belopp_kr"]))
    return f"Slutavräkningen är som den skulle bli nu; den görs när året är stängt. Utan den är summan {without}."


def _days(own: pd.DataFrame, year: int) -> str:
    """Say by when something is to be paid: each of a few days, the first and the last of many."""
    days = sorted({pd.Timestamp(each).date() for each in own["forfallodatum"]})
    told = [_short(each, year) for each in days]
    return joined(told) if len(told) <= _MOST_DAYS else f"{len(told)} gånger, {told[0]} till {told[-1]}"


def _short(day: dt.date, year: int) -> str:
    return f"{day.day}{SPACE}{MONTHS[day.month - 1][:3]}" + ("" if day.year == year else f"{SPACE}{day.year}")


def _what(run: Run, own: pd.DataFrame) -> str:
    first = own.iloc[0]
    name = run.agreed(first["avtal"], int(first["ar"])).short
    if first["avser"]:
        told = f"{first['slag']} av {first['avser']} {first['ar']}"
    elif first["slag"] == SETTLEMENT:
        told = f"slutavräkning {first['ar']}" + (", inte gjord än" if first["oppen"] else "")
    elif first["slag"] == ADVANCE:
        told = _parts(own)
    else:
        told = ADDITION if len(own) == 1 else f"{len(own)} {ADDITION}"
    sent = int(own["utfardad"].sum())
    return f"{name}, {told}" + (
        f" ({'fakturerat' if sent == len(own) else f'{sent} av {len(own)} fakturerade'})" if sent else ""
    )


def _parts(own: pd.DataFrame) -> str:
    """Say which part of the year something is for, and how it is divided in invoices."""
    first, last = own["fran_manad"].min(), own["till_manad"].max()
    months = MONTHS[first - 1] if first == last else f"{MONTHS[first - 1]}–{MONTHS[last - 1]}"
    span = "hela året" if (first, last) == (1, 12) else months
    if len(own) == 1:
        return span
    low, high = min(own["belopp_kr"]), max(own["belopp_kr"])
    each = kr(high) if low == high else f"{number(low)}–{kr(high)}"
    return f"{'' if span == 'hela året' else f'{span}, '}{counted(len(own), 'del', 'delar')} om {each}"


def _payer(own: pd.DataFrame) -> str:
    first = own.iloc[0]
    return str(first["partnamn"]) + ("" if first["satt"] == "faktura" else f" ({first['satt']})")


def notices(now: Year, codes: Sequence[str]) -> str:
    """Say which is the last day of the next notice of each of some agreements, and what follows of one."""
    days, told, today = list[str](), list[str](), now.run.series.as_of
    for code in codes:
        name, end = now.run.case.agreed(code).last.short, now.run.case.end(code)
        if coming := [each for each in notice_days(now.run, code) if each[0] >= today]:
            days.append(f"{name} den {date(coming[0][0])} (slutar {date(coming[0][1])})")
        elif today <= end and now.run.case.years(code)[-1] == end.year:
            told.append(f"{name} slutar den {date(end)}.")
    if days:
        told.append(f"Sista dag att säga upp: {joined(days)}.")
        told.append("Säger någon upp slutar avtalet för alla; annars förlängs det.")
    return " ".join(told)
