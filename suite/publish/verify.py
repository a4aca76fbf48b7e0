"""Whether a PDF or a folder has the figures that its own inputs give, and is as it was when it was made.

What is carried is made again. Where code and libraries are the same, every byte is to be the same, and what is not
is told by figure, page or file. Where they are others, figures are compared one by one, and the file is held to
what it says of itself: the digests in its manifest, its seal, and the tables on its pages.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

from model.errors import InputError
from model.read.load import load
from suite.files.earlier import everything_in
from suite.files.manifest import MANIFEST, manifest_of
from suite.publish.archive import ARCHIVE, SCENARIO, input_files, made_otherwise
from suite.publish.attachments import SEAL
from suite.publish.carried import GROUPS, Carried, Remade, attached_or_none, made_again, read_carried
from suite.publish.difference import Cause, Difference
from suite.publish.figures import figures_of, is_number
from suite.publish.pages import differing_pages, differing_tables, page_digests
from suite.publish.startpage import LETTER_PDF
from suite.show.pdf_report import Attachment
from suite.show.seal import is_whole

TERMS = "avtal/"
"""Where the terms lie among the inputs; all else there is data."""
NOT_MADE = "går inte att räkna om"
"""What stands in place of a file where nothing could be made again."""
_NOT_COMPARED = {"indata", "utdata", "sigill"}
"""What a manifest says of files, which are held to it."""
_OF_CODE = {"kod", "versioner", "fingeravtryck"}


@dataclass(frozen=True)
class Verified:
    """What came of making again what a PDF or a folder carries.

    Attributes
    ----------
    carried : Carried
        What it carries.
    differences : list of Difference
        What is not as it should be; none where all is.
    remade : Remade or None
        It, made again; None where that could not be done.
    count : int
        How many numbers have been compared.
    otherwise : list of str
        What makes it now and did not make it, in words: code and libraries.
    newer : list of Difference
        The rows that a folder of inputs has in place of those that it carries (`against`).
    moved : list of Difference
        The figures that are others by those rows.
    """

    carried: Carried
    differences: list[Difference]
    remade: Remade | None = None
    count: int = 0
    otherwise: list[str] = field(default_factory=list)
    newer: list[Difference] = field(default_factory=list)
    moved: list[Difference] = field(default_factory=list)

    @property
    def same_bytes(self) -> bool:
        """Whether every byte is the same when it is made again."""
        return bool(self.remade and self.remade.files == self.carried.files)

    def pages(self) -> tuple[int, int]:
        """Return how many pages look the same when they are made again, and how many there are."""
        remade = self.remade.files if self.remade else {}
        pairs = [
            (page_digests(data), page_digests(remade.get(name, b"")))
            for name, data in self.carried.files.items()
            if name.endswith(".pdf")
        ]
        alike = sum(one == other for own, again in pairs for one, other in zip(own, again, strict=False))
        return alike, sum(len(own) for own, _ in pairs)

    def unsealed(self) -> list[str]:
        """Return the PDFs that say nothing of a seal: they were made before there were any."""
        own = self.carried.files.items()
        pdfs = {name: data for name, data in own if name.endswith(".pdf") and name != LETTER_PDF}
        return [name for name, data in pdfs.items() if "sigill" not in _manifest(attached_or_none(data))]

    def others(self) -> list[str]:
        """Return the files that lie in the folder and are none of the run's."""
        folder = self.carried.path
        found = [path for path in everything_in(folder) if path.is_file()] if folder.is_dir() else []
        return [name for path in found if (name := path.relative_to(folder).as_posix()) not in self.carried.files]


def verify(path: Path) -> Verified:
    """Make again what a PDF or a folder carries, and return what is not as it should be.

    Raises
    ------
    InputError
        If it cannot be read, or was made without what it takes to make it again.
    """
    carried = read_carried(path)
    changed = [*_changed_files(carried), *_changed_inputs(carried)]
    try:
        remade = made_again(carried)
    except InputError as error:
        told = [Difference(NOT_MADE, "", str(fault)) for fault in error.faults]
        return Verified(carried, [_blamed(each, changed, other=not changed) for each in (*changed, *told)])
    otherwise = made_otherwise(carried.manifest, remade.manifest)
    differing, count = _figures(carried, remade, other=bool(otherwise))
    known = {each.file for each in (*changed, *differing)}
    rest = _rest(carried, remade, known, other=bool(otherwise))
    every = [_blamed(each, changed, other=bool(otherwise)) for each in (*changed, *differing, *rest)]
    return Verified(carried, every, remade, count, otherwise)


