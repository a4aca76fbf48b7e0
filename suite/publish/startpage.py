"""The start page of a year's package: what is each party's own, what is asked, what is new, and links to all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from model.amounts.invoices import CORRECTION, SETTLEMENT
from model.amounts.issued import covered
from model.finding import Finding, holding_back
from model.run import Run
from model.year import Year, invoice_rows
from suite.explore.page import EXPLORE
from suite.findings.findings import CODES, finding_table
from suite.findings.remarks import year_remarks
from suite.publish.archive import ARCHIVE
from suite.reports import about, decisions, economic, year_wheel
from suite.reports.amounts_book import amounts_name
from suite.reports.asks import asks, status_line
from suite.reports.catalogue import NOTEBOOKS, Report, not_made
from suite.reports.find_party import find_party
from suite.reports.invoice_basis import basis_name
from suite.reports.news import NOTHING, begun, news
from suite.reports.recipients import letter, letter_title, sendings
from suite.reports.text import scenario_sentence
from suite.show.blocks import Block, Heading, Notice, Paragraphs
from suite.show.front import Asks, Folded
from suite.show.swedish import at_most, counted, joined

START = "index.html"
"""The start page in the package."""
WORKBOOK = "arbetsbok"
"""The folder of the workbook in the package."""
CALENDAR = "kalender"
"""The folder of the year wheel's calendar file in the package."""
DECISIONS = "beslut.html"
"""The page of the decisions in force in the package."""
LETTER, LETTER_PDF = "missiv.html", "missiv.pdf"
"""The cover letter in the package: what is sent to whom."""
_LETTER_FILES = {".html": LETTER, ".pdf": LETTER_PDF}

_KINDS = {
    ".html": "webbsida",
    ".pdf": "PDF",
    ".xlsx": "Excel",
    ".csv": "CSV",
    ".json": "JSON",
    ".zip": "ZIP",
    ".ics": "kalender",
}

_FINANCE = ("kvartalsrapport", "kvalitetslogg")
"""The notebooks whose reports are for the finance office; a party's own are found by the party."""

_MANY = 6
"""Of one kind of report no more than this stand in sight."""


Item = tuple[str, Mapping[str, str]]
"""A document, and its files by their endings."""


@dataclass(frozen=True)
class Links(Block):
    """A list of documents, each with links to its forms."""

    items: Sequence[Item]

    def html(self) -> str:
        """Return the block as HTML."""
        items = [f"<li>{escape(name)}: {_anchors(name, files)}</li>" for name, files in self.items]
        return f"<ul>{''.join(items)}</ul>"

    def description(self) -> dict[str, Any]:
        """Return the block as plain data."""
        return {"type": "links", "items": [[name, dict(files)] for name, files in self.items]}


def _anchors(name: str, files: Mapping[str, str]) -> str:
    links = [
        f'<a href="{escape(files[ending])}" aria-label="{kind}, {escape(name)}">{kind}</a>'
        for ending, kind in _KINDS.items()
        if ending in files
    ]
    return ", ".join(links)


def start_html(
    now: Year,
    reports: Sequence[Report],
    files: Mapping[str, Mapping[str, str]],
    failed: Mapping[str, str],
    attention: "Attention",
    colophon: str,
) -> str:
    """Return the start page.

    Parameters
    ----------
    now : Year
        The package's year.
    reports : sequence of Report
        All that the package should hold, in order.
    files : mapping
        The files of each report and of the invoice basis, by ending.
    failed : mapping
        Why a report could not be made, by name.
    attention : Attention
        What somebody has to take a stand on.
    colophon : str
        What the package was made from.
    """
    title, kind = economic.title(now), f"Årspaket {now.year}"
    blocks: list[Block] = [
        Heading(title, 1),
        status_line(now, year_remarks(now)),
        *_failures(reports, files, failed),
        *attention.notices(now, files),
        Heading("Hitta er kommun"),
        find_party(now, _sheets(reports, files)),
        Heading("Samrådsgruppen behöver"),
        Asks(asks(now)),
        Paragraphs([attention.summary(now.year + 1)]),
        year_wheel.nearest(now.run),
        Heading("Nytt"),
        Paragraphs([*begun(now), *(text for text in news(now) if text != NOTHING)] or [NOTHING]),
        *_meeting(now.run, reports, files),
        *_finance(now, reports, files, attention),
        *_ground(now, reports, files),
    ]
    return _page(title, kind, blocks, now.run, colophon)


