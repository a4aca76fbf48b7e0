"""The report of a quarter: its own rows, costs and incomes apart, and when it is the year's final one."""

import re
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
    against_budget,
    asks,
    costs,
    financing,
    financing_note,
    key_figures,
    open_quarter,
    over_budget,
    results,
    status_line,
    title,
)
from suite.reports.tables import unmapped
from suite.show.blocks import Table

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


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def told(now: Quarter) -> list[str]:
    """What is asked, a line each."""
    return [plain(f"{ask.verb} {ask.text}") for ask in asks(now)]


def figures(now: Quarter) -> list[tuple[str, str, str]]:
    return [(plain(label), plain(value), plain(note)) for label, value, note in key_figures(now).figures]


def budget(now: Quarter) -> Table:
    shown = against_budget(now)
    assert isinstance(shown, Table)
    return shown


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


def test_incomes_lower_no_cost_and_a_shortfall_is_asked_about(talent: Path) -> None:
    """860 016 of 3 570 000 is used whatever came in; 600 000 of 641 000 came, so 41 000 are missing."""
    now = quarter(talent, 4)
    assert plain(title(now)) == "Kompetensattraktion kostade 860 016 kr 2024, 2 709 984 kr mindre än budgeten"
    assert figures(now) == [
        ("Kostat i kvartal 4", "560 000 kr", "359 991 kr mer än kvartal 3, mest Magasin (+560 000 kr)"),
        ("Kostat till och med kvartal 4", "860 016 kr", "24 % av budgeten på 3 570 000 kr; året är slut"),
        ("Kommit in till och med kvartal 4", "600 000 kr", "av 641 000 kr från Näringslivet; 41 000 kr fattas"),
    ]
    assert (
        "besluta vad som ska täcka 41 000 kr som fattas av Externa intäkter från Näringslivet: 600 000 kr av "
        "641 000 kr har kommit in, och avtalet säger inte vem som betalar." in told(now)
    )
    rows = [tuple(row) for row in financing(now).itertuples(index=False)]
    assert rows[1] == ("Näringslivet", 641_000, 400_000, 600_000, 41_000)
    assert rows[0][:2] == ("Gemensam utvecklingspott", 2_929_000)
    assert costs(now).set_index("Kostnadspost").sum().tolist() == [3_570_000, 560_000, 860_016, 2_709_984]
    assert results(now).data["intakter_hittills"][0]["belopp_kr"] == 600_000


def test_what_is_used_stands_beside_the_time_that_has_gone(talent: Path) -> None:
    """Of 2024's 366 days 91 have gone on 31 March, a quarter; the line in each bar is at as much of its budget."""
    now = quarter(talent, 1)
    assert plain(title(now)) == "Kompetensattraktion har använt 3 % av budgeten när 25 % av 2024 har gått"
    shown = budget(now)
    assert plain(shown.what).endswith("Streck: 25 % av året har gått.")
    assert shown.strips
    longest = shown.strips.cells[3]  # 1 505 000 of communication: 91 / 366 of the whole width
    assert longest
    assert list(longest.lines) == pytest.approx([91 / 366], abs=0.001)
    assert shown.footer
    assert shown.footer[1:3] == (3_570_000, 100_007)
    over = quarter(talent, 4)
    assert "Streck" not in budget(over).what
    assert [cell.lines for cell in budget(over).strips.cells if cell] == [[]] * 8  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("number", "amount", "words"),
    [
        (1, "-200 000", "av 641 000 kr från Näringslivet; 441 000 kr återstår"),
        (4, "-241 000", "av 641 000 kr från Näringslivet"),
        (4, "-250 000", "av 641 000 kr från Näringslivet; 9 000 kr mer än avtalat"),
    ],
)
def test_incomes_are_told_as_they_stand(talent: Path, number: int, amount: str, words: str) -> None:
    edit(talent / "utfall" / "kompetensattraktion_2024.csv", "-200 000", amount)
    assert figures(quarter(talent, number))[2][2] == words


def test_an_unfinished_year_has_no_shortfall_yet(talent: Path) -> None:
    now = told(quarter(talent, 4, "2024-12-31"))
    assert "veta att 41 000 kr av Externa intäkter från Näringslivet återstår att få in." in now
    assert not [line for line in now if "fattas" in line]


def test_a_post_that_cost_more_than_its_budget_is_named(talent: Path) -> None:
    """The magazine: 560 000 of 550 000. What is beside the budget is another thing, under a heading of its own."""
    now = quarter(talent, 4)
    assert over_budget(now) == {"Magasin": 10_000}
    assert told(now)[0] == "besluta vad som ska täcka Magasin, som har kostat 10 000 kr mer än årets budget."
    assert plain(budget(now).caption) == "Över budget: Magasin 10 000 kr"
    assert over_budget(quarter(talent, 3)) == {}
    assert budget(quarter(talent, 3)).caption == "Ingen post har kostat mer än årets budget"
    assert additions(quarter(talent, 3)).empty


@pytest.mark.parametrize(
    ("number", "title_", "first"),
    [
        (2, "Kompetensattraktion har använt 43 % av budgeten när 50 % av 2024 har gått", "fastställa bokföringen"),
        (4, "Kompetensattraktion kostade 3 490 050 kr 2024, 79 950 kr mindre än budgeten", "besluta vad som ska"),
    ],
)
def test_the_shipped_quarters_begin_with_what_they_came_to(number: int, title_: str, first: str) -> None:
    now = open_quarter(2024, number, "kompetensattraktion")
    assert plain(title(now)) == title_
    assert told(now)[0].startswith(first)
    line = status_line(now)
    assert line.title == "Preliminärt."
    assert plain(line.lines[0]).endswith(" kr), aktiviteterna och indikatorerna är påhittade exempel.")


