"""A year of the agreements: amounts, outcome, settlement and what is invoiced after it, computed once."""

import datetime as dt
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from model.agreements.agreement import Agreement
from model.agreements.clauses import SettlementRule
from model.amounts.additions import Addition
from model.amounts.invoices import (
    ADVANCE,
    COLUMNS,
    SETTLEMENT,
    addition_rows,
    correction,
    instalments,
    settlement_rows,
)
from model.amounts.issued import Issued, covered, differences
from model.amounts.outcome import Entry, Outcome
from model.amounts.settlement import Settlement, divisible, every_reading, settle
from model.errors import InputError
from model.forecast import Budget, Forecast
from model.kept import kept
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
        What is booked; None where the year has no outcome in the inputs.
    forecast : Forecast or None
        What the whole year is reckoned to come to; None of a year that is wholly booked, or closed, and while no
        whole month is booked.
    expected : Outcome or None
        What the settlement is, or would be, reckoned on: the forecast if there is one, else what is booked; None
        while no whole month is.
    settlements : sequence of (SettlementRule, Settlement)
        The settlement by each reading of the clause, the agreement's own first; empty where there is none, or
        nothing to split it by (`unpaid`). Of a year that is not closed it is what the settlement would come to
        (`open_because`), by the forecast if any.
    invoices : DataFrame
        Next year's instalments, as they are now computed; empty when the agreement has ended.
    entries : sequence of Entry
        What was booked in the year.
    until : int
        The last month whose entries are counted.
    """

    run: Run
    agreement: Agreement
    year: int
    path: pd.DataFrame
    outcome: Outcome | None
    forecast: Forecast | None
    expected: Outcome | None
    settlements: Sequence[tuple[SettlementRule, Settlement]]
    invoices: pd.DataFrame
    entries: Sequence[Entry]
    until: int = 12

    @cached_property
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
        """What the parties pay together in the year, kronor: what was issued, where it was, else computed."""
        return total(self.allocation["belopp_kr"])

    @property
    def differs(self) -> pd.DataFrame:
        """The rows of the parties that have paid something else than what is now computed."""
        return self.allocation[(self.allocation["belopp_kr"] != self.allocation["beraknat_kr"]).to_numpy(bool)]

    @property
    def settlement(self) -> Settlement | None:
        """The settlement as the agreement is read, or None."""
        return self.settlements[0][1] if self.settlements else None

    @property
    def settlement_band(self) -> tuple[Settlement, Settlement] | None:
        """What the settlement would come to at the lowest and the highest forecast; None where there is none."""
        rule, band = self.agreement.settlement, self.forecast.band if self.forecast else None
        if rule is None or band is None or not self.settlements:
            return None
        low, high = (settle(self.allocation["belopp_kr"], total, rule, self.agreement.scale) for total in band)
        return low, high

    @property
    def budgets(self) -> dict[str, int]:
        """What each cost post may come to in the year, by its code: as the agreement says, or the inputs."""
        given = {row.post: row.amount for row in self.budget_rows}
        return given | {post.id: post.budget for post in self.agreement.cost_posts if post.budget is not None}

    @property
    def budget_rows(self) -> list[Budget]:
        """The rows of the inputs that say so."""
        rows = self.run.inputs.rows(Budget)
        return [row for row in rows if (row.agreement, row.year) == (self.agreement.id, self.year)]

    @property
    def open_because(self) -> str:
        """Why the year's books are not closed, so that nothing is settled yet; empty where they are."""
        today = self.run.series.as_of
        if self.outcome is None:
            return f"utfallet för {self.year} finns inte i underlaget"
        if self.until < 12:
            return "siffrorna gäller bara en del av året"
        if closing := self.run.closing(self.agreement.id, self.year):
            same = closing.holds(self.outcome, self.entries)
            return self.unpaid if same else f"utfallet är ändrat efter bokslutet {closing.date}"
        if self.ready:
            return f"bokslutet för {self.year} är inte gjort"
        told = f"utfallet är inte fastställt ({self.outcome.status})"
        return told if today.year > self.year else f"året är inte slut per {today}"

    @property
    def unpaid(self) -> str:
        """Why nothing can be settled, whatever the outcome: nobody has paid; empty where that is not so."""
        nothing = self.agreement.settlement and self.expected and not self.settlements
        return f"ingen har betalat något för {self.year} som det går att dela efter" if nothing else ""

    @property
    def ready(self) -> bool:
        """Whether the year is over and all that is booked in it is fixed, so that its books may be closed."""
        over = self.run.series.as_of.year > self.year
        booked = self.outcome.status if self.outcome and self.until == 12 else None
        return over and booked is Status.FIXED

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


@kept
def year_of(run: Run, year: int) -> Year:
    """Compute a year of all the agreements of a run."""
    return Year(run, year, [agreement_year(run, each.id, year) for each in run.agreements])


@kept
def agreement_year(run: Run, code: str, year: int, until: int = 12) -> AgreementYear:
    """Compute everything shown of an agreement in a year; without rows where it is not in force.

    Parameters
    ----------
    run, code, year
        Which; the code of an agreement.
    until : int
        The last month whose entries are counted: the year as it stood when that had ended.

    Raises
    ------
    InputError
        If a figure is missing for the year, or for the year after, which is invoiced.
    """
    agreement = run.agreement(code, year)
    path = run.allocation([agreement], {*run.reached(agreement), year, year + 1})
    own = path[path["ar"] == year]
    every = run.inputs.outcomes.get((agreement.id, year), ()) if len(own) else ()
    entries = [entry for entry in every if entry.date.month <= until]
    later = run.agreement(agreement.id, year + 1)
    invoices = instalments(later, path[path["ar"] == year + 1])
    outcome, expected, ahead = run.reckoned(agreement, own, entries, until)
    amounts = list(own["belopp_kr"])
    rule = agreement.settlement if divisible(amounts) else None
    settlements = every_reading(amounts, expected.total, rule, agreement.scale) if expected and rule else []
    return AgreementYear(
        run, agreement, year, path, outcome, ahead, expected, settlements, invoices, entries, until
    )


