"""What is computed once of something that does not change."""

from dataclasses import dataclass, replace

import pytest

from model.kept import kept
from model.read.begin import begin
from model.run import Run
from model.year import year_of


@dataclass(frozen=True)
class Thing:
    size: int


def test_the_same_is_made_once_of_each_thing_and_of_what_else_is_given() -> None:
    asked = []

    @kept
    def larger(thing: Thing, by: int, *, times: int = 1) -> int:
        asked.append((thing.size, by, times))
        return thing.size + by * times

    one, other = Thing(1), Thing(1)
    told = [larger(one, 2), larger(one, 2), larger(one, 3), larger(other, 2), larger(one, 2, times=5)]
    assert told == [3, 3, 4, 3, 11]
    assert asked == [(1, 2, 1), (1, 3, 1), (1, 2, 1), (1, 2, 5)]
    assert one == other
    assert larger(replace(one, size=7), 2) == 9


def test_what_failed_is_tried_again() -> None:
    @kept
    def never(thing: Thing) -> int:
        raise ValueError(thing.size)

    thing = Thing(1)
    for _ in range(2):
        with pytest.raises(ValueError, match="1"):
            never(thing)


def test_a_year_is_that_of_its_own_run(run: Run) -> None:
    other = begin(run.folder, "2026-06-01")
    assert year_of(run, 2025) is year_of(run, 2025)
    assert year_of(other, 2025) is not year_of(run, 2025)
    assert year_of(other, 2025).run is other
