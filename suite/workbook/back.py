"""The way back: a workbook that a colleague has edited becomes a scenario, and what it cannot become is named."""

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from model.agreements.agreement import Agreement
from model.amounts.indexing import index_names
from model.errors import InputError
from model.read.begin import begin, chosen
from model.read.scenario_file import Header, index_keys
from model.read.validation import validated
from model.run import Run
from model.scenarios.assumed import AssumedIndex
from model.scenarios.scenario import Scenario
from suite.findings.findings import index_question
from suite.reports.differences import differences
from suite.show.frame import each
from suite.show.swedish import number
from suite.workbook.edits import Edits, Values, differing, read_edits
from suite.workbook.twin import ItemValue, People, Share, Twin, Variant, index_code
from suite.workbook.workbook import twin_of, write_workbook

_MOST = 20
"""The most cells that are named one by one."""


@dataclass(frozen=True)
class Returned:
    """What a workbook came to.

    Attributes
    ----------
    run : Run
        The scenario that was chosen in it, on the workbook's as-of date.
    scenario : Scenario
        What was changed, as a scenario file says it.
    told : sequence of str
        The changes in words.
    strange : sequence of str
        What was not understood, and amounts that the workbook shows otherwise than the scenario gives them.
    """

    run: Run
    scenario: Scenario
    told: Sequence[str]
    strange: Sequence[str]


def scenario_from(path: Path, inputs: object, name: str = "") -> Returned:
    """Return the scenario that an edited workbook makes.

    Parameters
    ----------
    path : Path
        The workbook.
    inputs : str or Path
        Folder with inputs, as for `model.read.begin.begin`.
    name : str
        What the scenario is to be called; else as the workbook says, else by the file.

    Raises
    ------
    InputError
        If it is no workbook of ours, nothing is changed in it, or a change cannot be said in a scenario.
    """
    own = read_edits(path, path.name)
    read = begin(inputs, own.as_of.isoformat())
    known = read.inputs.scenarios
    for code in (own.scenario, own.written):
        if not {*code.split("+")} <= {*known}:
            where = "i mappen scenarier bland indata; lägg dess fil där först"
            raise InputError(f"{path.name}: fann scenariot {code}, väntade ett {where}")
    run = read.under(chosen(own.scenario, known))
    if not own.values and not own.since:
        raise InputError(
            *own.faults, f"{path.name}: inget är ändrat i de gula cellerna, så det finns inget att skriva"
        )
    scenario = ScenarioMaker(_head(own, path, name), run, own.values, own.since).scenario()
    after = run.under(scenario)
    told = [line.text for line in differences(run, after, twin_of(run).years)]
    told += [*own.notes, *_questions({**own.values, **own.since})]
    written = read.under(chosen(own.written, known))
    strange = [*map(str, own.faults), *_changed_elsewhere(path, written), *_shown_otherwise(own, after)]
    return Returned(run, scenario, told, strange)


def _head(own: Edits, path: Path, name: str) -> dict[str, Any]:
    """Return what the scenario's file begins with."""
    header = Header(
        name or own.header.get("namn", "") or path.stem,
        own.header.get("forfattare", "") or "Inte angivet i arbetsboken",
        own.header.get("datum", "") or own.as_of.isoformat(),
        own.header.get("varfor", "") or f"Inläst ur arbetsboken {path.name}.",
    )
    return {
        "scenario": header.code,
        "namn": header.name,
        "forfattare": header.author,
        "datum": header.date,
        "varfor": header.why,
        "utgar_fran": tuple(own.scenario.split("+")),
    }


