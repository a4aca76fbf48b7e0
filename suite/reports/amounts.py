"""What is paid as a table: party by year over all agreements, or of one party agreement by year."""

from collections.abc import Sequence

import pandas as pd

from model.amounts.comparison import owners
from model.money import Amount
from model.run import Run
from suite.reports.parties import owners_of, uninvoiced
from suite.show.blocks import Column, Kind, Row, Table, totals
from suite.show.frame import by_year, each
from suite.show.swedish import joined


def amounts_of(run: Run, rows: pd.DataFrame, part: str = "", agreement: str = "") -> pd.DataFrame:
    """Return the rows of the allocation that are of a party, with its companies, and of an agreement.

    Parameters
    ----------
    run : Run
        Where the rows come from.
    rows : DataFrame
        The allocation.
    part, agreement : str
        A party and an agreement as a user names them; empty for all. A company is only itself.

    Raises
    ------
    InputError
        If there is no such party or agreement.
    """
    if agreement:
        rows = rows[rows["avtal"] == run.agreement(agreement).id]
    if part:
        code = run.inputs.party_code(part)
        rows = rows[(rows["part"] == code) | (owners_of(run, rows) == code)]
    return rows.reset_index(drop=True)


def amounts_table(run: Run, rows: pd.DataFrame, part: str = "") -> Table:
    """Show what is paid each year.

    Parameters
    ----------
    run : Run
        Where the rows come from.
    rows : DataFrame
        Rows of the allocation (`amounts_of`).
    part : str
        The party that the rows are of, as the user names it; empty for all parties.
    """
    years = sorted(set(rows["ar"]))
    lines = _by_agreement(run, rows) if part else _by_party(run, rows)
    first, whose = ("Avtal", f"{_name(run, part)}, ") if part else ("Part", "")
    columns = [Column(first), *(Column(str(year), Kind.WHOLE) for year in years)]
    shown: list[Row] = [(name, *(own.get(year) for year in years)) for name, own in lines.items()]
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    agreements = dict.fromkeys(rows["avtal"])
    which = "alla avtal" if len(agreements) > 1 else run.agreement(next(iter(agreements))).name
    caption = f"{whose}{which}, kr {span}, {run.scenario.name}"
    caption = caption[0].upper() + caption[1:]
    return Table(caption, columns, shown, totals(columns, shown), "" if part else _note(run, rows, years))


def _name(run: Run, part: str) -> str:
    code = run.inputs.party_code(part)
    return next(party.name for party in run.inputs.parties if party.code == code)


def _by_party(run: Run, rows: pd.DataFrame) -> dict[str, dict[int, Amount]]:
    """Return the sums by party, a company counted with its owner, and by year."""
    sums = by_year(rows.assign(agare=owners_of(run, rows)), "agare")
    return {name: sums[code] for code, name in owners(run.case.every).items() if code in sums}


def _by_agreement(run: Run, rows: pd.DataFrame) -> dict[str, dict[int, Amount]]:
    """Return the sums by agreement, and by who pays where that is another than the party itself."""
    labels = []
    for code, part, name in zip(rows["avtal"], rows["part"], rows["partnamn"], strict=True):
        agreement, payer = run.agreement(code), run.party(code, part)
        labels.append(agreement.short if payer.code == payer.owner else f"{agreement.short} ({name})")
    sums = by_year(rows.assign(vad=labels), "vad")
    return {label: sums[label] for label in dict.fromkeys(labels)}


def _note(run: Run, rows: pd.DataFrame, years: Sequence[int]) -> str:
    """Say who is counted with whom, and what nobody is sent an invoice for."""
    told = []
    if any(run.party(row.avtal, row.part).belongs_to for row in each(rows)):
        told.append("Bolag är räknade med sin ägare.")
    if rows["avtal"].nunique() > 1 and (beside := uninvoiced(run, years)):
        told.append(f"Med i summorna är också {joined(beside)}.")
    return " ".join(told)
