"""How sure a scenario is and what drives it, as text and as figures and tables of the scenario report."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd

from model.amounts.comparison import owners
from model.money import in_kronor
from model.run import Run
from model.uncertainty.sensitivity import Bar, variance_shares
from model.uncertainty.simulation import ALL
from model.uncertainty.summary import PERCENTS, Simulated
from suite.reports.scenario_report import Scenarios, row_text
from suite.show.blocks import Block, Column, Figure, Group, Kind, Paragraphs, Row, Table
from suite.show.charts import both_ways, fan
from suite.show.frame import each
from suite.show.swedish import SPACE, joined, kr, number, percent, sentence, signed, signed_kr

_NARROW = (11, 9)
"""The widths of the columns of a simulation, and of its first, so that all stand within eighty signs."""

_SILENT = Paragraphs(["Scenariot säger inget om hur säkra dess antaganden är, så inget simuleras."])


def model_text(found: Scenarios) -> Paragraphs:
    """Say what is drawn, by which parameters, and where they come from."""
    spread, done = found.base.scenario.simulation, found.simulated
    if spread is None or done is None:
        return _SILENT
    index, municipalities = spread.index, found.base.inputs.municipalities
    of = done.plan.spread.population.of
    drawn = [(code, name) for code, name in municipalities.items() if code in done.plan.municipalities]
    strays = ", ".join(f"{name} {number(of(code))}" for code, name in drawn)
    return Paragraphs(
        [
            f"{number(done.paths)} banor är dragna kring {found.base.scenario.name}, frö {spread.seed}. "
            "I varje bana räknas och fördelas beloppen exakt, precis som i rapporterna. P5 betyder att fem "
            "procent av banorna blir billigare än så, P95 att fem procent blir dyrare.",
            f"{found.base.index_name} avviker från {index.first_year} med {number(index.spread)} procentenheter "
            f"om året (standardavvikelse), och {percent(index.persistence)} av avvikelsen är kvar till nästa år. "
            f"{sentence(index.estimated)}",
            f"Folkmängden avviker varje år med så många procent (standardavvikelse): {strays}. "
            f"{sentence(spread.population.estimated)}",
        ]
    )


def fans(found: Scenarios) -> Group | Paragraphs:
    """Show the fan of all parties together, then of each party."""
    done = found.simulated
    if done is None:
        return Paragraphs([])
    own, scale = done.frame, done.plan.scale
    vary = [code for place, code in enumerate(done.plan.parties) if done.deviation[place].any()]
    order = sorted(vary, key=lambda code: code != ALL)
    return Group([_fan(done, code, own[own["part"] == code], scale) for code in order])


def _fan(done: Simulated, code: str, own: pd.DataFrame, scale: int) -> Figure:
    """Show the fan of a party from the year before the first that varies."""
    plan, name = done.plan, done.plan.parties[code]
    place, last = list(plan.parties).index(code), plan.years[-1]
    first = max(int(np.argmax(done.deviation[place] > 0)) - 1, 0)
    lines: list[Row] = [
        (row.ar, row.scenariot_kr, *(getattr(row, f"p{share}_kr") for share in PERCENTS)) for row in each(own)
    ]
    headings = ("Scenariot (kr)", *(f"P{share} (kr)" for share in PERCENTS))
    columns = [Column("År"), *(Column(heading, Kind.WHOLE) for heading in headings)]
    low, middle, high = (kr(in_kronor(int(done.fan[at, place, -2]), scale)) for at in (0, 2, 4))
    own_last = kr(in_kronor(int(done.centre[place, -2]), scale))
    alt = (
        f"Solfjäder för {name}, {plan.years[first]}–{last}; axeln börjar inte vid noll. År {last} är P5: {low}, "
        f"medianen: {middle}, P95: {high} och scenariot: {own_last}. Mörkt band: P25 till P75, ljust: P5 till "
        "P95, heldragen linje: scenariot, streckad: medianen."
    )
    svg = fan(plan.years[first:], done.fan[:, place, first:-1], done.centre[place, first:-1], scale)
    finding = f"{name} betalar {last} mellan {low} och {high} i nio banor av tio"
    return Figure(finding, svg, alt, Table(f"{name}: spridning per år", columns, lines))


def levels(found: Scenarios) -> Table | Paragraphs:
    """Show how likely each party is to pass the level that the scenario names for it."""
    done = found.simulated
    if done is None or not done.levels:
        return Paragraphs(["Scenariot namnger ingen nivå att jämföra med, så ingen sannolikhet visas."])
    years = [str(year) for year in done.plan.years]
    lines: list[Row] = []
    for place, (code, name) in enumerate(done.plan.parties.items()):
        if code in done.levels:
            shares = [probability_text(100 * share) for share in done.probability[place]]
            lines.append((name, in_kronor(done.levels[code], done.plan.scale), *shares))
    columns = [Column("Part"), Column("Nivå (kr)", Kind.WHOLE)]
    columns += [Column(year, Kind.NUMBER) for year in (*years, "Något år")]
    return Table("Sannolikhet att ett år kostar mer än nivån", columns, lines)


def explained(found: Scenarios) -> Table | Paragraphs:
    """Show how much of each party's variance over the years each driver explains."""
    done = found.simulated
    if done is None:
        return Paragraphs([])
    shares, lines = variance_shares(done.plan), list[Row]()
    for place, (code, name) in enumerate(done.plan.parties.items()):
        if code in shares:
            strays = in_kronor(round(done.deviation[place, -1]), done.plan.scale)
            lines.append((name, strays, *map(share_text, shares[code])))
    columns = [Column("Part"), Column(f"Standardavvikelse {found.base.period} (kr)", Kind.WHOLE)]
    names = (found.base.index_name, "Egen folkmängd", "Andras folkmängd", "Samspel och skattningsfel")
    columns += [Column(name, Kind.NUMBER) for name in names]
    note = "Sobols index av första ordningen: så mycket av variansen skulle försvinna om drivkraften vore känd."
    return Table("Vad spridningen kommer av", columns, lines, None, note)


