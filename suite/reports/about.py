"""The quality log: what is to be done before the invoices, and what the figures rest on."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from model.amounts.registers import Assumption
from model.errors import InputError
from model.finding import Finding, Level
from model.money import Amount, exact
from model.run import Run
from model.year import Year
from suite.files.manifest import MANIFEST
from suite.files.provenance import model_version
from suite.findings.checks import checks_of
from suite.findings.findings import CODES, TO_DO
from suite.reports.questions import Question, questions, trial_of
from suite.show.blocks import Group, Paragraphs, Table, prose
from suite.show.front import KeyFigure, KeyFigures
from suite.show.swedish import counted, date, joined, kr, number, sentence, signed, signed_kr
from suite.show.table import table

NO_ONES: Mapping[str, str] = MappingProxyType({})
"""Nothing is acknowledged."""


def passed(kvitterat: str) -> dict[str, str]:
    """Return why each code is acknowledged, of a notebook's parameter.

    Raises
    ------
    InputError
        If it is not a JSON object with texts.
    """
    try:
        given = json.loads(kvitterat or "{}")
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(why, str) for why in given.values()):
        raise InputError(f'kvitterat: fann {kvitterat!r}, väntade till exempel {{"antagande": "beslut 7"}}')
    return given


def title(now: Year, found: Sequence[Finding], acknowledged: Mapping[str, str] = NO_ONES) -> str:
    """Say whether anything hinders the invoices of the year after."""
    invoices, codes = f"fakturorna {now.year + 1}", sorted_out(found, acknowledged)
    if stops := codes["stoppar"]:
        return f"{counted(len(stops), 'sak', 'saker')} stoppar {invoices}"
    if asked := codes["ska kvitteras"]:
        return f"Inget stoppar {invoices}, men {counted(len(asked), 'sak', 'saker')} ska kvitteras först"
    done = counted(len(codes["är kvitterade"]), "sak är kvitterad", "saker är kvitterade")
    return f"Inget hindrar {invoices}{f': {done}' if codes['är kvitterade'] else ''}"


def sorted_out(found: Sequence[Finding], acknowledged: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the codes of findings by what they ask, the gravest first."""
    asked = _codes(found, Level.ACKNOWLEDGE)
    return {
        "stoppar": _codes(found, Level.STOP),
        "ska kvitteras": [code for code in asked if code not in acknowledged],
        "är kvitterade": [code for code in asked if code in acknowledged],
        "är för kännedom": _codes(found, Level.NOTE),
    }


def told(found: Sequence[Finding], acknowledged: Mapping[str, str]) -> list[str]:
    """Say how many kinds of findings ask what, the gravest first."""
    codes = {what: len(own) for what, own in sorted_out(found, acknowledged).items() if own}
    single = {"är kvitterade": "är kvitterad"}
    return [counted(count, single.get(what, what), what) for what, count in codes.items()]


def _codes(found: Sequence[Finding], level: Level) -> list[str]:
    return list(dict.fromkeys(each.code for each in found if each.level is level))


def key_figures(now: Year, found: Sequence[Finding], acknowledged: Mapping[str, str] = NO_ONES) -> KeyFigures:
    """Return how much is to be done, the dearest question that nobody has decided, and whether the checks hold."""
    count = sum(map(len, sorted_out(found, acknowledged).values()))
    figures = [KeyFigure("Iakttagelser", number(count), ", ".join(told(found, acknowledged)))]
    if (open_ones := questions(now)) and open_ones[0].price:
        dearest = open_ones[0]
        figures.append(
            KeyFigure(f"Dyraste frågan {now.year}", kr(dearest.price), f"för {dearest.party}: {dearest.text}")
        )
    made = [each for each in checks_of(now.run) if each.cases]
    cases = f"{number(sum(each.cases for each in made))} fall prövade"
    held = sum(each.holds for each in made)
    figures.append(KeyFigure("Kontroller som stämmer", f"{number(held)} av {number(len(made))}", cases))
    return KeyFigures(figures)


_LEVELS = {Level.STOP: "Stoppar", Level.ACKNOWLEDGE: "Att kvittera", Level.NOTE: "För kännedom"}


def to_do(found: Sequence[Finding], run: Run, acknowledged: Mapping[str, str] = NO_ONES) -> Group:
    """Show what the checks say and what is to be done about it, a table for what asks the same, the gravest first.

    What is acknowledged is shown with why.
    """
    captions = (*(_LEVELS[level] for level in (Level.STOP, Level.ACKNOWLEDGE)), "Kvitterat", _LEVELS[Level.NOTE])
    levels = (Level.STOP, Level.ACKNOWLEDGE, Level.ACKNOWLEDGE, Level.NOTE)
    shown = []
    for caption, level, codes in zip(captions, levels, sorted_out(found, acknowledged).values(), strict=True):
        heading, why = ("Varför", acknowledged) if caption == "Kvitterat" else ("Gör så", TO_DO)
        rows = [(_about(found, run, code, level), prose(sentence(why[code]))) for code in codes]
        shown += [table(pd.DataFrame(rows, columns=["Iakttagelse", heading]), caption)] if rows else []
    return Group(shown or [Paragraphs(["Granskningen har inget att anmärka."])])


def _about(found: Sequence[Finding], run: Run, code: str, level: Level) -> str:
    """Say what a code is about, and whose findings of a level have it."""
    own = [each for each in found if (each.code, each.level) == (code, level)]
    names = dict.fromkeys(run.agreement(each.agreement).short for each in own if each.agreement)
    return f"{CODES[code][0].upper()}{CODES[code][1:]}{f': {joined(names)}' if names else ''}"


