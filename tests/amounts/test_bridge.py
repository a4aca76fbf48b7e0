"""Why an amount changed: hand-worked bridges, and what must hold of every bridge."""

from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path

import pandas as pd
from dated import dated, decision
from hypothesis import given
from hypothesis import strategies as st
from small_inputs import ROUND, SCENARIO, edit, index_csv, population_csv, published

from model.amounts.bridge import DRIVERS, bridge, shapley
from model.read.begin import begin
from model.run import Run

EXACT = ("villkor", "index", "egen_befolkning", "andras_befolkning", "lasning")


def frame(folder: Path, year: int, scenario: str = "bas") -> pd.DataFrame:
    run = begin(str(folder), scenario=scenario)
    return run.allocation(run.agreements, [year])


def row_of(rows: pd.DataFrame, part: str, agreement: str = "energikontor") -> dict:
    (found,) = rows[(rows["part"] == part) & (rows["avtal"] == agreement)].to_dict("records")
    return found


def test_index_alone(folder: Path) -> None:
    """800 000 × 3 % is 24 000; Krokom's eighth of it 3 000. Nothing else changed."""
    same = population_csv({2023: ROUND, 2024: ROUND})
    (folder / "befolkning.csv").write_text(same, encoding="utf-8")
    rows = bridge(frame(folder, 2024), frame(folder, 2025))
    krokom = row_of(rows, "2309")
    assert krokom["fore_kr"] == 100_000
    assert krokom["efter_kr"] == 103_000
    assert {name: krokom[name] for name in DRIVERS} == dict.fromkeys(DRIVERS, 0) | {"index": 3_000}
    assert row_of(rows, "region_jh")["index"] == 24_000


def test_population_alone(folder: Path) -> None:
    """No index; Ragunda grows from 1 000 to 1 100 of 16 000: 50 000 to 54 658.

    Alone its own growth gives 800 000 × 1 100 / 16 100 − 50 000 = 4 658.39. For Krokom the others grow: from
    100 000 to 800 000 × 2 000 / 16 100 = 99 378.88.
    """
    (folder / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2025, 2034), "0")), encoding="utf-8")
    rows = bridge(frame(folder, 2024), frame(folder, 2025))
    ragunda, krokom = row_of(rows, "2303"), row_of(rows, "2309")
    assert (ragunda["egen_befolkning"], ragunda["andras_befolkning"], ragunda["index"]) == (4_658, 0, 0)
    assert (krokom["egen_befolkning"], krokom["andras_befolkning"]) == (0, -621)
    assert ragunda["avrundning"] == 0


def made_of(*numbers: int) -> dict[str, tuple[Fraction, ...]]:
    base, index, own, others = map(Fraction, numbers)
    return {
        "villkor": (base, Fraction(1), Fraction(0)),
        "index": (index,),
        "egen_befolkning": (own,),
        "andras_befolkning": (others,),
        "lasning": (Fraction(1),),
    }


def test_two_drivers_share_what_they_do_together() -> None:
    """100 × 1.1 × 120/200: index alone +5, population alone +10, both +16, so 5.5 and 10.5."""
    old = made_of(100, 1, 100, 100)
    new = old | {"index": (Fraction(11, 10),), "egen_befolkning": (Fraction(150),)}
    parts = shapley(old, new)
    # Amounts: 50; index first 55; population first 60; both 66.
    assert parts["index"] == Fraction(5 + 6, 2)
    assert parts["egen_befolkning"] == Fraction(10 + 11, 2)
    assert sum(parts.values()) == 16


def test_where_nobody_is_left_nobody_has_a_share() -> None:
    """From all of 100 to none: its own first leaves nobody, 0; the others' first leaves half, 50."""
    old = made_of(100, 1, 5, 0)
    new = old | {"egen_befolkning": (Fraction(0),), "andras_befolkning": (Fraction(5),)}
    parts = shapley(old, new)
    assert parts["egen_befolkning"] == Fraction(-100 - 50, 2)
    assert parts["andras_befolkning"] == Fraction(0 - 50, 2)


positive = st.integers(1, 10**6)
figures = st.builds(made_of, positive, positive, positive, positive)


def amount(f: dict[str, tuple[Fraction, ...]]) -> Fraction:
    (index,), (own,), (others,) = f["index"], f["egen_befolkning"], f["andras_befolkning"]
    return f["villkor"][0] * index * own / (own + others)


@given(figures, figures, st.sets(st.sampled_from(EXACT)))
def test_what_holds_of_every_split(old: dict, new: dict, same: set[str]) -> None:
    """The parts sum to the change; what did not change has none; backwards is the same with the sign turned."""
    new = new | {name: old[name] for name in same}
    parts = shapley(old, new)
    assert sum(parts.values()) == amount(new) - amount(old)
    assert all(parts[name] == 0 for name in EXACT if old[name] == new[name])
    assert shapley(new, old) == {name: -part for name, part in parts.items()}


