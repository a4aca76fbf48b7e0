"""Many paths of index and population, each apportioned exactly: what the parties could have to pay.

The scenario is the centre and `model.spread` says how far the paths stray from it. Paths come in blocks of
`model.draws.BLOCK`, each with a seed of its own, so a result depends on seed and number of paths alone: not on how
many workers there are or how the blocks are shared between them. Only summaries leave a block (`model.summary`),
so memory does not grow with the paths. What is simulated is what the parties pay, before settlement.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.agreement import Agreement
from model.allocation import end_date, in_tie_order, key_rows, months_by_year
from model.assumed import spans
from model.clauses import Contribution
from model.comparison import owners
from model.draws import FloatArray, people_factors, rate_paths
from model.errors import InputError
from model.indexing import indexed_contribution
from model.kernel import RATE_SCALE, IntArray, apportion
from model.rows import PopulationRow
from model.scenario import Scenario
from model.series import Series
from model.spread import Simulation

ALL = "alla"
"""The code of all the parties together, the last of the parties of a plan."""

_Keys = Mapping[int, Sequence[PopulationRow | None]]


@dataclass(frozen=True)
class Piece:
    """A contribution under one version of its agreement: what of it is the same in every path.

    Attributes
    ----------
    parts : mapping of int to (int, int)
        The years it is paid for, each with how much of it: parts, and parts of the whole year.
    codes : sequence of str
        The payers in tie order.
    parties, municipalities : sequence of int
        Each payer's place in the plan's parties, and its municipality's; none where the key asks for no people.
    people : int64, shape (payer, year)
        The scenario's own populations.
    """

    agreement: Agreement
    contribution: Contribution
    parts: Mapping[int, tuple[int, int]]
    codes: Sequence[str]
    parties: Sequence[int]
    municipalities: Sequence[int]
    people: IntArray


@dataclass(frozen=True)
class Plan:
    """All that a simulation needs, small enough to send to another process.

    Attributes
    ----------
    parties : mapping of str to str
        Names by code, `ALL` last.
    years : sequence of int
        The years of the result, consecutive.
    first : int
        The year of `rates`' first row.
    rates : int64, shape (year, 1)
        The scenario's own index changes; the first row is 0.
    municipalities : sequence of str
        Codes, in the order of the draws.
    first_key : int
        The first year whose key is a projection; before it, populations are the same in every path.
    spread : Simulation
        How far the paths stray.
    """

    parties: Mapping[str, str]
    years: Sequence[int]
    pieces: Sequence[Piece]
    first: int
    rates: IntArray
    municipalities: Sequence[str]
    first_key: int
    spread: Simulation

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many index years, municipalities and key years a path draws numbers for."""
        last = self.years[-1] + 1
        return max(last - self.first_index, 0), len(self.municipalities), max(last - self.first_key, 0)

    @property
    def scale(self) -> int:
        """How many of the result's units make a krona."""
        return max((piece.agreement.scale for piece in self.pieces), default=1)

    @property
    def first_index(self) -> int:
        """The first year whose index change is drawn."""
        return max(self.spread.index.first_year, self.first + 1)


def plan(agreements: Sequence[Agreement], series: Series, scenario: Scenario, years: Sequence[int]) -> Plan:
    """Return the plan of a scenario's simulation.

    Parameters
    ----------
    agreements, series, scenario
        As for `model.allocation.allocate`.
    years : sequence of int
        Consecutive years.

    Raises
    ------
    InputError
        If the scenario says nothing of spread, or a figure is missing.
    """
    if scenario.simulation is None:
        raise InputError(f"scenario {scenario.id}: väntade simulering, med spridning för lpix och befolkning")
    names = owners(agreements) | {ALL: "Alla parter"}
    municipalities = sorted(code for code in names if code.isdigit())
    pieces, projected = [], [years[-1] + 1]
    for version, contribution, parts in _paid(agreements, scenario, years):
        keys = {year: key_rows(version, contribution, series, scenario, year) for year in parts}
        projected += [year for year, rows in keys.items() if any(row and row.method != "uppgift" for row in rows)]
        pieces.append(_piece(version, contribution, parts, keys, list(names), municipalities))
    first = min((piece.agreement.price_year(piece.contribution) for piece in pieces), default=years[0])
    indexed = any(piece.agreement.index for piece in pieces)
    rates = [series.index_row(year).rate if indexed else 0 for year in range(first + 1, years[-1] + 1)]
    centre = np.array([[0], *([rate] for rate in rates)], dtype=np.int64)
    return Plan(names, list(years), pieces, first, centre, municipalities, min(projected), scenario.simulation)


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
    keys: _Keys,
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
        np.array(people, dtype=np.int64).T,
    )


def amounts(plan: Plan, z: FloatArray) -> IntArray:
    """Return what each party pays each year in some paths, every path apportioned exactly.

    Parameters
    ----------
    plan : Plan
        What is computed.
    z : float64, shape (draw, scenario)
        Standard normal numbers, index years first, then each municipality's key years; used up.

    Returns
    -------
    int64, shape (party, year, scenario)
        Whole units, the parties together last.
    """
    index_years, municipalities, key_years = plan.shape
    spread, scenarios = plan.spread, z.shape[1]
    rates = np.repeat(plan.rates, scenarios, axis=1)
    at = plan.first_index - plan.first
    unit, stays = float(spread.index.spread) * RATE_SCALE / 100, float(spread.index.persistence) / 100
    rates[at:] = rate_paths(plan.rates[at:].astype(np.float64), unit, stays, z[:index_years])
    strays = np.array([float(spread.population.of(code)) / 100 for code in plan.municipalities])
    factors = people_factors(strays, z[index_years:].reshape(municipalities, key_years, scenarios))
    found = np.zeros((len(plan.parties), len(plan.years), scenarios), dtype=np.int64)
    for piece in plan.pieces:
        _add(plan, piece, rates, factors, found)
    found[-1] = found[:-1].sum(axis=0)
    return found


def _add(plan: Plan, piece: Piece, rates: IntArray, factors: FloatArray, found: IntArray) -> None:
    """Add what the payers of a piece pay to what their parties do."""
    at = piece.agreement.price_year(piece.contribution) - plan.first
    own = rates[at : max(piece.parts) + 1 - plan.first].copy()
    own[0] = 0
    units = indexed_contribution(piece.agreement, piece.contribution, own, piece.parts)
    people = np.repeat(piece.people[:, :, None], rates.shape[1], axis=2)
    for y, year in enumerate(piece.parts):
        if piece.municipalities and year >= plan.first_key:
            strayed = factors[piece.municipalities, year - plan.first_key] * people[:, y]
            people[:, y] = np.rint(strayed)
    parts = apportion(units, piece.contribution.key.weights(piece.codes, people))
    for payer, party in enumerate(piece.parties):
        for y, year in enumerate(piece.parts):
            found[party, year - plan.years[0]] += parts[payer, y] * (plan.scale // piece.agreement.scale)
