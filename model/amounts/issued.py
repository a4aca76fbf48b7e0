"""What has been invoiced: a fact that nothing computes anew, and what it differs from what is now computed by.

What was issued is what was paid (RUN/387/2023 §7, RUN/350/2019 §8). A later change of what it rests on gives a
correction: the difference, never another invoice for the same thing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Any, Self

import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from model.amounts.invoices import ADDITION, ADVANCE, CORRECTION, SETTLEMENT
from model.amounts.record import Record
from model.fields import (
    Count,
    Date,
    Identifier,
    Money,
    Name,
    OptionalName,
    StatusField,
    Year,
    expected,
    one_of,
    or_nothing,
)
from model.money import Amount, total
from model.status import Status, weakest

ISSUED_FILE = "fakturerat.csv"


class IssuedKind(StrEnum):
    """What an issued row is: an invoice of its own, or one that corrects others."""

    ADVANCE = ADVANCE
    ADDITION = ADDITION
    SETTLEMENT = SETTLEMENT
    CORRECTION = CORRECTION
    CREDIT = "kredit"

    @property
    def corrects(self) -> bool:
        """Whether it puts right what has been issued before."""
        return self in (IssuedKind.CORRECTION, IssuedKind.CREDIT)


def period_text(first: int, last: int) -> str:
    """Return the months that an amount is for as the ledger says them, which no spreadsheet takes for a date."""
    return f"månad {first}" if first == last else f"månad {first}–{last}"


def _period(value: Any) -> str:
    found = re.fullmatch(r"(?:månad(?:er)? )?(\d{1,2})(?: ?[-–−] ?(\d{1,2}))?", str(value).strip().casefold())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last <= 12:
        raise expected("de månader av året som beloppet gäller, till exempel månad 1–3, eller månad 1–12 för året")
    return period_text(first, last)


class Invoiced(Record):
    """What a row says of an invoice that has been sent, whoever sent it and wherever it was made."""

    date: Date = Field(alias="utfardad")
    agreement: Identifier = Field(alias="avtal")
    year: Year = Field(alias="ar")
    party: Identifier = Field(alias="part")
    kind: Annotated[IssuedKind, one_of(IssuedKind)] = Field(alias="slag")
    corrects: Annotated[IssuedKind | None, or_nothing(one_of(IssuedKind))] = Field(None, alias="avser")
    period: Annotated[str, BeforeValidator(_period)]
    kronor: Money = Field(alias="belopp_kr")
    due: Date = Field(alias="forfaller")
    status: StatusField = Field(Status.FIXED)
    note: OptionalName = Field(None, alias="anmarkning")

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        if self.kind.corrects != bool(self.corrects) or (self.corrects and self.corrects.corrects):
            told = f"{ADVANCE}, {ADDITION} eller {SETTLEMENT}, vid rättelse och kredit, och annars inget"
            raise expected(f"i kolumnen avser {told}")
        return self

    @property
    def amount(self) -> Amount:
        """The amount, an int where it is whole kronor."""
        return int(self.kronor) if self.kronor == int(self.kronor) else self.kronor

    @property
    def months(self) -> range:
        """The months that it is for, 1 to 12."""
        first, *last = re.findall(r"\d+", self.period)
        return range(int(first), int(last[0] if last else first) + 1)

    @property
    def about(self) -> tuple[str, int, str, str]:
        """The agreement, year and party, and the kind of invoice that it is or corrects."""
        return self.agreement, self.year, self.party, str(self.corrects or self.kind)


class Issued(Invoiced):
    """A row of the ledger: an invoice or a credit that has been sent, by its number."""

    number: Count = Field(alias="nr")
    recipient: Name = Field(alias="mottagare")
    basis: Name = Field(alias="underlag")
    scenario: OptionalName = None
    as_of: Date = Field(alias="per_datum")
    by: Name = Field(alias="av")


_ABOUT = ["avtal", "ar", "part", "slag"]


def covered(computed: pd.DataFrame, issued: Iterable[Invoiced]) -> "pd.Series[bool]":
    """Return whether each computed invoice (`model.amounts.invoices.COLUMNS`) has been issued.

    It has if an invoice of its kind has been sent to the party for any of its months: the rest is a correction.
    """
    sent = defaultdict[tuple[Any, ...], set[int]](set)
    for row in issued:
        sent[row.about].update(() if row.kind.corrects else row.months)
    keys = computed[[*_ABOUT, "fran_manad", "till_manad"]].itertuples(index=False, name=None)
    found = [not sent[key[:4]].isdisjoint(range(key[4], key[5] + 1)) for key in keys]
    return pd.Series(found, index=computed.index, dtype=bool)


def differences(computed: pd.DataFrame, issued: Sequence[Invoiced]) -> pd.DataFrame:
    """Return what has been issued beside what is now computed for the same.

    Parameters
    ----------
    computed : DataFrame
        Every invoice that is computed of what has been issued (`model.amounts.invoices.COLUMNS`).
    issued : sequence of Invoiced
        Invoices, corrections and credits.

    Returns
    -------
    DataFrame
        A row per agreement, year, party and kind of invoice with ``utfardat_kr``, ``beraknat_kr``, ``skillnad_kr``
        and ``status``, the weakest of what is computed; and ``foreslas``, whether the difference is to be
        corrected: not where what was certain would be corrected by what is assumed.
    """
    now = dict(iter(computed[covered(computed, issued)].groupby(_ABOUT)))
    groups = defaultdict[tuple[str, int, str, str], list[Invoiced]](list)
    for row in issued:
        groups[row.about].append(row)
    records = []
    for key in sorted(groups):
        sent, statuses = total(row.amount for row in groups[key]), weakest(row.status for row in groups[key])
        own = total(now[key]["belopp_kr"]) if key in now else 0
        status = weakest(map(Status, now[key]["status"])) if key in now else Status.FIXED
        proposed = own != sent and not (status.uncertain and not statuses.uncertain)
        records.append((*key, sent, own, own - sent, str(status), proposed))
    columns = [*_ABOUT, "utfardat_kr", "beraknat_kr", "skillnad_kr", "status", "foreslas"]
    return pd.DataFrame.from_records(records, columns=columns)


def paid(frame: pd.DataFrame, advance: pd.DataFrame, issued: Sequence[Invoiced]) -> pd.DataFrame:
    """Return what each party paid of a year of an agreement: what was issued where it was, else what is computed.

    Parameters
    ----------
    frame : DataFrame
        The year's allocation (`model.amounts.allocation.COLUMNS`).
    advance : DataFrame
        The year's instalments, as they are now computed.
    issued : sequence of Invoiced
        What has been issued, of any agreement and year.

    Returns
    -------
    DataFrame
        The allocation with other amounts where they differ, and with status fastställd where all is issued.
    """
    years = set(zip(frame["avtal"], frame["ar"], strict=True))
    own = [row for row in issued if row.about[3] == ADVANCE and row.about[:2] in years]
    if not own:
        return frame
    found = differences(advance, own)
    gone = dict(zip(found["part"], found["skillnad_kr"], strict=True))
    whole = set(advance["part"]) - set(advance.loc[~covered(advance, own), "part"])
    parties = list(frame["part"])
    amounts = [amount - gone.get(part, 0) for amount, part in zip(frame["belopp_kr"], parties, strict=True)]
    told = zip(parties, frame["status"], strict=True)
    statuses = [str(Status.FIXED) if part in whole else old for part, old in told]
    return frame.assign(belopp_kr=pd.Series(amounts, index=frame.index), status=statuses)
