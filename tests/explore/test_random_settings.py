"""Random settings of the explore page, each by the model's whole way too: the same to the krona.

``pytest tests/explore/test_random_settings.py --hypothesis-profile=historier -o faulthandler_timeout=0`` tries
10 000 of either inputs.
"""

import random
from typing import Any

import pytest
from explored import IN_PAGE, in_model, rules
from hypothesis import settings
from playwright.sync_api import Browser

from model.agreements.in_force import term_ends
from model.run import Run

SEED, FEW = 2026, 300
"""Where the dice begin, and how many settings of either inputs are tried unless more are asked for."""

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def _some(pick: random.Random, share: float) -> bool:
    return pick.random() < share


def _per_cent(pick: random.Random, low: float, high: float) -> str:
    return f"{pick.uniform(low, high):.{pick.choice([0, 1, 1, 2, 6])}f}"


def draw(pick: random.Random, run: Run) -> dict[str, Any]:
    """Draw a setting, and what more a scenario file could say: each kind of change in some of them."""
    years, codes = list(run.horizon), list(run.inputs.municipalities)
    terms, index = _terms(pick, years), _index(pick, years)
    ended = [code for code in ("energikontor", "natverk") if _some(pick, 0.2)]
    ends = {code: pick.choice(term_ends(run.case.agreed(code))).isoformat() for code in ended}
    day = f"{pick.randint(2022, 2033)}-{pick.randint(1, 12):02}-{pick.randint(1, 28):02}"
    notice = {"energikontor": {"part": pick.choice(codes), "datum": day}} if _some(pick, 0.15) else {}
    costs = {str(year): _per_cent(pick, 60, 140) for year in pick.sample(years, 2)}
    own = {
        "index": {"LPIX": index} if index else {},
        "befolkning": _population(pick, codes) if _some(pick, 0.6) else {},
        "villkor": terms,
        "slut": ends,
        "uppsagning": notice,
        "utfall": {"energikontor": costs} if _some(pick, 0.2) else {},
    }
    setting = {"namn": "", "start": pick.choice(list(run.inputs.scenarios))}
    told = {name: value for name, value in own.items() if value}
    return {"setting": setting | told, "more": _more(pick, years, codes) if _some(pick, 0.3) and not terms else {}}


def _index(pick: random.Random, years: list[int]) -> dict[str, Any]:
    """Draw an index: from a year, by year, and shocks."""
    index: dict[str, Any] = {}
    if _some(pick, 0.6):
        index |= {"fran": pick.choice(years[1:]), "procent": _per_cent(pick, -5, 12)}
    if _some(pick, 0.3):
        index["varden"] = {str(year): _per_cent(pick, -60, 200) for year in pick.sample(years, 3)}
    if _some(pick, 0.3):
        index["chock"] = {str(year): _per_cent(pick, -20, 20) for year in pick.sample(years, 2)}
    if _some(pick, 0.02):  # nothing would be left: both must refuse
        index |= {"varden": {str(years[3]): "-99"}, "chock": {str(years[3]): _per_cent(pick, -2, -1)}}
    return index


def _population(pick: random.Random, codes: list[str]) -> dict[str, Any]:
    """Draw how the population goes on."""
    growing = {code: _per_cent(pick, -4, 6) for code in pick.sample(codes, pick.randint(0, 8))}
    growing["ovriga"] = _per_cent(pick, -1, 1)
    trend = {"metod": "trend", "ar": pick.randint(1, 7)}
    return pick.choice([{"metod": "konstant"}, trend, {"metod": "tillvaxt", "procent": growing}])


def _terms(pick: random.Random, years: list[int]) -> dict[str, Any]:
    """Draw amounts, splits and keys of the two agreements that go on."""
    terms = {}
    for code, first in {"energikontor": "region", "natverk": "fastigheter"}.items():
        own: dict[str, Any] = {"fran": pick.choice(years)}
        if _some(pick, 0.3):
            own["totalt"] = pick.randint(0, 5_000_000)
        if _some(pick, 0.3):
            part = pick.randint(0, 100_000_000)
            shares = (part, 100_000_000 - part)
            own["delning"] = {
                key: f"{each / 10**6:.6f}" for key, each in zip((first, "kommuner"), shares, strict=True)
            }
        if _some(pick, 0.3):
            own["nyckel"] = {"kommuner": pick.choice(["0", "100", _per_cent(pick, 0, 100)])}
        if len(own) > 1:
            terms[code] = own
    return terms


def _more(pick: random.Random, years: list[int], codes: list[str]) -> dict[str, Any]:
    """Draw what the page has no control for, and a scenario file can say."""
    people = [
        {"kommunkod": code, "datum": f"{pick.choice(years)}-11-01", "folkmangd": pick.randint(1, 200_000)}
        for code in pick.sample(codes, 2)
    ]
    shares = {code: pick.randint(0, 9) for code in codes} | {"2303": 1}
    year = pick.choice(years)
    given = {"avtal": "energikontor", "fran": year, "nyckel": {"kommuner": {"typ": "andelar", "andelar": shares}}}
    amounts = {"avtal": "natverk", "fran": year, "belopp": {"fastigheter": pick.randint(0, 90_000)}}
    return pick.choice(
        [
            {"folkmangd": people},
            {"villkor": [given]},
            {"villkor": [amounts]},
            {"lpix": {"per_datum": "2026-11-24"}},
        ]
    )


@pytest.mark.parametrize("inputs", ["shipped", "ledger"])
def test_random_settings_are_the_models_to_the_krona(
    inputs: str, request: pytest.FixtureRequest, browser: Browser
) -> None:
    """Each by the model's whole way: scenario file, run, allocation, settlement.

    Each starts from one of the shipped scenarios, and changes some of everything that one can (`draw`).
    """
    run, pick, compared, refused = request.getfixturevalue(inputs), random.Random(SEED), 0, 0
    with rules(browser, run) as view:
        for _ in range(max(FEW, settings().max_examples) // 100):
            drawn = [draw(pick, run) for _ in range(100)]
            for each, mine in zip(drawn, view.evaluate(IN_PAGE, drawn), strict=True):
                assert "wrong" not in mine, (each, mine)
                wanted = in_model(run, mine["told"])
                if isinstance(wanted, str) or "refused" in mine:
                    assert isinstance(wanted, str) == ("refused" in mine), (each, mine, wanted)
                    refused += 1
                    continue
                assert {place: tuple(pair) for place, pair in mine["found"].items()} == wanted, each
                compared += 1
    assert compared > 5 * refused > 0
