"""Scenarios on top of each other: what each one sets, what it inherits, and what two of them cannot both set.

A *place* is the smallest thing that a scenario sets, such as the index change of 2027 or the notice of a party. A
scenario has every place of the scenarios it builds on, unless it sets the place itself. Two that are stacked may
set the same place only to the same value, unless one builds on the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.errors import InputError
from model.near import meant
from model.scenarios.scenario import AssumedIndex, AssumedTerms, Scenario
from model.series.rows import LPIX

Place = tuple[Any, ...]

LAST_YEAR = 2100
"""The last year that a constant index change reaches: the last that any input can name."""

_DEEPEST = 50
"""The most scenarios that build on each other in a row."""

_LISTS = {
    "people": ("code", "date"),
    "notices": ("agreement", "party"),
    "ends": ("agreement",),
    "continuations": ("agreement",),
    "outcomes": ("agreement", "year"),
}


def places(scenario: Scenario) -> dict[Place, Any]:
    """Return what a scenario itself sets, by place."""
    found = dict[Place, Any]()
    if scenario.projection:
        found["projection",] = scenario.projection
    if scenario.simulation:
        found["simulation",] = scenario.simulation
    for name, index in scenario.indices.items():
        found |= {("index", name, *place): value for place, value in _index_places(index).items()}
    for name, keys in _LISTS.items():
        for item in getattr(scenario, name):
            found[name, *(getattr(item, key) for key in keys)] = item
    for terms in scenario.terms:
        where = ("terms", terms.first_year, terms.agreement)
        if terms.amounts or terms.total is not None or terms.split:
            found[*where, "amounts"] = {"amounts": terms.amounts, "total": terms.total, "split": terms.split}
        found |= {(*where, "keys", code): key for code, key in terms.keys.items()}
    return found


def _index_places(index: AssumedIndex) -> dict[Place, Any]:
    """Return what is said of an index, by place within it."""
    found: dict[Place, Any] = {("as_of",): index.as_of} if index.as_of else {}
    if index.constant:
        years = range(index.constant.first_year, LAST_YEAR + 1)
        found |= {("values", year): index.constant.percent for year in years}
    found |= {("values", year): percent for year, percent in index.values.items()}
    return found | {("shocks", year): points for year, points in index.shocks.items()}


def resolved(scenario: Scenario, known: Mapping[str, Scenario]) -> Scenario:
    """Return a scenario with all that it builds on, so that it says everything itself.

    Parameters
    ----------
    scenario : Scenario
        As its file says it.
    known : mapping of str to Scenario
        The scenarios it may build on, by code, as their files say them.

    Raises
    ------
    InputError
        If it builds on something unknown or on itself, or if two that it builds on set the same differently.
    """
    found = {place: value for place, (value, _) in _inherited(scenario, known, (), {}).items()}
    return scenario.model_copy(update=_fields(found))


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
            before, first = found.get(place, (value, origin))
            if first in (origin, *_ancestors(origin, known)):
                found[place] = (value, origin)
            elif before != value and origin not in _ancestors(first, known):
                raise InputError(
                    f"scenario {scenario.id}: {first} och {origin} sätter samma sak olika ({named(place)}); "
                    "väntade scenarier som går att lägga ihop"
                )
    return found | {place: (value, scenario.id) for place, value in places(scenario).items()}


def _ancestors(name: str, known: Mapping[str, Scenario]) -> set[str]:
    found, new = set[str](), list(known[name].builds_on)
    while new:
        each = new.pop()
        new += known[each].builds_on if each not in found else ()
        found.add(each)
    return found


def named(place: Place) -> str:
    """Return a place in the words of the scenario file."""
    words = {
        "projection": "befolkning",
        "simulation": "simulering",
        "index": "",
        "as_of": "per_datum",
        "values": "",
        "shocks": "chock",
        "people": "folkmangd",
        "terms": "villkor",
        "amounts": "belopp",
        "keys": "nyckel",
        "notices": "uppsagningar",
        "ends": "forlangs_inte",
        "continuations": "fortsatter",
        "outcomes": "utfall",
    }
    return " ".join(filter(None, (words.get(step, str(step)) for step in place)))


def _fields(found: Mapping[Place, Any]) -> dict[str, Any]:
    """Return the fields of a scenario that sets some places."""
    indices = {name: _index(found, name) for name in sorted({place[1] for place in found if place[0] == "index"})}
    lpix = indices.pop(LPIX, AssumedIndex())
    lists = {name: tuple(value for place, value in found.items() if place[0] == name) for name in _LISTS}
    whole = {name: found.get((name,)) for name in ("projection", "simulation")}
    return {**whole, **lists, "lpix": lpix, "other_indices": indices, "terms": tuple(_terms(found))}


def _index(found: Mapping[Place, Any], name: str) -> AssumedIndex:
    """Return what some places say of an index."""

    def by_year(kind: str) -> dict[int, Any]:
        own = ((place[3], value) for place, value in found.items() if place[:3] == ("index", name, kind))
        return dict(sorted(own))

    as_of = found.get(("index", name, "as_of"))
    return AssumedIndex.model_construct(
        values=by_year("values"), constant=None, shocks=by_year("shocks"), as_of=as_of
    )


def _terms(found: Mapping[Place, Any]) -> Iterator[AssumedTerms]:
    """Yield the terms that some places say, by year and agreement."""
    for year, agreement in sorted({place[1:3] for place in found if place[0] == "terms"}):
        own = {place[3:]: value for place, value in found.items() if place[:3] == ("terms", year, agreement)}
        amounts = own.pop(("amounts",), {"amounts": {}, "total": None, "split": {}})
        keys = {place[1]: value for place, value in own.items()}
        yield AssumedTerms.model_construct(first_year=year, agreement=agreement, keys=keys, why=None, **amounts)
