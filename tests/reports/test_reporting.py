"""Mandates, grants, projects and separate books: RUN/387/2023 §4, §7, §14 and its appendix 2."""

import datetime as dt
from pathlib import Path

import pytest
from small_inputs import edit

from model.errors import InputError
from model.indicators import IndicatorRow
from model.read.begin import begin
from model.read.reporting import Activity, Grant, Mandate, Post
from model.status import Status
from suite.reports import advice as half_years
from suite.reports import portfolio
from suite.reports.advice import advice_asks, grants, half_year_mandates, open_half, posts_note, year_advice
from suite.reports.opening import open_year
from suite.reports.portfolio import budgets, by_funder, facts, open_portfolio, results, title, used
from suite.show.blocks import Block, Table
from suite.show.figures import NOTHING


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def rows(block: Block) -> list[tuple[object, ...]]:
    assert isinstance(block, Table)
    return [tuple(row) for row in block.rows]


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
    assert rows(grants(advice, 2025)) == [("Bräcke", 200_000, "2025-01-01"), ("Ragunda", 150_000, "2024-01-01")]
    assert "10 000 kr saknas" in plain(posts_note(advice))
    assert [plain(ask.text) for ask in advice_asks(advice)] == [
        "vad som ska täcka 10 000 kr av halvtidstjänsterna, som bidragen inte räcker till."
    ]


def test_a_mandate_without_a_grant_is_not_lost(advised: Path) -> None:
    edit(advised / "radgivning" / "bidrag.csv", "2303;2025", "2303;2024")
    advice = year_advice(begin(str(advised)), 2025)
    shown = grants(advice, 2025)
    assert isinstance(shown, Table)
    assert shown.note.endswith("Utan bidrag i underlaget: Ragunda (uppdrag från 2024-01-01).")
    assert [ask.text for ask in advice_asks(advice)][1] == "bidraget för Ragunda, som inte finns i underlaget."


@pytest.mark.clause("RUN/387/2023 bilaga 2.2", "rapport varje halvår till kommun med uppdrag")
def test_a_half_year_tells_of_its_own_activities(advised: Path) -> None:
    half = open_half(2025, 1, "2305", str(advised))
    assert [(row.name, row.done) for row in half.own] == [("Samtal", 12)]
    assert [(row.name, row.done) for row in half.common] == [("Kampanj", 1)]
    assert half.remarks == []
    assert half_years.title(half) == (
        "Rådgivningen i Bräcke första halvåret 2025: 12 aktiviteter genomförda, 2 fler än planerat"
    )
    assert [tuple(map(plain, each)) for each in half_years.key_figures(half).figures] == [
        ("Aktiviteter i kommunen", "12", "andra halvåret 2024 finns inte i underlaget"),
        ("Deltagare i kommunen", "12", "andra halvåret 2024 finns inte i underlaget"),
        ("Bidrag för kommunen 2025", "200 000 kr", "bidraget 2024 finns inte i underlaget"),
    ]
    assert half_years.status_line(half).lines == ["Uppdrag, bidrag och aktiviteter är beslutade."]
    with pytest.raises(InputError, match=r"kommun: fann ”2321” \(text\), väntade något av 2303, 2305"):
        open_half(2025, 1, "2321", str(advised))
    with pytest.raises(InputError, match="halvar: fann ”3”"):
        open_half(2025, 3, "2305", str(advised))


def test_a_half_year_is_beside_the_one_before_and_names_what_is_not_reached(advised: Path) -> None:
    half = open_half(2025, 2, "2305", str(advised))
    assert half_years.title(half) == (
        "Rådgivningen i Bräcke andra halvåret 2025: 3 aktiviteter genomförda, 7 färre än planerat"
    )
    assert half_years.key_figures(half).figures[0].note == "9 färre än första halvåret 2025"
    told = [plain(f"{ask.verb} {ask.text}") for ask in half_years.asks(half)]
    assert told[1:] == [
        "veta att planen inte är nådd för Samtal: 3 av 10.",
        "veta att uppdraget (RUN/387/2023 §14) gäller från 1 januari 2025 tills kommunen tar tillbaka det. "
        f"{half.run.publisher} utför det och söker medlen hos Energimyndigheten.",
    ]
    ended = open_half(2025, 2, "2303", str(advised))
    assert half_years.title(ended) == (
        "Rådgivningen i Ragunda andra halvåret 2025: inga aktiviteter finns i underlaget"
    )
    assert "till och med 15 augusti 2025; därefter behövs ett nytt." in plain(half_years.asks(ended)[-1].text)


