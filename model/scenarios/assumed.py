"""What a scenario may assume, and what each assumption makes of the series and the agreements.

They come out as if published and agreed so. Everything assumed has the status ``antagande`` and the scenario as
its source, whatever it changes; what a scenario puts back as it is agreed is as agreed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.agreements.keys import Key, KeyKind, KeyPart
from model.agreements.terms import checked
from model.dates import FIRST_YEAR, LAST_YEAR
from model.errors import InputError
from model.exact import apportion
from model.fields import (
    Count,
    Date,
    Identifier,
    Kronor,
    MunicipalityCode,
    Name,
    OptionalDate,
    OptionalName,
    Percent,
    Points,
    Share,
    Typed,
    Year,
    expected,
    one_of,
)
from model.series.rows import IndexRow, PopulationRow
from model.series.series import Series
from model.status import Status, weakest


class Origin(Typed):
    """Which scenario something is assumed by, who made it, when and why."""

    id: Identifier = Field(alias="scenario")
    name: Name = Field(alias="namn")
    author: Name = Field(alias="forfattare")
    date: Date = Field(alias="datum")
    why: Name = Field(alias="varfor")

    def provenance(self, as_of: dt.date) -> dict[str, Any]:
        """Return what a row that it assumes says of itself, in a series as known on a date."""
        return {
            "status": Status.ASSUMED,
            "source": f"scenariot {self.name}",
            "published": min(self.date, as_of),
            "replaces": None,
            "note": None,
            "place": f"scenario\u00a0{self.id}",
        }


class ConstantChange(Typed):
    """The same index change every year from one on."""

    first_year: Year = Field(alias="fran")
    percent: Percent = Field(alias="procent")


class AssumedIndex(Typed):
    """An index as assumed: years with values of their own, a constant from a year, shocks, another vintage.

    A shock is added, in percentage points, to whatever the year's change is. `as_of` reads the index as it was
    known on another date than the run's.
    """

    values: dict[Year, Percent] = Field(default_factory=dict, alias="varden")
    constant: ConstantChange | None = Field(None, alias="konstant")
    shocks: dict[Year, Points] = Field(default_factory=dict, alias="chock")
    as_of: OptionalDate = Field(None, alias="per_datum")

    @model_validator(mode="after")
    def _once(self) -> Self:
        if self.constant and any(year >= self.constant.first_year for year in self.values):
            raise expected("ett enda värde per år: antingen i varden eller genom konstant")
        return self

    @property
    def by_year(self) -> dict[int, Decimal]:
        """The change of each year that is given one, to the last year that any input can name."""
        if self.constant is None:
            return self.values
        years = range(self.constant.first_year, LAST_YEAR + 1)
        return dict.fromkeys(years, self.constant.percent) | self.values

    @property
    def compact(self) -> Self:
        """The same, with what is equal to the last year that any input can name as a constant."""
        last = self.values.get(LAST_YEAR)
        if last is None:
            return self
        first = 1 + max(year for year in range(FIRST_YEAR, LAST_YEAR) if self.values.get(year) != last)
        before = {year: percent for year, percent in self.values.items() if year < first}
        return self.altered(values=before, constant={"first_year": first, "percent": last})

    def rows(self, name: str, series: Series, origin: Origin) -> list[IndexRow]:
        """Return the row of each year as it is assumed: one of another vintage only where its value is another."""
        told, own = origin.provenance(series.as_of), list[IndexRow]()
        before = replace(series, as_of=min(self.as_of or series.as_of, series.as_of))
        years = {row.year for row in series.index if row.index == name and row.published <= before.as_of}
        for year in sorted(years - set(self.values)):
            old, now = (each.index_row(name, year) for each in (before, series))
            vintage = f"{told['source']}: som det var publicerat {before.as_of}"
            own.append(now if old.percent == now.percent else _altered(old, vintage))
        for year, percent in self.values.items():
            own.append(IndexRow.model_construct(index=name, year=year, percent=percent, **told))
        for place, row in enumerate(own):
            if (points := self.shocks.get(row.year)) is not None:
                shock = f"{told['source']}: {points:+} procentenheter".replace(".", ",")
                own[place] = _altered(row, shock, percent=row.percent + points)
        return own


def _altered(row: IndexRow, what: str, **values: Any) -> IndexRow:
    """Return a row that a scenario has had a hand in: an assumption, and its source says what."""
    status = weakest([row.status, Status.ASSUMED])
    return row.model_copy(update={"status": status, "source": f"{row.source}; {what}", **values})


class AssumedPopulation(Typed):
    """A municipality's population on a date, as assumed."""

    code: MunicipalityCode = Field(alias="kommunkod")
    date: Date = Field(alias="datum")
    population: Count = Field(alias="folkmangd")

    def row(self, municipality: str, provenance: Mapping[str, Any]) -> PopulationRow:
        """Return it as a row of a series, with the municipality's name."""
        own = {**dict(self), "municipality": municipality, "method": "scenariot"}
        return PopulationRow.model_construct(**own, **provenance)


