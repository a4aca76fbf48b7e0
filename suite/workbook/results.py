"""The workbook's sheets Facit and Resultat: what the model comes to in each scenario, and what the sheets do."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add
from typing import Any

import pandas as pd

from model.agreements.agreement import Agreement
from model.amounts.comparison import net_rows, owners
from model.money import Amount
from model.status import Status, weakest
from suite.show.frame import each
from suite.show.xlsx import kind_of
from suite.workbook.computation import Computation
from suite.workbook.formulas import Formula, across, chosen, if_, total
from suite.workbook.inputs import InputSheet
from suite.workbook.sheet import CHOOSER, WHAT, WHO, Line, Sheet, block
from suite.workbook.twin import Twin, Variant


class Facit:
    """Writes the sheet Facit: the model's own amounts, to hold the sheets against.

    Attributes
    ----------
    amounts : dict of (str, str)
        By agreement and party, a line per variant of what the party pays.
    net : dict of str
        By owner, a line per variant of what it pays in all.
    statuses : dict of str
        By agreement, a line per variant of the weakest status.

    Raises
    ------
    InputError
        If a figure is missing.
    """

    def __init__(self, sheet: Sheet, twin: Twin, inputs: InputSheet) -> None:
        self.sheet, self.twin = sheet, twin
        self.amounts: dict[tuple[str, str], list[Line]] = {}
        self.net: dict[str, list[Line]] = {}
        self.statuses: dict[str, list[Line]] = {}
        sheet.years(inputs.years.now)
        frames = [variant.run.allocation(twin.agreements, twin.years) for variant in twin.variants]
        for agreement in twin.agreements:
            sheet.section(agreement.name, "Modellens belopp i varje scenario")
            self._agreement(agreement, [frame[frame["avtal"] == agreement.id] for frame in frames])
        sheet.section("Alla avtal: netto per part", "Modellens belopp i varje scenario")
        nets = [_net(variant, frame) for variant, frame in zip(twin.variants, frames, strict=True)]
        for code, name in owners(twin.every).items():
            if any(code == payer for net in nets for payer, _ in net):
                own = [[net.get((code, year)) for year in twin.years] for net in nets]
                self.net[code] = self._variants(name, "kr", own, kind_of(*twin.agreements))

    def _agreement(self, agreement: Agreement, frames: Sequence[pd.DataFrame]) -> None:
        """Write what each party pays, nothing in a year where it pays nothing, and each year's weakest status."""
        years, kind = self.twin.years, kind_of(agreement)
        names = {row.part: row.partnamn for frame in frames for row in each(frame)}
        paid = [frame.groupby(["part", "ar"])["belopp_kr"].sum().to_dict() for frame in frames]
        for code in sorted(names):
            amounts = [[own.get((code, year)) for year in years] for own in paid]
            self.amounts[agreement.id, code] = self._variants(names[code], "kr", amounts, kind)
        said = [frame.groupby("ar")["status"].agg(_weakest).to_dict() for frame in frames]
        statuses = [[own.get(year, "–") for year in years] for own in said]
        self.statuses[agreement.id] = self._variants("Svagaste status", "", statuses, "text")

    def _variants(self, what: str, unit: str, values: Sequence[Sequence[Any]], kind: str) -> list[Line]:
        """Write a line per variant."""
        return [
            self.sheet.line(what, variant.name, unit, own, kind=kind, role="given")
            for variant, own in zip(self.twin.variants, values, strict=True)
        ]


def _weakest(statuses: Iterable[str]) -> str:
    return str(weakest(map(Status, statuses)))


def _net(variant: Variant, frame: pd.DataFrame) -> dict[tuple[str, int], Amount]:
    """Return what each owner pays each year in a variant, with its companies and after settlement."""
    rows = net_rows(variant.run.case, frame)
    sums: dict[tuple[str, int], Amount] = {}
    for row in each(rows):
        sums[row.agare, row.ar] = sums.get((row.agare, row.ar), 0) + row.netto_kr
    return sums


def write_chooser(sheet: Sheet, inputs: InputSheet, name: str) -> Formula:
    """Write the cell of Resultat that says which scenario is shown, and return it."""
    sheet.cell(CHOOSER, WHAT, "Scenario (välj i den gula cellen)", "status")
    cell = sheet.cell(CHOOSER, WHO, name, "own")
    sheet.choice(CHOOSER, WHO, inputs.names, "Välj ett av scenarierna på bladet Indata.")
    return cell


