"""The papers of a meeting: what there is to decide and what it costs, what has been decided, and what has changed.

What is new since the last meeting is told of the decisions, the closings, what has happened and what has been
invoiced (`suite.reports.news`): whoever enters a decision enters it there, and nowhere else.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from dateutil.relativedelta import relativedelta

from model.amounts.bridge import DRIVERS, bridge
from model.amounts.registers import Alternative, Reading
from model.errors import InputError
from model.money import Amount, exact, size, total
from model.read.begin import begin, checked_year, option_date
from model.run import Run
from model.year import AgreementYear, Year, agreement_year, year_of
from model.year_wheel import Meeting, lacking, meetings
from suite.findings.remarks import year_remarks
from suite.reports import asks, news, why
from suite.reports.questions import Question, count, dearest, decider, first_sentence, questions
from suite.reports.results import header
from suite.show.blocks import Block, Column, Group, Kind, Paragraphs, Results, Row, Table
from suite.show.frame import records
from suite.show.front import Ask, Asks, KeyFigure, KeyFigures
from suite.show.swedish import counted, date, joined, kr, number, sentence, signed_kr
from suite.show.table import table

_MOST = 8
"""How much that is new is told on page one."""


@dataclass(frozen=True)
class Papers:
    """What the papers of a meeting are made of.

    Attributes
    ----------
    now : Year
        The year that is reported, of the agreements that the meeting is about.
    day : date
        The meeting's.
    bodies : sequence of str
        Who meets.
    before : date or None
        The day of their last meeting; None where none is entered.
    after : date or None
        The day of their next; None where none is entered.
    then : Run or None
        The inputs as they were known on the day of their last meeting.
    """

    now: Year
    day: dt.date
    bodies: Sequence[str]
    before: dt.date | None = None
    after: dt.date | None = None
    then: Run | None = None

    @property
    def later(self) -> dt.date:
        """The day until which something waits for the next meeting: a year later where none is entered."""
        return self.after or self.day + relativedelta(years=1)

    @property
    def since(self) -> dt.date:
        """The day after which something is new: that of the last meeting, or a year ago."""
        return self.before or self.now.run.series.as_of - relativedelta(years=1)

    @property
    def earlier(self) -> str:
        """What is said of an amount as it was known at the meeting before."""
        return f"Inför {date(self.before)}" if self.before else "Förut"

    @cached_property
    def open_ones(self) -> list[Question]:
        """The questions that nobody has decided."""
        return questions(self.now)

    @cached_property
    def facts(self) -> list[Ask]:
        """What is asked of all the parties but how they read the agreements."""
        return asks.facts(self.now, self.open_ones)

    @cached_property
    def moved(self) -> pd.DataFrame:
        """The bridge of each party's amounts from what was known at the last meeting, of the year and the next."""
        pieces = [each for view in self.now.views for each in _moved(self, view)]
        return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame()


def chosen(run: Run, mote: object = "") -> list[Meeting]:
    """Return the meetings of the day that papers are asked for; without one, of the first after the as-of date.

    Raises
    ------
    InputError
        If there is no meeting that day, or none is entered.
    """
    every = meetings(run)
    known = ", ".join(dict.fromkeys(f"{each.day} ({each.body})" for each in every))
    if not every:
        raise InputError("mote: inget möte är infört; för in mötets dag i moten.csv, med slaget möte")
    wanted = option_date("mote", str(mote) or next_meeting(run))
    if wanted is None:
        raise InputError(f"mote: inget möte är infört efter {run.series.as_of}, väntade något av {known}")
    found = [each for each in every if each.day == wanted]
    if not found:
        raise InputError(f"mote: fann ”{mote}”, väntade en dag då ett möte är infört: {known}")
    return found


def next_meeting(run: Run) -> str:
    """Return the day of the first meeting after the as-of date; nothing where none is entered."""
    return min((each.day.isoformat() for each in meetings(run) if each.day > run.series.as_of), default="")


