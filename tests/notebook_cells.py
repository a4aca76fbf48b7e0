"""Runs a report's notebook in this process, without a kernel or an engine, and gives what its cells show."""

import ast
from collections.abc import Iterator
from typing import Any

from suite.files.provenance import NOTEBOOKS
from suite.reports.catalogue import Report
from suite.show.blocks import Block
from suite.show.plain import as_block


def cells_of(report: Report, **parameters: object) -> Iterator[str | dict[str, Any]]:
    """Yield the text of each markdown cell, and what each block that a cell shows says."""
    import nbformat  # which takes a second, and the fast tests need not

    shown: list[Any] = []
    names: dict[str, Any] = {"display": lambda *blocks: shown.extend(blocks)}
    notebook = nbformat.read(NOTEBOOKS / f"{report.notebook}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.source
            continue
        body = ast.parse(cell.source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), report.notebook, "exec"), names)
        if last:
            shown.append(eval(compile(ast.Expression(last.value), report.notebook, "eval"), names))
        if "parameters" in cell.metadata.get("tags", []):
            names |= dict(report.parameters) | parameters
        blocks = [as_block(each) for each in shown]
        yield from (each.description() for each in blocks if isinstance(each, Block))
        shown.clear()
