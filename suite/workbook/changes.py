"""From what a colleague changed in a workbook to a scenario that gives the same amounts.

A value in the workbook concerns the year it stands on; a scenario's terms and populations go on until something
else is said. So the years are gone through in order, and something is said of a year only where the scenario so
far would have another value than the workbook: where that was changed, and where it then goes back.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from model.agreements.agreement import Agreement
from model.amounts.indexing import index_names
from model.errors import Fault, InputError
from model.scenarios.scenario import AssumedIndex, Scenario, index_keys
from suite.workbook.twin import Case, Share, Twin
from suite.workbook.twin_items import Value, index_code, items

Changes = Mapping[tuple[str, int], Decimal | dt.date]
"""Own values by item code and year; 0 for what is not yearly."""


class ScenarioMaker:
    """Makes the scenario that changes of a workbook amount to, on top of the one that was chosen in it.

    Parameters
    ----------
    head : mapping of str
        What the scenario's file begins with.
    parent : Case
        The scenario that was chosen.
    changes : mapping
        Own values by item code and year.
    agreements : sequence of Agreement
        Those of the inputs.
    case_of : callable
        Gives a scenario, as its file says it, with all that it builds on.
    """

    def __init__(
        self,
        head: Mapping[str, Any],
        parent: Case,
        changes: Changes,
        agreements: Sequence[Agreement],
        case_of: Callable[[Scenario], Case],
    ) -> None:
        self._head, self._parent, self._changes, self._case_of = dict(head), parent, changes, case_of
        self._agreements, self._said = agreements, dict[str, Any]()
        before = Twin(agreements, [parent])
        self._years = before.years
        self._wanted = {code: list(item.values[parent.code]) for code, item in items(before).items()}
        for (code, year), value in changes.items():
            if code in self._wanted and (not year or year in self._years):
                self._wanted[code][self._place(year)] = value

    def scenario(self) -> Scenario:
        """Return the scenario.

        Raises
        ------
        InputError
            With each change that no scenario can say.
        """
        self._index()
        self._people()
        for agreement in self._agreements:
            self._terms(agreement)
            self._end(agreement)
            self._outcomes(agreement)
        faults = list(self._left())
        if faults:
            raise InputError(*faults)
        return self._so_far()

    def _so_far(self) -> Scenario:
        try:
            return Scenario.model_validate(self._head | self._said)
        except ValidationError as error:
            raise InputError(*map(_fault, error.errors())) from None

    def _twin(self) -> Twin:
        return Twin(self._agreements, [self._case_of(self._so_far())])

    def _values(self, twin: Twin) -> dict[str, Sequence[Value]]:
        """Return what the scenario so far makes of each input, by code and then by year."""
        return {code: item.values[twin.cases[0].code] for code, item in items(twin).items()}

    def _place(self, year: int) -> int:
        return self._years.index(year) if year else 0

    def _changed(self, word: str, agreement: str = "") -> bool:
        codes = (code.split() for code, _ in self._changes)
        return any(first == word and agreement in ("", *rest[:1]) for first, *rest in codes)

    def _want(self, code: str, year: int) -> Value:
        own = self._wanted.get(code)
        return own[self._place(year)] if own else None

    def _differs(self, now: Mapping[str, Sequence[Value]], code: str, year: int) -> bool:
        wanted = self._want(code, year)
        return wanted is not None and (code not in now or wanted != now[code][self._place(year)])

    def _index(self) -> None:
        """Say the changed years' values; a shock of the chosen scenario is still added to them."""
        told = {}
        for name in index_names(self._agreements):
            shocks = self._parent.scenario.indices.get(name, AssumedIndex()).shocks
            own = {year: value for (code, year), value in self._changes.items() if code == index_code(name)}
            values = {
                year: value - shocks.get(year, 0) for year, value in own.items() if isinstance(value, Decimal)
            }
            if values:
                told[name] = {"varden": dict(sorted(values.items()))}
        self._said |= index_keys(told)

    def _people(self) -> None:
        """Say the changed populations; a later year that was not changed is said where it would else follow."""
        if not self._changed("folkmangd"):
            return
        for people in self._twin().people:
            for year in self._years:
                twin = self._twin()
                now = self._values(twin)
                for code in people.codes:
                    item = twin.people_code(people, code)
                    if self._differs(now, item, year):
                        row = {"kommunkod": code, "datum": people.date(year), "folkmangd": self._want(item, year)}
                        self._said.setdefault("folkmangd", []).append(row)

    def _terms(self, agreement: Agreement) -> None:
        """Say the changed amounts and keys from each year in which they differ from what was said before."""
        if not any(self._changed(word, agreement.id) for word in ("belopp", "nyckel", "andel")):
            return
        for year in self._twin().possible_years(agreement):
            twin = self._twin()
            now, case = self._values(twin), twin.cases[0]
            shares = [each for each in twin.of_agreement(agreement) if twin.contribution(case, each, year)]
            amounts = {share.contribution.id: self._want(f"belopp {share.code}", year) for share in shares}
            keys = {
                each.contribution.id: self._key(each, year) for each in shares if self._rekeyed(now, each, year)
            }
            other = any(self._differs(now, f"belopp {share.code}", year) for share in shares)
            terms = ({"belopp": amounts} if other else {}) | ({"nyckel": keys} if keys else {})
            if terms:
                self._said.setdefault("villkor", []).append({"avtal": agreement.id, "fran": year, **terms})

    def _rekeyed(self, now: Mapping[str, Sequence[Value]], share: Share, year: int) -> bool:
        codes = [f"nyckel {share.code}", *(f"andel {share.code} {code}" for code in share.codes)]
        return any(self._differs(now, code, year) for code in codes)

    def _key(self, share: Share, year: int) -> dict[str, Any]:
        """Return the key of a year: by population, by weights of the payers' own, or part of each."""
        percent = self._want(f"nyckel {share.code}", year) or 0
        weights = {code: self._want(f"andel {share.code} {code}", year) for code in share.codes}
        given = None not in weights.values() and len(set(weights.values())) > 1
        rest: dict[str, Any] = {"typ": "andelar", "andelar": weights} if given else {"typ": "lika"}
        if percent == 0:
            return rest
        if percent == 100:
            return {"typ": "befolkning"}
        assert isinstance(percent, Decimal | int)
        parts = [{"typ": "befolkning", "procent": percent}, {"typ": rest["typ"], "procent": 100 - percent}]
        return {"typ": "blandad", "delar": parts, **({"andelar": weights} if given else {})}

    def _end(self, agreement: Agreement) -> None:
        if self._changed("till", agreement.id):
            row = {"avtal": agreement.id, "datum": self._wanted[f"till {agreement.id}"][0]}
            self._said.setdefault("forlangs_inte", []).append(row)

    def _outcomes(self, agreement: Agreement) -> None:
        for (code, year), value in self._changes.items():
            if code == f"utfall {agreement.id}":
                row = {"avtal": agreement.id, "ar": year, "procent_av_finansiering": value}
                self._said.setdefault("utfall", []).append(row)

    def _left(self) -> Iterator[str]:
        """Yield the changes, and other values of the workbook, that the scenario does not give."""
        found = self._values(self._twin())
        for code, year in self._changes:
            if code not in self._wanted or (year and year not in self._years):
                yield f"{code} {year or ''}: det valda scenariot har ingen sådan uppgift att ändra"
        for code, wanted in self._wanted.items():
            for place, value in enumerate(wanted):
                now = found[code][place] if code in found else None
                if value != now:
                    where = f"{code} {self._years[place]}" if len(wanted) > 1 else code
                    yield f"{where}: {value} går inte att säga i ett scenario, som i stället ger {now}"


def _fault(item: Mapping[str, Any]) -> Fault:
    """Return what pydantic finds wrong with what was said."""
    told = item["ctx"]["text"] if item["type"] == "expected" else "ett giltigt värde"
    return Fault("scenariot", told, str(item["input"]), column=".".join(map(str, item["loc"])))