def against(found: Verified, folder: Path) -> Verified:
    """Return what was found, with the rows that a folder of inputs has in place of the file's, and what they move.

    Raises
    ------
    InputError
        If the folder cannot be read.
    """
    if found.remade is None:
        return found
    local = {name: (folder / name).read_bytes() for name in load(folder).hashes}
    own = input_files(found.carried.archive)
    every = {name for name in {*local, *own} if not name.startswith(SCENARIO)}
    names = sorted(name for name in every if local.get(name) != own.get(name))
    rows = [row for name in names for row in _rows(name, own.get(name, b""), local.get(name, b""))]
    if not rows:
        return found
    figures, _ = _figures(found.carried, made_again(found.carried, folder), other=bool(found.otherwise))
    return replace(found, newer=rows, moved=[replace(each, cause=_cause(names)) for each in figures])


def _rows(name: str, mine: bytes, theirs: bytes) -> Iterator[Difference]:
    """Yield the lines of a file of inputs that differ."""
    own, other = _lines(mine), _lines(theirs)
    steps = SequenceMatcher(None, own, other, autojunk=False).get_opcodes()
    changed = [step for step in steps if step[0] != "equal"]
    for _, first, last, start, end in changed:
        for place, (line, instead) in enumerate(zip_longest(own[first:last], other[start:end])):
            row = start + place + 1 if instead is not None else first + place + 1
            yield Difference(name, f"rad {row}", line or "saknas", instead or "saknas", _cause([name]))
    if not changed:
        yield Difference(name, "", "är en annan", "", _cause([name]))


def _lines(data: bytes) -> list[str]:
    """Return the lines of a text; none of a workbook."""
    return [] if b"\0" in data else data.decode("utf-8-sig", "replace").splitlines()


def _cause(names: Sequence[str]) -> Cause:
    """Return whether some inputs are terms, data or both."""
    terms = {name.startswith(TERMS) for name in names}
    return Cause.BOTH if len(terms) > 1 else Cause.TERMS if True in terms else Cause.DATA


def _blamed(each: Difference, changed: Sequence[Difference], *, other: bool) -> Difference:
    """Return a difference with its cause: the file where it is changed itself, else its inputs, else the code."""
    if each.cause:
        return each
    inputs = [own.place for own in changed if own.file == ARCHIVE and own.place]
    if each.file in {own.file for own in changed} or not (inputs or other):
        return replace(each, cause=Cause.FILE)
    return replace(each, cause=_cause(inputs) if inputs else Cause.CODE)


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(data).hexdigest() for name, data in files.items()}


def _manifest(carried: Mapping[str, Attachment]) -> dict[str, Any]:
    """Return the manifest that a PDF carries; nothing where it has none that can be read."""
    return (manifest_of(carried[MANIFEST].data, GROUPS) if MANIFEST in carried else None) or {}


def _changed_files(carried: Carried) -> Iterator[Difference]:
    """Yield the files, also those in PDFs, that are not what their manifest says, and what seals are broken."""
    for name, told in _against(carried.hashes, _digests(carried.files), extra=False):
        yield Difference(name, "", told)
    for name, data in carried.files.items():
        if name.endswith(".pdf"):
            files = attached_or_none(data)
            manifest, own = _manifest(files), {key: each.data for key, each in files.items()}
            if not manifest and name != LETTER_PDF:  # it carries nothing: the package's manifest has its sum
                yield Difference(f"{name}, {MANIFEST}", "", "saknas eller går inte att läsa")
            own.pop(MANIFEST, None)
            for file, told in _against(manifest.get("utdata", {}), _digests(own), extra=True):
                yield Difference(f"{name}, {file}", "", told)
            if manifest.get("sigill") == SEAL and not is_whole(data):
                yield Difference(name, "", "är ändrad eller sparad om sedan den gjordes: sigillet är brutet")


def _changed_inputs(carried: Carried) -> Iterator[Difference]:
    """Yield the inputs that are not what the manifest says that it all was made from."""
    try:
        found = _digests(input_files(carried.archive)) if carried.archive else {}
    except InputError as error:
        yield Difference(ARCHIVE, "", str(error))
        return
    named = carried.manifest.get("indata", {}) if carried.archive else {}
    for name, told in _against(named, found, extra=True):
        yield Difference(ARCHIVE, name, told)


