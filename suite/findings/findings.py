"""What the checks say of a run: everything odd, assumed, soon due or not complete, in one list (`model.finding`).

`kontroll`, `faktura`, `arspaket`, the start page and the quality log show the same findings. Nothing here stops a
computation; what cannot be computed on is an error elsewhere. `entry_findings`, `receipt_findings` and
`project_findings` are about one outcome, also before it is among the inputs; what is odd in it is found by
`model.read.ledger_checks`, and what is an unlikely figure by `model.read.doubt`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pandas as pd
from dateutil.relativedelta import relativedelta

from model.agreements.agreement import Agreement
from model.amounts.additions import Addition
from model.amounts.closing import Closing
from model.amounts.indexing import index_names
from model.amounts.invoices import ADDITION, ADVANCE, CORRECTION, SETTLEMENT
from model.amounts.outcome import MAPPING_FILE, OTHER_INCOME, Entry, Outcome, Receipt, gather, receipts, unbooked
from model.errors import InputError
from model.finding import Finding, Level, by_level
from model.money import size, total
from model.near import unknown
from model.read.doubt import (
    HIGHEST_INDEX,
    LARGEST_MOVE,
    LOWEST_INDEX,
    Move,
    is_usual,
    moves,
    probable_index,
    unused_index_rows,
    unusual_rows,
)
from model.read.ledger import Ledger
from model.read.ledger_checks import (
    MANY_REPEATS,
    LedgerUnit,
    near_project,
    on_balance_accounts,
    other_unit,
    repeated,
    turned,
)
from model.read.ledger_table import WrongSum
from model.read.load import unread_of
from model.read.validation import some
from model.run import Run
from model.scenarios.scenario import BASE
from model.series.rows import IndexRow, PopulationRow
from model.status import Status, weakest
from model.year import AgreementYear, Year, agreement_year, open_differences
from model.year_wheel import notice_days
from suite.findings.checks import checks_of
from suite.findings.remarks import assumed, in_a_word, not_reached
from suite.show.blocks import Paragraphs, Table, prose
from suite.show.swedish import (
    MONTHS,
    at_most,
    counted,
    joined,
    kr,
    number,
    percent,
    ratio,
    row_count,
    sentence,
    spans,
)
from suite.show.table import table

OPEN_YEAR = "oppet-ar"
"""The code of a year whose books are open: it is not settled, whoever acknowledges that."""

CODES = {
    "antagande": "något som fakturorna vilar på är antagande, prognos eller exempel",
    "avtal-slut": "ett avtal har upphört",
    "ersattningsdatum": "en folkmängd för en annan dag än avtalets används",
    "bokslut-andrat": "ett utfall är ändrat efter årets bokslut",
    "folkmangd": "en folkmängd ändras ovanligt mycket",
    "index": "en indexförändring ligger utanför det vanliga",
    "inget-betalt": "ett år slutavräknas inte, för det finns inget betalt att dela efter",
    "intakt-fattas": "pengar som skulle komma in under ett år har inte gjort det",
    "intakt-overskott": "mer pengar än avtalat har kommit in under ett år",
    "index-oanvant": "ett index har rader men räknar inte upp något avtal",
    "kontroll": "en kontroll av det räknade stämmer inte",
    "lases-inte": "något i mappen med indata läses inte",
    "lucka": "en serie saknar ett år, eller en siffra som senare eller tidigare år behöver",
    OPEN_YEAR: "året som ska slutavräknas är inte stängt",
    "rattelse": "det som har fakturerats är något annat än det som nu räknas",
    "scenario": "det som räknas är ett scenario, inte det som gäller",
    "uppsagning": "en dag för uppsägning är nära, eller avtalet är uppsagt",
    "utfall-balanskonto": "ett utfall har rader på tillgångs- eller skuldkonton, klass 1 och 2",
    "utfall-dubbelt": "ett utfall har samma rad flera gånger; troligen är ett utdrag inklistrat två gånger",
    "utfall-fel": "en bokföringsfil har fel utanför de rader som tas ur den",
    "utfall-intakter": "intäkter minskar det som slutavräknas; är de parternas egna betalningar ska de inte det",
    "utfall-namn": "en fil liknar ett utfall men läses inte",
    "utfall-ofullstandigt": "ett utfall saknar månader eller poster",
    "utfall-oren": "ett utfall är så stort mot avtalet att det kan vara i ören",
    "utfall-projekt": "ett projekt som inte kom med ur bokföringen heter nästan som ett som ska med",
    "utfall-saknas": "ett utfall saknas",
    "utfall-summa": "en summarad i bokföringen är inte vad raderna ovanför den blir",
    "utfall-tecken": "kostnader är minus eller intäkter plus; troligen är tecknen vända",
    "utfall-utan-post": "ett utfall har rader utan kostnadspost när året ska stängas",
    "utfall-tkr": "ett utfall är så litet mot avtalet att det kan vara i tusental kronor",
}
"""What each code of a finding is about, in the words that a controller is told."""

TO_DO = {
    "antagande": "För in de värden som är beslutade, eller kvittera att fakturorna görs ändå.",
    "avtal-slut": "Inget, om avtalet inte har förlängts; för då in förlängningen.",
    "ersattningsdatum": "Byt till siffran för avtalets egen dag när den är publicerad.",
    "bokslut-andrat": "Stäng året igen med det nya utfallet, eller ta bort ändringen.",
    "folkmangd": "Jämför siffran med SCB:s, och rätta den eller skriv vem som har prövat den.",
    "index": "Jämför med beslutet, och rätta värdet eller skriv vem som har prövat det.",
    "inget-betalt": "Fakturera det som parterna ska betala; slutavräkningen delas efter det.",
    "intakt-fattas": "Kräv in det som fattas, eller besluta vem som täcker det.",
    "intakt-overskott": "Besluta vad som görs med det som kom in utöver avtalet.",
    "index-oanvant": "Rätta indexets namn, eller ta bort raderna.",
    "kontroll": "Fakturera inget. Anmäl felet till den som förvaltar modellen.",
    "lases-inte": "Rätta namnet på filen, eller flytta den; det som har ersatts får ligga kvar.",
    "lucka": "För in det år som fattas.",
    OPEN_YEAR: "Stäng året när bokföringen är klar; slutavräkningen kommer med då.",
    "rattelse": "Fakturera eller kreditera skillnaden.",
    "scenario": "Räkna med det som gäller; ett scenario faktureras inte.",
    "uppsagning": "Ta upp dagen i samrådsgruppen i tid.",
    "utfall-balanskonto": "Ta bort raderna ur utdraget.",
    "utfall-dubbelt": "Ta bort den ena av de lika raderna.",
    "utfall-fel": "Gör om uttaget ur ekonomisystemet.",
    "utfall-intakter": "Säg vilket bidrag intäkterna hör till, om de är parternas egna betalningar.",
    "utfall-namn": "Rätta namnet på filen.",
    "utfall-ofullstandigt": "Kontrollera att uttaget ur bokföringen är helt.",
    "utfall-oren": "Gör om uttaget i kronor.",
    "utfall-projekt": "Säg vilken kostnadspost projektet hör till, eller att det inte ska med.",
    "utfall-saknas": "För in utfallet, annars görs ingen slutavräkning.",
    "utfall-summa": "Gör om uttaget; rader kan fattas.",
    "utfall-tecken": "Vänd tecknen: kostnader är plus och intäkter minus.",
    "utfall-utan-post": "Säg vilken kostnadspost raderna hör till.",
    "utfall-tkr": "Gör om uttaget i kronor.",
}
"""What is to be done about each code of a finding, in plain words."""

UNMAPPED_CODE = "utfall-utan-post"
"""The code by which entries that have no cost post are let through when a year's books are closed."""

