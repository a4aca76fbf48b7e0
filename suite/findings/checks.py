"""Checks of a computed allocation, made every time it is shown: what must add up, adds up.

Each check goes another way to the figures than the computation did. One master check says whether all hold.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from model.agreements.agreement import Agreement
from model.amounts.bridge import DRIVERS, bridge
from model.amounts.invoices import ADVANCE, instalments, unreconciled
from model.amounts.issued import About
from model.kept import kept
from model.run import Run

Cases = Iterator[tuple[str, bool]]
"""What was checked, each case by its name, and whether it holds."""


Span = tuple[Agreement, Sequence[int]]
"""A version of an agreement, and the years that it holds for."""


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


def checks(frame: pd.DataFrame, spans: Iterable[Span], sent: Collection[About] = ()) -> list[Check]:
    """Return the checks of an allocation (`model.amounts.allocation.COLUMNS`) of one scenario's agreements.

    What has been issued, by agreement, year, party and kind, may be another amount than what is computed.
    """
    billed = [(agreement, years) for agreement, years in spans if agreement.billing]
    made = [(name, list(cases(frame, billed))) for name, cases in _CHECKS.items()]
    made.append(("Det som betalas är det räknade, om inget är fakturerat", list(_paid(frame, sent))))
    return [Check(name, len(cases), [case for case, holds in cases if not holds]) for name, cases in made]


@kept
def checks_of(run: Run) -> list[Check]:
    """Return the checks of all that a run computes, every agreement and year that no figure is missing for."""
    spans = {each.id: list(run.case.spans(each.id, run.reached(each))) for each in run.agreements}
    years = sorted({year for own in spans.values() for _, years in own for year in years})
    every = [span for own in spans.values() for span in own]
    return checks(run.allocation(run.agreements, years), every, run.sent)


def _records(frame: pd.DataFrame) -> Iterator[tuple[str, dict[Any, Any]]]:
    for row in frame.to_dict("records"):
        yield f"{row['avtal']} {row['ar']} {row['part']}", row


def _groups(frame: pd.DataFrame) -> Iterator[tuple[str, list[dict[Any, Any]]]]:
    """Yield the rows of each contribution and year."""
    found = defaultdict[tuple[str, str, int], list[dict[Any, Any]]](list)
    for _, row in _records(frame):
        found[row["avtal"], row["bidrag"], row["ar"]].append(row)
    for key in sorted(found):
        yield " ".join(map(str, key)), found[key]


def _sums(frame: pd.DataFrame, _: Sequence[Span]) -> Cases:
    """Compare the parts with the contribution that was split."""
    for name, rows in _groups(frame):
        yield name, sum(row["beraknat_kr"] for row in rows) == rows[0]["bidrag_kr"]


def _contributions(frame: pd.DataFrame, _: Sequence[Span]) -> Cases:
    """Compare the contribution with base × factor in exact fractions; a krona off is a rounding each year."""
    for name, (row, *_rest) in _groups(frame):
        base = Fraction(row["basbelopp_kr"] * row["arsdel_taljare"], row["arsdel_namnare"])
        yield name, abs(base * Fraction(row["faktor"]) - Fraction(row["bidrag_kr"])) <= 1


def _quotas(frame: pd.DataFrame, _: Sequence[Span]) -> Cases:
    """Compare each amount with its exact share."""
    for name, row in _records(frame):
        quota = Fraction(row["bidrag_kr"]) * Fraction(row["nyckel_taljare"], row["nyckel_namnare"])
        yield name, abs(quota - Fraction(row["beraknat_kr"])) < 1


def _keys(frame: pd.DataFrame, _: Sequence[Span]) -> Cases:
    """Compare the parties' weights and populations with the sums in the rows."""
    pairs = (("nyckel_taljare", "nyckel_namnare"), ("nyckel_folkmangd", "nyckel_folkmangd_summa"))
    for name, rows in _groups(frame):
        yield name, all(sum(row[own] for row in rows) == rows[0][whole] for own, whole in pairs)


def _instalments(frame: pd.DataFrame, billed: Sequence[Span]) -> Cases:
    """Compare the invoices with the amounts."""
    for agreement, years in billed:
        rows = frame[(frame["avtal"] == agreement.id) & frame["ar"].isin(years)]
        wrong = dict(_records(unreconciled(instalments(agreement, rows), rows)))
        yield from ((name, name not in wrong) for name, _ in _records(rows))


def _bridges(frame: pd.DataFrame, _: Sequence[Span]) -> Cases:
    """Compare the drivers of each change with the change."""
    for year in sorted(set(frame["ar"]))[1:]:
        rows = bridge(frame[frame["ar"] == year - 1], frame[frame["ar"] == year])
        adds_up = rows["fore_kr"] + rows[list(DRIVERS)].sum(axis=1) == rows["efter_kr"]
        yield from zip(rows["avtal"] + f" {year} " + rows["part"], adds_up, strict=True)


def _paid(frame: pd.DataFrame, sent: Collection[About]) -> Cases:
    """Look for an invoice behind every amount that is paid and is not what is computed."""
    for name, row in _records(frame):
        about = (row["avtal"], row["ar"], row["part"], ADVANCE)
        yield name, row["belopp_kr"] == row["beraknat_kr"] or about in sent


def _provenance(frame: pd.DataFrame, _: Sequence[Span]) -> Cases:
    """Look for a status and a clause of every amount, and a row of the inputs for every population."""
    for name, row in _records(frame):
        found = row["nyckel_kalla"] or not row["nyckel_folkmangd"]
        yield name, bool(row["status"] and row["paragraf"] and found)


_CHECKS: dict[str, Callable[[pd.DataFrame, Sequence[Span]], Cases]] = {
    "Parternas belopp summerar till bidraget": _sums,
    "Bidragen är basbelopp × faktor, räknat i bråk": _contributions,
    "Varje belopp är mindre än en krona från den exakta andelen": _quotas,
    "Nycklarnas täljare summerar till nämnaren": _keys,
    "Fakturorna summerar till årets belopp": _instalments,
    "Orsakerna till varje ändring summerar till ändringen": _bridges,
    "Varje belopp har status, paragraf och källa": _provenance,
}
"""What each check holds true, and the cases of an allocation and its invoiced agreements that it looks at."""
