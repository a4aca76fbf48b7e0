"""The workbook's sheets Facit, Resultat and Scenarier.

They hold what the model comes to in each scenario, what the sheets do under the chosen one, and all side by side.
"""

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
from suite.workbook.formulas import Formula, across, chosen, crossed, if_, match, picked, total
from suite.workbook.inputs import InputSheet
from suite.workbook.sheet import FIRST, HEADER, Line, Sheet, block, constants, whole_block
from suite.workbook.twin import Twin, Variant

_ASSUMED = "den slutavräkning som scenariot antar; ett bokfört års står på bladet Läs mig"
"""What of a settlement is in a net."""


class Facit:
    """Writes the sheet Facit: the model's own amounts, to hold the sheets against.

    Attributes
    ----------
    amounts : dict of (str, str)
        By agreement and party, a line per variant of what the party pays.
    net : dict of str
        By owner, a line per variant of what it pays in all.
    all : list of Line
        A line per variant of what all pay.
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
        whole = [[sum(net.get((code, year), 0) for code in self.net) for year in twin.years] for net in nets]
        self.all = self._variants("Alla", "kr", whole, kind_of(*twin.agreements))

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
        """Write a line per variant, and what its amounts come to over the years that are compared."""
        lines = []
        for variant, own in zip(self.twin.variants, values, strict=True):
            whole = summed(self.twin, self.sheet.next(own)) if unit else None
            told: dict[str, Any] = {"constant": whole, "constant_kind": kind, "kind": kind, "role": "given"}
            lines.append(self.sheet.line(what, variant.name, unit, own, **told))
        return lines


def _weakest(statuses: Iterable[str]) -> str:
    return str(weakest(map(Status, statuses)))


def _net(variant: Variant, frame: pd.DataFrame) -> dict[tuple[str, int], Amount]:
    """Return what each owner pays each year in a variant, with its companies and after settlement."""
    rows = net_rows(variant.run.case, frame)
    sums: dict[tuple[str, int], Amount] = {}
    for row in each(rows):
        sums[row.agare, row.ar] = sums.get((row.agare, row.ar), 0) + row.netto_kr
    return sums


def summed(twin: Twin, line: Line) -> Formula:
    """Return the sum of a line over the years that everything is compared over."""
    return across("SUM", line.some(*twin.compared))


class ResultSheet:
    """Writes the sheet Resultat: what each party pays under the chosen scenario.

    Attributes
    ----------
    amounts : dict of (str, str) to Line
        By agreement and party.
    sums, by_agreement : dict of str to Line
        By agreement, before and after what is settled.
    net : dict of str to Line
        By owner, its companies counted with it, after settlement.
    all : Line
        All together.
    paid : list of ((str, str), Line)
        What each agreement and party comes to, with what is settled.
    """

    def __init__(self, sheet: Sheet, computed: Computation, facit: Facit) -> None:
        self.sheet, self.computed, self.facit = sheet, computed, facit
        self.twin, self.inputs = computed.twin, computed.inputs
        self.amounts: dict[tuple[str, str], Line] = {}
        self.sums: dict[str, Line] = {}
        self.by_agreement: dict[str, Line] = {}
        self.net: dict[str, Line] = {}
        sheet.years(self.inputs.years.now)
        for agreement in self.twin.agreements:
            self._agreement(agreement)
        adjusted = self._settlements()
        self.paid = [*self.amounts.items(), *adjusted]
        self.all = self._net(self.paid)
        sheet.section("Alla parter: netto per avtal", f"Med {_ASSUMED}")
        for agreement in self.twin.agreements:
            own = [line.now for (code, _), line in adjusted if code == agreement.id]
            net = reduce(add, own, self.sums[agreement.id].now)
            self.by_agreement[agreement.id] = self._summed(agreement.short, "Alla", net, kind_of(agreement))
        sheet.section(f"Skillnad mot {self.twin.variants[0].name}, som modellen räknar det")
        names = owners(self.twin.every)
        for code, line in self.net.items():
            self._summed("Skillnad", names[code], line.now - facit.net[code][0].now, "signed")

    def _summed(
        self, what: str, who: str, amount: Formula, kind: str, *, role: str = "computed", code: str | None = None
    ) -> Line:
        """Write a line of kronor, and their sum over the years that are compared."""
        whole = summed(self.twin, self.sheet.next(amount.value))
        return self.sheet.line(
            what, who, "kr", amount, kind=kind, role=role, constant=whole, constant_kind=kind, note=code
        )

    def _agreement(self, agreement: Agreement) -> None:
        """Write what each party of an agreement pays, by whatever contribution it pays it in, and the sum."""
        sheet, computed, kind = self.sheet, self.computed, kind_of(agreement)
        sheet.section(agreement.name, f"{agreement.reference}, belopp exklusive moms")
        parts: dict[str, list[Formula]] = {}
        for shared in (own for own in computed.shared if own.share.agreement.id == agreement.id):
            for code, part in zip(shared.share.codes, shared.paid, strict=True):
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
        told = f"Med partens bolag, och {_ASSUMED}"
        self.sheet.section("Alla avtal: netto per part", told)
        agreements = self.twin.agreements
        kind, by_id = kind_of(*agreements), {each.id: each for each in agreements}
        for code, name in owners(self.twin.every).items():
            own = [line.now for (of, part), line in lines if self.twin.party(by_id[of], part).owner == code]
            if own:
                self.net[code] = self._summed("Alla avtal", name, reduce(add, own), kind)
        return self._summed("Alla avtal", "Summa", total(block(list(self.net.values()))), kind, role="sum")


def write_scenarios(sheet: Sheet, results: ResultSheet) -> Line:
    """Write the sheet Scenarier: all of them side by side, party by party and year by year.

    Returns
    -------
    Line
        How much more all pay together in each scenario than in the first, over the years that are compared.
    """
    twin, facit, names = results.twin, results.facit, owners(results.twin.every)
    kind = kind_of(*twin.agreements)
    sheet.writer.set_row(HEADER - 1, 80)
    for column, variant in enumerate(twin.variants, FIRST):
        sheet.cell(HEADER, column, variant.name, "head")
    numbers = list(range(1, len(twin.variants) + 1))
    place = sheet.line("Scenario", "", "nr", numbers, kind="count", role="given").fixed

    def line(what: str, who: str | int, shown: Formula, live: Formula, kind: str, role: str = "computed") -> Line:
        return sheet.line(what, who, "kr", shown, kind=kind, constant=live, constant_kind=kind, role=role)

    sheet.section(f"Netto {twin.period}", "Summa per part, med partens bolag")
    sums = [
        line("Netto", names[code], picked(constants(rows), place), results.net[code].d, kind)
        for code, rows in facit.net.items()
    ]
    sums.append(line("Netto", "Summa", total(block(sums)), total(constants(sums)), kind, "sum"))
    sheet.section(f"Skillnad mot {twin.variants[0].name}, {twin.period}", "Plus är dyrare")
    *_, differences = [
        line("Skillnad", own.who, own.now - own.at(0), own.d - own.at(0), "signed", role)
        for own, role in zip(sums, [*["computed"] * len(facit.net), "sum"], strict=True)
    ]
    sheet.section("Alla parter tillsammans, år för år")
    for year in twin.years[slice(*twin.compared)]:
        at = match(sheet.next().refer(f"$B{sheet.row}", float(year)), results.inputs.years.all)
        line("Netto", year, crossed(whole_block(facit.all), place, at), picked(results.all.all, at), kind)
    return differences
