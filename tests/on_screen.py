"""What a page in a browser is asked: does anything lie outside its place, over something else, or half shown."""

from collections.abc import Callable
from typing import Any

View = Callable[..., Any]
"""What opens a page (`look`)."""

WIDTHS = (1280, 390, 320)
"""A screen, a phone, and a page enlarged four times, pixels."""

_TEXTS = """const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const boxes = [];
  while (texts.nextNode()) {
    const text = texts.currentNode, own = text.parentElement;
    if (!text.data.trim() || !own.checkVisibility() || own.closest('.skip')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) boxes.push([box, own, text.data.trim().slice(0, 60)]);
  }"""

SPILT = f"""() => {{
  {_TEXTS}
  for (const [box, own, text] of boxes) {{
    const cell = own.closest('td, th');
    const room = cell ? cell.getBoundingClientRect() : {{left: 0, right: innerWidth}};
    if (box.right > room.right + 1 || box.left < room.left - 1) found.push(text);
  }}
  return found;
}}"""
"""Texts that reach outside their cell, or the page."""

OVERPRINTED = f"""() => {{
  {_TEXTS}
  boxes.sort((one, other) => one[0].top - other[0].top);
  let near = [];
  for (const [box, own, text] of boxes) {{
    near = near.filter(each => each[0].bottom > box.top + 4);
    for (const [other, , told] of near) {{
      const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      if (wide > 2) found.push(`${{told}} | ${{text}}`);
    }}
    near.push([box, own, text]);
  }}
  return found;
}}"""
"""Texts that lie over each other, by more than lines that stand close do."""

CUT = """() => [...document.querySelectorAll('body *')].filter(each => {
  const {overflowX, overflowY} = getComputedStyle(each), hides = ['hidden', 'clip'];
  return each.checkVisibility() && !each.closest('.skip') && each.innerText?.trim() &&
    (hides.includes(overflowX) && each.scrollWidth > each.clientWidth + 1 ||
     hides.includes(overflowY) && each.scrollHeight > each.clientHeight + 1);
}).map(each => each.innerText.slice(0, 60))"""
"""What has more in it than it shows, and cannot be scrolled."""

TABLES = """() => [...document.querySelectorAll('.table')].filter(each => each.checkVisibility()).map(each => ({
  name: each.querySelector('caption').innerText.split('\\n')[0],
  stop: each.tabIndex === 0 && each.getAttribute('role') === 'region',
  scrolls: each.scrollWidth > each.clientWidth,
}))"""
"""Each table: its caption, whether the keyboard stops at it, and whether it scrolls."""
