"""Links of a report that lead nowhere are taken away.

They are to sections that its notebook no longer has, and to other reports where it lies alone.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

_ID = re.compile(r' id="([^"]+)"')
_LINK = re.compile(r'<a\b[^>]*\bhref="#(?P<place>[^"]+)"[^>]*>(?P<text>.*?)</a>')
_AWAY = re.compile(r'<a href="\.\./[^"]*"[^>]*>(.*?)</a>')
_BACK = "till-"
"""What the place of a number in a table begins with, where the rest is the place of its derivation."""


def live_html(page: str, *, alone: bool = False) -> str:
    """Return a page without links to places that it does not have, or (alone) to other pages beside it."""
    there = set(_ID.findall(page))
    page = _AWAY.sub(r"\1", page) if alone else page

    def kept(link: re.Match[str]) -> str:
        if link["place"] in there:
            return link[0]
        return "" if link["place"].startswith(_BACK) else link["text"]

    return _LINK.sub(kept, page)


def live_blocks(blocks: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Return blocks without links to places that none of them has."""
    there = {place for block in blocks for place in _places(block)}
    return [_live(block, there) for block in blocks]


def _places(block: dict[str, Any]) -> Iterator[str]:
    if block["type"] == "table":
        yield from (_BACK + place for row in block["links"] for place in row if place)
    if block["type"] == "derivations":
        yield from (item["id"] for item in block["items"])
    for inner in block.get("blocks", ()) if block["type"] != "folded" else ():  # which a PDF does not show
        yield from _places(inner)


def _live(block: dict[str, Any], there: set[str]) -> dict[str, Any]:
    if block["type"] == "table":
        links = [[place if place in there else "" for place in row] for row in block["links"]]
        return block | {"links": links}
    if block["type"] == "derivations":
        items = [item | {"back": item["back"] if item["back"] in there else ""} for item in block["items"]]
        return block | {"items": items}
    if "blocks" in block:
        return block | {"blocks": [_live(inner, there) for inner in block["blocks"]]}
    return block
