"""An executed notebook as PDF/A-3a and PDF/UA-1: its blocks go as data to one Typst template.

Texts travel as data, never as Typst source, so nothing in them can become markup. A figure without alt text or
a heading out of order makes Typst refuse the document. What Typst cannot tag yet, the heading of a table's row, is
tagged when it is done; last the document is sealed.
"""

import datetime as dt
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mistune
import nbformat
import pikepdf
import typst

from model.errors import InputError
from suite.show.blocks import MIME
from suite.show.fonts import font_folder
from suite.show.links import live_blocks
from suite.show.seal import sealed

_TEMPLATE = Path(__file__).parent / "rapport.typ"
_MARKDOWN = mistune.create_markdown(renderer=None)


@dataclass(frozen=True)
class Attachment:
    """A file that a PDF carries: its name, what is in it, its MIME type, and what it is in words."""

    name: str
    data: bytes
    mime: str
    told: str


def pdf_report(
    shown: Sequence[dict[str, Any]],
    title: str,
    publisher: str,
    colophon: str,
    as_of: dt.date,
    kind: str,
    *,
    attached: Sequence[Attachment] = (),
) -> bytes:
    """Return the report as PDF.

    Parameters
    ----------
    shown : sequence of mapping
        The descriptions of its blocks, in order (`blocks`).
    title, publisher, colophon, kind
        As for `suite.show.html_report.html_report`.
    as_of : date
        The document's date, so that the same inputs give the same bytes.
    attached : sequence of Attachment
        The files that it carries, which PDF/A-3 allows; without any it is PDF/A-2.
    """
    data = {
        "title": title,
        "publisher": publisher,
        "kind": kind,
        "colophon": colophon,
        "date": [as_of.year, as_of.month, as_of.day],
        "blocks": live_blocks(shown),
        "attached": [{"name": each.name, "mime": each.mime, "told": each.told} for each in attached],
    }
    moment = dt.datetime.combine(as_of, dt.time(), tzinfo=dt.UTC)
    with font_folder() as fonts, _workplace(attached) as place:
        pdf = typst.Compiler(
            str(place / _TEMPLATE.name),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ).compile(format="pdf", pdf_standards=["ua-1", "a-3a" if attached else "a-2a"], timestamp=moment)
    assert isinstance(pdf, bytes)
    return sealed(_with_row_headings(pdf))


@contextmanager
def _workplace(attached: Sequence[Attachment]) -> Iterator[Path]:
    """Give a folder with the template and the files that it attaches: Typst reads no other."""
    with tempfile.TemporaryDirectory(prefix="bilagor-", ignore_cleanup_errors=True) as folder:
        shutil.copyfile(_TEMPLATE, Path(folder) / _TEMPLATE.name)
        for each in attached:
            (Path(folder) / each.name).write_bytes(each.data)
        yield Path(folder)


def _with_row_headings(pdf: bytes) -> bytes:
    """Return the document with the first cell of each row as its heading, and its objects packed.

    Each heading then says which cells it is for, so that no cell need name its headings.
    """
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for row in _rows(document.Root.StructTreeRoot.K):
            first, *rest = row.K
            if first.S == "/TD":
                first.S = pikepdf.Name.TH
                first.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
                for cell in rest:
                    del cell.A
        document.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return packed.getvalue()


def _rows(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the rows of all tables in a part of the structure tree."""
    if isinstance(node, pikepdf.Array):
        for inner in node:
            yield from _rows(inner)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == "/TR":
            yield node
        elif "/K" in node:
            yield from _rows(node.K)


def blocks(notebook: nbformat.NotebookNode) -> Iterator[dict[str, Any]]:
    """Yield the description of each block of an executed notebook, in order.

    Raises
    ------
    InputError
        If prose has what a report has no room for, such as an image.
    """
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from _markdown_blocks(cell.source)
        elif cell.cell_type == "code":
            for output in cell.outputs:
                yield from _flat(output.get("data", {}).get(MIME, {}))


def _flat(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a block's description, or those of the blocks in a group."""
    if block.get("type") == "group":
        for inner in block["blocks"]:
            yield from _flat(inner)
    elif block:
        yield block


def _markdown_blocks(source: str) -> Iterator[dict[str, Any]]:
    tokens = _MARKDOWN(source)
    assert isinstance(tokens, list)
    yield from (_markdown_block(token) for token in tokens if token["type"] != "blank_line")


def _markdown_block(token: dict[str, Any]) -> dict[str, Any]:
    kind = token["type"]
    if kind == "heading":
        return {"type": "heading", "level": token["attrs"]["level"], "content": _inline(token["children"])}
    if kind == "paragraph":
        return {"type": "paragraph", "content": _inline(token["children"])}
    if kind == "list":
        items = [_inline(part["children"]) for item in token["children"] for part in item["children"]]
        return {"type": "list", "items": items, "ordered": token["attrs"]["ordered"]}
    raise _unknown(kind)


_INLINE = {
    "text": "text",
    "strong": "strong",
    "emphasis": "emph",
    "codespan": "code",
    "softbreak": "text",
    "linebreak": "text",
    "link": "link",
}


def _inline(tokens: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return inline markdown as pieces of text with a kind; one kind per piece is enough for our prose."""
    return [_piece(token) for token in tokens]


def _piece(token: dict[str, Any]) -> dict[str, str]:
    kind = token["type"]
    if kind not in _INLINE:
        raise _unknown(kind)
    url = {"url": str(token["attrs"]["url"])} if kind == "link" else {}
    return {"type": _INLINE[kind], "text": _plain(token), **url}


def _unknown(kind: str) -> InputError:
    expected = "rubriker, stycken, listor, länkar, fetstil, kursiv stil och kod"
    return InputError(f"Markdown av slaget {kind} går inte att visa i rapporten; väntade {expected}")


def _plain(token: dict[str, Any]) -> str:
    return str(token["raw"]) if "raw" in token else "".join(map(_plain, token.get("children", []))) or " "
