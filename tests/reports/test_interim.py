"""The delårsrapport: how a year goes, what it seems to come to, and what is then asked; figures by hand.

The shipped inputs: 1 648 000 kr is paid to the Energikontor in 2025. By April 132 400 + 108 250,50 + 216 000 kr is
booked, which goes on to 397 200 + 324 752 + 648 000 = 1 369 952 kr.
"""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from notebook_cells import cells_of
from small_inputs import edit, published

from model.errors import InputError
from model.read.begin import begin
from model.year import AgreementYear
from suite.reports import interim, outcome_section, text
from suite.reports.catalogue import Report, named, reports_of
from suite.show.blocks import Table
from suite.show.figures import NOTHING
from suite.show.front import Folded


def plain(told: str) -> str:
    return told.replace("\u00a0", " ")


def shown(table: object) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[plain(cell) for cell in row] for row in table.description()["rows"]]


@pytest.fixture(scope="module")
def office() -> AgreementYear:
    return interim.open_interim(2025, 1)


@pytest.fixture(scope="module")
def network() -> AgreementYear:
    return interim.open_interim(2025, 1, "natverk")


@pytest.fixture(scope="module")
def talent() -> AgreementYear:
    return interim.open_interim(2024, 2, "kompetensattraktion")


def test_the_title_is_the_finding(
    office: AgreementYear, network: AgreementYear, talent: AgreementYear, folder: Path
) -> None:
    """637 000 of the network is 542 000 and the 95 000 that are given; its budget is 640 000."""
    titles = [plain(interim.title(view)) for view in (office, network, talent)]
    assert titles == [
        "Energikontoret ser ut att kosta 1,37 miljoner kr 2025: gränsen på 10 % kan passeras",
        "Nätverket ser ut att kosta 637 000 kr 2025, 3 000 kr mindre än budgeten",
        "Kompetensattraktion ser ut att kosta 3,09 miljoner kr 2024, 483 000 kr mindre än budgeten",
    ]
    whole = interim.open_interim(2025, 3, "energikontor")
    assert plain(interim.title(whole)).endswith("kostade 1 447 564 kr 2025: gränsen på 10 % passerades")
    nothing = interim.open_interim(2026, 1, "energikontor")
    assert interim.title(nothing) == "Energikontoret: inget är bokfört till och med april 2026"
    edit(folder / "utfall" / "energikontor_2025.csv", "2025-03-31", "2025-01-10")
    published(folder, "2024-01-02")
    early = interim.open_interim(2025, 1, "energikontor", folder, "2025-01-20")
    assert interim.title(early) == "Energikontoret: ingen hel månad är bokförd till och med april 2025"


def test_the_figures_to_remember(office: AgreementYear, network: AgreementYear) -> None:
    """456 651 of 1 580 000 is 29 %; 1 648 000 − 1 369 952 = 278 048 goes back."""
    assert [tuple(map(plain, each)) for each in interim.key_figures(office).figures] == [
        ("Kostat till och med april 2025", "456 651 kr", "29 % av budgeten; 4 av 12 månader är bokförda"),
        ("Prognos för 2025", "1,37 miljoner kr", "mellan 1,37 och 1,67 miljoner kr"),
        (
            "Parterna skulle få tillbaka",
            "278 000 kr",
            "parterna betalar 1 648 000 kr; inget betalas förrän året är stängt",
        ),
    ]
    *_, third = interim.key_figures(network).figures
    assert plain(third.label) == "Blir kvar av det parterna betalar"
    assert plain(third.value) == "5 400 kr"  # 642 400 − 637 000


def test_amounts_that_nobody_knows_to_the_krona() -> None:
    assert [plain(interim.about(each)) for each in (1_369_952, 627_501, -48_000, 412)] == [
        "1,37 miljoner kr",
        "628 000 kr",
        "−48 000 kr",
        "412 kr",
    ]
    assert plain(interim.between(950_000, 1_054_000)) == "mellan 950 000 kr och 1,05 miljoner kr"
    assert plain(interim.between(85_000, 105_000)) == "mellan 85 000 och 105 000 kr"
    assert plain(interim.between(85_100, 85_200)) == "omkring 85 000 kr"


def test_what_is_asked(office: AgreementYear, talent: AgreementYear) -> None:
    """Other expenses of 648 000 are 48 000 over their budget; nothing is booked in January."""
    assert [(ask.verb, plain(ask.text)) for ask in interim.asks(office)] == [
        ("besluta", "vad som görs åt Andra omkostnader, som ser ut att kosta 48 000 kr mer än budgeten."),
        ("fastställa", "bokföringen till och med april 2025."),
        ("fastställa", "att inget fattas i bokföringen för januari; där är inget bokfört."),
        ("veta", "att gränsen på 10 % kan passeras; årets böcker är inte stängda."),
    ]
    told = [plain(ask.text) for ask in interim.asks(talent)]
    assert "att 1 000 kr av Externa intäkter från Näringslivet inte ser ut att komma in." in told
    assert "att helåret väntas kosta mellan 2,74 och 3,44 miljoner kr." in told


def test_each_post_against_its_budget_with_the_forecast(office: AgreementYear) -> None:
    rows = shown(outcome_section.posts(office))
    assert rows[2] == ["Andra omkostnader", "600 000", "216 000", "36 %", "648 000", "−48 000"]
    found = interim.rows(office)
    assert found["helar_kr"].tolist() == [397_200, 324_752, 648_000]
    assert found["avvikelse_kr"].sum() == 1_580_000 - 1_369_952
    assert set(found["status"]) == {"exempel"}


