"""Time the year's package against the same notebooks by the plain papermill command, one after another.

Run: ``python benchmarks/package.py``. Prints ratios, and where the time goes; nothing here is asserted. The plain
command only runs the notebooks, the package makes HTML and PDF of them too. With numbers, as
``python benchmarks/package.py 49 100``, it times packages of so many municipalities against that of the eight.

Two times are told: on the clock, which wants the computer to itself, and of the processors, which others who use
them hardly change (0 on Windows, which does not tell it of processes that have ended).
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from many_parties import many_parties

from model.read.begin import PROJECT, begin

YEAR = 2025


class Taken(NamedTuple):
    """How long some work in processes of its own takes, seconds: on the clock, and of the processors."""

    clock: float
    processors: float

    def against(self, floor: "Taken") -> str:
        """Return the two times, and how many times another's they are."""
        ratios = [own / max(other, 0.01) for own, other in zip(self, floor, strict=True)]
        return f"{ratios[0]:.3f} ({self.clock:.1f} s); processortid {ratios[1]:.3f} ({self.processors:.1f} s)"


def taken(work: Callable[[], object]) -> Taken:
    """Return how long some work takes, once."""
    start, before = perf_counter(), os.times()
    work()
    after = os.times()
    spent = [after.children_user - before.children_user, after.children_system - before.children_system]
    return Taken(perf_counter() - start, sum(spent))


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
    told = ["arspaket", str(YEAR), "--trots-antagande", "--ut", str(folder), *options]
    subprocess.run([sys.executable, "-m", "model", *told], check=True, capture_output=True)


def parts() -> dict[str, float]:
    """Return where the time of the package goes, in one process, seconds."""
    begun = perf_counter()
    from suite.files.provenance import NOTEBOOKS
    from suite.publish.notebook import run_notebook
    from suite.publish.report import jobs
    from suite.reports.catalogue import reports_of
    from suite.show.html_report import html_report
    from suite.show.pdf_report import blocks, pdf_report

    taken = {"import": perf_counter() - begun, "notebooks": 0.0, "html": 0.0, "pdf": 0.0}
    run = begin()
    for job in jobs(reports_of(run, YEAR), run, "bas"):
        start = perf_counter()
        notebook = run_notebook(NOTEBOOKS / f"{job.report.notebook}.ipynb", job.parameters, job.working)
        middle = perf_counter()
        html_report(notebook, "t", "p", "c", "k")
        later = perf_counter()
        pdf_report(list(blocks(notebook)), "t", "p", "c", job.as_of, "k")
        taken["notebooks"] += middle - start
        taken["html"] += later - middle
        taken["pdf"] += perf_counter() - later
    return taken


def against_papermill(folder: Path) -> None:
    """Print how the package compares with the plain command, and where its time goes."""
    floor = taken(lambda: plain(folder))
    print(f"papermill-kommandot, en efter en: {floor.against(floor)}")
    for what in ("arspaket", "arspaket igen, inget ändrat"):
        print(f"{what}: {taken(lambda: package(folder / 'a')).against(floor)}")
    told = ", ".join(f"{what} {spent:.1f} s" for what, spent in parts().items())
    print(f"var tiden går, i en process: {told}")


def by_size(folder: Path, counts: list[int]) -> None:
    """Print how packages of more municipalities compare with that of the eight."""
    floor = Taken(0, 0)
    for count in (8, *counts):
        inputs = many_parties(folder / f"indata {count}", count, advised=False)
        spent = taken(lambda inputs=inputs, count=count: package(folder / f"ut {count}", "--inputs", str(inputs)))
        floor = floor if any(floor) else spent
        print(f"{count} kommuner: {spent.against(floor)}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        counts = [int(each) for each in sys.argv[1:]]
        by_size(Path(name), counts) if counts else against_papermill(Path(name))