def decisions_html(now: Year, colophon: str) -> str:
    """Return the page of the decisions in force, with what their prices rest on."""
    return _page("Beslutslogg", "Beslutslogg", [decisions.log(now)], now.run, colophon, START)


def letter_files(
    now: Year, reports: Sequence[Report], hashes: Mapping[str, Mapping[str, str]], colophon: str
) -> dict[str, bytes]:
    """Return the cover letter as page and PDF, by the names of their files; nothing where nobody is to have one.

    Parameters
    ----------
    now, reports, colophon
        As for `start_html`.
    hashes : mapping
        SHA-256 of the files of each report, by the report and the file.
    """
    sent = sendings(now.run, reports)
    if not sent:
        return {}
    from suite.show.pdf_report import pdf_report  # which takes a second to import, and is for those who make pages

    title, kind, blocks = letter_title(sent, now.year), "Missiv", letter(sent, now.year, hashes)
    shown = [block.description() for block in blocks]
    return {
        LETTER: _page(title, kind, blocks, now.run, colophon, START).encode(),
        LETTER_PDF: pdf_report(shown, title, now.run.publisher, colophon, now.run.series.as_of, kind),
    }


def _page(title: str, kind: str, blocks: Sequence[Block], run: Run, colophon: str, home: str = "") -> str:
    import nbformat  # what makes pages takes a second to import, and is for those who do

    from suite.show.html_report import html_report

    outputs = [nbformat.v4.new_output("display_data", data={"text/html": block.html()}) for block in blocks]
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])
    return html_report(page, title, run.publisher, colophon, kind, home)


@dataclass(frozen=True)
class Attention:
    """What the checks say of the package's invoice basis, and what came of it.

    Attributes
    ----------
    found : sequence of Finding
        All that the checks say.
    acknowledged : mapping of str to str
        Why a code is passed over.
    left_out : sequence of Finding
        Those that kept settlements out of the basis.
    held_back : bool
        Whether the basis was not made for that reason.
    """

    found: Sequence[Finding]
    acknowledged: Mapping[str, str]
    left_out: Sequence[Finding]
    held_back: bool

    def notices(self, now: Year, files: Mapping[str, object]) -> Iterator[Notice]:
        """Say what is not made or not all made, in the basis of the year after, and what hinders it."""
        name, out = basis_name(now.year + 1), self.left_out
        held = [each for each in holding_back(self.found, self.acknowledged) if each not in out]
        if self.held_back and _all_issued(now):
            yield Notice(
                f"Fakturorna {now.year + 1} är utfärdade; rättelser väntar.", _hindrances(now.run, out or held)
            )
        elif self.held_back:
            older = ["Det som länkas nedan är en äldre version."] if name in files else []
            lines = [*_hindrances(now.run, held or out), *older]
            yield Notice(f"Fakturaunderlaget {now.year + 1} är inte gjort.", lines)
        elif out:
            kinds = {SETTLEMENT: "slutavräkning", CORRECTION: "rättelser"}
            missing = joined(word for kind, word in kinds.items() if kind in {each.kind for each in out})
            yield Notice(f"Fakturaunderlaget {now.year + 1} är utan {missing}.", _hindrances(now.run, out))

    def summary(self, year: int) -> str:
        """Say in a sentence what the checks ask, before the invoices of a year."""
        told = about.told(self.found, self.acknowledged)
        if not told:
            return f"Granskningen har inget att anmärka på fakturorna {year}."
        count = counted(len({(each.code, each.level) for each in self.found}), "iakttagelse", "iakttagelser")
        return f"Granskningen av fakturorna {year} gav {count}: {joined(told)}."


def _all_issued(now: Year) -> bool:
    """Whether all invoices of the year after have been sent, so that no more than corrections can remain."""
    return bool(now.run.issued) and bool(covered(invoice_rows(now), now.run.issued).all())


def _hindrances(run: Run, found: Sequence[Finding]) -> list[str]:
    """Say what hinders something, in a line for each kind."""
    lines = []
    for code in dict.fromkeys(each.code for each in found):
        own = [each for each in found if each.code == code]
        names = dict.fromkeys(run.agreement(each.agreement).short for each in own if each.agreement)
        whose = f" ({joined(names)})" if names else ""
        lines.append(f"{CODES[code][0].upper()}{CODES[code][1:]}{whose}.")
    return lines


