"""Energy and climate advice (RUN/387/2023 bilaga 2.2): a half year's report to a municipality, a year's frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from model.read.begin import begin, checked_choice, checked_year
from model.read.reporting import (
    ADVICE_FIELD,
    Activity,
    Advice,
    Grant,
    Mandate,
    Post,
    activities_of,
    advice_of,
    days_of,
    mandates_of,
)
from model.run import Run
from suite.findings.remarks import row_remarks
from suite.reports.activities import HALVES, activity_remarks, activity_sentence, nothing_done
from suite.reports.results import header
from suite.show.blocks import Results
from suite.show.swedish import counted, date, joined, kr


@dataclass(frozen=True)
class HalfYear:
    """A half year's advice in a municipality.

    Attributes
    ----------
    mandate : Mandate
        That of the municipality.
    advice : Advice
        The year's, of all the municipalities.
    own, common : list of Activity
        Those in the municipality, and those for the whole county.
    """

    run: Run
    year: int
    half: int
    mandate: Mandate
    advice: Advice
    own: list[Activity]
    common: list[Activity]

    @property
    def remarks(self) -> list[str]:
        """A sentence for each thing that makes the report less than final."""
        return [*activity_remarks([*self.own, *self.common]), *advice_remarks(self.advice)]


def year_advice(run: Run, year: int) -> Advice:
    """Return a year's mandates, grants and posts."""
    inputs = run.inputs
    return advice_of(inputs.rows(Mandate), inputs.rows(Grant), inputs.rows(Post), year)


def advice_remarks(advice: Advice) -> list[str]:
    """Return a sentence for each thing in the frame of the advice that is not decided, or missing."""
    lacking = [item.municipality for item in advice.mandates if item.code not in advice.grants]
    missing = [f"Bidrag saknas i indata för {joined(lacking)}."] if lacking else []
    return [
        *row_remarks("Uppdragen", advice.mandates),
        *row_remarks("Bidragen", advice.grants.values()),
        *row_remarks("Tjänsternas kostnad", [advice.post] if advice.post else []),
        *missing,
    ]


def half_year_mandates(run: Run, year: int, half: int) -> list[Mandate]:
    """Return the mandates that hold in a half year, by municipality code."""
    return mandates_of(run.inputs.rows(Mandate), *days_of(year, half, 2))


def nothing_to_tell(run: Run, year: int, half: int, code: str) -> str:
    """Say why the report of a half year to a municipality would be empty; nothing where it would not."""
    first, _ = days_of(year, half, 2)
    every, period = run.inputs.rows(Activity), [HALVES[half - 1]]
    rows = [row for whose in (code, None) for row in activities_of(every, ADVICE_FIELD, year, period, whose)]
    otherwise = "inga aktiviteter finns för halvåret i underlaget"
    return nothing_done("halvåret", first, run.series.as_of, rows, otherwise)


def open_half(
    ar: object,
    halvar: object,
    kommun: object,
    inputs: object = "",
    per_datum: object = "",
    scenario: object = "bas",
) -> HalfYear:
    """Check a notebook's parameters, and gather what the report of a half year shows.

    Raises
    ------
    InputError
        If a parameter or an input is wrong, or the municipality has not given the mandate.
    """
    run = begin(inputs, per_datum, scenario)
    year, half = checked_year(run, ar), int(checked_choice("halvar", halvar, [1, 2]))
    mandates = {mandate.code: mandate for mandate in half_year_mandates(run, year, half)}
    mandate = mandates[str(checked_choice("kommun", kommun, list(mandates)))]
    every, period = run.inputs.rows(Activity), [HALVES[half - 1]]
    own = activities_of(every, ADVICE_FIELD, year, period, mandate.code)
    common = activities_of(every, ADVICE_FIELD, year, period)
    return HalfYear(run, year, half, mandate, year_advice(run, year), own, common)


def title(now: HalfYear) -> str:
    """Return the title of the report."""
    name = ("första", "andra")[now.half - 1]
    return f"Energi- och klimatrådgivning i {now.mandate.municipality}, {name} halvåret {now.year}"


def summary(now: HalfYear) -> list[str]:
    """Sum the half year up in words."""
    grant = now.advice.grants.get(now.mandate.code)
    money = f" Bidraget som söks för kommunen {now.year} är {kr(grant.amount)}." if grant else ""
    told = activity_sentence(now.own) or ["Inga aktiviteter i kommunen finns i underlaget."]
    until = f" till och med {date(now.mandate.end)}" if now.mandate.end else ""
    return [
        f"Kommunens uppdrag gäller från {date(now.mandate.start)}{until} (RUN/387/2023 §14). "
        f"{now.run.publisher} utför rådgivningen och söker medlen hos Energimyndigheten.{money}",
        *told,
    ]


def mandates(advice: Advice) -> pd.DataFrame:
    """Return the mandates with their grants."""
    grants = [advice.grants.get(item.code) for item in advice.mandates]
    return pd.DataFrame(
        {
            "Kommun": [item.municipality for item in advice.mandates],
            "Uppdrag från": [item.start.isoformat() for item in advice.mandates],
            "Bidrag (kr)": [grant.amount if grant else None for grant in grants],
        }
    )


def posts_note(advice: Advice) -> str:
    """Say what the half-time posts cost against the grants."""
    if advice.post is None:
        return "Vad halvtidstjänsterna kostar finns inte i underlaget."
    left = advice.granted - advice.cost
    told = f"{kr(left)} av bidragen återstår" if left >= 0 else f"{kr(-left)} saknas"
    posts = counted(advice.post.count, "halvtidstjänst", "halvtidstjänster")
    return f"{posts} à {kr(advice.post.cost)} kostar {kr(advice.cost)}: {told}."


def results(now: HalfYear) -> Results:
    """Return the figures of the report."""
    figures = {
        "halvar": now.half,
        "kommun": now.mandate.code,
        "bidrag_kr": {code: grant.amount for code, grant in now.advice.grants.items()},
        "tjanster_kr": now.advice.cost,
        "aktiviteter": _counts(now.own),
        "aktiviteter_lanet": _counts(now.common),
    }
    return Results(header("halvarsrapport_radgivning", now.year, now.run, now.remarks) | figures)


def _counts(rows: Sequence[Activity]) -> list[dict[str, str | int]]:
    return [
        {"aktivitet": row.name, "planerat": row.planned, "genomfort": row.done, "deltagare": row.people}
        for row in rows
    ]
