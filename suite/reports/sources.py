"""The tables that say where the figures of a report come from, and how the clauses are read."""

from model.agreements.agreement import Agreement
from model.agreements.keys import Key, KeyKind
from model.series.rows import INDEX_FILE, POPULATION_FILE, IndexRow, PopulationRow
from model.year import Year
from suite.show.blocks import Column, Kind, Paragraphs, Row, Table
from suite.show.swedish import day_in_words, joined, percent


def index_data(now: Year) -> Table | Paragraphs:
    """Show the index rows used, with status, source and date."""
    used: dict[tuple[str, int], IndexRow] = {}
    for view in now.in_force:
        for basis in now.run.bases(view.agreement, view.years):
            used |= {(row.index, row.year): row for row in basis.index}
    if not used:
        return Paragraphs(["Inget avtal räknas upp med index."])
    lines = [
        (row.index, str(row.year), row.percent, str(row.status), row.published.isoformat(), row.line, row.source)
        for _, row in sorted(used.items())
    ]
    columns = [
        Column("Index"),
        Column("År"),
        Column("Ändring (%)", Kind.NUMBER),
        Column("Status"),
        Column("Publicerad", Kind.DATE),
        Column(f"Rad i {INDEX_FILE}", Kind.NUMBER),
        Column("Källa"),
    ]
    names = sorted({row.index for row in used.values()})
    return Table(f"{joined(names)} som används", columns, lines)


def population_data(now: Year) -> Table | Paragraphs:
    """Show the population figures that split this year's and next year's amounts."""
    keys = _keys(now)
    if not keys:
        return Paragraphs(["Inget avtal delas efter folkmängd."])
    names = {row.code: row.municipality for rows in keys.values() for row in rows.values()}
    rows: list[Row] = [
        (name, *(own[code].population if code in own else None for own in keys.values()))
        for code, name in sorted(names.items())
    ]
    columns = [Column("Kommun"), *(Column(f"Nyckel {year} (invånare)", Kind.WHOLE) for year in keys)]
    footer: Row = ("Summa", *(sum(row.population for row in own.values()) for own in keys.values()))
    return Table("Folkmängd som används", columns, rows, footer, "Summan är de delande kommunernas, inte länets.")


def population_sources(now: Year) -> Table | Paragraphs:
    """Show where those population figures come from."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for year, key in _keys(now).items():
        for row in key.values():
            origin = (
                str(year),
                row.date.isoformat(),
                row.reference_date.isoformat() if row.stands_in else "",
                str(row.status),
                row.method,
                row.published.isoformat(),
                row.source,
            )
            rows.setdefault(origin, []).append(row.line)
    if not rows:
        return Paragraphs([])
    columns = [
        Column("Nyckel"),
        Column("Datum", Kind.DATE),
        Column("I stället för", Kind.DATE),
        Column("Status"),
        Column("Metod"),
        Column("Publicerad", Kind.DATE),
        Column("Källa"),
        Column(f"Rader i {POPULATION_FILE}"),
    ]
    lines = [(*origin, ", ".join(places)) for origin, places in rows.items()]
    return Table("Folkmängdens källor", columns, lines)


def _keys(now: Year) -> dict[int, dict[str, PopulationRow]]:
    """Return the population rows, by municipality, that split the amounts of this year and the next."""
    keys: dict[int, dict[str, PopulationRow]] = {}
    for view in now.views:
        for basis in now.run.bases(view.agreement, (now.year, now.year + 1)):
            for row in basis.people:
                keys.setdefault(basis.year, {})[row.code] = row
    return dict(sorted(keys.items()))


def readings(now: Year) -> Table:
    """Show how the clauses are read in this report, and where the terms end."""
    rows = [
        row for view in now.in_force for row in _readings_of(view.agreement, now.run.years(view.agreement)[-1])
    ]
    columns = [Column("Fråga"), Column("Läsning"), Column("Paragraf")]
    return Table("Så läses avtalen", columns, rows, None, "Utförligt i docs/tolkningar.md.")


def _readings_of(agreement: Agreement, last: int) -> list[Row]:
    index, rule = agreement.index, agreement.settlement
    rows: list[Row] = []
    if index:
        reading = f"{index.name} från {index.first_year}, kedjan avrundas inte"
        rows.append(("Uppräkning", reading, agreement.cite(index.clause)))
    rows += [
        (f"Nyckel: {item.name}", key_text(item.key), agreement.cite(item.key.clause))
        for item in agreement.contributions
        if len(item.payers) > 1
    ]
    if rule:
        limit = f"avvikelse över {percent(rule.limit_percent)} av {rule.denominator}; {rule.extent} avvikelsen"
        rows.append(("Slutavräkning", limit, agreement.cite(rule.clause)))
    rows.append(("Giltighet", f"till och med {last} i detta scenario", agreement.cite(agreement.term.clause)))
    return rows


def key_text(key: Key) -> str:
    """Return a key in words, and what decides ties."""
    day = f"folkmängd {day_in_words(key.month_day)} året före"
    names = {KeyKind.POPULATION: day, KeyKind.EQUAL: "lika delar", KeyKind.SHARES: "angivna andelar"}
    mixed = [f"{percent(part.percent)} {names[part.kind]}" for part in key.parts]
    return f"{joined(mixed) if mixed else names[key.kind]}, störst rest, lika rest till lägst kommunkod"
