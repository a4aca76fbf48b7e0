"""Invoices: January, quarters, settlement; every instalment sums to the allocation."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_inputs import edit

from model.agreements.agreement import Agreement
from model.amounts.additions import Dispute
from model.amounts.invoices import COLUMNS, instalments, settlement_rows, unreconciled, withheld
from model.amounts.settlement import settle
from model.errors import InputError
from model.read.begin import begin
from model.status import Status
from model.year import agreement_year
from suite.reports import tables


@pytest.mark.clause("RUN/387/2023 §7", "fakturering i januari")
def test_the_whole_year_in_january(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2026])
    rows = instalments(agreement, frame)
    assert list(rows.columns) == list(COLUMNS)
    assert set(rows["fakturadatum"]) == {"2026-01-01"}
    assert dict(zip(rows["part"], rows["belopp_kr"], strict=True)) == dict(
        zip(frame["part"], frame["belopp_kr"], strict=True)
    )
    assert rows.set_index("part")["satt"].to_dict()["region_jh"] == "internt"
    assert set(rows.loc[rows["part"] != "region_jh", "satt"]) == {"faktura"}


amounts = st.lists(st.integers(0, 10**10), min_size=1, max_size=6)
some_months = st.sampled_from([1, 2, 3, 4, 6, 12]).flatmap(
    lambda count: st.sets(st.integers(1, 12), min_size=count, max_size=count)
)


@settings(deadline=None)
@given(amounts, st.integers(1, 12), st.data(), some_months)
def test_instalments_sum_to_the_year(
    agreement: Agreement, paid: list[int], first: int, data: st.DataObject, months: set[int]
) -> None:
    """Whatever months are invoiced, and whatever part of the year the agreement is in force."""
    count = data.draw(st.integers(1, 13 - first))
    billing = agreement.billing.model_copy(update={"months": tuple(months)})
    codes = list(agreement.by_code)[: len(paid)]
    rows = pd.DataFrame(
        {"avtal": "energikontor", "ar": 2025, "part": codes, "partnamn": codes, "beraknat_status": "antagande"}
    )
    frame = rows.assign(beraknat_kr=paid, forsta_manad=first, manader=count)
    found = instalments(agreement.model_copy(update={"billing": billing}), frame)
    assert found.groupby("part")["belopp_kr"].sum().reindex(codes).tolist() == paid
    assert (found["belopp_kr"] >= 0).all()
    assert (found["fran_manad"] <= found["till_manad"]).all()
    assert (found["till_manad"] - found["fran_manad"] < 12 // len(months)).all()
    assert {int(date[5:7]) for date in found["fakturadatum"]} <= months | {first}
    assert unreconciled(found, frame).empty


def test_every_cell_of_an_instalment_and_of_a_settlement(folder: Path) -> None:
    """Ragunda, 1 100 of 16 100, pays 56 298 in 2025; an outcome of 1 400 000 gives back 248 000 of 1 648 000."""
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2025])
    (advance,) = [row for row in instalments(agreement, frame).to_dict("records") if row["part"] == "2303"]
    assert advance == {
        "avtal": "energikontor",
        "diarienummer": "RUN/387/2023",
        "part": "2303",
        "partnamn": "Ragunda kommun",
        "satt": "faktura",
        "slag": "förskott",
        "ar": 2025,
        "fran_manad": 1,
        "till_manad": 12,
        "fakturadatum": "2025-01-01",
        "forfallodatum": "2025-01-31",
        "belopp_kr": 56_298,
        "paragraf": "RUN/387/2023 §7",
        "status": "fastställd",
    }
    assert agreement.settlement
    settled = settle(frame["belopp_kr"].to_numpy(), 1_400_000, agreement.settlement)
    (back,) = [
        row
        for row in settlement_rows(agreement, frame, settled, Status.EXAMPLE).to_dict("records")
        if row["part"] == "2303"
    ]
    assert back == advance | {
        "slag": "slutavräkning",
        "fakturadatum": "2026-03-01",
        "forfallodatum": "2026-03-31",
        "belopp_kr": -8_472,  # 56 298 × 248 000 / 1 648 000 = 8 472.03
        "status": "exempel",
    }


def test_without_an_invoice_or_a_settlement_in_the_agreement_there_are_no_rows(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2025])
    assert agreement.settlement
    settled = settle(frame["belopp_kr"].to_numpy(), 1_400_000, agreement.settlement)
    for missing in ("billing", "settlement"):
        without = agreement.model_copy(update={missing: None})
        rows = settlement_rows(without, frame, settled, Status.FIXED)
        assert rows.empty
        assert list(rows.columns) == list(COLUMNS)
    assert instalments(agreement.model_copy(update={"billing": None}), frame).empty


def test_invoices_come_year_by_year_then_by_day_then_by_party(county: Path) -> None:
    """The network in 2019 and 2020: two instalments, then four, each to ten parties by their codes."""
    run = begin(str(county))
    agreement = run.agreement("natverk")
    rows = instalments(agreement, run.allocation([agreement], [2020, 2019]))
    assert rows.index.tolist() == list(range(60))
    assert rows[["ar", "fran_manad", "part"]].apply(tuple, axis=1).is_monotonic_increasing
    assert rows["fakturadatum"].drop_duplicates().tolist() == [
        *("2019-08-01", "2019-08-31"),
        *("2019-12-01", "2020-03-01", "2020-05-31", "2020-08-31"),
    ]
    own = rows[rows["part"] == "region_fastighet"]
    assert set(own["satt"]) == {"internt"}
    assert own["belopp_kr"].tolist() == [2500, 7500, 7725, 7725, 7725, 7725]


ENERGY = "avtal/energikontor.yaml"


def of_the_region(folder: Path, billing: str, year: int = 2025) -> pd.DataFrame:
    """The Region's instalments, 824 000 kr in 2025, when the agreement's billing is another."""
    edit(folder / ENERGY, "manader: [1], betalas_inom_dagar: 30", billing)
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    rows = instalments(agreement, run.allocation([agreement], [year]))
    return rows[rows["part"] == "region_jh"]


def test_as_many_equal_parts_as_months_dated_in_them(folder: Path) -> None:
    """Invoiced in March and September: half of 824 000 for each half of the year."""
    own = of_the_region(folder, "manader: [9, 3], betalas_inom_dagar: 30")
    assert own["belopp_kr"].tolist() == [412_000, 412_000]
    assert own["fran_manad"].tolist() == [1, 7]
    assert own["till_manad"].tolist() == [6, 12]
    assert own["fakturadatum"].tolist() == ["2025-03-01", "2025-09-01"]
    assert own["forfallodatum"].tolist() == ["2025-03-31", "2025-10-01"]


def test_nothing_is_invoiced_before_the_agreement_is_in_force(folder: Path) -> None:
    """From May 2024, 800 000 × 8/12 in March and April: two months and six, in May both; one date in the table."""
    edit(folder / ENERGY, "fran: 2024-01-01", "fran: 2024-05-01")
    own = of_the_region(folder, "manader: [3, 4], betalas_inom_dagar: 30", 2024)
    assert own["belopp_kr"].tolist() == [133_333, 400_000]  # 133 333.25 and 399 999.75
    assert own["fran_manad"].tolist() == [5, 7]
    assert own["fakturadatum"].tolist() == ["2024-05-01", "2024-05-01"]
    run = begin(str(folder))
    shown = tables.invoices(agreement_year(run, "energikontor", 2023))
    assert list(shown.columns) == ["Part", "1\u00a0maj (kr)"]
    assert shown.iloc[-1].tolist() == ["Region Jämtland Härjedalen", 533_333]


def test_an_agreement_that_ends_pays_for_its_months(folder: Path) -> None:
    """To August 2025: 824 000 × 8/12 by six months and two."""
    edit(folder / ENERGY, "till: 2028-12-31, forlangs_manader: 12, langst_till: 2033-12-31", "till: 2025-08-31")
    own = of_the_region(folder, "manader: [3, 9], betalas_inom_dagar: 30")
    assert own["belopp_kr"].tolist() == [412_000, 137_333]
    assert own["till_manad"].tolist() == [6, 8]
    assert own["fakturadatum"].tolist() == ["2025-03-01", "2025-09-01"]


@pytest.mark.parametrize(
    ("billing", "sent", "due"),
    [
        ("manader: [1], i_forskott: ja, betalas_inom_dagar: 30", ["2024-12-01"], ["2024-12-31"]),
        ("manader: [1], i_forskott: nej, betalas_inom_dagar: 30", ["2025-01-01"], ["2025-01-31"]),
        (
            "manader: [7, 1], i_forskott: ja, betalas_inom_dagar: 20",
            ["2024-12-11", "2025-06-10"],
            ["2024-12-31", "2025-06-30"],
        ),
        (
            "manader: [1, 7], i_forskott: ja, betalas_inom_dagar: 0",
            ["2024-12-31", "2025-06-30"],
            ["2024-12-31", "2025-06-30"],
        ),
    ],
)
def test_in_advance_is_due_the_day_before_the_period(
    folder: Path, billing: str, sent: list[str], due: list[str]
) -> None:
    own = of_the_region(folder, billing)
    assert own["belopp_kr"].sum() == 824_000
    assert own["fakturadatum"].tolist() == sent
    assert own["forfallodatum"].tolist() == due
    assert set(own["ar"]) == {2025}


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (
            "[1, 2, 3, 4, 5]",
            "väntade 1, 2, 3, 4, 6 eller 12 olika månader i manader, så att delarna blir lika långa",
        ),
        ("[1, 1]", "väntade 1, 2, 3, 4, 6 eller 12 olika månader i manader, så att delarna blir lika långa"),
        (
            "[3, 9], i_forskott: ja",
            "väntade manader: [1, 7] med i_forskott: ja, månaderna då delarna av året börjar",
        ),
        ("[3], i_forskott: kanske", "nyckel fakturering.i_forskott: fann ”kanske”, väntade ja eller nej"),
    ],
)
def test_months_that_make_no_equal_parts_are_refused(folder: Path, months: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        of_the_region(folder, f"manader: {months}, betalas_inom_dagar: 30")
    assert words in str(error.value)
    assert "energikontor.yaml, rad 46" in str(error.value)


def test_rows_of_another_agreement_are_no_concern(county: Path) -> None:
    run = begin(str(county))
    both = run.allocation([run.agreement(name) for name in ("energikontor", "natverk")], [2025])
    for name, parties in (("energikontor", 9), ("natverk", 10)):
        rows = instalments(run.agreement(name), both)
        assert set(rows["avtal"]) == {name}
        assert rows["part"].nunique() == parties
    nothing = instalments(run.agreement("energikontor"), both[both["avtal"] == "natverk"])
    assert nothing.empty
    assert list(nothing.columns) == list(COLUMNS)


def test_a_party_that_is_not_invoiced_at_all_is_found(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2026])
    rows = instalments(agreement, frame)
    wrong = unreconciled(rows[rows["part"] != "2321"], frame)
    assert wrong["part"].tolist() == ["2321"]
    assert list(wrong.columns) == ["avtal", "ar", "part", "fakturerat_kr", "fordelat_kr"]


def disputed(year: int, party: str, disputed: str, withheld: str, text: str = "Prov") -> Dispute:
    told = {
        "avtal": "natverk",
        "ar": str(year),
        "part": party,
        "omtvistat_kr": disputed,
        "innehallet_kr": withheld,
    }
    return Dispute.model_validate({**told, "text": text, "status": "exempel", "kalla": "Prov"})


@pytest.mark.clause("RUN/350/2019 §11", "högst hälften av det omtvistade hålls inne")
def test_what_is_withheld_is_split_over_the_years_own_instalments(county: Path) -> None:
    """Årehus pays 30 771 of 2020 in 7 693, 7 693, 7 693 and 7 692, and withholds 10 000 + 1 in two disputes.

    Nothing is withheld of another year, by another party, or of what is no instalment.
    """
    run = begin(str(county))
    agreement = run.agreement("natverk")
    rows = instalments(agreement, run.allocation([agreement], [2020, 2021]))
    rows = pd.concat([rows.assign(slag="tillägg"), rows])
    rows.index = range(1000, 1000 + len(rows))
    disputes = [disputed(2020, "arehus", "20 000", "10 000"), disputed(2020, "arehus", "2", "1", "Två")]
    disputes += [disputed(2021, "2303", "500", "0"), disputed(2021, "2305", "8", "4")]
    found = withheld(rows, disputes, {"natverk": agreement})
    assert found.index.tolist() == rows.index.tolist()
    told = rows.assign(hallet=found)[found != 0]
    assert told.groupby(["slag", "ar", "part"])["hallet"].agg(list).to_dict() == {
        ("förskott", 2020, "arehus"): [2501, 2500, 2500, 2500],
        ("förskott", 2021, "2305"): [1, 1, 1, 1],
    }
    with pytest.raises(InputError, match="väntade högst partens belopp 2020, 30771 kr"):
        withheld(rows, [disputed(2020, "arehus", "30 772", "1")], {"natverk": agreement})


def test_what_is_withheld_to_the_ore(county: Path) -> None:
    """30 771.25 of 2020 in four parts, an öre more in the first; 2 kronor withheld are 50 öre of each."""
    edit(county / "avtal" / "natverk.yaml", "prisniva:", "raknas_i: öre\nprisniva:")
    run = begin(str(county))
    agreement = run.agreement("natverk")
    rows = instalments(agreement, run.allocation([agreement], [2020]))
    own = rows["part"] == "arehus"
    assert [str(amount) for amount in rows.loc[own, "belopp_kr"]] == ["7692.82", "7692.81", "7692.81", "7692.81"]
    found = withheld(rows, [disputed(2020, "arehus", "4", "2")], {"natverk": agreement})
    assert [str(amount) for amount in found[own]] == ["0.50", "0.50", "0.50", "0.50"]
    assert set(found[~own]) == {0}


def test_what_does_not_reconcile_is_found(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2026])
    rows = instalments(agreement, frame)
    rows.loc[0, "belopp_kr"] += 1
    wrong = unreconciled(rows, frame)
    assert wrong["part"].tolist() == [rows.loc[0, "part"]]
    assert (wrong["fakturerat_kr"] - wrong["fordelat_kr"]).tolist() == [1]


@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning när avvikelsen är mer än 10 %")
def test_a_settlement_is_credited_or_invoiced_in_march(folder: Path) -> None:
    run = begin(str(folder))
    agreement = run.agreement("energikontor")
    frame = run.allocation([agreement], [2025])
    paid = frame["belopp_kr"].to_numpy()
    assert agreement.settlement
    back = settlement_rows(agreement, frame, settle(paid, 1_400_000, agreement.settlement), Status.PRELIMINARY)
    assert back["belopp_kr"].sum() == -248_000
    assert (back["belopp_kr"] < 0).all()
    assert set(back["fakturadatum"]) == {"2026-03-01"}
    assert set(back["status"]) == {"preliminär"}
    more = settlement_rows(agreement, frame, settle(paid, 1_900_000, agreement.settlement), Status.FIXED)
    assert more["belopp_kr"].sum() == 252_000
    none = settlement_rows(agreement, frame, settle(paid, 1_600_000, agreement.settlement), Status.FIXED)
    assert none.empty
