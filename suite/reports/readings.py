"""The register of readings as a document, and as the frame that every report has of it."""

from collections.abc import Iterator, Mapping

import pandas as pd

from model.amounts.registers import Alternative, DecidedReading, Reading
from model.money import exact, total
from model.run import Run
from model.year import Year
from suite.show.swedish import kr, signed, signed_kr

_HEAD = """\
# Tolkningar

Varje ställe där avtalen tiger eller är oklara: hur det läses, varför, vem som kan avgöra det, och vad en annan
läsning skulle kosta. En läsning som ingen har beslutat är **öppen**, och rapporterna säger det. Registret står i
`inputs/tolkningar.yaml`; sidan görs av `make docs`. Avtalen citeras bara med nummer och paragraf.

Effekterna är räknade på de indata som följer med, scenario bas: kronor mer (+) eller mindre (−) per part och år
med den andra läsningen, slutavräkning medräknad. År utan ändring visas inte.
"""


def unclear(now: Year) -> pd.DataFrame:
    """Return how unclear clauses are read in the report, what is undecided, and what another reading would do."""
    agreements = {view.agreement.id for view in now.in_force}
    rows = [
        row
        for reading in now.run.inputs.readings
        if reading.agreement in agreements and (reading.alternatives or reading.decided)
        for row in _rows(now, reading)
    ]
    return pd.DataFrame(rows, columns=["Fråga", "Läsning", "Paragraf", "Beslut", f"Annars {now.year}"])


def _rows(now: Year, reading: Reading) -> Iterator[tuple[str, ...]]:
    decided = f"beslutad: {decided_text(reading.decided)}" if reading.decided else "öppen"
    for alternative in reading.alternatives or [None]:
        otherwise = _otherwise(now, reading, alternative) if alternative else ""
        yield (reading.question, reading.reading.replace("`", ""), reading.clause or "", decided, otherwise)


def _otherwise(now: Year, reading: Reading, alternative: Alternative) -> str:
    if alternative.uncounted:
        return f"{alternative.reading} Räknas inte här."
    changes = now.run.effect(reading.agreement or "", alternative, [now.year]).get(
        now.year, pd.Series(dtype="int64")
    )
    moved = changes[changes != 0]
    if moved.empty:
        return f"{alternative.reading} Ingen ändring."
    return (
        f"{alternative.reading} Från {signed(exact(moved.min()))} till {signed_kr(exact(moved.max()))} per part."
    )


def decided_text(decided: DecidedReading) -> str:
    """Return a decision of a reading in words: who and when, and from when the terms are others."""
    since = f"; från {decided.start}: {terms_text(decided.changes)}" if decided.start else ""
    return f"{decided.told}{since}"


def terms_text(changes: Mapping[str, object]) -> str:
    """Return changed terms in words: ``slutavrakning.omfattning = overskjutande``."""
    return ", ".join(f"{place} = {value}" for place, value in changes.items())


def document(run: Run) -> str:
    """Return docs/tolkningar.md."""
    return "\n".join([_HEAD, *(line for reading in run.inputs.readings for line in _section(run, reading))])


def _section(run: Run, reading: Reading) -> Iterator[str]:
    names = {party.code: party.short for party in run.inputs.parties}
    decided = reading.decided and decided_text(reading.decided)
    state = "öppen" if reading.open else decided or "ingen annan läsning känd"
    facts = {
        "Läses": reading.reading,
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
        lines.append(f"| {names[str(code)]} | {' | '.join(signed(value) for value in row)} |")
    sums = [signed(total(moved[year])) for year in moved]
    lines.append(f"| Summa | {' | '.join(sums)} |")
    largest = exact(moved.abs().to_numpy().max())
    return "\n".join([*lines, "", f"Störst för en part ett år: {kr(largest)}.", ""])
