"""The allocation: who pays what, as one tidy frame that everything shown is a view of.

One row per scenario, agreement, year and party, with the amount and what produced it. `COLUMNS` says what each
column holds.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.agreements.in_force import (
    bound_until,
    end_of_term,
    months_in_force,
    notice_deadline,
    term_ends,
    years_in_force,
)
from model.agreements.keys import Missing
from model.amounts.indexing import changes, factor, index_rows, indexed_contribution
from model.errors import InputError
from model.exact import NothingToSplitByError
from model.kernel import LIMIT, RateError, TooLargeError, apportion
from model.money import from_units, in_kronor
from model.scenarios.assumed import spans
from model.scenarios.scenario import Scenario
from model.series.rows import IndexRow, PopulationRow, Row
from model.series.series import Series
from model.status import Status, weakest

COLUMNS = {
    "scenario": "scenario",
    "avtal": "agreement",
    "ar": "year",
    "part": "party code: SCB's for a municipality",
    "partnamn": "party name",
    "belopp_kr": "amount the party pays, whole kronor (int64); exact Decimal where the agreement reckons in öre",
    "bidrag": "contribution the party pays in",
    "bidrag_kr": "indexed contribution that was split, whole kronor",
    "basbelopp_kr": "the contribution's base amount in the price level's kronor",
    "prisniva": "year of the price level",
    "faktor": "index factor, the exact product (Decimal)",
    "manader": "whole months in force in the year",
    "arsdel_taljare": "how much of the year is paid for: months, or days",
    "arsdel_namnare": "months or days of the whole year",
    "forsta_manad": "the first of them, 1 to 12",
    "nyckel": "what the contribution is split by",
    "nyckel_taljare": "the party's weight in the key (int64; Python's own where 64 bits do not hold one)",
    "nyckel_namnare": "sum of the weights, likewise",
    "nyckel_folkmangd": "the party's population in the key, 0 where the key asks for none",
    "nyckel_folkmangd_summa": "sum of the populations",
    "nyckel_folkmangd_procent": "per cent of the key that is population (Decimal)",
    "nyckel_datum": "date of the population figure, empty where the key asks for none",
    "nyckel_ersatter": "the date that figure stands in for, else empty",
    "nyckel_metod": "how the figure came to be: published, or the projection's name",
    "nyckel_kalla": "the row the figure was read from",
    "nyckel_status": "weakest status among all the parties' figures in the key, empty where the key asks for none",
    "nyckel_ersattare": "those of them that stand in for another day: the days and the rows",
    "nyckel_kallor": "the rows that all of them were read from",
    "index_kalla": "the rows the index changes were read from",
    "villkor_kalla": "what of the amount and the key the agreement does not state, in words",
    "giltighet_kalla": "what it rests on that the agreement is in force as it is then, where that is not settled",
    "paragraf": "clause, with the agreement's reference number",
    "status": "weakest status among all that the amount rests on, the other parties' figures too",
}


def end_date(agreement: Agreement, scenario: Scenario) -> dt.date:
    """Return the day the agreement ends under a scenario's notices, or goes on to beyond its own end."""
    going_on = [each.until for each in scenario.continuations if each.agreement == agreement.id]
    if going_on:
        return going_on[0]
    notices = [notice.date for notice in scenario.notices if notice.agreement == agreement.id]
    not_renewed = min((end.date for end in scenario.ends if end.agreement == agreement.id), default=None)
    return end_of_term(agreement, notices, not_renewed)


def in_force_because(
    agreement: Agreement, scenario: Scenario, as_of: dt.date, years: Iterable[int]
) -> dict[int, str]:
    """Return what it rests on, in words, that the agreement is in force as it is in each of some years.

    It rests on nothing more until the day that no notice can change any longer
    (`model.agreements.in_force.bound_until`); then the words are empty. Beyond that it rests on that nobody gives
    notice, or on the scenario: so does a year that the scenario's end cuts short (RUN/387/2023 §10–11,
    RUN/350/2019 §9–10).

    Parameters
    ----------
    agreement : Agreement
        As agreed, without the scenario's terms.
    scenario, as_of, years
        Under what scenario, known on which day, and of which years.
    """
    end, own, bound = end_date(agreement, scenario), term_ends(agreement)[-1], bound_until(agreement, as_of)
    notice = notice_deadline(agreement, bound)
    provided = f"ingen säger upp det senast {notice}" if notice else "det förlängs"
    found = {}
    for year in years:
        last, told = min(end, dt.date(year, 12, 31)), list[str]()
        if last > own:
            told.append(f"fortsätter till {end} i scenariot {scenario.name}")
        elif last > bound:
            told.append(f"gäller efter {bound} bara om {provided}")
        if end < min(own, dt.date(year, 12, 31)):
            told.append(f"slutar {end} i scenariot {scenario.name}")
        found[year] = " och ".join(told)
    return found


