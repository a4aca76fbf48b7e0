"""What has been invoiced: a fact that nothing computes anew, and what it differs from what is now computed by.

What was issued is what was paid (RUN/387/2023 §7, RUN/350/2019 §8). A later change of what it rests on gives a
correction: the difference, never another invoice for the same thing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from model.amounts.invoices import ADDITION, ADVANCE, CORRECTION, SETTLEMENT, periods
from model.amounts.paid import Piece
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
from model.kernel import IntArray, apportion
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
    def about(self) -> "About":
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


About = tuple[str, int, str, str]
"""An agreement, a year, a party and a kind of invoice."""

_ABOUT = ["avtal", "ar", "part", "slag"]


class Sent(NamedTuple):
    """What has been issued of a kind to a party for a year: sum with corrections, months and weakest status."""

    amount: Amount
    months: set[int]
    status: Status


def together(issued: Iterable[Invoiced]) -> dict[About, Sent]:
    """Return what has been issued together of each kind, for each agreement, year and party."""
    groups = defaultdict[About, list[Invoiced]](list)
    for row in issued:
        groups[row.about].append(row)
    return {
        about: Sent(
            total(row.amount for row in own),
            {month for row in own if not row.kind.corrects for month in row.months},
            weakest(row.status for row in own),
        )
        for about, own in sorted(groups.items())
    }


def covered(computed: pd.DataFrame, issued: Iterable[Invoiced]) -> "pd.Series[bool]":
    """Return whether each computed invoice (`model.amounts.invoices.COLUMNS`) has been issued.

    It has if an invoice of its kind has been sent to the party for any of its months: the rest is a correction.
    """
    months = defaultdict[About, set[int]](set, {about: own.months for about, own in together(issued).items()})
    keys = computed[[*_ABOUT, "fran_manad", "till_manad"]].itertuples(index=False, name=None)
    found = [not months[key[:4]].isdisjoint(range(key[4], key[5] + 1)) for key in keys]
    return pd.Series(found, index=computed.index, dtype=bool)


def differences(computed: pd.DataFrame, issued: Iterable[Invoiced]) -> pd.DataFrame:
    """Return what has been issued beside what is now computed for the same.

    Parameters
    ----------
    computed : DataFrame
        Every invoice that is computed of what has been issued (`model.amounts.invoices.COLUMNS`).
    issued : iterable of Invoiced
        Invoices, corrections and credits.

    Returns
    -------
    DataFrame
        A row per agreement, year, party and kind of invoice with ``utfardat_kr``, ``beraknat_kr``, ``skillnad_kr``
        and ``status``, the weakest of what is computed; and ``foreslas``, whether the difference is to be
        corrected: not where what was certain would be corrected by what is assumed.
    """
    issued, records = list(issued), []
    now = dict(iter(computed[covered(computed, issued)].groupby(_ABOUT)))
    for key, sent in together(issued).items():
        own = total(now[key]["belopp_kr"]) if key in now else 0
        status = weakest(map(Status, now[key]["status"])) if key in now else Status.FIXED
        proposed = own != sent.amount and not (status.uncertain and not sent.status.uncertain)
        records.append((*key, sent.amount, own, own - sent.amount, str(status), proposed))
    columns = [*_ABOUT, "utfardat_kr", "beraknat_kr", "skillnad_kr", "status", "foreslas"]
    return pd.DataFrame.from_records(records, columns=columns)


def paid_instead(
    piece: Piece, units: IntArray, sent: Mapping[About, Sent]
) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    """Put what was issued in advance in the place of what is computed for the same months.

    Parameters
    ----------
    piece : Piece
        What is paid.
    units : int64, shape (payer, year) or (payer, year, scenario)
        What is computed for each payer, in the agreement's units.
    sent : mapping of (str, int, str, str) to Sent
        What has been issued (`together`).

    Returns
    -------
    shape of the units
        What each payer pays: what was issued, and what is computed for the months that were not.
    bool, shape (payer, year)
        Whether all of the year was issued.
    """
    agreement, paid, whole = piece.agreement, units, np.zeros(units.shape[:2], dtype=np.bool_)
    for y, (year, months) in enumerate(piece.months.items()):
        parts = [part for part in periods(agreement.billing, months) if part]
        for p, code in enumerate(piece.codes):
            if own := sent.get((agreement.id, year, code, ADVANCE)):
                left = [own.months.isdisjoint(part) for part in parts]
                lengths = np.multiply.outer([len(part) for part in parts], np.ones_like(units[p, y], np.int64))
                rest = apportion(units[p, y], lengths)[left].sum(axis=0)
                paid = paid.astype(np.int64, copy=paid is units)
                paid[p, y], whole[p, y] = int(own.amount * agreement.scale) + rest, not any(left)
    return paid, whole
