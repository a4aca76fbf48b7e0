"""Many paths of index and population, each apportioned exactly: what the parties could have to pay.

The scenario is the centre and `model.scenarios.spread` says how far the paths stray from it. Paths come in blocks
of `model.uncertainty.draws.BLOCK`, each with a seed of its own, so a result depends on seed and number of paths
alone: not on how many workers there are or how the blocks are shared between them. Only summaries leave a block
(`model.uncertainty.summary`), so memory does not grow with the paths. What is simulated is what the parties pay,
before settlement; what has been issued is the same in every path.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.amounts.comparison import owners
from model.amounts.indexing import indexed_contribution
from model.amounts.issued import About, Sent, paid_instead
from model.amounts.paid import Piece, paid
from model.errors import InputError
from model.exact import RATE_SCALE
from model.kernel import FloatArray, IntArray, Workspace, apportion
from model.scenarios.case import Case
from model.scenarios.spread import Simulation
from model.shown import Shown
from model.uncertainty.draws import deviations, people_factors, rate_paths

ALL = "alla"
"""The code of all the parties together, the last of the parties of a plan."""


@dataclass(frozen=True, repr=False)
class Plan(Shown):
    """All that a simulation needs, small enough to send to another process.

    Attributes
    ----------
    parties : mapping of str to str
        Names by code, `ALL` last.
    years : sequence of int
        The years of the result, consecutive.
    scale : int
        How many of the result's units make a krona.
    known : int64, shape (party, year)
        What is paid in the first years, which nothing that is drawn can change.
    pieces : sequence of (Piece, float64 of shape (payer, year, 1))
        What is paid in the other years, each with the scenario's own populations of its payers, whole numbers.
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
    sent : mapping of (str, int, str, str) to Sent
        What has been issued (`model.amounts.issued.together`).
    """

    parties: Mapping[str, str]
    years: Sequence[int]
    scale: int
    known: IntArray
    pieces: Sequence[tuple[Piece, FloatArray]]
    first: int
    rates: Mapping[str, IntArray]
    municipalities: Sequence[str]
    first_key: int
    spread: Simulation
    sent: Mapping[About, Sent]

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
    def first_index(self) -> int:
        """The first year whose index change is drawn."""
        return max(self.spread.index.first_year, self.first + 1)

    def _line(self) -> str:
        return f"{len(self.parties)} parter, {self.years[0]}–{self.years[-1]}"


def plan(case: Case, years: Sequence[int], sent: Mapping[About, Sent]) -> Plan:
    """Return the plan of a scenario's simulation over consecutive years, taken apart into what every path shares.

    Raises
    ------
    InputError
        If the scenario says nothing of spread, or a figure is missing.
    """
    spread = case.scenario.simulation
    if spread is None:
        raise InputError(f"scenario {case.scenario.id}: väntade simulering, med spridning för lpix och befolkning")
    names = owners(case.every) | {ALL: "Alla parter"}
    spread = _with_merged(case, spread)
    pieces, last = _pieces(case, years), years[-1]
    first = min((piece.price_year for piece, _ in pieces), default=years[0])
    projected = [
        year
        for piece, _ in pieces
        for year in piece.parts
        if any(row and row.method != "uppgift" for row in piece.key_rows(case, year))
    ]
    whole = Plan(
        parties=names,
        years=list(years),
        scale=max((piece.agreement.scale for piece, _ in pieces), default=1),
        known=np.zeros((len(names), 0), dtype=np.int64),
        pieces=pieces,
        first=first,
        rates=_index_changes(case, [piece for piece, _ in pieces], range(first, last + 1)),
        municipalities=sorted(code for code in names if code.isdigit()),
        first_key=min(projected, default=last + 1),
        spread=spread,
        sent=sent,
    )
    known = sum(year < min(whole.first_index, whole.first_key) for year in years)
    alike = amounts(whole, np.zeros((whole.draws, 1)))[:, :known, 0]
    return replace(whole, known=alike, pieces=_pieces(case, years[known:]))


def _with_merged(case: Case, spread: Simulation) -> Simulation:
    """Return the spread with that of municipalities that others have merged into: as the widest of theirs."""
    people = spread.population
    merged = {
        code: max(map(people.of, party.merged_of))
        for code, party in case.merged.items()
        if code not in people.spread
    }
    return spread.altered(population=people.altered(spread=people.spread | merged)) if merged else spread


def _pieces(case: Case, years: Sequence[int]) -> list[tuple[Piece, FloatArray]]:
    """Return what is paid in some years, each with its payers' populations; 0 where none are asked for."""
    found = []
    for piece in paid(case, years):
        people = [[row.population if row else 0 for row in piece.key_rows(case, year)] for year in piece.parts]
        found.append((piece, np.array(people, dtype=np.float64).T[:, :, None]))
    return found


