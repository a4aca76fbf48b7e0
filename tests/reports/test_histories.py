"""Whatever happens in whatever lawful order: what was issued, with corrections, is what is computed, to the krona.

``pytest tests/reports/test_histories.py --hypothesis-profile=historier`` lives through 10 000 histories.
"""

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from small_inputs import published, small_inputs

from model.amounts.closing import Closing, entries_digest
from model.amounts.issued import Issued
from model.amounts.outcome import gather
from model.exact import adjustments
from model.read.consistency import issued_faults
from model.read.load import load
from model.read.record_file import LEDGER, record_faults
from model.run import Inputs, Run
from model.year import agreement_year, open_differences, year_of
from suite.reports.invoice_basis import basis_rows
from suite.reports.issuing import issued_rows

YEARS = (2025, 2026, 2027)


@cache
def small() -> Inputs:
    with TemporaryDirectory() as place:
        folder = small_inputs(Path(place) / "inputs")
        published(folder, "2024-12-15")
        return load(folder)


class Histories(RuleBasedStateMachine):
    """A region that revises its figures, issues, corrects and closes as it comes."""

    @initialize()
    def begin(self) -> None:
        self.inputs, self.day = small(), dt.date(2025, 1, 1)

    @property
    def run_now(self) -> Run:
        series = self.inputs.series(self.day)
        return Run("", self.inputs, series, self.inputs.scenarios["bas"]).under(self.inputs.scenarios["bas"])

    def later(self) -> None:
        self.day += dt.timedelta(days=37)

    @rule(year=st.sampled_from(YEARS), tenths=st.integers(-20, 90))
    def revise_index(self, year: int, tenths: int) -> None:
        self.later()
        (row, *_) = [each for each in self.inputs.index if each.year == year]
        new = row.altered(percent=f"{tenths / 10}", published=self.day, replaces=None)
        self.inputs = replace(self.inputs, index=[*self.inputs.index, new])

    @rule(place=st.integers(0, 7), people=st.integers(100, 20_000))
    def revise_population(self, place: int, people: int) -> None:
        self.later()
        row = [each for each in self.inputs.population if each.reference_date.year == 2024][place]
        new = row.altered(population=people, published=self.day)
        self.inputs = replace(self.inputs, population=[*self.inputs.population, new])

    @rule(thousands=st.integers(500, 3000))
    def book(self, thousands: int) -> None:
        """Book another outcome of 2025, before the closing or, which is told as an error, after it."""
        first, *rest = self.inputs.outcomes["energikontor", 2025]
        booked = [first.altered(amount=f"{thousands}000"), *rest]
        self.inputs = replace(self.inputs, outcomes={("energikontor", 2025): booked})

    @rule(year=st.sampled_from(YEARS))
    def issue(self, year: int) -> None:
        self.later()
        run, earlier = self.run_now, self.inputs.rows(Issued)
        rows = basis_rows(year_of(run, year - 1))
        for row in issued_rows(run, rows, "Namn", self.day, "abc"):
            before = earlier[-1].digest if earlier else None
            earlier = [*earlier, row.model_copy(update={"before": before})]
        self.inputs = replace(self.inputs, tables={**self.inputs.tables, Issued: earlier})

    @precondition(lambda self: self.day.year > 2025)
    @rule()
    def close(self) -> None:
        self.later()
        entries = self.inputs.outcomes["energikontor", 2025]
        outcome = gather(self.run_now.agreement("energikontor", 2025), entries, self.inputs.mapping)
        row = {"avtal": "energikontor", "ar": 2025, "dag": self.day, "utfall_kr": outcome.total, "beslut": "RS"}
        new = Closing.model_validate(row | {"utfall_hash": entries_digest(entries)})
        closings = [*self.inputs.rows(Closing), new]
        self.inputs = replace(self.inputs, tables={**self.inputs.tables, Closing: closings})

    @rule()
    def wait(self) -> None:
        self.day += dt.timedelta(days=200)

    @invariant()
    def nothing_is_lost_or_issued_twice(self) -> None:
        assert list(issued_faults(self.inputs)) == []
        assert record_faults(LEDGER.file, self.inputs.rows(Issued), (0, "")) == []

    def teardown(self) -> None:
        """In the end all that is due is issued: then each party has been invoiced what is computed, by hand."""
        for _ in range(3):  # a correction moves what was paid, and with it what is settled
            for year in YEARS:
                self.issue(year)
        run = self.run_now
        sent = Counter[tuple[str, int, str]]()
        for row in self.inputs.rows(Issued):
            sent[row.about[3], row.year, row.party] += int(row.amount)
        for year in YEARS:
            frame = run.allocation(run.agreements, [year])
            told = dict(zip(frame["part"], frame["beraknat_kr"].tolist(), strict=True))
            assert {party: sent["förskott", year, party] for party in told} == told
        view = agreement_year(run, run.agreement("energikontor"), 2025)
        if view.due:
            amounts = view.allocation["beraknat_kr"].tolist()
            gap = sum(amounts) - view.due.outcome
            back = adjustments(gap if 10 * abs(gap) > abs(view.due.outcome) else 0, amounts)
            parties = view.allocation["part"].tolist()
            assert [sent["slutavräkning", 2025, party] for party in parties] == list(back)
            assert not open_differences(run)["skillnad_kr"].any()


_MANY = settings.default.max_examples if settings.default else 100
Histories.TestCase.settings = settings(
    max_examples=_MANY if _MANY > 1000 else 8, stateful_step_count=12, deadline=None
)
TestHistories = pytest.mark.slow(Histories.TestCase)
