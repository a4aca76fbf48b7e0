"""The tables of an inputs folder, all but the ledgers: the file of each, what a row of it is, and its columns."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar

from model.agreements.events import EVENTS_FILE, Event
from model.amounts.additions import ADDITIONS_FILE, DISPUTES_FILE, Addition, Dispute
from model.amounts.outcome import MAPPING_FILE, MappingLine
from model.fields import Placed, Vintage
from model.forecast import BUDGET_FILE, FORECAST_FILE, Budget, ForecastLine
from model.indicators import INDICATOR_FILE, IndicatorRow
from model.party_budget import PARTY_BUDGET_FILE, PartyBudget
from model.read.heading import columns_of
from model.read.reporting import (
    ACTIVITY_FILE,
    GRANT_FILE,
    MANDATE_FILE,
    POST_FILE,
    PROJECT_FILE,
    RECIPIENT_FILE,
    Activity,
    Grant,
    Mandate,
    Post,
    Project,
    Recipient,
)
from model.series.rows import (
    INDEX_FILE,
    INDEX_KEY,
    POPULATION_FILE,
    POPULATION_KEY,
    IndexRow,
    PopulationRow,
    index_key,
    population_key,
)
from model.year_wheel import MEETINGS_FILE, Meeting

AnyPlaced = TypeVar("AnyPlaced", bound=Placed)


@dataclass(frozen=True)
class InputTable(Generic[AnyPlaced]):
    """A table of the folder.

    Attributes
    ----------
    file : str
        Its file.
    kind : type
        What a row is.
    key : callable or None
        What must differ between two rows.
    key_text : str
        That in words.
    """

    file: str
    kind: type[AnyPlaced]
    key: Callable[[AnyPlaced], Hashable] | None = None
    key_text: str = ""

    @property
    def sheet(self) -> str:
        """The sheet that may hold it instead of the file."""
        return PurePosixPath(self.file).stem

    @property
    def columns(self) -> list[str]:
        """Its columns: its own, and then those that it shares with others, such as the source."""
        own = [name for name in columns_of(self.kind) if not name.startswith("_")]
        return sorted(own, key=lambda name: name in columns_of(self.kind.__mro__[1]))


def once(row: Vintage) -> Hashable:
    """Return what must differ between two rows that are no entries in a book: what they are of, and their day."""
    return (*(getattr(row, name) for name in row.same), row.published)


POPULATION = InputTable(POPULATION_FILE, PopulationRow, population_key, POPULATION_KEY)
INDEX = InputTable(INDEX_FILE, IndexRow, index_key, INDEX_KEY)
MAPPING = InputTable(MAPPING_FILE, MappingLine)
OTHERS: tuple[InputTable[Any], ...] = (
    InputTable(ADDITIONS_FILE, Addition),
    InputTable(EVENTS_FILE, Event),
    InputTable(DISPUTES_FILE, Dispute),
    InputTable(BUDGET_FILE, Budget),
    InputTable(FORECAST_FILE, ForecastLine),
    InputTable(PARTY_BUDGET_FILE, PartyBudget),
    InputTable(MEETINGS_FILE, Meeting),
    InputTable(PROJECT_FILE, Project),
    InputTable(ACTIVITY_FILE, Activity),
    InputTable(INDICATOR_FILE, IndicatorRow, once, "indikator, kommunkod, period och dag"),
    InputTable(MANDATE_FILE, Mandate),
    InputTable(GRANT_FILE, Grant),
    InputTable(POST_FILE, Post),
    InputTable(RECIPIENT_FILE, Recipient, once, "organ, avtal, rapport och dag"),
)
TABLES: tuple[InputTable[Any], ...] = (POPULATION, INDEX, MAPPING, *OTHERS)
