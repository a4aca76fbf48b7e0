"""The figures of the reports as plain data, which end up in resultat.json."""

from collections.abc import Sequence
from typing import Any

from model.run import Run
from model.year import AgreementYear, Year, invoiced
from suite.findings.checks import checks_of
from suite.findings.remarks import year_remarks
from suite.reports import balances, indicators
from suite.show.blocks import Results
from suite.show.frame import records

ROW_KEYS = {
    "fordelning": ("avtal", "part", "ar"),
    "fakturor": ("avtal", "part", "slag", "ar", "fran_manad"),
    "slutavrakning": ("namnare", "omfattning"),
    **dict.fromkeys(("utfall", "utfall_kvartalet", "utfall_hittills"), ("kostnadspost",)),
    **dict.fromkeys(("intakter_kvartalet", "intakter_hittills"), ("bidrag",)),
    **dict.fromkeys(("aktiviteter", "aktiviteter_lanet"), ("aktivitet",)),
    **dict.fromkeys(("att_besluta", "nytt"), ("text",)),
    "andrat": ("avtal", "part", "ar"),
    "dagar": ("dag", "handelse", "vad", "avtal"),
    "projekt": ("projekt",),
    "indikatorer": ("avtal", "indikator", "kommunkod", "period"),
    "prognos": ("avtal", "kostnadspost"),
    "likviditet": ("manad",),
    "balans": ("avtal",),
    "budget": ("ar",),
    "obetalt": ("avtal", "part"),
    "scenarier": ("scenario", "part", "ar"),
    "simulering": ("part", "ar"),
}
"""What tells the rows of each list in resultat.json apart."""


def year_results(now: Year) -> Results:
    """Return the figures of the ekonomisk rapport."""
    own = [view for view in now.in_force if not view.agreement.reports]
    left = balances.known(now)
    return Results(
        header("ekonomisk_rapport", now.year, now.run, year_remarks(now))
        | {
            "fordelning": [row for view in now.views for row in records(view.path)],
            "avtal": {view.agreement.id: agreement_results(view) for view in now.in_force},
            "fakturor": records(invoiced(now)),
            "balans": records(balances.rows(left)),
            "obetalt": records(balances.party_rows(left)),
            "indikatorer": [row for view in own for row in indicators.records(indicators.of_year(view))],
        }
    )


def quality_results(now: Year) -> Results:
    """Return the figures of the quality log."""
    found = {check.name: check.holds for check in checks_of(now.run)}
    return Results(header("kvalitetslogg", now.year, now.run, year_remarks(now)) | {"kontroller": found})


def header(report: str, year: int, run: Run, remarks: Sequence[str]) -> dict[str, Any]:
    """Return what every report's figures begin with: which report, of what, resting on what."""
    return {
        "rapport": report,
        "ar": year,
        "scenario": run.scenario.id,
        "per_datum": run.series.as_of.isoformat(),
        "antaganden": list(remarks),
    }


def agreement_results(view: AgreementYear) -> dict[str, Any]:
    """Return an agreement's figures of the year: financing, outcome, and the settlement by each reading."""
    codes = view.allocation["part"].tolist()
    return {
        "finansiering_kr": view.financing,
        "utfall": records(view.outcome.posts) if view.outcome else None,
        "stangt": not view.open_because,
        "slutavrakning": [
            {
                "namnare": str(rule.denominator),
                "omfattning": str(rule.extent),
                "finansiering_kr": settlement.financing,
                "utfall_kr": settlement.outcome,
                "avvikelse_kr": settlement.deviation,
                "avraknas": settlement.settled,
                "belopp_kr": settlement.amount,
                "per_part_kr": dict(zip(codes, settlement.adjustments.tolist(), strict=True)),
            }
            for rule, settlement in view.settlements
        ],
    }
