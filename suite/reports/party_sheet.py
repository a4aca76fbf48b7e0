"""A party's own page, a letter to it: what it pays and gets back, how that was computed, and what is not decided.

A company's payments are shown with the municipality it belongs to, for it is the municipality's money.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from dateutil.relativedelta import relativedelta

from model.amounts.allocation import Basis
from model.amounts.invoices import settlement_rows
from model.money import Amount, exact, size, total
from model.party_budget import Planned, planned
from model.read.begin import begin, checked_choice, checked_year, option_date
from model.year import AgreementYear, Year, year_of
from suite.findings.remarks import remarks_together
from suite.reports import drivers
from suite.reports.asks import notice_days
from suite.reports.derivations import Derivations, of_rows, place_of
from suite.reports.facts import facts_of
from suite.reports.parties import everybody, of_owner, sheet_parties, uninvoiced_note
from suite.reports.payments import goes_on
from suite.reports.results import header
from suite.reports.text import more, more_than
from suite.show.blocks import Block, Column, Group, Kind, Linked, Paragraphs, Results, Row, Table
from suite.show.frame import by_year, each, records
from suite.show.front import Folded, KeyFigure, KeyFigures
from suite.show.swedish import date, joined, kr, number, percent, sentence, spans
from suite.show.table import table

_LONGEST = 30
"""How many signs the name of a company may have to stand in a table of figures."""


@dataclass(frozen=True)
class Sheet:
    """A party's year: its own payments and those of the companies that belong to it.

    Attributes
    ----------
    now : Year
        All the agreements.
    code, name, short : str
        The party's.
    own : DataFrame
        Its rows of the allocation, of all agreements and years.
    last : date
        The day that what it is told is compared with what was known on.
    """

    now: Year
    code: str
    name: str
    short: str
    own: pd.DataFrame
    last: dt.date

    @property
    def year(self) -> int:
        """The sheet's year."""
        return self.now.year

    @cached_property
    def this_year(self) -> pd.DataFrame:
        """Its rows of the sheet's year."""
        return self.own[self.own["ar"] == self.year]

    @cached_property
    def amount(self) -> Amount:
        """What it is to pay for the year as it is now computed, kronor."""
        return total(self.this_year["beraknat_kr"])

    @property
    def paid(self) -> Amount:
        """What it pays for the year: what was issued where it was, else what is computed."""
        return total(self.this_year["belopp_kr"])

    @property
    def coming(self) -> Amount:
        """What it pays for the year after, kronor."""
        return total(self.own.loc[self.own["ar"] == self.year + 1, "belopp_kr"])

    @property
    def views(self) -> list[AgreementYear]:
        """The agreements that it pays by in the year or the year after."""
        now = set(self.own.loc[self.own["ar"].isin((self.year, self.year + 1)), "avtal"])
        return [view for view in self.now.views if view.agreement.id in now]

    @cached_property
    def remarks(self) -> list[str]:
        """A sentence for each thing assumed, standing in or missing in the agreements that it pays by."""
        paid = set(self.this_year["avtal"])
        return remarks_together([view for view in self.now.in_force if view.agreement.id in paid])

    @cached_property
    def settled(self) -> Amount:
        """What it pays (positive) or gets back (negative) in the settlement of the agreements that are closed."""
        return _settlement_of(self, [view for view in self.now.views if view.due])

    @cached_property
    def prospect(self) -> Amount:
        """What that would be if every year were closed as its outcome stands."""
        return _settlement_of(self, self.now.views)

    @property
    def over(self) -> bool:
        """Whether the year has ended, so that its outcome says what a settlement would come to."""
        return self.now.run.series.as_of.year > self.year

    @cached_property
    def bases(self) -> list[Basis]:
        """What its amounts of the year and the year after rest on."""
        own = {(row.avtal, row.bidrag, row.ar) for row in each(self.own)}
        years = (self.year, self.year + 1)
        found = [
            basis
            for view in self.views
            for basis in self.now.run.bases(view.agreement, set(view.path["ar"]) & {*years})
        ]
        return [
            basis for basis in found if (basis.piece.agreement.id, basis.piece.contribution.id, basis.year) in own
        ]

    @cached_property
    def budget(self) -> list[Planned]:
        """What it is to have in its budget for the three years after, those that no figure is missing for."""
        run, ahead = self.now.run, {*range(self.year + 1, self.year + 4)} & {*self.own["ar"]}
        for view in self.now.views:
            ahead -= {*run.years(view.agreement)} - {*run.reached(view.agreement)}
        return planned(run, self.code, sorted(ahead), self.last)

    @cached_property
    def change(self) -> drivers.Change:
        """How the year's amount changed from the year before."""
        return drivers.change(self.now, self.code, self.year)


