"""The one typeface of figures, pages and PDF, whatever the machine has.

Its package holds each weight in two formats. A folder with both would let the order of its files, which is the
system's own, decide the bytes of a PDF; so each weight is taken from one named file.
"""

import base64
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import font_source_sans_pro

FAMILY = "Source Sans Pro"

_FILES = Path(font_source_sans_pro.__file__).parent / "files"
_REGULAR, _BOLD = "Regular", "Semibold"
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


_SIGNS = (
    *(*range(0x20, 0x7F), *range(0xA0, 0x100)),
    *map(ord, "ČčĐđŊŋŠšŦŧŽž"),  # of Sami names
    *map(ord, "‐‑–—‘’“”•…€−→←≈≤≥Σ√"),
)
"""What a page carries of the typeface: letters of Swedish, Sami and the neighbours, and signs of reckoning."""


@cache
def font_faces() -> str:
    """Return the CSS by which a page carries the typeface: a file a weight, with no more than it may need."""
    faces = ((_REGULAR, "400"), (_BOLD, "600 700"))
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
        f"src: url(data:font/woff;base64,{base64.b64encode(_subset(name)).decode()}) format('woff'); }}"
        for name, weight in faces
    )


def _subset(weight: str) -> bytes:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(hinting=False, layout_features=["kern"], name_IDs=[1, 2])
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=_SIGNS)
    written = io.BytesIO()
    with TTFont(_FILES / f"SourceSansPro-{weight}.ttf", recalcTimestamp=False) as font:
        chosen.subset(font)
        font.flavor = "woff"
        font.save(written)
    return written.getvalue()


@cache
def _advances(weight: str) -> Mapping[int, float]:
    """Return how wide each sign is, in ems."""
    from fontTools.ttLib import TTFont

    with TTFont(_FILES / f"SourceSansPro-{weight}.ttf", lazy=True) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: widths[name][0] / em for code, name in font.getBestCmap().items()}


def breadth(text: str, bold: bool = False) -> float:
    """Return how wide a text is on one line, in ems; what the typeface lacks is taken for wide."""
    own = _advances(_BOLD if bold else _REGULAR)
    return sum(own.get(ord(sign), 1.0) for sign in text)
