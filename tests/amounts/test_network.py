"""The network agreement, RUN/350/2019, worked by hand on round figures: 16 000 inhabitants, LPIX 3 %."""

import datetime as dt
from pathlib import Path

import pytest
from small_inputs import edit

from model.agreements.agreed import Agreed
from model.agreements.agreement import Agreement
from model.agreements.in_force import end_of_term, notice_deadline, term_ends
from model.amounts.additions import Dispute, check_disputes, highest_withheld
from model.amounts.invoices import instalments
from model.errors import InputError
from model.read.begin import begin
from model.run import Run

D = dt.date


# The network's payers, each with its sixteenths of the population.
SIXTEENTHS = {
    "2303": 1,
    "2305": 1,
    "krokomsbostader": 2,
    "2313": 1,
    "arehus": 1,
    "bergs_hyreshus": 1,
    "harjegardar": 1,
    "2380": 8,
}


@pytest.fixture
def network(county: Path) -> Run:
    return begin(str(county))


@pytest.fixture
def agreement(network: Run) -> Agreement:
    return network.agreement("natverk")


def amounts(run: Run, year: int) -> dict[str, int]:
    frame = run.allocation([run.agreement("natverk")], [year])
    return dict(zip(frame["part"], frame["belopp_kr"], strict=True))


@pytest.mark.clause("RUN/350/2019 §3", "första perioden från 2019-09-01")
@pytest.mark.clause("RUN/350/2019 §8", "478 000 kr efter befolkning, 60 000 kr på två parter")
def test_the_first_four_months(network: Run) -> None:
    """478 000 × 4/12 is 159 333: sixteenths of 9 958.3125; the three kronor left go to .625, .5 and 2303."""
    found = amounts(network, 2019)
    assert found == {
        "2303": 9959,
        "2305": 9958,
        "krokomsbostader": 19917,
        "2313": 9958,
        "arehus": 9958,
        "bergs_hyreshus": 9958,
        "harjegardar": 9958,
        "2380": 79667,
        "region_fastighet": 10000,
        "landstingsbostader": 10000,
    }
    assert sum(found.values()) == 179_333


@pytest.mark.clause("RUN/350/2019 §8", "uppräkning med LPIX från 2020")
@pytest.mark.clause("RUN/350/2019 §8", "538 000 kr per år i 2019 års prisnivå")
def test_indexed_from_2020(network: Run) -> None:
    """478 000 × 1.03 = 492 340 and 60 000 × 1.03 = 61 800; then × 1.03 again, 507 110.2 and 63 654."""
    assert sum(amounts(network, 2020).values()) == 492_340 + 61_800
    assert sum(amounts(network, 2021).values()) == 507_110 + 63_654
    assert amounts(network, 2020)["2380"] == 246_170


@pytest.mark.clause("RUN/350/2019 §1", "bolag betalar för sin kommun")
def test_a_company_pays_by_its_municipalitys_population(network: Run, agreement: Agreement) -> None:
    frame = network.allocation([agreement], [2020]).set_index("part")
    for code, sixteenths in SIXTEENTHS.items():
        assert frame.loc[code, "nyckel_taljare"] == 1000 * sixteenths
        assert abs(frame.loc[code, "belopp_kr"] - 492_340 * sixteenths / 16) < 1
    assert agreement.by_code["arehus"].owner == "2321"


@pytest.mark.clause("RUN/350/2019 §8", "en fjärdedel kvartalsvis i förskott")
def test_quarters_sum_exactly_to_the_year(network: Run, agreement: Agreement) -> None:
    """492 340 / 16 is 30 771.25, so 2305 pays 30 771: three quarters of 7 693 and one of 7 692."""
    rows = instalments(agreement, network.allocation([agreement], [2020]))
    own = rows[rows["part"] == "2305"]
    assert own["belopp_kr"].tolist() == [7693, 7693, 7693, 7692]
    assert own["fakturadatum"].tolist() == ["2019-12-01", "2020-03-01", "2020-05-31", "2020-08-31"]
    assert own["forfallodatum"].tolist() == ["2019-12-31", "2020-03-31", "2020-06-30", "2020-09-30"]
    assert rows.groupby("part")["belopp_kr"].sum().to_dict() == amounts(network, 2020)