def in_tie_order(agreement: Agreement, contribution: Contribution) -> list[str]:
    """Return the payers' codes in the order that decides ties: the lowest municipality code first."""
    return sorted(contribution.payers, key=lambda code: (agreement.by_code[code].owner, code))


def key_rows(
    agreement: Agreement, contribution: Contribution, series: Series, scenario: Scenario, year: int
) -> list[PopulationRow | None]:
    """Return the population row of each payer in tie order; None for each where the key asks for none."""
    codes = [agreement.by_code[code].owner for code in in_tie_order(agreement, contribution)]
    if not contribution.key.population_percent:
        return [None] * len(codes)
    key = contribution.key
    return [*people_rows(codes, key.reference_date(year), key.missing, series, scenario)]


def people_rows(
    codes: Sequence[str], date: dt.date, missing: Missing, series: Series, scenario: Scenario
) -> list[PopulationRow]:
    """Return municipalities' population rows for a key's date, as the key has it where one is missing.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    if missing is Missing.PROJECTION:
        series = series.without_stand_ins()
    assert scenario.projection is not None  # a resolved scenario has one
    return series.population_rows(codes, date, scenario.projection)


def allocate(
    agreements: Iterable[Agreement], series: Series, scenario: Scenario, years: Sequence[int]
) -> pd.DataFrame:
    """Allocate each agreement's contributions to its parties, for each year it is in force.

    Parameters
    ----------
    agreements : iterable of Agreement
        What is agreed.
    series : Series
        Population and index, read at an as-of date, as the scenario has them.
    scenario : Scenario
        What is assumed beyond that.
    years : sequence of int
        Calendar years; a year in which an agreement is not in force gives no rows.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, ordered by scenario, agreement, year and party code.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    pieces = [
        _contribution_frame(version, contribution, series, scenario, in_force, because)
        for agreement in agreements
        for because in [in_force_because(agreement, scenario, series.as_of, years)]
        for version, own_years in spans(agreement, scenario, years)
        for contribution in version.contributions
        if (in_force := months_by_year(version, contribution, scenario, own_years))
    ]
    if not pieces:
        return pd.DataFrame(columns=list(COLUMNS))
    frame = pd.concat(pieces)
    return frame.sort_values(["scenario", "avtal", "ar", "part"], ignore_index=True)


def months_by_year(
    agreement: Agreement, contribution: Contribution, scenario: Scenario, years: Sequence[int]
) -> dict[int, range]:
    """Return the months that a contribution is paid for, for each of the years in which there are any."""
    start, end = agreement.starts(contribution), end_date(agreement, scenario)
    within = years_in_force(agreement, end)
    months = {year: months_in_force(start, end, year) for year in sorted(set(years)) if year in within}
    return {year: count for year, count in months.items() if count}


