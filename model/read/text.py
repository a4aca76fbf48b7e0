"""Read a text file whatever Swedish Excel or an editor made of it, within bounds."""

import codecs
import errno
import re
import stat
from pathlib import Path, PurePosixPath

from model.errors import Fault, InputError
from model.near import composed
from model.read.refusal import refusal

LARGEST = 20 * 2**20
"""The largest file that is read, in bytes."""

_SWEDISH_UTF8 = re.compile("|".join("åäöÅÄÖ").encode("utf-8"))


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
            return text, encoding
    raise InputError(Fault(name, "en textfil; filen ser ut att vara något annat, till exempel en arbetsbok"))


def separator_of(line: str) -> str:
    """Return the sign that parts the cells of a CSV line: the one it has most of, ``;``, ``,`` or tab."""
    return max(";,\t", key=line.count)


def heading_of(text: str) -> str:
    """Return the first line of a CSV file that is not empty."""
    return text.lstrip("\r\n").split("\n", 1)[0]


def inside(path: Path, folder: Path) -> bool:
    """Whether a path leads to something that is there and in a folder, wherever links on the way lead."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # the second of links that lead round, in Python 3.11
        return False


def found_in(folder: Path, name: str) -> Path | None:
    """Return the path of a file in a folder, however the letters of its name are composed; None if there is none.

    It leads to nothing outside the folder.
    """
    if inside(folder / name, folder):
        return folder / name
    wanted = composed(PurePosixPath(name).as_posix())
    alike = (path for path in folder.rglob("*") if composed(path.relative_to(folder).as_posix()) == wanted)
    return next((path for path in alike if inside(path, folder)), None)


def check_unmixed(data: bytes, name: str) -> None:
    """Refuse what is not wholly UTF-8 but has its Swedish letters: read as anything else, they would be others.

    Raises
    ------
    InputError
        If there are such letters.
    """
    if found := _SWEDISH_UTF8.search(data):
        row = data.count(b"\n", 0, found.start()) + 1
        raise InputError(Fault(name, "en enda teckenkodning i hela filen; spara den på nytt som UTF-8", row=row))


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
            raise InputError(Fault(name, f"en fil på högst {_size(limit)}"))
        with path.open("rb") as file:
            file.read(1)  # what another program has locked can be opened
            return path
    except OSError as error:
        raise InputError(unreadable(name, error)) from None


def unreadable(name: str, error: OSError) -> Fault:
    """Return the fault of a file that the system refuses to read."""
    return Fault(name, f"en läsbar fil ({refusal(error)})")


def _size(limit: int) -> str:
    return f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit // 2**10} kB"
