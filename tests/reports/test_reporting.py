"""Mandates, grants, projects and separate books: RUN/387/2023 §4, §7, §14 and its appendix 2."""

from pathlib import Path

import pytest
from small_inputs import edit

from model.errors import InputError
from model.read.begin import begin
from model.read.reporting import Activity, Grant, Mandate, Post
from model.status import Status
from suite.reports.advice import half_year_mandates, mandates, open_half, posts_note, year_advice
from suite.reports.opening import open_year
from suite.reports.portfolio import budgets, funders, note, open_portfolio, projects, results, summary


@pytest.fixture
def advised(folder: Path) -> Path:
    """Two municipalities have given the mandate; one takes it back in August 2025."""
    (folder / "radgivning").mkdir()
    (folder / "radgivning" / "uppdrag.csv").write_text(
        "kommunkod;kommun;fran;till;status;kalla\n2305;Bräcke;2025-01-01;;fastställd;Avtal\n"
        "2303;Ragunda;2024-01-01;2025-08-15;fastställd;Avtal\n",
        encoding="utf-8",
    )
    (folder / "radgivning" / "bidrag.csv").write_text(
        "kommunkod;ar;bidrag_kr;status;kalla\n2303;2025;150 000;fastställd;Beslut\n"
        "2305;2025;200 000;fastställd;Beslut\n2313;2025;99 999;fastställd;Beslut\n",
        encoding="utf-8",
    )
    (folder / "radgivning" / "tjanst.csv").write_text(
        "ar;antal;kostnad_kr;status;kalla\n2025;1;360 000;fastställd;Budget\n", encoding="utf-8"
    )
    (folder / "aktiviteter.csv").write_text(
        "verksamhet;ar;period;kommunkod;aktivitet;planerat;genomfort;deltagare;status;kalla\n"
        "radgivning;2025;h1;2305;Samtal;10;12;12;fastställd;Logg\n"
        "radgivning;2025;h2;2305;Samtal;10;3;3;fastställd;Logg\n"
        "radgivning;2025;h1;2303;Samtal;5;5;5;fastställd;Logg\n"
        "radgivning;2025;h1;;Kampanj;1;1;0;fastställd;Logg\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.clause("RUN/387/2023 §14", "kommunen väljer om rådgivningen ingår")
@pytest.mark.clause("RUN/387/2023 §4", "uppdrag om rådgivning, så länge det finns bidrag att söka")
def test_only_those_with_a_mandate_and_while_it_holds(advised: Path) -> None:
    run = begin(str(advised))
    assert [row.code for row in half_year_mandates(run, 2024, 2)] == ["2303"]
    assert [row.code for row in half_year_mandates(run, 2025, 1)] == ["2303", "2305"]
    assert [row.code for row in half_year_mandates(run, 2025, 2)] == ["2303", "2305"]
    assert [row.code for row in half_year_mandates(run, 2026, 1)] == ["2305"]
    assert list(year_advice(run, 2025).grants) == ["2303", "2305"]


@pytest.mark.clause("RUN/387/2023 bilaga 2.2", "bidrag mot vad halvtidstjänsten kostar")
def test_grants_against_the_half_time_post(advised: Path) -> None:
    """150 000 and 200 000 in grants against 360 000: 10 000 is missing."""
    advice = year_advice(begin(str(advised)), 2025)
    assert (advice.granted, advice.cost) == (350_000, 360_000)
    assert mandates(advice)["Bidrag (kr)"].tolist() == [150_000, 200_000]
    assert "10 000 kr saknas" in posts_note(advice).replace("\u00a0", " ")


@pytest.mark.clause("RUN/387/2023 bilaga 2.2", "rapport varje halvår till kommun med uppdrag")
def test_a_half_year_tells_of_its_own_activities(advised: Path) -> None:
    half = open_half(2025, 1, "2305", str(advised))
    assert [(row.name, row.done) for row in half.own] == [("Samtal", 12)]
    assert [(row.name, row.done) for row in half.common] == [("Kampanj", 1)]
    assert half.remarks == []
    with pytest.raises(InputError, match=r"kommun: fann ”2321” \(text\), väntade något av 2303, 2305"):
        open_half(2025, 1, "2321", str(advised))
    with pytest.raises(InputError, match="halvar: fann ”3”"):
        open_half(2025, 3, "2305", str(advised))


@pytest.mark.clause("RUN/387/2023 bilaga 2.1", "projektägare eller projektpart")
def test_the_portfolio_of_a_year(folder: Path) -> None:
    (folder / "projekt.csv").write_text(
        "projekt;namn;finansiar;roll;budget_kr;utfall_kr;fran;till;lage;ekr;status;kalla\n"
        "P1;Ett;Energimyndigheten;projektägare;100;40;2024-01-01;2025-06-30;pågående;nej;fastställd;Lista\n"
        "P2;Två;ERUF;Projektpart;200;0;2026-01-01;2027-12-31;beviljat;ja;fastställd;Lista\n"
        "P3;Tre;ERUF;projektpart;300;300;2021-01-01;2024-12-31;avslutat;nej;fastställd;Lista\n",
        encoding="utf-8",
    )
    now = open_portfolio(2025, str(folder))
    assert [project.id for project in now.projects] == ["P1", "P2"]
    shown = projects(now.projects)
    assert shown.iloc[-1].tolist()[-2:] == [300, 40]
    assert shown["Roll"].tolist()[:-1] == ["projektägare", "projektpart"]
    assert [row.name for row in now.projects if row.advice] == ["Två"]
    edit(folder / "projekt.csv", "Projektpart", "medlem")
    with pytest.raises(
        InputError, match="kolumn roll: fann ”medlem”, väntade något av: projektägare, projektpart"
    ):
        begin(str(folder))


PROJECTS = "projekt;namn;finansiar;roll;budget_kr;utfall_kr;fran;till;lage;ekr;status;kalla\n"


def test_what_is_unknown_of_a_project_says_so_and_counts_in_no_sum(folder: Path) -> None:
    (folder / "projekt.csv").write_text(
        PROJECTS + "P1;Ett;ERUF;projektägare;100;40;2024-01-01;2025-06-30;pågående;nej;fastställd;Lista\n"
        "P2;Två;;;;;;;;ja;fastställd;Lista\n"
        "P3;Tre;ERUF;projektpart;1 000;;2025-01-01;;pågående;nej;fastställd;Lista\n",
        encoding="utf-8",
    )
    now = open_portfolio(2025, str(folder))
    rows = [tuple(row) for row in projects(now.projects).itertuples(index=False)]
    assert [row[-2:] for row in rows] == [(100, 40), ("okänt", "okänt"), (1_000, "okänt"), (1_100, 40)]
    assert note(now.projects) == "Ett okänt belopp räknas inte i någon summa."
    assert [row[1:5] for row in rows][1:3] == [
        ("okänd", "okänd", "okänd", "okänt"),
        ("ERUF", "projektpart", "2025-01-01–okänt", "pågående"),
    ]
    advice = projects([row for row in now.projects if row.advice])
    assert advice.iloc[-1].tolist()[-2:] == ["okänt", "okänt"]
    assert [tuple(row) for row in funders(now.projects).itertuples(index=False)] == [
        ("ERUF", 2, 1_100, 40),
        ("okänd", 1, "okänt", "okänt"),
        ("Summa", 3, 1_100, 40),
    ]
    assert now.remarks == [
        "Okänt för 1 av 3 projekt: finansiär, roll, början, slut, läge, budget och utfall.",
        "Okänt för 1 av 3 projekt: slut och utfall.",
        "Ett projekt vars period är okänd är med varje år som det kan ha pågått.",
    ]


def test_the_portfolio_in_words_and_as_a_figure_tells_of_what_is_known(folder: Path) -> None:
    known = "P1;Ett;ERUF;projektägare;100;40;2024-01-01;2025-06-30;pågående;nej;fastställd;Lista\n"
    unknown = "P2;Två;;;;;;;;ja;fastställd;Lista\n"
    (folder / "projekt.csv").write_text(PROJECTS + known + unknown, encoding="utf-8")
    now = open_portfolio(2025, str(folder))
    (first,) = summary(now)
    assert first.replace("\u00a0", " ") == (
        "Portföljen har 2 projekt. Både budget och utfall är kända för 1 projekt: en budget på 100 kr, "
        "varav 40 kr (40 %) är använt. 1 av projekten gäller energi- och klimatrådgivning."
    )
    assert budgets(now.projects).index.tolist() == ["Ett"]
    (folder / "projekt.csv").write_text(PROJECTS + unknown, encoding="utf-8")
    now = open_portfolio(2025, str(folder))
    assert summary(now)[0].startswith("Portföljen har 1 projekt. Inget projekt har både")
    assert budgets(now.projects).empty
    assert results(now).data["projekt"][0]["budget_kr"] is None


def test_the_projects_that_are_shipped_are_published_ones_and_no_amount_is_invented() -> None:
    now = open_portfolio(2025)
    assert [row.id for row in now.projects] == ["RUN/532/2023", "RUN/97/2024", "RUN/98/2024", "RUN/350/2019"]
    assert {(row.budget, row.outcome) for row in now.projects} == {(None, None)}
    assert not [row for row in now.projects if row.status is Status.EXAMPLE]


def test_what_is_shipped_and_invented_is_marked_as_an_example() -> None:
    inputs = begin().inputs
    invented = [row for kind in (Activity, Mandate, Grant, Post) for row in inputs.rows(kind)]
    invented += [entry for entries in inputs.outcomes.values() for entry in entries]
    assert {row.status for row in invented} == {Status.EXAMPLE}
    heads = [row.name for row in inputs.rows(Activity)]
    heads += [entry.text or "" for entries in inputs.outcomes.values() for entry in entries]
    assert [head for head in heads if not head.startswith("Exempel: ")] == []


@pytest.mark.clause("RUN/387/2023 §7", "bokföringen hålls skild")
@pytest.mark.clause("RUN/387/2023 §7", "vad basfinansieringen ska räcka till")
def test_each_agreement_has_books_of_its_own(county: Path) -> None:
    """The same accounts in two ledgers: neither outcome knows of the other."""
    (county / "utfall" / "natverk_2025.csv").write_text(
        "datum;verifikation;konto;projekt;motpart;belopp;text\n2025-03-31;N1;5010;CHEF;;1 234;Lön\n",
        encoding="utf-8",
    )
    now = open_year(2025, str(county))
    energy, network = now.view("energikontor").outcome, now.view("natverk").outcome
    assert energy
    assert network
    assert energy.total == 1_400_001
    assert energy.posts["kostnadspost"].tolist() == ["enhetschef", "utveckling", "ovrigt"]
    assert energy.posts["belopp_kr"].tolist() == [900_001, 0, 500_000]
    assert network.total == 1_234
    assert [entry.voucher for entry in network.unmapped] == ["N1"]
