"""What a report asks of its readers: to decide, to confirm, to know, each with its price and its day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from dateutil.relativedelta import relativedelta

from model.amounts.allocation import Basis
from model.amounts.registers import AssumedValues, Assumption, Reading
from model.money import exact, size, total
from model.run import Run
from model.status import Status, weakest
from model.year import AgreementYear, Year, open_differences
from model.year_wheel import Meeting, meetings
from model.year_wheel import notice_days as days_of
from suite.findings.remarks import booked_remarks, issued_remarks
from suite.findings.remarks import remarks as remarks_of
from suite.reports.indicators import Followed, lacking, missed, of_year
from suite.reports.questions import Question, questions, trial_of
from suite.reports.text import decided, more, preliminary, status_in_words
from suite.show.blocks import Notice, Paragraphs
from suite.show.front import Ask
from suite.show.swedish import counted, date, day, joined, kr, percent, spans

DECIDE, CONFIRM, KNOW = "besluta", "fastställa", "veta"
"""What is asked, the most pressing first."""

_SOON = relativedelta(months=18)
"""How long before its day something is told on page one."""


def asks(now: Year, most: int = 6) -> list[Ask]:
    """Return what is asked of all the parties together, the most pressing first."""
    open_ones = questions(now)
    readings = [reading_ask(each) for each in open_ones if isinstance(each.register, Reading) and each.price]
    found = [*facts(now, open_ones), *readings[:2]]
    order = (DECIDE, CONFIRM, KNOW)
    return sorted(found, key=lambda ask: order.index(ask.verb))[:most]


def next_meetings(run: Run) -> Paragraphs:
    """Say when those who are asked meet next; nothing where no meeting is entered."""
    first = dict[str, Meeting]()
    for each in meetings(run):
        if each.day >= run.series.as_of:
            first.setdefault(each.body, each)
    if not first:
        return Paragraphs([])
    told = joined(
        f"{body} {date(each.day)}{' (påhittat exempel)' if each.status is Status.EXAMPLE else ''}"
        for body, each in first.items()
    )
    return Paragraphs([f"Nästa möte: {told}."], small=True)


def facts(now: Year, open_ones: Iterable[Question]) -> list[Ask]:
    """Return what is asked of all the parties but how they read the agreements, by the questions that are open."""
    found = [*_corrections(now), *_index(now), *_books(now), *_assumed(now, open_ones), *_notices(now)]
    own = [view for view in now.in_force if not view.agreement.reports]
    return found + [ask for view in own for ask in indicator_asks(of_year(view))]


def reading_ask(each: Question) -> Ask:
    """Return the question how an unclear place of an agreement is read, with what another answer moves."""
    clause = f" ({each.register.clause})" if isinstance(each.register, Reading) and each.register.clause else ""
    return Ask(DECIDE, f"om frågan ”{each.text}”{clause}. Ett annat svar flyttar {_price(each)}.")


def indicator_asks(now: Followed) -> list[Ask]:
    """Return what is asked of the indicators that nobody has told of, or do not meet their target."""
    untold, below = lacking(now), missed(now)
    found = [Ask(CONFIRM, f"utfallet för {untold}: ingen har uppgett det.")] if untold else []
    return found + ([Ask(KNOW, f"att målet inte är nått för {below}.")] if below else [])


def _corrections(now: Year) -> Iterator[Ask]:
    found, codes = open_differences(now.run), {view.agreement.id for view in now.views}
    moved = found[(found["skillnad_kr"] != 0) & found["avtal"].isin(codes)] if len(found) else found
    if len(moved):
        whole = total(size(exact(value)) for value in moved["skillnad_kr"])
        parties = counted(len(set(moved["part"])), "part", "parter")
        yield Ask(DECIDE, f"om rättelser: {kr(whole)} som är fakturerat räknas nu på annat sätt, för {parties}.")


def assumed_index(now: Year) -> dict[tuple[str, Decimal], list[int]]:
    """Return the years whose index change nobody has decided, by the index and the change reckoned with."""
    found = defaultdict(set)
    for basis in _bases(now):
        for row in basis.index:
            if row.status.uncertain:
                found[row.index, row.percent].add(row.year)
    return {key: sorted(years) for key, years in found.items()}


def _bases(now: Year) -> list[Basis]:
    """Return what the amounts of the year and of the next rest on."""
    years = (now.year, now.year + 1)
    return [
        basis
        for view in now.in_force
        for basis in now.run.bases(view.agreement, [year for year in years if year in view.years])
    ]


def _index(now: Year) -> Iterator[Ask]:
    for (name, change), years in assumed_index(now).items():
        yearly = " om året" if len(years) > 1 else ""
        told = f"vilket {name} som gäller för {spans(years)}. Räknat är {percent(change)}{yearly}"
        yield Ask(DECIDE, f"{told}{_step_price(now, name)}.")


def _step_price(now: Year, name: str) -> str:
    """Say what a step of an index costs all in the year, or else the next, where the register has one."""
    own = [each for each in now.run.inputs.assumptions if each.trial and each.trial.index_name == name]
    for each, year in product(own, (now.year, now.year + 1)):
        moved = exact(trial_of(now.run, each.id, year).sum())
        if each.trial and each.trial.index is not None and moved:
            return f"; {each.trial.text} är {more(moved)} för alla {year}"
    return ""


def _books(now: Year) -> Iterator[Ask]:
    missing, weak = list[str](), dict[Status, list[str]]()
    for view in now.in_force:
        name, rule = view.agreement.short, view.agreement.settlement
        if rule and view.outcome is None:
            missing.append(name)
        elif view.outcome and view.outcome.status is not Status.FIXED:
            weak.setdefault(view.outcome.status, []).append(name)
        elif rule and view.ready and view.open_because and not view.unpaid:
            yield Ask(DECIDE, f"bokslutet {now.year} för {name}{_would_settle(view)}.")
    for status, names in weak.items():
        told = status_in_words(status, "Siffrorna").removesuffix(".")
        yield Ask(CONFIRM, f"kostnaderna {now.year} för {joined(names)}. {told} tills bokföringen är klar.")
    if missing:
        yield Ask(CONFIRM, f"kostnaderna {now.year} för {joined(missing)}; de finns inte i underlaget än.")


def _would_settle(view: AgreementYear) -> str:
    if view.settlement is None or not view.settlement.settled:
        return "; ingen slutavräkning följer av det"
    flow = "betalas tillbaka" if view.settlement.amount > 0 else "betalas"
    return f"; då {flow} {kr(size(view.settlement.amount))}"


def _assumed(now: Year, open_ones: Iterable[Question]) -> Iterator[Ask]:
    """Yield what is assumed of terms, and what stands in for something else."""
    for each in (each for each in open_ones if each.price):
        register = each.register
        if isinstance(register, Assumption) and register.trial and register.trial.index is None:
            yield Ask(KNOW, f"att det är antaget: {each.text} Annars flyttas {_price(each)}.")
    yield from _stand_ins(now)


def _price(question: Question) -> str:
    return f"{kr(question.price)} för {question.party}"


def _stand_ins(now: Year) -> Iterator[Ask]:
    rows = {row.reference_date: row for basis in _bases(now) for row in basis.people if row.stands_in}
    if not rows:
        return
    wanted = joined(dict.fromkeys(day(each) for each in rows))
    told = joined(dict.fromkeys(day(row.date) for row in rows.values()))
    years = spans({each.year for each in rows})
    text = f"att folkmängden är från den {told}, inte den {wanted}, för den siffran saknas för {years}."
    for each in now.run.inputs.assumptions:
        if each.values is AssumedValues.STAND_INS and each.trial:
            moved = trial_of(now.run, each.id, now.year)
            text += (
                f" Beloppen {now.year} ändras högst {kr(exact(moved.abs().max()))} per part." if len(moved) else ""
            )
    yield Ask(KNOW, text)


def _notices(now: Year) -> Iterator[Ask]:
    for last, name, end in notice_days(now):
        if last <= now.run.series.as_of + _SOON:
            told = f"att {name} kan sägas upp till {date(end)} senast {date(last)}. Det avslutar avtalet för alla."
            yield Ask(KNOW, told)


def notice_days(now: Year) -> list[tuple[dt.date, str, dt.date]]:
    """Return the last days of notice to come: the day, the agreement's short name, and which end it is for."""
    run = now.run
    found = [
        (*each, run.case.agreed(view.agreement.id).last.short)
        for view in now.views
        for each in days_of(run, view.agreement.id)
    ]
    return sorted((day, name, end) for day, end, name in found if day >= run.series.as_of)


