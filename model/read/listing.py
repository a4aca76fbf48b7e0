"""The files of an inputs folder by name: what there is to read, what is nearly that, and what is not read.

A file that silently is not read is worse than one that is wrong: without its outcome a year has no settlement. So
what cannot be listed or is led elsewhere is an error, capitals make no difference (they do not on Windows), and a
file whose name is nearly the right one is told. So is all else that is not read, so that nobody believes that it
counts.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from model.amounts.invoices import SETTLEMENT
from model.errors import Fault, InputError, shortened
from model.finding import Finding, Level
from model.near import composed
from model.read.refusal import refusal

EARLIER = "tidigare"
"""The folder, beside a file, of what the file was before; nothing in it is read."""

_FOLDERS = ("avtal", "scenarier", "utfall", "radgivning", "scb", "fakturerat")
_OUTCOME = re.compile(r"utfall/([a-z0-9_-]+)_(\d{4})\.(csv|xlsx)")
_TABLES = {"", ".csv", ".xlsx", ".xls", ".xlsm", ".ods", ".txt", ".tsv"}
_BOOKKEEPING = {".se", ".si", ".sie"}
_YAML = re.compile(r"(avtal|scenarier)/[^/]*(\.yml|\.ya?ml\.(txt|csv))")
_NEAR = 0.85
"""How alike a name is to one that is missing, 0 to 1, when the one must be meant for the other."""
_COPY = re.compile(r"\(\d+\)|\bkopia( av)?\b|\bcopy( of)?\b")
_JUNCTION = 0xA0000003
"""Windows' mark of a folder that leads to another; the folders of OneDrive have others."""
_SYSTEM = {"thumbs.db", "desktop.ini", "__macosx"}
_LOCKS = {"~$": "Excel", ".~lock.": "LibreOffice"}


@dataclass
class Listing:
    """The files of a folder and its folders, with ``/`` between the parts of a name.

    Attributes
    ----------
    files : dict of str to str
        Each file's name as it is written in the folder, by its plain name (`plain_name`).
    litter : list of str
        Names of files and folders that programs have left, which are passed over.
    refused : set of str
        Names of what is there but cannot be read, with small letters.
    faults : list of Fault
        What is wrong with those, and with the folders.
    """

    files: dict[str, str] = field(default_factory=dict)
    litter: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    faults: list[Fault | str] = field(default_factory=list)

    def within(self, folder: str, ending: str) -> list[str]:
        """Return the files that lie in a folder, not in one below it, and end in some way, in order."""
        paths = {PurePosixPath(plain): name for plain, name in self.files.items()}
        own = [name for path, name in paths.items() if (str(path.parent), path.suffix) == (folder, ending)]
        return sorted(own)

    def refuse(self, name: str, expected: str) -> None:
        """Take up what cannot be read."""
        self.refused.add(plain_name(name))
        self.faults.append(Fault(name, expected))


def listed(folder: Path, known: Collection[str]) -> Listing:
    """Return what there is in an inputs folder.

    Parameters
    ----------
    folder : Path
        The folder; it may itself be a link.
    known : collection of str
        The names of files that are read, beside those of outcomes.

    Raises
    ------
    InputError
        If there is no such folder, or it cannot be listed.
    """
    try:
        if not folder.is_dir():
            raise InputError(f"Mappen med indata finns inte: {folder}")
        next(folder.iterdir(), None)
    except OSError as error:
        raise InputError(f"Mappen med indata går inte att läsa: {folder} ({refusal(error)})") from None
    listing = Listing()
    for path, kind in _children(folder, folder, listing):
        name = path.relative_to(folder).as_posix()
        plain = plain_name(name)
        if kind == "mapp" and (plain in known or _OUTCOME.fullmatch(plain)):
            listing.refuse(name, "en fil; det är en mapp med det namnet")
        elif kind == "fil" and plain in _FOLDERS:
            listing.refuse(name, "en mapp; det är en fil med det namnet")
        elif kind == "fil" and plain in listing.files:
            first = listing.files[plain]
            alike = "skiljer bara i stora och små bokstäver, eller i hur å, ä och ö är hopsatta"
            listing.refuse(name, f"en enda fil med det namnet; {first} {alike}")
        elif kind == "fil":
            listing.files[plain] = name
        elif kind != "mapp":
            listing.refuse(name, kind)
    return listing


