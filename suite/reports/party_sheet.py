"""A party's own page: what it pays and why, over the years, and beside the others.

A company's payments are shown with the municipality it belongs to, for it is the municipality's money.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from model.amounts.invoices import settlement_rows
from model.money import Amount, size, total
from model.read.begin import begin, checked_choice, checked_year
from model.year import AgreementYear, Year, year_of
from suite.findings.remarks import remarks_together
from suite.reports.parties import of_owner, people_of, sheet_parties
from suite.reports.results import header
from suite.reports.why import of_party
from suite.show.blocks import Results
from suite.show.frame import by_year, each, records
from suite.show.swedish import kr, number


@dataclass(frozen=True)
class Sheet:
    """A party's year: its own payments and those of the companies that belong to it.

    Attributes
    ----------
    now : Year
        All the agreements.
    code, name : str
        The party's.
    own : DataFrame
        Its rows of the allocation, of all agreements and years.
    """

    now: Year
    code: str
    name: str
    own: pd.DataFrame

    @property
    def year(self) -> int:
        """The sheet's year."""
        return self.now.year

    @property
    def this_year(self) -> pd.DataFrame:
        """Its rows of the sheet's year."""
        return self.own[self.own["ar"] == self.year]

    @property
    def amount(self) -> Amount:
        """What it pays in the year, kronor."""
        return total(self.this_year["belopp_kr"])

    @property
    def remarks(self) -> list[str]:
        """A sentence for each thing assumed, standing in or missing in the agreements that it pays by."""
        paid = set(self.this_year["avtal"])
        return remarks_together([view for view in self.now.in_force if view.agreement.id in paid])


def open_sheet(
    ar: object, part: object, inputs: object = "", per_datum: object = "", scenario: object = "bas"
) -> Sheet:
    """Check a notebook's parameters, and gather what a party's sheet shows.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.
    """
    run = begin(inputs, per_datum, scenario)
    names = sheet_parties(run)
    code = str(checked_choice("part", part, list(names)))
    now = year_of(run, checked_year(run, ar))
    own = pd.concat([of_owner(now.run, view.path, code) for view in now.views], ignore_index=True)
    return Sheet(now, code, names[code], own)


def summary(sheet: Sheet) -> str:
    """Say what the party pays, per inhabitant, what comes back and what is invoiced next."""
    year, people = sheet.year, people_of(sheet.this_year)
    before = total(sheet.own.loc[sheet.own["ar"] == year - 1, "belopp_kr"])
    text = f"{sheet.name} betalar {kr(sheet.amount)} {year}"
    text += f", {kr(Fraction(sheet.amount) / people, 2)} per invånare" if people else ""
    text += f"; {year - 1} var det {kr(before)}." if before else "."
    settled, prospect = _settled(sheet), _prospect(sheet)
    if settled:
        flow = "får ni tillbaka" if settled < 0 else "betalar ni"
        text += f" I slutavräkningen för {year} {flow} {kr(size(settled))}."
    elif prospect:
        flow = "få tillbaka" if prospect < 0 else "betala"
        text += (
            f" Slutavräkningen för {year} är inte gjord, för året är inte stängt; som det ser ut nu skulle ni "
            f"{flow} {kr(size(prospect))}."
        )
    if differs := _differs(sheet):
        flow = "mer" if differs > 0 else "mindre"
        text += f" Fakturerat är {kr(sheet.amount - differs)}; det som nu räknas är {kr(size(differs))} {flow}."
    coming = total(sheet.own.loc[sheet.own["ar"] == year + 1, "belopp_kr"])
    text += f" För {year + 1} ska ni betala {kr(coming)}." if coming else ""
    return " ".join([text, *_pot(sheet)])


def _pot(sheet: Sheet) -> list[str]:
    """Say where the party pays through another, whose split the agreement does not state."""
    return [
        f"Till {view.agreement.name} ({view.agreement.reference}) betalar ni genom "
        f"”{view.agreement.by_code[party.pays_through].name}”; avtalet säger inte hur stor del som är er."
        for view in sheet.now.in_force
        for party in view.agreement.parties
        if party.owner == sheet.code and party.pays_through
    ]


def derivation(sheet: Sheet) -> pd.DataFrame:
    """Return step by step how each of the year's amounts came to be."""
    run = sheet.now.run
    return pd.DataFrame(
        {
            "Avtal": run.agreement(row.avtal).short,
            "Betalare": run.party(row.avtal, row.part).short,
            "Basbelopp (kr)": row.basbelopp_kr,
            "Faktor": number(row.faktor, 6),
            "Delas (kr)": number(row.bidrag_kr) + (f" ({row.manader} mån)" if row.manader < 12 else ""),
            "Er andel": f"{number(row.nyckel_taljare)} / {number(row.nyckel_namnare)}",
            "Ni betalar (kr)": row.belopp_kr,
            "Enligt": row.paragraf,
        }
        for row in each(sheet.this_year)
    )


def path(sheet: Sheet) -> pd.DataFrame:
    """Return what the party pays by each agreement: a row a year."""
    paid = by_year(sheet.own, "avtal")
    views = [view for view in sheet.now.views if view.agreement.id in paid]
    years = sorted({year for view in views for year in view.years})
    amounts = {
        f"{view.agreement.short} (kr)": [paid[view.agreement.id].get(year, 0) for year in years] for view in views
    }
    return pd.DataFrame(amounts, index=years)


def bridge_rows(sheet: Sheet) -> pd.DataFrame:
    """Return why the party's amount is not last year's, each of its payers by its short name."""
    rows = of_party(sheet.now, sheet.code)
    return rows.assign(partnamn=[sheet.now.run.party(row.avtal, row.part).short for row in each(rows)])


def results(sheet: Sheet) -> Results:
    """Return the figures of the sheet."""
    figures = {
        "part": sheet.code,
        "belopp_kr": sheet.amount,
        "slutavrakning_kr": _settled(sheet),
        "slutavrakning_om_stangt_kr": _prospect(sheet),
        "fordelning": records(sheet.own),
    }
    return Results(header("partsblad", sheet.year, sheet.now.run, sheet.remarks) | figures)


def _settled(sheet: Sheet) -> Amount:
    """Return what the party pays (positive) or gets back (negative) when the year is settled."""
    return _settlement_of(sheet, [view for view in sheet.now.views if view.due])


def _prospect(sheet: Sheet) -> Amount:
    """Return what that would be if every year were closed as its outcome stands."""
    return _settlement_of(sheet, sheet.now.views)


def _settlement_of(sheet: Sheet, views: Sequence[AgreementYear]) -> Amount:
    pieces = [
        settlement_rows(view.agreement, view.paid, view.settlement, view.outcome.status)
        for view in views
        if view.settlement and view.outcome
    ]
    return total(total(of_owner(sheet.now.run, rows, sheet.code)["belopp_kr"]) for rows in pieces if len(rows))


def _differs(sheet: Sheet) -> Amount:
    """Return how much more (or less) the party is to pay for the year than what has been invoiced."""
    views = [view for view in sheet.now.views if len(view.differs)]
    rows = (of_owner(sheet.now.run, view.allocation, sheet.code) for view in views)
    paid = (of_owner(sheet.now.run, view.paid, sheet.code) for view in views)
    return total(total(new["belopp_kr"]) - total(old["belopp_kr"]) for new, old in zip(rows, paid, strict=True))
