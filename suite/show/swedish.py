"""Numbers and dates as Swedish readers expect them.

No-break space between thousands and before a unit, decimal comma, real minus sign.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

SPACE = "\u00a0"
_DATE = re.compile(r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])")
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


def number(value: int | Decimal | Fraction, decimals: int | None = None) -> str:
    r"""Return a number with grouped thousands and decimal comma.

    Parameters
    ----------
    value : int, Decimal or Fraction
        The number, exact.
    decimals : int, optional
        Decimals to round to, half up; without it, those that the number has.

    Examples
    --------
    >>> number(1648000).replace("\u00a0", " ")
    '1 648 000'
    """
    if isinstance(value, Fraction):
        scale = 10 ** (decimals or 0)
        doubled = 2 * abs(value.numerator) * scale + value.denominator
        rounded = Decimal(doubled // (2 * value.denominator)).scaleb(-(decimals or 0))
        value = rounded if value >= 0 else -rounded
    elif decimals is not None:
        value = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.replace(",", SPACE).replace(".", ",").replace("-", "−")


def kr(value: int | Decimal | Fraction, decimals: int | None = None) -> str:
    """Return an amount in kronor: ``1 648 000 kr``."""
    return f"{number(value, decimals)}{SPACE}kr"


def signed(value: int | Decimal) -> str:
    """Return a number that always shows its sign: ``+200``."""
    return f"{'+' if value > 0 else ''}{number(value)}"


def signed_kr(value: int | Decimal) -> str:
    """Return a change in kronor, always with its sign: ``+200 kr``."""
    return f"{signed(value)}{SPACE}kr"


def percent(value: int | Decimal | Fraction, decimals: int | None = None) -> str:
    """Return a percentage: ``3,1 %``. The value is in per cent already."""
    return f"{number(value, decimals)}{SPACE}%"


def ratio(part: int | Decimal, whole: int | Decimal, decimals: int = 2) -> str:
    """Return a part of a whole in per cent: ``9,40 %``."""
    return percent(100 * Fraction(part) / Fraction(whole), decimals)


def day(date: dt.date) -> str:
    """Return a day of the year in words: ``1 november``."""
    return f"{date.day}{SPACE}{MONTHS[date.month - 1]}"


def date(value: dt.date) -> str:
    """Return a date in words, never broken over two lines: ``1 november 2025``."""
    return f"{day(value)}{SPACE}{value.year}"


def month(value: dt.date) -> str:
    """Return the month of a date in words: ``november 2025``."""
    return f"{MONTHS[value.month - 1]}{SPACE}{value.year}"


def day_in_words(text: str) -> str:
    """Return a day of the year, written ``11-01``, in words: ``1 november``."""
    return day(dt.date.fromisoformat(f"2000-{text}"))


def in_words(text: str) -> str:
    """Return a text with each date that stands in it in digits, ``2025-11-01``, in words."""
    return _DATE.sub(_dated, text)


def _dated(found: re.Match[str]) -> str:
    try:
        return date(dt.date.fromisoformat(found[0]))
    except ValueError:  # as a number is, that only looks like a date
        return found[0]


def counted(count: int, one: str, many: str) -> str:
    """Return how many there are of something, in words that agree: ``1 rad``, ``3 rader``."""
    return f"{number(count)} {one if count == 1 else many}"


def sentence(text: str) -> str:
    """Return a text that somebody typed as a sentence: with a stop at its end, and only one."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def joined(words: Iterable[str]) -> str:
    """Return words in a row with *och* before the last."""
    *first, last = words
    return f"{', '.join(first)} och {last}" if first else last


def at_most(words: Collection[str], most: int = 8) -> str:
    """Return words in a row with *och* before the last; of more than so many the first, and how many there are."""
    told = list(words)
    return joined(told if len(told) <= most else [*told[: most - 1], f"{number(len(told) - most + 1)} till"])


def spans(years: Iterable[int]) -> str:
    """Return years as spans: ``2025–2027, 2030``."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def row_count(number: int) -> str:
    """Return a number of rows in words: ``1 rad``, ``2 rader``."""
    return counted(number, "rad", "rader")
