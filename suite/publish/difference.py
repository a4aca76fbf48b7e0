"""Something in a file that is not as when it is made again, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Why something is not as it is when it is made again."""

    FILE = "filen"
    DATA = "data"
    TERMS = "villkor"
    BOTH = "data och villkor"
    CODE = "kod"


@dataclass(frozen=True)
class Difference:
    """Something that is not as it should be.

    Attributes
    ----------
    file, place : str
        The file or the page, and where in it.
    found, expected : str
        What is there, and what should be; what is wrong is told by the first where the second is empty.
    cause : Cause or None
        Why; None before it is known.
    is_figure : bool
        Whether it is a figure.
    """

    file: str
    place: str
    found: str
    expected: str = ""
    cause: Cause | None = None
    is_figure: bool = False
