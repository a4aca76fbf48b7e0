"""The registers: how unclear places of the agreements are read, and what is assumed (Aqua Book).

Another reading is a change of the agreement's terms, so what it would cost is computed, not estimated; so is the
step that an assumption is tried by.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any, Self

import pandas as pd
from pydantic import Field, model_validator

from model.agreements.agreed import Agreed
from model.agreements.decisions import DatedTerm, Decision, has_force
from model.amounts.allocation import allocate
from model.amounts.settlement import settled_changes
from model.errors import InputError
from model.fields import (
    Date,
    Identifier,
    Name,
    OptionalName,
    Percent,
    Typed,
    YesNo,
    expected,
    one_of,
    or_nothing,
)
from model.money import total
from model.scenarios.case import Case
from model.series.rows import LPIX

READINGS_FILE, ASSUMPTIONS_FILE = "tolkningar.yaml", "antaganden.yaml"


class Alternative(Typed):
    """Another reading: the terms that say it, or why it cannot be computed."""

    reading: Name = Field(alias="lasning")
    changes: dict[str, Any] = Field(default_factory=dict, alias="andrar")
    uncounted: OptionalName = Field(None, alias="raknas_inte")


class DecidedReading(Decision):
    """A decision of how an unclear place is to be read: as it is read already, or with other terms from a date.

    What the years before that date were settled by is not changed.
    """

    start: Date | None = Field(None, alias="fran")
    changes: dict[str, Any] = Field(default_factory=dict, alias="andrar")
    retroactive: YesNo = Field(False, alias="retroaktivt")

    @model_validator(mode="after")
    def _from_a_date(self) -> Self:
        if (self.start is not None) != bool(self.changes):
            raise expected("fran och andrar när läsningen blir en annan, och inget av dem när den blir som förut")
        if self.start:
            has_force(self, self.start, self.retroactive)
        return self


class Reading(Typed):
    """An unclear place: the question, how it is read, why, and who can decide it.

    Without `decided` it is open.
    """

    id: Identifier = Field(alias="kod")
    agreement: OptionalName = Field(None, alias="avtal")
    clause: OptionalName = Field(None, alias="paragraf")
    question: Name = Field(alias="fraga")
    reading: Name = Field(alias="lasning")
    why: Name = Field(alias="varfor")
    parameter: OptionalName = Field(None, alias="andras_i")
    decider: Name = Field(alias="avgors_av")
    decided: DecidedReading | None = Field(None, alias="beslutad")
    alternatives: tuple[Alternative, ...] = Field((), alias="annars")

    @property
    def open(self) -> bool:
        """Whether nobody has decided it though it could have been read otherwise."""
        return self.decided is None and bool(self.alternatives)

    @property
    def terms(self) -> list[DatedTerm]:
        """The terms that the decision changes, from its date on."""
        own = self.decided
        if own is None or own.start is None:
            return []
        decision = {"organ": own.body, "datum": own.date, "dnr": own.number}
        told = {"fran": own.start, "beslut": decision, "retroaktivt": own.retroactive}
        place = f"{READINGS_FILE}, nyckel {self.id}"
        return [
            DatedTerm.model_validate({"villkor": term, "varde": value, "_plats": place, **told})
            for term, value in own.changes.items()
        ]


class Readings(Typed):
    """All the readings."""

    readings: tuple[Reading, ...] = Field(alias="lasningar", min_length=1)


def reading_effect(
    case: Case,
    base: Callable[[int], pd.DataFrame],
    other: Agreed,
    years: Sequence[int],
    outcomes: Mapping[tuple[str, int], int],
) -> pd.DataFrame:
    """Return what each party would pay more (or less) for each year if an agreement's terms were others.

    Parameters
    ----------
    base : callable
        What the case allocates by the agreement in a year, as agreed.
    other : Agreed
        The agreement with the other terms.
    outcomes : mapping of (str, int) to int
        The outcome in whole kronor of the agreements and years that have one: all is settled by it.

    Returns
    -------
    DataFrame
        Kronor, a row per party and a column per year; a year for which the reading lacks figures is left out.

    Raises
    ------
    InputError
        If the changed agreement does not hold together.
    """
    changed = [other if each.id == other.id else each for each in case.agreements]
    instead, columns = replace(case, agreements=changed), {}
    instead.in_year(other.id, other.first.term.start.year)
    for year in years:
        try:
            old = _net(base(year), case, year, outcomes)
            new = _net(allocate(instead, [year], [other.id]).frame, instead, year, outcomes)
        except InputError:
            continue
        columns[year] = new.sub(old, fill_value=0).infer_objects()
    return pd.DataFrame(columns).fillna(0)


def _net(frame: pd.DataFrame, case: Case, year: int, outcomes: Mapping[tuple[str, int], int]) -> "pd.Series[Any]":
    """Return what each party pays for a year when all is settled, less what it keeps of the rest, kronor."""
    own = {key: outcome for key, outcome in outcomes.items() if key in {(code, year) for code in frame["avtal"]}}
    net = (frame["belopp_kr"] + settled_changes(frame, own, case.in_year)).set_axis(frame["part"])
    for (code, _), outcome in own.items():
        if (terms := case.in_year(code, year)).rest_to_issuer:
            net[terms.issuer] = net.get(terms.issuer, 0) + outcome - total(net)
    return net


class Reliability(StrEnum):
    """How far an assumption can be trusted."""

    HIGH = "hög"
    MEDIUM = "medel"
    LOW = "låg"


class Trial(Typed):
    """A step that the assumption is moved by, to see what depends on it.

    `index` moves every uncertain change of an index by so many percentage points; `changes` changes an
    agreement's terms, as a reading does.
    """

    text: Name = Field(alias="steg")
    index: Percent | None = Field(None, alias="lpix")
    index_name: Name = Field(LPIX, alias="index")
    agreement: OptionalName = Field(None, alias="avtal")
    changes: dict[str, Any] = Field(default_factory=dict, alias="andrar")


class AssumedValues(StrEnum):
    """Which values of the inputs rest on an assumption: as long as there is one, it is still assumed."""

    INDEX = "index"
    STAND_INS = "ersattare"
    PROJECTED = "framskriven"
    EXAMPLES = "exempel"


class Lookup(Typed):
    """Where somebody with a browser can look up what is assumed, and what it gives."""

    where: Name = Field(alias="var")
    gives: Name = Field(alias="ger")


class Assumption(Typed):
    """An assumption, with who stands for it, the day it is to be looked at again, and where to look it up."""

    id: Identifier = Field(alias="kod")
    text: Name = Field(alias="antagande")
    why: Name = Field(alias="varfor")
    reliability: Annotated[Reliability, one_of(Reliability)] = Field(alias="tillforlitlighet")
    owner: Name = Field(alias="vem")
    made: Date = Field(alias="nar")
    sunset: Date = Field(alias="galler_till")
    trial: Trial | None = Field(None, alias="prov")
    values: Annotated[AssumedValues | None, or_nothing(one_of(AssumedValues))] = Field(None, alias="varden")
    lookups: tuple[Lookup, ...] = Field((), alias="slas_upp_i")


class Assumptions(Typed):
    """All the assumptions."""

    assumptions: tuple[Assumption, ...] = Field(alias="antaganden", min_length=1)