def _against(named: Mapping[str, Any], found: Mapping[str, str], *, extra: bool) -> Iterator[tuple[str, str]]:
    """Yield the files that are not what a manifest says, and what is the matter with them."""
    for name, digest in named.items():
        if found.get(name) != digest:
            yield name, "är ändrad sedan den skrevs" if name in found else "saknas"
    for name in sorted(found.keys() - named.keys()) if extra else []:
        yield name, "är tillagd"


def _figures(carried: Carried, remade: Remade, *, other: bool) -> tuple[list[Difference], int]:
    """Return the figures that differ, and how many numbers there are.

    Where the code is another, a figure that stands nowhere now is looked for among all those that are computed.
    """
    unlike = {name for name, data in carried.files.items() if remade.files.get(name) != data}
    own = {name: data for name, data in carried.files.items() if name in unlike}
    alike = {
        name: data for name, data in carried.files.items() if name not in unlike and not name.endswith(".xlsx")
    }
    again = {name: data for name, data in remade.files.items() if name in unlike}
    mine, theirs = figures_of(own), figures_of(again, own if other else None)
    known = set(figures_of(remade.files).values()) if other and unlike else set[str]()
    found = list[Difference]()
    for place in (each for each in dict.fromkeys([*mine, *theirs]) if mine.get(each) != theirs.get(each)):
        value, expected = mine.get(place, "saknas"), theirs.get(place, "finns inte")
        figure = is_number(value) or is_number(expected)
        if not other or (place in mine and figure and (place in theirs or value not in known)):
            found.append(Difference(*place, value or "tomt", expected or "tomt", is_figure=figure))
    return found, sum(map(is_number, [*mine.values(), *figures_of(alike).values()]))


def _rest(carried: Carried, remade: Remade, known: Collection[str], *, other: bool) -> Iterator[Difference]:
    """Yield what else differs: files, pages, and what the manifest says; `known` is what is told of already."""
    told = [*_manifests(MANIFEST, carried.manifest, remade.manifest, other=other)]
    yield from told
    for name in sorted({*carried.files, *remade.files} - ({MANIFEST} if told else set())):
        mine, theirs = carried.files.get(name), remade.files.get(name)
        if theirs is None:
            why = remade.failed.get(name.partition("/")[0])
            yield Difference(name, "", f"görs inte nu{f' ({why})' if why else ''}")
        elif mine is None:
            if not other and name not in known:
                yield Difference(name, "", "saknas")
        elif mine != theirs and name.endswith(".pdf"):
            yield from _of_pdf(name, mine, theirs, known, other=other)
        elif mine != theirs and not other and name not in known:
            yield Difference(name, "", "är inte som när den görs om")


def _manifests(name: str, own: object, again: object, *, other: bool) -> Iterator[Difference]:
    """Yield what a manifest says that it does not say when it is made again."""
    left_out = _NOT_COMPARED | (_OF_CODE if other else set())
    mine, theirs = (dict(_leaves(side, left_out)) for side in (own, again))
    for place in dict.fromkeys([*mine, *theirs]):
        if mine.get(place) != theirs.get(place):
            yield Difference(name, place, mine.get(place, "saknas"), theirs.get(place, "inget"))


def _leaves(value: object, left_out: Collection[str], place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in left_out:
                yield from _leaves(inner, left_out, f"{place} / {key}" if place else key)
    else:
        yield place, str(value)


def _of_pdf(name: str, mine: bytes, theirs: bytes, known: Collection[str], *, other: bool) -> Iterator[Difference]:
    """Yield what differs between a PDF and the same made again, beside the figures that it carries."""
    own, again = attached_or_none(mine), attached_or_none(theirs)
    told = [*_manifests(f"{name}, {MANIFEST}", _manifest(own), _manifest(again), other=other)]
    if other:
        changed = [file for file in own if f"{name}, {file}" in known]
        yield from [*told, *differing_tables(name, mine, own, changed)]
        return
    for file in sorted({*own, *again} - {MANIFEST}):
        if own.get(file) != again.get(file) and f"{name}, {file}" not in known:
            told.append(Difference(f"{name}, {file}", "", "är inte som när den görs om"))
    told += differing_pages(name, mine, theirs)
    within = any(each == name or each.startswith(f"{name}, ") for each in known)
    yield from told or ([] if within else [Difference(name, "", "är ändrad, men inte i sidor eller bilagor")])
