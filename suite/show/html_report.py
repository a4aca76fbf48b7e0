"""An executed notebook as one self-contained, accessible HTML file."""

from functools import cache
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

from suite.show.dark import dark_style
from suite.show.fonts import font_faces
from suite.show.links import live_html
from suite.show.own_party import with_choice
from suite.show.places import with_contents, with_places

_TEMPLATES = Path(__file__).parent


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(template_name="html", extra_template_basedirs=[str(_TEMPLATES)], exclude_anchor_links=True)


def html_report(
    notebook: nbformat.NotebookNode, title: str, publisher: str, colophon: str, kind: str, home: str = ""
) -> str:
    """Return the report as HTML: no code, no network, no script.

    Parameters
    ----------
    notebook : NotebookNode
        Executed; its cells' outputs are blocks (`suite.show.blocks`).
    title : str
        The document's title.
    publisher, kind : str
        Who publishes the report, and what it is, shown at the top.
    colophon : str
        What it was made from, shown at the bottom.
    home : str
        The page that lists it among others, if there is one.
    """
    style = (_TEMPLATES / "html" / "rapport.css").read_text(encoding="utf-8")
    resources = {"title": title, "publisher": publisher, "colophon": colophon, "kind": kind, "home": home}
    html, _ = _exporter().from_notebook_node(
        notebook, resources=resources | {"style": f"{font_faces()}\n{style}\n{dark_style()}"}
    )
    return with_choice(with_contents(with_places(live_html(str(html), alone=not home))))
