"""The decisions in force: what each has changed of an agreement, and what that costs each party."""

import datetime as dt
from collections.abc import Iterator
from operator import attrgetter

import pandas as pd

from model.agreements.decisions import DatedTerm
from model.agreements.events import Event
from model.amounts.closing import Closing
from model.amounts.registers import Reading
from model.decision_log import LoggedDecision, decision_log
from model.money import Amount, exact, size, total
from model.run import Run
from model.year import Year
from suite.findings.remarks import year_remarks
from suite.reports.asks import DECIDE, asks, status_line
from suite.reports.questions import kinds, questions
from suite.reports.readings import answer
from suite.reports.terms import term_name, value_text
from suite.reports.text import more
from suite.show.blocks import Block, Column, Group, Heading, Kind, Paragraphs, Row, Table
from suite.show.front import Asks, Folded, KeyFigure, KeyFigures
from suite.show.swedish import counted, date, joined, kr, number, sentence, signed_kr, spans
from suite.show.table import table

NONE = "Inget beslut har ändrat ett villkor i något avtal: alla villkor är de som avtalen hade från början."
"""What is said where there are none."""

_NOTE = (
    "Kronor mer (+) eller mindre (−) än med det villkor som gällde före beslutet, slutavräkning medräknad. Andra "
    "beslut är som de är."
)


def in_force(run: Run) -> Table | Paragraphs:
    """Show each decision known on the as-of date and what it costs all parties, or say that there is none."""
    found, last = decision_log(run), run.horizon[-1]
    rows = [_priced(run, each, last) for each in found]
    rows += [
        (f"{each.question} {each.reading}", each.decided.told, "", None, None)
        for each in _confirmed(run)
        if each.decided
    ]
    rows += [(about, told, day.isoformat(), None, None) for day, about, told in sorted(_happened(run))]
    if not rows:
        return Paragraphs([NONE])
    names = ("Gäller", "Beslut", "Från", "Första året (kr)", f"Till och med {last} (kr)")
    uncounted = [sentence(f"{each.decision.told}: {_uncounted(each)}") for each in found if not _years(each, last)]
    note = " ".join([_NOTE, *uncounted])
    shown = pd.DataFrame(rows, columns=names, dtype=object)
    return table(shown, "Beslut i kraft och vad de kostar alla parter", signed=names[3:], note=note)


def reading_of(run: Run, logged: LoggedDecision) -> str:
    """Return the question that a decision answers and the answer, if it is of how an unclear place is read."""
    for each in run.inputs.readings:
        if each.decided and each.decided.start and logged.terms[0] in each.terms:
            return f"{each.question} {answer(each, run.agreement(logged.agreement))}"
    return ""


def _confirmed(run: Run) -> list[Reading]:
    """Return the readings that have been decided to be as they are, as known on the as-of date."""
    found = [each for each in run.inputs.readings if each.decided and not each.decided.start]
    return [each for each in found if each.decided and each.decided.date <= run.series.as_of]


def _priced(run: Run, logged: LoggedDecision, last: int) -> tuple[object, ...]:
    """Return what a decision is about, and its price for all parties: the first year, and to the last."""
    agreement = run.agreement(logged.agreement)
    about = reading_of(run, logged) or joined(dict.fromkeys(term_name(agreement, t.term) for t in logged.terms))
    since = min(each.start for each in logged.terms).isoformat()
    amounts = _together(logged, last)
    price = (amounts[0], total(amounts)) if amounts else (None, None)
    return f"{agreement.short}: {about}", logged.decision.told, since, *price


def _happened(run: Run) -> Iterator[tuple[dt.date, str, str]]:
    """Yield the last closing of each year's books, the notices and the extensions: day, what, and the decision."""
    today = run.series.as_of
    closings = [each for each in run.inputs.rows(Closing) if each.date <= today]
    for code, year in dict.fromkeys((each.agreement, each.year) for each in closings):
        if last := run.closing(code, year):
            anew = sum((each.agreement, each.year) == (code, year) for each in closings) > 1
            told = f"bokslut {year}{', gjort om' if anew else ''}, kostnaden {kr(last.outcome)}"
            yield last.date, f"{run.agreement(code).short}: {told}", last.decision
    for event in (each for each in run.inputs.rows(Event) if each.date <= today):
        who = f" från {run.party(event.agreement, event.party).short}" if event.party else ""
        told = f"{event.kind}{who}; gäller till {date(run.case.end(event.agreement))}"
        yield event.date, f"{run.agreement(event.agreement).short}: {told}", event.decision


def _years(logged: LoggedDecision, last: int) -> list[int]:
    return [year for year in map(int, logged.effect.columns) if year <= last]


def _together(logged: LoggedDecision, last: int) -> list[Amount]:
    return [total(map(exact, logged.effect[year])) for year in _years(logged, last)]


