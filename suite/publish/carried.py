"""What a PDF or a folder of a run carries: its figures, its inputs and its manifest; and the same made again.

A PDF of a report needs nothing beside it. A package has its inputs as a file, and a report's folder in its PDF.
"""

import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pikepdf

from model.errors import Fault, InputError
from model.read.begin import begin
from model.read.refusal import refusal
from model.read.validation import validated
from suite.files.manifest import MANIFEST, manifest_of, read_manifest, written
from suite.files.provenance import as_json
from suite.publish.archive import ARCHIVE, Parameters, laid_out, unpacked
from suite.publish.package import remake
from suite.publish.report import Failure, Job, jobs, produce
from suite.reports.catalogue import ACKNOWLEDGED, named
from suite.show.pdf_report import Attachment

GROUPS = ("parametrar", "indata", "kod", "versioner", "utdata")
"""What a manifest of a report says by name."""
_OF_FILES = {"utdata", "sigill"}
"""What a manifest says of the files that it lies among, and not of what they were made from."""


@dataclass(frozen=True)
class Carried:
    """What a PDF or a folder carries.

    Attributes
    ----------
    path : Path
        The PDF, or the folder of a report or of a package.
    files : mapping of str to bytes
        The files that its manifest names and that are there, the manifest itself included; of a PDF the PDF alone.
    hashes : mapping of str to str
        What the manifest says that each of them was; nothing of a PDF's.
    manifest : mapping
        What it was made from.
    archive : bytes
        Its inputs; nothing where they are gone.
    """

    path: Path
    files: Mapping[str, bytes]
    hashes: Mapping[str, str]
    manifest: Mapping[str, Any]
    archive: bytes

    @property
    def is_package(self) -> bool:
        """Whether it is a package of a year."""
        return "arspaket" in self.manifest

    @property
    def alone(self) -> str:
        """The name of the PDF, its ending in small letters, where there is nothing but that."""
        return "" if self.hashes else next(iter(self.files))


def read_carried(path: Path) -> Carried:
    """Return what a PDF or a folder carries.

    Raises
    ------
    InputError
        If it cannot be read, or was made without what it takes to make it again.
    """
    try:
        if path.is_dir():
            return _folder(path)
        pdf = path.read_bytes()
    except OSError as error:
        raise InputError(Fault(str(path), f"en PDF eller mapp som går att läsa ({refusal(error)})")) from None
    manifest, archive = _of_pdf(pdf, str(path))
    return Carried(path, {path.with_suffix(".pdf").name: pdf}, {}, manifest, archive)


def _folder(path: Path) -> Carried:
    manifest = read_manifest(path, (*GROUPS, "rapporter", "arbetsbocker"))
    if manifest is None or not manifest.keys() & {"arspaket", "rapport"}:
        wanted = f"mappen med ett årspaket eller en rapport, med {MANIFEST}, eller en rapports PDF"
        raise InputError(Fault(str(path), wanted))
    hashes = {name: value for name, value in written(path).items() if ".." not in name}
    files = {name: (path / name).read_bytes() for name in hashes if (path / name).is_file()}
    hashes.pop(MANIFEST)
    archive = files.get(ARCHIVE, b"")
    if "rapport" in manifest:
        pdf = next((data for name, data in files.items() if name.endswith(".pdf")), None)
        archive = _of_pdf(pdf, str(path))[1] if pdf else b""
    return Carried(path, files, hashes, manifest, archive)


