"""How an agreement's indicators have come, against their targets and the periods before (`model.indicators`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from model.agreements.agreement import Agreement
from model.indicators import IndicatorRow, Level, Measure, Sense, Span, measures
from model.run import Run
from model.status import Status, weakest
from model.year import AgreementYear
from suite.findings.remarks import row_remarks
from suite.reports.colours import colours
from suite.reports.text import status_in_words
from suite.show.blocks import Block, Heading, Paragraphs, Table
from suite.show.figures import goals
from suite.show.front import Folded
from suite.show.swedish import counted, joined, number
from suite.show.table import table

MOST = 12
"""How many indicators a report shows on paper; of more, the others stand in the page, folded."""

_HALVES = ("andra", "första")
_BEFORE = ("Perioden före", "Två före", "Tre före")


@dataclass(frozen=True)
class Followed:
    """The indicators of an agreement as they were when a period ended."""

    run: Run
    agreement: Agreement
    until: Span
    measures: Sequence[Measure]

    @property
    def told(self) -> list[Measure]:
        """Those that somebody has told of."""
        return [each for each in self.measures if each.levels]

    @property
    def rows(self) -> list[IndicatorRow]:
        """The rows that they rest on."""
        return [row for each in self.measures for row in each.rows]

    @property
    def statuses(self) -> list[Status]:
        """The status of each of the rows."""
        return [row.status for row in self.rows]

    @property
    def remarks(self) -> list[str]:
        """A sentence for each thing that makes them less than final."""
        return row_remarks("Indikatorerna", self.rows)


def followed(run: Run, agreement: Agreement, until: Span, *, projects: bool = False) -> Followed:
    """Return the indicators of an agreement when a period ends: those told with the projects, or the others."""
    wanted = [each for each in agreement.indicators if each.projects is projects]
    rows = [row for row in run.inputs.rows(IndicatorRow) if row.agreement == agreement.id]
    return Followed(run, agreement, until, measures(wanted, rows, until))


def of_year(view: AgreementYear) -> Followed:
    """Return the indicators of an agreement's year."""
    return followed(view.run, view.agreement, Span(view.year))


def section(now: Followed, most: int = MOST) -> Iterator[Block]:
    """Yield the indicators with their heading, and each municipality's folded; nothing where nobody has told."""
    if now.told:
        yield Heading("Det som avtalet följs upp på")
        yield shown(now, now.told[:most])
        if rest := now.told[most:]:
            yield Folded(f"{counted(len(rest), 'indikator', 'indikatorer')} till", [shown(now, rest)])
        rows, name = local(now), "Indikatorerna, kommun för kommun"
        yield from [Folded(name, [table(rows, name)])] if len(rows) else []


def shown(now: Followed, told: Sequence[Measure]) -> Table | Paragraphs:
    """Show how far some indicators have come on the way to their targets, and what they were before."""
    index = pd.Index([_name(each, now.until) for each in told], name="Indikator")
    rows = {
        "Utfall": [_outcome(each.now) for each in told],
        "Mål": [_target(each) for each in told],
        "Nås": [None if each.met is None else "ja" if each.met else "nej" for each in told],
    }
    for place in range(1, max(len(each.levels) for each in told)):
        spans = {each.levels[place][0] for each in told if len(each.levels) > place}
        heading = span_name(next(iter(spans))).capitalize() if len(spans) == 1 else _BEFORE[place - 1]
        rows[heading] = [_outcome(each.levels[place][1]) if len(each.levels) > place else None for each in told]
    counts = any(each.now.of for each in told)
    notes = ["Där det står av: så många av dem som har svarat når sitt mål."] if counts else []
    weak = [row.status for each in told for row in each.rows if row.status is not Status.FIXED]
    notes += [status_in_words(weakest(weak), "Siffrorna")] if weak else []
    return goals(
        pd.DataFrame(rows, index, dtype=object),
        finding(told),
        [each.share for each in told],
        what=f"{span_name(now.until).capitalize()}. Ljus stapel: målet. Mörk: hur mycket av det som är nått.",
        colour=colours(now.run)[now.agreement.id],
        note=" ".join([*notes, f"Enligt {_clauses(now.agreement, told)}."]),
    )