def _index_changes(case: Case, pieces: Sequence[Piece], years: range) -> dict[str, IntArray]:
    """Return each index's change of each year, shape (year, 1); 0 where it moves nothing."""
    found: dict[str, dict[int, int]] = {}
    for piece in pieces:
        rows = piece.index_rows(case.series, max(piece.parts))
        found.setdefault(piece.index, {}).update((row.year, row.rate) for row in rows)
    return {name: np.array([[own.get(year, 0)] for year in years], dtype=np.int64) for name, own in found.items()}


def amounts(plan: Plan, z: FloatArray, work: Workspace | None = None) -> IntArray:
    """Return what each party pays each year in some paths, every path apportioned exactly.

    Parameters
    ----------
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
    spread, scenarios, known = plan.spread, z.shape[1], plan.known.shape[1]
    rates = _rates(plan, z[:index_years], work)
    strays = np.array([float(spread.population.of(code)) / 100 for code in plan.municipalities])
    factors = people_factors(strays, z[index_years:].reshape(municipalities, key_years, scenarios))
    found = work.take("found", (len(plan.parties), len(plan.years), scenarios), np.int64)
    found[:, :known] = plan.known[:, :, None]
    found[:, known:] = 0
    places = {code: place for place, code in enumerate(plan.parties)}
    for piece, own in plan.pieces:
        at, first, last = piece.price_year - plan.first, min(piece.parts), max(piece.parts)
        changes = rates[piece.index][at : last + 1 - plan.first]
        if at:
            changes = changes.copy()
            changes[0] = 0
        weights = piece.contribution.key.weights(piece.codes, _people(plan, piece, own, factors, work))
        computed = apportion(indexed_contribution(piece, changes), weights, work)
        parts, _ = paid_instead(piece, computed, plan.sent)
        scale = plan.scale // piece.agreement.scale
        for owner, part in zip(piece.owners, parts, strict=True):
            now = found[places[owner], first - plan.years[0] : last + 1 - plan.years[0]]
            now += part if scale == 1 else part.astype(np.int64) * scale
    np.add.reduce(found[:-1], axis=0, out=found[-1])
    return found


def _rates(plan: Plan, z: FloatArray, work: Workspace) -> dict[str, IntArray]:
    """Return each index's changes in the paths, shape (year, scenario): all stray alike, each from its own."""
    index, rates = plan.spread.index, dict[str, IntArray]()
    strays = deviations(float(index.spread) * RATE_SCALE / 100, float(index.persistence) / 100, z)
    for name in {piece.index: None for piece, _ in plan.pieces}:
        own, at = plan.rates[name], len(plan.rates[name]) - len(z)
        rates[name] = work.take(f"rates {name}", (len(own), z.shape[1]), np.int64)
        rates[name][:at] = own[:at]
        paths = work.take("paths", z.shape, np.float64)
        rates[name][at:] = rate_paths(own[at:].astype(np.float64), strays, paths)
    return rates


def _people(plan: Plan, piece: Piece, own: FloatArray, factors: FloatArray, work: Workspace) -> FloatArray:
    """Return the populations of the payers of a piece in the paths, whole numbers."""
    payers, years, _ = own.shape
    asks, start = bool(piece.contribution.key.population_percent), min(piece.parts)
    known = min(max(plan.first_key - start, 0), years) if asks else years
    people = work.take("people", (payers, years, factors.shape[2]), np.float64)
    people[:, :known] = own[:, :known]
    for payer, code in enumerate(piece.owners if asks else ()):
        drawn = factors[plan.municipalities.index(code), start + known - plan.first_key :][: years - known]
        np.multiply(drawn, own[payer, known:], out=people[payer, known:])
    np.rint(people[:, known:], out=people[:, known:])
    return people
