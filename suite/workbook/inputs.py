"""The workbook's sheet Indata: what each scenario says, with status and source, and rows for one's own changes.

The numbers that formulas use stand there too, each with a name and a unit: no formula holds any but 0 and 1.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from model.agreements.agreement import Agreement
from model.agreements.clauses import Denominator, Extent, SettlementRule
from model.series.rows import PopulationRow
from suite.workbook.formulas import Formula
from suite.workbook.sheet import FIRST, VALUE, WHO, Line, Sheet, labels
from suite.workbook.twin import Item, Share, Twin

OWN = "Egen ändring"
"""What the row of an item is called that a colleague may write in."""

CONSTANTS: dict[str, tuple[str, str, int | Decimal, str]] = {
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
    "tolerans": ("Tillägg före avrundning, så att en exakt halv går uppåt", "del", Decimal("1e-13"), "power"),
    "nara": ("Närmare en halv krona än så avgör inte ett kalkylblad", "kr", Decimal("1e-5"), "power"),
    "storst": ("Större heltal räknar inte ett kalkylblad exakt med", "st", 25 * 10**13, "count"),
}
"""By the name in the code: what the number is, its unit, the number, and how it is shown.

A float holds whole numbers exactly to 2**53. Excel takes a difference of two almost equal numbers for 0 from about
2**-49 of their size, so a remainder is sure only up to `storst`. The index chain of fifteen years errs by at most
some 1e-14 of the amount: `tolerans` is ten times that, and an amount within `nara` of a half is told by a check.
"""

LIMITS: dict[str, tuple[str, str, str, str]] = {
    "lpix": ("decimal", "lagst_lpix", "hogst_procent", "en förändring i procent, till exempel 3,1"),
    "folkmangd": ("integer", "", "hogst_antal", "ett antal invånare i hela tal"),
    "belopp": ("integer", "", "hogst_belopp", "hela kronor i prisnivån"),
    "nyckel": ("decimal", "", "hundra", "procent, 0 till 100"),
    "andel": ("integer", "", "hogst_antal", "ett helt antal delar"),
    "utfall": ("decimal", "", "hogst_procent", "utfallet i procent av finansieringen"),
}
"""By the sort of input: whole numbers or decimals, from one constant (or 0) to another, and that in words."""

HEADER_FIELDS = {
    "namn": "Namn på ändringen",
    "forfattare": "Vem som gör den",
    "datum": "Datum",
    "varfor": "Varför",
}
"""What a scenario file begins with, and the labels of the cells that say it."""


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


class InputSheet:
    """Writes the sheet, and knows where on it each input stands.

    Parameters
    ----------
    sheet, twin
        Where to write, and what.
    as_of : date
        The as-of date of the run.
    chosen : str
        The name of the scenario that is chosen from the start.

    Attributes
    ----------
    years : Line
        The years.
    names : Formula
        The cells with the scenarios' names.
    items : dict of str to ItemRows
        By the items' codes.
    terms : dict of str to Line
        What of the agreements no scenario changes, by a word and the code of what it is a term of.

    Raises
    ------
    InputError
        If a figure is missing.
    """

    def __init__(self, sheet: Sheet, twin: Twin, as_of: dt.date, chosen: str) -> None:
        self.sheet, self.twin = sheet, twin
        self.items: dict[str, ItemRows] = {}
        self.terms: dict[str, Line] = {}
        self._sources: dict[tuple[str, dt.date], int] = {}
        self.years = sheet.years()
        self.names = self._scenarios()
        self._own_header(as_of, chosen)
        sheet.section("Tal som formlerna använder")
        self._constants = {
            code: sheet.line(name, "", unit, constant=value, constant_kind=kind, role="given")
            for code, (name, unit, value, kind) in CONSTANTS.items()
        }
        shared = [item for item in twin.items.values() if not item.agreement]
        if shared:
            sheet.section("Index och folkmängd", "Folkmängden står under det år vars belopp den fördelar")
        for item in shared:
            self._item(item)
        for agreement in twin.agreements:
            self._agreement(agreement)
        sheet.section("Källor")
        for (source, published), place in self._sources.items():
            sheet.cell(sheet.row, FIRST, source)
            sheet.line("Källa", f"publicerad {published}", "nr", constant=place, role="given")

    def constant(self, code: str) -> Formula:
        """Return one of the numbers that formulas use, by its name in `CONSTANTS`."""
        return self._constants[code].d_fixed

    def in_kronor(self, agreement: Agreement, amount: Formula) -> Formula:
        """Return an amount that was computed in the agreement's units."""
        return amount / self.constant("ore") if agreement.scale > 1 else amount

    def _scenarios(self) -> Formula:
        """List the scenarios, and return the cells with their names."""
        self.sheet.section("Scenarier", "Välj scenario på bladet Resultat")
        lines = []
        for place, variant in enumerate(self.twin.variants, 1):
            self.sheet.cell(self.sheet.row, FIRST, variant.run.scenario.why)
            line = self.sheet.line("Scenario", variant.name, "nr", constant=place, note=variant.code, role="given")
            lines.append(line)
        return labels(lines, [variant.name for variant in self.twin.variants])

    def _own_header(self, as_of: dt.date, chosen: str) -> None:
        """Write the cells that say what a change is called, and what the workbook was made from."""
        sheet = self.sheet
        sheet.section("Dina ändringar", "Skriv i de gula cellerna; las-arbetsbok gör ett scenario av dem")
        for code, label in HEADER_FIELDS.items():
            own = sheet.line(label, note=f"andring {code}")
            sheet.cell(own.row, WHO, None, "own", "date" if code == "datum" else "text")
        sheet.line(
            "Underlag per", "", "datum", constant=as_of, constant_kind="date", note="per_datum", role="given"
        )
        sheet.line("Valt när arbetsboken skrevs", chosen, note="skrevs")

    def _agreement(self, agreement: Agreement) -> None:
        """Write an agreement's fixed terms, and the items that scenarios may set."""
        sheet, code, agreed = self.sheet, agreement.id, self.twin.run.case.agreed(agreement.id)
        term, rules = agreed.first.term, self.twin.rules(agreement)
        sheet.section(f"{agreement.name} ({agreement.reference})", f"Status {agreement.status}")
        clause = agreement.cite(term.clause)
        self._term(f"fran {code}", "Gäller från", clause, "datum", term.start, "date")
        if last := agreed.last.term.last_year:
            self._term(f"raknas_till {code}", "Modellen räknar till", clause, "år", last, "year")
        self._rules(agreement, rules)
        for share in self.twin.of_agreement(agreement):
            self._fixed(share)
        source = self._source(f"{agreement.source} ({agreement.reference})", agreement.published)
        sheet.line("Källa till belopp och villkor", "", "källa nr", constant=source, role="given")
        sheet.row += 1
        for item in self.twin.items.values():
            if item.agreement is agreement:
                self._item(item)

    def _rules(self, agreement: Agreement, rules: Sequence[SettlementRule | None]) -> None:
        """Write how an agreement is settled: the limit, and year by year what else differs between the years."""
        rule = next(filter(None, rules), None)
        if rule is None:
            return
        code, what, clause = agreement.id, "Slutavräknas vid avvikelse över", agreement.cite(rule.clause)
        kinds = {each and (each.limit_percent, each.denominator, each.extent) for each in rules}
        if len(kinds) == 1:
            self._term(f"grans {code}", what, clause, "%", rule.limit_percent, "percent")
            return
        yearly: dict[str, tuple[str, str, str, list[object]]] = {
            "grans": (what, "%", "percent", [each.limit_percent if each else 0 for each in rules]),
            "avraknas": ("Slutavräknas, 1 är ja", "", "count", [int(each is not None) for each in rules]),
            "namnare": (
                "Mäts mot utfallet, 1 är ja; annars mot finansieringen",
                "",
                "count",
                [int(each is not None and each.denominator is Denominator.OUTCOME) for each in rules],
            ),
            "hela": (
                "Hela avvikelsen, 1 är ja; annars det över gränsen",
                "",
                "count",
                [int(each is not None and each.extent is Extent.WHOLE) for each in rules],
            ),
        }
        for word, (label, unit, kind, values) in yearly.items():
            self.terms[f"{word} {code}"] = self.sheet.line(label, clause, unit, values, kind=kind, role="given")

    def _fixed(self, share: Share) -> None:
        """Write what no scenario changes of a contribution: its price level, and from when a later party pays."""
        agreement, item = share.agreement, share.contribution
        price, clause = agreement.price_year(item), agreement.cite(agreement.price_level.clause)
        self._term(f"prisniva {share.code}", f"Prisnivå, {share.name}", clause, "år", price, "year")
        if item.joined:
            what, start = f"Betalas från, {share.name}", item.joined.start
            self._term(f"fran {share.code}", what, agreement.cite(item.clause), "datum", start, "date")

    def _term(self, code: str, what: str, clause: str, unit: str, value: object, kind: str) -> None:
        self.terms[code] = self.sheet.line(what, clause, unit, constant=value, constant_kind=kind, role="given")

    def _item(self, item: Item) -> None:
        """Write what the scenarios say of an item, the row for one's own changes, and the first one's sources."""
        last_day = item.agreement if item.word == "till" else None
        self.items[item.code] = self._day(item, last_day) if last_day else self._yearly(item)
        for label, unit, values in self._provenance(item):
            self.sheet.line(item.name, label, unit, values, kind="text", role="given")
        self.sheet.row += 1

    def _told(self, item: Item) -> dict[str, str]:
        """Return the names of the scenarios that say something of an item, by code."""
        names = {variant.code: variant.name for variant in self.twin.variants}
        return {code: names[code] for code in item.telling}

    def _yearly(self, item: Item) -> ItemRows:
        """Write an item with a value for each year; its own row takes only what can be computed on."""
        sheet, told = self.sheet, self._told(item)
        shown = {"lpix": "percent", "nyckel": "percent", "utfall": "percent", "belopp": "whole"}
        kind = shown.get(item.word, "count")
        lines = [
            sheet.line(item.name, name, item.unit, item.values[code], kind=kind, role="given")
            for code, name in told.items()
        ]
        nothing = np.full(len(self.twin.years), np.nan)
        own = sheet.line(item.name, OWN, item.unit, nothing, kind=kind, role="own", note=item.code)
        matters = self._open_years(item)
        for column, year in enumerate(self.twin.years, FIRST):
            if year not in matters:
                sheet.cell(own.row, column, None)
        allowed, low, high, words = LIMITS[item.word]
        lowest = self.constant(low) if low else None
        sheet.limit(own, allowed, lowest, self.constant(high), f"Väntade {words}.")
        return ItemRows(item, labels(lines, list(told.values())), lines, own)

    def _open_years(self, item: Item) -> set[int]:
        """Return the years in which the item matters, so that something may be written for them."""
        twin = self.twin
        if item.agreement and item.word == "utfall":
            return {*twin.possible_years(item.agreement)}
        values = zip(twin.years, *item.values.values(), strict=True)
        return {year for year, *own in values if any(value is not None for value in own)}

    def _day(self, item: Item, agreement: Agreement) -> ItemRows:
        """Write an item that is a day, an agreement's last: its own cell takes one of the possible days."""
        sheet, told, dated = self.sheet, self._told(item), {"unit": item.unit, "constant_kind": "date"}
        lines = [
            sheet.line(item.name, name, constant=item.values[code][0], role="given", **dated)
            for code, name in told.items()
        ]
        own = sheet.line(item.name, OWN, role="own", note=item.code, constant=np.nan, **dated)
        ends = self.twin.possible_ends(agreement)[: len(self.twin.years)]
        across = [*ends, *[None] * (len(self.twin.years) - len(ends))]
        choices = sheet.line(item.name, "Möjliga dagar", item.unit, across, kind="date", role="given")
        sheet.choice(own.row, VALUE, choices.all, "Välj en av de möjliga dagarna.")
        return ItemRows(item, labels(lines, list(told.values())), lines, own, choices)

    def _provenance(self, item: Item) -> Iterator[tuple[str, str, list[str]]]:
        """Yield the dates, statuses and source numbers of the first scenario's values, by year."""
        rows = item.rows
        if any(isinstance(row, PopulationRow) for row in rows):
            dates = [row.date.isoformat() if isinstance(row, PopulationRow) else "" for row in rows]
            yield "Datum för siffran", "datum", dates
        if any(rows):
            yield "Status", "", [str(row.status) if row else "" for row in rows]
            yield "Källa", "nr", [str(self._source(row.source, row.published)) if row else "" for row in rows]

    def _source(self, source: str, published: dt.date) -> int:
        """Return the number of a source: they are numbered in the order they are met."""
        return self._sources.setdefault((source, published), len(self._sources) + 1)