def plain_name(name: str) -> str:
    """Return a file's name as it is compared: in small letters, each of them one sign."""
    return composed(name).casefold()


def _children(below: Path, folder: Path, listing: Listing) -> Iterator[tuple[Path, str]]:
    """Yield what lies in a folder and its folders, in order, and what each is; no link to a folder is followed."""
    try:
        for path in sorted(below.iterdir(), key=lambda each: each.name):  # paths have another order on Windows
            if _is_litter(path.name):
                listing.litter.append(composed(path.relative_to(folder).as_posix()))
            else:
                kind = _kind(path, folder)
                yield path, kind
                if kind == "mapp":
                    yield from _children(path, folder, listing)
    except OSError:
        expected = "en mapp som går att läsa; läsning nekas, så det som ligger i den kommer inte med"
        listing.refuse(below.relative_to(folder).as_posix(), expected)


def _kind(path: Path, folder: Path) -> str:
    """Return ``fil``, ``mapp``, or what was expected of something that is neither or is led elsewhere."""
    if path.suffix.casefold() == ".lnk":
        return "en vanlig fil; det är en genväg, och den följs inte. Lägg filen själv här"
    if path.is_symlink() or getattr(path.lstat(), "st_reparse_tag", 0) == _JUNCTION:
        if path.is_dir():
            return "en vanlig mapp; det är en länk, och den följs inte. Lägg filerna själva här"
        if not _inside(path, folder):
            where = "leder ut ur den" if path.exists() else "leder ingenstans"
            return f"en fil i mappen med indata; länken {where}. Lägg filen själv där"
    if path.is_dir():
        return "mapp"
    return "fil" if path.is_file() else "en vanlig fil"


