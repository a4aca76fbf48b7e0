"""What a term of an agreement and its value are called to a reader, who has not seen the agreement's file."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from model.agreements.agreement import Agreement
from suite.show.swedish import joined, number

_STEPS = {
    "totalt": "årets belopp",
    "nyckel": "fördelning",
    "giltighet": "avtalstid",
    "uppsagning": "uppsägning",
    "slutavrakning": "slutavräkning",
    "grans_procent": "gräns i procent",
    "hogst_procent": "högst i procent",
    "namnare": "det som avvikelsen mäts mot",
    "forlangs_manader": "förlängs med månader",
    "langst_till": "längst till",
    "manader_fore": "månader före",
    "manader": "månader",
    "typ": "slag",
    "fran": "från",
    "ar": "år",
    "prisniva": "prisnivå",
    "avrundas": "avrundning",
    "negativt": "när index sjunker",
    "saknas": "när en siffra saknas",
    "betalas_inom_dagar": "betalas inom dagar",
    "i_forskott": "i förskott",
    "faktureras_manad": "månad som den faktureras",
    "delar_av_ar": "delar av år",
    "tillagg": "tillägg",
    "utforare": "utförare",
    "hor_till": "hör till",
    "raknas_i": "räknas i",
    "raknas_till": "räknas till",
    "anmarkning": "anmärkning",
    "kalla": "källa",
    "externt": "utanför avtalet",
}
"""The steps of a term's place, where the word in the file is not the reader's."""


def term_name(agreement: Agreement | None, term: str) -> str:
    """Return what a term is called: ``Kommunernas del: basbelopp``."""
    first, *rest = term.split(".")
    names = {item.id: item.name for item in agreement.contributions} if agreement else {}
    if first == "bidrag" and rest and rest[0] in names:
        whose, steps = f"{names[rest[0]]}: ", rest[1:] or ["bidraget"]
    else:
        whose, steps = "", [first, *rest]
    told = ", ".join(_STEPS.get(step, step.replace("_", " ")) for step in steps)
    return f"{whose}{told}" if whose else f"{told[0].upper()}{told[1:]}"


VALUES = {
    "hela": "hela avvikelsen",
    "overskjutande": "det som går över gränsen",
    "utfall": "utfallet",
    "finansiering": "finansieringen",
    "sist": "en gång, sist",
    "arligen": "varje år",
    "sanker": "sänker beloppet",
    "lamnar": "lämnar beloppet som det är",
    "manader": "hela månader",
    "dagar": "dagar",
    "befolkning": "efter folkmängd",
    "lika": "lika delar",
    "andelar": "efter givna andelar",
    "blandad": "efter folkmängd och lika delar",
    "ersattare": "en annan dags siffra",
    "framskrivning": "en framskriven siffra",
}
"""What the readings of a clause are called, by the word in the file."""


def value_text(value: object, names: Mapping[str, str] | None = None) -> str:
    """Return what a term is, on a line: an amount with its thousands apart, parties by name, items in order.

    Parameters
    ----------
    value : object
        What the file says.
    names : mapping of str to str, optional
        What the parties are called, by their codes.
    """
    if isinstance(value, dict):
        named = value.get("kortnamn") or value.get("namn")
        told = (
            f"{_STEPS.get(key, key.replace('_', ' '))}: {value_text(own, names)}" for key, own in value.items()
        )
        return str(named) if named else ", ".join(told)
    if isinstance(value, list | tuple):
        return ", ".join(value_text(own, names) for own in value)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Decimal) or (isinstance(value, int) and abs(value) > dt.MAXYEAR):
        return number(value)
    if value is None or value == "":
        return "fanns inte" if value is None else "utgår"
    return (names or {}).get(str(value), VALUES.get(str(value), str(value)))


def changes_text(changes: Mapping[str, object], agreement: Agreement | None = None) -> str:
    """Return changed terms in words: ``Slutavräkning, omfattning: det som går över gränsen``."""
    own = agreement.by_code if agreement else {}
    names = {code: party.short for code, party in own.items()}
    return joined(f"{term_name(agreement, place)}: {value_text(value, names)}" for place, value in changes.items())
