"""A papermill engine that runs a notebook in an IPython shell of this process, without a kernel.

Parameters, progress, errors and the written notebook are papermill's own; only the way to the interpreter is
shorter. The shell is as fresh as the process is, so each notebook is given a process of its own
(`suite.publish.parallel`).
"""

import contextlib
import io
from typing import Any

import nbformat
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

NAME = "kostnadsmodell-shell"


class ShellEngine(Engine):  # type: ignore[misc]  # papermill has no types
    """Runs the cells of a notebook one after another, until one fails."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any) -> None:  # noqa: ARG003  papermill's signature
        """Run the notebook that papermill manages."""
        shell = new_shell()
        for place, cell in enumerate(nb_man.nb.cells):
            nb_man.cell_start(cell, place)
            try:
                failed = cell.cell_type == "code" and not _run_cell(shell, cell)
            finally:
                nb_man.cell_complete(cell, cell_index=place)
            if failed:
                nb_man.cell_exception(cell, cell_index=place)
                return


def new_shell() -> InteractiveShell:
    """Return a shell without history, startup files or configuration of its user's."""
    InteractiveShell.clear_instance()
    return InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))


def _run_cell(shell: InteractiveShell, cell: nbformat.NotebookNode) -> bool:
    """Run a cell, keep what it shows as its outputs, and return whether it went well."""
    last: list[dict[str, Any]] = []
    before = shell.display_trap.hook, shell.display_pub
    published = CapturingDisplayPublisher()
    shell.display_trap.hook, shell.display_pub = CapturingDisplayHook(shell, outputs=last), published
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            result = shell.run_cell(cell.source, store_history=True)
    finally:
        shell.display_trap.hook, shell.display_pub = before
    cell.execution_count = result.execution_count
    cell.outputs = [
        *(_output("display_data", each) for each in published.outputs),
        *(_output("execute_result", each, execution_count=cell.execution_count) for each in last),
    ]
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        told = {"ename": type(error).__name__, "evalue": str(error), "traceback": []}
        cell.outputs.append(nbformat.v4.new_output("error", **told))
    return error is None


def _output(kind: str, shown: dict[str, Any], **more: Any) -> nbformat.NotebookNode:
    return nbformat.v4.new_output(kind, data=shown["data"], metadata=shown.get("metadata") or {}, **more)


papermill_engines.register(NAME, ShellEngine)
