"""The workbook's sheet Beräkning: index, months, keys, each contribution split between its payers, settlement.

Every rule is the model's said once more, in formulas that a reader can follow: `model.kernel`, and the settlement
of `model.amounts.settlement`. Tests hold the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np

from model.agreements.agreement import Agreement
from model.agreements.clauses import Denominator, Extent, Index, Negative, PartYear, Rounding, SettlementRule
from suite.show.xlsx import unit_of
from suite.workbook.changes import ChangeSheet, OwnRows
from suite.workbook.formulas import (
    Formula,
    across,
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
from suite.workbook.inputs import InputSheet, ItemRows
from suite.workbook.sheet import Line, Sheet, block, constants, notes
from suite.workbook.twin import Share, Twin, index_code


@dataclass(frozen=True)
class Apportioned:
    """The parts, and the largest product of amount and weight, which must be a number that is exact."""

    parts: Sequence[Line]
    product: Formula


@dataclass(frozen=True)
class Shared:
    """A contribution as it was computed, in the agreement's units.

    Attributes
    ----------
    exact : sequence of Line
        The numbers that are rounded: one, or one each year before it where each year is.
    whole : Line
        The contribution, rounded.
    parts, paid : sequence of Line
        Each payer's part, and what it pays: another amount where one has been issued.
    """

    share: Share
    exact: Sequence[Line]
    whole: Line
    parts: Sequence[Line]
    paid: Sequence[Line]
    split: Apportioned | None


class InForce(NamedTuple):
    """How much of each year a contribution is paid for, of how much, and from which month to before which."""

    part: Formula
    year: Formula
    first: Formula
    after: Formula


@dataclass(frozen=True)
class Settled:
    """A settlement in the agreement's units: the amount, and what each payer pays or gets back."""

    agreement: Agreement
    codes: Sequence[str]
    settled: Line
    adjustments: Sequence[Line]
    split: Apportioned