def in_full(found: Sequence[Finding]) -> pd.DataFrame:
    """Return each finding in full, with its figures."""
    return pd.DataFrame({"Nivå": _LEVELS[each.level], "Iakttagelse": prose(each.text)} for each in found)


def checks(run: Run) -> pd.DataFrame:
    """Return the checks that do not hold, with where; no rows where all do."""
    rows = [
        (each.name, f"{number(len(each.broken))} av {number(each.cases)}", ", ".join(each.broken[:5]))
        for each in checks_of(run)
        if not each.holds
    ]
    return pd.DataFrame(rows, columns=["Kontroll", "Stämmer inte", "Till exempel"])


def checks_told(run: Run) -> str:
    """Say whether all that is computed adds up, and what there was nothing to try of."""
    found = checks_of(run)
    made, broken = [each for each in found if each.cases], [each for each in found if not each.holds]
    cases = number(sum(each.cases for each in made))
    nothing = [each.name for each in found if not each.cases]
    idle = [f"Inget fanns att pröva för: {joined(nothing)}."] if nothing else []
    told = (
        f"{counted(len(broken), 'kontroll', 'kontroller')} av {number(len(made))} stämmer inte."
        if broken
        else f"Alla {number(len(made))} kontroller av parternas belopp stämmer, i {cases} fall."
    )
    return " ".join([told, *idle])


def assumed(now: Year, most: int = 6) -> Table | Paragraphs:
    """Show what nobody has decided, the dearest first, with who decides it and when it is tried again."""
    found = [each for each in questions(now) if each.price or not each.counted]
    rows = pd.DataFrame(
        {
            "Inte beslutat": each.text,
            "Högst (kr)": number(each.price) if each.counted else "räknas inte",
            "Avgörs av": f"{each.decider}{_tried_again(each, now.run)}",
        }
        for each in found[:most]
    )
    every = len(questions(now))
    left = f" De {number(len(rows))} dyraste av {number(every)}." if every > len(rows) else ""
    note = f"Högst är det mest som ett annat svar flyttar för en part {now.year}.{left}"
    return table(rows, "Antaganden och öppna frågor, dyrast först", note=note, otherwise="Allt är beslutat.")


def _tried_again(question: Question, run: Run) -> str:
    if not isinstance(question.register, Assumption):
        return ""
    sunset = question.register.sunset
    return f", senast {date(sunset)}{' (passerat)' if sunset < run.series.as_of else ''}"


def asked(now: Year) -> pd.DataFrame:
    """Return every question that nobody has decided, in full, the dearest first."""
    return pd.DataFrame(
        {
            "Inte beslutat": each.text,
            "Så räknas det": each.answer,
            f"Högst {now.year} (kr)": number(each.price) if each.counted else "räknas inte",
            "Part": each.party,
            "Avgörs av": each.decider,
        }
        for each in questions(now)
    )


def assumptions(run: Run, year: int) -> pd.DataFrame:
    """Return each assumption with its effect, reliability, owner and day of trial, the dearest first."""
    rows = [
        (
            each.text,
            _effect(run, each, year),
            each.reliability,
            each.owner,
            each.made.isoformat(),
            each.sunset.isoformat() + (" – passerad" if each.sunset < run.series.as_of else ""),
        )
        for each in sorted(run.inputs.assumptions, key=lambda each: -_most(run, each, year))
    ]
    names = ("Antagande", f"Effekt {year}", "Tillförlitlighet", "Vem", "När", "Prövas senast")
    return pd.DataFrame(rows, columns=names)


def _most(run: Run, assumption: Assumption, year: int) -> Amount:
    moved = trial_of(run, assumption.id, year)
    return exact(moved.abs().max()) if len(moved) else -1


def _effect(run: Run, assumption: Assumption, year: int) -> str:
    trial = assumption.trial
    if trial is None:
        return "räknas inte"
    changes = trial_of(run, assumption.id, year)
    if not len(changes) or not changes.any():
        return f"{trial.text}: ingen ändring"
    return f"{trial.text}: {signed(exact(changes.min()))} till {signed_kr(exact(changes.max()))} per part"


def data(run: Run) -> list[str]:
    """Say how many files the figures are computed from, and where each of them is listed with its digest."""
    files = counted(len(run.inputs.hashes), "fil", "filer")
    return [
        f"Siffrorna räknas ur {files}. Filernas namn och kontrollsummor (SHA-256) står i {MANIFEST}, som ligger "
        "bredvid rapporten och som bilaga i PDF:en.",
        checks_told(run),
    ]


def how_tried() -> str:
    """Say what the model does and does not, and how it is tried."""
    return (
        "Modellen räknar ut vad varje part ska betala enligt avtalen, exakt till kronan, och visar varifrån varje "
        "siffra kommer. Den avgör inte hur oklara ställen i avtalen ska läsas, hittar inte på siffror som saknas "
        "och säger inget om vad verksamheten är värd. Den prövas av sina tester, där exempel ur avtalen räknas "
        "för hand, av kontrollerna ovan, och mot en fördelning som andra har räknat och publicerat: åtta norska "
        "kommuners i eKommune Sunnmøre 2017, 70 % efter folkmängd och 30 % lika. Den ger varje kommuns andel "
        f"exakt, med de tre decimaler som är publicerade. Modellens version är {model_version()}."
    )
