"""Who pays what in which months: the one walk that allocation, simulation and workbook share.

An agreement is its contributions, each under one version of its terms at a time; a `Piece` is one such
contribution in the years that it is then paid for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.agreements.in_force import months_in_force
from model.scenarios.case import Case
from model.series.rows import IndexRow, PopulationRow
from model.series.series import Series
from model.shown import Shown


@dataclass(frozen=True, repr=False)
class Piece(Shown):
    """A contribution under one version of its agreement.

    Attributes
    ----------
    agreement, contribution
        With the terms of the version.
    months : mapping of int to range
        The years it is paid for, in order, each with the months of it, 1 to 12.
    parts : mapping of int to (int, int)
        The same years, each with how much of it is paid for: parts, and parts of the whole year.
    """

    agreement: Agreement
    contribution: Contribution
    months: Mapping[int, range]
    parts: Mapping[int, tuple[int, int]]

    @property
    def price_year(self) -> int:
        """The year whose prices the base amount is in."""
        return self.agreement.price_year(self.contribution)

    @property
    def index(self) -> str:
        """The name of the index that moves it; empty where none does."""
        return self.agreement.index.name if self.agreement.index else ""

    @cached_property
    def codes(self) -> list[str]:
        """The payers in the order that decides ties."""
        return in_tie_order(self.agreement, self.contribution)

    @cached_property
    def owners(self) -> list[str]:
        """Whose population is each payer's weight."""
        return [self.agreement.by_code[code].owner for code in self.codes]

    def index_rows(self, series: Series, last: int) -> list[IndexRow]:
        """Return the index rows that lead from the price level to a year, in order; none without an index.

        Raises
        ------
        InputError
            If one is missing.
        """
        years = range(self.price_year + 1, last + 1) if self.index else ()
        return [series.index_row(self.index, year) for year in years]

    def key_rows(self, case: Case, year: int) -> Sequence[PopulationRow | None]:
        """Return the population row of each payer in tie order; None for each where the key asks for none.

        Raises
        ------
        InputError
            If one is missing.
        """
        key = self.contribution.key
        if not key.population_percent:
            return [None] * len(self.codes)
        return case.people(self.owners, key.reference_date(year), key.missing)

    def _line(self) -> str:
        return f"{self.agreement.id} {self.contribution.id} {min(self.months)}–{max(self.months)}"


def paid(case: Case, years: Iterable[int], codes: Iterable[str] | None = None) -> Iterator[Piece]:
    """Yield what is paid of agreements' contributions under a scenario, version by version; of all the case's.

    Years in which nothing is paid are left out.
    """
    for code in [each.id for each in case.agreements] if codes is None else codes:
        end, within = case.end(code), case.years(code)
        for version, own in case.spans(code, set(years) & {*within}):
            for contribution in version.contributions:
                start, term = version.starts(contribution), version.term
                if months := {year: found for year in own if (found := months_in_force(start, end, year))}:
                    parts = {year: term.parts_in_force(start, end, year, len(own)) for year, own in months.items()}
                    yield Piece(version, contribution, months, parts)


def in_tie_order(agreement: Agreement, contribution: Contribution) -> list[str]:
    """Return the payers' codes in the order that decides ties: the lowest municipality code first."""
    return sorted(contribution.payers, key=lambda code: (agreement.by_code[code].owner, code))
