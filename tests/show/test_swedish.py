"""Numbers as Swedes read them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from suite.show.swedish import at_most, in_words, joined, kr, number, percent, ratio, signed, spans


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (number(1648000), "1 648 000"),
        (number(-5), "−5"),
        (number(Decimal("1.0609")), "1,0609"),
        (number(Decimal("12345.6")), "12 345,6"),
        (number(Fraction(1, 3), 2), "0,33"),
        (number(Fraction(-5, 2), 0), "−3"),
        (number(Fraction(5, 1000), 2), "0,01"),
        (kr(800), "800 kr"),
        (percent(Decimal("3.0")), "3,0 %"),
        (ratio(12770, 132736), "9,62 %"),
        (signed(200), "+200"),
        (signed(-200), "−200"),
        (signed(0), "0"),
        (joined(["a"]), "a"),
        (joined(["a", "b", "c"]), "a, b och c"),
        (spans([2025, 2026, 2027, 2030]), "2025–2027, 2030"),
    ],
)
def test_swedish(shown: str, expected: str) -> None:
    assert shown.replace("\u00a0", " ") == expected
    assert " " not in shown.replace(" och ", "").replace(", ", "")


def test_of_many_words_the_first_are_told() -> None:
    assert at_most("abc", 3) == "a, b och c"
    assert at_most("abcdef", 3) == "a, b och 4 till"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("slutar 2028-08-31; sedan", "slutar 31 augusti 2028; sedan"),
        ("2024-01-01–2024-12-31", "1 januari 2024–31 december 2024"),
        ("nr 12024-01-01 och 2025-02-30", "nr 12024-01-01 och 2025-02-30"),
    ],
)
def test_dates_in_digits_are_read_in_words(text: str, told: str) -> None:
    assert in_words(text).replace("\u00a0", " ") == told
