"""How sure a scenario is and what drives it, as text and as figures and tables of the scenario report."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd

from model.amounts.comparison import owners
from model.money import exact, in_kronor
from model.run import Run
from model.uncertainty.sensitivity import Bar, variance_shares
from model.uncertainty.simulation import ALL
from model.uncertainty.summary import PERCENTS, Simulated
from suite.reports.scenario_report import Scenarios, row_text
from suite.show.blocks import Figure, Paragraphs, Table
from suite.show.charts import fan
from suite.show.figures import changes
from suite.show.frame import each
from suite.show.swedish import SPACE, joined, kr, number, percent, sentence, signed
from suite.show.table import table

_NARROW = (11, 9)
"""The widths of the columns of a simulation, and of its first, so that all stand within eighty signs."""


def model_text(found: Scenarios) -> list[str]:
    """Say what is drawn, by which parameters, and where they come from."""
    spread, done = found.base.scenario.simulation, found.simulated
    if spread is None or done is None:
        return ["Scenariot säger inget om hur säkra dess antaganden är, så inget simuleras."]
    index, municipalities = spread.index, found.base.inputs.municipalities
    of = done.plan.spread.population.of
    drawn = [(code, name) for code, name in municipalities.items() if code in done.plan.municipalities]
    strays = ", ".join(f"{name} {number(of(code))}" for code, name in drawn)
    return [
        f"{number(done.paths)} banor är dragna kring {found.base.scenario.name}, frö {spread.seed}.",
        f"{found.base.index_name} avviker från {index.first_year} med {number(index.spread)} procentenheter "
        f"om året (standardavvikelse), och {percent(index.persistence)} av avvikelsen är kvar till nästa år. "
        f"{sentence(index.estimated)}",
        f"Folkmängden avviker varje år med så många procent (standardavvikelse): {strays}. "
        f"{sentence(spread.population.estimated)}",
    ]


def spreads(found: Scenarios) -> dict[str, pd.DataFrame]:
    """Return the simulation year by year of all parties together, then of each that strays, by name."""
    done = found.simulated
    if done is None:
        return {}
    vary = [code for place, code in enumerate(done.plan.parties) if done.deviation[place].any()]
    order = sorted(vary, key=lambda code: code != ALL)
    return {done.plan.parties[code]: done.frame[done.frame["part"] == code] for code in order}


def fan_figure(rows: pd.DataFrame) -> Figure:
    """Show how far a party's amounts stray, from the year before the first that varies, as a fan."""
    quantiles = [f"p{share}_kr" for share in PERCENTS]
    years = rows.iloc[:-1]  # the last row is the years together
    name, varies = rows["partnamn"].iloc[0], years["p5_kr"] != years["p95_kr"]
    shown = years.iloc[max(int(np.argmax(varies)) - 1, 0) :]
    low, middle, high, own = (
        kr(exact(years[column].iloc[-1])) for column in ("p5_kr", "p50_kr", "p95_kr", "scenariot_kr")
    )
    first, last = shown["ar"].iloc[0], shown["ar"].iloc[-1]
    alt = (
        f"Solfjäder för {name}, {first}–{last}; axeln börjar inte vid noll. År {last} är P5: {low}, "
        f"medianen: {middle}, P95: {high} och scenariot: {own}. Mörkt band: P25 till P75, ljust: P5 till "
        "P95, heldragen linje: scenariot, streckad: medianen."
    )
    bands, centre = (shown[columns].to_numpy(dtype=np.float64).T for columns in (quantiles, "scenariot_kr"))
    svg = fan([int(year) for year in shown["ar"]], bands, centre)
    behind = table(rows[["ar", "scenariot_kr", *quantiles]], f"{name}: spridning per år")
    finding = f"{name} betalar {last} mellan {low} och {high} i nio banor av tio"
    return Figure(finding, svg, alt, behind if isinstance(behind, Table) else None)


def levels(found: Scenarios) -> pd.DataFrame:
    """Return how likely each party is to pass the level that the scenario names for it, if any."""
    done = found.simulated
    rows = [
        {
            "Part": name,
            "Nivå (kr)": in_kronor(done.levels[code], done.plan.scale),
            **dict(
                zip(
                    [*map(str, done.plan.years), "Något år"],
                    [probability_text(100 * share) for share in done.probability[place]],
                    strict=True,
                )
            ),
        }
        for place, (code, name) in enumerate(done.plan.parties.items() if done else ())
        if done and code in done.levels
    ]
    return pd.DataFrame(rows)


def explained(found: Scenarios) -> pd.DataFrame:
    """Return how much of each party's variance over the years each driver explains."""
    done = found.simulated
    if done is None:
        return pd.DataFrame()
    names = (found.base.index_name, "Egen folkmängd", "Andras folkmängd", "Samspel och skattningsfel")
    shares, rows = variance_shares(done.plan), []
    for place, (code, name) in enumerate(done.plan.parties.items()):
        if code in shares:
            strays = in_kronor(round(done.deviation[place, -1]), done.plan.scale)
            rows.append((name, strays, *map(share_text, shares[code])))
    return pd.DataFrame(rows, columns=["Part", f"Standardavvikelse {found.base.period} (kr)", *names])


