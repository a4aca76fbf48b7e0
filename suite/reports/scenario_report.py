"""The scenariorapport: what the agreements cost over the years, and what each scenario changes of that.

An amount is what is invoiced under the first scenario, and so much more or less as another changes it. What the
first has that nobody is invoiced for, such as a joint pot, is in no sum, and a note names it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import pandas as pd

from model.amounts.comparison import against_first, yearly
from model.amounts.indexing import index_names
from model.errors import InputError
from model.money import Amount, exact, size, total
from model.read.begin import begin_all, checked_year
from model.run import Run
from model.uncertainty.sensitivity import Bar
from model.uncertainty.simulation import ALL
from model.uncertainty.summary import Simulated
from model.year import Year, year_of
from suite.findings.remarks import year_remarks
from suite.reports.parties import uninvoiced_note
from suite.reports.results import header
from suite.reports.text import index_words
from suite.reports.years_ahead import simulated
from suite.show.blocks import Block, Column, Group, Kind, Paragraphs, Results, Row, Table
from suite.show.colours import TOGETHER
from suite.show.frame import records
from suite.show.front import Beside, Folded, Glossary, KeyFigure, KeyFigures
from suite.show.rounded import rough, rough_span
from suite.show.strips import HATCHED, PALE, Part, Scale, Strip, Strips
from suite.show.swedish import at_most, counted, joined, kr, number, ratio, sentence, signed_kr, spans
from suite.show.table import table

MOST_PARTIES = 16
"""How many parties a table shows; of more, the largest and the others together."""

_MOST_SCENARIOS = 14
"""How many scenarios a table of parties, and a page of cards, shows; the others are folded."""

_MOST_ROWS = 600
"""How many rows the table of every year has at most: of more, the workbook alone has each party's."""

_FEW = 5
"""How many scenarios are named together: of more, their numbers."""

_ABREAST = 7
"""How many scenarios stand in a table of half a page's width."""

_LONGEST = 20
"""How long the name of a party in such a table is at most."""


class Compared(NamedTuple):
    """A scenario beside the first one: what it changes over the years, of all together and of each party, by code.

    The dearest has number 1, the first itself 0. What is only rounding is no change (`Scenarios.rounding`).
    """

    number: int
    run: Run
    change: Amount
    by_party: Mapping[str, Amount]

    @property
    def name(self) -> str:
        """Its number and name."""
        return f"{self.number}. {self.run.scenario.name}" if self.number else self.run.scenario.name


@dataclass(frozen=True)
class Scenarios:
    """The scenarios of a report, the one compared with first.

    Attributes
    ----------
    now : Year
        The year whose package the report is in, under the first scenario. It says what is asked and when; the
        amounts are those of all the years that are compared, whichever it is.
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

    @cached_property
    def names(self) -> dict[str, str]:
        """The parties' names, by code."""
        return dict(zip(self.rows[0]["part"], self.rows[0]["partnamn"], strict=True))

    @cached_property
    def simulated(self) -> Simulated | None:
        """The simulation of the first scenario; None where it says nothing of spread."""
        return simulated(self.base)

    @cached_property
    def drivers(self) -> dict[str, list[Bar]]:
        """What a step of each assumption changes under the first scenario, of all together and by party.

        Of many parties only the largest: each has steps of its own population to be reckoned.
        """
        return self.base.tornado(self.paying[:MOST_PARTIES] if len(self.paying) > MOST_PARTIES else None)

    @cached_property
    def invoiced(self) -> pd.DataFrame:
        """What is invoiced under the first scenario: the rows of `model.amounts.comparison.yearly`."""
        run = self.base
        billed = [each for each in run.agreements if each.billing]
        if len(billed) == len(run.agreements):
            return self.rows[0]
        return yearly(run.case, run.allocation(billed, run.horizon), run.horizon)

    @cached_property
    def costs(self) -> dict[str, Amount]:
        """What each party is invoiced over the years under the first scenario, by its code."""
        sums = self.invoiced.groupby("part", sort=False)["netto_kr"].sum()
        return {str(code): exact(amount) for code, amount in sums.items()}

    @property
    def cost(self) -> Amount:
        """What all of them are invoiced."""
        return total(self.costs.values())

    @property
    def paying(self) -> list[str]:
        """The codes of those who are invoiced anything under the first scenario, the largest first."""
        return sorted((code for code, cost in self.costs.items() if cost), key=lambda code: -self.costs[code])

    def rounding(self, change: Amount) -> bool:
        """Return whether a change over the years is less than a krona a year, as rounding may come to."""
        return size(change) < len(self.base.horizon)

    @cached_property
    def compared(self) -> list[Compared]:
        """The scenarios by what all the parties pay, the most first, the one compared with among them."""
        found = []
        for run, rows in zip(self.runs, self.rows, strict=True):
            sums = rows.groupby("part", sort=False)["skillnad_kr"].sum()
            moved = {str(code): exact(change) for code, change in sums.items()}
            change = total(moved.values())
            told = {code: each for code, each in moved.items() if not self.rounding(each)}
            found.append(Compared(0, run, 0 if self.rounding(change) else change, told))
        base, *others = found
        ranked = [each._replace(number=place) for place, each in enumerate(sorted(others, key=_dearest), 1)]
        return sorted([base, *ranked], key=lambda each: (-each.change, each.number))

    @property
    def others(self) -> list[Compared]:
        """The scenarios but the first, by their numbers."""
        return [each for each in self.compared if each.number]

    def spread(self, code: str = ALL) -> tuple[Amount, Amount] | None:
        """Return between which amounts a party, or all together, pays over the years in nine paths of ten."""
        done = self.simulated
        if done is None:
            return None
        rows = done.frame[done.frame["part"] == code].iloc[-1]
        own = self.cost if code == ALL else self.costs[code]
        low, high = (own + exact(rows[name]) - exact(rows["scenariot_kr"]) for name in ("p5_kr", "p95_kr"))
        return None if low == high else (low, high)


