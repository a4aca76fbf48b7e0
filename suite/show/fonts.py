"""The one typeface of figures and PDF, whatever the machine has.

Its package holds each weight in two formats. A folder with both would let the order of its files, which is the
system's own, decide the bytes of a PDF; so each weight is taken from one named file.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import font_source_sans_pro

FAMILY = "Source Sans Pro"

_FILES = Path(font_source_sans_pro.__file__).parent / "files"
_WEIGHTS = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


def font_files() -> list[Path]:
    """Return the files of the typeface: one a weight, upright and italic."""
    return [_FILES / f"SourceSansPro-{weight}.ttf" for weight in _WEIGHTS]


@contextmanager
def font_folder() -> Iterator[Path]:
    """Give a folder that holds `font_files` and nothing else, while the block lasts."""
    with tempfile.TemporaryDirectory(prefix="typsnitt-", ignore_cleanup_errors=True) as folder:
        for path in font_files():
            shutil.copyfile(path, Path(folder) / path.name)
        yield Path(folder)


@cache
def register_fonts() -> None:
    """Let matplotlib know the typeface, whatever the machine has."""
    from matplotlib import font_manager

    for path in font_files():
        font_manager.fontManager.addfont(path)
