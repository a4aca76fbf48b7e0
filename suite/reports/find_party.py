"""Where each party finds its own: what it pays this year and the next, what is settled, and its sheet."""

from collections.abc import Iterable, Mapping

from model.money import Amount, total
from model.year import Year
from suite.reports.colours import colours
from suite.reports.economic import billed, settled_by_party, short_names
from suite.reports.parties import by_owner, sheet_parties, uninvoiced_note
from suite.show.blocks import Away, Cell, Column, Kind, Paragraphs, Table, totals
from suite.show.own_party import in_order
from suite.show.strips import Scale, Strip, Strips

Files = Mapping[str, str]
"""The files of a document, by ending."""


def find_party(now: Year, sheets: Mapping[str, Files]) -> Table | Paragraphs:
    """Show each party in alphabetical order, with bars of what it pays for the year by each agreement.

    Parameters
    ----------
    now : Year
        All the agreements.
    sheets : mapping
        The files of each party's sheet, by its code.
    """
    views = billed(now)
    layers = [by_owner(now.run, view.allocation) for view in views]
    coming = by_owner(now.run, now.billed(now.year + 1))
    named = {**sheet_parties(now.run, now.year + 1), **sheet_parties(now.run, now.year)} | short_names(now)
    settled = settled_by_party(now, [])
    codes = sorted(
        _codes(named, [*layers, coming, *settled.values()]), key=lambda code: (in_order(named[code]), code)
    )
    if not codes:
        return Paragraphs([f"Ingen part betalar något {now.year} eller {now.year + 1}."])
    amounts = {f"{now.year} (kr)": {code: total(own.get(code, 0) for own in layers) for code in codes}}
    if coming:
        amounts[f"{now.year + 1} (kr)"] = coming
    amounts |= settled
    columns = [Column("Part, med sina bolag"), *(_column(name) for name in amounts), Column("Blad")]
    rows: list[list[Cell]] = [
        [
            _called(named[code], sheets.get(code, {})),
            *(own.get(code, 0) for own in amounts.values()),
            _pdf(named[code], sheets.get(code, {})),
        ]
        for code in codes
    ]
    scale = Scale.of([total(own.get(code, 0) for own in layers) for code in codes])
    shades = [colours(now.run)[view.agreement.id] for view in views]
    cells = [Strip(scale.stacked([own.get(code, 0) for own in layers], shades)) for code in codes]
    heading = [(view.agreement.short, shade) for view, shade in zip(views, shades, strict=True)]
    minus = "Minus är pengar tillbaka." if settled else ""
    return Table(
        f"Vad ni betalar {now.year} och {now.year + 1}" if coming else f"Vad ni betalar {now.year}",
        columns,
        rows,
        [*totals(columns, rows)],
        uninvoiced_note(now.run, [now.year, now.year + 1]),
        what=f"Kronor utan moms. Staplarna är {now.year}. {minus}".strip(),
        strips=Strips(1, heading, cells),
        keys=codes,
    )


def _codes(named: Iterable[str], amounts: Iterable[Mapping[str, Amount]]) -> list[str]:
    """Return the codes of those who pay or get back anything."""
    moved = {code for own in amounts for code, amount in own.items() if amount}
    return [code for code in named if code in moved]


def _column(name: str) -> Column:
    return Column(name, Kind.WHOLE if name[0].isdigit() else Kind.SIGNED)


def _called(name: str, files: Files) -> Cell:
    """Return a party's name, which leads to its sheet if that is there."""
    return Away(name, files[".html"]) if ".html" in files else name


def _pdf(name: str, files: Files) -> Cell:
    return Away("PDF", files[".pdf"], f"PDF, partsblad för {name}") if ".pdf" in files else None
