"""What a scenario invents is an assumption, whatever it changes: which amounts are marked, and which are not.

The inputs are decided for every year to 2033, so that a mark is the scenario's alone: 16 000 inhabitants, LPIX
3 %, and a day on which nobody can end the agreements before the last of those years any more.
"""

import datetime as dt
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from small_inputs import MUNICIPALITIES, ROUND, all_agreements, population_csv, small_inputs
from trials import EVERYBODY, shipped, trial

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.agreements.in_force import bound_until
from model.amounts.invoices import instalments
from model.explain import Node, explain
from model.read.begin import PROJECT, begin
from model.read.yaml_file import read_yaml
from model.run import Run
from suite.findings.remarks import assumed

LATER = range(2029, 2034)
UNDECIDED = {"antagande", "exempel"}
Marked = set[tuple[str, str, int]]
"""Agreements, contributions and years."""


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county's inputs with figures for every year; only how the network's 60 000 are split is assumed."""
    county = all_agreements(small_inputs(tmp_path_factory.mktemp("beslutat") / "inputs"))
    people = population_csv(dict.fromkeys(range(2018, 2033), ROUND))
    (county / "befolkning.csv").write_text(people, encoding="utf-8")
    return county


@pytest.fixture(scope="module")
def vintages(decided: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with an index that was known otherwise in 2019: 2 % in 2031."""
    decided = shutil.copytree(decided, tmp_path_factory.mktemp("utgavor") / "inputs")
    early = [f"LPIX;{year};{'2,0' if year == 2031 else '3,0'};prognos;R;2019-01-01;" for year in range(2020, 2034)]
    with (decided / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(early) + "\n")
    return decided


def whole(run: Run) -> pd.DataFrame:
    """Return what all the agreements allocate in all their years."""
    return run.allocation(run.agreements, range(2019, 2034)).drop(columns="scenario")


@pytest.fixture(scope="module")
def base(vintages: Path) -> pd.DataFrame:
    """What all the agreements allocate without a scenario."""
    return whole(begin(vintages))


def marked(frame: pd.DataFrame) -> Marked:
    """Return what has another status than decided, but for what is assumed without a scenario too."""
    frame = frame[(frame["status"] != "fastställd") & (frame["bidrag"] != "fastigheter")]
    return set(zip(frame["avtal"], frame["bidrag"], frame["ar"], strict=True))


def of(agreement: str, contributions: str, years: range | list[int]) -> Marked:
    return {(agreement, contribution, year) for contribution in contributions.split() for year in years}


def indexed(years: range | list[int]) -> Marked:
    return of("energikontor", "region kommuner", years) | of("natverk", "kommuner", years)


