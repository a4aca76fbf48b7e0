"""What every command and every notebook begins with: its parameters, checked, and the inputs, read.

papermill hands over whatever it is given, so a year may arrive as text and a path as a number. Nothing is
guessed here: a parameter of the wrong kind is an error that says what was found and what was expected.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from pydantic_core import PydanticCustomError

from model.additions import Addition
from model.agreement import Agreement
from model.allocation import allocate, end_date
from model.assumed import assumed_series, in_year
from model.errors import InputError
from model.fields import parse_date
from model.indexing import index_names
from model.inputs.folder import Inputs
from model.inputs.load import load, with_scenario
from model.near import meant
from model.scenario import Scenario
from model.series import Series
from model.stacking import resolved, stacked
from model.term import term_ends, years_in_force

PROJECT = Path(__file__).resolve().parent.parent
"""The project's own folder, where its inputs and notebooks lie."""


@dataclass(frozen=True)
class Run:
    """The inputs as known on a date, under a scenario."""

    folder: Path
    inputs: Inputs
    series: Series
    scenario: Scenario

    @property
    def publisher(self) -> str:
        """The name of the party that carries the agreements out, and publishes the reports."""
        agreements = list(self.inputs.agreements.values())
        code = agreements[0].issuer
        return next((each.by_code[code].name for each in agreements if code in each.by_code), code)

    @property
    def horizon(self) -> range:
        """The years that scenarios are compared over: the last ten that any agreement can have."""
        possible = [years_in_force(each, term_ends(each)[-1]) for each in self.inputs.agreements.values()]
        last = max(years[-1] for years in possible)
        return range(max(last - 9, min(years[0] for years in possible)), last + 1)

    @property
    def period(self) -> str:
        """The `horizon` in words."""
        return f"{self.horizon[0]}–{self.horizon[-1]}"

    @property
    def index_name(self) -> str:
        """The index that moves the agreements, in words: ``LPIX``, ``LPIX och KPI``; ``index`` where none does."""
        return " och ".join(index_names(self.inputs.agreements.values())) or "index"

    def agreement(self, code: str, year: int | None = None) -> Agreement:
        """Return an agreement by its code; with a year, with the terms that the scenario has for it.

        Raises
        ------
        InputError
            If there is none.
        """
        if code not in self.inputs.agreements:
            known = list(self.inputs.agreements)
            raise InputError(f"Okänt avtal: fann ”{code}”, väntade {' eller '.join(known)}{meant(code, known)}")
        agreement = self.inputs.agreements[code]
        return agreement if year is None else in_year(agreement, self.scenario, year)

    def under(self, scenario: Scenario) -> "Run":
        """Return the same inputs under another scenario, given as its file says it.

        Raises
        ------
        InputError
            If it does not fit the inputs.
        """
        whole = resolved(scenario, self.inputs.scenarios)
        published = self.inputs.series(self.series.as_of)
        return replace(self, series=assumed_series(published, whole, self.inputs.municipalities), scenario=whole)

    def years(self, agreement: Agreement) -> range:
        """Return the years the agreement is in force under the scenario."""
        return years_in_force(agreement, end_date(agreement, self.scenario))

    @property
    def invoiced_years(self) -> range:
        """The years in which something may be invoiced: instalments, what is settled or added after, additions."""
        years = {item.date.year for item in self.inputs.rows(Addition)}
        for agreement in self.inputs.agreements.values():
            own = self.years(agreement)
            years |= {own[0], own[-1] + bool(agreement.settlement or agreement.additions)}
        return range(min(years), max(years) + 1)

    def allocation(self, agreements: Sequence[Agreement], years: Sequence[int]) -> pd.DataFrame:
        """Return the allocation frame (`model.allocation.allocate`) of the run."""
        return allocate(agreements, self.series, self.scenario, years)


