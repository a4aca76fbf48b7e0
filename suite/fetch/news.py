"""What new rows of a series change, told before they are written: what was known, and what each party pays."""

from collections.abc import Sequence

from model.errors import InputError
from model.money import Amount, total
from model.run import Run
from model.series.rows import IndexRow, PopulationRow, SeriesRow
from model.series.series import preferred
from model.status import Status
from suite.show.frame import each
from suite.show.swedish import day_in_words, joined, number, percent, ratio, signed, spans


def population_news(run: Run, rows: Sequence[PopulationRow], new: Sequence[PopulationRow]) -> list[str]:
    """Return a line for each figure, beside the one before it, and what the office says of them."""
    first = rows[0]
    text = [f"{first.source}, publicerad {first.published}, för {first.date}."]
    if first.stands_in:
        text.append(
            f"Siffrorna gäller {first.date} och står i stället för {first.reference_date}; raderna säger det."
        )
    elif f"{first.date:%m-%d}" not in (days := run.inputs.key_days):
        keys = joined(map(day_in_words, sorted(days))) if days else "någon dag"
        text.append(f"Siffrorna gäller {first.date} och används inte i en nyckel för {keys} utan --ersatter.")
    text += [_line(row, _before(run, row)) for row in rows]
    text += sorted({f"SCB: {row.note}" for row in rows if row.note})
    old = len(rows) - len(new)
    text += [f"{old} av raderna finns redan."] if old else []
    return text


def _before(run: Run, row: PopulationRow) -> PopulationRow | None:
    """Return the figure that has stood for the same day, else for the last day before it."""
    known = [each for each in run.inputs.population if each.code == row.code]
    days = [each.reference_date for each in known if each.reference_date <= row.reference_date]
    return preferred(each for each in known if each.reference_date == max(days)) if days else None


def _line(row: PopulationRow, before: PopulationRow | None) -> str:
    mark = "" if row.status is Status.FIXED else f", {row.status}"
    told = f"{row.municipality}: {number(row.population)} invånare{mark}"
    if before is None:
        return f"{told}; ingen tidigare siffra"
    change = row.population - before.population
    share = ratio(change, before.population, 1) if before.population else "–"
    return f"{told}; {before.date} {number(before.population)}, skillnad {signed(change)} ({share})"


def index_news(run: Run, rows: Sequence[IndexRow], new: Sequence[IndexRow]) -> list[str]:
    """Return each index change, and what was known of that year before."""
    text = []
    for row in rows:
        known = [each for each in run.inputs.index if (each.index, each.year) == (row.index, row.year)]
        text += [row_text(row), *(f"Förut: {_change(each)}" for each in known)]
        text += [] if row in new else ["Raden finns redan."]
    return text


def row_text(row: SeriesRow) -> str:
    """Return a row of a series in words: what it is of, its value, and where that comes from."""
    if isinstance(row, IndexRow):
        return f"{row.index} {row.year}: {_change(row)}"
    assert isinstance(row, PopulationRow)
    figure = f"{row.municipality} {row.date}: {number(row.population)} invånare, {row.status}"
    return f"{figure}, publicerad {row.published}. {row.source}."


def _change(row: IndexRow) -> str:
    return f"{percent(row.percent)}, {row.status}, publicerad {row.published}. {row.source}."


def effect_text(before: Run, after: Run) -> list[str]:
    """Return as lines what is computed for each party in two runs, in the first year in which it differs.

    A party's amounts by all agreements are one; a company is counted by itself. A year that cannot be computed has
    no amounts. Where something has been issued the difference is not paid, but a correction that is proposed.
    """
    years = sorted({year for run in (before, after) for one in run.agreements for year in run.years(one)})
    sides = {year: (_computed(before, year), _computed(after, year)) for year in years}
    moved = [year for year, (old, new) in sides.items() if old != new]
    if not moved:
        return ["Inga belopp ändras."]
    first, *later = moved
    old, new = sides[first]
    rows = [_amounts(name, old.get(name), new.get(name)) for name in {**old, **new}]
    rows.append(_amounts("Summa", *(total(side.values()) if side else None for side in (old, new))))
    width = max(len(name) for name, *_ in rows)
    lines = [f"Så ändras beloppen {first}, kr:"]
    for name, *cells in [("", "förut", "nu", "skillnad"), *rows]:
        lines.append(f"  {name:<{width}}" + "".join(f"{cell:>13}" for cell in cells))
    lines += [f"Beloppen {spans(later)} ändras också."] if later else []
    if sent := [year for year in moved if any(year == about[1] for about in after.sent)]:
        lines.append(f"Det som är fakturerat för {spans(sent)} ändras inte; skillnaden föreslås som rättelse.")
    return lines


def _computed(run: Run, year: int) -> dict[str, Amount]:
    """Return what is computed for each party in a year by all agreements; nothing where it cannot be."""
    try:
        frame = run.allocation(run.agreements, [year])
    except InputError:
        return {}
    found: dict[str, Amount] = {}
    for row in each(frame):
        found[row.partnamn] = found.get(row.partnamn, 0) + row.beraknat_kr
    return found


def _amounts(name: str, old: Amount | None, new: Amount | None) -> tuple[str, ...]:
    difference = "" if old is None or new is None else signed(new - old)
    return name, *("–" if amount is None else number(amount) for amount in (old, new)), difference
