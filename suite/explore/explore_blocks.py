"""What the explore page shows of a setting: a party year by year, all parties, and what is assumed."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.amounts.comparison import compared, summed
from model.money import exact
from model.run import Run
from suite.findings.remarks import remarks
from suite.reports import text
from suite.reports.differences import differences
from suite.reports.scenario_text import amounts_text, percent_text
from suite.show.blocks import Block, Column, Figure, Heading, Kind, Paragraphs, Row, Table
from suite.show.charts import Line, paths
from suite.show.colours import QUIET
from suite.show.frame import each
from suite.show.swedish import kr, signed


@dataclass(frozen=True)
class Compared:
    """A run beside the one it is compared with, and the rows of `model.amounts.comparison.compared`."""

    base: Run
    run: Run
    rows: pd.DataFrame


def beside(base: Run, base_rows: pd.DataFrame, run: Run) -> Compared:
    """Return a run beside the one whose rows (`model.amounts.comparison.yearly`) are given."""
    return Compared(base, run, compared(base_rows, run.yearly()))


def blocks(both: Compared, part: str) -> list[Block]:
    """Return everything that the page shows of a setting, for a party."""
    return [
        Heading(f"Det här skiljer inställningen från {both.base.scenario.name}", 3),
        changes(both),
        Heading("År för år", 3),
        party_figure(both, part),
        Heading("Alla parter", 3),
        parties_table(both),
        text.assumptions(_remarks(both.run)),
    ]


def finding(both: Compared, part: str) -> str:
    """Say in a sentence what a party pays in the years together, and how that differs."""
    (row,) = each(summed(both.rows[both.rows["part"] == part]))
    told = f"{row.partnamn} betalar {kr(row.netto_kr)} {both.run.period}"
    if not row.skillnad_kr:
        return f"{told}, lika mycket som i {both.base.scenario.name}."
    more = "mer" if row.skillnad_kr > 0 else "mindre"
    share = f" ({percent_text(row.skillnad_procent)}\u00a0%)" if row.skillnad_procent is not None else ""
    return f"{told}, {kr(abs(row.skillnad_kr))} {more} än i {both.base.scenario.name}{share}."


def party_figure(both: Compared, part: str) -> Figure:
    """Show a party's amounts by year, as lines and as the table behind them."""
    base = both.base.scenario.name
    own = both.rows[both.rows["part"] == part]
    old, new = ([exact(amount) for amount in own[name]] for name in ("bas_kr", "netto_kr"))
    widest = max(each(own), key=lambda row: abs(row.skillnad_kr))
    alt = (
        f"Linjediagram över vad {widest.partnamn} betalar {both.run.period}. {base}: från "
        f"{kr(own['bas_kr'].iloc[0])} till {kr(own['bas_kr'].iloc[-1])}. Din inställning: från "
        f"{kr(own['netto_kr'].iloc[0])} till {kr(own['netto_kr'].iloc[-1])}. "
        f"Störst är skillnaden {widest.ar}, {signed(widest.skillnad_kr)}\u00a0kr."
    )
    title = f"{widest.partnamn} {both.run.period}: din inställning och {base}"
    drawn = paths(both.run.horizon, [Line("Din inställning", new), Line(base, old, QUIET)])
    return Figure(title, drawn, alt, party_table(both, part))


def party_table(both: Compared, part: str) -> Table:
    """Show a party's amounts by year beside the base, and their sums."""
    own = both.rows[both.rows["part"] == part]
    columns = [Column("År"), *_amount_columns(both), Column("Kr per invånare", Kind.NUMBER)]
    rows = [(str(row.ar), *_amounts(row), row.kr_per_invanare) for row in each(own)]
    (total,) = each(summed(own))
    return Table(f"{total.partnamn} år för år", columns, rows, ("Summa", *_amounts(total), None), _note(both))


def parties_table(both: Compared) -> Table:
    """Show every party's sums over the years beside the base, and those of all together."""
    *rows, last = each(summed(both.rows))
    columns = [Column("Part"), *_amount_columns(both)]
    shown = [(row.partnamn, *_amounts(row)) for row in rows]
    return Table(f"Alla parter {both.run.period}", columns, shown, (last.partnamn, *_amounts(last)), _note(both))


def changes(both: Compared) -> Paragraphs:
    """Say each thing that is not as in the base."""
    told = [line.text for line in differences(both.base, both.run, both.run.horizon)]
    return Paragraphs([f"{line}." for line in told] or ["Ingenting; ändra något för att se vad det kostar."])


def _amount_columns(both: Compared) -> list[Column]:
    return [
        Column(f"{both.base.scenario.name}, kr", Kind.WHOLE),
        Column("Din inställning, kr", Kind.WHOLE),
        Column("Skillnad, kr", Kind.SIGNED),
        Column("Skillnad, %", Kind.NUMBER),
        Column("I fasta priser, kr", Kind.WHOLE),
    ]


def _amounts(row: Any) -> Row:
    return row.bas_kr, row.netto_kr, row.skillnad_kr, percent_text(row.skillnad_procent), row.fast_pris_kr


def _note(both: Compared) -> str:
    return f"Bolag är räknade med sin ägare. {amounts_text(both.run)}"


def _remarks(run: Run) -> list[str]:
    lines = []
    for agreement in run.agreements:
        years = [year for year in run.years(agreement) if year in run.horizon]
        if years:
            lines += [f"{agreement.short}: {line}" for line in remarks(run, agreement, years)]
    return lines
