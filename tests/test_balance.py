"""What is left of an agreement, by hand: a made-up one over three years, and what must hold of any."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_inputs import READINGS, closed, issued, published, small_inputs

from model.amounts.closing import Closing, entries_digest
from model.amounts.invoices import ADVANCE, CORRECTION, SETTLEMENT
from model.amounts.outcome import Entry, gather
from model.amounts.registers import Alternative
from model.balance import Balance, balance, balances, dues, years_until
from model.liquidity import liquidity
from model.read.begin import begin
from model.run import Run
from model.year import agreement_year, invoiced, year_of

AGREEMENT = """\
avtal: prov
namn: Provet
kortnamn: Provet
diarienummer: P/1
status: fastställd
kalla: Testet
publicerad: 2023-06-01
utforare: {issuer}
prisniva: {{ar: 2024, paragraf: §1}}
totalt: {total}
bidrag:
  - kod: alla
    namn: Allas del
    basbelopp: {total}
    betalare: [{codes}]
    nyckel: {{typ: andelar, andelar: {{{shares}}}, paragraf: §1}}
    paragraf: §1
parter:
{parties}
giltighet: {{fran: 2024-01-01, till: 2026-12-31, paragraf: §2}}
fakturering: {{manader: [12], betalas_inom_dagar: 45, paragraf: §3}}
kostnadsposter:
  - {{kod: drift, namn: Drift}}