def tornados(found: Scenarios) -> Group | Paragraphs:
    """Show what a step of each assumption changes, for all together and for each party that anything moves."""
    if not found.base.inputs.factors:
        return Paragraphs(["Indata namnger inga steg att pröva (kanslighet.yaml)."])
    names = {ALL: "Alla parter"} | {row.part: row.partnamn for row in each(found.rows[0].drop_duplicates("part"))}
    bars, blocks, period = found.base.tornado(), list[Block](), found.base.period
    for code, name in names.items():
        wide = [bar for bar in bars[code] if bar.width]
        if wide:
            blocks.append(_tornado(name, wide, period) if code == ALL else tornado_table(name, wide, period))
    return Group(blocks)


def _tornado(name: str, bars: Sequence[Bar], period: str) -> Figure:
    table = tornado_table(name, bars, period)
    labels = [bar.factor.name for bar in bars]
    drawn = [[("ner", bar.down), ("upp", bar.up)] for bar in bars]
    told = "; ".join(f"{bar.factor.name}, {bar.factor.step}: {_ends(bar)}" for bar in bars)
    first = bars[0]
    finding = f"{name}: störst utslag ger ”{first.factor.name}” ({first.factor.step})"
    alt = f"Tornado för {name}, kr {period}, störst överst. {told}."
    return Figure(finding, both_ways(labels, drawn), alt, table)


def _ends(bar: Bar) -> str:
    ends = [("nedåt", bar.down), ("uppåt", bar.up)]
    return ", ".join(f"{name} {signed_kr(change)}" for name, change in ends if change is not None)


def tornado_table(name: str, bars: Sequence[Bar], period: str) -> Table:
    """Show what a step of each assumption changes for a party over the years."""
    columns = [
        Column("Antagande"),
        Column("Steg"),
        Column("Nedåt (kr)", Kind.SIGNED),
        Column("Uppåt (kr)", Kind.SIGNED),
    ]
    lines: list[Row] = [(bar.factor.name, bar.factor.step, bar.down, bar.up) for bar in bars]
    return Table(f"{name}: ett steg av varje antagande, {period}", columns, lines)


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
