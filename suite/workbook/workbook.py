"""The Excel twin: a workbook of live formulas that gives the same amounts as the model, to the krona."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

from model.run import Run
from suite.files.provenance import colophon
from suite.show.xlsx import new_workbook
from suite.workbook.charts import write_charts
from suite.workbook.checks import write_checks
from suite.workbook.computation import write_computation
from suite.workbook.cover import write_cover
from suite.workbook.facit import write_facit
from suite.workbook.inputs import write_inputs
from suite.workbook.live import Live
from suite.workbook.results import write_chooser, write_results
from suite.workbook.sheet import Book
from suite.workbook.twin import Case, Twin

_HEADINGS = {
    "Läs mig": ("Kostnadsfördelning i en arbetsbok som räknar själv", ("Text", "Uppgift")),
    "Indata": (
        "Det som scenarierna säger, och dina egna ändringar i de gula cellerna",
        ("Uppgift", "Scenario eller rad", "Enhet", "Värde", "Kod"),
    ),
    "Beräkning": (
        "Från indata till belopp; samma formel längs varje rad",
        ("Steg", "Vem eller vad", "Enhet", "Värde", "Not"),
    ),
    "Resultat": (
        "Vad varje part betalar under det valda scenariot",
        ("Avtal", "Part", "Enhet", "Kod", "Summa alla år"),
    ),
    "Diagram": (
        "Det valda scenariot i bild; siffrorna står under rubrikerna",
        ("Vad", "Part", "Enhet", "Värde", ""),
    ),
    "Kontroller": (
        "Varje rad ska säga OK; avvikelsen är den största av årens",
        ("Kontroll", "Var", "Enhet", "Avvikelse", "Utfall"),
    ),
    "Facit": (
        "Modellens egna belopp, som arbetsboken jämförs med",
        ("Part", "Scenario", "Enhet", "", ""),
    ),
}


def twin_of(run: Run) -> Twin:
    """Return the twin of a run: every scenario of the inputs, the base first, and the run's own."""
    known = run.inputs.scenarios
    codes = sorted(known, key=lambda code: (code != "bas", code))
    runs = {code: run.under(known[code]) for code in codes}
    runs.setdefault(run.scenario.id, run)
    names = _names([each.scenario.name for each in runs.values()])
    cases = [
        Case(code, name, each.scenario, each.series)
        for (code, each), name in zip(runs.items(), names, strict=True)
    ]
    return Twin(list(run.inputs.agreements.values()), cases)


def _names(names: Iterable[str]) -> list[str]:
    """Return names that a workbook can look up: no sign that stands for others, and each of them once."""
    found: list[str] = []
    for name in names:
        plain = re.sub(r"[*?~]", "", name)[:100].strip()
        taken = {each.casefold() for each in found}
        found.append(
            next(
                each for each in (plain, *(f"{plain} ({n})" for n in range(2, 99))) if each.casefold() not in taken
            )
        )
    return found


def write_workbook(run: Run, path: Path) -> int:
    """Write the workbook, whole or not at all, with the run's scenario chosen; return how many it holds.

    Raises
    ------
    InputError
        If a figure is missing, an agreement has a rule that the workbook cannot show, or it cannot be written.
    """
    twin = twin_of(run)
    moment = dt.datetime.combine(run.series.as_of, dt.time())
    properties = {
        "title": "Kostnadsfördelning, arbetsbok",
        "subject": colophon(run),
        "created": moment,
        "company": run.publisher,
    }
    with new_workbook(path, properties) as file:
        file.set_calc_mode("auto")
        _write(Book(file, twin.years), run, twin)
    return len(twin.cases)


def _write(book: Book, run: Run, twin: Twin) -> None:
    for name, (note, headings) in _HEADINGS.items():
        book.sheet(name, note, headings, across=name not in ("Läs mig", "Diagram"))
    write_cover(book, run, twin)
    name = next(case.name for case in twin.cases if case.code == run.scenario.id)
    inputs = write_inputs(book.sheets["Indata"], twin, run.series.as_of, name)
    chooser = write_chooser(book.sheets["Resultat"], inputs, name)
    computed = write_computation(Live(book.sheets["Beräkning"], twin, inputs, chooser))
    facit = write_facit(book.sheets["Facit"], twin, inputs)
    results = write_results(book.sheets["Resultat"], twin, inputs, computed, facit)
    write_charts(book.sheets["Diagram"], twin, inputs, results, chooser, run.series.as_of.year)
    write_checks(book, twin, inputs, computed, results, facit, chooser)
    book.sheets["Resultat"].writer.activate()
