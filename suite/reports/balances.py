"""What is left of each agreement when a year has ended, who then owes what, and what nobody has decided of it."""

from collections.abc import Iterator, Sequence

import pandas as pd

from model.amounts.invoices import CORRECTION, SETTLEMENT
from model.amounts.registers import Reading
from model.balance import Balance, balance
from model.money import Amount, size, total
from model.year import AgreementYear, Year
from suite.reports.questions import decider, first_sentence
from suite.show.blocks import Block, Heading, Paragraphs, Table
from suite.show.figures import NOTHING
from suite.show.front import Folded
from suite.show.swedish import joined, kr
from suite.show.table import table

COLUMNS = {
    "avtal": "Avtal",
    "ar": "År",
    "fran_ar": "Räknat från",
    "ingaende_kr": "Ingående (kr)",
    "betalt_kr": "Betalas (kr)",
    "rattelser_kr": "Rättelser (kr)",
    "slutavrakning_kr": "Slutavräkning (kr)",
    "utfall_kr": "Kostnad (kr)",
    "till_utforaren_kr": "Till utföraren (kr)",
    "utgaende_kr": "Utgående (kr)",
    "fordringar_kr": "Fordringar (kr)",
    "skulder_kr": "Skulder (kr)",
    "status": "Status",
}
"""The columns of `rows`, and what a reader calls them."""

PARTY_COLUMNS = {
    "avtal": "Avtal",
    "ar": "År",
    "part": "Kod",
    "partnamn": "Part",
    "fordran_kr": "Ska betala (kr)",
    "skuld_kr": "Har betalt i förväg, eller ska få (kr)",
}
"""The columns of `party_rows`, and what a reader calls them."""

_REST = "rest_till_utforaren"
"""The term of what becomes of what is left, which a reading of it has."""


def known(now: Year) -> list[Balance]:
    """Return the balance of each agreement whose outcomes are known; also of one that has ended."""
    found = [balance(view.run, view.agreement, now.year) for view in now.views]
    return [each for each in found if each]


def rows(found: Sequence[Balance]) -> pd.DataFrame:
    """Return how what is left of some agreements came about (`COLUMNS`), a row each."""
    shown = [
        (
            *(each.view.agreement.id, each.view.year, each.since, each.opening, each.paid),
            *(each.of(CORRECTION), each.of(SETTLEMENT), each.outcome, each.kept, each.closing),
            *_owed(each),
            str(each.view.expected.status) if each.view.expected else "",
        )
        for each in found
    ]
    return pd.DataFrame(shown, columns=list(COLUMNS), dtype=object)


def _owed(own: Balance) -> tuple[Amount, Amount]:
    """Return what the parties owe, and what is owed to them or has been paid too early."""
    amounts = [due.amount for due in own.unpaid]
    return total(value for value in amounts if value > 0), total(-value for value in amounts if value < 0)


def party_rows(found: Sequence[Balance]) -> pd.DataFrame:
    """Return who owes what on 31 December (`PARTY_COLUMNS`): a row for each agreement that a party has it in."""
    shown = []
    for own in found:
        code, run = own.view.agreement.id, own.view.run
        for part in sorted({due.party for due in own.unpaid}):
            amounts = _owed(Balance(own.view, 0, 0, (), [due for due in own.unpaid if due.party == part]))
            shown.append((code, own.view.year, part, run.party(code, part).name, *amounts))
    return pd.DataFrame(shown, columns=list(PARTY_COLUMNS), dtype=object)


def what_is_left(now: Year) -> Iterator[Block]:
    """Yield what is left when the year has ended, heading first; nothing where no agreement has begun."""
    found = known(now)
    codes = [each.view.agreement.id for each in found]
    unknown = [view for view in now.in_force if view.agreement.id not in codes]
    if found or unknown:
        yield Heading(finding(found, now.year, [view.agreement.short for view in unknown]))
        told = [text for each in found for text in _notes(each)] + [_unknown(view) for view in unknown]
        blocks = [_table(now, found, " ".join(told)), *_undecided(found)]
        yield from (block for block in blocks if block != NOTHING)
    yield from _parties(now, found)


def finding(found: Sequence[Balance], year: int, unknown: Sequence[str]) -> str:
    """Say how much is left of what has been paid, or that it is short, and of which agreements it is not known."""
    left, without = total(each.closing for each in found), f"; inte räknat: {joined(unknown)}" if unknown else ""
    if not found:
        return f"Vad som finns kvar {year} går inte att säga än"
    if not left:
        told = (
            "Över- och underskott tar ut varandra" if any(each.closing for each in found) else "Inget finns kvar"
        )
        return f"{told} av det som är betalt till och med {year}{without}"
    if any(each.view.forecast for each in found):
        return f"{kr(size(left))} ser ut att {'bli kvar' if left > 0 else 'fattas'} när {year} är slut{without}"
    verb = "finns kvar" if left > 0 else "fattas"
    return f"{kr(size(left))} {verb} av det som är betalt till och med {year}{without}"