@given(figures, figures)
def test_no_order_is_preferred(old: dict, new: dict) -> None:
    """The same as the mean over all orders of all five, written out once more."""
    sums = dict.fromkeys(EXACT, Fraction(0))
    for order in permutations(EXACT):
        now = dict(old)
        for name in order:
            before = amount(now)
            now[name] = new[name]
            sums[name] += amount(now) - before
    assert shapley(old, new) == {name: total / 120 for name, total in sums.items()}


def test_every_row_adds_up_and_rounding_is_small() -> None:
    run = begin()
    agreements = run.agreements
    for year in range(2020, 2034):
        rows = bridge(run.allocation(agreements, [year - 1]), run.allocation(agreements, [year]))
        assert (rows["fore_kr"] + rows[list(DRIVERS)].sum(axis=1) == rows["efter_kr"]).all()
        assert rows["avrundning"].abs().max() <= 4
        assert rows["villkor"].abs().sum() == 0 or year in (2020, 2024, 2025)


def test_a_party_that_begins_or_ends_changes_by_terms(county: Path) -> None:
    started = row_of(bridge(frame(county, 2023), frame(county, 2024)), "2321")
    assert (started["fore_kr"], started["efter_kr"]) == (0, 50_000)
    assert {name: started[name] for name in DRIVERS} == dict.fromkeys(DRIVERS, 0) | {"villkor": 50_000}
    ended = row_of(bridge(frame(county, 2024), frame(county, 2025)), "naringslivet", "kompetensattraktion")
    assert ended["villkor"] == -641_000


def test_part_years_are_terms(county: Path) -> None:
    """478 000 for four months, then twelve at 3 % more: a sixteenth of 159 333.33, of 492 340."""
    rows = row_of(bridge(frame(county, 2019), frame(county, 2020)), "2313", "natverk")
    # Exact: 9 958.33 and 30 771.25. Terms: (19 916.67 + 20 514.17) / 2, index: (298.75 + 896.25) / 2.
    assert (rows["villkor"], rows["index"]) == (20_215, 598)
    assert rows["efter_kr"] == 30_771


def test_changed_terms_between_two_runs(folder: Path) -> None:
    before = frame(folder, 2026)
    edit(folder / "avtal" / "energikontor.yaml", "totalt: 1 600 000", "totalt: 1 700 000")
    edit(folder / "avtal" / "energikontor.yaml", "basbelopp: 800 000", "basbelopp: 900 000")
    rows = bridge(before, frame(folder, 2026))
    assert row_of(rows, "region_jh")["villkor"] == 106_090
    assert (rows.loc[rows["part"] != "region_jh", "villkor"] == 0).all()


def test_another_key_is_terms_also_where_the_population_is_new(folder: Path) -> None:
    """Equally to 2026, 106 090 each; then by population, Ragunda 1 100 of 16 100 of 848 720: 57 987.08.

    There is no population to have changed before there is one in the key.
    """
    equal = "villkor: [{avtal: energikontor, fran: 2024, nyckel: {kommuner: {typ: lika}}}]\n"
    text = SCENARIO.replace("bas", "lika", 1) + equal
    (folder / "scenarier" / "lika.yaml").write_text(text, encoding="utf-8")
    sides = frame(folder, 2026, "lika"), frame(folder, 2026)
    for (old, new), sign in ((sides, 1), (sides[::-1], -1)):
        ragunda = row_of(bridge(old, new), "2303")
        assert ragunda["efter_kr"] - ragunda["fore_kr"] == sign * (57_987 - 106_090)
        assert (ragunda["villkor"], ragunda["avrundning"]) == (sign * -48_103, 0)
        assert [ragunda[name] for name in ("index", "egen_befolkning", "andras_befolkning")] == [0, 0, 0]


def test_the_population_of_others_that_have_left_is_terms(folder: Path) -> None:
    """Ragunda pays with the Region instead: Krokom has 2 000 of 15 000 of 848 720 in place of 2 000 of 16 100."""
    before = frame(folder, 2026)
    path = folder / "avtal" / "energikontor.yaml"
    edit(path, 'betalare: ["2303", ', "betalare: [")
    edit(path, "betalare: [region_jh]", 'betalare: [region_jh, "2303"]')
    for old, new, terms in ((before, frame(folder, 2026), 7_732), (frame(folder, 2026), before, -7_732)):
        krokom = row_of(bridge(old, new), "2309")
        assert {name: krokom[name] for name in DRIVERS} == dict.fromkeys(DRIVERS, 0) | {"villkor": terms}


def test_rows_come_by_agreement_and_party(county: Path) -> None:
    """The network's ten parties, then in 2024 nine of the Energikontor's and two more before them."""
    rows = bridge(frame(county, 2023), frame(county, 2024))
    places = list(zip(rows["avtal"], rows["part"], strict=True))
    assert places == sorted(places)
    assert rows.index.tolist() == list(range(21))
    assert list(rows.columns[:12]) == ["avtal", "part", "partnamn", "fore_kr", *DRIVERS, "efter_kr"]
    assert {str(kind) for kind in rows.dtypes[3:12]} == {"int64"}
    assert row_of(rows, "2321")["partnamn"] == "Åre kommun"


