"""The workbook's sheet Kontroller, and the light that says on every sheet whether all of them hold."""

from collections.abc import Sequence
from functools import reduce
from operator import add

from model.agreements.agreement import Agreement
from model.amounts.comparison import owners
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
    total,
    whole_part,
)
from suite.workbook.inputs import ItemRows
from suite.workbook.results import ResultSheet
from suite.workbook.sheet import LIGHT, NOTE, WHAT, WHO, Book, Line, Sheet, block, constants


class _Checks:
    """Writes the checks under each other: each has a deviation, 0 where it holds, and says OK or what it is."""

    def __init__(self, sheet: Sheet, results: ResultSheet) -> None:
        self.sheet, self.results = sheet, results
        self.twin, self.inputs, self.computed = results.twin, results.inputs, results.computed
        self.lines: list[Line] = []
        self.changed = self.computed.own.d_fixed > 0

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
        me = self.sheet.next(constant=deviation.value)
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
            for exact in each.exact:
                apart = size(exact.now - whole_part(exact.now) - self.inputs.constant("halv"))
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

    def sums(self) -> None:
        """Hold the sums of Resultat against the contributions of Beräkning."""
        for agreement in self.twin.agreements:
            shared = [each for each in self.computed.shared if each.share.agreement.id == agreement.id]
            own, what = [each.whole.now for each in shared], "Parternas belopp blir bidragen"
            for each in shared:
                if each.paid is not each.parts:
                    own.append(total(block(each.paid)) - total(block(each.parts)))
                    what = "Parternas belopp blir bidragen, och det som är fakturerat annat"
            whole = self.inputs.in_kronor(agreement, reduce(add, own))
            gap = self._gap(self.results.sums[agreement.id].now - whole, [agreement])
            self.yearly(what, agreement.short, "kr", gap)

    def model(self) -> None:
        """Hold every amount against the model's."""
        agreements, names = self.twin.agreements, owners(self.twin.every)
        by_id = {each.id: each for each in agreements}
        for (code, party), rows in self.results.facit.amounts.items():
            own, line = by_id[code], self.results.amounts[code, party]
            self._against(f"{own.short}: {self.twin.party(own, party).short}", line, rows, [own])
        for code, rows in self.results.facit.net.items():
            self._against(f"Alla avtal: {names[code]}", self.results.net[code], rows, agreements)

    def _against(self, who: str, own: Line, rows: Sequence[Line], agreements: Sequence[Agreement]) -> None:
        """Hold a line against the model's, in the chosen scenario."""
        gap = self._gap(own.now - chosen(block(rows), self.computed.scenario.d_fixed), agreements)
        self.yearly("Arbetsboken = modellen", who, "kr", gap, model=True)

    def _gap(self, difference: Formula, agreements: Sequence[Agreement]) -> Formula:
        """Return the size of a difference in kronor; where there are öre, which floats lack, in whole öre."""
        if all(agreement.scale == 1 for agreement in agreements):
            return size(difference)
        return rounded(size(difference) * self.inputs.constant("ore")) / self.inputs.constant("ore")

    def own(self) -> None:
        """Look for a scenario that is not there, and own changes that cannot be computed on."""
        known = is_number(match(self.inputs.chooser, self.inputs.names))
        self.add("Det valda scenariot finns", "", "st", if_(known, 0, 1))
        for own in self.computed.changes.items.values():
            where = f"{own.rows.item.name}, rad {own.once.row}"
            wrong = own.once.d + own.onwards.d if own.onwards else self._no_day(own.rows, own.once)
            self.add("Egna ändringar går att räkna på", where, "st", wrong)

    def _no_day(self, rows: ItemRows, own: Line) -> Formula:
        """Return 1 where something is written that is none of the possible days."""
        assert rows.choices
        possible = is_number(match(own.d, rows.choices.all))
        return if_(is_number(own.d), if_(possible, 0, 1), across("COUNTA", own.d))


def write_checks(book: Book, results: ResultSheet) -> None:
    """Write the sheet, and the light on every sheet."""
    sheet = book.sheets["Kontroller"]
    sheet.years(results.inputs.years.now)
    checks = _Checks(sheet, results)
    checks.model()
    checks.sums()
    checks.parts()
    checks.own()
    failing = counted(constants(checks.lines).differs(0) + 0)
    sheet.section("Huvudkontroll")
    count = sheet.line("Kontroller som inte stämmer", "", "st", constant=failing).d_fixed
    good = if_(checks.changed, "OK, med egna ändringar", "OK")
    light = if_(count > 0, joined("FEL i ", count, " kontroller"), good)
    shown = sheet.cell(LIGHT, WHO, or_else(light, "FEL, går inte att räkna"), "status")
    for each in book.sheets.values():
        each.cell(LIGHT, WHAT, "Kontroller", "status")
        if each is not sheet:
            each.cell(LIGHT, WHO, shown, "status")
        each.writer.conditional_format(LIGHT - 1, WHO, LIGHT - 1, WHO, _begins("OK", book, "good"))
        each.writer.conditional_format(LIGHT - 1, WHO, LIGHT - 1, WHO, _begins("FEL", book, "bad"))
    first, last = checks.lines[0].row, checks.lines[-1].row
    sheet.writer.conditional_format(first - 1, NOTE, last - 1, NOTE, _begins("FEL", book, "bad"))


def _begins(text: str, book: Book, role: str) -> dict[str, object]:
    return {"type": "text", "criteria": "begins with", "value": text, "format": book.format(role)}
