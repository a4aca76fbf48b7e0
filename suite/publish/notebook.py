"""Run a report's notebook through papermill, and make of it files that are the same every time.

papermill and Jupyter write times, paths and random ids into an executed notebook; they are taken out, so that
the same inputs give the same bytes.
"""

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat.v4.rwbase import split_lines
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors

from model.errors import InputError
from suite.files.provenance import NOTEBOOKS, as_json
from suite.publish import engine
from suite.publish.attachments import attachments
from suite.publish.report import Files, Job
from suite.show.blocks import MIME, RESULTS, RESULTS_MIME
from suite.show.html_report import html_report
from suite.show.pdf_report import blocks, pdf_report


class CellError(Exception):
    """A cell of a notebook failed; says which and why."""


def published(job: Job) -> Files:
    """Run a report's notebook, and return it as the report's files.

    Raises
    ------
    InputError, CellError
        As `run_notebook`.
    """
    source = NOTEBOOKS / f"{job.report.notebook}.ipynb"
    notebook = run_notebook(source, job.parameters, job.working, bar=job.bar)
    _check_shown(notebook, source)
    title, name = _title(notebook) or job.report.title, job.report.name
    found = [data[RESULTS_MIME] for data in _outputs(notebook) if RESULTS_MIME in data]
    results, shown = as_json(found[0] if found else {}).encode(), list(blocks(notebook))
    carried = attachments(shown, results, job.archive, job.manifest) if job.archive else []
    told = (title, job.publisher, job.colophon)
    page = html_report(notebook, *told, job.report.title, job.home)
    paper = pdf_report(shown, *told, job.as_of, job.report.title, attached=carried)
    return {
        f"{name}.ipynb": as_json(split_lines(notebook), in_order=True).encode(),
        f"{name}.html": page.encode(),
        f"{name}.pdf": paper,
        RESULTS: results,
    }


def _outputs(notebook: nbformat.NotebookNode) -> list[Mapping[str, Any]]:
    return [
        output.get("data", {}) for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    ]


def _check_shown(notebook: nbformat.NotebookNode, source: Path) -> None:
    """Refuse what would be left out of the report, or of its PDF."""
    for place, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if data and MIME not in data and RESULTS_MIME not in data:
                found = str(data.get("text/plain", next(iter(data)))).splitlines()[0][:60]
                raise CellError(
                    f"{source.name}, {_cell(source, place)}: fann ”{found}”, som en rapport inte kan visa; "
                    "väntade en tabell, ett diagram, Heading eller Paragraphs, eller semikolon efter"
                )


def _cell(source: Path, place: int) -> str:
    """Return which cell of a notebook the one at a place is, but for papermill's own after the parameters."""
    cells = nbformat.read(source, as_version=4).cells
    tagged = [n for n, cell in enumerate(cells) if "parameters" in cell.metadata.get("tags", [])]
    return f"cell {place if tagged and place > tagged[0] else place + 1}"


def _title(notebook: nbformat.NotebookNode) -> str:
    """Return the first heading of the first level, from code or prose; empty where there is none."""
    headings = (each["content"] for each in blocks(notebook) if each["type"] == "heading" and each["level"] == 1)
    return "".join(piece["text"] for piece in next(headings, []))


def run_notebook(
    source: Path, parameters: Mapping[str, Any], folder: Path, *, bar: bool = False
) -> nbformat.NotebookNode:
    """Run a notebook with parameters, and return the executed one.

    Parameters
    ----------
    source : Path
        The notebook.
    parameters : mapping
        Values for its cell tagged ``parameters``.
    folder : Path
        The folder it runs in.
    bar : bool
        Whether to show how far it has come.

    Raises
    ------
    InputError
        If a cell says that the inputs or parameters are wrong.
    CellError
        If a cell fails otherwise.
    """
    shown = {"desc": source.stem, "unit": "cell", "bar_format": "{desc} {bar} {n_fmt} av {total_fmt} celler"}
    try:
        # In two steps, since papermill would write the executed notebook too, which nobody reads.
        told = {"kernel_name": "python3", "engine_name": engine.NAME}
        prepared = papermill.execute_notebook(source, None, dict(parameters), prepare_only=True, **told)
        with contextlib.chdir(folder):
            executed = papermill_engines.execute_notebook_with_engine(
                nb=prepared, input_path=str(source), progress_bar=shown if bar else False, **told
            )
        raise_for_execution_errors(executed, None)
    except PapermillExecutionError as error:
        if error.ename == InputError.__name__:
            fault = InputError(*error.evalue.split("\n"))
            fault.add_note(_cell(source, error.cell_index))
            raise fault from None
        place = _cell(source, error.cell_index)
        raise CellError(f"{source.name}, {place}: {error.ename}: {error.evalue}") from None
    return repeatable(without_folder(executed, parameters))


def without_folder(notebook: nbformat.NotebookNode, parameters: Mapping[str, Any]) -> nbformat.NotebookNode:
    """Return a notebook that names the file of its scenario, where it was given one, without its folder."""
    given = Path(str(parameters.get("scenario", "")))
    for cell in notebook.cells if given.is_absolute() else ():
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = re.sub("(?m)^scenario = .*$", lambda _: f'scenario = "{given.name}"', cell.source)
    return notebook


def repeatable(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook without times, paths, random ids and what ran it."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for place, cell in enumerate(notebook.cells):
        cell.id = f"cell-{place}"
        cell.metadata = {"tags": cell.metadata.get("tags", [])}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.output_type != "stream"]
    return notebook
