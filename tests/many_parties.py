"""The shipped inputs with more municipalities in the same agreements: each a namesake of one of the eight."""

import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from small_inputs import MUNICIPALITIES

from model.read.begin import PROJECT

QUARTERS = [
    "Norra",
    "Södra",
    "Östra",
    "Västra",
    "Inre",
    "Yttre",
    "Övre",
    "Nedre",
    "Stora",
    "Lilla",
    "Nya",
    "Gamla",
]


def namesakes(count: int) -> dict[str, tuple[str, str]]:
    """Return the code and the name of each municipality beyond the eight, and the code of the one it is as."""
    every = product(QUARTERS, MUNICIPALITIES.items())
    more = {f"{3000 + place}": (f"{where} {name}", code) for place, (where, (code, name)) in enumerate(every)}
    return dict(list(more.items())[: count - len(MUNICIPALITIES)])


def many_parties(root: Path, count: int, *, advised: bool = True) -> Path:
    """Write the shipped inputs with so many municipalities, at least eight, in a folder, and return it.

    All of them take part in all three agreements and, where they are advised, have given its mandate.
    """
    shutil.copytree(PROJECT / "inputs", root)
    more = namesakes(count)
    for path in root.glob("avtal/*.yaml"):
        _edit(path, lambda agreement: _with_parties(agreement, more))
    for path in root.glob("scenarier/*.yaml"):
        _edit(path, lambda scenario: _with_more(scenario, more))
    advice = ("radgivning/uppdrag", "radgivning/bidrag") if advised else ()
    for name in ("befolkning", *advice):
        path = root / f"{name}.csv"
        rows = path.read_text(encoding="utf-8").splitlines()
        rows += list(_rows(rows, more, people=name == "befolkning"))
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return root


def _edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _with_parties(agreement: dict[str, Any], more: dict[str, tuple[str, str]]) -> None:
    through = {"betalar_genom": "gemensam_pott"} if agreement["avtal"] == "kompetensattraktion" else {}
    agreement["parter"] += [
        {"kod": code, "namn": f"{name} kommun", "kortnamn": name, **through} for code, (name, _) in more.items()
    ]
    for contribution in agreement["bidrag"]:
        if contribution["kod"] == "kommuner":
            contribution["betalare"] += list(more)


def _with_more(scenario: dict[str, Any], more: dict[str, tuple[str, str]]) -> None:
    spreads = scenario.get("simulering", {}).get("befolkning", {}).get("spridning", {})
    spreads |= {code: spreads[like] for code, (_, like) in more.items() if spreads}
    for contribution in (each for going_on in scenario.get("fortsatter", ()) for each in going_on["delas"]):
        if contribution["kod"] == "kommuner":
            contribution["betalare"] += list(more)


def _rows(rows: list[str], more: dict[str, tuple[str, str]], *, people: bool) -> Iterator[str]:
    """Yield the rows of those beyond the eight: as those of the one it is as, each with some people fewer."""
    for place, (code, (name, like)) in enumerate(more.items(), 1):
        for _, *own in (row.split(";") for row in rows if row.startswith(f"{like};")):
            own = [name if each == MUNICIPALITIES[like] else each for each in own]
            if people:
                own[2] = str(int(own[2]) * (200 - place) // 200 - place)
            yield ";".join([code, *own])
