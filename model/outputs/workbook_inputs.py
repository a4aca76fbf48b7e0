"""The workbook's sheet Indata: what each scenario says, with status and source, and a row for changes of one's own."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from model.agreement import Agreement
from model.clauses import PartYear
from model.outputs.formulas import Formula
from model.outputs.workbook_sheet import FIRST, Book, Line, Sheet
from model.rows import PopulationRow
from model.twin import Item, Share, Twin

OWN = "Egen ändring"
"""What the row of an item is called that a colleague may write in."""

HEADER_FIELDS = {
    "namn": "Namn på ändringen",
    "forfattare": "Vem som gör den",
    "datum": "Datum",
    "varfor": "Varför",
}
"""What a scenario file begins with, and the labels of the cells that say it."""

_CONSTANTS = {
    "hundra": ("Procent på en hel", "%", 100, "count"),
    "manader": ("Månader på ett år", "månader", 12, "count"),
    "miljondelar": ("Miljondelar av en procent", "st", 10**6, "count"),
    "ore": ("Ören på en krona", "öre", 100, "count"),
    "tusen": ("Kronor på tusen kronor", "kr", 1000, "count"),
    "halv": ("En halv", "kr", Decimal("0.5"), "percent"),
    "lagst_lpix": ("Lägsta index", "%", Decimal("-99.999999"), "percent"),
    "hogst_procent": ("Högsta index och utfall", "%", 1000, "count"),
    "hogst_antal": ("Högsta folkmängd och antal delar", "st", 10**8, "count"),
    "hogst_belopp": ("Högsta basbelopp", "kr", 10**10, "count"),
    "tolerans": ("Så liten del läggs till före avrundning, så att en exakt halv inte avrundas nedåt", "del", Decimal("1e-13"), "power"),
    "nara": ("Närmare en halv krona än så avgör inte ett kalkylblad", "kr", Decimal("1e-5"), "power"),
    "storst": ("Större heltal än så räknar inte ett kalkylblad exakt med", "st", 25 * 10**13, "count"),
}

LIMITS = {
    "lpix": ("decimal", "lagst_lpix", "hogst_procent", "en förändring i procent, till exempel 3,1"),
    "folkmangd": ("integer", "", "hogst_antal", "ett antal invånare i hela tal"),
    "belopp": ("integer", "", "hogst_belopp", "hela kronor i prisnivån"),
    "nyckel": ("decimal", "", "hundra", "procent, 0 till 100"),
    "andel": ("integer", "", "hogst_antal", "ett helt antal delar"),
    "utfall": ("decimal", "", "hogst_procent", "utfallet i procent av finansieringen"),
}
"""By the first word of an item's code: what may be written in its row, from 0 or a named number to another."""

_KINDS = {"lpix": "percent", "nyckel": "percent", "utfall": "percent", "folkmangd": "count", "andel": "count"}


@dataclass
class ItemRows:
    """Where an item stands: the names and lines of the scenarios that say something of it, and the own row."""

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


def write_inputs(book: Book, twin: Twin, as_of: dt.date) -> Inputs:
    """Write the sheet, and return what the others refer to."""
    sheet = book.sheets["Indata"]
    years = sheet.years()
    sheet.section("Scenarier", "Välj scenario på bladet Resultat")
    first = sheet.row
    for place, case in enumerate(twin.cases, 1):
        sheet.cell(sheet.row, FIRST, case.scenario.why)
        sheet.line("Scenario", case.name, "nr", constant=place, note=case.code, role="given")
    names = _names(sheet, first, [case.name for case in twin.cases])
    _own_header(sheet, as_of)
    sheet.section("Tal som formlerna använder")
    constants = {
        code: sheet.line(name, "", unit, constant=value, constant_kind=kind, role="given")
        for code, (name, unit, value, kind) in _CONSTANTS.items()
    }
    inputs, sources = Inputs(years, names, constants), _Sources()
    shared = [item for item in twin.items.values() if item.code.split()[0] in ("lpix", "folkmangd")]
    if shared:
        sheet.section("Index och folkmängd", "Folkmängden står under det år vars belopp den fördelar")
    for item in shared:
        _item(sheet, twin, item, inputs, sources)
    for agreement in twin.agreements:
        _agreement(sheet, twin, agreement, inputs, sources)
    sources.write(sheet)
    return inputs


