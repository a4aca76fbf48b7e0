"""A text file as it was written, whatever Swedish Excel, an editor or a Mac made of its letters, within bounds."""

import codecs
import errno
import re
import stat
from pathlib import Path

from model.errors import Fault, InputError
from model.near import composed
from model.read.refusal import refusal

LARGEST = 20 * 2**20
"""The largest file that is read, in bytes."""

_BOM = "\ufeff"
_SWEDISH_UTF8 = re.compile("|".join("åäöÅÄÖ").encode("utf-8"))
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


_MARKS = re.compile(rf"\A({_BOM}|{_read_as(_BOM, 'cp1252')})+")
"""Marks of UTF-8 that a file begins with beside its own: another program's, or garbled as the rest then may be."""


def read_text(path: Path, name: str, largest: int | None = None) -> str:
    """Return the text of a file: UTF-8 with or without BOM, UTF-16 with BOM, or else Windows' cp1252.

    Each letter is one sign, however the file composes it.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name in messages.
    largest : int, optional
        The largest file that is read, in bytes; else `LARGEST`.

    Raises
    ------
    InputError
        If it cannot be read, is too large or is not text.
    """
    return composed(decoded(check_readable(path, name, largest).read_bytes(), name)[0])


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Return a file's content as text, and the encoding that it is in.

    Raises
    ------
    InputError
        If it is not text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        if encoding == "cp1252":
            check_unmixed(data, name)
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return _MARKS.sub("", text), encoding
    raise InputError(Fault(name, "en textfil; filen ser ut att vara något annat, till exempel en arbetsbok"))


def check_unmixed(data: bytes, name: str) -> None:
    """Refuse what is not wholly UTF-8 but has its mark or its Swedish letters: they would be read as others.

    Raises
    ------
    InputError
        If there is a mark, or such letters.
    """
    found = _SWEDISH_UTF8.search(data)
    place = found.start() if found else _first_other(data) if data.startswith(codecs.BOM_UTF8) else None
    if place is not None:
        row = data.count(b"\n", 0, place) + 1
        raise InputError(Fault(name, "en enda teckenkodning i hela filen; spara den på nytt som UTF-8", row=row))


def _first_other(data: bytes) -> int | None:
    """Return where bytes stop being UTF-8; None if they are it to the end."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def check_readable(path: Path, name: str, largest: int | None = None) -> Path:
    """Return the path of a file that can be opened, is no queue or device, and is not too large.

    Raises
    ------
    InputError
        If it cannot, or is.
    """
    try:
        found, limit = path.stat(), largest or LARGEST
        if stat.S_ISDIR(found.st_mode):  # which Windows would refuse as it does a file in use
            raise IsADirectoryError(errno.EISDIR, "", path)
        if not stat.S_ISREG(found.st_mode):
            raise InputError(Fault(name, "en vanlig fil"))
        if found.st_size > limit:
            most = f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit // 2**10} kB"
            raise InputError(Fault(name, f"en fil på högst {most}"))
        with path.open("rb") as file:
            file.read(1)  # what another program has locked can be opened
            return path
    except OSError as error:
        raise InputError(unreadable(name, error)) from None


def unreadable(name: str, error: OSError) -> Fault:
    """Return the fault of a file that the system refuses to read."""
    return Fault(name, f"en läsbar fil ({refusal(error)})")


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
