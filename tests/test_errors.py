"""A fault is one line, of signs that can be shown, and no longer than a line."""

import pytest

from model.errors import Fault


@pytest.mark.parametrize("sign", ["\x1b", "\u202e", "\u2028", "\u2e61", "\ue000", "\ud800"], ids=ascii)
def test_signs_that_cannot_be_shown_are_replaced_in_what_is_told(sign: str) -> None:
    told = str(Fault("a.yaml", "en kod", f"kom\u00a0petens{sign}"))
    assert told == "a.yaml: fann ”kom\u00a0petens�”, väntade en kod"


def test_a_fault_shows_no_more_of_a_value_than_fits() -> None:
    assert len(str(Fault("a.csv", "x", "y" * 10_000, 1, "z" * 10_000))) < 300
