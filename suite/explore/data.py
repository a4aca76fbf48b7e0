"""What the page carries: all that it computes with, as the model has it, and what the model makes of it.

Agreements, rows and scenarios stand with the keys of their files, so that the data can be held against them.
Amounts are whole units, `enhet` of which make a krona.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from model.agreements.agreed import Agreed
from model.agreements.agreement import Unit
from model.agreements.events import Event
from model.amounts.comparison import owners
from model.amounts.invoices import ADVANCE
from model.errors import InputError
from model.fields import Typed
from model.money import Amount
from model.run import Run
from model.scenarios.scenario import Scenario
from model.series.rows import PopulationRow
from model.status import Status
from model.uncertainty.summary import PERCENTS


def page_data(run: Run, made: str = "", years: Sequence[int] = ()) -> dict[str, Any]:
    """Return what the page of a run carries; the run's own scenario is the one that it begins with.

    Parameters
    ----------
    made : str
        The line that says what it is made from.
    years : sequence of int, optional
        The years that it shows; the ten that scenarios are compared over without it.

    Raises
    ------
    InputError
        If the run's own scenario cannot be computed.
    """
    shown, unit = list(years or run.horizon), unit_of(run)
    agreed, events = run.case.agreements, run.case.events
    return {
        "utgivare": run.publisher,
        "kolofon": made,
        "per_datum": run.series.as_of,
        "ar": shown,
        "enhet": unit,
        "statusar": [str(status) for status in Status],
        "parter": list(owners(run.case.every).items()),
        "kommuner": run.inputs.municipalities,
        "avtal": [_agreement(each) for each in agreed],
        "handelser": [dict(_dumped(each), plats=each.place) for each in events if isinstance(each, Event)],
        "utfardat": list(_issued(run)),
        "folkmangd": [_row(row) for row in _known(run, run.inputs.population)],
        "index": [_row(row) for row in _known(run, run.inputs.index)],
        "start": run.scenario.id,
        "scenarier": list(_scenarios(run, shown, unit)),
        "osakerhet": _uncertainty(run, shown, unit),
    }


def unit_of(run: Run) -> int:
    """Return how many of the page's units make a krona: as many as of the finest that an agreement reckons in."""
    return max(100 if each.unit is Unit.ORE else 1 for each in run.case.every)


def _issued(run: Run) -> Iterable[dict[str, Any]]:
    """Yield what has been issued in advance to a party for a year, in its agreement's units, and the months."""
    for (code, year, part, kind), sent in run.sent.items():
        if kind == ADVANCE:
            amount = _units(sent.amount, run.agreement(code, year).scale)
            yield {
                "avtal": code,
                "ar": year,
                "part": part,
                "belopp": amount,
                "manader": sorted(sent.months),
                "status": str(sent.status),
            }


def _known(run: Run, rows: Iterable[Any]) -> list[Any]:
    """Return the rows of a series that are known on the run's date."""
    return [row for row in rows if row.published <= run.series.as_of]


def _dumped(item: Typed) -> dict[str, Any]:
    return item.model_dump(by_alias=True, exclude_defaults=True)


def _row(row: Typed) -> dict[str, Any]:
    """Return a row of a series: what is said of it, and where it was read."""
    told = _dumped(row)
    told["plats"] = told.pop("_plats", "")
    if isinstance(row, PopulationRow):
        told |= {"day": row.reference_date, "metod": told.pop("_metod", row.method)}
    return {name: value for name, value in told.items() if value is not None}


def _agreement(agreed: Agreed) -> dict[str, Any]:
    """Return an agreement through time, with what has been decided of each version."""
    versions = []
    for year, version in agreed.versions:
        told = version.model_dump(by_alias=True, exclude_defaults=True, exclude={"decided"})
        told["beslut"] = [
            {"villkor": each.term, "text": f"{each.place}: beslutat av {each.decision.told}, från {each.start}"}
            for each in version.decided
        ]
        versions.append([year, told])
    return {"kod": agreed.id, "namn": agreed.last.short, "versioner": versions}