def begin(inputs: object = "", per_datum: object = "", scenario: object = "bas") -> Run:
    """Check the parameters that all commands and notebooks share, and read the inputs.

    Parameters
    ----------
    inputs : str or Path
        Folder with inputs; empty for the project's own.
    per_datum : str
        As-of date; empty for the day the newest row was published.
    scenario : str or Path
        Code of a scenario in the inputs, several codes with ``+`` between, or a scenario file.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.
    """
    folder = inputs_folder(inputs)
    date = option_date("per_datum", _text("per_datum", per_datum, "ett datum som 2025-11-01"))
    name = _text("scenario", scenario, "ett scenarios kod eller fil")
    read = load(folder)
    if _is_file(name, read.scenarios):
        read, name = with_scenario(read, Path(name), folder)
    scenario = chosen(name, read.scenarios)
    return Run(folder, read, read.series(date), scenario).under(scenario)


def inputs_folder(inputs: object = "") -> Path:
    """Return the folder of inputs that a parameter names: the project's own where it is empty.

    Raises
    ------
    InputError
        If it is no text.
    """
    return Path(_text("inputs", inputs, "en mapp")) if str(inputs) else PROJECT / "inputs"


def begin_all(inputs: object, per_datum: object, scenarios: Sequence[object]) -> list[Run]:
    """Read the inputs once, and return a run of them for each scenario.

    Raises
    ------
    InputError
        As `begin`.
    """
    first = begin(inputs, per_datum, scenarios[0])
    known, runs = first.inputs.scenarios, [first]
    for name in scenarios[1:]:
        from_file = _is_file(str(name), known)
        runs.append(begin(inputs, per_datum, name) if from_file else first.under(chosen(str(name), known)))
    return runs


def _is_file(name: str, known: Mapping[str, Scenario]) -> bool:
    """Whether a scenario is named by a file and not by its code."""
    try:
        return name not in known and Path(name).is_file()
    except OSError:  # longer than any file's name
        return False


def chosen(name: str, known: Mapping[str, Scenario]) -> Scenario:
    """Return the scenario with a code, or several with ``+`` between stacked, as the files say them.

    Raises
    ------
    InputError
        If there is none.
    """
    return known[name] if name in known else stacked(name.split("+"), known)


def checked_year(run: Run, ar: object, agreement: Agreement | None = None) -> int:
    """Return a notebook's year, if it is a whole number and the agreement (or some agreement) is in force then.

    Raises
    ------
    InputError
        If it is not.
    """
    agreements = [agreement] if agreement else run.inputs.agreements.values()
    return _year_among(ar, sorted({year for each in agreements for year in run.years(each)}), "avtalet gäller")


def checked_invoice_year(run: Run, ar: object) -> int:
    """Return a year, if it is a whole number and something may be invoiced then.

    Raises
    ------
    InputError
        If it is not.
    """
    return _year_among(ar, run.invoiced_years, "något kan faktureras")


def _year_among(ar: object, years: Sequence[int], when: str) -> int:
    if isinstance(ar, bool) or not isinstance(ar, int) or ar not in years:
        raise InputError(
            f"ar: fann {_found(ar)}, väntade ett årtal i siffror då {when}, {years[0]} till {years[-1]}"
        )
    return ar


def checked_choice(name: str, value: object, known: Sequence[int | str]) -> int | str:
    """Return a notebook's parameter, if it is one of the known values and of their kind.

    Raises
    ------
    InputError
        If it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int | str) or value not in known:
        raise InputError(f"{name}: fann {_found(value)}, väntade något av {', '.join(map(str, known))}")
    return value


def _text(name: str, value: object, expected: str) -> str:
    if not isinstance(value, str | Path):
        raise InputError(f"{name}: fann {_found(value)}, väntade {expected} inom citattecken")
    return str(value)


def option_date(name: str, text: str) -> dt.date | None:
    """Return the date that an option gives; None where it is empty.

    Raises
    ------
    InputError
        If it is no date.
    """
    try:
        return parse_date(text) if text else None
    except PydanticCustomError as error:
        raise InputError(f"{name}: fann ”{text}”, väntade {error.message()}") from None


def _found(value: object) -> str:
    kinds = {str: "text", bool: "sant eller falskt", int: "heltal", float: "decimaltal", type(None): "inget värde"}
    return f"”{value}” ({kinds.get(type(value), 'något annat')})"
