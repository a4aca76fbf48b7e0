"""The workbook's sheet Beräkning: the inputs in force, the index, the keys, the apportionment and the settlement.

Every rule is `model.kernel`'s and `model.settlement`'s said once more, in formulas that a reader can follow; the
tests hold the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.agreement import Agreement
from model.clauses import Denominator, Extent, Negative, PartYear, Rounding
from model.errors import InputError
from model.outputs.formulas import (
    Formula,
    across,
    chosen,
    counted,
    dated,
    divisor,
    first_day,
    found,
    highest,
    if_,
    is_number,
    least,
    most,
    rounded,
    rows_of,
    size,
    total,
    whole_part,
)
from model.outputs.workbook_inputs import Inputs, ItemRows
from model.outputs.workbook_sheet import Line, Sheet, block, constants
from model.twin import Share, Twin


@dataclass
class Shared:
    """A contribution as it was computed: what it came to, and each payer's part, in the agreement's units."""

    share: Share
    exact: Line
    whole: Line
    parts: Sequence[Line]
    product: Formula | None


@dataclass
class Settled:
    """A settlement as it was computed: what each payer pays or gets back, in the agreement's units."""

    agreement: Agreement
    codes: Sequence[str]
    settled: Line
    adjustments: Sequence[Line]
    product: Formula


@dataclass
class Computation:
    """What the other sheets refer to of Beräkning."""

    years: Line
    scenario: Line
    own: Line
    shared: list[Shared] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)


