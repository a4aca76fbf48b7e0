"""Why an amount changed: the exact bridge from one amount to another, split by what drove it.

A party's exact amount is base × index × share, where the share is own / (own + others) as far as the key is
population. Where the index is read in one way before and in another after, the index is its changes as published,
and what the reading makes of them is a factor of its own. Each driver's part of the change is its Shapley value:
the mean, over all orders in which the drivers could have changed one after another, of what it changed when its
turn came. So no order is preferred, the parts sum exactly to the exact change, and a driver that did not change
has none. What whole kronor make of it is a part of its own, rounding, and so is what was issued otherwise.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import factorial, floor
from typing import Any

import pandas as pd

from model.agreements.clauses import Rounding
from model.money import in_kronor, total

DRIVERS = {
    "index": "Uppräkning",
    "egen_befolkning": "Egen befolkning",
    "andras_befolkning": "De andras befolkning",
    "villkor": "Ändrade villkor",
    "lasning": "Ändrad tolkning",
    "avrundning": "Avrundning",
    "fakturerat": "Fakturerat",
}
"""The columns of a bridge that sum to the change, and what a reader calls them."""

_EXACT = ("index", "egen_befolkning", "andras_befolkning", "villkor", "lasning")
_Figures = Mapping[str, Sequence[Fraction]]
_AMOUNTS = ["fore_kr", *DRIVERS, "efter_kr", "skillnad_kr"]
_SIDES = ["status_fore", "status_efter", "ar_fore", "ar_efter"]
_COLUMNS = ["avtal", "part", "partnamn", *_AMOUNTS[:-1], *_SIDES, "skillnad_kr"]


def bridge(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Split each party's change from one allocation to another by its drivers.

    A year is bridged to the same year; two allocations of one year each, whichever they are, to each other.

    Terms are base amount, months in force, the key and who pays: whatever the agreement or a scenario says. A
    party that pays on one side only, and a share in a key that is not population on both sides or that others have
    joined or left, changes by terms alone. So does the index where the base amounts are in other prices.

    Parameters
    ----------
    before, after : DataFrame
        Rows of `model.amounts.allocation.allocate`, of one scenario each: two years, two scenarios, or the same
        with what was known on two dates.

    Returns
    -------
    DataFrame
        A row per year, agreement and party with ``avtal``, ``part``, ``partnamn``, ``fore_kr``, the columns of
        `DRIVERS`, and ``efter_kr``: whole kronor (int64), or Decimals where there are öre; each row adds up. Then
        ``status_fore`` and ``status_efter``, empty where that side lacks the row, the years ``ar_fore`` and
        ``ar_efter``, and ``skillnad_kr``.
    """
    years = [sorted(set(side["ar"])) for side in (before, after)]
    across = years if all(len(own) == 1 for own in years) else None
    sides = [
        {(0 if across else row["ar"], row["avtal"], row["part"]): row for row in side.to_dict("records")}
        for side in (before, after)
    ]
    payers = [side.groupby(["avtal", "bidrag", "ar"])["part"].agg(frozenset) for side in (before, after)]
    records = []
    for key in sorted({*sides[0], *sides[1]}):
        rows = [side[key] for side in sides if key in side]
        old, new = (side[key]["belopp_kr"] if key in side else 0 for side in sides)
        change = total(row["beraknat_kr"] * (1 if row is sides[1].get(key) else -1) for row in rows)
        split = dict.fromkeys(_EXACT, Fraction(0)) | {"villkor": Fraction(change)}
        if len(rows) == 2:
            groups = {own[row["avtal"], row["bidrag"], row["ar"]] for own, row in zip(payers, rows, strict=True)}
            by_people = len(groups) == 1 and all(row["nyckel_folkmangd_procent"] for row in rows)
            same_prices = rows[0]["prisniva"] == rows[1]["prisniva"]
            read = {row["index_lasning"] for row in rows}
            read_anew = same_prices and len(read) == 2 and all(read)
            split = shapley(*(_figures(row, by_people, same_prices, read_anew) for row in rows))
        scale = 100 if isinstance(new - old, Decimal) else 1
        parts = {name: in_kronor(floor(split[name] * scale + Fraction(1, 2)), scale) for name in _EXACT}
        parts |= {"avrundning": change - total(parts.values()), "fakturerat": new - old - change}
        statuses = [side[key]["status"] if key in side else "" for side in sides]
        when = (across[0][0], across[1][0]) if across else (key[0], key[0])
        names = (*key[1:], rows[-1]["partnamn"])
        records.append((*names, old, *parts.values(), new, *statuses, *when, new - old))
    frame = pd.DataFrame.from_records(records, columns=_COLUMNS)
    return frame if records else frame.astype(dict.fromkeys(_AMOUNTS, "int64"))


def shapley(old: _Figures, new: _Figures) -> dict[str, Fraction]:
    """Return each driver's part of the exact change from one set of figures to another.

    Parameters
    ----------
    old, new : mapping of str to sequence of Fraction
        What the exact amount is made of: ``villkor`` (the year's base amount, the share of the key that is
        population, the party's share by the rest of it), ``index``, ``egen_befolkning``, ``andras_befolkning``,
        ``lasning``.
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
    (index,), (own,), (others,), (reading,) = (figures[name] for name in _EXACT if name != "villkor")
    share = own / (own + others) if own + others else Fraction(0)
    return base * index * reading * (by_people * share + by_rest)


def _figures(row: Mapping[Any, Any], with_people: bool, with_index: bool, read_anew: bool) -> _Figures:
    own, whole = row["nyckel_folkmangd"], row["nyckel_folkmangd_summa"]
    by_people = Fraction(row["nyckel_folkmangd_procent"]) / 100 if with_people else Fraction(0)
    rest = Fraction(row["nyckel_taljare"], row["nyckel_namnare"])
    if with_people:
        rest -= by_people * Fraction(own, whole)
    index, reading = Fraction(row["faktor"]), Fraction(1)
    base = Fraction(row["basbelopp_kr"] * row["arsdel_taljare"], row["arsdel_namnare"])
    if read_anew and base:
        yearly = row["index_lasning"].startswith(Rounding.YEARLY)
        applied, index = Fraction(row["bidrag_kr"]) / base if yearly else index, Fraction(row["faktor_publicerad"])
        reading = applied / index
    return {
        "villkor": (base if with_index else base * index, by_people, rest),
        "index": (index if with_index else Fraction(1),),
        "egen_befolkning": (Fraction(own),),
        "andras_befolkning": (Fraction(whole - own),),
        "lasning": (reading,),
    }
