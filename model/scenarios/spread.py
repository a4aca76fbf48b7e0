"""How uncertain the index and the populations are: the parameters of a simulation, and their estimates.

The simulation draws around the scenario's own path, so without spread it is the scenario:

- index: the year's change + e, where e = persistence × last year's e + spread × a standard normal draw
- population: the year's figure × the product, over the drawn years, of (1 + spread × a standard normal draw)
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import stdev

from pydantic import Field

from model.fields import Count, Identifier, Kronor, Limit, Name, Typed, Year
from model.series.rows import IndexRow, PopulationRow

REST = "ovriga"
"""What stands for every municipality that is not named."""


class IndexSpread(Typed):
    """The spread of the index: first uncertain year, percentage points, and per cent of a deviation that stays."""

    first_year: Year = Field(alias="fran")
    spread: Limit = Field(alias="spridning")
    persistence: Limit = Field(alias="troghet_procent")
    estimated: Name = Field(alias="skattning")


class PopulationSpread(Typed):
    """The spread of a population's yearly change, per cent, by municipality code (`REST` for those not named)."""

    spread: dict[Identifier, Limit] = Field(alias="spridning")
    estimated: Name = Field(alias="skattning")

    def of(self, code: str) -> Decimal:
        """Return a municipality's spread in per cent."""
        return self.spread.get(code, self.spread.get(REST, Decimal(0)))


class Simulation(Typed):
    """How many paths to draw, from which seed, by which spreads, and yearly amounts whose passing is counted."""

    paths: Count = Field(alias="banor")
    seed: Count = Field(alias="fro")
    index: IndexSpread = Field(alias="lpix")
    population: PopulationSpread = Field(alias="befolkning")
    levels: dict[Identifier, Kronor] = Field(default_factory=dict, alias="nivaer")


def index_spread(rows: Sequence[IndexRow]) -> Decimal | None:
    """Estimate the spread of the index: the sample standard deviation of its decided changes, percentage points.

    Returns None where fewer than three years have a decided value: there is nothing to estimate from.
    """
    decided = [row.percent for row in rows if not row.status.uncertain]
    return round(stdev(decided), 2) if len(decided) > 2 else None


def population_spread(rows: Mapping[str, Sequence[PopulationRow]]) -> dict[str, Decimal]:
    """Estimate the spread of each municipality's yearly change: the sample standard deviation, per cent.

    Parameters
    ----------
    rows : mapping of str
        Each municipality's figures, a year apart, in order.
    """
    return {
        code: round(
            stdev(100 * (Decimal(after.population) / before.population - 1) for before, after in pairwise(own)),
            2,
        )
        for code, own in rows.items()
    }
