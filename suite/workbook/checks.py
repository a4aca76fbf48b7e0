"""The workbook's sheet Kontroller, and the light that says on every sheet whether all of them hold."""

from collections.abc import Sequence

from model.agreements.agreement import Agreement
from model.amounts.comparison import owners
from suite.workbook.computation import Computation
from suite.workbook.facit import Facit
from suite.workbook.formulas import (
    Formula,
    across,
    chosen,
    counted,
    if_,
    is_number,
    joined,
    match,
    or_else,
    rounded,
    size,
    sum_of,
    total,
    whole_part,
)
from suite.workbook.inputs import Inputs, ItemRows
from suite.workbook.line import Line, block, constants
from suite.workbook.numbers import LIMITS
from suite.workbook.results import Results
from suite.workbook.sheet import Book, Sheet
from suite.workbook.twin import Twin
from suite.workbook.twin_layout import NOTE

LIGHT = 3
"""The row of every sheet that shows the light."""


class _Checks:
    """Writes the checks under each other: each has a deviation, 0 where it holds, and says OK or what it is."""

    def __init__(self, sheet: Sheet, inputs: Inputs, computed: Computation) -> None:
        self.sheet, self.inputs, self.computed = sheet, inputs, computed
        self.lines: list[Line] = []
        self.changed = computed.live.own.d_fixed > 0

    def add(
        self,
        what: str,
        who: str,
        unit: str,
        deviation: Formula,
        content: Formula | None = None,
        *,
        kind: str = "count",
        model: bool = False,
    ) -> None:
        """Write a check; one against the model cannot be made where something was changed, and says so."""
        if model:
            deviation = if_(self.changed, 0, deviation)
        me = Line(self.sheet.name, self.sheet.row, 0, None, deviation.value)
        verdict = if_(me.d.equals(0), "OK", joined("FEL, skiljer ", me.d))
        if model:
            verdict = if_(self.changed, "jämförs inte, egna ändringar", verdict)
        self.lines.append(self.sheet.line(what, who, unit, content, kind=kind, constant=deviation, note=verdict))

    def yearly(self, what: str, who: str, unit: str, gap: Formula, *, model: bool = False) -> None:
        """Write a check of every year: the deviation is the largest of them."""
        self.add(what, who, unit, across("MAX", self.sheet.next(gap.value).all), gap, model=model)

    def parts(self) -> None:
        """Hold the parts against what was split, and the numbers against what a workbook computes exactly."""
        for each in self.computed.shared:
            name = f"{each.share.agreement.short}: {each.share.contribution.name}"
            self.yearly("Delarna blir bidraget", name, "kr", size(total(block(each.parts)) - each.whole.now))
            apart = size(each.exact.now - whole_part(each.exact.now) - self.inputs.constant("halv"))
            near = across("MIN", self.sheet.next(apart.value).all) < self.inputs.constant("nara")
            unsure = if_(self.changed, if_(near, 1, 0), 0)  # unchanged, it is held against the model itself
            self.add("Egna ändringar är inte för nära en halv krona", name, "kr", unsure, apart, kind="fine")
            if each.split:
                self._exact(name, each.split.product)
        for settled in self.computed.settled:
            name = f"{settled.agreement.short}: slutavräkning"
            gap = size(total(block(settled.adjustments))) - settled.settled.now
            self.yearly("Delarna blir det som avräknas", name, "kr", size(gap))
            self._exact(name, settled.split.product)

    def _exact(self, name: str, product: Formula) -> None:
        over = across("MAX", self.sheet.next(product.value).all) > self.inputs.constant("storst")
        self.add("Belopp gånger vikt räknas exakt", name, "st", if_(over, 1, 0), product, kind="power")

    def sums(self, twin: Twin, results: Results) -> None:
        """Hold the sums of Resultat against the contributions of Beräkning."""
        for agreement in twin.agreements:
            own = [each for each in self.computed.shared if each.share.agreement.id == agreement.id]
            whole = sum_of([each.whole.now for each in own])
            difference = results.sums[agreement.id].now - self.inputs.in_kronor(agreement, whole)
            gap = self._gap(difference, [agreement])
            self.yearly("Parternas belopp blir bidragen", agreement.short, "kr", gap)

    def model(self, twin: Twin, results: Results, facit: Facit) -> None:
        """Hold every amount against the model's."""
        number, names = self.computed.live.scenario.d_fixed, owners(twin.agreements)
        by_id = {each.id: each for each in twin.agreements}
        for (agreement, code), rows in facit.amounts.items():
            difference = results.amounts[agreement, code].now - chosen(block(rows), number)
            gap = self._gap(difference, [by_id[agreement]])
            self.yearly(
                "Arbetsboken = modellen",
                f"{by_id[agreement].short}: {by_id[agreement].by_code[code].short}",
                "kr",
                gap,
                model=True,
            )
        for code, rows in facit.net.items():
            gap = self._gap(results.net[code].now - chosen(block(rows), number), twin.agreements)
            self.yearly("Arbetsboken = modellen", f"Alla avtal: {names[code]}", "kr", gap, model=True)

    def _gap(self, difference: Formula, agreements: Sequence[Agreement]) -> Formula:
        """Return the size of a difference in kronor; where there are öre, which floats lack, in whole öre."""
        if all(agreement.scale == 1 for agreement in agreements):
            return size(difference)
        return rounded(size(difference) * self.inputs.constant("ore")) / self.inputs.constant("ore")

    def own(self, chooser: Formula) -> None:
        """Look for a scenario that is not there, and own changes that cannot be computed on."""
        known = is_number(match(chooser, self.inputs.names))
        self.add("Det valda scenariot finns", "", "st", if_(known, 0, 1))
        for rows in self.inputs.items.values():
            self.add(
                "Egna ändringar går att räkna på", f"{rows.item.name}, rad {rows.own.row}", "st", self._wrong(rows)
            )

    def _wrong(self, rows: ItemRows) -> Formula:
        """Return how many cells of an own row hold no number, or one that is not allowed."""
        if rows.choices:
            possible = is_number(match(rows.own.d, rows.choices.all))
            return if_(is_number(rows.own.d), if_(possible, 0, 1), across("COUNTA", rows.own.d))
        kind, low, high, _ = LIMITS[rows.item.word]
        cells, least = rows.own.all, self.inputs.constant(low) if low else 0
        wrong = across("COUNTA", cells) - across("COUNT", cells)
        wrong = wrong + counted((cells < least) + (cells > self.inputs.constant(high)))
        return wrong + or_else(counted(whole_part(cells).differs(cells) + 0), 0) if kind == "integer" else wrong


