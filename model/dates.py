"""Dates as people and programs write them, so that it can be said which one was probably meant."""

import datetime as dt
import re

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that a date of the inputs may lie in."""

MONTHS = {
    name: number
    for names in (
        ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober"),
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
        ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt"),
    )
    for number, name in enumerate((*names, "november", "december"), 1)
} | {"oct": 10, "nov": 11, "dec": 12}
"""The number of each month by its names, Swedish and English, and by their beginnings."""

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_PART = re.compile(r"\d+|[^\W\d_]+", re.ASCII | re.IGNORECASE)


def iso_date(text: str) -> dt.date | None:
    """Return the date that a text such as ``2025-11-01`` is; None if it is none."""
    try:
        return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else None
    except ValueError:
        return None


def probable_date(text: str) -> dt.date | None:
    """Return the date that a text that is not written as one probably means; None where that cannot be told.

    The day stands before the month where the year stands last. Five digits are Excel's number of a day. What
    stands after the date, such as a time of day, is not looked at.
    """
    parts = [part for part in _PART.findall(text.casefold()) if part.isdecimal() or part in MONTHS][:3]
    date: dt.date | None = None
    if re.fullmatch(r"[2-6]\d{4}", text, re.ASCII):
        date = _EXCEL_EPOCH + dt.timedelta(days=int(text))
    elif digits := re.fullmatch(r"(\d{4}|\d{2})(\d{2})(\d{2})", text, re.ASCII):
        date = iso_date(f"{'20' * (len(text) == 6)}{digits[1]}-{digits[2]}-{digits[3]}")
    elif len(parts) == 3 and parts[0].isdecimal():
        year, month, day = parts if len(parts[0]) == 4 else reversed(parts)
        date = iso_date(f"{year}-{MONTHS.get(month, month):0>2}-{day:0>2}")
    return date if date and FIRST_YEAR <= date.year <= LAST_YEAR else None
