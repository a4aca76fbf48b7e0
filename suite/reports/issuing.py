"""What is issued: the rows of the ledger that an invoice basis, or a file of earlier invoices, becomes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from model.amounts.bridge import DRIVERS, bridge
from model.amounts.invoices import ADVANCE, SETTLEMENT
from model.amounts.issued import Invoiced, Issued, period_text
from model.errors import Fault, InputError
from model.finding import Finding
from model.read.consistency import issued_faults
from model.read.load import file_hash
from model.read.record_file import LEDGER
from model.read.table import read_table
from model.run import Inputs, Run
from suite.show.blocks import Column, Kind, Row, Table
from suite.show.frame import each
from suite.show.swedish import joined, kr, signed_kr

COLUMNS = [name for name in LEDGER.columns if name not in ("underlag", "foregaende")]
"""The columns of the ledger that say something to a reader."""


def issued_rows(run: Run, basis: pd.DataFrame, by: str, day: dt.date, digest: str) -> list[Issued]:
    """Return the rows of the ledger that an invoice basis becomes when it is issued.

    Parameters
    ----------
    run : Run
        What it was computed in.
    basis : DataFrame
        Its rows (`suite.reports.invoice_basis.basis_rows`).
    by : str
        Who issues it.
    day : date
        When.
    digest : str
        The SHA-256 of the basis as a file.
    """
    first = len(run.inputs.rows(Issued)) + 1
    return [
        Issued.model_validate(
            {
                "nr": number,
                "utfardad": day,
                "mottagare": row.partnamn,
                "avser": row.avser or None,
                "period": period_text(row.fran_manad, row.till_manad),
                "forfaller": row.forfallodatum,
                "underlag": digest,
                "scenario": run.scenario.id,
                "per_datum": run.series.as_of,
                "av": by,
                "anmarkning": row.anmarkning or None,
                **{name: getattr(row, name) for name in ("avtal", "ar", "part", "slag", "belopp_kr", "status")},
            }
        )
        for number, row in enumerate(each(basis), first)
    ]


def imported_rows(inputs: Inputs, path: Path, by: str, notes: list[Finding]) -> list[Issued]:
    """Return the rows of the ledger that a file of earlier invoices becomes.

    Parameters
    ----------
    inputs : Inputs
        The inputs, with the ledger as it is.
    path : Path
        CSV or a workbook, with the columns of `model.amounts.issued.Invoiced`.
    by : str
        Who takes it in.
    notes : list of Finding
        What the file holds that is not read is added here.

    Raises
    ------
    InputError
        With every fault in the file, and every row of it that has been issued already.
    """
    found, digest = read_table(path, path.name, Invoiced, notes=notes), file_hash(path)
    earlier = inputs.rows(Issued)
    if not found:
        raise InputError(Fault(path.name, "minst en rad med en faktura under rubrikerna"))
    if same := next((row for row in earlier if row.basis == digest), None):
        raise InputError(
            Fault(path.name, f"en fil som inte redan är inläst; den är det, från och med nr {same.number}")
        )
    new = [_imported(inputs, row, number, by, digest) for number, row in enumerate(found, len(earlier) + 1)]
    known = replace(inputs, tables={**inputs.tables, Issued: [*earlier, *new]})
    if faults := list(issued_faults(known)):
        raise InputError(*faults)
    return new


def _imported(inputs: Inputs, row: Invoiced, number: int, by: str, digest: str) -> Issued:
    agreed = inputs.agreements.get(row.agreement)
    party = agreed.party(row.party) if agreed else None
    told = {
        "number": number,
        "recipient": party.name if party else row.party,
        "basis": digest,
        "scenario": None,
        "as_of": row.date,
        "by": by,
    }
    return Issued.model_validate({**dict(row), **told, "before": None}, by_name=True, by_alias=False)


def ledger_frame(rows: Sequence[Issued]) -> pd.DataFrame:
    """Return rows of the ledger as data, without what only holds it together."""
    dumped = [row.model_dump(by_alias=True) for row in rows]
    told = [{name: _plain(values[name]) for name in COLUMNS} for values in dumped]
    return pd.DataFrame(told, columns=COLUMNS).assign(belopp_kr=pd.Series([row.amount for row in rows]))


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value) if isinstance(value, str) else value


def ledger_table(rows: Sequence[Issued]) -> Table:
    """Show rows of the ledger: what was sent to whom, for what and when it is due."""
    found: list[Row] = [
        (
            row.number,
            str(row.date),
            row.agreement,
            str(row.year),
            row.recipient,
            str(row.kind) + (f" av {row.corrects}" if row.corrects else ""),
            row.period.removeprefix("månad "),
            row.amount,
            str(row.due),
        )
        for row in rows
    ]
    columns = [
        Column("Nr", Kind.WHOLE),
        Column("Utfärdad", Kind.DATE),
        *map(Column, ("Avtal", "År", "Mottagare", "Slag", "Månader")),
        Column("Belopp (kr)", Kind.SIGNED),
        Column("Förfaller", Kind.DATE),
    ]
    return Table("Fakturerat", columns, found)


def difference_table(run: Run, found: pd.DataFrame) -> Table:
    """Show what has been issued that is not what is now computed for the same."""
    found = found[found["skillnad_kr"] != 0]
    rows: list[Row] = [
        (
            row.avtal,
            run.party(row.avtal, row.part).name,
            str(row.ar),
            row.slag,
            row.utfardat_kr,
            row.beraknat_kr,
            row.skillnad_kr,
            why if row.foreslas else f"{why}; ingen rättelse föreslås, det räknade vilar på antagande",
        )
        for row, why in zip(each(found), causes(run, found), strict=True)
    ]
    amounts = [Column(f"{name} (kr)", Kind.SIGNED) for name in ("Utfärdat", "Räknat nu", "Skillnad")]
    columns = [
        *map(Column, ("Avtal", "Betalare", "År", "Slag")),
        *amounts,
        Column("Varför"),
    ]
    note = "Rättelser föreslås i nästa fakturaunderlag." if found["foreslas"].any() else ""
    return Table("Öppna skillnader", columns, rows, note=note)


def causes(run: Run, found: pd.DataFrame) -> list[str]:
    """Say of each difference what drove it since the last that was issued of the same (`model.amounts.bridge`).

    Parameters
    ----------
    run : Run
        What is now computed.
    found : DataFrame
        A row for each, with ``avtal``, ``ar``, ``part`` and ``slag``, the kind of invoice that differs.
    """
    then = cache(lambda day: _then(run, day))

    @cache
    def moved(code: str, year: int, day: dt.date) -> dict[str, str]:
        agreement = run.agreement(code)
        rows = bridge(*(side.computed([agreement], [year]) for side in (then(day), run))).to_dict("records")
        drivers = [(own["part"], name, own[key]) for own in rows for key, name in DRIVERS.items() if own[key]]
        return {
            part: joined([f"{name.lower()} {signed_kr(size)}" for own, name, size in drivers if own == part])
            for part in {part for part, _, _ in drivers}
        }

    def why(row: Any) -> str:
        about = (row.avtal, row.ar, row.part, row.slag)
        last = [item for item in run.issued if item.about == about][-1]
        if row.slag == SETTLEMENT:
            return _why_settled(then(last.as_of), run, row)
        if row.slag != ADVANCE:
            return "det som räknas är ett annat"
        told = moved(row.avtal, row.ar, last.as_of).get(row.part)
        return told or f"indata är ändrade utan ny utgåva sedan nr {last.number} utfärdades"

    return [why(row) for row in each(found)]


def _why_settled(then: Run, now: Run, row: Any) -> str:
    before, after = (run.closing(row.avtal, row.ar) for run in (then, now))
    if before and after and before.outcome != after.outcome:
        return f"utfallet är {kr(after.outcome)}, var {kr(before.outcome)}"
    return "det som har betalats, eller det som gäller, är ett annat"


def _then(run: Run, day: dt.date) -> Run:
    """Return the run as it is when only what was published on a day is known."""
    own = run.inputs.scenarios.get(run.scenario.id, run.scenario)
    return replace(run, series=run.inputs.series(day)).under(own)
