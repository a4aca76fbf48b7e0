"""Many paths of index and population, each apportioned exactly: what the parties could have to pay.

The scenario is the centre and `model.scenarios.spread` says how far the paths stray from it. Paths come in blocks
of `model.uncertainty.draws.BLOCK`, each with a seed of its own, so a result depends on seed and number of paths
alone: not on how many workers there are or how the blocks are shared between them. Only summaries leave a block
(`model.uncertainty.summary`), so memory does not grow with the paths. What is simulated is what the parties pay,
before settlement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.agreements.agreement import Agreement
from model.agreements.clauses import Contribution
from model.amounts.indexing import indexed_contribution
from model.exact import RATE_SCALE
from model.kernel import IntArray, Workspace, apportion
from model.scenarios.spread import Simulation
from model.uncertainty.draws import FloatArray, deviations, people_factors, rate_paths

ALL = "alla"
"""The code of all the parties together, the last of the parties of a plan."""


@dataclass(frozen=True)
class Piece:
    """A contribution under one version of its agreement: what of it is the same in every path.

    Attributes
    ----------
    parts : mapping of int to (int, int)
        The consecutive years it is paid for, each with how much of it: parts, and parts of the whole year.
    codes : sequence of str
        The payers in tie order.
    parties, municipalities : sequence of int
        Each payer's place in the plan's parties, and its municipality's; none where the key asks for no people.
    people : float64, shape (payer, year, 1)
        The scenario's own populations, whole numbers.
    """

    agreement: Agreement
    contribution: Contribution
    parts: Mapping[int, tuple[int, int]]
    codes: Sequence[str]
    parties: Sequence[int]
    municipalities: Sequence[int]
    people: FloatArray

    @property
    def index(self) -> str:
        """The name of the index that moves it; empty where none does."""
        return self.agreement.index.name if self.agreement.index else ""


@dataclass(frozen=True)
class Plan:
    """All that a simulation needs, small enough to send to another process.

    Attributes
    ----------
    parties : mapping of str to str
        Names by code, `ALL` last.
    years : sequence of int
        The years of the result, consecutive.
    known : int64, shape (party, year)
        What is paid in the first years, which nothing that is drawn can change.
    pieces : sequence of Piece
        What is paid in the other years.
    first : int
        The year of the first row of each of `rates`.
    rates : mapping of str to int64, shape (year, 1)
        The scenario's own changes of each index, by its name; the first row is 0.
    municipalities : sequence of str
        Codes, in the order of the draws.
    first_key : int
        The first year whose key is a projection; before it, populations are the same in every path.
    spread : Simulation
        How far the paths stray.
    """

    parties: Mapping[str, str]
    years: Sequence[int]
    known: IntArray
    pieces: Sequence[Piece]
    first: int
    rates: Mapping[str, IntArray]
    municipalities: Sequence[str]
    first_key: int
    spread: Simulation

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many index years, municipalities and key years a path draws numbers for."""
        last = self.years[-1] + 1
        return max(last - self.first_index, 0), len(self.municipalities), max(last - self.first_key, 0)

    @property
    def draws(self) -> int:
        """How many numbers a path is drawn from."""
        index_years, municipalities, key_years = self.shape
        return index_years + municipalities * key_years

    @property
    def scale(self) -> int:
        """How many of the result's units make a krona."""
        return max((piece.agreement.scale for piece in self.pieces), default=1)

    @property
    def first_index(self) -> int:
        """The first year whose index change is drawn."""
        return max(self.spread.index.first_year, self.first + 1)


def amounts(plan: Plan, z: FloatArray, work: Workspace | None = None) -> IntArray:
    """Return what each party pays each year in some paths, every path apportioned exactly.

    Parameters
    ----------
    plan : Plan
        What is computed.
    z : float64, shape (draw, scenario)
        Standard normal numbers, index years first, then each municipality's key years; used up.
    work : Workspace, optional
        Buffers to use again; the result is then one of them.

    Returns
    -------
    int64, shape (party, year, scenario)
        Whole units, the parties together last.
    """
    work = work or Workspace()
    index_years, municipalities, key_years = plan.shape
    spread, scenarios = plan.spread, z.shape[1]
    rates = _rates(plan, z[:index_years], work)
    strays = np.array([float(spread.population.of(code)) / 100 for code in plan.municipalities])
    factors = people_factors(strays, z[index_years:].reshape(municipalities, key_years, scenarios))
    found = work.take("found", (len(plan.parties), len(plan.years), scenarios), np.int64)
    known = plan.known.shape[1]
    found[:, :known] = plan.known[:, :, None]
    found[:, known:] = 0
    for piece in plan.pieces:
        _add(plan, piece, rates, factors, found, work)
    np.add.reduce(found[:-1], axis=0, out=found[-1])
    return found


def _rates(plan: Plan, z: FloatArray, work: Workspace) -> dict[str, IntArray]:
    """Return each index's changes in the paths, shape (year, scenario): all stray alike, each from its own."""
    index, drawn, rates = plan.spread.index, len(z), dict[str, IntArray]()
    strays = deviations(float(index.spread) * RATE_SCALE / 100, float(index.persistence) / 100, z)
    for name, own in plan.rates.items():
        rates[name] = work.take(f"rates {name}", (len(own), z.shape[1]), np.int64)
        rates[name][...] = own
        at = len(own) - drawn
        paths = work.take("paths", z.shape, np.float64)
        rates[name][at:] = rate_paths(own[at:].astype(np.float64), strays, paths)
    return rates


def _add(
    plan: Plan,
    piece: Piece,
    rates: Mapping[str, IntArray],
    factors: FloatArray,
    found: IntArray,
    work: Workspace,
) -> None:
    """Add what the payers of a piece pay to what their parties do."""
    at, years = piece.agreement.price_year(piece.contribution) - plan.first, list(piece.parts)
    own = rates[piece.index][at : years[-1] + 1 - plan.first]
    if at:
        own = own.copy()
        own[0] = 0
    units = indexed_contribution(piece.agreement, piece.contribution, own, piece.parts)
    weights = piece.contribution.key.weights(piece.codes, _people(plan, piece, factors, work))
    parts, scale = apportion(units, weights, work), plan.scale // piece.agreement.scale
    now = slice(years[0] - plan.years[0], years[-1] + 1 - plan.years[0])
    for payer, party in enumerate(piece.parties):
        found[party, now] += parts[payer] if scale == 1 else parts[payer].astype(np.int64) * scale


def _people(plan: Plan, piece: Piece, factors: FloatArray, work: Workspace) -> FloatArray:
    """Return the populations of a piece's payers in the paths, whole numbers."""
    payers, years, _ = piece.people.shape
    start = next(iter(piece.parts))
    known = min(max(plan.first_key - start, 0), years) if piece.municipalities else years
    people = work.take("people", (payers, years, factors.shape[2]), np.float64)
    people[:, :known] = piece.people[:, :known]
    for payer, municipality in enumerate(piece.municipalities):
        drawn = factors[municipality, start + known - plan.first_key :][: years - known]
        np.multiply(drawn, piece.people[payer, known:], out=people[payer, known:])
    np.rint(people[:, known:], out=people[:, known:])
    return people
