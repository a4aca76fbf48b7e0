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
from model.status import Status
from suite.findings.remarks import row_remarks
from suite.reports.activities import HALVES, activity_remarks, activity_sentence, by_kind, nothing_done
from suite.reports.asks import CONFIRM, DECIDE, KNOW, status_of
from suite.reports.results import header
from suite.reports.text import more_than
from suite.show.blocks import Notice, Paragraphs, Results, Table
from suite.show.figures import bars
from suite.show.front import Ask, KeyFigure, KeyFigures
from suite.show.swedish import at_most, counted, date, kr, number

_MOST = 12
"""How many municipalities a table of grants has; of more the others are together."""


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
    def name(self) -> str:
        """Which half it is, in words: ``första halvåret 2025``."""
        return _name(self.year, self.half)

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
    missing = [f"Bidrag saknas i indata för {at_most(lacking)}."] if lacking else []
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
    """Say what was done in the municipality in the half year, and how that compares with what was planned."""
    told = activity_sentence(now.own) or "inga aktiviteter finns i underlaget"
    return f"Rådgivningen i {now.mandate.municipality} {now.name}: {told}"


def key_figures(now: HalfYear) -> KeyFigures:
    """Return what was done, how many took part, and the grant, each beside the time before."""
    before = _before(now)
    figures = [
        KeyFigure(label, number(count), _beside(count, [getattr(row, name) for row in before], when))
        for label, name in (("Aktiviteter i kommunen", "done"), ("Deltagare i kommunen", "people"))
        for count, when in [(sum(getattr(row, name) for row in now.own), _name(*_half_before(now)))]
        if now.own
    ]
    return KeyFigures([*figures, *_own_grant(now)])


def _name(year: int, half: int) -> str:
    return f"{('första', 'andra')[half - 1]} halvåret {year}"


def _half_before(now: HalfYear) -> tuple[int, int]:
    return (now.year, 1) if now.half == 2 else (now.year - 1, 2)


def _before(now: HalfYear) -> list[Activity]:
    year, half = _half_before(now)
    every = now.run.inputs.rows(Activity)
    return activities_of(every, ADVICE_FIELD, year, [HALVES[half - 1]], now.mandate.code)


def _beside(count: int, before: Sequence[int], when: str) -> str:
    if not before:
        return f"{when} finns inte i underlaget"
    change = count - sum(before)
    if not change:
        return f"lika många som {when}"
    return f"{number(abs(change))} {'fler' if change > 0 else 'färre'} än {when}"


def _own_grant(now: HalfYear) -> list[KeyFigure]:
    grant, earlier = (year_advice(now.run, year).grants.get(now.mandate.code) for year in (now.year, now.year - 1))
    if grant is None:
        return []
    return [
        KeyFigure(f"Bidrag för kommunen {now.year}", kr(grant.amount), _than(grant.amount, earlier, now.year - 1))
    ]


def _than(amount: int, earlier: Grant | None, year: int) -> str:
    if earlier is None:
        return f"bidraget {year} finns inte i underlaget"
    return more_than(amount - earlier.amount, year)


def grant_figures(advice: Advice, year: int) -> list[KeyFigure]:
    """Return the grants of a year, beside what the half-time posts cost; nothing where there are none."""
    if not advice.grants:
        return []
    return [
        KeyFigure(f"Bidrag till rådgivningen {year}", kr(advice.granted), _left(advice) or "kostnaden är okänd")
    ]


def _left(advice: Advice) -> str:
    if advice.post is None:
        return ""
    posts = counted(advice.post.count, "halvtidstjänst", "halvtidstjänster")
    return more_than(advice.granted - advice.cost, f"{posts} kostar")


def advice_statuses(advice: Advice) -> dict[str, list[Status]]:
    """Return the status of each thing in the frame of the advice, by what it is."""
    return {
        "uppdragen": [row.status for row in advice.mandates],
        f"bidragen ({kr(advice.granted)})": [row.status for row in advice.grants.values()],
        f"tjänsternas kostnader ({kr(advice.cost)})": [advice.post.status] if advice.post else [],
    }


def status_line(now: HalfYear) -> Notice:
    """Say in one line what of the report is not decided."""
    parts = {"aktiviteterna": [row.status for row in (*now.own, *now.common)]} | advice_statuses(now.advice)
    return status_of(parts, "Uppdrag, bidrag och aktiviteter är beslutade.")


def advice_asks(advice: Advice) -> list[Ask]:
    """Return what is asked where the grants do not reach, or one is missing."""
    found = []
    if advice.post and advice.granted < advice.cost:
        missing = kr(advice.cost - advice.granted)
        found.append(
            Ask(DECIDE, f"vad som ska täcka {missing} av halvtidstjänsterna, som bidragen inte räcker till.")
        )
    lacking = [item.municipality for item in advice.mandates if item.code not in advice.grants]
    return found + (
        [Ask(CONFIRM, f"bidraget för {at_most(lacking)}, som inte finns i underlaget.")] if lacking else []
    )


def asks(now: HalfYear) -> list[Ask]:
    """Return what is asked of the municipality: what of the plan is left, and how long the mandate holds."""
    held = now.mandate
    found = advice_asks(now.advice)
    kinds = by_kind(now.own)
    for name, planned, done in kinds.iloc[:, :2].itertuples(name=None):
        if done < planned:
            found.append(Ask(KNOW, f"att planen inte är nådd för {name}: {done} av {planned}."))
    until = (
        f" till och med {date(held.end)}; därefter behövs ett nytt"
        if held.end
        else " tills kommunen tar tillbaka det"
    )
    told = f"att uppdraget (RUN/387/2023 §14) gäller från {date(held.start)}{until}."
    who = f" {now.run.publisher} utför det och söker medlen hos Energimyndigheten."
    return [*found, Ask(KNOW, f"{told}{who}")]


def grants(advice: Advice, year: int, reader: str = "") -> Table | Paragraphs:
    """Show the grant of each municipality that has given the mandate, the largest first, and what they pay for.

    Of many it is the largest, that of the municipality that reads, and those of the others together.
    """
    amounts = {
        item.code: advice.grants[item.code].amount for item in advice.mandates if item.code in advice.grants
    }
    held = sorted((item for item in advice.mandates if item.code in amounts), key=lambda item: -amounts[item.code])
    own = [item for item in held[_MOST - 1 :] if item.code == reader] if len(held) > _MOST else []
    if own:
        held = [*held[: _MOST - 2], *own, *(item for item in held[_MOST - 2 :] if item.code != reader)]
    named = pd.Index([item.municipality for item in held], name="Kommun")
    since = pd.DataFrame({"Uppdrag från": [item.start.isoformat() for item in held]}, named)
    return bars(
        pd.DataFrame({"Bidrag (kr)": [amounts[item.code] for item in held]}, named),
        f"Bidragen är {_left(advice)}" if advice.post else f"Bidragen är {kr(advice.granted)}",
        what=f"Kronor som söks hos Energimyndigheten för {year}, störst först.",
        note=" ".join([posts_note(advice), *_without_grant(advice)]),
        beside=since,
        most=_MOST,
        rest="Övriga kommuner",
        keys=[item.code for item in held],
    )


def _without_grant(advice: Advice) -> list[str]:
    held = [item for item in advice.mandates if item.code not in advice.grants]
    told = [f"{item.municipality} (uppdrag från {item.start})" for item in held]
    return [f"Utan bidrag i underlaget: {at_most(told)}."] if told else []


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
