"""Term, extension and notice by RUN/387/2023 §10–11."""

import datetime as dt

import pytest

from model.agreement import Agreement
from model.term import end_of_term, months_in_force, notice_deadline, term_ends

D = dt.date


@pytest.mark.clause("RUN/387/2023 §10", "till 2028, sedan ett år i taget, längst till 2033")
def test_extended_a_year_at_a_time_to_2033(agreement: Agreement) -> None:
    assert term_ends(agreement) == [D(year, 12, 31) for year in range(2028, 2034)]
    assert end_of_term(agreement) == D(2033, 12, 31)


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
    assert end_of_term(agreement, [notice]) == end


@pytest.mark.clause("RUN/387/2023 §11", "en parts uppsägning gäller alla nio")
def test_the_earliest_notice_ends_it_for_all(agreement: Agreement) -> None:
    assert end_of_term(agreement, [D(2030, 5, 5), D(2028, 6, 1)]) == D(2029, 12, 31)


def test_the_deadline_is_a_year_before(agreement: Agreement) -> None:
    assert notice_deadline(agreement, D(2028, 12, 31)) == D(2027, 12, 31)


def with_term(agreement: Agreement, **term: object) -> Agreement:
    return agreement.model_copy(update={"term": agreement.term.model_copy(update=term)})


def test_part_years_count_whole_months() -> None:
    autumn = [months_in_force(D(2024, 9, 1), D(2026, 8, 31), year) for year in range(2023, 2028)]
    assert [list(months) for months in autumn] == [[], [9, 10, 11, 12], [*range(1, 13)], [*range(1, 9)], []]
    assert list(months_in_force(D(2024, 9, 2), D(2024, 12, 30), 2024)) == [10, 11]


def test_the_last_extension_stops_at_the_longest(agreement: Agreement) -> None:
    odd = with_term(agreement, extension_months=36)
    assert term_ends(odd) == [D(2028, 12, 31), D(2031, 12, 31), D(2033, 12, 31)]
