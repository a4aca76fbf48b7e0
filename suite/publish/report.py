"""Render reports: run their notebooks and publish each as HTML, PDF and figures as data."""

import datetime as dt
import platform
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.errors import InputError
from model.read.begin import begin
from model.read.load import load
from model.read.refusal import refused
from model.run import Run
from suite.files.folder import replacing
from suite.files.manifest import MANIFEST
from suite.files.provenance import as_json, code_of, file_hashes, provenance, shared_parameters, write
from suite.publish.archive import archived
from suite.reports.catalogue import LONGEST, Report
from suite.reports.colophon import colophon
from suite.show.swedish import joined

Files = Mapping[str, bytes]
"""What a report consists of, by the names of its files."""

_ONE_AT_A_TIME = threading.Lock()
"""A notebook has its process to itself: the working folder, what is printed and the drawing are the process's."""

_MADE_FROM = {"indata": "andra indata", "kod": "annan kod", "versioner": "andra versioner av bibliotek"}
"""What a report is made from, and what a computer that does not have the same has."""


@dataclass(frozen=True)
class Job:
    """A report to render, with all that a process of its own needs to know.

    Attributes
    ----------
    manifest : mapping
        What it is made from; another computer must have the same inputs, code and libraries.
    archive : bytes
        The inputs, which its PDF carries; nothing where it is to carry no files.
    elsewhere : bool
        Whether another computer renders it.
    home : str
        The page that lists it among others, if there is one.
    """

    report: Report
    parameters: Mapping[str, Any]
    working: Path
    as_of: dt.date
    publisher: str
    colophon: str
    manifest: Mapping[str, Any]
    archive: bytes = b""
    bar: bool = False
    elsewhere: bool = False
    home: str = ""


@dataclass(frozen=True)
class Failure:
    """Why a report could not be rendered: what is wrong with the inputs, or which cell failed and how."""

    lines: Sequence[str]
    of_inputs: bool
    cell: str = ""

    def __str__(self) -> str:
        return ": ".join(filter(None, [self.cell, "; ".join(self.lines)]))

    def error(self) -> Exception:
        """Return the failure as the error that it was."""
        from suite.publish.notebook import CellError

        return InputError(*self.lines) if self.of_inputs else CellError("\n".join(self.lines))


def render(
    report: Report, run: Run, scenario: str, out: Path, contact: str | None = None, *, attach: bool = True
) -> list[Path]:
    """Render a report into ``<out>/<its name>/``, with a manifest.

    Parameters
    ----------
    report : Report
        Which, with its parameters.
    run : Run
        Inputs, as-of date and scenario.
    scenario : str
        The scenario as the user named it: a code or a file.
    out : Path
        Folder for outputs.
    contact : str, optional
        Who answers for it.
    attach : bool
        Whether its PDF carries figures and inputs.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    InputError, CellError
        If the inputs are wrong or a cell fails; what was there before is left as it was.
    """
    target = out / report.name
    with replacing(target) as fresh:
        archive = archived(run, scenario) if attach else b""
        (job,) = jobs([report], run, scenario, contact, archive=archive, bar=True)
        made = produce(job)
        if isinstance(made, Failure):
            raise made.error()
        write_files(fresh, made)
        check_unchanged(run)
        manifest = {**job.manifest, "utdata": file_hashes(fresh)}
        write(fresh / MANIFEST, as_json(manifest))
    return sorted(target / name for name in (*manifest["utdata"], MANIFEST))


