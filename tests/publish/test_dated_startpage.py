"""The start page where parties come and go between two years."""

from pathlib import Path

from dated import merged

from model.read.begin import begin
from model.year import year_of
from suite.publish.startpage import _amounts


def test_who_has_left_and_who_is_new_stand_beside_the_others(folder: Path) -> None:
    """Ragunda pays 63 364 kr in 2029; Indalen, which it and Bräcke have become, 124 597 in 2030."""
    run = begin(merged(folder), "2029-06-01")
    table = _amounts(year_of(run, 2029), year_of(run, 2030))
    found = {row[0]: row[1:3] for row in table.rows}
    assert found["Ragunda kommun"] == (63_364, 0)
    assert found["Indalens kommun"] == (0, 124_597)
    assert found["Bräcke kommun"][1] == 0
