"""A figure in a page is what was drawn, in fewer bytes."""

import base64
import re

from suite.show.charts import Line, paths
from suite.show.picture import picture, slim

DRAWN = """<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">
<svg xmlns:xlink="x" viewBox="0 0 482.4 115.2">
 <metadata><x>1</x></metadata>
 <g id="line2d_1">
  <path d="M 38.504 40.043
L 81.61 38.86
z
" clip-path="url(#p0a1)" style="stroke-width: 0.85"/>
 </g>
 <defs><path id="SourceSansPro-13" d="M 1 2 "/><clipPath id="p0a1"/></defs>
 <!-- ett -->
 <g transform="translate(244.04 109.78) scale(0.1 -0.1)">
  <use xlink:href="#SourceSansPro-13"/>
  <use xlink:href="#SourceSansPro-13" transform="translate(58.203125 0)"/>
 </g>
</svg>"""


def test_what_nobody_sees_is_left_out() -> None:
    assert slim(DRAWN) == (
        '<svg xmlns:xlink="x" viewBox="0 0 482.4 115.2"><path d="M38.5 40L81.6 38.8z" clip-path="url(#a0)" '
        'style="stroke-width: 0.85"/><defs><path id="a1" d="M1 2 "/><clipPath id="a0"/></defs>'
        '<g transform="translate(244 109.7) scale(0.1 -0.1)"><use href="#a1"/><use href="#a1" x="58.2"/></g></svg>'
    )


def test_a_figure_is_two_thirds_as_large_and_has_all_its_words() -> None:
    drawn = paths([2024, 2025], [Line("Regionen", [1000, 2000])]).outlined
    made = base64.b64decode(picture(drawn).partition(",")[2]).decode()
    assert len(slim(drawn)) < 0.75 * len(drawn)
    assert made.count("<use ") == drawn.count("<use ")
    used, there = re.findall(r'href="#([^"]+)"', made), re.findall(r' id="([^"]+)"', made)
    assert set(used) <= set(there)
    assert len(there) == len(set(there))
    assert picture(drawn) == picture(drawn)