@pytest.mark.clause("RUN/350/2019 §8", "en fjärdedel kvartalsvis i förskott")
def test_a_part_year_is_paid_by_its_months(network: Run, agreement: Agreement) -> None:
    """September alone, then October to December: 9 959 by 1 to 3 is 2 489.75 and 7 469.25."""
    rows = instalments(agreement, network.allocation([agreement], [2019]))
    own = rows[rows["part"] == "2303"]
    assert own["belopp_kr"].tolist() == [2490, 7469]
    assert own["fakturadatum"].tolist() == ["2019-08-01", "2019-08-31"]  # due before September, and October


@pytest.mark.clause("RUN/350/2019 §9", "förlängs tre år i taget")
def test_renewed_three_years_at_a_time(agreement: Agreement) -> None:
    assert term_ends(Agreed(agreement)) == [D(year, 8, 31) for year in (2022, 2025, 2028, 2031, 2034)]
    assert end_of_term(Agreed(agreement)) == D(2034, 8, 31)


@pytest.mark.clause("RUN/350/2019 §10", "uppsägning senast sex månader före")
def test_six_months_notice(agreement: Agreement) -> None:
    assert notice_deadline(Agreed(agreement), D(2025, 8, 31)) == D(2025, 2, 28)
    assert end_of_term(Agreed(agreement), [D(2025, 2, 28)]) == D(2025, 8, 31)
    assert end_of_term(Agreed(agreement), [D(2025, 3, 1)]) == D(2028, 8, 31)


@pytest.mark.clause("RUN/350/2019 §9", "förlängs tre år i taget")
def test_not_renewed_after_august_2025(county: Path) -> None:
    """Eight months of 2025: 538 000 × 1.03⁶ × 8/12 by hand, in its two contributions; nothing in 2026."""
    ending = "forlangs_inte: [{avtal: natverk, datum: 2025-08-31}]\n"
    text = (county / "scenarier" / "bas.yaml").read_text(encoding="utf-8")
    (county / "scenarier" / "slut.yaml").write_text(text.replace("bas", "slut", 1) + ending, encoding="utf-8")
    run = begin(str(county), scenario="slut")
    # 478 000 × 1.194052296529 × 8/12 = 380 504.67; 60 000 × 1.194052296529 × 8/12 = 47 762.09
    assert sum(amounts(run, 2025).values()) == 380_505 + 47_762
    assert amounts(run, 2026) == {}
    agreement = run.agreement("natverk")
    rows = instalments(agreement, run.allocation([agreement], [2025]))
    own = rows[rows["part"] == "landstingsbostader"]
    assert own["fran_manad"].tolist() == [1, 4, 7]
    assert own["till_manad"].tolist() == [3, 6, 8]
    # 23 881 by 3, 3 and 2 months: 8 955.375, 8 955.375 and 5 970.25.
    assert own["belopp_kr"].tolist() == [8956, 8955, 5970]


JOINING = """\
  - kod: ny
    namn: Ny aktörs del
    basbelopp: 25 000
    betalare: [ny_aktor]
    nyckel: {typ: lika, paragraf: §8}
    paragraf: §8
    ansluten: {fran: 2027-04-01, prisniva: 2027}
"""


@pytest.mark.clause("RUN/350/2019 §8", "senare anslutna: eget belopp, också med LPIX")
def test_a_party_that_joins_later(county: Path) -> None:
    """25 000 in 2027 prices: nine months of 2027 are 18 750, and 2028 is 25 000 × 1.03."""
    path = county / "avtal" / "natverk.yaml"
    edit(path, "\n# §1. Ett bolag", f"{JOINING}\n# §1. Ett bolag")
    edit(path, "parter:\n", "parter:\n  - {kod: ny_aktor, namn: Ny aktör AB, kortnamn: Ny aktör}\n")
    run = begin(str(county))
    assert "ny_aktor" not in amounts(run, 2026)
    assert amounts(run, 2027)["ny_aktor"] == 18_750
    assert amounts(run, 2028)["ny_aktor"] == 25_750
    agreement = run.agreement("natverk")
    rows = instalments(agreement, run.allocation([agreement], [2027]))
    assert rows[rows["part"] == "ny_aktor"]["belopp_kr"].tolist() == [6250, 6250, 6250]


