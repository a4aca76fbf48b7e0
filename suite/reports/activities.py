"""Activities, planned and done, as the reports show them."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from model.read.reporting import Activity, Period, activities_of
from model.year import AgreementYear
from suite.findings.remarks import row_remarks
from suite.show.blocks import Paragraphs, Table
from suite.show.colours import TOGETHER
from suite.show.figures import pairs
from suite.show.swedish import counted, date, number

QUARTERS = (Period.Q1, Period.Q2, Period.Q3, Period.Q4)
HALVES = (Period.H1, Period.H2)


def of_agreement(view: AgreementYear, periods: Sequence[Period] = QUARTERS) -> list[Activity]:
    """Return the activities of an agreement in some quarters of the report's year."""
    return activities_of(view.run.inputs.rows(Activity), view.agreement.id, view.year, periods)


def activity_remarks(rows: Sequence[Activity]) -> list[str]:
    """Say what makes the activities less than final."""
    return row_remarks("Aktiviteterna", rows)


def activity_sentence(rows: Sequence[Activity]) -> str:
    """Say how much was done and how that compares with what was planned; nothing of no rows."""
    if not rows:
        return ""
    done = sum(row.done for row in rows)
    carried_out = (
        counted(done, "aktivitet genomförd", "aktiviteter genomförda") if done else "ingen aktivitet genomförd"
    )
    return f"{carried_out}, {against_plan(rows)}"


def against_plan(rows: Sequence[Activity]) -> str:
    """Say how many more or fewer were done than planned."""
    planned, done = (sum(getattr(row, name) for row in rows) for name in ("planned", "done"))
    if done == planned:
        return "lika många som planerat"
    if not planned:
        return "ingen var planerad"
    return f"{number(abs(done - planned))} {'fler' if done > planned else 'färre'} än planerat"


def nothing_done(part: str, first: dt.date, today: dt.date, rows: Sequence[Activity], otherwise: str) -> str:
    """Say why the activities of a part of the year give nothing to tell; nothing where they do.

    What is planned is something to tell once the part has begun, and what is done whatever the day.

    Parameters
    ----------
    part : str
        What it is called, in the definite form.
    first, today : date
        Its first day, and the as-of date.
    rows : sequence of Activity
        Those of the part.
    otherwise : str
        Why, where there are none.
    """
    if any(row.done for row in rows):
        return ""
    if today < first:
        return f"{part} börjar {date(first)}, efter per-datum {date(today)}"
    return "" if rows else otherwise


def activities(rows: Sequence[Activity]) -> pd.DataFrame:
    """Return each activity, planned and done, in the order of the file; the period where there are several."""
    shown = pd.DataFrame(
        {
            "Aktivitet": row.name,
            "Period": period_name(row.period),
            "Planerat (antal)": row.planned,
            "Genomfört (antal)": row.done,
            "Deltagare": row.people,
        }
        for row in rows
    )
    return shown.drop(columns="Period") if len({row.period for row in rows}) == 1 else shown


def by_kind(rows: Sequence[Activity]) -> pd.DataFrame:
    """Return how many were planned and done of each kind of activity, and how many took part."""
    counts = [(row.name, row.planned, row.done, row.people) for row in rows]
    frame = pd.DataFrame(counts, columns=["Aktivitet", "Planerat", "Genomfört", "Deltagare"])
    return frame.groupby("Aktivitet", sort=False).sum()


def figure(rows: Sequence[Activity], whose: str, colour: str = TOGETHER) -> Table | Paragraphs:
    """Show what was done of what was planned, kind by kind; nothing of no rows.

    Parameters
    ----------
    rows : sequence of Activity
        Which.
    whose : str
        Whose they are, and of when.
    colour : str
        The agreement's, or that of none.
    """
    kinds = by_kind(rows)
    what = f"{whose}, antal. Ljus stapel: planerat. Mörk: genomfört."
    people = kinds[["Deltagare"]]
    return pairs(kinds.iloc[:, :2], reached(kinds), what=what, colour=colour, beside=people, sums=len(kinds) > 1)


def reached(rows: pd.DataFrame) -> str:
    """Say for how many kinds of activities (`by_kind`) the planned number was reached."""
    done = rows["Genomfört"] >= rows["Planerat"]
    if done.all():
        return "Det planerade antalet är nått"
    if not done.any():
        return "Det planerade antalet är inte nått"
    return f"Det planerade antalet är nått för {done.sum()} av {len(done)} slags aktiviteter"


def period_name(period: Period) -> str:
    """Return a period in words: ``kvartal 1``, ``första halvåret``."""
    halves = {Period.H1: "första halvåret", Period.H2: "andra halvåret"}
    return halves.get(period) or f"kvartal {period[1]}"