KeyRows = Mapping[int, Mapping[str, PopulationRow]]
"""The population rows of an agreement's keys, by year and municipality."""

Odd = tuple[str, Level, str]
"""What is odd in an outcome: a finding's code, level, and text without the agreement and the year."""

NOTICE_AHEAD = relativedelta(months=12)
"""A deadline for notice that is no further off than this is told."""


def findings(run: Run, invoiced: Sequence[int]) -> list[Finding]:
    """Return all that the checks say, for whoever is about to invoice some years.

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    invoiced : sequence of int
        The years that are invoiced; what their amounts rest on must be decided, or acknowledged.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    agreements = run.agreements
    keys = {agreement.id: _keys(run, agreement, invoiced) for agreement in agreements}
    found = (
        *_general(run),
        *run.inputs.notes,
        *index_findings(run, invoiced),
        *population_findings(run, invoiced),
        *unused_index_rows(run.case.every, run.series.index),
        *_gaps(run),
        *_corrected(run),
        *(
            each
            for agreement in agreements
            for each in (
                *_billed(run, agreement, keys[agreement.id], invoiced),
                *_settled(run, agreement, invoiced),
                *_term(run, agreement),
            )
        ),
        *(each for agreement in agreements for each in _incomplete(run, agreement, invoiced)),
        *outcome_findings(run, invoiced),
    )
    return by_level(found)


def of_basis(now: Year) -> list[Finding]:
    """Return the findings of the invoice basis that a year's package holds: that of the year after."""
    return findings(now.run, [now.year + 1])