class ScenarioMaker:
    """Makes the scenario that edits of a workbook amount to, on top of the one that was chosen in it.

    A value in the workbook concerns the year it stands on, or that year and those after in which the chosen
    scenario has a value; a scenario's terms and populations go on until something else is said. So the years are
    gone through in order, and something is said of a year only where the scenario so far would have another value
    than the workbook: where that was changed, and where it goes back.

    Parameters
    ----------
    head : mapping of str
        What the scenario's file begins with.
    run : Run
        The scenario that was chosen.
    values, since : mapping
        Own values by item code and year: for the year alone, and from it on.
    """

    def __init__(self, head: Mapping[str, Any], run: Run, values: Values, since: Values) -> None:
        self._head, self._run, self._once, self._since = head, run, values, since
        self._said: dict[str, Any] = {}
        self._twin = Twin([Variant("", run)])
        self._years = self._twin.years
        self._wanted = {code: [*item.values[run.scenario.id]] for code, item in self._twin.items.items()}
        self._own = {**self._carried(), **values}
        self._unknown = [key for key in self._own if not self._is_known(*key)]
        for (code, year), value in self._own.items():
            if (code, year) not in self._unknown:
                self._wanted[code][self._place(year)] = value

    def scenario(self) -> Scenario:
        """Return the scenario.

        Raises
        ------
        InputError
            With each change that no scenario can say.
        """
        self._say(index_keys(self._indices()))
        for people in self._twin.people:
            for year in self._years:
                self._people(people, year)
        for agreement in self._twin.agreements:
            for year in self._years:
                self._terms(agreement, year)
            self._end(agreement)
            self._outcomes(agreement)
        if faults := list(self._left()):
            raise InputError(*faults)
        return self._so_far()

    def _so_far(self) -> Scenario:
        return validated(Scenario, {**self._head, **self._said}, "scenariot", lambda _: None)

    def _say(self, keys: Mapping[str, Any]) -> None:
        """Say something more; what is a list already goes on."""
        for key, told in keys.items():
            self._said[key] = self._said.get(key, []) + told if isinstance(told, list) else told
        self._twin = Twin([Variant("", self._run.under(self._so_far()))])

    def _carried(self) -> dict[tuple[str, int], Decimal | dt.date]:
        """Return the values that hold from a year on, year by year; as written where they can be of no year."""
        found: dict[tuple[str, int], Decimal | dt.date] = {}
        for (code, first), value in sorted(self._since.items(), key=lambda own: own[0]):
            years = [year for year in self._years if year >= first and self._is_known(code, year)]
            found |= dict.fromkeys([(code, year) for year in years or [first]], value)
        return found

    def _is_known(self, code: str, year: int) -> bool:
        """Whether the chosen scenario has a value that can be changed; of an outcome it need have none."""
        if code not in self._wanted or (year and year not in self._years):
            return False
        item = self._twin.items[code]
        if item.agreement and item.word == "utfall":
            return year in self._twin.possible_years(item.agreement)
        return self._want(code, year) is not None

    def _place(self, year: int) -> int:
        return self._years.index(year) if year else 0

    def _want(self, code: str, year: int) -> ItemValue:
        own = self._wanted.get(code)
        return own[self._place(year)] if own else None

    def _has(self, code: str, place: int) -> ItemValue:
        """Return what the scenario so far makes of an input."""
        item = self._twin.items.get(code)
        return item.values[self._twin.variants[0].code][place] if item else None

    def _differs(self, code: str, year: int) -> bool:
        wanted = self._want(code, year)
        return wanted is not None and wanted != self._has(code, self._place(year))

    def _indices(self) -> dict[str, Any]:
        """Return the changed years' values; a shock of the chosen scenario is still added to them."""
        told = {}
        for name in index_names(self._twin.every):
            shocks = self._run.scenario.indices.get(name, AssumedIndex()).shocks
            own = {year: value for (code, year), value in sorted(self._own.items()) if code == index_code(name)}
            values = {
                year: value - shocks.get(year, 0) for year, value in own.items() if isinstance(value, Decimal)
            }
            if values:
                told[name] = self._from_a_year_on(name, values)
        return told

    def _from_a_year_on(self, name: str, values: dict[int, Decimal]) -> dict[str, Any]:
        """Return changes of an index by year, the last as a constant if it was said from a year on."""
        first, code = self._years[-1], index_code(name)
        last = values.get(first)
        if last is None or (code, first) in self._once or all(code != each for each, _ in self._since):
            return {"varden": values}
        while values.get(first - 1) == last:
            first -= 1
        before = {year: value for year, value in values.items() if year < first}
        constant = {"konstant": {"fran": first, "procent": last}}
        return {"varden": before, **constant} if before else constant

    def _people(self, people: People, year: int) -> None:
        """Say the populations that differ: a later year that was not changed where it would else follow."""
        codes = {code: self._twin.people_code(people, code) for code in people.codes}
        day, told = people.date(year), self._said.get("folkmangd", [])
        said = {row["kommunkod"] for row in told if row["datum"] == day}  # of another key; a day has one figure
        rows = [
            {"kommunkod": code, "datum": day, "folkmangd": self._want(item, year)}
            for code, item in codes.items()
            if code not in said and self._differs(item, year)
        ]
        if rows:
            self._say({"folkmangd": rows})

    def _terms(self, agreement: Agreement, year: int) -> None:
        """Say the amounts and keys from a year on, if they differ from what was said before."""
        twin, terms = self._twin, dict[str, Any]()
        shares = [own for own in twin.of_agreement(agreement) if twin.contribution(twin.variants[0], own, year)]
        if any(self._differs(f"belopp {own.code}", year) for own in shares):
            terms["belopp"] = {own.contribution.id: self._want(f"belopp {own.code}", year) for own in shares}
        if keys := {own.contribution.id: self._key(own, year) for own in shares if self._is_rekeyed(own, year)}:
            terms["nyckel"] = keys
        if terms:
            self._say({"villkor": [{"avtal": agreement.id, "fran": year, **terms}]})

    def _is_rekeyed(self, share: Share, year: int) -> bool:
        codes = [f"nyckel {share.code}", *(f"andel {share.code} {code}" for code in share.codes)]
        return any(self._differs(code, year) for code in codes)

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
        return {**rest, "typ": "blandad", "delar": parts}

    def _end(self, agreement: Agreement) -> None:
        if day := self._own.get((f"till {agreement.id}", 0)):
            self._say({"forlangs_inte": [{"avtal": agreement.id, "datum": day}]})

    def _outcomes(self, agreement: Agreement) -> None:
        rows = [
            {"avtal": agreement.id, "ar": year, "procent_av_finansiering": value}
            for (code, year), value in self._own.items()
            if code == f"utfall {agreement.id}"
        ]
        if rows:
            self._say({"utfall": rows})

    def _left(self) -> Iterator[str]:
        """Yield the changes, and other values of the workbook, that the scenario does not give."""
        for code, year in self._unknown:
            yield f"{code} {year or ''}: det valda scenariot har ingen sådan uppgift att ändra"
        for code, wanted in self._wanted.items():
            for place, value in enumerate(wanted):
                if value != (now := self._has(code, place)):
                    where = f"{code} {self._years[place]}" if len(wanted) > 1 else code
                    yield f"{where}: {value} går inte att säga i ett scenario, som i stället ger {now}"


