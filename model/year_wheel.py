"""The year wheel: the days on which the agreements ask for something, and those that somebody has set.

What the agreements ask for is computed of their terms; meetings, and the days of decisions and applications, are
entered (`MEETINGS_FILE`). Nothing here needs a figure: a year whose amounts cannot be computed yet has its days.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, NamedTuple

from dateutil.relativedelta import relativedelta
from pydantic import Field

from model.agreements.agreement import Agreement, OwnReport
from model.agreements.in_force import months_in_force, notice_deadline, term_ends
from model.amounts.invoices import ADVANCE, SETTLEMENT, periods
from model.amounts.paid import Piece, paid
from model.fields import Date, Name, OptionalName, Reported, one_of
from model.indicators import MeetingRule
from model.run import Run
from model.status import Status, weakest

MEETINGS_FILE = "moten.csv"
_DAY = dt.timedelta(days=1)
_YEAR = range(1, 13)
_BILLED = ("fakturering.manader", "fakturering.i_forskott")


class Occasion(StrEnum):
    """What there is a day for."""

    MEETING = "möte"
    INDEX = "indexbeslut"
    APPLICATION = "ansökan"
    BUDGET = "budget"
    KEY = "nyckeldag"
    INDEX_NEEDED = "index behövs"
    INVOICE = "faktura"
    CLOSING = "bokslut"
    SETTLEMENT = "slutavräkning"
    REPORT = "rapport"
    REPORTING = "återrapportering"
    NOTICE = "uppsägning"
    EXTENSION = "förlängning"
    END = "slut"


class Entered(StrEnum):
    """What somebody may set a day for."""

    MEETING = Occasion.MEETING.value
    INDEX = Occasion.INDEX.value
    APPLICATION = Occasion.APPLICATION.value


class Meeting(Reported):
    """A day that is set: of a meeting, an index decision or an application, of one agreement or of all."""

    same = ("day", "agreement", "body", "kind", "note")
    day: Date = Field(alias="dag")
    agreement: OptionalName = Field(alias="avtal")
    body: Name = Field(alias="organ")
    kind: Annotated[Entered, one_of(Entered)] = Field(alias="slag")
    note: OptionalName = Field(None, alias="anmarkning")


@dataclass(frozen=True)
class Day:
    """A day of the wheel.

    Attributes
    ----------
    day : date
        The day, or the last day, or the first on which it can be done.
    occasion : Occasion
        What for.
    year : int
        The year that it is about, such as that of an invoice's amounts.
    agreement, clause : str
        The agreement's code, empty for all, and the clauses that ask for it, empty where none does.
    who : str
        The body, or the short name of the party, that it falls to; empty where it is nobody in particular.
    status : Status
        Fixed where agreements and decisions give the day, and assumed where they do not say which.
    months : range
        What of the year it is about.
    until : date, optional
        The end of a term: that a notice is for, that an agreement is extended to or that it ends on.
    note : str
        The name of an index, or what somebody has said of a day that is entered.
    done : bool
        Whether the inputs show that it has been done, or it is over.
    """

    day: dt.date
    occasion: Occasion
    year: int
    agreement: str = ""
    clause: str = ""
    who: str = ""
    status: Status = Status.FIXED
    months: range = _YEAR
    until: dt.date | None = None
    note: str = ""
    done: bool = False


class Lacking(NamedTuple):
    """A body that is to meet more often than it has days for: how often, how many there are, and which clause."""

    body: str
    least: int
    entered: int
    clause: str


def days(run: Run, first: dt.date, last: dt.date) -> list[Day]:
    """Return the days from one to another on which there is something, in order."""
    pieces = [*paid(run.case, range(first.year - 1, last.year + 2))]
    invoices, codes = _invoices(run, pieces), [each.id for each in run.case.agreements]
    yearly = [(run.agreement(code, year), year) for code in codes for year in run.case.years(code)]
    found = [
        *_entered(run),
        *_keys(run, pieces),
        *_index_needed(run, invoices),
        *invoices,
        *(day for each, year in yearly for day in (*_settled(run, each, year), *_reported(run, each, year))),
        *(day for code in codes for day in _terms(run, run.agreement(code))),
    ]
    order = [*Occasion].index
    within = [each for each in dict.fromkeys(found) if first <= each.day <= last]
    return sorted(within, key=lambda each: (each.day, order(each.occasion), each.agreement, each.year))


def lacking(run: Run, year: int) -> list[Lacking]:
    """Return the bodies that are to meet more often in a year than there are meetings entered."""
    found = []
    for agreement in _in_force(run, year):
        for rule in agreement.meetings:
            held = {each.day for each in _meetings(run, agreement, rule) if each.day.year == year}
            if len(held) < rule.per_year:
                found.append(Lacking(rule.body, rule.per_year, len(held), agreement.cite(rule.clause)))
    return found


def meetings(run: Run) -> list[Meeting]:
    """Return the meetings that are entered, in order."""
    own = [each for each in run.inputs.rows(Meeting) if each.kind is Entered.MEETING]
    return sorted(own, key=lambda each: (each.day, each.body))


def notice_days(run: Run, code: str) -> list[tuple[dt.date, dt.date]]:
    """Return the last days of notice of an agreement, each with the end of the term that it is for, in order.

    RUN/387/2023 §11, RUN/350/2019 §10. None is told of the end that the agreement has anyhow, or of one that the
    parties have agreed to go on after.
    """
    agreed, end, (_, extended) = run.case.agreed(code), run.case.end(code), run.case.happened(code)
    ends = [each for each in term_ends(agreed) if each < end or (each == end and _goes_on(run, code))]
    open_ones = [each for each in ends if extended is None or each >= extended]
    return [(day, each) for each in open_ones if (day := notice_deadline(agreed, each))]


def _goes_on(run: Run, code: str) -> bool:
    """Whether an agreement's end is only as far as the model reckons: it names no longest, and nothing ends it."""
    agreed, end = run.case.agreed(code), run.case.end(code)
    ended = {each.agreement for each in run.scenario.notices} | {each.agreement for each in run.scenario.ends}
    term, given = agreed.last.term, code in ended or bool(run.case.happened(code)[0])
    return bool(term.extension_months) and not (term.longest or given) and end == term_ends(agreed)[-1]


