"""What is not decided of what a party pays: the line that says so in its letter, with what it costs the party."""

from collections.abc import Iterator
from decimal import Decimal

from model.agreements.clauses import Contribution
from model.amounts.registers import Assumption, Trial
from model.money import Amount, total
from model.status import Status, weakest
from suite.reports.party_sheet import Sheet
from suite.reports.questions import trial_of
from suite.reports.text import INDEX_WORDS, decided, more, preliminary
from suite.show.blocks import Notice
from suite.show.swedish import day, joined, percent

_OUTCOMES = {Status.PRELIMINARY: "preliminärt", Status.FORECAST: "prognos", Status.EXAMPLE: "exempel"}
"""What is said of an outcome that is neither decided nor assumed."""

_COUNTS = ("Ingenting", "En sak", "Två saker", "Tre saker", "Fyra saker", "Fem saker", "Sex saker")


def status_line(sheet: Sheet) -> Notice:
    """Say in one line what is not decided of what the party pays in the two years, and what that may cost."""
    things = list(dict.fromkeys(_things(sheet)))
    rows = sheet.own[sheet.own["ar"].isin((sheet.year, sheet.year + 1))]
    if not things and (rows.empty or not weakest(map(Status, rows["status"])).uncertain):
        later = "; åren därefter är beräknade" if sheet.remarks else ""
        return decided(f"Alla siffror för {sheet.year} och {sheet.year + 1} är beslutade{later}.")
    count = _COUNTS[len(things)] if len(things) < len(_COUNTS) else f"{len(things)} saker"
    told = f"{count} är inte {'beslutad' if len(things) == 1 else 'beslutade'}: {joined(things)}."
    first = told if things else "Alla uppgifter är inte beslutade."
    return preliminary(" ".join([first, *_prices(sheet)]))


def _things(sheet: Sheet) -> Iterator[str]:
    yield from _index(sheet)
    yield from _people(sheet)
    yield from (f"hur {item.name} delas" for item in _unsaid(sheet).values())
    yield from _books(sheet)


def _index(sheet: Sheet) -> Iterator[str]:
    found = dict[str, set[Decimal]]()
    for basis in sheet.bases:
        for row in basis.index:
            if row.status.uncertain:
                found.setdefault(row.index, set()).add(row.percent)
    for name, changes in found.items():
        in_full = INDEX_WORDS.get(name, "").partition(",")[0]
        value = f"antaget till {percent(next(iter(changes)))} om året" if len(changes) == 1 else ""
        words = ", ".join(filter(None, (in_full, value)))
        yield f"{name} ({words})" if words else name


def _people(sheet: Sheet) -> Iterator[str]:
    people = [row for basis in sheet.bases for row in basis.people]
    stand_ins = [row for row in people if row.stands_in]
    if any(row.method != "uppgift" for row in people):
        yield "folkmängden (framskriven)"
    elif stand_ins:
        told, wanted = ({row.date for row in stand_ins}, {row.reference_date for row in stand_ins})
        days = (joined(dict.fromkeys(map(day, sorted(own)))) for own in (told, wanted))
        yield f"folkmängden ({' i stället för '.join(days)})"
    elif any(row.status is not Status.FIXED for row in people):
        yield "folkmängden (preliminär)"


def _unsaid(sheet: Sheet) -> dict[tuple[str, str], Contribution]:
    """Return the contributions that the party pays a part of, and whose amount or split no agreement states."""
    pieces = [basis.piece for basis in sheet.bases]
    return {
        (piece.agreement.id, piece.contribution.id): piece.contribution
        for piece in pieces
        if weakest([piece.contribution.status, piece.contribution.key.status]) is not Status.FIXED
    }


def _books(sheet: Sheet) -> Iterator[str]:
    """Yield what is missing for the year to be settled, when it has ended."""
    for view in sheet.views if sheet.over else ():
        name, year = view.agreement.short, sheet.year
        if not view.in_force or not view.agreement.settlement:
            continue
        if view.outcome is None:
            yield f"utfallet {year} för {name} (finns inte än)"
        elif view.outcome.status is not Status.FIXED:
            yield f"utfallet {year} för {name} ({_OUTCOMES.get(view.outcome.status, 'antaget')})"
        elif view.open_because and not view.unpaid:
            yield f"bokslutet {year} för {name}"


def _prices(sheet: Sheet) -> Iterator[str]:
    """Yield what another index costs the party in the year, and another split of what no agreement splits."""
    year = sheet.year if sheet.amount else sheet.year + 1
    moving = {row.index for basis in sheet.bases for row in basis.index if row.status.uncertain}
    for assumption in sheet.now.run.inputs.assumptions:
        trial = assumption.trial
        if trial is None or not (
            trial.index_name in moving if trial.index else _splits(trial) & {*_unsaid(sheet)}
        ):
            continue
        price = _price(sheet, assumption, year)
        text = f"{trial.text[0].upper()}{trial.text[1:]} är" if trial.index else f"Om {trial.text} är det"
        if price:
            yield f"{text} {more(price)} för er {year}."


def _splits(trial: Trial) -> set[tuple[str, str]]:
    """Return the contributions whose terms a trial changes."""
    return {(trial.agreement or "", term.split(".")[1]) for term in trial.changes if term.startswith("bidrag.")}


def _price(sheet: Sheet, assumption: Assumption, year: int) -> Amount:
    moved = trial_of(sheet.now.run, assumption.id, year)
    own = {*sheet.own["part"]}
    return total(amount for code, amount in moved.items() if code in own)
