"""The bridge between two amounts as text, table and waterfall."""

from collections.abc import Mapping

import pandas as pd

from model.amounts.bridge import DRIVERS, bridge
from model.kept import kept
from model.money import Amount, total
from model.year import AgreementYear, Year
from suite.reports.parties import of_owner
from suite.show.blocks import Table
from suite.show.frame import each
from suite.show.swedish import number, signed
from suite.show.table import table

NOTES = {
    "villkor": "Ändrade villkor är basbelopp, månader, nyckel eller vilka som betalar.",
    "lasning": "Ändrad tolkning är ett beslut om hur index läses: avrundning, och vad ett sänkt index gör.",
    "fakturerat": "Fakturerat är det som är utfärdat annat än det som nu räknas; det räknas inte om.",
}
"""What a reader is told that some of the drivers are, where they are there."""


def since_last_year(view: AgreementYear) -> pd.DataFrame:
    """Return the bridge from the year before to the report's year; no rows in the agreement's first year."""
    before = view.path[view.path["ar"] == view.year - 1]
    return bridge(before, view.allocation) if len(before) and view.in_force else bridge(before[:0], before[:0])


def of_party(now: Year, code: str, year: int) -> pd.DataFrame:
    """Return the bridge to a year from the one before of a party and its companies, by all agreements."""
    return of_owner(now.run, _bridged(now, year), code)


@kept
def _bridged(now: Year, year: int) -> pd.DataFrame:
    pieces = [
        bridge(view.path[view.path["ar"] == year - 1], view.path[view.path["ar"] == year]) for view in now.views
    ]
    return pd.concat(pieces, ignore_index=True)


def most_moved(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a bridge of the party that populations moved most; no rows where there are none."""
    moved = rows["egen_befolkning"].abs() + rows["andras_befolkning"].abs()
    return rows.assign(moved=moved).sort_values(["moved", "part"]).drop(columns="moved").tail(1)


def bridge_text(rows: pd.DataFrame, before: str, after: str) -> str:
    """Return the bridge as text: a block per agreement and payer, their sum, and what changed terms are."""
    lines, drivers = [], _drivers(rows)
    for row in each(rows):
        lines += [f"{row.partnamn} ({row.avtal})", *_steps(row._asdict(), drivers, before, after), ""]
    if len(rows) > 1:
        whole = {column: total(rows[column]) for column in ("fore_kr", *drivers, "efter_kr")}
        lines += ["Tillsammans", *_steps(whole, drivers, before, after), ""]
    told = [text for column, text in NOTES.items() if rows[column].any()]
    return "\n".join([*lines, *told]).rstrip()


def _steps(figures: dict[str, Amount], drivers: Mapping[str, str], before: str, after: str) -> list[str]:
    width = max(20, *map(len, drivers.values()))
    middle = [f"  {label:<{width}} {signed(figures[column]):>14}" for column, label in drivers.items()]
    first, last = number(figures["fore_kr"]), number(figures["efter_kr"])
    return [f"  {before:<{width}} {first:>14} kr", *middle, f"  {after:<{width}} {last:>14} kr"]


def changes(rows: pd.DataFrame, before: object, after: object) -> pd.DataFrame:
    """Return a bridge as a reader has it: the two sides, and between them a column for each cause (`CAUSES`)."""
    names = {"partnamn": "Part", "fore_kr": f"{before} (kr)", **_drivers(rows), "efter_kr": f"{after} (kr)"}
    return rows[[*names]].rename(columns=names)


SENTENCES = {
    "Uppräkning": "Uppräkningen",
    "Egen befolkning": "Den egna folkmängden",
    "De andras befolkning": "De andras folkmängd",
    "Ändrade villkor": "Ändrade villkor",
    "Ändrad tolkning": "En ändrad tolkning",
    "Avrundning": "Avrundningen",
    "Fakturerat": "Det som är fakturerat",
    "Folkmängd": "Folkmängden",
}
"""Each cause as the subject of a sentence."""


def _drivers(rows: pd.DataFrame) -> dict[str, str]:
    """Return the causes to show of a bridge: of those that are rare only what there is."""
    rare = ("lasning", "fakturerat")
    return {column: label for column, label in DRIVERS.items() if column not in rare or rows[column].any()}


CAUSES = tuple(DRIVERS.values())
"""The columns that say what each cause changed."""


def changes_table(caption: str, rows: pd.DataFrame, before: str, after: str) -> Table:
    """Show the rows of a bridge between two sides, such as two years, with their sums."""
    found = table(changes(rows, before, after), caption, sums=True, signed=CAUSES)
    assert isinstance(found, Table)
    return found
