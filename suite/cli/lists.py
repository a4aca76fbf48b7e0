"""The verb that lists what a command can name: scenarios, parties, agreements, reports, tables."""

import argparse
from collections.abc import Iterator
from textwrap import wrap

import pandas as pd

from model.agreements.clauses import Party
from model.agreements.events import Event
from model.amounts.additions import Addition, Dispute
from model.amounts.closing import Closing
from model.amounts.issued import Issued
from model.amounts.outcome import MAPPING_FILE
from model.amounts.registers import ASSUMPTIONS_FILE, READINGS_FILE
from model.fields import Typed
from model.forecast import Budget, ForecastLine
from model.indicators import IndicatorRow
from model.party_budget import PartyBudget
from model.read.begin import inputs_folder
from model.read.listing import outcome_of
from model.read.load import FETCH_FILE, WORKBOOK, load
from model.read.record_file import RECORDS
from model.read.reporting import Activity, Grant, Mandate, Post, Project, Recipient
from model.read.tables import OTHERS
from model.run import Inputs
from model.series.rows import INDEX_FILE, POPULATION_FILE
from model.uncertainty.sensitivity import SENSITIVITY_FILE
from model.year_wheel import Meeting
from suite.cli.given import check_target, give
from suite.show.answer import ENDINGS, Answer
from suite.show.swedish import row_count
from suite.show.text_table import screen_width

_OTHERS: dict[type[Typed], str] = {
    Activity: "aktiviteter, per verksamhet och period",
    IndicatorRow: "indikatorer mot mål, per avtal och period",
    Recipient: "vem som ska ha vilken rapport, enligt vilken paragraf",
    Addition: "kostnader utöver finansieringen, som faktureras den som beställt",
    Dispute: "tvister, och vad som hålls inne",
    Event: "uppsägningar och förlängningar som har skett",
    Issued: "det som har fakturerats; faktura och fakturerat skriver den",
    Closing: "boksluten; bokslut skriver den",
    Budget: "budget per kostnadspost och år, där avtalet inte säger den",
    ForecastLine: "prognos för helåret per kostnadspost, där någon har gjort en",
    PartyBudget: "parternas egna budgetar, och dagen då ett belopp ska vara inskrivet",
    Meeting: "dagar för möten, indexbeslut och ansökningar",
    Project: "projekt, budget och utfall",
    Mandate: "kommuner som har lämnat uppdrag om rådgivning",
    Grant: "bidrag till rådgivningen, per kommun och år",
    Post: "rådgivarnas tjänster",
}
"""What the tables hold that are listed after the outcomes, by what a row is, in the order that they are listed."""

_REGISTERS = {
    ASSUMPTIONS_FILE: "antaganden, vem som står för dem och hur länge de gäller",
    READINGS_FILE: "hur avtalen läses där de tiger eller är oklara",
    FETCH_FILE: "varifrån folkmängd hämtas",
    SENSITIVITY_FILE: "steg som kanslighet prövar",
    WORKBOOK: "tabellerna i en arbetsbok, ett blad var",
}
Named = tuple[str, str, str]
"""A code, a name, and what it is."""

_LISTS = {"scenarier": "Scenarier", "parter": "Parter", "avtal": "Avtal", "rapporter": "Rapporter"}


def listed(options: argparse.Namespace) -> int:
    """Print what there is of a kind, each with its code, its name and what it is."""
    check_target(options, ENDINGS)
    rows = names(options.slag, load(inputs_folder(options.inputs)))
    title = _LISTS.get(options.slag, "Tabeller")
    give(options, Answer(title, rows, {title: rows}), lambda: "\n".join(_lines(rows)))
    return 0


def names(kind: str, inputs: Inputs) -> pd.DataFrame:
    """Return what there is of a kind, in the order of the inputs: ``kod``, ``namn`` and ``om``."""
    found = {
        "scenarier": _scenarios,
        "parter": _parties,
        "avtal": _agreements,
        "rapporter": _reports,
        "tabeller": _tables,
    }
    return pd.DataFrame(found[kind](inputs), columns=["kod", "namn", "om"])


def _scenarios(inputs: Inputs) -> Iterator[Named]:
    yield from ((each.id, each.name, each.why) for each in inputs.scenarios.values())


def _parties(inputs: Inputs) -> Iterator[Named]:
    own: dict[str, list[str]] = {}
    known = dict[str, Party]()
    for agreement in inputs.agreements.values():
        for party in (party for version in agreement.every for party in version.parties):
            known.setdefault(party.code, party)
            if agreement.last.short not in own.setdefault(party.code, []):
                own[party.code].append(agreement.last.short)
    for code, party in known.items():
        short = "" if party.short == party.name else f"{party.short}; "
        belongs = f"; hör till {known[party.owner].short}" if party.owner != code and party.owner in known else ""
        yield code, party.name, f"{short}{', '.join(own[code])}{belongs}"


def _agreements(inputs: Inputs) -> Iterator[Named]:
    for each in (agreed.last for agreed in inputs.agreements.values()):
        yield each.id, each.name, f"{each.reference}, från {each.term.start}, första perioden till {each.term.end}"


def _reports(_: Inputs) -> Iterator[Named]:
    from suite.reports.catalogue import NOTEBOOKS, own_notebooks

    yield from ((code, name, "") for code, name in NOTEBOOKS.items())
    yield from ((code, "egen", "anteckningsbok i notebooks/") for code in own_notebooks())


def _tables(inputs: Inputs) -> Iterator[Named]:
    def row(file: str, what: str, count: int) -> Named:
        on_sheet = f"{row_count(count)}, på ett blad i {WORKBOOK}" if count else "filen finns inte"
        return file, what, row_count(count) if file in inputs.hashes else on_sheet

    yield row(POPULATION_FILE, "folkmängd per kommun och dag", len(inputs.population))
    yield row(INDEX_FILE, "indexets förändring per år", len(inputs.index))
    yield row(MAPPING_FILE, "vilka konton och projekt som hör till vilken kostnadspost", len(inputs.mapping))
    for file in filter(outcome_of, inputs.hashes):
        code, year = outcome_of(file) or ("", 0)
        yield row(file, f"utfall {year}, {inputs.agreements[code].last.short}", len(inputs.outcomes[code, year]))
    files: dict[type[Typed], str] = {table.kind: table.file for table in OTHERS}
    files |= {table.kind: table.file for table in RECORDS}
    for kind, what in _OTHERS.items():
        yield row(files[kind], what, len(inputs.rows(kind)))
    for file, what in _REGISTERS.items():
        yield file, what, "" if file in inputs.hashes else "filen finns inte"


def _lines(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a line for each thing with its code, its name and what it is, which goes on below where it is long."""
    width, room = max(map(len, rows["kod"])), screen_width()
    indent = " " * (width + 2)
    for code, name, about in rows.itertuples(index=False):
        line = f"{code:<{width}}  {name}"
        whole = f"{line}, {about}"
        yield whole if about and len(whole) <= room else line
        yield from wrap(about, room, initial_indent=indent, subsequent_indent=indent) if len(whole) > room else ()