def open_sheet(
    ar: object,
    part: object,
    inputs: object = "",
    per_datum: object = "",
    scenario: object = "bas",
    forra: object = "",
) -> Sheet:
    """Check a notebook's parameters, and gather what a party's sheet shows.

    Parameters
    ----------
    ar, part
        The year, and the party's code.
    inputs, per_datum, scenario
        As for `model.read.begin.begin`.
    forra : str
        The as-of date of what the party was told last; empty for a year before this.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.
    """
    run = begin(inputs, per_datum, scenario)
    names = sheet_parties(run)
    code = str(checked_choice("part", part, list(names)))
    now = year_of(run, checked_year(run, ar))
    own = pd.concat([of_owner(now.run, view.path, code) for view in now.views], ignore_index=True)
    parties = [party for agreement in run.case.every for party in agreement.parties if party.owner == code]
    short = next((party.short for party in parties if party.code == code), parties[0].short)
    last = option_date("forra", str(forra)) or run.series.as_of - relativedelta(years=1)
    return Sheet(now, code, names[code], short, own, last)


def title(sheet: Sheet) -> str:
    """Say what the party pays for the year, and what comes back or is to be paid when it is settled, or would."""
    year, paid = sheet.year, sheet.paid
    told = f"{sheet.short} betalar {kr(paid) if paid else 'inget'} för {year}"
    if sheet.settled:
        flow = kr(size(sheet.settled))
        return f"{told} och får tillbaka {flow}" if sheet.settled < 0 else f"{told} och {flow} i slutavräkningen"
    if sheet.prospect and sheet.over:
        flow = kr(size(sheet.prospect))
        return f"{told} och skulle {f'få tillbaka {flow}' if sheet.prospect < 0 else f'betala {flow} mer'}"
    if not paid:
        return f"{told}, men {kr(sheet.coming)} för {year + 1}" if sheet.coming else told
    return f"{told}, {sheet.change.size}" if sheet.change.before and paid == sheet.amount else told


def key_figures(sheet: Sheet) -> KeyFigures:
    """Return what is paid for the year, what comes back, and what the year after is to cost, each with its why."""
    year = sheet.year
    why = _differs(sheet) or drivers.note(sheet.change)
    found = [
        KeyFigure(f"Ni betalar för {year}", kr(sheet.paid), why),
        _settlement_figure(sheet) or _notice_figure(sheet),
    ]
    after = drivers.change(sheet.now, sheet.code, year + 1)
    if goes_on(sheet.now, sheet.code):
        value, why = "inte räknat", f"beloppen är räknade till och med {year}"
    else:
        value, why = kr(after.after), drivers.note(after) if after.after else "inget avtal gäller er då"
    found.append(KeyFigure(f"Ni betalar för {year + 1}", value, why))
    return KeyFigures([figure for figure in found if figure])


def _settlement_figure(sheet: Sheet) -> KeyFigure | None:
    views = [view for view in sheet.views if view.agreement.settlement and view.in_force]
    if not views:
        return None
    label, names = f"Slutavräkning {sheet.year}", joined(view.agreement.short for view in views)
    known = [view for view in views if view.settlement]
    if not known or not sheet.over:
        why = "finns inte i underlaget än" if sheet.over else "är klart när året är slut"
        return KeyFigure(label, "inte klar", f"utfallet för {names} {why}")
    amount = sheet.settled or sheet.prospect
    is_open, note = not sheet.settled, joined(map(_deviation, known))
    if not amount:
        return KeyFigure(label, kr(0), note)
    labels = (
        ("Ni får tillbaka", "Ni betalar i slutavräkningen"),
        ("Ni skulle få tillbaka", "Ni skulle betala mer"),
    )
    return KeyFigure(labels[is_open][amount > 0], kr(size(amount)), note)


