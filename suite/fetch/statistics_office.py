"""Where published populations are fetched from, and how an answer becomes rows of the series.

A table is data (``inputs/hamtning.yaml``): its code, what in it is asked for, and which day its figures are for.
The day is never taken on trust: the answer must say the same, so that a figure for another day is never filed as
one for 1 November (RUN/387/2023 §7).
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from model.dates import MONTHS
from model.errors import Fault, InputError
from model.fields import Name, Typed, Year, expected, month_day, printable
from model.near import unknown
from model.read.load import FETCH_FILE
from model.read.yaml_file import read_yaml
from model.series.rows import PopulationRow
from model.status import Status

MONTH_END = "manadens sista"
"""What stands for the day of a table whose figures are for the last day of each month."""

_DAY = re.compile(rf"\b([0-9]{{1,2}})(?:st|:a|:e)?\s+({'|'.join(MONTHS)})\b", re.IGNORECASE)
_LAST_DAY = re.compile(r"sista dagen i|last day of", re.IGNORECASE)
_NOISE = re.compile(r"röjande|slumpmässig osäkerhet|disclosure|cell key", re.IGNORECASE)
_LONGEST_NOTE = 1500


def _code(value: Any) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text):
        raise expected("en kod av bokstäver och siffror, till exempel TAB1267")
    return text


def _address(value: Any) -> str:
    text = str(value).strip().rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#@]*)?", text):
        raise expected("en adress som https://statistikdatabasen.scb.se/api/v2")
    return text


def _day(value: Any) -> str:
    return MONTH_END if str(value).strip().casefold() == MONTH_END else month_day(value)


Code = Annotated[str, BeforeValidator(_code)]
"""A code of a table, a variable or a value at the statistics office."""


class StatisticsTable(Typed):
    """A table of populations: its code, its content, its day, the year it ends, and other choices it asks for."""

    id: Code = Field(alias="tabell")
    name: Name = Field(alias="namn")
    content: Code = Field(alias="innehall")
    day: Annotated[str, BeforeValidator(_day)] = Field(alias="dag")
    last_year: Year | None = Field(None, alias="sista_ar")
    region: Code = Field("Region", alias="region")
    time: Code = Field("Tid", alias="tid")
    choices: dict[Code, Code] = Field(default_factory=dict, alias="val")

    def selection(self, codes: Sequence[str], period: str) -> dict[str, list[str]]:
        """Return what is asked of the table, by variable."""
        fixed = {variable: [value] for variable, value in self.choices.items()}
        return {self.region: list(codes), **fixed, "ContentsCode": [self.content], self.time: [period]}


class StatisticsOffice(Typed):
    """The address that populations are fetched from, and the tables there, the most wanted first."""

    address: Annotated[str, BeforeValidator(_address)] = Field(alias="adress")
    tables: tuple[StatisticsTable, ...] = Field(alias="tabeller", min_length=1)

    def table(self, code: str) -> StatisticsTable:
        """Return the table with a code, or the first where none is given.

        Raises
        ------
        InputError
            If there is none.
        """
        found = [table for table in self.tables if not code or table.id.casefold() == code.casefold()]
        if not found:
            raise unknown("--tabell", code, [table.id for table in self.tables], f"någon av dem i {FETCH_FILE}:")
        return found[0]


def statistics_office(folder: Path) -> StatisticsOffice:
    """Return where populations are fetched from, as a folder of inputs says it.

    Raises
    ------
    InputError
        If the folder does not say it, or not rightly.
    """
    path = folder / FETCH_FILE
    if not path.is_file():
        raise InputError(Fault(FETCH_FILE, "en fil i mappen med indata, med adress och tabeller"))
    return read_yaml(path, FETCH_FILE, StatisticsOffice)


@dataclass(frozen=True)
class OfficeFigure:
    """A figure of an answer: the region's name there, the value or None, and the status mark if there is one."""

    region: str
    value: int | None
    status: str


