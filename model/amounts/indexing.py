"""A contribution through the years: which index rows move it, the factor they make, and the whole amounts."""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from math import prod

import numpy as np

from model.agreements.agreement import Agreement
from model.agreements.clauses import Index, Negative, Rounding
from model.amounts.paid import Piece
from model.exact import RATE_SCALE
from model.kernel import IntArray, indexed
from model.series.rows import IndexRow


def index_names(agreements: Iterable[Agreement]) -> list[str]:
    """Return the names of the indices that agreements are moved by, each once, in the agreements' order."""
    return list(dict.fromkeys(agreement.index.name for agreement in agreements if agreement.index))


def indexed_contribution(piece: Piece, rates: IntArray) -> IntArray:
    """Return a contribution in its agreement's units in the years it is paid for.

    Parameters
    ----------
    piece : Piece
        The contribution, under one version of its terms.
    rates : int64, shape (year, scenario)
        Each year's index change as published, from the price level's year to the last that is paid for.

    Returns
    -------
    int64, shape (year, scenario)
    """
    agreement, first = piece.agreement, piece.price_year
    rates = effective(agreement.index, rates)
    years = range(first, first + len(rates))
    in_force = np.array([piece.parts.get(year, (0, 1)) for year in years], dtype=np.int64)
    base = np.full((len(rates), 1), piece.contribution.base_amount * agreement.scale, dtype=np.int64)
    if agreement.index and agreement.index.rounding is Rounding.YEARLY:
        base, rates = _rounded_yearly(base, rates), np.zeros_like(rates)
    amounts = indexed(base, rates, in_force[:, :1], in_force[:, 1:])
    return np.asarray(amounts[[year - first for year in piece.parts]])


def _rounded_yearly(base: IntArray, rates: IntArray) -> IntArray:
    """Return the whole amount of each year when it is rounded before the next year's change."""
    amounts, whole_year = np.broadcast_to(base, rates.shape).copy(), np.full((2, 1), 12)
    for year in range(1, len(rates)):
        step = np.stack([np.zeros_like(rates[year]), rates[year]])
        amounts[year] = indexed(np.stack([amounts[year - 1]] * 2), step, whole_year)[1]
    return amounts


def factor(index: Index | None, rows: Iterable[IndexRow]) -> Decimal:
    """Return the index factor of a chain of rows, every digit of it."""
    rates = effective(index, np.array([row.rate for row in rows], dtype=np.int64)).tolist()
    with localcontext(prec=1000):
        return prod((1 + Decimal(rate) / RATE_SCALE for rate in rates), start=Decimal(1))


def index_changes(piece: Piece, rows: Iterable[IndexRow]) -> IntArray:
    """Return the index changes from the price level's year, where it is 0, to the last year that is paid for.

    Shape (year, 1), in units of 1 / `model.exact.RATE_SCALE`, as published: what the agreement makes of them is
    `indexed_contribution`'s.
    """
    told = {row.year: row.rate for row in rows}
    return np.array([[told.get(year, 0)] for year in range(piece.price_year, max(piece.parts) + 1)])


def effective(index: Index | None, rates: IntArray) -> IntArray:
    """Return index changes as the agreement applies them, in units of 1 / `model.exact.RATE_SCALE`."""
    if index is None:
        return np.zeros_like(rates)
    return np.maximum(rates, 0) if index.negative is Negative.LEAVES else rates
