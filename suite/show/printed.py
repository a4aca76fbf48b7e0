"""What is printed on the pages of a PDF: their texts, their tables, and a digest of each.

The tags that a screen reader follows say which texts are the cells of a table, so that what is printed can be
compared with the figures that the document carries.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pikepdf

Codes = Mapping[int, str]
"""The letters of a font by its codes."""
Place = tuple[int, int]
"""An object of a document."""

_ELSEWHERE = {"/Parent", "/P", "/StructParents", "/StructParent", "/Length", "/Filter", "/DecodeParms"}
"""What a page does not show: where it belongs in the document, and how its parts are packed."""


@dataclass(frozen=True)
class Printed:
    """What is printed in a document; it must be open.

    Attributes
    ----------
    document : Pdf
        The document.
    """

    document: pikepdf.Pdf

    @cached_property
    def texts(self) -> list[dict[int | None, str]]:
        """The texts of each page by the number that the tags know them by; None for what has no tag."""
        fonts = dict[Place, Codes]()
        return [_texts(page, fonts) for page in self.document.pages]

    @cached_property
    def digests(self) -> list[str]:
        """A digest of each page: the same for the same look, however the document is packed."""
        return [_digest(page.obj) for page in self.document.pages]

    def tables(self) -> Iterator[list[list[str]]]:
        """Yield the rows of each table, each with the texts of its cells."""
        pages = {page.obj.objgen: texts for page, texts in zip(self.document.pages, self.texts, strict=True)}
        tree = self.document.Root.get("/StructTreeRoot", pikepdf.Dictionary())
        for table in tagged(tree, "/Table"):
            yield [
                [_words(cell, pages) for cell in row.K if cell.S in ("/TH", "/TD")] for row in tagged(table, "/TR")
            ]


def tagged(node: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Yield the parts of a kind in a part of the structure tree, such as ``/TR``; none within another."""
    children = node if isinstance(node, pikepdf.Array) else node.get("/K", pikepdf.Array())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            if child.get("/S") == kind:
                yield child
            else:
                yield from tagged(child, kind)


def _words(node: pikepdf.Object, pages: Mapping[Place, Mapping[int | None, str]], page: Place = (0, 0)) -> str:
    """Return the text of a part of the structure tree."""
    if isinstance(node, pikepdf.Dictionary):
        own = node.Pg.objgen if "/Pg" in node else page
        inner = node.MCID if "/MCID" in node else node.get("/K", pikepdf.Array())
        return _words(inner, pages, own)
    if isinstance(node, pikepdf.Array):
        return "".join(_words(child, pages, page) for child in node)
    return pages.get(page, {}).get(int(node), "")


def _texts(page: pikepdf.Page, fonts: dict[Place, Codes]) -> dict[int | None, str]:
    found, marks = dict[int | None, str](), list[int | None]()
    font: Codes = {}
    for step in pikepdf.parse_content_stream(page):
        name, given = str(step.operator), step.operands
        if name in ("BDC", "BMC"):
            told = given[1] if name == "BDC" else None
            marks.append(int(told.MCID) if isinstance(told, pikepdf.Dictionary) and "/MCID" in told else None)
        elif name == "EMC" and marks:
            marks.pop()
        elif name == "Tf":
            own = page.resources.Font[str(given[0])]
            if own.objgen not in fonts:
                fonts[own.objgen] = codes_of(own)
            font = fonts[own.objgen]
        elif name in ("Tj", "TJ"):
            mark = next((each for each in reversed(marks) if each is not None), None)
            found[mark] = found.get(mark, "") + _letters(given[0], font)
    return found


def _letters(shown: pikepdf.Object, font: Codes) -> str:
    pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
    texts = [bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)]
    pairs = [int.from_bytes(text[place : place + 2]) for text in texts for place in range(0, len(text), 2)]
    return "".join(font.get(pair, "?") for pair in pairs)


def codes_of(font: pikepdf.Object) -> Codes:
    """Return what letters the codes of a font stand for; none where it does not say."""
    told = font.ToUnicode.read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
    lists = "".join(re.findall(r"beginbfchar(.*?)endbfchar", told, re.DOTALL))
    pairs = re.findall(r"<(\w+)>\s*<(\w+)>", lists)
    return {int(code, 16): bytes.fromhex(letters).decode("utf-16-be") for code, letters in pairs}


def _digest(page: pikepdf.Object) -> str:
    digest, seen = hashlib.sha256(), dict[Place, int]()
    for part in _parts(page, seen, top=True):
        digest.update(part + b"\0")
    return digest.hexdigest()


def _parts(node: pikepdf.Object, seen: dict[Place, int], *, top: bool = False) -> Iterator[bytes]:
    """Yield all that an object holds, each object that it refers to once, and other pages not at all."""
    if isinstance(node, pikepdf.Object) and node.is_indirect:
        if node.objgen in seen:
            yield b"seen %d" % seen[node.objgen]
            return
        seen[node.objgen] = len(seen)
    if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
        if node.get("/Type") == "/Page" and not top:
            yield b"page"
            return
        for key in sorted({*node.keys()} - _ELSEWHERE):
            yield key.encode()
            yield from _parts(node[key], seen)
        if isinstance(node, pikepdf.Stream):
            yield node.read_bytes()
    elif isinstance(node, pikepdf.Array):
        yield b"%d" % len(node)
        for child in node:
            yield from _parts(child, seen)
    else:
        yield node.unparse() if isinstance(node, pikepdf.Object) else str(node).encode()


def comparable(text: str) -> str:
    """Return a printed text, or one of a table that a document carries, as the two are compared.

    What is set otherwise on a page does not count: spaces, hyphens, since words are broken, and the sign of what
    is more. A minus sign does.
    """
    bare = re.sub(r"[\s'+]", "", text)
    return re.sub("[-\u2010\u00ad]", "", re.sub(r"^-(?=[\d,]+$)", "−", bare))
