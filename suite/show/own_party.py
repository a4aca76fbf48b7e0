"""A reader's own party, marked by choice in every table of a page, without a script."""

import re
from html import escape, unescape

_ROW = re.compile(r'<tr data-part="(?P<code>[\w.-]+)"><th scope="row">(?P<name>.*?)</th>')
_MARKUP = re.compile(r"<[^<>]*>")
_LETTERS = str.maketrans("åäöÅÄÖ", "{|}{|}")


def in_order(name: str) -> str:
    """Return what a Swedish name is ordered by."""
    return name.translate(_LETTERS).casefold()


def with_choice(page: str) -> str:
    """Return a page where a reader chooses which party's rows are marked, if rows of several are there."""
    names: dict[str, str] = {}
    for row in _ROW.finditer(page):
        names.setdefault(row["code"], unescape(_MARKUP.sub("", row["name"])))
    if len(names) < 2:
        return page
    order = sorted(names, key=lambda code: in_order(names[code]))
    options = "".join(f'<option value="{code}">{escape(names[code])}</option>' for code in order)
    choice = (
        '<p class="own"><label for="egen-part">Markera</label> <select id="egen-part">'
        f'<option value="">ingen part</option>{options}</select></p>'
    )
    chosen = ",\n".join(
        f':root:has(#egen-part option[value="{code}"]:checked) tr[data-part="{code}"]' for code in order
    )
    marked = f"<style>{chosen} {{ --paper: var(--mark); background: var(--mark); font-weight: 600; }}</style>"
    return page.replace("</head>", f"{marked}</head>", 1).replace("</header>", f"{choice}</header>", 1)
