"""A papermill engine that runs a notebook in an IPython shell of this process, without a kernel.

Parameters, progress, errors and the written notebook are papermill's own; only the way to the interpreter is
shorter. Each notebook has a shell, and so a namespace, of its own. What pandas and matplotlib make is shown as a
report has it.
"""

import atexit
import contextlib
import io
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import nbformat
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

from model.errors import InputError
from suite.show import plain, style

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
    shell.display_formatter = _Formatter(parent=shell)
    mpl.use("agg")
    list(plain.drawn())  # what was drawn before is none of this notebook's
    try:
        with mpl.rc_context(style.LOOK):
            yield shell
    finally:
        atexit.unregister(shell.atexit_operations)
        shell.cleanup()
        InteractiveShell.clear_instance()


class _Formatter(DisplayFormatter):  # type: ignore[misc]  # IPython's types are left out
    """Shows each thing as a report has it."""

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> Any:
        """Return the data of what is shown; none of what matplotlib returns beside its drawing."""
        if plain.is_artist(obj):
            return {}, {}
        return super().format(plain.as_block(obj), include, exclude)


def _run_cell(shell: InteractiveShell, cell: nbformat.NotebookNode) -> bool:
    """Run a cell, keep what it shows as its outputs, and return whether it went well."""
    last: list[dict[str, Any]] = []
    before = shell.display_trap.hook, shell.display_pub
    published = CapturingDisplayPublisher()
    shell.display_trap.hook, shell.display_pub = CapturingDisplayHook(shell, outputs=last), published
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            result = shell.run_cell(cell.source, store_history=True)
            error = result.error_before_exec or result.error_in_exec or _show_drawings(shell)
    finally:
        shell.display_trap.hook, shell.display_pub = before
    cell.execution_count = result.execution_count
    shown = [] if cell.source.rstrip().endswith(";") else [each for each in last if each["data"]]
    cell.outputs = [
        *(_output("display_data", each) for each in published.outputs),
        *(_output("execute_result", each, execution_count=cell.execution_count) for each in shown),
    ]
    if isinstance(error, KeyboardInterrupt):
        raise error
    if error is not None:
        told = {"ename": type(error).__name__, "evalue": str(error), "traceback": []}
        cell.outputs.append(nbformat.v4.new_output("error", **told))
    return error is None


def _show_drawings(shell: InteractiveShell) -> InputError | None:
    """Show what a cell has drawn with pyplot, as pandas does, and return why it cannot be, if it cannot."""
    try:
        for drawing in plain.drawn():
            data, metadata = shell.display_formatter.format(drawing)
            shell.display_pub.publish(data, metadata)
    except InputError as error:
        return error
    return None


def _output(kind: str, shown: dict[str, Any], **more: Any) -> nbformat.NotebookNode:
    return nbformat.v4.new_output(kind, data=shown["data"], metadata=shown.get("metadata") or {}, **more)


papermill_engines.register(NAME, ShellEngine)
