"""What lay in a place before: kept under its date in a folder beside, and what of it is not ours goes on.

A run's own files are those that its manifest names, as they were written. Any other file in the folder, and one of
the run's that is not as it was written, is the user's.
"""

import datetime as dt
import filecmp
import os
import shutil
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import NoReturn

from model.errors import InputError
from model.read.listing import EARLIER
from model.read.load import file_hash
from model.read.refusal import refusal
from suite.files.manifest import MANIFEST, written

_MOST = 8
"""The most files that are named one by one."""


@dataclass(frozen=True)
class Leftovers:
    """What a new run found in its folder that was not its own.

    Attributes
    ----------
    stays : list of str
        The files and folders that lie on in the new folder, though this run did not make them.
    changed : list of str
        Those that the new run has made too; only the kept folder has them as the user left them.
    """

    stays: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def lines(self, kept: Path) -> list[str]:
        """Return what to tell the user of it, and of where the earlier folder is kept."""
        text = [f"Det som låg där förut ligger i {kept}."]
        if self.changed:
            text.append(f"Ändrat för hand och gjort på nytt: {_named(self.changed)}. Det ändrade ligger där.")
        return [*text, f"Kvar i mappen, inte gjort nu: {_named(self.stays)}."] if self.stays else text


def _named(names: list[str]) -> str:
    more = f" och {len(names) - _MOST} till" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def earlier_place(path: Path, lies: Path | None = None) -> Path:
    """Return where what has a path is kept: ``tidigare/<name>_<the day it was written>`` beside it, a free name.

    Parameters
    ----------
    path : Path
        The file or folder.
    lies : Path, optional
        Where it lies for the moment, if that is elsewhere.
    """
    lies = lies or path
    dated = lies / MANIFEST if (lies / MANIFEST).is_file() else lies
    day = dt.date.fromtimestamp(dated.stat().st_mtime)
    stem, ending = (path.name, "") if lies.is_dir() else (path.stem, path.suffix)
    return free_name(path.parent / EARLIER / f"{stem}_{day}{ending}")


def free_name(path: Path) -> Path:
    """Return a path where nothing lies: the one given, or with ``_2``, ``_3`` and so on before its ending."""
    more = (path.with_name(f"{path.stem}_{number}{path.suffix}") for number in count(2))
    return next(each for each in chain([path], more) if not os.path.lexists(each))


def keep(path: Path) -> Path:
    """Copy a file to where it is kept, and return where that is.

    Raises
    ------
    InputError
        If it cannot be copied.
    """
    place = earlier_place(path)
    half = place.with_name(f".{place.name}")
    try:
        place.parent.mkdir(exist_ok=True)
        shutil.copy2(path, half)
        half.replace(place)
    except OSError as error:
        raise InputError(f"{path} är orörd; den går inte att spara i {place}: {refusal(error)}") from None
    return place


def copy_own(earlier: Path, fresh: Path, folder: str) -> None:
    """Copy the files of a folder that a run wrote, as it wrote them, from where it lies to a new run's folder.

    Parameters
    ----------
    earlier, fresh : Path
        The earlier run's folder and the new one's.
    folder : str
        The folder within them.
    """
    for name, value in written(earlier).items():
        if name.startswith(f"{folder}/") and _is_file(earlier / name) and file_hash(earlier / name) == value:
            (fresh / folder).mkdir(exist_ok=True)
            shutil.copy2(earlier / name, fresh / name)


def carry_over(earlier: Path, fresh: Path) -> Leftovers:
    """Copy what is not a run's own from its folder to the one that is to take its place.

    So are the folders of an earlier run that the new one has not made. What the new run has made is not touched.

    Parameters
    ----------
    earlier : Path
        The folder as it is.
    fresh : Path
        What the new run has made.
    """
    own, found, carried = written(earlier), Leftovers(), set[Path]()
    made = {path.name for path in fresh.iterdir() if path.is_dir()}
    for path in everything_in(earlier):
        inner = path.relative_to(earlier)
        target = fresh / inner
        ours = _is_file(path) and own.get(inner.as_posix()) == file_hash(path)
        if ours and (len(inner.parts) == 1 or inner.parts[0] in made):
            continue
        if os.path.lexists(target):
            if not same_content(path, target):
                found.changed.append(inner.as_posix())
        elif target.parent.is_dir():
            _copy(path, target)
            carried.add(inner)
            if inner.parent not in carried:
                found.stays.append(inner.as_posix())
    return found


def everything_in(folder: Path) -> list[Path]:
    """Return all files, folders and links in a folder, a folder before what it holds; links are not followed.

    Raises
    ------
    OSError
        If a folder in it cannot be listed.
    """
    walk = os.walk(folder, onerror=_refuse)
    return sorted(Path(place) / name for place, folders, files in walk for name in (*folders, *files))


def _refuse(error: OSError) -> NoReturn:
    raise error


def same_content(one: Path, other: Path) -> bool:
    """Whether two paths hold the same bytes, lead the same way, or are both folders, whatever is in them."""
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    if one.is_dir() or other.is_dir():
        return one.is_dir() and other.is_dir()
    return filecmp.cmp(one, other, shallow=False)


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _copy(path: Path, target: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        target.mkdir()
    else:
        shutil.copy2(path, target, follow_symlinks=False)