def write_checks(
    book: Book, twin: Twin, inputs: Inputs, computed: Computation, results: Results, facit: Facit, chooser: Formula
) -> None:
    """Write the sheet, and the light on every sheet."""
    sheet = book.sheets["Kontroller"]
    sheet.years(inputs.years.now)
    checks = _Checks(sheet, inputs, computed)
    checks.model(twin, results, facit)
    checks.sums(twin, results)
    checks.parts()
    checks.own(chooser)
    failing = counted(constants(checks.lines).differs(0) + 0)
    sheet.section("Huvudkontroll")
    count = sheet.line("Kontroller som inte stämmer", "", "st", constant=failing)
    good = if_(computed.live.own.d_fixed > 0, "OK, med egna ändringar", "OK")
    light = or_else(
        if_(count.d_fixed > 0, joined("FEL i ", count.d_fixed, " kontroller"), good), "FEL, går inte att räkna"
    )
    shown = sheet.cell(LIGHT, 1, light, "status")
    for each in book.sheets.values():
        each.cell(LIGHT, 0, "Kontroller", "status")
        if each is not sheet:
            each.cell(LIGHT, 1, shown, "status")
        each.writer.conditional_format(LIGHT - 1, 1, LIGHT - 1, 1, _begins("OK", book, "good"))
        each.writer.conditional_format(LIGHT - 1, 1, LIGHT - 1, 1, _begins("FEL", book, "bad"))
    first, last = checks.lines[0].row, checks.lines[-1].row
    sheet.writer.conditional_format(first - 1, NOTE, last - 1, NOTE, _begins("FEL", book, "bad"))


def _begins(text: str, book: Book, role: str) -> dict[str, object]:
    return {"type": "text", "criteria": "begins with", "value": text, "format": book.format(role)}