def _names(sheet: Sheet, first: int, names: Sequence[str]) -> Formula:
    cells = f"$B${first}:$B${first + len(names) - 1}"
    return Formula(lambda place: cells if place.sheet == sheet.name else f"{sheet.name}!{cells}", list(names))


def _own_header(sheet: Sheet, as_of: dt.date) -> None:
    sheet.section("Dina ändringar", "Skriv i de gula cellerna; las-arbetsbok gör ett scenario av dem")
    for code, label in HEADER_FIELDS.items():
        sheet.writer.write_string(sheet.row - 1, 0, label)
        sheet.writer.write_string(sheet.row - 1, 4, f"andring {code}")
        kind = "date" if code == "datum" else "text"
        sheet.cell(sheet.row, 1, None, "own", kind)
        sheet.row += 1
    sheet.line("Underlag per", "", "datum", constant=as_of, constant_kind="date", note="per_datum", role="given")


class _Sources:
    """The sources of the values, numbered in the order they are met."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}

    def number(self, source: str, published: dt.date) -> int:
        return self.numbers.setdefault((source, published.isoformat()), len(self.numbers) + 1)

    def write(self, sheet: Sheet) -> None:
        sheet.section("Källor")
        for (source, published), place in self.numbers.items():
            sheet.cell(sheet.row, FIRST, source)
            sheet.line("Källa", f"publicerad {published}", "nr", constant=place, role="given")


def _agreement(sheet: Sheet, twin: Twin, agreement: Agreement, inputs: Inputs, sources: _Sources) -> None:
    """Write an agreement's fixed terms, and the items that scenarios may set."""
    sheet.section(f"{agreement.name} ({agreement.reference})", f"Status {agreement.status}")
    term, code = agreement.term, agreement.id
    inputs.terms[f"fran {code}"] = sheet.line(
        "Gäller från", agreement.cite(term.clause), "datum", constant=term.start, constant_kind="date", role="given"
    )
    if term.last_year:
        inputs.terms[f"raknas_till {code}"] = sheet.line(
            "Modellen räknar till och med", "", "år", constant=term.last_year, constant_kind="year", role="given"
        )
    if rule := agreement.settlement:
        inputs.terms[f"grans {code}"] = sheet.line(
            "Slutavräknas om avvikelsen är mer än", agreement.cite(rule.clause), "%", constant=rule.limit_percent, constant_kind="percent", role="given"
        )
    _item(sheet, twin, twin.items[f"till {code}"], inputs, sources)
    for item in twin.items.values():
        kind, *owner = item.code.split()
        if owner[:1] == [code] and kind not in ("till", "folkmangd"):
            _item(sheet, twin, item, inputs, sources)
    source = sources.number(f"{agreement.source} ({agreement.reference})", agreement.published)
    sheet.line("Källa till avtalets belopp och villkor", "", "källa nr", constant=source, role="given")
    for share in twin.of_agreement(agreement):
        _share(sheet, share, inputs)


def _share(sheet: Sheet, share: Share, inputs: Inputs) -> None:
    """Write what no scenario changes of a contribution: its price level, and when a party that joined later did."""
    agreement, item = share.agreement, share.contribution
    price = agreement.price_year(item)
    inputs.terms[f"prisniva {share.code}"] = sheet.line(
        f"Prisnivå, {item.name}", agreement.cite(agreement.price_level.clause), "år", constant=price, constant_kind="year", role="given"
    )
    if item.joined:
        inputs.terms[f"fran {share.code}"] = sheet.line(
            f"Betalas från, {item.name}", agreement.cite(item.clause), "datum", constant=item.joined.start, constant_kind="date", role="given"
        )


