"""The CSV file of a series: rows added at its end, the way it is written; what stands there is never changed."""

import codecs
import csv
import io
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar

from model.errors import Fault, InputError
from model.read.csv_file import heading_of, separator_of
from model.read.table import read_table
from model.read.text import decoded
from model.run import Run
from model.series.rows import (
    INDEX_FILE,
    POPULATION_FILE,
    IndexRow,
    PopulationRow,
    Row,
    index_key,
    population_key,
)

AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True)
class SeriesFile(Generic[AnyRow]):
    """The file of a series.

    Attributes
    ----------
    name : str
        Its name in the inputs.
    kind : type
        What a row is.
    key : callable
        What must differ between two rows.
    field : str
        What the rows are called in `model.read.folder.Inputs`.
    """

    name: str
    kind: type[AnyRow]
    key: Callable[[AnyRow], Hashable]
    field: str

    def read(self, path: Path) -> list[AnyRow]:
        """Return the rows of a file of this kind, wherever it lies.

        Raises
        ------
        InputError
            If it is wrong.
        """
        return read_table(path, self.name, self.kind, self.key, "rad i serien")

    def of(self, run: Run) -> list[AnyRow]:
        """Return the rows that a run's inputs have, all vintages."""
        return [row for row in getattr(run.inputs, self.field) if isinstance(row, self.kind)]

    def run_with(self, run: Run, rows: Sequence[AnyRow]) -> Run:
        """Return a run with other rows in this series, all of them known, under the scenario that it has."""
        changed: dict[str, Any] = {self.field: rows}
        inputs = replace(run.inputs, **changed)
        return replace(run, inputs=inputs, series=inputs.series()).under(inputs.scenarios[run.scenario.id])

    def with_rows(self, data: bytes, rows: Sequence[AnyRow]) -> bytes:
        """Return the bytes of a file of this kind with rows at its end.

        The separator, the order of the columns, the line ends and the encoding are the file's own. A column that a
        row has nothing for is left empty.

        Raises
        ------
        InputError
            If the file has no column for something that a row says.
        """
        text, encoding = decoded(data, self.name)
        end = "\r\n" if "\r\n" in text else "\n"
        heading = heading_of(text)
        separator = separator_of(heading)
        columns = [cell.strip().lower() for cell in next(csv.reader([heading.rstrip("\r")], delimiter=separator))]
        texts = [_texts(row) for row in rows]
        for column in dict.fromkeys(name for row in texts for name, value in row.items() if value):
            if column not in columns:
                expected = "en kolumn med det namnet, för det som raderna säger; lägg till den"
                raise InputError(Fault(self.name, expected, column=column))
        written = io.StringIO(newline="")
        writer = csv.writer(written, delimiter=separator, lineterminator=end)
        writer.writerows([row.get(column, "") for column in columns] for row in texts)
        added = text + ("" if text.endswith("\n") else end) + written.getvalue()
        return _encoded(added, encoding, data)


POPULATION = SeriesFile(POPULATION_FILE, PopulationRow, population_key, "population")
INDEX = SeriesFile(INDEX_FILE, IndexRow, index_key, "index")


def _texts(row: Row) -> dict[str, str]:
    """Return a row as the texts of its columns."""
    texts = {}
    columns = {name: value for name, value in row.model_dump(by_alias=True).items() if not name.startswith("_")}
    for name, value in columns.items():
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
