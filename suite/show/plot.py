"""A drawing of matplotlib's, as pandas' ``plot`` makes it, as a figure of a report."""

import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from model.errors import InputError
from suite.show.blocks import Figure, Table
from suite.show.charts import Drawing
from suite.show.fonts import register_fonts
from suite.show.swedish import number, sentence
from suite.show.table import table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawn

_UNTOLD = (
    "Ett diagram saknar rubrik. Den är vad den får veta som inte ser diagrammet: skriv plot(title=…), eller "
    "figure(diagrammet, rubrik, alt=…)"
)


def figure(drawn: "Axes | Drawn", finding: str = "", alt: str = "", rows: pd.DataFrame | None = None) -> Figure:
    """Show a drawing as a figure, and not once more by itself.

    Parameters
    ----------
    drawn : Axes or Figure
        What ``plot`` gave.
    finding : str
        What it shows: its caption; the drawing's own title unless told otherwise.
    alt : str
        The same in words, for who does not see it; unless told otherwise the caption, and where each line and each
        set of bars begins and ends.
    rows : DataFrame, optional
        The numbers behind it.

    Raises
    ------
    InputError
        If it has no title.
    """
    drawing: Any = drawn if hasattr(drawn, "savefig") else drawn.get_figure()
    own = _title(drawing)
    title = finding or own
    if not title.strip():
        raise InputError(_UNTOLD)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(drawing)  # or a notebook would show it once more
    words = alt or " ".join([sentence(f"Diagram: {title}"), *_told(drawing)])
    behind = None if rows is None else table(rows, title)
    register_fonts()
    return Figure(title, Drawing(lambda _: drawing), words, behind if isinstance(behind, Table) else None)


def _title(drawing: "Drawn") -> str:
    """Return the title of a drawing, and take it away from there: a report sets it as the caption."""
    above = drawing.get_suptitle()
    drawing.suptitle("")
    titles = [above]
    for axes in drawing.axes:
        for place in ("left", "center", "right"):
            titles.append(axes.get_title(loc=place))
            axes.set_title("", loc=place)
    return next(filter(None, titles), "")


def _told(drawing: "Drawn") -> Iterator[str]:
    """Say where each line and each set of bars begins and ends."""
    for axes in drawing.axes:
        drawn: list[tuple[object, Any]] = [(line.get_label(), line.get_ydata()) for line in axes.get_lines()]
        drawn += [(bars.get_label(), getattr(bars, "datavalues", ())) for bars in axes.containers]
        values = [(str(name), [float(value) for value in own if not pd.isna(value)]) for name, own in drawn]
        told = [(name, own) for name, own in values if own and not name.startswith("_")]
        unit = f" {axes.get_ylabel()}".rstrip()
        for name, own in told:
            span = f"från {_short(own[0])} till {_short(own[-1])}{unit}."
            yield f"{name}: {span}" if len(told) > 1 else span.capitalize()


def _short(value: float) -> str:
    return number(round(value) if abs(value) >= 100 else Decimal(str(round(value, 2))))
