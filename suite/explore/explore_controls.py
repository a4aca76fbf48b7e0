"""The controls of the explore page: one for each main assumption, and what they are set to.

A control that stands as in the starting scenario changes nothing. Moving one that means nothing by itself, such
as how fast a municipality grows, also chooses what gives it a meaning.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.agreements.in_force import term_ends
from model.amounts.comparison import owners
from model.amounts.indexing import index_names
from model.errors import InputError
from model.read.scenario_file import Header
from model.run import Run
from model.scenarios.scenario import GivenEnd, Scenario
from suite.explore.settings import TREND_YEARS, Settings, first_share, own_contributions, shared_contribution
from suite.show.swedish import number

AS_START = "som i utgångsscenariot"
_LOOK = {"layout": {"width": "100%"}, "style": {"description_width": "initial"}}


def choice(label: str, options: Sequence[tuple[str, Any]], value: Any = None) -> widgets.Dropdown:
    """Return a list to choose from; the first option is chosen unless told otherwise."""
    chosen = options[0][1] if value is None else value
    return widgets.Dropdown(description=label, options=options, value=chosen, **_LOOK)


def slider(label: str, low: float, high: float, step: float, value: float = 0) -> widgets.FloatSlider:
    """Return a slider whose label tells its value, with decimal comma."""
    made = widgets.FloatSlider(value, min=low, max=high, step=step, readout=False, **_LOOK)

    def tell(_: object = None) -> None:
        made.description = f"{label}: {number(decimal(made))}"

    made.observe(tell, "value")
    tell()
    return made


def decimal(made: widgets.FloatSlider) -> Decimal:
    """Return where a slider stands, exact to its step."""
    return Decimal(f"{made.value:.{1 if made.step < 1 else 0}f}") + 0


class Controls:
    """The controls; those of terms and amounts are for the first of the inputs' agreements.

    Attributes
    ----------
    groups : dict of str to list
        The controls by heading, in the order of the page.
    """

    def __init__(self, run: Run) -> None:
        self.run, self.agreement, self._moving = run, run.agreements[0], False
        self._years = [(str(year), year) for year in run.horizon[1:]]
        self.groups = {
            "Utgångspunkt": self._beginning(),
            self._index_name or "Index": self._index(),
            "Folkmängd": self._population(),
            f"Villkor: {self.agreement.short}": self._terms(),
            "Avtalens slut": self._ends(),
        }
        self._restart()

    def _beginning(self) -> list[widgets.Widget]:
        scenarios = [(each.name, code) for code, each in self.run.inputs.scenarios.items()]
        parties = owners(self.run.case.every)
        self.start = choice("Utgå från scenario", scenarios, self.run.scenario.id)
        self.base = choice("Jämför med scenario", scenarios, self.run.scenario.id)
        self.part = choice("Visa part", [(name, code) for code, name in parties.items()])
        return [self.start, self.base, self.part]

    def _index(self) -> list[widgets.Widget]:
        name = self._index_name or "Index"
        self.index = slider(f"{name}, procent om året", -2, 10, 0.1)
        self.index_from = choice(f"{name} gäller från och med", [(AS_START, 0), *self._years])
        self.shock = slider("Ett avvikande år, procentenheter", -5, 10, 0.1)
        self.shock_year = choice("Vilket år", self._years, self.run.horizon[4])
        controls = [self.index, self.index_from, self.shock, self.shock_year]
        for each in controls:
            each.disabled = not self._index_name
        return controls

    def _population(self) -> list[widgets.Widget]:
        kinds = [("oförändrad", "konstant"), (f"trend som de senaste {TREND_YEARS} åren", "trend")]
        kinds += [("en kommun växer, de andra står still", "tillvaxt")]
        known = self.run.inputs.municipalities
        names = [(known[code], code) for code in self.run.municipalities(self.run.horizon[-1])]
        self.population = choice("Folkmängden framåt", [(AS_START, ""), *kinds])
        self.growing = choice("Kommun som växer", names)
        self.growth = slider("Tillväxt, procent om året", -3, 5, 0.1)
        return [self.population, self.growing, self.growth]

    def _terms(self) -> list[widgets.Widget]:
        own, shared = own_contributions(self.agreement), shared_contribution(self.agreement)
        keys = [("folkmängd", "befolkning"), ("lika delar", "lika"), ("dels lika, dels folkmängd", "blandad")]
        self.terms_from = choice(
            "Villkoren gäller från och med",
            self._years,
            min(self.agreement.term.end.year + 1, self.run.horizon[-1]),
        )
        self.total = widgets.BoundedIntText(min=0, max=10**10, step=50_000, **_LOOK)
        self.share = slider(f"{own[0].name}, procent", 0, 100, 1)
        self.key = choice(f"{(shared or own[-1]).name} fördelas efter", [(AS_START, ""), *keys])
        self.equal = slider("Därav lika, procent", 5, 95, 5, 50)
        self.share.disabled, self.key.disabled = len(own) != 2, shared is None
        return [self.terms_from, self.total, self.share, self.key, self.equal]

    def _ends(self) -> list[widgets.Widget]:
        extended = [each for each in self.run.case.agreements if len(term_ends(each)) > 1]
        self.ends = {each.id: choice(f"{each.last.short} gäller till", [(AS_START, "")]) for each in extended}
        return list(self.ends.values())

    @property
    def _index_name(self) -> str:
        """The index that can be set: the first that moves any of the agreements; empty where none does."""
        return next(iter(index_names(self.run.case.every)), "")

    @property
    def _starting(self) -> Run:
        """The run under the starting scenario."""
        return self.run.under(self.run.inputs.scenarios[self.start.value])

    @property
    def _terms_at_start(self) -> Agreement:
        """The agreement as the starting scenario has it in the year that new terms begin."""
        return self._starting.agreement(self.agreement.id, self.terms_from.value)

    def _restart(self) -> None:
        """Put every control as it is in the starting scenario."""
        started, terms = self._starting, self._terms_at_start
        if self._index_name:
            self.index.value = float(started.series.index_row(self._index_name, self._first_open).percent)
        self.total.value, self.share.value = terms.total, float(round(first_share(terms)))
        self._show_terms(terms)
        self.index_from.value, self.population.value, self.key.value, self.shock.value = 0, "", "", 0
        for code, control in self.ends.items():
            last = started.case.end(code)
            ends = [
                (end.isoformat(), end) for end in possible_ends(started.case.agreed(code), started) if end != last
            ]
            control.options = [(f"{AS_START}, {last}", ""), *ends]

    @property
    def _first_open(self) -> int:
        """The first year whose index is not known yet."""
        return min(self.run.series.as_of.year + 1, self.run.horizon[-1])

    def observe(self, changed: Callable[[], None]) -> None:
        """Call a function after each change, once, when what moves with it has moved."""
        for control in (each for group in self.groups.values() for each in group):
            control.observe(lambda change: self._moved(change, changed), "value")

    def _moved(self, change: Any, changed: Callable[[], None]) -> None:
        control = change.owner
        within = isinstance(control, widgets.FloatSlider) and abs(change.new - change.old) < control.step / 2
        if self._moving or within:  # a browser says 2.9999999999999996 of what was 3
            return
        self._moving = True
        try:
            with suppress(InputError):  # a scenario that cannot be computed says so when it is
                self._follow(control)
            changed()
        finally:
            self._moving = False

    def _follow(self, control: widgets.Widget) -> None:
        """Move what a control moves with it."""
        if control is self.start:
            self._restart()
        elif control is self.index and not self.index_from.value:
            self.index_from.value = self._first_open
        elif control in (self.growth, self.growing):
            self.population.value = "tillvaxt"
        elif control is self.equal:
            self.key.value = "blandad"
        elif control is self.terms_from:
            self._follow_terms()

    def _follow_terms(self) -> None:
        """Show the terms of the chosen year, which a decision may have changed, where the visitor has set none."""
        before, now = self._shown, self._terms_at_start
        if self.total.value == before.total:
            self.total.value = now.total
        if self.share.value == float(round(first_share(before))):
            self.share.value = float(round(first_share(now)))
        self._show_terms(now)

    def _show_terms(self, terms: Agreement) -> None:
        self._shown = terms
        self.total.description = f"Totalt belopp, kr i {terms.price_level.year} års priser"

    @property
    def settings(self) -> Settings:
        """What the controls are set to."""
        terms, share = self._terms_at_start, decimal(self.share)
        return Settings(
            self.start.value,
            self.index_from.value,
            decimal(self.index),
            self.shock_year.value,
            decimal(self.shock),
            self.population.value,
            self.growing.value,
            decimal(self.growth),
            self.terms_from.value,
            self.total.value if self.total.value != terms.total else None,
            share if share != round(first_share(terms)) else None,
            self.key.value,
            decimal(self.equal),
            {code: control.value for code, control in self.ends.items() if control.value},
            self._index_name,
        )

    def scenario(self, header: Header) -> Scenario:
        """Return what the controls are set to, as a scenario.

        Raises
        ------
        InputError
            If the header lacks something.
        """
        return self.settings.scenario(self._terms_at_start, header)


def possible_ends(agreement: Agreed, run: Run) -> list[dt.date]:
    """Return the term ends, within the horizon, that the agreement can be ended at under a run's scenario."""
    others = tuple(end for end in run.scenario.ends if end.agreement != agreement.id)
    found = []
    for date in term_ends(agreement):
        end = GivenEnd.model_construct(agreement=agreement.id, date=date)
        ended = run.scenario.model_copy(update={"ends": (*others, end)})
        if replace(run.case, scenario=ended).end(agreement.id) == date:
            found.append(date)
    return [date for date in found if date.year in run.horizon]
