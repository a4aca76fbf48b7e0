"""What the Excel twin is built of: every input that a scenario can set, year by year, for several scenarios.

A `Case` is a scenario with the series as it has them. An `Item` is one input, such as the index or a municipality's
population, with its values in each case; its code is what the workbook calls the row by and what
`model.changes` makes a scenario of. A `Share` is a contribution and those who pay it.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm, prod

from model.agreement import Agreement
from model.allocation import end_date, in_tie_order
from model.assumed import spans
from model.clauses import Contribution
from model.errors import InputError
from model.keys import Key, KeyKind, Missing
from model.rows import IndexRow, PopulationRow
from model.scenario import Scenario
from model.series import Series
from model.term import term_ends, years_in_force

Value = int | Decimal | dt.date | None
Row = IndexRow | PopulationRow


@dataclass(frozen=True)
class Case:
    """A scenario with all that it builds on, what the workbook calls it, and the series as it has them."""

    code: str
    name: str
    scenario: Scenario
    series: Series


@dataclass(frozen=True)
class Item:
    """An input that scenarios may set.

    Attributes
    ----------
    code : str
        What it is called by, such as ``folkmangd 2321``.
    name, unit : str
        For the reader.
    values : mapping of str to sequence of Value
        By case and then by year; None where there is none. What is not yearly has a single value.
    rows : sequence of Row or None
        The rows behind the first case's values, for what has rows.
    """

    code: str
    name: str
    unit: str
    values: Mapping[str, Sequence[Value]]
    rows: Sequence[Row | None] = ()

    @property
    def telling(self) -> list[str]:
        """The first case, and each that has other values than the first."""
        first, *others = self.values
        return [first, *(code for code in others if self.values[code] != self.values[first])]


@dataclass(frozen=True)
class Share:
    """A contribution of an agreement, and the codes of its payers in the order that decides ties."""

    agreement: Agreement
    contribution: Contribution
    codes: Sequence[str]

    @property
    def code(self) -> str:
        """The agreement's code and its own."""
        return f"{self.agreement.id} {self.contribution.id}"

    @property
    def owners(self) -> list[str]:
        """Whose population is each payer's weight."""
        return [self.agreement.by_code[code].owner for code in self.codes]

    @property
    def people(self) -> "People":
        """Whose populations it is, or could be, split by."""
        key = self.contribution.key
        return People(key.month_day, key.missing, tuple(sorted(set(self.owners))))


