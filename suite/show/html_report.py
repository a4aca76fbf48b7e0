"""An executed notebook as one self-contained, accessible HTML file."""

import re
from functools import cache
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

from suite.show.front import CONTENTS
from suite.show.links import live_html

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
    html, _ = _exporter().from_notebook_node(notebook, resources=resources | {"style": style})
    return with_contents(live_html(str(html)))


_PARTS = re.compile(r'<h2[^>]* id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


def with_contents(page: str) -> str:
    """Return a page with its list of contents, where it has a place for it."""
    items = "".join(f'<li><a href="#{place}">{text}</a></li>' for place, text in _PARTS.findall(page))
    return page.replace(CONTENTS, CONTENTS.replace("></nav>", f"><ul>{items}</ul></nav>"))
