"""Who is to have which report, by which clause, and the cover letter that says so (*missiv*): bodies, no persons.

RUN/387/2023 §9 and bilaga 2.2, RUN/350/2019 §7, RUN/357/2023 §5.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from model.read.reporting import Recipient, ReportKind, days_of
from model.run import Run
from model.year_wheel import meetings
from suite.reports.catalogue import Report
from suite.show.blocks import Away, Block, Cell, Column, Heading, Paragraphs, Table
from suite.show.swedish import SPACE, counted, date, joined, spans

_PARTS = {"kvartal": 4, "tertial": 3, "halvar": 2}
_WHOSE = ("kommun", "part")
"""The parameters of a report that is for one municipality or party alone."""


class Sending(NamedTuple):
    """A report that a body is to have: which body, by which clause, and the last day, where one is said."""

    body: str
    report: Report
    clause: str
    last: dt.date | None


def sendings(run: Run, reports: Sequence[Report]) -> list[Sending]:
    """Return what of some reports is to be sent to whom, in the order of the inputs.

    An agreement asks for its own report where there is one of the kind, else for every report of the kind, and for
    none of a year that it is not in force.
    """
    found = []
    for row in run.inputs.rows(Recipient):
        agreement = run.agreement(row.agreement)
        alike = [each for each in reports if each.notebook == row.report]
        own = [each for each in alike if row.agreement in (each.agreement, each.parameters.get("avtal"))]
        for report in own or alike:
            year = int(report.parameters["ar"])
            if year in run.years(agreement) and _meets(run, row, report):
                clause = run.agreement(row.agreement, year).cite(row.clause)
                found.append(Sending(_body(run, row, report), report, clause, _last_day(row, report)))
    return found


def _meets(run: Run, row: Recipient, report: Report) -> bool:
    """Whether the papers of a meeting are of one about the agreement; so is what is no such papers."""
    day = report.parameters.get("mote")
    about = [each.agreement for each in meetings(run) if str(each.day) == day]
    return not day or None in about or row.agreement in about


def _body(run: Run, row: Recipient, report: Report) -> str:
    code = next((str(report.parameters[name]) for name in _WHOSE if name in report.parameters), "")
    names = {party.owner: party.short for party in run.inputs.parties if party.owner == party.code}
    return f"{row.body}: {names.get(code, code)}" if code else row.body


def _last_day(row: Recipient, report: Report) -> dt.date | None:
    """Return the last day by which a report is sent: so many days after its period; None where nobody has said.

    The papers of a meeting are sent so many days before it, and a year's wheel so many after the year before.
    """
    if row.days is None:
        return None
    days, year = dt.timedelta(days=row.days), int(report.parameters["ar"])
    if mote := report.parameters.get("mote"):
        return dt.date.fromisoformat(str(mote)) - days
    part, parts = next(
        ((int(report.parameters[name]), parts) for name, parts in _PARTS.items() if name in report.parameters),
        (1, 1),
    )
    return days_of(year - (row.report is ReportKind.WHEEL), part, parts)[1] + days


def letter_title(sent: Sequence[Sending], year: int) -> str:
    """Say how many reports go to how many."""
    reports = counted(len({each.report.name for each in sent}), "rapport", "rapporter")
    return f"{reports} om {year} till {counted(len({each.body for each in sent}), 'mottagare', 'mottagare')}"


def letter(sent: Sequence[Sending], year: int, hashes: Mapping[str, Mapping[str, str]]) -> list[Block]:
    """Return the cover letter: what is sent to whom, by which clause and which day, and the files with their sums.

    Parameters
    ----------
    sent : sequence of Sending
        What is sent.
    year : int
        The package's.
    hashes : mapping
        SHA-256 of the files of each report that is there, by the report and the file.
    """
    names = dict.fromkeys(each.report.name for each in sent)
    sums = {name: hashes.get(name, {}).get(f"{name}.pdf", "") for name in names}
    return [
        Heading(letter_title(sent, year), 1),
        Paragraphs([INTRODUCTION]),
        _list(sent, {name: place for place, name in enumerate(names, 1)}),
        _files(sums),
    ]


INTRODUCTION = (
    "Avtalen säger vem som ska ha vilken rapport. Varje rapport är en PDF som bär sina siffror och sitt underlag. "
    "Kontrollsumman visar att filen är den som gjordes; den står också i paketets manifest."
)
"""What the letter is."""


def _list(sent: Sequence[Sending], numbers: Mapping[str, int]) -> Table:
    """Return a row for each body, clause and day, with the reports by their numbers among the files."""
    found = dict[tuple[str, str, dt.date | None], list[Report]]()
    for body, report, clause, last in sent:
        found.setdefault((body, clause, last), []).append(report)
    days = any(last for _, _, last in found)
    rows: list[list[Cell]] = [
        [
            body,
            joined(report.title for report in reports),
            clause.replace(" §", f"{SPACE}§"),
            *([date(last) if last else "ingen dag är satt"] if days else []),
            spans(numbers[report.name] for report in reports),
        ]
        for (body, clause, last), reports in found.items()
    ]
    headings = ["Till", "Rapporter", "Enligt", *(["Senast"] if days else []), "Fil"]
    note = "" if days else "Avtalen säger hur ofta, men ingen dag."
    return Table("Vad som skickas till vem", [*map(Column, headings)], rows, note=note)


def _files(sums: Mapping[str, str]) -> Table:
    rows: list[list[Cell]] = [
        [
            str(place),
            Away(f"{name}.pdf", f"{name}/{name}.pdf") if total else f"{name}.pdf saknas",
            " ".join(_pieces(total)),
        ]
        for place, (name, total) in enumerate(sums.items(), 1)
    ]
    return Table("Filerna", [Column("Fil"), Column("Namn"), Column("Kontrollsumma, SHA-256")], rows)


def _pieces(total: str, length: int = 8) -> Iterable[str]:
    return (total[place : place + length] for place in range(0, len(total), length))
