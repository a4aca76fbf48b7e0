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
from model.money import exact, size, total
from model.read.begin import begin_all, checked_year
from model.run import Run
from model.uncertainty.summary import Simulated
from model.year import Year, year_of
from suite.findings.remarks import year_remarks
from suite.reports.differences import differences
from suite.reports.parties import uninvoiced
from suite.reports.results import header
from suite.show.blocks import Results
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


def basis(found: Scenarios) -> str:
    """Say what is compared with what."""
    scenario = found.base.scenario
    compared = counted(len(found.others), "scenario jämförs", "scenarier jämförs")
    return sentence(f"{compared} med {scenario.name}: {scenario.why}")


def overview(found: Scenarios) -> pd.DataFrame:
    """Return what each scenario costs all the parties together over the years."""
    whole = pd.concat([summed(own).tail(1) for own in found.rows])
    names = [run.scenario.name for run in found.runs]
    shares = [None, *map(percent_text, whole["skillnad_procent"][1:])]
    return pd.DataFrame(
        {
            "Belopp (kr)": whole["netto_kr"].tolist(),
            "Skillnad (kr)": [None, *whole["skillnad_kr"][1:]],
            "Skillnad (%)": shares,
            "Fasta priser (kr)": whole["fast_pris_kr"].tolist(),
        },
        pd.Index(names, name="Scenario"),
        dtype=object,
    )


def largest_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what each scenario but the first changes (`overview`), the largest first."""
    changes = rows[["Skillnad (kr)"]].iloc[1:].rename_axis("Scenario")
    order = sorted(changes.index, key=lambda name: (-size(exact(changes.at[name, "Skillnad (kr)"])), name))
    return changes.loc[order]


def finding(rows: pd.DataFrame, period: str) -> str:
    """Say which scenario (`largest_first`) changes most what all the parties pay together, and by how much."""
    if rows.empty:
        return ""
    change = exact(rows["Skillnad (kr)"].iloc[0])
    if not change:
        return f"Inget scenario ändrar vad alla parter betalar tillsammans {period}"
    return f"Störst skillnad ger scenariot ”{rows.index[0]}”: {signed_kr(change)} för alla parter {period}"


def per_party(found: Scenarios) -> pd.DataFrame:
    """Return what each scenario changes over the years: a column for each party that any of them moves."""
    sums = {run.scenario.name: summed(own).set_index("partnamn")["skillnad_kr"][:-1] for run, own in found.others}
    changes = pd.DataFrame(sums, dtype=object).T.rename_axis("Scenario")
    return changes.loc[:, (changes != 0).any()].rename(columns="{} (kr)".format)


def reasons(found: Scenarios, run: Run) -> list[str]:
    """Say why a scenario is there, and what it changes of the first."""
    changes = [line.text for line in differences(found.base, run, run.horizon)]
    told = [f"Ändrar: {'; '.join(changes)}."] if changes else []
    return [sentence(run.scenario.why), *told]


def by_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what each party that pays anything pays each year, and in all."""
    paid = rows.pivot(index="partnamn", columns="ar", values="netto_kr").loc[list(dict.fromkeys(rows["partnamn"]))]
    paid = paid[(paid != 0).any(axis=1)].rename_axis("Part")
    return paid.assign(Summa=pd.Series([total(row) for row in paid.itertuples(index=False)], paid.index))


def results(found: Scenarios) -> Results:
    """Return the figures of the report as data."""
    data = header("scenariorapport", found.now.year, found.base, year_remarks(found.now))
    data |= {"scenarier": [row for own in found.rows for row in records(own)]}
    spread = found.simulated.frame.drop(columns="sannolikhet_over_nivan") if found.simulated else None
    return Results(data | {"simulering": None if spread is None else records(spread)})


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
