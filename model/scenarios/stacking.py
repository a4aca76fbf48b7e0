"""Scenarios on top of each other: what each one sets, what it inherits, and what two of them cannot both set.

A *place* is the smallest thing that a scenario sets, such as the index change of 2027 or the notice of a party. A
scenario has every place of the scenarios it builds on, unless it sets the place itself. Two that are stacked may
set the same place only to the same value, unless one builds on the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.errors import InputError
from model.near import meant
from model.scenarios.assumed import AssumedIndex
from model.scenarios.scenario import ITEMS, Scenario
from model.series.rows import LPIX

Place = tuple[Any, ...]
"""An attribute of a scenario, then what tells what it holds apart: ``("people", "2321", 2026-11-01)``."""

_DEEPEST = 50
"""The most scenarios that build on each other in a row."""

_WHOLE = ("projection", "simulation")
"""The attributes that are one thing each."""


def places(scenario: Scenario) -> Iterator[tuple[Place, Any]]:
    """Yield what a scenario itself sets, by place."""
    for name in _WHOLE:
        if value := getattr(scenario, name):
            yield (name,), value
    for name, keys in ITEMS.items():
        for item in getattr(scenario, name):
            yield (name, *(getattr(item, key) for key in keys)), item
    for terms in scenario.terms:
        for place, one in terms.one_by_one():
            yield ("terms", terms.first_year, terms.agreement, *place), one
    for name, index in scenario.indices.items():
        if index.as_of:
            yield ("indices", name, "as_of"), index.as_of
        for kind, told in (("values", index.by_year), ("shocks", index.shocks)):
            yield from ((("indices", name, kind, year), value) for year, value in told.items())


def _attributes(found: Mapping[Place, Any]) -> dict[str, Any]:
    """Return the attributes of a scenario that sets some places."""
    whole = {name: found.get((name,)) for name in _WHOLE}
    items = {name: tuple(item for place, item in found.items() if place[0] == name) for name in (*ITEMS, "terms")}
    indices: dict[str, dict[str, Any]] = {}
    for place in sorted(place for place in found if place[0] == "indices"):
        _, name, kind, *year = place
        told = indices.setdefault(name, {"values": {}, "shocks": {}, "as_of": None})
        if year:
            told[kind][year[0]] = found[place]
        else:
            told[kind] = found[place]
    made = {name: AssumedIndex.model_construct(**told) for name, told in indices.items()}
    return {**whole, **items, "lpix": made.pop(LPIX, AssumedIndex()), "other_indices": made}


def resolved(scenario: Scenario, known: Mapping[str, Scenario]) -> Scenario:
    """Return a scenario with all that it builds on of those known, so that it says everything itself.

    All are given as their files say them, the known by code.

    Raises
    ------
    InputError
        If it builds on something unknown or on itself, or if two that it builds on set the same differently.
    """
    found = {place: value for place, (value, _) in _inherited(scenario, known, (), {}).items()}
    return scenario.model_copy(update=_attributes(found))


def over(first: Scenario, then: Scenario) -> Scenario:
    """Return what one scenario sets, and another on top of it, as one that builds on what the first builds on."""
    both = first.model_copy(update=_attributes({**dict(places(first)), **dict(places(then))}))
    others = {name: index.compact for name, index in both.other_indices.items()}
    return both.model_copy(update={"lpix": both.lpix.compact, "other_indices": others})


def stacked(names: Sequence[str], known: Mapping[str, Scenario]) -> Scenario:
    """Return several scenarios stacked into one, not yet resolved.

    Raises
    ------
    InputError
        If one is unknown.
    """
    each = [_known(name, known, "scenario") for name in names]
    return Scenario.model_construct(
        id="+".join(names),
        name=" + ".join(scenario.name for scenario in each),
        author=", ".join(dict.fromkeys(scenario.author for scenario in each)),
        date=max(scenario.date for scenario in each),
        why=" ".join(scenario.why for scenario in each),
        builds_on=tuple(names),
    )


def _known(name: str, known: Mapping[str, Scenario], asker: str) -> Scenario:
    if name not in known:
        codes = ", ".join(known)
        raise InputError(
            f"{asker}: fann ”{name}”, väntade en fil eller någon av koderna {codes}{meant(name, known)}"
        )
    return known[name]


def _inherited(
    scenario: Scenario,
    known: Mapping[str, Scenario],
    trail: tuple[str, ...],
    done: dict[str, dict[Place, tuple[Any, str]]],
) -> dict[Place, tuple[Any, str]]:
    """Return every place of a scenario, with its value and the code of the scenario that set it.

    Each scenario is gone through once; `done` holds what has been found.
    """
    if scenario.id in trail:
        raise InputError(f"scenario {scenario.id}: bygger på sig självt ({' → '.join((*trail, scenario.id))})")
    if len(trail) >= _DEEPEST:
        raise InputError(f"scenario {trail[0]}: väntade högst {_DEEPEST} scenarier som bygger på varandra")
    found: dict[Place, tuple[Any, str]] = {}
    for name in dict.fromkeys(scenario.builds_on):
        parent = _known(name, known, f"scenario {scenario.id}, utgar_fran")
        if name not in done:
            done[name] = _inherited(parent, known, (*trail, scenario.id), done)
        for place, (value, origin) in done[name].items():
            before, first = found.setdefault(place, (value, origin))
            if first in _ancestors(origin, known):
                found[place] = (value, origin)
            elif before != value and origin not in _ancestors(first, known):
                raise InputError(
                    f"scenario {scenario.id}: {first} och {origin} sätter samma sak olika ({named(place)}); "
                    "väntade scenarier som går att lägga ihop"
                )
    return found | {place: (value, scenario.id) for place, value in places(scenario)}


def _ancestors(name: str, known: Mapping[str, Scenario]) -> set[str]:
    found, new = set[str](), list(known[name].builds_on)
    while new:
        each = new.pop()
        new += known[each].builds_on if each not in found else ()
        found.add(each)
    return found


def named(place: Place) -> str:
    """Return a place in the words of the scenario file."""
    first = Scenario.model_fields.get(place[0])
    words = {"as_of": "per_datum", "values": "", "shocks": "chock", "amounts": "belopp", "keys": "nyckel"}
    return " ".join(filter(None, [first and first.alias, *(words.get(step, str(step)) for step in place[1:])]))
