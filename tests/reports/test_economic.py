"""The ekonomisk rapport: page one says what the year came to and what is asked; figures typed by hand.

The small inputs: 1 600 000 kr in 2024, LPIX 3 % a year, eight municipalities of 16 000 inhabitants together, an
outcome of 2025 of 1 200 000 + 248 000 kr.
"""

from pathlib import Path

import pytest
from notebook_cells import cells_of
from small_inputs import closed, edit, published

from model.read.begin import begin
from model.year import Year
from suite.findings.remarks import year_remarks
from suite.reports import asks, computed, economic, news, outcome_section, questions, years_ahead
from suite.reports.catalogue import Report
from suite.reports.opening import open_year
from suite.show.blocks import Figure, Paragraphs, Table
from suite.show.front import Folded, Switch


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def shown(table: object) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[plain(cell) for cell in row] for row in table.description()["rows"]]


@pytest.fixture(scope="module")
def now() -> Year:
    return open_year(2025)


def test_the_title_is_what_the_year_came_to(now: Year) -> None:
    """2025 is over and not closed: 1 648 000 was paid, 1 447 564 was spent."""
    told = "Energikontoret ser ut att ha kostat mindre än väntat 2025: parterna skulle få tillbaka 200 436 kr"
    assert plain(economic.title(now)) == told


def test_the_three_figures_have_their_change_and_reason(now: Year) -> None:
    """(2 290 400 − 2 223 689) / 2 223 689 = 3,0 %; 200 436 / 1 447 564 = 13,8 %."""
    paid, settled, coming = economic.key_figures(now).figures
    assert [plain(part) for part in paid] == [
        "Alla betalar för 2025",
        "2 290 400 kr",
        "66 711 kr mer än 2024 (+3,0 %)",
    ]
    assert [plain(part) for part in settled] == [
        "Skulle betalas tillbaka",
        "200 436 kr",
        "Energikontoret kostade 200 436 kr mindre än det finansierades med (13,8 % av utfallet); gränsen är 10 %",
    ]
    assert plain(coming.value) == "2 359 112 kr"
    assert plain(coming.note) == "Energikontoret 1 697 440 och Nätverket 661 672"


def test_a_year_in_which_an_agreement_began_is_compared_by_those_that_there_were() -> None:
    """The network cost 605 524 kr in 2023: the year before the first that the reports show, so far as they go."""
    now = open_year(2024)
    told = "18 165 kr mer än 2023 för samma avtal (+3,0 %); Energikontoret började gälla"
    assert plain(economic.key_figures(now).figures[0].note) == told
    network_only = Year(now.run, 2024, [view for view in now.views if view.agreement.id == "natverk"])
    assert plain(economic.key_figures(network_only).figures[0].note) == "18 165 kr mer än 2023 (+3,0 %)"
    talent = Year(now.run, 2024, [view for view in now.views if view.agreement.id == "energikontor"])
    assert economic.key_figures(talent).figures[0].note == "första året"
    table = economic.everybody(now)
    assert isinstance(table, Table)
    assert table.columns[2].heading == "Mot 2023 (kr)"
    assert ("Krokom", 159_292, 96_308) in table.rows
    assert table.footer == ("Summa", 2_223_689, 2_223_689 - 605_524)


def test_what_is_asked_comes_with_its_price(now: Year) -> None:
    found = [(verb, plain(text)) for verb, text in asks.asks(now)]
    assert found[0] == (
        "besluta",
        "vilket LPIX som gäller för 2020–2026. Räknat är 3,0 % om året; en procentenhet högre LPIX alla osäkra år "
        "är 54 341 kr mer för alla 2025.",
    )
    assert (
        "fastställa",
        "kostnaderna 2025 för Energikontoret och Nätverket. Siffrorna är påhittade exempel tills bokföringen är "
        "klar.",
    ) in found
    assert (
        "veta",
        "att folkmängden är från den 31 december, inte den 1 november, för den siffran saknas för 2024–2025. "
        "Beloppen 2025 ändras högst 2 916 kr per part.",
    ) in found
    assert [verb for verb, _ in found] == sorted((verb for verb, _ in found), key="besluta fastställa veta".find)


def test_everybody_pays_the_sum(now: Year) -> None:
    rows = shown(economic.everybody(now))
    assert rows[0] == ["Regionen", "859 821", "+25 043", "−100 218"]
    assert ["Krokom", "164 634", "+5 342", "−11 830"] in rows
    assert rows[-1] == ["Summa", "2 290 400", "+66 711", "−200 436"]


