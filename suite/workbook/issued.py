"""What has been issued, in the workbook: facts on Indata, and on Beräkning what each payer then pays.

It is `model.amounts.issued.paid_instead` in formulas: what was issued, and what is computed for the instalments
that were not. A scenario and values of one's own change only the latter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from model.amounts.invoices import ADVANCE, periods
from model.amounts.issued import Sent
from suite.show.xlsx import unit_of
from suite.workbook.formulas import Formula, if_, is_number, least, most
from suite.workbook.sheet import Line, Sheet
from suite.workbook.twin import Share, Twin


@dataclass(frozen=True)
class InstalmentRows:
    """Where it stands which months an instalment of a year pays for: how many come before it, and to its end."""

    before: Line
    last: Line

    def months(self, first: Formula, after: Formula) -> Formula:
        """Return how many months of it lie from one month of the year to before another, counted from 0."""
        return most(0, least(after, self.last.now) - most(first, self.before.now))


@dataclass(frozen=True)
class IssuedRows:
    """Where it stands what has been issued of a contribution.

    Attributes
    ----------
    amounts : dict of str to Line
        By payer, in the agreement's units; nothing in a year without any.
    left : dict of str to list of Line
        By payer, for each instalment 1 where it has not been issued; no payer whose years have all been.
    instalments : sequence of InstalmentRows
        The instalments of a year; none where no payer has any left.
    """

    amounts: dict[str, Line]
    left: dict[str, list[Line]]
    instalments: Sequence[InstalmentRows]

    def paid(self, payer: str, computed: Line, in_force: Formula, rest: Formula | None) -> Formula:
        """Return what a payer pays: where something was issued that and the rest of the year, else as computed."""
        own = self.amounts.get(payer)
        if own is None:
            return computed.now
        sent = own.now if rest is None else own.now + rest
        return if_(is_number(own.now) * in_force, sent, computed.now)


def write_issued(sheet: Sheet, twin: Twin, share: Share) -> IssuedRows | None:
    """Write what has been issued of a contribution; nothing where nothing has."""
    sent, years = _sent(twin, share), _spans(twin, share)
    if not sent:
        return None
    agreement, amounts, left = share.agreement, dict[str, Line](), dict[str, list[Line]]()
    for payer, own in sent.items():
        name, unit = agreement.by_code[payer].name, unit_of(agreement)
        units = [int(each.amount * agreement.scale) if each else None for each in own]
        told = "det som är utfärdat, med rättelser"
        amounts[payer] = sheet.line(f"Fakturerat, {name}", told, unit, units, role="given")
        flags = [
            [int(bool(each and each.months.isdisjoint(span))) for span in spans]
            for each, spans in zip(own, years, strict=True)
        ]
        if any(map(any, flags)):
            left[payer] = [
                _counts(sheet, f"Inte fakturerat, {name}", f"del {part} av året, 1 är ja", "", each)
                for part, each in enumerate(zip(*flags, strict=True), 1)
            ]
    rows = []
    for part, each in enumerate(zip(*years, strict=True), 1) if left else ():
        what = f"Del {part} av året, {share.name}"
        before = _counts(sheet, what, "månader före den", "månader", [span.start - 1 for span in each])
        last = _counts(sheet, what, "månader till dess slut", "månader", [span.stop - 1 for span in each])
        rows.append(InstalmentRows(before, last))
    return IssuedRows(amounts, left, rows)


def _counts(sheet: Sheet, what: str, who: str, unit: str, values: Sequence[int]) -> Line:
    return sheet.line(what, who, unit, list(values), kind="count", role="given")


def _sent(twin: Twin, share: Share) -> dict[str, list[Sent | None]]:
    """Return what has been issued in advance of a contribution, by payer and year; no payer without any."""
    found, code = dict[str, list[Sent | None]](), share.agreement.id
    for payer in share.codes:
        own = [
            twin.run.sent.get((code, year, payer, ADVANCE)) if twin.has(share, year) else None
            for year in twin.years
        ]
        if any(own):
            found[payer] = own
    return found


def _spans(twin: Twin, share: Share) -> list[list[range]]:
    """Return, by year, the months that each instalment of a whole year pays for: as many in every year."""
    billed = [twin.run.case.in_year(share.agreement.id, year).billing for year in twin.years]
    found = [periods(billing, range(1, 13)) for billing in billed]
    longest = max(map(len, found))
    return [[*own, *[range(13, 13)] * (longest - len(own))] for own in found]
