"""What differs between two runs, on one screen: what changed, the largest differences, and how many more."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from textwrap import wrap
from typing import Any

import pandas as pd

from model.amounts.bridge import DRIVERS
from model.money import exact, size, total
from suite.publish.compare import SIDES, Comparison, Parties
from suite.publish.made import BASIS, GROUPS
from suite.reports.why import TERMS
from suite.show.frame import each
from suite.show.swedish import SPACE, kr, number, signed, spans

WIDTH, HEIGHT = 100, 40
"""The screen, in signs and lines."""

ROUNDING = DRIVERS["avrundning"].lower()
_MOST_NAMES = 4
_HEADINGS = ("Avtal", "Part", "Före", "Efter", "Skillnad")
_LONGEST = (12, 22)
"""The most signs shown of an agreement and of a party."""


def comparison_text(found: Comparison) -> str:
    """Return what differs between two runs, as much of it as fits on a screen, and how much more there is."""
    head = [*heading(found), ""]
    notes = [line for text in _notes(found) for line in _wrapped(text)]
    parties, room = found.parties(), HEIGHT - len(head) - len(notes)
    differ = len(_differing(parties.rows))
    return "\n".join([*head, *(_table(parties, room) if differ else _alike(found, room)), *notes])


def heading(found: Comparison) -> Iterator[str]:
    """Yield what is compared, and which terms, data, code, libraries and parameters are not the same."""
    yield f"Före:  {found.before.path} ({found.before.kind})"
    yield f"Efter: {found.after.path} ({found.after.kind})"
    before, after = found.before.manifest, found.after.manifest
    if before is None or after is None:
        scenarios = [", ".join(set(side.allocation["scenario"])) for side in (found.before, found.after)]
        if scenarios[0] != scenarios[1]:
            yield f"  Scenario: {scenarios[0]} → {scenarios[1]}"
        yield "  Vad som ligger bakom går inte att säga: det står i manifest.json, som inte finns för båda."
        return
    data, code, versions, given = (_changed(before, after, group) for group in GROUPS)
    terms = [text for text in data if text.startswith("avtal/")]
    for what, names in (
        ("Villkor (avtal)", terms),
        ("Data", [text for text in data if text not in terms]),
        ("Kod", code),
        ("Bibliotek", versions),
        ("Parametrar", given),
    ):
        yield from _wrapped(f"  {what}: {_listed(names) or 'lika'}")


def _changed(before: Mapping[str, Any], after: Mapping[str, Any], group: str) -> list[str]:
    """Return what differs in a group of the manifest: a file by its name, anything else by its two values."""
    was, now = before.get(group, {}), after.get(group, {})
    if group == "parametrar":
        was, now = ({**own, **_package(side)} for side, own in ((before, was), (after, now)))
    told = []
    for name in sorted({*was, *now}):
        if was.get(name) != now.get(name) and group in ("indata", "kod"):
            told.append(f"{name} ({'ny' if name not in was else 'borta' if name not in now else 'ändrad'})")
        elif was.get(name) != now.get(name):
            told.append(f"{name}: {_value(was.get(name))} → {_value(now.get(name))}")
    return told


def _package(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a package's manifest says of its parameters beside them."""
    names = {"arspaket": "årspaket", "kvitterat": "kvitterat"}
    return {word: manifest[name] for name, word in names.items() if name in manifest}


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(value) or "inget"
    return "saknas" if value is None else str(value)


def _listed(names: Sequence[str]) -> str:
    more = f" och {len(names) - _MOST_NAMES} till" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def _rows(count: int) -> str:
    return f"{number(count)} {'rad' if count == 1 else 'rader'}"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _wrapped(text: str) -> list[str]:
    indent = " " * (len(text) - len(text.lstrip()) + 2)
    return wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


def _differing(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["skillnad_kr"] != 0]


def _table(parties: Parties, room: int) -> list[str]:
    """Show the parties with the largest differences, and the sum of all parties, those not shown too."""
    shown, causes = _differing(parties.rows), parties.causes
    sums = {name: total(parties.rows[name]) for name in [*SIDES, *causes]}
    whole = {"avtal": "Summa", "partnamn": _rows(len(parties.rows)), "status_fore": "-", "status_efter": "-"}
    records: list[dict[Any, Any]] = [*shown.to_dict("records"), whole | sums]
    cells = [_HEADINGS, *map(_cells, records)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(_HEADINGS))]
    reasons = [f"Varför, utom {ROUNDING}", *(_why(record, causes) for record in records)]
    first, *middle, last = (_block(row, widths, why) for row, why in zip(cells, reasons, strict=True))
    below = [*last, *_legend(parties, shown), ""]
    title = f"{parties.told}, kr; största skillnaden först"
    return [title, *first, *_fitting(middle, room - 1 - len(first) - len(below)), *below]


def _legend(parties: Parties, shown: pd.DataFrame) -> Iterator[str]:
    years = [f"{year}{SPACE}{signed(change)}" for year, change in parties.by_year.items()]
    if len(years) > 1 and any(parties.by_year.values()):
        yield from _wrapped(f"Skillnad per år: {', '.join(years)}")
    if shown["villkor"].any():
        yield from _wrapped(TERMS)


