"""What the workbook holds: scenarios of the same agreements side by side, and the inputs that they set, by year.

A `Variant` is a scenario, a `Share` a contribution and those who pay it, `People` the municipalities whose
populations are a key, and an `Item` an input that a scenario can set, such as the index or a municipality's
population. An item's code is what the workbook calls its row by, and what `suite.workbook.back` makes a scenario
of: a word and what it is about, as in ``folkmangd 2321``.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeVar

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution, Party, SettlementRule
from model.agreements.in_force import term_ends, years_in_force
from model.agreements.keys import Missing, key_date
from model.amounts.indexing import index_names
from model.amounts.paid import in_tie_order
from model.errors import InputError
from model.run import Run
from model.series.rows import LPIX, IndexRow, PopulationRow, SeriesRow

ItemValue = int | Decimal | dt.date | None
Found = TypeVar("Found")


@dataclass(frozen=True)
class Variant:
    """A scenario beside the others: what the workbook calls it, and the run of it."""

    name: str
    run: Run

    @property
    def code(self) -> str:
        """The scenario's code."""
        return self.run.scenario.id


@dataclass(frozen=True)
class Share:
    """A contribution of an agreement, and the codes of its payers in the order that decides ties.

    Where a decision changes who pays it, its index or its price level, it is another one from then on: `wording`
    counts them, and `since` is the first year of one.
    """

    agreement: Agreement
    contribution: Contribution
    codes: Sequence[str]
    wording: int = 1
    since: int = 0

    @property
    def code(self) -> str:
        """The agreement's code and its own, and which of the contribution's wordings it is after the first."""
        plain = f"{self.agreement.id} {self.contribution.id}"
        return plain if self.wording == 1 else f"{plain} ({self.wording})"

    @property
    def name(self) -> str:
        """The contribution's name, and since when it is so where it is not from the start."""
        return self.contribution.name + (f", från {self.since}" if self.wording > 1 else "")

    def alike(self, other: "Share") -> bool:
        """Whether what a row of the workbook has in common for all the years is the same."""
        one, two = (
            (
                each.contribution.id,
                list(each.codes),
                each.owners,
                each.people[:2],
                each.agreement.price_year(each.contribution),
                each.agreement.index,
                each.agreement.term.part_year,
                each.contribution.joined,
            )
            for each in (self, other)
        )
        return one == two

    @property
    def owners(self) -> list[str]:
        """Whose population is each payer's weight."""
        return [self.agreement.by_code[code].owner for code in self.codes]

    @property
    def people(self) -> "People":
        """Whose populations it is, or could be, split by."""
        key = self.contribution.key
        return People(key.month_day, key.missing, tuple(sorted(set(self.owners))))


class People(NamedTuple):
    """Municipalities whose populations on a day are a key, and what is used where a figure is missing."""

    month_day: str
    missing: Missing
    codes: tuple[str, ...]

    def date(self, year: int) -> dt.date:
        """Return the day whose populations split a year's amount."""
        return key_date(self.month_day, year)

    def rows(self, run: Run, year: int) -> dict[str, PopulationRow]:
        """Return each municipality's row in a run, for the key of a year.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        return {row.code: row for row in run.case.people(self.codes, self.date(year), self.missing)}


@dataclass(frozen=True)
class Item:
    """An input that scenarios may set.

    Attributes
    ----------
    code : str
        What it is called by, such as ``folkmangd 2321``.
    name, unit : str
        For the reader.
    values : mapping of str to sequence of ItemValue
        By variant and then by year; None where there is none. What is not yearly has a single value.
    agreement : Agreement or None
        What it is a term of; None for a series.
    rows : sequence of SeriesRow or None
        The rows behind the first variant's values, for what has rows.
    """

    code: str
    name: str
    unit: str
    values: Mapping[str, Sequence[ItemValue]]
    agreement: Agreement | None = None
    rows: Sequence[SeriesRow | None] = ()

    @property
    def telling(self) -> list[str]:
        """The first variant, and each that has other values than the first."""
        first, *others = self.values
        return [first, *(code for code in others if self.values[code] != self.values[first])]

    def cells(self, code: str) -> list[ItemValue]:
        """Return a variant's values as a workbook holds them: a per cent is a hundredth."""
        return [
            Decimal(value) / 100 if self.unit == "%" and isinstance(value, int | Decimal) else value
            for value in self.values[code]
        ]

    @property
    def word(self) -> str:
        """What sort of input it is: the first word of its code."""
        return self.code.split()[0]


