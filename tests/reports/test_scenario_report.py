"""The scenariorapport: what is invoiced and what each scenario changes of it, by hand, and what is said of it."""

import datetime as dt
import io
from pathlib import Path

import pikepdf
import pytest
from notebook_cells import cells_of

from model.money import total
from model.uncertainty.sensitivity import variance_shares
from model.uncertainty.simulation import ALL
from suite.reports import scenario_cards, scenario_decisions, scenario_report, scenario_years, uncertainty
from suite.reports.catalogue import Report
from suite.reports.scenario_report import Scenarios, open_scenarios
from suite.show.blocks import Figure, Group, Table
from suite.show.front import Folded
from suite.show.pdf_report import pdf_report
from suite.show.strips import HATCHED


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


SOME = (
    "regionen-60 natverket-upphor kompetensattraktion-fortsatter hog-lpix hog-lpix-och-trend "
    "energikontoret-till-2028"
)


@pytest.fixture(scope="module")
def found() -> Scenarios:
    """Some of the project's own scenarios."""
    return open_scenarios(2025, SOME)


def by_id(found: Scenarios, code: str) -> scenario_report.Compared:
    return next(each for each in found.compared if each.run.scenario.id == code)


def test_an_amount_is_what_is_invoiced_and_the_pot_is_named(found: Scenarios) -> None:
    """2024 is 1 600 000 and 538 000 × 1.03⁵ less rounding; the pot of 3 570 000 is in no sum, but in a word."""
    assert total(found.rows[0]["netto_kr"]) - found.cost == 3_570_000
    assert [plain(each) for each in scenario_report.year_sums(found)] == [
        "2024 faktureras 2 223 689 kr; med det som inte faktureras är det 5 793 689 kr, som i arbetsboken och "
        "datafilen."
    ]
    assert plain(scenario_report.key_figures(found).figures[0].note).endswith(
        "därtill 3 570 000 kr som inte faktureras"
    )
    note = scenario_report.together(found).note
    assert plain(note).startswith("Inte med: Kompetensattraktion (RUN/357/2023), 3 570 000 kr 2024 som")


def test_the_title_is_a_sentence_over_the_period_and_the_same_every_year(found: Scenarios) -> None:
    told = plain(scenario_report.title(found))
    assert told == (
        "Avtalen kostar parterna 24,7–26,4 miljoner kr 2024–2033; mest ändrar scenariot ”Kompetensattraktion "
        "fortsätter”, +14,3 miljoner kr"
    )
    other = open_scenarios(2026, SOME)
    assert scenario_report.title(other) == scenario_report.title(found)
    assert scenario_report.key_figures(other) == scenario_report.key_figures(found)
    assert scenario_decisions.asks(other) == scenario_decisions.asks(found)


def test_what_only_moves_between_parties_is_no_change_of_the_sum(found: Scenarios) -> None:
    """160 000 × (1.03⁵ + … + 1.03⁹), each year rounded, is 984 758; the sums differ by 2 kr of rounding."""
    moved = by_id(found, "regionen-60")
    assert (moved.change, moved.by_party["region_jh"]) == (0, 984_758)
    assert plain(scenario_cards.cost_sentence(found, moved)) == "Lika mycket som Bas för alla tillsammans."
    assert plain(scenario_cards.sides_sentence(found, moved)) == (
        "Störst ökning: Regionen +984 758 kr. Störst minskning: Östersund −481 956 kr och Krokom −117 182 kr."
    )
    assert found.rounding(9)
    assert not found.rounding(10)


def test_the_dearest_is_first_and_those_that_cost_as_much_are_named_together(found: Scenarios) -> None:
    shown = scenario_report.together(found)
    assert [plain(str(row[0])) for row in shown.rows] == [
        "1. Kompetensattraktion fortsätter",
        "2. Hög LPIX; 3. Hög LPIX och befolkningstrend",
        "Bas; 4. Regionen tar 60 procent",
        "5. Nätverket upphör 2028",
        "6. Energikontoret förlängs inte",
    ]
    assert shown.rows[0][1:] == (14_280_000, found.cost + 14_280_000)
    assert shown.rows[2][1:] == (None, found.cost)
    assert plain(shown.caption) == (
        "6 scenarier mot Bas: 3 kostar mer, 2 kostar mindre och 1 ändrar bara vem som betalar"
    )


def test_a_dot_stands_where_its_change_is_and_only_what_is_uncertain_is_hatched(found: Scenarios) -> None:
    """From −9 847 590 to 14 280 000 the base is at 9 847 590 of 24 127 590."""
    shown = scenario_report.together(found)
    assert shown.strips
    zero = 9_847_590 / 24_127_590
    for cell, (_, change, _) in zip(shown.strips.cells, shown.rows, strict=True):
        assert cell
        assert cell.lines == [pytest.approx(zero)]
        assert isinstance(change, int | None)
        dot = cell.parts[-1]
        at = zero + (change or 0) / 24_127_590
        assert dot.start <= at <= dot.end
    hatched = [place for place, cell in enumerate(shown.strips.cells) if cell and HATCHED in str(cell.parts)]
    assert hatched == [2]


