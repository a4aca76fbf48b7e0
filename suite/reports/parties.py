"""What each party pays, a company counted with the municipality or other party that it belongs to."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from model.kept import kept
from model.money import Amount, total
from model.run import Run
from model.year import Year
from suite.show.frame import each
from suite.show.swedish import at_most, joined, kr, number, ratio, spans


def sheet_parties(run: Run, year: int | None = None) -> dict[str, str]:
    """Return codes and names of those who have a sheet: all who are invoiced, a company by its owner's code.

    With a year, those who are parties in it.
    """
    every = run.case.every if year is None else [each.in_year(year) for each in run.case.agreements]
    billed = [each for each in every if each.billing]
    names: dict[str, str] = {}
    for agreement in billed:
        for party in (party for party in agreement.parties if party.pays_through is None):
            names.setdefault(party.owner, party.name)
            if party.code == party.owner:
                names[party.owner] = party.name
    return dict(sorted(names.items()))


def payers(run: Run, years: Sequence[int]) -> set[str]:
    """Return the codes of those who pay anything in some years, a company by its owner's code."""
    return set(owners_of(run, run.allocation(run.agreements, years)))


def by_owner(run: Run, rows: pd.DataFrame) -> dict[str, Amount]:
    """Return what those who stand behind the parties of some rows pay by them, kronor, by code."""
    if rows.empty:
        return {}
    return {str(code): total(own) for code, own in rows["belopp_kr"].groupby(owners_of(run, rows))}


def of_owner(run: Run, rows: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the rows of the parties that a code stands behind; rows have the columns ``avtal`` and ``part``."""
    return rows[owners_of(run, rows) == code]


def owners_of(run: Run, rows: pd.DataFrame) -> pd.Series:
    """Return the code of who stands behind the party of each row, by the columns ``avtal`` and ``part``.

    It is so in the row's year, ``ar``; of rows between two years, and of one that is no party then, as it is last.
    """

    def owner(row: Any) -> str:
        own = run.case.in_year(row.avtal, row.ar).by_code.get(row.part) if "ar" in rows else None
        return (own or run.party(row.avtal, row.part)).owner

    return pd.Series([owner(row) for row in each(rows)], rows.index, dtype=object)


def people_of(rows: pd.DataFrame) -> int:
    """Return the population in the party's key this year; 0 where its key is something else."""
    return int(rows["nyckel_folkmangd"].max()) if len(rows) else 0


def uninvoiced(run: Run, years: Sequence[int]) -> list[str]:
    """Say what is paid in some years by agreements that nobody is invoiced for, as when a joint pot pays."""
    told = []
    for agreement in run.agreements:
        own = [year for year in years if year in run.years(agreement)]
        if own and agreement.billing is None:
            rows = run.allocation([agreement], own)
            who = at_most(dict.fromkeys(rows["partnamn"]))
            paid = f"{kr(total(rows['belopp_kr']))} {spans(own)} som {who} betalar utan faktura"
            told.append(f"{agreement.name} ({agreement.reference}), {paid}")
    return told


def uninvoiced_note(run: Run, years: Sequence[int]) -> str:
    """Return the note under invoiced amounts: what else is paid in those years; empty where nothing is."""
    beside = uninvoiced(run, years)
    return f"Inte med: {joined(beside)}." if beside else ""


@kept
def _paying(now: Year) -> tuple[dict[str, str], dict[str, Amount], dict[str, int]]:
    """Return the names of those who have a sheet in the year, what each pays, and the population of its key."""
    names, rows = sheet_parties(now.run, now.year), now.billed(now.year)
    amounts, people = by_owner(now.run, rows), rows["nyckel_folkmangd"].groupby(owners_of(now.run, rows)).max()
    return (
        names,
        {code: amounts.get(code, 0) for code in names},
        {code: int(people.get(code, 0)) for code in names},
    )


def everybody(now: Year, reader: str) -> pd.DataFrame:
    """Return what everybody pays in the year: amount, share and per inhabitant; the party that reads is marked."""
    names, amounts, people = _paying(now)
    everything = total(amounts.values())
    return pd.DataFrame(
        {
            "Part, med sina bolag": f"{name} (ni)" if code == reader else name,
            "Belopp (kr)": amounts[code],
            "Andel": ratio(amounts[code], everything) if everything else "",
            "Invånare i nyckeln": number(people[code]) if people[code] else "",
            "Kr per invånare": number(Fraction(amounts[code]) / people[code], 2) if people[code] else "",
        }
        for code, name in names.items()
    )


def per_head(now: Year, reader: str) -> str:
    """Say in a sentence how what a party pays per inhabitant compares with the others that have inhabitants.

    Of a party that has none it says how large a share of everything it pays.
    """
    names, amounts, people = _paying(now)
    heads = {code: Fraction(amounts[code]) / people[code] for code in names if people[code]}
    if not amounts.get(reader):
        return ""
    told = {code: number(head, 2) for code, head in heads.items()}
    spread = sorted(heads.values())
    if reader not in heads:
        part = ratio(amounts[reader], total(amounts.values()), 1)
        share = f"Ni står för {part} av vad alla parter betalar för {now.year}"
        between = dict.fromkeys(number(head, 2) for head in (spread[:1] + spread[-1:]))
        return f"{share}; kommunerna betalar {'–'.join(between)} kr per invånare." if between else f"{share}."
    own_head, others = f"{told[reader]} kr per invånare", [code for code in heads if code != reader]
    if not others:
        return f"Ni betalar {own_head} för {now.year}."
    if spread[-1] - spread[0] <= Fraction(1, 20):
        return f"Ni betalar {own_head} för {now.year}, lika mycket som de andra kommunerna."
    low, high = (edge(others, key=lambda code: heads[code]) for edge in (min, max))
    return (
        f"Ni betalar {own_head} för {now.year}; av de andra betalar {names[low]} minst, {told[low]} kr, och "
        f"{names[high]} mest, {told[high]} kr."
    )
