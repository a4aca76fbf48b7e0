"""Scenarios beside each other, as a report and as text: what each changes, and what it costs."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import pandas as pd

from model.amounts.comparison import against_first, summed
from model.amounts.indexing import index_names
from model.errors import InputError
from model.money import Amount, exact, size, total
from model.read.begin import begin_all, checked_year
from model.run import Run
from model.uncertainty.summary import Simulated
from model.year import Year, year_of
from suite.findings.remarks import year_remarks
from suite.reports.differences import differences
from suite.reports.parties import uninvoiced
from suite.reports.results import header
from suite.show.blocks import Block, Column, Figure, Group, Heading, Kind, Paragraphs, Results, Row, Table, totals
from suite.show.charts import both_ways
from suite.show.frame import each, records
from suite.show.swedish import counted, joined, number, sentence, signed, signed_kr


@dataclass(frozen=True)
class Scenarios:
    """The scenarios of a report, the one compared with first.

    Attributes
    ----------
    now : Year
        The year of the report, under the first scenario.
    runs : sequence of Run
        The inputs under each.
    rows : sequence of DataFrame
        What each costs (`model.amounts.comparison.against_first`).
    """

    now: Year
    runs: Sequence[Run]
    rows: Sequence[pd.DataFrame]

    @property
    def base(self) -> Run:
        """The scenario that the others are compared with."""
        return self.runs[0]

    @property
    def others(self) -> list[tuple[Run, pd.DataFrame]]:
        """The other scenarios, with what they cost."""
        return list(zip(self.runs[1:], self.rows[1:], strict=True))

    @cached_property
    def simulated(self) -> Simulated | None:
        """The simulation of the first scenario; None where it says nothing of spread."""
        if not self.base.scenario.simulation:
            return None
        with ThreadPoolExecutor() as pool:
            return self.base.simulated(pool=pool)


def open_scenarios(
    ar: object, scenarier: object = "", inputs: object = "", per_datum: object = "", scenario: object = "bas"
) -> Scenarios:
    """Check a notebook's parameters, and compute what its report shows.

    Parameters
    ----------
    ar : int
        Year of the report.
    scenarier : str
        Codes or files with spaces between; empty for all the scenarios of the inputs.
    inputs, per_datum, scenario
        As for `model.read.begin.begin`; the scenario is the one that the others are compared with.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.
    """
    if not isinstance(scenarier, str):
        raise InputError(f"scenarier: fann ”{scenarier}”, väntade koder med mellanslag emellan, inom citattecken")
    first = begin_all(inputs, per_datum, [scenario])[0]
    names = scenarier.split() or [code for code in first.inputs.scenarios if code != first.scenario.id]
    runs = [first, *begin_all(inputs, per_datum, [scenario, *names])[1:]]
    return Scenarios(year_of(first, checked_year(first, ar)), runs, against_first([run.yearly() for run in runs]))


def title(found: Scenarios) -> Heading:
    """Return the title of the report."""
    return Heading(f"Scenarier och osäkerhet {found.now.year}", 1)


def basis(found: Scenarios) -> Paragraphs:
    """Say what is compared with what."""
    scenario = found.base.scenario
    compared = counted(len(found.others), "scenario jämförs", "scenarier jämförs")
    return Paragraphs(
        [
            sentence(f"{compared} med {scenario.name}: {scenario.why}"),
            f"Beloppen är vad parterna betalar {found.base.period} enligt alla avtal, bolag räknade med "
            "sin ägare. Åren före det första som ett scenario ändrar är desamma som utan det. "
            f"{amounts_text(found.base)}",
        ]
    )


def overview(found: Scenarios) -> Table:
    """Show what each scenario costs all the parties together over the years."""
    rows: list[Row] = []
    for run, own in zip(found.runs, found.rows, strict=True):
        row = next(iter(each(_all(own))))
        change = (row.skillnad_kr, percent_text(row.skillnad_procent)) if run is not found.base else (None, None)
        rows.append((run.scenario.name, row.netto_kr, *change, row.fast_pris_kr))
    columns = [
        Column("Scenario"),
        Column("Belopp (kr)", Kind.WHOLE),
        Column("Skillnad (kr)", Kind.SIGNED),
        Column("Skillnad (%)", Kind.NUMBER),
        Column("Fasta priser (kr)", Kind.WHOLE),
    ]
    return Table(f"Alla parter {found.base.period}", columns, rows)


def _all(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the row of all parties together, the last of the sums."""
    return summed(rows).tail(1)


