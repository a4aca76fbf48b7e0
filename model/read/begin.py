"""What every command and every notebook begins with: its parameters, checked, and the inputs, read.

papermill hands over whatever it is given, so a year may arrive as text and a path as a number. Nothing is
guessed here: a parameter of the wrong kind is an error that says what was found and what was expected.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic_core import PydanticCustomError

from model.agreements.agreement import Agreement
from model.errors import InputError
from model.fields import parse_date
from model.read.load import load, with_scenario
from model.run import Run
from model.scenarios.scenario import Scenario
from model.scenarios.stacking import stacked

PROJECT = Path(__file__).resolve().parents[2]
"""The project's own folder, where its inputs and notebooks lie."""

_LAST: list[Run] = []
"""The run that was begun last."""


def begin(inputs: object = "", per_datum: object = "", scenario: object = "bas") -> Run:
    """Check the parameters that all commands and notebooks share, and read the inputs.

    If that gives the same run as the last time, it is that one, with what it has computed since.

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
    series = read.series(date)
    run = Run(str(folder), read.known(series.as_of), series, scenario).under(scenario)
    if [run] != _LAST:
        _LAST[:] = [run]
    return _LAST[0]


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
    agreements = [agreement] if agreement else run.agreements
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
