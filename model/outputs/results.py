"""The figures of the reports as plain data, which end up in resultat.json."""

from typing import Any

from model.outputs.blocks import Results
from model.outputs.frame import records
from model.outputs.year import AgreementYear, Year, invoice_rows


def year_results(now: Year) -> Results:
    """Return the figures of the ekonomisk rapport."""
    return Results(
        _header("ekonomisk_rapport", now)
        | {
            "fordelning": [row for view in now.views for row in records(view.path)],
            "avtal": {view.agreement.id: _agreement_results(view) for view in now.in_force},
            "fakturor": records(invoice_rows(now)),
        }
    )


def _header(report: str, now: Year) -> dict[str, Any]:
    return {
        "rapport": report,
        "ar": now.year,
        "scenario": now.run.scenario.id,
        "per_datum": now.run.series.as_of.isoformat(),
        "antaganden": now.remarks,
    }


def _agreement_results(view: AgreementYear) -> dict[str, Any]:
    codes = view.allocation["part"].tolist()
    return {
        "finansiering_kr": view.financing,
        "utfall": records(view.outcome.posts) if view.outcome else None,
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