def test_a_bridge_of_nothing_has_the_columns_and_kinds_of_one(county: Path) -> None:
    rows = bridge(frame(county, 2050), frame(county, 2050))
    assert rows.empty
    assert [str(kind) for kind in rows.dtypes[3:12]] == ["int64"] * 9


def test_each_year_of_two_allocations_is_bridged_to_itself(folder: Path) -> None:
    """The Region pays 800 000 and 824 000, by another term 900 000 and 927 000; the last year is one's alone."""
    run = begin(str(folder))
    before = run.allocation(run.agreements, [2024, 2025])
    edit(folder / "avtal" / "energikontor.yaml", "totalt: 1 600 000", "totalt: 1 700 000")
    edit(folder / "avtal" / "energikontor.yaml", "basbelopp: 800 000", "basbelopp: 900 000")
    changed = begin(str(folder))
    after = changed.allocation(changed.agreements, [2024, 2025, 2026])
    rows = bridge(before, after)
    assert list(rows.columns[-5:]) == ["status_fore", "status_efter", "ar_fore", "ar_efter", "skillnad_kr"]
    assert rows["ar_fore"].tolist() == rows["ar_efter"].tolist() == [2024] * 9 + [2025] * 9 + [2026] * 9
    region = rows[rows["part"] == "region_jh"]
    assert region["fore_kr"].tolist() == [800_000, 824_000, 0]
    assert region["skillnad_kr"].tolist() == region["villkor"].tolist() == [100_000, 103_000, 954_810]
    assert region["status_fore"].tolist() == ["fastställd", "fastställd", ""]
    assert region["status_efter"].tolist() == ["fastställd", "fastställd", "fastställd"]


def test_one_year_is_bridged_to_another(folder: Path) -> None:
    rows = bridge(frame(folder, 2024), frame(folder, 2025))
    region = row_of(rows, "region_jh")
    assert (region["ar_fore"], region["ar_efter"]) == (2024, 2025)
    assert (region["skillnad_kr"], region["index"]) == (24_000, 24_000)


def read_anew(folder: Path, start: int, reading: str) -> Run:
    """Return a run in which the index is decided to be read in another way from a year."""
    path, index = folder / "avtal" / "energikontor.yaml", "{namn: LPIX, fran: 2025, paragraf: §7}"
    new = (f"{start}-01-01", index.replace("paragraf", f"{reading}, paragraf"), decision(f"{start - 1}-05-01"))
    dated(path, f"index: {index}", "index", index, new)
    published(folder, "2023-12-15")
    return begin(folder, f"{start}-01-01")


def test_that_the_index_is_read_anew_is_a_driver_of_its_own(folder: Path) -> None:
    """3, −2, 1 and 3 %; from 2027 a negative change leaves the amount: 807 520, then 832 240, then 857 207.2.

    By the changes as published 2027 is 1.019494 × 800 000 = 815 595.2. The index first gives 8 075.2 and the
    reading then 16 644.8; the reading first 807 520 / 0.98 − 807 520 = 16 480, and the index then 8 240.
    """
    changes = dict.fromkeys(range(2025, 2034), "3") | {2026: "-2", 2027: "1"}
    (folder / "lpix.csv").write_text(index_csv(changes), encoding="utf-8")
    run = read_anew(folder, 2027, "negativt: lamnar")
    own = [run.allocation([run.agreement("energikontor")], [year]) for year in (2026, 2027, 2028)]
    assert [row_of(rows, "region_jh")["belopp_kr"] for rows in own] == [807_520, 832_240, 857_207]
    names = ["index", "lasning", "avrundning", "skillnad_kr"]
    told = [[row_of(bridge(*sides), "region_jh")[name] for name in names] for sides in pairwise(own)]
    assert told == [[8_158, 16_562, 0, 24_720], [24_967, 0, 0, 24_967]]
    back = row_of(bridge(own[1], own[0]), "region_jh")
    assert [back[name] for name in names] == [-8_158, -16_562, 0, -24_720]


def test_that_the_index_is_rounded_otherwise_is_a_driver_of_its_own(folder: Path) -> None:
    """10 kr is 10.3 in 2025; from 2026 each year is rounded, so it is 10 and 10, not 10.609.

    The index first gives 0.309 and the reading then −0.609; the reading first −0.591, and the index then 0.291.
    """
    path = folder / "avtal" / "energikontor.yaml"
    edit(path, "totalt: 1 600 000", "totalt: 20")
    for _ in range(2):
        edit(path, "basbelopp: 800 000", "basbelopp: 10")
    run = read_anew(folder, 2026, "avrundas: arligen")
    sides = (run.allocation([run.agreement("energikontor")], [year]) for year in (2025, 2026))
    region = row_of(bridge(*sides), "region_jh")
    assert {name: region[name] for name in DRIVERS if region[name]} == {"lasning": -1, "avrundning": 1}
    assert (region["fore_kr"], region["efter_kr"]) == (10, 10)
