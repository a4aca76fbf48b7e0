"""What is odd in the outcomes, in words: what `model.amounts.ledger_checks` finds.

`outcome_findings` is for all the outcomes of a run; the others are for one, also before it is among the inputs.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from model.agreements.agreement import Agreement
from model.amounts.invoices import SETTLEMENT
from model.amounts.ledger_checks import (
    MANY_REPEATS,
    Unit,
    near_project,
    on_balance_accounts,
    other_unit,
    repeated,
    turned,
)
from model.amounts.outcome import MAPPING_FILE, OTHER_INCOME, Entry, Outcome, Receipt, gather, receipts
from model.finding import Finding, Level
from model.money import size
from model.read.load import unread_of
from model.run import Run
from suite.show.swedish import kr, row_count


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
        if run.series.as_of > dt.date(year, 12, 31) and year in run.years(agreement):
            allocation = run.allocation([run.inputs.agreements[code]], [year])
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


Told = tuple[str, Level, str]
"""A finding's code and level, and its text without the agreement and the year."""


def _repeats(entries: Sequence[Entry]) -> Iterator[Told]:
    if found := repeated(entries):
        many = found.share >= MANY_REPEATS
        meant = "Troligen är utdraget inklistrat två gånger; ta bort det ena." if many else "Är det samma köp?"
        text = (
            f"{found.rows} av {found.of} rader upprepar en tidigare rad (dag, verifikation, konto, projekt, "
            f"belopp, text), tillsammans {kr(found.amount, 2)}. {meant}"
        )
        yield "utfall-dubbelt", Level.ACKNOWLEDGE if many else Level.NOTE, text


def _unit(agreement: Agreement, entries: Sequence[Entry]) -> Iterator[Told]:
    if found := other_unit(agreement, entries):
        expected = (
            f"Kostnaderna är {kr(found.costs, 2)}, mot ungefär {kr(found.expected, 0)} enligt avtalet så långt"
        )
        code = "utfall-tkr" if found.unit is Unit.THOUSANDS else "utfall-oren"
        yield code, Level.ACKNOWLEDGE, f"{expected}. Är beloppen i {found.unit}? De ska vara i kronor."


def _signs(entries: Sequence[Entry]) -> Iterator[Told]:
    costs, incomes = turned(entries)
    told = [f"kostnaderna är {kr(costs, 2)}, alltså minus"] if costs else []
    told += [f"intäkterna är {kr(incomes, 2)}, alltså plus"] if incomes else []
    if told:
        text = " och ".join(told)
        meant = "Troligen är tecknen vända: kostnader ska vara plus och intäkter minus."
        yield "utfall-tecken", Level.ACKNOWLEDGE, f"{text[0].upper()}{text[1:]}. {meant}"


def _balance_accounts(entries: Sequence[Entry]) -> Iterator[Told]:
    if found := on_balance_accounts(entries):
        total = sum((each.amount for each in found), Decimal(0))
        where = ", ".join(map(str, sorted({each.account for each in found})[:5]))
        text = f"{row_count(len(found))}, {kr(total, 2)}, är bokförda på balanskonton ({where})"
        meant = "De är varken kostnad eller intäkt, men räknas med; ta bort dem."
        yield "utfall-balanskonto", Level.ACKNOWLEDGE, f"{text}. {meant}"


def _incomes(agreement: Agreement, outcome: Outcome) -> Iterator[Told]:
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
