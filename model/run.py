"""What is computed on: the typed content of an inputs folder, and a run of it as of a date under a scenario.

Nothing here opens a file; `model.read.begin` reads what is held here.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

import pandas as pd

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.agreements.clauses import Party
from model.agreements.events import Event
from model.agreements.in_force import term_ends, years_in_force
from model.amounts.additions import Addition
from model.amounts.allocation import COLUMNS, Allocation, Basis, allocate, allocated_amounts
from model.amounts.closing import Closing
from model.amounts.comparison import net_rows, owners, yearly
from model.amounts.indexing import index_names
from model.amounts.issued import About, Issued, Sent, together
from model.amounts.outcome import Entry, MappingLine, Outcome, gather, receipts
from model.amounts.registers import Alternative, Assumption, Reading, Trial, reading_effect
from model.errors import InputError
from model.fields import AnyTyped, Typed, Vintage, known_on
from model.finding import Finding
from model.forecast import Forecast, ForecastLine, forecast, whole_months
from model.money import Amount, total
from model.near import composed, meant, plain
from model.scenarios.case import Case
from model.scenarios.scenario import Scenario
from model.scenarios.stacking import resolved
from model.series.rows import IndexRow, PopulationRow
from model.series.series import Series
from model.shown import Shown
from model.status import Status
from model.uncertainty.sensitivity import Bar, Factor, tornado
from model.uncertainty.simulation import ALL, Plan, plan
from model.uncertainty.summary import Simulated, simulate


@dataclass(frozen=True, repr=False)
class Inputs(Shown):
    """The content of an inputs folder.

    Attributes
    ----------
    agreements, scenarios : mapping of str
        By their codes; an agreement with every term that has been decided, whenever that is known.
    population, index : sequence
        The rows of the two series, all vintages.
    outcomes : mapping of (str, int)
        Booked entries by agreement and year.
    mapping : sequence of MappingLine
        From account to cost post.
    tables : mapping of type
        The rows of the other tables, by what a row is; see `rows`.
    readings : sequence of Reading
        The register of how the agreements are read.
    assumptions : sequence of Assumption
        The register of what is assumed.
    factors : sequence of Factor
        The steps that a tornado moves assumptions by.
    hashes : mapping of str to str
        SHA-256 of each file read, by its name in the folder with ``/`` between the parts.
    unread : sequence of str
        Files in the folder that no rule here reads; those that programs have left lying are not counted.
    notes : sequence of Finding
        What the folder and its files hold that is not read: files, sheets, columns.
    """

    agreements: Mapping[str, Agreed]
    scenarios: Mapping[str, Scenario]
    population: Sequence[PopulationRow]
    index: Sequence[IndexRow]
    outcomes: Mapping[tuple[str, int], Sequence[Entry]]
    mapping: Sequence[MappingLine]
    tables: Mapping[type[Typed], Sequence[Typed]]
    readings: Sequence[Reading]
    assumptions: Sequence[Assumption]
    factors: Sequence[Factor]
    hashes: Mapping[str, str]
    unread: Sequence[str]
    notes: Sequence[Finding] = ()

    def rows(self, kind: type[AnyTyped]) -> list[AnyTyped]:
        """Return the rows of the table that holds a kind of row, in the order of the file."""
        return [row for row in self.tables.get(kind, ()) if isinstance(row, kind)]

    @property
    def municipalities(self) -> dict[str, str]:
        """The name of each municipality that has a figure, or that others have merged into, by its code.

        While none has a figure, those that are parties.
        """
        figures = {row.code: row.municipality for row in self.population}
        merged = {party.owner: party.short for party in self.parties if party.merged_of}
        return merged | (figures or {party.code: party.short for party in self.parties if party.code.isdigit()})

    @property
    def key_days(self) -> set[str]:
        """The days of the year whose population some agreement splits by, such as 11-01."""
        versions = [version for agreed in self.agreements.values() for version in agreed.every]
        keys = [item.key for version in versions for item in version.contributions]
        return {key.month_day for key in keys if key.population_percent}

    @property
    def parties(self) -> list[Party]:
        """Every party of every version of the agreements."""
        return [party for each in self.agreements.values() for version in each.every for party in version.parties]

    def series(self, as_of: dt.date | None = None) -> Series:
        """Return the series as known on a date; without one, on the day of the newest row of any table.

        That is the day it was published, issued or closed. While no row says its day, it is the day of the newest
        agreement.
        """
        if as_of:
            return Series(self.population, self.index, as_of)
        days = [row.published for row in (*self.population, *self.index)]
        others = chain(self.mapping, *self.outcomes.values(), *self.tables.values())
        days += [row.published for row in others if isinstance(row, Vintage) and row.published]
        days += [*[row.date for row in self.rows(Issued)], *[row.date for row in self.rows(Closing)]]
        newest = max(days or [each.first.published for each in self.agreements.values()])
        return Series(self.population, self.index, newest)

    def known(self, as_of: dt.date) -> "Inputs":
        """Return the inputs with the rows of their tables that were known on a date (`model.fields.Vintage`).

        The two series, the terms and what has happened keep all; who asks for them says the date.
        """
        outcomes = {about: known_on(rows, as_of) for about, rows in self.outcomes.items()}
        return replace(
            self,
            outcomes={about: rows for about, rows in outcomes.items() if rows},
            mapping=known_on(self.mapping, as_of),
            tables={kind: known_on(rows, as_of) for kind, rows in self.tables.items()},
        )

    def party_code(self, text: str) -> str:
        """Return the code of the party that a text names by code, short name or name.

        Raises
        ------
        InputError
            If there is none.
        """
        parties = self.parties
        for same in (composed, plain):  # as it is written, else without what stands over its letters
            wanted = same(text.strip()).casefold()
            for party in parties:
                if wanted in [same(each).casefold() for each in (party.code, party.short, party.name)]:
                    return party.code
        known = ", ".join(dict.fromkeys(party.short for party in parties))
        near = meant(text, [name for party in parties for name in (party.short, party.name)])
        raise InputError(f"Okänd part: fann ”{text}”, väntade någon av {known}{near}")

    def owner_code(self, text: str) -> str:
        """Return the code of the municipality or other party that stands behind the party that a text names.

        Raises
        ------
        InputError
            If there is none.
        """
        code = self.party_code(text)
        return next(party.owner for party in self.parties if party.code == code)

    def _line(self) -> str:
        return f"{len(self.agreements)} avtal, {len(self.scenarios)} scenarier, {len(self.hashes)} filer"


def months_of(rows: pd.DataFrame) -> range:
    """Return the months that an agreement's allocation of a year is for."""
    begins = rows["forsta_manad"]
    return range(int(begins.min()), int((begins + rows["manader"]).max())) if len(rows) else range(0)


