"""What has happened in an agreement's year and is not computed: closings, corrections, and decided terms."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from model.amounts.closing import Closing
from model.amounts.issued import Issued
from model.decision_log import decision_log
from model.money import total
from model.run import Run
from model.year import AgreementYear
from suite.reports.decisions import reading_of
from suite.reports.terms import term_name, value_text
from suite.show.swedish import counted, date, joined, kr, signed_kr


def facts(view: AgreementYear) -> list[str]:
    """Return what has happened with an agreement's year: that its books were closed, and what was corrected."""
    rows = [each for each in view.run.issued if (each.agreement, each.year) == (view.agreement.id, view.year)]
    return [*_closed(view), *corrected(view.run, rows)]


def facts_of(views: Sequence[AgreementYear], parties: set[str]) -> list[str]:
    """Return the facts of some agreements' year that concern some parties, and what is decided for the year after.

    Parameters
    ----------
    views : sequence of AgreementYear
        The agreements.
    parties : set of str
        The codes of a party and its companies.
    """
    found = []
    for view in views:
        rows = [
            each
            for each in view.run.issued
            if (each.agreement, each.year) == (view.agreement.id, view.year) and each.party in parties
        ]
        decided = [
            told for year in (view.year, view.year + 1) for told in decisions(view.run, view.agreement.id, year)
        ]
        found += [*_closed(view), *corrected(view.run, rows), *decided]
    return found


def _closed(view: AgreementYear) -> Iterator[str]:
    """Tell of the last closing of the year's books, and whether they were closed before."""
    code, year, run = view.agreement.id, view.year, view.run
    if closing := run.closing(code, year):
        known = [each for each in run.inputs.rows(Closing) if each.date <= closing.date]
        number = sum((each.agreement, each.year) == (code, year) for each in known)
        anew = f"; det är bokslut nummer {number}" if number > 1 else ""
        told = (
            f"{view.agreement.short} {year} stängdes den {date(closing.date)} med kostnaden {kr(closing.outcome)}"
        )
        yield f"{told} ({closing.decision}){anew}."


def corrected(run: Run, rows: Sequence[Issued]) -> Iterator[str]:
    """Tell of the corrections and credits among rows of the ledger, by day and by what they correct."""
    own = sorted((each for each in rows if each.kind.corrects), key=_of_a_day)
    for _, group in groupby(own, key=_of_a_day):
        same = list(group)
        day, code, year, about = same[0].date, same[0].agreement, same[0].year, same[0].corrects
        parties = {each.party for each in same}
        whose = f" för {counted(len(parties), 'part', 'parter')}" if len(parties) > 1 else ""
        amount = signed_kr(total(each.amount for each in same))
        yield f"{run.agreement(code).short}: {about} {year} rättades den {date(day)} med {amount}{whose}."


def _of_a_day(row: Issued) -> tuple[dt.date, str, int, str]:
    return row.date, row.agreement, row.year, str(row.corrects)


def decisions(run: Run, code: str, year: int) -> list[str]:
    """Return the decisions that change an agreement's terms from a year on, each with what it was and is."""
    names, agreement = {each.code: each.short for each in run.inputs.parties}, run.agreement(code)
    found = []
    for each in decision_log(run):
        terms = [(term, old) for term, old in zip(each.terms, each.before, strict=True) if term.start.year == year]
        if each.agreement != code or not terms:
            continue
        changed = joined(
            f"{term_name(agreement, term.term)} {value_text(term.value, names)} (förut {value_text(old, names)})"
            for term, old in terms
        )
        told = reading_of(run, each) or f"{changed}."
        found.append(f"{agreement.short} från {date(terms[0][0].start)}: {told} Beslut: {each.decision.told}.")
    return found
