"""What the PDF of a report carries: each table's figures, all of them as data, the inputs, and a manifest of it.

Taken out into a folder they are what `suite.publish.report.render` would have written there, but for the report
itself: the manifest says what the report was made from, and names the other files with their hashes.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from suite.files.folder import csv_bytes, unlike_formula
from suite.files.manifest import MANIFEST
from suite.files.provenance import as_json
from suite.publish.archive import ARCHIVE
from suite.show.blocks import RESULTS
from suite.show.pdf_report import Attachment
from suite.show.swedish import SPACE

SEAL = "SHA-256 i PDF:ens ID"
"""What the manifest says of the document's seal (`suite.show.seal`): one that says so and has none is changed."""

_KINDS = {"table": "tabell", "figure": "figur", "derivations": "harledning"}
_NUMBER = re.compile(r"-?\d+(,\d+)?", re.ASCII)


def attachments(
    blocks: Iterable[Mapping[str, Any]], results: bytes, archive: bytes, manifest: Mapping[str, Any]
) -> list[Attachment]:
    """Return what the PDF of a report carries.

    Parameters
    ----------
    blocks : iterable of mapping
        The descriptions of the report's blocks, in order.
    results : bytes
        Its figures as data.
    archive : bytes
        The inputs (`suite.publish.archive.archived`).
    manifest : mapping
        What it was made from.
    """
    files = [
        *tables(blocks),
        Attachment(RESULTS, results, "application/json", "Rapportens alla siffror, för ett program"),
        Attachment(ARCHIVE, archive, "application/zip", "De indata som rapporten är gjord av"),
    ]
    hashes = {each.name: hashlib.sha256(each.data).hexdigest() for each in files}
    told = "Vad rapporten är gjord av: parametrar, indata, kod och versioner, och bilagornas fingeravtryck"
    whole = as_json({**manifest, "sigill": SEAL, "utdata": hashes}).encode()
    return [*files, Attachment(MANIFEST, whole, "application/json", told)]


def tables(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Attachment]:
    """Yield the figures of each table, of the table behind each figure, and of each set of derivations, in order.

    What a PDF does not show, since it is folded in a page, is among them.
    """
    seen = Counter[str]()
    for block in every(blocks):
        if kind := _KINDS.get(block["type"]):
            seen[kind] += 1
            name = f"{kind}_{seen[kind]:02}.csv"
            if kind == "harledning":
                yield Attachment(
                    name, _tree_csv(block["items"]), "text/csv", "Så blev beloppen till, steg för steg"
                )
            elif shown := block if kind == "tabell" else block["table"]:  # a plot of one's own may have none
                yield Attachment(name, _csv(shown), "text/csv", shown["caption"])


def every(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield blocks, and those within them."""
    for block in blocks:
        yield block
        yield from every(block.get("blocks", ()))


def _tree_csv(items: Iterable[Mapping[str, Any]]) -> bytes:
    """Return calculation trees as a spreadsheet opens them: a row a step, how deep it is, and where it is from."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(("Nivå", "Steg", "Varifrån"))
    for depth, item in _steps(items, 0):
        writer.writerow((depth, unlike_formula(item["text"]), unlike_formula("; ".join(item["notes"]))))
    return csv_bytes(written.getvalue())


def _steps(items: Iterable[Mapping[str, Any]], depth: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for item in items:
        yield depth, item
        yield from _steps(item["parts"], depth + 1)


def _csv(table: Mapping[str, Any]) -> bytes:
    """Return a table as Swedish Excel opens it: numbers bare, and no text that it would compute."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(map(unlike_formula, table["columns"]))
    for row in table["rows"]:
        writer.writerow(_cells(row, table["numeric"]))
    return csv_bytes(written.getvalue())


def _cells(row: Sequence[str], numeric: Sequence[bool]) -> Iterator[str]:
    for text, is_number in zip(row, numeric, strict=True):
        bare = text.replace(SPACE, "").replace("−", "-").removeprefix("+")
        yield bare if is_number and _NUMBER.fullmatch(bare) else unlike_formula(text)