def billed_years(run: Run) -> list[int]:
    """Return the years that are invoiced at the as-of date: that year, and the next, which is prepared then.

    Not the next while a figure is missing for it.
    """
    this, after = run.series.as_of.year, run.series.as_of.year + 1
    known = all(after in run.reached(each) for each in run.agreements if after in run.years(each))
    return [this, after] if known else [this]


def _keys(run: Run, agreement: Agreement, invoiced: Sequence[int]) -> KeyRows:
    """Return the population rows of an agreement's keys in the years that are invoiced, by municipality."""
    found: dict[int, dict[str, PopulationRow]] = {year: {} for year in invoiced}
    for basis in run.bases(agreement, found):
        found[basis.year] |= {row.code: row for row in basis.people}
    return found


def _general(run: Run) -> Iterator[Finding]:
    """Tell of what makes every amount unfit to be invoiced."""
    if run.scenario.id != BASE:
        text = f"Beloppen räknas i scenariot {run.scenario.name} ({run.scenario.id}); bara {BASE} faktureras."
        yield Finding("scenario", Level.STOP, text)
    for check in checks_of(run):
        if not check.holds:
            text = f"Kontrollen ”{check.name}” stämmer inte: {', '.join(check.broken[:5])}."
            yield Finding("kontroll", Level.STOP, text)


def _gaps(run: Run) -> Iterator[Finding]:
    """Tell of years that a figure is missing for, and of years between the first and the last row of a series."""
    for agreement in run.agreements:
        for told in not_reached(run, agreement, run.years(agreement)):
            yield Finding("lucka", Level.NOTE, f"{agreement.short}: {told}", agreement.id)
    for name in sorted({row.index for row in run.series.index}):
        years = {row.year for row in run.series.index if row.index == name}
        missing = sorted(set(range(min(years), max(years) + 1)) - years)
        if missing:
            yield Finding("lucka", Level.NOTE, f"{name} saknas för {spans(missing)}.")
    for day in sorted(run.inputs.key_days):
        dates = {code: set[int]() for code in run.inputs.municipalities}
        for row in run.inputs.population:
            if f"{row.reference_date:%m-%d}" == day:
                dates[row.code].add(row.reference_date.year)
        every = set().union(*dates.values())
        within = range(min(every), max(every) + 1) if every else range(0)
        asked = {year: run.municipalities(year) for year in within}
        for code, own in dates.items():
            lacking = {year for year in within if code in asked[year]} - own
            if lacking:
                name = run.inputs.municipalities[code]
                yield Finding("lucka", Level.NOTE, f"{name}: folkmängd {day} saknas för {spans(lacking)}.")


