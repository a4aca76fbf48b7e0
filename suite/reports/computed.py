"""How the amounts came to be, on one page: a row a party, one example in words, and numbered sources, once each.

A figure is followed in two steps: from its row to the numbers beside the table, and from them to clause and row.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from model.money import exact
from model.year import AgreementYear, Year
from suite.reports import derivations
from suite.reports import sources as sources_of
from suite.show.blocks import Block, Heading, Paragraphs, Table, prose
from suite.show.frame import each
from suite.show.front import Folded
from suite.show.swedish import SPACE, in_words, joined, kr, number, ratio, spans
from suite.show.table import table

_MOST_SPANS = 12
"""How many rows apart from each other are told one by one; each stands in the files."""


class Sources:
    """What amounts rest on, numbered in the order that it is told of."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}

    def numbers(self, texts: Sequence[str]) -> str:
        """Return the numbers of some sources, as a text has them: ``[1, 3]``."""
        found = [self._texts.setdefault(text, len(self._texts) + 1) for text in texts]
        return f"[{', '.join(map(str, sorted(set(found))))}]" if found else ""

    def table(self) -> Table | Paragraphs:
        """Show the sources by number."""
        numbered = {"Nr": map(str, self._texts.values()), "Källa": map(prose, self._texts)}
        return table(pd.DataFrame(numbered), "Källor")


def pages(now: Year) -> Iterator[Block]:
    """Yield how the year's amounts came to be, agreement by agreement, then the sources, then the whole trees."""
    sources = Sources()
    for view in now.in_force:
        yield amounts(view, sources)
    yield from example(now)
    yield sources.table()
    yield sources_of.folded(now)
    yield from trees(now)


def amounts(view: AgreementYear, sources: Sources, most: int = 24) -> Table | Paragraphs:
    """Show each party's part in what is split, exactly and as it is paid.

    A table on paper has at most so many of the parties; all of them stand in the page, folded.
    """
    rows = view.allocation
    exactly = [
        Fraction(exact(row.bidrag_kr)) * Fraction(row.nyckel_taljare) / Fraction(row.nyckel_namnare)
        for row in each(rows)
    ]
    shown = pd.DataFrame(
        {
            "Part": [view.agreement.by_code[code].short for code in rows["part"]],
            "Delas (kr)": rows["bidrag_kr"].tolist(),
            "Partens del": [_share(row) for row in each(rows)],
            "Andel": [_percent(row) for row in each(rows)],
            "Exakt (kr)": [number(value, 2) for value in exactly],
            "Betalar (kr)": rows["beraknat_kr"].tolist(),
        }
    )
    caption = f"{view.agreement.short} {view.year}: {joined(_contributions(view))}"
    numbers = sources.numbers([text for row in each(rows) for text in _sources(view, row)])
    note = f"Källor {numbers}. Det som delas gånger partens andel är det exakta beloppet."
    short = {code: party.short for code, party in view.agreement.by_code.items()}
    places = {short[code]: derivations.place_of("belopp", view, code) for code in rows["part"]}
    links = {"Betalar (kr)": places}
    if len(shown) > most:
        largest = shown.sort_values("Betalar (kr)", ascending=False, kind="stable")[:most]
        note += f" De {most} största av {len(shown)} parter; alla står i filerna som följer med rapporten."
        return table(largest, caption, note=note, links=links)
    return table(shown, caption, sums=["Betalar (kr)"], note=note, links=links)


def _share(row: Any) -> str:
    part, whole = row.nyckel_taljare, row.nyckel_namnare
    return "hela" if part == whole else f"{number(part)}{SPACE}av{SPACE}{number(whole)}"


def _percent(row: Any) -> str:
    part, whole = row.nyckel_taljare, row.nyckel_namnare
    return "" if part == whole else ratio(part, whole, 3)


def _contributions(view: AgreementYear) -> Iterator[str]:
    """Yield how each amount that is split came to be: ``800 000 kr × 1,03 = 824 000 kr``."""
    for row in each(view.allocation.drop_duplicates("bidrag")):
        yield contribution(row)


