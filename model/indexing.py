"""A contribution through the years: which index rows move it, the factor they make, and the whole amounts."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from math import prod

import numpy as np

from model.agreement import Agreement
from model.clauses import Contribution, Index, Negative, Rounding
from model.kernel import RATE_SCALE, IntArray, indexed
from model.rows import IndexRow
from model.series import Series


def index_rows(agreement: Agreement, contribution: Contribution, series: Series, year: int) -> list[IndexRow]:
    """Return the index rows that lead from the price level to a year, in order; none without an index."""
    first = agreement.price_year(contribution) + 1
    return [series.index_row(each) for each in range(first, year + 1)] if agreement.index else []


def indexed_contribution(
    agreement: Agreement,
    contribution: Contribution,
    rows: Sequence[IndexRow],
    parts: Mapping[int, tuple[int, int]],
) -> IntArray:
    """Return the contribution in the agreement's units for some years, shape (year,).

    Parameters
    ----------
    agreement, contribution
        What is indexed.
    rows : sequence of IndexRow
        Those that lead to the last of the years.
    parts : mapping of int to (int, int)
        The years, each with how much of it the agreement is in force: parts, and parts of the whole year.
    """
    first = agreement.price_year(contribution)
    changes = {row.year: effective_rate(agreement.index, row) for row in rows}
    years = range(first, max(parts) + 1)
    rates = np.array([[changes.get(year, 0)] for year in years], dtype=np.int64)
    in_force = np.array([[parts.get(year, (0, 1))] for year in years], dtype=np.int64)
    base = np.full_like(rates, contribution.base_amount * agreement.scale)
    if agreement.index and agreement.index.rounding is Rounding.YEARLY:
        base, rates = _rounded_yearly(base, rates), np.zeros_like(rates)
    amounts = indexed(base, rates, in_force[:, :, 0], in_force[:, :, 1])
    return np.asarray(amounts[[year - first for year in parts], 0])


def _rounded_yearly(base: IntArray, rates: IntArray) -> IntArray:
    """Return the whole amount of each year when it is rounded before the next year's change."""
    amounts, whole_year = base.copy(), np.full((2, base.shape[1]), 12)
    for year in range(1, len(rates)):
        step = np.stack([np.zeros_like(rates[year]), rates[year]])
        amounts[year] = indexed(np.stack([amounts[year - 1]] * 2), step, whole_year)[1]
    return amounts


def effective_rate(index: Index | None, row: IndexRow) -> int:
    """Return a row's change as the agreement applies it, in units of 1 / `model.kernel.RATE_SCALE`."""
    return max(row.rate, 0) if index and index.negative is Negative.LEAVES else row.rate


def factor(index: Index | None, rows: Iterable[IndexRow]) -> Decimal:
    """Return the index factor of a chain of rows, every digit of it."""
    with localcontext(prec=1000):
        return prod((1 + Decimal(effective_rate(index, row)) / RATE_SCALE for row in rows), start=Decimal(1))