def status_line(now: Year, remarks: Sequence[str], where: str = "sist, under Underlag") -> Notice:
    """Say in one line whether the figures are decided, and what the largest assumption costs.

    They are where nothing of the year and the next is assumed or missing: the years after never are.
    """
    if not remarks:
        return decided()
    if not any(_remarked(view) for view in now.in_force):
        told = joined(map(str, sorted({basis.year for basis in _bases(now)})))
        return decided(f"Alla siffror för {told} är beslutade; åren därefter är beräknade.")
    for (name, change), years in assumed_index(now).items():
        told = f"{name} är antaget till {percent(change)} för {spans(years)}{_step_price(now, name)}."
        return preliminary(told)
    return preliminary(f"Några uppgifter är inte fastställda; de står {where}.")


def _remarked(view: AgreementYear) -> bool:
    """Whether something of an agreement's year is assumed, standing in or missing, or of what the next costs."""
    years = [year for year in (view.year, view.year + 1) if year in view.years]
    own = (*remarks_of(view.run, view.agreement, years), *issued_remarks(view.run, view.agreement, years))
    return bool(own or booked_remarks(view) or view.year not in years)


def status_of(parts: Mapping[str, Iterable[Status]], otherwise: str = "Alla uppgifter är beslutade.") -> Notice:
    """Say in one line what of a report is not decided.

    Parameters
    ----------
    parts : mapping of str to iterable of Status
        What the report holds, in the plural and with its price where it has one, and the status of each of it.
    otherwise : str
        What is said where all is decided.
    """
    weak = defaultdict[Status, list[str]](list)
    for name, statuses in parts.items():
        if found := [each for each in statuses if each is not Status.FIXED]:
            weak[weakest(found)].append(name)
    if not weak:
        return decided(otherwise)
    told = [status_in_words(status, joined(names)) for status, names in weak.items()]
    return preliminary(" ".join(f"{each[0].upper()}{each[1:]}" for each in told))
