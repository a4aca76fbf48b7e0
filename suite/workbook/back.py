"""The way back: a workbook that a colleague has changed becomes a scenario, and what it cannot become is named."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from model.errors import InputError
from model.money import exact
from model.read.begin import begin, chosen
from model.run import Run
from model.scenarios.scenario import Header, Scenario
from suite.findings.findings import index_question
from suite.reports.differences import differences
from suite.show.frame import each
from suite.show.swedish import number
from suite.workbook.changes import ScenarioMaker
from suite.workbook.twin import Case
from suite.workbook.workbook import twin_of, write_workbook
from suite.workbook.workbook_file import OwnChanges, differing, read_changes

_MOST = 20
"""The most cells that are named one by one."""


@dataclass(frozen=True)
class Returned:
    """What a workbook came to.

    Attributes
    ----------
    run : Run
        The scenario that was chosen in it, on the workbook's as-of date.
    scenario : Scenario
        What was changed, as a scenario file says it.
    told : sequence of str
        The changes in words.
    strange : sequence of str
        What was not understood, and amounts that the workbook shows otherwise than the scenario gives them.
    """

    run: Run
    scenario: Scenario
    told: Sequence[str]
    strange: Sequence[str]


def scenario_from(path: Path, inputs: object, name: str = "") -> Returned:
    """Return the scenario that a changed workbook makes.

    Parameters
    ----------
    path : Path
        The workbook.
    inputs : str or Path
        Folder with inputs, as for `model.read.begin.begin`.
    name : str
        What the scenario is to be called; else as the workbook says, else by the file.

    Raises
    ------
    InputError
        If it is no workbook of ours, nothing is changed in it, or a change cannot be said in a scenario.
    """
    own = read_changes(path, path.name)
    read = begin(inputs, own.as_of.isoformat())
    known = read.inputs.scenarios
    for code in (own.scenario, own.written):
        if not {*code.split("+")} <= {*known}:
            where = "i mappen scenarier bland indata; lägg dess fil där först"
            raise InputError(f"{path.name}: fann scenariot {code}, väntade ett {where}")
    run = read.under(chosen(own.scenario, known))
    if not own.values:
        raise InputError(
            *own.faults, f"{path.name}: inget är ändrat i de gula cellerna, så det finns inget att skriva"
        )
    header = _header(own, path, name)
    head = {
        "scenario": header.code,
        "namn": header.name,
        "forfattare": header.author,
        "datum": header.date,
        "varfor": header.why,
        "utgar_fran": tuple(own.scenario.split("+")),
    }

    def case_of(scenario: Scenario) -> Case:
        under = run.under(scenario)
        return Case(scenario.id, scenario.name, under.scenario, under.series)

    twin = twin_of(run)
    parent = next(case for case in twin.cases if case.code == own.scenario)
    scenario = ScenarioMaker(head, parent, own.values, twin.agreements, case_of).scenario()
    after = run.under(scenario)
    told = [line.text for line in differences(run, after, twin.years)]
    told += [*own.notes, *_questions(own)]
    written = read.under(chosen(own.written, known))
    strange = [*map(str, own.faults), *_changed_elsewhere(path, written), *_shown_otherwise(own, after)]
    return Returned(run, scenario, told, strange)


def _questions(own: OwnChanges) -> list[str]:
    """Return what is asked about own index changes that are unlikely."""
    return [
        f"{code.removeprefix('lpix').strip() or 'LPIX'} {year}: {question}"
        for (code, year), value in sorted(own.values.items())
        if code.split()[0] == "lpix" and isinstance(value, Decimal) and (question := index_question(value))
    ]


def _header(own: OwnChanges, path: Path, name: str) -> Header:
    said = own.header
    return Header(
        name or said.get("namn", "") or path.stem,
        said.get("forfattare", "") or "Inte angivet i arbetsboken",
        said.get("datum", "") or own.as_of.isoformat(),
        said.get("varfor", "") or f"Inläst ur arbetsboken {path.name}.",
    )


def _changed_elsewhere(path: Path, run: Run) -> list[str]:
    """Return the cells that are not as the model writes them, beside those that one may write in."""
    with tempfile.TemporaryDirectory() as folder:
        original = Path(folder) / "original.xlsx"
        write_workbook(run, original)
        return _shortened(differing(path, path.name, original))


def _shown_otherwise(own: OwnChanges, after: Run) -> list[str]:
    """Return the amounts that the workbook showed when it was saved, where the scenario gives others."""
    years = sorted({year for *_, year in own.shown})
    frame = after.allocation(list(after.inputs.agreements.values()), years) if years else None
    given = (
        {(row.avtal, row.part, row.ar): exact(row.belopp_kr) for row in each(frame)} if frame is not None else {}
    )
    return _shortened(
        [
            f"blad Resultat, {agreement} {party} {year}: arbetsboken visade {number(shown.normalize())}, "
            f"scenariot ger {number(right)}"
            for (agreement, party, year), shown in own.shown.items()
            if shown != (right := given.get((agreement, party, year), 0))
        ]
    )


def _shortened(lines: Sequence[str]) -> list[str]:
    more = [f"och {len(lines) - _MOST} till"] if len(lines) > _MOST else []
    return [*lines[:_MOST], *more]