@dataclass(frozen=True)
class Answer:
    """What the statistics office answered, with the provenance that belongs to it.

    Attributes
    ----------
    label, updated, notes
        The table's name there, the day it was last updated, and what is said of it.
    reference : str
        Which day or period the figures are for, in the office's words.
    figures : mapping of str to OfficeFigure
        By region code.
    """

    label: str
    updated: dt.date
    notes: Sequence[str]
    reference: str
    figures: Mapping[str, OfficeFigure]


def population_rows(
    table: StatisticsTable, answer: Answer, period: str, names: Mapping[str, str], replaces: dt.date | None
) -> list[PopulationRow]:
    """Return an answer as rows of the population series.

    Parameters
    ----------
    table, answer
        What was asked and what was answered.
    period : str
        The year (``2024``) or month (``2025M10``) that was asked for.
    names : mapping of str to str
        The municipalities that were asked for, by code.
    replaces : date, optional
        The date that the figures stand in for, if they are for another.

    Raises
    ------
    InputError
        If the answer is for another day, lacks a municipality or a figure, or names one otherwise.
    """
    date = reference_day(table, answer, period)
    faults = list(_faults(table, answer, names))
    if faults:
        raise InputError(*faults)
    return [
        PopulationRow.model_validate(
            {
                "kommunkod": code,
                "kommun": name,
                "datum": date.isoformat(),
                "folkmangd": str(answer.figures[code].value),
                "status": str(Status.PRELIMINARY if answer.figures[code].status else Status.FIXED),
                "kalla": f"SCB {table.id} {answer.label}, {table.content}, {period}",
                "publicerad": answer.updated.isoformat(),
                "ersatter": replaces.isoformat() if replaces and replaces != date else "",
                "anmarkning": _remark(answer, answer.figures[code]),
            }
        )
        for code, name in names.items()
    ]


def reference_day(table: StatisticsTable, answer: Answer, period: str) -> dt.date:
    """Return the day that an answer's figures are for, as the answer itself says it.

    Raises
    ------
    InputError
        If the answer says nothing of it, or another day than the table is said to have.
    """
    year, month = int(period[:4]), int(period[5:] or 0)
    said = " ".join([answer.reference, *answer.notes])
    if table.day == MONTH_END:
        if not month or not _LAST_DAY.search(said):
            expected_text = "en månad som 2025M10, och att svaret säger att siffran gäller månadens sista dag"
            raise InputError(Fault(f"svaret för {table.id}", expected_text, f"{period}, ”{answer.reference}”"))
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    found = _DAY.search(answer.reference)
    days = f"{MONTHS[found[2].casefold()]:02}-{int(found[1]):02}" if found else ""
    if month or days != table.day:
        text = f"ett svar för {table.day}, den dag som {FETCH_FILE} säger att tabellen gäller"
        raise InputError(Fault(f"svaret för {table.id}", text, f"{period}, ”{answer.reference}”"))
    return dt.date.fromisoformat(f"{year}-{days}")


def _faults(table: StatisticsTable, answer: Answer, names: Mapping[str, str]) -> Iterator[Fault]:
    where = f"svaret för {table.id}"
    for code, name in names.items():
        figure = answer.figures.get(code)
        if figure is None:
            yield Fault(where, f"en siffra för {name}, kommunkod {code}", column=table.region)
        elif name.casefold() not in figure.region.casefold():
            yield Fault(where, f"{name}, som har kommunkod {code}", figure.region, column=table.region)
        elif figure.value is None:
            mark = f"inget värde, märkt ”{figure.status}”" if figure.status else "inget värde"
            yield Fault(where, f"en siffra för {name}, kommunkod {code}", mark, column=table.region)


def _remark(answer: Answer, figure: OfficeFigure) -> str:
    """Return what the office says of a figure: its status mark, its noise, and the notes of the table."""
    marked = f"Märkt ”{figure.status}” av SCB. " if figure.status else ""
    noisy = "Bär SCB:s röjandebrus enligt tabellens not. " if any(map(_NOISE.search, answer.notes)) else ""
    notes = " | ".join(" ".join(note.split()) for note in answer.notes)
    text = f"{marked}{noisy}Tabellen uppdaterad {answer.updated}. {notes}".strip()
    plain = printable(text, " ")
    return plain if len(plain) <= _LONGEST_NOTE else plain[: _LONGEST_NOTE - 1] + "…"
