"""What `kontroll` prints when the inputs can be read: what they hold, and what in them is not final."""

import datetime as dt
from collections.abc import Sequence

from model.amounts.additions import Addition, Dispute, by_party, check_disputes
from model.amounts.invoices import payer_of
from model.amounts.outcome import Entry, gather
from model.errors import InputError
from model.finding import Finding, Level
from model.money import total
from model.run import Run
from suite.findings.checks import checks_of
from suite.findings.findings import told
from suite.findings.lookups import lookup_text
from suite.findings.remarks import outcome_remarks, remarks
from suite.reports.agenda import Task, agenda_lines
from suite.reports.text import term_sentence
from suite.show.swedish import spans

_HEADINGS = {
    Level.STOP: "Stopp, inget fakturaunderlag görs",
    Level.ACKNOWLEDGE: "Att kvittera, fakturaunderlaget görs med --trots KOD --skal TEXT",
    Level.NOTE: "Att notera",
}


def check_text(run: Run, found: Sequence[Finding], tasks: Sequence[Task], today: dt.date) -> str:
    """Return what is to be done, then the findings, then what the agreements rest on, as text.

    Parameters
    ----------
    run : Run
        Inputs, as-of date and scenario.
    found : sequence of Finding
        What the checks say.
    tasks : sequence of Task
        What is to be done (`suite.reports.agenda.agenda`).
    today : date
        The day that it is.

    Raises
    ------
    InputError
        If a check does not hold, or an addition or a dispute cannot be.
    """
    inputs = run.inputs
    _check_additions_and_disputes(run)
    checked = checks_of(run)
    broken = [f"{each.name}: {', '.join(each.broken)}" for each in checked if not each.holds]
    if broken:
        raise InputError(*broken)
    text = [
        *agenda_lines(tasks, today),
        *_finding_lines(found),
        "",
        f"Indata i {run.folder}: {len(inputs.population)} rader folkmängd, {len(inputs.index)} rader index, "
        f"{len(inputs.agreements)} avtal, {len(inputs.scenarios)} scenarier.",
        f"Per-datum {run.series.as_of}, scenario {run.scenario.id}: {run.scenario.why}",
    ]
    for agreement in run.agreements:
        years = run.years(agreement)
        text += ["", f"{agreement.name} ({agreement.reference})", f"  {term_sentence(run, agreement)}"]
        text += [f"  Obs: {line}" for line in remarks(run, agreement, run.reached(agreement))]
        outcomes = {year: rows for (code, year), rows in inputs.outcomes.items() if code == agreement.id}
        for year, rows in sorted(outcomes.items()):
            text += [f"  Obs: {line}" for line in _outcome_remarks(run, agreement.id, year, rows)]
        if (without := sorted(set(years) - set(outcomes))) and agreement.cost_posts:
            text.append(f"  Utfall saknas för {spans(without)}.")
    text += ["", f"Kontroller: {len(checked)} av {len(checked)} stämmer."]
    if looked_up := lookup_text(run):
        text += ["", *looked_up]
    text += ["", "Indata går att räkna på."]
    return "\n".join(text)


def _outcome_remarks(run: Run, code: str, year: int, rows: Sequence[Entry]) -> list[str]:
    return outcome_remarks(gather(run.agreement(code, year), rows, run.inputs.mapping), year)


def _finding_lines(found: Sequence[Finding]) -> list[str]:
    """Return the findings by level, the gravest first."""
    lines = []
    for level in Level:
        if own := [each for each in found if each.level is level]:
            lines += ["", f"{_HEADINGS[level]}:", *(f"  {told(each, {})}" for each in own)]
    return lines


def _check_additions_and_disputes(run: Run) -> None:
    for addition in run.inputs.rows(Addition):
        payer_of(run.agreed(addition.agreement, addition.date.year), addition)
    for (code, year, party), own in by_party(run.inputs.rows(Dispute)).items():
        agreement = run.agreed(code, year)
        rows = run.allocation([agreement], [year])
        check_disputes(agreement, own, total(rows.loc[rows["part"] == party, "belopp_kr"]))