class _Writer:
    """Writes the sheet from top to bottom."""

    def __init__(self, sheet: Sheet, twin: Twin, inputs: Inputs, chooser: Formula) -> None:
        self.sheet, self.twin, self.inputs, self.chooser = sheet, twin, inputs, chooser
        self.years = sheet.years(inputs.years.now)
        self.live: dict[str, Line] = {}

    def constant(self, code: str) -> Formula:
        return self.inputs.constants[code].d_fixed

    def selection(self) -> Computation:
        """Write which scenario is chosen, what it says, and where something of one's own is written instead."""
        sheet = self.sheet
        sheet.section("Val av scenario")
        scenario = sheet.line("Valt scenario", "", "nr", constant=found(self.chooser, self.inputs.names))
        sheet.section("Indata som gäller", "Värde: vilken av scenariots rader. Not: antal egna ändringar")
        first = sheet.row
        for code, rows in self.inputs.items.items():
            self.live[code] = self._end(rows) if code.startswith("till ") else self._item(rows)
        changes = Formula(lambda _: f"SUM($E${first}:$E${first + len(self.live) - 1})", 0.0)
        own = sheet.line("Egna ändringar tillsammans", "", "st", constant=changes)
        return Computation(self.years, scenario, own)

    def _item(self, rows: ItemRows) -> Line:
        own, position = rows.own, found(self.chooser, rows.names)
        me = Line(self.sheet.name, self.sheet.row, own.years, None, position.value)
        scenario: Any = chosen(block(rows.lines), me.d)
        if rows.item.code.startswith("utfall "):
            asked = chosen(block(rows.lines), me.d, empty=np.nan)
            scenario = if_(is_number(asked), scenario, "")
        kind = "percent" if rows.item.unit == "%" else "count"
        return self.sheet.line(
            rows.item.name,
            self._whose(rows),
            rows.item.unit,
            if_(is_number(own.now), own.now, scenario),
            kind=kind,
            constant=position,
            note=across("COUNTA", own.all),
        )

    def _end(self, rows: ItemRows) -> Line:
        """Write an agreement's last day; its place among the scenario's rows stands in the formula."""
        own = rows.own
        last = if_(is_number(own.d), own.d, chosen(constants(rows.lines), found(self.chooser, rows.names)))
        count = Formula(lambda place: f"COUNTA({own.d.text(place)})", 0.0)
        return self.sheet.line(rows.item.name, self._whose(rows), "datum", constant=last, constant_kind="date", note=count)

    def _whose(self, rows: ItemRows) -> str:
        owner = rows.item.code.split()[1:2]
        return next((each.short for each in self.twin.agreements if [each.id] == owner), "")

    def contribution(self, share: Share) -> Shared:
        """Write a contribution: index, months, whole kronor, and each payer's part."""
        sheet, agreement, item = self.sheet, share.agreement, share.contribution
        if agreement.index and agreement.index.rounding is Rounding.YEARLY:
            raise InputError(f"{agreement.name}: arbetsboken räknar inte med index som avrundas varje år")
        sheet.section(f"{agreement.short}: {item.name}", agreement.cite(item.clause))
        amount = self.live[f"belopp {share.code}"].now
        if agreement.index:
            amount = amount * self._factor(share).now
        part, whole = self._part_of_year(share)
        amount = amount * part / whole
        if agreement.scale > 1:
            amount = amount * self.constant("ore")
        unit = "öre" if agreement.scale > 1 else "kr"
        exact = sheet.line("Uppräknat, inte avrundat", item.name, unit, amount, kind="fine")
        whole_amount = sheet.line(
            "Bidraget, avrundat en gång", item.name, unit, rounded(exact.now * (self.constant("tolerans") + 1))
        )
        names = [agreement.by_code[code].name for code in share.codes]
        if len(share.codes) == 1:
            return Shared(share, exact, whole_amount, [sheet.line("Belopp", names[0], unit, whole_amount.now)], None)
        weights = self._weights(share, names)
        parts, product = self.apportioned("Belopp", whole_amount, weights, names, unit)
        return Shared(share, exact, whole_amount, parts, product)

    def _factor(self, share: Share) -> Line:
        index, price = share.agreement.index, self.inputs.terms[f"prisniva {share.code}"]
        change = self.live["lpix"].now
        if index and index.negative is Negative.LEAVES:
            change = self.sheet.line(f"{index.name} som tillämpas, lägst 0", "", "%", most(change, 0), kind="percent").now
        step = change / self.constant("hundra") + 1
        years, values = self.years.values, np.ones(len(self.years.values))
        for place in range(1, len(values)):
            values[place] = 1 if years[place] <= price.constant else values[place - 1] * step.value[place]
        me = self.sheet.next(values)
        chain = if_(self.years.fixed <= price.d_fixed, 1, me.before * step)
        name = f"Uppräkningsfaktor, {index.name if index else ''}"
        return self.sheet.line(name, "", "faktor", chain, kind="exact")

    def _part_of_year(self, share: Share) -> tuple[Formula, Formula]:
        """Write how much of each year the contribution is paid for; return that, and how much a whole year is."""
        sheet, agreement, twelve = self.sheet, share.agreement, self.constant("manader")
        start = self.inputs.terms.get(f"fran {share.code}", self.inputs.terms[f"fran {agreement.id}"]).d_fixed
        end = self.live[f"till {agreement.id}"].d_fixed
        begins = dated("YEAR", start) * twelve + dated("MONTH", start) - 1 + if_(dated("DAY", start) > 1, 1, 0)
        stops = dated("YEAR", end + 1) * twelve + dated("MONTH", end + 1) - 1
        if last := self.inputs.terms.get(f"raknas_till {agreement.id}"):
            stops = least(stops, (last.d_fixed + 1) * twelve)
        first = sheet.line("Första hela månaden, räknad från år 0", "", "månad", constant=begins)
        after = sheet.line("Månaden efter den sista hela, räknad från år 0", "", "månad", constant=stops)
        year = self.years.fixed
        months = sheet.line(
            "Månader i kraft", "", "månader",
            most(0, least(after.d_fixed, (year + 1) * twelve) - most(first.d_fixed, year * twelve)), kind="count",
        )
        if agreement.term.part_year is PartYear.MONTHS:
            return months.now, twelve
        last_day, first_day_of = first_day(year + 1) - 1, first_day(year)
        days = sheet.line(
            "Dagar i kraft", "", "dagar", if_(months.now > 0, least(end, last_day) - most(start, first_day_of) + 1, 0), kind="count"
        )
        whole = sheet.line("Dagar på året", "", "dagar", first_day(year + 1) - first_day(year), kind="count")
        return days.now, whole.now

    def _weights(self, share: Share, names: Sequence[str]) -> list[Line]:
        """Write the payers' weights, in whole numbers."""
        sheet, twin = self.sheet, self.twin
        rests = [self.live[f"andel {share.code} {code}"] for code in share.codes] if twin.by_shares(share) else []
        if not twin.by_population(share):
            return [sheet.line("Vikt", name, "delar", line.now) for name, line in zip(names, rests, strict=True)]
        codes = [twin.people_code(share.people, owner) for owner in share.owners]
        people = [sheet.line("Folkmängd", name, "invånare", self.live[code].now) for name, code in zip(names, codes, strict=True)]
        others = [sheet.line("Andel av resten", name, "delar", line.now) for name, line in zip(names, rests, strict=bool(rests))]
        by_people, else_ = self._proportions(share)
        inhabitants = sheet.line("Folkmängd tillsammans", "", "invånare", total(block(people)))
        rest = sheet.line("Andelar av resten tillsammans", "", "delar", total(block(others)) if others else rows_of(block(people)))
        raw = [
            sheet.line(
                "Vikt, inte förkortad", name, "delar",
                by_people.fixed * own.now * rest.fixed + (else_.fixed * others[place].now if others else else_.fixed) * inhabitants.fixed,
            )
            for place, (name, own) in enumerate(zip(names, people, strict=True))
        ]
        common = sheet.line("Största gemensamma delare", "", "delar", most(1, divisor(block(raw))))
        return [sheet.line("Vikt", name, "delar", own.now / common.fixed) for name, own in zip(names, raw, strict=True)]

    def _proportions(self, share: Share) -> tuple[Line, Line]:
        """Write how much is split by population and how much in another way, as whole numbers."""
        sheet, fine = self.sheet, self.constant("miljondelar")
        whole = self.constant("hundra") * fine
        counted_ = sheet.line("Efter folkmängd", "", "miljondelar", rounded(self.live[f"nyckel {share.code}"].now * fine), kind="count")
        remaining = sheet.line("På annat sätt", "", "miljondelar", whole - counted_.now, kind="count")
        common = sheet.line("Deras gemensamma delare", "", "st", divisor(block([counted_, remaining])), kind="count")
        return (
            sheet.line("Efter folkmängd", "", "delar", counted_.now / common.now, kind="count"),
            sheet.line("På annat sätt", "", "delar", remaining.now / common.now, kind="count"),
        )

    def apportioned(
        self, what: str, amount: Line, weights: Sequence[Line], names: Sequence[str], unit: str
    ) -> tuple[list[Line], Formula]:
        """Write the largest remainder method (Hamilton): whole parts, remainders, the queue for what is left."""
        sheet, each = self.sheet, list(zip(names, weights, strict=True))
        whole = sheet.line("Vikter tillsammans", "", "delar", most(1, total(block(weights))), kind="count")
        parts = [
            sheet.line("Hela delen", name, unit, whole_part(amount.fixed * own.now / whole.fixed)) for name, own in each
        ]
        rests = [
            sheet.line("Rest", name, "delar", amount.fixed * own.now - part.now * whole.fixed, kind="count", constant=place)
            for place, ((name, own), part) in enumerate(zip(each, parts, strict=True), 1)
        ]
        left = sheet.line("Kvar att fördela", "", unit, amount.now - total(block(parts)), kind="count")
        queue, order = block(rests), constants(rests)
        places = [
            sheet.line(
                "Antal före i kön", name, "st",
                counted((queue > own.now) + queue.equals(own.now) * (order < own.d)), kind="count",
            )
            for (name, _), own in zip(each, rests, strict=True)
        ]
        amounts = [
            sheet.line(what, name, unit, part.now + if_(place.now < left.fixed, 1, 0))
            for (name, _), part, place in zip(each, parts, places, strict=True)
        ]
        return amounts, amount.now * highest(block(weights))

    def settlement(self, agreement: Agreement, shared: Sequence[Shared]) -> Settled | None:
        """Write the settlement of the outcomes that the scenario assumes, by what each payer pays."""
        rule = agreement.settlement
        if rule is None:
            return None
        sheet, unit = self.sheet, "öre" if agreement.scale > 1 else "kr"
        sheet.section(f"{agreement.short}: slutavräkning", agreement.cite(rule.clause))
        own = {code: part for each in shared for code, part in zip(each.share.codes, each.parts, strict=True)}
        codes = sorted(own)
        by_code = {party.code: party.name for each in shared for party in each.share.agreement.parties}
        names = [by_code[code] for code in codes]
        paid = [sheet.line("Betalat", name, unit, own[code].now) for name, code in zip(names, codes, strict=True)]
        financing = sheet.line("Finansiering", "", unit, total(block(paid)))
        percent, hundred = self.live[f"utfall {agreement.id}"].now, self.constant("hundra")
        up, scale = self.constant("tolerans") + 1, self.constant("ore")
        cost = financing.now * percent / hundred
        cost = rounded(cost / scale * up) * scale if agreement.scale > 1 else rounded(cost * up)
        outcome = sheet.line("Utfall", "", unit, if_(is_number(percent), cost, financing.now))
        deviation = sheet.line("Avvikelse: finansiering − utfall", "", unit, financing.now - outcome.now, kind="signed")
        against = outcome if rule.denominator is Denominator.OUTCOME else financing
        measured = sheet.line("Avvikelsen mäts mot", "", unit, size(against.now))
        limit = self.inputs.terms[f"grans {agreement.id}"].d_fixed
        amount = size(deviation.now)
        if rule.extent is Extent.EXCESS:
            amount = rounded((amount - limit * measured.now / hundred) * up)
        over = size(deviation.now) * hundred > limit * measured.now
        settled = sheet.line("Att avräkna", "", unit, if_(over, amount, 0))
        parts, product = self.apportioned("Del av avräkningen", settled, paid, names, unit)
        adjustments = [
            sheet.line("Slutavräkning: minus får tillbaka", name, unit, if_(deviation.fixed > 0, -part.now, part.now), kind="signed")
            for name, part in zip(names, parts, strict=True)
        ]
        return Settled(agreement, codes, settled, adjustments, product)


def write_computation(sheet: Sheet, twin: Twin, inputs: Inputs, chooser: Formula) -> Computation:
    """Write the sheet, and return what the others refer to.

    Raises
    ------
    InputError
        If an agreement has a rule that the workbook cannot show.
    """
    writer = _Writer(sheet, twin, inputs, chooser)
    done = writer.selection()
    for agreement in twin.agreements:
        shared = [writer.contribution(share) for share in twin.of_agreement(agreement)]
        done.shared += shared
        if settled := writer.settlement(agreement, shared):
            done.settled.append(settled)
    return done