def _corrected(run: Run) -> Iterator[Finding]:
    """Tell of what has been issued that is not what is now computed, and of outcomes changed after the closing."""
    found = open_differences(run)
    found = found[found["skillnad_kr"] != 0]
    for (code, year, kind), rows in found.groupby(["avtal", "ar", "slag"]):
        agreement = run.agreement(str(code))
        amounts = {True: rows[rows["foreslas"]], False: rows[~rows["foreslas"]]}
        for proposed, own in ((proposed, own) for proposed, own in amounts.items() if len(own)):
            more = [total(own.loc[own["skillnad_kr"] * sign > 0, "skillnad_kr"]) for sign in (1, -1)]
            whose = at_most([run.party(agreement.id, part).short for part in own["part"]])
            text = f"{agreement.short}: {kind} {year} är fakturerat med annat än det som nu räknas för {whose}"
            text += f": {kr(more[0])} mer och {kr(-more[1])} mindre."
            if proposed:
                text += " Rättelser föreslås; fakturerat visar dem."
                yield Finding("rattelse", Level.ACKNOWLEDGE, text, agreement.id, CORRECTION)
            else:
                text += " Ingen rättelse föreslås, för det räknade vilar på antagande."
                yield Finding("rattelse", Level.NOTE, text, agreement.id, CORRECTION)
    for code, year in dict.fromkeys((row.agreement, row.year) for row in run.inputs.rows(Closing)):
        agreement, entries = run.agreement(code, year), run.inputs.outcomes.get((code, year), ())
        outcome = gather(agreement, entries, run.inputs.mapping) if entries else None
        closing = run.closing(code, year)
        if closing and not (outcome and closing.holds(outcome, entries)):
            now = kr(outcome.total) if outcome else "borttaget"
            text = (
                f"{agreement.short}: utfallet {year} är ändrat efter bokslutet {closing.date}, då det var "
                f"{kr(closing.outcome)}; nu är det {now}. Ta tillbaka utfallet, eller gör om bokslutet."
            )
            yield Finding("bokslut-andrat", Level.STOP, text, code)


def _billed(run: Run, agreement: Agreement, keys: KeyRows, invoiced: Sequence[int]) -> Iterator[Finding]:
    """Tell of stand-ins and assumptions that the invoices rest on."""
    for row in run.inputs.rows(Addition):
        if row.agreement == agreement.id and row.date.year in invoiced and row.status.uncertain:
            text = f"{agreement.short}: tillägget {row.date} ({row.text}) är inte fastställt "
            text += f"({in_a_word(row.status)})."
            yield Finding("antagande", Level.ACKNOWLEDGE, text, agreement.id, ADDITION)
    for year in invoiced:
        if agreement.billing is None or year not in run.years(agreement):
            continue
        standing = [(row.date, row.reference_date) for row in keys[year].values() if row.stands_in]
        for date, wanted in sorted(set(standing)):
            whose = f"i {counted(standing.count((date, wanted)), 'kommun', 'kommuner')}"
            text = f"vilar på folkmängden {date} i stället för {wanted}, {whose}"
            yield Finding("ersattningsdatum", Level.NOTE, _invoices(agreement, year, text), agreement.id, ADVANCE)
        for told in assumed(run, run.agreement(agreement.id, year), [year]):
            text = f"{_invoices(agreement, year, 'vilar på antagande')} {told}"
            yield Finding("antagande", Level.ACKNOWLEDGE, text, agreement.id, ADVANCE)


def _invoices(agreement: Agreement, year: int, what: str) -> str:
    return f"{agreement.short}: fakturorna {year} {what}."


def _settled(run: Run, agreement: Agreement, invoiced: Sequence[int]) -> Iterator[Finding]:
    """Tell of a settlement that would be invoiced, but whose year is not closed or has no outcome.

    RUN/387/2023 §7: the settlement belongs to the closing of the year's books.
    """
    for year in (each - 1 for each in invoiced if agreement.settlement and agreement.billing):
        if year not in run.years(agreement):
            continue
        view, name = agreement_year(run, agreement.id, year), f"{agreement.short}: slutavräkningen {year}"
        if view.outcome is None:
            over = run.series.as_of.year > year
            level, why = (Level.ACKNOWLEDGE, "") if over else (Level.NOTE, " ännu")
            text = f"{name} är inte med i fakturorna {year + 1}, för utfall saknas{why}."
            yield Finding("utfall-saknas", level, text, agreement.id)
        elif view.settlement is None:
            if view.unpaid:
                text = f"{name} är inte med i fakturorna {year + 1}: {view.unpaid}."
                yield Finding("inget-betalt", Level.ACKNOWLEDGE, text, agreement.id, SETTLEMENT)
        elif view.open_because:
            moves = view.settlement.settled
            amount = kr(size(view.settlement.amount)) if moves else "inget"
            text = f"{name} är inte gjord: {view.open_because}. Som det ser ut nu skulle {amount} avräknas."
            text += " Det stängs med kommandot bokslut." if view.ready else ""
            level = Level.ACKNOWLEDGE if moves else Level.NOTE
            yield Finding(OPEN_YEAR, level, text, agreement.id, SETTLEMENT)
        elif view.settlement.settled:
            yield from _doubts(view, name)


