"""Projects that outlive the Energikontor, and the coordination of the advice: what is asked, by hand.

The agreement ends 2028-12-31, then a year at a time to 2033-12-31; a notice counts a year before.
"""

from pathlib import Path

import pytest
from small_inputs import edit

from model.read.begin import begin
from suite.reports import portfolio
from suite.reports.portfolio import coordination, open_portfolio
from suite.reports.project_ends import endings, proposals
from suite.show.blocks import Heading, Paragraphs

HEADING = "projekt;namn;finansiar;roll;budget_kr;utfall_kr;fran;till;lage;ekr;status;kalla;samordning"
NOTICE = (
    "datum;avtal;part;slag;beslut;status;kalla\n"
    "2027-06-01;energikontor;2326;uppsägning;KF §7/2027;fastställd;Brev från Bergs kommun\n"
)


def project(
    name: str, end: str, *, phase: str = "pågående", money: str = "1 000;400", coordination: str = "nej"
) -> str:
    return (
        f"P-{name};{name};ERUF;projektägare;{money};2026-01-01;{end};{phase};nej;fastställd;Lista;{coordination}"
    )


def written(folder: Path, *rows: str) -> Path:
    (folder / "projekt.csv").write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    return folder


def told(folder: Path, as_of: str = "2027-07-01", scenario: str = "bas") -> list[str]:
    run = begin(str(folder), as_of, scenario)
    return [f"{ask.verb} {ask.text}".replace("\u00a0", " ") for ask in proposals(run, 2027)]


@pytest.mark.clause("RUN/387/2023 §11", "ett förslag om de projekt som en uppsägning påverkar")
def test_after_a_notice_the_group_proposes_what_becomes_of_what_goes_on(folder: Path) -> None:
    """Berg gives notice in 2027, so the agreement ends 2028-12-31. A is over, B ends that day, C and D go on."""
    written(
        folder,
        project("A", "2031-12-31", phase="avslutat"),
        project("B", "2028-12-31"),
        project("C", "2029-01-01"),
        project("D", "2030-06-30", phase="ansökt", money=";"),
        project("E", ""),
    )
    (folder / "handelser.csv").write_text(NOTICE, encoding="utf-8")
    assert told(folder) == [
        "besluta hur C (till 1 januari 2029) och D (till 30 juni 2030) ska hanteras: Energikontoret är uppsagt "
        "och upphör 31 december 2028, och gruppen ska ta fram ett förslag (RUN/387/2023 §11); 600 kr av budgeten "
        "är kvar.",
        "fastställa när E slutar; Energikontoret är uppsagt och upphör 31 december 2028. Det som fortsätter ska "
        "gruppen ta fram ett förslag om (RUN/387/2023 §11).",
    ]
    asked = [ask.text for ask in portfolio.asks(open_portfolio(2027, str(folder), "2027-07-01"))]
    assert asked[0].startswith("hur C (till")


def test_before_a_notice_it_is_told_which_projects_one_would_affect(folder: Path) -> None:
    """On 2027-07-01 the agreement is bound to 2028-12-31; on 2028-07-01 to 2029-12-31, and C ends before that."""
    written(folder, project("C", "2029-06-30"), project("D", "2030-06-30", money="1 000;1 000"))
    assert told(folder) == [
        "veta att C (till 30 juni 2029) och D (till 30 juni 2030) pågår efter 31 december 2028. Säger någon upp "
        "Energikontoret senast 31 december 2027 ska gruppen ta fram ett förslag om hur det hanteras "
        "(RUN/387/2023 §11); 600 kr av budgeten är kvar."
    ]
    assert told(folder, "2028-07-01") == [
        "veta att D (till 30 juni 2030) pågår efter 31 december 2029. Säger någon upp Energikontoret senast "
        "31 december 2028 ska gruppen ta fram ett förslag om hur det hanteras (RUN/387/2023 §11)."
    ]
    (folder / "handelser.csv").write_text(NOTICE, encoding="utf-8")
    assert [line.split()[0] for line in told(folder, "2027-05-31")] == ["veta"], "the notice is not known yet"
    assert [line.split()[0] for line in told(folder, "2027-06-01")] == ["besluta"]


