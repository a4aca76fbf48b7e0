"""An agreement's year: everything the reports show of it, computed once.

`open_year` is a notebook's first call; the functions of `text`, `tables` and `figures` take what it returns and
give one block each.
"""

from dataclasses import dataclass

import pandas as pd

from model.agreement import Agreement
from model.begin import Run, begin, checked_year
from model.invoices import instalments
from model.outcome import Outcome, gather
from model.outputs.blocks import Results
from model.outputs.frame import records
from model.outputs.remarks import outcome_remarks, remarks
from model.settlement import Settlement, settle

AGREEMENT = "energikontor"


@dataclass(frozen=True)
class AgreementYear:
    """Everything the report shows, computed once.

    Attributes
    ----------
    path : DataFrame
        The allocation for all the years of the agreement.
    outcome, settlement
        None where the year has no outcome in the inputs.
    invoices : DataFrame
        Next year's instalments; empty when the agreement has ended.
    """

    run: Run
    agreement: Agreement
    year: int
    path: pd.DataFrame
    outcome: Outcome | None
    settlement: Settlement | None
    invoices: pd.DataFrame

    @property
    def allocation(self) -> pd.DataFrame:
        """The rows of the report's year."""
        return self.path[self.path["ar"] == self.year]

    @property
    def financing(self) -> int:
        """What the parties pay together in the year, kronor."""
        return int(self.allocation["belopp_kr"].sum())

    @property
    def remarks(self) -> list[str]:
        """A sentence for each thing assumed, standing in or missing in what is shown."""
        amounts = remarks(self.run, self.agreement, self.run.years(self.agreement))
        return amounts + outcome_remarks(self.outcome, self.year)


def open_year(ar: object, inputs: object = "", per_datum: object = "", scenario: object = "bas") -> AgreementYear:
    """Check the notebook's parameters, read the inputs and compute what the report shows.

    Raises
    ------
    InputError
        If a parameter or an input is wrong.
    """
    run = begin(inputs, per_datum, scenario)
    agreement = run.agreement(AGREEMENT)
    year = checked_year(run, agreement, ar)
    path = run.allocation([agreement], run.years(agreement))
    entries = run.inputs.outcomes.get((agreement.id, year))
    outcome = gather(agreement, entries, run.inputs.mapping) if entries else None
    paid = path.loc[path["ar"] == year, "belopp_kr"].to_numpy()
    settlement = settle(paid, outcome.total, agreement.settlement) if outcome else None
    return AgreementYear(
        run, agreement, year, path, outcome, settlement, instalments(agreement, path[path["ar"] == year + 1])
    )


def results(view: AgreementYear) -> Results:
    """Return the report's figures as plain data, for resultat.json."""
    settlement = view.settlement
    data = {
        "rapport": "ekonomisk_rapport",
        "avtal": view.agreement.id,
        "ar": view.year,
        "scenario": view.run.scenario.id,
        "per_datum": view.run.series.as_of.isoformat(),
        "antaganden": view.remarks,
        "fordelning": records(view.path),
        "fakturor": records(view.invoices),
        "utfall": records(view.outcome.posts) if view.outcome else None,
        "slutavrakning": settlement
        and {
            "finansiering_kr": settlement.financing,
            "utfall_kr": settlement.outcome,
            "avvikelse_kr": settlement.deviation,
            "avraknas": settlement.settled,
            "belopp_kr": settlement.amount,
            "per_part_kr": dict(zip(view.allocation["part"], settlement.adjustments.tolist(), strict=True)),
        },
    }
    return Results(data)
