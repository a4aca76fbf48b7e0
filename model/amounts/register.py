"""The register of readings: where an agreement is silent or unclear, how it is read, and what else it could mean.

An alternative reading is a change of the agreement's terms, so what it would cost is computed, not estimated.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from pydantic import Field

from model.agreements.agreement import Agreement
from model.agreements.terms import changed
from model.amounts.allocation import allocate
from model.amounts.settlement import readings
from model.errors import InputError
from model.fields import Identifier, Name, OptionalName, Typed
from model.money import exact
from model.scenarios.scenario import Scenario
from model.series.series import Series

READINGS_FILE = "tolkningar.yaml"


class Alternative(Typed):
    """Another reading: the terms that say it, or why it cannot be computed."""

    reading: Name = Field(alias="lasning")
    changes: dict[str, Any] = Field(default_factory=dict, alias="andrar")
    uncounted: OptionalName = Field(None, alias="raknas_inte")


class Reading(Typed):
    """An unclear place: the question, how it is read, why, and who can decide it.

    Without `decided`, which says when and by whom, it is open.
    """

    id: Identifier = Field(alias="kod")
    agreement: OptionalName = Field(None, alias="avtal")
    clause: OptionalName = Field(None, alias="paragraf")
    question: Name = Field(alias="fraga")
    reading: Name = Field(alias="lasning")
    why: Name = Field(alias="varfor")
    parameter: OptionalName = Field(None, alias="andras_i")
    decider: Name = Field(alias="avgors_av")
    decided: OptionalName = Field(None, alias="beslutad")
    alternatives: tuple[Alternative, ...] = Field((), alias="annars")

    @property
    def open(self) -> bool:
        """Whether nobody has decided it though it could have been read otherwise."""
        return self.decided is None and bool(self.alternatives)


class Register(Typed):
    """All the readings."""

    readings: tuple[Reading, ...] = Field(alias="lasningar", min_length=1)


def net(
    agreement: Agreement, series: Series, scenario: Scenario, years: Sequence[int], outcomes: Mapping[int, int]
) -> "pd.Series[int]":
    """Return what each party pays for each year when all is settled.

    Parameters
    ----------
    agreement, series, scenario, years
        As for `model.amounts.allocation.allocate`.
    outcomes : mapping of int to int
        The outcome in whole kronor of the years that have one.

    Returns
    -------
    Series
        Whole kronor by (``part``, ``ar``).

    Raises
    ------
    InputError
        If a figure is missing.
    """
    frame = allocate([agreement], series, scenario, years)
    paid = frame.set_index(["part", "ar"])["belopp_kr"]
    rule = agreement.settlement
    for year in set(years) & set(outcomes) if rule else ():
        rows = frame[frame["ar"] == year]
        if rule and len(rows):
            ((_, result), *_others) = readings(list(rows["belopp_kr"]), outcomes[year], rule, agreement.scale)
            for code, change in zip(rows["part"], result.adjustments.tolist(), strict=True):
                paid.loc[code, year] += change
    return paid


def effect(
    agreement: Agreement,
    alternative: Alternative,
    series: Series,
    scenario: Scenario,
    years: Sequence[int],
    outcomes: Mapping[int, int],
) -> pd.DataFrame:
    """Return what each party would pay more (or less) for each year if the agreement were read so.

    Returns
    -------
    DataFrame
        Whole kronor, a row per party and a column per year; a year for which the reading lacks figures is left
        out.

    Raises
    ------
    InputError
        If the changed agreement does not hold together.
    """
    other = changed(agreement, alternative.changes)
    columns = {}
    for year in years:
        try:
            sides = [net(each, series, scenario, [year], outcomes) for each in (agreement, other)]
        except InputError:
            continue
        columns[year] = sides[1].sub(sides[0], fill_value=0).map(exact).droplevel("ar")
    return pd.DataFrame(columns).fillna(0)
