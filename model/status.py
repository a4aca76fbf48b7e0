"""How far a figure may be trusted, from decided to merely an example."""

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """Status of a figure, from strongest to weakest; the value is the Swedish word used in data and reports."""

    FIXED = "fastställd"
    PRELIMINARY = "preliminär"
    FORECAST = "prognos"
    ASSUMED = "antagande"
    EXAMPLE = "exempel"

    @property
    def uncertain(self) -> bool:
        """Whether a report that rests on the figure has to say so in a banner."""
        return self in (Status.FORECAST, Status.ASSUMED, Status.EXAMPLE)

    @property
    def place(self) -> int:
        """Which of several figures for the same thing goes before: those published, decided or not, are alike."""
        return max(_ORDER.index(self), _ORDER.index(Status.PRELIMINARY))


_ORDER = tuple(Status)


def weakest(statuses: Iterable[Status]) -> Status:
    """Return the weakest of the statuses: a chain of figures is no surer than its weakest link.

    Raises
    ------
    ValueError
        If there is none.
    """
    return max(statuses, key=_ORDER.index)
