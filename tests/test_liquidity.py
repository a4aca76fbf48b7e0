"""What comes in and goes out month by month, by hand: an invoice when it is due, a cost when it is booked."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from small_inputs import closed, published

from model.amounts.issued import Issued
from model.balance import balance, dues, unpaid, years_until
from model.liquidity import COLUMNS, liquidity
from model.read.begin import begin
from model.year import agreement_year


def months(folder: Path, code: str, year: int, until: int = 12, per_datum: str = "") -> pd.DataFrame:
    run = begin(str(folder), per_datum)
    return liquidity(agreement_year(run, code, year, until))


def test_a_year_that_is_over(folder: Path) -> None:
    """1 648 000 is due in January; 900 000,50 is booked in March and 500 000 in December: 247 999 are left."""
    found = months(folder, "energikontor", 2025)
    assert list(found) == list(COLUMNS)
    assert found["in_prognos_kr"].tolist() == [1_648_000, *[0] * 11]
    assert found["ut_kr"].tolist() == [0, 0, 900_001, *[0] * 8, 500_000]
    assert found["ut_prognos_kr"].sum() == found["in_kr"].sum() == 0
    assert found["saldo_kr"].tolist() == [1_648_000, 1_648_000, *[747_999] * 9, 247_999]


def test_what_is_not_booked_is_spread_over_the_months_left(folder: Path) -> None:
    """900 000,50 in three months is 3 600 002: 2 700 001 are left for nine months, 300 000 each and a krona."""
    found = months(folder, "energikontor", 2025, 4)
    assert found["ut_kr"].tolist() == [0, 0, 900_001, *[0] * 9]
    assert found["ut_prognos_kr"].tolist()[:3] == [0, 0, 0]
    assert sorted(found["ut_prognos_kr"].tolist()[3:]) == [300_000] * 8 + [300_001]
    assert found["saldo_kr"].tolist()[-1] == 1_648_000 - 3_600_002


@pytest.mark.clause("RUN/350/2019 §8", "när pengarna kommer in och går ut")
def test_a_quarter_in_advance_comes_in_before_it_begins(county: Path) -> None:
    """The first quarter of 2026 is due in December 2025, and that of 2025 was in December 2024."""
    found = months(county, "natverk", 2025)["in_prognos_kr"].tolist()
    assert [month for month, amount in enumerate(found, 1) if amount] == [3, 6, 9, 12]
    run = begin(county)
    own, after = (agreement_year(run, "natverk", year).allocation["belopp_kr"].sum() for year in (2025, 2026))
    assert abs(sum(found[:9]) - own * 3 / 4) < 10  # three of its four parts, each party's in whole kronor
    assert abs(found[11] - after / 4) < 10


def test_the_settlement_of_a_closed_year_goes_back_in_the_year_after(folder: Path) -> None:
    """247 999 go back, invoiced on 1 March and due on the 31st."""
    published(folder, "2024-01-02")
    closed(folder)
    found = months(folder, "energikontor", 2026, 12, "2026-02-01")["in_prognos_kr"].tolist()
    assert (found[0], found[2]) == (1_697_440, -247_999)


def test_what_is_issued_is_counted_once_in_the_month_it_is_due(folder: Path) -> None:
    row = {"nr": 1, "utfardad": "2025-01-10", "avtal": "energikontor", "ar": 2025, "part": "region_jh"}
    row |= {"mottagare": "Regionen", "slag": "förskott", "period": "månad 1–12", "belopp_kr": "824 000"}
    row |= {"forfaller": "2025-02-09", "underlag": "abc", "per_datum": "2025-01-01", "av": "Namn"}
    run = begin(str(folder))
    tables = {**run.inputs.tables, Issued: [Issued.model_validate(row)]}
    own = replace(run, inputs=replace(run.inputs, tables=tables))
    found = liquidity(agreement_year(own, "energikontor", 2025))
    assert found["in_kr"].tolist()[1] == 824_000
    assert found["in_prognos_kr"].tolist()[0] == 824_000


@pytest.mark.clause("RUN/350/2019 §11", "det som hålls inne har inte kommit in")
def test_what_is_withheld_has_not_come_in_and_is_owed(county: Path) -> None:
    """Ragunda withholds 400 of 2025, 100 of each of its four invoices, until the dispute is settled in 2026."""
    heading = "avtal;ar;part;omtvistat_kr;innehallet_kr;text;status;kalla;publicerad\n"
    kept = "natverk;2025;2303;800;400;Prov;fastställd;Brev;2024-12-20\n"
    published(county, "2019-01-02")
    before = [months(county, "natverk", year, 12, "2026-03-01") for year in (2024, 2025, 2026)]
    owed = owes(county, "2026-03-01")
    (county / "tvister.csv").write_text(
        heading + kept + "natverk;2025;2303;800;0;Prov;fastställd;Förlikning;2026-02-01\n", encoding="utf-8"
    )
    settled = [months(county, "natverk", year, 12, "2026-03-01") for year in (2024, 2025, 2026)]
    assert all(old.equals(now) for old, now in zip(before, settled, strict=True))
    found = [months(county, "natverk", year, 12, "2026-01-15") for year in (2024, 2025, 2026)]
    fewer = [
        (old["in_prognos_kr"] - now["in_prognos_kr"]).tolist() for old, now in zip(before, found, strict=True)
    ]
    assert fewer == [[*[0] * 11, 100], [0, 0, 100, 0, 0, 100, 0, 0, 100, 0, 0, 0], [0] * 12]
    assert before[1]["saldo_kr"].iloc[-1] - found[1]["saldo_kr"].iloc[-1] == 400
    assert owes(county, "2026-01-15") == owed + 400


def owes(folder: Path, per_datum: str) -> int:
    """What Ragunda owes the network on 31 December 2025 for that year."""
    run = begin(str(folder), per_datum)
    views = years_until(run, run.agreement("natverk"), 2025)
    return int(sum(due.amount for due in unpaid(dues(views), 2025) if (due.party, due.year) == ("2303", 2025)))


def test_contributions_that_are_booked_come_in_where_nobody_is_invoiced(county: Path) -> None:
    (county / "utfall" / "kompetensattraktion_2024.csv").write_text(
        "datum;verifikation;konto;projekt;motpart;belopp;text;status\n"
        "2024-06-30;A1;3590;X;;-320 000;Näringslivet;fastställd\n",
        encoding="utf-8",
    )
    found = months(county, "kompetensattraktion", 2024, 8)
    assert found["in_kr"].tolist()[5] == 320_000
    assert sum(found["in_prognos_kr"]) == 320_000
    assert found["in_planerat_kr"].tolist() == [244_083, 244_084, 244_083] * 4


def test_what_is_planned_comes_in_where_nobody_is_invoiced_and_nothing_is_booked(county: Path) -> None:
    """2 929 000 of the parties and 641 000 of others are 297 500 a month, until the books say more."""
    found = months(county, "kompetensattraktion", 2024)
    assert found["in_planerat_kr"].tolist() == [297_500] * 12
    assert months(county, "energikontor", 2025)["in_planerat_kr"].tolist() == [0] * 12
    path = county / "utfall" / "kompetensattraktion_2024.csv"
    path.write_text(
        "datum;verifikation;konto;projekt;motpart;belopp;text;status\n"
        "2024-06-30;A1;3590;X;;-320 000;Näringslivet;fastställd\n"
        "2024-12-30;A2;5010;X;;100 000;Lön;fastställd\n",
        encoding="utf-8",
    )
    published(county, "2019-01-02")
    run = begin(str(county), "2025-02-01")
    own = balance(run, run.agreement("kompetensattraktion"), 2024)
    assert own
    found = liquidity(own.view)
    assert (
        sum(found["in_kr"] + found["in_prognos_kr"] + found["in_planerat_kr"]) == own.paid == 2_929_000 + 320_000
    )
    assert found["saldo_kr"].iloc[-1] == own.cash