def tornado(run: Run) -> dict[str, pd.DataFrame]:
    """Return what a step of each assumption changes for all together and for each party that anything moves."""
    names = {ALL: "Alla parter"} | owners(run.case.every)
    bars = run.tornado()
    wide = {name: [bar for bar in bars[code] if bar.width] for code, name in names.items() if code in bars}
    return {name: steps(own) for name, own in wide.items() if own}


def steps(bars: Sequence[Bar]) -> pd.DataFrame:
    """Return what a step of each assumption changes: down and up."""
    rows = [(bar.factor.name, bar.factor.step, bar.down, bar.up) for bar in bars]
    names = ("Antagande", "Steg", "Nedåt (kr)", "Uppåt (kr)")
    return pd.DataFrame(rows, columns=names, dtype=object).set_index("Antagande")


def tornado_figure(name: str, rows: pd.DataFrame, period: str) -> Figure | Paragraphs:
    """Show the steps of assumptions (`steps`) of a party as bars to both sides."""
    finding = f"{name}: störst utslag ger ”{rows.index[0]}” ({rows['Steg'].iloc[0]})"
    return changes(rows, finding, f"{name}: ett steg av varje antagande, kr {period}", ("ner", "upp"))


def simulation_text(run: Run, found: Simulated, part: str) -> str:
    """Return the result of a party (or of all together) year by year as text."""
    spread, every = found.plan.spread, found.frame
    own = every[every["part"] == part]
    name = own["partnamn"].iloc[0]
    level = found.levels.get(part)
    heading = [
        "År",
        "Scenariot",
        *(f"P{percent}" for percent in PERCENTS),
        *([] if level is None else ["Över nivån"]),
    ]
    lines = [
        f"{name}, {run.scenario.name}: {number(found.paths)} banor",
        f"  {run.index_name} från {spread.index.first_year}: ± {number(spread.index.spread)} procentenheter om "
        f"året, {percent(spread.index.persistence)} kvar till nästa år. {spread.index.estimated}",
        f"  Folkmängd: {spread.population.estimated}",
        row_text(heading, *_NARROW),
    ]
    for row in each(own):
        told = [row.scenariot_kr, *(getattr(row, f"p{percent}_kr") for percent in PERCENTS)]
        share = [] if level is None else [probability_text(row.sannolikhet_over_nivan)]
        lines.append(row_text([row.ar, *map(number, told), *share], *_NARROW))
    if level is not None:
        lines.append(f"  Nivån är {kr(level // found.plan.scale)} ett år; sista raden: något av åren.")
    return "\n".join(lines)


def probability_text(share: float | Decimal) -> str:
    """Return a probability in per cent, one decimal; a small one or a large one is never shown as none or all."""
    if 0 < share < 0.1 or 99.9 < share < 100:
        return f"{'<' if share < 50 else '>'}{SPACE}{percent(Decimal('0.1') if share < 50 else Decimal('99.9'))}"
    return percent(Decimal(round(10 * share)) / 10, 1)


def sensitivity_text(run: Run, bars: Sequence[Bar], part: str) -> str:
    """Return the tornado of a party (``alla`` for all) and the shares of its variance."""
    lines = [f"Ett steg av varje antagande, kr {run.period} mot {run.scenario.name}"]
    lines.append(f"  {'Antagande':<34}{'nedåt':>12}{'uppåt':>12}  steg")
    for bar in bars:
        told = ["" if change is None else signed(change) for change in (bar.down, bar.up)]
        lines.append(f"  {bar.factor.name:<34}{told[0]:>12}{told[1]:>12}  {bar.factor.step}")
    shares = variance_shares(run.plan())
    if part in shares:
        names = (run.index_name, "egen folkmängd", "andras folkmängd", "samspel och skattningsfel")
        told = [f"{name} {share_text(share)}" for name, share in zip(names, shares[part], strict=True)]
        lines += ["", f"Så mycket av variansen i simuleringen förklaras av {joined(told)}."]
    return "\n".join(lines)


def sensitivity_rows(run: Run, tornado: Mapping[str, Sequence[Bar]]) -> pd.DataFrame:
    """Return what a step of each assumption changes for each party, and for all (``alla``): a row each."""
    names = owners(run.case.every) | {ALL: "Alla parter"}
    rows = [
        {
            "scenario": run.scenario.id,
            "part": part,
            "partnamn": names[part],
            "antagande": bar.factor.name,
            "steg": bar.factor.step,
            "nedat_kr": bar.down,
            "uppat_kr": bar.up,
        }
        for part, bars in tornado.items()
        for bar in bars
    ]
    columns = ["scenario", "part", "partnamn", "antagande", "steg", "nedat_kr", "uppat_kr"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def share_text(share: float) -> str:
    """Return a share of 1 in whole per cent; none is below 0, though an estimate can be."""
    return percent(max(round(100 * share), 0))
