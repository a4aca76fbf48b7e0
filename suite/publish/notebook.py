"""Run a report notebook through papermill, and make of it what is the same every time.

papermill and Jupyter write times, paths and random ids into an executed notebook; they are taken out, so that
the same inputs give the same bytes.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from model.errors import InputError
from suite.publish import engine


class CellError(Exception):
    """A cell of a notebook failed; says which and why."""


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
        executed = papermill.execute_notebook(
            source,
            None,
            dict(parameters),
            kernel_name="python3",
            cwd=folder,
            engine_name=engine.NAME,
            progress_bar=shown if bar else False,
        )
    except PapermillExecutionError as error:
        if error.ename == InputError.__name__:
            fault = InputError(*error.evalue.split("\n"))
            fault.add_note(f"cell {error.cell_index + 1}")
            raise fault from None
        raise CellError(f"{source.name}, cell {error.cell_index + 1}: {error.ename}: {error.evalue}") from None
    return repeatable(executed)


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
