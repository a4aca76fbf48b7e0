"""Two runs side by side: which amounts, invoices and other figures differ, and what moved the amounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from model.amounts.bridge import DRIVERS, bridges
from model.amounts.invoices import ADVANCE
from model.errors import InputError
from model.money import Amount, exact, size, total
from suite.publish.made import BASIS, Made, figures, read_made
from suite.show.swedish import spans

SIDES = ["fore_kr", "efter_kr", "skillnad_kr"]
STATUSES = ["status_fore", "status_efter"]
_PARTY = ["avtal", "part"]
_INVOICE = [*_PARTY, "slag", "tid", "nummer"]


class Parties(NamedTuple):
    """What each party pays by each agreement in two runs, and why it differs.

    Attributes
    ----------
    rows : DataFrame
        ``avtal``, ``part``, ``partnamn``, `SIDES`, the columns of the causes, and ``status_fore`` and
        ``status_efter``, which are empty where that run has nothing; largest difference first.
    causes : mapping of str to str
        Columns that sum to the difference, and what a reader calls them.
    told : str
        What the amounts are; of several years, their sums over those in which anything differs.
    by_year : mapping of int to int or Decimal
        The difference of all parties together in each of those years.
    """

    rows: pd.DataFrame
    causes: Mapping[str, str]
    told: str
    by_year: Mapping[int, Amount]


@dataclass(frozen=True)
class Comparison:
    """What differs between two runs.

    Attributes
    ----------
    before, after : Made
        The two runs.
    amounts : DataFrame
        Rows of `model.amounts.bridge.bridges`; none unless both runs hold the allocation.
    invoices : DataFrame
        The rows of both invoice bases, with `SIDES` and the statuses, which are empty where a basis lacks the row.
    figures : DataFrame
        The other figures that differ, of the reports that both runs have: ``rapport``, ``uppgift`` and `SIDES`.
        A side is the figure, *ja*, *nej* or *saknas*; the difference is None where one of them is no number.
    """

    before: Made
    after: Made
    amounts: pd.DataFrame
    invoices: pd.DataFrame
    figures: pd.DataFrame

    @property
    def one_sided(self) -> pd.Series:
        """Whether each amount is of an agreement and year that only one of the runs has."""
        places = [self.amounts["avtal"], self.amounts["ar_efter"]]
        there = (self.amounts[STATUSES] != "").groupby(places).transform("any")
        return ~there.all(axis=1)

    @property
    def quiet(self) -> int:
        """How many rows that both runs have differ, but not in amount: in status, or in the date of an invoice."""
        tables = [self.invoices] if self.before.kind == BASIS else [self.amounts, self.invoices]
        return sum(map(_quiet, tables))

    def parties(self) -> Parties:
        """Return what each party pays in the two runs: by the invoice bases, else by what both have allocated."""
        if self.before.kind == BASIS:
            return self._invoiced()
        common = self.amounts[~self.one_sided]
        years = sorted(set(common.loc[common["skillnad_kr"] != 0, "ar_efter"]))
        by_year = {year: total(common.loc[common["ar_efter"] == year, "skillnad_kr"]) for year in years}
        sums = _summed(common[common["ar_efter"].isin(years)], [*SIDES, *DRIVERS])
        first, second = (set(side.allocation["ar"]) for side in (self.before, self.after))
        told = spans(years) if first & second else f"{spans(first)} mot {spans(second)}"
        told += " sammanlagt" if len(years) > 1 else ""
        return Parties(largest_first(sums), DRIVERS, f"Belopp {told}", by_year)

    def _invoiced(self) -> Parties:
        """Return the sums of the invoices; an advance is told by what moved the allocation."""
        kinds = self.invoices.groupby([*_PARTY, "slag"])["skillnad_kr"].sum().unstack(fill_value=0)
        drivers = self.amounts.set_index(_PARTY)[list(DRIVERS)].reindex(kinds.index, fill_value=0)
        if ADVANCE in kinds:
            kinds[ADVANCE] -= drivers.sum(axis=1)
        sums = _summed(self.invoices, SIDES).set_index(_PARTY).join([drivers, kinds]).reset_index()
        return Parties(
            largest_first(sums), {**DRIVERS, **{str(kind): str(kind) for kind in kinds}}, "Fakturerat", {}
        )


def compared(one: Path, other: Path) -> Comparison:
    """Compare what two runs have made.

    Parameters
    ----------
    one, other : Path
        Folders of ``rapport``, ``arspaket`` or ``faktura``, or files of figures, two of a kind.

    Raises
    ------
    InputError
        If there is nothing to compare, they are not of a kind or have no year in common, or a file is spoiled.
    """
    before, after = read_made(one), read_made(other)
    if before.kind != after.kind:
        told = ", ".join(f"{side.path} är {side.kind}" for side in (before, after))
        raise InputError(f"Det går bara att jämföra två av samma slag: {told}")
    amounts = _amounts(before, after)
    found = Comparison(before, after, amounts, _invoices(before, after), _figures(before, after))
    if not len(before.invoices) and len(amounts) and found.one_sided.all():
        years = [f"{side.path} har {spans(side.allocation['ar'])}" for side in (before, after)]
        raise InputError(f"Det finns inget år för samma avtal att jämföra: {', '.join(years)}")
    return found


def largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by the size of their difference, largest first; those without one stand before all."""
    sizes = [None if change is None else -size(exact(change)) for change in rows["skillnad_kr"]]
    order = sorted(range(len(rows)), key=lambda place: (sizes[place] is not None, sizes[place] or 0))
    return rows.iloc[order].reset_index(drop=True)