CHANGES: dict[str, tuple[str, Marked]] = {
    "nothing": ("", set()),
    "an amount": (
        "villkor: [{avtal: energikontor, fran: 2029, belopp: {kommuner: 900 000}}]\n",
        of("energikontor", "kommuner", LATER),
    ),
    "an amount put back": (
        "villkor:\n  - {avtal: energikontor, fran: 2029, belopp: {kommuner: 900 000}}\n"
        "  - {avtal: energikontor, fran: 2031, belopp: {kommuner: 800 000}}\n",
        of("energikontor", "kommuner", [2029, 2030]),
    ),
    "a total": (
        "villkor: [{avtal: energikontor, fran: 2030, totalt: 2 000 000}]\n",
        of("energikontor", "region kommuner", range(2030, 2034)),
    ),
    "a split": (
        "villkor: [{avtal: energikontor, fran: 2029, delning: {region: 60, kommuner: 40}}]\n",
        of("energikontor", "region kommuner", LATER),
    ),
    "a split as agreed": (
        "villkor: [{avtal: energikontor, fran: 2029, delning: {region: 50, kommuner: 50}}]\n",
        set(),
    ),
    "a key": (
        "villkor: [{avtal: energikontor, fran: 2029, nyckel: {kommuner: {typ: lika}}}]\n",
        of("energikontor", "kommuner", LATER),
    ),
    "a key put back": (
        "villkor:\n  - {avtal: natverk, fran: 2029, nyckel: {kommuner: {typ: lika}}}\n"
        "  - {avtal: natverk, fran: 2030, nyckel: {kommuner: {typ: befolkning}}}\n",
        of("natverk", "kommuner", [2029]),
    ),
    "a notice": ("uppsagningar: [{avtal: energikontor, part: '2380', datum: 2029-06-30}]\n", set()),
    "an end within a year": (
        "forlangs_inte: [{avtal: natverk, datum: 2028-08-31}]\n",
        of("natverk", "kommuner", [2028]),
    ),
    "a continuation": (
        "fortsatter:\n  - {avtal: kompetensattraktion, till: 2026-12-31, bidrag: pott, delas: "
        "[{kod: region, namn: Region, procent: 50, nyckel: {typ: lika}, betalare: [region_jh]}, "
        "{kod: kommuner, namn: Kommuner, procent: 50, nyckel: {typ: lika}, betalare: " + EVERYBODY + "}]}\n",
        of("kompetensattraktion", "region kommuner naringsliv", [2025, 2026]),
    ),
    "a population": (
        'folkmangd: [{kommunkod: "2321", datum: 2028-11-01, folkmangd: 4000}]\n',
        of("energikontor", "kommuner", [2029]) | of("natverk", "kommuner", [2029]),
    ),
    "an index value": ("lpix: {varden: {2030: 5}}\n", indexed(range(2030, 2034))),
    "a constant index": ("lpix: {konstant: {fran: 2031, procent: 5}}\n", indexed(range(2031, 2034))),
    "a shock": ("lpix: {chock: {2032: 1}}\n", indexed([2032, 2033])),
    "an earlier vintage": ("lpix: {per_datum: 2019-06-01}\n", indexed(range(2031, 2034))),
}


@pytest.mark.parametrize(("text", "wanted"), CHANGES.values(), ids=CHANGES)
def test_what_a_scenario_marks(text: str, wanted: Marked, vintages: Path, base: pd.DataFrame) -> None:
    """Every amount that differs is marked, no other; what comes before the first is as without the scenario."""
    other = whole(trial(vintages, text))
    assert marked(base) == set()
    assert marked(other) == wanted
    before = min((year for *_, year in wanted), default=2034)
    keys = ["avtal", "ar", "part"]
    frames = [frame[frame["ar"] < before].set_index(keys) for frame in (base, other)]
    pd.testing.assert_frame_equal(frames[0].loc[frames[1].index], frames[1])
    _assert_differing_are_marked(base, other)


def _assert_differing_are_marked(base: pd.DataFrame, other: pd.DataFrame) -> int:
    """Compare the amounts of two allocations; return how many differ."""
    keys = ["avtal", "part", "ar"]
    both = other.merge(base[[*keys, "belopp_kr"]], on=keys, how="left", suffixes=("", "_bas"))
    differing = both[both["belopp_kr"] != both["belopp_kr_bas"]]
    assert set(differing["status"]) <= UNDECIDED
    return len(differing)


@pytest.mark.parametrize(
    "method", ["metod: trend, ar: 2", "metod: tillvaxt, procent: {ovriga: 1}", "metod: given, fil: egen.csv"]
)
def test_whatever_way_a_population_goes_on_is_assumed(method: str, county: Path) -> None:
    text = population_csv({year: [2000, *ROUND[1:]] for year in range(2025, 2034)})
    (county / "egen.csv").write_text(re.sub(r"\d{4}-12-15", "2025-12-15", text), encoding="utf-8")
    frame = whole(trial(county, f"befolkning: {{{method}}}\n"))
    later = frame[(frame["ar"] >= 2026) & (frame["nyckel_folkmangd"] > 0)]
    assert set(later["status"]) == {"antagande"}
    assert set(frame.loc[frame["ar"] < 2026, "status"]) == {"fastställd", "antagande"}


