"""What is said of a PDF or a folder that has been made again: the verdict first, then what differs and why."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

import pandas as pd

from model.errors import shortened
from suite.files.provenance import model_version
from suite.publish.archive import ARCHIVE
from suite.publish.difference import Cause, Difference
from suite.publish.verify import Verified
from suite.show.answer import Answer
from suite.show.swedish import counted, joined, number

WIDTH, MOST = 100, 12
"""The screen in signs, and the most rows of a kind that are shown on it."""
_COLUMNS = ["slag", "fil", "uppgift", "i_filen", "vantat", "orsak"]


def as_answer(found: Verified) -> Answer:
    """Return every row of what differs."""
    kinds = {"skiljer": found.differences, "indata": found.newer, "skiljer med andra indata": found.moved}
    rows = [
        (kind, each.file, each.place, each.found, each.expected, str(each.cause))
        for kind, own in kinds.items()
        for each in own
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS, dtype=object)
    return Answer(f"Verifiering av {found.carried.path.name}", frame, {"Skillnader": frame})


def verdict_text(found: Verified) -> str:
    """Return the verdict, what differs and why, and what it rests on."""
    made = found.carried.manifest.get("parametrar", {})
    about = f"Underlag per {made.get('per_datum', 'okänd dag')}, scenario {made.get('scenario', 'okänt')}"
    figures, others = ([each for each in found.differences if each.is_figure is kind] for kind in (True, False))
    lines = [f"{found.carried.path}", f"{about}, modell {_version(found)}", "", _verdict(found, len(figures))]
    lines += _shown(found, figures)
    if others:
        told = counted(len(others), "sak är inte som den ska", "saker är inte som de ska")
        lines += [f"{told}:" if found.remade is None or figures else f"Men {told}:", *_shown(found, others)]
    return "\n".join(part for line in [*lines, *_causes(found), *_rests_on(found)] for part in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 2) if line.startswith(" ") else ""
    whole = wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)
    return whole or [""]


def _version(found: Verified) -> str:
    return str(found.carried.manifest.get("versioner", {}).get("kostnadsmodell", "okänd"))


def _verdict(found: Verified, differing: int) -> str:
    numbers = f"{number(found.count)} tal"
    if found.remade is None:
        return "Siffrorna går inte att räkna om."
    if differing:
        return f"{counted(differing, 'siffra', 'siffror')} av {numbers} skiljer:"
    return f"Samma siffror: {numbers} är räknade om ur filens egna indata, och inget skiljer."


def _shown(found: Verified, rows: Sequence[Difference], instead: str = "väntade {}") -> Iterator[str]:
    """Yield rows as lines, as many as there is room for, and a line that counts the rest."""
    for each in rows[:MOST]:
        where = ", ".join(filter(None, [each.file.removeprefix(f"{found.carried.alone}, "), each.place]))
        expected = f", {instead.format(shortened(each.expected))}" if each.expected else ""
        yield f"  {where}: {shortened(each.found, 80 if expected else 400)}{expected}"
    if len(rows) > MOST:
        yield f"  … och {number(len(rows) - MOST)} till, se --ut"


def _causes(found: Verified) -> Iterator[str]:
    causes = {each.cause for each in found.differences}
    inputs = [each.place for each in found.differences if each.file == ARCHIVE and each.place]
    for cause, told in (
        (Cause.FILE, "Orsak: filen. Den är inte som när den gjordes."),
        (Cause.DATA, f"Orsak: data. Filens indata är inte de som den gjordes av: {joined(inputs or [''])}."),
        (Cause.TERMS, f"Orsak: villkor. Filens avtal är inte de som den gjordes av: {joined(inputs or [''])}."),
        (Cause.BOTH, f"Orsak: data och villkor. Filens indata är ändrade: {joined(inputs or [''])}."),
        (Cause.CODE, f"Orsak: koden. Modell {_version(found)} gjorde filen, och här räknar {model_version()}."),
    ):
        if cause in causes:
            yield told


def _rests_on(found: Verified) -> Iterator[str]:
    """Yield what the verdict rests on, and what it leaves out."""
    if found.otherwise:
        yield f"Gjord med annat än det som räknar här: {', '.join(found.otherwise)}."
    if found.otherwise and not any(each.is_figure for each in found.differences):
        yield "Det har inte ändrat någon siffra."
    if found.same_bytes:
        yield "Varje byte blir densamma när filen görs om: sidor, bilagor och manifest är orörda."
    elif found.otherwise:
        yield from _held_to_itself(found)
    if others := found.others():
        yield f"Ligger också i mappen och prövas inte: {', '.join(others[:MOST])}."
    yield from _by_newer_inputs(found)


def _held_to_itself(found: Verified) -> Iterator[str]:
    """Yield how far a file that other code made is shown to be as it was."""
    changed = any(each.cause is Cause.FILE for each in found.differences)
    alike, count = found.pages()
    if count:
        yield f"{number(alike)} av {counted(count, 'sida', 'sidor')} ser likadana ut när de görs om."
    if not changed:
        yield "Fingeravtrycken i manifestet stämmer, och tabellerna på sidorna är bilagornas."
    unsealed = found.unsealed()
    if unsealed and alike < count:
        told = counted(len(unsealed), "PDF är gjord", "PDF:er är gjorda")
        yield f"{told} innan det fanns sigill: annat än tabellerna på deras sidor går inte att pröva här."
    elif count and not (unsealed or changed):
        yield "PDF:ens sigill är helt: ingen byte är ändrad sedan den gjordes."


def _by_newer_inputs(found: Verified) -> Iterator[str]:
    if not found.newer:
        return
    names = list(dict.fromkeys(each.file for each in found.newer))
    yield f"Mappen med indata har andra rader än filen: {', '.join(names[:MOST])}."
    yield from _shown(found, found.newer, "i mappen {}")
    if not found.moved:
        yield "Med dem blir det samma siffror, per samma dag."
        return
    yield f"Med dem skiljer {counted(len(found.moved), 'uppgift', 'uppgifter')} ({found.moved[0].cause}):"
    yield from _shown(found, found.moved, "blir {}")
