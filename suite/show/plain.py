"""What a cell ends with that is no block: a frame becomes a table of a report, a drawing a figure."""

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from suite.show.plot import figure
from suite.show.table import plain_table


def as_block(shown: Any) -> Any:
    """Return a frame, a series, a styled frame or a drawing as a block; anything else as it is.

    Raises
    ------
    InputError
        If a drawing has no title.
    """
    if isinstance(shown, pd.DataFrame | pd.Series):
        return plain_table(shown)
    if _is_from("pandas.io.formats.style", shown):
        return plain_table(shown.data, str(shown.caption or ""))
    return figure(shown) if _is_from("matplotlib.figure", shown) else shown


def is_artist(shown: Any) -> bool:
    """Return whether something is a part of a drawing, or some parts, as ``plot`` returns them."""
    parts = list(shown.flat) if isinstance(shown, np.ndarray) else shown
    parts = parts if isinstance(parts, list | tuple) else [parts]
    return bool(parts) and all(
        _is_from("matplotlib", each) and not _is_from("matplotlib.figure", each) for each in parts
    )


def _is_from(module: str, value: Any) -> bool:
    """Return whether a value's class is of a module, which need not be imported to know."""
    return f"{type(value).__module__}.".startswith(f"{module}.")


def drawn() -> Iterator[Any]:
    """Yield the drawings that pyplot holds, and let it hold them no more."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        drawing = pyplot.figure(number)
        pyplot.close(drawing)
        yield drawing
