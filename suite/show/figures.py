"""Figures of frames: bars beside or after each other, columns year by year, changes to both sides of nothing.

The index of a frame is what the bars are called and its columns are what they are made of; the frame is the table
behind the figure, and its words come from it too. Nothing is drawn of a frame without rows.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from model.money import Amount, exact, total
from model.status import Status
from suite.show import charts
from suite.show.blocks import Figure, Paragraphs, Table
from suite.show.swedish import SPACE, joined, kr, number, signed_kr, spans
from suite.show.table import heading, table

NOTHING = Paragraphs([])
"""What is shown where there is nothing to draw."""


def bars(rows: pd.DataFrame, finding: str, caption: str, *, note: str = "") -> Figure | Paragraphs:
    """Show a bar for each row, the first on top; several columns lie after each other, with their sum."""
    if rows.empty:
        return NOTHING
    layers, labels = _layers(rows), [*map(str, rows.index)]
    whole = [total(row) for row in rows.itertuples(index=False)]
    alt = f"{caption}. Liggande staplar{_divided(layers)}. " + ", ".join(
        f"{label} {kr(amount)}" for label, amount in zip(labels, whole, strict=True)
    )
    several = len(layers) > 1
    svg = charts.stacked_bars(labels, layers, "kr") if several else charts.bars(labels, whole, "kr")
    shown = _with_total(rows, whole) if several else rows
    return Figure(finding, svg, f"{alt}.", _behind(shown, caption, sums=True, note=note))


def pairs(rows: pd.DataFrame, finding: str, caption: str, unit: str = "kr") -> Figure | Paragraphs:
    """Show the two columns of each row beside each other, such as its budget and its outcome."""
    if rows.empty:
        return NOTHING
    upper, lower = _layers(rows)
    told = zip(rows.index, upper.values, lower.values, strict=True)
    alt = f"{caption}. Liggande staplar, {upper.name.lower()} och {lower.name.lower()}. " + ", ".join(
        f"{name}: {number(first)} och {number(second)}{SPACE}{unit}".rstrip() for name, first, second in told
    )
    svg = charts.pairs([*map(str, rows.index)], upper, lower, unit)
    return Figure(finding, svg, f"{alt}.", _behind(rows, f"{caption}, i siffror", sums=True))


def years(
    rows: pd.DataFrame,
    caption: str,
    status: Mapping[int, Status],
    *,
    whose: str = "",
    height: float = 3.4,
    across: bool = False,
) -> Figure | Paragraphs:
    """Show each year as a column of what its row holds, hatched where it is not certain.

    Parameters
    ----------
    rows : DataFrame
        A row for each year, a column in kronor for each part of it.
    caption : str
        What it shows.
    status : mapping of int to Status
        The weakest of what each year rests on.
    whose : str
        Whose amounts, where the heading does not say it.
    height : float
        Of the figure, inches.
    across : bool
        Whether the table behind it has the years as columns.
    """
    layers, own = [layer for layer in _layers(rows) if any(layer.values)], [int(year) for year in rows.index]
    if not layers or len(own) == 1:
        return NOTHING
    whole = [total(row) for row in rows.itertuples(index=False)]
    first, last, hatched = kr(whole[0]), kr(whole[-1]), [year for year in own if status[year].uncertain]
    alt = f"{caption}. Staplar per år i tkr{_divided(layers)}. Summan går från {first} till {last}."
    if hatched:
        alt += f" Staplar med snedstreck vilar på prognos, antagande eller exempel: {spans(hatched)}."
    shown = pd.DataFrame({layer.name if across else f"{layer.name} (kr)": layer.values for layer in layers}, own)
    if across:
        behind = _behind(shown.T.rename_axis("Belopp (kr)"), caption, sums=True)
    else:
        shown = _with_total(shown, whole) if len(layers) > 1 else shown
        behind = _behind(shown.assign(Status=[status[year] for year in own]).rename_axis("År"), caption)
    begun = f"{whose}: från" if whose else "Från"
    finding = f"{begun} {first} {own[0]} till {last} {own[-1]}{', om antagandena håller' if hatched else ''}"
    svg = charts.stacked_years(own, layers, [year in hatched for year in own], height)
    return Figure(finding, svg, alt, behind)


def changes(rows: pd.DataFrame, finding: str, caption: str, told: Sequence[str] = ("",)) -> Figure | Paragraphs:
    """Show the last columns of each row as bars to both sides of nothing.

    Parameters
    ----------
    rows : DataFrame
        A row for each thing that changes something; None is no change that can be told.
    finding, caption : str
        What it shows, and of what.
    told : sequence of str
        What the last columns are called beside their bars, such as ``ner`` and ``upp``.
    """
    if rows.empty:
        return NOTHING
    ends = rows.iloc[:, -len(told) :]
    bars = [
        [(name, None if pd.isna(value) else exact(value)) for name, value in zip(told, row, strict=True)]
        for row in ends.itertuples(index=False)
    ]
    words = "; ".join(
        f"{label} {', '.join(f'{name} {signed_kr(value)}'.strip() for name, value in own if value is not None)}"
        for label, own in zip(rows.index, bars, strict=True)
    )
    alt = f"{caption}. Staplar åt båda håll från noll. {words}."
    behind = _behind(rows, caption, signed=[heading(name) for name in ends])
    return Figure(finding, charts.both_ways([*map(str, rows.index)], bars), alt, behind)


def _with_total(rows: pd.DataFrame, whole: Sequence[Amount]) -> pd.DataFrame:
    return rows.assign(**{"Totalt (kr)": pd.Series(list[Any](whole), rows.index)})


def _layers(rows: pd.DataFrame) -> list[charts.Layer]:
    """Return the columns as layers, called by their headings without the unit."""
    names = [heading(name).removesuffix(" (kr)") for name in rows]
    values = [[exact(value) for value in rows[column]] for column in rows]
    return [charts.Layer(name, own) for name, own in zip(names, values, strict=True)]


def _divided(layers: Sequence[charts.Layer]) -> str:
    """Return what bars are divided in, as the end of a clause; nothing where there is one layer."""
    return f", delade i {joined(layer.name for layer in layers)}" if len(layers) > 1 else ""


def _behind(
    rows: pd.DataFrame, caption: str, *, sums: bool = False, signed: Collection[str] = (), note: str = ""
) -> Table | None:
    found = table(rows, caption, sums=sums, signed=signed, note=note)
    return found if isinstance(found, Table) else None