def dispute(disputed: int, withheld: int, text: str = "Prov") -> Dispute:
    data = {
        "avtal": "natverk",
        "ar": "2025",
        "part": "arehus",
        "text": text,
        "status": "exempel",
        "kalla": "Prov",
    }
    amounts = {"omtvistat_kr": str(disputed), "innehallet_kr": str(withheld), "_plats": "tvister.csv rad 2"}
    return Dispute.model_validate(data | amounts)


@pytest.mark.clause("RUN/350/2019 §11", "högst hälften av det omtvistade hålls inne")
def test_at_most_half_of_what_is_disputed(agreement: Agreement) -> None:
    assert highest_withheld(agreement, 10_001) == 5_000
    check_disputes(agreement, [dispute(10_001, 5_000)], 20_000)
    with pytest.raises(InputError, match=r"rad 2, kolumn innehallet_kr: fann ”5001”, väntade högst 5000 kr"):
        check_disputes(agreement, [dispute(10_001, 5_001)], 20_000)
    with pytest.raises(
        InputError, match=r"omtvistat_kr: fann ”10001”, väntade högst partens belopp 2025, 10000 kr$"
    ):
        check_disputes(agreement, [dispute(10_001, 5_000)], 10_000)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("tvister.csv rad 12", "tvister.csv, rad 12, kolumn innehallet_kr"),
        ("rad för rad 2 rad 3", "rad för rad 2, rad 3, nyckel innehallet_kr"),
        ("", ", nyckel innehallet_kr"),
    ],
)
def test_a_fault_stands_where_the_dispute_was_read(agreement: Agreement, place: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        check_disputes(agreement, [dispute(10_000, 5_001).model_copy(update={"place": place})], 20_000)
    assert str(error.value).startswith(f"{told}: fann ”5001”")


def test_without_the_clause_nothing_may_be_withheld(network: Run) -> None:
    assert highest_withheld(network.agreement("energikontor"), 10_000) == 0


@pytest.mark.clause("RUN/350/2019 §11", "högst hälften av det omtvistade hålls inne")
def test_a_years_disputes_are_counted_together(agreement: Agreement) -> None:
    """Two of half the amount each pass, two of the whole do not: all of the amount would be withheld."""
    check_disputes(agreement, [dispute(10_000, 5_000, "Mötena"), dispute(10_000, 5_000, "Rapporten")], 20_000)
    with pytest.raises(InputError) as error:
        check_disputes(
            agreement, [dispute(20_000, 10_000, "Mötena"), dispute(20_000, 10_000, "Rapporten")], 20_000
        )
    assert str(error.value) == (
        "tvister.csv, rad 2, kolumn omtvistat_kr: fann ”40000”, väntade högst partens belopp 2025, 20000 kr, för "
        "årets tvister tillsammans"
    )


def test_the_same_dispute_twice_is_one_too_many(agreement: Agreement) -> None:
    with pytest.raises(InputError, match=r"rad 2, kolumn text: fann ”Prov”, väntade varje tvist en enda gång"):
        check_disputes(agreement, [dispute(1_000, 500), dispute(1_000, 500)], 20_000)
    check_disputes(agreement, [dispute(1_000, 500), dispute(1_000, 400)], 20_000)


@pytest.mark.clause("RUN/350/2019 §3", "första perioden från 2019-09-01")
def test_a_part_year_read_as_days(county: Path) -> None:
    """122 days of 365: 478 000 × 122/365 is 159 769.86, and 60 000 × 122/365 is 20 054.79."""
    edit(county / "avtal" / "natverk.yaml", "raknas_till: 2033,", "raknas_till: 2033, delar_av_ar: dagar,")
    run = begin(str(county))
    assert sum(amounts(run, 2019).values()) == 159_770 + 20_055
    assert sum(amounts(run, 2020).values()) == 492_340 + 61_800
