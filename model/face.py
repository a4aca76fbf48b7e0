"""The face: the few names by which a notebook opens the inputs, computes, compares and explains.

`import model` gives these names, and loads nothing until one of them is used. Everything takes and gives a
`model.run.Run`, plain objects of the model, or pandas frames with documented columns.
"""

from collections.abc import Sequence

import pandas as pd

from model.amounts.bridge import bridge as bridged
from model.amounts.comparison import compared
from model.amounts.explain import Node
from model.amounts.explain import explain as explained
from model.amounts.settlement import Settlement
from model.errors import InputError
from model.money import exact
from model.read.begin import begin, chosen
from model.run import Run
from model.uncertainty.summary import Simulated
from model.year import agreement_year


def open(inputs: object = "", per_datum: object = "", scenario: object = "bas") -> Run:
    """Open an inputs folder as known on a date, under a scenario.

    Parameters
    ----------
    inputs : str or Path
        The folder; empty for the project's own.
    per_datum : str
        As-of date, as ``2026-11-27``; empty for the day the newest row was published.
    scenario : str or Path
        Code of a scenario in the folder, several with ``+`` between, or a scenario file.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.
    """
    return begin(inputs, per_datum, scenario)


def allocate(run: Run, years: Sequence[int] = ()) -> pd.DataFrame:
    """Return what every party pays by each agreement (`model.amounts.allocation.COLUMNS`).

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    years : sequence of int, optional
        Calendar years; those of the horizon without it.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    return run.allocation(run.inputs.agreements.values(), years or run.horizon)


def compare(before: Run, after: Run | str) -> pd.DataFrame:
    """Return what each party pays each year of the horizon, and how much more than in another run.

    Parameters
    ----------
    before, after : Run
        The run to compare with, and the other; or the code of a scenario of the same inputs.

    Returns
    -------
    DataFrame
        The columns of `model.amounts.comparison.COLUMNS`, and ``bas_kr``, ``skillnad_kr``, ``skillnad_procent``
        and ``skillnad_fast_kr``.
    """
    other = after if isinstance(after, Run) else before.under(chosen(after, before.inputs.scenarios))
    return compared(before.yearly(), other.yearly(before.horizon))


def bridge(run: Run, part: str, first: int, last: int) -> pd.DataFrame:
    """Return why a party's amounts changed from one year to another, by agreement (RUN/387/2023 §7).

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    part : str
        The party's name or code.
    first, last : int
        The two years.

    Returns
    -------
    DataFrame
        The columns of `model.amounts.bridge.bridge`; each row adds up, to the krona.
    """
    code = run.inputs.party_code(part)
    rows = bridged(allocate(run, [first]), allocate(run, [last]))
    return rows[rows["part"] == code].reset_index(drop=True)


def explain(run: Run, part: str, year: int) -> list[Node]:
    """Return how a party's amounts of a year came to be: a tree for each agreement, down to clauses and rows.

    Raises
    ------
    InputError
        If the party is unknown, or pays nothing in the year.
    """
    code = run.inputs.party_code(part)
    frame = allocate(run, [year])
    rows = frame[frame["part"] == code]
    if rows.empty:
        raise InputError(f"år: fann {year}, väntade ett år då {part} betalar i något avtal")
    return [explained(run.basis(row["avtal"], row["bidrag"], year), row) for _, row in rows.iterrows()]


def settle(run: Run, agreement: str, year: int) -> Settlement:
    """Return the settlement of a year's outcome (RUN/387/2023 §7); of a year not closed, what it would come to.

    Raises
    ------
    InputError
        If the agreement is unknown or is not settled, or the year has no outcome in the inputs.
    """
    view = agreement_year(run, run.agreement(agreement), year)
    if view.settlement is None:
        why = view.open_because if view.agreement.settlement else "avtalet har ingen slutavräkning"
        raise InputError(f"{view.agreement.short} {year}: {why}")
    return view.settlement


def simulate(run: Run, paths: int | None = None, seed: int | None = None) -> Simulated:
    """Return what the parties could have to pay, in paths drawn around the scenario (`Run.simulated`).

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    paths, seed : int, optional
        Instead of the scenario's own.
    """
    return run.simulated(paths, seed)


def assert_allocations_equal(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Fail unless two allocations are the same to the krona, in the order of neither rows nor columns.

    Parameters
    ----------
    left, right : DataFrame
        Allocations (`model.amounts.allocation.COLUMNS`), perhaps read back from a file.

    Raises
    ------
    AssertionError
        With the rows that differ, both sides.
    """
    places = ["scenario", "avtal", "ar", "part"]
    sides = [
        {tuple(place): exact(amount) for *place, amount in side[[*places, "belopp_kr"]].itertuples(index=False)}
        for side in (left, right)
    ]
    both = {place: tuple(side.get(place) for side in sides) for place in dict.fromkeys([*sides[0], *sides[1]])}
    differ = {place: amounts for place, amounts in both.items() if amounts[0] != amounts[1]}
    if differ:
        told = [f"{', '.join(map(str, place))}: {old} mot {new}" for place, (old, new) in differ.items()]
        raise AssertionError("\n".join([f"{len(differ)} belopp skiljer:", *told]))
