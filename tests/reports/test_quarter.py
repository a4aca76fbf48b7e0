"""The report of a quarter: its own rows, costs and incomes apart, and when it is the year's final one."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from small_inputs import edit, published

from model.errors import InputError
from model.read.begin import PROJECT
from suite.reports.quarter import (
    Quarter,
    additions,
    costs,
    financing_note,
    incomes,
    open_quarter,
    results,
    summary,
    used,
)
from suite.reports.tables import unmapped

ENTRIES = (
    "2024-02-01;A1;6990;W;;100 000;Webben",
    "2024-02-02;A2;8999;;;7;Okänd i februari",
    "2024-03-05;A3;3590;N;;-200 000;Näringslivet",
    "2024-08-01;A4;6990;W;;200 000;Webben",
    "2024-08-02;A5;8999;;;9;Okänd i augusti",
    "2024-11-05;A6;3590;N;;-400 000;Näringslivet",
    "2024-12-31;A7;6990;M;;560 000;Magasinet",
)
ADDITIONS = (
    "kompetensattraktion;licens;2321;2024-03-31;500;En licens;fastställd;Beställning",
    "kompetensattraktion;prishojning;;2024-04-01;900;Dyrare;fastställd;Avisering",
    "kompetensattraktion;licens;2305;2025-01-15;700;Sent bokförd;fastställd;Beställning",
)


@pytest.fixture
def talent(county: Path) -> Path:
    """A year of costs and incomes in two quarters, and additions on both sides of two turns."""
    published(county, "2019-01-01")
    (county / "utfall" / "kompetensattraktion_2024.csv").write_text(
        "datum;verifikation;konto;projekt;motpart;belopp;text;status\n"
        + "".join(f"{entry};fastställd\n" for entry in ENTRIES),
        encoding="utf-8",
    )
    with (county / "utfall" / "kostnadsposter.csv").open("a", encoding="utf-8") as file:
        file.write("kompetensattraktion;W;6000;6999;webb\nkompetensattraktion;M;6000;6999;magasin\n")
    (county / "tillagg.csv").write_text(
        "avtal;tillagg;part;datum;belopp;text;status;kalla\n" + "\n".join(ADDITIONS) + "\n", encoding="utf-8"
    )
    return county


def quarter(folder: Path, number: int, as_of: str = "2025-02-01") -> Quarter:
    return open_quarter(2024, number, "kompetensattraktion", str(folder), as_of)


def told(now: Quarter) -> str:
    return " ".join(summary(now)).replace("\u00a0", " ")


def days(rows: pd.DataFrame) -> list[str]:
    return rows["Datum"].tolist() if len(rows) else []


def test_a_quarter_lists_its_own_rows_only(talent: Path) -> None:
    by_quarter = {number: quarter(talent, number) for number in (1, 2, 3, 4)}
    assert {number: days(unmapped(now.own)) for number, now in by_quarter.items()} == {
        1: ["2024-02-02"],
        2: [],
        3: ["2024-08-02"],
        4: [],
    }
    assert {number: days(additions(now)) for number, now in by_quarter.items()} == {
        1: ["2024-03-31"],
        2: ["2024-04-01"],
        3: [],
        4: ["2025-01-15"],  # after the agreement's end: a cost of its last quarter
    }
    rows = {number: [line for line in now.remarks if "kostnadspost" in line] for number, now in by_quarter.items()}
    assert rows[1] == ["1 bokförd rad 2024 saknar kostnadspost, men är med i utfallet."]
    assert rows[2] == rows[1]
    assert rows[3] == ["2 bokförda rader 2024 saknar kostnadspost, men är med i utfallet."]


def test_incomes_lower_no_cost_and_a_shortfall_is_named(talent: Path) -> None:
    """860 016 of 3 570 000 is used whatever came in; 600 000 of 641 000 came, so 41 000 are missing."""
    now = quarter(talent, 4)
    words = told(now)
    assert (
        "Kvartalet kostade 560 000 kr. Till och med kvartal 4 har 860 016 kr använts, 24,1 % av årets budget."
        in words
    )
    assert (
        "Externa intäkter från Näringslivet: 600 000 kr av 641 000 kr har kommit in, så 41 000 kr fattas. "
        "Avtalet säger inte vem som täcker det." in words
    )
    (row,) = incomes(now).itertuples(index=False)
    assert tuple(row) == ("Externa intäkter", "Näringslivet", 641_000, 400_000, 600_000, 41_000)
    assert costs(now).set_index("Kostnadspost").sum().tolist() == [3_570_000, 560_000, 860_016, 2_709_984]
    assert used(now).replace("\u00a0", " ") == "24 % av årets budget är använd efter kvartal 4"
    assert results(now).data["intakter_hittills"][0]["belopp_kr"] == 600_000


@pytest.mark.parametrize(
    ("number", "amount", "words"),
    [
        (1, "-200 000", "200 000 kr av 641 000 kr har kommit in, 441 000 kr återstår."),
        (4, "-241 000", "641 000 kr av 641 000 kr har kommit in."),
        (4, "-250 000", "650 000 kr av 641 000 kr har kommit in, 9 000 kr mer än avtalat."),
    ],
)
def test_incomes_are_told_as_they_stand(talent: Path, number: int, amount: str, words: str) -> None:
    edit(talent / "utfall" / "kompetensattraktion_2024.csv", "-200 000", amount)
    assert f"Externa intäkter från Näringslivet: {words}" in told(quarter(talent, number))


def test_an_unfinished_year_has_no_shortfall_yet(talent: Path) -> None:
    assert "41 000 kr återstår." in told(quarter(talent, 4, "2024-12-31"))


def test_a_post_that_cost_more_than_its_budget_is_named(talent: Path) -> None:
    """The magazine: 560 000 of 550 000. What is beside the budget is another thing, under a heading of its own."""
    now = quarter(talent, 4)
    assert "Magasin har kostat 10 000 kr mer än årets budget." in told(now)
    assert "mer än årets budget" not in told(quarter(talent, 3))
    assert additions(quarter(talent, 3)).empty


FINAL = "Året är slut och bokföringen är fastställd, så rapporten är också årets slutrapport."


def test_final_when_the_year_is_over_and_its_books_are_fixed(talent: Path) -> None:
    assert told(quarter(talent, 4, "2025-01-01")).endswith(FINAL)
    assert "slutrapport" not in told(quarter(talent, 3))


@pytest.mark.parametrize(
    ("as_of", "old", "new", "words"),
    [
        ("2024-12-31", "", "", "året är inte slut den 31 december 2024."),
        ("2025-02-01", "Magasinet;fastställd", "Magasinet;preliminär", "bokföringen har status preliminär."),
        ("2025-02-01", "Webben;fastställd", "Webben;exempel", "bokföringen har status exempel."),
        (
            "2024-11-30",
            "Webben;fastställd",
            "Webben;prognos",
            "inte slut den 30 november 2024 och bokföringen har status",
        ),
    ],
)
def test_an_unfinished_last_quarter_is_not_the_final_report(
    talent: Path, as_of: str, old: str, new: str, words: str
) -> None:
    edit(talent / "utfall" / "kompetensattraktion_2024.csv", old, new)
    now = told(quarter(talent, 4, as_of))
    assert "Rapporten är inte årets slutrapport: " in now
    assert words in now
    assert FINAL not in now


def test_a_last_quarter_without_books_is_not_the_final_report(talent: Path) -> None:
    path = talent / "utfall" / "kompetensattraktion_2024.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-2]) + "\n", encoding="utf-8")
    words = told(quarter(talent, 4))
    assert "Inget är bokfört under kvartalet. Till och med kvartal 4 har 300 016 kr använts" in words
    assert "Rapporten är inte årets slutrapport: inget är bokfört under kvartalet." in words


def test_a_quarter_that_goes_on_has_cost_so_far(talent: Path) -> None:
    """Until its last day has passed, or something is booked after it."""
    assert "Kvartalet har hittills kostat 560 000 kr." in told(quarter(talent, 4, "2024-12-31"))
    assert "Kvartalet kostade 560 000 kr." in told(quarter(talent, 4, "2025-01-01"))
    assert "Kvartalet kostade 200 009 kr." in told(quarter(talent, 3, "2024-09-30"))


def note(now: Quarter) -> str:
    return financing_note(now).replace("\u00a0", " ")


def test_the_pot_is_named_while_it_pays(talent: Path) -> None:
    """A scenario that splits the pot has nobody paying through it."""
    through = note(quarter(talent, 1))
    assert through.startswith(
        "Budgeten för kostnaderna är lika stor: 3 570 000 kr. Genom ”Gemensam utvecklingspott”"
    )
    assert "Härjedalen och Östersund; avtalet säger inte hur den delas." in through
    shutil.copy(PROJECT / "inputs" / "scenarier" / "kompetensattraktion-fortsatter.yaml", talent / "scenarier")
    later = open_quarter(
        2025, 1, "kompetensattraktion", str(talent), "2025-02-01", "kompetensattraktion-fortsatter"
    )
    assert note(later) == "Budgeten för kostnaderna är lika stor: 3 570 000 kr."


@pytest.mark.clause("RUN/357/2023 §5", "ekonomisk rapport varje kvartal")
def test_a_quarter_and_the_year_so_far(county: Path) -> None:
    """100 in March, 200.50 in April, 300 in July: the second quarter is 201, the half year 301."""
    (county / "utfall" / "kompetensattraktion_2024.csv").write_text(
        "datum;verifikation;konto;projekt;motpart;belopp;text\n2024-03-31;A1;6990;W;;100;x\n"
        "2024-04-01;A2;6990;W;;200,50;x\n2024-07-01;A3;6990;W;;300;x\n",
        encoding="utf-8",
    )
    with (county / "utfall" / "kostnadsposter.csv").open("a", encoding="utf-8") as file:
        file.write("kompetensattraktion;W;6000;6999;webb\n")
    quarter = open_quarter(2024, 2, "kompetensattraktion", str(county))
    assert quarter.own
    assert quarter.to_date
    assert (quarter.own.total, quarter.to_date.total) == (201, 301)
    empty = open_quarter(2024, 4, "kompetensattraktion", str(county))
    assert empty.own is None
    assert empty.to_date
    assert empty.to_date.total == 601
    with pytest.raises(InputError, match="kvartal: fann ”5”"):
        open_quarter(2024, 5, "kompetensattraktion", str(county))
    with pytest.raises(InputError, match="då avtalet gäller, 2024 till 2024"):
        open_quarter(2025, 1, "kompetensattraktion", str(county))