def overview_figure(found: Scenarios) -> Figure | Paragraphs:
    """Show what each scenario changes, the largest first."""
    if not found.others:
        return Paragraphs([])
    changes = {run.scenario.name: exact(_all(own)["skillnad_kr"].iloc[0]) for run, own in found.others}
    order = sorted(changes, key=lambda name: (-size(changes[name]), name))
    base = found.base.scenario.name
    columns = [Column("Scenario"), Column("Skillnad (kr)", Kind.SIGNED)]
    table = Table(f"Skillnad mot {base} {found.base.period}", columns, [(name, changes[name]) for name in order])
    told = ", ".join(f"{name} {signed_kr(changes[name])}" for name in order)
    alt = f"Staplar åt båda håll från noll, skillnad mot {base} {found.base.period}. {told}."
    return Figure(
        _finding(order[0], changes[order[0]], found.base.period),
        both_ways(order, [[("", changes[name])] for name in order]),
        alt,
        table,
    )


def _finding(name: str, change: Amount, period: str) -> str:
    """Say which scenario changes most what all the parties pay together, and by how much."""
    if not change:
        return f"Inget scenario ändrar vad alla parter betalar tillsammans {period}"
    return f"Störst skillnad ger scenariot ”{name}”: {signed_kr(change)} för alla parter {period}"


def per_party(found: Scenarios) -> Group:
    """Show what each scenario changes for each party over the years, in tables narrow enough to read."""
    sums = [summed(own) for own in found.rows]
    parts = sums[0]["part"].tolist()[:-1]
    moved = [code for code in parts if any(_change(own, code) for own in sums)]
    half = -(-len(moved) // 2)
    return Group([_matrix(found, sums, own) for own in (moved[:half], moved[half:]) if own])


def _change(sums: pd.DataFrame, code: str) -> int:
    return int(sums.loc[sums["part"] == code, "skillnad_kr"].iloc[0])


def each_scenario(found: Scenarios) -> Group:
    """Show, for each scenario, why it is there, what it changes and what each party then pays each year."""
    blocks: list[Block] = []
    for run, own in zip(found.runs, found.rows, strict=True):
        changes = [line.text for line in differences(found.base, run, run.horizon)]
        told = [f"Ändrar: {'; '.join(changes)}."] if changes else []
        blocks += [Heading(run.scenario.name, 3), Paragraphs([sentence(run.scenario.why), *told])]
        blocks.append(_yearly(run, own))
    return Group(blocks)


def _yearly(run: Run, own: pd.DataFrame) -> Table:
    """Show what each party that pays anything pays each year."""
    rows: list[Row] = []
    for name, group in own.groupby("partnamn", sort=False):
        amounts = list(group["netto_kr"])
        if any(amounts):
            rows.append((str(name), *amounts, total(amounts)))
    columns = [
        Column("Part"),
        *(Column(str(year), Kind.WHOLE) for year in run.horizon),
        Column("Summa", Kind.WHOLE),
    ]
    return Table(f"{run.scenario.name}: belopp per part och år (kr)", columns, rows, totals(columns, rows))


def results(found: Scenarios) -> Results:
    """Return the figures of the report as data."""
    data = header("scenariorapport", found.now.year, found.base, year_remarks(found.now))
    data |= {"scenarier": [row for own in found.rows for row in records(own)]}
    spread = found.simulated.frame.drop(columns="sannolikhet_over_nivan") if found.simulated else None
    return Results(data | {"simulering": None if spread is None else records(spread)})


def _matrix(found: Scenarios, sums: Sequence[pd.DataFrame], parts: Sequence[str]) -> Table:
    names = dict(zip(sums[0]["part"], sums[0]["partnamn"], strict=True))
    rows: list[Row] = [
        (run.scenario.name, *(_change(own, code) for code in parts))
        for run, own in zip(found.runs[1:], sums[1:], strict=True)
    ]
    columns = [Column("Scenario"), *(Column(f"{names[code]} (kr)", Kind.SIGNED) for code in parts)]
    whose = " till ".join(dict.fromkeys(names[code] for code in (parts[0], parts[-1])))
    caption = f"Skillnad mot {found.base.scenario.name} {found.base.period}: {whose}"
    return Table(caption, columns, rows)


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
