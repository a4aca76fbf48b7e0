"""What a visitor of the explore page has set, as a scenario that builds on the one it starts from.

Only what differs from the starting scenario is said: `None`, an empty word or 0 leaves it as it is there.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.read.scenario_file import Header, index_keys
from model.read.validation import validated
from model.scenarios.scenario import Scenario
from model.scenarios.spread import REST
from model.series.rows import LPIX

TREND_YEARS = 5
"""How many years' growth goes on where the visitor chooses a trend."""


@dataclass(frozen=True)
class Settings:
    """The controls of the explore page.

    Attributes
    ----------
    start : str
        Code of the scenario it starts from.
    index_from, index : int, Decimal
        The year from which the index changes by so many per cent a year.
    shock_year, shock : int, Decimal
        Percentage points added to a single year's change.
    population, growing, growth : str, str, Decimal
        How the population goes on, and which municipality grows by how many per cent where one does.
    terms_from : int
        The year from which the three below hold.
    total, share : int or None, Decimal or None
        The agreement's total, and the first contribution's per cent of it.
    key, equal : str, Decimal
        What the municipalities' contribution is split by, and how many per cent equally in a mixed key.
    ends : mapping of str to date
        The last day of agreements that are not extended further.
    index_name : str
        The index that is changed.
    """

    start: str
    index_from: int = 0
    index: Decimal = Decimal(0)
    shock_year: int = 0
    shock: Decimal = Decimal(0)
    population: str = ""
    growing: str = ""
    growth: Decimal = Decimal(0)
    terms_from: int = 0
    total: int | None = None
    share: Decimal | None = None
    key: str = ""
    equal: Decimal = Decimal(50)
    ends: Mapping[str, dt.date] = field(default_factory=dict)
    index_name: str = LPIX

    def scenario(self, agreement: Agreement, header: Header) -> Scenario:
        """Return the settings as a scenario.

        Parameters
        ----------
        agreement : Agreement
            Whose terms they change, as it is in their first year.
        header : Header
            What the scenario's file begins with.

        Raises
        ------
        InputError
            If the header lacks something or a value is impossible.
        """
        head = {"scenario": header.code, "namn": header.name, "forfattare": header.author}
        data = head | {"datum": header.date, "varfor": header.why, "utgar_fran": self.start}
        own = {"befolkning": self._population(), **self._index(), "villkor": self._terms(agreement)}
        own["forlangs_inte"] = [{"avtal": code, "datum": date} for code, date in self.ends.items()]
        said = {name: value for name, value in own.items() if value}
        return validated(Scenario, data | said, "Inställningen", lambda _: None)

    def _index(self) -> dict[str, Any]:
        constant = {"konstant": {"fran": self.index_from, "procent": self.index}} if self.index_from else {}
        told = constant | ({"chock": {self.shock_year: self.shock}} if self.shock else {})
        return index_keys({self.index_name: told}) if told else {}

    def _population(self) -> dict[str, Any]:
        ways: dict[str, dict[str, Any]] = {
            "": {},
            "konstant": {"metod": "konstant"},
            "trend": {"metod": "trend", "ar": TREND_YEARS},
            "tillvaxt": {"metod": "tillvaxt", "procent": {self.growing: self.growth, REST: 0}},
        }
        return ways[self.population]

    def _terms(self, agreement: Agreement) -> list[dict[str, Any]]:
        terms = self._amounts(agreement) | self._key(agreement)
        return [{"avtal": agreement.id, "fran": self.terms_from} | terms] if terms else []

    def _amounts(self, agreement: Agreement) -> dict[str, Any]:
        """Return the total and the split, both where either is set: a scenario has them in one place."""
        if self.total is None and self.share is None:
            return {}
        share = first_share(agreement) if self.share is None else self.share
        codes = [each.id for each in own_contributions(agreement)]
        split = {"delning": {codes[0]: share, codes[1]: 100 - share}} if len(codes) == 2 else {}
        return {"totalt": agreement.total if self.total is None else self.total} | split

    def _key(self, agreement: Agreement) -> dict[str, Any]:
        shared = shared_contribution(agreement)
        if not self.key or shared is None:
            return {}
        parts = [{"typ": "lika", "procent": self.equal}, {"typ": "befolkning", "procent": 100 - self.equal}]
        return {"nyckel": {shared.id: {"typ": self.key} | ({"delar": parts} if self.key == "blandad" else {})}}


def own_contributions(agreement: Agreement) -> list[Contribution]:
    """Return the contributions that share the agreement's total."""
    return [each for each in agreement.contributions if each.joined is None]


def first_share(agreement: Agreement) -> Decimal:
    """Return the first contribution's per cent of the total, as a scenario can say it: six decimals."""
    return round(Decimal(100 * own_contributions(agreement)[0].base_amount) / agreement.total, 6)


def shared_contribution(agreement: Agreement) -> Contribution | None:
    """Return the contribution that several parties share, whose key can be another; None where there is none."""
    return next((each for each in agreement.contributions if len(each.payers) > 1), None)