def _deviation(view: AgreementYear) -> str:
    """Say how what an agreement cost compares with what all paid, and with the limit."""
    found, rule = view.settlement, view.agreement.settlement
    assert found
    assert rule
    told = f"{view.agreement.short} kostade {more_than(-found.deviation, 'alla betalat', 'lika mycket som')}"
    if not found.deviation:
        return told
    limit = f"{'över' if found.settled else 'inom'} gränsen {percent(rule.limit_percent)}"
    return f"{told}, {limit}"


def _notice_figure(sheet: Sheet) -> KeyFigure | None:
    names = {view.agreement.short for view in sheet.views}
    for last, name, end in notice_days(sheet.now):
        if name in names:
            return KeyFigure(
                f"Sista dag att säga upp {name}", date(last), f"till den {date(end)}, för alla parter"
            )
    return None


def calculation(sheet: Sheet) -> Table | Paragraphs:
    """Show how each of the year's amounts was computed, the agreement's × index × share, and what was issued."""
    rows = sheet.this_year
    if rows.empty:
        return Paragraphs([f"Ni betalar inget för {sheet.year}.", *_pot(sheet)])
    names = [_index_of(sheet, row) for row in each(rows)]
    index = names[0] if len(set(names)) == 1 else "index"
    part_year, by_people = any(rows["manader"] < 12), all(rows["nyckel_folkmangd_procent"] == 100)
    columns = [
        Column("Avtal"),
        Column("I avtalet (kr)", Kind.WHOLE),
        Column(f"× {index}", Kind.NUMBER),
        *([Column("× del av året", Kind.NUMBER)] if part_year else []),
        Column("× er del av invånarna" if by_people else "× er del", Kind.NUMBER),
        Column("Ni betalar (kr)", Kind.WHOLE),
        Column("Enligt"),
    ]
    lines = [_line(sheet, row, part_year=part_year) for row in each(rows)]
    sums = ("Summa", *[None] * (len(columns) - 3), sheet.amount, None) if len(lines) > 1 else None
    caption = "Avtalets belopp × uppräkning × er del"
    note = " ".join(filter(None, (_differs(sheet), *_pot(sheet))))
    return Table(caption, columns, lines, sums, note)


def happened(sheet: Sheet) -> list[str]:
    """Say what has happened that concerns the party: closings, its corrections, and decided terms."""
    return facts_of(sheet.views, {each.code for each in sheet.now.run.inputs.parties if each.owner == sheet.code})


def _index_of(sheet: Sheet, row: Any) -> str:
    index = sheet.now.run.agreed(row.avtal, row.ar).index
    return index.name if index else "index"


def _line(sheet: Sheet, row: Any, *, part_year: bool) -> Row:
    agreement, payer = sheet.now.run.agreement(row.avtal, sheet.year), sheet.now.run.party(row.avtal, row.part)
    called = payer.short if len(payer.short) <= _LONGEST else "ert bolag"
    own = f" ({called})" if payer.code != payer.owner else ""
    months = [f"{row.arsdel_taljare} av {row.arsdel_namnare}"] if part_year else []
    amount = Linked(exact(row.beraknat_kr), place_of("belopp", sheet.now.view(row.avtal), row.part))
    factor = number(round(row.faktor, 6).normalize())
    name = f"{agreement.short}{own}"
    return (name, exact(row.basbelopp_kr), factor, *months, _share(row), amount, row.paragraf)


def _share(row: Any) -> str:
    part, whole = row.nyckel_taljare, row.nyckel_namnare
    if part == whole:
        return "allt"
    return f"{number(part)} av {number(whole)}"


def _differs(sheet: Sheet) -> str:
    """Say what has been invoiced where that is not what is now computed; empty where it is."""
    if sheet.paid == sheet.amount:
        return ""
    moved = sheet.amount - sheet.paid
    return f"Det är fakturerat. Räknat nu är det {more(moved)}, som inte är rättat än."