def open_papers(
    ar: object, mote: object = "", inputs: object = "", per_datum: object = "", scenario: object = "bas"
) -> Papers:
    """Check a notebook's parameters, and gather what the papers of a meeting show.

    Raises
    ------
    InputError
        If a parameter or an input is wrong, or there is no such meeting.
    """
    run = begin(inputs, per_datum, scenario)
    own = chosen(run, mote)
    bodies = list(dict.fromkeys(each.body for each in own))
    about = {each.agreement for each in own}
    year = year_of(run, checked_year(run, ar))
    views = [view for view in year.views if about & {None, view.agreement.id}]
    day, held = own[0].day, [each.day for each in meetings(run) if each.body in bodies]
    before = max((each for each in held if each < day and each <= run.series.as_of), default=None)
    after = min((each for each in held if each > day), default=None)
    eve = before and before - dt.timedelta(days=1)  # what the meeting decided is new
    then = begin(inputs, str(eve), scenario) if eve else None
    return Papers(Year(run, year.year, views), day, bodies, before, after, then)


def title(papers: Papers) -> str:
    """Say how much there is to decide, and what the dearest question moves."""
    who, things = f"{joined(papers.bodies)} {date(papers.day)}", len(to_decide(papers))
    if not things:
        return f"{who}: inget att besluta"
    dearest = next((f", den dyraste frågan {kr(each.price)}" for each in _asked(papers)), "")
    return f"{who}: {counted(things, 'sak', 'saker')} att besluta{dearest}"


def key_figures(papers: Papers) -> KeyFigures:
    """Return how much there is to decide, how much is new, and what the amounts have changed by."""
    last = f"sedan {date(papers.before)}" if papers.before else "det senaste året"
    coming = f"nästa möte är {date(papers.after)}" if papers.after else "inget senare möte är infört"
    figures = [
        KeyFigure("Att besluta", number(len(to_decide(papers))), coming),
        KeyFigure("Nytt", number(len(_new(papers))), f"beslut, bokslut, fakturor och siffror {last}"),
    ]
    if papers.then and len(papers.moved):
        rows = papers.moved[papers.moved["ar"] == papers.now.year + 1]
        changed = total(map(exact, rows["skillnad_kr"]))
        told = _causes(rows) or "samma belopp som då"
        figures.append(KeyFigure(f"Beloppen {papers.now.year + 1} {last}", signed_kr(changed), told))
    return KeyFigures(figures)


def to_decide(papers: Papers) -> list[Ask]:
    """Return what those who meet are to decide, what has a last day before the next meeting first."""
    own = [each for each in papers.facts if each.verb == asks.DECIDE]
    return [*_ends(papers), *own, *(_question(papers, each) for each in _asked(papers)), *_dates(papers)]


def _asked(papers: Papers) -> list[Question]:
    """Return the open readings that would move something, the dearest first."""
    return [each for each in papers.open_ones if isinstance(each.register, Reading) and each.price]


def _question(papers: Papers, each: Question) -> Ask:
    """Return a question, and who decides it where that is somebody else than those who meet."""
    found = asks.reading_ask(each)
    own = any(body.casefold() in each.decider.casefold() for body in papers.bodies)
    return found if own else Ask(found.verb, f"{found.text} Avgörs av: {sentence(each.decider)}")


def to_know(papers: Papers) -> list[Ask]:
    """Return what they are to confirm, and to know."""
    found = [each for each in papers.facts if each.verb != asks.DECIDE]
    return sorted(found, key=lambda each: each.verb)  # what is to be confirmed first


def _ends(papers: Papers) -> Iterator[Ask]:
    """Yield the terms whose last day of notice is before the next meeting, with what is paid the year after."""
    now = papers.now
    for last, name, end in asks.notice_days(now):
        if papers.day <= last <= papers.later:
            told = (
                f"om {name} ska gälla efter {date(end)}: det måste sägas upp senast {date(last)}, före nästa möte"
            )
            yield Ask(asks.DECIDE, f"{told}.{_paid_after(papers, name, end)}")


def _paid_after(papers: Papers, name: str, end: dt.date) -> str:
    run, year = papers.now.run, (end + dt.timedelta(days=1)).year
    with suppress(InputError):
        paid = total(run.allocation([run.agreement(name)], [year])["belopp_kr"])
        return f" Förlängs det betalar parterna {kr(paid)} för {year}." if paid else ""
    return ""


def _dates(papers: Papers) -> Iterator[Ask]:
    """Yield the bodies that meet and have too few days entered for the year of the meeting or the next."""
    for year in sorted({papers.day.year, papers.later.year}):
        for each in lacking(papers.now.run, year):
            if each.body in papers.bodies:
                left = counted(each.least - each.entered, "möte", "möten")
                yield Ask(asks.DECIDE, f"när {left} {year} ska hållas ({each.clause}); ingen dag är införd.")


