"""What is asked about unlikely figures, as findings: what was found, beside what, and what was probably meant."""

from collections.abc import Sequence
from decimal import Decimal

from model.amounts.doubt import (
    HIGHEST_INDEX,
    LARGEST_MOVE,
    LOWEST_INDEX,
    Move,
    is_usual,
    moves,
    probable_index,
    unusual_rows,
)
from model.amounts.indexing import index_names
from model.finding import Finding, Level
from model.run import Run
from model.series.rows import Row
from suite.show.swedish import number, percent, ratio


def index_findings(run: Run, invoiced: Sequence[int]) -> list[Finding]:
    """Return the findings about index changes outside the usual, among those that are in use.

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    invoiced : sequence of int
        The years that are invoiced; of what their amounts do not rest on it is only told.
    """
    used = index_names(run.inputs.agreements.values())
    return [
        Finding(
            "index",
            _level(row, run.inputs.index, asked=row.year <= max(invoiced) and row.index in used),
            f"{row.index} {row.year}: {index_question(row.percent)} Se {row.place}.",
        )
        for row in unusual_rows(run.series)
    ]


def index_question(change: Decimal) -> str:
    """Return what is asked about an index change in per cent; empty for a usual one."""
    if is_usual(change):
        return ""
    usual = f"de flesta år ligger mellan {number(LOWEST_INDEX)} och {percent(HIGHEST_INDEX)}"
    meant = probable_index(change)
    return f"{percent(change)} är ovanligt, {usual}.{f' Menas {percent(meant)}?' if meant else ''}"


def population_findings(run: Run, invoiced: Sequence[int]) -> list[Finding]:
    """Return the findings about populations that are far from the ones before them.

    Parameters
    ----------
    run, invoiced
        As for `index_findings`.
    """
    years = {*invoiced, *(year - 1 for year in invoiced)}  # the year that is settled with the invoices too
    return [
        Finding("folkmangd", _level(move.row, run.inputs.population, asked=_is_asked(move, years)), _told(move))
        for move in moves(run.series, run.inputs.key_days)
    ]


def _is_asked(move: Move, years: set[int]) -> bool:
    keys = {row.reference_date.year + 1 for row in (move.row, move.before)}
    return move.limit == LARGEST_MOVE and bool(keys & years)


def _level(row: Row, published: Sequence[Row], *, asked: bool) -> Level:
    """Return what is asked of an unlikely row; of what somebody has checked or a scenario explores it is told."""
    return Level.ACKNOWLEDGE if asked and not row.checked and row in published else Level.NOTE


def _told(move: Move) -> str:
    row, before, meant = move.row, move.before, move.meant
    change = ratio(row.population - before.population, before.population, 1) if before.population else "från 0"
    shares = " till ".join(ratio(*each, 1) if each[1] else "–" for each in (move.share_before, move.share))
    asked = f" Menas omkring {number(meant)}?" if meant is not None else ""
    return (
        f"{row.municipality}: folkmängden {row.reference_date} är {number(row.population)}, {change} från "
        f"{before.reference_date} ({number(before.population)}); mer än {percent(move.limit)} om året, och "
        f"andelen av alla går från {shares}.{asked} Se {row.place}."
    )
