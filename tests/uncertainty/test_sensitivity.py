"""What moves a party's cost, worked by hand: costs that are plain sums of what a step assumes."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from trials import trial

from model.scenarios.scenario import Scenario
from model.uncertainty import sensitivity
from model.uncertainty.sensitivity import Bar, Factor, tornado, variance_shares
from model.uncertainty.simulation import ALL, Plan, amounts

DAY = dt.date(2026, 11, 1)
PEOPLE = {"2303": 1000, "2305": 3000}
SHOCKED = Scenario.model_validate(
    {
        "scenario": "hog",
        "namn": "Hög",
        "forfattare": "Testet",
        "datum": "2026-01-01",
        "varfor": "Prov.",
        "utgar_fran": "bas",
        "lpix": {"chock": {2030: "0.5"}},
        "index": {"KPI": {"chock": {2031: "-1"}}},
    }
).model_copy(update={"id": "hog+brant"})


def factor(**told: Any) -> Factor:
    return Factor.model_validate({"kod": "x", "namn": "Prov", "steg": "ett steg", **told})


def moved(own: Factor, sign: int, party: str = ALL, people: Mapping[str, int] = PEOPLE) -> Scenario:
    found = own.moved(SHOCKED, sign, 2031, party, people)
    assert found
    return found


def test_a_step_of_an_index_is_added_to_the_scenarios_own_in_each_year_to_the_last() -> None:
    lpix = factor(lpix={"fran": 2029, "procentenheter": 2})
    assert moved(lpix, 1).lpix.shocks == {2029: 2, 2030: Decimal("2.5"), 2031: 2}
    assert moved(lpix, -1).lpix.shocks == {2029: -2, 2030: Decimal("-1.5"), 2031: -2}
    assert moved(lpix, 1).other_indices == {}
    kpi = moved(factor(lpix={"index": "KPI", "fran": 2030, "procentenheter": 1}), 1)
    assert {name: each.shocks for name, each in kpi.indices.items()} == {"KPI": {2030: 1, 2031: 0}}


def test_a_step_of_populations_is_seen_from_a_party() -> None:
    """Half a per cent of 1 000 is 5; of 3 000 it is 15. A half is rounded away from zero: 1 % of 50 is 0.5."""
    own = factor(folkmangd={"vems": "egen", "datum": "2026-11-01", "procent": "0.5"})
    others = factor(folkmangd={"vems": "andras", "datum": "2026-11-01", "procent": 1})
    told = moved(own, 1, "2303").people
    assert [(each.code, each.date, each.population) for each in told] == [("2303", DAY, 1005)]
    assert [(each.code, each.population) for each in moved(own, -1, "2305").people] == [("2305", 2985)]
    assert [(each.code, each.population) for each in moved(others, -1, "2303").people] == [("2305", 2970)]
    assert [each.population for each in moved(others, 1, "2303", {"2303": 9, "2305": 50}).people] == [51]


def test_a_step_stands_on_the_scenario_and_says_its_own_why() -> None:
    """Each of the stacked scenarios is one that it builds on."""
    found = moved(factor(lpix={"fran": 2029, "procentenheter": 2}), 1)
    assert (found.id, found.name, found.author, found.why) == ("steg", "Prov", "Testet", "ett steg")
    assert (found.date, found.builds_on) == (dt.date(2026, 1, 1), ("hog", "brant"))


END = {"forlangs_inte": [{"avtal": "energikontor", "datum": "2028-12-31"}]}
NOTICE = {"uppsagningar": [{"avtal": "energikontor", "part": "2303", "datum": "2027-12-31"}]}


def test_the_two_ends_of_a_factor_are_each_their_own() -> None:
    both = factor(ner=END, upp=NOTICE)
    assert (len(moved(both, -1).ends), len(moved(both, -1).notices)) == (1, 0)
    assert (len(moved(both, 1).ends), len(moved(both, 1).notices)) == (0, 1)
    assert factor(ner=END).moved(SHOCKED, 1, 2031, ALL, {}) is None
    assert factor(upp=END).moved(SHOCKED, -1, 2031, ALL, {}) is None


@pytest.mark.parametrize("told", [{}, {"ner": END, "lpix": {"fran": 2029, "procentenheter": 2}}])
def test_a_factor_is_of_one_kind(told: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="ett av lpix, folkmangd, eller ner och upp"):
        factor(**told)


def costs(scenario: Scenario) -> dict[str, int]:
    """Return 100, 200 and 50, and of a step: 10 a percentage point, 1 an inhabitant too many, −40 at the end."""
    steps = scenario if scenario.id == "steg" else None
    index = 10 * int(sum(steps.lpix.shocks.values())) if steps else 0
    people = {each.code: each.population - PEOPLE[each.code] for each in steps.people} if steps else {}
    end = -40 if steps and steps.ends else 0
    found = {"2303": 100 + index + people.get("2303", 0) - people.get("2305", 0) + end, "2305": 200 + index}
    found |= {"pott": 50}
    return found | {ALL: sum(found.values())}


def people_on(day: dt.date) -> dict[str, int]:
    assert day == DAY
    return PEOPLE


def test_a_tornado_has_every_factor_of_every_party_the_widest_first() -> None:
    """Ragunda: 2 points of LPIX in two years (the scenario's half less) are 40 up and 40 down; ten of its own
    inhabitants 10, thirty of the others' −30 and 30; the end takes 40. Of two as wide the first code is first.
    """
    base = SHOCKED.model_copy(update={"lpix": SHOCKED.lpix.model_copy(update={"shocks": {}})})
    factors = [
        factor(kod="slut", ner=END),
        factor(kod="egen", folkmangd={"vems": "egen", "datum": "2026-11-01", "procent": 1}),
        factor(kod="andras", folkmangd={"vems": "andras", "datum": "2026-11-01", "procent": 1}),
        factor(kod="lpix", lpix={"fran": 2030, "procentenheter": 2}),
    ]
    bars = tornado(base, factors, 2031, costs, people_on)
    told = {part: [(bar.factor.id, bar.down, bar.up) for bar in own] for part, own in bars.items()}
    assert told == {
        "2303": [("lpix", -40, 40), ("slut", -40, None), ("andras", 30, -30), ("egen", -10, 10)],
        "2305": [("lpix", -40, 40), ("andras", 0, 0), ("egen", 0, 0), ("slut", 0, None)],
        "pott": [("andras", 0, 0), ("egen", 0, 0), ("lpix", 0, 0), ("slut", 0, None)],
        ALL: [("lpix", -80, 80), ("slut", -40, None), ("andras", 0, 0), ("egen", 0, 0)],
    }


def test_a_tornado_of_some_parties_has_their_bars_and_those_of_all_together() -> None:
    """A step of a population is computed only as those see it."""
    own = factor(kod="egen", folkmangd={"vems": "egen", "datum": "2026-11-01", "procent": 1})
    asked: list[Scenario] = []

    def told(scenario: Scenario) -> dict[str, int]:
        asked.append(scenario)
        return costs(scenario)

    every = tornado(SHOCKED, [own], 2031, costs, people_on)
    found = tornado(SHOCKED, [own], 2031, told, people_on, ["2303"])
    assert found == {part: every[part] for part in ("2303", ALL)}
    assert len(asked) == 1 + 2


def test_the_width_of_a_bar_is_its_larger_change() -> None:
    own = factor(ner=END)
    assert [Bar(own, *ends).width for ends in ((-40, 30), (5, 30), (None, -7), (None, None))] == [40, 30, 7, 0]


SPREAD = """\
simulering:
  banor: 100
  fro: 1
  lpix: {{fran: {}, spridning: {}, troghet_procent: 50, skattning: Antagen}}
  befolkning: {{spridning: {{"2303": {}, ovriga: 0}}, skattning: Antagen}}
"""


def test_what_is_drawn_is_standard_normal_and_so_many_paths_a_driver(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of nine drivers, the index and eight municipalities, each is moved by itself, and all of them twice."""
    drawn = []

    def kept(plan: Plan, z: np.ndarray) -> np.ndarray:
        drawn.append(z.copy())
        return amounts(plan, z)

    monkeypatch.setattr(sensitivity, "amounts", kept)
    plan = trial(county, SPREAD.format(2026, 1, 2)).plan()
    variance_shares(plan, 64)
    (z,) = drawn
    assert z.shape == (plan.draws, 11 * 64)
    assert z.flags["C_CONTIGUOUS"]
    assert np.abs(z.mean(axis=1)).max() < 0.2
    assert z.std(axis=1) == pytest.approx(1, abs=0.2)


def test_the_index_explains_all_where_nothing_else_strays(county: Path) -> None:
    """Also of the Region, which is in no key; the pot, which has ended, does not vary."""
    shares = variance_shares(trial(county, SPREAD.format(2026, 1, 0)).plan(), 512)
    assert "2303" in shares
    assert "gemensam_pott" not in shares
    for part, drivers in shares.items():
        assert drivers.indices == pytest.approx(1, abs=0.05), part
        assert (drivers.own, drivers.others) == (0, 0)
        assert drivers.rest == 1 - drivers.indices


def test_a_population_explains_its_own_partys_and_the_others_cost(county: Path) -> None:
    """Ragunda's alone strays, the index from after the last year: all that Ragunda pays varies by its own people,
    what the others pay by another's than theirs.
    """
    plan = trial(county, SPREAD.format(2040, 1, 2)).plan()
    shares = variance_shares(plan, 512)
    assert {"region_jh", ALL}.isdisjoint(shares)
    assert (shares["2303"].indices, shares["2303"].others) == (0, 0)
    assert shares["2303"].own == pytest.approx(1, abs=0.05)
    assert shares["2303"].rest == 1 - shares["2303"].own
    assert (shares["2380"].indices, shares["2380"].own) == (0, 0)
    assert shares["2380"].others == pytest.approx(1, abs=0.05)
    assert shares["2380"].rest == 1 - shares["2380"].others
    assert variance_shares(plan, 512) == shares
    assert variance_shares(plan, 512, 2) != shares
