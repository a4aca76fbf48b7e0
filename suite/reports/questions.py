"""What a report's figures rest on that nobody has decided, each with what it may cost: assumptions and readings.

What an assumption and an open reading say of the same terms is one question.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from model.amounts.registers import Assumption, Reading
from model.kept import kept
from model.money import Amount, exact, size
from model.run import Run
from model.year import Year
from suite.show.blocks import Paragraphs, Table
from suite.show.swedish import counted, number
from suite.show.table import table


class Question(NamedTuple):
    """A question that nobody has decided: what the report reckons with, and the most that another answer moves.

    The price is for one party in the year, kronor; `counted` says whether it can be reckoned at all. `register` is
    where it is from.
    """

    text: str
    answer: str
    decider: str
    price: Amount
    party: str
    counted: bool
    register: Reading | Assumption


@kept
def questions(now: Year) -> list[Question]:
    """Return the questions that the year's figures rest on, the dearest first."""
    readings = list(_readings(now))
    asked = {
        (reading.agreement, _key(other.changes))
        for reading in now.run.inputs.readings
        for other in reading.alternatives
    }
    found = [*readings, *_assumptions(now, asked)]
    return sorted(found, key=lambda each: (not each.counted, -each.price))


def count(now: Year) -> str:
    """Say how many questions nobody has decided: of how the agreements are read, and assumptions."""
    every, (read, assumed) = len(questions(now)), kinds(now)
    told = f"{counted(every, 'fråga är inte avgjord', 'frågor är inte avgjorda')}: {read} om hur avtalen läses"
    return f"{told}, {assumed}." if every else "Inga frågor är öppna."


def kinds(now: Year) -> tuple[str, str]:
    """Return how many of them are of how the agreements are read, and how many are assumptions."""
    read = sum(isinstance(each.register, Reading) for each in questions(now))
    return number(read), counted(len(questions(now)) - read, "antagande", "antaganden")


def _key(changes: dict[str, object]) -> str:
    return repr(sorted(changes.items(), key=lambda item: item[0])).replace("'", "").replace('"', "")


def _codes(now: Year) -> set[str]:
    return {view.agreement.id for view in now.in_force}


def _readings(now: Year) -> Iterator[Question]:
    for reading in now.run.inputs.readings:
        if not reading.open or reading.agreement not in _codes(now):
            continue
        moved = [
            dearest(now, now.run.effect(reading.agreement or "", other, [now.year]).get(now.year))
            for other in reading.alternatives
            if not other.uncounted
        ]
        price, party = max(moved, default=(0, ""), key=lambda each: each[0])
        clause = f" ({reading.clause})" if reading.clause else ""
        answer = f"{first_sentence(reading.reading)}{clause}"
        yield Question(reading.question, answer, reading.decider or "", price, party, bool(moved), reading)


def _assumptions(now: Year, asked: set[tuple[str | None, str]]) -> Iterator[Question]:
    for each in now.run.inputs.assumptions:
        trial = each.trial
        own = bool(trial and trial.agreement)
        if (
            trial
            and own
            and (trial.agreement not in _codes(now) or (trial.agreement, _key(trial.changes)) in asked)
        ):
            continue
        price, party = dearest(now, trial_of(now.run, each.id, now.year))
        answer = f"Prövat: {trial.text}." if trial else ""
        who = each.owner.removeprefix("modellen, att prövas av ")
        yield Question(each.text, answer, who, price, party, trial is not None, each)


def dearest(now: Year, moved: "pd.Series[int] | None") -> tuple[Amount, str]:
    """Return the most that a party is moved, kronor, and which; 0 for none."""
    if moved is None or moved.empty or not moved.any():
        return 0, ""
    code = str(moved.abs().idxmax())
    names = {party.code: party.short for party in now.run.inputs.parties}
    return size(exact(moved[code])), names.get(code, code)


@kept
def trial_of(run: Run, code: str, year: int) -> "pd.Series[Any]":
    """Return what the step that an assumption is tried by changes in a year (`model.run.Run.trial`), by party."""
    trial = next(each.trial for each in run.inputs.assumptions if each.id == code)
    return run.trial(trial, year) if trial else pd.Series(dtype="int64")


def first_sentence(text: str) -> str:
    """Return the first sentence of a text of the registers, without its marks of code."""
    return re.split(r"(?<=[.?!])\s", text.replace("`", ""), maxsplit=1)[0]


def decider(reading: Reading) -> str:
    """Return who decides how a place is read, in the first place and in short."""
    return (reading.decider or "").partition(",")[0].partition(" (")[0]


def largest(now: Year, most: int = 9) -> Table | Paragraphs:
    """Show the questions that cost the most, the dearest first."""
    found = [each for each in questions(now) if each.price or not each.counted]
    rows = pd.DataFrame(
        {
            "Fråga": each.text,
            "Så räknar rapporten": each.answer,
            "Högst (kr)": number(each.price) if each.counted else "räknas inte",
            "Avgörs av": each.decider,
        }
        for each in found[:most]
    )
    every = len(questions(now))
    left = f"De {len(rows)} dyraste av {every}. Alla står i kvalitetsloggen." if every > len(rows) else ""
    return table(
        rows,
        "Det här är inte beslutat, dyrast först",
        note=f"Högst är det mest som ett annat svar flyttar för en part {now.year}. {left}".strip(),
        otherwise="Allt som siffrorna vilar på är beslutat.",
    )
