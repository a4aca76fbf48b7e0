"""When the parties pay under the scenarios: all together year by year, and each party against its first year."""

from collections.abc import Iterable, Sequence

import pandas as pd

from model.money import Amount, exact, size, total
from model.uncertainty.simulation import ALL
from suite.reports.scenario_report import Compared, Scenarios
from suite.show.blocks import Figure, Paragraphs, Table
from suite.show.charts import Line, Panel, multiples, paths
from suite.show.rounded import rough, rough_span
from suite.show.swedish import joined, kr, number
from suite.show.table import table

_MOST = 9
"""How many parties have a panel: of more, the largest and the others together. The table has them all."""


def together(found: Scenarios) -> Figure | Paragraphs:
    """Show what all the parties pay each year under the first scenario, the dearest and the cheapest."""
    shown = [each for each in (found.compared[0], found.compared[-1]) if each.change]
    if len(found.base.horizon) < 2 or not shown:
        return Paragraphs([])
    every = [(found.base.scenario.name, _by_year(found))]
    every += [(each.run.scenario.name, _by_year(found, each)) for each in shown]
    furthest = max(
        ((year, name, value - own) for name, values in every[1:] for year, value, own in _years(found, values)),
        key=lambda told: size(told[-1]),
    )
    year, name, change = furthest
    more = "mer" if change > 0 else "mindre"
    return _figure(
        found,
        f"Mest skiljer {year}: ”{name}” är {rough(size(change))} {more} än {every[0][0]}",
        [Line(name, values) for name, values in every],
        "Alla parter, tusen kronor per år; det dyraste och det billigaste scenariot.",
    )


def _years(found: Scenarios, values: Sequence[Amount]) -> Iterable[tuple[int, Amount, Amount]]:
    return zip(found.base.horizon, values, _by_year(found), strict=True)


def band(found: Scenarios) -> Figure | Paragraphs:
    """Show between which amounts all the parties pay each year in nine paths of ten."""
    own, name = _by_year(found), found.base.scenario.name
    if len(own) < 2 or found.spread() is None or found.simulated is None:
        return Paragraphs([])
    frame = found.simulated.frame
    rows = frame[frame["part"] == ALL].iloc[: len(own)]
    low, high = (
        [amount + exact(strays) for amount, strays in zip(own, rows[end] - rows["scenariot_kr"], strict=True)]
        for end in ("p5_kr", "p95_kr")
    )
    return _figure(
        found,
        f"{found.base.horizon[-1]} betalar parterna {rough_span(low[-1], high[-1])} i nio fall av tio",
        [Line(name, own, low=low, high=high)],
        f"Alla parter, tusen kronor per år. Linjen är {name}, bandet är nio fall av tio.",
    )


def _figure(found: Scenarios, finding: str, lines: Sequence[Line], what: str) -> Figure:
    years, behind = list(found.base.horizon), dict[str, Sequence[Amount | str]]()
    behind["År"] = [str(year) for year in years]
    for line in lines:
        behind[f"{line.name} (kr)"] = line.values
        if line.low:
            behind |= {"Lägst i nio fall av tio (kr)": line.low, "Högst i nio fall av tio (kr)": line.high}
    frame = table(pd.DataFrame(behind, dtype=object), f"{finding}: år för år, kr")
    assert isinstance(frame, Table)
    told = joined(f"{line.name} från {kr(line.values[0])} till {kr(line.values[-1])}" for line in lines)
    alt = f"Linjer för {years[0]}–{years[-1]}: {told}."
    return Figure(finding, paths(years, lines), alt, frame, what=what)


def _by_year(found: Scenarios, each: Compared | None = None) -> list[Amount]:
    """Return what all pay each year under a scenario, the first where none is given."""
    sums = found.invoiced.groupby("ar")["netto_kr"].sum()
    if each is not None:
        rows = next(own for run, own in zip(found.runs, found.rows, strict=True) if run is each.run)
        sums = sums + rows.groupby("ar")["skillnad_kr"].sum()
    return [exact(sums[year]) for year in found.base.horizon]


def by_party(found: Scenarios) -> Figure | Paragraphs:
    """Show what each party pays each year under the first scenario, in per cent of its first year."""
    years = list(found.base.horizon)
    paid = {code: _of(found, code) for code in found.paying}
    if len(years) < 2 or not paid:
        return Paragraphs([])
    panels = [Panel(found.names[code], values) for code, values in paid.items()]
    if len(panels) > _MOST:
        others = [panel.values for panel in panels[_MOST - 1 :]]
        whole = [total(own) for own in zip(*others, strict=True)]
        panels = [*panels[: _MOST - 1], Panel(f"Övriga parter ({len(others)})", whole)]
    indices = {found.names[code]: _index(values) for code, values in paid.items()}
    ends = {name: own[-1] for name, own in indices.items() if own[-1] is not None}
    told = {panel.name: end for panel in panels if (end := _index(panel.values)[-1]) is not None}
    least, most = min(ends.values()), max(ends.values())
    base, last = found.base.scenario.name, years[-1]
    shown = pd.DataFrame(indices, pd.Index([str(year) for year in years]), dtype=object).T.rename_axis("Part")
    frame = table(shown, f"{base}: vad parterna betalar, första året är 100")
    assert isinstance(frame, Table)
    span = number(least) if least == most else f"{number(least)}–{number(most)}"
    return Figure(
        f"Den som betalade 100 kr första året betalar {span} kr {last} i {base}",
        multiples(years, panels),
        f"En ruta för var och en, index {last}: {joined(f'{name} {number(end)}' for name, end in told.items())}.",
        frame,
        what="Index, första året är 100. De grå linjerna är de andra parterna.",
    )


def _of(found: Scenarios, code: str) -> list[Amount]:
    rows = found.invoiced[found.invoiced["part"] == code].set_index("ar")["netto_kr"]
    return [exact(rows[year]) for year in found.base.horizon]


def _index(values: Sequence[Amount]) -> list[int | None]:
    """Return values in per cent of the first that is not zero; before it there is none."""
    first = next((place for place, value in enumerate(values) if value), len(values))
    return [None if place < first else round(100 * value / values[first]) for place, value in enumerate(values)]
