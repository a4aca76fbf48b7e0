"""How a page and its figures look to a reader who wants them dark: every colour has another."""

import colorsys
import re
from functools import cache

from suite.show.colours import DARK, DARK_PAPER, PAPER, tint

_PAINT = re.compile(r"(fill|stroke)(: |=\")(#[0-9a-f]{6})\b")


def dark_style() -> str:
    """Return the CSS that gives bars in tables other colours where it is dark (`suite.show.strips.ink`)."""
    named = " ".join(f"--c{day[1:].lower()}: {night};" for day, night in DARK.items())
    return f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {named} }} }}"


def with_dark(svg: str) -> str:
    """Return a figure that has other colours where its reader wants a dark page."""
    found = dict.fromkeys(_PAINT.findall(svg))
    rules = "".join(f"{_those(*each)}{{{each[0]}:{in_the_dark(each[2])}!important}}" for each in found)
    unsaid = f"svg{{fill:{in_the_dark('#000000')}}}"
    style = f"<style>@media screen and (prefers-color-scheme:dark){{{unsaid}{rules}}}</style>"
    return re.sub("(<svg[^>]*>)", lambda opened: opened[0] + style, svg, count=1)


def _those(paint: str, mark: str, colour: str) -> str:
    """Return the CSS that names what is painted in a colour, by its style or by an attribute."""
    return f'[style*="{paint}: {colour}"]' if mark == ": " else f'[{paint}="{colour}"]'


@cache
def in_the_dark(colour: str) -> str:
    """Return what a colour is in the dark: its own, that of a tint of one, or as light as it was dark."""
    colour = colour.upper()
    for day, night in DARK.items():
        if day != PAPER:
            for share in range(1, 101):
                if tint(day, share / 100) == colour:
                    return tint(night, share / 100, DARK_PAPER)
    if colour == PAPER:
        return DARK_PAPER
    hue, light, strength = colorsys.rgb_to_hls(*(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)))
    parts = colorsys.hls_to_rgb(hue, 0.95 - 0.85 * light, strength)
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts)