def test_the_map_says_per_cent_of_what_a_party_pays_and_leaves_out_what_is_none(found: Scenarios) -> None:
    """Regionen has 984 758 of 9 569 795 more with 60 per cent: 10 per cent. Landstingsbostäder has none."""
    group = scenario_report.by_party(found)
    assert isinstance(group, Group)
    shown = next(block for block in group.blocks if isinstance(block, Table))
    assert [column.heading for column in shown.columns] == ["Part", "1", "2", "3", "4", "5", "6"]
    rows = {row[0]: row for row in shown.rows}
    assert rows["Regionen"][1:] == ("+61", "+5", "+5", "+10", "−2", "−51")
    assert rows["Landstingsbostäder"][1:] == ("", "+5", "+5", "", "−57", "")
    darkest = max(max(row) for row in shown.shades)
    assert darkest == pytest.approx(1)
    assert shown.shades[list(rows).index("Regionen")][1] == darkest
    assert shown.keys[0] == "region_jh"
    told = [plain(line) for block in group.blocks for line in getattr(block, "texts", ())]
    assert "Faktureras inget i Bas, men betalar i ett scenario: Näringslivet 2 564 000 kr (1)." in told


def test_what_there_is_to_decide_has_its_day_and_its_price(found: Scenarios) -> None:
    asked = [(verb, plain(words)) for verb, words in scenario_decisions.asks(found)]
    assert asked[0] == (
        "besluta",
        "om Energikontoret ska gälla efter 31 december 2028. Sägs det upp, senast 31 december 2027, betalar "
        "parterna 9 847 590 kr mindre till och med 2033.",
    )
    assert (
        "besluta",
        "om villkoren ska ändras från 2029: ”Regionen tar 60 procent” ändrar mest för Regionen, +984 758 kr.",
    ) in asked
    (line,) = scenario_decisions.status_line(found).lines
    assert plain(line) == (
        "LPIX är antaget till 3,0 % om året 2024–2033; en procentenhet till varje år från 2027 är 759 379 kr mer "
        "för alla."
    )


def test_fixed_prices_are_said_to_be_divided_by_the_index(found: Scenarios) -> None:
    words = dict(scenario_report.words(found).words)
    assert words["I 2024 års priser"] == (
        "beloppet delat med hur mycket LPIX har stigit sedan 2024 i scenariot, också i avtal som inte räknas upp."
    )
    assert "”Hög LPIX” och ”Hög LPIX och befolkningstrend”: där ändras priserna" in scenario_report.fixed_prices(
        found
    )


def test_a_range_is_rounded_and_is_what_is_simulated(found: Scenarios) -> None:
    group = uncertainty.spreads(found)
    assert isinstance(group, Group)
    (shown,) = group.blocks
    assert isinstance(shown, Table)
    assert [plain(str(cell)) for cell in shown.rows[0]] == [
        "Alla parter",
        "24,7–26,4 miljoner kr",
        str(found.cost),
    ]
    spread = found.spread("2326")
    assert spread
    assert spread[0] < found.costs["2326"] < spread[1]
    assert found.spread("naringslivet") is None


def test_the_drivers_go_both_ways_from_zero_and_those_that_only_move_are_named(found: Scenarios) -> None:
    group = uncertainty.drivers(found)
    assert isinstance(group, Group)
    shown, folded = group.blocks
    assert isinstance(shown, Table)
    assert isinstance(folded, Folded)
    assert shown.rows[-1][1:] == (-729_836, 759_379)
    assert shown.strips
    cell = shown.strips.cells[-1]
    assert cell
    assert {round(part.start, 6) for part in cell.parts} & {round(part.end, 6) for part in cell.parts}
    assert shown.note.startswith("Flyttar bara pengar mellan parterna: Regionens andel av Energikontoret")


def test_each_party_has_a_panel_and_is_a_hundred_the_first_year(found: Scenarios) -> None:
    """834 778 in 2024 and 1 089 177 in 2033 is 130 for Regionen."""
    figure = scenario_years.by_party(found)
    assert isinstance(figure, Figure)
    assert figure.table
    rows = {row[0]: row[1:] for row in figure.table.rows}
    assert (rows["Regionen"][0], rows["Regionen"][-1]) == (100, 130)
    assert len(rows) == 10
    assert figure.finding.startswith("Den som betalade 100 kr första året betalar 127–134 kr 2033")


def test_populations_together_explain_what_they_explain_apart(found: Scenarios) -> None:
    plan = found.base.plan()
    apart, together = variance_shares(plan, 512), variance_shares(plan, 512, apart=False)
    for code, own in apart.items():
        assert together[code].own == 0
        assert together[code].indices == pytest.approx(own.indices, abs=0.05)
        assert together[code].others == pytest.approx(own.own + own.others, abs=0.05)
    assert together[ALL].indices > 0.9


@pytest.mark.slow
def test_the_report_has_at_most_six_pages_without_a_path_or_a_command() -> None:
    report = Report("scenariorapport", "Scenarier och osäkerhet", {"ar": 2025})
    blocks = [block for block in cells_of(report) if isinstance(block, dict) and block]
    made = pdf_report(blocks, "Prov", "Regionen", "Underlag", dt.date(2026, 11, 24), "Scenarier")
    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.pages) <= 6
    shown = str([block for block in blocks if block["type"] != "folded"])
    for word in ("python -m", ".yaml", "docs/", "störst rest", "status "):
        assert word not in shown


def test_one_scenario_is_not_said_to_be_changed(county: Path) -> None:
    found = open_scenarios(2025, "", str(county))
    assert not found.others
    assert plain(scenario_report.title(found)).endswith("miljoner kr 2024–2033")
    assert scenario_report.together(found).caption == "Bas"