def test_the_shipped_half_year_begins_with_what_was_done() -> None:
    half = open_half(2025, 1, "2303")
    assert half_years.title(half) == (
        "Rådgivningen i Ragunda första halvåret 2025: 30 aktiviteter genomförda, 2 färre än planerat"
    )
    assert plain(half_years.key_figures(half).figures[2].note) == "lika mycket som 2024"
    assert plain(" ".join(half_years.status_line(half).lines)) == (
        "Aktiviteterna, uppdragen, bidragen (920 000 kr) och tjänsternas kostnader (860 000 kr) "
        "är påhittade exempel."
    )


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
    shown = used(now)
    assert isinstance(shown, Table)
    assert shown.footer
    assert shown.footer[1:3] == (300, 40)
    assert rows(facts(now)) == [
        ("Ett", "P1", "Energimyndigheten", "projektägare", "2024-01-01–2025-06-30", "pågående", ""),
        ("Två", "P2", "ERUF", "projektpart", "2026-01-01–2027-12-31", "beviljat", "energi- och klimatrådgivning"),
    ]
    assert rows(by_funder(now)) == [("ERUF", 200), ("Energimyndigheten", 100)]
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
    assert rows(used(now)) == [("Ett", 100, 40, "40\u00a0%", "100\u00a0%")]
    assert [row[2:8] for row in rows(facts(now))] == [
        ("ERUF", "projektägare", "2024-01-01–2025-06-30", "pågående", "", ""),
        ("okänt", "okänt", "okänt", "okänt", "okänt", "energi- och klimatrådgivning"),
        ("ERUF", "projektpart", "2025-01-01–okänt", "pågående", 1_000, ""),
    ]
    assert now.remarks == [
        "Okänt för 1 av 3 projekt: finansiär, roll, början, slut, läge, budget och utfall.",
        "Okänt för 1 av 3 projekt: slut och utfall.",
        "Ett projekt vars period är okänd är med varje år som det kan ha pågått.",
    ]


def told(now: portfolio.Portfolio) -> list[str]:
    return [plain(f"{ask.verb} {ask.text}") for ask in portfolio.asks(now)]


NO_INDICATOR = (
    "fastställa utfallet för Projekt inom beslutad inriktning och Externa kronor per krona basfinansiering: "
    "ingen har uppgett det."
)


def test_the_portfolio_begins_with_what_is_used_of_what_is_known(folder: Path) -> None:
    known = "P1;Ett;ERUF;projektägare;100;40;2024-01-01;2025-06-30;pågående;nej;fastställd;Lista\n"
    unknown = "P2;Två;;;;;;;;ja;fastställd;Lista\n"
    (folder / "projekt.csv").write_text(PROJECTS + known + unknown, encoding="utf-8")
    now = open_portfolio(2025, str(folder))
    assert plain(title(now)) == "Portföljen har 2 projekt 2025: 40 % av den kända budgeten är använd"
    assert [tuple(map(plain, each)) for each in portfolio.key_figures(now).figures] == [
        ("Projekt 2025", "2", "1 gäller energi- och klimatrådgivning"),
        ("Använt av budgeten", "40 kr", "av 100 kr; 60 kr är kvar"),
    ]
    assert told(now) == [
        "fastställa finansiär, roll, början, slut, läge, budget och utfall för Två: ingen har uppgett det.",
        NO_INDICATOR,
        "veta att Ett slutar 30 juni 2025 med 60 kr kvar.",
    ]
    assert budgets(now.projects).index.tolist() == ["Ett"]
    (folder / "projekt.csv").write_text(PROJECTS + unknown, encoding="utf-8")
    now = open_portfolio(2025, str(folder))
    assert title(now) == "Portföljen har 1 projekt 2025; inget har både känd budget och känt utfall"
    assert portfolio.key_figures(now).figures[1].note == "ingen har uppgett budget eller utfall"
    assert budgets(now.projects).empty
    assert results(now).data["projekt"][0]["budget_kr"] is None