def _doubts(view: AgreementYear, name: str) -> Iterator[Finding]:
    """Tell of what a closed year's settlement rests on that somebody must stand for."""
    code = view.agreement.id
    last = max(entry.date.month for entry in view.entries)
    if last < 12:
        text = f"{name} vilar på ett utfall vars sista bokföring är i {MONTHS[last - 1]}."
        yield Finding("utfall-ofullstandigt", Level.ACKNOWLEDGE, text, code, SETTLEMENT)
    status = weakest(map(Status, view.allocation["status"]))
    if status.uncertain:
        text = f"{name} vilar på belopp som inte är fastställda ({in_a_word(status)}): "
        text += "de räknade, inte de som har fakturerats."
        yield Finding("antagande", Level.ACKNOWLEDGE, text, code, SETTLEMENT)


def _term(run: Run, agreement: Agreement) -> Iterator[Finding]:
    """Tell of an agreement that has ended, and of a day for notice that is near."""
    today, end = run.series.as_of, run.case.end(agreement.id)
    if end < today:
        text = f"{agreement.short}: avtalet gällde till och med {end}."
        yield Finding("avtal-slut", Level.NOTE, text, agreement.id)
        return
    for notice in run.case.happened(agreement.id)[0]:
        who = run.party(agreement.id, notice.party or "").name
        told = f"{who} sade upp avtalet {notice.date} ({notice.decision}), så det gäller till och med {end}"
        yield Finding("uppsagning", Level.NOTE, f"{agreement.short}: {told}.", agreement.id)
    for deadline, each in notice_days(run, agreement.id):
        if today <= deadline <= today + NOTICE_AHEAD:
            days = (deadline - today).days
            told = f"sista dag att säga upp avtalet till {each} är {deadline}, om {counted(days, 'dag', 'dagar')}"
            yield Finding("uppsagning", Level.NOTE, f"{agreement.short}: {told}.", agreement.id)


def _incomplete(run: Run, agreement: Agreement, invoiced: Sequence[int]) -> Iterator[Finding]:
    """Tell of outcomes that lack months or cost posts, and of ended years that have none."""
    outcomes = {year: rows for (code, year), rows in run.inputs.outcomes.items() if code == agreement.id}
    for year, entries in sorted(outcomes.items()):
        lacking = _months_without(entries, run.series.as_of, year)
        if lacking:
            text = f"{agreement.short}: utfallet {year} har inget bokfört i {joined(lacking)}."
            yield Finding("utfall-ofullstandigt", Level.NOTE, text, agreement.id, SETTLEMENT)
        posts = gather(run.agreement(agreement.id, year), entries, run.inputs.mapping).posts
        empty = posts.loc[posts["kalla"] == "", "namn"].tolist()
        if empty:
            text = f"{agreement.short}: utfallet {year} har inget på {joined(empty)}."
            yield Finding("utfall-ofullstandigt", Level.NOTE, text, agreement.id, SETTLEMENT)
    told = {year - 1 for year in invoiced} if agreement.billing else set()
    ended = [year for year in run.years(agreement) if year < run.series.as_of.year and year not in outcomes]
    if agreement.settlement and (ended := sorted(set(ended) - told)):
        text = f"{agreement.short}: utfall saknas för {spans(ended)}, så slutavräkning kan inte göras."
        yield Finding("utfall-saknas", Level.NOTE, text, agreement.id)


def _months_without(entries: Sequence[Entry], today: dt.date, year: int) -> list[str]:
    """Return the months that have ended without anything booked."""
    ended = 12 if today.year > year else today.month - 1 if today.year == year else 0
    return [MONTHS[month - 1] for month in unbooked(entries, range(1, ended + 1))]


