"""What is left of an agreement on 31 December, carried from year to year, and what is then owed by whom.

Words: *ingående* and *utgående balans* are what is left when a year begins and ends, of what is paid for each year
less what it cost, whenever the money moves. A *fordran* is what a party then owes, a *skuld* what it is to get
back or has paid for a year to come. No agreement says what becomes of what is left (docs/tolkningar.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from model.agreements.agreement import Agreement
from model.amounts.additions import Addition, Dispute, by_party
from model.amounts.invoices import ADDITION, ADVANCE, CORRECTION, SETTLEMENT, instalments
from model.amounts.issued import covered
from model.amounts.outcome import receipts
from model.errors import InputError
from model.exact import apportion
from model.money import Amount, exact, in_kronor, total
from model.run import Run
from model.shown import Shown, grouped
from model.year import AgreementYear, Year, agreement_year, corrections, invoice_rows

WITHHELD = "9999-12-31"
"""The day on which what is withheld in a dispute is due, while it is."""


class Due(NamedTuple):
    """An invoice, a credit or a correction of an agreement: sent, or as it is now computed.

    `year` is what it is for, `kind` what it is or corrects, `CORRECTION` while a correction has not been sent, and
    `day` when it is due, as ``2026-01-31``, or `WITHHELD`.
    """

    party: str
    year: int
    kind: str
    day: str
    amount: Amount
    sent: bool


@dataclass(frozen=True, repr=False)
class Balance(Shown):
    """What is left of an agreement when a year has ended, and how that came about; kronor.

    Attributes
    ----------
    view : AgreementYear
        The year.
    since : int
        The first year that is counted: before it the agreement had not begun, or an outcome is missing.
    opening : int or Decimal
        What was left when the year began.
    own : sequence of Due
        What is invoiced for the year, and settled of it.
    unpaid : sequence of Due
        What is owed by the parties on 31 December (positive), and to them.
    """

    view: AgreementYear
    since: int
    opening: Amount
    own: Sequence[Due]
    unpaid: Sequence[Due]

    def of(self, *kinds: str) -> Amount:
        """Return what is invoiced of some kinds for the year; a settlement that is paid back is less than 0."""
        return total(due.amount for due in self.own if due.kind in kinds)

    @property
    def paid(self) -> Amount:
        """What is paid for the year; of external contributions that nobody is invoiced for, what has come in."""
        view, invoiced = self.view, self.of(ADVANCE, ADDITION)
        if view.agreement.billing or not view.expected:
            return invoiced
        missing = receipts(view.agreement, view.expected, view.allocation)
        return invoiced + view.financing - total(each.missing for each in missing)

    @property
    def outcome(self) -> int:
        """What the year cost, or is forecast to cost, less incomes that are no contribution; whole kronor."""
        return self.view.expected.total if self.view.expected else 0

    @property
    def left(self) -> Amount:
        """What is left of the year itself; less than 0 where it is short."""
        return self.paid + self.of(CORRECTION, SETTLEMENT) - self.outcome

    @property
    def kept(self) -> Amount:
        """What of that goes to the one that does the work, once the books are closed, where it is decided so."""
        return self.left if self.view.agreement.rest_to_issuer and not self.view.open_because else 0

    @property
    def closing(self) -> Amount:
        """What is left when the year has ended, which the next begins with."""
        return self.opening + self.left - self.kept

    @property
    def cash(self) -> Amount:
        """What is left without what the parties owe, and with what is owed to them: what has come in of it."""
        return self.closing - total(due.amount for due in self.unpaid)

    def _line(self) -> str:
        return f"{self.view.agreement.short}, {grouped(self.closing)} kr kvar den 31 december {self.view.year}"


def years_until(run: Run, agreement: Agreement, last: int) -> list[AgreementYear]:
    """Return the years of an agreement to one, from that before the first outcome; not those that lack figures.

    Where costs beside the financing are invoiced later they go on until then.
    """
    added = [item.date.year - 1 for item in run.inputs.rows(Addition) if item.agreement == agreement.id]
    booked = [year for code, year in run.inputs.outcomes if code == agreement.id and year <= last]
    found = []
    for year in range(min(booked, default=last) - 1, max([last, *added]) + 1):
        with suppress(InputError):
            found.append(agreement_year(run, agreement.id, year))
    return found


def dues(views: Sequence[AgreementYear]) -> list[Due]:
    """Return all that is invoiced in some years of an agreement and in the next: as sent, else as now computed.

    What a party withholds of it in a dispute (RUN/350/2019 §11) is apart, without a day, while it is withheld.
    """
    if not views:
        return []
    run, code, years = views[0].run, views[0].agreement.id, {view.year for view in views}
    sent = [row for row in run.issued if row.agreement == code]
    frames = [instalments(view.agreement, view.allocation) for view in views if view.year - 1 not in years]
    frames += [invoice_rows(Year(run, view.year, [view])) for view in views]
    frames = [rows[~covered(rows, sent)] for rows in frames] + ([corrections(run)] if sent else [])
    found = [Due(row.party, row.year, row.about[3], row.due.isoformat(), row.amount, True) for row in sent]
    for rows in frames:
        own = rows.loc[rows["avtal"] == code, ["part", "ar", "slag", "forfallodatum", "belopp_kr"]]
        for party, year, kind, day, amount in own.itertuples(index=False, name=None):
            found.append(Due(party, int(year), kind, day, exact(amount), False))
    return [*_withheld(found, run.inputs.rows(Dispute), views[0].agreement)]


def _withheld(found: Sequence[Due], disputes: Iterable[Dispute], agreement: Agreement) -> Iterator[Due]:
    """Yield what is invoiced, with what is withheld of it by itself, split over the year's instalments."""
    held, scale = dict[int, Amount](), agreement.scale
    abouts = [(agreement.id, due.year, due.party) if due.kind == ADVANCE else None for due in found]
    for about, own in by_party(disputes).items():
        places = [place for place, each in enumerate(abouts) if each == about]
        units = [max(int(found[place].amount * scale), 0) for place in places]
        split = apportion(sum(item.withheld for item in own) * scale, units) if any(units) else units
        held |= {place: in_kronor(each, scale) for place, each in zip(places, split, strict=True)}
    for place, due in enumerate(found):
        yield due._replace(amount=due.amount - held.get(place, 0))
        if held.get(place):
            yield due._replace(day=WITHHELD, amount=held[place])