def test_a_project_that_cost_more_than_its_budget_is_asked_about_and_one_applied_for_is_told_of(
    folder: Path,
) -> None:
    (folder / "projekt.csv").write_text(
        PROJECTS + "P1;Ett;ERUF;projektägare;100;140;2024-01-01;2027-06-30;pågående;nej;fastställd;Lista\n"
        "P2;Två;ERUF;projektpart;300;0;2025-01-01;2026-12-31;ansökt;nej;fastställd;Lista\n",
        encoding="utf-8",
    )
    now = open_portfolio(2025, str(folder))
    assert told(now) == [
        "besluta vad som ska täcka Ett: 40 kr mer än budgeten.",
        NO_INDICATOR,
        "veta att Två, 300 kr, är ansökt men inte beviljat.",
    ]
    assert by_funder(now) == NOTHING


@pytest.mark.parametrize(
    ("today", "gone"),
    [("2023-06-30", 0.0), ("2024-01-01", 1 / 366), ("2024-12-31", 1.0), ("2026-01-01", 1.0)],
)
def test_the_time_of_a_project_goes_from_its_first_day_to_its_last(folder: Path, today: str, gone: float) -> None:
    (folder / "projekt.csv").write_text(
        PROJECTS + "P1;Ett;ERUF;projektägare;100;40;2024-01-01;2024-12-31;pågående;nej;fastställd;Lista\n"
        "P2;Två;ERUF;projektägare;100;40;2024-01-01;;pågående;nej;fastställd;Lista\n",
        encoding="utf-8",
    )
    one, other = open_portfolio(2024, str(folder)).projects
    assert portfolio.elapsed(one, dt.date.fromisoformat(today)) == pytest.approx(gone)
    assert portfolio.elapsed(other, dt.date.fromisoformat(today)) is None


def test_a_year_without_projects_tells_of_the_advice(advised: Path) -> None:
    now = open_portfolio(2025, str(advised))
    assert title(now) == "Inga projekt finns i underlaget för 2025; 2 kommuner har gett uppdrag om rådgivning"
    (figure,) = portfolio.key_figures(now).figures
    assert plain(figure.note) == "10 000 kr mindre än 1 halvtidstjänst kostar"


def test_the_projects_that_are_shipped_are_published_ones_and_no_amount_is_invented() -> None:
    now = open_portfolio(2025)
    assert [row.id for row in now.projects] == ["RUN/532/2023", "RUN/97/2024", "RUN/98/2024", "RUN/350/2019"]
    assert {(row.budget, row.outcome) for row in now.projects} == {(None, None)}
    shown = facts(now)
    assert isinstance(shown, Table)
    assert [column.heading for column in shown.columns] == ["Projekt", "Nummer", "Gäller"]
    assert shown.note == "Okänt för alla: finansiär, roll, period, läge, budget och utfall."
    assert used(now) == NOTHING
    assert not [row for row in now.projects if row.status is Status.EXAMPLE]


def test_what_is_shipped_and_invented_is_marked_as_an_example() -> None:
    inputs = begin().inputs
    invented = [row for kind in (Activity, Mandate, Grant, Post) for row in inputs.rows(kind)]
    invented += [entry for entries in inputs.outcomes.values() for entry in entries]
    counted = inputs.rows(IndicatorRow)
    invented += [row for row in counted if not row.source.startswith("Kallelsen till Regionens samverkansråd")]
    assert len([row for row in counted if row not in invented]) == 3, "what the invitation to the meeting states"
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
