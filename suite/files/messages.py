"""What a command says: its answer, what it has done, what to beware of, and what is wrong.

All is told through the standard library's logging, under one name, so that whoever runs a command decides where it
goes: the command line prints it, and keeps it in a file if asked to (`suite.cli.voice`).
"""

import logging
from collections.abc import Iterable

LOG = logging.getLogger("kostnad")
ANSWER = 25
"""The level of what was asked for: above what is only told, below what to beware of."""


def answer(text: object) -> None:
    """Say what was asked for."""
    LOG.log(ANSWER, "%s", text)


def tell(text: object) -> None:
    """Say what has been done; whoever wants it quiet is spared it."""
    LOG.info("%s", text)


def warn(text: object) -> None:
    """Say what to beware of."""
    LOG.warning("%s", text)


def fail(faults: Iterable[object]) -> None:
    """Say what is wrong, a line each."""
    LOG.error("%s", "\n".join(f"Fel: {fault}" for fault in faults))
