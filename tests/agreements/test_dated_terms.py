"""Terms with dates, typed out as a reader of the agreements and of the decisions would do it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from dated import SPREAD, dated, decision, merged, more_from_2029, paid, replaced, spread_rule
from hypothesis import given, settings
from hypothesis import strategies as st
from small_inputs import ROUND, closed, edit, population_csv, published, small_inputs

from model.agreements.decisions import DatedTerm
from model.agreements.in_force import notice_deadline, term_ends
from model.amounts.bridge import bridge
from model.read.begin import begin
from model.run import Run
from model.year import agreement_year, invoice_rows, year_of
from suite.findings.checks import checks_of
from suite.reports.parties import of_owner


@pytest.mark.clause("RUN/387/2023 §5", "ett beslutat villkor gäller från sitt år")
def test_900_000_from_2029(folder: Path) -> None:
    """LPIX is 3 % each year from 2025: four years to 2028, five to 2029.

    2028: 800 000 × 1.03⁴ = 900 407.048. 2029: 900 000 × 1.03⁵ = 1 043 346.67; the Region's 800 000 × 1.03⁵ =
    927 419.26. Åre has 1 000 of 16 100 inhabitants.
    """
    inputs = more_from_2029(folder)
    before, after = (begin(inputs, day) for day in ("2028-09-30", "2028-10-01"))
    for run in (before, after):
        assert sum(paid(run, 2028).values()) == 900_407 * 2
        assert paid(run, 2028)["2321"] == 55_926  # 900 407 / 16.1 = 55 925.9
    assert paid(after, 2029)["region_jh"] == 927_419
    assert sum(paid(after, 2029).values()) == 927_419 + 1_043_347
    rows = bridge(*(after.allocation([after.agreement("energikontor")], [year]) for year in (2028, 2029)))
    assert rows.set_index("part").loc["region_jh", ["index", "villkor"]].tolist() == [27_012, 0]
    # 100 000 more at the mean of 1.03⁴ and 1.03⁵; the rest is index, on the mean of the two base amounts.
    own = rows[rows["part"] != "region_jh"]
    assert abs(own["villkor"].sum() - 114_239) <= 8
    assert abs(own["index"].sum() - 28_700) <= 8
    assert paid(after, 2029)["2321"] == 64_804  # 1 043 347 / 16.1 = 64 804.2
    assert sum(paid(before, 2029).values()) == 927_419 * 2


def test_an_amount_that_was_decided_says_so_and_is_fixed(folder: Path) -> None:
    run = begin(more_from_2029(folder), "2028-10-01")
    version = run.agreement("energikontor", 2029)
    found = version.decision("bidrag.kommuner.basbelopp")
    assert found
    assert found.decision.told == "Regionens samverkansråd 2028-10-01, RUN/1/2028"
    lines = (folder / "avtal" / "energikontor.yaml").read_text(encoding="utf-8").splitlines()
    assert found.place == f"avtal/energikontor.yaml rad {found.line}"
    assert [line.split()[-1] for line in lines[int(found.line) - 1 :][:2]] == ["2029-01-01", "000"]
    assert version.decision("bidrag.region.basbelopp") is None
    assert run.agreement("energikontor", 2028).decided == ()
    # As of 2028-10-01 the agreement is bound to the end of 2029.
    assert set(run.allocation([version], [2029])["status"]) == {"antagande", "fastställd"}  # people are projected
    assert set(run.allocation([version], [2029]).query("part == 'region_jh'")["status"]) == {"fastställd"}


def test_only_the_excess_is_settled_from_2027_and_2025_is_settled_as_it_was(folder: Path) -> None:
    """2025: paid 1 648 000, outcome 1 400 001; the whole deviation, 247 999, goes back, half of it to the Region.

    2027: paid 1 748 364 (800 000 × 1.03³ = 874 181.6 twice), outcome 1 400 001, limit 140 000.1: 348 362.9 over.
    """
    path = folder / "avtal" / "energikontor.yaml"
    outcome = (folder / "utfall" / "energikontor_2025.csv").read_text(encoding="utf-8")
    (folder / "utfall" / "energikontor_2027.csv").write_text(outcome.replace("2025-", "2027-"), encoding="utf-8")
    published(folder, "2023-12-15")
    before = agreement_year(run := begin(folder, "2028-03-01"), "energikontor", 2025).settlement
    spread_rule(path)
    dated(path, "omfattning: hela", "omfattning", "hela", ("2027-01-01", "overskjutande", decision("2026-11-01")))
    run = begin(folder, "2028-03-01")
    own = {year: agreement_year(run, "energikontor", year).settlement for year in (2025, 2027)}
    assert before
    assert own[2025]
    assert own[2027]
    assert own[2025].amount == before.amount == 1_648_000 - 1_400_001
    assert own[2025].adjustments.tolist() == before.adjustments.tolist()
    assert own[2027].deviation == 874_182 * 2 - 1_400_001
    assert own[2027].amount == 208_363  # 348 363 − 140 000.1, half up
    closed(folder, 2027, day="2028-02-01")
    rows = invoice_rows(year_of(begin(folder, "2028-03-01"), 2027))
    assert rows.loc[rows["slag"] == "slutavräkning", "belopp_kr"].sum() == -208_363


@pytest.mark.clause("RUN/350/2019 §1", "ett bolag som ersätter ett annat")
def test_a_company_that_replaces_another(county: Path) -> None:
    """Berg has 1 000 of 16 000: 478 000 × 1.03³ = 522 323.5 in 2022 and 537 993.2 in 2023, a sixteenth of each."""
    run = begin(replaced(county), "2024-01-01")
    assert paid(run, 2022, "natverk")["bergs_hyreshus"] == 32_645  # 32 645.25
    assert (
        paid(run, 2023, "natverk")["bergs_bostader"] == 33_624
    )  # 33 624.56; the four kronor left go to lower codes
    assert "bergs_bostader" not in paid(run, 2022, "natverk")
    assert "bergs_hyreshus" not in paid(run, 2023, "natverk")
    rows = run.yearly([2022, 2023])
    both = rows[rows["part"] == "2326"].set_index("ar")["belopp_kr"].to_dict()
    energikontor = paid(run, 2023).get("2326", 0)
    assert both == {2022: 32_645, 2023: 33_624 + energikontor}
    assert begin(county, "2022-10-31").inputs.party_code("Bergs bostäder") == "bergs_bostader"
    assert paid(begin(county, "2022-10-31"), 2023, "natverk").keys() >= {"bergs_hyreshus"}


def test_what_was_known_before_and_after_is_told_apart_for_a_party_that_is_new(county: Path) -> None:
    """Asked why 2023 changed between two days, a run of the first finds the company that it did not know."""
    replaced(county)
    before, after = (begin(county, day) for day in ("2022-10-31", "2022-11-01"))
    sides = (run.allocation([run.agreement("natverk")], [2023]) for run in (before, after))
    rows = of_owner(before, bridge(*sides), "2326")
    assert rows.set_index("part")["villkor"].to_dict() == {"bergs_hyreshus": -33_624, "bergs_bostader": 33_624}


def test_a_party_that_leaves(county: Path) -> None:
    """Without Strömsund from 2024 the others share the 478 000 by 15 000: Ragunda pays a fifteenth."""
    path, decided = county / "avtal" / "natverk.yaml", decision("2023-05-01")
    party = '{kod: "2313", namn: Strömsunds kommun, kortnamn: Strömsund}'
    gone = f'- - varde: {party}\n    - {{fran: 2024-01-01, varde: "", beslut: {decided}}}'
    edit(path, f"- {party}", gone)
    edit(
        path,
        '"2303", "2313", arehus',
        f'"2303", [{{varde: "2313"}}, {{fran: 2024-01-01, varde: "", beslut: {decided}}}], arehus',
    )
    published(county, "2018-12-15")
    run = begin(county, "2024-06-01")
    assert "2313" in paid(run, 2023, "natverk")
    assert "2313" not in paid(run, 2024, "natverk")
    whole = 554_133  # 478 000 × 1.03⁵ = 554 133.0
    assert paid(run, 2024, "natverk")["2303"] == 36_942  # a fifteenth of 554 133 is 36 942.2
    assert (
        sum(amount for code, amount in paid(run, 2024, "natverk").items() if code[:2] not in ("re", "la")) == whole
    )


def test_two_municipalities_that_merge_in_2030(folder: Path) -> None:
    """Ragunda 1 100 and Bräcke 1 000 are 2 100 of 16 100; 800 000 × 1.03⁶ = 955 241.8 in 2030."""
    run = begin(merged(folder), "2029-06-01")
    assert paid(run, 2029)["2303"] == 63_364  # 927 419 × 1 100 / 16 100 = 63 363.9
    assert paid(run, 2030)["2399"] == 124_597  # 955 242 × 2 100 / 16 100 = 124 596.8
    assert {"2303", "2305"}.isdisjoint(paid(run, 2030))
    assert sum(paid(run, 2030).values()) == 955_242 * 2
    (row,) = run.allocation([run.agreement("energikontor")], [2030]).query("part == '2399'").to_dict("records")
    assert row["nyckel_folkmangd"] == 2_100
    assert row["nyckel_folkmangd_summa"] == 16_100
    years = run.yearly([2029, 2030]).set_index(["part", "ar"])["invanare"]
    assert years[["2399"]].tolist() == [0, 2_100]
    assert years["region_jh", 2029] == years["region_jh", 2030] == 16_100


def test_the_merged_municipality_has_its_own_figure_when_it_has_one(folder: Path) -> None:
    path = merged(folder) / "befolkning.csv"
    figures = {2024 + n: [1_100, *ROUND[1:]] for n in range(1, 6)}
    rows = population_csv(figures).splitlines()[1:]
    rows += (
        population_csv({2030: ROUND})
        .replace("2305;Bräcke;2030-11-01;1000", "2399;Indalen;2030-11-01;3000")
        .splitlines()[2:]
    )
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    edit(folder / "scenarier" / "bas.yaml", "befolkning:", f"{SPREAD}befolkning:")
    run = begin(folder, "2031-01-01")
    frame = run.allocation([run.agreement("energikontor")], [2030, 2031, 2032])
    own = frame[frame["part"] == "2399"].set_index("ar")["nyckel_folkmangd"].to_dict()
    assert own == {2030: 2_100, 2031: 3_000, 2032: 3_000}
    assert run.tornado()
    assert run.simulated(20).frame["scenariot_kr"].sum() > 0


def test_amounts_in_a_new_price_level(folder: Path) -> None:
    """From 2030 the amounts are 950 000 each in the prices of 2029: 950 000 × 1.03 in 2030."""
    path, decided = folder / "avtal" / "energikontor.yaml", decision("2029-05-01")
    dated(path, "totalt: 1 600 000", "totalt", "1 600 000", ("2030-01-01", "1 900 000", decided))
    for _ in range(2):
        edit(path, "    basbelopp: 800 000\n", "    BELOPP\n")
        dated(path, "BELOPP", "basbelopp", "800 000", ("2030-01-01", "950 000", decided))
    level, index = "{ar: 2024, paragraf: §7}", "{namn: LPIX, fran: 2025, paragraf: §7}"
    new = ("2030-01-01", "{ar: 2029, paragraf: §7}", decided)
    dated(path, f"prisniva: {level}", "prisniva", level, new)
    dated(path, f"index: {index}", "index", index, ("2030-01-01", index.replace("2025", "2030"), decided))
    published(folder, "2023-12-15")
    run = begin(folder, "2029-05-01")
    assert paid(run, 2029)["region_jh"] == 927_419
    assert paid(run, 2030)["region_jh"] == 978_500
    assert paid(run, 2031)["region_jh"] == 1_007_855
    (row,) = (
        run.allocation([run.agreement("energikontor")], [2030]).query("part == 'region_jh'").to_dict("records")
    )
    assert (row["prisniva"], str(row["faktor"])) == (2029, "1.03")
    sides = (run.allocation([run.agreement("energikontor")], [year]) for year in (2029, 2030))
    (why,) = bridge(*sides).query("part == 'region_jh'").to_dict("records")
    assert (why["index"], why["villkor"], why["skillnad_kr"]) == (0, 51_081, 51_081)


def test_a_longer_term_and_a_shorter_notice(folder: Path) -> None:
    """Decided in 2027: from 2028 it goes on at longest to 2035, and notice is given six months before."""
    path, decided = folder / "avtal" / "energikontor.yaml", decision("2027-05-01")
    term = "{fran: 2024-01-01, till: 2028-12-31, forlangs_manader: 12, langst_till: 2033-12-31, paragraf: §10}"
    longer = term.replace("2033", "2035")
    dated(path, f"giltighet: {term}", "giltighet", term, ("2028-01-01", longer, decided))
    notice = "{manader_fore: 12, projekt: ja, paragraf: §11}"
    shorter = notice.replace("12", "6")
    dated(path, f"uppsagning: {notice}", "uppsagning", notice, ("2028-01-01", shorter, decided))
    published(folder, "2023-12-15")
    before, after = (begin(folder, day).case for day in ("2027-04-30", "2027-05-01"))
    assert [each.year for each in term_ends(before.agreed("energikontor"))] == [*range(2028, 2034)]
    assert [each.year for each in term_ends(after.agreed("energikontor"))] == [*range(2028, 2036)]
    end = dt.date(2028, 12, 31)
    assert notice_deadline(before.agreed("energikontor"), end) == dt.date(2027, 12, 31)
    assert notice_deadline(after.agreed("energikontor"), end) == dt.date(2028, 6, 30)
    assert before.end("energikontor").year == 2033
    assert after.end("energikontor").year == 2035


def test_payment_and_settlement_by_the_terms_of_the_year(folder: Path) -> None:
    """From 2027 it is invoiced in March and September; the year before in January."""
    path = folder / "avtal" / "energikontor.yaml"
    old = "{manader: [1], betalas_inom_dagar: 30, paragraf: §7}"
    new = old.replace("[1]", "[3, 9]")
    dated(path, f"fakturering: {old}", "fakturering", old, ("2027-01-01", new, decision("2026-06-01")))
    published(folder, "2023-12-15")
    run = begin(folder, "2026-12-01")
    dates = {year: sorted(set(invoice_rows(year_of(run, year - 1), ())["fakturadatum"])) for year in (2026, 2027)}
    assert dates == {2026: ["2026-01-01"], 2027: ["2027-03-01", "2027-09-01"]}
    assert all(check.holds for check in checks_of(run))


def test_a_retroactive_decision_is_known_from_its_day(folder: Path) -> None:
    path = more_from_2029(folder) / "avtal" / "energikontor.yaml"
    text = path.read_text(encoding="utf-8").replace("datum: 2028-10-01", "datum: 2029-03-01")
    said = re.sub(r"( *)- fran: 2029-01-01\n", r"\1- fran: 2029-01-01\n\1  retroaktivt: ja\n", text)
    path.write_text(said, encoding="utf-8")
    assert paid(begin(folder, "2029-02-28"), 2029)["2321"] < paid(begin(folder, "2029-03-01"), 2029)["2321"]


PLACES = {
    "bidrag.kommuner.nyckel.typ": "lika",
    "slutavrakning.omfattning": "overskjutande",
    "slutavrakning.grans_procent": "5",
    "index.negativt": "lamnar",
    "index.avrundas": "arligen",
    "fakturering.manader": ["1", "7"],
    "bidrag.kommuner.nyckel.dag": "11-01",
    "parter.2321.fakturareferens": "77",
    "uppsagning.manader_fore": "6",
    "giltighet.langst_till": "2033-06-30",
}


def figures(run: Run, years: Sequence[int]) -> list[dict]:
    return (
        run.allocation([run.agreement("energikontor")], years).drop(columns="giltighet_kalla").to_dict("records")
    )


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = small_inputs(tmp_path_factory.mktemp("daterat") / "inputs")
    published(folder, "2023-12-15")
    return begin(folder, "2027-06-01")


@settings(deadline=None)
@given(
    place=st.sampled_from(sorted(PLACES)),
    year=st.integers(2025, 2033),
    day=st.dates(dt.date(2024, 1, 1), dt.date(2033, 12, 31)),
)
def test_every_year_before_a_change_is_the_same_and_unknown_it_changes_nothing(
    known: Run, place: str, year: int, day: dt.date
) -> None:
    start, as_of = dt.date(year, 1, 1), known.series.as_of
    told = {"villkor": place, "fran": start, "varde": PLACES[place], "retroaktivt": day > start}
    term = DatedTerm.model_validate(told | {"beslut": {"organ": "Rådet", "datum": day, "dnr": "1"}})
    agreed = replace(known.inputs.agreements["energikontor"], terms=(term,))
    run = replace(known, inputs=replace(known.inputs, agreements={"energikontor": agreed}))
    assert figures(run, range(2024, year)) == figures(known, range(2024, year))
    if day > as_of:
        assert figures(run, range(2024, 2034)) == figures(known, range(2024, 2034))


def test_a_key_that_was_assumed_is_fixed_when_it_is_decided_and_its_clause_is_told(county: Path) -> None:
    """From 2023 the property unit pays two thirds of its part of 60 000 × 1.03⁴ = 67 530.5 kr: 45 021 kr."""
    path = county / "avtal" / "natverk.yaml"
    old = """    nyckel:
      typ: lika
      paragraf: §8
      status: antagande
      anmarkning: Avtalet säger inte hur de två delar resten; hälften var är antaget