def others(papers: Papers) -> Paragraphs:
    """Say how many questions are open, how many of the readings move nothing in the year, and where they stand."""
    every = [each for each in papers.open_ones if isinstance(each.register, Reading)]
    idle = len(every) - len(_asked(papers))
    told = f"{number(idle)} av läsningarna flyttar inget {papers.now.year}; se bilaga 1."
    return Paragraphs([" ".join([count(papers.now), *([told] if idle else [])])] if every else [])


def _new(papers: Papers) -> list[str]:
    return news.new_since(papers.now, papers.since)


def decided(papers: Papers) -> Group:
    """Show what is new since the last meeting, such as decisions, closings and invoices, the newest first."""
    found, last = _new(papers), []
    if papers.before is None:
        last = [f"Inget tidigare möte är infört för {joined(papers.bodies)}; här är det senaste årets."]
    more = [f"Därtill {number(len(found) - _MOST)} till, i bilaga 2."] if len(found) > _MOST else []
    return Group([Paragraphs([*last, *(found[:_MOST] or [news.NOTHING]), *more])])


def _moved(papers: Papers, view: AgreementYear) -> Iterator[pd.DataFrame]:
    then, code = papers.then, view.agreement.id
    for year in (papers.now.year, papers.now.year + 1):
        with suppress(InputError):
            if then and year in then.years(then.agreement(code)):
                sides = [run.allocation([run.agreement(code)], [year]) for run in (then, papers.now.run)]
                yield bridge(*sides).assign(ar=year)


def _causes(rows: pd.DataFrame) -> str:
    """Say what has moved some amounts most."""
    sums = {label: total(map(exact, rows[key])) for key, label in DRIVERS.items() if "befolkning" not in key}
    sums["Folkmängd"] = total(map(exact, [*rows["egen_befolkning"], *rows["andras_befolkning"]]))
    found = sorted(((size(amount), label, amount) for label, amount in sums.items() if amount), reverse=True)
    if found:  # what whole kronor make of it is told only where nothing else is
        told = [each for each in found if each[1] != DRIVERS["avrundning"]] or found
        return joined(f"{label.lower()} {signed_kr(amount)}" for _, label, amount in told[:2])
    return "bara fördelningen mellan parterna" if rows["skillnad_kr"].astype(bool).any() else ""


def _changed(papers: Papers) -> list[tuple[str, int, pd.DataFrame]]:
    """Return the agreements and years whose amounts are others than at the last meeting, with their bridges."""
    rows, found = papers.moved, list[tuple[str, int, pd.DataFrame]]()
    for view in papers.now.views if len(rows) else ():
        for year in (papers.now.year, papers.now.year + 1):
            own = rows[(rows["avtal"] == view.agreement.id) & (rows["ar"] == year)]
            if own["skillnad_kr"].astype(bool).any():
                found.append((view.agreement.id, year, own))
    return found


def changes(papers: Papers) -> Table | Paragraphs:
    """Show what agreements come to as known at the last meeting and now, and why, where that is not the same."""
    run, shown = papers.now.run, list[tuple[object, ...]]()
    if papers.before is None:
        return Paragraphs(["Inget tidigare möte är infört, så det finns inget att jämföra med."])
    if papers.moved.empty:
        told = f"Med det som var känt inför mötet {date(papers.before)} gick beloppen inte att räkna."
        return Paragraphs([told])
    for code, year, own in _changed(papers):
        sides = [total(map(exact, own[column])) for column in ("fore_kr", "efter_kr", "skillnad_kr")]
        shown.append((f"{run.agreement(code).short} {year}", *sides, _causes(own)))
    names = ("Belopp", f"{papers.earlier} (kr)", "Nu (kr)", "Ändring (kr)", "Varför")
    years = f"{papers.now.year} och {papers.now.year + 1}"
    same = f"Beloppen för {years} är desamma som inför mötet {date(papers.before)}."
    frame = pd.DataFrame(shown, columns=names, dtype=object)
    return table(frame, "Vad som har ändrats sedan förra mötet", signed=["Ändring (kr)"], otherwise=same)


