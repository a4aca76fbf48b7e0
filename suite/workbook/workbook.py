"""The Excel twin: a workbook of live formulas that gives the same amounts as the model, to the krona."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

from model.read.record_file import KEPT
from model.run import Run
from model.scenarios.scenario import BASE
from model.year import agreement_year
from suite.files.provenance import versions
from suite.findings.remarks import issued_remarks, remarks
from suite.reports.colophon import colophon
from suite.reports.decisions import NONE, in_force
from suite.reports.text import settlement_sentence
from suite.show.blocks import Table
from suite.show.xlsx import new_workbook
from suite.workbook.changes import CHANGES, ChangeSheet
from suite.workbook.charts import write_charts
from suite.workbook.checks import write_checks
from suite.workbook.computation import Computation
from suite.workbook.inputs import Constants, InputSheet
from suite.workbook.results import Facit, ResultSheet, write_scenarios
from suite.workbook.sheet import Book, Sheet
from suite.workbook.twin import Twin, Variant

_SHEETS = {
    "Läs mig": (
        "Det här bladet",
        "Kostnadsfördelning i en arbetsbok som räknar själv",
        ("Text", "Uppgift"),
    ),
    "Resultat": (
        "Belopp per avtal, part och år; här väljs scenario",
        "Vad varje part betalar under det valda scenariot",
        ("Avtal", "Part", "Enhet", "Summa {period}", "Kod"),
    ),
    "Scenarier": (
        "Alla scenarier sida vid sida",
        "Vad varje scenario kostar; kolumnen Ditt val är det valda scenariot med dina egna ändringar",
        ("Vad", "Part eller år", "Enhet", "Ditt val", ""),
    ),
    "Diagram": (
        "Resultatet som diagram",
        "Det valda scenariot i bild, och alla scenarier; siffrorna står under diagrammen",
        (),
    ),
    CHANGES: (
        "Här skrivs egna värden, för ett år eller från och med ett år",
        "Dina egna värden i de gula cellerna, i stället för det valda scenariots",
        ("Uppgift", "Rad", "Enhet", "Dag, eller fel i raden", "Kod"),
    ),
    "Indata": (
        "Vad scenarierna säger, med status och källa",
        "Det som scenarierna säger, och det som gäller under det valda",
        ("Uppgift", "Scenario eller rad", "Enhet", "Värde", "Kod"),
    ),
    "Beräkning": (
        "Index, nycklar, fördelning med största rest, slutavräkning",
        "Från indata till belopp; samma formel längs varje rad",
        ("Steg", "Vem eller vad", "Enhet", "Värde", "Not"),
    ),
    "Kontroller": (
        "Summor, delar, arbetsboken mot modellen",
        "Varje rad ska säga OK; avvikelsen är den största av årens",
        ("Kontroll", "Var", "Enhet", "Avvikelse", "Utfall"),
    ),
    "Facit": (
        "Modellens egna belopp i varje scenario",
        "Modellens egna belopp, som arbetsboken jämförs med",
        ("Part", "Scenario", "Enhet", "Summa {period}", ""),
    ),
    "Konstanter": (
        "Tal som formlerna använder",
        "Tal som formlerna använder, så att ingen formel har något tal i sig",
        ("Tal", "", "Enhet", "Värde", ""),
    ),
}
"""By the sheet's name: what the cover says of it, what it says of itself, and the headings of its columns."""

_NARROW = ("Läs mig", "Diagram", "Konstanter")
"""The sheets that have no columns for years or scenarios."""

_PURPOSE = (
    "Arbetsboken räknar ut vad varje part betalar, med formler som leder tillbaka till indata.",
    "Den ger samma belopp som modellen, till kronan; bladet Kontroller jämför dem.",
    "Den avgör inte hur oklara ställen i avtalen ska läsas, och hittar inte på siffror som saknas.",
)
_HOW = (
    "Resultat: välj scenario i den gula cellen. Allt räknas om.",
    "Scenarier: alla scenarier sida vid sida, summa {period} per part och alla parter år för år.",
    "Mina ändringar: skriv ett eget värde i en gul cell, för det året bara eller från och med det året.",
    "Skrivs båda gäller värdet för det året. Procent skrivs som 4,5 eller 4,5 %. Töm cellen för att ta bort den.",
    "Beräkning: följ ett belopp bakåt. Varje rad har samma formel alla år.",
    "Kontroller: OK, eller hur mycket det skiljer. Ljuset överst på varje blad säger om allt stämmer.",
    "Ta tillbaka ändringarna till modellen: python -m model las-arbetsbok FIL.xlsx skriver dem som ett scenario.",
    "Bladen är låsta utan lösenord, så att en formel inte skrivs över av misstag.",
)
_COLOURS = {
    "legend": "Gul med ram: cell att skriva i",
    "given": "Blågrå: uppgift ur indata, skriv inte här",
    "computed": "Vit: formel",
}