def test_what_goes_on_after_the_longest_term_is_asked_without_a_notice(folder: Path) -> None:
    written(folder, project("C", "2034-01-01", money=";"), project("D", "2033-12-31", money=";"))
    assert told(folder)[0] == (
        "besluta hur C (till 1 januari 2034) ska hanteras: Energikontoret upphör 31 december 2033."
    )


def test_a_hundred_projects_make_one_line(folder: Path) -> None:
    written(folder, *(project(f"N{number}", "2030-06-30", money=";") for number in range(100)))
    (line,) = told(folder)
    assert line.startswith(
        "veta att N0 (till 30 juni 2030), N1 (till 30 juni 2030), N2 (till 30 juni 2030) och 97 "
    )


def test_an_agreement_whose_notice_says_nothing_of_projects_asks_nothing(folder: Path) -> None:
    written(folder, project("C", "2040-01-01"))
    edit(folder / "avtal" / "energikontor.yaml", "manader_fore: 12, projekt: ja", "manader_fore: 12")
    run = begin(str(folder), "2027-07-01")
    assert (endings(run, 2027), [*proposals(run, 2027)]) == ([], [])


@pytest.mark.clause("RUN/387/2023 §4", "samordningen av rådgivningen, enligt förordning 2016:385")
def test_the_coordination_of_the_advice_has_its_heading(folder: Path) -> None:
    written(folder, project("Samordnare", "2028-12-31", coordination="ja"), project("Annat", "2028-12-31"))
    heading, text = coordination(open_portfolio(2027, str(folder), "2027-07-01"))
    assert isinstance(heading, Heading)
    assert isinstance(text, Paragraphs)
    assert heading.text == "Samordning av rådgivningen"
    assert "förordning 2016:385" in text.texts[0]
    assert text.texts[1].replace("\u00a0", " ") == "Samordnare (P-Samordnare): budget 1 000 kr, använt 400 kr."
    written(folder, project("Samordnare", "", money=";", coordination="ja"))
    _, text = coordination(open_portfolio(2027, str(folder), "2027-07-01"))
    assert isinstance(text, Paragraphs)
    assert text.texts[1:] == ["Samordnare (P-Samordnare): ingen har uppgett budget eller utfall."]
    written(folder, project("Annat", ""))
    assert [*coordination(open_portfolio(2027, str(folder), "2027-07-01"))] == []


def test_the_shipped_portfolio_names_the_coordination() -> None:
    heading, text = coordination(open_portfolio(2025))
    assert isinstance(heading, Heading)
    assert isinstance(text, Paragraphs)
    told = "Regional utvecklingsledare (RUN/97/2024): ingen har uppgett budget eller utfall."
    assert text.texts[1] == told


def test_where_there_is_advice_and_no_project_that_is_said(folder: Path) -> None:
    (folder / "radgivning").mkdir()
    (folder / "radgivning" / "uppdrag.csv").write_text(
        "kommunkod;kommun;fran;till;status;kalla\n2305;Bräcke;2025-01-01;;fastställd;Avtal\n", encoding="utf-8"
    )
    _, text = coordination(open_portfolio(2027, str(folder), "2027-07-01"))
    assert isinstance(text, Paragraphs)
    assert text.texts[1:] == ["Inget projekt för samordningen finns i underlaget."]


@pytest.mark.clause("RUN/387/2023 §11", "vad nätverket blir när Energikontoret upphör är en läsning")
def test_what_becomes_of_the_network_has_its_price() -> None:
    """Ending with the Energikontor 2028-12-31 nobody pays for 2029 on; the years before are the same."""
    run = begin()
    (reading,) = [each for each in run.inputs.readings if each.id == "natverket_utan_kontoret"]
    ends, goes_on = reading.alternatives
    moved = run.effect("natverk", ends)
    paid = run.computed([run.agreement("natverk")], [2029]).set_index("part")["belopp_kr"]
    assert reading.open
    assert [year for year in moved if moved[year].any()] == [2029, 2030, 2031, 2032, 2033]
    assert (moved[2029] == -paid).all()
    assert goes_on.uncounted
