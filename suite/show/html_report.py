"""An executed notebook as one self-contained, accessible HTML file."""

from functools import cache
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

from suite.show.links import live_html

_TEMPLATES = Path(__file__).parent


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(template_name="html", extra_template_basedirs=[str(_TEMPLATES)], exclude_anchor_links=True)


def html_report(notebook: nbformat.NotebookNode, title: str, publisher: str, colophon: str) -> str:
    """Return the report as HTML: no code, no network, no script.

    Parameters
    ----------
    notebook : NotebookNode
        Executed; its cells' outputs are blocks (`suite.show.blocks`).
    title : str
        The document's title.
    publisher : str
        Who publishes the report, shown at the top.
    colophon : str
        What it was made from, shown at the bottom.
    """
    style = (_TEMPLATES / "html" / "rapport.css").read_text(encoding="utf-8")
    resources = {"title": title, "publisher": publisher, "colophon": colophon, "style": style}
    html, _ = _exporter().from_notebook_node(notebook, resources=resources)
    return live_html(str(html))
