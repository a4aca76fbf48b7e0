"""Why an amount changed: the exact bridge from one amount to another, split by what drove it.

A party's exact amount is base × index × share, where the share is own / (own + others) as far as the key is
population. Each driver's part of the change is its Shapley value: the mean, over all orders in which the drivers
could have changed one after another, of what it changed when its turn came. So no order is preferred, the parts
sum exactly to the exact change, and a driver that did not change has none. What whole kronor make of it is a part
of its own, rounding.
"""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from math import factorial, floor
from typing import Any

import pandas as pd

from model.money import exact, in_kronor, scale_of, total

DRIVERS = {
    "index": "Uppräkning",
    "egen_befolkning": "Egen befolkning",
    "andras_befolkning": "De andras befolkning",
    "villkor": "Ändrade villkor",
    "avrundning": "Avrundning",
}
"""The columns of a bridge that sum to the change, and what a reader calls them."""

_EXACT = ("index", "egen_befolkning", "andras_befolkning", "villkor")
_Figures = Mapping[str, Sequence[Fraction]]
_SIDES = ["avtal", "part"]


def bridge(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Split each party's change from one allocation to another by its drivers.

    Terms are base amount, months in force, the key and who pays: whatever the agreement or a scenario says. A
    party that pays on one side only, and a share in a key that is not population on both sides or that others have
    joined or left, changes by terms alone.

    Parameters
    ----------
    before, after : DataFrame
        Rows of `model.amounts.allocation.allocate`, of one scenario and year each: two years, two scenarios, or
        the same with what was known on two dates.

    Returns
    -------
    DataFrame
        A row per agreement and party with ``avtal``, ``part``, ``partnamn``, ``fore_kr``, the columns of
        `DRIVERS`, and ``efter_kr``: whole kronor (int64), and each row adds up.
    """
    sides = [{(row["avtal"], row["part"]): row for row in side.to_dict("records")} for side in (before, after)]
    groups = [side.groupby(["avtal", "bidrag"])["part"].agg(frozenset).to_dict() for side in (before, after)]
    records = []
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        old, new = sides[0].get(key), sides[1].get(key)
        one = new if new is not None else old
        assert one is not None
        amounts = [0 if row is None else exact(row["belopp_kr"]) for row in (old, new)]
        scale = scale_of(*amounts)
        split = {"villkor": Fraction(amounts[1]) - Fraction(amounts[0])}
        if old is not None and new is not None:
            same_payers = groups[0][old["avtal"], old["bidrag"]] == groups[1][new["avtal"], new["bidrag"]]
            by_people = same_payers and all(row["nyckel_folkmangd_procent"] for row in (old, new))
            split = shapley(*(_figures(row, by_people) for row in (old, new)))
        parts = {
            name: in_kronor(floor(split.get(name, Fraction(0)) * scale + Fraction(1, 2)), scale) for name in _EXACT
        }
        rounding = amounts[1] - amounts[0] - total(parts.values())
        names = {"avtal": one["avtal"], "part": one["part"], "partnamn": one["partnamn"]}
        records.append(names | {"fore_kr": amounts[0], **parts, "avrundning": rounding, "efter_kr": amounts[1]})
    columns = [*_SIDES, "partnamn", "fore_kr", *DRIVERS, "efter_kr"]
    frame = pd.DataFrame.from_records(records, columns=columns)
    whole = [name for name in columns[3:] if scale_of(*frame[name]) == 1]
    return frame.astype(dict.fromkeys(whole, "int64")).sort_values(_SIDES, ignore_index=True)


def bridges(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Split each party's change by its drivers in every year of two allocations.

    A year is bridged to the same year; two frames of one year each, whichever they are, to each other.

    Parameters
    ----------
    before, after : DataFrame
        Rows of `model.amounts.allocation.allocate`, of one scenario each.

    Returns
    -------
    DataFrame
        The columns of `bridge`, with the years ``ar_fore`` and ``ar_efter``, ``skillnad_kr``, and ``status_fore``
        and ``status_efter``, which are empty where that frame lacks the row.
    """
    own = [sorted(set(side["ar"])) for side in (before, after)]
    every = sorted({*own[0], *own[1]}) or [0]  # of no years there are no rows, but the columns
    pairs = zip(*(own if len(own[0]) == len(own[1]) == 1 else (every, every)), strict=True)
    pieces = []
    for years in pairs:
        sides = [side[side["ar"] == year] for side, year in zip((before, after), years, strict=True)]
        rows = bridge(*sides)
        places = pd.MultiIndex.from_frame(rows[_SIDES])
        for name, side in zip(("status_fore", "status_efter"), sides, strict=True):
            rows[name] = side.set_index(_SIDES)["status"].reindex(places).fillna("").to_numpy()
        pieces.append(rows.assign(ar_fore=years[0], ar_efter=years[1]))
    whole = pd.concat(pieces, ignore_index=True)
    return whole.assign(skillnad_kr=whole["efter_kr"] - whole["fore_kr"])


def shapley(old: _Figures, new: _Figures) -> dict[str, Fraction]:
    """Return each driver's part of the exact change from one set of figures to another.

    Parameters
    ----------
    old, new : mapping of str to sequence of Fraction
        What the exact amount is made of: ``villkor`` (the year's base amount, the share of the key that is
        population, the party's share by the rest of it), ``index``, ``egen_befolkning``, ``andras_befolkning``.
    """
    changed = [name for name in _EXACT if old[name] != new[name]]
    parts = dict.fromkeys(_EXACT, Fraction(0))
    for order in permutations(changed):
        figures, amount = dict(old), _amount(old)
        for name in order:
            figures[name] = new[name]
            parts[name] += _amount(figures) - amount
            amount = _amount(figures)
    return {name: part / factorial(len(changed)) for name, part in parts.items()}


def _amount(figures: _Figures) -> Fraction:
    base, by_people, by_rest = figures["villkor"]
    (index,), (own,), (others,) = (figures[name] for name in _EXACT[:3])
    share = own / (own + others) if own + others else Fraction(0)
    return base * index * (by_people * share + by_rest)


def _figures(row: Mapping[Hashable, Any], with_people: bool) -> _Figures:
    own, whole = int(row["nyckel_folkmangd"]), int(row["nyckel_folkmangd_summa"])
    base = Fraction(int(row["basbelopp_kr"]) * int(row["arsdel_taljare"]), int(row["arsdel_namnare"]))
    by_people = Fraction(row["nyckel_folkmangd_procent"]) / 100 if with_people else Fraction(0)
    share = Fraction(int(row["nyckel_taljare"]), int(row["nyckel_namnare"]))
    rest = share - by_people * Fraction(own, whole) if with_people else share
    return {
        "villkor": (base, by_people, rest),
        "index": (Fraction(row["faktor"]),),
        "egen_befolkning": (Fraction(own),),
        "andras_befolkning": (Fraction(whole - own),),
    }