def _item(sheet: Sheet, twin: Twin, item: Item, inputs: Inputs, sources: _Sources) -> None:
    """Write what the scenarios say of an item, the row for one's own changes, and the first scenario's sources."""
    word, first = item.code.split()[0], sheet.row
    names = {case.code: case.name for case in twin.cases}
    told, choices = [names[code] for code in item.telling], None
    if word == "till":
        lines = [
            sheet.line(item.name, names[code], item.unit, constant=item.values[code][0], constant_kind="date", role="given")
            for code in item.telling
        ]
        own, choices = _own_end(sheet, twin, item)
    else:
        kind = _KINDS.get(word, "whole")
        lines = [
            sheet.line(item.name, names[code], item.unit, item.values[code], kind=kind, role="given")
            for code in item.telling
        ]
        nothing = np.full(len(twin.years), np.nan)
        own = sheet.line(item.name, OWN, item.unit, nothing, kind=kind, role="own", note=item.code)
        for column, year in enumerate(twin.years, FIRST):
            if year not in _open_years(twin, item):
                sheet.cell(own.row, column, None)
        _validate(sheet, own, inputs, *LIMITS[word])
    inputs.items[item.code] = ItemRows(item, _names(sheet, first, told), lines, own, choices)
    for label, unit, values in _provenance(item, sources):
        sheet.line(item.name, label, unit, values, kind="text", role="given")
    sheet.row += 1


def _open_years(twin: Twin, item: Item) -> set[int]:
    """Return the years in which the item matters, so that something may be written for them."""
    word, *owner = item.code.split()
    if word == "utfall":
        return set(next(twin.possible_years(each) for each in twin.agreements if each.id == owner[0]))
    return {
        year
        for place, year in enumerate(twin.years)
        if any(values[place] is not None for values in item.values.values())
    }


def _own_end(sheet: Sheet, twin: Twin, item: Item) -> tuple[Line, Line]:
    """Write the row for another last day, and the days that are possible, which the cell lets one choose from."""
    own = sheet.line(item.name, OWN, item.unit, role="own", note=item.code, constant=np.nan, constant_kind="date")
    agreement = next(each for each in twin.agreements if item.code == f"till {each.id}")
    ends = twin.possible_ends(agreement)[: len(twin.years)]
    across = [*ends, *[None] * (len(twin.years) - len(ends))]
    choices = sheet.line(item.name, "Möjliga dagar", item.unit, across, kind="date", role="given")
    rule = {"validate": "list", "source": sheet.here(choices.all), "error_message": "Välj en av de möjliga dagarna."}
    sheet.writer.data_validation(own.row - 1, 3, own.row - 1, 3, rule)
    return own, choices


def _validate(sheet: Sheet, own: Line, inputs: Inputs, kind: str, low: str, high: str, words: str) -> None:
    """Let the cells of an own row take only what can be computed on."""
    least = sheet.here(inputs.constants[low].d_fixed) if low else 0
    rule = {"validate": kind, "criteria": "between", "minimum": least, "maximum": sheet.here(inputs.constants[high].d_fixed)}
    told = {"error_title": "Går inte", "error_message": f"Väntade {words}."}
    sheet.writer.data_validation(own.row - 1, FIRST, own.row - 1, FIRST + own.years - 1, {**rule, **told})


def _provenance(item: Item, sources: _Sources) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield the dates, statuses and source numbers of the first scenario's values, by year."""
    rows = item.rows
    if any(isinstance(row, PopulationRow) for row in rows):
        yield "Datum för siffran", "datum", [row.date.isoformat() if isinstance(row, PopulationRow) else "" for row in rows]
    if any(rows):
        yield "Status", "", [str(row.status) if row else "" for row in rows]
        yield "Källa", "nr", [str(sources.number(row.source, row.published)) if row else "" for row in rows]
