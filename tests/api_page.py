"""The page of what `import model` gives, made of the docstrings whose examples the tests run."""

import inspect
import re
from collections.abc import Iterator

import model
from model.amounts.allocation import COLUMNS
from model.face import Model

_HEAD = """# `import model`

*Sidan görs av `make docs` ur koden; varje exempel körs av testerna. Den är på engelska, som koden.*

    import model
    m = model.open()                       # avtal, år, vad som är antaget, scenarier att välja
    m.allocation                           # en rad per avtal, år och part; m.pivot("part", "ar") är tabellen
    high = m.what_if(lpix={2027: 4.5})     # eller lpix=4.5, start=2027; population={"Åre": 12640}; m["hog-lpix"]
    m.compare(high)                        # före, efter, skillnad; .plot()
    m.explain("Åre", 2026)                 # hur beloppet blev till, till paragraf och rad

A party is named by its name, with or without its dots and rings, or by its code: `"Åre"`, `"are"`, `2321`. What
is wrong is told in Swedish (`model.InputError`). Frames are ordinary pandas; amounts are whole kronor (int64).
`high` below is `m.what_if(lpix={2027: 4.5})`.
"""


def page() -> str:
    """Return the page."""
    members = [(name, each) for name, each in vars(Model).items() if not name.startswith("_") and _is_told(each)]
    members.insert(0, ('["…"]', Model.__getitem__))
    told = [
        _member("model.open", model.open),
        *(_member(f"m.{name}".replace(".[", "["), each) for name, each in members),
    ]
    told.append(_member("model.assert_allocations_equal", model.assert_allocations_equal))
    columns = [f"- `{name}`: {what}" for name, what in COLUMNS.items()]
    return "\n".join([_HEAD, *told, "## Columns of an allocation\n", *columns, ""])


def _is_told(member: object) -> bool:
    return isinstance(member, property) or inspect.isfunction(member)


def _member(name: str, member: object) -> str:
    doc = inspect.getdoc(member) or ""
    return f"## `{name}{_signature(member)}`\n\n" + "\n".join(_lines(doc)) + "\n"


def _signature(member: object) -> str:
    if not inspect.isfunction(member) or member.__name__ == "__getitem__":
        return ""
    names = [str(each).partition(":")[0] for each in inspect.signature(member).parameters.values()]
    return f"({', '.join(name for name in names if name != 'self')})"


def _lines(doc: str) -> Iterator[str]:
    """Yield a numpy docstring as Markdown: sections in bold, parameters as a list, examples as code."""
    *lines, section = *doc.replace("``", "`").splitlines(), ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if set(after) == {"-"}:
            section = line
            yield f"**{line}**\n"
        elif set(line) == {"-"}:
            continue
        elif section == "Examples":
            yield f"    {line}".rstrip()
        elif section and line and not line.startswith(" "):
            yield f"- `{line.replace(' : ', '`: ', 1)}" if " : " in line else f"- `{line}`"
        else:
            yield re.sub(r"^    ", "  ", line)
