"""The workbook's sheet Indata: what each scenario says, with status and source, and rows for one's own changes."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from model.agreements.agreement import Agreement
from model.series.rows import PopulationRow
from suite.workbook.formulas import Formula
from suite.workbook.line import Line, labels
from suite.workbook.numbers import CONSTANTS, HEADER_FIELDS, LIMITS
from suite.workbook.sheet import Sheet
from suite.workbook.twin import Share, Twin
from suite.workbook.twin_items import Item, items
from suite.workbook.twin_layout import FIRST, VALUE, WHO

OWN = "Egen ändring"
"""What the row of an item is called that a colleague may write in."""


@dataclass(frozen=True)
class ItemRows:
    """Where an item stands: the names and lines of the scenarios that say something of it, and the own row.

    `choices` are the days that can be chosen, of an item that is a day.
    """

    item: Item
    names: Formula
    lines: Sequence[Line]
    own: Line
    choices: Line | None = None


@dataclass
class Inputs:
    """What the other sheets refer to of Indata."""

    years: Line
    names: Formula
    constants: dict[str, Line]
    items: dict[str, ItemRows] = field(default_factory=dict)
    terms: dict[str, Line] = field(default_factory=dict)

    def constant(self, code: str) -> Formula:
        """Return one of the numbers that formulas use, by its name in `workbook_numbers`."""
        return self.constants[code].d_fixed

    def in_kronor(self, agreement: Agreement, amount: Formula) -> Formula:
        """Return an amount that was computed in the agreement's units."""
        return amount / self.constant("ore") if agreement.scale > 1 else amount


class _Sources:
    """The sources of the values, numbered in the order they are met."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, dt.date], int] = {}

    def number(self, source: str, published: dt.date) -> int:
        return self.numbers.setdefault((source, published), len(self.numbers) + 1)


def write_inputs(sheet: Sheet, twin: Twin, as_of: dt.date, chosen: str) -> Inputs:
    """Write the sheet, and return what the others refer to.

    Parameters
    ----------
    as_of : date
        The as-of date of the run.
    chosen : str
        The name of the scenario that is chosen from the start.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    years = sheet.years()
    names = _scenarios(sheet, twin)
    _own_header(sheet, as_of, chosen)
    sheet.section("Tal som formlerna använder")
    constants = {
        code: sheet.line(name, "", unit, constant=value, constant_kind=kind, role="given")
        for code, (name, unit, value, kind) in CONSTANTS.items()
    }
    inputs, sources, known = Inputs(years, names, constants), _Sources(), items(twin)
    shared = [item for item in known.values() if item.word in ("lpix", "folkmangd")]
    if shared:
        sheet.section("Index och folkmängd", "Folkmängden står under det år vars belopp den fördelar")
    for item in shared:
        _item(sheet, twin, item, inputs, sources)
    for agreement in twin.agreements:
        _agreement(sheet, twin, agreement, known, inputs, sources)
    sheet.section("Källor")
    for (source, published), place in sources.numbers.items():
        sheet.cell(sheet.row, FIRST, source)
        sheet.line("Källa", f"publicerad {published}", "nr", constant=place, role="given")
    return inputs


def _scenarios(sheet: Sheet, twin: Twin) -> Formula:
    """List the scenarios, and return the cells with their names."""
    sheet.section("Scenarier", "Välj scenario på bladet Resultat")
    lines = []
    for place, case in enumerate(twin.cases, 1):
        sheet.cell(sheet.row, FIRST, case.scenario.why)
        lines.append(sheet.line("Scenario", case.name, "nr", constant=place, note=case.code, role="given"))
    return labels(lines, [case.name for case in twin.cases])


def _own_header(sheet: Sheet, as_of: dt.date, chosen: str) -> None:
    """Write the cells that say what a change is called, and what the workbook was made from."""
    sheet.section("Dina ändringar", "Skriv i de gula cellerna; las-arbetsbok gör ett scenario av dem")
    for code, label in HEADER_FIELDS.items():
        own = sheet.line(label, note=f"andring {code}")
        sheet.cell(own.row, WHO, None, "own", "date" if code == "datum" else "text")
    sheet.line("Underlag per", "", "datum", constant=as_of, constant_kind="date", note="per_datum", role="given")
    sheet.line("Valt när arbetsboken skrevs", chosen, note="skrevs")


def _agreement(
    sheet: Sheet,
    twin: Twin,
    agreement: Agreement,
    known: dict[str, Item],
    inputs: Inputs,
    sources: _Sources,
) -> None:
    """Write an agreement's fixed terms, and the items that scenarios may set."""
    sheet.section(f"{agreement.name} ({agreement.reference})", f"Status {agreement.status}")
    term, rule, code = agreement.term, agreement.settlement, agreement.id
    clause = agreement.cite(term.clause)
    _term(sheet, inputs, f"fran {code}", "Gäller från", clause, "datum", term.start, "date")
    if term.last_year:
        _term(sheet, inputs, f"raknas_till {code}", "Modellen räknar till", clause, "år", term.last_year, "year")
    if rule:
        what, limit = "Slutavräknas vid avvikelse över", rule.limit_percent
        _term(sheet, inputs, f"grans {code}", what, agreement.cite(rule.clause), "%", limit, "percent")
    for share in twin.of_agreement(agreement):
        _fixed(sheet, share, inputs)
    source = sources.number(f"{agreement.source} ({agreement.reference})", agreement.published)
    sheet.line("Källa till belopp och villkor", "", "källa nr", constant=source, role="given")
    sheet.row += 1
    for item in known.values():
        if item.word not in ("lpix", "folkmangd") and item.code.split()[1] == code:
            _item(sheet, twin, item, inputs, sources)