def unpaid(owed: Sequence[Due], year: int) -> list[Due]:
    """Return what is owed when a year has ended: by the parties for it or earlier, and to them for later years."""
    last = f"{year}-12-31"
    later = [due._replace(amount=-due.amount) for due in owed if due.year > year and due.day <= last]
    return [due for due in owed if due.year <= year and due.day > last] + later


def balances(views: Sequence[AgreementYear], owed: Sequence[Due], last: int) -> list[Balance]:
    """Return the balance of each year to one, every one beginning with what the one before ended with.

    They begin after the last year whose outcome is not known; none where that is the last.

    Parameters
    ----------
    views, owed
        The agreement's `years_until` the last or later, and their `dues`.
    last : int
        The last year.
    """
    found = list[Balance]()
    for view in (view for view in views if view.year <= last):
        if found and found[-1].view.year != view.year - 1:
            found = []
        if view.in_force and view.expected is None:
            found = []
        elif view.in_force or found:
            since, opening = (found[0].since, found[-1].closing) if found else (view.year, 0)
            own = [due for due in owed if due.year == view.year]
            found.append(Balance(view, since, opening, own, unpaid(owed, view.year)))
    return found if found and found[-1].view.year == last else []


def balance(run: Run, agreement: Agreement, year: int) -> Balance | None:
    """Return the balance of an agreement when a year has ended; None where an outcome is not known."""
    views = years_until(run, agreement, year)
    return next(reversed(balances(views, dues(views), year)), None)
