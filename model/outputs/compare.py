"""Two runs side by side: which figures differ, and whether data, terms or code changed."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from model.errors import InputError
from model.money import Amount
from model.outputs.folder import MANIFEST, read_manifest
from model.outputs.swedish import number, signed

_KEYS = (
    "avtal",
    "scenario",
    "ar",
    "part",
    "slag",
    "fran_manad",
    "kostnadspost",
    "projekt",
    "aktivitet",
    "namnare",
    "omfattning",
)
"""The columns that say which thing a row of figures is about."""

_COMPARED = ("indata", "kod", "versioner", "parametrar")
"""The groups of a manifest that are compared."""

_DERIVED = (
    "bidrag_kr",
    "basbelopp_kr",
    "prisniva",
    "manader",
    "arsdel_taljare",
    "arsdel_namnare",
    "nyckel_taljare",
    "nyckel_namnare",
    "forsta_manad",
)
"""The columns of the allocation that only say where its amount comes from."""


def compare(one: Path, other: Path) -> str:
    """Return as text what differs between two folders that `rapport` or `arspaket` has made.

    Raises
    ------
    InputError
        If a folder holds no manifest.
    """
    before, after = _manifest(one), _manifest(other)
    lines = [f"Från {one} till {other}:", *_causes(before, after)]
    figures = list(_figures(one, other))
    lines.append(f"{len(figures)} siffror skiljer sig." if figures else "Inga siffror skiljer sig.")
    return "\n".join(lines + figures)


def _manifest(folder: Path) -> dict[str, Any]:
    found = read_manifest(folder, _COMPARED)
    if found is None:
        raise InputError(f"{folder}: väntade en mapp med {MANIFEST}, som rapport, faktura och arspaket gör")
    return found


def _causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    data, code = (_changed(before.get(name, {}), after.get(name, {})) for name in ("indata", "kod"))
    terms = [name for name in data if name.startswith("avtal/")]
    others = [name for name in data if name not in terms]
    versions = _changed(before.get("versioner", {}), after.get("versioner", {}))
    given = _changed(before.get("parametrar", {}), after.get("parametrar", {}))
    for what, names in (
        ("Villkor (avtal)", terms),
        ("Data", others),
        ("Kod", code),
        ("Bibliotek", versions),
        ("Parametrar", given),
    ):
        yield f"  {what}: {', '.join(names) if names else 'lika'}"


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} ({'ny' if name not in before else 'borta' if name not in after else 'ändrad'})"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def _figures(one: Path, other: Path) -> Iterator[str]:
    """Yield a line for each figure that differs, once however many reports show it."""
    found = [_results(one), _results(other)]
    shown_by: dict[tuple[str, Any, Any], list[str]] = {}
    for report in sorted({*found[0], *found[1]}):
        before, after = (_leaves(side[report]) if report in side else {} for side in found)
        for place in dict.fromkeys([*before, *after]):
            was, now = before.get(place), after.get(place)
            if was != now:
                shown_by.setdefault((place, was, now), []).append(str(report))
    for (place, was, now), reports in shown_by.items():
        whole = isinstance(was, Amount) and isinstance(now, Amount)
        difference = f" ({signed(now - was)})" if whole else ""
        more = f" och {len(reports) - 1} till" if len(reports) > 1 else ""
        where = "" if reports == ["."] else f"  [{reports[0]}{more}]"
        yield f"  {place}: {_shown(was)} → {_shown(now)}{difference}{where}"


def _results(folder: Path) -> dict[Path, Path]:
    return {path.relative_to(folder).parent: path for path in sorted(folder.rglob("resultat.json"))}


def _leaves(path: Path) -> dict[str, Amount]:
    """Return the amounts and counts of a report by place; what an amount was derived from is not repeated."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {place: value for place, value in _walk(found, "") if not place.endswith(_DERIVED)}
    except (OSError, ValueError, RecursionError, InvalidOperation):
        raise InputError(f"{path}: väntade JSON som rapport och arspaket gör") from None


def _walk(value: Any, place: str) -> Iterator[tuple[str, Amount]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _KEYS or isinstance(inner, dict | list):
                yield from _walk(inner, f"{place} {key}".strip())
    elif isinstance(value, list):
        for count, inner in enumerate(value, 1):
            yield from _walk(inner, f"{place} {_name(inner, count)}")
    elif isinstance(value, int):
        yield place, value
    elif place.endswith("_kr") and isinstance(value, str):  # öre, as exact decimals
        amount = Decimal(value)
        if not amount.is_finite():
            raise ValueError("no amount")
        yield place, amount


def _name(row: Any, count: int) -> str:
    told = [str(row[key]) for key in _KEYS if key in row] if isinstance(row, dict) else []
    return ", ".join(told) if told else str(count)


def _shown(value: Amount | None) -> str:
    if value is None:
        return "saknas"
    return ("ja" if value else "nej") if isinstance(value, bool) else number(value)