def books(papers: Papers) -> Table | Paragraphs:
    """Show what is booked and would be settled in the year, where it is not what it was at the last meeting."""
    shown = []
    for view in papers.now.in_force:
        old = _as_known(papers.then, view)
        for name, sides in (
            ("bokfört", [each and each.outcome and each.outcome.total for each in (old, view)]),
            ("slutavräkning", [each and each.settlement and each.settlement.amount for each in (old, view)]),
        ):
            if papers.then and sides[0] != sides[1]:
                shown.append((f"{view.agreement.short} {view.year}, {name}", *sides))
    frame = pd.DataFrame(shown, columns=["Vad", f"{papers.earlier} (kr)", "Nu (kr)"], dtype=object)
    note = "En slutavräkning som inte är gjord är den som skulle bli."
    return table(frame, "Bokföringen sedan förra mötet", note=note)


def _as_known(run: Run | None, view: AgreementYear) -> AgreementYear | None:
    """Return the same year of an agreement in another run; None where it cannot be computed."""
    with suppress(InputError):
        return agreement_year(run, view.agreement.id, view.year) if run else None
    return None


def readings(papers: Papers) -> Group:
    """Show each open question with its readings, and what each of them costs in the year, the dearest first."""
    now, blocks, plain = papers.now, list[Block](), []
    for each in papers.open_ones:
        register = each.register
        if not isinstance(register, Reading):
            continue
        if each.price:
            blocks.append(_ways(papers, register))
        else:
            plain.append((each.text, first_sentence(register.reading), decider(register)))
    frame = pd.DataFrame(plain, columns=["Fråga", "Så läses det", "Avgörs av"])
    return Group([*blocks, table(frame, f"Öppna frågor som inte flyttar något belopp {now.year}")])


def _ways(papers: Papers, reading: Reading) -> Table:
    """Show the readings of a question: as it is read, and the others with what they move."""
    now = papers.now
    rows: list[Row] = [(f"Som nu: {first_sentence(reading.reading)}", None, "", None)]
    rows += [
        (f"Annars: {first_sentence(each.reading)}", *_price(now, reading, each)) for each in reading.alternatives
    ]
    kinds = (Kind.TEXT, Kind.WHOLE, Kind.TEXT, Kind.SIGNED)
    names = ("Läsning", "Högst för en part (kr)", "Part", "Alla tillsammans (kr)")
    clause = f" ({reading.clause})" if reading.clause else ""
    columns = [Column(*each) for each in zip(names, kinds, strict=True)]
    note = f"Mot som det läses nu, {now.year}, slutavräkning medräknad. Avgörs av: {reading.decider}"
    return Table(f"{reading.question}{clause}", columns, rows, note=note)


def _price(now: Year, reading: Reading, other: Alternative) -> tuple[Amount | None, str, Amount | None]:
    """Return the most that another reading moves a party, which that is, and what it moves all together."""
    found = now.run.effect(reading.agreement or "", other, [now.year])
    if other.uncounted or now.year not in found:
        return None, other.uncounted or "räknas inte", None
    moved = found[now.year]
    return *dearest(now, moved), total(map(exact, moved))


def in_full(papers: Papers) -> Group:
    """Show what is to be confirmed and known, all that is new, and the bridge of each party that has changed."""
    blocks: list[Block] = [Asks(to_know(papers)), Paragraphs(_new(papers))]
    for code, year, own in _changed(papers):
        frame = why.changes(own, papers.earlier, "Nu")
        idle = [cause for cause in why.CAUSES if cause in frame and not frame[cause].astype(bool).any()]
        name = f"{papers.now.run.agreement(code).short} {year}, part för part"
        blocks.append(table(frame.drop(columns=idle), name, sums=True, signed=why.CAUSES))
    return Group(blocks)


def results(papers: Papers) -> Results:
    """Return the papers as data."""
    now = papers.now
    about = {"mote": papers.day.isoformat(), "forra_motet": str(papers.before or "")}
    lists = {"att_besluta": [each.text for each in to_decide(papers)], "nytt": _new(papers)}
    told = {name: [{"text": text} for text in texts] for name, texts in lists.items()}
    moved = records(papers.moved.drop(columns=["ar_fore", "ar_efter"], errors="ignore"))
    return Results(
        header("motesunderlag", now.year, now.run, year_remarks(now)) | about | told | {"andrat": moved}
    )
