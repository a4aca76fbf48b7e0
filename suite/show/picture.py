"""A figure as a picture in a page: in fewer bytes than it is drawn, and in other colours where it is dark."""

import base64
import re

from suite.show.dark import with_dark

_UNSEEN = re.compile(r"<!--.*?-->|<metadata>.*?</metadata>|<\?xml[^>]*>|<!DOCTYPE[^>]*>", re.DOTALL)
_FINER = re.compile(r"(?:(\.[1-9])|\.0)\d*")
_ALONE = re.compile(r"<g>(<path [^<>]*/>|<g [^<>]*>(?:<use [^<>]*/>)*</g>)</g>")
_COMMAND = re.compile(r"\s*([MLQCZz])\s*")
_SIGN = re.compile(r'(<use )xlink:(href="[^"]+")(?: transform="translate\(([-\d.]+) 0\)")?')
_LETTER = re.compile(r' d="([^"]+)" transform="scale\(0\.015625\)"')
"""The outline of a letter, in 6 400 parts of its size; an eighth of them are finer than any screen."""
_PLACE = re.compile(r' id="([^"]+)"')
_USED = re.compile(r'(?<=href="#)[^"]+|(?<=url\(#)[^)]+')


def picture(svg: str) -> str:
    """Return a figure as the address of a picture that a page carries."""
    return f"data:image/svg+xml;base64,{base64.b64encode(with_dark(slim(svg)).encode()).decode()}"


def slim(svg: str) -> str:
    """Return a drawing of matplotlib's without what nobody sees, to a tenth of a point, with short names."""
    svg = _UNSEEN.sub("", svg)
    svg = re.sub(r'(?<= d=")[^"]+', lambda path: _COMMAND.sub(r"\1", _rough(path[0])), svg)
    svg = re.sub(r"(?<=translate\()[^)]+", lambda moved: _rough(moved[0]), svg)
    svg = _SIGN.sub(_sign, svg)
    svg = _LETTER.sub(_coarser, svg)
    names = {name: f"a{place}" for place, name in enumerate(dict.fromkeys(_USED.findall(svg)))}
    svg = _USED.sub(lambda used: names[used[0]], svg)
    svg = _PLACE.sub(lambda own: f' id="{names[own[1]]}"' if own[1] in names else "", svg)
    svg = re.sub(r">\s+<", "><", re.sub(r"\s*\n\s*", " ", svg)).strip()
    return _ALONE.sub(r"\1", svg)


def _rough(numbers: str) -> str:
    return _FINER.sub(lambda part: part[1] or "", numbers)


def _sign(used: re.Match[str]) -> str:
    """Return a letter of a text, moved to its place."""
    place = f' x="{used[3]}"' if used[3] else ""
    return f"{used[1]}{used[2]}{place}"


def _coarser(letter: re.Match[str]) -> str:
    outline = re.sub(r"-?\d+", lambda number: str(round(int(number[0]) / 8)), letter[1])
    return f' d="{outline}" transform="scale(0.125)"'
