"""The date that was meant where another was written."""

import pytest

from model.dates import probable_date


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-1", "1 november 2026", "2026-11-01 00:00:00", "20261101", "46327", "1/11 2026", "2026/11/01"),
        *("01.11.2026", "2026–11–01", "2026-11-01T00:00", "261101", "1 nov 2026", "den 1 november 2026"),
    ],
)
def test_the_date_that_was_meant_can_be_told(text: str) -> None:
    assert str(probable_date(text)) == "2026-11-01"


@pytest.mark.parametrize(
    "text",
    ["", "snart", "2026", "nov 2026", "1 november", "2026-02-30", "5 343", "LPIX i Regionplan 2020", "99999", "²"],
)
def test_where_no_date_was_meant_none_is_told(text: str) -> None:
    assert probable_date(text) is None