def twin_of(run: Run) -> Twin:
    """Return the twin of a run: every scenario of the inputs, the base first, and the run's own."""
    known = run.inputs.scenarios
    runs = {code: run.under(known[code]) for code in sorted(known, key=lambda code: (code != BASE, code))}
    runs.setdefault(run.scenario.id, run)
    return Twin(list(map(Variant, _names(each.scenario.name for each in runs.values()), runs.values())))


def _names(names: Iterable[str]) -> list[str]:
    """Return names that a workbook can look up: no sign that stands for others, and each of them once."""
    found: list[str] = []
    for name in names:
        plain = re.sub(r"[*?~]", "", name)[:100].strip()
        taken = {each.casefold() for each in found}
        ways = (plain, *(f"{plain} ({n})" for n in range(2, 99)))
        found.append(next(each for each in ways if each.casefold() not in taken))
    return found


def write_workbook(run: Run, path: Path) -> int:
    """Write the workbook, whole or not at all, with the run's scenario chosen; return how many it holds.

    Raises
    ------
    InputError
        If a figure is missing, an agreement has a rule that the workbook cannot show, or it cannot be written.
    """
    twin, as_of = twin_of(run), run.series.as_of
    properties = {
        "title": "Kostnadsfördelning, arbetsbok",
        "subject": colophon(run),
        "created": dt.datetime.combine(as_of, dt.time()),
        "company": run.publisher,
    }
    chosen = next(variant.name for variant in twin.variants if variant.code == run.scenario.id)
    with new_workbook(path, properties) as file:
        file.set_calc_mode("auto")
        book = Book(file, twin.years, colophon(run))
        for name, (_, note, headings) in _SHEETS.items():
            across = len(twin.variants) if name == "Scenarier" else 0 if name in _NARROW else len(twin.years)
            own = [heading.format(period=twin.period) for heading in headings]
            Sheet(book, name, note, own, across, 14 if name == "Beräkning" else 11.5)
        sheets = book.sheets
        _write_cover(sheets["Läs mig"], run, twin)
        constant = Constants(sheets["Konstanter"])
        inputs = InputSheet(sheets["Indata"], sheets["Resultat"], twin, constant, as_of, chosen)
        changes = ChangeSheet(sheets[CHANGES], twin, inputs)
        computed = Computation(sheets["Beräkning"], twin, inputs, changes)
        facit = Facit(sheets["Facit"], twin, inputs)
        results = ResultSheet(sheets["Resultat"], computed, facit)
        differences = write_scenarios(sheets["Scenarier"], results)
        write_charts(sheets["Diagram"], results, differences, as_of.year)
        write_checks(book, results)
        sheets["Resultat"].writer.activate()
    return len(twin.variants)


def _write_cover(sheet: Sheet, run: Run, twin: Twin) -> None:
    """Write the sheet Läs mig: what the workbook is and rests on, how to use it, what the colours mean."""
    sheet.section("Färger")
    for role, text in _COLOURS.items():
        sheet.text(text, role=role)
    kept = f"{KEPT}/"  # the bases that were issued, which the ledger is sealed with
    hashes = [(name, value) for name, value in run.inputs.hashes.items() if not name.startswith(kept)]
    for heading, rows in (
        ("Vad den är", [(text, "") for text in _PURPOSE]),
        ("Så används den", [(text.format(period=twin.period), "") for text in _HOW]),
        ("Blad", [(name, told) for name, (told, *_) in _SHEETS.items()]),
        ("Underlag", [("Underlag", colophon(run)), ("Version av XlsxWriter", versions()["XlsxWriter"])]),
        ("Bygger på, i det scenario som var valt från början", _assumed(run, twin)),
        ("Beslut", _decided(run)),
        ("Slutavräkning av det som är bokfört, som rapporterna säger den", _settled(run)),
        ("Indatafiler och deras SHA-256", hashes),
    ):
        sheet.section(heading)
        for row in rows:
            sheet.text(*row)


def _decided(run: Run) -> list[tuple[str, str]]:
    """Return the decisions in force: what each is about, from when and whose it is."""
    found = in_force(run)
    if not isinstance(found, Table):
        return [(NONE, "")]
    return [(str(about), f"{f'från {since}: ' if since else ''}{told}") for about, told, since, *_ in found.rows]


def _settled(run: Run) -> list[tuple[str, str]]:
    """Return what each booked year's settlement comes to, or would, in the words of the reports."""
    rows = []
    for code, year in sorted(run.inputs.outcomes):
        agreement = run.agreement(code, year)
        if agreement.settlement and year in run.years(agreement):
            view = agreement_year(run, code, year)
            rows.append((f"{agreement.short} {year}", settlement_sentence(view)))
    return rows or [("Inget år som kan avräknas är bokfört.", "")]


def _assumed(run: Run, twin: Twin) -> list[tuple[str, str]]:
    """Return what the amounts rest on that is not decided, agreement by agreement."""
    return [
        (agreement.short, line)
        for agreement in twin.agreements
        for line in (
            *remarks(run, run.agreement(agreement.id), run.years(agreement)),
            *issued_remarks(run, run.agreement(agreement.id), run.years(agreement)),
        )
    ]
