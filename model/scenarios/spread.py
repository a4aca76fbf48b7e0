"""How uncertain the index and the populations are: the parameters of a simulation.

The simulation draws around the scenario's own path, so without spread it is the scenario:

- index: the year's change + e, where e = persistence × last year's e + spread × a standard normal draw
- population: the year's figure × the product, over the drawn years, of (1 + spread × a standard normal draw)
"""

from decimal import Decimal

from pydantic import Field

from model.fields import Count, Identifier, Kronor, Limit, Name, Typed, Year

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
