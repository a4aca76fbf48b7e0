"""The decisions in force: what each has changed of an agreement, and what that costs each party."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from model.agreements.decisions import DatedTerm
from model.decision_log import LoggedDecision, decision_log
from model.money import Amount, exact, total
from model.run import Run
from suite.show.blocks import Block, Column, Group, Heading, Kind, Paragraphs, Row, Table
from suite.show.swedish import number, sentence

NONE = "Inget beslut har ändrat ett villkor i något avtal: alla villkor är de som avtalen hade från början."
"""What is said where there are none."""

_NOTE = (
    "Kronor mer (+) eller mindre (−) än med det villkor som gällde före beslutet, slutavräkning medräknad. Andra "
    "beslut är som de är."
)


def prices(run: Run) -> Block:
    """Show what each decision that is known on the as-of date costs each party, or say that there are none."""
    found = decision_log(run)
    if not found:
        return Paragraphs([NONE])
    last = run.horizon[-1]
    columns = [Column(name) for name in ("Part", "Avtal", "Beslut", "Första året")]
    columns += [Column("Det året (kr)", Kind.SIGNED), Column(f"Till och med {last} (kr)", Kind.SIGNED)]
    rows = [row for each in found for row in _price_rows(run, each, last)]
    uncounted = [sentence(f"{each.decision.told}: {_uncounted(each)}") for each in found if each.effect.empty]
    return Table("Vad besluten kostar", columns, rows, None, " ".join([_NOTE, *uncounted]))


def _price_rows(run: Run, logged: LoggedDecision, last: int) -> Iterator[Row]:
    """Yield a decision's price for each party, and for all of them: the first year, and all years to the last."""
    first = _years(logged, last)[:1]
    if first:
        told = (run.agreement(logged.agreement).short, logged.decision.told, str(*first))
        yield from ((who, *told, amounts[0], total(amounts)) for who, amounts in _by_party(run, logged, last))


def _years(logged: LoggedDecision, last: int) -> list[int]:
    return [year for year in map(int, logged.effect.columns) if year <= last]


def _by_party(run: Run, logged: LoggedDecision, last: int) -> Iterator[tuple[str, list[Amount]]]:
    """Yield each party and last all of them, with a decision's price in each year to the last."""
    effect, years = logged.effect, _years(logged, last)
    for code, *amounts in zip(effect.index, *(effect[year] for year in years), strict=True):
        yield run.party(logged.agreement, str(code)).short, list(map(exact, amounts))
    yield "Alla parter", [total(effect[year]) for year in years]


def _uncounted(logged: LoggedDecision) -> str:
    return f"priset räknas inte. {logged.uncounted}" if logged.uncounted else "siffrorna räcker inte till något år"


def log(run: Run) -> Group:
    """Show each decision with what it changed, from what to what, and its price by party and year."""
    return Group([Heading("Beslutslogg", 1), *_logged(run)])


def _logged(run: Run) -> Iterator[Block]:
    found = decision_log(run)
    yield Paragraphs([f"Besluten som var kända {run.series.as_of}, avtal för avtal." if found else NONE])
    for each in found:
        yield Heading(f"{run.agreement(each.agreement).short}: {each.decision.told}", 2)
        yield _changes(each)
        yield _by_year(run, each)


def _changes(logged: LoggedDecision) -> Table:
    pairs = zip(logged.terms, logged.before, strict=True)
    rows: list[Row] = [
        (term.term, _since(term), value_text(before), value_text(term.value), term.clause or "")
        for term, before in pairs
    ]
    columns = [Column(name) for name in ("Villkor", "Från", "Förut", "Nu", "Paragraf, om en annan")]
    return Table(f"Vad beslutet {logged.decision.number} ändrade", columns, rows)


def _since(term: DatedTerm) -> str:
    return f"{term.start}{', retroaktivt' if term.retroactive else ''}"


def _by_year(run: Run, logged: LoggedDecision) -> Block:
    last = run.horizon[-1]
    years = _years(logged, last)
    if not years:
        return Paragraphs([sentence(f"{logged.decision.told}: {_uncounted(logged)}")])
    columns = [Column("Part"), *(Column(f"{year} (kr)", Kind.SIGNED) for year in years)]
    *rows, whole = [(who, *amounts) for who, amounts in _by_party(run, logged, last)]
    return Table(f"Vad beslutet {logged.decision.number} kostar", columns, rows, whole, _NOTE)


def value_text(value: object) -> str:
    """Return what a term is, on a line: an amount with its thousands apart, a group's keys and items in order."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {value_text(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(value_text, value))
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Decimal) or (isinstance(value, int) and abs(value) > dt.MAXYEAR):
        return number(value)
    return "fanns inte" if value is None else str(value) or "utgår"
