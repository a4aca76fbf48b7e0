"""Add rows to a CSV file of the inputs, the way the file is written; what stands there is never changed."""

import codecs
import csv
import io
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from model.inputs.table import read_table
from model.inputs.text import decoded, heading_of, separator_of
from model.outputs.folder import whole_file
from model.rows import Row

AnyRow = TypeVar("AnyRow", bound=Row)


def add_rows(path: Path, rows: Sequence[AnyRow], kind: type[AnyRow], key: Callable[[AnyRow], Hashable]) -> None:
    """Add rows at the end of a file, whole or not at all, if the file with them can be read.

    The separator, the order of the columns, the line ends and the encoding are the file's own. A column that a row
    does not have is left empty.

    Parameters
    ----------
    path : Path
        The file.
    rows : sequence of Row
        The rows to add.
    kind, key
        As for `model.inputs.table.read_table`.

    Raises
    ------
    InputError
        If the file with the rows would not be right, or cannot be written.
    """
    data = path.read_bytes()
    text, encoding = decoded(data, path.name)
    end = "\r\n" if "\r\n" in text else "\n"
    heading = heading_of(text)
    separator = separator_of(heading)
    columns = [cell.strip().lower() for cell in next(csv.reader([heading.rstrip("\r")], delimiter=separator))]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator=end)
    writer.writerows([row.get(column, "") for column in columns] for row in map(_texts, rows))
    added = text + ("" if text.endswith("\n") else end) + written.getvalue()
    with whole_file(path) as fresh:
        fresh.write_bytes(_encoded(added, encoding, data))
        read_table(fresh, path.name, kind, key, "rad i serien")


def _texts(row: Row) -> dict[str, str]:
    """Return a row as the texts of its columns."""
    texts = {}
    for name, value in row.model_dump(by_alias=True).items():
        plain = f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value
        texts[name] = "" if plain is None else str(plain)
    return texts


def _encoded(text: str, encoding: str, before: bytes) -> bytes:
    """Return a text in an encoding, with the mark that was there before; in UTF-8 if a sign is not in it."""
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")
    marked = encoding == "utf-8-sig" and not before.startswith(codecs.BOM_UTF8)
    return data[len(codecs.BOM_UTF8) :] if marked else data
