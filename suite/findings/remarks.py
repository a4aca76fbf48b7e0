"""What the figures rest on that is not simply published and agreed: told the same way everywhere.

`kontroll` prints it, and every report carries it as its banner.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from model.agreements.agreement import Agreement
from model.amounts.allocation import Basis
from model.amounts.invoices import ADVANCE
from model.amounts.outcome import Outcome
from model.errors import InputError
from model.fields import Reported
from model.kept import kept
from model.money import Amount, total
from model.run import Run
from model.series.rows import PopulationRow
from model.status import Status
from model.year import AgreementYear, Year, shown_years
from suite.show.swedish import at_most, counted, day, kr, percent, sentence
from suite.show.swedish import spans as year_spans

Remark = tuple[Status | None, str]
"""A remark, with the status that it is about, if any."""


_WORDS = {
    Status.FIXED: "fastställt",
    Status.PRELIMINARY: "preliminärt",
    Status.FORECAST: "prognos",
    Status.ASSUMED: "antaget",
    Status.EXAMPLE: "påhittat exempel",
}


def in_a_word(status: Status) -> str:
    """Return the status of something, as a reader is told it, whatever its gender and number."""
    return _WORDS[status]


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
    own = [(agreement.status, f"Avtalet är inte fastställt ({in_a_word(agreement.status)}).")]
    return [text for status, text in (*own, *_told(run, agreement, years)) if status and status.uncertain]


def _told(run: Run, agreement: Agreement, years: Sequence[int]) -> Iterator[Remark]:
    bases = run.bases(agreement, years)
    keys = [row for basis in bases for row in basis.people]
    yield from _index_remarks(bases)
    yield from _unsaid_terms(bases)
    because = dict.fromkeys(basis.because for basis in bases if basis.because)
    yield from ((Status.ASSUMED, f"Avtalet {told}.") for told in because)
    yield from ((None, text) for text in _stand_ins(keys))
    yield from _projections(keys)
    yield from _weak(keys)


def amount_remarks(view: AgreementYear) -> list[str]:
    """Return a sentence for each thing assumed or standing in, in what an agreement's shown amounts rest on."""
    if not view.in_force:
        return []
    own = [*remarks(view.run, view.agreement, view.years)]
    own += not_reached(view.run, view.agreement, shown_years(view.run, view.year))
    return own + issued_remarks(view.run, view.agreement, view.years)


def issued_otherwise(run: Run, years: Sequence[int]) -> list[str]:
    """Return `issued_remarks` of all the agreements, each with the agreement that it is about."""
    return [f"{each.short}: {text}" for each in run.agreements for text in issued_remarks(run, each, years)]


def issued_remarks(run: Run, agreement: Agreement, years: Sequence[int]) -> list[str]:
    """Return a sentence for each of some years in which something else was issued than what is now computed.

    So it is when an input has changed since, and under a scenario that changes a year that has been issued.
    """
    told, frame = [], run.allocation([agreement], years)[["ar", "part", "belopp_kr", "beraknat_kr"]]
    for year in years if run.sent else ():
        rows = frame[frame["ar"] == year]
        paid, computed = rows["belopp_kr"], rows["beraknat_kr"]
        if (paid != computed).any():
            who = counted(int((paid != computed).sum()), "part", "parter")
            now = f"som det nu räknas är det {kr(total(computed))}, med skillnad för {who}"
            told.append(f"Det som är fakturerat räknas inte om: för {year} betalas {kr(total(paid))}; {now}.")
        for name, amount in issued_to_others(run, agreement, year).items():
            sent = f"För {year} är {kr(amount)} fakturerat till {name}"
            told.append(f"{sent}, som nu inte betalar; det är inte med.")
    return told


def issued_to_others(run: Run, agreement: Agreement, year: int) -> dict[str, Amount]:
    """Return what has been issued in advance for a year to those who pay nothing for it any more, by name."""
    paying = set(run.allocation([agreement], [year])["part"])
    return {
        run.party(agreement.id, part).name: own.amount
        for (code, of, part, kind), own in run.sent.items()
        if (code, of, kind) == (agreement.id, year, ADVANCE) and part not in paying and own.amount
    }


def not_reached(run: Run, agreement: Agreement, years: Collection[int]) -> Iterator[str]:
    """Yield which amounts of some years are not shown since a figure is missing, and which, if they are not."""
    reached, own = run.reached(agreement), [year for year in run.years(agreement) if year in years]
    before, after = [year for year in own if year < reached.start], [year for year in own if year >= reached.stop]
    sides = {f"till och med {before[-1]}": before} if before else {}
    for told, beyond in (sides | ({f"från {after[0]}": after} if after else {})).items():
        try:
            run.allocation([agreement], beyond)
        except InputError as error:
            yield f"Belopp {told} visas inte, för en siffra saknas. {error.faults[0]}"


@kept
def view_remarks(view: AgreementYear) -> list[str]:
    """Return a sentence for each thing assumed, standing in or missing in what is shown of an agreement."""
    return amount_remarks(view) + booked_remarks(view)


def booked_remarks(view: AgreementYear) -> list[str]:
    """Return a sentence for each thing that makes what an agreement's year cost less than final."""
    expected = view.in_force and bool(view.outcome or view.agreement.settlement)
    booked = outcome_remarks(view.outcome, view.year) if expected else []
    return booked + forecast_remarks(view)


