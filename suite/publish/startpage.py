"""The start page of a year's package: links to everything, and what is new since the year before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from model.finding import Finding, holding_back
from model.run import Run
from model.year import Year, year_of
from suite.findings.findings import finding_table
from suite.findings.remarks import view_remarks, year_remarks
from suite.publish.archive import ARCHIVE
from suite.reports import decisions
from suite.reports.catalogue import NOTEBOOKS, Report, not_made
from suite.reports.invoice_basis import basis_name
from suite.reports.parties import amounts_by_sheet, uninvoiced_note
from suite.reports.text import assumptions, scenario_sentence
from suite.show.blocks import Block, Column, Heading, Kind, Notice, Paragraphs, Row, Table, totals
from suite.show.swedish import counted, joined

WORKBOOK = "arbetsbok"
"""The folder of the workbook in the package."""
DECISIONS = "beslut.html"
"""The page of the decisions in force in the package."""

_KINDS = {
    ".html": "webbsida",
    ".pdf": "PDF",
    ".xlsx": "arbetsbok",
    ".csv": "CSV",
    ".json": "siffror (JSON)",
    ".zip": "ZIP",
}


@dataclass(frozen=True)
class Links(Block):
    """A list of documents, each with links to its forms."""

    items: Sequence[tuple[str, Mapping[str, str]]]

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
    title = f"Årspaket {now.year}"
    blocks: list[Block] = [Heading(title, 1), _lead(now, reports, files), *_failures(reports, files, failed)]
    blocks += [
        *attention.blocks(now, files),
        *_documents(now, reports, files),
        *_news(now),
        assumptions(year_remarks(now)),
    ]
    return _page(title, blocks, now.run, colophon)


def decisions_html(now: Year, colophon: str) -> str:
    """Return the page of the decisions in force, with what their prices rest on."""
    return _page("Beslutslogg", [decisions.log(now)], now.run, colophon)


def _page(title: str, blocks: Sequence[Block], run: Run, colophon: str) -> str:
    import nbformat  # what makes pages takes a second to import, and is for those who do

    from suite.show.html_report import html_report

    outputs = [nbformat.v4.new_output("display_data", data={"text/html": block.html()}) for block in blocks]
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])
    return html_report(page, title, run.publisher, colophon, "Alla rapporter")


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

    def blocks(self, now: Year, files: Mapping[str, object]) -> Iterator[Block]:
        """Show it, what hinders first."""
        year = now.year + 1
        held = [each for each in holding_back(self.found, self.acknowledged) if each not in self.left_out]
        lines = [each.text for each in held or self.left_out]
        if self.held_back:
            older = ["Det som länkas nedan är en äldre version."] if basis_name(year) in files else []
            yield Notice(f"Fakturaunderlaget {year} är inte gjort", [*lines, *older])
        elif lines:
            yield Notice(f"Slutavräkningen är inte med i fakturaunderlaget {year}", lines)
        yield Heading("Att ta ställning till", 2)
        yield finding_table(self.found, self.acknowledged)


def _lead(now: Year, reports: Sequence[Report], files: Mapping[str, object]) -> Paragraphs:
    made = sum(report.name in files for report in reports)
    invoices = ["fakturaunderlaget för året efter"] if basis_name(now.year + 1) in files else []
    parts = [counted(made, "rapport", "rapporter"), *invoices, *(["en arbetsbok"] if WORKBOOK in files else [])]
    text = f"{joined(parts)}, ur samma indata och samma modell."
    return Paragraphs([text, scenario_sentence(now.run.scenario)])


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


def _documents(now: Year, reports: Sequence[Report], files: Mapping[str, Mapping[str, str]]) -> Iterator[Block]:
    yield Heading("Rapporter", 2)
    for notebook, name in NOTEBOOKS.items():
        own = [report for report in reports if report.notebook == notebook and report.name in files]
        for code in dict.fromkeys(report.agreement for report in own):
            yield Heading(f"{name} {now.run.agreement(code).short}" if code else name, 3)
            yield Links([(report.title, files[report.name]) for report in own if report.agreement == code])
    yield from _not_made(now)
    invoices = basis_name(now.year + 1)
    if invoices in files:
        yield Heading("Fakturaunderlag", 2)
        yield Links([(f"Fakturaunderlag {now.year + 1}", files[invoices])])
    if WORKBOOK in files:
        yield Heading("Arbetsbok", 2)
        yield Paragraphs(["Samma belopp med levande formler: välj scenario, ändra en siffra och följ varje steg."])
        yield Links([("Kostnadsfördelning i Excel", files[WORKBOOK])])
    yield Heading("Beslut", 2)
    yield Links([("Beslutslogg: vad besluten har ändrat, och vad det kostar", {".html": DECISIONS})])
    yield Heading("Indata", 2)
    yield Paragraphs(["Det som paketet är gjort av. Med arspaket --fran går det att göra om, byte för byte."])
    yield Links([("Filerna som lästes", {".zip": ARCHIVE})])


def _not_made(now: Year) -> Iterator[Paragraphs]:
    """Say which reports of the year are not made, since they would be empty."""
    reasons: dict[str, list[str]] = {}
    for report, empty in not_made(now.run, now.year):
        reasons.setdefault(empty, []).append(report.title)
    if reasons:
        told = "; ".join(f"{', '.join(titles)} ({empty})" for empty, titles in reasons.items())
        yield Paragraphs([f"Rapporter som inte görs, för de skulle vara tomma: {told}."])


def _news(now: Year) -> Iterator[Block]:
    """Say what is new since the year before: agreements, assumptions and amounts."""
    before = year_of(now.run, now.year - 1)
    yield Heading(f"Nytt sedan {before.year}", 2)
    was, is_now = ({view.agreement.name for view in year.in_force} for year in (before, now))
    told = [f"{name} gäller från {now.year}." for name in sorted(is_now - was)]
    told += [f"{name} gäller inte längre." for name in sorted(was - is_now)]
    known = {(view.agreement.id, line) for view in before.in_force for line in view_remarks(view)}
    told += [
        f"Ny uppgift eller nytt antagande i {view.agreement.short}: {line}"
        for view in now.in_force
        for line in view_remarks(view)
        if (view.agreement.id, line) not in known
    ]
    yield Paragraphs(told or ["Samma avtal och samma antaganden."])
    yield _amounts(before, now)


def _amounts(before: Year, now: Year) -> Table:
    old, new = amounts_by_sheet(before), amounts_by_sheet(now)
    sides = {name: (old.get(name, 0), new.get(name, 0)) for name in {**new, **old}}
    rows: list[Row] = [(name, was, is_now, is_now - was) for name, (was, is_now) in sides.items()]
    columns = [
        Column("Part, med sina bolag"),
        Column(f"{before.year} (kr)", Kind.WHOLE),
        Column(f"{now.year} (kr)", Kind.WHOLE),
        Column("Ändring (kr)", Kind.SIGNED),
    ]
    caption = f"Vad varje part betalar {before.year} och {now.year}"
    note = uninvoiced_note(now.run, [before.year, now.year])
    return Table(caption, columns, rows, totals(columns, rows), note)
