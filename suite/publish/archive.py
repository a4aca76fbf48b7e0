"""The inputs that a package was made of, as one file in it: by them it can be made again when they have changed.

What was read is there as it was. A file that no rule reads is there by name alone, since the quality log
names it. Nothing is compressed here, since how that is done differs between systems; a PDF that carries the file
compresses it.
"""

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from model.errors import InputError
from model.fields import Date, Name, OptionalName, Typed, Year
from model.near import composed
from model.read.listing import listed
from model.read.load import file_hash
from model.read.validation import validated
from model.run import Run
from suite.files.manifest import MANIFEST, read_manifest, written

ARCHIVE = "indata.zip"
"""The file of the inputs in a package."""

SCENARIO = "scenario: "
"""What stands before the name of a scenario's file that is not one of the inputs."""

_INPUTS, _SCENARIO = "indata", "scenario"
"""The folders in it: of the inputs, and of the scenario where that was a file of its own."""
_SAME_DAY = (1980, 1, 1, 0, 0, 0)
_MOST = 10**9
"""The most bytes that are unpacked; inputs are a few thousand of these."""
_GROUPS = ("parametrar", "kvitterat", "kod", "versioner", "utdata")


def archived(run: Run, scenario: str) -> bytes:
    """Return the inputs of a run as a ZIP file, the same bytes for the same inputs.

    Parameters
    ----------
    run : Run
        The run.
    scenario : str
        The scenario as the user named it: a code or a file.
    """
    held, folder = io.BytesIO(), Path(run.folder)
    listing = listed(folder, ())
    with zipfile.ZipFile(held, "w") as whole:
        for name in sorted([*listing.files.values(), *listing.litter]):
            read = composed(name) in run.inputs.hashes
            _add(whole, f"{_INPUTS}/{name}", (folder / name).read_bytes() if read else b"")
        own = Path(scenario)
        if f"{SCENARIO}{own.name}" in run.inputs.hashes:
            _add(whole, f"{_SCENARIO}/{own.name}", own.read_bytes())
    return held.getvalue()


def _add(whole: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _SAME_DAY)
    entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Linux, wherever it is made
    whole.writestr(entry, data, zipfile.ZIP_STORED)


def input_files(archive: bytes) -> dict[str, bytes]:
    """Return the files of the inputs in an archive, each named as a manifest names it; those not empty.

    Raises
    ------
    InputError
        If it cannot be unpacked.
    """
    own = {f"{_INPUTS}/": "", f"{_SCENARIO}/": SCENARIO}
    with _opened(archive, ARCHIVE) as whole:
        files = {entry.filename: whole.read(entry) for entry in whole.infolist() if entry.file_size}
    return {
        told + composed(name.removeprefix(folder)): data
        for name, data in files.items()
        for folder, told in own.items()
        if name.startswith(folder)
    }


@contextmanager
def _opened(archive: bytes, told: str) -> Iterator[zipfile.ZipFile]:
    """Give an archive to read."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as whole:
            if sum(entry.file_size for entry in whole.infolist()) > _MOST:
                raise InputError(f"{told} är större än några indata är")
            yield whole
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError):
        raise InputError(f"{told} går inte att packa upp") from None


class Parameters(Typed):
    """What every report was made with."""

    inputs: Name
    as_of: Date = Field(alias="per_datum")
    scenario: Name


class _Made(Typed):
    """What a package's manifest says that it was made with."""

    year: Year = Field(alias="arspaket")
    parameters: Parameters = Field(alias="parametrar")
    acknowledged: dict[str, str] = Field(alias="kvitterat")
    contact: OptionalName = Field(None, alias="kontakt")
    attach: bool = Field(True, alias="pdf_bilagor")


