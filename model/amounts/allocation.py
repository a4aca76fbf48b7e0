"""The allocation: who pays what, as one tidy frame that everything shown is a view of.

One row per scenario, agreement, year and party, with the amount and what produced it; `COLUMNS` says what each
column holds. What the amounts rest on comes with them, as the rows that were read (`Basis`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from model.agreements.agreement import Agreement
from model.agreements.clauses import Negative
from model.amounts.indexing import factor, index_changes, indexed_contribution
from model.amounts.issued import About, Sent, paid_instead
from model.amounts.paid import Piece, paid
from model.errors import InputError
from model.exact import NothingToSplitByError
from model.fields import places
from model.kernel import LIMIT, IntArray, RateError, TooLargeError, apportion
from model.money import from_units, in_kronor
from model.scenarios.case import Case
from model.series.rows import IndexRow, PopulationRow
from model.shown import Shown
from model.status import Status, weakest

COLUMNS = {
    "scenario": "scenario",
    "avtal": "agreement",
    "ar": "year",
    "part": "party code: SCB's for a municipality",
    "partnamn": "party name",
    "belopp_kr": "amount the party pays, whole kronor (int64); exact Decimal where the agreement reckons in öre. "
    "What was issued is what is paid; for months that nothing was issued for it is what is computed",
    "beraknat_kr": "what is now computed, and comes from what follows: another amount only where one was issued",
    "bidrag": "contribution the party pays in",
    "bidrag_kr": "indexed contribution that was split, whole kronor",
    "basbelopp_kr": "the contribution's base amount in the price level's kronor",
    "prisniva": "year of the price level",
    "faktor": "index factor, the exact product (Decimal)",
    "faktor_publicerad": "the same of the changes as published, however the agreement reads them",
    "index_lasning": "how it reads them: when it rounds, and what a negative change does; empty without an index",
    "faktor_tal": "the same as a float, for figures: no krona is decided by it",
    "manader": "whole months in force in the year",
    "arsdel_taljare": "how much of the year is paid for: months, or days",
    "arsdel_namnare": "months or days of the whole year",
    "forsta_manad": "the first of them, 1 to 12",
    "nyckel": "what the contribution is split by",
    "nyckel_taljare": "the party's weight in the key (int64; Python's own where 64 bits do not hold one)",
    "nyckel_namnare": "sum of the weights, likewise",
    "andel": "the party's share, the one over the other as a float, for figures",
    "nyckel_folkmangd": "the party's population in the key, 0 where the key asks for none",
    "nyckel_folkmangd_summa": "sum of the populations",
    "nyckel_folkmangd_procent": "per cent of the key that is population (Decimal)",
    "nyckel_datum": "date of the population figure, empty where the key asks for none",
    "nyckel_ersatter": "the date that figure stands in for, else empty",
    "nyckel_metod": "how the figure came to be: published, or the projection's name",
    "nyckel_kalla": "the row the figure was read from",
    "nyckel_status": "weakest status among all the parties' figures in the key, empty where the key asks for none",
    "nyckel_ersattare": "those of them that stand in for another day: the days and the rows",
    "nyckel_kallor": "the rows that all of them were read from",
    "index_kalla": "the rows the index changes were read from",
    "villkor_kalla": "what of the amount and the key the agreement does not state, in words",
    "giltighet_kalla": "what it rests on that the agreement is in force as it is then, where that is not settled",
    "paragraf": "clause, with the agreement's reference number",
    "beraknat_status": "weakest status among all that what is computed rests on, the other parties' figures too",
    "status": "the same of what is paid: fixed where all of it has been issued",
}


@dataclass(frozen=True, repr=False)
class Basis(Shown):
    """What the amounts of a contribution rest on in a year: the rows that were read, and the terms.

    Attributes
    ----------
    piece : Piece
        The contribution, under the terms of the year.
    index : sequence of IndexRow
        The changes from the price level to the year, in order.
    key : sequence of PopulationRow or None
        Each payer's population in tie order; None for each where the key asks for none.
    because : str
        What it rests on that the agreement is in force, in words; empty where that is settled.
    """

    piece: Piece
    year: int
    index: Sequence[IndexRow]
    key: Sequence[PopulationRow | None]
    because: str

    @property
    def people(self) -> list[PopulationRow]:
        """The population rows of the key."""
        return [row for row in self.key if row]

    @property
    def status(self) -> Status:
        """The weakest status among all that the amounts rest on."""
        piece = self.piece
        terms = [piece.agreement.status, piece.contribution.status, piece.contribution.key.status]
        rows = [row.status for row in (*self.index, *self.people)]
        return weakest([*terms, *rows, *([Status.ASSUMED] if self.because else [])])

    def _line(self) -> str:
        return f"{self.piece.agreement.id} {self.piece.contribution.id} {self.year}, status {self.status}"


@dataclass(frozen=True, repr=False)
class Allocation(Shown):
    """An allocation.

    Attributes
    ----------
    frame : DataFrame
        The columns of `COLUMNS`, ordered by scenario, agreement, year and party code.
    bases : sequence of Basis
        What the rows rest on: one for each agreement, contribution and year.
    """

    frame: pd.DataFrame
    bases: Sequence[Basis]

    def _line(self) -> str:
        return f"{len(self.frame)} rader, {len(self.bases)} bidrag och år"

    def _table(self) -> pd.DataFrame:
        return self.frame[["avtal", "ar", "part", "partnamn", "belopp_kr", "status"]]


def allocate(
    case: Case,
    years: Iterable[int],
    codes: Iterable[str] | None = None,
    sent: Mapping[About, Sent] = MappingProxyType({}),
) -> Allocation:
    """Allocate agreements' contributions to their parties, for each year they are in force.

    Parameters
    ----------
    case : Case
        What is agreed and published, as a scenario has it.
    years : iterable of int
        Calendar years; a year in which an agreement is not in force gives no rows.
    codes : iterable of str, optional
        The agreements' codes; all of the case's unless told otherwise.
    sent : mapping of (str, int, str, str) to Sent, optional
        What has been issued (`model.amounts.issued.together`); nothing unless told otherwise.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    pieces = list(paid(case, years, codes))
    bases = [_bases(case, piece) for piece in pieces]
    records = [row for piece, own in zip(pieces, bases, strict=True) for row in _records(case, piece, own, sent)]
    records.sort(key=itemgetter("scenario", "avtal", "ar", "part"))
    frame = pd.DataFrame.from_records(records, columns=list(COLUMNS))
    # What 64 bits do not hold stays Python's own: pandas would make unsigned numbers of some, and floats of those.
    large = [name for name in ("nyckel_taljare", "nyckel_namnare") if frame[name].dtype != np.int64]
    return Allocation(frame.astype(dict.fromkeys(large, object)), [basis for own in bases for basis in own])


