"""What the figures rest on that is not simply published and agreed: told the same way everywhere.

`kontroll` prints it, and every report carries it as its banner.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from model.agreement import Agreement
from model.allocation import key_rows
from model.begin import Run
from model.indexing import index_rows
from model.outcome import Outcome
from model.outputs.swedish import day, joined, percent, spans
from model.reporting import Reported
from model.rows import PopulationRow
from model.status import Status

Told = tuple[Status | None, str]
"""A remark, with the status that it is about, if any."""


def remarks(run: Run, agreement: Agreement, years: Sequence[int]) -> list[str]:
    """Return a sentence for each thing assumed or standing in, in what the agreement's amounts rest on.

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    agreement : Agreement
        Whose amounts.
    years : sequence of int
        Of which years.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    return [text for _, text in _told(run, agreement, years)]


def assumed(run: Run, agreement: Agreement, years: Sequence[int]) -> list[str]:
    """Return those of the remarks that are about something assumed, forecast or made up; stand-ins are not.

    Parameters and errors are those of `remarks`.
    """
    own = [(agreement.status, f"Avtalet har status {agreement.status}.")]
    return [text for status, text in (*own, *_told(run, agreement, years)) if status and status.uncertain]


def _told(run: Run, agreement: Agreement, years: Sequence[int]) -> Iterator[Told]:
    keys = [
        row
        for contribution in agreement.contributions
        for year in years
        for row in key_rows(agreement, contribution, run.series, run.scenario, year)
        if row
    ]
    yield from _index_remarks(run, agreement, max(years))
    yield from _unsaid_keys(agreement)
    yield from ((None, text) for text in _stand_ins(keys))
    yield from _projections(keys)
    yield from _weak(keys)


def outcome_remarks(outcome: Outcome | None, year: int) -> list[str]:
    """Return a sentence for each thing that makes an outcome less than final."""
    if outcome is None:
        return [f"Utfall för {year} saknas i indata; slutavräkning kan inte göras."]
    text = []
    if outcome.status is not Status.FIXED:
        text.append(f"Utfallet {year} har status {outcome.status}, inte fastställd bokföring.")
    if outcome.unmapped:
        text.append(f"{len(outcome.unmapped)} bokförda rader {year} saknar kostnadspost; de är medräknade.")
    return text


def row_remarks(what: str, rows: Iterable[Reported]) -> list[str]:
    """Return a sentence for each status and source, among the rows of a table, that is not decided."""
    weak = {(row.status, row.source): None for row in rows if row.status is not Status.FIXED}
    return [f"{what} har status {status}: {source}." for status, source in weak]


def _index_remarks(run: Run, agreement: Agreement, last: int) -> Iterator[Told]:
    groups = defaultdict(list)
    for contribution in agreement.contributions:
        for row in index_rows(agreement, contribution, run.series, last):
            if row.status is not Status.FIXED or row.replaces:
                groups[row.status, row.percent].append(row.year)
    name = agreement.index.name if agreement.index else ""
    for (status, change), years in groups.items():
        yield status, f"{name} {spans(years)} är {percent(change)} per år med status {status}."


def _unsaid_keys(agreement: Agreement) -> Iterator[Told]:
    for contribution in agreement.contributions:
        if contribution.key.status is not Status.FIXED:
            why = contribution.key.note or f"fördelningen är {contribution.key.status}"
            yield contribution.key.status, f"{contribution.name}: {why[0].lower()}{why[1:]}."


def _stand_ins(keys: Sequence[PopulationRow]) -> Iterable[str]:
    groups = defaultdict(set)
    for row in keys:
        if row.stands_in:
            groups[day(row.date), day(row.reference_date), row.date.year - row.reference_date.year].add(row)
    everybody = {row.municipality for row in keys}
    for (date, wanted, _), rows in groups.items():
        names = {row.municipality for row in rows}
        whose = "" if names == everybody else f" i {joined(sorted(names))}"
        years = spans(row.reference_date.year for row in rows)
        yield f"Folkmängden{whose} den {date} står i stället för den {wanted}, för {years}."


def _projections(keys: Sequence[PopulationRow]) -> Iterator[Told]:
    groups = defaultdict(set)
    for row in keys:
        if row.method != "uppgift":
            groups[row.method, row.status].add(row.reference_date.year)
    for (method, status), years in groups.items():
        yield status, f"Folkmängden {spans(years)} är framskriven: {method}, status {status}."


def _weak(keys: Sequence[PopulationRow]) -> Iterator[Told]:
    groups = defaultdict(set)
    for row in keys:
        if row.method == "uppgift" and row.status is not Status.FIXED:
            groups[row.status, day(row.date), row.date.year].add(row.municipality)
    everybody = {row.municipality for row in keys}
    for (status, date, year), names in groups.items():
        whose = "" if names == everybody else f" i {joined(sorted(names))}"
        yield status, f"Folkmängden{whose} den {date} {year} har status {status}."