def _by_party(run: Run, logged: LoggedDecision, last: int) -> Iterator[tuple[str, list[Amount]]]:
    """Yield each party and last all of them, with a decision's price in each year to the last."""
    effect, years = logged.effect, _years(logged, last)
    for code, *amounts in zip(effect.index, *(effect[year] for year in years), strict=True):
        yield run.party(logged.agreement, str(code)).short, list(map(exact, amounts))
    yield "Alla parter", _together(logged, last)


def _uncounted(logged: LoggedDecision) -> str:
    return f"priset räknas inte. {logged.uncounted}" if logged.uncounted else "siffrorna räcker inte till något år"


def title(run: Run) -> str:
    """Say how many decisions have changed the agreements, and what they cost together."""
    found, last = decision_log(run), run.horizon[-1]
    if not (count := len(found) + len(run.case.events)):
        return "Inget beslut har ändrat avtalen"
    told = f"{counted(count, 'beslut har', 'beslut har')} ändrat avtalen"
    if not found:
        return told
    price = total(total(_together(each, last)) for each in found)
    if not price:
        return f"{told}, men inte summan av beloppen till och med {last}"
    return f"{told}: {more(price)} till och med {last}"


def key_figures(now: Year) -> KeyFigures:
    """Return how many decisions and open questions there are, and what they cost, the dearest named."""
    run, last = now.run, now.run.horizon[-1]
    found, open_ones = decision_log(run), questions(now)
    made = [(each.decision.date, each.decision.told) for each in found]
    made += [(each.date, f"{each.decision} {each.date}") for each in run.case.events]
    made += [(each.date, each.told) for each in map(attrgetter("decided"), _confirmed(run))]
    newest = f"senast {max(made)[1]}" if made else "villkoren är avtalens egna"
    figures = [KeyFigure("Beslut i kraft", number(len(made)), newest)]
    prices = {each.decision.number: total(_together(each, last)) for each in found}
    if any(prices.values()):
        dearest = max(prices, key=lambda each: size(prices[each]))
        reason = f"mest {dearest}: {signed_kr(prices[dearest])}"
        figures.append(KeyFigure(f"Till och med {last}", signed_kr(total(prices.values())), reason))
    priced = [each for each in open_ones if each.price]
    told = [f"{kinds(now)[0]} om hur avtalen läses, {kinds(now)[1]}"] if open_ones else []
    first = (
        f"dyrast {kr(priced[0].price)} för {priced[0].party} {now.year}" if priced else "ingen av dem kostar något"
    )
    figures.append(KeyFigure("Frågor utan beslut", number(len(open_ones)), "; ".join([*told, first])))
    return KeyFigures(figures)


def log(now: Year) -> Group:
    """Show what the decisions came to, then each with what it changed, and its price by party and year."""
    found, remarks = [ask for ask in asks(now) if ask.verb == DECIDE], year_remarks(now)
    asked = [Heading("Samrådsgruppen behöver"), Asks(found)] if found else []
    rest = [Folded("Det siffrorna vilar på", [Paragraphs(remarks)])] if remarks else []
    first = [Heading(title(now.run), 1), key_figures(now), status_line(now, remarks, "sist på sidan"), *asked]
    return Group(
        [*first, Heading("Beslut i kraft"), in_force(now.run), *_logged(now.run), *_agreed(now.run), *rest]
    )


def _logged(run: Run) -> Iterator[Block]:
    for each in decision_log(run):
        yield Heading(f"{run.agreement(each.agreement).short}: {each.decision.told}", 2)
        yield _changes(run, each)
        yield _by_year(run, each)


def _agreed(run: Run) -> Iterator[Block]:
    yield Heading("Avtalen som de skrevs")
    rows = [(each.name, each.reference, each.source, each.published.isoformat()) for each in run.agreements]
    yield table(pd.DataFrame(rows, columns=["Avtal", "Nummer", "Källa", "Daterad"]), "Varifrån villkoren är")


def _changes(run: Run, logged: LoggedDecision) -> Table:
    agreement, names = run.agreement(logged.agreement), {each.code: each.short for each in run.inputs.parties}
    pairs = zip(logged.terms, logged.before, strict=True)
    rows: list[Row] = [
        (
            term_name(agreement, term.term),
            _since(term),
            value_text(before, names),
            value_text(term.value, names),
            term.clause or "",
        )
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
    if not any(amount for _, amounts in _by_party(run, logged, last) for amount in amounts):
        return Paragraphs([f"Beslutet har inte ändrat vad någon betalar {spans(years)}, med det som är känt nu."])
    columns = [Column("Part"), *(Column(f"{year} (kr)", Kind.SIGNED) for year in years)]
    *rows, whole = [(who, *amounts) for who, amounts in _by_party(run, logged, last)]
    return Table(f"Vad beslutet {logged.decision.number} kostar", columns, rows, whole, _NOTE)
