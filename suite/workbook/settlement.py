"""The workbook's settlement of an outcome: `model.amounts.settlement.settle` in formulas (RUN/387/2023 §7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.agreements.agreement import Agreement
from model.agreements.clauses import Denominator, Extent
from suite.show.xlsx import unit_of
from suite.workbook.apportionment import Apportioned, apportioned
from suite.workbook.formulas import Formula, if_, is_number, rounded, size, total
from suite.workbook.line import Line, block
from suite.workbook.live import Live


@dataclass(frozen=True)
class Settled:
    """A settlement in the agreement's units: the amount, and what each payer pays or gets back."""

    agreement: Agreement
    codes: Sequence[str]
    settled: Line
    adjustments: Sequence[Line]
    split: Apportioned


def settlement(live: Live, agreement: Agreement, parts: Mapping[str, Line]) -> Iterator[Settled]:
    """Write the settlement of the outcomes that are assumed; nothing for an agreement without such a clause.

    Parameters
    ----------
    parts : mapping of str to Line
        What each party pays.
    """
    rule, sheet, unit = agreement.settlement, live.sheet, unit_of(agreement)
    if rule is None:
        return
    sheet.section(f"{agreement.short}: slutavräkning", agreement.cite(rule.clause))
    codes, up, hundred = sorted(parts), live.inputs.constant("tolerans") + 1, live.inputs.constant("hundra")
    names = [live.twin.party(agreement, code).name for code in codes]
    paid = [sheet.line("Betalat", name, unit, parts[code].now) for name, code in zip(names, codes, strict=True)]
    financing = sheet.line("Finansiering", "", unit, total(block(paid)))
    outcome = sheet.line("Utfall", "", unit, _outcome(live, agreement, financing, up))
    deviation = sheet.line(
        "Avvikelse: finansiering − utfall", "", unit, financing.now - outcome.now, kind="signed"
    )
    against = outcome if rule.denominator is Denominator.OUTCOME else financing
    measured = sheet.line("Avvikelsen mäts mot", "", unit, size(against.now))
    limit = live.inputs.terms[f"grans {agreement.id}"].d_fixed
    amount = size(deviation.now)
    if rule.extent is Extent.EXCESS:
        amount = rounded((amount - limit * measured.now / hundred) * up)
    over = size(deviation.now) * hundred > limit * measured.now
    settled = sheet.line("Att avräkna", "", unit, if_(over, amount, 0))
    split = apportioned(sheet, "Del av avräkningen", settled, paid, names, unit)
    adjustments = [
        sheet.line(
            "Slutavräkning: minus får tillbaka",
            name,
            unit,
            if_(deviation.fixed > 0, -part.now, part.now),
            kind="signed",
        )
        for name, part in zip(names, split.parts, strict=True)
    ]
    yield Settled(agreement, codes, settled, adjustments, split)


def _outcome(live: Live, agreement: Agreement, financing: Line, up: Formula) -> Formula:
    """Return the outcome, whole kronor: the assumed per cent of the financing, else as the financing."""
    percent = live.line(f"utfall {agreement.id}").now
    cost = financing.now * percent / live.inputs.constant("hundra")
    if agreement.scale > 1:
        cost = rounded(cost / live.inputs.constant("ore") * up) * live.inputs.constant("ore")
    else:
        cost = rounded(cost * up)
    return if_(is_number(percent), cost, financing.now)