def _table(now: Year, found: Sequence[Balance], note: str) -> Table | Paragraphs:
    year = now.year
    if not found:
        return Paragraphs([note])
    shown: dict[str, list[Amount]] = {
        f"Kvar från {year - 1} (kr)": [each.opening for each in found],
        f"Betalas för {year} (kr)": [each.paid for each in found],
        "Rättelser (kr)": [each.of(CORRECTION) for each in found],
        "Slutavräknas (kr)": [each.of(SETTLEMENT) for each in found],
        f"{'Prognos' if any(each.view.forecast for each in found) else 'Kostnad'} (kr)": [
            -each.outcome for each in found
        ],
        "Till utföraren (kr)": [-each.kept for each in found],
        f"Kvar {year} (kr)": [each.closing for each in found],
    }
    always = ("Kvar", "Betalas", "Kostnad", "Prognos")
    own = {name: values for name, values in shown.items() if total(map(size, values)) or name.startswith(always)}
    index = pd.Index([each.view.agreement.short for each in found], name="Avtal")
    caption = f"Det som finns kvar den 31 december {year}"
    return table(pd.DataFrame(own, index, dtype=object), caption, sums=True, note=note)


def _unknown(view: AgreementYear) -> str:
    """Say why what is left of an agreement is not known, and what was left when the year began, where that is."""
    why = f"ingen hel månad {view.year} är bokförd" if view.outcome else f"utfallet {view.year} finns inte"
    told = f"{view.agreement.short} är inte med, för {why}"
    before = balance(view.run, view.agreement, view.year - 1)
    return f"{told}; när året började fanns {kr(before.closing)} kvar." if before else f"{told}."


def _notes(own: Balance) -> Iterator[str]:
    """Yield what is to be known of what is left of an agreement."""
    view, name, settled = own.view, own.view.agreement.short, own.view.settlement
    if own.since > min(view.run.case.years(view.agreement.id)):
        yield f"{name} är räknat från {own.since}, för äldre utfall finns inte."
    if view.in_force and view.open_because and settled and settled.amount:
        flow = kr(size(settled.amount))
        told = f"går {flow} tillbaka till parterna" if settled.amount > 0 else f"betalar parterna {flow}"
        yield f"När året är stängt för {name} {told}."
    (owed, owing), early = _owed(own), -total(due.amount for due in own.unpaid if due.year > view.year)
    if owed:
        yield f"Parterna har {kr(owed)} kvar att betala till {name} den 31 december."
    if owing - early:
        yield f"{name} har {kr(owing - early)} kvar att betala tillbaka den 31 december."
    if early:
        yield f"{name} har då också fått {kr(early)} i förskott för nästa år."


def _undecided(found: Sequence[Balance]) -> Iterator[Table | Paragraphs]:
    """Yield what becomes of what is left by each reading, where nobody has decided it."""
    readings = [(each, reading) for each in found if rest(each) and (reading := _reading(each))]
    rows = pd.DataFrame(
        {
            "Avtal": each.view.agreement.short,
            "Så räknar rapporten": first_sentence(reading.reading),
            "Annars": " Eller: ".join(first_sentence(other.reading) for other in reading.alternatives),
            "Gäller (kr)": rest(each),
            "Avgörs av": decider(reading),
        }
        for each, reading in readings
    )
    clauses = joined(reading.clause or "" for _, reading in readings) if readings else ""
    note = f"Inget sägs i {clauses}. Vad en annan läsning blir för var och en står i tolkningarna."
    yield table(rows, "Avtalen säger inte vad som händer med det", note=note)


def rest(own: Balance) -> Amount:
    """Return what is left once the year is settled too, where it is to be, as it stands."""
    coming = own.view.settlement if own.view.in_force and own.view.open_because else None
    return own.closing - (coming.amount if coming else 0)


def _reading(own: Balance) -> Reading | None:
    """Return the open reading of what becomes of what is left of an agreement."""
    for reading in own.view.run.inputs.readings:
        terms = {term for other in reading.alternatives for term in other.changes}
        if reading.open and reading.agreement == own.view.agreement.id and _REST in terms:
            return reading
    return None


def _parties(now: Year, found: Sequence[Balance]) -> Iterator[Block]:
    """Yield who owes what on 31 December, folded; nothing where nobody does."""
    own = party_rows(found)
    if len(own):
        shown = own.assign(avtal=[now.run.agreement(code).short for code in own["avtal"]])
        shown = shown[["partnamn", "avtal", "fordran_kr", "skuld_kr"]].rename(columns=PARTY_COLUMNS)
        caption = f"Obetalt och förskott den 31 december {now.year}, part för part"
        yield Folded(caption, [table(shown, caption, sums=True)])