class ResultSheet:
    """Writes the sheet Resultat: what each party pays under the chosen scenario.

    Attributes
    ----------
    amounts : dict of (str, str) to Line
        By agreement and party.
    sums : dict of str to Line
        By agreement.
    net : dict of str to Line
        By owner, its companies counted with it, after settlement.
    all : Line
        All together.
    """

    def __init__(self, sheet: Sheet, computed: Computation, facit: Facit) -> None:
        self.sheet, self.computed, self.facit = sheet, computed, facit
        self.twin, self.inputs = computed.twin, computed.inputs
        self.amounts: dict[tuple[str, str], Line] = {}
        self.sums: dict[str, Line] = {}
        self.net: dict[str, Line] = {}
        sheet.years(self.inputs.years.now)
        for agreement in self.twin.agreements:
            self._agreement(agreement)
        adjusted = self._settlements()
        self.all = self._net([*self.amounts.items(), *adjusted])
        sheet.section(f"Skillnad mot {self.twin.variants[0].name}, som modellen räknar det")
        names = owners(self.twin.every)
        for code, line in self.net.items():
            self._summed("Skillnad", names[code], line.now - facit.net[code][0].now, "signed")

    def _summed(
        self, what: str, who: str, amount: Formula, kind: str, *, role: str = "computed", code: str | None = None
    ) -> Line:
        """Write a line of kronor, with the sum over the years in the note column."""
        whole = across("SUM", self.sheet.next(amount.value).all)
        value: dict[str, Any] = {"constant": code, "constant_kind": "text", "note": whole, "note_kind": kind}
        return self.sheet.line(what, who, "kr", amount, kind=kind, role=role, **value)

    def _agreement(self, agreement: Agreement) -> None:
        """Write what each party of an agreement pays, by whatever contribution it pays it in, and the sum."""
        sheet, computed, kind = self.sheet, self.computed, kind_of(agreement)
        sheet.section(agreement.name, f"{agreement.reference}, belopp exklusive moms")
        parts: dict[str, list[Formula]] = {}
        for shared in (own for own in computed.shared if own.share.agreement.id == agreement.id):
            for code, part in zip(shared.share.codes, shared.parts, strict=True):
                parts.setdefault(code, []).append(part.now)
        own = [
            self._party(agreement, code, reduce(add, parts[code]), f"{agreement.id} {code}")
            for code in sorted(parts)
        ]
        self.amounts |= {(agreement.id, code): line for code, line in zip(sorted(parts), own, strict=True)}
        self.sums[agreement.id] = self._summed(agreement.short, "Summa", total(block(own)), kind, role="sum")
        said = chosen(block(self.facit.statuses[agreement.id]), computed.scenario.d_fixed)
        status = if_(computed.own.d_fixed > 0, "med egna ändringar", said)
        sheet.line(agreement.short, "Svagaste status", "", status, kind="text")

    def _party(self, agreement: Agreement, party: str, amount: Formula, code: str | None = None) -> Line:
        """Write what a party of an agreement pays, computed in the agreement's units."""
        kronor, name = self.inputs.in_kronor(agreement, amount), self.twin.party(agreement, party).name
        return self._summed(agreement.short, name, kronor, kind_of(agreement), code=code)

    def _settlements(self) -> list[tuple[tuple[str, str], Line]]:
        """Write what each party pays or gets back when the outcomes that the scenario assumes are settled."""
        found = []
        for own in self.computed.settled:
            agreement = own.agreement
            told = "Av de utfall som scenariot antar; minus får tillbaka"
            self.sheet.section(f"{agreement.short}: slutavräkning", told)
            for code, line in zip(own.codes, own.adjustments, strict=True):
                found.append(((agreement.id, code), self._party(agreement, code, line.now)))
        return found

    def _net(self, lines: Sequence[tuple[tuple[str, str], Line]]) -> Line:
        """Write what each party pays in all, its companies counted with it, and the sum."""
        told = "Med partens bolag, och slutavräkningen på det år den gäller"
        self.sheet.section("Alla avtal: netto per part", told)
        agreements = self.twin.agreements
        kind, by_id = kind_of(*agreements), {each.id: each for each in agreements}
        for code, name in owners(self.twin.every).items():
            own = [line.now for (of, part), line in lines if self.twin.party(by_id[of], part).owner == code]
            if own:
                self.net[code] = self._summed("Alla avtal", name, reduce(add, own), kind)
        return self._summed("Alla avtal", "Summa", total(block(list(self.net.values()))), kind, role="sum")
