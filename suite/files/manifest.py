"""The manifest that a run leaves in its folder: inputs, versions, parameters, and what it wrote."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from model.read.load import file_hash

MANIFEST = "manifest.json"
"""What a run leaves in its folder: inputs, versions, parameters and outputs."""

_WRITTEN = ("utdata", "rapporter", "arbetsbocker")
"""Where a manifest says what was written: in the folder itself, and in its folders."""


def read_manifest(folder: Path, groups: Iterable[str]) -> dict[str, Any] | None:
    """Return the manifest that an earlier run left in a folder; None where there is none of that kind.

    Parameters
    ----------
    folder : Path
        The folder.
    groups : iterable of str
        What the manifest, where it says anything of it, must say by name.
    """
    try:
        return manifest_of((folder / MANIFEST).read_bytes(), groups)
    except OSError:
        return None


def manifest_of(data: bytes, groups: Iterable[str]) -> dict[str, Any] | None:
    """Return what a manifest says; None where it is none of that kind (`read_manifest`)."""
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    whole = isinstance(found, dict) and all(isinstance(found.get(name, {}), dict) for name in groups)
    return found if whole else None


def written(folder: Path) -> dict[str, str]:
    """Return the SHA-256 that each file a run wrote in a folder had then, by its path there with ``/`` between.

    The manifest cannot name its own, so it has the one that it has now. Nothing where there is no manifest.
    """
    manifest = read_manifest(folder, _WRITTEN)
    if manifest is None:
        return {}
    named = dict(_files("", manifest.get("utdata")))
    for name, entry in manifest.get("rapporter", {}).items():
        named |= _files(f"{name}/", entry.get("utdata") if isinstance(entry, Mapping) else None)
    for name, files in manifest.get("arbetsbocker", {}).items():
        named |= _files(f"{name}/", files)
    return {**named, MANIFEST: file_hash(folder / MANIFEST)}


def _files(before: str, files: object) -> Iterator[tuple[str, str]]:
    if isinstance(files, Mapping):
        yield from ((before + name, value) for name, value in files.items() if isinstance(value, str))
