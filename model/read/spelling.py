"""How letters are written: one sign for å however a computer composes it, and letters that a program garbled."""

import re

from model.errors import Fault, InputError
from model.near import composed

_SIGNS = [*map(chr, range(0xA0, 0x100)), *"–—−‘’“”„•…€‰™†‡‹›\u202f\u0301\u0308\u030a"]
_GARBLERS = ("cp1252", "mac_roman", "cp437", "cp850")
_HOW = (
    "filen har öppnats med fel teckenkodning och sparats så; gå tillbaka till originalet och öppna det i Excel "
    "med Data > Från text/CSV och 65001: Unicode (UTF-8), eller rätta texten"
)


def _read_as(sign: str, encoding: str) -> str:
    """Return what a sign in UTF-8 becomes where it is read as something else; Windows keeps what cp1252 lacks."""
    return "".join(bytes([byte]).decode(encoding, errors="ignore") or chr(byte) for byte in sign.encode("utf-8"))


_MEANT = {_read_as(sign, encoding): sign for encoding in reversed(_GARBLERS) for sign in _SIGNS}
_GARBLED = re.compile("|".join(map(re.escape, sorted(_MEANT, key=len, reverse=True))))


def mended(text: str) -> str:
    """Return what a text was before UTF-8 was read as something else and saved so, perhaps several times.

    A text that was not is returned as it is.
    """
    while not text.isascii() and (right := _GARBLED.sub(lambda found: _MEANT[found[0]], text)) != text:
        text = right
    return text


def garbled(text: str, name: str, row: int, column: str = "") -> Fault | None:
    """Return the fault of a text that is not as it was written, with the word that shows it; None if it is."""
    right = mended(text)
    if right == text:
        return None
    pairs = zip(text.split(" "), right.split(" "), strict=False)
    found, meant = next(((old, new) for old, new in pairs if old != new), (text, right))
    return Fault(name, f"”{composed(meant)}”; {_HOW}", found, row, column)


def check_lines(text: str, name: str) -> None:
    """Refuse a text whose letters are not as they were written.

    Raises
    ------
    InputError
        With a fault for each line.
    """
    if mended(text) != text:
        lines = enumerate(text.split("\n"), 1)
        raise InputError(*filter(None, (garbled(line.rstrip("\r"), name, number) for number, line in lines)))