MEETINGS = (
    "fastställa",
    "utfallet för Samrådsgruppens möten, Enhetschefens tid och Utvecklingstid: ingen har uppgett det.",
)


def test_a_year_that_can_be_closed_asks_for_it_and_a_closed_one_gives_money_back(folder: Path) -> None:
    """1 648 000 kr was paid and 1 400 001 kr spent."""
    now = open_year(2025, str(folder))
    told = "bokslutet 2025 för Energikontoret; då betalas tillbaka 247 999 kr."
    assert [(verb, plain(text)) for verb, text in asks.asks(now)] == [("besluta", told), MEETINGS]
    now = open_year(2025, str(closed(folder)))
    assert plain(economic.title(now)).endswith("kostade mindre än väntat 2025: parterna får tillbaka 247 999 kr")
    assert asks.asks(now) == [MEETINGS]


def test_a_year_without_outcome_says_what_is_paid(folder: Path) -> None:
    now = open_year(2026, str(folder))
    assert plain(economic.title(now)) == "Parterna betalar 1 697 440 kr för 2026"
    assert ("fastställa", "kostnaderna 2026 för Energikontoret; de finns inte i underlaget än.") in asks.asks(now)


def test_the_status_is_one_line_with_a_price(now: Year, folder: Path) -> None:
    line = asks.status_line(now, year_remarks(now))
    assert (line.title, len(line.lines)) == ("Preliminärt.", 1)
    assert plain(line.lines[0]) == (
        "LPIX är antaget till 3,0 % för 2020–2026; en procentenhet högre LPIX alla osäkra år är 54 341 kr mer för "
        "alla 2025."
    )
    assert asks.status_line(open_year(2025, str(folder)), []).title == "Fastställt."


def test_what_is_decided_is_said_to_be_though_later_years_are_reckoned(folder: Path) -> None:
    """2024 with its book and 2025 are decided; a projected population, or a weak book, of them is not."""
    outcome = folder / "utfall" / "energikontor_2025.csv"
    outcome.rename(outcome.with_stem("energikontor_2024"))
    for day in ("03-31", "12-30"):
        edit(folder / "utfall" / "energikontor_2024.csv", f"2025-{day}", f"2024-{day}")
    decided = open_year(2024, str(closed(folder, 2024)))
    line = asks.status_line(decided, year_remarks(decided))
    assert (line.title, line.lines) == (
        "Fastställt.",
        ["Alla siffror för 2024 och 2025 är beslutade; åren därefter är beräknade."],
    )
    later = open_year(2025, str(folder))
    assert asks.status_line(later, year_remarks(later)).title == "Preliminärt."
    edit(folder / "utfall" / "energikontor_2024.csv", "fastställd", "exempel")
    weak = open_year(2024, str(folder))
    assert asks.status_line(weak, year_remarks(weak)).title == "Preliminärt."


def test_a_krona_of_rounding_is_told_beside_the_only_cause(folder: Path) -> None:
    """3 % of 848 720 is 25 461,6 for each half: 25 461 by the index, and a krona since the half is rounded up."""
    published(folder, "2019-01-02")
    told = outcome_section.drivers(open_year(2027, str(folder)).view("energikontor"))
    assert isinstance(told, Paragraphs)
    assert plain(told.texts[0]).startswith(
        "Uppräkningen höjde beloppen 50 922 kr (därtill avrundning, +2 kr), från 1 697 440 kr 2026 till 1 748 364"
    )


def test_an_amount_is_followed_to_its_sources_in_two_steps(now: Year) -> None:
    sources = computed.Sources()
    table = computed.amounts(now.view("energikontor"), sources)
    assert isinstance(table, Table)
    assert (
        plain(table.caption)
        == "Energikontoret 2025: 800 000 kr × 1,03 = 824 000 kr och 800 000 kr × 1,03 = 824 000 kr"
    )
    assert ["Krokom", "824 000", "15 680 av 132 839", "11,804 %", "97 263,00", "97 263"] in shown(table)
    assert table.note.startswith("Källor [1, 2, 3, 4].")
    listed = {row[0]: row[1] for row in shown(sources.table())}
    assert listed["1"].startswith("RUN/387/2023 §7, ")
    assert listed["3"].endswith("befolkning.csv rad 50–57")