def _sheets(reports: Sequence[Report], files: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """Return the files of each party's own sheet, by its code."""
    return {
        str(each.parameters["part"]): files[each.name]
        for each in reports
        if "part" in each.parameters and each.name in files
    }


def _failures(
    reports: Sequence[Report], files: Mapping[str, object], failed: Mapping[str, str]
) -> Iterator[Notice]:
    if failed:
        titles = {report.name: report.title for report in reports} | {WORKBOOK: "Arbetsbok"}
        lines = [
            f"{titles.get(name, name.capitalize().replace('_', ' '))}: {why.rstrip('.')}. "
            + ("Det som länkas nedan är en äldre version." if name in files else "Den saknas.")
            for name, why in failed.items()
        ]
        yield Notice("Allt kunde inte göras", lines)


def _meeting(run: Run, reports: Sequence[Report], files: Mapping[str, Mapping[str, str]]) -> Iterator[Block]:
    yield Heading("För samrådsgruppen")
    shown = [name for name in NOTEBOOKS if name not in (*_FINANCE, "partsblad")]
    few, many = _reports(shown, reports, files)
    log = ("Beslutslogg: vad besluten har ändrat, och vad det kostar", {".html": DECISIONS})
    links: list[Item] = [*few, log]
    if sendings(run, reports):
        links.append(("Missiv: vad som skickas till vem, och enligt vilken paragraf", _LETTER_FILES))
    if EXPLORE in files:
        links.append(("Vad händer om …? Dra i ett reglage och se vad var och en får betala", files[EXPLORE]))
    yield Links(links)
    yield from many


def _reports(
    notebooks: Sequence[str], reports: Sequence[Report], files: Mapping[str, Mapping[str, str]]
) -> tuple[list[Item], list[Folded]]:
    """Return the reports of some notebooks that are there to read, and, of kinds with many, folded lists."""
    few, many = list[Item](), list[Folded]()
    for notebook in notebooks:
        own = [each for each in reports if each.notebook == notebook and each.name in files]
        with_days = files.get(CALENDAR, {}) if notebook == "arshjul" else {}
        items = [(each.title, _to_read({**files[each.name], **with_days})) for each in own]
        if len(items) <= _MANY:
            few += items
        else:
            summary = f"{NOTEBOOKS[notebook]}: {counted(len(items), 'rapport', 'rapporter')}"
            many.append(Folded(summary, [Links(items)]))
    return few, many


def _to_read(files: Mapping[str, str]) -> dict[str, str]:
    return {ending: name for ending, name in files.items() if ending != ".json"}


def _finance(
    now: Year, reports: Sequence[Report], files: Mapping[str, Mapping[str, str]], attention: Attention
) -> Iterator[Block]:
    yield Heading("För ekonomiavdelningen")
    books = {
        basis_name(now.year + 1): f"Fakturaunderlag {now.year + 1}",
        amounts_name(now.year): f"Belopp {now.year} och {now.year + 1}: fördelning, fakturor och slutavräkning",
        WORKBOOK: "Arbetsbok med levande formler: välj scenario, ändra en siffra och följ varje steg",
    }
    there = [(title, _to_read(files[name])) for name, title in books.items() if name in files]
    few, many = _reports(_FINANCE, reports, files)
    yield Links([*there, *few])
    yield from many
    yield about.to_do(attention.found, now.run, attention.acknowledged)
    yield Folded("Allt som granskningen säger", [finding_table(attention.found, attention.acknowledged)])


def _ground(now: Year, reports: Sequence[Report], files: Mapping[str, Mapping[str, str]]) -> Iterator[Block]:
    yield Heading("Underlag")
    yield Paragraphs([scenario_sentence(now.run.scenario), *_not_made(now)])
    yield Links([("Indata: filerna som allt är räknat ur", {".zip": ARCHIVE})])
    titles = {report.name: report.title for report in reports} | {
        basis_name(now.year + 1): f"Fakturaunderlag {now.year + 1}"
    }
    data = [
        (title, {".json": files[name][".json"]})
        for name, title in titles.items()
        if ".json" in files.get(name, {})
    ]
    if data:
        yield Folded("Alla siffror som data, en fil för varje rapport", [Links(data)])
    again = "Paketet går att göra om av sina egna indata, byte för byte; handledningen säger hur."
    yield Folded("Gör om paketet", [Paragraphs([again])])


def _not_made(now: Year) -> Iterator[str]:
    """Say which reports of the year are not made, since they would be empty."""
    reasons: dict[str, list[str]] = {}
    for report, empty in not_made(now.run, now.year):
        reasons.setdefault(empty, []).append(report.title)
    if reasons:
        told = "; ".join(f"{at_most(titles, 4)} ({empty})" for empty, titles in reasons.items())
        yield f"Rapporter som inte görs, för de skulle vara tomma: {told}."