@dataclass(frozen=True)
class Original:
    """A package that is to be made again, with its inputs in a folder of their own for the time being.

    Attributes
    ----------
    package, inputs : Path
        Where it lies, and where its inputs do.
    archive : bytes
        The inputs as it has them.
    year, as_of, scenario, acknowledged, contact, attach
        What it was made with (`suite.publish.package.deliver`).
    code, versions : mapping of str to str
        The digests of the code, and the versions of the libraries that made it.
    """

    package: Path
    inputs: Path
    archive: bytes
    year: int
    as_of: str
    scenario: str
    acknowledged: Mapping[str, str]
    contact: str | None
    attach: bool
    code: Mapping[str, str]
    versions: Mapping[str, str]

    def made_otherwise(self, again: Path) -> list[str]:
        """Return what has made a package again and had not made this one, in words: code and libraries."""
        return made_otherwise({"kod": self.code, "versioner": self.versions}, read_manifest(again, _GROUPS) or {})

    def differing(self, again: Path) -> tuple[list[str], int]:
        """Return the files that differ, byte for byte, from a package made again, and how many files there are."""
        names = sorted(written(self.package).keys() | written(again).keys())
        return [name for name in names if _bytes(self.package / name) != _bytes(again / name)], len(names)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def made_otherwise(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what a manifest says of code and libraries that an earlier one does not, in words."""
    earlier, later = (made.get("versioner", {}) for made in (then, now))
    told = [
        f"{name} {earlier.get(name) or 'fanns inte'}, nu {later.get(name) or 'finns inte'}"
        for name in {**earlier, **later}
        if earlier.get(name) != later.get(name)
    ]
    return (["annan kod"] if then.get("kod") != now.get("kod") else []) + told


@contextmanager
def laid_out(archive: bytes, name: str, told: str) -> Iterator[tuple[Path, str]]:
    """Give the folder of the inputs in an archive, and the scenario's file, if it has one, until the block ends.

    Parameters
    ----------
    archive : bytes
        The inputs (`archived`).
    name : str
        What their folder was called.
    told : str
        The archive, in messages.

    Raises
    ------
    InputError
        If it cannot be unpacked.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        inside, own = Path(folder) / "arkiv", Path(folder) / "mapp"
        own.mkdir()
        with _opened(archive, told) as whole:
            whole.extractall(inside)
            inputs = (inside / _INPUTS).rename(own / (Path(name).name if name.strip(".") else _INPUTS))
        yield inputs, next((str(path) for path in sorted((inside / _SCENARIO).glob("*"))), "")


@contextmanager
def unpacked(package: Path, *, whole: bool = True) -> Iterator[Original]:
    """Give a package that is to be made again; what it was made of lies in a folder until the block ends.

    Parameters
    ----------
    package : Path
        The package.
    whole : bool
        Whether its inputs must be those that it was made of.

    Raises
    ------
    InputError
        If it is no package, carries no inputs, or they are not those that it was made of.
    """
    manifest = read_manifest(package, _GROUPS) or {}
    path = package / ARCHIVE
    if "arspaket" not in manifest or ARCHIVE not in manifest.get("utdata", {}) or not path.is_file():
        raise InputError(
            f"--fran: fann {package}, väntade mappen med ett årspaket som har {MANIFEST} och {ARCHIVE}"
        )
    known = {str(field.alias) for field in _Made.model_fields.values()}
    own = {key: value for key, value in manifest.items() if key in known}
    made = validated(_Made, own, f"{package / MANIFEST}", lambda _: None)
    if whole and manifest["utdata"][ARCHIVE] != file_hash(path):
        raise InputError(f"{path} är ändrad sedan paketet gjordes, så det går inte att göra om")
    archive = path.read_bytes()
    with laid_out(archive, made.parameters.inputs, str(path)) as (inputs, scenario):
        yield Original(
            package=package,
            inputs=inputs,
            archive=archive,
            year=made.year,
            as_of=made.parameters.as_of.isoformat(),
            scenario=scenario or made.parameters.scenario,
            acknowledged=made.acknowledged,
            contact=made.contact,
            attach=made.attach,
            code=manifest.get("kod", {}),
            versions=manifest.get("versioner", {}),
        )