def _pot(sheet: Sheet) -> list[str]:
    """Say where the party pays through another, whose split the agreement does not state."""
    return [
        f"Till {view.agreement.name} ({view.agreement.reference}) betalar ni genom "
        f"”{view.agreement.by_code[party.pays_through].name}”; avtalet säger inte hur stor del som är er."
        for view in sheet.now.in_force
        for party in view.agreement.parties
        if party.owner == sheet.code and party.pays_through
    ]


def sources(sheet: Sheet) -> str:
    """Say who published what the amounts rest on; their clauses stand beside them."""
    bases = [basis for basis in sheet.bases if basis.year == sheet.year] or sheet.bases
    people, index = dict[str, set[dt.date]](), dict[tuple[str, str], set[int]]()
    for basis in bases:
        for row in basis.people:
            people.setdefault(row.source, set()).add(row.date)
        for change in basis.index:
            index.setdefault((change.index, change.source), set()).add(change.year)
    told = [f"folkmängd den {joined(map(date, sorted(days)))}: {source}" for source, days in people.items()]
    told += [f"{name} {spans(years)}: {source}" for (name, source), years in index.items()]
    return f"Källor: {sentence('; '.join(told))} Alla antaganden står i kvalitetsloggen." if told else ""


def folded(sheet: Sheet) -> Group:
    """Show what few ask for: how the amounts came to be step by step, every year, all parties, all assumptions."""
    year, found = sheet.year, list[Block]()
    trees = [
        tree
        for view in sheet.now.in_force
        for tree in of_rows("belopp", view, sheet.this_year[sheet.this_year["avtal"] == view.agreement.id]).trees
    ]
    if trees:
        found.append(Folded(f"Så blev beloppen {year} till, steg för steg", [Derivations(trees)]))
    if len(sheet.own):
        found.append(Folded("Beloppen år för år", [_path(sheet)]))
    note = uninvoiced_note(sheet.now.run, [year])
    every = table(everybody(sheet.now, sheet.code), f"Alla parter {year}", sums=["Belopp (kr)"], note=note)
    found.append(Folded(f"Alla parter {year}", [every]))
    if sheet.remarks:
        found.append(Folded("Allt som inte är beslutat", [Paragraphs(sheet.remarks)]))
    return Group(found)


def _path(sheet: Sheet) -> Block:
    """Show what the party pays by each agreement: a row a year."""
    paid = by_year(sheet.own, "avtal")
    years = sorted({year for own in paid.values() for year in own})
    names = [sheet.now.run.agreement(code).short for code in paid]
    amounts = {
        f"{name} (kr)": [own.get(year, 0) for year in years]
        for name, own in zip(names, paid.values(), strict=True)
    }
    if len(paid) > 1:
        amounts["Tillsammans (kr)"] = [total(own.get(year, 0) for own in paid.values()) for year in years]
    return table(pd.DataFrame(amounts, index=pd.Index(years, name="År")), "Beloppen år för år")


def results(sheet: Sheet) -> Results:
    """Return the figures of the sheet."""
    figures = {
        "part": sheet.code,
        "belopp_kr": sheet.amount,
        "betalt_kr": sheet.paid,
        "slutavrakning_kr": sheet.settled,
        "slutavrakning_om_stangt_kr": sheet.prospect,
        "fordelning": records(sheet.own),
        "budget": records(_budget_rows(sheet)),
    }
    return Results(header("partsblad", sheet.year, sheet.now.run, sheet.remarks) | figures)


def _budget_rows(sheet: Sheet) -> pd.DataFrame:
    """Return what it is to have in its budget: a row a year, with what it was told last and has decided itself."""
    rows = [
        (
            *(each.year, each.amount, each.by and each.by.isoformat(), each.told and each.told.before),
            *((each.decided.before, each.decided.after) if each.decided else (None, None)),
        )
        for each in sheet.budget
    ]
    columns = ["ar", "belopp_kr", "senast", "forra_kr", "egen_budget_kr", "raknat_mot_egen_kr"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _settlement_of(sheet: Sheet, views: Sequence[AgreementYear]) -> Amount:
    pieces = [
        settlement_rows(view.agreement, view.allocation, view.settlement, view.expected.status)
        for view in views
        if view.settlement and view.expected
    ]
    return total(total(of_owner(sheet.now.run, rows, sheet.code)["belopp_kr"]) for rows in pieces if len(rows))
