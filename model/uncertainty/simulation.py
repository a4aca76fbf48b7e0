"""Many paths of index and population, each apportioned exactly: what the parties could have to pay.

The scenario is the centre and `model.scenarios.spread` says how far the paths stray from it. Paths come in blocks
of `model.uncertainty.draws.BLOCK`, each with a seed of its own, so a result depends on seed and number of paths
alone: not on how many workers there are or how the blocks are shared between them. Only summaries leave a block
(`model.uncertainty.summary`), so memory does not grow with the paths. What is simulated is what the parties pay,
before settlement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.amounts.comparison import owners
from model.amounts.indexing import indexed_contribution
from model.amounts.paid import Piece, paid
from model.errors import InputError
from model.exact import RATE_SCALE
from model.kernel import IntArray, Workspace, apportion
from model.scenarios.case import Case
from model.scenarios.spread import Simulation
from model.shown import Shown
from model.uncertainty.draws import FloatArray, deviations, people_factors, rate_paths

ALL = "alla"
"""The code of all the parties together, the last of the parties of a plan."""


@dataclass(frozen=True, repr=False)
class Share(Shown):
    """A contribution in consecutive years that it is paid for, and what of it is the same in every path.

    Attributes
    ----------
    piece : Piece
        The contribution, under one version of its agreement.
    parties, municipalities : sequence of int
        Each payer's place in the plan's parties, and its municipality's; none where the key asks for no people.
    people : float64, shape (payer, year, 1)
        The scenario's own populations, whole numbers.
    """

    piece: Piece
    parties: Sequence[int]
    municipalities: Sequence[int]
    people: FloatArray

    def since(self, first: int) -> "Share":
        """Return the share from a year on."""
        months = {year: own for year, own in self.piece.months.items() if year >= first}
        parts = {year: self.piece.parts[year] for year in months}
        piece = replace(self.piece, months=months, parts=parts)
        return replace(self, piece=piece, people=self.people[:, -len(parts) :])

    def _line(self) -> str:
        return f"{self.piece._line()}, {len(self.parties)} betalare"


@dataclass(frozen=True, repr=False)
class Plan(Shown):
    """All that a simulation needs, small enough to send to another process.

    Attributes
    ----------
    parties : mapping of str to str
        Names by code, `ALL` last.
    years : sequence of int
        The years of the result, consecutive.
    known : int64, shape (party, year)
        What is paid in the first years, which nothing that is drawn can change.
    shares : sequence of Share
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
    shares: Sequence[Share]
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
        return max((share.piece.agreement.scale for share in self.shares), default=1)

    @property
    def first_index(self) -> int:
        """The first year whose index change is drawn."""
        return max(self.spread.index.first_year, self.first + 1)

    def _line(self) -> str:
        return f"{len(self.parties)} parter, {self.years[0]}–{self.years[-1]}"


def plan(case: Case, years: Sequence[int]) -> Plan:
    """Return the plan of a scenario's simulation: what is computed, taken apart into what every path shares.

    Parameters
    ----------
    case : Case
        Agreements and series as the scenario has them.
    years : sequence of int
        Consecutive years.

    Raises
    ------
    InputError
        If the scenario says nothing of spread, or a figure is missing.
    """
    spread = case.scenario.simulation
    if spread is None:
        raise InputError(f"scenario {case.scenario.id}: väntade simulering, med spridning för lpix och befolkning")
    names = owners(case.agreements) | {ALL: "Alla parter"}
    municipalities = sorted(code for code in names if code.isdigit())
    shares, projected = [], [years[-1] + 1]
    for piece in (each for agreement in case.agreements for each in paid(case, agreement.id, years)):
        keys = {year: piece.key_rows(case, year) for year in piece.parts}
        projected += [year for year, rows in keys.items() if any(row and row.method != "uppgift" for row in rows)]
        people = [[row.population if row else 0 for row in rows] for rows in keys.values()]
        asks = bool(piece.contribution.key.population_percent)
        shares.append(
            Share(
                piece,
                [list(names).index(code) for code in piece.owners],
                [municipalities.index(code) for code in piece.owners] if asks else [],
                np.array(people, dtype=np.float64).T[:, :, None],
            )
        )
    first = min((share.piece.price_year for share in shares), default=years[0])
    none = np.zeros((len(names), 0), dtype=np.int64)
    rates = {name: _changes(name, shares, case, range(first, years[-1] + 1)) for name in _indices(shares)}
    whole = Plan(names, list(years), none, shares, first, rates, municipalities, min(projected), spread)
    known = sum(year < min(whole.first_index, whole.first_key) for year in years)
    later = [share.since(years[0] + known) for share in shares if max(share.piece.parts) >= years[0] + known]
    return replace(
        whole,
        known=amounts(whole, np.zeros((whole.draws, 1)))[:, :known, 0],
        shares=later,
        rates={name: rates[name] for name in _indices(later)},
    )


def _indices(shares: Sequence[Share]) -> dict[str, None]:
    return dict.fromkeys(share.piece.index for share in shares)


def _changes(name: str, shares: Sequence[Share], case: Case, years: range) -> IntArray:
    """Return an index's change of each year, shape (year, 1); 0 where it moves nothing."""
    own = [share.piece for share in shares if name and share.piece.index == name]
    moved = {year for piece in own for year in range(piece.price_year + 1, max(piece.parts) + 1)}
    rates = [[case.series.index_row(name, year).rate if year in moved else 0] for year in years]
    return np.array(rates, dtype=np.int64)


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
    for share in plan.shares:
        _add(plan, share, rates, factors, found, work)
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
    share: Share,
    rates: Mapping[str, IntArray],
    factors: FloatArray,
    found: IntArray,
    work: Workspace,
) -> None:
    """Add what the payers of a contribution pay to what their parties do."""
    piece = share.piece
    at, years = piece.price_year - plan.first, list(piece.parts)
    own = rates[piece.index][at : years[-1] + 1 - plan.first]
    if at:
        own = own.copy()
        own[0] = 0
    weights = piece.contribution.key.weights(piece.codes, _people(plan, share, factors, work))
    parts = apportion(indexed_contribution(piece, own), weights, work)
    scale = plan.scale // piece.agreement.scale
    now = slice(years[0] - plan.years[0], years[-1] + 1 - plan.years[0])
    for payer, party in enumerate(share.parties):
        found[party, now] += parts[payer] if scale == 1 else parts[payer].astype(np.int64) * scale


def _people(plan: Plan, share: Share, factors: FloatArray, work: Workspace) -> FloatArray:
    """Return the populations of the payers in the paths, whole numbers."""
    payers, years, _ = share.people.shape
    start = next(iter(share.piece.parts))
    known = min(max(plan.first_key - start, 0), years) if share.municipalities else years
    people = work.take("people", (payers, years, factors.shape[2]), np.float64)
    people[:, :known] = share.people[:, :known]
    for payer, municipality in enumerate(share.municipalities):
        drawn = factors[municipality, start + known - plan.first_key :][: years - known]
        np.multiply(drawn, share.people[payer, known:], out=people[payer, known:])
    np.rint(people[:, known:], out=people[:, known:])
    return people
