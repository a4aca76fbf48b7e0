"""What a party is to have in its budget: three years ahead, by which day, and why it is not what it was told."""

import datetime as dt
from collections.abc import Iterator, Sequence

import pandas as pd

from model.amounts.bridge import DRIVERS
from model.money import size
from model.party_budget import OWN, Moved, Planned
from model.status import Status, weakest
from suite.reports import party_years
from suite.reports.party_sheet import Sheet
from suite.reports.party_years import Ahead, told_band
from suite.reports.text import status_in_words
from suite.show.blocks import Block, Column, Group, Kind, Paragraphs, Row, Table
from suite.show.front import Beside, Folded
from suite.show.swedish import MONTHS, SPACE, date, joined, kr
from suite.show.table import table

_REASONS = {
    OWN: "er budget var en annan redan då",
    "index": "uppräkningen",
    "egen_befolkning": "er folkmängd",
    "andras_befolkning": "de andras folkmängd",
    "villkor": "ändrade villkor",
    "lasning": "en ändrad tolkning av index",
    "avrundning": "avrundning",
    "fakturerat": "det som är fakturerat",
}
"""What each driver is called in a sentence."""

_WEAK = {Status.EXAMPLE: "påhittade ", Status.ASSUMED: "antagna ", Status.PRELIMINARY: "preliminära "}
"""What a budget is called that is not decided."""


def finding(sheet: Sheet, years: Ahead) -> str:
    """Say what is to be entered for the first year that it is not too late for, and by which day."""
    today = sheet.now.run.series.as_of
    late = [each for each in sheet.budget if not each.by or each.by >= today] or sheet.budget
    if not late:
        return party_years.finding(years)
    by = f", senast {date(late[0].by)}" if late[0].by and late[0].by >= today else ""
    return f"Skriv in {kr(late[0].amount)} i er budget för {late[0].year}{by}"


def shown(sheet: Sheet, years: Ahead) -> Block:
    """Show what to enter and how it differs, beside the years as a line where there are several."""
    own, line = Group([_to_enter(sheet, years), explained(sheet)]), party_years.shown(years)
    return Beside([own, line]) if sheet.budget and len(years.years) > 1 else Group([own, line])


def _to_enter(sheet: Sheet, years: Ahead) -> Table | Paragraphs:
    """Show what to enter for each year, between what nine of ten outcomes lie, and by which day."""
    own = sheet.budget
    if not own:
        return Paragraphs([])
    columns = [Column("År"), Column("Skriv in (kr)", Kind.WHOLE)]
    rows: list[Row] = [(str(each.year), each.amount) for each in own]
    if any(each.year in years.bands for each in own):
        columns.append(Column("Nio av tio utfall", Kind.NUMBER))
        rows = [(*row, told_band(years.bands.get(each.year))) for row, each in zip(rows, own, strict=True)]
    if any(each.by for each in own):
        columns.append(Column("Senast"))
        rows = [(*row, _short(each.by)) for row, each in zip(rows, own, strict=True)]
    days = [row.status for each in own for row in each.rows if row.by and row.by == each.by]
    note = status_in_words(weakest(days), "Dagarna") if days else "När det ska vara inne är inte känt."
    return Table("Det här ska stå i er budget, utan moms", columns, rows, note=note)


def _short(day: dt.date | None) -> str:
    return f"{day.day}{SPACE}{MONTHS[day.month - 1][:3]}{SPACE}{day.year}" if day else ""


def explained(sheet: Sheet) -> Paragraphs:
    """Say how it differs from what was told last and from what the party has decided, and why."""
    own = sheet.budget
    if not own:
        return Paragraphs([])
    told = [_against_last(sheet, own), *(_against_own(sheet, each) for each in own)]
    return Paragraphs([" ".join(filter(None, told))], small=True)


def _against_last(sheet: Sheet, own: Sequence[Planned]) -> str:
    told, day = [each.told for each in own if each.told], date(sheet.last)
    if not told:
        return f"Vad som gällde den {day} går inte att räkna: siffrorna fanns inte då."
    moved = [
        f"{each.year} {_moved(each.told)}" for each in own if each.told and each.told.before != each.told.after
    ]
    return f"Mot det som gällde den {day}: {joined(moved)}." if moved else f"Detsamma gällde den {day}."


def _moved(moved: Moved) -> str:
    """Say a change and what drove most of it, the way that it went."""
    change = moved.after - moved.before
    same = {name: amount for name, amount in (moved.drivers or {}).items() if amount * change > 0}
    most = max(same, key=lambda name: size(same[name]), default="")
    why = _REASONS.get(most, "vad som räknades då är inte känt")
    return f"{kr(size(change))} {'högre' if change > 0 else 'lägre'} ({why})"


def _against_own(sheet: Sheet, each: Planned) -> str:
    """Say how a year's amount differs from what the party has decided; nothing where it has decided nothing."""
    found = each.decided
    if found is None:
        return ""
    rows = [row for row in each.rows if row.amount is not None]
    weak, codes = weakest(row.status for row in rows), [row.agreement for row in rows if row.agreement]
    whose = f" för {joined(dict.fromkeys(sheet.now.run.agreement(code).short for code in codes))}" if codes else ""
    told = f"Er {_WEAK.get(weak, '')}budget {each.year}{whose} är {kr(found.before)}"
    return f"{told}; räknat är {_moved(found)}." if found.before != found.after else f"{told}, som det räknas."


def folded(sheet: Sheet) -> Iterator[Block]:
    """Yield each difference by what drove it, folded; nothing where there is none."""
    rows = list(_differences(sheet))
    if rows:
        names = {OWN: "Er budget var annan", **DRIVERS}
        columns = ["År", "Mot", "Då (kr)", *[f"{name} (kr)" for name in names.values()], "Nu (kr)"]
        shown = pd.DataFrame(rows, columns=columns, dtype=object)
        causes = [name for name in columns[3:-1] if shown[name].any()]
        caption = "Varför det är en annan budget än förra gången, och än er egen"
        used = shown[[*columns[:3], *causes, columns[-1]]]
        yield Folded(caption, [table(used, caption, signed=causes)])


def _differences(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for each in sheet.budget:
        for against, moved in (("förra gången", each.told), ("er budget", each.decided)):
            if moved and moved.drivers and moved.before != moved.after:
                causes = [moved.drivers.get(name, 0) for name in (OWN, *DRIVERS)]
                day = f", {date(moved.day)}" if moved.day else ""
                yield str(each.year), f"{against}{day}", moved.before, *causes, moved.after
