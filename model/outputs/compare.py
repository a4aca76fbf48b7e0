"""Two runs side by side: which amounts, invoices and other figures differ, and what moved the amounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from model.bridge import DRIVERS, bridges
from model.errors import InputError
from model.invoices import ADVANCE
from model.money import Amount, exact, scale_of, size, total
from model.outputs.folder import whole_file
from model.outputs.frame import write_frame
from model.outputs.made import BASIS, Made, figures, read_made
from model.outputs.swedish import spans
from model.outputs.workbook_style import KINDS

SIDES = ["fore_kr", "efter_kr", "skillnad_kr"]
_HEADINGS = {
    "avtal": "Avtal",
    "part": "Kod",
    "partnamn": "Part",
    "ar_fore": "År före",
    "ar_efter": "År efter",
    "slag": "Slag",
    "period_fore": "Period före",
    "period_efter": "Period efter",
    "fakturadatum_fore": "Fakturadatum före",
    "fakturadatum_efter": "Fakturadatum efter",
    "rapport": "Rapport",
    "uppgift": "Uppgift",
    "fore_kr": "Före",
    "efter_kr": "Efter",
    "skillnad_kr": "Skillnad",
    **DRIVERS,
    "status_fore": "Status före",
    "status_efter": "Status efter",
}
"""The columns of the workbook, in their order, and their headings."""

_STATUSES = ["status_fore", "status_efter"]
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
        Rows of `model.bridge.bridges`; none unless both runs hold the allocation.
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
        there = (self.amounts[_STATUSES] != "").groupby(places).transform("any")
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
    how = {"partnamn": "last"} | dict.fromkeys(columns, "sum") | dict.fromkeys(_STATUSES, "max")
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
    alike = rows[rows["skillnad_kr"].eq(0) & (rows[_STATUSES] != "").all(axis=1)]
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


def write_comparison(found: Comparison, path: Path, about: Sequence[str]) -> None:
    """Write every row of a comparison: a workbook with a sheet per kind, or one CSV file, by the ending.

    Parameters
    ----------
    found : Comparison
        What to write.
    path : Path
        The file.
    about : sequence of str
        What is compared, for a sheet of its own.

    Raises
    ------
    InputError
        If the file cannot be written, or lies among what is compared.
    """
    for side in (found.before.path, found.after.path):
        if path.resolve().is_relative_to(side.resolve()):
            raise InputError(f"--ut: fann ”{path}”, väntade en fil utanför det som jämförs")
    missing = {name: {"": "saknas"} for name in _STATUSES}
    tables = {
        name: rows[[column for column in _HEADINGS if column in rows]].replace(missing)
        for name, rows in (
            ("Fördelning", found.amounts),
            ("Fakturor", found.invoices),
            ("Övriga siffror", found.figures),
        )
    }
    if path.suffix.lower() == ".csv":
        whole = pd.concat([rows.astype(object).assign(tabell=name) for name, rows in tables.items()])
        write_frame(whole.fillna(""), path)
    else:
        with whole_file(path) as fresh:
            _write_sheets({**tables, "Om": pd.DataFrame({"Om jämförelsen": about})}, fresh)


def _write_sheets(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write each table on a sheet of its own; a text is always written as text."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": plain}) as book:
        for name, rows in tables.items():
            rows.rename(columns=_HEADINGS).to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
            sheet = book.sheets[name]
            for place, column in enumerate(rows):
                if column in (*SIDES, *DRIVERS):
                    kind = "count" if scale_of(*rows[column]) == 1 else "ore"
                    sheet.set_column(place, place, None, book.book.add_format({"num_format": KINDS[kind]}))
            sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)
            sheet.autofit()
