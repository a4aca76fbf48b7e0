"""Scenarios beside each other: what each party pays each year, and how much more than in the one compared with.

A party is counted with the companies that belong to it. *Net* is what a party pays when a year that the scenario
assumes an outcome for has been settled (RUN/387/2023 §7). Fixed prices are the amounts divided by the scenario's
values of their agreement's index since the first of the years; what is not indexed is divided by the index of the
first agreement that is (docs/tolkningar.md).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from model.agreements.agreement import Agreement
from model.amounts.allocation import allocate
from model.amounts.indexing import index_names
from model.amounts.settlement import readings
from model.exact import half_up
from model.money import Amount, exact
from model.scenarios.assumed import in_year
from model.scenarios.scenario import Scenario
from model.series.series import Series
from model.status import Status, weakest

COLUMNS = {
    "scenario": "scenario",
    "part": "code of the party, its companies counted with it",
    "partnamn": "name of the party",
    "ar": "year",
    "belopp_kr": "what the party pays",
    "slutavrakning_kr": "what the settlement of an assumed outcome then changes that by",
    "netto_kr": "the sum of the two",
    "fast_pris_kr": "the net in the prices of the first of the years, whole kronor, half up",
    "invanare": "inhabitants on the day that the key of the year names; 0 where the party has none",
    "kr_per_invanare": "the net per inhabitant, two decimals, half up (Decimal)",
    "status": "weakest status among all that the net rests on; empty where nothing is paid",
}


def owners(agreements: Iterable[Agreement]) -> dict[str, str]:
    """Return the name of every party that is counted by itself, by code, in the order of the agreements."""
    names: dict[str, str] = {}
    for agreement in agreements:
        for party in agreement.parties:
            if party.code == party.owner:
                names.setdefault(party.code, party.short)
    return names


def owner_of(agreements: Iterable[Agreement]) -> dict[tuple[str, str], str]:
    """Return the party that each party is counted with, a company with its owner, by agreement and code."""
    return {(each.id, party.code): party.owner for each in agreements for party in each.parties}


def yearly(
    agreements: Sequence[Agreement], series: Series, scenario: Scenario, years: Sequence[int]
) -> pd.DataFrame:
    """Return what each party pays each year under a scenario.

    Parameters
    ----------
    agreements, series, scenario, years
        As for `model.amounts.allocation.allocate`.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, a row per party and year, every party in every year.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    frame, names = allocate(agreements, series, scenario, years), owners(agreements)
    paid, settled = allocated(agreements, frame), settlements(agreements, scenario, frame)
    fixed = fixed_prices(agreements, series, scenario, frame, years)
    statuses = _statuses(agreements, scenario, frame)
    municipalities = [code for code in names if code.isdigit()]
    people = {year: inhabitants(series, scenario, municipalities, year, agreements) for year in years}
    records = [
        {"scenario": scenario.id, "part": code, "partnamn": name, "ar": year}
        | _amounts(paid.get(key, 0), settled.get(key, 0), fixed.get(key, Fraction(0)), people[year].get(code, 0))
        | {"status": statuses.get(key, "")}
        for code, name in names.items()
        for year in years
        if (key := (code, year))
    ]
    return pd.DataFrame.from_records(records, columns=list(COLUMNS))


def per_head(amount: Amount, people: int) -> Decimal | None:
    """Return kronor per inhabitant with two decimals; None where there are no inhabitants."""
    return Decimal(half_up(Fraction(amount) * 100 / people)).scaleb(-2) if people else None


def fixed_prices(
    agreements: Sequence[Agreement], series: Series, scenario: Scenario, frame: pd.DataFrame, years: Sequence[int]
) -> dict[tuple[str, int], Fraction]:
    """Return each party's net in the prices of the first of the years, not rounded, by party code and year.

    Parameters
    ----------
    agreements, series, scenario, years
        As for `yearly`.
    frame : DataFrame
        What they allocate.
    """
    fixed: dict[tuple[str, int], Fraction] = {}
    for name, own in _by_index(agreements).items():
        rows = frame[frame["avtal"].isin([each.id for each in own])]
        levels = _price_levels(name, own, series, [year for year in years if year <= rows["ar"].max()])
        for amounts in (allocated(own, rows), settlements(own, scenario, rows)):
            for key, amount in amounts.items():
                fixed[key] = fixed.get(key, Fraction(0)) + Fraction(amount) / levels[key[1]]
    return fixed


def _by_index(agreements: Sequence[Agreement]) -> dict[str, list[Agreement]]:
    """Return the agreements by their index's name; those without one with the first that has, or by themselves."""
    first = next(iter(index_names(agreements)), "")
    groups: dict[str, list[Agreement]] = {}
    for agreement in agreements:
        groups.setdefault(agreement.index.name if agreement.index else first, []).append(agreement)
    return groups


def _price_levels(
    name: str, agreements: Iterable[Agreement], series: Series, years: Sequence[int]
) -> dict[int, Fraction]:
    """Return each year's price level against the first of the years, by an index that moves some agreements."""
    levels, level = dict.fromkeys(years, Fraction(1)), Fraction(1)
    firsts = [agreement.index.first_year for agreement in agreements if agreement.index]
    if not firsts or not years:
        return levels
    for year in range(max(min(years) + 1, min(firsts)), max(years) + 1):
        level *= 1 + Fraction(series.index_row(name, year).percent) / 100
        levels[year] = level
    return levels


