"""The frames that the reports about money show: each a view of the allocation or of what follows from it.

Their columns are named as the reader has them, with units.
"""

import datetime as dt

import pandas as pd

from model.agreements.clauses import Denominator, Extent, SettlementRule
from model.amounts.outcome import Outcome
from model.money import Amount, total
from model.status import Status, weakest
from model.year import AgreementYear, Year
from suite.reports.parties import owners_of
from suite.show.frame import by_year, each
from suite.show.swedish import date, day, number, percent, ratio


def by_owner(now: Year) -> pd.DataFrame:
    """Return what each party pays in the year by each agreement; a company is counted with its owner."""
    parties = [party for view in reversed(now.views) for party in view.agreement.parties]
    names = {party.owner: party.short for party in sorted(parties, key=lambda party: party.code == party.owner)}
    paid = {f"{view.agreement.short} (kr)": _by_owner(view) for view in now.in_force}
    sums = {code: total(own.get(code, 0) for own in paid.values()) for own in paid.values() for code in own}
    order = sorted(sums, key=lambda code: (-sums[code], code))
    index = pd.Index([names[code] for code in order], name="Part")
    return pd.DataFrame({name: [own.get(code, 0) for code in order] for name, own in paid.items()}, index)


def _by_owner(view: AgreementYear) -> dict[str, Amount]:
    """Return what is paid in the year, by the code of the municipality or other party that stands behind it."""
    sums = view.allocation["belopp_kr"].groupby(owners_of(view.run, view.allocation)).sum()
    return {str(code): amount for code, amount in sums.items()}


def financing(view: AgreementYear) -> pd.DataFrame:
    """Return each party's amount and how it was derived: base amount × factor × share."""
    names = {item.id: item.name for item in view.agreement.contributions}
    rows = view.allocation
    shares = list(zip(rows["nyckel_taljare"], rows["nyckel_namnare"], strict=True))
    columns = {
        "Part": rows["partnamn"],
        "Bidrag": rows["bidrag"].map(names),
        "Basbelopp (kr)": rows["basbelopp_kr"],
        "Faktor": rows["faktor"],
        "Månader": rows["manader"],
        "Uppräknat (kr)": rows["bidrag_kr"],
        "Andel: täljare / nämnare": [f"{number(part)} / {number(whole)}" for part, whole in shares],
        "Andel": [ratio(part, whole) for part, whole in shares],
        "Belopp (kr)": rows["belopp_kr"],
    }
    if set(rows["manader"]) == {12}:
        del columns["Månader"]
    return pd.DataFrame(columns)


def largest_split(view: AgreementYear) -> pd.DataFrame:
    """Return the amounts of the contribution that most parties pay in, the largest first; none of a single one."""
    split = max(view.agreement.contributions, key=lambda item: len(item.payers))
    rows = view.allocation[view.allocation["bidrag"] == split.id].sort_values("belopp_kr", ascending=False)
    names = [view.agreement.by_code[code].short for code in rows["part"]]
    amounts = pd.DataFrame({f"{split.name} (kr)": rows["belopp_kr"].tolist()}, pd.Index(names, name="Part"))
    return amounts if len(amounts) > 1 else amounts[:0]


def outcome(view: AgreementYear) -> pd.DataFrame:
    """Return the outcome by cost post, beside any budget, against the financing; last what differs."""
    found = view.outcome
    if found is None:
        return pd.DataFrame()
    budgets = {post.id: post.budget for post in view.agreement.cost_posts}
    planned = view.agreement.total if any(budgets.values()) else None
    posts = [(row.namn, budgets.get(row.kostnadspost), row.belopp_kr) for row in each(found.posts)]
    rows = [
        *posts,
        ("Utfall hittills" if view.open_because else "Utfall", planned, found.total),
        ("Betalt av parterna" if len(view.differs) else "Finansiering", planned, view.received),
        ("Avvikelse (finansiering − utfall)", None, view.received - found.total),
    ]
    shown = pd.DataFrame(rows, columns=["Post", "Budget (kr)", "Utfall (kr)"], dtype=object)
    if planned is None:
        return shown.drop(columns="Budget (kr)").rename(columns={"Utfall (kr)": "Belopp (kr)"})
    return shown


def issued(view: AgreementYear) -> pd.DataFrame:
    """Return where something else was invoiced for the year than what is now computed; no rows if nowhere."""
    rows = view.differs
    computed = view.allocation.loc[rows.index, "belopp_kr"]
    return pd.DataFrame(
        {
            "Part": rows["partnamn"],
            "Räknat nu (kr)": computed,
            "Fakturerat (kr)": rows["belopp_kr"],
            "Skillnad (kr)": computed - rows["belopp_kr"],
        }
    )


def settlement(view: AgreementYear) -> pd.DataFrame:
    """Return what each party pays or gets back in the settlement, or would; no rows where nothing is settled."""
    found = view.settlement
    if found is None or not found.settled:
        return pd.DataFrame()
    paid, changes = view.paid["belopp_kr"].tolist(), found.adjustments.tolist()
    return pd.DataFrame(
        {
            "Part": view.allocation["partnamn"].tolist(),
            "Betalt (kr)": paid,
            SETTLED[bool(view.open_because)]: changes,
            "Efter slutavräkning (kr)": [before + change for before, change in zip(paid, changes, strict=True)],
        }
    )


SETTLED = ("Slutavräkning (kr)", "Skulle avräknas (kr)")
"""What the column of a settlement is called: of a year that is closed, and of one that is not."""

_DENOMINATORS = {Denominator.OUTCOME: "av utfallet", Denominator.FINANCING: "av finansieringen"}
_EXTENTS = {Extent.WHOLE: "hela avvikelsen", Extent.EXCESS: "det som överskjuter"}


def reading_name(rule: SettlementRule) -> str:
    """Return a reading of the settlement clause in words."""
    return f"{percent(rule.limit_percent)} {_DENOMINATORS[rule.denominator]}, {_EXTENTS[rule.extent]}"


def readings(view: AgreementYear) -> pd.DataFrame:
    """Return the settlement by each reading of the clause side by side; no rows where they do not differ."""
    changes = {f"{reading_name(rule)} (kr)": each.adjustments.tolist() for rule, each in view.settlements}
    if len({tuple(change) for change in changes.values()}) < 2:
        return pd.DataFrame()
    return pd.DataFrame(changes, pd.Index(view.allocation["partnamn"], name="Part"))


def invoices(view: AgreementYear) -> pd.DataFrame:
    """Return the next year's invoices: a row a party, a column a day on which they are sent, and the whole."""
    year, rows = view.year + 1, view.invoices
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


def by_contribution(view: AgreementYear) -> pd.DataFrame:
    """Return each contribution for each of the years that the report shows: a row a year."""
    return _by_year(view, "bidrag", {item.id: f"{item.name} (kr)" for item in view.agreement.contributions})


def _by_year(view: AgreementYear, column: str, names: dict[str, str]) -> pd.DataFrame:
    amounts = by_year(view.path, column)
    rows = {
        name: [amounts[code].get(year) for year in view.years] for code, name in names.items() if code in amounts
    }
    return pd.DataFrame(rows, index=view.years, dtype=object)


def status_by_year(rows: pd.DataFrame) -> dict[int, Status]:
    """Return the weakest status of each year of an allocation."""
    return {int(str(year)): weakest(map(Status, own)) for year, own in rows.groupby("ar")["status"]}


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