def finding(told: Sequence[Measure]) -> str:
    """Say how many of the targets are met."""
    known = [each.met for each in told if each.met is not None]
    if not known:
        return "Inget mål är satt"
    if len(known) == 1:
        return "Målet är nått" if known[0] else "Målet är inte nått"
    if all(known):
        return f"Alla {number(len(known))} mål är nådda"
    return f"{number(sum(known))} av {number(len(known))} mål är nådda"


def span_name(span: Span) -> str:
    """Return a period in words: ``2025``, ``kvartal 4 2024``, ``första halvåret 2025``."""
    kinds = {4: f"kvartal {span.part} ", 3: f"tertial {span.part} ", 2: f"{_HALVES[span.part % 2]} halvåret "}
    return f"{kinds.get(span.parts, '')}{span.year}"


def _name(measure: Measure, until: Span) -> str:
    span = measure.levels[0][0]
    return _with_unit(measure) + ("" if span == until else f" ({span_name(span)})")


def _with_unit(measure: Measure) -> str:
    """Return what is measured, and in what unit where its name does not say so."""
    name, unit = measure.indicator.name, measure.indicator.unit
    return name if unit.casefold() in name.casefold() else f"{name}, {unit}"


def _outcome(level: Level) -> Decimal | int | str:
    if level.outcome is None:
        return "okänt"
    value = _plain(level.outcome)
    return f"{number(value)} av {number(level.of)}" if level.of else value


def _target(measure: Measure) -> Decimal | int | str | None:
    if measure.now.target is None:
        return "alla" if measure.now.of else None
    value = _plain(measure.now.target)
    return f"högst {number(value)}" if measure.indicator.sense is Sense.MOST else value


def _plain(value: Decimal) -> Decimal | int:
    return int(value) if value == int(value) else value.normalize()


def _clauses(agreement: Agreement, told: Sequence[Measure]) -> str:
    """Return the clauses that some indicators are by, each agreement's after its number."""
    found: dict[str, dict[str, None]] = {}
    for each in (measure.indicator for measure in told):
        found.setdefault(each.reference or agreement.reference, {})[each.clause] = None
    return "; ".join(
        f"{reference} {joined(sorted(clauses, key=_in_order))}" for reference, clauses in found.items()
    )


def _in_order(clause: str) -> tuple[bool, int, str]:
    return clause.startswith("bilaga"), len(clause), clause


def local(now: Followed) -> pd.DataFrame:
    """Return what each municipality has told of its own, in the last period of each indicator."""
    parties = {party.owner: party.short for party in now.agreement.parties}
    return pd.DataFrame(
        {
            "Indikator": _with_unit(each),
            "Kommun": parties.get(row.code, row.code),
            "Utfall": "okänt" if row.outcome is None else _plain(row.outcome),
            "Mål": None if (target := each.indicator.aim(row)) is None else _plain(target),
        }
        for each in now.told
        for row in each.rows
        if row.code and row.period == each.levels[0][0]
    )


def lacking(now: Followed) -> str:
    """Say which indicators nobody has told of when a year is over; nothing where there are none."""
    today = now.run.series.as_of
    ended = now.until.part == now.until.parts and (today.year, today.month) > now.until.end
    return _few([each.indicator.name for each in now.measures if ended and each.now.outcome is None])


def missed(now: Followed) -> str:
    """Say which targets are not met, and by how much; nothing where there are none."""
    return _few([f"{each.indicator.name} ({_against(each)})" for each in now.told if each.met is False])


def _against(measure: Measure) -> str:
    if measure.now.of:
        return str(_outcome(measure.now))
    return f"{_shown(_outcome(measure.now))} mot {_shown(_target(measure))} {measure.indicator.unit}"


def _shown(value: Decimal | int | str | None) -> str:
    return number(value) if isinstance(value, Decimal | int) else value or ""


def _few(names: Sequence[str], most: int = 3) -> str:
    rest = len(names) - most
    if not names:
        return ""
    return joined(names) if rest < 2 else f"{', '.join(names[:most])} och {counted(rest, 'till', 'till')}"


def records(now: Followed) -> list[dict[str, str | None]]:
    """Return the rows as data: values as text, with a point."""
    return [
        {
            "avtal": row.agreement,
            "indikator": row.indicator,
            "kommunkod": row.code,
            "period": str(row.period),
            "mal": None if row.target is None else f"{row.target:f}",
            "utfall": None if row.outcome is None else f"{row.outcome:f}",
            "enhet": row.unit,
        }
        for row in now.rows
    ]