"""
    new = f"""    nyckel:
      - varde:
          typ: lika
          paragraf: §8
          status: antagande
          anmarkning: Avtalet säger inte hur de två delar resten; hälften var är antaget
      - fran: 2023-01-01
        varde: {{typ: andelar, andelar: {{region_fastighet: 2, landstingsbostader: 1}}}}
        paragraf: §8a
        beslut: {decision("2022-11-01")}
"""
    edit(path, old, new)
    published(county, "2018-12-15")
    run = begin(county, "2023-06-01")
    frame = run.allocation([run.agreement("natverk")], [2022, 2023]).query("bidrag == 'fastigheter'")
    assert frame.groupby("ar")["status"].agg(set).to_dict() == {2022: {"antagande"}, 2023: {"fastställd"}}
    assert paid(run, 2023, "natverk")["region_fastighet"] == 45_021  # of 67 531: 45 020.7
    item = next(each for each in run.agreement("natverk", 2023).contributions if each.id == "fastigheter")
    assert (item.clause, item.key.clause, item.key.note) == ("§8", "§8a", None)


def test_a_clause_that_is_changed_with_its_amount(folder: Path) -> None:
    path = more_from_2029(folder) / "avtal" / "energikontor.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("varde: 900 000", "varde: 900 000\n        paragraf: §7a"), encoding="utf-8")
    run = begin(folder, "2028-10-01")
    frame = run.allocation([run.agreement("energikontor")], [2028, 2029]).query("part == '2321'")
    assert frame["paragraf"].tolist() == ["RUN/387/2023 §7", "RUN/387/2023 §7a"]


def test_a_party_that_joins_and_a_rule_that_is_taken_away(county: Path) -> None:
    """From 2024 Fjällbostäder pays 25 000 kr of its own, in the prices of 2024, and nothing may be withheld."""
    path, decided = county / "avtal" / "natverk.yaml", decision("2023-05-01")
    edit(path, "tvist: {hogst_procent: 50, paragraf: §11}", "TVIST")
    dated(path, "TVIST", "tvist", "{hogst_procent: 50, paragraf: §11}", ("2024-01-01", '""', decided))
    party = "{kod: fjallbostader, namn: Fjällbostäder AB, kortnamn: Fjällbostäder}"
    edit(
        path,
        "parter:\n",
        f'parter:\n  - - varde: ""\n    - {{fran: 2024-01-01, varde: {party}, beslut: {decided}}}\n',
    )
    own = f"""
  - - varde: ""
    - fran: 2024-01-01
      varde:
        kod: fjall
        namn: Fjällbostäders del
        basbelopp: 25 000
        betalare: [fjallbostader]
        nyckel: {{typ: lika, paragraf: §8}}
        paragraf: §8
        ansluten: {{fran: 2024-01-01, prisniva: 2024}}
      beslut: {decided}
"""
    edit(path, "bidrag:\n", f"bidrag:{own}")
    published(county, "2018-12-15")
    run = begin(county, "2024-06-01")
    assert "fjallbostader" not in paid(run, 2023, "natverk")
    assert [paid(run, year, "natverk")["fjallbostader"] for year in (2024, 2025)] == [25_000, 25_750]
    assert run.agreement("natverk", 2023).dispute
    assert run.agreement("natverk", 2024).dispute is None
    assert [party.code for party in run.agreement("natverk", 2024).parties][-1] == "fjallbostader"