def _summed(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return sums per agreement and party; a status stays empty where every row lacks it."""
    how = {"partnamn": "last"} | dict.fromkeys(columns, "sum") | dict.fromkeys(STATUSES, "max")
    return rows.groupby(_PARTY, as_index=False).agg(how)


def _amounts(before: Made, after: Made) -> pd.DataFrame:
    if before.allocation.empty or after.allocation.empty:
        return bridges(before.allocation[:0], after.allocation[:0])
    return largest_first(bridges(before.allocation, after.allocation))


def _invoices(before: Made, after: Made) -> pd.DataFrame:
    """Join the invoices of two bases: same agreement, party and kind, and the same time of each basis' year."""
    sides = [_timed(side.invoices) for side in (before, after)]
    both = sides[0].merge(sides[1], on=_INVOICE, how="outer", suffixes=("_fore", "_efter"))
    names = both["partnamn_efter"].fillna(both["partnamn_fore"])
    rows = both[[*_PARTY, "slag"]].assign(partnamn=names)
    for side in ("fore", "efter"):
        for name in ("period", "fakturadatum", "status"):
            rows[f"{name}_{side}"] = both[f"{name}_{side}"].fillna("")
        rows[f"{side}_kr"] = both[f"belopp_kr_{side}"].fillna(0)
    return largest_first(rows.assign(skillnad_kr=rows["efter_kr"] - rows["fore_kr"]))


def _quiet(rows: pd.DataFrame) -> int:
    """Count the rows that differ in status, or at the same time of the year in date, though not in amount."""
    alike = rows[rows["skillnad_kr"].eq(0) & (rows[STATUSES] != "").all(axis=1)]
    other = alike["status_fore"] != alike["status_efter"]
    if "period_fore" in rows:
        moved = alike["fakturadatum_fore"] != alike["fakturadatum_efter"]
        other |= moved & (alike["period_fore"] == alike["period_efter"])
    return int(other.sum())


def _timed(invoices: pd.DataFrame) -> pd.DataFrame:
    """Add when a row is for, its years counted from the basis' latest, and its number among those like it."""
    years = invoices["period"].str.findall(r"\d{4}").explode().dropna().astype(int)
    latest = years.max() if len(years) else 0
    times = invoices["period"].str.replace(r"\d{4}", lambda year: f"{int(year[0]) - latest:+d}", regex=True)
    rows = invoices.assign(tid=times, belopp_kr=invoices["belopp_kr"].astype(object))
    return rows.assign(nummer=rows.groupby(_INVOICE[:-1]).cumcount())


def _figures(before: Made, after: Made) -> pd.DataFrame:
    records = []
    for report in sorted(before.reports.keys() & after.reports.keys()):
        was, now = (dict(figures(side.reports[report])) for side in (before, after))
        for place in dict.fromkeys([*was, *now]):
            old, new = was.get(place), now.get(place)
            if old != new:
                amounts = [value for value in (old, new) if value is not None and not isinstance(value, bool)]
                change = amounts[1] - amounts[0] if len(amounts) == 2 else None
                records.append((report, place, _told(old), _told(new), change))
    rows = pd.DataFrame(records, dtype=object, columns=["rapport", "uppgift", *SIDES])
    return largest_first(rows)


def _told(value: Amount | None) -> Amount | str:
    if value is None:
        return "saknas"
    return ("ja" if value else "nej") if isinstance(value, bool) else value
