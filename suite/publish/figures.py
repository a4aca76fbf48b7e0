"""The figures of the files of a run, each by its file and its place there, to be compared one by one."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from itertools import chain
from pathlib import PurePosixPath

import openpyxl

from model.money import Amount
from suite.files.manifest import MANIFEST
from suite.publish.carried import attached_or_none
from suite.publish.made import figures
from suite.show.pdf_report import Attachment
from suite.show.swedish import SPACE

Figures = dict[tuple[str, str], str]
"""Figures as they are written, by file and place."""

_SPOILED = (ValueError, LookupError, TypeError, OSError, RecursionError, csv.Error, zipfile.BadZipFile)
_NUMBERED = re.compile(r"(tabell|figur|harledning)_\d+\.csv")
_CAPTION = re.compile(r"((Tabell|Figur) \d+\. )?(.*)", re.DOTALL)
"""What a PDF says of a file; in older files it begins with the number."""
_NUMBER = re.compile(r"[-−+]?\d+([.,]\d+)?%?", re.ASCII)


def figures_of(files: Mapping[str, bytes], like: Mapping[str, bytes] | None = None) -> Figures:
    """Return the figures of files, and of the files that PDFs among them carry; one that is spoiled has none.

    Parameters
    ----------
    files : mapping of str to bytes
        The files by name.
    like : mapping of str to bytes, optional
        The files of another version, where a table may have another number in its document: each table of a PDF is
        named as the one with the same caption there.
    """
    found = Figures()
    for name, data in files.items():
        if name.endswith(".pdf"):
            carried = attached_or_none(data)
            names = _names(carried, attached_or_none((like or {}).get(name, b"")))
            own = {names[key]: each.data for key, each in carried.items()}
            found |= {(f"{name}, {file}", place): value for (file, place), value in figures_of(own).items()}
        else:
            found |= {(name, place): value for place, value in _figures(name, data)}
    return found


def _names(own: Mapping[str, Attachment], like: Mapping[str, Attachment]) -> dict[str, str]:
    """Return what the files of a PDF are called in another, tables by their captions."""
    called = {caption: name for name, caption in _captions(like).items()}
    return {name: called.get(caption, caption if like else name) for name, caption in _captions(own).items()}


def _captions(carried: Mapping[str, Attachment]) -> dict[str, str]:
    found, seen = dict[str, str](), Counter[str]()
    for name, each in carried.items():
        if _NUMBERED.fullmatch(name) and (told := _CAPTION.fullmatch(each.told)):
            caption = told[3]
            seen[caption] += 1
            found[name] = f"{caption} ({seen[caption]}).csv"
        else:
            found[name] = name
    return found


def is_number(text: str) -> bool:
    """Whether a figure is a number, and no date or text with digits in it."""
    return bool(_NUMBER.fullmatch(text.replace(SPACE, "")))


def _figures(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    ending = PurePosixPath(name).suffix
    with suppress(*_SPOILED):
        if ending == ".csv":
            yield from _of_table(data)
        elif ending == ".xlsx":
            yield from _of_workbook(data)
        elif ending == ".json" and PurePosixPath(name).name != MANIFEST:
            yield from _of_results(data)


def _of_table(data: bytes) -> Iterator[tuple[str, str]]:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig", "replace")), delimiter=";")
    heading = next(rows, [])
    for line, row in enumerate(rows, 2):
        for place, cell in enumerate(row):
            column = heading[place] if place < len(heading) else f"kolumn {place + 1}"
            yield f"rad {line} ({row[0]}), {column}", cell


def _of_workbook(data: bytes) -> Iterator[tuple[str, str]]:
    for sheet in openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets:
        for cell in chain.from_iterable(sheet.iter_rows()):
            if cell.value is not None:
                yield f"{sheet.title}!{cell.coordinate}", str(cell.value)


def _of_results(data: bytes) -> Iterator[tuple[str, str]]:
    found = json.loads(data, parse_float=Decimal)
    for key, value in found.items() if isinstance(found, dict) else [("rad", found)]:
        yield from ((place, _told(figure)) for place, figure in figures(value, key, key))


def _told(value: Amount) -> str:
    return ("ja" if value else "nej") if isinstance(value, bool) else str(value)