def _in_force(run: Run, year: int) -> list[Agreement]:
    codes = [each.id for each in run.case.agreements]
    return [run.agreement(code, year) for code in codes if year in run.case.years(code)]


def _meetings(run: Run, agreement: Agreement, rule: MeetingRule) -> list[Meeting]:
    """Return the meetings of the body of a rule."""
    own = [each for each in meetings(run) if each.agreement in (None, agreement.id)]
    return [each for each in own if _same(each.body, rule.body)]


def _same(body: str, other: str) -> bool:
    return body.casefold() == other.casefold()


def _entered(run: Run) -> Iterator[Day]:
    """Yield the days that somebody has set (RUN/387/2023 §5, §7 and bilaga 1.2, RUN/350/2019 §7 and §8)."""
    for row in run.inputs.rows(Meeting):
        year = row.day.year + (row.kind is Entered.INDEX)
        own = [each for each in _in_force(run, year) if row.agreement in (None, each.id)]
        clauses = [each.cite(each.index.clause) for each in own if each.index and row.kind is Entered.INDEX]
        rules = [(each, rule) for each in own for rule in each.meetings if row.kind is Entered.MEETING]
        clauses += [each.cite(rule.clause) for each, rule in rules if _same(rule.body, row.body)]
        advice = [each.cite(each.advice_clause) for each in own if each.advice_clause]
        clauses += advice if row.kind is Entered.APPLICATION else []
        yield Day(
            row.day,
            Occasion(row.kind.value),
            year,
            row.agreement or "",
            _joined(clauses),
            row.body,
            row.status,
            note=row.note or "",
            done=row.day <= run.series.as_of,
        )


def _keys(run: Run, pieces: Iterable[Piece]) -> Iterator[Day]:
    """Yield the days whose population splits the amounts of the year after (RUN/387/2023 §7, RUN/350/2019 §8)."""
    for piece in pieces:
        key = piece.contribution.key
        for year, months in piece.months.items() if key.population_percent else ():
            clause = piece.agreement.cite(key.clause)
            told = Day(key.reference_date(year), Occasion.KEY, year, piece.agreement.id, clause)
            yield replace(told, status=_status(run, piece.agreement, dt.date(year, months[0], 1)))


def _invoices(run: Run, pieces: Iterable[Piece]) -> list[Day]:
    """Return the days on which instalments are invoiced (RUN/387/2023 §7, RUN/350/2019 §8).

    They are those of `model.amounts.invoices.instalments`.
    """
    found = dict[Day, bool]()
    for piece in pieces:
        agreement, billing = piece.agreement, piece.agreement.billing
        for year, months in piece.months.items() if billing else ():
            assert billing
            base = Day(dt.date.min, Occasion.INVOICE, year, agreement.id, agreement.cite(billing.clause))
            base = replace(base, who=issuer(run, agreement))
            sent = [run.sent.get((agreement.id, year, code, ADVANCE)) for code in piece.codes]
            for part, own in enumerate(periods(billing, months)):
                if own:
                    day = replace(base, day=billing.sent(part, year, months.start), months=own)
                    day = replace(day, status=_status(run, agreement, dt.date(year, own[0], 1), *_BILLED))
                    covered = all(each and not each.months.isdisjoint(own) for each in sent)
                    found[day] = covered and found.get(day, True)
    return [replace(day, done=done) for day, done in found.items()]