def _fixed(sheet: Sheet, share: Share, inputs: Inputs) -> None:
    """Write what no scenario changes of a contribution: its price level, and from when a later party pays."""
    agreement, item = share.agreement, share.contribution
    price, clause = agreement.price_year(item), agreement.cite(agreement.price_level.clause)
    _term(sheet, inputs, f"prisniva {share.code}", f"Prisnivå, {item.name}", clause, "år", price, "year")
    if item.joined:
        what, start = f"Betalas från, {item.name}", item.joined.start
        _term(sheet, inputs, f"fran {share.code}", what, agreement.cite(item.clause), "datum", start, "date")


def _term(
    sheet: Sheet, inputs: Inputs, code: str, what: str, clause: str, unit: str, value: object, kind: str
) -> None:
    inputs.terms[code] = sheet.line(what, clause, unit, constant=value, constant_kind=kind, role="given")


def _item(sheet: Sheet, twin: Twin, item: Item, inputs: Inputs, sources: _Sources) -> None:
    """Write what the scenarios say of an item, the row for one's own changes, and the first scenario's sources."""
    names = {case.code: case.name for case in twin.cases}
    told = [names[code] for code in item.telling]
    rows = _day(sheet, twin, item, told) if item.word == "till" else _yearly(sheet, twin, item, told, inputs)
    inputs.items[item.code] = rows
    for label, unit, values in _provenance(item, sources):
        sheet.line(item.name, label, unit, values, kind="text", role="given")
    sheet.row += 1


def _yearly(sheet: Sheet, twin: Twin, item: Item, told: Sequence[str], inputs: Inputs) -> ItemRows:
    """Write an item with a value for each year; its own row takes only what can be computed on."""
    shown = {"lpix": "percent", "nyckel": "percent", "utfall": "percent", "belopp": "whole"}
    kind = shown.get(item.word, "count")
    lines = [
        sheet.line(item.name, name, item.unit, item.values[code], kind=kind, role="given")
        for code, name in zip(item.telling, told, strict=True)
    ]
    nothing = np.full(len(twin.years), np.nan)
    own = sheet.line(item.name, OWN, item.unit, nothing, kind=kind, role="own", note=item.code)
    for column, year in enumerate(twin.years, FIRST):
        if year not in _open_years(twin, item):
            sheet.cell(own.row, column, None)
    allowed, low, high, words = LIMITS[item.word]
    lowest = inputs.constant(low) if low else None
    sheet.limit(own, allowed, lowest, inputs.constant(high), f"Väntade {words}.")
    return ItemRows(item, labels(lines, told), lines, own)


def _open_years(twin: Twin, item: Item) -> set[int]:
    """Return the years in which the item matters, so that something may be written for them."""
    if item.word == "utfall":
        return {
            y for each in twin.agreements if item.code == f"utfall {each.id}" for y in twin.possible_years(each)
        }
    values = zip(twin.years, *item.values.values(), strict=True)
    return {year for year, *own in values if any(value is not None for value in own)}


def _day(sheet: Sheet, twin: Twin, item: Item, told: Sequence[str]) -> ItemRows:
    """Write an item that is a day, an agreement's last: its own cell takes one of the possible days."""
    lines = [
        sheet.line(item.name, name, item.unit, constant=item.values[code][0], constant_kind="date", role="given")
        for code, name in zip(item.telling, told, strict=True)
    ]
    own = sheet.line(item.name, OWN, item.unit, role="own", note=item.code, constant=np.nan, constant_kind="date")
    agreement = next(each for each in twin.agreements if item.code == f"till {each.id}")
    ends = twin.possible_ends(agreement)[: len(twin.years)]
    across = [*ends, *[None] * (len(twin.years) - len(ends))]
    choices = sheet.line(item.name, "Möjliga dagar", item.unit, across, kind="date", role="given")
    sheet.choice(own.row, VALUE, choices.all, "Välj en av de möjliga dagarna.")
    return ItemRows(item, labels(lines, told), lines, own, choices)


def _provenance(item: Item, sources: _Sources) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the dates, statuses and source numbers of the first scenario's values, by year."""
    rows = item.rows
    if any(isinstance(row, PopulationRow) for row in rows):
        dates = [row.date.isoformat() if isinstance(row, PopulationRow) else "" for row in rows]
        yield "Datum för siffran", "datum", dates
    if any(rows):
        yield "Status", "", [str(row.status) if row else "" for row in rows]
        yield "Källa", "nr", [str(sources.number(row.source, row.published)) if row else "" for row in rows]
