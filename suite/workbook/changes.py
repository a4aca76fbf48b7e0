"""The workbook's sheet Mina ändringar: what the chosen scenario says, and the cells for one's own values."""

from dataclasses import dataclass

import numpy as np

from model.agreements.agreement import Agreement
from suite.workbook.formulas import Formula, across, counted, literal, or_else, whole_part
from suite.workbook.inputs import CHOSEN, LIMITS, InputSheet, ItemRows
from suite.workbook.sheet import FIRST, VALUE, WHO, Line, Sheet
from suite.workbook.twin import Item, Twin

CHANGES = "Mina ändringar"
"""The name of the sheet."""

ONCE, ONWARDS = "Mitt värde, bara det året", "Mitt värde, från och med året"
"""What the rows are called that a colleague may write in: for a year alone, and for it and those after."""

SINCE = "fran "
"""What the code of a row begins with whose values hold from a year on."""

HEADER_FIELDS = {
    "namn": "Namn på ändringen",
    "forfattare": "Vem som gör den",
    "datum": "Datum",
    "varfor": "Varför",
}
"""What a scenario file begins with, and the labels of the cells that say it."""


@dataclass(frozen=True)
class OwnRows:
    """The rows of an item that one may write in: for a year alone, and from one on; a day has only the first."""

    rows: ItemRows
    once: Line
    onwards: Line | None = None

    @property
    def written(self) -> Formula:
        """How many cells somebody has written in."""
        if not self.onwards:
            return across("COUNTA", self.once.d)
        return across("COUNTA", self.once.all) + across("COUNTA", self.onwards.all)


class ChangeSheet:
    """Writes the sheet, and knows where on it one may write something in an input's place.

    Parameters
    ----------
    sheet, twin, inputs
        Where to write, what, and what the scenarios say.

    Attributes
    ----------
    items : dict of str to OwnRows
        By the items' codes.
    """

    def __init__(self, sheet: Sheet, twin: Twin, inputs: InputSheet) -> None:
        self.sheet, self._twin, self._inputs = sheet, twin, inputs
        sheet.years()
        sheet.section("Om ändringarna", "Skriv i de gula cellerna; las-arbetsbok gör ett scenario av dem")
        for code, label in HEADER_FIELDS.items():
            own = sheet.line(label, note=f"andring {code}")
            sheet.cell(own.row, WHO, None, "own", "date" if code == "datum" else "text")
        self.items: dict[str, OwnRows] = {}
        self._section("Index och folkmängd", None)
        for agreement in twin.agreements:
            self._section(agreement.name, agreement)
        wrong = {"type": "cell", "criteria": ">", "value": 0, "format": sheet.book.format("bad")}
        for rows in self.items.values():
            for line in (rows.once, rows.onwards) if rows.onwards else ():
                sheet.writer.conditional_format(line.row - 1, VALUE, line.row - 1, VALUE, wrong)

    def _section(self, heading: str, agreement: Agreement | None) -> None:
        """Write the items of an agreement, or those of none."""
        found = [rows for rows in self._inputs.items.values() if rows.item.agreement is agreement]
        if found:
            self.sheet.section(heading)
        for rows in found:
            self.items[rows.item.code] = self._day(rows, rows.choices) if rows.choices else self._yearly(rows)
            self.sheet.row += 1

    def _day(self, rows: ItemRows, choices: Line) -> OwnRows:
        """Write an item that is a day: its cell takes one of the possible days."""
        sheet, item, dated = self.sheet, rows.item, {"unit": rows.item.unit, "constant_kind": "date"}
        sheet.line(item.name, CHOSEN, constant=rows.said.d, **dated)
        own = sheet.line(item.name, "Min dag", role="own", note=item.code, constant=np.nan, **dated)
        sheet.choice(own.row, VALUE, choices.all, "Välj en av de möjliga dagarna.")
        return OwnRows(rows, own)

    def _yearly(self, rows: ItemRows) -> OwnRows:
        """Write an item with a value for each year."""
        item = rows.item
        self.sheet.line(item.name, CHOSEN, item.unit, rows.said.now, kind=rows.kind)
        return OwnRows(rows, self._own(rows, ONCE, item.code), self._own(rows, ONWARDS, SINCE + item.code))

    def _own(self, rows: ItemRows, label: str, code: str) -> Line:
        """Write a row that takes only what can be computed on; its value is how many of its cells cannot be."""
        sheet, item, constant = self.sheet, rows.item, self._inputs.constant
        allowed, low, high, words = LIMITS[item.word]
        least = constant(low) if low else literal(0)
        cells = sheet.next(np.full(len(self._twin.years), np.nan)).all
        wrong = across("COUNTA", cells) - across("COUNT", cells)
        wrong = wrong + counted((cells < least) + (cells > constant(high)))
        if allowed == "integer":
            wrong = wrong + or_else(counted(whole_part(cells).differs(cells) + 0), 0)
        own = sheet.line(
            item.name, label, item.unit, cells.value, kind=rows.kind, role="own", constant=wrong, note=code
        )
        for column, year in enumerate(self._twin.years, FIRST):
            if year not in self._open_years(item):
                sheet.cell(own.row, column, None)
        sheet.limit(own, allowed, least, constant(high), f"Väntade {words}.")
        return own

    def _open_years(self, item: Item) -> set[int]:
        """Return the years in which the item matters, so that something may be written for them."""
        if item.agreement and item.word == "utfall":
            return {*self._twin.possible_years(item.agreement)}
        values = zip(self._twin.years, *item.values.values(), strict=True)
        return {year for year, *own in values if any(value is not None for value in own)}