class Computation:
    """Writes the sheet: the inputs in force, then each agreement's contributions and settlement.

    An input in force is what the chosen scenario says, or what somebody has written in its place.

    Parameters
    ----------
    sheet, twin, inputs, changes
        Where to write, what, and from what.

    Attributes
    ----------
    scenario : Line
        Which scenario is chosen, counted from 1.
    own : Line
        How many cells somebody has written in.
    shared, settled : list
        The contributions, and the settlements of the outcomes that are assumed.
    """

    def __init__(self, sheet: Sheet, twin: Twin, inputs: InputSheet, changes: ChangeSheet) -> None:
        self.sheet, self.twin, self.inputs, self.changes = sheet, twin, inputs, changes
        self._years = sheet.years(inputs.years.now)
        sheet.section("Val av scenario")
        self.scenario = sheet.line("Valt scenario", "", "nr", constant=found(inputs.chooser, inputs.names))
        sheet.section("Egna värden som gäller från och med ett år", "Det senaste som är skrivet på raden")
        since = {code: self._since(own.rows, own.onwards) for code, own in changes.items.items() if own.onwards}
        sheet.section("Indata som gäller", "Not: antal egna ändringar")
        self._in_force = {
            code: self._yearly(own, since[code]) if own.onwards else self._day(own)
            for code, own in changes.items.items()
        }
        own = across("SUM", notes(list(self._in_force.values())))
        self.own = sheet.line("Egna ändringar tillsammans", "", "st", constant=own)
        self.shared: list[Shared] = []
        self.settled: list[Settled] = []
        for agreement in twin.agreements:
            shares = [self._contribution(share) for share in twin.of_agreement(agreement)]
            self.shared += shares
            if rule := next(filter(None, twin.rules(agreement)), None):
                parts: dict[str, Formula] = {}
                for each in shares:
                    for code, line in zip(each.share.codes, each.paid, strict=True):
                        parts[code] = parts[code] + line.now if code in parts else line.now
                self.settled.append(self._settlement(agreement, rule, parts))

    def _since(self, rows: ItemRows, own: Line) -> Line:
        """Write a value of one's own in its year and those after; nothing before the first."""
        before = self.sheet.next(own.values).before
        value = if_(is_number(own.now), own.now, if_(is_number(before), before, ""))
        return self.sheet.line(rows.item.name, _whose(rows), rows.item.unit, value, kind=rows.kind)

    def _yearly(self, own: OwnRows, since: Line) -> Line:
        """Write an input with a value for each year: of the year alone, from a year on, or the scenario's.

        From a year on goes for the years in which the scenario has a value; of an outcome it need not have one.
        """
        rows, once = own.rows, own.once
        value = if_(is_number(since.now), since.now, rows.said.now)
        if rows.item.word != "utfall":
            value = if_(is_number(rows.said.now), value, 0)
        value = if_(is_number(once.now), once.now, value)
        return self.sheet.line(
            rows.item.name, _whose(rows), rows.item.unit, value, kind=rows.kind, note=own.written
        )

    def _day(self, own: OwnRows) -> Line:
        """Write an agreement's last day."""
        rows, day = own.rows, own.once.d
        last = if_(is_number(day), day, rows.said.d)
        return self.sheet.line(
            rows.item.name, _whose(rows), "datum", constant=last, constant_kind="date", note=own.written
        )

    def _contribution(self, share: Share) -> Shared:
        """Write a contribution: index, months, whole units, each payer's part, and what it pays."""
        sheet, agreement, item, unit = self.sheet, share.agreement, share.contribution, unit_of(share.agreement)
        sheet.section(f"{agreement.short}: {share.name}", agreement.cite(item.clause))
        amount, exact = self._in_force[f"belopp {share.code}"].now, list[Line]()
        if agreement.scale > 1:
            amount = amount * self.inputs.constant("ore")
        if agreement.index and agreement.index.rounding is Rounding.YEARLY:
            amount, exact = self._rounded_yearly(share, agreement.index, amount)
        elif agreement.index:
            amount = amount * self._factor(share, agreement.index).now
        within = self._part_of_year(share)
        amount = amount * within.part / within.year
        exact.append(sheet.line("Uppräknat, inte avrundat", item.name, unit, amount, kind="fine"))
        whole = sheet.line("Bidraget, avrundat", item.name, unit, self._rounded(exact[-1].now))
        names = [agreement.by_code[code].name for code in share.codes]
        split = None
        if len(share.codes) == 1:
            parts: Sequence[Line] = [sheet.line("Belopp", names[0], unit, whole.now)]
        else:
            split = apportioned(sheet, "Belopp", whole, self._weights(share, names), names, unit)
            parts = split.parts
        return Shared(share, exact, whole, parts, self._paid(share, whole, parts, within), split)

    def _rounded(self, amount: Formula) -> Formula:
        """Return an amount in whole units, an exact half upwards."""
        return rounded(amount * (self.inputs.constant("tolerans") + 1))

    def _paid(self, share: Share, whole: Line, parts: Sequence[Line], within: InForce) -> Sequence[Line]:
        """Write what each payer pays: where something was issued that, and the rest of the year as computed."""
        rows, sheet, unit = self.inputs.issued.get(share.code), self.sheet, unit_of(share.agreement)
        if rows is None:
            return parts
        labels = [f"del {place}" for place in range(1, len(rows.instalments) + 1)]
        lengths = [
            sheet.line("Månader i kraft", label, "månader", own.months(within.first, within.after), kind="count")
            for label, own in zip(labels, rows.instalments, strict=True)
        ]
        found = []
        for code, part in zip(share.codes, parts, strict=True):
            name, rest = share.agreement.by_code[code].name, None
            if left := rows.left.get(code):
                split = apportioned(sheet, f"Del av årets belopp, {name}", part, lengths, labels, unit)
                rest = reduce(add, [flag.now * each.now for flag, each in zip(left, split.parts, strict=True)])
            found.append((name, rows.paid(code, part, whole.now > 0, rest)))
        return [sheet.line("Betalas, det fakturerade som det är", name, unit, amount) for name, amount in found]

    def _rounded_yearly(self, share: Share, index: Index, amount: Formula) -> tuple[Formula, list[Line]]:
        """Write the whole amount of each year when it is rounded before the next year's change.

        A row is a year's change, made in that year and those after it: a year's amount is its own base amount,
        changed and rounded once for each year from the price level to it. Returns the last row's amount, and the
        numbers that were rounded.
        """
        sheet, unit, exact = self.sheet, unit_of(share.agreement), list[Line]()
        change, price = self._change(index), self.inputs.terms[f"prisniva {share.code}"].constant
        for place, year in enumerate(self.twin.years):
            if year > price:
                step = change.at(place) + 1
                raw = if_(self._years.fixed >= self._years.at(place), amount * step, amount)
                exact.append(
                    sheet.line(f"Uppräknat med {index.name} {year}", "inte avrundat", unit, raw, kind="fine")
                )
                whole = self._rounded(exact[-1].now)
                amount = sheet.line(f"Uppräknat med {index.name} {year}", "avrundat", unit, whole).now
        return amount, exact

    def _change(self, index: Index) -> Line:
        """Return the row of an index's changes as the agreement applies them."""
        change = self._in_force[index_code(index.name)]
        if index.negative is not Negative.LEAVES:
            return change
        applied = most(change.now, 0)
        return self.sheet.line(f"{index.name} som tillämpas", "", "%", applied, kind="percent")

    def _factor(self, share: Share, index: Index) -> Line:
        """Write the index factor: 1 up to the price level's year, then the product of the years' changes."""
        price, name = self.inputs.terms[f"prisniva {share.code}"], index.name
        step = self._change(index).now + 1
        years, values = self._years.values, np.ones(len(self._years.values))
        for place in range(1, len(values)):
            values[place] = 1 if years[place] <= price.constant else values[place - 1] * step.value[place]
        before = self.sheet.next(values).before
        chain = if_(self._years.fixed <= price.d_fixed, 1, before * step)
        return self.sheet.line(f"Uppräkningsfaktor, {name}", "", "faktor", chain, kind="exact")

    def _part_of_year(self, share: Share) -> InForce:
        """Write how much of each year the contribution is paid for."""
        sheet, agreement, terms = self.sheet, share.agreement, self.inputs.terms
        twelve, year = self.inputs.constant("manader"), self._years.fixed
        start = terms.get(f"fran {share.code}", terms[f"fran {agreement.id}"]).d_fixed
        end = self._in_force[f"till {agreement.id}"].d_fixed
        begins = dated("YEAR", start) * twelve + dated("MONTH", start) - 1 + if_(dated("DAY", start) > 1, 1, 0)
        stops = dated("YEAR", end + 1) * twelve + dated("MONTH", end + 1) - 1
        if last := terms.get(f"raknas_till {agreement.id}"):
            stops = least(stops, (last.d_fixed + 1) * twelve)
        first = sheet.line("Första hela månaden, räknad från år 0", "", "månad", constant=begins)
        after = sheet.line("Månaden efter den sista hela, räknad från år 0", "", "månad", constant=stops)
        within = least(after.d_fixed, (year + 1) * twelve) - most(first.d_fixed, year * twelve)
        months = sheet.line("Månader i kraft", "", "månader", most(0, within), kind="count")
        span = (first.d_fixed - year * twelve, after.d_fixed - year * twelve)
        if agreement.term.part_year is PartYear.MONTHS:
            return InForce(months.now, twelve, *span)
        days = least(end, first_day(year + 1) - 1) - most(start, first_day(year)) + 1
        part = sheet.line("Dagar i kraft", "", "dagar", if_(months.now > 0, days, 0), kind="count")
        length = first_day(year + 1) - first_day(year)
        return InForce(part.now, sheet.line("Dagar på året", "", "dagar", length, kind="count").now, *span)

    def _weights(self, share: Share, names: Sequence[str]) -> list[Line]:
        """Write the payers' weights: population, weights of their own, or a mix over a common denominator."""
        sheet, twin, own = self.sheet, self.twin, list[Line]()
        if twin.by_shares(share):
            own = [self._in_force[f"andel {share.code} {code}"] for code in share.codes]
        if not twin.by_population(share):
            return [sheet.line("Vikt", name, "delar", line.now) for name, line in zip(names, own, strict=True)]
        counts = [self._in_force[twin.people_code(share.people, owner)].now for owner in share.owners]
        people = [sheet.line("Folkmängd", name, "invånare", n) for name, n in zip(names, counts, strict=True)]
        others = [
            sheet.line("Andel av resten", name, "delar", n.now) for name, n in zip(names, own, strict=bool(own))
        ]
        by_people, otherwise = self._proportions(share)
        inhabitants = sheet.line("Folkmängd tillsammans", "", "invånare", total(block(people)))
        parts = total(block(others)) if others else rows_of(block(people))
        together = sheet.line("Andelar av resten tillsammans", "", "delar", parts)
        raw = []
        for place, name in enumerate(names):
            rest = otherwise.fixed * others[place].now if others else otherwise.fixed
            weight = by_people.fixed * people[place].now * together.fixed + rest * inhabitants.fixed
            raw.append(sheet.line("Vikt, inte förkortad", name, "delar", weight))
        common = sheet.line("Största gemensamma delare", "", "delar", most(1, divisor(block(raw)))).fixed
        return [
            sheet.line("Vikt", name, "delar", line.now / common) for name, line in zip(names, raw, strict=True)
        ]

    def _proportions(self, share: Share) -> tuple[Line, Line]:
        """Write how much is split by population and how much in another way, as whole numbers."""
        sheet, whole = self.sheet, self.inputs.constant("delar")
        percent = self._in_force[f"nyckel {share.code}"].now
        by_people = sheet.line("Efter folkmängd", "", "delar", rounded(percent * whole), kind="count")
        otherwise = sheet.line("På annat sätt", "", "delar", whole - by_people.now, kind="count")
        both = divisor(block([by_people, otherwise]))
        common = sheet.line("Deras största gemensamma delare", "", "st", both, kind="count")
        return (
            sheet.line("Efter folkmängd, förkortat", "", "delar", by_people.now / common.now, kind="count"),
            sheet.line("På annat sätt, förkortat", "", "delar", otherwise.now / common.now, kind="count"),
        )

    def _settlement(self, agreement: Agreement, rule: SettlementRule, parts: Mapping[str, Formula]) -> Settled:
        """Write the settlement of the outcomes that are assumed (RUN/387/2023 §7).

        Parameters
        ----------
        rule : SettlementRule
            How, where it is alike in all the years.
        parts : mapping of str to Formula
            What each party pays.
        """
        sheet, unit = self.sheet, unit_of(agreement)
        sheet.section(f"{agreement.short}: slutavräkning", agreement.cite(rule.clause))
        codes, up = sorted(parts), self.inputs.constant("tolerans") + 1
        names = [self.twin.party(agreement, code).name for code in codes]
        paid = [sheet.line("Betalat", name, unit, parts[code]) for name, code in zip(names, codes, strict=True)]
        financing = sheet.line("Finansiering", "", unit, total(block(paid)))
        outcome = sheet.line("Utfall", "", unit, self._outcome(agreement, financing, up))
        surplus = financing.now - outcome.now
        deviation = sheet.line("Avvikelse: finansiering − utfall", "", unit, surplus, kind="signed")
        terms, hundred = self.inputs.terms, self.inputs.constant("hundra")
        own = terms.get(f"avraknas {agreement.id}")  # there where the rule is not alike in all the years
        against = (outcome if rule.denominator is Denominator.OUTCOME else financing).now
        if own:
            against = if_(terms[f"namnare {agreement.id}"].now > 0, outcome.now, financing.now)
        measured = sheet.line("Avvikelsen mäts mot", "", unit, size(against)).now
        line = terms[f"grans {agreement.id}"]
        limit = line.now if own else line.d_fixed
        amount = size(deviation.now)
        if own or rule.extent is Extent.EXCESS:
            excess = rounded((amount - limit * measured / hundred) * up)
            amount = if_(terms[f"hela {agreement.id}"].now > 0, amount, excess) * own.now if own else excess
        over = size(deviation.now) * hundred > limit * measured
        settled = sheet.line("Att avräkna", "", unit, if_(over, amount, 0))
        split = apportioned(sheet, "Del av avräkningen", settled, paid, names, unit)
        what = "Slutavräkning: minus får tillbaka"
        adjustments = [
            sheet.line(what, name, unit, if_(deviation.fixed > 0, -part.now, part.now), kind="signed")
            for name, part in zip(names, split.parts, strict=True)
        ]
        return Settled(agreement, codes, settled, adjustments, split)

    def _outcome(self, agreement: Agreement, financing: Line, up: Formula) -> Formula:
        """Return the outcome, whole kronor: the assumed per cent of the financing, else as the financing."""
        percent, ore = self._in_force[f"utfall {agreement.id}"].now, self.inputs.constant("ore")
        cost = financing.now * percent
        cost = rounded(cost / ore * up) * ore if agreement.scale > 1 else rounded(cost * up)
        return if_(is_number(percent), cost, financing.now)


