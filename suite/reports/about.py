"""What the quality log lists of the model itself: assumptions, data, decisions and checks."""

import pandas as pd

from model.amounts.registers import READINGS_FILE, Assumption
from model.money import exact
from model.run import Run
from suite.findings.checks import checks_of, holding
from suite.reports.decisions import value_text
from suite.reports.readings import decided_text
from suite.show.swedish import counted, signed, signed_kr


def checks(run: Run) -> pd.DataFrame:
    """Return each check, and first whether all hold."""
    found = checks_of(run)
    rows: list[tuple[str, int | None, str]] = [
        ("Huvudkontroll: allt stämmer", None, "ja" if holding(found) else "NEJ")
    ]
    for check in found:
        verdict = "ja" if check.holds else f"NEJ: {', '.join(check.broken[:5])}"
        rows.append((check.name, check.cases, verdict if check.cases else "inget att pröva"))
    return pd.DataFrame(rows, columns=["Kontroll", "Antal fall", "Stämmer"])


def assumptions(run: Run, year: int) -> pd.DataFrame:
    """Return each assumption with its effect, reliability, owner and the day it is to be tried again."""
    rows = [
        (
            each.text,
            _effect(run, each, year),
            each.reliability,
            each.owner,
            each.made.isoformat(),
            each.sunset.isoformat() + (" – passerad" if each.sunset < run.series.as_of else ""),
        )
        for each in run.inputs.assumptions
    ]
    names = ("Antagande", f"Effekt {year}", "Tillförlitlighet", "Vem", "När", "Prövas senast")
    return pd.DataFrame(rows, columns=names)


def _effect(run: Run, assumption: Assumption, year: int) -> str:
    trial = assumption.trial
    if trial is None:
        return "räknas inte"
    changes = run.trial(trial, year)
    if not len(changes) or not changes.any():
        return f"{trial.text}: ingen ändring"
    return f"{trial.text}: {signed(exact(changes.min()))} till {signed_kr(exact(changes.max()))} per part"


def data(run: Run) -> pd.DataFrame:
    """Return every file of the inputs, and how the digest of its content begins."""
    rows = [(name, digest[:16]) for name, digest in sorted(run.inputs.hashes.items())]
    return pd.DataFrame(rows, columns=["Fil", "Kontrollsummans början"])


def decisions(run: Run) -> pd.DataFrame:
    """Return what the parties have decided: agreements, and readings that somebody has settled."""
    rows = [(each.name, each.reference, each.source, each.published.isoformat()) for each in run.agreements]
    rows += [
        (each.question, each.clause or "", each.reading, decided_text(each.decided))
        for each in run.inputs.readings
        if each.decided
    ]
    rows += [
        (f"{agreed.last.short}, från {each.start}: {each.term}", each.clause or agreed.last.reference, text, told)
        for agreed in run.case.agreements
        for each in agreed.terms
        if not each.place.startswith(READINGS_FILE)
        for text, told in [(value_text(each.value), each.decision.told)]
    ]
    return pd.DataFrame(rows, columns=["Vad", "Paragraf", "Beslut", "När och av vem"])


def undecided(run: Run) -> str:
    """Say how many readings nobody has settled."""
    return f"{counted(sum(each.open for each in run.inputs.readings), 'läsning är öppen', 'läsningar är öppna')}."