@dataclass(frozen=True)
class People:
    """Municipalities whose populations on a day are a key, and what is used where a figure is missing."""

    month_day: str
    missing: Missing
    codes: tuple[str, ...]

    def date(self, year: int) -> dt.date:
        """Return the day whose populations split a year's amount."""
        return dt.date.fromisoformat(f"{year - 1}-{self.month_day}")

    def rows(self, case: Case, year: int) -> dict[str, PopulationRow]:
        """Return each municipality's row in a case, for the key of a year.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        series = case.series.without_stand_ins() if self.missing is Missing.PROJECTION else case.series
        assert case.scenario.projection is not None  # a resolved scenario has one
        found = series.population_rows(self.codes, self.date(year), case.scenario.projection)
        return {row.code: row for row in found}


@dataclass(frozen=True)
class Twin:
    """The agreements of the inputs, the cases that the workbook holds, and the inputs that they set."""

    agreements: Sequence[Agreement]
    cases: Sequence[Case]

    @cached_property
    def years(self) -> list[int]:
        """From the first price level to the last year that an agreement can be in force."""
        first = min(min(each.term.start.year, each.price_level.year) for each in self.agreements)
        return list(range(first, max(self.possible_years(each)[-1] for each in self.agreements) + 1))

    def possible_ends(self, agreement: Agreement) -> list[dt.date]:
        """Return the days on which an agreement can end: with one of its terms, or as a case has it."""
        assumed = (end_date(agreement, case.scenario) for case in self.cases)
        return sorted({*term_ends(agreement), *assumed})

    def possible_years(self, agreement: Agreement) -> range:
        """Return the years in which an agreement can be in force."""
        return years_in_force(agreement, self.possible_ends(agreement)[-1])

    @cached_property
    def _versions(self) -> dict[tuple[str, str], dict[int, Agreement]]:
        return {
            (case.code, agreement.id): {
                year: version
                for version, own in spans(agreement, case.scenario, self.possible_years(agreement))
                for year in own
            }
            for case in self.cases
            for agreement in self.agreements
        }

    def contribution(self, case: Case, share: Share, year: int) -> Contribution | None:
        """Return a contribution as a case has it in a year; None where the agreement has none such then."""
        version = self._versions[case.code, share.agreement.id].get(year)
        found = version.contributions if version else ()
        return next((item for item in found if item.id == share.contribution.id), None)

    @cached_property
    def shares(self) -> list[Share]:
        """Every contribution that some case has, each agreement's own first.

        Raises
        ------
        InputError
            If two cases let different parties pay a contribution of the same code.
        """
        found: dict[str, Share] = {}
        for agreement in self.agreements:
            for case in self.cases:
                for version in self._versions[case.code, agreement.id].values():
                    for item in version.contributions:
                        share = Share(version, item, in_tie_order(version, item))
                        first = found.setdefault(share.code, share)
                        if first.codes != share.codes:
                            text = "samma betalare i alla scenarier; byt kod på delen i det ena"
                            raise InputError(f"{agreement.name}, bidraget ”{item.id}”: väntade {text}")
        return list(found.values())

    def of_agreement(self, agreement: Agreement) -> list[Share]:
        """Return the contributions of an agreement."""
        return [share for share in self.shares if share.agreement.id == agreement.id]

    def keys(self, share: Share) -> list[Key]:
        """Return every key that some case has for a contribution in some year."""
        years = self.possible_years(share.agreement)
        found = (self.contribution(case, share, year) for case in self.cases for year in years)
        return [item.key for item in found if item]

    def by_population(self, share: Share) -> bool:
        """Whether population is in a contribution's key in some case."""
        return any(key.population_percent for key in self.keys(share))

    def by_shares(self, share: Share) -> bool:
        """Whether a contribution is split by weights of its own: given shares, or parts where nobody is counted."""
        given = any(any(weight != 1 for weight in rest(key, share.codes)) for key in self.keys(share))
        return len(share.codes) > 1 and (given or not self.by_population(share))

    @cached_property
    def people(self) -> list[People]:
        """The populations that split contributions, each once."""
        return list(dict.fromkeys(share.people for share in self.shares if self.by_population(share)))

    def people_code(self, people: People, code: str) -> str:
        """Return the item code of a municipality's population; the second kind of population has a number of its own."""
        place = self.people.index(people)
        return f"folkmangd {code}" + (f" ({place + 1})" if place else "")

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every input that a scenario can set, by code.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        found = [*self._index(), *(item for people in self.people for item in self._people(people))]
        for agreement in self.agreements:
            found += [self._end(agreement), *self._outcomes(agreement)]
            for share in self.of_agreement(agreement):
                found += [self._amount(share), *self._population_percent(share), *self._weights(share)]
        return {item.code: item for item in found}

    def _index(self) -> Iterator[Item]:
        indices = [agreement.index for agreement in self.agreements if agreement.index]
        if indices:
            first = min(index.first_year for index in indices)
            rows = {
                case.code: [case.series.index_row(year) if year >= first else None for year in self.years]
                for case in self.cases
            }
            values = {code: [row.percent if row else None for row in own] for code, own in rows.items()}
            yield Item("lpix", " och ".join(sorted({index.name for index in indices})), "%", values, rows[self.cases[0].code])

    def _people(self, people: People) -> Iterator[Item]:
        own = [share for share in self.shares if share.people == people]
        possible = {year for share in own for year in self.possible_years(share.agreement)}
        rows = {
            case.code: [self._people_rows(people, case, own, year) if year in possible else {} for year in self.years]
            for case in self.cases
        }
        for code in people.codes:
            values = {case: [row.get(code) for row in found] for case, found in rows.items()}
            counts = {case: [row.population if row else None for row in found] for case, found in values.items()}
            first = values[self.cases[0].code]
            name = next(row.municipality for row in first if row)
            yield Item(self.people_code(people, code), f"Folkmängd, {name}", "invånare", counts, first)

    def _people_rows(self, people: People, case: Case, own: Sequence[Share], year: int) -> dict[str, PopulationRow]:
        """Return the rows of a year; a figure may be missing where no contribution is paid."""
        try:
            return people.rows(case, year)
        except InputError:
            if any(year in years_in_force(each.agreement, end_date(each.agreement, case.scenario)) for each in own):
                raise
            return {}

    def _end(self, agreement: Agreement) -> Item:
        values = {case.code: [end_date(agreement, case.scenario)] for case in self.cases}
        return Item(f"till {agreement.id}", "Gäller till", "datum", values)

    def _outcomes(self, agreement: Agreement) -> Iterator[Item]:
        if agreement.settlement:
            told = {
                case.code: {each.year: each.percent for each in case.scenario.outcomes if each.agreement == agreement.id}
                for case in self.cases
            }
            values = {code: [own.get(year) for year in self.years] for code, own in told.items()}
            yield Item(f"utfall {agreement.id}", "Utfall, del av finansieringen", "%", values)

    def _amount(self, share: Share) -> Item:
        name = f"Basbelopp, {share.contribution.name}"
        return Item(f"belopp {share.code}", name, "kr", self._by_year(share, lambda item: item.base_amount, 0))

    def _population_percent(self, share: Share) -> Iterator[Item]:
        if len(share.codes) > 1 and self.by_population(share):
            values = self._by_year(share, lambda item: item.key.population_percent, None)
            yield Item(f"nyckel {share.code}", f"Delas efter folkmängd, {share.contribution.name}", "%", values)

    def _weights(self, share: Share) -> Iterator[Item]:
        for place, code in enumerate(share.codes) if self.by_shares(share) else ():
            values = self._by_year(share, lambda item: rest(item.key, share.codes)[place], None)  # noqa: B023
            name = f"Andel av {share.contribution.name}, {share.agreement.by_code[code].short}"
            yield Item(f"andel {share.code} {code}", name, "delar", values)

    def _by_year(self, share: Share, value: Callable[[Contribution], Value], nothing: Value) -> dict[str, list[Value]]:
        """Return a value of a contribution in each case and year: `nothing` where a case has no such contribution."""
        possible = self.possible_years(share.agreement)
        found = {
            case.code: [self.contribution(case, share, year) if year in possible else None for year in self.years]
            for case in self.cases
        }
        return {
            code: [
                value(item) if item else nothing if year in possible else None
                for year, item in zip(self.years, own, strict=True)
            ]
            for code, own in found.items()
        }


def rest(key: Key, codes: Sequence[str]) -> list[int]:
    """Return the payers' weights in what of a key is not population: whole numbers without a common divisor."""
    columns = {KeyKind.EQUAL: [1] * len(codes), KeyKind.SHARES: [key.shares.get(code, 0) for code in codes]}
    parts = {kind: Fraction(percent) for kind, percent in key.mix.items() if kind is not KeyKind.POPULATION}
    if not parts:
        return columns[KeyKind.EQUAL]
    sums = {kind: sum(columns[kind]) for kind in parts}
    weights = [
        sum(part * columns[kind][place] * prod(sums[other] for other in parts if other is not kind) for kind, part in parts.items())
        for place in range(len(codes))
    ]
    scale = lcm(*(Fraction(weight).denominator for weight in weights))
    whole = [int(weight * scale) for weight in weights]
    return [weight // max(gcd(*whole), 1) for weight in whole]
