"""Figures of frames: bars in a table, and columns year by year.

The index of a frame is what the bars are called and its columns are what they are made of; the bars stand in the
table itself, which says each figure too. Nothing is drawn of a frame without rows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from model.money import Amount, exact, total
from suite.show.blocks import Paragraphs, Table
from suite.show.colours import TOGETHER
from suite.show.strips import BAND, HATCHED, PALE, Part, Scale, Strip, Strips
from suite.show.swedish import ratio
from suite.show.table import heading, table

NOTHING = Paragraphs([])
"""What is shown where there is nothing to draw."""


def bars(
    rows: pd.DataFrame,
    caption: str,
    *,
    what: str = "",
    colours: Sequence[str] = (),
    unit: str = "kr",
    note: str = "",
    most: int = 0,
    rest: str = "Övriga",
    beside: pd.DataFrame | None = None,
    signed: Collection[str] = (),
    keys: Sequence[str] = (),
    links: Mapping[str, Mapping[str, str]] | None = None,
) -> Table | Paragraphs:
    """Show a bar for each row, the first on top, and its figure; several columns lie after each other.

    Parameters
    ----------
    rows : DataFrame
        The index is what the bars are called; each column is a layer of them.
    caption : str
        What it shows: the finding.
    what : str
        What is counted, in what unit.
    colours : sequence of str
        A colour for each column; one that is for all of them together unless told otherwise.
    unit : str
        Of the figures, in the heading of their sum.
    note : str
        What stands under it.
    most : int
        How many bars there are at most: the others are one, the last, called `rest`; 0 for all.
    beside : DataFrame, optional
        More columns, of the same rows; they are summed where they are whole numbers.
    signed : collection of str
        Headings of numbers among them that always show their sign.
    keys : sequence of str
        Whose each row is (`Table.keys`).
    links : mapping, optional
        As for `suite.show.table.table`.
    """
    if rows.empty:
        return NOTHING
    colours = colours or [TOGETHER] * len(rows.columns)
    layers = [heading(name).removesuffix(f" ({unit})") for name in rows]
    shown = pd.DataFrame({heading(name) if unit in str(name) else name: rows[name] for name in rows})
    if len(layers) > 1:
        whole = [total(row) for row in rows.itertuples(index=False)]
        shown = pd.DataFrame({f"Summa ({unit})" if unit else "Summa": pd.Series(whole, rows.index, dtype=object)})
    shown = shown if beside is None else pd.concat([shown, beside], axis=1)
    if most and len(rows) > most:
        rows, shown = (_grouped(each, most - 1, f"{rest} ({len(rows) - most + 1})") for each in (rows, shown))
        keys = keys[: most - 1]
    values = [[exact(value) for value in row] for row in rows.itertuples(index=False)]
    scale = Scale.of([total(row) for row in values])
    strips = Strips(
        1,
        list(zip(layers, colours, strict=True)) if len(layers) > 1 else [],
        [Strip(scale.stacked(row, colours)) for row in values],
    )
    named = shown.set_axis(rows.index.rename(rows.index.name or ""), axis=0)
    found = table(named, caption, sums=True, signed=signed, note=note, links=links)
    return _with(found, what=what, strips=strips, keys=keys)


def _grouped(rows: pd.DataFrame, most: int, rest: str) -> pd.DataFrame:
    """Return the first rows, and the sums of the others as the last."""
    own, others = rows.iloc[:most], rows.iloc[most:]
    sums = {
        name: total(others[name]) if all(isinstance(value, int | np.integer) for value in others[name]) else ""
        for name in rows
    }
    last = pd.DataFrame([sums], index=pd.Index([rest], name=rows.index.name), columns=rows.columns, dtype=object)
    return pd.concat([own.astype(object), last])


def _with(shown: Table | Paragraphs, **more: Any) -> Table | Paragraphs:
    return replace(shown, **more) if isinstance(shown, Table) else shown


def pairs(
    rows: pd.DataFrame,
    caption: str,
    *,
    what: str = "",
    colour: str = TOGETHER,
    elapsed: float | Sequence[float | None] | None = None,
    ahead: Sequence[Amount] = (),
    note: str = "",
    beside: pd.DataFrame | None = None,
    sums: bool = True,
) -> Table | Paragraphs:
    """Show what was done of what was planned: a dark bar on a pale one, and a line at how far time has come.

    Parameters
    ----------
    rows : DataFrame
        The index is what the bars are called; the first column is planned, the second done.
    caption, what, note, beside
        As for `bars`.
    colour : str
        Of the bars.
    elapsed : float or sequence of float, optional
        How large a share of the time has passed: of all of it, or of each row's own; None where nobody knows.
    ahead : sequence of int
        What each is expected to come to: a hatched bar on, where it is more than what is done.
    sums : bool
        Whether there is a last row with their sums.
    """
    if rows.empty:
        return NOTHING
    planned, done = ([exact(value) for value in rows.iloc[:, place]] for place in (0, 1))
    scale, whole = Scale.of([*planned, *done, *ahead]), ahead or done
    cells = [
        Strip(
            [
                scale.bar(first, colour, PALE),
                *([scale.bar(last - second, colour, HATCHED, second)] if last > second else []),
                scale.bar(second, colour, BAND),
            ],
            [] if gone is None or not first else [scale.at(round(float(first) * gone))],
        )
        for first, second, last, gone in zip(planned, done, whole, _each(elapsed, len(rows)), strict=True)
    ]
    names = [heading(name) for name in rows]
    shown = rows.set_axis(names, axis=1)
    used = [ratio(second, first, 0) if first else "" for first, second in zip(planned, done, strict=True)]
    shown = shown.assign(**{f"{names[1].removesuffix(' (kr)')} av {names[0].removesuffix(' (kr)').lower()}": used})
    shown = shown if beside is None else pd.concat([shown, beside], axis=1)
    found = table(shown, caption, sums=sums, note=note)
    return _with(found, what=what, strips=Strips(1, [], cells))


def _each(elapsed: float | Sequence[float | None] | None, rows: int) -> Sequence[float | None]:
    return [elapsed] * rows if elapsed is None or isinstance(elapsed, float | int) else elapsed


def changes(
    rows: pd.DataFrame,
    caption: str,
    *,
    what: str = "",
    colour: str = TOGETHER,
    sums: bool = False,
    note: str = "",
    keys: Sequence[str] = (),
) -> Table | Paragraphs:
    """Show the first column of each row as a bar from zero, to the left where it is less; the others beside it.

    Parameters
    ----------
    rows : DataFrame
        The index is what changes something; None is no change that can be told.
    caption, what, colour, note, keys
        As for `bars`.
    sums : bool
        Whether there is a last row with their sums.
    """
    if rows.empty:
        return NOTHING
    values = [None if pd.isna(value) else exact(value) for value in rows.iloc[:, 0]]
    scale = Scale.of([value for value in values if value is not None])
    zero = [scale.at(0)] if scale.low else []
    cells = [Strip([scale.bar(value, colour)] if value else [], zero) for value in values]
    signed = [heading(name) for name in rows if heading(name).endswith("(kr)")]
    found = table(rows, caption, sums=sums, signed=signed, note=note)
    return _with(found, what=what, strips=Strips(1, [], cells), keys=keys)


def goals(
    rows: pd.DataFrame,
    caption: str,
    shares: Sequence[Fraction | None],
    *,
    what: str,
    colour: str = TOGETHER,
    note: str = "",
) -> Table | Paragraphs:
    """Show how much of its target each row has reached: a dark bar on one as long as the target.

    Parameters
    ----------
    rows : DataFrame
        The index is what the bars are called.
    shares : sequence of Fraction
        How much of its target each has reached; None where that is not known, and nothing is drawn.
    caption, what, colour, note
        As for `bars`.
    """
    if rows.empty:
        return NOTHING
    reached = [None if share is None else round(1000 * share) for share in shares]
    scale = Scale.of([1000, *(each for each in reached if each is not None)])
    cells = [
        None if each is None else Strip([scale.bar(1000, colour, PALE), scale.bar(each, colour, BAND)])
        for each in reached
    ]
    return _with(table(rows, caption, note=note), what=what, strips=Strips(1, [], cells))


def within(
    rows: pd.DataFrame,
    caption: str,
    limits: Sequence[tuple[Amount, Amount]],
    lines: Sequence[Amount],
    *,
    colours: Sequence[str],
    what: str = "",
    note: str = "",
    signed: Collection[str] = (),
) -> Table | Paragraphs:
    """Show the first column of each row as a bar from zero, with a line and the range that it may lie in.

    Parameters
    ----------
    rows : DataFrame
        The index is what the bars are called.
    limits : sequence of (int, int)
        The range of each row.
    lines : sequence of int
        Where the line of each row is.
    caption, what, colours, note, signed
        As for `bars`; a colour for each row.
    """
    if rows.empty:
        return NOTHING
    values = [exact(value) for value in rows.iloc[:, 0]]
    scale = Scale.of([*values, *lines, *(high for _, high in limits)])
    cells = [
        Strip(
            [Part(scale.at(low), scale.at(high), colour, PALE), scale.bar(value, colour, BAND)], [scale.at(line)]
        )
        for value, (low, high), line, colour in zip(values, limits, lines, colours, strict=True)
    ]
    found = table(rows, caption, signed=signed, note=note)
    return _with(found, what=what, strips=Strips(1, [], cells))
