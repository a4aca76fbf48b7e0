"""The workbook's sheets Indata and Konstanter: what the scenarios say, and the numbers that formulas use.

What each scenario says stands with its status and source, and what the chosen one says below. Every number that a
formula uses has a name and a unit: none holds any but 0 and 1.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.agreements.agreement import Agreement
from model.agreements.clauses import Denominator, Extent, SettlementRule
from model.series.rows import PopulationRow
from suite.reports.terms import term_name
from suite.workbook.formulas import Formula, chosen, found, if_, is_number
from suite.workbook.issued import IssuedRows, write_issued
from suite.workbook.sheet import CHOOSER, FIRST, WHAT, WHO, Line, Sheet, block, constants, labels
from suite.workbook.twin import Item, Share, Twin

CONSTANTS: dict[str, tuple[str, str, int | Decimal, str]] = {
    "hundra": ("Procent på en hel", "%", 100, "count"),
    "manader": ("Månader på ett år", "månader", 12, "count"),
    "delar": ("Delar av en hel, där något delas på två sätt", "st", 10**8, "count"),
    "ore": ("Ören på en krona", "öre", 100, "count"),
    "tusen": ("Kronor på tusen kronor", "kr", 1000, "count"),
    "halv": ("En halv", "kr", Decimal("0.5"), "fine"),
    "lagst_lpix": ("Lägsta index", "%", Decimal("-0.99999999"), "percent"),
    "hogst_procent": ("Högsta index och andel", "%", 1, "percent"),
    "hogst_utfall": ("Högsta utfall", "%", 10, "percent"),
    "hogst_antal": ("Högsta folkmängd och antal delar", "st", 10**8, "count"),
    "hogst_belopp": ("Högsta basbelopp", "kr", 10**10, "count"),
    "tolerans": ("Tillägg före avrundning, så att en exakt halv går uppåt", "del", Decimal("1e-13"), "power"),
    "nara": ("Närmare en halv krona än så avgör inte ett kalkylblad", "kr", Decimal("1e-5"), "power"),
    "storst": ("Större heltal räknar inte ett kalkylblad exakt med", "st", 25 * 10**13, "text"),
}
"""By the name in the code: what the number is, its unit, the number, and how it is shown.