def test_incomes_stand_apart(talent: AgreementYear) -> None:
    """320 000 of 641 000 by half a year is 640 000."""
    rows = interim.rows(talent)
    (own,) = rows[rows["slag"] == "intäkt"].to_dict("records")
    told = [own[name] for name in ("budget_kr", "utfall_kr", "helar_kr", "avvikelse_kr")]
    assert told == [641_000, 320_000, 640_000, -1_000]
    assert shown(interim.incomes(talent)) == [["Externa intäkter", "641 000", "320 000", "640 000", "−1 000"]]


def test_what_each_party_would_get(office: AgreementYear, network: AgreementYear) -> None:
    (block,) = interim.per_party(office)
    rows = shown(block)
    assert rows[0] == ["Regionen", "−139 024", "−139 024", "0"]
    assert isinstance(block, Table)
    assert block.caption.replace("\u00a0", " ") == "Enligt prognosen får parterna tillbaka 278 048 kr"
    assert interim.party_rows(office)["avraknas_kr"].sum() == -278_048
    assert list(interim.per_party(network)) == []
    told = plain(interim.year_end(network).texts[0])
    assert told.startswith(
        "Parterna betalar 642 400 kr. Kostnaden ser ut att bli 637 000 kr, så 5 400 kr blir kvar."
    )
    assert interim.year_end(office) == NOTHING


def test_more_parties_than_a_page_has_room_for_are_folded(
    office: AgreementYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interim, "_MOST", 4)
    table, whole = interim.per_party(office)
    rows = shown(table)
    assert [row[0] for row in rows] == ["Regionen", "Östersund", "Krokom", "Övriga parter (6)", "Summa"]
    assert rows[3][1] == "−54 610"  # 278 048 − 139 024 − 68 004 − 16 410
    assert isinstance(whole, Folded)


def test_money_in_and_out(office: AgreementYear, talent: AgreementYear) -> None:
    found = interim.in_and_out(office)
    assert isinstance(found, Table)
    assert found.strips
    rows = shown(found)
    assert rows[0] == ["januari", "1 648 000", "0", "1 648 000"]
    assert rows[11] == ["december, prognos", "0", "114 163", "278 048"]
    assert plain(found.caption) == "Minst finns kvar i december: 278 048 kr"
    own = interim.in_and_out(talent)  # nobody is invoiced: what no book has is planned, 2 929 000 / 12
    assert isinstance(own, Table)
    assert [each.heading for each in own.columns] == [
        "Månad",
        "In (kr)",
        "Planerat in (kr)",
        "Ut (kr)",
        "Kvar (kr)",
    ]
    assert shown(own)[0][:3] == ["januari", "0", "244 083"]
    assert "Planerat är det som avtalet säger ska betalas" in own.note
    assert interim.in_and_out(interim.open_interim(2026, 1, "energikontor")) == NOTHING


def test_the_status_is_one_line(office: AgreementYear) -> None:
    assert interim.status_line(office).lines == [
        "Bokföringens siffror och budgetens siffror är påhittade exempel. Helårets siffror är en prognos."
    ]


@pytest.mark.parametrize(
    ("outcomes", "word"),
    [((448_000, 448_000, 448_000), "passeras"), ((0, 448_000, 0), "kan passeras"), ((0, 0, 0), "passeras inte")],
)
def test_whether_the_limit_is_passed(outcomes: tuple[int, ...], word: str, office: AgreementYear) -> None:
    found = [SimpleNamespace(settled=bool(amount), amount=amount) for amount in outcomes]
    view = SimpleNamespace(settlement=found[1], settlement_band=(found[0], found[2]))
    assert text.limit_passed(view) == word  # type: ignore[arg-type]
    both = [SimpleNamespace(settled=True, amount=amount) for amount in (1, 1, -1)]
    view = SimpleNamespace(settlement=both[1], settlement_band=(both[0], both[2]))
    assert text.limit_passed(view) == "kan passeras åt båda hållen"  # type: ignore[arg-type]
    assert "går inte att säga" in text.band_sentence(replace(office, forecast=replace(office.forecast, band=None)))


def test_a_package_has_it_while_the_year_goes_on(folder: Path) -> None:
    """In the year the first and the third part have it, the second with nothing booked has not."""
    run = begin(str(folder))
    assert "delarsrapport" not in {report.notebook for report in reports_of(run, 2025)}
    found = named(run, 2025, "delarsrapport")
    assert [(report.name, empty) for report, empty in found] == [
        ("delarsrapport_energikontor_2025_1", ""),
        ("delarsrapport_energikontor_2025_2", "inget är bokfört i tertialet"),
        ("delarsrapport_energikontor_2025_3", ""),
    ]
    (only,) = named(run, 2025, "delarsrapport", period={"tertial": 1})
    assert only[0].parameters == {"ar": 2025, "tertial": 1, "avtal": "energikontor"}
    with pytest.raises(InputError, match="inget är bokfört i tertialet"):
        named(run, 2025, "delarsrapport", period={"tertial": 2})


def test_parameters_that_are_wrong_are_told() -> None:
    with pytest.raises(InputError, match=r"tertial: fann ”4” .heltal., väntade något av 1, 2, 3"):
        interim.open_interim(2025, 4)
    with pytest.raises(InputError, match="avtal: fann ”x”"):
        interim.open_interim(2025, 1, "x")


@pytest.mark.parametrize(
    ("year", "part", "code"), [(2025, 1, "energikontor"), (2026, 1, "natverk"), (2024, 3, "kompetensattraktion")]
)
def test_the_notebook_tells_it(year: int, part: int, code: str) -> None:
    told = cells_of(Report("delarsrapport", "t", {"ar": year, "tertial": part, "avtal": code}))
    kinds = [each["type"] for each in told if isinstance(each, dict)]
    assert kinds[:4] == ["heading", "keyfigures", "notice", "asks"]
    assert kinds[-1] != "heading"