def _questions(values: Values) -> list[str]:
    """Return what is asked about own index changes that are unlikely."""
    return [
        f"{code.removeprefix('lpix').strip() or 'LPIX'} {year}: {question}"
        for (code, year), value in sorted(values.items())
        if code.split()[0] == "lpix" and isinstance(value, Decimal) and (question := index_question(value))
    ]


def _changed_elsewhere(path: Path, run: Run) -> list[str]:
    """Return the cells that are not as the model writes them, beside those that one may write in."""
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "original.xlsx"
        write_workbook(run, original)
        return _shortened(differing(path, path.name, original))


def _shown_otherwise(own: Edits, after: Run) -> list[str]:
    """Return the amounts that the workbook showed when it was saved, where the scenario gives others."""
    years = sorted({year for *_, year in own.shown})
    frame = after.allocation(after.agreements, years) if years else None
    given = {(row.avtal, row.part, row.ar): row.belopp_kr for row in each(frame)} if frame is not None else {}
    return _shortened(
        [
            f"blad Resultat, {agreement} {party} {year}: arbetsboken visade {number(shown.normalize())}, "
            f"scenariot ger {number(right)}"
            for (agreement, party, year), shown in own.shown.items()
            if shown != (right := given.get((agreement, party, year), 0))
        ]
    )


def _shortened(lines: Sequence[str]) -> list[str]:
    more = [f"och {len(lines) - _MOST} till"] if len(lines) > _MOST else []
    return [*lines[:_MOST], *more]