def index_findings(run: Run, invoiced: Sequence[int]) -> list[Finding]:
    """Return the findings about index changes outside the usual, among those that are in use.

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    invoiced : sequence of int
        The years that are invoiced; of what their amounts do not rest on it is only told.
    """
    used = index_names(run.case.every)
    return [
        Finding(
            "index",
            _level(row, run.inputs.index, asked=row.year <= max(invoiced) and row.index in used),
            f"{row.index} {row.year}: {index_question(row.percent)} Se {row.place}.",
        )
        for row in unusual_rows(run.series)
    ]


def index_question(change: Decimal) -> str:
    """Return what is asked about an index change in per cent; empty for a usual one."""
    if is_usual(change):
        return ""
    usual = f"de flesta år ligger mellan {number(LOWEST_INDEX)} och {percent(HIGHEST_INDEX)}"
    meant = probable_index(change)
    return f"{percent(change)} är ovanligt, {usual}.{f' Menas {percent(meant)}?' if meant else ''}"


def population_findings(run: Run, invoiced: Sequence[int]) -> list[Finding]:
    """Return the findings about populations that are far from the ones before them.

    Parameters
    ----------
    run, invoiced
        As for `index_findings`.
    """
    years = {*invoiced, *(year - 1 for year in invoiced)}  # the year that is settled with the invoices too
    return [
        Finding(
            "folkmangd", _level(move.row, run.inputs.population, asked=_is_asked(move, years)), _move_told(move)
        )
        for move in moves(run.series, run.inputs.key_days)
    ]


def _is_asked(move: Move, years: set[int]) -> bool:
    keys = {row.reference_date.year + 1 for row in (move.row, move.before)}
    return move.limit == LARGEST_MOVE and bool(keys & years)


def _level(
    row: IndexRow | PopulationRow, published: Sequence[IndexRow] | Sequence[PopulationRow], *, asked: bool
) -> Level:
    """Return what is asked of an unlikely row; of what somebody has checked or a scenario explores it is told."""
    return Level.ACKNOWLEDGE if asked and not row.checked and row in published else Level.NOTE


def _move_told(move: Move) -> str:
    row, before, meant = move.row, move.before, move.meant
    change = ratio(row.population - before.population, before.population, 1) if before.population else "från 0"
    shares = " till ".join(ratio(*each, 1) if each[1] else "–" for each in (move.share_before, move.share))
    asked = f" Menas omkring {number(meant)}?" if meant is not None else ""
    return (
        f"{row.municipality}: folkmängden {row.reference_date} är {number(row.population)}, {change} från "
        f"{before.reference_date} ({number(before.population)}); mer än {percent(move.limit)} om året, och "
        f"andelen av alla går från {shares}.{asked} Se {row.place}."
    )


def outcome_findings(run: Run, invoiced: Collection[int]) -> list[Finding]:
    """Return what is odd in the outcomes of the inputs, and in the names of the files beside them.

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    invoiced : collection of int
        The years that are invoiced; what is odd in an outcome that one of them would settle is asked about.

    Raises
    ------
    InputError
        If a figure that a contribution rests on is missing.
    """
    found: list[Finding] = []
    for (code, year), entries in sorted(run.inputs.outcomes.items()):
        agreement = run.agreement(code, year)
        outcome = gather(agreement, entries, run.inputs.mapping)
        odd = entry_findings(agreement, year, entries, outcome)
        found += odd if year + 1 in invoiced else [replace(each, level=Level.NOTE) for each in odd]
        if run.series.as_of > dt.date(year, 12, 31) and year in run.reached(agreement):
            allocation = run.allocation([agreement], [year])
            found += receipt_findings(agreement, year, receipts(agreement, outcome, allocation))
    return found + unread_of(run.inputs).findings(invoiced)


