"""The frames that the reports about money show: each a view of the allocation or of what follows from it.

Their columns are named as the reader has them, with units.
"""

import datetime as dt

import pandas as pd

from model.agreements.clauses import Denominator, Extent, SettlementRule
from model.amounts.invoices import ADDITION
from model.amounts.outcome import Outcome
from model.year import AgreementYear, Year, invoiced
from suite.findings.remarks import issued_to_others
from suite.show.frame import by_year
from suite.show.swedish import date, day, number, percent


def issued(view: AgreementYear) -> pd.DataFrame:
    """Return where something else was invoiced for the year than what is now computed; no rows if nowhere.

    Who was invoiced and no longer pays is there too.
    """
    differs = view.differs[["partnamn", "beraknat_kr", "belopp_kr"]].itertuples(index=False, name=None)
    others = issued_to_others(view.run, view.agreement, view.year).items()
    rows = [*differs, *((name, 0, amount) for name, amount in others)]
    return pd.DataFrame(
        {"Part": name, "Räknat nu (kr)": now, "Fakturerat (kr)": sent, "Skillnad (kr)": now - sent}
        for name, now, sent in rows
    )


_DENOMINATORS = {Denominator.OUTCOME: "av utfallet", Denominator.FINANCING: "av finansieringen"}
_EXTENTS = {Extent.WHOLE: "hela avvikelsen", Extent.EXCESS: "det som överskjuter"}


def reading_name(rule: SettlementRule) -> str:
    """Return a reading of the settlement clause in words."""
    return f"{percent(rule.limit_percent)} {_DENOMINATORS[rule.denominator]}, {_EXTENTS[rule.extent]}"


def coming(view: AgreementYear) -> pd.DataFrame:
    """Return what is invoiced for the year after: as it was sent where it was, with what corrects it."""
    rows = invoiced(Year(view.run, view.year, [view]))
    return rows[(rows["ar"] == view.year + 1) & (rows["slag"] != ADDITION)]


def invoices(view: AgreementYear) -> pd.DataFrame:
    """Return the next year's invoices: a row a party, a column a day on which they are sent, and the whole.

    What has been issued stands on its day as it was sent, and so does what corrects it.
    """
    year, rows = view.year + 1, coming(view).sort_values("part", kind="stable")
    if rows.empty:
        return pd.DataFrame()
    parties, days = rows.drop_duplicates("part"), sorted(set(rows["fakturadatum"]))
    sums = rows.groupby(["part", "fakturadatum"])["belopp_kr"].sum().to_dict()
    shown = {"Part": parties["partnamn"].tolist()}
    for sent in days:
        shown[f"{_day(dt.date.fromisoformat(sent), year)} (kr)"] = [
            sums.get((part, sent)) for part in parties["part"]
        ]
    if len(days) > 1:
        own = rows.groupby("part")["belopp_kr"].sum()
        shown["Året (kr)"] = [own[part] for part in parties["part"]]
    return pd.DataFrame(shown)


def _day(sent: dt.date, year: int) -> str:
    return day(sent) if sent.year == year else date(sent)


def path(view: AgreementYear) -> pd.DataFrame:
    """Return each party's amount for each of the years that the report shows."""
    names = {code: view.run.party(view.agreement.id, code).short for code in sorted(set(view.path["part"]))}
    return _by_year(view, "part", names).T.rename_axis("Part")


def _by_year(view: AgreementYear, column: str, names: dict[str, str]) -> pd.DataFrame:
    amounts = by_year(view.path, column)
    rows = {
        name: [amounts[code].get(year) for year in view.years] for code, name in names.items() if code in amounts
    }
    return pd.DataFrame(rows, index=view.years, dtype=object)


def unmapped(found: Outcome | None) -> pd.DataFrame:
    """Return the entries of an outcome that no line of the mapping fits; they are counted all the same."""
    rows = [
        {
            "Datum": entry.date.isoformat(),
            "Verifikation": entry.voucher,
            "Konto": str(entry.account),
            "Projekt": entry.project or "",
            "Belopp (kr)": number(entry.amount, 2),
            "Text": entry.text or "",
        }
        for entry in (found.unmapped if found else ())
    ]
    return pd.DataFrame(rows)
