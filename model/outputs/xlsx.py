"""A workbook to write: whole or not at all, and with the same bytes on every system."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import xlsxwriter

from model.outputs.folder import write_bytes

_OPTIONS = {
    "in_memory": True,  # parts that are files on the way have the system's line ends and rights
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_UNIX = 3
"""What the archive says of each part: the kind of system that packed it."""


@contextmanager
def new_workbook(path: Path, properties: Mapping[str, Any]) -> Iterator[xlsxwriter.Workbook]:
    """Give a workbook to fill; it becomes the file when the block ends without an error.

    A text that is written is never made a formula, a link or a number.

    Parameters
    ----------
    path : Path
        The file to make or replace.
    properties : mapping
        What the workbook says of itself: title, day, publisher.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, _OPTIONS)
    book.set_properties(properties)
    yield book
    book.close()
    _of_no_system(packed)
    write_bytes(path, packed.getvalue())


def _of_no_system(packed: io.BytesIO) -> None:
    """Say the same of each part on every system: Python's archives tell which one they were packed on."""
    with ZipFile(packed, "a") as archive:
        for part in archive.infolist():
            part.create_system = _UNIX
        archive.comment = b""  # being set, has the list of parts written anew
