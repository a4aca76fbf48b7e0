"""The start page where parties come and go between two years."""

from pathlib import Path

from dated import merged

from model.read.begin import begin
from model.year import year_of
from suite.publish.startpage import _amounts


def test_who_has_left_and_who_is_new_stand_beside_the_others(folder: Path) -> None:
    """Ragunda's 63 364 kr of 2029 and Bräcke's 57 603 are Indalen's 124 597 of 2030, with a year's index."""
    run = begin(merged(folder), "2029-06-01")
    table = _amounts(year_of(run, 2029), year_of(run, 2030))
    found = {row[0]: row[1:3] for row in table.rows}
    assert found["Ragunda kommun"] == (63_364, 0)
    assert found["Indalens kommun"] == (0, 124_597)
    assert found["Bräcke kommun"][1] == 0
