"""What every report says of the model itself, and the logs behind it: assumptions, data, decisions and checks."""

from model.amounts.checks import holding
from model.amounts.registers import READINGS_FILE, Assumption
from model.money import exact
from model.run import Run
from suite.files.provenance import model_version
from suite.reports.readings import decided_text
from suite.show.blocks import Column, Group, Heading, Kind, Paragraphs, Row, Table
from suite.show.swedish import counted, percent, signed, signed_kr

_PURPOSE = (
    "Modellen räknar ut vad varje part ska betala enligt avtalen, exakt till kronan, och visar varifrån varje "
    "siffra kommer. Den avgör inte hur oklara ställen i avtalen ska läsas, hittar inte på siffror som saknas och "
    "säger inget om vad verksamheten är värd. Framtida år är räkneexempel under rapportens antaganden."
)
_TESTED = (
    "Den prövas av sina tester, där exempel ur avtalen är räknade för hand, och av kontrollerna nedan, som görs "
    "varje gång den här rapporten görs. Den prövas också mot en fördelning som andra har räknat och publicerat: "
    f"åtta norska kommuners i eKommune Sunnmøre 2017, {percent(70)} efter folkmängd och {percent(30)} lika. Den "
    "ger varje kommuns andel exakt, med de tre decimaler som är publicerade."
)


def page(run: Run) -> Group:
    """Say what the model is for, its limits, its version, and what was checked."""
    words = Paragraphs([_PURPOSE, f"Modellens version är {model_version()}. {_TESTED}"])
    return Group([Heading("Om modellen", 2), words, check_table(run)])


def line() -> Paragraphs:
    """Say where to read what `page` says, in a report whose figures the checks are not about."""
    return Paragraphs(["Om modellen, och hur den är prövad: se årets ekonomiska rapport."])


def check_table(run: Run) -> Table:
    """Show each check, and first whether all hold."""
    found = run.checks
    rows: list[Row] = [("Huvudkontroll: allt stämmer", None, "ja" if holding(found) else "NEJ")]
    for check in found:
        verdict = "ja" if check.holds else f"NEJ: {', '.join(check.broken[:5])}"
        verdict = verdict if check.cases else "inget att pröva"
        rows.append((check.name, check.cases, verdict))
    columns = [Column("Kontroll"), Column("Antal fall", Kind.WHOLE), Column("Stämmer")]
    note = "Kontrollerna gäller parternas belopp i alla avtal och alla år, inte bokföring och verksamhet."
    return Table("Kontroller av det som är räknat", columns, rows, None, note)


def assumption_log(run: Run, year: int) -> Table:
    """Show each assumption with its effect, reliability, owner and the day it is to be tried again."""
    rows: list[Row] = [
        (
            each.text,
            _effect(run, each, year),
            str(each.reliability),
            each.owner,
            each.made.isoformat(),
            each.sunset.isoformat() + (" – passerad" if each.sunset < run.series.as_of else ""),
        )
        for each in run.inputs.assumptions
    ]
    names = ("Antagande", f"Effekt {year}", "Tillförlitlighet", "Vem", "När", "Prövas senast")
    return Table("Antaganden", [Column(name) for name in names], rows)


def _effect(run: Run, assumption: Assumption, year: int) -> str:
    trial = assumption.trial
    if trial is None:
        return "räknas inte"
    changes = run.trial(trial, year)
    if not len(changes) or not changes.any():
        return f"{trial.text}: ingen ändring"
    return f"{trial.text}: {signed(exact(changes.min()))} till {signed_kr(exact(changes.max()))} per part"


def data_log(run: Run) -> Table:
    """Show every file of the inputs, and the digest that its content had."""
    rows: list[Row] = [(name, digest[:16]) for name, digest in sorted(run.inputs.hashes.items())]
    note = "Hela kontrollsumman (SHA-256) står i manifest.json."
    return Table("Indata", [Column("Fil"), Column("Kontrollsummans början")], rows, None, note)


def decision_log(run: Run) -> Table:
    """Show what the parties have decided: agreements, and readings that somebody has settled."""
    rows: list[Row] = [
        (each.name, each.reference, each.source, each.published.isoformat()) for each in run.agreements
    ]
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
        for text, told in [(_value_text(each.value), each.decision.told)]
    ]
    left = sum(each.open for each in run.inputs.readings)
    columns = [Column(name) for name in ("Vad", "Paragraf", "Beslut", "När och av vem")]
    note = f"{counted(left, 'läsning är öppen', 'läsningar är öppna')}; alla läsningar står i docs/tolkningar.md."
    return Table("Beslut", columns, rows, None, note)


def _value_text(value: object) -> str:
    """Return what a term was decided to be, on a line: the text of the file, its keys and items in order."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_value_text(inner)}" for key, inner in value.items())
    return ", ".join(map(_value_text, value)) if isinstance(value, list) else str(value) or "utgår"


def title(year: int) -> Heading:
    """Return the title of the quality log."""
    return Heading(f"Kvalitetslogg {year}", 1)
