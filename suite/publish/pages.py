"""The pages of a PDF, held to those of the same report made again, and to the tables that the PDF carries."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from model.errors import InputError
from suite.publish.carried import opened
from suite.publish.difference import Cause, Difference
from suite.publish.figures import is_number
from suite.show.pdf_report import Attachment
from suite.show.printed import Printed, comparable


def page_digests(pdf: bytes) -> list[str]:
    """Return a digest of each page of a PDF; none of what is no whole PDF."""
    try:
        with opened(pdf, "") as document:
            return Printed(document).digests
    except InputError:
        return []


def differing_pages(name: str, mine: bytes, theirs: bytes) -> Iterator[Difference]:
    """Yield the pages that do not look as when they are made again, and the first text that differs on each."""
    try:
        with opened(mine, name) as one, opened(theirs, name) as other:
            own, again = Printed(one), Printed(other)
            if len(own.digests) != len(again.digests):
                yield Difference(name, "antal sidor", str(len(own.digests)), str(len(again.digests)))
            for page, sides in enumerate(zip(own.digests, again.digests, strict=False)):
                if sides[0] != sides[1]:
                    texts = [[*side.texts[page].values()] for side in (own, again)]
                    where, found, expected = _first_differing(*texts)
                    figure = is_number(found.strip("”")) or is_number(expected.strip("”"))
                    yield Difference(f"{name}, sida {page + 1}", where, found, expected, is_figure=figure)
    except InputError as error:
        yield Difference(name, "", str(error))


def _first_differing(one: Sequence[str], other: Sequence[str]) -> tuple[str, str, str]:
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    changed = [(one[a:b], other[c:d]) for kind, a, b, c, d in steps if kind != "equal"]
    if not changed:
        return "", "ser inte ut som när den görs om", ""
    found, expected = (f"”{' '.join(side)[:80]}”" if side else "inget" for side in changed[0])
    return "text", found, expected


def differing_tables(
    name: str, pdf: bytes, carried: Mapping[str, Attachment], changed: Collection[str]
) -> Iterator[Difference]:
    """Yield the first cell that differs of each table on the pages that is none of those that the PDF carries.

    A table that is on the pages alone is passed over, as is one whose file in the PDF is changed itself.
    """
    tables = {key: _comparable(_rows(each.data)) for key, each in carried.items() if key.endswith(".csv")}
    try:
        with opened(pdf, name) as document:
            printed = [_comparable(table) for table in Printed(document).tables()]
    except InputError as error:
        yield Difference(name, "sidorna", str(error))
        return
    for place, table in enumerate(printed, 1):
        alike = {key: own for key, own in tables.items() if own[:1] == table[:1]}
        if alike and table not in alike.values() and not alike.keys() & {*changed}:
            nearest = max(alike.values(), key=lambda own: sum(row in own for row in table))
            where, found, expected = _first_cell(table, nearest)
            yield Difference(
                f"{name}, tabell {place} på sidorna", where, found, expected, Cause.FILE, is_figure=True
            )


def _comparable(table: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[comparable(cell) for cell in row] for row in table]


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig", "replace")), delimiter=";"))


def _first_cell(table: Sequence[Sequence[str]], carried: Sequence[Sequence[str]]) -> tuple[str, str, str]:
    for line, (row, own) in enumerate(zip(table, carried, strict=False), 1):
        for cell, expected in zip(row, own, strict=False):
            if cell != expected:
                return f"rad {line} ({row[0]})", cell or "tomt", expected or "tomt"
    return "antal rader", str(len(table)), str(len(carried))
