"""What the checks say of a run: everything odd, assumed, soon due or not complete, in one list (`model.finding`).

`kontroll`, `faktura`, `arspaket`, the index and the quality log show the same findings. Nothing here stops a
computation; what cannot be computed on is an error elsewhere.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from dateutil.relativedelta import relativedelta

from model.agreements.agreement import Agreement
from model.agreements.in_force import notice_deadline, term_ends
from model.amounts.additions import Addition
from model.amounts.allocation import end_date, key_rows
from model.amounts.indexing import unused_index_rows
from model.amounts.invoices import ADDITION, ADVANCE, SETTLEMENT
from model.amounts.outcome import Entry, gather
from model.errors import InputError
from model.finding import CODES, Finding, Level, by_level
from model.money import size
from model.near import unknown
from model.run import Run
from model.scenarios.scenario import BASE
from model.series.rows import PopulationRow
from model.status import Status, weakest
from model.year import AgreementYear, Year, agreement_year
from suite.findings.doubts import index_findings, population_findings
from suite.findings.outcome import outcome_findings
from suite.findings.remarks import assumed
from suite.show.blocks import Column, Group, Heading, Paragraphs, Row, Table
from suite.show.swedish import MONTHS, counted, joined, kr, sentence, spans

Keys = Mapping[int, Mapping[str, PopulationRow]]
"""The population rows of an agreement's keys, by year and municipality."""

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
    agreements = list(run.inputs.agreements.values())
    keys = {agreement.id: _keys(run, agreement) for agreement in agreements}
    found = (
        *_general(run),
        *run.inputs.notes,
        *index_findings(run, invoiced),
        *population_findings(run, invoiced),
        *unused_index_rows(agreements, run.series.index),
        *_gaps(run),
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
    """Return the years that are invoiced at the as-of date: that year, and the next, which is prepared then."""
    return [run.series.as_of.year, run.series.as_of.year + 1]


def _keys(run: Run, agreement: Agreement) -> Keys:
    """Return the population rows of an agreement's keys, by year and municipality."""
    return {
        year: {
            row.code: row
            for item in agreement.contributions
            for row in key_rows(agreement, item, run.series, run.scenario, year)
            if row
        }
        for year in run.years(agreement)
    }


def _general(run: Run) -> Iterator[Finding]:
    """Tell of what makes every amount unfit to be invoiced."""
    if run.scenario.id != BASE:
        text = f"Beloppen räknas i scenariot {run.scenario.name} ({run.scenario.id}); bara {BASE} faktureras."
        yield Finding("scenario", Level.STOP, text)
    for check in run.checks:
        if not check.holds:
            text = f"Kontrollen ”{check.name}” stämmer inte: {', '.join(check.broken[:5])}."
            yield Finding("kontroll", Level.STOP, text)


def _gaps(run: Run) -> Iterator[Finding]:
    """Tell of years that a series has no row for, between the first and the last that it has."""
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
        for code, own in dates.items() if every else ():
            lacking = set(range(min(every), max(every) + 1)) - own
            if lacking:
                name = run.inputs.municipalities[code]
                yield Finding("lucka", Level.NOTE, f"{name}: folkmängd {day} saknas för {spans(lacking)}.")


def _billed(run: Run, agreement: Agreement, keys: Keys, invoiced: Sequence[int]) -> Iterator[Finding]:
    """Tell of stand-ins and assumptions that the invoices rest on."""
    for row in run.inputs.rows(Addition):
        if row.agreement == agreement.id and row.date.year in invoiced and row.status.uncertain:
            text = f"{agreement.short}: tillägget {row.date} ({row.text}) har status {row.status}."
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
        view, name = agreement_year(run, agreement, year), f"{agreement.short}: slutavräkningen {year}"
        if view.outcome is None:
            over = run.series.as_of.year > year
            level, why = (Level.ACKNOWLEDGE, "") if over else (Level.NOTE, " ännu")
            text = f"{name} är inte med i fakturorna {year + 1}, för utfall saknas{why}."
            yield Finding("utfall-saknas", level, text, agreement.id)
        elif view.settlement is None:
            continue
        elif view.open_because:
            moves = view.settlement.settled
            amount = kr(size(view.settlement.amount)) if moves else "inget"
            text = f"{name} är inte gjord: {view.open_because}. Som det ser ut nu skulle {amount} avräknas."
            level = Level.ACKNOWLEDGE if moves else Level.NOTE
            yield Finding("oppet-ar", level, text, agreement.id, SETTLEMENT)
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
        text = f"{name} vilar på belopp som har status {status}: de räknade, inte de som har fakturerats."
        yield Finding("antagande", Level.ACKNOWLEDGE, text, code, SETTLEMENT)


def _term(run: Run, agreement: Agreement) -> Iterator[Finding]:
    """Tell of an agreement that has ended, and of a day for notice that is near."""
    today, end = run.series.as_of, end_date(agreement, run.scenario)
    if end < today:
        text = f"{agreement.short}: avtalet gällde till och med {end}."
        yield Finding("avtal-slut", Level.NOTE, text, agreement.id)
        return
    coming = [each for each in term_ends(agreement) if today <= each <= end]
    for each in coming:
        deadline = notice_deadline(agreement, each)
        if deadline and today <= deadline <= today + NOTICE_AHEAD:
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
        posts = gather(agreement, entries, run.inputs.mapping).posts
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
    booked = {entry.date.month for entry in entries}
    ended = 12 if today.year > year else today.month - 1 if today.year == year else 0
    return [MONTHS[month - 1] for month in range(1, ended + 1) if month not in booked]


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
        raise InputError('--skal: väntade varför det görs ändå, till exempel --skal "beslut RUN/1/2027"')
    short = {"antagande": why.strip() or "inget skäl angivet"} if assumptions else {}
    return short | dict.fromkeys(codes, why.strip())


def told(each: Finding, acknowledged: Mapping[str, str]) -> str:
    """Return a finding as a line of text, with its code and, where it is acknowledged, why."""
    passed = acknowledged.get(each.code) if each.level is Level.ACKNOWLEDGE else None
    return f"[{each.code}] {each.text}" + (f" {sentence(f'Kvitterat: {passed}')}" if passed else "")


def finding_table(found: Sequence[Finding], acknowledged: Mapping[str, str]) -> Table | Paragraphs:
    """Show the findings, the gravest first, each with its code and, where any was acknowledged, why."""
    if not found:
        return Paragraphs(["Granskningen har inget att anmärka."])
    rows: list[Row] = [(str(each.level), each.text, each.code) for each in found]
    columns = [Column("Nivå"), Column("Iakttagelse"), Column("Kod")]
    if acknowledged:
        asked = [each.code if each.level is Level.ACKNOWLEDGE else "" for each in found]
        rows = [(*row, acknowledged.get(code, "")) for row, code in zip(rows, asked, strict=True)]
        columns.append(Column("Kvitterat: varför"))
    note = "Stopp: inget fakturaunderlag görs. Kvittera: det görs när någon har sagt varför. Notera: för kännedom."
    return Table("Iakttagelser", columns, rows, None, note)


def records_of(found: Sequence[Finding]) -> list[dict[str, str]]:
    """Return the findings as plain data for a manifest."""
    return [
        {"kod": each.code, "niva": str(each.level), "text": each.text, "avtal": each.agreement, "slag": each.kind}
        for each in found
    ]


def log(now: Year) -> Group:
    """Show what the checks say of the invoices that the year's package prepares."""
    return Group([Heading(f"Iakttagelser inför fakturorna {now.year + 1}", 2), finding_table(of_basis(now), {})])
