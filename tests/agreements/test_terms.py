"""Changed terms: the same agreement with a value of its own, or why it cannot be."""

from pathlib import Path

import pytest

from model.agreements.terms import changed
from model.errors import InputError
from model.read.begin import begin


def test_nothing_changed_is_the_same_agreement() -> None:
    for agreement in begin().agreements:
        assert changed(agreement, {}) == agreement


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slutavrakning.namn": "x"}, "slutavrakning.namn: väntade"),
        ({"bidrag.staten.basbelopp": "5"}, "fann ”bidrag.staten.basbelopp”, väntade en plats i avtalets fil"),
        ({"bidrag.region.basbelopp": "5"}, "att bidragens basbelopp summerar till totalt"),
        ({"slutavrakning.omfattning": "halva"}, "väntade något av: hela, overskjutande"),
    ],
)
def test_a_change_that_cannot_be_is_refused(changes: dict, words: str, folder: Path) -> None:
    with pytest.raises(InputError) as error:
        changed(begin(str(folder)).agreement("energikontor"), changes)
    assert words in str(error.value)
