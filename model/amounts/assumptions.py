"""The register of assumptions: what is assumed, how reliable, who stands for it, and until when (Aqua Book)."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from model.fields import Date, Identifier, Name, OptionalName, Percent, Typed, one_of
from model.series.rows import LPIX

ASSUMPTIONS_FILE = "antaganden.yaml"


class Reliability(StrEnum):
    """How far an assumption can be trusted."""

    HIGH = "hög"
    MEDIUM = "medel"
    LOW = "låg"


class Trial(Typed):
    """A step that the assumption is moved by, to see what depends on it.

    `index` moves every uncertain change of an index by so many percentage points; `changes` changes an
    agreement's terms, as a reading does.
    """

    text: Name = Field(alias="steg")
    index: Percent | None = Field(None, alias="lpix")
    index_name: Name = Field(LPIX, alias="index")
    agreement: OptionalName = Field(None, alias="avtal")
    changes: dict[str, Any] = Field(default_factory=dict, alias="andrar")


class Assumption(Typed):
    """An assumption, with who stands for it and the day it is to be looked at again."""

    id: Identifier = Field(alias="kod")
    text: Name = Field(alias="antagande")
    why: Name = Field(alias="varfor")
    reliability: Annotated[Reliability, one_of(Reliability)] = Field(alias="tillforlitlighet")
    owner: Name = Field(alias="vem")
    made: Date = Field(alias="nar")
    sunset: Date = Field(alias="galler_till")
    trial: Trial | None = Field(None, alias="prov")


class Assumptions(Typed):
    """All the assumptions."""

    assumptions: tuple[Assumption, ...] = Field(alias="antaganden", min_length=1)