@dataclass(frozen=True)
class Twin:
    """The variants that the workbook holds, of the same inputs, and what occurs in them."""

    variants: Sequence[Variant]

    @cached_property
    def agreements(self) -> list[Agreement]:
        """The agreements of the inputs."""
        return self.run.agreements

    @property
    def run(self) -> Run:
        """The run of the first variant: what is agreed is alike in all."""
        return self.variants[0].run

    @property
    def every(self) -> list[Agreement]:
        """Every version of the agreements."""
        return self.run.case.every

    @cached_property
    def years(self) -> list[int]:
        """From the first price level to the last year that an agreement can be in force."""
        first = min(min(each.term.start.year, each.price_level.year) for each in self.every)
        return list(range(first, max(self.possible_years(each)[-1] for each in self.agreements) + 1))

    @cached_property
    def compared(self) -> tuple[int, int]:
        """The places among the years of those that everything is summed over: the first, and the one after."""
        horizon = self.variants[0].run.horizon
        return self.years.index(horizon[0]), self.years.index(horizon[-1]) + 1

    @property
    def period(self) -> str:
        """The years that everything is summed over, in words."""
        return self.variants[0].run.period

    def possible_ends(self, agreement: Agreement) -> list[dt.date]:
        """Return the days on which an agreement can end: with one of its terms, or as a variant has it."""
        assumed = (variant.run.case.end(agreement.id) for variant in self.variants)
        return sorted({*term_ends(self.run.case.agreed(agreement.id)), *assumed})

    def possible_years(self, agreement: Agreement) -> range:
        """Return the years in which an agreement can be in force."""
        return years_in_force(self.run.case.agreed(agreement.id), self.possible_ends(agreement)[-1])

    @cached_property
    def _by_year(self) -> dict[str, dict[tuple[str, int], Share]]:
        """Every contribution, as each variant has it in each year that it can be in force, by its code.

        Raises
        ------
        InputError
            If a change does not fit an agreement.
        """
        found: dict[str, dict[tuple[str, int], Share]] = {}
        for agreement in self.agreements:
            for variant in self.variants:
                for version, years in variant.run.case.spans(agreement.id, self.possible_years(agreement)):
                    for item in version.contributions:
                        share = Share(version, item, in_tie_order(version, item), since=years[0])
                        firsts = [next(iter(own.values())) for own in found.values()]
                        same = [own for own in firsts if own.agreement.id == version.id]
                        same = [own for own in same if own.contribution.id == item.id]
                        like = next((own.wording for own in same if own.alike(share)), len(same) + 1)
                        share = replace(share, wording=like)
                        found.setdefault(share.code, {}).update({(variant.code, year): share for year in years})
        return found

    @cached_property
    def shares(self) -> list[Share]:
        """Every contribution, as the first variant that has it does, each agreement's own together."""
        return [next(iter(own.values())) for own in self._by_year.values()]

    def contribution(self, variant: Variant, share: Share, year: int) -> Contribution | None:
        """Return a contribution as a variant has it in a year; None where the agreement has none such then."""
        found = self._by_year[share.code].get((variant.code, year))
        return found.contribution if found else None

    def has(self, share: Share, year: int) -> bool:
        """Whether an agreement has a contribution in a year, in some variant."""
        return any((variant.code, year) in self._by_year[share.code] for variant in self.variants)

    def of_agreement(self, agreement: Agreement) -> list[Share]:
        """Return the contributions of an agreement."""
        return [share for share in self.shares if share.agreement.id == agreement.id]

    def rules(self, agreement: Agreement) -> list[SettlementRule | None]:
        """Return the rule of settlement of each of the years; None where nothing is settled."""
        return [self.run.agreed(agreement.id, year).settlement for year in self.years]

    def party(self, agreement: Agreement, code: str) -> Party:
        """Return a party of an agreement."""
        return self.run.party(agreement.id, code)

    def by_population(self, share: Share) -> bool:
        """Whether population is in a contribution's key in some variant."""
        return any(own.contribution.key.population_percent for own in self._by_year[share.code].values())

    def by_shares(self, share: Share) -> bool:
        """Whether weights of the payers' own split a contribution, in part or where population does not."""
        keys = [own.contribution.key for own in self._by_year[share.code].values()]
        given = any(weight != 1 for key in keys for weight in key.rest(share.codes))
        return len(share.codes) > 1 and (given or not self.by_population(share))

    @cached_property
    def people(self) -> list[People]:
        """The populations that split contributions, each once."""
        return list(dict.fromkeys(share.people for share in self.shares if self.by_population(share)))

    def people_code(self, people: People, code: str) -> str:
        """Return what a municipality's population is called; a second kind of key has a number of its own."""
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
        found = [*_indices(self), *(item for people in self.people for item in _populations(self, people))]
        for agreement in self.agreements:
            found += [_end(self, agreement), *_outcomes(self, agreement)]
            for share in self.of_agreement(agreement):
                found += _terms(self, agreement, share)
        return {item.code: item for item in found}