def test_the_shipped_magazine_is_eleven_thousand_over_and_nothing_says_that_no_post_is() -> None:
    now = open_quarter(2024, 4, "kompetensattraktion")
    assert over_budget(now) == {"Magasin": 11_000}
    assert told(now)[0] == "besluta vad som ska täcka Magasin, som har kostat 11 000 kr mer än årets budget."
    assert "Ingen" not in budget(now).caption


def test_a_year_without_books_says_so(county: Path) -> None:
    """Three activities were planned for the quarter, and nothing is booked."""
    (county / "aktiviteter.csv").write_text(
        "verksamhet;ar;period;kommunkod;aktivitet;planerat;genomfort;deltagare;status;kalla\n"
        "kompetensattraktion;2024;k1;;Träff;3;4;9;fastställd;Logg\n",
        encoding="utf-8",
    )
    now = open_quarter(2024, 1, "kompetensattraktion", str(county))
    assert plain(title(now)) == "Kompetensattraktion: inget är bokfört till och med kvartal 1 2024"
    assert figures(now) == [("Betalas för 2024", "3 570 000 kr", "inget är bokfört")]
    assert told(now) == []
    assert financing(now).columns.tolist() == ["Finansiär", "Avtalat 2024 (kr)"]


def test_an_agreement_without_budgets_is_followed_by_what_is_paid(talent: Path) -> None:
    path = talent / "avtal" / "kompetensattraktion.yaml"
    path.write_text(re.sub(r", budget: [\d ]+", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    now = quarter(talent, 2)
    assert plain(title(now)) == (
        "Kompetensattraktion har använt 3 % av årets finansiering när 50 % av 2024 har gått"
    )
    shown = budget(now)
    assert [column.heading for column in shown.columns] == ["Kostnadspost", "Året hittills (kr)", "Kvartal 2 (kr)"]
    assert [row[0] for row in shown.rows] == ["Webbplattform", "Utan kostnadspost"]
    assert over_budget(now) == {}


FINAL = "veta att rapporten också är årets slutrapport: året är slut och bokföringen är fastställd."


def test_final_when_the_year_is_over_and_its_books_are_fixed(talent: Path) -> None:
    assert FINAL in told(quarter(talent, 4, "2025-01-01"))
    assert "slutrapport" not in " ".join(told(quarter(talent, 3)))


@pytest.mark.parametrize(
    ("as_of", "old", "new", "words"),
    [
        ("2024-12-31", "", "", "året är inte slut den 31 december 2024."),
        ("2025-02-01", "Magasinet;fastställd", "Magasinet;preliminär", "bokföringen är preliminär."),
        ("2025-02-01", "Webben;fastställd", "Webben;exempel", "bokföringen är exempel."),
        (
            "2024-11-30",
            "Webben;fastställd",
            "Webben;prognos",
            "året är inte slut den 30 november 2024 och bokföringen är en prognos.",
        ),
    ],
)
def test_an_unfinished_last_quarter_is_not_the_final_report(
    talent: Path, as_of: str, old: str, new: str, words: str
) -> None:
    edit(talent / "utfall" / "kompetensattraktion_2024.csv", old, new)
    now = told(quarter(talent, 4, as_of))
    assert f"fastställa bokföringen innan rapporten blir årets slutrapport: {words}" in now
    assert FINAL not in now


def test_a_last_quarter_without_books_is_not_the_final_report(talent: Path) -> None:
    path = talent / "utfall" / "kompetensattraktion_2024.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-2]) + "\n", encoding="utf-8")
    now = quarter(talent, 4)
    assert figures(now)[0] == ("Kostat i kvartal 4", "0 kr", "inget är bokfört")
    assert figures(now)[1][1] == "300 016 kr"
    assert told(now)[1].endswith("årets slutrapport: inget är bokfört under kvartalet.")


def test_a_quarter_that_goes_on_has_cost_so_far(talent: Path) -> None:
    """Until its last day has passed, or something is booked after it."""
    labels = [
        figures(quarter(talent, *when))[0][:2]
        for when in ((4, "2024-12-31"), (4, "2025-01-01"), (3, "2024-09-30"))
    ]
    assert labels == [
        ("Hittills kostat i kvartal 4", "560 000 kr"),
        ("Kostat i kvartal 4", "560 000 kr"),
        ("Kostat i kvartal 3", "200 009 kr"),
    ]


def note(now: Quarter) -> str:
    return financing_note(now).replace("\u00a0", " ")


def test_the_pot_is_named_while_it_pays(talent: Path) -> None:
    """A scenario that splits the pot has nobody paying through it."""
    through = note(quarter(talent, 1))
    assert through.startswith("Enligt RUN/357/2023 bilaga 1. Bara intäkter utifrån bokförs här. Genom ”Gemensam")
    assert "Åre, Berg och 2 till; avtalet säger inte hur den delas." in through
    shutil.copy(PROJECT / "inputs" / "scenarier" / "kompetensattraktion-fortsatter.yaml", talent / "scenarier")
    later = open_quarter(
        2025, 1, "kompetensattraktion", str(talent), "2025-02-01", "kompetensattraktion-fortsatter"
    )
    assert "Genom" not in note(later)
    assert plain(budget(quarter(talent, 1)).note) == (
        "Budgeten, i RUN/357/2023 bilaga 1, är lika stor som det som betalas för året."
    )


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
