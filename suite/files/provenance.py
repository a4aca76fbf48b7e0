"""What the outputs of a run were made from: inputs, code, versions and parameters, for the manifest.

The project's own file is asked for the version, which lies beside the code that runs: it is there without an
installation, and a clone that has been brought up to date since it was installed does not tell its old version.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from model.read.begin import PROJECT
from model.read.load import file_hash
from model.run import Run

NOTEBOOKS = PROJECT / "notebooks"


@cache
def _project() -> dict[str, Any]:
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["project"])


def model_version() -> str:
    """Return the version of the model."""
    return str(_project()["version"])


def versions() -> dict[str, str]:
    """Return the version of the model and of each library that it needs, by name.

    Raises
    ------
    PackageNotFoundError
        If one of the libraries is not installed.
    """
    named = [re.split("[ >=<!~;[]", line, maxsplit=1)[0] for line in _project()["dependencies"]]
    found = {name: version(name) for name in named} | {str(_project()["name"]): model_version()}
    return dict(sorted(found.items()))


def shared_parameters(run: Run) -> dict[str, Any]:
    """Return the parameters that all reports of a run have, the same on every machine."""
    return {
        "inputs": Path(run.folder).resolve().name,
        "per_datum": run.series.as_of.isoformat(),
        "scenario": run.scenario.id,
    }


def provenance(run: Run, notebooks: Sequence[str], contact: str | None = None) -> dict[str, Any]:
    """Return what the outputs of a run were made from: as-of date, inputs, code, libraries, and any contact."""
    return {
        "per_datum": run.series.as_of.isoformat(),
        "indata": dict(run.inputs.hashes),
        "kod": code_hashes(notebooks),
        "versioner": versions(),
        **({"kontakt": contact} if contact else {}),
    }


def code_hashes(notebooks: Sequence[str]) -> dict[str, str]:
    """Return the SHA-256 of some notebooks, and of the package's files together."""
    package = hashlib.sha256()
    for path in sorted(each for room in ("model", "suite") for each in (PROJECT / room).rglob("*")):
        if path.suffix in {".py", ".typ", ".j2", ".css", ".json", ".js", ".html"}:
            package.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    own = {f"{name}.ipynb": file_hash(NOTEBOOKS / f"{name}.ipynb") for name in sorted(set(notebooks))}
    return {"model": package.hexdigest(), **own}


def code_of(made: Mapping[str, Any], notebook: str) -> dict[str, str]:
    """Return the code that a notebook's report was made from, of that of several (`provenance`)."""
    return {name: value for name, value in made["kod"].items() if name in ("model", f"{notebook}.ipynb")}


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder, by name."""
    return {path.name: file_hash(path) for path in sorted(folder.iterdir()) if path.is_file()}


def as_json(data: object, *, in_order: bool = False) -> str:
    """Return data as JSON that people can read too: each thing on a line of its own, a step in for each level.

    Where it is to be `in_order`, names stand by the alphabet.
    """
    return f"{_indented(data, 0, in_order)}\n"


def _indented(data: object, level: int, in_order: bool) -> str:
    """Return data as ``json.dumps`` with ``indent=1`` does.

    Its fast encoder knows no indent, but may be told to begin a new line after each thing; a level that holds no
    other is written by that.
    """
    if not data or not isinstance(data, dict | list | tuple):
        return json.dumps(data, ensure_ascii=False)
    if in_order and isinstance(data, dict):
        data = dict(sorted(data.items()))
    step, inner = "\n" + " " * (level + 1), data.values() if isinstance(data, dict) else data
    if any(each and isinstance(each, dict | list | tuple) for each in inner):
        texts = [_indented(each, level + 1, in_order) for each in inner]
        if isinstance(data, dict):
            names = (json.dumps(str(name), ensure_ascii=False) for name in data)
            texts = [f"{name}: {text}" for name, text in zip(names, texts, strict=True)]
        told = f",{step}".join(texts)
    else:
        told = json.dumps(data, ensure_ascii=False, separators=(f",{step}", ": "))[1:-1]
    start, end = "{}" if isinstance(data, dict) else "[]"
    return f"{start}{step}{told}{step[:-1]}{end}"


def write(path: Path, text: str) -> None:
    """Write text as UTF-8 with the same line ends on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")
