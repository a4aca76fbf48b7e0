"""What a check says of a run: a finding, with its level and a short code by which it is acknowledged.

The same findings are told everywhere (design decision 17). A finding of level ``stopp`` holds what leaves the
house back; one of level ``kvittera`` does so until somebody has acknowledged its code and said why; one of level
``notera`` is only told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a finding asks of whoever wants to send something; the value is the Swedish word."""

    STOP = "stopp"
    ACKNOWLEDGE = "kvittera"
    NOTE = "notera"


@dataclass(frozen=True)
class Finding:
    """One thing that a check says.

    Attributes
    ----------
    code : str
        Short and stable: what ``--trots`` names.
    level : Level
        What it asks.
    text : str
        A Swedish sentence with the figures that it is about.
    agreement : str
        The code of the agreement that it concerns; empty for all.
    kind : str
        The kind of invoice rows that it concerns (``slag``); empty for all.
    """

    code: str
    level: Level
    text: str
    agreement: str = ""
    kind: str = ""

    def concerns(self, agreement: str, kind: str) -> bool:
        """Whether it is about an agreement's invoice rows of a kind."""
        return self.agreement in {"", agreement} and self.kind in {"", kind}


def holding_back(found: Iterable[Finding], acknowledged: Mapping[str, str]) -> Sequence[Finding]:
    """Return the findings that hold something back, the worst first.

    Parameters
    ----------
    found : iterable of Finding
        All that the checks said.
    acknowledged : mapping of str to str
        Why a code is passed over, by code. A finding of level ``stopp`` cannot be.
    """
    held = [
        each
        for each in found
        if each.level is Level.STOP or (each.level is Level.ACKNOWLEDGE and each.code not in acknowledged)
    ]
    return by_level(held)


def by_level(found: Iterable[Finding]) -> list[Finding]:
    """Return findings, the gravest first and else in their order; what says the same is told once."""
    order = tuple(Level)
    sorted_ones = sorted(found, key=lambda each: order.index(each.level))
    return list({(each.code, each.text): each for each in reversed(sorted_ones)}.values())[::-1]