def _dearest(each: Compared) -> Amount:
    return -each.change


def open_scenarios(
    ar: object, scenarier: object = "", inputs: object = "", per_datum: object = "", scenario: object = "bas"
) -> Scenarios:
    """Check a notebook's parameters, and compute what its report shows.

    Parameters
    ----------
    ar : int
        The year whose package the report is in.
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


def title(found: Scenarios) -> str:
    """Say what the agreements cost over the years, and which scenario changes that most."""
    agreements = found.base.agreements
    who = "Avtalen" if len(agreements) > 1 else agreements[0].short
    spread, period = found.spread(), found.base.period
    cost = rough_span(*spread) if spread else rough(found.cost)
    return f"{who} kostar parterna {cost} {period}{_most(found)}"


def _most(found: Scenarios) -> str:
    """Say which scenarios change the sum most, as the end of a sentence."""
    if not found.others:
        return ""
    most = max(size(each.change) for each in found.others)
    if not most:
        return "; inget scenario ändrar summan"
    own = [each for each in found.others if size(each.change) == most]
    names = named([each.run.scenario.name for each in own])
    which = "scenariot" if len(own) == 1 else "scenarierna"
    return f"; mest ändrar {which} {names}, {'+' if own[0].change > 0 else '−'}{rough(most)}"


def key_figures(found: Scenarios) -> KeyFigures:
    """Return what is invoiced in all, and what the dearest and the cheapest scenario change of it."""
    spread = found.spread()
    notes = [f"{rough_span(*spread)} i nio fall av tio"] if spread else []
    beside = total(found.rows[0]["netto_kr"]) - found.cost
    notes += [f"därtill {kr(beside)} som inte faktureras"] if beside else []
    base = found.base.scenario.name
    figures = [KeyFigure(f"{base}: alla parter {found.base.period}", kr(found.cost), "; ".join(notes))]
    dearest, cheapest = found.compared[0], found.compared[-1]
    if dearest.change > 0:
        figures.append(_key_figure(found, dearest))
    if cheapest.change < 0:
        figures.append(_key_figure(found, cheapest))
    return KeyFigures(figures)


def _key_figure(found: Scenarios, each: Compared) -> KeyFigure:
    who = max(each.by_party, key=lambda code: size(each.by_party[code]))
    share = percent_of(each.change, found.cost)
    told = f"{f'{share}; ' if share else ''}mest för {found.names[who]}, {signed_kr(each.by_party[who])}"
    return KeyFigure(each.run.scenario.name, signed_kr(each.change), told)


def percent_of(change: Amount, of: Amount, decimals: int = 1) -> str:
    """Return a change in per cent of something, with its sign; empty where that is nothing."""
    if not of:
        return ""
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{ratio(size(change), of, decimals)}"


def together(found: Scenarios) -> Table:
    """Show what all the parties pay under each scenario: a dot each, those that are equal as one."""
    groups = _equal(found)
    spread = found.spread()
    ends = [] if spread is None else [end - found.cost for end in spread]
    scale = Scale.of([*(own[0].change for own in groups), *ends])
    cells, rows = [], list[Row]()
    for own in groups:
        change, base = own[0].change, not own[0].number
        strayed = [Part(scale.at(ends[0]), scale.at(ends[1]), TOGETHER, HATCHED)] if base and ends else []
        cells.append(Strip([*strayed, scale.bar(change, TOGETHER, PALE), *_dot(scale.at(change))], [scale.at(0)]))
        name = "; ".join(each.name for each in own) if len(own) <= _FEW else _together_name(own)
        rows.append((name, None if base else change, found.cost + change))
    base_name, period = found.base.scenario.name, found.base.period
    columns = [
        Column("Scenario"),
        Column(f"Mot {base_name} (kr)", Kind.SIGNED),
        Column("Kostnad (kr)", Kind.WHOLE),
    ]
    what = f"Kronor {period}, alla parter. Pricken är scenariot, strecket är {base_name}"
    what += ", snedstrecken är där nio fall av tio ligger." if ends else "."
    return Table(
        _together_finding(found),
        columns,
        rows,
        note=uninvoiced_note(found.base, found.base.horizon),
        what=what,
        strips=Strips(1, [], cells),
    )


def _together_name(own: Sequence[Compared]) -> str:
    """Return what many scenarios that cost as much are called together: the first one's name, and the numbers."""
    numbers = [each.number for each in own if each.number]
    if own[0].number:
        return f"{numbers[0]}–{numbers[-1]}. {own[0].run.scenario.name} med flera"
    return f"{own[0].name}; {numbers[0]}–{numbers[-1]}. {counted(len(numbers), 'scenario', 'scenarier')} till"