@dataclass(frozen=True, repr=False)
class Run(Shown):
    """The inputs as known on a date (`Inputs.known`), under a scenario.

    `folder` is where they were read from: a name to show, and to read them again by.
    """

    folder: str
    inputs: Inputs
    series: Series
    scenario: Scenario

    @property
    def publisher(self) -> str:
        """The name of the party that carries the agreements out, and publishes the reports."""
        code = self.agreements[0].issuer
        return next((each.by_code[code].name for each in self.agreements if code in each.by_code), code)

    @property
    def horizon(self) -> range:
        """The years that scenarios are compared over: the last ten that any agreement can have."""
        possible = [years_in_force(each, term_ends(each)[-1]) for each in self.case.agreements]
        last = max(years[-1] for years in possible)
        return range(max(last - 9, min(years[0] for years in possible)), last + 1)

    @property
    def period(self) -> str:
        """The `horizon` in words."""
        return f"{self.horizon[0]}–{self.horizon[-1]}"

    @property
    def index_name(self) -> str:
        """The index that moves the agreements, in words: ``LPIX``, ``LPIX och KPI``; ``index`` where none does."""
        return " och ".join(index_names(self.case.every)) or "index"

    @cached_property
    def case(self) -> Case:
        """The agreements and the series as the scenario has them: what every amount is computed from."""
        as_of, events = self.series.as_of, self.inputs.rows(Event)
        known = [each.known(as_of) for each in self.inputs.agreements.values()]
        return Case(known, self.series, self.scenario, [each for each in events if each.date <= as_of])

    def agreed(self, code: str, year: int) -> Agreement:
        """Return an agreement with the terms that are agreed for a year, whatever the scenario has."""
        return self.case.agreed(code).in_year(year)

    @property
    def issued(self) -> list[Issued]:
        """What has been invoiced, as known on the as-of date."""
        return [row for row in self.inputs.rows(Issued) if row.date <= self.series.as_of]

    @cached_property
    def sent(self) -> dict[About, Sent]:
        """What has been invoiced together of each kind: a fact, whatever the scenario."""
        return together(self.issued)

    def closing(self, code: str, year: int) -> Closing | None:
        """Return the last closing of a year's books that is known on the as-of date, if they have been closed."""
        found = [row for row in self.inputs.rows(Closing) if (row.agreement, row.year) == (code, year)]
        return next((row for row in reversed(found) if row.date <= self.series.as_of), None)

    def party(self, code: str, part: str) -> Party:
        """Return a party of an agreement, as the last of the versions that has it says; known yet or not."""
        found = self.case.agreed(code).party(part) or self.inputs.agreements[code].party(part)
        assert found  # whoever asks has a row with the party
        return found

    def municipalities(self, year: int) -> list[str]:
        """Return the codes of the municipalities that are parties in a year, or have a company that is."""
        owners = {party.owner for each in self.case.agreements for party in each.in_year(year).parties}
        return [code for code in self.inputs.municipalities if code in owners]

    @cached_property
    def agreements(self) -> list[Agreement]:
        """The agreements as they are agreed, with the terms of the as-of date's year."""
        return [each.in_year(self.series.as_of.year) for each in self.case.agreements]

    def agreement(self, code: str, year: int | None = None) -> Agreement:
        """Return one of the agreements by its code; with a year, with the terms that the scenario has for it.

        Raises
        ------
        InputError
            If there is none.
        """
        if code not in self.inputs.agreements:
            by_name = {plain(each.short): each.id for each in self.agreements}
            code = by_name.get(plain(code), code)
        if code not in self.inputs.agreements:
            known = list(self.inputs.agreements)
            raise InputError(f"Okänt avtal: fann ”{code}”, väntade {' eller '.join(known)}{meant(code, known)}")
        if year is not None:
            return self.case.in_year(code, year)
        return next(each for each in self.agreements if each.id == code)

    def under(self, scenario: Scenario) -> "Run":
        """Return the same inputs under another scenario, given as its file says it.

        Raises
        ------
        InputError
            If it does not fit the inputs.
        """
        whole = resolved(scenario, self.inputs.scenarios)
        published = self.inputs.series(self.series.as_of)
        return replace(self, series=whole.series(published, self.inputs.municipalities), scenario=whole)

    def known(self, as_of: dt.date) -> "Run":
        """Return the run as it would have been on an earlier day: what had been published, decided and issued."""
        published = self.inputs.series(as_of)
        return replace(self, series=self.scenario.series(published, self.inputs.municipalities))

    def years(self, agreement: Agreement) -> range:
        """Return the years the agreement is in force under the scenario."""
        return self.case.years(agreement.id)

    @property
    def invoiced_years(self) -> range:
        """The years in which something may be invoiced: instalments, what is settled or added after, additions."""
        years = {item.date.year for item in self.inputs.rows(Addition)}
        for agreed in self.case.agreements:
            own = self.case.years(agreed.id)
            last = agreed.in_year(own[-1])
            years |= {own[0], own[-1] + bool(last.settlement or last.additions)}
        return range(min(years), max(years) + 1)

    @cached_property
    def _whole(self) -> dict[str, tuple[range, Allocation]]:
        """The years of each agreement that are reached, and what it allocates."""
        found = {}
        for code in self.inputs.agreements:
            for years in self._reachable(code):
                with suppress(InputError):
                    found[code] = years, allocate(self.case, years, [code], self.sent)
                    break
        return found

    def _reachable(self, code: str) -> Iterator[range]:
        """Yield all of an agreement's years, and only if they are refused those that no figure is missing for."""
        if years := self.case.years(code):
            yield years
            yield self._unbroken(code, years)

    def _unbroken(self, code: str, years: range) -> range:
        known = set[int]()
        for year in years:
            with suppress(InputError):
                allocate(self.case, [year], [code], self.sent)
                known.add(year)
        now = max((year for year in known if year <= self.series.as_of.year), default=min(known, default=0))
        first = max((year + 1 for year in years if year < now and year not in known), default=years.start)
        last = min((year for year in years if year > now and year not in known), default=years.stop)
        return range(first, last) if known else years[:0]

    def reached(self, agreement: Agreement) -> range:
        """Return the years of an agreement around the as-of date's that no figure is missing for; mostly all."""
        return self._whole[agreement.id][0] if agreement.id in self._whole else self.years(agreement)[:0]

    def _allocated(self, agreement: Agreement, years: Collection[int]) -> Allocation:
        beyond = [year for year in self.years(agreement) if year in years and year not in self.reached(agreement)]
        if beyond or agreement.id not in self._whole:
            return allocate(self.case, years, [agreement.id], self.sent)
        return self._whole[agreement.id][1]

    def allocation(self, agreements: Iterable[Agreement], years: Iterable[int]) -> pd.DataFrame:
        """Return what agreements allocate in some years (`model.amounts.allocation.COLUMNS`); computed once.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        wanted = set(years)
        frames = [self._allocated(each, wanted).frame for each in agreements]
        own = [frame[frame["ar"].isin(wanted)] for frame in frames if len(frame)]
        if not own:
            return pd.DataFrame(columns=list(COLUMNS))
        return pd.concat(own).sort_values(["scenario", "avtal", "ar", "part"], ignore_index=True)

    def computed(self, agreements: Iterable[Agreement], years: Iterable[int]) -> pd.DataFrame:
        """Return the `allocation` with what is now computed as the amount, whatever has been issued."""
        frame = self.allocation(agreements, years)
        return frame.assign(belopp_kr=frame["beraknat_kr"], status=frame["beraknat_status"])

    def bases(self, agreement: Agreement, years: Iterable[int]) -> list[Basis]:
        """Return what the amounts of an agreement rest on in some years, by contribution and year.

        Raises
        ------
        InputError
            If a figure is missing.
        """
        wanted = set(years)
        return [each for each in self._allocated(agreement, wanted).bases if each.year in wanted]

    def basis(self, agreement: str, contribution: str, year: int) -> Basis:
        """Return what the amounts of a contribution rest on in a year that it is paid for."""
        own = self.bases(self.agreement(agreement), [year])
        return next(each for each in own if each.piece.contribution.id == contribution)

    def yearly(self, years: Sequence[int] = ()) -> pd.DataFrame:
        """Return what each party pays each year of the horizon, or of others (`model.amounts.comparison.COLUMNS`).

        Raises
        ------
        InputError
            If a figure is missing.
        """
        wanted = years or self.horizon
        return yearly(self.case, self.allocation(self.agreements, wanted), wanted)

    def costs(self) -> dict[str, Amount]:
        """Return what each party pays over the horizon, by its code, and all of them together, ``alla``."""
        rows = net_rows(self.case, allocated_amounts(self.case, self.horizon, self.sent))
        own: dict[str, Amount] = dict.fromkeys(owners(self.case.every), 0)
        for owner, amount in zip(rows["agare"], rows["netto_kr"], strict=True):
            own[owner] += amount
        return own | {ALL: total(own.values())}

    def tornado(self, seen_from: Collection[str] | None = None) -> dict[str, list[Bar]]:
        """Return what a step of each factor moves each party's costs by (`model.uncertainty.sensitivity`)."""
        told = (self.scenario, self.inputs.factors, self.horizon[-1])
        return tornado(*told, lambda other: self.under(other).costs(), self._people, seen_from)

    def _people(self, date: dt.date) -> dict[str, int]:
        if self.scenario.projection is None:
            return {}
        return {row.code: row.population for row in self.case.people(self.municipalities(date.year + 1), date)}

    def plan(self) -> Plan:
        """Return the plan of the run's simulation over its horizon."""
        return plan(self.case, self.horizon, self.sent)

    def effect(self, code: str, alternative: Alternative, years: Iterable[int] | None = None) -> pd.DataFrame:
        """Return the effect of another reading of an agreement on each party and year; empty if uncounted.

        Parameters
        ----------
        code : str
            The agreement's; without one, nothing is counted.
        alternative : Alternative
            The other reading.
        years : iterable of int, optional
            All the agreement's without it.

        Returns
        -------
        DataFrame
            Kronor more or less, settlement counted: a row per party and a column per year
            (`model.amounts.registers.reading_effect`).
        """
        if not alternative.changes or not code:
            return pd.DataFrame()
        wanted = [year for year in self.case.years(code) if years is None or year in years]
        return self.effect_of(replace(self.case.agreed(code), otherwise=alternative.changes), wanted)

    def effect_of(self, other: Agreed, years: Sequence[int]) -> pd.DataFrame:
        """Return what each party would pay more (or less) in some years if an agreement were another, as `effect`.

        Nothing that has been issued is counted: it is the other terms that are priced.

        Raises
        ------
        InputError
            If the other agreement does not hold together.
        """
        own, outcomes = [self.agreement(other.id)], dict[tuple[str, int], int]()
        for year in (year for year in years if (other.id, year) in self.inputs.outcomes):
            entries, rows = self.inputs.outcomes[other.id, year], self.allocation(own, [year])
            terms = self.agreement(other.id, year)
            _, reckoned, _ = self.reckoned(terms, rows, entries)
            if reckoned:
                missing = [] if terms.billing else [each.missing for each in receipts(terms, reckoned, rows)]
                outcomes[other.id, year] = reckoned.total + int(total(missing))
        return reading_effect(self.case, lambda year: self.computed(own, [year]), other, years, outcomes)

    def reckoned(
        self, agreement: Agreement, rows: pd.DataFrame, entries: Sequence[Entry], until: int = 12
    ) -> tuple[Outcome | None, Outcome | None, Forecast | None]:
        """Return what is booked in a year, what its settlement is reckoned on, and the forecast if it is that.

        It is, or would be, reckoned on what is booked, of a year that is closed, or over and fixed, or booked to
        its end; of another on the forecast, and on nothing while no whole month is booked.

        Parameters
        ----------
        agreement, rows
            The agreement and its allocation of the year; nothing is reckoned where it has no rows.
        entries : sequence of Entry
            What is booked in the year, to its end or to the end of a month.
        until : int
            That month.
        """
        if rows.empty or not entries:
            return None, None, None
        year, months = int(rows["ar"].iloc[0]), months_of(rows)
        outcome = gather(agreement, entries, self.inputs.mapping)
        whole = whole_months(entries, months, self.series.as_of)
        over = self.series.as_of.year > year and outcome.status is Status.FIXED
        closed = until == 12 and (over or self.closing(agreement.id, year) is not None)
        if closed or len(whole) == len(months):
            return outcome, outcome, None
        lines = [
            row for row in self.inputs.rows(ForecastLine) if (row.agreement, row.year) == (agreement.id, year)
        ]
        found = forecast(agreement, entries, self.inputs.mapping, lines, whole, months) if whole else None
        return outcome, found.year_end if found else None, found

    def trial(self, trial: Trial, year: int) -> "pd.Series[Any]":
        """Return what the step that an assumption is tried by changes in a year, kronor by party."""
        if trial.index is None:
            alternative = Alternative.model_validate({"lasning": trial.text, "andrar": trial.changes})
            found = self.effect(trial.agreement or "", alternative, [year])
            return found.get(year, pd.Series(dtype="int64"))
        moved = [
            row.model_copy(update={"percent": row.percent + trial.index})
            if row.index == trial.index_name and row.status.uncertain
            else row
            for row in self.series.index
        ]
        other = replace(self, series=replace(self.series, index=moved))
        frames = self.allocation(self.agreements, [year]), allocate(other.case, [year], sent=self.sent).frame
        own, tried = (rows.groupby("part")["belopp_kr"].sum() for rows in frames)
        return tried.sub(own, fill_value=0)

    def simulated(
        self,
        paths: int | None = None,
        seed: int | None = None,
        levels: Mapping[str, int] | None = None,
        pool: Executor | None = None,
    ) -> Simulated:
        """Return what the parties pay in paths drawn around the scenario, over the horizon.

        Parameters
        ----------
        paths, seed : int, optional
            Instead of the scenario's own.
        levels : mapping of str to int, optional
            Whole kronor by party code, beside the scenario's own: a yearly amount whose passing is counted.
        pool : Executor, optional
            Who does the work; the result is the same.

        Raises
        ------
        InputError
            If the scenario says nothing of spread, or a figure is missing.
        """
        plan = self.plan()
        spread = plan.spread
        told = {code: level * plan.scale for code, level in {**spread.levels, **(levels or {})}.items()}
        drawn = (paths or spread.paths, spread.seed if seed is None else seed)
        return simulate(plan, *drawn, told, pool)

    def _line(self) -> str:
        return f"{len(self.inputs.agreements)} avtal per {self.series.as_of}, scenario {self.scenario.id}"

    def _table(self) -> pd.DataFrame:
        rows = [
            {
                "avtal": each.short,
                "diarienummer": each.reference,
                "gäller till": self.case.end(each.id),
                "status": each.status,
            }
            for each in self.agreements
        ]
        return pd.DataFrame(rows)
