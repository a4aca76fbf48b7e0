"""Write a folder, or a file, whole or not at all.

A run writes in a folder beside its target and takes the target's place only when everything is written, so a
run that fails or is killed leaves the earlier one as it was. Two folders cannot change places in one step on
every system, so the earlier one is moved aside first; a run that is killed just then leaves it there, and the next
one puts it back. The earlier one is kept (`suite.files.earlier`), and what the user has put in it goes on in the
new one.
"""

import codecs
import errno
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from model.errors import InputError
from model.read.listing import EARLIER
from model.read.refusal import refusal
from suite.files.earlier import carry_over, earlier_place, everything_in, free_name, same_content
from suite.files.messages import warn

PATIENCE = 20.0
"""How long one who is to write in the inputs waits for another, seconds."""

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes as the beginning of a formula."""
_LOCK = ".skrivs.lock"
_GIVEN: set[Path] = set()
"""The files that are being written and have not taken their place yet."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give an empty folder to write in; it becomes the target when the block ends without an error.

    A target that already holds the same files is left untouched. What lay there before is kept beside, under the
    day it was made; what in it no run wrote lies in the new one too. Both are told on standard error.

    Parameters
    ----------
    target : Path
        The folder to make or replace. Its parent is made if it does not exist.

    Raises
    ------
    InputError
        If the folder cannot be written, is no folder, or another run is writing it.
    """
    target = _beyond_link(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.parent / f".{target.name}.lock", timeout=0)
        with lock:
            _clear_up(target)
            fresh = target.with_name(f".{target.name}.ny-{secrets.token_hex(4)}")
            fresh.mkdir()  # which colleagues may open; on Windows nobody else may what tempfile makes
            try:
                yield fresh
                _take_place_or_tell(fresh, target)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    except Timeout:
        raise InputError(f"En annan körning skriver redan i {target}; vänta tills den är klar") from None
    except OSError as error:
        raise InputError(f"Det går inte att skriva i {target}: {refusal(error)}") from None


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Keep others from writing in a folder of inputs until the block ends; wait for whoever is writing there now.

    Raises
    ------
    InputError
        If somebody is still writing there after `PATIENCE`, or nothing can be written there.
    """
    try:
        (folder / EARLIER).mkdir(exist_ok=True)
        with FileLock(folder / EARLIER / _LOCK, timeout=PATIENCE):
            yield
    except Timeout:
        raise InputError(
            f"En annan körning skriver i {folder}; inget är skrivet. Vänta lite och kör igen"
        ) from None
    except OSError as error:
        raise InputError(f"Det går inte att skriva i {folder}: {refusal(error)}") from None


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a file beside a path to write; it takes the path's place when the block ends without an error.

    A file that has been given so is given as it is: whoever gave it sees to its place.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    if path in _GIVEN:
        yield path
        return
    path = _beyond_link(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():  # which Windows would refuse as it does a file in use
            raise IsADirectoryError(errno.EISDIR, "", path)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        _GIVEN.add(Path(name))
        try:
            yield Path(name)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            _GIVEN.discard(Path(name))
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"Det går inte att skriva {path}: {refusal(error)}") from None


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    with whole_file(path) as fresh:
        fresh.write_bytes(data)


def write_whole(path: Path, text: str, encoding: str) -> None:
    """Write a text file whole or not at all.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    with whole_file(path) as fresh:
        fresh.write_text(text, encoding=encoding, newline="\n")


def write_csv(path: Path, text: str) -> None:
    """Write a table whole or not at all, as Excel writes it: UTF-8 with the mark it looks for, and its line ends.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_bytes(path, csv_bytes(text))


def csv_bytes(text: str) -> bytes:
    """Return a table as `write_csv` writes it."""
    return "\r\n".join(re.split("\r\n?|\n", text)).encode("utf-8-sig")


def unlike_formula(text: str) -> str:
    """Return a text as a table has it, with a mark before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def as_excel_writes(data: bytes) -> bool:
    """Whether the bytes of a table are as `write_csv` writes them."""
    return data.startswith(codecs.BOM_UTF8) and data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")


def _beyond_link(path: Path) -> Path:
    """Return where a link leads, so that it goes on leading there; any other path as it is."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.forra")


def _clear_up(target: Path) -> None:
    """Undo what a killed run left: half-written folders, and an earlier run that was only moved aside."""
    if target.exists() and not target.is_dir():
        raise InputError(f"Utdata ska vara en mapp, men {target} är en fil")
    if _aside(target).exists():
        if target.exists():
            _keep(target)
        else:
            _aside(target).rename(target)
    for left in target.parent.glob(f".{target.name}.ny-*"):
        shutil.rmtree(left, ignore_errors=True)


def check_closed(target: Path) -> None:
    """Refuse a file or folder that could not be replaced when all is written, as Windows tells beforehand.

    Raises
    ------
    InputError
        If another program has it, or a file in it, open; says which.
    """
    if names := _in_use(target):
        raise InputError(f"Det går inte att byta ut {target}: stäng {', '.join(names)} och kör igen")


def _in_use(target: Path) -> list[str]:
    """Return the files of a place that another program has open; only on Windows is that a hindrance."""
    if sys.platform != "win32":
        return []
    places = everything_in(target) if target.is_dir() else [target]
    files = (path for path in places if path.is_file() and not path.name.startswith("~$"))
    return [path.name for path in files if _is_held(path)]


def _is_held(path: Path) -> bool:
    try:
        with path.open("r+b"):
            return False
    except PermissionError:
        return os.access(path, os.W_OK)  # else it is only marked as not to be changed


def _take_place_or_tell(fresh: Path, target: Path) -> None:
    """Let a folder that is written take its place, or else lie beside it: what is finished is not lost."""
    try:
        _take_place(fresh, target)
    except OSError as error:
        if not fresh.is_dir():
            raise
        place = free_name(target.with_name(f"{target.name}_ny"))
        fresh.rename(place)
        names = ", ".join(_in_use(target))
        do = f"stäng {names} och kör igen" if names else refusal(error)
        text = f"Det går inte att byta ut {target}: {do}. Det nya är klart och ligger så länge i {place}"
        raise InputError(text) from None


def _take_place(fresh: Path, target: Path) -> None:
    """Let a folder that is written take its place, and keep the one that had it, unless they are the same."""
    fresh.chmod(0o755)
    if not target.exists():
        fresh.rename(target)
        return
    left = carry_over(target, fresh)
    if _same(fresh, target):
        return
    target.rename(_aside(target))
    try:
        fresh.rename(target)
    except OSError:
        _aside(target).rename(target)
        raise
    warn("\n".join(left.lines(_keep(target))))


def _keep(target: Path) -> Path:
    """Put the earlier folder, which lies aside, where it is kept, and return where that is."""
    place = earlier_place(target, _aside(target))
    place.parent.mkdir(exist_ok=True)
    _aside(target).rename(place)
    return place


def _same(one: Path, other: Path) -> bool:
    names, others = ([path.relative_to(folder) for path in everything_in(folder)] for folder in (one, other))
    return names == others and all(same_content(one / name, other / name) for name in names)