def _whose(rows: ItemRows) -> str:
    """Return the agreement that an input is a term of, in short."""
    return rows.item.agreement.short if rows.item.agreement else ""


def apportioned(
    sheet: Sheet, what: str, amount: Line, weights: Sequence[Line], names: Sequence[str], unit: str
) -> Apportioned:
    """Write how an amount is split: whole parts, remainders, the queue for what is left, and the parts.

    It is `model.kernel.apportion`, the largest remainder, in formulas one can follow.

    Parameters
    ----------
    what : str
        What the parts are called.
    amount : Line
        Whole units to split.
    weights : sequence of Line
        Whole numbers, under each other, in the order that decides ties.
    names : sequence of str
        Who gets each part.
    unit : str
        What the amount is in.
    """
    each = list(zip(names, weights, strict=True))
    whole = sheet.line("Vikter tillsammans", "", "delar", most(1, total(block(weights))), kind="count").fixed
    parts = [
        sheet.line("Hela delen", name, unit, whole_part(amount.fixed * own.now / whole)) for name, own in each
    ]
    label = "Rest (värde: ordning vid lika)"
    rests = [
        sheet.line(label, name, "delar", rest, kind="count", constant=place)
        for place, ((name, own), part) in enumerate(zip(each, parts, strict=True), 1)
        for rest in [amount.fixed * own.now - part.now * whole]
    ]
    left = sheet.line("Kvar att fördela", "", unit, amount.now - total(block(parts)), kind="count").fixed
    queue, order = block(rests), constants(rests)
    before = [counted((queue > own.now) + queue.equals(own.now) * (order < own.d)) for own in rests]
    places = [
        sheet.line("Antal före i kön", name, "st", ahead, kind="count")
        for name, ahead in zip(names, before, strict=True)
    ]
    amounts = [
        sheet.line(what, name, unit, part.now + if_(place.now < left, 1, 0))
        for name, part, place in zip(names, parts, places, strict=True)
    ]
    return Apportioned(amounts, amount.now * highest(block(weights)))
