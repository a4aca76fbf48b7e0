"""What a party is to have in its budget for years to come, against what it was told last and what it has decided.

What differs is split by the bridge's drivers (`model.amounts.bridge`): from what it was told to what is now
computed; and from its own budget, by what that differed by when it was decided and then by what has changed since.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import pandas as pd
from pydantic import Field, model_validator

from model.amounts.bridge import DRIVERS, bridge
from model.errors import InputError
from model.fields import OptionalDate, OptionalKronor, OptionalName, Reported, Year, expected
from model.money import Amount, total
from model.run import Run

PARTY_BUDGET_FILE = "partsbudget.csv"

OWN = "egen_budget"
"""The driver beside the bridge's: what a party's budget differed by when it was decided."""


class PartyBudget(Reported):
    """What a party has decided in its own budget for a year, or by which day an amount for it is to be entered.

    It is of one agreement, or without one of all that the party and the companies that belong to it pay. Without a
    party it says the day of those who have none of their own.
    """

    same = ("agreement", "party", "year")
    agreement: OptionalName = Field(None, alias="avtal")
    party: OptionalName = Field(None, alias="part")
    year: Year = Field(alias="ar")
    amount: OptionalKronor = Field(None, alias="belopp_kr")
    by: OptionalDate = Field(None, alias="senast")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.amount is None and self.by is None:
            raise expected("ett belopp, eller en dag i senast", "belopp_kr")
        if self.party is None and (self.agreement or self.amount is not None):
            raise expected("en part, när raden har avtal eller belopp_kr", "part")
        return self


@dataclass(frozen=True)
class Moved:
    """What an amount was, what it has become, and by what: `DRIVERS` and `OWN`, which sum to the change.

    The drivers are None where what was computed on the day of the first amount is not known.
    """

    before: Amount
    after: Amount
    day: dt.date | None
    drivers: Mapping[str, Amount] | None


@dataclass(frozen=True)
class Planned:
    """What a party is to have in its budget for a year.

    Attributes
    ----------
    amount : int or Decimal
        What it pays, with its companies, as is now computed or has been issued; kronor.
    told : Moved or None
        From what it was told last; None where nothing could be told then.
    decided : Moved or None
        From what it has decided itself to the same as it is now; None where it has decided nothing.
    rows : sequence of PartyBudget
        What says so, and by which day it is to be entered.
    """

    year: int
    amount: Amount
    told: Moved | None
    decided: Moved | None
    rows: Sequence[PartyBudget]

    @property
    def by(self) -> dt.date | None:
        """The day by which it is to be entered, where somebody has said it: the party's own, else that of all."""
        return next((row.by for row in self.rows if row.by), None)


def planned(run: Run, code: str, years: Iterable[int], last: dt.date) -> list[Planned]:
    """Return what a party is to have in its budget for each of some years.

    Parameters
    ----------
    run, code
        As it is now, and whose.
    years : iterable of int
        Years that no figure is missing for.
    last : date
        The day that it was told last: what was known then is computed anew.
    """
    found, before = [], run.known(last)
    whose = (code, *(party.code for party in run.inputs.parties if party.owner == code), None)
    for year in years:
        rows = [row for row in run.inputs.rows(PartyBudget) if row.year == year and row.party in whose]
        rows.sort(key=lambda row: row.party is None)
        frame = run.allocation(run.agreements, [year])

        def own(agreement: str, party: str) -> bool:
            return run.party(agreement, party).owner == code

        amount = total(_counted(frame, own)["belopp_kr"])
        found.append(Planned(year, amount, _moved(before, run, year, own), _decided(run, year, rows), rows))
    return found


def _counted(rows: pd.DataFrame, counts: Callable[[str, str], bool]) -> pd.DataFrame:
    return rows[[counts(*place) for place in zip(rows["avtal"], rows["part"], strict=True)]]


def _moved(before: Run, after: Run, year: int, counts: Callable[[str, str], bool]) -> Moved | None:
    """Return how what is counted of a year changed from one run to another; None where a figure is missing."""
    with suppress(InputError):
        sides = [run.allocation(run.agreements, [year]) for run in (before, after)]
        rows = _counted(bridge(*sides), counts)
        drivers = {name: total(rows[name]) for name in DRIVERS}
        return Moved(total(rows["fore_kr"]), total(rows["efter_kr"]), before.series.as_of, drivers)
    return None


def _decided(run: Run, year: int, rows: Sequence[PartyBudget]) -> Moved | None:
    """Return how a party's own budget became what is now computed of the same; None without a budget."""
    decided = [row for row in rows if row.amount is not None and row.party]
    if not decided:
        return None

    def counts(agreement: str, party: str) -> bool:
        whose = (party, run.party(agreement, party).owner)
        return any(row.agreement in (None, agreement) and row.party in whose for row in decided)

    budget, days = sum(row.amount or 0 for row in decided), [row.published for row in decided]
    now = total(_counted(run.allocation(run.agreements, [year]), counts)["belopp_kr"])
    day = None if None in days else max(day for day in days if day)
    since = _moved(run.known(day), run, year, counts) if day else None
    drivers = {OWN: since.before - budget, **since.drivers} if since and since.drivers else None
    return Moved(budget, now, day, drivers)
