"""A year of the agreements: amounts, outcome, settlement and what is invoiced after it, computed once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from model.agreements.agreement import Agreement
from model.agreements.clauses import SettlementRule
from model.amounts.additions import Addition
from model.amounts.invoices import COLUMNS, addition_rows, instalments, settlement_rows
from model.amounts.outcome import Entry, Outcome, gather
from model.amounts.settlement import Settlement, every_reading, is_closed
from model.money import Amount, total
from model.run import Run
from model.shown import Shown, grouped
from model.status import Status


def shown_years(run: Run, year: int) -> range:
    """Return the ten years that a year's reports show: the last that any agreement can have, or from the year."""
    first = min(year, run.horizon[-1] - 9)
    return range(first, first + 10)


@dataclass(frozen=True, repr=False)
class AgreementYear(Shown):
    """Everything shown of an agreement in a year.

    Attributes
    ----------
    path : DataFrame
        The allocation for the years of the agreement, until the first that a figure is missing for.
    outcome : Outcome or None
        None where the year has no outcome in the inputs.
    settlements : sequence of (SettlementRule, Settlement)
        The settlement by each reading of the clause, the agreement's own first; empty where there is none. Of a
        year that is not closed it is what the settlement would come to (`open_because`).
    invoices : DataFrame
        Next year's instalments; empty when the agreement has ended.
    entries : sequence of Entry
        What was booked in the year.
    """

    run: Run
    agreement: Agreement
    year: int
    path: pd.DataFrame
    outcome: Outcome | None
    settlements: Sequence[tuple[SettlementRule, Settlement]]
    invoices: pd.DataFrame
    entries: Sequence[Entry] = ()

    @property
    def allocation(self) -> pd.DataFrame:
        """The rows of the report's year."""
        return self.path[self.path["ar"] == self.year]

    @property
    def years(self) -> list[int]:
        """The years that a report shows, of those in which the agreement is in force and no figure is missing."""
        within = shown_years(self.run, self.year)
        return [year for year in self.run.reached(self.agreement) if year in within]

    @property
    def in_force(self) -> bool:
        """Whether anybody pays anything in the year."""
        return len(self.allocation) > 0

    @property
    def financing(self) -> Amount:
        """What the parties pay together in the year, kronor."""
        return total(self.allocation["belopp_kr"])

    @property
    def settlement(self) -> Settlement | None:
        """The settlement as the agreement is read, or None."""
        return self.settlements[0][1] if self.settlements else None

    @property
    def open_because(self) -> str:
        """Why the year's books are not closed, so that nothing is settled yet; empty where they are."""
        today = self.run.series.as_of
        if self.outcome is None:
            return f"utfallet för {self.year} finns inte i underlaget"
        if is_closed(self.year, self.outcome.status, today):
            return ""
        status = f"utfallet har status {self.outcome.status}, inte {Status.FIXED}"
        return status if today.year > self.year else f"året är inte slut per {today}"

    @property
    def due(self) -> Settlement | None:
        """The settlement that is made: of a closed year only."""
        return None if self.open_because else self.settlement

    def _line(self) -> str:
        return f"{self.agreement.short} {self.year}, {grouped(self.financing)} kr"

    def _table(self) -> pd.DataFrame:
        return self.allocation[["part", "partnamn", "belopp_kr", "status"]]


@dataclass(frozen=True, repr=False)
class Year(Shown):
    """A year of all the agreements, each with its own books."""

    run: Run
    year: int
    views: Sequence[AgreementYear]

    @property
    def in_force(self) -> list[AgreementYear]:
        """The agreements that somebody pays by in the year."""
        return [view for view in self.views if view.in_force]

    def billed(self, year: int) -> pd.DataFrame:
        """Return the allocation of a year, of the agreements that are invoiced; no rows where none is."""
        paths = [view.path for view in self.views if view.agreement.billing] or [self.views[0].path[:0]]
        return pd.concat([path[path["ar"] == year] for path in paths], ignore_index=True)

    def view(self, code: str) -> AgreementYear:
        """Return the year of one agreement.

        Raises
        ------
        InputError
            If there is no such agreement.
        """
        agreement = self.run.agreement(code)
        return next(view for view in self.views if view.agreement.id == agreement.id)

    def _line(self) -> str:
        return f"{self.year}, {len(self.in_force)} avtal"

    def _table(self) -> pd.DataFrame:
        return pd.concat([view.allocation for view in self.views])[
            ["avtal", "part", "partnamn", "belopp_kr", "status"]
        ]


def year_of(run: Run, year: int) -> Year:
    """Compute a year of all the agreements of a run."""
    return Year(run, year, [agreement_year(run, each, year) for each in run.agreements])


def agreement_year(run: Run, agreement: Agreement, year: int) -> AgreementYear:
    """Compute everything shown of an agreement in a year; without rows where it is not in force.

    Raises
    ------
    InputError
        If a figure is missing for the year, or for the year after, which is invoiced.
    """
    path = run.allocation([agreement], {*run.reached(agreement), year, year + 1})
    agreement = run.agreement(agreement.id, year)
    paid = list(path.loc[path["ar"] == year, "belopp_kr"])
    entries = run.inputs.outcomes.get((agreement.id, year)) if len(paid) else None
    outcome = gather(agreement, entries, run.inputs.mapping) if entries else None
    rule = agreement.settlement
    settlements = every_reading(paid, outcome.total, rule, agreement.scale) if outcome and rule else []
    later = run.agreement(agreement.id, year + 1)
    invoices = instalments(later, path[path["ar"] == year + 1])
    return AgreementYear(run, agreement, year, path, outcome, settlements, invoices, entries or ())


def invoice_rows(now: Year, settled: Collection[str] | None = None) -> pd.DataFrame:
    """Return what is invoiced in the year after: its instalments, this year's settlement, next year's additions.

    Parameters
    ----------
    now : Year
        The year before that of the invoices.
    settled : collection of str, optional
        The agreements whose settlement is invoiced; those whose year is closed unless told otherwise.

    Returns
    -------
    DataFrame
        The columns of `model.amounts.invoices.COLUMNS`.
    """
    pieces = []
    for view in now.views:
        pieces.append(view.invoices)
        told = view.due is not None if settled is None else view.agreement.id in settled
        if told and view.settlement and view.outcome:
            own = settlement_rows(view.agreement, view.allocation, view.settlement, view.outcome.status)
            pieces.append(own)
        ordered = [item for item in now.run.inputs.rows(Addition) if item.date.year == now.year + 1]
        # Who bears what is agreed, whatever a scenario goes on with.
        agreed = now.run.agreed(view.agreement.id, now.year + 1)
        pieces.append(addition_rows(agreed, ordered, now.run.years(agreed)[-1]))
    filled = [piece for piece in pieces if len(piece)]
    if not filled:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(filled, ignore_index=True)
