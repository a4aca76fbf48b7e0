"""Settlement by RUN/387/2023 §7, worked by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.agreements.agreement import Agreement
from model.agreements.clauses import Denominator, Extent, SettlementRule
from model.amounts.settlement import every_reading, settle, settled_changes, settlement_limits


def rule(denominator: str = "utfall", extent: str = "hela", limit: str = "10") -> SettlementRule:
    data = {"grans_procent": limit, "namnare": denominator, "omfattning": extent, "faktureras_manad": 3}
    return SettlementRule.model_validate(data | {"paragraf": "§7"})


@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning när avvikelsen är mer än 10 %")
@pytest.mark.parametrize(
    ("outcome", "denominator", "extent", "amount"),
    [
        # Financing 1 600. Against an outcome of 1 400: 200 is 14.3 % of it, and all of it goes back.
        (1400, "utfall", "hela", 200),
        # Only what exceeds 10 % of 1 400: 200 − 140.
        (1400, "utfall", "overskjutande", 60),
        # Against the financing 200 is 12.5 %; the excess over 160 is 40.
        (1400, "finansiering", "hela", 200),
        (1400, "finansiering", "overskjutande", 40),
        # 1 450: 150 is 10.3 % of the outcome but 9.4 % of the financing.
        (1450, "utfall", "hela", 150),
        (1450, "finansiering", "hela", 0),
        # A cost of 1 800: 200 is 11.1 % of it, and is asked of the parties.
        (1800, "utfall", "hela", -200),
        (1800, "utfall", "overskjutande", -20),
        # Exactly 10 % of the financing is not more than 10 %.
        (1760, "finansiering", "hela", 0),
        (1440, "finansiering", "hela", 0),
        (0, "utfall", "hela", 1600),
    ],
)
def test_readings_of_the_clause(outcome: int, denominator: str, extent: str, amount: int) -> None:
    result = settle(np.array([800, 500, 300]), outcome, rule(denominator, extent))
    assert result.amount == amount
    assert result.adjustments.sum() == -amount
    assert result.settled == (amount != 0)


@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning när avvikelsen är mer än 10 %")
def test_exactly_ten_per_cent_is_not_settled() -> None:
    assert not settle(np.array([110, 220]), 300, rule()).settled
    assert settle(np.array([110, 221]), 300, rule()).settled
    assert not settle(np.array([135, 135]), 300, rule()).settled
    assert settle(np.array([135, 134]), 300, rule()).settled


@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning när avvikelsen är mer än 10 %")
def test_the_agreement_as_shipped_settles_beyond_ten_per_cent_of_the_outcome(agreement: Agreement) -> None:
    assert agreement.settlement
    assert not settle(np.array([110]), 100, agreement.settlement).settled
    assert settle(np.array([111]), 100, agreement.settlement).amount == 11


def test_split_by_what_each_party_paid() -> None:
    """200 by 800 : 500 : 300 is 100, 62.5 and 37.5; the odd krona goes to the first of equal remainders."""
    assert settle(np.array([800, 500, 300]), 1400, rule()).adjustments.tolist() == [-100, -63, -37]
    assert settle(np.array([800, 500, 300]), 1800, rule()).adjustments.tolist() == [100, 63, 37]


def test_an_excess_of_half_a_krona_is_rounded_up() -> None:
    """10 % of 1 405 is 140.5; deviation 195, excess 54.5."""
    assert settle(np.array([1600]), 1405, rule(extent="overskjutande")).amount == 55


@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning när avvikelsen är mer än 10 %")
def test_every_reading_of_the_clause_the_rules_own_first() -> None:
    """Financing 1 600 against 1 400: as in the table above, whichever reading the agreement has."""
    amounts = {
        ("utfall", "hela"): 200,
        ("utfall", "overskjutande"): 60,
        ("finansiering", "hela"): 200,
        ("finansiering", "overskjutande"): 40,
    }
    for own in amounts:
        found = every_reading([800, 500, 300], 1400, rule(*own))
        told = [(str(each.denominator), str(each.extent)) for each, _ in found]
        assert told == [own, *(other for other in amounts if other != own)]
        assert [settlement.amount for _, settlement in found] == [amounts[reading] for reading in told]


def test_a_settlement_to_the_ore() -> None:
    """1 600.01 paid in against 1 400: 200.01 is split by 800.51 and 799.50, as 100.0681 and 99.9419."""
    ((_, found), (_, excess), *_) = every_reading([Decimal("800.51"), Decimal("799.50")], 1400, rule(), scale=100)
    shown = (found.financing, found.outcome, found.deviation, found.denominator, found.amount)
    assert [str(amount) for amount in shown] == ["1600.01", "1400.00", "200.01", "1400.00", "200.01"]
    assert found.limit == 140
    assert found.settled
    assert [str(amount) for amount in found.adjustments] == ["-100.07", "-99.94"]
    assert str(excess.amount) == "60.01"


def test_a_single_krona_goes_the_right_way() -> None:
    """6 paid against 5, and 5 against 6: a fifth and a sixth."""
    assert settle(np.array([6]), 5, rule()).adjustments.tolist() == [-1]
    assert settle(np.array([5]), 6, rule()).adjustments.tolist() == [1]


def test_what_a_settlement_was_decided_by() -> None:
    found = settle(np.array([800, 500, 300]), 1405, rule())
    assert (found.financing, found.outcome, found.deviation, found.denominator) == (1600, 1405, 195, 1405)
    assert found.limit == Fraction(281, 2)
    credit = settle(np.array([110, 0]), -100, rule())
    assert (credit.denominator, credit.limit, credit.amount) == (100, 10, 210)


def test_only_the_rows_of_a_year_with_an_outcome_change(agreement: Agreement) -> None:
    """800, 500 and 300 of öre kronor against 1 400 in 2025: 200.05 back, by 800.05, 500 and 300."""
    rows = [("a", 2024, "800"), ("energikontor", 2025, "800.05"), ("energikontor", 2025, "500.00")]
    rows += [("energikontor", 2025, "300.00"), ("energikontor", 2026, "800")]
    frame = pd.DataFrame(rows, columns=["avtal", "ar", "belopp_kr"], index=[3, 1, 4, 2, 0])
    frame["belopp_kr"] = frame["belopp_kr"].map(Decimal)
    outcomes = {("energikontor", 2025): 1400, ("energikontor", 2030): 1, ("a", 2024): 1}
    terms = {"energikontor": agreement.altered(unit="öre"), "a": agreement.altered(settlement=None)}
    found = settled_changes(frame, outcomes, lambda code, _: terms[code])
    assert found.index.tolist() == [3, 1, 4, 2, 0]
    # 200.05 × 800.05 / 1 600.05 = 100.0281, × 500 / 1 600.05 = 62.5137 and × 300 / 1 600.05 = 37.5082.
    assert [str(change) for change in found] == ["0", "-100.03", "-62.51", "-37.51", "0"]


@pytest.mark.parametrize("paid", [[0, 0], [500, -1]])
def test_nothing_changes_where_there_is_nothing_to_split_by(paid: list[int], agreement: Agreement) -> None:
    frame = pd.DataFrame({"avtal": "energikontor", "ar": 2025, "belopp_kr": paid})
    assert settled_changes(frame, {("energikontor", 2025): 100}, lambda *_: agreement).tolist() == [0, 0]


def test_nobody_has_paid() -> None:
    with pytest.raises(ValueError):
        settle(np.array([0, 0]), 100, rule())


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=12).filter(any),
    st.integers(-(10**6), 10**8),
    st.sampled_from(Denominator),
    st.sampled_from(Extent),
)
def test_what_is_settled_never_passes_the_deviation(
    paid: list[int], outcome: int, denominator: Denominator, extent: Extent
) -> None:
    result = settle(np.array(paid), outcome, rule(denominator, extent))
    assert result.adjustments.sum() == -result.amount
    assert abs(result.amount) <= abs(result.deviation)
    assert result.settled == (abs(result.deviation) > result.limit)
    if extent is Extent.WHOLE and result.settled:
        assert sum(paid) + result.adjustments.sum() == outcome


@pytest.mark.parametrize(
    ("denominator", "limits"),
    [
        ("utfall", (1260, 1540)),  # 1 400 less and more a tenth of it
        ("finansiering", (1273, 1555)),  # 1 400 / 1.1 is 1 272.7, and 1 400 / 0.9 is 1 555.6
    ],
)
def test_what_may_be_paid_in_without_settlement(denominator: str, limits: tuple[int, int]) -> None:
    assert settlement_limits(rule(denominator), 1400) == limits


@given(st.integers(100, 10**8), st.sampled_from(Denominator), st.integers(0, 90))
def test_settlement_begins_just_outside_the_limits(outcome: int, denominator: Denominator, percent: int) -> None:
    own = rule(str(denominator), limit=str(percent))
    low, high = settlement_limits(own, outcome)
    assert not any(settle([paid], outcome, own).settled for paid in (low, high))
    assert all(settle([paid], outcome, own).settled for paid in (low - 1, high + 1))