def index_code(name: str) -> str:
    """Return what an index is called: LPIX by the word alone, another by its name too."""
    return "lpix" if name == LPIX else f"lpix {name}"


def _found(read: Callable[[], Found], *, needed: bool) -> Found | None:
    """Return what is read; None where a figure is missing that nothing is computed from."""
    try:
        return read()
    except InputError:
        if needed:
            raise
        return None


def _indices(twin: Twin) -> Iterator[Item]:
    for name in index_names(twin.every):
        rows = {variant.code: _index_rows(twin, variant.run, name) for variant in twin.variants}
        values = {code: [row.percent if row else None for row in own] for code, own in rows.items()}
        yield Item(index_code(name), name, "%", values, rows=rows[twin.variants[0].code])


def _index_rows(twin: Twin, run: Run, name: str) -> list[IndexRow | None]:
    """Return an index's row of each year from the first that it moves an agreement in."""
    indexed = [each for each in twin.every if each.index and each.index.name == name]
    first = min(each.index.first_year for each in indexed if each.index)

    def row(year: int) -> IndexRow | None:
        needed = any(year in run.years(agreement) for agreement in indexed)
        return _found(lambda: run.series.index_row(name, year), needed=needed) if year >= first else None

    return [row(year) for year in twin.years]


def _populations(twin: Twin, people: People) -> Iterator[Item]:
    own = [share.agreement for share in twin.shares if share.people == people]
    possible = {year for agreement in own for year in twin.possible_years(agreement)}

    def rows(run: Run, year: int) -> dict[str, PopulationRow]:
        needed = any(year in run.years(agreement) for agreement in own)
        return (_found(lambda: people.rows(run, year), needed=needed) if year in possible else None) or {}

    found = {variant.code: [rows(variant.run, year) for year in twin.years] for variant in twin.variants}
    for code in people.codes:
        own_rows = {each: [row.get(code) for row in years] for each, years in found.items()}
        counts = {each: [row.population if row else None for row in own] for each, own in own_rows.items()}
        first = own_rows[twin.variants[0].code]
        name = next((row.municipality for row in first if row), code)
        yield Item(twin.people_code(people, code), f"Folkmängd, {name}", "invånare", counts, rows=first)


def _end(twin: Twin, agreement: Agreement) -> Item:
    values = {variant.code: [variant.run.case.end(agreement.id)] for variant in twin.variants}
    return Item(f"till {agreement.id}", "Gäller till", "datum", values, agreement)


def _outcomes(twin: Twin, agreement: Agreement) -> Iterator[Item]:
    if any(twin.rules(agreement)):
        values = {}
        for variant in twin.variants:
            told = [each for each in variant.run.scenario.outcomes if each.agreement == agreement.id]
            own = {each.year: each.percent for each in told}
            values[variant.code] = [own.get(year) for year in twin.years]
        yield Item(f"utfall {agreement.id}", "Utfall, del av finansieringen", "%", values, agreement)


def _terms(twin: Twin, agreement: Agreement, share: Share) -> Iterator[Item]:
    """Yield what a contribution comes to, and what it is split by where it is split at all."""
    code, name = share.code, share.name
    amounts = _yearly(twin, share, lambda item: item.base_amount)
    yield Item(f"belopp {code}", f"Basbelopp, {name}", "kr", amounts, agreement)
    if len(share.codes) > 1 and twin.by_population(share):
        percent = _yearly(twin, share, lambda item: item.key.population_percent)
        yield Item(f"nyckel {code}", f"Delas efter folkmängd, {name}", "%", percent, agreement)

    def weight(place: int) -> Callable[[Contribution], ItemValue]:
        return lambda item: item.key.rest(share.codes)[place]

    for place, party in enumerate(share.codes) if twin.by_shares(share) else ():
        whose = f"Andel av {name}, {share.agreement.by_code[party].short}"
        yield Item(f"andel {code} {party}", whose, "delar", _yearly(twin, share, weight(place)), agreement)


def _yearly(twin: Twin, share: Share, value: Callable[[Contribution], ItemValue]) -> dict[str, list[ItemValue]]:
    """Return a value of a contribution in each variant and year: None where one has no such contribution."""

    def told(variant: Variant, year: int) -> ItemValue:
        item = twin.contribution(variant, share, year)
        return value(item) if item else None

    return {variant.code: [told(variant, year) for year in twin.years] for variant in twin.variants}
