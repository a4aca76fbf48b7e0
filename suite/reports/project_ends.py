"""Projects that outlive an agreement: what has to be proposed of them when it ends (RUN/387/2023 §11)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from model.agreements.in_force import notice_deadline
from model.read.reporting import Project
from model.run import Run
from suite.reports.asks import CONFIRM, DECIDE, KNOW
from suite.show.front import Ask
from suite.show.swedish import counted, date, joined, kr


class Ending(NamedTuple):
    """An agreement whose end is asked what becomes of projects.

    Attributes
    ----------
    name, clause : str
        What it is called, and the clause that asks.
    end, bound : date
        The day it ends, and the last day that no notice can change any longer.
    deadline : date or None
        The last day of a notice for that day.
    notice : bool
        Whether somebody has given notice, in fact or in the scenario.
    """

    name: str
    clause: str
    end: dt.date
    bound: dt.date
    deadline: dt.date | None
    notice: bool


def endings(run: Run, year: int) -> list[Ending]:
    """Return the ends of the agreements that ask for a proposal of the projects that a notice affects."""
    found, case = [], run.case
    for agreed in case.agreements:
        version = agreed.in_year(year)
        if version.notice and version.notice.projects:
            end, bound = case.end(agreed.id), case.bound_until(agreed.id)
            given = [*case.happened(agreed.id)[0], *(n for n in run.scenario.notices if n.agreement == agreed.id)]
            deadline = notice_deadline(agreed, bound)
            cited = version.cite(version.notice.clause)
            found.append(Ending(version.short, cited, end, min(bound, end), deadline, bool(given)))
    return found


def proposals(run: Run, year: int) -> Iterator[Ask]:
    """Yield what has to be proposed of the projects that outlive an agreement, or may if somebody gives notice."""
    every = run.inputs.rows(Project)
    for each in endings(run, year):
        if past := [row for row in every if row.outlives(each.end)]:
            ends = f"{each.name} {'är uppsagt och ' if each.notice else ''}upphör {date(each.end)}"
            duty = f", och gruppen ska ta fram ett förslag ({each.clause})" if each.notice else ""
            yield Ask(DECIDE, f"hur {_several(past)} ska hanteras: {ends}{duty}{_left(past)}.")
        if each.notice and (unknown := [row for row in every if row.outlives(each.end) is None]):
            told = f"{_several(unknown)} slutar; {each.name} är uppsagt och upphör {date(each.end)}"
            yield Ask(
                CONFIRM, f"när {told}. Det som fortsätter ska gruppen ta fram ett förslag om ({each.clause})."
            )
        later = [row for row in every if row.outlives(each.bound) and not row.outlives(each.end)]
        if later and not each.notice and each.deadline:
            told = f"{_several(later)} pågår efter {date(each.bound)}. Säger någon upp {each.name} senast"
            duty = f"ska gruppen ta fram ett förslag om hur det hanteras ({each.clause})"
            yield Ask(KNOW, f"att {told} {date(each.deadline)} {duty}{_left(later)}.")


def _several(rows: Sequence[Project], most: int = 3) -> str:
    ends = [f"{row.name} (till {date(row.end)})" if row.end else row.name for row in rows]
    rest = len(ends) - most
    return joined(ends) if rest < 1 else f"{', '.join(ends[:most])} och {counted(rest, 'projekt', 'projekt')} till"


def _left(rows: Sequence[Project]) -> str:
    left = [row.budget - row.outcome for row in rows if row.budget is not None and row.outcome is not None]
    return f"; {kr(sum(left))} av budgeten är kvar" if sum(left) > 0 else ""
