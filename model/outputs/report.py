"""Render a report: run its notebook and publish it as HTML, PDF, figures as data and a manifest, together."""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

import nbformat

from model.begin import PROJECT, Run
from model.errors import InputError
from model.inputs.load import load
from model.outputs.blocks import MIME, RESULTS_MIME
from model.outputs.folder import replacing
from model.outputs.html_report import html_report
from model.outputs.notebook import run_notebook
from model.outputs.pdf_report import pdf_report

PACKAGE = "kostnadsmodell"
NOTEBOOKS = PROJECT / "notebooks"


def render(name: str, run: Run, year: int, scenario: str, out: Path) -> list[Path]:
    """Render a report for a year into ``<out>/<name>_<year>/``.

    Parameters
    ----------
    name : str
        The notebook's name.
    run : Run
        Inputs, as-of date and scenario.
    year : int
        The report's year.
    scenario : str
        The scenario as the user named it: a code or a file.
    out : Path
        Folder for outputs.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    InputError, CellError
        If the inputs are wrong or a cell fails; what was there before is left as it was.
    """
    source = NOTEBOOKS / f"{name}.ipynb"
    folder = run.folder.resolve()
    parameters = {
        "ar": year,
        "inputs": folder.name,
        "per_datum": run.series.as_of.isoformat(),
        "scenario": scenario if scenario in run.inputs.scenarios else str(Path(scenario).resolve()),
    }
    target = out / f"{name}_{year}"
    with replacing(target) as fresh:
        stem = fresh / target.name
        notebook = run_notebook(source, stem.with_suffix(".ipynb"), parameters, folder.parent)
        if dict(load(folder).hashes) != {k: v for k, v in run.inputs.hashes.items() if ":" not in k}:
            raise InputError("Indata ändrades medan rapporten gjordes; kör igen")
        _publish(notebook, stem, run)
        manifest = {
            "rapport": name,
            "per_datum": run.series.as_of.isoformat(),
            "parametrar": parameters | {"scenario": run.scenario.id},
            "indata": dict(run.inputs.hashes),
            "kod": code_hashes(source),
            "versioner": versions(),
            "utdata": {path.name: _hash(path) for path in sorted(fresh.iterdir())},
        }
        _write(fresh / "manifest.json", _json(manifest))
    return sorted(target.iterdir())


def _publish(notebook: nbformat.NotebookNode, stem: Path, run: Run) -> None:
    """Write the HTML, the PDF and the figures as data beside the executed notebook."""
    title = _title(notebook)
    publisher = "Region Jämtland Härjedalen"
    digest = hashlib.sha256(_json(dict(run.inputs.hashes)).encode()).hexdigest()[:8]
    colophon = (
        f"Underlag per {run.series.as_of}, indata {digest}, scenario {run.scenario.id}, modell {version(PACKAGE)}"
    )
    _write(stem.with_suffix(".html"), html_report(notebook, title, publisher, colophon))
    stem.with_suffix(".pdf").write_bytes(pdf_report(notebook, title, publisher, colophon, run.series.as_of))
    found = [data[RESULTS_MIME] for data in _outputs(notebook) if RESULTS_MIME in data]
    _write(stem.with_name("resultat.json"), _json(found[0] if found else {}))


def _outputs(notebook: nbformat.NotebookNode) -> list[Mapping[str, Any]]:
    return [
        output.get("data", {}) for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    ]


def _title(notebook: nbformat.NotebookNode) -> str:
    blocks = [data[MIME] for data in _outputs(notebook) if MIME in data]
    return str(
        next(block["content"][0]["text"] for block in blocks if block["type"] == "heading" and block["level"] == 1)
    )


def code_hashes(notebook: Path) -> dict[str, str]:
    """Return the SHA-256 of a notebook and of the package's files together."""
    package = hashlib.sha256()
    for path in sorted((PROJECT / "model").rglob("*")):
        if path.suffix in {".py", ".typ", ".j2", ".css", ".json"}:
            package.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return {"model": package.hexdigest(), notebook.name: _hash(notebook)}


def versions() -> dict[str, str]:
    """Return the version of the package and of each library it names."""
    named = [
        line.split(";")[0].split(">")[0].strip() for line in requires(PACKAGE) or [] if "extra ==" not in line
    ]
    return {name: version(name) for name in sorted([PACKAGE, *named])}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