def _fitting(blocks: Sequence[Sequence[str]], room: int) -> list[str]:
    """Return as many blocks as there is room for, and a line that counts the rest."""
    ends = list(accumulate(map(len, blocks)))
    kept = len(blocks) if ends[-1] <= room else bisect_right(ends, room - 1)
    left = [f"… och {_rows(len(blocks) - kept)} till, se --ut"] if kept < len(blocks) else []
    return [line for block in blocks[:kept] for line in block] + left


def _cells(record: Mapping[Any, Any]) -> tuple[str, ...]:
    names = [_short(record[name], most) for name, most in zip(("avtal", "partnamn"), _LONGEST, strict=True)]
    before, after = (
        number(exact(record[f"{side}_kr"])) if record[f"status_{side}"] else "–" for side in ("fore", "efter")
    )
    return (*names, before, after, signed(exact(record["skillnad_kr"])))


def _why(record: Mapping[Any, Any], causes: Mapping[str, str]) -> str:
    """Return what moved an amount, the strongest first; what rounding did only where nothing else did."""
    parts = {label.lower(): exact(record[name]) for name, label in causes.items() if record[name]}
    strongest = sorted(parts, key=lambda label: (label != ROUNDING, size(parts[label])), reverse=True)
    told = [f"{label} {signed(parts[label])}".replace(" ", SPACE) for label in strongest]
    return ", ".join(told[:-1] if ROUNDING in parts and len(told) > 1 else told)


def _block(cells: Sequence[str], widths: Sequence[int], why: str) -> list[str]:
    names = [text.ljust(width) for text, width in zip(cells[:2], widths[:2], strict=True)]
    amounts = [text.rjust(width) for text, width in zip(cells[2:], widths[2:], strict=True)]
    line = "  ".join([*names, *amounts]) + "  "
    first, *more = wrap(why, WIDTH - len(line), break_on_hyphens=False, break_long_words=False) or [""]
    return [f"{line}{first}".rstrip(), *(" " * len(line) + text for text in more)]


def _alike(found: Comparison, room: int) -> list[str]:
    """Say that no party's amount differs, and show the largest differences of other figures, each once."""
    said = f"Inga belopp per part och år skiljer sig, av {number(int((~found.one_sided).sum()))}."
    if found.before.kind == BASIS:
        said = "Ingen betalares summa skiljer sig."
    elif found.amounts.empty:
        said = "Här finns inga belopp per part att jämföra."
    shown_by: dict[str, list[str]] = {}
    for row in each(found.figures):
        change = "" if row.skillnad_kr is None else f" ({signed(row.skillnad_kr)})"
        text = f"  {_shown(row.fore_kr)} → {_shown(row.efter_kr)}{change}: {row.uppgift}"
        shown_by.setdefault(text, []).append(row.rapport)
    lines = list[str]()
    for text, reports in shown_by.items():
        more = f" och {len(reports) - 1} till" if len(reports) > 1 else ""
        lines.append(_short(f"{text}  [{reports[0]}{more}]" if reports[0] else text, WIDTH))
    return [said, *(_fitting([[line] for line in lines], room - 2) if lines else []), ""]


def _shown(value: object) -> str:
    return value if isinstance(value, str) else number(exact(value))


def _notes(found: Comparison) -> Iterator[str]:
    """Say what a comparison of the parties' amounts leaves out."""
    sides = (found.before, found.after)
    for side in sides:
        if side.disputed:
            yield (
                f"{side.path}: {side.disputed} belopp är olika i dess rapporter, så någon är äldre. "
                "Den ekonomiska rapporten gäller."
            )
    bare = [str(side.path) for side in sides if side.allocation.empty]
    if bare and (len(bare) == 1 or found.before.kind == BASIS):
        yield f"Varför går inte att säga: fördelningen bakom beloppen finns inte i {' och '.join(bare)}."
    yield from _only_one_has(found)
    differ = _differing(found.invoices)
    if len(differ):
        before, after = (kr(total(found.invoices[name])) for name in SIDES[:2])
        kinds = [f"{kind}{SPACE}{signed(total(own))}" for kind, own in differ.groupby("slag")["skillnad_kr"]]
        yield (
            f"Fakturarader: {len(differ)} av {len(found.invoices)} skiljer sig, "
            f"summan från {before} till {after}: {', '.join(kinds)}."
        )
    if quiet := found.quiet:
        yield f"{_rows(quiet)} har samma belopp men annan status eller annat fakturadatum."
    if len(found.figures):
        counts = found.figures["rapport"].value_counts()
        where = [f"{number(count)}{SPACE}i{SPACE}{report}" for report, count in counts.items() if report]
        yield f"Övriga siffror som skiljer sig: {_listed(where) or number(len(found.figures))}."
    if len(differ) or quiet or len(found.figures) or len(_differing(found.amounts)):
        yield "Allt, rad för rad: --ut FIL.xlsx (eller .csv)."


def _only_one_has(found: Comparison) -> Iterator[str]:
    for word, name, side, other in (
        ("före", "fore", found.before, found.after),
        ("efter", "efter", found.after, found.before),
    ):
        rows = found.amounts[found.one_sided & found.amounts[f"status_{name}"].ne("")]
        told = [
            f"{agreement} {spans(own[f'ar_{name}'])}, {kr(total(own[f'{name}_kr']))}"
            for agreement, own in rows.groupby("avtal")
        ]
        if told and found.before.kind != BASIS:
            yield f"Bara {word}: {'; '.join(told)}."
        reports = [name for name in sorted(side.reports) if name not in other.reports and BASIS not in name]
        if reports:
            yield f"Rapporter bara {word}: {_listed(reports)}."
