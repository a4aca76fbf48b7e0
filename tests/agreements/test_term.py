"""Term, extension and notice by RUN/387/2023 §10–11."""

import datetime as dt

import pytest

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.agreements.in_force import (
    end_of_term,
    extended_to,
    months_in_force,
    notice_deadline,
    term_ends,
    years_in_force,
)

D = dt.date


@pytest.mark.clause("RUN/387/2023 §10", "till 2028, sedan ett år i taget, längst till 2033")
def test_extended_a_year_at_a_time_to_2033(agreement: Agreement) -> None:
    assert term_ends(Agreed(agreement)) == [D(year, 12, 31) for year in range(2028, 2034)]
    assert end_of_term(Agreed(agreement)) == D(2033, 12, 31)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (D(2026, 6, 1), D(2029, 12, 31)),
        (D(2028, 12, 31), D(2029, 12, 31)),
        (D(2029, 1, 1), D(2030, 12, 31)),
        (D(2032, 12, 31), D(2033, 12, 31)),
        (D(2033, 1, 1), D(2033, 12, 31)),  # there is no term after it
    ],
)
def test_an_extension_is_by_the_term_after_that_of_its_day(
    agreement: Agreement, day: dt.date, end: dt.date
) -> None:
    assert extended_to(Agreed(agreement), day) == end


@pytest.mark.clause("RUN/387/2023 §11", "uppsägning senast ett år före")
@pytest.mark.parametrize(
    ("notice", "end"),
    [
        (D(2024, 1, 1), D(2028, 12, 31)),
        (D(2027, 12, 31), D(2028, 12, 31)),
        (D(2028, 1, 1), D(2029, 12, 31)),
        (D(2028, 12, 31), D(2029, 12, 31)),
        (D(2032, 12, 31), D(2033, 12, 31)),
        (D(2033, 6, 1), D(2033, 12, 31)),
    ],
)
def test_a_notice_counts_for_the_first_end_it_is_early_enough_for(
    agreement: Agreement, notice: dt.date, end: dt.date
) -> None:
    assert end_of_term(Agreed(agreement), [notice]) == end


@pytest.mark.clause("RUN/387/2023 §11", "en parts uppsägning gäller alla nio")
def test_the_earliest_notice_ends_it_for_all(agreement: Agreement) -> None:
    assert end_of_term(Agreed(agreement), [D(2030, 5, 5), D(2028, 6, 1)]) == D(2029, 12, 31)


def test_the_deadline_is_a_year_before(agreement: Agreement) -> None:
    assert notice_deadline(Agreed(agreement), D(2028, 12, 31)) == D(2027, 12, 31)


def with_term(agreement: Agreement, **term: object) -> Agreed:
    return Agreed(agreement.model_copy(update={"term": agreement.term.model_copy(update=term)}))


def test_part_years_count_whole_months() -> None:
    autumn = [months_in_force(D(2024, 9, 1), D(2026, 8, 31), year) for year in range(2023, 2028)]
    assert [list(months) for months in autumn] == [[], [9, 10, 11, 12], [*range(1, 13)], [*range(1, 9)], []]
    assert list(months_in_force(D(2024, 9, 2), D(2024, 12, 30), 2024)) == [10, 11]


def test_the_last_extension_stops_at_the_longest(agreement: Agreement) -> None:
    odd = with_term(agreement, extension_months=36)
    assert term_ends(odd) == [D(2028, 12, 31), D(2031, 12, 31), D(2033, 12, 31)]


def test_without_extension_there_is_one_end(agreement: Agreement) -> None:
    once = with_term(agreement, extension_months=0, longest=None)
    assert term_ends(once) == [D(2028, 12, 31)]
    assert end_of_term(once, [D(2024, 1, 1)]) == D(2028, 12, 31)


def test_without_a_longest_it_is_extended_past_the_years_that_are_computed(agreement: Agreement) -> None:
    """By twelve months from the end of 2028 until the end of 2030 is reached; by 18 until it is passed."""
    years = with_term(agreement, longest=None, last_year=2030)
    assert term_ends(years) == [D(2028, 12, 31), D(2029, 12, 31), D(2030, 12, 31)]
    odd = with_term(agreement, longest=None, last_year=2030, extension_months=18)
    assert term_ends(odd) == [D(2028, 12, 31), D(2030, 6, 30), D(2031, 12, 31)]


def test_an_end_in_the_middle_of_a_month_is_extended_to_the_day_before(agreement: Agreement) -> None:
    """Terms of six months that begin on the 16th, and on the 1st of a month longer or shorter than the last."""
    middle = with_term(agreement, end=D(2028, 3, 15), extension_months=6, longest=D(2029, 3, 15))
    assert term_ends(middle) == [D(2028, 3, 15), D(2028, 9, 15), D(2029, 3, 15)]
    short = with_term(agreement, end=D(2028, 2, 29), extension_months=6, longest=D(2029, 2, 28))
    assert term_ends(short) == [D(2028, 2, 29), D(2028, 8, 31), D(2029, 2, 28)]


def test_without_a_notice_rule_there_is_no_deadline_and_a_notice_counts_to_the_end(agreement: Agreement) -> None:
    without = Agreed(agreement.model_copy(update={"notice": None}))
    assert notice_deadline(without, D(2028, 12, 31)) is None
    assert end_of_term(without, [D(2028, 12, 31)]) == D(2028, 12, 31)
    assert end_of_term(without, [D(2029, 1, 1)]) == D(2029, 12, 31)


@pytest.mark.parametrize(
    ("not_renewed", "end"),
    [(D(2030, 12, 31), D(2030, 12, 31)), (D(2030, 12, 30), D(2029, 12, 31)), (D(2040, 1, 1), D(2033, 12, 31))],
)
def test_not_extended_after_a_day(agreement: Agreement, not_renewed: dt.date, end: dt.date) -> None:
    assert end_of_term(Agreed(agreement), not_renewed=not_renewed) == end
    assert end_of_term(Agreed(agreement), [D(2027, 1, 1)], not_renewed) == D(2028, 12, 31)
    # Too late for the last end that there is: it ends there all the same.
    assert end_of_term(Agreed(agreement), [D(2039, 1, 1)], not_renewed) == end


def test_years_in_force_as_far_as_the_model_goes(agreement: Agreement) -> None:
    assert years_in_force(Agreed(agreement), D(2028, 1, 1)) == range(2024, 2029)
    assert years_in_force(with_term(agreement, last_year=2026), D(2028, 1, 1)) == range(2024, 2027)
    assert years_in_force(with_term(agreement, last_year=2030), D(2028, 1, 1)) == range(2024, 2029)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (D(2024, 1, 1), D(2024, 12, 31), [*range(1, 13)]),
        (D(2024, 3, 1), D(2024, 3, 31), [3]),
        (D(2024, 3, 1), D(2024, 3, 30), []),
        (D(2024, 3, 2), D(2024, 3, 31), []),
        (D(2024, 2, 1), D(2024, 2, 29), [2]),  # a leap year's February
        (D(2024, 2, 1), D(2024, 2, 28), []),
        (D(2023, 12, 31), D(2024, 1, 31), [1]),
        (D(2024, 12, 1), D(2025, 1, 1), [12]),
        (D(2024, 12, 2), D(2025, 12, 31), []),
        (D(2025, 1, 1), D(2025, 12, 31), []),
        (D(2022, 1, 1), D(2023, 12, 31), []),
    ],
)
def test_only_whole_months_of_the_year_count(start: dt.date, end: dt.date, months: list[int]) -> None:
    assert list(months_in_force(start, end, 2024)) == months