def _bases(case: Case, piece: Piece) -> list[Basis]:
    rows, bases = piece.index_rows(case.series, max(piece.months)), []
    for year in piece.months:
        index, because = [row for row in rows if row.year <= year], case.in_force_because(piece.agreement.id, year)
        bases.append(Basis(piece, year, index, piece.key_rows(case, year), because))
    return bases


def allocated_amounts(case: Case, years: Iterable[int], sent: Mapping[About, Sent]) -> pd.DataFrame:
    """Return what `allocate` gives each party of all agreements, without what it rests on.

    Returns
    -------
    DataFrame
        ``avtal``, ``ar``, ``part`` and ``belopp_kr`` (`COLUMNS`), in the same order.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    records = []
    for piece in paid(case, years):
        index = piece.index_rows(case.series, max(piece.months))
        split = _split(piece, index, [piece.key_rows(case, year) for year in piece.months])
        shares = from_units(paid_instead(piece, split.parts, sent)[0], piece.agreement.scale)
        for year, own in zip(piece.months, shares.T.tolist(), strict=True):
            records += [(piece.agreement.id, year, *pair) for pair in zip(piece.codes, own, strict=True)]
    records.sort()
    return pd.DataFrame.from_records(records, columns=["avtal", "ar", "part", "belopp_kr"])


class _Split(NamedTuple):
    """A piece split over its payers (the first axis) in its years: populations, weights, the whole, the parts."""

    people: IntArray
    weights: npt.NDArray[Any]
    units: IntArray
    parts: IntArray


def _split(piece: Piece, index: Iterable[IndexRow], keys: Iterable[Sequence[PopulationRow | None]]) -> _Split:
    """Split a piece by the index rows that lead to its last year, and each year's rows of the key."""
    agreement, contribution = piece.agreement, piece.contribution
    people = np.array([[row.population if row else 0 for row in key] for key in keys], dtype=np.int64).T
    try:
        weights = contribution.key.weights(piece.codes, people[:, :, None])
        units = indexed_contribution(piece, index_changes(piece, index))
        parts = apportion(units, weights)[:, :, 0]
    except (NothingToSplitByError, RateError, TooLargeError) as error:
        raise InputError(f"{agreement.name}, {contribution.name}: {_why(agreement, error)}") from None
    return _Split(people, weights[:, :, 0], units[:, 0], parts)


