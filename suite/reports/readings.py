"""The register of readings as a document, and as the frame that every report has of it."""

from collections.abc import Iterator, Mapping

import pandas as pd

from model.agreements.agreement import Agreement
from model.amounts.registers import Reading
from model.money import exact, total
from model.run import Run
from suite.reports.terms import changes_text
from suite.show.swedish import kr, signed

_HEAD = """\
# Tolkningar

Varje ställe där avtalen tiger eller är oklara: hur det läses, varför, vem som kan avgöra det, och vad en annan
läsning skulle kosta. En läsning som ingen har beslutat är **öppen**, och rapporterna säger det. Registret står i
`inputs/tolkningar.yaml`; sidan görs av `make docs`. Avtalen citeras bara med nummer och paragraf.

Effekterna är räknade på de indata som följer med, scenario bas: kronor mer (+) eller mindre (−) per part och år
med den andra läsningen, slutavräkning medräknad. År utan ändring visas inte.
"""


def answer(reading: Reading, agreement: Agreement | None = None) -> str:
    """Return how a place is read now: as the register says it, or as somebody has decided.

    A decision that is one of the other readings of the register is told in its words.
    """
    decided = reading.decided
    if decided is None or not decided.changes:
        return reading.reading
    same = (each.reading for each in reading.alternatives if each.changes == decided.changes)
    return next(same, f"{changes_text(decided.changes, agreement)}.")


def document(run: Run) -> str:
    """Return docs/tolkningar.md."""
    return "\n".join([_HEAD, *(line for reading in run.inputs.readings for line in _section(run, reading))])


def _section(run: Run, reading: Reading) -> Iterator[str]:
    names = {party.code: party.short for party in run.inputs.parties}
    decided, agreement = reading.decided, run.agreement(reading.agreement) if reading.agreement else None
    state = "öppen" if reading.open else decided.told if decided else "ingen annan läsning känd"
    facts = {
        "Läses": answer(reading, agreement),
        "Från": str(decided.start) if decided and decided.start else None,
        "Dessförinnan": reading.reading if decided and decided.start else None,
        "Paragraf": reading.clause,
        "Varför": reading.why,
        "Ändras i": reading.parameter,
        "Avgörs av": reading.decider,
        "Beslut": state,
    }
    yield f"## {reading.question}\n"
    yield "\n".join(f"- {label}: {text}" for label, text in facts.items() if text) + "\n"
    for alternative in reading.alternatives:
        yield f"**Annars:** {alternative.reading} {alternative.uncounted or ''}".rstrip() + "\n"
        if alternative.changes:
            yield _effect_table(run.effect(reading.agreement or "", alternative), names)


def _effect_table(effects: pd.DataFrame, names: Mapping[str, str]) -> str:
    moved = effects.loc[:, (effects != 0).any()]
    if moved.empty:
        return "Ingen ändring med de indata som följer med.\n"
    lines = [f"| Part | {' | '.join(map(str, moved.columns))} |", f"|---|{'--:|' * len(moved.columns)}"]
    for code, row in moved.iterrows():
        lines.append(f"| {names.get(str(code), code)} | {' | '.join(signed(value) for value in row)} |")
    sums = [signed(total(moved[year])) for year in moved]
    lines.append(f"| Summa | {' | '.join(sums)} |")
    largest = exact(moved.abs().to_numpy().max())
    return "\n".join([*lines, "", f"Störst för en part ett år: {kr(largest)}.", ""])
