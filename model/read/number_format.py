"""What a workbook's number format adds to a number: a per cent sign, a unit, or a scale.

A reader of tables must not take 0.033 for 0,033 % where Excel shows 3,3 %, nor 3.3 for 330 % where the sign is
only a text beside the number.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

_SCALED = "(visat i tusental)"
_TOKEN = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]?|.', re.DOTALL)
_CURRENCIES = frozenset("$€£")
_HARMLESS = frozenset({"kr", "sek", "st", "inv", "invånare"})
"""Units that a number of ours may be shown with: they are what it is in."""


def as_shown(number: Decimal, code: str) -> str:
    """Return a number as text with what its format makes of it.

    Parameters
    ----------
    number : Decimal
        The number as it is stored.
    code : str
        The number format as the workbook has it, with up to three sections: for positive, negative and zero.

    Returns
    -------
    str
        Every digit that is stored, not only those that are shown: ``3.345 %`` of 0.03345 in ``0.0%`` and of 3.345
        in ``0.0"%"``. A unit stands after the number, so that 800 in ``0" tkr"`` is ``800 tkr``; kronor and
        counts are left out. A format that leaves thousands out gives what is shown, and says so.
    """
    shift, unit = _effect(code, 1 if number < 0 else 2 if number == 0 else 0)
    shown = number.scaleb(shift).normalize() if shift else number
    return f"{shown:f} {unit}".rstrip()


@cache
def _effect(code: str, sign: int) -> tuple[int, str]:
    """Return how many places a format moves the decimal comma, and the unit that it shows."""
    tokens = _section(_TOKEN.findall(code), sign)
    per_cents, thousands = tokens.count("%"), _left_out(tokens)
    words = "".join(_literals(tokens)).strip(" \u00a0.()+-−–:")
    unit = "" if words.casefold() in _HARMLESS or not re.search(r"[^\W\d_]|[%‰$€£]", words) else words
    said = [_SCALED if thousands else "", unit, "%" * per_cents]
    return 2 * per_cents - 3 * thousands, " ".join(filter(None, said))


def _section(tokens: Sequence[str], sign: int) -> Sequence[str]:
    """Return the part of a format that numbers of a sign are shown by."""
    ends = [place for place, token in enumerate(tokens) if token == ";"]
    starts = [0, *(end + 1 for end in ends)]
    sections = [tokens[start:end] for start, end in zip(starts, [*ends, len(tokens)], strict=True)]
    return sections[sign] if sign < len(sections) else sections[0]


def _left_out(tokens: Sequence[str]) -> int:
    """Return how many times a format leaves three digits out: by a comma that no digit follows."""
    shape = "".join(token for token in tokens if token in {"0", "#", "?", ",", "."})
    return sum(len(commas) for commas in re.findall(r"(?<=[0#?]),+(?![0#?,])", shape))


def _literals(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the texts that a format shows beside the number, its currency among them."""
    for token in tokens:
        if token.startswith('"'):
            yield token.strip('"')
        elif token.startswith("\\"):
            yield token[1:]
        elif token.startswith("[$"):
            yield token[2:].rstrip("]").partition("-")[0]
        elif token in _CURRENCIES:
            yield token