def _dot(at: float) -> list[Part]:
    return [Part(max(at - 0.008, 0.0), min(at + 0.008, 1.0), TOGETHER)]


def _equal(found: Scenarios) -> list[list[Compared]]:
    """Return the scenarios in groups that cost all the parties as much, the dearest first."""
    groups = list[list[Compared]]()
    for each in found.compared:
        if groups and found.rounding(groups[-1][0].change - each.change):
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _together_finding(found: Scenarios) -> str:
    """Say how many scenarios make the sum larger and smaller, and how many only move it between the parties."""
    more = sum(each.change > 0 for each in found.others)
    less = sum(each.change < 0 for each in found.others)
    moved = sum(not each.change and bool(each.by_party) for each in found.others)
    same = len(found.others) - more - less - moved
    told = [
        f"{number(many)} {words}"
        for many, words in (
            (more, "kostar mer"),
            (less, "kostar mindre"),
            (moved, "ändrar bara vem som betalar"),
            (same, "ändrar ingenting"),
        )
        if many
    ]
    base = found.base.scenario.name
    return f"{counted(len(found.others), 'scenario', 'scenarier')} mot {base}: {joined(told)}" if told else base


def fixed_prices(found: Scenarios) -> str:
    """Say what the sum is in the prices of the first year, and which scenarios change prices alone."""
    run, cost = found.base, total(found.invoiced["fast_pris_kr"])
    if cost == found.cost:
        return ""
    whose = {
        id(own_run): total(rows["skillnad_fast_kr"]) for own_run, rows in zip(found.runs, found.rows, strict=True)
    }
    alone = [each for each in found.others if each.change and found.rounding(whose[id(each.run)])]
    names = named([each.run.scenario.name for each in alone]) if alone else ""
    told = f" Så är det också i {names}: där ändras priserna, inte vad avtalen omfattar." if alone else ""
    return f"I {run.horizon[0]} års priser är summan {kr(cost)}.{told}"


def named(names: Sequence[str]) -> str:
    """Return scenarios by name, in a row: of many the first, and how many there are more."""
    quoted = [f"”{name}”" for name in names]
    few = quoted if len(quoted) <= _FEW else [*quoted[: _FEW - 2], f"{len(quoted) - _FEW + 2} till"]
    return joined(few)


