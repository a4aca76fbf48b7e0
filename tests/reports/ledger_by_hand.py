"""What is owed, paid and to be invoiced by two small agreements, reckoned by hand: nothing here asks the model.

*klimat*: the Region owes 300 001 kronor and three municipalities together 700 000, unless another amount has been
decided, by population on 1 November of the year before; LPIX from 2025; invoiced in January and July, settled
over 10 %. It runs for 2025 and, unless a notice is given by the end of June, for 2026 too. *pott*, not always
there: the three pay 100 001 kronor together in equal parts, in öre, in March and September, 2025–2026; LPIX; no
settlement.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor, prod
from typing import NamedTuple

ADVANCE, ADDITION, SETTLEMENT, CORRECTION = "förskott", "tillägg", "slutavräkning", "rättelse"
PLACES = {"2303": 3_000, "2305": 3_000, "2321": 12_004}
"""Inhabitants, two as many, so that what is over is theirs by turns."""
YEARS, MONTHS = range(2025, 2027), range(1, 13)
EVER = range(2025, 2031)
LAST_NOTICE = dt.date(2025, 6, 30)
About = tuple[str, int, str, str]
"""Agreement, year, party and the kind of invoice: what a correction is of."""


class Row(NamedTuple):
    """An invoice or a credit: for what, and how much; `corrects` is empty where it corrects nothing."""

    agreement: str
    year: int
    party: str
    kind: str
    corrects: str
    months: range
    kronor: Fraction
    certain: bool

    @property
    def about(self) -> About:
        return self.agreement, self.year, self.party, self.corrects or self.kind


def half_up(value: Fraction) -> int:
    """Return a number of kronor, 0 or more, as a whole one."""
    return floor(value + Fraction(1, 2))


def halves(units: int) -> Iterator[tuple[range, int]]:
    """Yield what is invoiced for each half of a year; an odd unit is for the first."""
    yield range(1, 7), (units + 1) // 2
    yield range(7, 13), units // 2


def by_largest_remainder(whole: int, weights: Sequence[Fraction]) -> list[int]:
    """Return whole parts of a whole number; of equal remainders, the first goes before."""
    quotas = [whole * weight / sum(weights) for weight in weights]
    parts = [floor(quota) for quota in quotas]
    places = sorted(range(len(parts)), key=lambda place: (parts[place] - quotas[place], place))
    return [part + (place in places[: whole - sum(parts)]) for place, part in enumerate(parts)]


class ByHand:
    """The facts so far, what has been sent, and what follows from it."""

    def __init__(self, day: dt.date, pot: bool) -> None:
        self.day, self.pot = day, pot
        self.index = {2025: [(Fraction(3), True)], 2026: [(Fraction(3), False)]}
        self.people = {2024: dict(PLACES)}
        self.amounts = {2025: 700_000}
        self.only_excess_from = 9999
        self.notices_in_time, self.extended = 0, False
        self.booked = defaultdict[int, dict[str, tuple[Fraction, dt.date]]](dict)
        self.closed = dict[int, dict[str, tuple[Fraction, dt.date]]]()
        self.ordered = dict[tuple[str, dt.date], Fraction]()
        self.sent = defaultdict[About, list[Row]](list)

    @property
    def last_year(self) -> int:
        """Return the last year in force: who has agreed to go on is bound by it, also by a notice given later."""
        return 2025 if self.notices_in_time and not self.extended else 2026

    def send(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.sent[row.about].append(row)

    def rate(self, year: int) -> tuple[Fraction, bool]:
        """Return the index change of a year, and whether it is decided: what is decided goes before a forecast."""
        decided = [told for told in self.index[year] if told[1]]
        return (decided or self.index[year])[-1]

    def indexed(self, base: int, year: int) -> Fraction:
        return base * prod(1 + self.rate(each)[0] / 100 for each in range(2025, year + 1))

    def index_is_certain(self, year: int) -> bool:
        return all(self.rate(each)[1] for each in range(2025, year + 1))

    def owed(self, year: int) -> dict[str, tuple[int, bool]]:
        """Return what each party owes by *klimat* for a year, and if it is certain; in the order of codes."""
        if not 2025 <= year <= self.last_year:
            return {}
        bound = year < 2026 or self.extended or self.day > LAST_NOTICE
        certain = bound and self.index_is_certain(year)
        figures = self.people[max(each for each in self.people if each < year)]
        base = self.amounts[max(each for each in self.amounts if each <= year)]
        parts = by_largest_remainder(half_up(self.indexed(base, year)), [*map(Fraction, figures.values())])
        found = {
            place: (part, certain and year - 1 in self.people) for place, part in zip(figures, parts, strict=True)
        }
        return {**found, "region_jh": (half_up(self.indexed(300_001, year)), certain)}

    def advances(self, year: int) -> Iterator[Row]:
        for party, (kronor, certain) in self.owed(year).items():
            for months, half in halves(kronor):
                yield Row("klimat", year, party, ADVANCE, "", months, Fraction(half), certain)
        if self.pot and year in YEARS:
            whole = by_largest_remainder(half_up(self.indexed(10_000_100, year)), [Fraction(1)] * 3)
            for party, ore in zip(PLACES, whole, strict=True):
                for months, half in halves(ore):
                    certain = self.index_is_certain(year)
                    yield Row("pott", year, party, ADVANCE, "", months, Fraction(half, 100), certain)

    def covered(self, piece: Row) -> bool:
        """Whether something of its kind has been sent for any of its months."""
        own = [row for row in self.sent[piece.about] if not row.corrects]
        return any(month in row.months for row in own for month in piece.months)

    def paid(self, year: int) -> dict[str, tuple[Fraction, bool]]:
        """Return what each party has paid by *klimat* for a year: what was sent, and what is still to be."""
        found = dict[str, tuple[Fraction, bool]]()
        for piece in (piece for piece in self.advances(year) if piece.agreement == "klimat"):
            kronor, certain = found.get(piece.party, (total(self.sent[piece.about]), True))
            left = not self.covered(piece)
            found[piece.party] = (kronor + piece.kronor, certain and piece.certain) if left else (kronor, certain)
        return found

    def is_settled(self, year: int) -> bool:
        """Whether the year is closed, with what is booked now, and there is something paid to split by."""
        if year > self.last_year or year not in self.closed or self.closed[year] != self.booked[year]:
            return False
        amounts = [kronor for kronor, _ in self.paid(year).values()]
        return min(amounts) >= 0 and sum(amounts) > 0

    def settlement(self, year: int) -> Iterator[Row]:
        if not self.is_settled(year):
            return
        paid = self.paid(year)
        amounts = [kronor for kronor, _ in paid.values()]
        outcome = sum(half_up(kronor) for kronor, _ in self.booked[year].values())
        over, limit = sum(amounts) - outcome, Fraction(outcome, 10)
        if abs(over) > limit:
            whole = half_up(abs(over) - (limit if year >= self.only_excess_from else 0))
            parts = by_largest_remainder(whole, amounts)
            for (party, (_, certain)), part in zip(paid.items(), parts, strict=True):
                kronor = Fraction(-part if over > 0 else part)
                yield Row("klimat", year, party, SETTLEMENT, "", MONTHS, kronor, certain)

    def additions(self, year: int) -> Iterator[Row]:
        """Yield what was ordered in a year; what is ordered when the agreement has ended is for its last."""
        for (party, day), kronor in self.ordered.items():
            if day.year == year:
                late = year > self.last_year
                months, own = (MONTHS, self.last_year) if late else (range(day.month, day.month + 1), year)
                yield Row("klimat", own, party, ADDITION, "", months, Fraction(half_up(kronor)), True)

    def invoiced_in(self, year: int) -> list[Row]:
        return [*self.advances(year), *self.settlement(year - 1), *self.additions(year)]

    def proposed(self) -> dict[int, Counter[Row]]:
        """Return what is to be invoiced in each year: what has not been sent, and every correction of what has.

        What was certain is not corrected by what is not, and a settlement only while its year is closed. It waits
        for what was paid to be corrected.
        """
        pieces = {year: self.invoiced_in(year) for year in EVER}
        now = defaultdict[About, list[Row]](list)
        for piece in (piece for own in pieces.values() for piece in own if self.covered(piece)):
            now[piece.about].append(piece)
        corrections = list[Row]()
        for about, sent in [*self.sent.items()]:
            certain = all(piece.certain for piece in now[about])
            still = about[3] != SETTLEMENT or self.is_settled(about[1])
            kronor = total(now[about]) - total(sent)
            if still and kronor and (certain or not all(row.certain for row in sent)):
                corrections.append(Row(*about[:3], CORRECTION, about[3], MONTHS, kronor, certain))
        first = {row.about[:2] for row in corrections if row.corrects == ADVANCE}
        left = {year: [piece for piece in own if not self.covered(piece)] for year, own in pieces.items()}
        return {
            year: Counter(
                row for row in [*own, *corrections] if row.about[3] != SETTLEMENT or row.about[:2] not in first
            )
            for year, own in left.items()
        }

    def in_the_end(self) -> dict[About, Fraction]:
        """Return what each party is to have been sent when nothing is left to send."""
        found = defaultdict[About, Fraction](Fraction)
        for piece in (piece for each in EVER for piece in self.invoiced_in(each)):
            found[piece.about] += piece.kronor
        return {about: kronor for about, kronor in found.items() if kronor}


def total(rows: Iterable[Row]) -> Fraction:
    return sum((row.kronor for row in rows), Fraction(0))
