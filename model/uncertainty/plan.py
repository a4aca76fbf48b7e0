"""The plan of a simulation: a run's agreements and series taken apart into what is the same in every path."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.amounts.allocation import end_date, in_tie_order, key_rows, months_by_year
from model.amounts.comparison import owners
from model.errors import InputError
from model.kernel import IntArray
from model.scenarios.assumed import spans
from model.scenarios.scenario import Scenario
from model.series.rows import PopulationRow
from model.series.series import Series
from model.uncertainty.simulation import ALL, Piece, Plan, amounts


def plan(agreements: Sequence[Agreement], series: Series, scenario: Scenario, years: Sequence[int]) -> Plan:
    """Return the plan of a scenario's simulation.

    Parameters
    ----------
    agreements, series, scenario
        As for `model.amounts.allocation.allocate`.
    years : sequence of int
        Consecutive years.

    Raises
    ------
    InputError
        If the scenario says nothing of spread, or a figure is missing.
    """
    spread = scenario.simulation
    if spread is None:
        raise InputError(f"scenario {scenario.id}: väntade simulering, med spridning för lpix och befolkning")
    names = owners(agreements) | {ALL: "Alla parter"}
    municipalities = sorted(code for code in names if code.isdigit())
    pieces, projected = [], [years[-1] + 1]
    for version, contribution, parts in _paid(agreements, scenario, years):
        keys = {year: key_rows(version, contribution, series, scenario, year) for year in parts}
        projected += [year for year, rows in keys.items() if any(row and row.method != "uppgift" for row in rows)]
        pieces.append(_piece(version, contribution, parts, keys, list(names), municipalities))
    first = min((piece.agreement.price_year(piece.contribution) for piece in pieces), default=years[0])
    none = np.zeros((len(names), 0), dtype=np.int64)
    changes = {name: _changes(name, pieces, series, range(first, years[-1] + 1)) for name in _indices(pieces)}
    whole = Plan(names, list(years), none, pieces, first, changes, municipalities, min(projected), spread)
    known = sum(year < min(whole.first_index, whole.first_key) for year in years)
    later = [_from(piece, years[0] + known) for piece in pieces if max(piece.parts) >= years[0] + known]
    return replace(
        whole,
        known=amounts(whole, np.zeros((whole.draws, 1)))[:, :known, 0],
        pieces=later,
        rates={name: changes[name] for name in _indices(later)},
    )


def _indices(pieces: Sequence[Piece]) -> dict[str, None]:
    return dict.fromkeys(piece.index for piece in pieces)


def _changes(name: str, pieces: Sequence[Piece], series: Series, years: range) -> IntArray:
    """Return an index's change of each year, shape (year, 1); 0 where it moves nothing."""
    own = [piece for piece in pieces if name and piece.index == name]
    moved = {
        year
        for piece in own
        for year in range(piece.agreement.price_year(piece.contribution) + 1, max(piece.parts) + 1)
    }
    rates = [[series.index_row(name, year).rate if year in moved else 0] for year in years]
    return np.array(rates, dtype=np.int64)


def _paid(
    agreements: Sequence[Agreement], scenario: Scenario, years: Sequence[int]
) -> Iterator[tuple[Agreement, Contribution, dict[int, tuple[int, int]]]]:
    """Yield each contribution under each version of its agreement, with how much of each year it is paid for."""
    for agreement in agreements:
        end = end_date(agreement, scenario)
        for version, own in spans(agreement, scenario, years):
            for contribution in version.contributions:
                start = version.starts(contribution)
                months = months_by_year(version, contribution, scenario, own)
                if months:
                    yield (
                        version,
                        contribution,
                        {y: version.term.parts_in_force(start, end, y, len(own)) for y, own in months.items()},
                    )


def _piece(
    agreement: Agreement,
    contribution: Contribution,
    parts: Mapping[int, tuple[int, int]],
    keys: Mapping[int, Sequence[PopulationRow | None]],
    names: Sequence[str],
    municipalities: Sequence[str],
) -> Piece:
    codes = in_tie_order(agreement, contribution)
    owner = [agreement.by_code[code].owner for code in codes]
    asks = bool(contribution.key.population_percent)
    people = [[row.population if row else 0 for row in rows] for rows in keys.values()]
    return Piece(
        agreement,
        contribution,
        parts,
        codes,
        [names.index(code) for code in owner],
        [municipalities.index(code) for code in owner] if asks else [],
        np.array(people, dtype=np.float64).T[:, :, None],
    )


def _from(piece: Piece, first: int) -> Piece:
    """Return a piece from a year on."""
    parts = {year: part for year, part in piece.parts.items() if year >= first}
    return replace(piece, parts=parts, people=piece.people[:, -len(parts) :])