def _scenarios(run: Run, years: Sequence[int], unit: int) -> Iterable[dict[str, Any]]:
    """Yield every scenario, with all that it inherits, and what the model makes of it, or why it does not."""
    known = {run.scenario.id: run} | {
        code: run.under(each) for code, each in run.inputs.scenarios.items() if code != run.scenario.id
    }
    for code, own in known.items():
        told = _assumed(own.scenario, years[-1])
        try:
            told["facit"] = answers(own, years, unit)
        except InputError as error:
            if code == run.scenario.id:
                raise
            told["fel"] = " ".join(map(str, error.faults))
        yield told


def _assumed(scenario: Scenario, last: int) -> dict[str, Any]:
    """Return a whole scenario as the page reads one: no index further than the page goes, and a file's rows."""
    told = scenario.model_dump(by_alias=True, exclude_defaults=True, exclude={"simulation", "builds_on"})
    for index in (told.get("lpix", {}), *told.get("index", {}).values()):
        for kind in ("varden", "chock"):
            index[kind] = {year: value for year, value in index.get(kind, {}).items() if year <= last}
    if scenario.projection and scenario.projection.rows:
        told["befolkning"]["rader"] = [_row(row) for row in scenario.projection.rows]
    return told


def answers(run: Run, years: Sequence[int], unit: int) -> dict[str, Any]:
    """Return what the model makes of a run: what everyone pays by each agreement, and all told by party.

    ``belopp`` by agreement and party, whole units, None where nothing is paid; by party ``netto`` (whole units),
    ``fast_pris`` (whole kronor), ``invanare``, ``per_invanare`` (hundredths of a krona) and ``status`` (its place
    among `Status`, −1 where nothing is paid). Each is a list over the years.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    frame = run.allocation(run.agreements, years)
    paid: dict[str, dict[str, list[int | None]]] = {}
    for code, year, part, amount in frame[["avtal", "ar", "part", "belopp_kr"]].itertuples(index=False):
        own = paid.setdefault(code, {}).setdefault(part, [None] * len(years))
        own[years.index(year)] = (own[years.index(year)] or 0) + _units(amount, unit)
    rows, order = run.yearly(years), [*map(str, Status)]
    columns: dict[str, list[Any]] = {
        "netto": [_units(value, unit) for value in rows["netto_kr"]],
        "fast_pris": [int(value) for value in rows["fast_pris_kr"]],
        "invanare": [int(value) for value in rows["invanare"]],
        "per_invanare": [None if value is None else _units(value, 100) for value in rows["kr_per_invanare"]],
        "status": [order.index(value) if value else -1 for value in rows["status"]],
    }
    return {"belopp": paid} | {name: _by_party(rows, values) for name, values in columns.items()}


def _by_party(rows: pd.DataFrame, values: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for part, value in zip(rows["part"], values, strict=True):
        found.setdefault(part, []).append(value)
    return found


def _units(amount: Amount, unit: int) -> int:
    return int(Decimal(int(amount) if not isinstance(amount, Decimal) else amount) * unit)


def _uncertainty(run: Run, years: Sequence[int], unit: int) -> Mapping[str, Any] | None:
    """Return how far the run's scenario may stray each year, by party: the simulation's own quantiles of it."""
    if run.scenario.simulation is None:
        return None
    done = run.simulated()
    strays = (done.fan[[0, -1]] - done.centre) * (unit // done.plan.scale)
    places = [done.plan.years.index(year) if year in done.plan.years else None for year in years]
    parties = {
        code: [[None if at is None else int(own[at]) for at in places] for own in strays[:, party]]
        for party, code in enumerate(done.plan.parties)
    }
    return {"banor": done.paths, "lag": PERCENTS[0], "hog": PERCENTS[-1], "parter": parties}