def by_party(found: Scenarios) -> Block:
    """Show what each party pays more or less under each scenario, in per cent: the more, the darker."""
    shown = sorted(found.others, key=lambda each: -_furthest(found, each))[:_MOST_SCENARIOS]
    shown = sorted(shown, key=lambda each: each.number)
    if not any(each.by_party for each in shown):
        return Paragraphs(["Inget scenario ändrar vad någon part betalar."] if found.others else [])
    darkest = max(_furthest(found, each) for each in shown) or 1
    longest = max(len(found.names[code]) for code in found.paying)
    wide = longest > _LONGEST or darkest >= 10
    abreast = len(shown) if wide else -(-len(shown) // -(-len(shown) // _ABREAST))
    halves = [shown[place : place + abreast] for place in range(0, len(shown), abreast)]
    tables = [_shares(found, own, darkest) for own in halves]
    beside = Beside(tables) if len(tables) > 1 else tables[0]
    return Group(
        [Paragraphs(_extremes(found)), beside, Paragraphs(_new_payers(found), small=True), _in_kronor(found)]
    )


def _extremes(found: Scenarios) -> list[str]:
    """Say which party's cost rises, and which party's falls, by the largest share."""
    shares = [
        (Fraction(change) / Fraction(found.costs[code]), code, each)
        for each in found.others
        for code, change in each.by_party.items()
        if found.costs[code]
    ]
    told = []
    for _, code, each in [max(shares, key=itemgetter(0)), min(shares, key=itemgetter(0))]:
        change = percent_of(each.by_party[code], found.costs[code], 0)
        told.append(f"{found.names[code]} {change} i ”{each.run.scenario.name}”")
    return [f"Mest för en part: {joined(dict.fromkeys(told))}."]


def _furthest(found: Scenarios, each: Compared) -> float:
    """Return the largest share, without its sign, by which a scenario changes what a party pays."""
    shares = [(change, found.costs[code]) for code, change in each.by_party.items()]
    return max((float(size(change) / cost) for change, cost in shares if cost), default=0.0)


def _shares(found: Scenarios, shown: Sequence[Compared], darkest: float) -> Table:
    few = len(found.paying) <= MOST_PARTIES
    groups = [[code] for code in (found.paying if few else found.paying[: MOST_PARTIES - 1])]
    groups += [] if few else [found.paying[MOST_PARTIES - 1 :]]
    rows, shades = list[Row](), list[list[float]]()
    for codes in groups:
        cost = total(found.costs[code] for code in codes)
        changes = [total(each.by_party.get(code, 0) for code in codes) for each in shown]
        name = found.names[codes[0]] if len(codes) == 1 else f"Övriga parter ({len(codes)})"
        rows.append((name, *(_whole_percent(change, cost) for change in changes)))
        shades.append([0.0, *(float(size(change) / cost) / float(darkest) for change in changes)])
    return Table(
        f"Scenario {spans(each.number for each in shown)}",
        [Column("Part"), *(Column(str(each.number), Kind.NUMBER) for each in shown)],
        rows,
        what=f"Procent mot {found.base.scenario.name}; tomt är ingen skillnad.",
        keys=[codes[0] if len(codes) == 1 else "" for codes in groups],
        shades=shades,
    )


def _whole_percent(change: Amount, cost: Amount) -> str:
    """Return a change in whole per cent with its sign, without the unit; less than half a per cent is 0."""
    if not change:
        return ""
    told = ratio(size(change), cost, 0).removesuffix("\u00a0%")
    return told if told == "0" else f"{'+' if change > 0 else '−'}{told}"


def _new_payers(found: Scenarios) -> list[str]:
    """Say who pays under a scenario but is not invoiced under the first."""
    told = [
        f"{found.names[code]} {kr(change)} ({each.number})"
        for each in found.others
        for code, change in each.by_party.items()
        if not found.costs[code]
    ]
    return (
        [f"Faktureras inget i {found.base.scenario.name}, men betalar i ett scenario: {at_most(told)}."]
        if told
        else []
    )


def _in_kronor(found: Scenarios) -> Folded:
    """Show what each scenario changes for each party, to the krona."""
    sums = {
        each.name: rows.groupby("part", sort=False)["skillnad_kr"].sum().rename(found.names)
        for each, rows in _with_rows(found)
        if each.number
    }
    changes = pd.DataFrame(sums, dtype=object).T.rename_axis("Scenario")
    shown = changes.loc[:, (changes != 0).any()].rename(columns="{} (kr)".format)
    shown = shown.assign(
        **{"Alla (kr)": pd.Series({name: total(own) for name, own in sums.items()}, dtype=object)}
    )
    caption = f"Vad varje scenario ändrar för var och en {found.base.period}, kr"
    return Folded(caption, [table(shown, caption, signed=list(shown.columns))])


def _with_rows(found: Scenarios) -> Iterator[tuple[Compared, pd.DataFrame]]:
    rows = {id(run): own for run, own in zip(found.runs, found.rows, strict=True)}
    yield from ((each, rows[id(each.run)]) for each in found.compared)


def by_year(found: Scenarios) -> Folded:
    """Show what each party pays each year under each scenario; of many, what all pay together."""
    invoiced = found.invoiced.set_index(["part", "ar"])["netto_kr"]
    many = len(found.paying) * len(found.runs) > _MOST_ROWS
    names = {"": "Alla parter"} if many else found.names
    frames = []
    for each, rows in _with_rows(found):
        paid = (rows.set_index(["part", "ar"])["skillnad_kr"] + invoiced).unstack("ar")
        wide = paid.sum().to_frame("").T if many else paid.reindex(list(names))
        wide = wide[(wide != 0).any(axis=1)].astype(object)
        sums = pd.Series([total(row) for row in wide.itertuples(index=False)], wide.index, dtype=object)
        shown = wide.set_axis([str(year) for year in wide.columns], axis=1)
        shown.insert(0, "Part", [names[code] for code in wide.index])
        frames.append(shown.assign(**{"Summa (kr)": sums}).set_axis([each.name] * len(shown)))
    caption = f"Belopp per scenario, part och år {found.base.period}, kr"
    return Folded(caption, [table(pd.concat(frames).rename_axis("Scenario"), caption)])


def year_sums(found: Scenarios) -> list[str]:
    """Say what a year is with what is not invoiced, where that is another sum than what is."""
    whole, invoiced = (rows.groupby("ar")["netto_kr"].sum() for rows in (found.rows[0], found.invoiced))
    apart = [year for year in found.base.horizon if whole[year] != invoiced[year]]
    if not apart:
        return []
    beside = "med det som inte faktureras är det"
    told = (f"{year} faktureras {kr(exact(invoiced[year]))}; {beside} {kr(exact(whole[year]))}" for year in apart)
    return [f"{joined(told)}, som i arbetsboken och datafilen."]


def method(found: Scenarios) -> list[str]:
    """Say what is compared with what, what an amount is, and where every year's amounts are."""
    scenario, run = found.base.scenario, found.base
    compared = counted(len(found.others), "scenario jämförs", "scenarier jämförs")
    return [
        f"{compared} med {scenario.name}. {sentence(scenario.why)} Beloppen är vad parterna faktureras "
        f"{run.period} enligt alla avtal, bolag räknade med sin ägare, och så mycket mer eller mindre som ett "
        "scenario ändrar. Åren före det första som det ändrar är desamma som utan det. Mindre än en krona om året "
        "är avrundning, och ingen skillnad.",
        "Vad var och en betalar år för år finns i arbetsboken, bladet Facit, och scenarierna bredvid varandra i "
        "bladet Scenarier. På webben ligger tabeller också utfällbara sist, och till PDF-filen är de bifogade.",
    ]


def words(found: Scenarios) -> Glossary:
    """Explain the words of the report that are not everyday ones, those that it uses."""
    run, base = found.base, found.base.scenario.name
    names = index_names(run.case.every)
    told = [("Scenario", f"en uträkning av vad som händer om något blir på ett annat sätt än i {base}.")]
    told += index_words(names)
    if found.spread():
        told.append(
            ("Nio fall av tio", "mellan vilka belopp kostnaden hamnar om index och folkmängd går andra vägar.")
        )
    if names:
        told.append((f"I {run.horizon[0]} års priser", fixed_price_words(run)))
    return Glossary(told)


def fixed_price_words(run: Run) -> str:
    """Say what fixed prices are: not an amount without its index, but one divided by it."""
    names = index_names(run.case.every)
    which = names[0] if len(names) == 1 else "avtalets index"
    since = f"beloppet delat med hur mycket {which} har stigit sedan {run.horizon[0]} i scenariot"
    return f"{since}, också i avtal som inte räknas upp."


def results(found: Scenarios) -> Results:
    """Return the figures of the report as data."""
    data = header("scenariorapport", found.now.year, found.base, year_remarks(found.now))
    data |= {"scenarier": [row for own in found.rows for row in records(own)]}
    spread = found.simulated.frame.drop(columns="sannolikhet_over_nivan") if found.simulated else None
    return Results(data | {"simulering": None if spread is None else records(spread)})