@cache
def amounts_and_nets(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    run = shipped(name)
    return whole(run), run.yearly(run.horizon)


SHIPPED = sorted(path.stem for path in (PROJECT / "inputs" / "scenarier").glob("*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_amount_that_a_shipped_scenario_changes_is_marked(name: str) -> None:
    frames, nets = zip(amounts_and_nets("bas"), amounts_and_nets(name), strict=True)
    found = _assert_differing_are_marked(*frames)
    differing = nets[1][(nets[1]["netto_kr"] != nets[0]["netto_kr"]) & (nets[1]["status"] != "")]
    assert set(differing["status"]) <= UNDECIDED
    assert (name == "bas") == (found == 0 and nets[0]["netto_kr"].equals(nets[1]["netto_kr"]))


def test_an_assumed_outcome_marks_the_net_of_its_year(decided: Path) -> None:
    run = trial(decided, "utfall: [{avtal: energikontor, ar: 2027, procent_av_finansiering: 80}]\n")
    nets = run.yearly(range(2026, 2029))
    own = nets[nets["part"] == "2321"].set_index("ar")["status"].to_dict()
    assert own == {2026: "fastställd", 2027: "antagande", 2028: "fastställd"}
    assert marked(whole(run)) == set()  # what is paid before the settlement is as it was


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_marked_is_told_and_nothing_else(name: str) -> None:
    """An agreement's year has a remark of something assumed just where it has such an amount."""
    run = shipped(name)
    for agreement in run.agreements:
        for year in run.years(agreement):
            version = run.agreement(agreement.id, year)
            statuses = set(run.allocation([agreement], [year])["status"])
            assert bool(assumed(run, version, [year])) == bool(statuses & (UNDECIDED | {"prognos"})), (name, year)


@pytest.mark.parametrize(("text", "wanted"), CHANGES.values(), ids=CHANGES)
def test_what_a_scenario_marks_is_told(text: str, wanted: Marked, vintages: Path) -> None:
    run = trial(vintages, text)
    for code in ("energikontor", "kompetensattraktion"):
        for year in range(2024, 2034):
            told = (
                assumed(run, run.agreement(code, year), [year]) if year in run.years(run.agreement(code)) else []
            )
            assert bool(told) == any((code, year) == (each[0], each[2]) for each in wanted)


def test_the_remark_says_what_is_assumed_by_which_scenario(decided: Path) -> None:
    run = trial(decided, CHANGES["an amount"][0])
    told = [
        line.replace("\u00a0", " ") for line in assumed(run, run.agreement("energikontor", 2030), [2029, 2030])
    ]
    assert told == ["Kommunernas del 2029–2030, 900 000 kr: Beloppet är antaget i scenariot Prov."]
    run = trial(decided, CHANGES["an end within a year"][0])
    told = assumed(run, run.agreement("natverk", 2028), [2028])
    assert told[-1] == "Avtalet slutar 2028-08-31 i scenariot Prov."
    run = trial(decided, CHANGES["a continuation"][0])
    assert "Avtalet fortsätter till 2026-12-31 i scenariot Prov." in assumed(
        run, run.agreement("kompetensattraktion", 2025), [2025]
    )


def test_invoices_carry_it(decided: Path) -> None:
    run = trial(decided, CHANGES["an amount"][0])
    frame = run.allocation([run.agreement("energikontor")], LATER)
    rows = instalments(run.agreement("energikontor", 2029), frame[frame["ar"] == 2029]).set_index("part")
    assert rows["status"].to_dict() == dict.fromkeys(MUNICIPALITIES, "antagande") | {"region_jh": "fastställd"}


def leaves(node: Node) -> list[Node]:
    return [leaf for part in node.parts for leaf in leaves(part)] or [node]


def test_the_tree_says_what_is_assumed(decided: Path) -> None:
    run = trial(decided, CHANGES["an amount"][0])
    row = run.allocation([run.agreement("energikontor")], [2029]).set_index("part", drop=False).loc["2321"]
    tree = explain(run.basis("energikontor", row["bidrag"], 2029), row)
    assert tree.status == "antagande"
    (base,) = [leaf for leaf in leaves(tree) if leaf.name.startswith("Basbelopp")]
    assert (base.status, base.source) == ("antagande", "Beloppet är antaget i scenariot Prov")
    assert row["villkor_kalla"] == "Beloppet är antaget i scenariot Prov"

    run = trial(decided, CHANGES["an end within a year"][0])
    row = run.allocation([run.agreement("natverk")], [2028]).set_index("part", drop=False).loc["2380"]
    tree = explain(run.basis("natverk", row["bidrag"], 2028), row)
    (months,) = [leaf for leaf in leaves(tree) if leaf.name == "Månader i kraft"]
    told = ("antagande", "avtalet slutar 2028-08-31 i scenariot Prov")
    assert (months.value, months.status, months.source) == (8, *told)


@pytest.mark.clause("RUN/387/2023 §11", "det som ännu kan sägas upp är ett antagande")
@pytest.mark.parametrize(
    ("as_of", "bound"),
    [
        ("2024-01-01", "2028-12-31"),
        ("2027-12-31", "2028-12-31"),  # notice can be given that day
        ("2028-01-01", "2029-12-31"),
        ("2028-12-31", "2029-12-31"),
        ("2031-12-31", "2032-12-31"),
        ("2032-01-01", "2033-12-31"),
        ("2040-01-01", "2033-12-31"),
    ],
)
def test_until_when_the_parties_are_bound(as_of: str, bound: str, agreement: Agreement) -> None:
    assert bound_until(Agreed(agreement), dt.date.fromisoformat(as_of)).isoformat() == bound


@pytest.mark.clause("RUN/350/2019 §10", "det som ännu kan sägas upp är ett antagande")
@pytest.mark.parametrize(
    ("as_of", "bound"),
    [
        ("2025-02-28", "2025-08-31"),
        ("2025-03-01", "2028-08-31"),
        ("2028-02-29", "2028-08-31"),
        ("2028-03-01", "2031-08-31"),
    ],
)
def test_until_when_the_network_is_bound(as_of: str, bound: str) -> None:
    network = read_yaml(PROJECT / "inputs" / "avtal" / "natverk.yaml", "natverk.yaml", Agreement)
    assert bound_until(Agreed(network), dt.date.fromisoformat(as_of)).isoformat() == bound


def test_a_year_that_can_still_be_ended_rests_on_that_nobody_does(decided: Path) -> None:
    """In 2026 the Energikontor is bound to 2028, the network to August 2028; a year later on it is the same."""
    run = begin(decided)

    def because(code: str, as_of: str, year: int) -> str:
        known = replace(run.series, as_of=dt.date.fromisoformat(as_of))
        return replace(run.case, series=known).in_force_because(code, year)

    assert because("energikontor", "2026-11-24", 2028) == ""
    told = "gäller efter 2028-12-31 bara om ingen säger upp det senast 2027-12-31"
    assert {because("energikontor", "2026-11-24", year) for year in LATER} == {told}
    assert because("energikontor", "2028-01-01", 2029) == ""
    assert because("natverk", "2026-11-24", 2027) == ""
    told = "gäller efter 2028-08-31 bara om ingen säger upp det senast 2028-02-29"
    assert because("natverk", "2026-11-24", 2028) == told
    assert because("natverk", "2028-03-01", 2028) == ""
    assert because("kompetensattraktion", "2026-11-24", 2024) == ""


def test_the_amounts_that_rest_on_it_are_assumed_and_no_others(decided: Path, tmp_path: Path) -> None:
    """Everything else is decided and known in 2026, to 2033."""
    decided = shutil.copytree(decided, tmp_path / "inputs")
    for name in ("befolkning.csv", "lpix.csv"):
        text = (decided / name).read_text(encoding="utf-8")
        lines = [_published_in_2018(line) if place else line for place, line in enumerate(text.splitlines())]
        (decided / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = begin(decided, "2026-11-24")
    assert marked(whole(run)) == of("energikontor", "region kommuner", LATER) | of(
        "natverk", "kommuner", range(2028, 2034)
    )


def _published_in_2018(line: str) -> str:
    cells = line.split(";")
    cells[-2] = "2018-01-01"
    return ";".join(cells)
