"""Read an answer in JSON-stat 2.0, as PxWebApi 2 gives it: every shape is checked, nothing is guessed.

An own small reader, not pxwebpy: that gives a plain table and drops the notes, the status marks, the day of update
and the reference period, which are what a figure's provenance is made of.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from model.errors import Fault, InputError
from suite.fetch.statistics_office import Answer, OfficeFigure, StatisticsTable

_Text = Annotated[str, Strict()]
_Number = Annotated[int, Strict()] | Annotated[float, Strict()] | None


class _Loose(BaseModel):
    """What an answer must have; whatever else it has is left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Category(_Loose):
    index: dict[str, int] | list[str]
    label: dict[str, str] = Field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        return self.index if isinstance(self.index, list) else sorted(self.index, key=self.index.__getitem__)


class _Extension(_Loose):
    refperiod: dict[str, str] = Field(default_factory=dict)


class _Dimension(_Loose):
    category: _Category
    note: list[str] = Field(default_factory=list)
    extension: _Extension = _Extension()


class _Dataset(_Loose):
    version: _Text
    kind: _Text = Field(alias="class")
    label: _Text
    updated: dt.datetime
    note: list[str] = Field(default_factory=list)
    id: list[str]
    size: list[int]
    dimension: dict[str, _Dimension]
    value: list[_Number] | dict[str, _Number]
    status: list[str | None] | dict[str, str] | str = Field(default_factory=dict)


def read_answer(data: bytes, table: StatisticsTable, asked: Mapping[str, Sequence[str]]) -> Answer:
    """Return an answer to what was asked of a table.

    Parameters
    ----------
    data : bytes
        The answer as it came.
    table : StatisticsTable
        The table.
    asked : mapping of str to sequence of str
        The codes asked for, by variable.

    Raises
    ------
    InputError
        If it is no JSON-stat 2.0, or holds something else than was asked for.
    """
    where = f"svaret för {table.id}"
    dataset = _dataset(data, where)
    codes = {name: dataset.dimension[name].category.codes for name in dataset.id if name in dataset.dimension}
    cells = list(product(*codes.values()))
    if list(codes) != dataset.id or [len(own) for own in codes.values()] != dataset.size or len(cells) > 10**6:
        raise InputError(Fault(where, "ett helt svar, där alla dimensioner har sina värden"))
    values, marks = (_spread(each, len(cells)) for each in (dataset.value, dataset.status))
    if len(values) != len(cells):
        raise InputError(Fault(where, f"{len(cells)} värden, lika många som dimensionerna ger", str(len(values))))
    single = {name: own for name, own in codes.items() if name != table.region}
    others = [name for name, own in single.items() if len(own) != 1 or own != list(asked.get(name, ()))]
    if others or table.region not in codes:
        found = ", ".join(f"{name}: {' '.join(codes[name][:5])}" for name in others)
        raise InputError(Fault(where, f"det som det frågades efter: {dict(asked)}", found or "ingen region"))
    names = dataset.dimension[table.region].category.label
    place = list(codes).index(table.region)
    figures = {
        cell[place]: OfficeFigure(names.get(cell[place], ""), _whole(value, where, cell[place]), mark or "")
        for cell, value, mark in zip(cells, values, marks, strict=True)
    }
    content = dataset.dimension["ContentsCode"]
    notes = [*dataset.note, *content.note]
    reference = content.extension.refperiod.get(table.content, "")
    return Answer(dataset.label, dataset.updated.date(), notes, reference, figures)


def _dataset(data: bytes, where: str) -> _Dataset:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise InputError(Fault(where, "giltig JSON; svaret är avhugget eller något annat", _start(data))) from None
    kind = (found.get("version"), found.get("class")) if isinstance(found, dict) else None
    if kind != ("2.0", "dataset"):
        text = "JSON-stat 2.0, som PxWebApi 2 ger; adressen kan vara en annan version av API:et"
        raise InputError(Fault(where, text, _start(data)))
    try:
        return _Dataset.model_validate(found)
    except ValidationError as error:
        keys = [".".join(map(str, item["loc"])) for item in error.errors()[:5]]
        raise InputError(*(Fault(where, "ett annat slags värde", column=key) for key in keys)) from None


def _spread(values: Any, count: int) -> list[Any]:
    """Return values that may be listed, or told by their place, or alike for all, as a list."""
    if isinstance(values, dict):
        return [values.get(str(place)) for place in range(count)]
    return [values] * count if isinstance(values, str) else values or [None] * count


def _whole(value: float | None, where: str, code: str) -> int | None:
    if value is None:
        return None
    if value != int(value) or not 0 <= value <= 10**8:
        raise InputError(Fault(where, f"ett helt antal invånare för {code}", str(value)))
    return int(value)


def _start(data: bytes) -> str:
    return data[:80].decode("utf-8", errors="replace") or "ett tomt svar"
