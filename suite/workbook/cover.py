"""The workbook's sheet Läs mig: what it is and rests on, how to change something, what the colours mean."""

from collections.abc import Sequence

from model.run import Run
from model.series.rows import INDEX_FILE, POPULATION_FILE
from suite.files.provenance import colophon, versions
from suite.findings.remarks import remarks
from suite.workbook.sheet import Book
from suite.workbook.twin import Twin

_PURPOSE = (
    "Arbetsboken räknar ut vad varje part betalar, med formler som leder tillbaka till indata.",
    "Den ger samma belopp som modellen, till kronan; bladet Kontroller jämför dem.",
    "Den avgör inte hur oklara ställen i avtalen ska läsas, och hittar inte på siffror som saknas.",
)
_HOW = (
    "Resultat: välj scenario i den gula cellen. Allt räknas om.",
    "Indata: skriv en egen siffra på raden Egen ändring. Den gäller det år den står på, i stället för scenariots.",
    "Samma siffra flera år: skriv den i varje år. Töm cellen för att ta bort den.",
    "Beräkning: följ ett belopp bakåt. Varje rad har samma formel alla år.",
    "Kontroller: OK, eller hur mycket det skiljer. Ljuset överst på varje blad säger om allt stämmer.",
    "Ta tillbaka ändringarna till modellen: python -m model las-arbetsbok FIL.xlsx skriver dem som ett scenario.",
    "Bladen är låsta utan lösenord, så att en formel inte skrivs över av misstag.",
)
_COLOURS = (
    ("legend", "Gul med ram: cell att skriva i"),
    ("given", "Blågrå: uppgift ur indata, skriv inte här"),
    ("computed", "Vit: formel"),
)
_SHEETS = (
    ("Läs mig", "Det här bladet"),
    ("Indata", "Vad scenarierna säger, med status och källa, och rader för egna ändringar"),
    ("Beräkning", "Index, nycklar, fördelning med största rest, slutavräkning"),
    ("Resultat", "Belopp per avtal, part och år; här väljs scenario"),
    ("Diagram", "Resultatet som diagram"),
    ("Kontroller", "Summor, delar, arbetsboken mot modellen"),
    ("Facit", "Modellens egna belopp i varje scenario"),
)


def write_cover(book: Book, run: Run, twin: Twin) -> None:
    """Write the sheet."""
    sheet = book.sheets["Läs mig"]
    sheet.section("Färger")
    for role, text in _COLOURS:
        sheet.cell(sheet.row, 0, text, role)
        sheet.row += 1
    for heading, rows in (
        ("Vad den är", [(text, "") for text in _PURPOSE]),
        ("Så används den", [(text, "") for text in _HOW]),
        ("Blad", list(_SHEETS)),
        ("Underlag", [("Underlag", colophon(run)), ("Version av XlsxWriter", versions()["XlsxWriter"])]),
        ("Bygger på, i det scenario som var valt från början", _assumed(run, twin)),
        (
            "Indatafiler och deras SHA-256",
            [(name, value) for name, value in run.inputs.hashes.items() if _used(name)],
        ),
    ):
        sheet.section(heading)
        for row in rows:
            sheet.text(*row)


def _used(name: str) -> bool:
    """Whether the workbook rests on a file of the inputs."""
    return name in (POPULATION_FILE, INDEX_FILE) or (name.endswith(".yaml") and "/" in name) or ":" in name


def _assumed(run: Run, twin: Twin) -> Sequence[tuple[str, str]]:
    """Return what the amounts rest on that is not decided, agreement by agreement."""
    return [
        (agreement.short, line)
        for agreement in twin.agreements
        for line in remarks(run, run.agreement(agreement.id), run.years(agreement))
    ]