def jobs(
    reports: Sequence[Report],
    run: Run,
    scenario: str,
    contact: str | None = None,
    *,
    archive: bytes = b"",
    bar: bool = False,
    elsewhere: bool = False,
    home: str = "",
) -> list[Job]:
    """Return what there is to do to render reports, what takes the longest first.

    Parameters
    ----------
    reports, run, scenario, contact
        As for `render`.
    archive : bytes
        The inputs, for the PDFs to carry; nothing where they are to carry no files.
    bar : bool
        Whether each shows how far it has come.
    elsewhere : bool
        Whether other computers do it.
    home : str
        The page that lists them, from where each of them lies.
    """
    from_file = scenario not in run.inputs.scenarios and Path(scenario).is_file()
    given = Path(scenario).resolve() if from_file else scenario
    shared = shared_parameters(run)
    made = provenance(run, [report.notebook for report in reports], contact)
    working, note = Path(run.folder).resolve().parent, colophon(run, contact)
    return [
        Job(
            each,
            shared | {"scenario": str(given)} | dict(each.parameters),
            working,
            run.series.as_of,
            run.publisher,
            note,
            manifest={
                "rapport": each.notebook,
                "parametrar": shared | dict(each.parameters),
                **made,
                "kod": code_of(made, each.notebook),
            },
            archive=archive,
            bar=bar,
            elsewhere=elsewhere,
            home=home,
        )
        for each in sorted(reports, key=lambda report: report.notebook != LONGEST)
    ]


def done(begun: Mapping["Future[Files | Failure]", Report]) -> Iterator[tuple[Report, Files | Failure]]:
    """Yield reports that are being rendered, each with its files or why it failed, as they are done.

    Raises
    ------
    ModuleNotFoundError
        If this computer lacks a library.
    """
    for future in as_completed(begun):
        try:
            made = future.result()
        except ModuleNotFoundError:
            raise
        except Exception as error:  # of those who do the work: a process that died, a cluster that is gone
            why = f" ({error})" if str(error) else ""
            made = Failure([f"processen avbröts{why}"], of_inputs=False)
        yield begun[future], made


def write_files(folder: Path, files: Files) -> None:
    """Write a report into its folder."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def check_unchanged(run: Run) -> None:
    """Refuse reports that may be of other inputs than the run's.

    Raises
    ------
    InputError
        If the inputs have been changed since the run read them.
    """
    if dict(load(Path(run.folder)).hashes) != {k: v for k, v in run.inputs.hashes.items() if ":" not in k}:
        raise InputError("Indata ändrades medan rapporterna gjordes; kör igen")


def produce(job: Job) -> Files | Failure:
    """Render one report, and return its files or why there are none.

    Raises
    ------
    ModuleNotFoundError
        If this computer lacks a library.
    """
    try:
        from suite.publish.notebook import CellError, published
    except ModuleNotFoundError as missing:
        if not job.elsewhere:
            raise
        return Failure([f"{_there()} saknar biblioteket {missing.name}"], of_inputs=True)
    try:
        with _ONE_AT_A_TIME:
            if job.elsewhere:
                _check_alike(job)
            return published(job)
    except InputError as error:
        cell = ", ".join(getattr(error, "__notes__", []))
        return Failure([str(fault) for fault in error.faults], of_inputs=True, cell=cell)
    except CellError as error:
        return Failure([str(error)], of_inputs=False)
    except OSError as error:
        return Failure([refused(error)], of_inputs=True)
    except Exception as error:  # whatever a library does, the other reports are to be delivered
        return Failure([f"{job.report.notebook}.ipynb: {type(error).__name__}: {error}"], of_inputs=False)


def _check_alike(job: Job) -> None:
    """Refuse to render where the inputs, the code or the libraries are not those that the run tells of."""
    folder, per_datum, scenario = (job.parameters[name] for name in ("inputs", "per_datum", "scenario"))
    try:
        own = provenance(begin(job.working / folder, per_datum, scenario), [job.report.notebook])
    except InputError as error:
        raise InputError(*(f"{_there()}: {fault}" for fault in error.faults)) from None
    differs = [told for group, told in _MADE_FROM.items() if own[group] != job.manifest[group]]
    if differs:
        raise InputError(f"{_there()} har {joined(differs)} än den här datorn")


def _there() -> str:
    return f"{platform.node()} i klustret"
