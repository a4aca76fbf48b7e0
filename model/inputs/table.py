"""Read a table, row by row, to typed objects: CSV as Swedish Excel or anybody else writes it, or a workbook."""

import csv
import difflib
import io
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from model.errors import MOST_FAULTS, Fault, InputError, shortened
from model.fields import Typed
from model.inputs.text import heading_of, read_text, separator_of
from model.inputs.validation import validated
from model.inputs.xlsx_file import MOST_COLUMNS, xlsx_lines

AnyTyped = TypeVar("AnyTyped", bound=Typed)

MOST_ROWS = 200_000
"""The most rows that are read of a table."""

_LONGEST_LINE = 2**20
_NEAR = 0.75
"""How alike an unknown heading and one that is left out are, 0 to 1, when the one must be meant for the other."""
_BROKEN = "en hel CSV-rad; ett citattecken saknas eller står fel, eller en cell är orimligt lång"


def read_table(
    path: Path,
    name: str,
    kind: type[AnyTyped],
    key: Callable[[AnyTyped], Hashable] | None = None,
    key_text: str = "",
) -> list[AnyTyped]:
    """Return the rows of a CSV file, or of a workbook's first sheet, as typed objects.

    Wholly empty rows are passed over. Columns that the type does not know are left alone, but one whose name is
    nearly that of a column that may be left out is an error: its values would be lost.

    Parameters
    ----------
    path, name
        The file, and its name in messages; a name that ends with ``.xlsx`` is a workbook.
    kind : type
        What a row is; its aliases are the columns' names. ``_plats`` is given the file's name and the line.
    key : callable, optional
        What must differ between two rows.
    key_text : str
        The key in words, for the message when two rows share it.

    Raises
    ------
    InputError
        With a fault for each thing that is wrong in the file.
    """
    faults: list[Fault | str] = []
    rows: list[AnyTyped] = []
    seen: dict[Hashable, int] = {}
    columns: list[str] = []
    for line, cells in _lines(path, name, faults):
        if len(faults) > MOST_FAULTS:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _columns(cells, name, kind, line)
            continue
        try:
            row = _row(cells, columns, name, kind, line)
        except InputError as error:
            faults.extend(error.faults)
            continue
        rows.append(row)
        if len(rows) > MOST_ROWS:
            faults.append(Fault(name, f"högst {MOST_ROWS} rader", row=line))
            break
        if key and (first := seen.setdefault(key(row), line)) != line:
            faults.append(Fault(name, f"en enda rad per {key_text}; rad {first} gäller samma", row=line))
    if not rows and not faults:
        faults.append(Fault(name, "en rubrikrad och minst en rad under den"))
    if faults:
        raise InputError(*faults)
    return rows


def _lines(path: Path, name: str, faults: list[Fault | str]) -> Iterable[tuple[int, Sequence[str]]]:
    return xlsx_lines(path, name) if name.lower().endswith(".xlsx") else _csv_lines(path, name, faults)


def _csv_lines(path: Path, name: str, faults: list[Fault | str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield line numbers and cells; the separator is the one that the heading has most of."""
    text = read_text(path, name)
    separator = separator_of(heading_of(text))
    lines = csv.reader(_bounded(text, name, faults), delimiter=separator, strict=True)
    try:
        for cells in lines:
            yield lines.line_num, cells
    except csv.Error:
        faults.append(Fault(name, _BROKEN, row=lines.line_num))


def _bounded(text: str, name: str, faults: list[Fault | str]) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > _LONGEST_LINE:
            faults.append(Fault(name, f"rader på högst {_LONGEST_LINE} tecken", row=number))
            return
        yield line


def _columns(cells: Sequence[str], name: str, kind: type[Typed], line: int) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    if len(columns) > MOST_COLUMNS:
        raise InputError(Fault(name, f"högst {MOST_COLUMNS} kolumner", f"{len(columns)} kolumner", line))
    known = _known(kind)
    required = [column for column, needed in known.items() if needed]
    fields = kind.model_fields.items()
    advice = {each.alias or key: f"; {each.description}" for key, each in fields if each.description}
    faults = [
        Fault(
            name,
            f"en kolumn med det namnet bland rubrikerna ({shortened(', '.join(filter(None, columns)), 300)})"
            + advice.get(column, ""),
            row=line,
            column=column,
        )
        for column in required
        if column not in columns
    ]
    faults += [
        Fault(name, "varje kolumn en enda gång", row=line, column=column)
        for column in sorted(column for column, count in Counter(filter(None, columns)).items() if count > 1)
    ]
    left = [column for column, needed in known.items() if not needed and column not in columns]
    faults += [
        Fault(name, f"en kolumn med namnet {near[0]}, som det okända namnet liknar", column, line, column)
        for column in columns
        if column not in known and (near := difflib.get_close_matches(column, left, 1, _NEAR))
    ]
    if faults:
        raise InputError(*faults)
    return columns


@cache
def _known(kind: type[Typed]) -> dict[str, bool]:
    """Return the columns that a kind of row knows, and whether each must be there."""
    return {field.alias or key: field.is_required() for key, field in kind.model_fields.items()}


def _row(cells: Sequence[str], columns: Sequence[str], name: str, kind: type[AnyTyped], line: int) -> AnyTyped:
    if len(cells) < len(columns) or any(cell.strip() for cell in cells[len(columns) :]):
        expected = (
            f"{len(columns)} celler, lika många som rubrikerna, och citattecken runt text med skiljetecken i"
        )
        raise InputError(Fault(name, expected, f"{len(cells)} celler", line))
    known = _known(kind)
    data = {column: cell for column, cell in zip(columns, cells, strict=False) if column in known}
    return validated(kind, data | {"_plats": f"{name} rad {line}"}, name, lambda _: line)
