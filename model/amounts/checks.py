"""Checks of a computed allocation, made every time it is shown: what must add up, adds up.

Each check goes another way to the figures than the computation did. One master check says whether all hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from model.agreements.agreement import Agreement
from model.amounts.bridge import DRIVERS, bridge
from model.amounts.invoices import instalments, unreconciled
from model.money import exact, total


@dataclass(frozen=True)
class Check:
    """A check: what it holds true, of how many cases, and those it does not hold of."""

    name: str
    cases: int
    broken: list[str]

    @property
    def holds(self) -> bool:
        """Whether it holds of every case."""
        return not self.broken


def checks(frame: pd.DataFrame, agreements: Iterable[Agreement]) -> list[Check]:
    """Return the checks of an allocation frame of one scenario.

    Parameters
    ----------
    frame : DataFrame
        The columns of `model.amounts.allocation.COLUMNS`.
    agreements : iterable of Agreement
        Those that the frame is of.
    """
    billed = [agreement for agreement in agreements if agreement.billing]
    return [
        _sums(frame),
        _contributions(frame),
        _quotas(frame),
        _keys(frame),
        _instalments(frame, billed),
        _bridges(frame),
        _provenance(frame),
    ]


def holding(found: Iterable[Check]) -> bool:
    """Return the master check: whether all hold."""
    return all(check.holds for check in found)


def _groups(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for (agreement, contribution, year), rows in frame.groupby(["avtal", "bidrag", "ar"]):
        yield f"{agreement} {contribution} {year}", rows


def _sums(frame: pd.DataFrame) -> Check:
    """Compare the parts with the contribution that was split."""
    groups = list(_groups(frame))
    broken = [name for name, rows in groups if rows["belopp_kr"].sum() != rows["bidrag_kr"].iloc[0]]
    return Check("Parternas belopp summerar till bidraget", len(groups), broken)


def _contributions(frame: pd.DataFrame) -> Check:
    """Compare the contribution with base × factor in exact fractions; a krona off is a rounding each year."""
    broken, groups = [], list(_groups(frame))
    for name, rows in groups:
        row = rows.iloc[0]
        right = Fraction(
            int(row["basbelopp_kr"]) * int(row["arsdel_taljare"]), int(row["arsdel_namnare"])
        ) * Fraction(row["faktor"])
        if abs(right - Fraction(exact(row["bidrag_kr"]))) > 1:
            broken.append(name)
    return Check("Bidragen är basbelopp × faktor, räknat i bråk", len(groups), broken)


def _quotas(frame: pd.DataFrame) -> Check:
    """Compare each amount with its exact share."""
    broken = []
    for row in frame.to_dict("records"):
        share = Fraction(int(row["nyckel_taljare"]), int(row["nyckel_namnare"]))
        if abs(Fraction(exact(row["bidrag_kr"])) * share - Fraction(exact(row["belopp_kr"]))) >= 1:
            broken.append(f"{row['avtal']} {row['ar']} {row['part']}")
    return Check("Varje belopp är mindre än en krona från den exakta andelen", len(frame), broken)


def _keys(frame: pd.DataFrame) -> Check:
    """Compare the parties' weights and populations with the sums in the rows."""
    groups = list(_groups(frame))
    pairs = (("nyckel_taljare", "nyckel_namnare"), ("nyckel_folkmangd", "nyckel_folkmangd_summa"))
    broken = [
        name for name, rows in groups if any(total(rows[own]) != rows[whole].iloc[0] for own, whole in pairs)
    ]
    return Check("Nycklarnas täljare summerar till nämnaren", len(groups), broken)


def _instalments(frame: pd.DataFrame, billed: list[Agreement]) -> Check:
    """Compare the invoices with the amounts."""
    own = frame[frame["avtal"].isin([agreement.id for agreement in billed])]
    broken = []
    for agreement in billed:
        rows = own[own["avtal"] == agreement.id]
        wrong = unreconciled(instalments(agreement, rows), rows)
        broken += [f"{agreement.id} {row.ar} {row.part}" for row in wrong.itertuples()]
    return Check("Fakturorna summerar till årets belopp", len(own), broken)


def _bridges(frame: pd.DataFrame) -> Check:
    """Compare the drivers of each change with the change."""
    broken, cases = [], 0
    years = sorted(set(frame["ar"]))
    for year in years[1:]:
        rows = bridge(frame[frame["ar"] == year - 1], frame[frame["ar"] == year])
        wrong = rows[rows["fore_kr"] + rows[list(DRIVERS)].sum(axis=1) != rows["efter_kr"]]
        cases += len(rows)
        broken += [f"{row.avtal} {year} {row.part}" for row in wrong.itertuples()]
    return Check("Orsakerna till varje ändring summerar till ändringen", cases, broken)


def _provenance(frame: pd.DataFrame) -> Check:
    """Look for a status and a clause of every amount, and a row of the inputs for every population."""
    lacking = (frame["status"] == "") | (frame["paragraf"] == "")
    lacking |= (frame["nyckel_folkmangd"] > 0) & (frame["nyckel_kalla"] == "")
    broken = [f"{row.avtal} {row.ar} {row.part}" for row in frame[lacking].itertuples()]
    return Check("Varje belopp har status, paragraf och källa", len(frame), broken)