def contribution(row: Any) -> str:
    """Return how the amount that a row is a part of came to be."""
    base, factor = row.basbelopp_kr, row.faktor
    told = kr(base)
    if factor != 1:
        told += f" × {number(round(factor, 6).normalize())}"
    if row.arsdel_taljare < row.arsdel_namnare:
        told += f" × {row.arsdel_taljare} av {row.arsdel_namnare}"
    total = kr(exact(row.bidrag_kr))
    return told if told == total else f"{told} = {total}"


def _sources(view: AgreementYear, row: Any) -> Iterator[str]:
    """Yield the clause and the rows that an amount rests on, as a reader has them."""
    run, year = view.run, view.year
    basis = run.basis(view.agreement.id, row.bidrag, year)
    yield f"{row.paragraf}, {basis.piece.contribution.name}: {kr(row.basbelopp_kr)} i {row.prisniva} års priser"
    if basis.index:
        names, years = {each.index for each in basis.index}, spans(each.year for each in basis.index)
        yield f"{joined(sorted(names))} {years}: {_short(row.index_kalla)}"
    if row.nyckel_kallor:
        dated = f" för den {row.nyckel_ersatter}" if row.nyckel_ersatter else ""
        published = joined(dict.fromkeys(each.source for each in basis.people))
        yield f"{in_words(f'Folkmängd den {row.nyckel_datum}{dated}')}, {published}: {_short(row.nyckel_kallor)}"
    for text in (row.villkor_kalla, row.giltighet_kalla):
        if text:
            yield in_words(text)


def _short(places: str) -> str:
    """Return places in files with their rows as spans, ``befolkning.csv rad 50–57``; of many, how many."""
    file, _, rows = places.rpartition(" rad ")
    if not re.fullmatch(r"\d+(, \d+)*", rows) or not file:
        return places
    numbers = sorted(map(int, rows.split(", ")))
    told = spans(numbers)
    if told.count(",") <= _MOST_SPANS:
        return f"{file} rad {told}"
    return f"{file}, {len(numbers)} rader mellan {numbers[0]} och {numbers[-1]}"


def example(now: Year) -> Iterator[Block]:
    """Yield one amount worked out in words: the first that is a part of what several split."""
    for view in now.in_force:
        rows = view.allocation[view.allocation["nyckel_taljare"] != view.allocation["nyckel_namnare"]]
        for row in each(rows[:1]):
            name = view.agreement.by_code[row.part].short
            unit = "invånare" if row.nyckel_folkmangd_procent == 100 else "delar"
            yield Heading(f"Ett exempel: {name}", 3)
            yield Paragraphs([_worked(view.agreement.short, name, unit, row)])
            return


def _worked(agreement: str, name: str, unit: str, row: Any) -> str:
    part, whole = row.nyckel_taljare, row.nyckel_namnare
    exactly = Fraction(exact(row.bidrag_kr)) * Fraction(part) / Fraction(whole)
    return (
        f"{agreement} {row.ar}: {contribution(row)} ska delas. {name} har {number(part)} av {number(whole)} "
        f"{unit}, {ratio(part, whole, 3)}. Det blir {kr(exactly, 2)}. Alla belopp avrundas först nedåt till hela "
        "kronor; de kronor som då blir över går, en var, till dem med störst decimaldel, så att summan stämmer. "
        f"{name} betalar {kr(row.beraknat_kr)}."
    )


def trees(now: Year) -> Iterator[Block]:
    """Yield every amount of the report step by step, folded: of the year, of what is settled, and of the next."""
    for view in now.in_force:
        name, inner = view.agreement.short, list[Block]()
        inner += [Heading(f"Beloppen {view.year}", 3), derivations.this_year(view)]
        if view.settlement and view.settlement.settled:
            inner += [Heading(f"Slutavräkningen {view.year}", 3), derivations.settled(view)]
        if len(view.invoices):
            inner += [Heading(f"Beloppen {view.year + 1}", 3), derivations.next_year(view)]
            inner += [Paragraphs([derivations.instalments(view)])]
        yield Folded(f"{name}: varje belopp steg för steg", inner)
