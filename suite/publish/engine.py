"""A papermill engine that runs a notebook in an IPython shell of this process, without a kernel.

Parameters, progress, errors and the written notebook are papermill's own; only the way to the interpreter is
shorter. Each notebook has a shell, and so a namespace, of its own.
"""

import atexit
import contextlib
import io
from collections.abc import Iterator
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
        with new_shell() as shell:
            for place, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, place)
                try:
                    failed = cell.cell_type == "code" and not _run_cell(shell, cell)
                finally:
                    nb_man.cell_complete(cell, cell_index=place)
                if failed:
                    nb_man.cell_exception(cell, cell_index=place)
                    return


@contextlib.contextmanager
def new_shell() -> Iterator[InteractiveShell]:
    """Give a shell without history, startup files or its user's configuration, and leave nothing of it behind."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    try:
        yield shell
    finally:
        atexit.unregister(shell.atexit_operations)
        shell.cleanup()
        InteractiveShell.clear_instance()


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
    if isinstance(error, KeyboardInterrupt):
        raise error
    if error is not None:
        told = {"ename": type(error).__name__, "evalue": str(error), "traceback": []}
        cell.outputs.append(nbformat.v4.new_output("error", **told))
    return error is None


def _output(kind: str, shown: dict[str, Any], **more: Any) -> nbformat.NotebookNode:
    return nbformat.v4.new_output(kind, data=shown["data"], metadata=shown.get("metadata") or {}, **more)


papermill_engines.register(NAME, ShellEngine)