def test_one_amount_is_worked_in_words(now: Year) -> None:
    """824 000 × 5 146 / 132 839 = 31 920,63."""
    heading, words = computed.example(now)
    assert "Ragunda" in heading.html()
    assert "Det blir 31 920,63 kr." in plain(words.html())
    assert "Ragunda betalar 31 921 kr." in plain(words.html())


def test_whole_trees_are_folded_and_attached_and_not_on_paper(now: Year) -> None:
    folded = list(computed.trees(now))
    assert all(isinstance(each, Folded) for each in folded)
    assert len(folded) == 2


def test_the_readings_have_a_line_each(now: Year) -> None:
    """10 % of 1 447 564 is 144 756: the excess is 55 680; of 1 648 000 it is 164 800: 35 636."""
    assert [row[1] for row in shown(outcome_section.readings(now.view("energikontor")))] == [
        "200 436",
        "55 680",
        "200 436",
        "35 636",
    ]


def test_a_cause_that_cancels_out_among_the_parties_is_no_result(now: Year) -> None:
    """What one municipality's population moved, the others' moved back: +1 204 and −1 204."""
    told = outcome_section.drivers(now.view("energikontor")).html()
    assert "Egen befolkning" not in told
    assert "Uppräkningen höjde beloppen 48 000 kr" in plain(told)


def test_a_question_is_told_once_though_two_registers_have_it(now: Year) -> None:
    found = questions.questions(now)
    prices = [each.price for each in found if each.counted]
    assert prices == sorted(prices, reverse=True)
    assert len([each for each in found if each.price == 35822]) == 1  # the network's 60 000, split by nobody


def test_the_years_ahead_are_in_both_prices(now: Year) -> None:
    both = years_ahead.paid(now)
    assert isinstance(both, Switch)
    (_, current), (_, fixed) = both.ways
    assert (
        plain(current.description()["finding"]) == "2033 betalar parterna 2,7–3,1 miljoner kr, om avtalen förlängs"
    )
    assert "I 2025 års priser är det 2,3 miljoner kr 2033" in plain(fixed.description()["finding"])


def test_few_days_to_keep_are_on_a_line_of_time_and_many_in_a_table(now: Year) -> None:
    """For 2025, told in November 2026, the last days of two notices; for 2026 the invoices of 2027 too."""
    few = years_ahead.days(now)
    assert isinstance(few, Figure)
    assert plain(few.finding) == "Närmaste dag att hålla är 31 december 2027"
    assert "29 februari 2028: Sista dag att säga upp Nätverket till 31 augusti 2028, för alla parter." in plain(
        few.alt
    )
    assert few.table
    assert len(few.table.rows) == 2
    many = years_ahead.days(open_year(2026))
    assert isinstance(many, Table)
    assert len(many.rows) > 5


def test_what_is_new_is_said_by_its_day(now: Year) -> None:
    assert [plain(each) for each in news.news(now)] == [
        "10 april 2026: folkmängden 31 december 2025 publicerades."
    ]


def test_no_command_path_or_status_is_told_to_readers() -> None:
    """But for the numbered sources, which say files and rows, and what is folded."""
    texts = []
    for each in cells_of(Report("ekonomisk_rapport", "", {"ar": 2025})):
        if isinstance(each, dict) and each.get("type") in ("folded", "group", "results"):
            continue
        texts.append(str(each))
    whole = "\n".join(texts)
    for word in ("python", "docs/", ".csv", "status antagande", "per-datum"):
        assert word not in whole


def test_when_those_who_are_asked_meet_is_told_where_it_is_entered(county: Path) -> None:
    assert asks.next_meetings(begin(county)) == Paragraphs([])
    (county / "moten.csv").write_text(
        "dag;avtal;organ;slag;status;kalla;anmarkning\n"
        "2025-03-17;;Samrådsgruppen;möte;fastställd;Protokoll;\n2027-03-15;;Samrådsgruppen;möte;exempel;Påhittad;\n"
        "2027-10-04;;Samrådsgruppen;möte;exempel;Påhittad;\n",
        encoding="utf-8",
    )
    told = asks.next_meetings(begin(county, "2026-11-24"))
    assert [text.replace("\u00a0", " ") for text in told.texts] == [
        "Nästa möte: Samrådsgruppen 15 mars 2027 (påhittat exempel)."
    ]
