"""Scenarios that build on each other: far, and round."""

from pathlib import Path

import pytest
from small_inputs import edit

from model.errors import InputError
from model.read.begin import begin

NEXT = "scenario: s{n}\nnamn: S\nforfattare: T\ndatum: 2026-01-01\nvarfor: x\nutgar_fran: [{on}]\n"


def chain(folder: Path, length: int, parents: int) -> None:
    for n in range(length):
        on = ", ".join([f"s{n - 1}" if n else "bas"] * parents)
        (folder / "scenarier" / f"s{n}.yaml").write_text(NEXT.format(n=n, on=on), encoding="utf-8")


def test_a_scenario_is_gone_through_once_however_often_it_is_built_on(folder: Path) -> None:
    chain(folder, 40, 3)
    assert begin(folder, scenario="s39").scenario.projection is not None


def test_a_long_row_of_scenarios_is_refused(folder: Path) -> None:
    chain(folder, 120, 1)
    with pytest.raises(InputError, match="väntade högst 50 scenarier som bygger på varandra"):
        begin(folder, scenario="s119")


def test_scenarios_that_build_on_each_other_in_a_ring(folder: Path) -> None:
    chain(folder, 3, 1)
    edit(folder / "scenarier" / "s0.yaml", "[bas]", "[s2]")
    with pytest.raises(InputError, match=r"bygger på sig självt \(s0 → s2 → s1 → s0\)"):
        begin(folder)