def _records(
    case: Case, piece: Piece, bases: Sequence[Basis], sent: Mapping[About, Sent]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a piece."""
    agreement, split = piece.agreement, _split(piece, bases[-1].index, [basis.key for basis in bases])
    units, whole = paid_instead(piece, split.parts, sent)
    paid, computed = (from_units(each, agreement.scale).tolist() for each in (units, split.parts))
    shares = split.weights.tolist()
    for y, basis in enumerate(bases):
        shared = _shared_columns(case, basis) | {
            "bidrag_kr": in_kronor(int(split.units[y]), agreement.scale),
            "nyckel_namnare": sum(own[y] for own in shares),
            "nyckel_folkmangd_summa": split.people[:, y].sum(),
        }
        for p, (code, row) in enumerate(zip(piece.codes, basis.key, strict=True)):
            party = {
                "part": code,
                "partnamn": agreement.by_code[code].name,
                "belopp_kr": paid[p][y],
                "beraknat_kr": computed[p][y],
                "nyckel_taljare": shares[p][y],
                "andel": shares[p][y] / shared["nyckel_namnare"],
                "nyckel_folkmangd": split.people[p, y],
                "status": str(Status.FIXED) if whole[p, y] else shared["beraknat_status"],
                "nyckel_datum": row.date.isoformat() if row else "",
                "nyckel_ersatter": row.reference_date.isoformat() if row and row.stands_in else "",
                "nyckel_metod": row.method if row else "",
                "nyckel_kalla": row.place if row else "",
            }
            yield shared | party


def _why(agreement: Agreement, error: ValueError) -> str:
    """Say in words why a contribution cannot be computed."""
    if isinstance(error, NothingToSplitByError):
        return "nyckeln har inget att dela efter; väntade en folkmängd eller en andel över 0 hos någon som betalar"
    if isinstance(error, TooLargeError):
        highest = in_kronor(LIMIT - 1, agreement.scale)
        told = "uppräknat blir basbeloppet större än det största som räknas exakt"
        return f"{told}, {highest} kr; kontrollera basbelopp och index"
    return "väntade indexändringar över −100 % varje år, scenariots chocker inräknade"


def _shared_columns(case: Case, basis: Basis) -> dict[str, object]:
    """Return what all the payers of a contribution have in common in a year, but for sums."""
    piece, key = basis.piece, basis.people
    agreement, contribution, months = piece.agreement, piece.contribution, piece.months[basis.year]
    index = agreement.index
    return {
        "scenario": case.scenario.id,
        "avtal": agreement.id,
        "ar": basis.year,
        "bidrag": contribution.id,
        "basbelopp_kr": contribution.base_amount,
        "prisniva": piece.price_year,
        "faktor": (whole := factor(index, basis.index)),
        "faktor_tal": float(whole),
        "faktor_publicerad": factor(index and index.model_copy(update={"negative": Negative.LOWERS}), basis.index),
        "index_lasning": f"{index.rounding} {index.negative}" if index else "",
        "manader": len(months),
        "arsdel_taljare": piece.parts[basis.year][0],
        "arsdel_namnare": piece.parts[basis.year][1],
        "forsta_manad": months[0],
        "nyckel": str(contribution.key.kind),
        "nyckel_folkmangd_procent": contribution.key.population_percent,
        "nyckel_status": str(weakest(row.status for row in key)) if key else "",
        "nyckel_ersattare": _stand_ins(key),
        "nyckel_kallor": places(key),
        "index_kalla": places(basis.index),
        "villkor_kalla": "; ".join(filter(None, (contribution.note, contribution.key.note))),
        "giltighet_kalla": basis.because,
        "paragraf": agreement.cite(contribution.clause),
        "beraknat_status": str(basis.status),
    }


def _stand_ins(key: Iterable[PopulationRow]) -> str:
    """Return which figures of a key are for another day than the key's, and where they were read."""
    days: dict[str, list[PopulationRow]] = {}
    for row in key:
        if row.stands_in:
            days.setdefault(f"{row.date} i stället för {row.reference_date}", []).append(row)
    return "; ".join(f"{told} ({places(rows)})" for told, rows in days.items())