def entry_findings(agreement: Agreement, year: int, entries: Sequence[Entry], outcome: Outcome) -> list[Finding]:
    """Return what in a year's entries is probably something else than it says.

    Parameters
    ----------
    agreement : Agreement
        With the year's terms.
    year : int
        The year.
    entries, outcome
        What is booked in the year, or in its first months, and what it comes to.
    """
    told = [
        *_repeats(entries),
        *_unit(agreement, entries),
        *_signs(entries),
        *_balance_accounts(entries),
        *_incomes(agreement, outcome),
    ]
    whose = f"{agreement.short}, utfallet {year}"
    return [Finding(code, level, f"{whose}: {text}", agreement.id, SETTLEMENT) for code, level, text in told]


def _repeats(entries: Sequence[Entry]) -> Iterator[Odd]:
    if found := repeated(entries):
        many = found.share >= MANY_REPEATS
        meant = "Troligen är utdraget inklistrat två gånger; ta bort det ena." if many else "Är det samma köp?"
        text = (
            f"{found.rows} av {found.of} rader upprepar en tidigare rad (dag, verifikation, konto, projekt, "
            f"belopp, text), tillsammans {kr(found.amount, 2)}. {meant}"
        )
        yield "utfall-dubbelt", Level.ACKNOWLEDGE if many else Level.NOTE, text


def _unit(agreement: Agreement, entries: Sequence[Entry]) -> Iterator[Odd]:
    if found := other_unit(agreement, entries):
        expected = (
            f"Kostnaderna är {kr(found.costs, 2)}, mot ungefär {kr(found.expected, 0)} enligt avtalet så långt"
        )
        code = "utfall-tkr" if found.unit is LedgerUnit.THOUSANDS else "utfall-oren"
        yield code, Level.ACKNOWLEDGE, f"{expected}. Är beloppen i {found.unit}? De ska vara i kronor."


def _signs(entries: Sequence[Entry]) -> Iterator[Odd]:
    costs, incomes = turned(entries)
    told = [f"kostnaderna är {kr(costs, 2)}, alltså minus"] if costs else []
    told += [f"intäkterna är {kr(incomes, 2)}, alltså plus"] if incomes else []
    if told:
        text = " och ".join(told)
        meant = "Troligen är tecknen vända: kostnader ska vara plus och intäkter minus."
        yield "utfall-tecken", Level.ACKNOWLEDGE, f"{text[0].upper()}{text[1:]}. {meant}"


def _balance_accounts(entries: Sequence[Entry]) -> Iterator[Odd]:
    if found := on_balance_accounts(entries):
        total = sum((each.amount for each in found), Decimal(0))
        where = ", ".join(map(str, sorted({each.account for each in found})[:5]))
        text = f"{row_count(len(found))}, {kr(total, 2)}, är bokförda på balanskonton ({where})"
        meant = "De är varken kostnad eller intäkt, men räknas med; ta bort dem."
        yield "utfall-balanskonto", Level.ACKNOWLEDGE, f"{text}. {meant}"


def _incomes(agreement: Agreement, outcome: Outcome) -> Iterator[Odd]:
    income = outcome.income(OTHER_INCOME)
    if income and agreement.settlement:
        codes = " eller ".join(item.id for item in agreement.contributions)
        text = f"Intäkter på {kr(income)} minskar utfallet från {kr(outcome.costs)} till {kr(outcome.total)}"
        meant = f"Är de parternas egna betalningar: ge kontona koden {codes} i {MAPPING_FILE}"
        yield "utfall-intakter", Level.ACKNOWLEDGE, f"{text}. {meant}."


def receipt_findings(agreement: Agreement, year: int, found: Iterable[Receipt]) -> list[Finding]:
    """Return a finding for each contribution of an ended year of which less, or more, has come in than is due."""
    told = []
    for each in found:
        if each.missing:
            short = each.missing > 0
            rest = f"{kr(size(each.missing))} {'fattas' if short else 'för mycket'}"
            text = f"{kr(each.received)} av {kr(each.due)} från {each.payers} är bokfört, {rest}."
            code = "intakt-fattas" if short else "intakt-overskott"
            told.append(Finding(code, Level.NOTE, f"{agreement.short} {year}: {text}", agreement.id))
    return told


