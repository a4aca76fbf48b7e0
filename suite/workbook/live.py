"""The workbook's inputs in force: what the chosen scenario says, or what somebody has written in its place."""

from typing import Any

import numpy as np

from suite.workbook.formulas import Formula, across, chosen, found, if_, is_number
from suite.workbook.inputs import Inputs, ItemRows
from suite.workbook.line import Line, block, constants, notes
from suite.workbook.sheet import Sheet
from suite.workbook.twin import Twin


class Live:
    """Writes the first sections of Beräkning, and knows where each input in force stands.

    Attributes
    ----------
    years : Line
        The years of Beräkning.
    scenario : Line
        Which scenario is chosen, counted from 1.
    own : Line
        How many cells somebody has written in.
    """

    def __init__(self, sheet: Sheet, twin: Twin, inputs: Inputs, chooser: Formula) -> None:
        self.sheet, self.twin, self.inputs, self._chooser = sheet, twin, inputs, chooser
        self.years = sheet.years(inputs.years.now)
        sheet.section("Val av scenario")
        self.scenario = sheet.line("Valt scenario", "", "nr", constant=found(chooser, inputs.names))
        sheet.section("Indata som gäller", "Värde: vilken av scenariots rader. Not: antal egna ändringar")
        self._lines = {
            code: self._end(rows) if rows.choices else self._item(rows) for code, rows in inputs.items.items()
        }
        own = across("SUM", notes(list(self._lines.values())))
        self.own = sheet.line("Egna ändringar tillsammans", "", "st", constant=own)

    def line(self, code: str) -> Line:
        """Return the line of an input in force."""
        return self._lines[code]

    def _item(self, rows: ItemRows) -> Line:
        own, position = rows.own, found(self._chooser, rows.names)
        place = self.sheet.next(constant=position.value).d
        scenario: Any = chosen(block(rows.lines), place)
        if rows.item.word == "utfall":
            asked = chosen(block(rows.lines), place, empty=np.nan)
            scenario = if_(is_number(asked), scenario, "")
        return self.sheet.line(
            rows.item.name,
            self._whose(rows),
            rows.item.unit,
            if_(is_number(own.now), own.now, scenario),
            kind="percent" if rows.item.unit == "%" else "count",
            constant=position,
            note=across("COUNTA", own.all),
        )

    def _end(self, rows: ItemRows) -> Line:
        """Write an agreement's last day; its place among the scenario's rows stands in the formula."""
        own = rows.own.d
        last = if_(is_number(own), own, chosen(constants(rows.lines), found(self._chooser, rows.names)))
        note = across("COUNTA", own)
        return self.sheet.line(
            rows.item.name, self._whose(rows), "datum", constant=last, constant_kind="date", note=note
        )

    def _whose(self, rows: ItemRows) -> str:
        owner = rows.item.code.split()[1:2]
        return next((each.short for each in self.twin.agreements if [each.id] == owner), "")
