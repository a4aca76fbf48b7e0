"""Time the year's package against the same notebooks by the plain papermill command, one after another.

Run: ``python benchmarks/package.py``. Prints ratios, and where the time goes; nothing here is asserted. The plain
command only runs the notebooks, the package makes HTML and PDF of them too.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from model.read.begin import PROJECT, begin

YEAR = 2025


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes, once."""
    start = perf_counter()
    work()
    return perf_counter() - start


def plain(folder: Path) -> None:
    """Run every notebook of the year by the papermill command."""
    from suite.reports.catalogue import reports_of

    for report in reports_of(begin(), YEAR):
        kinds = ["-r" if isinstance(value, str) else "-p" for value in report.parameters.values()]
        pairs = zip(kinds, report.parameters.items(), strict=True)
        given = [text for kind, (name, value) in pairs for text in (kind, name, str(value))]
        source = PROJECT / "notebooks" / f"{report.notebook}.ipynb"
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", *given, source, folder / report.name]
        subprocess.run(command, check=True, cwd=PROJECT, stderr=subprocess.DEVNULL)


def package(folder: Path, *options: str) -> None:
    """Make the package by the command that a controller uses."""
    command = [
        sys.executable,
        "-m",
        "model",
        "arspaket",
        str(YEAR),
        "--trots-antagande",
        "--ut",
        str(folder),
        *options,
    ]
    subprocess.run(command, check=True, capture_output=True)


def parts() -> dict[str, float]:
    """Return where the time of the package goes, in one process, seconds."""
    begun = perf_counter()
    from suite.files.provenance import NOTEBOOKS
    from suite.publish.notebook import run_notebook
    from suite.publish.report import jobs
    from suite.reports.catalogue import reports_of
    from suite.show.html_report import html_report
    from suite.show.pdf_report import pdf_report

    taken = {"import": perf_counter() - begun, "notebooks": 0.0, "html": 0.0, "pdf": 0.0}
    run = begin()
    for job in jobs(reports_of(run, YEAR), run, "bas"):
        start = perf_counter()
        notebook = run_notebook(NOTEBOOKS / f"{job.report.notebook}.ipynb", job.parameters, job.working)
        middle = perf_counter()
        html_report(notebook, "t", "p", "c")
        later = perf_counter()
        pdf_report(notebook, "t", "p", "c", job.as_of)
        taken["notebooks"] += middle - start
        taken["html"] += later - middle
        taken["pdf"] += perf_counter() - later
    return taken


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = seconds(lambda: plain(folder))
        print(f"papermill-kommandot, en efter en: {floor:.1f} s = 1")
        for what, work in {
            "arspaket": lambda: package(folder / "a"),
            "arspaket igen, inget ändrat": lambda: package(folder / "a"),
        }.items():
            taken = seconds(work)
            print(f"{what}: {taken / floor:.3f} ({taken:.1f} s)")
    spent = parts()
    print("var tiden går, i en process: " + ", ".join(f"{what} {taken:.1f} s" for what, taken in spent.items()))


if __name__ == "__main__":
    main()