def _contribution_frame(
    agreement: Agreement,
    contribution: Contribution,
    series: Series,
    scenario: Scenario,
    months: Mapping[int, range],
    because: Mapping[int, str],
) -> pd.DataFrame:
    """Return the rows of a contribution; `because` is what it rests on that it is in force, by year."""
    rates = index_rows(agreement, contribution, series, max(months))
    keys = [key_rows(agreement, contribution, series, scenario, year) for year in months]
    codes = in_tie_order(agreement, contribution)
    people = np.array([[row.population if row else 0 for row in rows] for rows in keys], dtype=np.int64).T
    start, end = agreement.starts(contribution), end_date(agreement, scenario)
    term = agreement.term
    parts_of_year = {year: term.parts_in_force(start, end, year, len(own)) for year, own in months.items()}
    try:
        weights = contribution.key.weights(codes, people[:, :, None])
        moved = changes(agreement, contribution, rates, max(months))
        units = indexed_contribution(agreement, contribution, moved, parts_of_year)
        parts, totals = apportion(units, weights)[:, :, 0], units[:, 0]
    except (NothingToSplitByError, RateError, TooLargeError) as error:
        raise InputError(f"{agreement.name}, {contribution.name}: {_why(agreement, error)}") from None
    amounts, weights, records = from_units(parts, agreement.scale), weights[:, :, 0].tolist(), []
    for y, (year, in_force) in enumerate(months.items()):
        used = [row for row in rates if row.year <= year]
        shared = _shared_columns(agreement, contribution, used, list(filter(None, keys[y])), because[year]) | {
            "scenario": scenario.id,
            "ar": year,
            "bidrag_kr": in_kronor(int(totals[y]), agreement.scale),
            "manader": len(in_force),
            "arsdel_taljare": parts_of_year[year][0],
            "arsdel_namnare": parts_of_year[year][1],
            "forsta_manad": in_force[0],
            "nyckel_namnare": sum(own[y] for own in weights),
            "nyckel_folkmangd_summa": people[:, y].sum(),
        }
        for p, (code, key) in enumerate(zip(codes, keys[y], strict=True)):
            party = {
                "part": code,
                "partnamn": agreement.by_code[code].name,
                "belopp_kr": amounts[p, y],
                "nyckel_taljare": weights[p][y],
                "nyckel_folkmangd": people[p, y],
            }
            records.append(shared | party | _key_columns(key))
    frame = pd.DataFrame.from_records(records, columns=list(COLUMNS))
    # What 64 bits do not hold stays Python's own: pandas would make unsigned numbers of some, and floats of those.
    large = [name for name in ("nyckel_taljare", "nyckel_namnare") if frame[name].dtype != np.int64]
    return frame.astype(dict.fromkeys(large, object))


def _why(agreement: Agreement, error: ValueError) -> str:
    """Say in words why a contribution cannot be computed."""
    if isinstance(error, NothingToSplitByError):
        return "nyckeln har inget att dela efter; väntade en folkmängd eller en andel över 0 hos någon som betalar"
    if isinstance(error, TooLargeError):
        highest = in_kronor(LIMIT - 1, agreement.scale)
        told = "uppräknat blir basbeloppet större än det största som räknas exakt"
        return f"{told}, {highest} kr; kontrollera basbelopp och index"
    return "väntade indexändringar över −100 % varje år, scenariots chocker inräknade"


def _shared_columns(
    agreement: Agreement,
    contribution: Contribution,
    used: Sequence[IndexRow],
    key: Sequence[PopulationRow],
    because: str,
) -> dict[str, object]:
    """Return what all the payers of a contribution have in common in a year.

    `used` are the index rows and `key` every payer's population row; `because` is what it rests on that the
    agreement is in force.
    """
    statuses = [agreement.status, contribution.status, contribution.key.status]
    statuses += [row.status for row in (*used, *key)] + ([Status.ASSUMED] if because else [])
    return {
        "avtal": agreement.id,
        "bidrag": contribution.id,
        "basbelopp_kr": contribution.base_amount,
        "prisniva": agreement.price_year(contribution),
        "faktor": factor(agreement.index, used),
        "nyckel": str(contribution.key.kind),
        "nyckel_folkmangd_procent": contribution.key.population_percent,
        "nyckel_status": str(weakest(row.status for row in key)) if key else "",
        "nyckel_ersattare": _stand_ins(key),
        "nyckel_kallor": _places(key),
        "index_kalla": _places(used),
        "villkor_kalla": "; ".join(filter(None, (contribution.note, contribution.key.note))),
        "giltighet_kalla": because,
        "paragraf": agreement.cite(contribution.clause),
        "status": str(weakest(statuses)),
    }


def _stand_ins(key: Iterable[PopulationRow]) -> str:
    """Return which figures of a key are for another day than the key's, and where they were read."""
    days: dict[str, list[PopulationRow]] = {}
    for row in key:
        if row.stands_in:
            days.setdefault(f"{row.date} i stället för {row.reference_date}", []).append(row)
    return "; ".join(f"{told} ({_places(rows)})" for told, rows in days.items())


def _places(rows: Iterable[Row]) -> str:
    """Return where rows were read, the lines of a file together: ``befolkning.csv rad 10, 11``."""
    files: dict[str, list[str]] = {}
    for row in rows:
        files.setdefault(row.place.removesuffix(row.line), []).append(row.line)
    return "; ".join(file + ", ".join(dict.fromkeys(lines)) for file, lines in files.items())


def _key_columns(row: PopulationRow | None) -> dict[str, str]:
    return {
        "nyckel_datum": row.date.isoformat() if row else "",
        "nyckel_ersatter": row.reference_date.isoformat() if row and row.stands_in else "",
        "nyckel_metod": row.method if row else "",
        "nyckel_kalla": row.place if row else "",
    }