class AssumedKey(Typed):
    """What a contribution is split by instead (see `model.agreements.keys.Key`)."""

    kind: Annotated[KeyKind, one_of(KeyKind)] = Field(alias="typ")
    parts: tuple[KeyPart, ...] = Field((), alias="delar")
    shares: dict[Identifier, Count] = Field(default_factory=dict, alias="andelar")

    def instead_of(self, key: Key, agreed: Contribution | None, origin: Origin) -> Key:
        """Return a key as it is assumed, or as it is agreed where a contribution has the same by agreement."""
        note = f"Nyckeln är antagen i scenariot {origin.name}"
        return key.altered(**_marked(dict(self), agreed and agreed.key, note))


def _amount(amount: int, agreed: Contribution | None, origin: Origin) -> dict[str, Any]:
    """Return a base amount as it is assumed, or as it is agreed where a contribution has the same by agreement."""
    return _marked({"base_amount": amount}, agreed, f"Beloppet är antaget i scenariot {origin.name}")


def _marked(values: dict[str, Any], agreed: Contribution | Key | None, note: str) -> dict[str, Any]:
    """Return values with the status and note of what has the same by agreement, else as an assumption."""
    if agreed and all(getattr(agreed, name) == value for name, value in values.items()):
        return values | {"status": agreed.status, "note": agreed.note}
    return values | {"status": Status.ASSUMED, "note": note}


