"""What the Excel twin holds: several scenarios of the same agreements, and the contributions that occur in them.

A `Case` is a scenario with the series as it has them, a `Share` a contribution and those who pay it, and `People`
the municipalities whose populations are a key. What the scenarios say of them is in `suite.workbook.twin_items`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution, Party
from model.agreements.in_force import term_ends, years_in_force
from model.agreements.keys import Key, Missing, key_date
from model.amounts.allocation import end_date, in_tie_order, people_rows
from model.errors import InputError
from model.scenarios.assumed import spans
from model.scenarios.scenario import Scenario
from model.series.rows import PopulationRow
from model.series.series import Series


@dataclass(frozen=True)
class Case:
    """A scenario with all that it builds on, what the workbook calls it, and the series as it has them."""

    code: str
    name: str
    scenario: Scenario
    series: Series


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
        return key_date(self.month_day, year)

    def rows(self, case: Case, year: int) -> dict[str, PopulationRow]:
        """Return each municipality's row in a case, for the key of a year.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        found = people_rows(self.codes, self.date(year), self.missing, case.series, case.scenario)
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

    def in_force(self, case: Case, agreement: Agreement, year: int) -> bool:
        """Whether an agreement is in force in a year of a case."""
        return year in years_in_force(agreement, end_date(agreement, case.scenario))

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

    def party(self, agreement: Agreement, code: str) -> Party:
        """Return a party of an agreement, as some case has it."""
        return next(each.agreement.by_code[code] for each in self.of_agreement(agreement) if code in each.codes)

    def keys(self, share: Share) -> list[Key]:
        """Return every key that some case has for a contribution in some year."""
        years = self.possible_years(share.agreement)
        found = (self.contribution(case, share, year) for case in self.cases for year in years)
        return [item.key for item in found if item]

    def by_population(self, share: Share) -> bool:
        """Whether population is in a contribution's key in some case."""
        return any(key.population_percent for key in self.keys(share))

    def by_shares(self, share: Share) -> bool:
        """Whether weights of the payers' own split a contribution, in part or where population does not."""
        given = any(any(weight != 1 for weight in key.rest(share.codes)) for key in self.keys(share))
        return len(share.codes) > 1 and (given or not self.by_population(share))

    @cached_property
    def people(self) -> list[People]:
        """The populations that split contributions, each once."""
        return list(dict.fromkeys(share.people for share in self.shares if self.by_population(share)))

    def people_code(self, people: People, code: str) -> str:
        """Return what a municipality's population is called; a second kind of key has a number of its own."""
        place = self.people.index(people)
        return f"folkmangd {code}" + (f" ({place + 1})" if place else "")