def project_findings(
    agreement: Agreement, left_out: Iterable[tuple[str | None, Decimal]], projects: Sequence[str]
) -> list[Finding]:
    """Return a finding where a project that a choice of projects left out of a ledger is nearly one of them."""
    amounts: dict[str | None, list[Decimal]] = defaultdict(list)
    for project, amount in left_out:
        amounts[project].append(amount)
    told = [
        f"{project} ({row_count(len(own))}, {kr(sum(own, Decimal(0)), 2)}) liknar {near}"
        for project, own in amounts.items()
        if project and (near := near_project(project, projects))
    ]
    meant = f"Raderna är inte med. Hör de dit: välj dem med --projekt, eller skriv in dem i {MAPPING_FILE}."
    text = f"{agreement.short}: {'; '.join(told)}. {meant}"
    return [Finding("utfall-projekt", Level.ACKNOWLEDGE, text, agreement.id)] if told else []


def file_findings(agreement: Agreement, ledger: Ledger) -> list[Finding]:
    """Return a finding where a ledger's file is wrong outside the entries, and where its sums are not theirs."""
    told = []
    if ledger.flaws:
        told.append(("utfall-fel", f"Filen har fel utanför raderna: {some([*map(str, ledger.flaws)])}."))
    if ledger.sums:
        sums = [f"{each.place} ({each.label}) {_stated(each)}" for each in ledger.sums]
        told.append(("utfall-summa", f"Summarader stämmer inte: {'; '.join(sums)}. Fattas rader?"))
    return [Finding(code, Level.ACKNOWLEDGE, f"{agreement.short}: {text}", agreement.id) for code, text in told]


def _stated(wrong: WrongSum) -> str:
    stated = "har inget belopp" if wrong.stated is None else f"är {kr(wrong.stated, 2)}"
    return f"{stated}, raderna ovanför {kr(wrong.counted, 2)}"


def acknowledgements(codes: Sequence[str], why: str, *, assumptions: bool = False) -> dict[str, str]:
    """Return why each code of a finding is passed over, as the command line says it.

    Parameters
    ----------
    codes : sequence of str
        What ``--trots`` names.
    why : str
        What ``--skal`` says.
    assumptions : bool
        Whether ``--trots-antagande`` is given: short for the code ``antagande``, with itself as the reason.

    Raises
    ------
    InputError
        If a code is unknown, or nothing says why.
    """
    for code in codes:
        if code not in CODES:
            raise unknown("--trots", code, CODES)
    if codes and not why.strip():
        raise InputError('--skal: väntade varför det görs ändå, till exempel --skal "beslut 2027-01-15"')
    short = {"antagande": why.strip() or "inget skäl angivet"} if assumptions else {}
    return short | dict.fromkeys(codes, why.strip())


def told(each: Finding, acknowledged: Mapping[str, str]) -> str:
    """Return a finding as a line of text, with its code and, where it is acknowledged, why."""
    passed = acknowledged.get(each.code) if each.level is Level.ACKNOWLEDGE else None
    return f"[{each.code}] {each.text}" + (f" {sentence(f'Kvitterat: {passed}')}" if passed else "")


def finding_rows(found: Sequence[Finding], acknowledged: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the findings, the gravest first, each with its code and, where any was acknowledged, why."""
    told = [(each.level.capitalize(), prose(each.text), each.code) for each in found]
    rows = pd.DataFrame(told, columns=["Nivå", "Iakttagelse", "Kod"])
    if not acknowledged or rows.empty:
        return rows
    asked = [each.code if each.level is Level.ACKNOWLEDGE else "" for each in found]
    return rows.assign(**{"Kvitterat: varför": [acknowledged.get(code, "") for code in asked]})


def finding_table(found: Sequence[Finding], acknowledged: Mapping[str, str]) -> Table | Paragraphs:
    """Show the findings as a table that says what their levels mean."""
    note = "Stopp: inget fakturaunderlag görs. Kvittera: det görs när någon har sagt varför. Notera: för kännedom."
    rows = finding_rows(found, acknowledged)
    return table(rows, "Iakttagelser", note=note, otherwise="Granskningen har inget att anmärka.")


def records_of(found: Sequence[Finding]) -> list[dict[str, str]]:
    """Return the findings as plain data for a manifest."""
    return [
        {"kod": each.code, "niva": str(each.level), "text": each.text, "avtal": each.agreement, "slag": each.kind}
        for each in found
    ]