A float holds whole numbers exactly to 2**53. Excel takes a difference of two almost equal numbers for 0 from about
2**-49 of their size, so a remainder is sure only up to `storst`. The index chain of fifteen years errs by at most
some 1e-14 of the amount: `tolerans` is ten times that, and an amount within `nara` of a half is told by a check.
"""

SHOWN = {"lpix": "percent", "nyckel": "percent", "utfall": "percent", "belopp": "whole"}
"""By the sort of input: how it is shown; else as a count."""

CHOSEN = "Det valda scenariot"
"""What the row is called that says what the chosen scenario does."""

LIMITS: dict[str, tuple[str, str, str, str]] = {
    "lpix": ("decimal", "lagst_lpix", "hogst_procent", "en förändring på högst 100 %, till exempel 3,1 %"),
    "folkmangd": ("integer", "", "hogst_antal", "ett antal invånare i hela tal"),
    "belopp": ("integer", "", "hogst_belopp", "hela kronor i prisnivån"),
    "nyckel": ("decimal", "", "hogst_procent", "0 till 100 %"),
    "andel": ("integer", "", "hogst_antal", "ett helt antal delar"),
    "utfall": ("decimal", "", "hogst_utfall", "utfallet i procent av finansieringen, till exempel 95 %"),
}
"""By the sort of input: whole numbers or decimals, from one constant (or 0) to another, and that in words."""


@dataclass(frozen=True)
class ItemRows:
    """Where an item stands, and what the chosen scenario says of it.

    `choices` are the days that can be chosen, of an item that is a day.
    """

    item: Item
    said: Line
    choices: Line | None = None

    @property
    def kind(self) -> str:
        """How its values are shown."""
        return SHOWN.get(self.item.word, "count")


class Constants:
    """Writes the sheet Konstanter: the numbers of `CONSTANTS`, and knows where each stands."""

    def __init__(self, sheet: Sheet) -> None:
        self._lines = {
            code: sheet.line(name, "", unit, constant=value, constant_kind=kind, role="given")
            for code, (name, unit, value, kind) in CONSTANTS.items()
        }

    def __call__(self, code: str) -> Formula:
        """Return one of the numbers, by its name in `CONSTANTS`."""
        return self._lines[code].d_fixed


class InputSheet:
    """Writes Indata and the cell of Resultat that says which scenario is shown; knows where each input stands.

    Parameters
    ----------
    sheet, results
        Where to write.
    twin : Twin
        What to write.
    constant : Constants
        The numbers that formulas use.
    as_of : date
        The as-of date of the run.
    name : str
        The name of the scenario that is chosen from the start.

    Attributes
    ----------
    years : Line
        The years.
    names, chooser : Formula
        The cells with the scenarios' names, and the one that says which of them is shown.
    items : dict of str to ItemRows
        By the items' codes.
    terms : dict of str to Line
        What of the agreements no scenario changes, by a word and the code of what it is a term of.
    issued : dict of str to IssuedRows
        What has been issued, by the codes of the contributions.

    Raises
    ------
    InputError
        If a figure is missing.
    """

    def __init__(
        self, sheet: Sheet, results: Sheet, twin: Twin, constant: Constants, as_of: dt.date, name: str
    ) -> None:
        self.sheet, self.twin, self.constant = sheet, twin, constant
        self.items: dict[str, ItemRows] = {}
        self.terms: dict[str, Line] = {}
        self.issued: dict[str, IssuedRows] = {}
        self._sources: dict[tuple[str, dt.date], int] = {}
        self.years = sheet.years()
        self.names = self._scenarios(as_of, name)
        results.cell(CHOOSER, WHAT, "Scenario (välj i den gula cellen)", "status")
        self.chooser = results.cell(CHOOSER, WHO, name, "own")
        results.choice(CHOOSER, WHO, self.names, "Välj ett av scenarierna på bladet Indata.")
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

    def in_kronor(self, agreement: Agreement, amount: Formula) -> Formula:
        """Return an amount that was computed in the agreement's units."""
        return amount / self.constant("ore") if agreement.scale > 1 else amount

    def _scenarios(self, as_of: dt.date, name: str) -> Formula:
        """List the scenarios, and what the workbook was made from; return the cells with their names."""
        sheet, lines = self.sheet, list[Line]()
        sheet.section("Scenarier", "Välj scenario på bladet Resultat")
        for place, variant in enumerate(self.twin.variants, 1):
            sheet.cell(sheet.row, FIRST, variant.run.scenario.why)
            lines.append(
                sheet.line("Scenario", variant.name, "nr", constant=place, note=variant.code, role="given")
            )
        dated: dict[str, Any] = {"constant": as_of, "constant_kind": "date", "role": "given"}
        sheet.line("Underlag per", "", "datum", note="per_datum", **dated)
        sheet.line("Valt när arbetsboken skrevs", name, note="skrevs")
        return labels(lines)

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
            if rows := write_issued(sheet, self.twin, share):
                self.issued[share.code] = rows
        source = self._source(f"{agreement.source} ({agreement.reference})", agreement.published)
        sheet.line("Källa till belopp och villkor", "", "källa nr", constant=source, role="given")
        self._decided(agreement)
        sheet.row += 1
        for item in self.twin.items.values():
            if item.agreement is agreement:
                self._item(item)

    def _decided(self, agreement: Agreement) -> None:
        """Write by what decision each dated term is, and whose notices and extensions the end rests on."""
        run, told = self.twin.run, list[tuple[str, str, str, dt.date]]()
        for term in run.case.agreed(agreement.id).terms:
            name = f"{term_name(agreement, term.term)}, beslutat"
            told.append((name, f"från {term.start}", term.decision.told, term.decision.date))
        for event in run.case.events:
            if event.agreement == agreement.id:
                who = f" från {run.party(agreement.id, event.party).short}" if event.party else ""
                told.append((f"{event.kind.capitalize()}{who}", str(event.date), event.decision, event.date))
        for item in agreement.contributions:
            if item.note:
                told.append((f"{item.name}, anmärkning", "", item.note, agreement.published))
        for name, since, decision, day in told:
            source = self._source(decision, day)
            self.sheet.line(name, since, "källa nr", constant=source, role="given")

    def _rules(self, agreement: Agreement, rules: Sequence[SettlementRule | None]) -> None:
        """Write how an agreement is settled: the limit, and year by year what else differs between the years."""
        rule = next(filter(None, rules), None)
        if rule is None:
            return
        code, what, clause = agreement.id, "Slutavräknas vid avvikelse över", agreement.cite(rule.clause)
        kinds = {each and (each.limit_percent, each.denominator, each.extent) for each in rules}
        if len(kinds) == 1:
            self._term(f"grans {code}", what, clause, "%", rule.limit_percent, "text")
            return
        yearly: dict[str, tuple[str, str, str, list[object]]] = {
            "grans": (what, "%", "text", [each.limit_percent if each else 0 for each in rules]),
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
        """Write what the scenarios say of an item, what the chosen one does, and the first one's sources."""
        names = {variant.code: variant.name for variant in self.twin.variants}
        told = {code: names[code] for code in item.telling}
        last_day = item.agreement if item.word == "till" else None
        self.items[item.code] = self._day(item, last_day, told) if last_day else self._yearly(item, told)
        for label, unit, values in self._provenance(item):
            self.sheet.line(item.name, label, unit, values, kind="text", role="given")
        self.sheet.row += 1

    def _yearly(self, item: Item, told: Mapping[str, str]) -> ItemRows:
        """Write an item with a value for each year; the place of the chosen scenario's row is its value."""
        sheet, kind = self.sheet, SHOWN.get(item.word, "count")
        lines = [
            sheet.line(item.name, name, item.unit, item.cells(code), kind=kind, role="given")
            for code, name in told.items()
        ]
        position = found(self.chooser, labels(lines))
        asked = chosen(block(lines), sheet.next(constant=position.value).d)
        said = if_(is_number(asked), asked, "")
        return ItemRows(item, sheet.line(item.name, CHOSEN, item.unit, said, kind=kind, constant=position))

    def _day(self, item: Item, agreement: Agreement, told: Mapping[str, str]) -> ItemRows:
        """Write an item that is a day, an agreement's last, and the days that it can be."""
        sheet, dated = self.sheet, {"unit": item.unit, "constant_kind": "date"}
        lines = [
            sheet.line(item.name, name, constant=item.values[code][0], role="given", **dated)
            for code, name in told.items()
        ]
        day = chosen(constants(lines), found(self.chooser, labels(lines)))
        said = sheet.line(item.name, CHOSEN, constant=day, **dated)
        ends = self.twin.possible_ends(agreement)[: len(self.twin.years)]
        across = [*ends, *[None] * (len(self.twin.years) - len(ends))]
        choices = sheet.line(item.name, "Möjliga dagar", item.unit, across, kind="date", role="given")
        return ItemRows(item, said, choices)

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
