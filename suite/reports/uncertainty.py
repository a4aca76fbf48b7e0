"""How sure a scenario is and what drives it, as text and as figures and tables of the scenariorapport."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from model.amounts.comparison import owners
from model.exact import half_up
from model.money import Amount, in_kronor
from model.run import Run
from model.uncertainty.sensitivity import Bar, Drivers, variance_shares
from model.uncertainty.simulation import ALL
from model.uncertainty.summary import PERCENTS, Simulated
from suite.reports.scenario_report import MOST_PARTIES, Scenarios, percent_of
from suite.reports.scenario_text import row_text
from suite.show.blocks import Block, Column, Group, Kind, Paragraphs, Table
from suite.show.colours import TOGETHER
from suite.show.frame import each
from suite.show.front import Folded
from suite.show.rounded import rough_span
from suite.show.strips import HATCHED, Part, Scale, Strip, Strips
from suite.show.swedish import SPACE, in_words, joined, kr, number, percent, signed
from suite.show.table import table

_NARROW = (11, 9)
"""The widths of the columns of a simulation, and of its first, so that all stand within eighty signs."""


def model_text(found: Scenarios) -> list[str]:
    """Say what is drawn, by which parameters, and where they come from."""
    spread, done = found.base.scenario.simulation, found.simulated
    if spread is None or done is None:
        return []
    index = spread.index
    shares = sorted(done.plan.spread.population.of(code) for code in done.plan.municipalities)
    people = ""
    if shares:
        ends = percent(shares[0]) if shares[0] == shares[-1] else f"{number(shares[0])}–{percent(shares[-1])}"
        people = f", och folkmängden med {ends}"
    return [
        f"{number(done.paths)} vägar är dragna kring {found.base.scenario.name}, och i varje räknas och fördelas "
        "beloppen exakt som i fakturorna. Nio fall av tio är de som blir kvar när de billigaste fem procenten och "
        f"de dyraste fem är borttagna. {found.base.index_name} avviker från {index.first_year} med "
        f"{number(index.spread)} procentenheter om året{people} (standardavvikelse)."
    ]


def parameters(found: Scenarios) -> Block:
    """Show by which parameters paths are drawn, and where they come from, folded."""
    spread, done = found.base.scenario.simulation, found.simulated
    if spread is None or done is None:
        return Paragraphs([])
    index, people, name = spread.index, done.plan.spread.population, found.base.index_name
    municipalities = found.base.inputs.municipalities
    rows = [
        ("Antal vägar", number(done.paths), f"frö {spread.seed}, så att de blir desamma nästa gång"),
        (f"{name}, avvikelse per år", f"{number(index.spread)} procentenheter", index.estimated),
        (f"{name}, kvar till nästa år", percent(index.persistence), index.estimated),
        *(
            (f"Folkmängd {municipalities[code]}, avvikelse per år", percent(people.of(code)), people.estimated)
            for code in done.plan.municipalities
        ),
    ]
    caption = "Hur vägarna är dragna: avvikelserna är standardavvikelser"
    frame = pd.DataFrame(rows, columns=["Vad", "Värde", "Varifrån"]).set_index("Vad")
    return Folded(caption, [table(frame, caption)])


def spreads(found: Scenarios) -> Block:
    """Show between which amounts all together and each party pays in nine paths of ten, no finer than is known."""
    spans = {code: found.spread(code) for code in [ALL, *found.paying]}
    told = {code: span for code, span in spans.items() if span}
    if not told:
        if found.simulated:
            return Paragraphs(["Inget belopp kan bli ett annat än scenariots."])
        return Paragraphs(["Scenariot säger inget om hur säkra dess antaganden är, så inget simuleras."])
    shown = dict(list(told.items())[: MOST_PARTIES + 1])
    many = len(told) > len(shown)
    rest = [Folded("Spannet för var och en av parterna", [_spread_table(found, told)])] if many else []
    return Group([_spread_table(found, shown), *rest])


def _spread_table(found: Scenarios, spans: Mapping[str, tuple[Amount, Amount]]) -> Table:
    own = {code: found.cost if code == ALL else found.costs[code] for code in spans}
    strayed = {code: [_permille(end - own[code], own[code]) for end in span] for code, span in spans.items()}
    scale = Scale.of([end for ends in strayed.values() for end in ends])
    names = {ALL: "Alla parter"} | found.names
    cells = [
        Strip([Part(scale.at(low), scale.at(high), TOGETHER, HATCHED)], [scale.at(0)])
        for low, high in strayed.values()
    ]
    low, high = next(iter(spans.values()))
    base, period = found.base.scenario.name, found.base.period
    edges = [percent_of(round(edge), 1000) for edge in (scale.low, scale.high)]
    return Table(
        f"Parterna betalar {rough_span(low, high)} {period} i nio fall av tio",
        [Column("Part"), Column("Nio fall av tio"), Column(f"{base} (kr)", Kind.WHOLE)],
        [(names[code], rough_span(*span), own[code]) for code, span in spans.items()],
        what=f"Strecket är {base}, snedstrecken är nio fall av tio; hela bredden är {edges[0]} till {edges[1]}.",
        strips=Strips(1, [], cells),
        keys=["" if code == ALL else code for code in spans],
    )


def _permille(change: Amount, of: Amount) -> int:
    return half_up(1000 * Fraction(change) / Fraction(of)) if of else 0


def cause_sentence(shares: Mapping[str, Drivers], found: Scenarios) -> str:
    """Say what the spread comes from: how much of it the index is, and for whom populations are the most."""
    names, index = {ALL: "alla tillsammans"} | found.names, found.base.index_name
    whole = shares.get(ALL)
    most = index if whole is None or whole.indices >= 0.5 else "folkmängden"
    told = f"Spridningen kommer mest av {most}"
    told += f", {share_text(whole.indices)} för alla tillsammans." if whole and most == index else "."
    least = min(shares, key=lambda code: shares[code].indices)
    if least == ALL or shares[least].own < 0.005:
        return told
    own = shares[least]
    return (
        f"{told} Folkmängden betyder mest för {names[least]}: där är {index} {share_text(own.indices)} och den "
        f"egna folkmängden {share_text(own.own)}."
    )


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


def causes(found: Scenarios) -> Block:
    """Say what the spread comes from, and show how much of it each driver explains for each party, folded."""
    done = found.simulated
    if done is None:
        return Paragraphs([])
    few = len(done.plan.municipalities) <= MOST_PARTIES
    shares = variance_shares(done.plan) if few else variance_shares(done.plan, 512, apart=False)
    if not shares:
        return Paragraphs([])
    own = ("Egen folkmängd", "Andras folkmängd") if few else ("Folkmängd",)
    rows = []
    for place, (code, name) in enumerate(done.plan.parties.items()):
        if code in shares:
            strays = in_kronor(round(done.deviation[place, -1]), done.plan.scale)
            told = shares[code] if few else (shares[code].indices, shares[code].others, shares[code].rest)
            rows.append((name, strays, *map(share_text, told)))
    spread = f"Standardavvikelse {found.base.period} (kr)"
    columns = ["Part", spread, found.base.index_name, *own, "Samspel och skattningsfel"]
    caption = "Hur stor del av spridningen som skulle försvinna om drivkraften vore känd"
    shown = table(pd.DataFrame(rows, columns=columns), caption)
    return Group([Paragraphs([cause_sentence(shares, found)]), Folded(caption, [shown])])


def drivers(found: Scenarios) -> Block:
    """Show what a step of each assumption changes for all together, both ways, and folded for each party."""
    every = {code: [bar for bar in own if not found.rounding(bar.width)] for code, own in found.drivers.items()}
    whole = every.pop(ALL, [])
    rows = [
        (found.names[code], bar.factor.name, in_words(bar.factor.step), bar.down, bar.up)
        for code, own in every.items()
        for bar in own
    ]
    seen = {bar.factor.name for bar in whole}
    moving = dict.fromkeys(name for _, name, *_ in rows if name not in seen)
    note = f"Flyttar bara pengar mellan parterna: {joined(moving)}." if moving else ""
    shown: list[Block] = (
        [_driver_table(whole, found, note)]
        if whole
        else [Paragraphs([note or "Inget steg av ett antagande är angivet, eller inget ändrar kostnaden."])]
    )
    if rows:
        whose = f"de {len(every)} största" if len(every) < len(found.costs) else "var och en av"
        caption = f"Ett steg av varje antagande för {whose} parterna, kr {found.base.period}"
        columns = ["Part", "Antagande", "Steg", "Nedåt (kr)", "Uppåt (kr)"]
        frame = pd.DataFrame(rows, columns=columns, dtype=object).set_index("Part")
        shown.append(Folded(caption, [table(frame, caption, signed=columns[3:])]))
    return Group(shown)


def _driver_table(bars: Sequence[Bar], found: Scenarios, note: str) -> Table:
    scale = Scale.of([end for bar in bars for end in (bar.down, bar.up) if end is not None])
    cells = [Strip([scale.bar(end) for end in (bar.down, bar.up) if end], [scale.at(0)]) for bar in bars]
    names = [f"{bar.factor.name}: {in_words(bar.factor.step)}" for bar in bars]
    base, period = found.base.scenario.name, found.base.period
    return Table(
        f"Mest ändrar ”{names[0]}”",
        [Column("Antagande och steg"), Column("Nedåt (kr)", Kind.SIGNED), Column("Uppåt (kr)", Kind.SIGNED)],
        [(name, bar.down, bar.up) for name, bar in zip(names, bars, strict=True)],
        note=note,
        what=f"Ett steg av varje antagande i taget, kronor {period}, alla parter. Strecket är {base}.",
        strips=Strips(1, [], cells),
    )


def steps(bars: Sequence[Bar]) -> pd.DataFrame:
    """Return what a step of each assumption changes: down and up."""
    rows = [(bar.factor.name, bar.factor.step, bar.down, bar.up) for bar in bars]
    names = ("Antagande", "Steg", "Nedåt (kr)", "Uppåt (kr)")
    return pd.DataFrame(rows, columns=names, dtype=object).set_index("Antagande")


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
    """Return a share of 1 in whole per cent; none is below 0 or above 100, though an estimate can be."""
    return percent(min(max(round(100 * share), 0), 100))