def _index_needed(run: Run, invoices: Iterable[Day]) -> Iterator[Day]:
    """Yield the days by which indices are to be decided: those of the first invoices that rest on them (§7)."""
    resting = dict[tuple[str, int], list[tuple[Day, str]]]()
    for each in sorted(invoices, key=lambda each: each.day):
        agreement = run.agreement(each.agreement, each.year)
        if agreement.index and each.year >= agreement.index.first_year:
            clause = agreement.cite(agreement.index.clause)
            resting.setdefault((agreement.index.name, each.year), []).append((each, clause))
    rows = [row for row in run.series.index if row.published <= run.series.as_of and not row.status.uncertain]
    known = {(row.index, row.year) for row in rows}
    for (name, year), own in resting.items():
        clauses = _joined(clause for _, clause in own)
        needed = Day(own[0][0].day, Occasion.INDEX_NEEDED, year, clause=clauses, status=own[0][0].status)
        yield replace(needed, note=name, done=(name, year) in known)


def _settled(run: Run, agreement: Agreement, year: int) -> Iterator[Day]:
    """Yield the day by which a year is closed, or was, and that on which its settlement is invoiced (§7)."""
    closing, rule = run.closing(agreement.id, year), agreement.settlement
    invoiced = rule is not None and agreement.billing is not None
    if not (closing or invoiced):
        return
    clause = agreement.cite(rule.clause) if rule else ""
    status = _status(run, agreement, dt.date(year, 1, 1), "slutavrakning.faktureras_manad")
    told = Day(dt.date.max, Occasion.CLOSING, year, agreement.id, clause, issuer(run, agreement), status)
    if rule:
        told = replace(told, day=rule.sent(year))
    yield replace(told, day=closing.date, status=Status.FIXED, done=True) if closing else told
    if invoiced:
        done = any(about[:2] == (agreement.id, year) and about[3] == SETTLEMENT for about in run.sent)
        yield replace(told, occasion=Occasion.SETTLEMENT, done=done)


def _reported(run: Run, agreement: Agreement, year: int) -> Iterator[Day]:
    """Yield the first days of the reports that an agreement asks for.

    RUN/387/2023 §9, RUN/350/2019 §7, RUN/357/2023 §5. A report of a period can be made when it has ended; no
    agreement says on which day.
    """
    clause = agreement.cite(agreement.reports_clause) if agreement.reports_clause else ""
    ended = dt.date(year + 1, 1, 1)
    told = Day(ended, Occasion.REPORT, year, agreement.id, clause, issuer(run, agreement), Status.ASSUMED)
    own = months_in_force(agreement.term.start, run.case.end(agreement.id), year)
    if OwnReport.QUARTERLY in agreement.reports:
        for months in (range(month, month + 3) for month in (1, 4, 7, 10)):
            if not {*months}.isdisjoint(own):
                yield replace(told, day=dt.date(year, months[0], 1) + relativedelta(months=3), months=months)
    if OwnReport.YEARLY in agreement.reports:
        yield told
    for rule in agreement.meetings:
        if rule.reported:
            day = agreement.settlement.sent(year) if agreement.settlement else ended
            clause = agreement.cite(rule.reported)
            told = replace(told, day=day, occasion=Occasion.REPORTING, clause=clause, note=rule.body)
            held = [each for each in _meetings(run, agreement, rule) if each.day.year == year + 1][:1]
            met = [replace(told, day=each.day, status=weakest([told.status, each.status])) for each in held]
            yield from met or [told]


def _terms(run: Run, agreement: Agreement) -> Iterator[Day]:
    """Yield the last days of notice, and the days on which the agreement goes on or ends (§10–11; §9–10; §7)."""
    code, agreed, end = agreement.id, run.case.agreed(agreement.id), run.case.end(agreement.id)
    bound, today = run.case.bound_until(code), run.series.as_of
    for day, until in notice_days(run, code):
        version = agreed.in_year(day.year)
        assert version.notice
        status = agreement.status if until <= bound else Status.ASSUMED
        clause = version.cite(version.notice.clause)
        yield Day(day, Occasion.NOTICE, until.year, code, clause, "", status, until=until, done=day < today)
    clause = agreement.cite(agreement.term.clause)
    for each, later in pairwise([*(each for each in term_ends(agreed) if each < end), end]):
        status = agreement.status if later <= bound else Status.ASSUMED
        going_on = Day(each + _DAY, Occasion.EXTENSION, later.year, code, clause, "", status, until=later)
        yield replace(going_on, done=each < today)
    if not _goes_on(run, code):
        status = agreement.status if end <= bound else Status.ASSUMED
        yield Day(end, Occasion.END, end.year, code, clause, "", status, until=end, done=end < today)


def _status(run: Run, agreement: Agreement, since: dt.date, *places: str) -> Status:
    """Return how sure a day is that a term gives: not where it is an open question how the term is read.

    It is no surer than that the agreement is in force, from the day that it is about.
    """
    told = [agreement.status]
    own = [each for each in run.inputs.readings if each.agreement == agreement.id and each.decided is None]
    asked = any(place in (each.parameter or "") for each in own for place in places)
    if asked or run.case.bound_until(agreement.id) < since:
        told.append(Status.ASSUMED)
    return weakest(told)


def issuer(run: Run, agreement: Agreement) -> str:
    """Return the short name of the party that carries an agreement out; its code where no agreement has it."""
    code = agreement.issuer
    return next((party.short for party in run.inputs.parties if party.code == code), code)


def _joined(clauses: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(clauses))
