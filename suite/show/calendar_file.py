"""Days as a calendar file (RFC 5545), which Outlook and other calendars take in.

The days are whole days without a time zone, and the same days give the same bytes. A file without a method is one
to take in; one with a method would be an invitation.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from icalendar import Calendar, Event

_BEGINNING = dt.date(2000, 1, 1)
"""The day from which the sequence of a calendar's days is counted."""

PRODUCT = "-//kostnadsmodell//Årshjul//SV"


class Entry(NamedTuple):
    """A day of a calendar.

    `code` tells it from the others, and is the same the next time, so that a calendar moves the day instead of
    adding one; `sure` says whether the day is settled.
    """

    code: str
    day: dt.date
    title: str
    text: str
    category: str
    sure: bool


def calendar_file(name: str, entries: Iterable[Entry], stamp: dt.date) -> bytes:
    """Return a calendar as a file.

    Parameters
    ----------
    name : str
        What the calendar is called.
    entries : iterable of Entry
        Its days.
    stamp : date
        The day as of which they are so. A later one has a higher sequence, so that a calendar takes the later.
    """
    calendar = Calendar()
    for key, value in {"prodid": PRODUCT, "version": "2.0", "calscale": "GREGORIAN", "x-wr-calname": name}.items():
        calendar.add(key, value)
    for each in entries:
        event = Event()
        event.add("uid", f"{each.code}@kostnadsmodell")
        event.add("dtstamp", dt.datetime.combine(stamp, dt.time(), dt.UTC))
        event.add("sequence", (stamp - _BEGINNING).days)
        event.add("dtstart", each.day)
        event.add("dtend", each.day + dt.timedelta(days=1))
        event.add("summary", each.title)
        event.add("description", each.text)
        event.add("categories", [each.category])
        event.add("status", "CONFIRMED" if each.sure else "TENTATIVE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
