"""The lines of a SIE 4 file: their encoding, their words, and the numbers and days that are written in them."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from model.errors import Fault, InputError
from model.near import composed
from model.read.spelling import check_lines
from model.read.text import check_readable, check_unmixed

_QUOTED = r'"(?:\\"|[^"])*+(?:"|$)'
_TOKEN = re.compile(rf'{_QUOTED}|\{{(?:{_QUOTED}|[^"}}])*+(?:\}}|$)|[^\s"{{}}]+')
"""A word, a text in quotes or a list in braces; one that is not closed goes on to the end of the line."""

_KIND = re.compile(r'[^\s"{}]*')
_CLOSED = {'"': '"', "{": "}"}
_SWEDISH = frozenset("åäöÅÄÖéÉüÜ")
_MOST_LINES = 500_000
_LONGEST_LINE = 100_000


def read_lines(path: Path, name: str) -> list[str]:
    """Return the lines of a file, in whichever encoding it is, without the spaces around them.

    Raises
    ------
    InputError
        If it cannot be read, is in several encodings, or has too many lines.
    """
    text = composed(decoded(check_readable(path, name).read_bytes(), name))
    check_lines(text, name)
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) > _MOST_LINES:
        raise InputError(Fault(name, f"en fil på högst {_MOST_LINES} rader"))
    return [line.strip() for line in lines]


def decoded(data: bytes, name: str) -> str:
    """Return the text of a SIE file: UTF-8 if it is that, else CP437 or cp1252, whichever spells Swedish.

    Raises
    ------
    InputError
        If it is a mix of them.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        check_unmixed(data, name)
        texts = [data.decode(encoding, errors="replace") for encoding in ("cp437", "cp1252")]
        return max(texts, key=lambda text: sum(sign in _SWEDISH for sign in text))


def kind(line: str) -> str:
    """Return what a line is of, such as ``#TRANS``; nothing for one that does not begin with a word."""
    found = _KIND.match(line)
    return found[0].upper() if found else ""


def tokens(line: str) -> list[str]:
    """Return the words, texts and lists of a line.

    Raises
    ------
    ValueError
        If one of them is not closed, or the line is longer than any program writes.
    """
    if len(line) > _LONGEST_LINE:
        raise ValueError("a line too long")
    found: list[str] = _TOKEN.findall(line)
    if any(len(token) < 2 or token[-1] != _CLOSED[token[0]] for token in found if token[0] in _CLOSED):
        raise ValueError("a text or a list that is not closed")
    return [_bare(token) for token in found]


def objects(token: str) -> dict[str, str]:
    """Return the object of each dimension in a list such as ``{6 "CHEF"}``.

    Raises
    ------
    ValueError
        If it is no such list.
    """
    codes: Sequence[str] = tokens(token[1:-1])
    if not (token.startswith("{") and token.endswith("}")):
        raise ValueError("no list")
    return dict(zip(codes[::2], codes[1::2], strict=True))


def account(text: str) -> int:
    """Return an account's number.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("no account")
    return int(text)


def amount(text: str) -> Decimal:
    """Return an amount.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{0,6})?", text):
        raise ValueError("no amount")
    return Decimal(text)


def date(text: str) -> dt.date:
    """Return a day that is written as ``20250131``.

    Raises
    ------
    ValueError
        If it is none.
    """
    return dt.date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")


def _bare(token: str) -> str:
    return token[1:-1].replace('\\"', '"') if token.startswith('"') else token
