"""When an agreement is in force: term, extension and notice.

RUN/387/2023 §10–11, RUN/350/2019 §3 and §9–10, RUN/357/2023 §7.
"""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.agreements.clauses import Term

_DAY = dt.timedelta(days=1)


def term_ends(agreed: Agreed) -> list[dt.date]:
    """Return the possible ends: of the first term, then of each extension, to the longest.

    Each is by the terms that are in force on it. Where the agreement names no longest, the last is the first that
    passes the years the model goes to.
    """
    return [end for version, first, last in agreed.spans for end in _ends(version.term) if first <= end <= last]


@cache
def _ends(term: Term) -> tuple[dt.date, ...]:
    ends = [term.end]
    if not term.extension_months:
        return tuple(ends)
    last = term.longest or dt.date(term.last_year or term.end.year, 12, 31)
    while ends[-1] < last:
        extended = term.end + _DAY + relativedelta(months=term.extension_months * len(ends)) - _DAY
        ends.append(min(extended, term.longest or extended))
    return tuple(ends)


def _deadline(version: Agreement, end: dt.date) -> dt.date | None:
    return end - relativedelta(months=version.notice.months) if version.notice else None


def notice_deadline(agreed: Agreed, end: dt.date) -> dt.date | None:
    """Return the last day on which a notice counts for a term's end; None where no notice can be given.

    RUN/387/2023 §11 and RUN/350/2019 §10. A notice is judged by the rule that is in force when it is given.
    """
    spans = [(_deadline(version, end), first, last) for version, first, last in agreed.spans]
    return max((min(day, last) for day, first, last in spans if day and day >= first), default=None)


def bound_until(agreed: Agreed, as_of: dt.date) -> dt.date:
    """Return the last day that the agreement is in force whatever anybody does from a day on.

    It is the end of the first term whose end a notice can still be given for (RUN/387/2023 §11, RUN/350/2019
    §10); beyond it, that the agreement is extended is an assumption.
    """
    ends = term_ends(agreed)
    return next((end for end in ends if as_of <= (notice_deadline(agreed, end) or end)), ends[-1])


def end_of_term(agreed: Agreed, notices: Iterable[dt.date] = (), not_renewed: dt.date | None = None) -> dt.date:
    """Return the day the agreement ends for all its parties.

    A notice ends it at the first term's end that the notice is early enough for, by the rule in force when it is
    given; any party's notice does. Without notice it is extended to the longest.

    Parameters
    ----------
    agreed : Agreed
        Its terms, and how long before their end a notice must be given.
    notices : iterable of date
        The days on which a party gave notice.
    not_renewed : date, optional
        A term's end after which the parties do not extend it.
    """
    possible = term_ends(agreed)
    ends = [end for end in possible if not_renewed is None or end <= not_renewed] or possible[:1]

    def ended(given: dt.date) -> dt.date:
        rule = agreed.in_year(given.year)
        return next((end for end in ends if given <= (_deadline(rule, end) or end)), ends[-1])

    return min(map(ended, notices), default=ends[-1])


def extended_to(agreed: Agreed, day: dt.date) -> dt.date:
    """Return the end of the term that the parties agreed on a day to extend the agreement by.

    It is the term after the one that they then were in.
    """
    ends = term_ends(agreed)
    return next((later for end, later in pairwise(ends) if day <= end), ends[-1])


def years_in_force(agreed: Agreed, end: dt.date) -> range:
    """Return the calendar years of an agreement that ends on a day, as far as the model goes."""
    return range(agreed.first.term.start.year, min(end.year, agreed.last.term.last_year or end.year) + 1)


def months_in_force(start: dt.date, end: dt.date, year: int) -> range:
    """Return the months of a year, 1 to 12, that lie wholly from one day to another."""
    first, last = max(start, dt.date(year, 1, 1)), min(end, dt.date(year, 12, 31))
    begin = first.month if first.day == 1 else first.month + 1
    whole_last = (last + _DAY).day == 1
    return range(begin, (last.month if whole_last else last.month - 1) + 1) if first <= last else range(0)