"""
SETTLED = (
    "slutavrakning: {grans_procent: 10, namnare: utfall, omfattning: hela, faktureras_manad: 3, paragraf: §4}\n"
)
THREE = {"a": 40, "b": 36, "c": 24}
SPENT = {2024: 950_000, 2025: 800_000, 2026: 1_060_000}


def made_up(folder: Path, shares: Mapping[str, int] = THREE, more: str = SETTLED, total: int = 1_000_000) -> Path:
    """Add an agreement that is invoiced in December, due in January, for the years 2024–2026."""
    parties = "\n".join(f"  - {{kod: {code}, namn: Part {code}, kortnamn: {code}}}" for code in shares)
    split = ", ".join(f"{code}: {share}" for code, share in shares.items())
    told = {"issuer": next(iter(shares)), "total": total, "codes": ", ".join(shares)}
    text = AGREEMENT.format(**told, shares=split, parties=parties)
    (folder / "avtal" / "prov.yaml").write_text(text + more, encoding="utf-8")
    with (folder / "utfall" / "kostnadsposter.csv").open("a", encoding="utf-8") as file:
        file.write("prov;;4000;7999;drift\n")
    published(folder, "2023-12-15")
    return folder


def spent(folder: Path, amounts: Mapping[int, int] = SPENT, code: str = "prov") -> Path:
    """Book the cost of some years of an agreement, each in December."""
    for year, amount in amounts.items():
        (folder / "utfall" / f"{code}_{year}.csv").write_text(
            "datum;verifikation;konto;projekt;motpart;belopp;text;status\n"
            f"{year}-12-30;A1;5010;X;;{amount};Drift;fastställd\n",
            encoding="utf-8",
        )
    return folder


def of(folder: Path, year: int, per_datum: str = "2027-06-01", code: str = "prov") -> Balance | None:
    run = begin(str(folder), per_datum)
    return balance(run, run.agreement(code), year)


def told(found: Balance | None) -> tuple[int, ...]:
    """Return opening, paid, settlement, outcome, closing, what is owed by and to the parties, and the cash."""
    assert found
    owed = [due.amount for due in found.unpaid]
    sides = sum(value for value in owed if value > 0), -sum(value for value in owed if value < 0)
    amounts = (found.opening, found.paid, found.of(SETTLEMENT), found.outcome, found.closing, *sides, found.cash)
    return tuple(int(amount) for amount in amounts)


def by_party(found: Balance | None) -> dict[str, int]:
    assert found
    sums = dict.fromkeys(sorted({due.party for due in found.unpaid}), 0)
    for due in found.unpaid:
        sums[due.party] += int(due.amount)
    return sums


@pytest.mark.clause("RUN/387/2023 §7", "det som blir kvar av ett år förs över till nästa")
def test_three_years_by_hand(folder: Path) -> None:
    """1 000 000 is paid each year, due on 15 January: of 2024 by nobody yet when the year ends.

    2024 costs 950 000: 50 000 is left, within 10 %. 2025 costs 800 000: 200 000 is a quarter of it and goes back,
    in April. 2026 costs 1 060 000, and its books are open. Then the agreement has ended, 10 000 short.
    """
    closed(closed(spent(made_up(folder)), 2024, "prov", "2025-02-01"), 2025, "prov", "2026-02-01")
    assert told(of(folder, 2024)) == (0, 1_000_000, 0, 950_000, 50_000, 1_000_000, 0, -950_000)
    assert told(of(folder, 2025)) == (50_000, 1_000_000, -200_000, 800_000, 50_000, 1_000_000, 200_000, -750_000)
    assert told(of(folder, 2026)) == (50_000, 1_000_000, 0, 1_060_000, -10_000, 1_000_000, 0, -1_010_000)
    assert told(of(folder, 2027)) == (-10_000, 0, 0, 0, -10_000, 0, 0, -10_000)
    assert by_party(of(folder, 2024)) == {"a": 400_000, "b": 360_000, "c": 240_000}
    assert by_party(of(folder, 2025)) == {"a": 320_000, "b": 288_000, "c": 192_000}
    assert of(folder, 2027).since == 2024  # type: ignore[union-attr]  # there is one


def test_what_is_left_within_the_limit_is_paid_back_where_that_is_decided(folder: Path) -> None:
    made_up(folder, more=SETTLED.replace("grans_procent: 10", "grans_procent: 0"))
    closed(spent(folder), 2024, "prov", "2025-02-01")
    assert told(of(folder, 2024)) == (0, 1_000_000, -50_000, 950_000, 0, 1_000_000, 50_000, -950_000)
    assert by_party(of(folder, 2024)) == {"a": 380_000, "b": 342_000, "c": 228_000}


def test_what_is_left_is_the_issuers_where_that_is_decided_once_the_books_are_closed(folder: Path) -> None:
    """50 000 of 2024 is; the 60 000 that 2026 is short is not yet borne by it, for its books are open."""
    made_up(folder, more=f"{SETTLED}rest_till_utforaren: ja\n")
    closed(closed(spent(folder), 2024, "prov", "2025-02-01"), 2025, "prov", "2026-02-01")
    kept = {year: (found.kept, found.closing) for year in SPENT if (found := of(folder, year))}
    assert kept == {2024: (50_000, 0), 2025: (0, 0), 2026: (0, -60_000)}


@pytest.mark.clause("RUN/350/2019 §8", "vad en annan läsning av det som blir kvar är värd")
def test_the_price_of_a_reading_of_what_is_left(folder: Path) -> None:
    """Of 2024, 50 000 goes back by 40, 36 and 24 %, or is the first party's, who does the work."""
    run = begin(str(spent(made_up(folder))), "2027-06-01")
    back, kept = (
        Alternative.model_validate({"lasning": "Annars.", "andrar": terms})
        for terms in ({"slutavrakning.grans_procent": "0"}, {"rest_till_utforaren": "ja"})
    )
    assert run.effect("prov", back, [2024])[2024].to_dict() == {"a": -20_000, "b": -18_000, "c": -12_000}
    assert run.effect("prov", kept, [2024])[2024].to_dict() == {"a": -50_000, "b": 0, "c": 0}
    assert run.effect("prov", kept, [2025])[2025].to_dict() == {"a": 0, "b": 0, "c": 0}  # all of it is settled


def test_a_decision_that_it_is_paid_back_is_entered_once_and_invoiced(county: Path) -> None:
    """642 400 kr is paid to the network in 2025 and 600 000 is spent: 42 400 goes back, invoiced in March."""
    spent(county, {2025: 600_000}, "natverk")
    terms = "{grans_procent: 0, namnare: utfall, omfattning: hela, faktureras_manad: 3, paragraf: §8}"
    reading = READINGS.replace("energikontor", "natverk").partition("    annars:")[0]
    reading += "    beslutad: {organ: Styrgruppen, datum: 2024-11-20, dnr: S/1, fran: 2025-01-01, "
    (county / "tolkningar.yaml").write_text(f"{reading}andrar: {{slutavrakning: {terms}}}}}\n", encoding="utf-8")
    published(closed(county, 2025, "natverk", "2026-02-01"), "2024-01-02")
    run = begin(str(county), "2026-02-02")
    rows = invoiced(year_of(run, 2025))
    own = rows[(rows["avtal"] == "natverk") & (rows["slag"] == SETTLEMENT)]
    found = balance(run, run.agreement("natverk"), 2025)
    assert found
    assert {*own["fakturadatum"]} == {"2026-03-01"}
    assert (found.paid, own["belopp_kr"].sum(), found.of(SETTLEMENT)) == (642_400, -42_400, -42_400)
    assert found.closing == 0