def _inside(path: Path, folder: Path) -> bool:
    """Whether a path leads to something that is there and in a folder, wherever links on the way lead."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # the second of links that lead round, in Python 3.11
        return False


def found_in(folder: Path, name: str) -> Path | None:
    """Return the path of a file in a folder, however the letters of its name are composed; None if there is none.

    It leads to nothing outside the folder.
    """
    if _inside(folder / name, folder):
        return folder / name
    wanted = composed(PurePosixPath(name).as_posix())
    alike = (path for path in folder.rglob("*") if composed(path.relative_to(folder).as_posix()) == wanted)
    return next((path for path in alike if _inside(path, folder)), None)


def _is_litter(name: str) -> bool:
    """Whether a file or a folder is one that a program or an operating system has left, by its own name.

    macOS lays ``._bas.yaml`` beside ``bas.yaml``, and Excel ``~$lpix.xlsx`` beside a workbook that it has open.
    """
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM


def _is_earlier(name: str) -> bool:
    """Whether a file is one that has been replaced and is kept, by its name in the folder."""
    return EARLIER in PurePosixPath(name.casefold()).parts[:-1]


def outcome_of(name: str) -> tuple[str, int] | None:
    """Return the agreement and the year that a file is the outcome of, as its name says it."""
    found = _OUTCOME.fullmatch(plain_name(name))
    return (found[1], int(found[2])) if found else None


def not_read(text: str) -> Finding:
    """Return the finding of something that is not read."""
    return Finding("lases-inte", Level.NOTE, text)


def files_not_read(litter: Sequence[str], unread: Sequence[str]) -> Iterator[Finding]:
    """Yield what is told of the files that are not read.

    Parameters
    ----------
    litter : sequence of str
        Those that programs have left.
    unread : sequence of str
        Those that no rule reads.
    """
    opened = {
        name: who for name in litter for mark, who in _LOCKS.items() if PurePosixPath(name).name.startswith(mark)
    }
    for name, who in opened.items():
        yield not_read(f"Läses inte: {name}. {who} har den filen öppen; det som inte är sparat där är inte med.")
    if others := [name for name in litter if name not in opened and not _is_earlier(name)]:
        yield not_read(
            f"Läses inte: {len(others)} filer som datorn själv har lagt dit ({shortened(', '.join(others))})."
        )
    earlier = [name for name in unread if _is_earlier(name)]
    for name in unread:
        if name not in earlier:
            yield not_read(f"Läses inte: {name}")
    if earlier:
        yield not_read(f"Läses inte: {len(earlier)} st som har ersatts, i mappar som heter {EARLIER}.")


@dataclass(frozen=True)
class Unread:
    """The files that no rule reads, and what they might have been meant for.

    Attributes
    ----------
    names : sequence of str
        The files.
    missing : collection of str
        The names that would be read but are not there.
    outcomes : collection of (str, int)
        The agreement and the year of each outcome that is there.
    agreements : collection of str
        The codes of the agreements.
    """

    names: Sequence[str]
    missing: Collection[str]
    outcomes: Collection[tuple[str, int]]
    agreements: Collection[str]

    def faults(self) -> Iterator[Fault]:
        """Yield the files whose name is nearly that of one that is not there."""
        for name in self.names:
            if expected := self._meant(name):
                yield Fault(name, f"{expected}; byt namn på filen, eller flytta den ur mappen")

    def _meant(self, name: str) -> str:
        if near := _nearest(name, self.missing):
            return f"namnet {near}, som saknas och som namnet liknar"
        if _YAML.fullmatch(name.casefold()):
            return "ett namn som slutar på .yaml"
        code, year = _outcome_in(name, self.agreements)
        if code and year and (code, year) not in self.outcomes:
            made = (
                ", som kommandot utfall gör av den" if _suffix(name) in _BOOKKEEPING else ", om det är ett utfall"
            )
            return f"namnet utfall/{code}_{year}.csv{made}"
        if bool(code) != bool(year) and _suffix(name) in _TABLES:
            example = f"utfall/{next(iter(self.agreements), 'avtal')}_2026.csv"
            return f"ett namn som {example}, med avtal och år, om det är ett utfall"
        return ""

    def findings(self, invoiced: Collection[int]) -> list[Finding]:
        """Return a finding for each file that looks like an outcome that is there under its right name.

        It is asked about where that outcome would be settled in one of the years that are invoiced.
        """
        found = []
        for name in self.names:
            code, year = _outcome_in(name, self.agreements)
            if code and year and (code, year) in self.outcomes:
                asked = year + 1 in invoiced and _suffix(name) not in _BOOKKEEPING
                text = (
                    f"{name} läses inte, fast den liknar utfallet {year}; det som räknas är utfall/{code}_{year}. "
                    f"Flytta den till utfall/{EARLIER} om den är inaktuell, annars låt den ersätta den andra."
                )
                level = Level.ACKNOWLEDGE if asked else Level.NOTE
                found.append(Finding("utfall-namn", level, text, code, SETTLEMENT))
        return found


def _suffix(name: str) -> str:
    return PurePosixPath(name.casefold()).suffix


def _bare(name: str) -> str:
    """Return a file's own name without endings, marks of a copy, accents and anything but letters and digits."""
    stem = PurePosixPath(name.casefold()).name.split(".")[0]
    apart = unicodedata.normalize("NFKD", _COPY.sub("", stem))
    return "".join(sign for sign in apart if sign.isascii() and sign.isalnum())


def _nearest(name: str, missing: Collection[str]) -> str | None:
    if _suffix(name) not in _TABLES | {".yaml"} or _is_earlier(name):
        return None
    by_bare = {_bare(each): each for each in missing}
    near = difflib.get_close_matches(_bare(name), by_bare, 1, _NEAR)
    return by_bare[near[0]] if near else None


def _outcome_in(name: str, agreements: Collection[str]) -> tuple[str | None, int | None]:
    """Return the agreement and the year that a name seems to say; outside ``utfall`` only where it says both."""
    if _suffix(name) not in _TABLES | _BOOKKEEPING or _is_earlier(name):
        return None, None
    bare = _bare(name)
    letters = re.sub(r"\d|utfall", "", bare)
    by_bare = {_bare(code): code for code in agreements}
    held = [each for each in by_bare if len(each) > 3 and each in bare]
    held = held or difflib.get_close_matches(letters, by_bare, 1, _NEAR)
    code = by_bare[max(held, key=len)] if held else None
    digits = re.search(r"20\d\d|(?<!\d)\d\d(?!\d)", bare)
    year = int(digits[0][-2:]) + 2000 if digits else None
    return (code, year) if (code and year) or name.casefold().startswith("utfall/") else (None, None)
