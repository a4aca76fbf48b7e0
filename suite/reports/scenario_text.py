"""Scenarios beside each other as text: what each changes, and what it costs."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from model.amounts.comparison import against_first, summed
from model.amounts.indexing import index_names
from model.run import Run
from suite.findings.remarks import issued_otherwise
from suite.reports.differences import differences
from suite.reports.parties import uninvoiced
from suite.show.frame import each
from suite.show.swedish import joined, number, signed


def scenario_text(runs: Sequence[Run], part: str = "") -> str:
    """Return what each scenario changes, and what it costs every party, or one of them year by year.

    Parameters
    ----------
    runs : sequence of Run
        The same inputs under each scenario, the one to compare with first.
    part : str
        The party's code; empty for all.
    """
    base, lines = runs[0], []
    for run, rows in zip(runs, against_first([run.yearly() for run in runs]), strict=True):
        lines += [f"{run.scenario.name} ({run.scenario.id})", f"  {run.scenario.why}"]
        lines += [f"  · {line.text}" for line in differences(base, run, base.horizon)]
        lines += [f"  {text}" for text in issued_otherwise(run, base.horizon)]
        lines += [*(_party(run, rows, part, run is base) if part else _parties(run, rows, run is base)), ""]
    return "\n".join([*lines, f"Belopp i kr, bolag räknade med sin ägare. {amounts_text(base)}"])


def amounts_text(run: Run) -> str:
    """Say what fixed prices are, and what the sums hold beside what the parties are invoiced."""
    beside = uninvoiced(run, run.horizon)
    return _fixed_prices(run) + (f" Med i summorna är också {joined(beside)}." if beside else "")


def _fixed_prices(run: Run) -> str:
    names = index_names(run.case.every)
    if not names:
        return "Inget avtal räknas upp med index, så fasta priser är desamma som beloppen."
    index, others = f"scenariots {names[0]}", "även i avtal som inte räknas upp"
    if len(names) > 1:
        index, others = "avtalets index i scenariot", f"och med {names[0]} i avtal som inte räknas upp"
    converted = f"Fasta priser är beloppen omräknade till {run.horizon[0]} års priser"
    return f"{converted}: delade med {index} sedan dess, {others}."


def row_text(cells: Sequence[str], width: int = 14, first: int = 20) -> str:
    """Return cells as a line of text: the first to the left, the others in columns to the right."""
    return "  " + f"{cells[0]:<{first}}" + "".join(f"{cell:>{width}}" for cell in cells[1:])


def _party(run: Run, rows: pd.DataFrame, part: str, alone: bool) -> list[str]:
    own = rows[rows["part"] == part]
    heading = ["År", "Belopp", *([] if alone else ["Skillnad", "%"]), "Fasta priser", "kr/invånare"]
    lines = [row_text(heading)]
    for row in [*each(own), *each(summed(own))]:
        change = [] if alone else [signed(row.skillnad_kr), percent_text(row.skillnad_procent)]
        per_head = getattr(row, "kr_per_invanare", None)
        last = "" if per_head is None else number(per_head)
        label = str(getattr(row, "ar", run.period))
        lines.append(row_text([label, number(row.netto_kr), *change, number(row.fast_pris_kr), last]))
    return lines


def _parties(run: Run, rows: pd.DataFrame, alone: bool) -> list[str]:
    lines = [row_text([run.period, "Belopp", *([] if alone else ["Skillnad", "%"]), "Fasta priser"])]
    for row in each(summed(rows)):
        change = [] if alone else [signed(row.skillnad_kr), percent_text(row.skillnad_procent)]
        lines.append(row_text([row.partnamn, number(row.netto_kr), *change, number(row.fast_pris_kr)]))
    return lines


def percent_text(value: Decimal | None) -> str:
    """Return a change in per cent with its sign; empty where there was nothing to change."""
    return "" if value is None else signed(value)
