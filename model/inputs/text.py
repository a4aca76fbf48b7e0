"""Read a text file whatever Swedish Excel or an editor made of it, within bounds."""

import codecs
import stat
from pathlib import Path

from model.errors import Fault, InputError

LARGEST = 20 * 2**20
"""The largest file that is read, in bytes."""


def read_text(path: Path, name: str, largest: int | None = None) -> str:
    """Return the text of a file: UTF-8 with or without BOM, UTF-16 with BOM, or else Windows' cp1252.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name in messages.
    largest : int, optional
        The most bytes that it may have, if less than `LARGEST`.

    Raises
    ------
    InputError
        If it cannot be read, is too large or is not text.
    """
    return decoded(check_readable(path, name, largest).read_bytes(), name)[0]


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
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise InputError(Fault(name, "en textfil; filen ser ut att vara något annat, till exempel en arbetsbok"))


def check_readable(path: Path, name: str, largest: int | None = None) -> Path:
    """Return the path of a file that can be opened and is not too large.

    Raises
    ------
    InputError
        If it cannot, or is.
    """
    try:
        found, most = path.stat(), largest or LARGEST
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise InputError(Fault(name, "en vanlig fil"))
        if found.st_size > most:
            raise InputError(Fault(name, f"en fil på högst {most // 2**10} kB"))
        with path.open("rb"):
            return path
    except OSError as error:
        raise InputError(Fault(name, f"en läsbar fil ({_reason(error)})")) from None


def _reason(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "den finns inte",
        PermissionError: "läsning nekas",
        IsADirectoryError: "det är en mapp",
    }
    return reasons.get(type(error), "den kan inte öppnas")
