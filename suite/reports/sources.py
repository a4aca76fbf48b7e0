"""The frames that say where the figures of a report come from, and how the clauses are read."""

import pandas as pd

from model.agreements.agreement import Agreement
from model.agreements.clauses import Negative, Rounding
from model.agreements.keys import Key, KeyKind
from model.series.rows import INDEX_FILE, POPULATION_FILE, IndexRow, PopulationRow
from model.year import Year
from suite.reports.tables import reading_name
from suite.show.blocks import prose
from suite.show.front import Folded
from suite.show.swedish import day_in_words, joined, percent
from suite.show.table import table


def folded(now: Year) -> Folded:
    """Return every row that the figures rest on, and how the clauses are read: folded, and carried by the PDF."""
    shown = [
        table(index_rows(now), "Index som används"),
        table(population(now), "Folkmängd som används", sums=True, note="De delande kommunernas, inte länets."),
        table(population_sources(now), "Folkmängdens källor"),
        table(readings(now), "Så läses avtalen"),
    ]
    return Folded("Underlaget rad för rad, och hur avtalen läses", shown)


def index_rows(now: Year) -> pd.DataFrame:
    """Return the index rows used, with status, source and date."""
    used: dict[tuple[str, int], IndexRow] = {}
    for view in now.in_force:
        for basis in now.run.bases(view.agreement, view.years):
            used |= {(row.index, row.year): row for row in basis.index}
    return pd.DataFrame(
        {
            "Index": row.index,
            "År": row.year,
            "Ändring (%)": row.percent,
            "Status": row.status,
            "Publicerad": row.published,
            f"Rad i {INDEX_FILE}": row.line,
            "Källa": row.source,
        }
        for _, row in sorted(used.items())
    )


def population(now: Year) -> pd.DataFrame:
    """Return the population figures that split this year's and next year's amounts: a column each."""
    keys = _keys(now)
    names = {code: row.municipality for rows in keys.values() for code, row in rows.items()}
    columns = {
        f"Nyckel {year} (invånare)": [own[code].population if code in own else None for code in sorted(names)]
        for year, own in keys.items()
    }
    return pd.DataFrame(columns, pd.Index([names[code] for code in sorted(names)], name="Kommun"))


def population_sources(now: Year) -> pd.DataFrame:
    """Return where those population figures come from."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for year, key in _keys(now).items():
        for row in key.values():
            stands_in = row.reference_date.isoformat() if row.stands_in else ""
            days = (row.date.isoformat(), stands_in)
            told = (*days, row.status, row.method, row.published.isoformat(), prose(row.source))
            lines.setdefault((str(year), *told), []).append(row.line)
    names = ("Nyckel", "Datum", "I stället för", "Status", "Metod", "Publicerad", "Källa")
    rows = [(*origin, ", ".join(places)) for origin, places in lines.items()]
    return pd.DataFrame(rows, columns=[*names, f"Rader i {POPULATION_FILE}"])


def _keys(now: Year) -> dict[int, dict[str, PopulationRow]]:
    """Return the population rows, by municipality, that split the amounts of this year and the next."""
    keys: dict[int, dict[str, PopulationRow]] = {}
    for view in now.views:
        for basis in now.run.bases(view.agreement, (now.year, now.year + 1)):
            for row in basis.people:
                keys.setdefault(basis.year, {})[row.code] = row
    return dict(sorted(keys.items()))


def readings(now: Year) -> pd.DataFrame:
    """Return how the clauses are read in this report, and where the terms end."""
    rows = [row for view in now.in_force for row in _readings_of(now, view.agreement)]
    return pd.DataFrame(rows, columns=["Fråga", "Läsning", "Paragraf"])


def _readings_of(now: Year, agreement: Agreement) -> list[tuple[str, str, str]]:
    index, rule, last = agreement.index, agreement.settlement, now.run.years(agreement)[-1]
    rows: list[tuple[str, str, str]] = []
    if index:
        rounded = "beloppet avrundas varje år" if index.rounding is Rounding.YEARLY else "kedjan avrundas inte"
        left = ", en sänkning lämnar beloppet" if index.negative is Negative.LEAVES else ""
        reading = f"{index.name} från {index.first_year}, {rounded}{left}"
        rows.append(("Uppräkning", reading, agreement.cite(index.clause)))
    rows += [
        (f"Nyckel: {item.name}", key_text(item.key), agreement.cite(item.key.clause))
        for item in agreement.contributions
        if len(item.payers) > 1
    ]
    if rule:
        rows.append(("Slutavräkning", f"avvikelse över {reading_name(rule)}", agreement.cite(rule.clause)))
    why = "för det är uppsagt" if now.run.case.happened(agreement.id)[0] else "i detta scenario"
    rows.append(("Giltighet", f"till och med {last}, {why}", agreement.cite(agreement.term.clause)))
    return rows


def key_text(key: Key) -> str:
    """Return a key in words, and what decides ties."""
    return f"{shared_by(key)}, störst rest, lika rest till lägst kommunkod"


def shared_by(key: Key) -> str:
    """Return what a key shares by, in words."""
    day = f"folkmängd {day_in_words(key.month_day)} året före"
    names = {KeyKind.POPULATION: day, KeyKind.EQUAL: "lika delar", KeyKind.SHARES: "angivna andelar"}
    mixed = [f"{percent(part.percent)} {names[part.kind]}" for part in key.parts]
    return joined(mixed) if mixed else names[key.kind]