def year_remarks(now: Year) -> list[str]:
    """Return a sentence for each thing assumed, standing in or missing, with the agreement it concerns."""
    return remarks_together(now.in_force)


def remarks_together(views: Sequence[AgreementYear]) -> list[str]:
    """Return the remarks of some agreements, each once; one that is not about them all says which it is about."""
    whose: dict[str, list[str]] = {}
    for view in views:
        for line in view_remarks(view):
            whose.setdefault(line, []).append(view.agreement.short)
    return [line if len(names) == len(views) else f"{', '.join(names)}: {line}" for line, names in whose.items()]


def outcome_remarks(outcome: Outcome | None, year: int) -> list[str]:
    """Return a sentence for each thing that makes an outcome less than final."""
    if outcome is None:
        return [f"Utfall för {year} saknas i indata; slutavräkning kan inte göras."]
    text = []
    if outcome.status is not Status.FIXED:
        text.append(f"Utfallet {year} är inte fastställd bokföring ({in_a_word(outcome.status)}).")
    if outcome.unmapped:
        rows = counted(len(outcome.unmapped), "bokförd rad", "bokförda rader")
        text.append(f"{rows} {year} saknar kostnadspost, men är med i utfallet.")
    return text


def forecast_remarks(view: AgreementYear) -> list[str]:
    """Return a sentence for each thing in a year's budgets and forecast that is not decided or booked."""
    if not view.outcome:
        return []
    told = row_remarks(f"Budgeten {view.year}", view.budget_rows)
    if view.forecast:
        booked, months = len(view.forecast.whole), len(view.forecast.months)
        told.append(f"Helåret {view.year} är en prognos efter {booked} av {months} månader.")
        told += row_remarks(f"Prognosen {view.year}", view.forecast.lines)
    return told


def row_remarks(what: str, rows: Iterable[Reported]) -> list[str]:
    """Return a sentence for each status and source, among the rows of a table, that is not decided."""
    weak = {(row.status, row.source): None for row in rows if row.status is not Status.FIXED}
    return [sentence(f"{what} ({in_a_word(status)}): {source}") for status, source in weak]


def _index_remarks(bases: Sequence[Basis]) -> Iterator[Remark]:
    groups = defaultdict(set)
    for row in (row for basis in bases for row in basis.index):
        if row.status is not Status.FIXED or row.replaces:
            groups[row.index, row.status, row.percent].add(row.year)
    for (name, status, change), years in groups.items():
        yearly = " per år" if len(years) > 1 else ""
        how = f" ({in_a_word(status)})"
        if status is Status.FIXED:
            how = ", fastställt, men står i stället för avtalets eget värde"
        yield status, f"{name} {year_spans(years)} är {percent(change)}{yearly}{how}."


def _unsaid_terms(bases: Sequence[Basis]) -> Iterator[Remark]:
    """Yield the amounts and keys that the agreement does not state, with the years of the terms that have them."""
    years: dict[int, list[int]] = {}
    for basis in bases:
        years.setdefault(id(basis.piece.contribution), []).append(basis.year)
    told: dict[Remark, None] = {}
    for item in {id(basis.piece.contribution): basis.piece.contribution for basis in bases}.values():
        if item.status is not Status.FIXED:
            amount = f"{item.name} {year_spans(years[id(item)])}, {kr(item.base_amount)}"
            why = item.note or f"Beloppet är inte fastställt ({in_a_word(item.status)})"
            told[item.status, sentence(f"{amount}: {why}")] = None
        if item.key.status is not Status.FIXED:
            why = item.key.note or f"Fördelningen är inte fastställd ({in_a_word(item.key.status)})"
            told[item.key.status, sentence(f"{item.name}: {why}")] = None
    yield from told


def _stand_ins(keys: Sequence[PopulationRow]) -> Iterable[str]:
    groups = defaultdict(set)
    for row in keys:
        if row.stands_in:
            groups[day(row.date), day(row.reference_date), row.date.year - row.reference_date.year].add(row)
    everybody = {row.municipality for row in keys}
    for (date, wanted, _), rows in groups.items():
        names = {row.municipality for row in rows}
        whose = "" if names == everybody else f" i {at_most(sorted(names))}"
        years = year_spans(row.reference_date.year for row in rows)
        yield f"Folkmängden{whose} den {date} står i stället för den {wanted}, för {years}."


def _projections(keys: Sequence[PopulationRow]) -> Iterator[Remark]:
    groups = defaultdict(set)
    for row in keys:
        if row.method != "uppgift":
            groups[row.method, row.status].add(row.reference_date.year)
    for (method, status), years in groups.items():
        yield status, f"Folkmängden {year_spans(years)} är framskriven: {method} ({in_a_word(status)})."


def _weak(keys: Sequence[PopulationRow]) -> Iterator[Remark]:
    groups = defaultdict(set)
    for row in keys:
        if row.method == "uppgift" and row.status is not Status.FIXED:
            groups[row.status, day(row.date), row.date.year].add(row.municipality)
    everybody = {row.municipality for row in keys}
    for (status, date, year), names in groups.items():
        whose = "" if names == everybody else f" i {at_most(sorted(names))}"
        yield status, f"Folkmängden{whose} den {date} {year} är inte fastställd ({in_a_word(status)})."
