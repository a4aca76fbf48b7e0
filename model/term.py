"""When an agreement is in force: term, extension and notice (RUN/387/2023 §10–11)."""

import datetime as dt
from collections.abc import Iterable

from dateutil.relativedelta import relativedelta

from model.agreement import Agreement


def term_ends(agreement: Agreement) -> list[dt.date]:
    """Return the possible ends: of the first term, then of each extension, to the longest."""
    term, ends = agreement.term, [agreement.term.end]
    while ends[-1] < term.longest:
        extended = term.end + relativedelta(months=term.extension_months * len(ends))
        ends.append(min(extended, term.longest))
    return ends


def notice_deadline(agreement: Agreement, end: dt.date) -> dt.date:
    """Return the last day on which a notice counts for a term's end (RUN/387/2023 §11)."""
    return end - relativedelta(months=agreement.notice.months)


def end_of_term(agreement: Agreement, notices: Iterable[dt.date] = ()) -> dt.date:
    """Return the day the agreement ends for all its parties.

    A notice ends it at the first term's end that the notice is early enough for; any party's notice does, so
    the earliest counts. Without notice it is extended to the longest.
    """
    given = min(notices, default=None)
    ends = term_ends(agreement)
    if given is None:
        return ends[-1]
    return next((end for end in ends if given <= notice_deadline(agreement, end)), ends[-1])


def months_in_force(agreement: Agreement, year: int, end: dt.date) -> int:
    """Return how many whole months of a year the agreement is in force, 0 to 12.

    A month counts when the agreement holds on all its days.
    """
    first = max(agreement.term.start, dt.date(year, 1, 1))
    last = min(end, dt.date(year, 12, 31))
    begin = first.month if first.day == 1 else first.month + 1
    whole_last = (last + dt.timedelta(days=1)).day == 1
    return max(0, (last.month if whole_last else last.month - 1) - begin + 1) if first <= last else 0