def _of_pdf(pdf: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return the manifest of a PDF, and its inputs, if they are there."""
    files = attached(pdf, name)
    if not files:
        raise InputError(Fault(name, "en PDF som bär siffror, indata och manifest; den här har inga bilagor"))
    manifest = manifest_of(files[MANIFEST].data, GROUPS) if MANIFEST in files else {}
    if manifest is None:
        raise InputError(Fault(f"{name}, bilagan {MANIFEST}", "ett helt manifest, som programmet skrev det"))
    return manifest, files[ARCHIVE].data if ARCHIVE in files else b""


@contextmanager
def opened(pdf: bytes, name: str) -> Iterator[pikepdf.Pdf]:
    """Give a PDF to read.

    Raises
    ------
    InputError
        If it, or what is read of it in the block, is no whole PDF.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            yield document
    except (pikepdf.PdfError, LookupError, TypeError, ValueError, AttributeError, RuntimeError):
        raise InputError(Fault(name, "en hel PDF, som programmet skrev den")) from None


def attached(pdf: bytes, name: str) -> dict[str, Attachment]:
    """Return the files that a PDF carries, by name.

    Raises
    ------
    InputError
        If it is no whole PDF.
    """
    with opened(pdf, name) as document:
        return {
            key: Attachment(key, own.read_bytes(), own.mime_type, each.description)
            for key, each in document.attachments.items()
            for own in [each.get_file()]
        }


def attached_or_none(pdf: bytes) -> dict[str, Attachment]:
    """Return the files that a PDF carries, by name; none of what is no whole PDF."""
    try:
        return attached(pdf, "")
    except InputError:
        return {}


@dataclass(frozen=True)
class Remade:
    """What is carried, made again.

    Attributes
    ----------
    files : mapping of str to bytes
        The files, by the names of those that are carried.
    manifest : mapping
        What they are made from now.
    failed : mapping of str to str
        Why a report could not be made, by its folder in the package.
    """

    files: Mapping[str, bytes]
    manifest: Mapping[str, Any]
    failed: Mapping[str, str] = field(default_factory=dict)


def made_again(carried: Carried, inputs: Path | None = None) -> Remade:
    """Return what is carried, made again.

    Parameters
    ----------
    carried : Carried
        What is to be made again.
    inputs : Path, optional
        A folder of inputs to make it from, in place of those that it carries.

    Raises
    ------
    InputError
        If it cannot be made again; says why.
    """
    if carried.is_package:
        return _package_again(carried, inputs)
    shared, _ = _parameters(carried)
    made = validated(Parameters, shared, f"{carried.path}, {MANIFEST}", lambda _: None)
    with laid_out(carried.archive, made.inputs, ARCHIVE) as (folder, scenario):
        job = _job(carried, inputs or folder, made.as_of.isoformat(), scenario or made.scenario)
        told = {key: value for key, value in carried.manifest.items() if key not in _OF_FILES}
        files = produce(replace(job, manifest=told))
    if isinstance(files, Failure):
        raise InputError(str(files))
    if carried.alone:
        return Remade({carried.alone: files[f"{job.report.name}.pdf"]}, job.manifest)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    return Remade({**files, MANIFEST: as_json({**told, "utdata": hashes}).encode()}, job.manifest)


def _parameters(carried: Carried) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the parameters that a report was made with: those that all have, and its own."""
    given = carried.manifest.get("parametrar", {})
    shared = {str(each.alias or name) for name, each in Parameters.model_fields.items()}
    own = {key: value for key, value in given.items() if key not in shared}
    return {key: value for key, value in given.items() if key in shared}, own


def _job(carried: Carried, folder: Path, as_of: str, scenario: str) -> Job:
    """Return what there is to do to render a report again."""
    run, notebook, (_, own) = begin(folder, as_of, scenario), carried.manifest.get("rapport"), _parameters(carried)
    year, contact = own.get("ar"), carried.manifest.get("kontakt")
    known = named(run, year, str(notebook)) if isinstance(year, int) else []
    given = {name: value for name, value in own.items() if name != ACKNOWLEDGED}
    reports = [replace(each, parameters=own) for each, _ in known if each.parameters == given]
    if not reports:
        told = ", ".join(f"{name} {value}" for name, value in own.items())
        raise InputError(f"Rapporten {notebook} ({told}) görs inte av den här versionen")
    return jobs(reports, run, scenario, contact, archive=carried.archive)[0]


def _package_again(carried: Carried, inputs: Path | None) -> Remade:
    if not carried.archive:
        raise InputError(f"{ARCHIVE} saknas")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as out:
        with unpacked(carried.path, whole=False) as original:
            done = remake(replace(original, inputs=inputs or original.inputs), Path(out))
        files = {name: (done.folder / name).read_bytes() for name in written(done.folder)}
        return Remade(files, read_manifest(done.folder, GROUPS) or {}, done.failed)
