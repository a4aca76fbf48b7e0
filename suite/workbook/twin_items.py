"""The inputs that a scenario can set, year by year in each case of the Excel twin.

An `Item` is one such input, such as the index or a municipality's population. Its code is what the workbook calls
its row by, and what `suite.workbook.changes` makes a scenario of: a word and what it is about, as in ``folkmangd
2321``.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.amounts.allocation import end_date
from model.amounts.indexing import index_names
from model.errors import InputError
from model.series.rows import LPIX, IndexRow, PopulationRow
from suite.workbook.twin import Case, People, Share, Twin

Value = int | Decimal | dt.date | None
Row = IndexRow | PopulationRow
Found = TypeVar("Found")


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

    @property
    def word(self) -> str:
        """What sort of input it is: the first word of its code."""
        return self.code.split()[0]


def items(twin: Twin) -> dict[str, Item]:
    """Return every input that a scenario can set, by code.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    found = [*_index(twin), *(item for people in twin.people for item in _populations(twin, people))]
    for agreement in twin.agreements:
        found += [_end(twin, agreement), *_outcomes(twin, agreement)]
        for share in twin.of_agreement(agreement):
            found += [_amount(twin, share), *_population_percent(twin, share), *_weights(twin, share)]
    return {item.code: item for item in found}


def _found(read: Callable[[], Found], *, needed: bool) -> Found | None:
    """Return what is read; None where a figure is missing that nothing is computed from."""
    try:
        return read()
    except InputError:
        if needed:
            raise
        return None


def _index(twin: Twin) -> Iterator[Item]:
    for name in index_names(twin.agreements):
        rows = {case.code: _index_rows(twin, case, name) for case in twin.cases}
        values = {code: [row.percent if row else None for row in own] for code, own in rows.items()}
        yield Item(index_code(name), name, "%", values, rows[twin.cases[0].code])


def _index_rows(twin: Twin, case: Case, name: str) -> list[IndexRow | None]:
    """Return an index's row of each year from the first that it moves an agreement in."""
    indexed = [each for each in twin.agreements if each.index and each.index.name == name]
    first = min(each.index.first_year for each in indexed if each.index)

    def row(year: int) -> IndexRow | None:
        needed = any(twin.in_force(case, agreement, year) for agreement in indexed)
        return _found(lambda: case.series.index_row(name, year), needed=needed) if year >= first else None

    return [row(year) for year in twin.years]


def index_code(name: str) -> str:
    """Return what an index is called: LPIX by the word alone, another by its name too."""
    return "lpix" if name == LPIX else f"lpix {name}"


def _populations(twin: Twin, people: People) -> Iterator[Item]:
    own = [share.agreement for share in twin.shares if share.people == people]
    possible = {year for agreement in own for year in twin.possible_years(agreement)}

    def rows(case: Case, year: int) -> dict[str, PopulationRow]:
        needed = any(twin.in_force(case, agreement, year) for agreement in own)
        return (_found(lambda: people.rows(case, year), needed=needed) if year in possible else None) or {}

    found = {case.code: [rows(case, year) for year in twin.years] for case in twin.cases}
    for code in people.codes:
        own_rows = {case: [row.get(code) for row in years] for case, years in found.items()}
        counts = {case: [row.population if row else None for row in years] for case, years in own_rows.items()}
        first = own_rows[twin.cases[0].code]
        name = next((row.municipality for row in first if row), code)
        yield Item(twin.people_code(people, code), f"Folkmängd, {name}", "invånare", counts, first)


def _end(twin: Twin, agreement: Agreement) -> Item:
    values = {case.code: [end_date(agreement, case.scenario)] for case in twin.cases}
    return Item(f"till {agreement.id}", "Gäller till", "datum", values)


def _outcomes(twin: Twin, agreement: Agreement) -> Iterator[Item]:
    if agreement.settlement:
        told = {
            case.code: {
                each.year: each.percent for each in case.scenario.outcomes if each.agreement == agreement.id
            }
            for case in twin.cases
        }
        values = {code: [own.get(year) for year in twin.years] for code, own in told.items()}
        yield Item(f"utfall {agreement.id}", "Utfall, del av finansieringen", "%", values)


def _amount(twin: Twin, share: Share) -> Item:
    values = _by_year(twin, share, lambda item: item.base_amount, 0)
    return Item(f"belopp {share.code}", f"Basbelopp, {share.contribution.name}", "kr", values)


def _population_percent(twin: Twin, share: Share) -> Iterator[Item]:
    if len(share.codes) > 1 and twin.by_population(share):
        values = _by_year(twin, share, lambda item: item.key.population_percent, None)
        yield Item(f"nyckel {share.code}", f"Delas efter folkmängd, {share.contribution.name}", "%", values)


def _weights(twin: Twin, share: Share) -> Iterator[Item]:
    def weight(place: int) -> Callable[[Contribution], Value]:
        return lambda item: item.key.rest(share.codes)[place]

    for place, code in enumerate(share.codes) if twin.by_shares(share) else ():
        name = f"Andel av {share.contribution.name}, {share.agreement.by_code[code].short}"
        yield Item(f"andel {share.code} {code}", name, "delar", _by_year(twin, share, weight(place), None))


def _by_year(
    twin: Twin, share: Share, value: Callable[[Contribution], Value], nothing: Value
) -> dict[str, Sequence[Value]]:
    """Return a value of a contribution in each case and year: `nothing` where a case has no such contribution."""
    possible = twin.possible_years(share.agreement)

    def told(case: Case, year: int) -> Value:
        item = twin.contribution(case, share, year) if year in possible else None
        return value(item) if item else nothing if year in possible else None

    return {case.code: [told(case, year) for year in twin.years] for case in twin.cases}
