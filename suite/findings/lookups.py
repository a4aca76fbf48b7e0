"""What is still assumed, and where somebody with a browser can look it up: `kontroll` and the handbook say it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from model.amounts.allocation import Basis
from model.amounts.registers import ASSUMPTIONS_FILE, AssumedValues, Assumption
from model.fields import Placed
from model.run import Run
from model.status import Status
from suite.show.swedish import day, joined, sentence, spans


def lookup_text(run: Run) -> list[str]:
    """Return, line by line, what is assumed and can be looked up, the values that rest on it, and where.

    Raises
    ------
    InputError
        If a figure is missing.
    """
    bases = [basis for each in run.agreements for basis in run.bases(each, run.reached(each))]
    decided = _decided(bases)
    lines = list(chain.from_iterable(_told(run, bases, each) for each in run.inputs.assumptions if each.lookups))
    if not lines:
        return [sentence(decided)] if decided else []
    return [f"Antaget ännu, och var det går att slå upp{decided and f' ({decided})'}:", *lines]


def _decided(bases: Sequence[Basis]) -> str:
    """Say how many of the index changes that are used have been decided; nothing where none is used."""
    rows = {(row.index, row.year): row for basis in bases for row in basis.index}.values()
    fixed = sum(row.status is Status.FIXED and not row.replaces for row in rows)
    return f"{fixed} av {len(rows)} indexvärden är fastställda" if rows else ""


def _told(run: Run, bases: Sequence[Basis], assumption: Assumption) -> Iterator[str]:
    text, kind = sentence(assumption.text), assumption.values
    about = _resting(run, bases, kind) if kind else []
    if kind and not about:
        yield f"  {text} Inget vilar längre på det: ta bort {assumption.id} ur {ASSUMPTIONS_FILE}."
        return
    yield f"  {text} Gäller {joined(about)}." if about else f"  {text}"
    yield from (f"    {lookup.where}: {sentence(lookup.gives)}" for lookup in assumption.lookups)


def _resting(run: Run, bases: Sequence[Basis], kind: AssumedValues) -> list[str]:
    """Return the values of a kind, in words: each series with its years, or the files that hold examples."""
    if kind is AssumedValues.EXAMPLES:
        rows = chain(*run.inputs.outcomes.values(), *run.inputs.tables.values())
        made_up = [row for row in rows if getattr(row, "status", None) is Status.EXAMPLE]
        return list(dict.fromkeys(row.place.rpartition(" rad ")[0] for row in made_up if isinstance(row, Placed)))
    years = defaultdict(set)
    for name, year in chain.from_iterable(_of_series(basis, kind) for basis in bases):
        years[name].add(year)
    return [f"{name} {spans(own)}" for name, own in years.items()]


def _of_series(basis: Basis, kind: AssumedValues) -> Iterator[tuple[str, int]]:
    """Yield the series and the year of each row of a kind that amounts rest on."""
    if kind is AssumedValues.INDEX:
        yield from ((row.index, row.year) for row in basis.index if row.status.uncertain)
        return
    for row in basis.people:
        if row.stands_in if kind is AssumedValues.STAND_INS else row.method != "uppgift":
            yield f"folkmängden den {day(row.reference_date)}", row.reference_date.year