def inhabitants(
    series: Series, scenario: Scenario, codes: Sequence[str], year: int, agreements: Sequence[Agreement]
) -> dict[str, int]:
    """Return the inhabitants of each municipality on the day that the keys name; the issuer has them all."""
    assert scenario.projection is not None  # a resolved scenario has one
    keys = [item.key for agreement in agreements for item in agreement.contributions]
    days = [key.reference_date(year) for key in keys if key.population_percent]
    rows = series.population_rows(codes, days[0], scenario.projection) if days else []
    people = {row.code: row.population for row in rows}
    return people | {agreement.issuer: sum(people.values()) for agreement in agreements}


def allocated(agreements: Sequence[Agreement], frame: pd.DataFrame) -> dict[tuple[str, int], Amount]:
    """Return what each party is to pay before any settlement, its companies' with its own.

    Parameters
    ----------
    agreements, frame
        As for `settlements`.

    Returns
    -------
    dict
        Kronor by party code and year.
    """
    owner, paid = owner_of(agreements), dict[tuple[str, int], Amount]()
    columns = (frame[name] for name in ("avtal", "part", "ar", "belopp_kr"))
    for code, party, year, amount in zip(*columns, strict=True):
        key = (owner[code, party], int(year))
        paid[key] = paid.get(key, 0) + exact(amount)
    return paid


def settlements(
    agreements: Sequence[Agreement], scenario: Scenario, frame: pd.DataFrame
) -> dict[tuple[str, int], Amount]:
    """Return what the outcomes that a scenario assumes change each party's amount by, its companies' with its own.

    Parameters
    ----------
    agreements, scenario
        What the frame was computed from.
    frame : DataFrame
        Rows of `model.amounts.allocation.allocate`.

    Returns
    -------
    dict
        Kronor by party code and year: what it pays (positive) or gets back (negative).
    """
    owner, changes = owner_of(agreements), dict[tuple[str, int], Amount]()
    by_code = {agreement.id: agreement for agreement in agreements}
    for assumed in scenario.outcomes:
        rows = frame[(frame["avtal"] == assumed.agreement) & (frame["ar"] == assumed.year)]
        if rows.empty:
            continue
        agreement = in_year(by_code[assumed.agreement], scenario, assumed.year)
        paid = [exact(amount) for amount in rows["belopp_kr"]]
        outcome = half_up(Fraction(sum(paid)) * Fraction(assumed.percent) / 100)
        if agreement.settlement:
            ((_, result), *_others) = readings(paid, outcome, agreement.settlement, agreement.scale)
            for party, change in zip(rows["part"], result.adjustments.tolist(), strict=True):
                key = (owner[agreement.id, party], assumed.year)
                changes[key] = changes.get(key, 0) + change
    return changes


def _statuses(
    agreements: Sequence[Agreement], scenario: Scenario, frame: pd.DataFrame
) -> dict[tuple[str, int], str]:
    """Return the weakest status that each party's net of a year rests on; an assumed outcome is one of them."""
    owner, found = owner_of(agreements), dict[tuple[str, int], set[Status]]()
    outcomes = {(outcome.agreement, outcome.year) for outcome in scenario.outcomes}
    columns = (frame[name] for name in ("avtal", "part", "ar", "status"))
    for code, party, year, status in zip(*columns, strict=True):
        own = found.setdefault((owner[code, party], int(year)), set())
        own |= {Status(status), *([Status.ASSUMED] if (code, year) in outcomes else [])}
    return {key: str(weakest(own)) for key, own in found.items()}


def accumulated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each party's sums over the years: net, and net in fixed prices.

    Parameters
    ----------
    rows : DataFrame
        Rows of `yearly`, of one scenario or several.

    Returns
    -------
    DataFrame
        ``scenario``, ``part``, ``partnamn``, ``netto_kr`` and ``fast_pris_kr``, parties in the order of the rows.
    """
    groups = rows.groupby(["scenario", "part", "partnamn"], as_index=False, sort=False)
    return groups[["netto_kr", "fast_pris_kr"]].sum()


def compared(base: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `yearly` or `accumulated` with what they differ from another scenario's by.

    Returns
    -------
    DataFrame
        The other's rows, and ``bas_kr``, ``skillnad_kr``, ``skillnad_procent`` (Decimal, two decimals; None where
        the base is 0) and ``skillnad_fast_kr``.
    """
    keys = [name for name in ("part", "partnamn", "ar") if name in other]
    sides = base[[*keys, "netto_kr", "fast_pris_kr"]]
    sides = sides.rename(columns={"netto_kr": "bas_kr", "fast_pris_kr": "bas_fast_kr"})
    both = other.merge(sides, on=keys, how="left", validate="one_to_one")
    changes = both["netto_kr"] - both["bas_kr"]
    shares = [change_percent(exact(old), exact(new)) for old, new in zip(both["bas_kr"], changes, strict=True)]
    return both.assign(
        skillnad_kr=changes,
        skillnad_procent=pd.Series(shares, dtype=object),
        skillnad_fast_kr=both["fast_pris_kr"] - both["bas_fast_kr"],
    ).drop(columns="bas_fast_kr")


def together(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of all parties: a row per scenario and year, with the party ``alla``."""
    sums = rows.groupby(["scenario", "ar"], as_index=False, sort=False)[["netto_kr", "fast_pris_kr"]].sum()
    return sums.assign(part="alla", partnamn="Alla parter")


def _amounts(paid: Amount, change: Amount, fixed: Fraction, people: int) -> dict[str, object]:
    net = paid + change
    return {
        "belopp_kr": paid,
        "slutavrakning_kr": change,
        "netto_kr": net,
        "fast_pris_kr": half_up(fixed),
        "invanare": people,
        "kr_per_invanare": per_head(net, people),
    }


def change_percent(old: Amount, change: Amount) -> Decimal | None:
    """Return a change in per cent of what it changed, two decimals, half up; None where that was 0."""
    return Decimal(half_up(Fraction(change) * 10_000 / Fraction(old))).scaleb(-2) if old else None
