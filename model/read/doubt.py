"""Figures that are so unlikely that it is asked whether they are meant: a comma or a digit in the wrong place.

Nothing is refused here: a county may lose a tenth of its people, and prices may fall.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from model.agreements.agreement import Agreement
from model.amounts.indexing import index_names
from model.finding import Finding, Level
from model.series.rows import INDEX_FILE, IndexRow, PopulationRow
from model.series.series import Series

LOWEST_INDEX, HIGHEST_INDEX = Decimal("0.5"), Decimal(8)
"""An index change outside these, in per cent, is asked about: most years lie between them."""

LARGEST_MOVE, NOTED_MOVE = Decimal(10), Decimal(3)
"""A population that moves more than these in a year, in per cent, is asked about and told of."""

_SURELY_HIGH = Decimal(12)
"""An index change above this, in per cent, has probably lost its comma."""


def is_usual(percent: Decimal) -> bool:
    """Whether an index change is one that nobody needs to ask about.

    One that lies within the limits may still be a factor: 1,033 is more likely 3,3 % than 1,033 %, for an index is
    told with one decimal.
    """
    return LOWEST_INDEX <= percent <= HIGHEST_INDEX and not _is_factor(percent)


def probable_index(percent: Decimal) -> Decimal | None:
    """Return the change that was probably meant by an unusual one, in per cent; None where it cannot be told.

    Examples
    --------
    A fraction, a factor, an index of last year's 100, and a comma that was lost:

    >>> [str(probable_index(Decimal(each))) for each in ("0.033", "1.033", "103.3", "33")]
    ['3.3', '3.3', '3.3', '3.3']
    """
    if _is_factor(percent):
        return (100 * (percent - 1)).normalize()
    tried = [100 * percent, percent - 100, *([percent / 10, percent / 100] if percent > _SURELY_HIGH else [])]
    return next((each.normalize() for each in tried if is_usual(each)), None)


def _is_factor(percent: Decimal) -> bool:
    """Whether a change in per cent is written as a factor is: 1 and a usual change, with two decimals or more."""
    change = 100 * (percent - 1)
    return LOWEST_INDEX <= change <= HIGHEST_INDEX and percent != round(percent, 1)


def unusual_rows(series: Series) -> Iterator[IndexRow]:
    """Yield the index rows in use that are asked about, by index and year."""
    known = {(row.index, row.year) for row in series.index if row.published <= series.as_of}
    for name, year in sorted(known):
        row = series.index_row(name, year)
        if not is_usual(row.percent):
            yield row


@dataclass(frozen=True)
class Move:
    """A population that is far from the one before it.

    Attributes
    ----------
    row, before : PopulationRow
        The figure, and the one for the last date before.
    share, share_before : (int, int)
        The municipality's part of all the municipalities' people, then and before: numerator and denominator.
    limit : Decimal
        The limit in per cent a year that it moves more than: `LARGEST_MOVE`, or else `NOTED_MOVE`.
    meant : int or None
        The figure that was probably meant, where that can be told.
    """

    row: PopulationRow
    before: PopulationRow
    share: tuple[int, int]
    share_before: tuple[int, int]
    limit: Decimal
    meant: int | None


def moves(series: Series, days: Collection[str]) -> Iterator[Move]:
    """Yield the populations that moved more than `NOTED_MOVE` a year, by municipality and date.

    Parameters
    ----------
    series : Series
        As they are used, perhaps under a scenario.
    days : collection of str
        The days of the year that are looked at, such as ``11-01``.
    """
    figures = {
        code: [row for row in series.figures(code) if f"{row.reference_date:%m-%d}" in days]
        for code in dict.fromkeys(row.code for row in series.population)
    }
    for own in figures.values():
        for before, row in pairwise(own):
            limit = next((each for each in (LARGEST_MOVE, NOTED_MOVE) if _exceeds(before, row, each)), None)
            if limit is not None:
                share, share_before = (_share(each, figures.values()) for each in (row, before))
                meant = _probable_population(before, row) if limit == LARGEST_MOVE else None
                yield Move(row, before, share, share_before, limit, meant)


def _exceeds(before: PopulationRow, row: PopulationRow, limit: Decimal) -> bool:
    years = max(1, row.reference_date.year - before.reference_date.year)
    return 100 * abs(row.population - before.population) > limit * years * before.population


def _probable_population(before: PopulationRow, row: PopulationRow) -> int | None:
    """Return the figure with one or two digits more or fewer that would not have been asked about."""
    for meant in (row.population * 10, row.population * 100, row.population // 10, row.population // 100):
        if not _exceeds(before, row.model_copy(update={"population": meant}), LARGEST_MOVE):
            return meant
    return None


def _share(row: PopulationRow, figures: Iterable[Sequence[PopulationRow]]) -> tuple[int, int]:
    """Return a figure, and the sum of every municipality's figure for that date or the last before it."""
    known = [[each for each in own if each.reference_date <= row.reference_date] for own in figures]
    return row.population, sum(own[-1].population for own in known if own)


def unused_index_rows(agreements: Iterable[Agreement], rows: Iterable[IndexRow]) -> list[Finding]:
    """Return a note for each index that has rows but moves no agreement, as when its name is another there."""
    names = index_names(agreements)
    counts = Counter(row.index for row in rows if row.index not in names)
    known = " och ".join(names) or "inget index"
    return [
        Finding(
            "index-oanvant",
            Level.NOTE,
            f"{INDEX_FILE} har {count} rader för {name}, som inget avtal räknas upp med (avtalen har {known}).",
        )
        for name, count in counts.items()
    ]