def test_without_a_settlement_all_of_it_is_carried_over(folder: Path) -> None:
    closed(spent(made_up(folder, more="")), 2025, "prov", "2026-02-01")
    assert [found.closing for year in (2024, 2025, 2026) if (found := of(folder, year))] == [
        50_000,
        250_000,
        190_000,
    ]


def test_nothing_is_known_of_a_year_without_an_outcome_and_the_next_begins_anew(folder: Path) -> None:
    spent(made_up(folder), {2024: 950_000, 2026: 990_000})
    assert of(folder, 2025) is None
    found = of(folder, 2026)
    assert found
    assert (found.since, found.opening, found.closing) == (2026, 0, 10_000)
    assert of(folder, 2023) is None


def test_after_the_end_nothing_is_known_where_the_last_outcome_is_not(folder: Path) -> None:
    spent(made_up(folder), {2024: 950_000})
    assert of(folder, 2028) is None


@pytest.mark.parametrize("count", [1, 100])
def test_any_number_of_parties(folder: Path, count: int) -> None:
    """1 000 003 kr split by one, or by a hundred alike: the parts sum to it, to the krona."""
    made_up(folder, {f"p{place:03}": 1 for place in range(count)}, total=1_000_003)
    closed(spent(folder), 2025, "prov", "2026-02-01")
    found = of(folder, 2025)
    assert found
    assert (found.paid, found.of(SETTLEMENT), found.closing) == (1_000_003, -200_003, 50_003)
    assert len({due.party for due in found.unpaid}) == count


def test_an_agreement_that_reckons_in_ore(folder: Path) -> None:
    """1 000 000 by three is 333 333,34 and twice 333 333,33, and 200 000 goes back by as much."""
    made_up(folder, dict.fromkeys("abc", 1), f"{SETTLED}raknas_i: öre\n")
    closed(spent(folder), 2025, "prov", "2026-02-01")
    found = of(folder, 2025)
    assert found
    paid = sorted(due.amount for due in found.unpaid if due.kind == ADVANCE)
    assert paid == [Decimal("333333.33"), Decimal("333333.33"), Decimal("333333.34")]
    assert (found.closing, found.cash) == (50_000, -750_000)


def test_a_correction_that_is_not_sent_is_owed(folder: Path) -> None:
    """824 000 is the Region's part of 2025, and 800 000 was sent: 24 000 is owed, and the year is as computed."""
    published(folder, "2024-01-02")
    issued(folder, ("energikontor", 2025, "region_jh", 800_000))
    found = of(folder, 2025, "2026-05-01", "energikontor")
    assert found
    assert (found.paid, found.of(CORRECTION), found.outcome) == (1_624_000, 24_000, 1_400_001)
    assert (found.closing, by_party(found)) == (247_999, {"region_jh": 24_000})
    run = begin(str(folder), "2026-05-01")
    after = liquidity(agreement_year(run, "energikontor", 2026))
    assert after["in_prognos_kr"].tolist()[4] == 24_000  # due 30 days after it is sent
    assert after["saldo_kr"].tolist()[0] == found.cash + 1_697_440


