"""Places of a page: each heading has one, and no two have the same name."""

import re
from collections import Counter

from suite.show.blocks import place_of_heading
from suite.show.front import CONTENTS

_NAMELESS = re.compile(r"<(?P<tag>h[1-6])(?P<more>(?:(?! id=)[^<>])*)>(?P<text>.*?)</(?P=tag)>", re.DOTALL)
_PLACE = re.compile(r'(?P<before><(?P<tag>[a-z][a-z0-9]*)\b[^<>]*?) id="(?P<place>[^"]+)"')
_PARTS = re.compile(r'<h2[^>]* id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_CHOICES = re.compile(r"<fieldset>.*?</fieldset>", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")


def with_places(page: str) -> str:
    """Return a page where every heading can be linked to, and a choice in one switch is none in another."""
    return _choices_apart(_unlike(_NAMELESS.sub(_named, page)))


def with_contents(page: str) -> str:
    """Return a page with its list of contents, where it has a place for it."""
    items = "".join(f'<li><a href="#{place}">{text}</a></li>' for place, text in _PARTS.findall(page))
    return page.replace(CONTENTS, CONTENTS.replace("></nav>", f"><ul>{items}</ul></nav>"))


def _named(heading: re.Match[str]) -> str:
    place = place_of_heading(_MARKUP.sub("", heading["text"])) or "del"
    return f'<{heading["tag"]}{heading["more"]} id="{place}">{heading["text"]}</{heading["tag"]}>'


def _unlike(page: str) -> str:
    """Let a heading that is called as an earlier place have a number; of other places the first is the one."""
    seen = Counter[str]()
    taken = {place for _, _, place in _PLACE.findall(page)}

    def kept(found: re.Match[str]) -> str:
        place = found["place"]
        seen[place] += 1
        if seen[place] == 1:
            return found[0]
        if not re.fullmatch("h[1-6]", found["tag"]):
            return found["before"]
        numbers = iter(range(seen[place], seen[place] + len(taken) + 1))
        free = next(name for number in numbers if (name := f"{place}-{number}") not in taken)
        taken.add(free)
        return f'{found["before"]} id="{free}"'

    return _PLACE.sub(kept, page)


def _choices_apart(page: str) -> str:
    seen = Counter[str]()

    def kept(found: re.Match[str]) -> str:
        name = re.search(r' name="([^"]*)"', found[0])
        if name is None:
            return found[0]
        seen[name[1]] += 1
        return found[0].replace(name[0], f' name="{name[1]}-{seen[name[1]]}"')

    return _CHOICES.sub(kept, page)
