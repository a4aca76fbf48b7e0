"""The workbook's apportionment by largest remainder: `model.kernel.apportion` in formulas one can follow."""

from collections.abc import Sequence
from dataclasses import dataclass

from suite.workbook.formulas import Formula, counted, highest, if_, most, total, whole_part
from suite.workbook.line import Line, block, constants
from suite.workbook.sheet import Sheet


@dataclass(frozen=True)
class Apportioned:
    """The parts, and the largest product of amount and weight, which must be a number that is exact."""

    parts: Sequence[Line]
    product: Formula


def apportioned(
    sheet: Sheet, what: str, amount: Line, weights: Sequence[Line], names: Sequence[str], unit: str
) -> Apportioned:
    """Write how an amount is split: whole parts, remainders, the queue for what is left, and the parts.

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
    whole = sheet.line("Vikter tillsammans", "", "delar", most(1, total(block(weights))), kind="count")
    parts = [
        sheet.line("Hela delen", name, unit, whole_part(amount.fixed * own.now / whole.fixed))
        for name, own in each
    ]
    rests = [
        sheet.line(
            "Rest (värde: ordning vid lika)",
            name,
            "delar",
            amount.fixed * own.now - part.now * whole.fixed,
            kind="count",
            constant=place,
        )
        for place, ((name, own), part) in enumerate(zip(each, parts, strict=True), 1)
    ]
    left = sheet.line("Kvar att fördela", "", unit, amount.now - total(block(parts)), kind="count")
    queue, order = block(rests), constants(rests)
    places = [
        sheet.line(
            "Antal före i kön",
            name,
            "st",
            counted((queue > own.now) + queue.equals(own.now) * (order < own.d)),
            kind="count",
        )
        for name, own in zip(names, rests, strict=True)
    ]
    amounts = [
        sheet.line(what, name, unit, part.now + if_(place.now < left.fixed, 1, 0))
        for name, part, place in zip(names, parts, places, strict=True)
    ]
    return Apportioned(amounts, amount.now * highest(block(weights)))