def test_what_is_paid_for_the_next_year_is_owed_to_the_parties(county: Path) -> None:
    """The network's first quarter of 2026 is due on 31 December 2025: a quarter of each party's amount."""
    spent(county, {2025: 600_000}, "natverk")
    found = of(county, 2025, code="natverk", per_datum="")
    assert found
    run = begin(str(county))
    rows = run.allocation([run.agreement("natverk")], [2026])
    amounts = dict(zip(rows["part"], rows["belopp_kr"].tolist(), strict=True))
    assert {party: -amount // (amounts[party] // 4) for party, amount in by_party(found).items()} == dict.fromkeys(
        sorted(amounts), 1
    )
    assert found.cash - found.closing == sum(amount // 4 + (amount % 4 > 0) for amount in amounts.values())


@pytest.mark.clause("RUN/357/2023 bilaga 1", "det som blir kvar eller fattas när allt är betalt")
def test_a_contribution_from_outside_is_what_has_come_in(county: Path) -> None:
    """2 929 000 of the pot and 320 000 of the 641 000, less 3 000 000: 249 000 is left."""
    with (county / "utfall" / "kostnadsposter.csv").open("a", encoding="utf-8") as file:
        file.write("kompetensattraktion;;5000;5999;crm\n")
    (county / "utfall" / "kompetensattraktion_2024.csv").write_text(
        "datum;verifikation;konto;projekt;motpart;belopp;text;status\n"
        "2024-06-30;A1;3590;X;;-320 000;Näringslivet;fastställd\n"
        "2024-12-30;A2;5010;X;;3 000 000;Lön;fastställd\n",
        encoding="utf-8",
    )
    found = [of(county, year, "", "kompetensattraktion") for year in (2024, 2025)]
    assert [told(each)[:5] for each in found] == [
        (0, 3_249_000, 0, 3_000_000, 249_000),
        (249_000, 0, 0, 0, 249_000),
    ]
    run = begin(str(county))
    kept = Alternative.model_validate({"lasning": "Annars.", "andrar": {"rest_till_utforaren": "ja"}})
    assert run.effect("kompetensattraktion", kept, [2024])[2024]["region_jh"] == -249_000


def test_the_year_of_liquidity_begins_with_what_there_was(folder: Path) -> None:
    """−950 000 on 1 January 2025; 1 000 000 comes in that month and 800 000 goes out in December."""
    run = begin(str(closed(spent(made_up(folder)), 2025, "prov", "2026-02-01")), "2027-06-01")
    found = liquidity(agreement_year(run, "prov", 2025))["saldo_kr"].tolist()
    assert found == [*[50_000] * 11, -750_000]
    after = liquidity(agreement_year(run, "prov", 2026))["saldo_kr"].tolist()
    assert after == [*[250_000] * 3, *[50_000] * 8, -1_010_000]


def test_a_year_shows_itself(folder: Path) -> None:
    spent(made_up(folder))
    assert repr(of(folder, 2024)) == "<Balance: Provet, 50\u00a0000 kr kvar den 31 december 2024>"


@cache
def small() -> Run:
    with TemporaryDirectory() as place:
        folder = spent(made_up(small_inputs(Path(place) / "inputs")))
        return begin(str(folder), "2027-06-01")


@given(
    st.lists(st.integers(0, 3_000_000), min_size=3, max_size=3),
    st.sets(st.sampled_from((2024, 2025, 2026))),
    st.sampled_from((1, 100, 1_000_000)),
    st.integers(0, 3),
)
@settings(max_examples=10, deadline=None)
def test_what_is_always_so(amounts: Sequence[int], shut: set[int], hundredths: int, place: int) -> None:
    """A year begins with what the one before ended with; parts sum; what is unpaid is what has not come in."""
    run = small()
    booked = dict[tuple[str, int], list[Entry]]()
    for year, amount in zip((2024, 2025, 2026), amounts, strict=True):
        (entry,) = run.inputs.outcomes["prov", year]
        booked["prov", year] = [entry.altered(amount=str(amount * hundredths // 100))]
    closings = [_closing(run, booked["prov", year], year) for year in sorted(shut)]
    tables = {**run.inputs.tables, Closing: closings}
    run = replace(run, inputs=replace(run.inputs, outcomes=booked, tables=tables))
    views = years_until(run, run.agreement("prov"), 2027)
    found = balances(views, dues(views), 2027)
    assert [each.view.year for each in found] == [2024, 2025, 2026, 2027]
    for before, after in pairwise(found):
        assert before.closing == after.opening
    for each in found:
        assert each.closing == each.opening + each.paid + each.of(SETTLEMENT) - each.outcome
        assert sum(by_party(each).values()) == each.closing - each.cash
    assert liquidity(found[place].view)["saldo_kr"].tolist()[-1] == found[place].cash


def _closing(run: Run, entries: Sequence[Entry], year: int) -> Closing:
    outcome = gather(run.agreement("prov"), entries, run.inputs.mapping)
    row = {"avtal": "prov", "ar": year, "dag": f"{year + 1}-02-01", "utfall_kr": outcome.total, "beslut": "RS"}
    return Closing.model_validate(row | {"utfall_hash": entries_digest(entries)})
