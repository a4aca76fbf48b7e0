"""What other rows of a series do to the amounts: each party before and after, in the first year that moves."""

from model.errors import InputError
from model.money import Amount, exact, total
from model.run import Run
from suite.show.frame import each
from suite.show.swedish import number, signed, spans


def effect_text(before: Run, after: Run) -> list[str]:
    """Return as lines what each party pays in two runs, in the first year in which it differs.

    A party's amounts by all agreements are one; a company is counted by itself. A year that cannot be computed has
    no amounts.
    """
    years = sorted(
        {year for run in (before, after) for one in run.inputs.agreements.values() for year in run.years(one)}
    )
    sides = {year: (_paid(before, year), _paid(after, year)) for year in years}
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
    return lines + ([f"Beloppen {spans(later)} ändras också."] if later else [])


def _paid(run: Run, year: int) -> dict[str, Amount]:
    """Return what each party pays in a year by all agreements; nothing where it cannot be computed."""
    try:
        frame = run.allocation(list(run.inputs.agreements.values()), [year])
    except InputError:
        return {}
    paid: dict[str, Amount] = {}
    for row in each(frame):
        paid[row.partnamn] = paid.get(row.partnamn, 0) + exact(row.belopp_kr)
    return paid


def _amounts(name: str, old: Amount | None, new: Amount | None) -> tuple[str, ...]:
    difference = "" if old is None or new is None else signed(new - old)
    return name, *("–" if amount is None else number(amount) for amount in (old, new)), difference