class AssumedTerms(Typed):
    """Terms of an agreement from a year on; amounts in the price level's kronor.

    The amounts are given one by one, or as a total, or as a split in per cent (of the total, given or not).
    """

    agreement: Identifier = Field(alias="avtal")
    first_year: Year = Field(alias="fran")
    amounts: dict[Identifier, Kronor] = Field(default_factory=dict, alias="belopp")
    total: Kronor | None = Field(None, alias="totalt")
    split: dict[Identifier, Share] = Field(default_factory=dict, alias="delning")
    keys: dict[Identifier, AssumedKey] = Field(default_factory=dict, alias="nyckel")
    why: OptionalName = Field(None, alias="varfor")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.amounts and (self.total is not None or self.split):
            raise expected("antingen belopp, eller totalt och delning")
        if self.split and sum(self.split.values()) != 100:
            raise expected("en delning vars procent blir 100 tillsammans")
        if not (self.say_amounts or self.keys):
            raise expected("något att ändra: belopp, totalt, delning eller nyckel")
        return self

    @property
    def say_amounts(self) -> bool:
        """Whether they say something of the amounts."""
        return bool(self.amounts or self.split) or self.total is not None

    def one_by_one(self) -> Iterator[tuple[tuple[str, ...], Self]]:
        """Yield the amounts alone and each key alone, each with what tells it from the others."""
        if self.say_amounts:
            yield ("amounts",), self.model_copy(update={"keys": {}, "why": None})
        alone = self.model_copy(update={"amounts": {}, "total": None, "split": {}, "why": None})
        for code, key in self.keys.items():
            yield ("keys", code), alone.model_copy(update={"keys": {code: key}})

    def amounts_of(self, agreement: Agreement) -> dict[str, int]:
        """Return the base amounts that they give, by contribution: as told, or the total by the split."""
        if self.amounts or not self.say_amounts:
            return self.amounts
        old = {item.id: item.base_amount for item in agreement.contributions if item.joined is None}
        weights = {code: int(percent * 10**6) for code, percent in self.split.items()} or old
        parts = apportion(agreement.total if self.total is None else self.total, [*weights.values()])
        return dict.fromkeys(old, 0) | dict(zip(weights, parts, strict=True))

    def applied(self, agreement: Agreement, agreed: Agreement, origin: Origin) -> Agreement:
        """Return an agreement with their amounts and keys; where the total is another, no cost post has a budget.

        Raises
        ------
        InputError
            If they do not fit the agreement.
        """
        amounts, original = self.amounts_of(agreement), {item.id: item for item in agreed.contributions}
        known = [item.id for item in agreement.contributions]
        if strange := [code for code in (*amounts, *self.keys) if code not in known]:
            where = f"scenario {origin.id}, villkor för {agreement.id}"
            raise InputError(f"{where}: fann bidraget ”{strange[0]}”, väntade {', '.join(known)}")
        with checked(agreement):
            items, others = list[Contribution](), dict[str, Any]()
            for item in agreement.contributions:
                own, new = original.get(item.id), dict[str, Any]()
                if item.id in amounts:
                    new |= _amount(amounts[item.id], own, origin)
                if item.id in self.keys:
                    new["key"] = self.keys[item.id].instead_of(item.key, own, origin)
                items.append(item.altered(**new))
            total = sum(item.base_amount for item in items if item.joined is None)
            if total != agreement.total:
                posts = [post.altered(budget=None) for post in agreement.cost_posts]
                others = {"total": total, "cost_posts": posts}
            return agreement.altered(contributions=items, **others)


class Portion(Typed):
    """A part of a contribution that some parties pay, by a key."""

    id: Identifier = Field(alias="kod")
    name: Name = Field(alias="namn")
    percent: Share = Field(alias="procent")
    payers: tuple[Identifier, ...] = Field(alias="betalare", min_length=1)
    key: AssumedKey = Field(alias="nyckel")


class Continuation(Typed):
    """An agreement that goes on after its end, and who then shares what nobody had said how to share."""

    agreement: Identifier = Field(alias="avtal")
    until: Date = Field(alias="till")
    contribution: Identifier = Field(alias="bidrag")
    portions: tuple[Portion, ...] = Field(alias="delas", min_length=1)
    why: OptionalName = Field(None, alias="varfor")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if sum(portion.percent for portion in self.portions) != 100:
            raise expected("delar vars procent blir 100 tillsammans")
        return self

    def applied(self, agreement: Agreement, origin: Origin) -> Agreement:
        """Return an agreement with the contribution shared between named parties instead of paid as one.

        Raises
        ------
        InputError
            If it does not fit the agreement.
        """
        shared = next((item for item in agreement.contributions if item.id == self.contribution), None)
        if shared is None:
            known = ", ".join(item.id for item in agreement.contributions)
            raise InputError(f"fortsatter, {agreement.id}: fann bidraget ”{self.contribution}”, väntade {known}")
        amounts = apportion(shared.base_amount, [int(each.percent * 10**6) for each in self.portions])
        payers = {code for portion in self.portions for code in portion.payers}
        gone = set(shared.payers) - payers
        with checked(agreement):
            portions = [
                shared.altered(
                    id=each.id,
                    name=each.name,
                    payers=each.payers,
                    key=each.key.instead_of(shared.key, None, origin),
                    **_amount(amount, None, origin),
                )
                for each, amount in zip(self.portions, amounts, strict=True)
            ]
            parties = [party for party in agreement.parties if party.code not in gone]
            return agreement.altered(
                term=agreement.term.altered(end=self.until),
                contributions=[*portions, *(item for item in agreement.contributions if item is not shared)],
                parties=[each.altered(pays_through=None) if each.code in payers else each for each in parties],
                additions=[rule for rule in agreement.additions if rule.payer not in gone],
            )
