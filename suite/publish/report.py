"""Render reports: run their notebooks and publish each as HTML, PDF and figures as data."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from model.errors import InputError
from model.read.load import load
from model.read.refusal import refused
from model.run import Run
from suite.files.folder import replacing
from suite.files.manifest import MANIFEST
from suite.files.provenance import NOTEBOOKS, as_json, colophon, file_hashes, provenance, shared_parameters, write
from suite.publish.notebook import CellError, run_notebook
from suite.publish.parallel import FORKS, run_all
from suite.reports.catalogue import LONGEST, ONE_PAGE, Report
from suite.show.blocks import MIME, RESULTS, RESULTS_MIME
from suite.show.charts import bars
from suite.show.html_report import html_report
from suite.show.pdf_report import pdf_report


@dataclass(frozen=True)
class Job:
    """A report to render, with all that a process of its own needs to know."""

    report: Report
    parameters: Mapping[str, Any]
    working: Path
    folder: Path
    as_of: dt.date
    publisher: str
    colophon: str
    bar: bool
    in_shell: bool


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
        return InputError(*self.lines) if self.of_inputs else CellError("\n".join(self.lines))


def render(report: Report, run: Run, scenario: str, out: Path) -> list[Path]:
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
        for _, failure in render_all([report], run, scenario, lambda _: fresh, bar=True):
            if failure:
                raise failure.error()
        manifest = {
            "rapport": report.notebook,
            "parametrar": shared_parameters(run) | dict(report.parameters),
            **provenance(run, [report.notebook]),
            "utdata": file_hashes(fresh),
        }
        write(fresh / MANIFEST, as_json(manifest))
    return sorted(target / name for name in (*manifest["utdata"], MANIFEST))


def render_all(
    reports: Sequence[Report],
    run: Run,
    scenario: str,
    folder_of: Callable[[Report], Path],
    *,
    bar: bool = False,
    fork: bool = FORKS,
) -> Iterator[tuple[Report, Failure | None]]:
    """Render reports side by side, and yield each, with why it failed if it did, as they are done.

    Each notebook has a process of its own: forked from this one where that can be done, else a kernel.

    Raises
    ------
    InputError
        If the inputs are changed meanwhile.
    """
    from_file = scenario not in run.inputs.scenarios and Path(scenario).is_file()
    given = Path(scenario).resolve() if from_file else scenario
    parameters = shared_parameters(run) | {"scenario": str(given)}
    working, note = Path(run.folder).resolve().parent, colophon(run)
    jobs = [
        Job(
            each,
            parameters | dict(each.parameters),
            working,
            folder_of(each),
            run.series.as_of,
            run.publisher,
            note,
            bar,
            fork,
        )
        for each in sorted(reports, key=lambda report: report.notebook != LONGEST)
    ]
    if fork and len(jobs) > 2:
        _warm_up(run)
    for job, failure in run_all(produce, jobs, fork=fork):
        yield job.report, Failure(["processen avbröts"], of_inputs=False) if failure is None else failure or None
    if dict(load(Path(run.folder)).hashes) != {k: v for k, v in run.inputs.hashes.items() if ":" not in k}:
        raise InputError("Indata ändrades medan rapporterna gjordes; kör igen")


def _warm_up(run: Run) -> None:
    """Do once what every report's process would else do for itself: compile patterns and templates, find fonts."""
    html_report(nbformat.v4.new_notebook(), "", "", "")
    bars(["a"], [1], "")
    _ = run.checks


def produce(job: Job) -> Failure | tuple[()]:
    """Render one report; an empty tuple says that all went well."""
    stem, source = job.folder / job.report.name, NOTEBOOKS / f"{job.report.notebook}.ipynb"
    try:
        job.folder.mkdir(parents=True, exist_ok=True)
        how = {"bar": job.bar, "in_shell": job.in_shell}
        notebook = run_notebook(source, stem.with_suffix(".ipynb"), job.parameters, job.working, **how)
        title = _title(notebook)
        write(stem.with_suffix(".html"), html_report(notebook, title, job.publisher, job.colophon))
        compact = job.report.notebook in ONE_PAGE
        pdf = pdf_report(notebook, title, job.publisher, job.colophon, job.as_of, compact=compact)
        stem.with_suffix(".pdf").write_bytes(pdf)
        found = [data[RESULTS_MIME] for data in _outputs(notebook) if RESULTS_MIME in data]
        write(stem.with_name(RESULTS), as_json(found[0] if found else {}))
    except InputError as error:
        cell = ", ".join(getattr(error, "__notes__", []))
        return Failure([str(fault) for fault in error.faults], of_inputs=True, cell=cell)
    except CellError as error:
        return Failure([str(error)], of_inputs=False)
    except OSError as error:
        return Failure([refused(error)], of_inputs=True)
    except Exception as error:  # whatever a library does, the other reports are to be delivered
        return Failure([f"{source.name}: {type(error).__name__}: {error}"], of_inputs=False)
    return ()


def _outputs(notebook: nbformat.NotebookNode) -> list[Mapping[str, Any]]:
    return [
        output.get("data", {}) for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    ]


def _title(notebook: nbformat.NotebookNode) -> str:
    blocks = [data[MIME] for data in _outputs(notebook) if MIME in data]
    return str(
        next(block["content"][0]["text"] for block in blocks if block["type"] == "heading" and block["level"] == 1)
    )