def invoice_rows(now: Year, settled: Collection[str] | None = None) -> pd.DataFrame:
    """Return what is invoiced in the year after: its instalments, this year's settlement, next year's additions.

    Parameters
    ----------
    now : Year
        The year before that of the invoices.
    settled : collection of str, optional
        The agreements whose settlement is invoiced, if their year is closed; all of them unless told otherwise.

    Returns
    -------
    DataFrame
        The columns of `model.amounts.invoices.COLUMNS`.
    """
    pieces = list[pd.DataFrame]()
    for view in now.views:
        pieces.append(view.invoices)
        told = settled is None or view.agreement.id in settled
        if told and view.due and view.outcome:
            own = settlement_rows(view.agreement, view.allocation, view.due, view.outcome.status)
            pieces.append(own)
        ordered = [item for item in now.run.inputs.rows(Addition) if item.date.year == now.year + 1]
        if ordered:  # who bears what is agreed, whatever a scenario goes on with
            agreed = now.run.agreed(view.agreement.id, now.year + 1)
            pieces.append(addition_rows(agreed, ordered, now.run.years(agreed)[-1]))
    return _together(pieces)


def invoiced(now: Year) -> pd.DataFrame:
    """Return `invoice_rows` with what has been issued in the place of what it covers: as it was sent, to whom.

    Corrections of it are rows of their own. What was issued stands here also where nothing is computed any more.
    """
    run, rows, codes = now.run, invoice_rows(now), [view.agreement.id for view in now.views]
    kinds = {*zip(rows["slag"], rows["ar"], strict=True), (ADVANCE, now.year + 1), (SETTLEMENT, now.year)}
    sent = [row for row in run.issued if row.agreement in codes and (row.about[3], row.year) in kinds]
    left = rows[~covered(rows, sent)]
    facts = pd.DataFrame.from_records([_as_sent(run, row) for row in sent], columns=list(COLUMNS))
    return _together([left, facts]) if sent else rows


def _as_sent(run: Run, row: Issued) -> dict[str, Any]:
    """Return a row of the ledger as an invoice."""
    agreed, party = run.agreed(row.agreement, row.year), run.party(row.agreement, row.party)
    own = correction(agreed, party, row.year, row.about[3], row.amount, row.status, row.date)
    return own | {
        "slag": str(row.kind),
        "partnamn": row.recipient,
        "fran_manad": row.months[0],
        "till_manad": row.months[-1],
        "forfallodatum": str(row.due),
    }


def _together(pieces: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of invoices together."""
    filled = [piece for piece in pieces if len(piece)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(COLUMNS))


def open_differences(run: Run) -> pd.DataFrame:
    """Return what has been issued beside what is now computed for the same (`model.amounts.issued.differences`).

    A settlement is compared while its year is closed, and nothing in years that figures are missing for.
    """
    issued = run.issued
    last = max((item.date.year for item in run.inputs.rows(Addition)), default=0)
    first, until = (pick((row.year for row in issued), default=0) for pick in (min, max))
    pieces, compared, codes = list[pd.DataFrame](), set[tuple[str, int, bool]](), {row.agreement for row in issued}
    for year in range(first - 1, max(until, last) + 1) if issued else ():
        for agreement in (each for each in run.agreements if each.id in codes):
            with suppress(InputError):
                view = agreement_year(run, agreement.id, year)
                pieces.append(invoice_rows(Year(run, year, [view])))
                compared |= {(agreement.id, year + 1, False), *[(agreement.id, year, True)] * bool(view.due)}
    told = [row for row in issued if (row.agreement, row.year, row.about[3] == SETTLEMENT) in compared]
    return differences(_together(pieces), told)


def sent_on(invoices: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return invoices as sent on a day: one whose agreed day has passed is dated then, and due as long after it.

    RUN/387/2023 §7, RUN/350/2019 §8: the days to pay are counted from the invoice.
    """

    def moved(agreed: str, text: str) -> str:
        late = max(day - dt.date.fromisoformat(agreed), dt.timedelta())
        return (dt.date.fromisoformat(text) + late).isoformat()

    told = invoices[["fakturadatum", "forfallodatum"]].itertuples(index=False, name=None)
    days = [(moved(agreed, agreed), moved(agreed, due)) for agreed, due in told]
    return invoices.assign(fakturadatum=[each for each, _ in days], forfallodatum=[due for _, due in days])


def corrections(run: Run, sent: dt.date | None = None) -> pd.DataFrame:
    """Return the corrections that are due (`model.amounts.invoices.correction`), sent on a day, or now.

    With what has been issued and what is now computed of the same: ``utfardat_kr`` and ``beraknat_kr``.
    """
    found, day = open_differences(run), sent or run.series.as_of
    records = [
        correction(run.agreed(code, year), run.party(code, part), year, kind, amount, Status(status), day)
        | {"utfardat_kr": old, "beraknat_kr": new}
        for code, year, part, kind, old, new, amount, status, proposed in found.itertuples(index=False, name=None)
        if proposed
    ]
    return pd.DataFrame.from_records(records, columns=[*COLUMNS, "avser", "utfardat_kr", "beraknat_kr"])
