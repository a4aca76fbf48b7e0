"""The page itself: one file that holds its data, its rules and its look, and asks nobody for anything."""

import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from model.run import Run
from suite.explore.data import page_data
from suite.reports.colophon import colophon
from suite.reports.text import INDEX_WORDS
from suite.show.colours import AGREEMENTS, INK, LINE, PAPER, QUIET, TOGETHER, tint
from suite.show.dark import dark_style
from suite.show.fonts import font_faces

EXPLORE = "utforska"
"""What the page's file is named, and the folder that it lies in in a package."""

_FOLDER = Path(__file__).parent / "page"
_LOOK = Path(__file__).parents[1] / "show" / "html" / "rapport.css"
_SCRIPTS = ("rules", "case", "proof", "settings", "words", "explain", "charts", "controls", "tables", "page")
"""The parts of the script, each after those that it builds on."""


def page_html(run: Run, made: str, years: Sequence[int] = ()) -> str:
    """Return the page of a run: no network, no server, and a policy that lets it have neither.

    Parameters
    ----------
    made : str
        The line that says what it is made from (`suite.reports.colophon.colophon`).
    years : sequence of int, optional
        The years that it shows; the ten that scenarios are compared over without it.

    Raises
    ------
    InputError
        If the run's scenario cannot be computed.
    """
    paper = {"ink": INK, "quiet": QUIET, "line": LINE, "paper": PAPER, "band": tint(TOGETHER, 0.12)}
    data = page_data(run, made, years) | {"farger": list(AGREEMENTS), "papper": paper, "ord": INDEX_WORDS}
    return with_data(json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str))


def with_data(data: str) -> str:
    """Return the page with its data, given as JSON; nothing in it can end the element that holds it."""
    style, script = _style(), _script()
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    page = (_FOLDER / f"{EXPLORE}.html").read_text(encoding="utf-8")
    held = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    for name, text in (("POLICY", policy), ("STYLE", style), ("DATA", held), ("SCRIPT", script)):
        before, _, after = page.partition(f"@{name}@")
        page = f"{before}{text}{after}"
    return page


def write_page(run: Run, path: Path, made: str) -> None:
    """Write the page of a run to a file (`page_html`)."""
    path.write_text(page_html(run, made), encoding="utf-8", newline="\n")


def in_notebook(run: Run) -> Any:
    """Return the page as a notebook shows it: a page of its own within the notebook's."""
    from IPython.display import HTML

    held = escape(page_html(run, colophon(run)))
    style = f"width: 100%; height: 60rem; border: 1px solid {LINE}"
    return HTML(f'<div><iframe title="Utforska: vad händer om …?" style="{style}" srcdoc="{held}"></iframe></div>')


@cache
def _style() -> str:
    own = (_FOLDER / "utforska.css").read_text(encoding="utf-8")
    return "\n".join(["", font_faces(), _LOOK.read_text(encoding="utf-8"), dark_style(), own])


@cache
def _script() -> str:
    parts = [(_FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    return "\n".join(['\n"use strict";', *parts, "let utforska = null;\nstartPage();\n"])


def _digest(text: str) -> str:
    """Return the digest that lets a policy tell that a script or a style is the page's own."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
