"""What a samrådsgrupp asks: answered by hand on the page, and by the command line, the same to the krona."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from explored import QUESTIONS
from playwright.sync_api import Page

from suite.cli.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def write(page: Page, label: str, text: str) -> None:
    """Write in the field of a control that is seen, and leave it."""
    field = page.get_by_role("textbox", name=label).locator("visible=true").first
    field.fill(text)
    field.press("Enter")


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list that is seen."""
    page.locator(".group[open]").get_by_label(label).locator("visible=true").first.select_option(label=option)


def dear_year(page: Page) -> None:
    page.get_by_text("Ett enda dyrt").click()
    page.locator(".more[open]").get_by_label("år", exact=True).select_option("2028")
    write(page, "högre eller lägre", "5")


def trend(page: Page) -> None:
    page.get_by_text("… folkmängden ändras?").click()
    page.get_by_role("radio", name="fortsätter som de senaste").check()


def growing_are(page: Page) -> None:
    page.get_by_text("… folkmängden ändras?").click()
    page.get_by_text("Kommun för kommun").click()
    write(page, "Åre", "2")


def terms(label: str, text: str) -> Callable[[Page], None]:
    def steps(page: Page) -> None:
        page.get_by_text("… beloppet eller").click()
        write(page, label, text)

    return steps


def end(label: str, day: str) -> Callable[[Page], None]:
    def steps(page: Page) -> None:
        page.get_by_text("… ett avtal slutar?").click()
        choose(page, label, day.replace(" ", "\u00a0"))

    return steps


def notice(page: Page) -> None:
    page.get_by_text("… ett avtal slutar?").click()
    page.get_by_text("En part säger upp Energikontoret").click()
    choose(page, "Part", "Östersund")
    page.get_by_label("Uppsägningen ges den").locator("visible=true").fill("2029-06-30")
    page.keyboard.press("Enter")


def outcomes(page: Page) -> None:
    page.get_by_text("… verksamheten kostar").click()
    for year, percent in (("2027", "89"), ("2028", "92")):
        choose(page, "Energikontoret, år", year)
        write(page, f"Kostnaden {year}", percent)


def both(page: Page) -> None:
    page.get_by_label("Utgå från ett färdigt exempel").select_option("befolkning-trend")
    write(page, "LPIX varje år", "4,5")


class Asked(NamedTuple):
    """A question, who asks it, and what is done on the page to have it answered."""

    question: str
    party: str
    steps: Callable[[Page], None]


ASKED = {
    "hog-lpix": Asked("LPIX blir 4,5 % från 2027?", "Krokom", lambda page: write(page, "LPIX varje år", "4,5")),
    "lag-lpix": Asked("LPIX stannar på 2 % från 2027?", "Berg", lambda page: write(page, "LPIX varje år", "2")),
    "lpix-chock": Asked("2028 blir ett enda dyrt år, fem procentenheter?", "Strömsund", dear_year),
    "befolkning-trend": Asked("Folkmängden fortsätter som de senaste fem åren?", "Ragunda", trend),
    "are-vaxer": Asked("Åre växer två procent om året?", "Åre", growing_are),
    "halften-lika": Asked("Hälften av kommunernas del delas lika?", "Bräcke", terms("delas lika", "50")),
    "regionen-60": Asked("Regionen tar 60 procent från 2029?", "Regionen", terms("Regionens del", "60")),
    "storre-energikontor": Asked(
        "Energikontoret får två miljoner från 2029?", "Östersund", terms("Hela beloppet", "2 000 000")
    ),
    "en-part-sager-upp": Asked("Östersund säger upp Energikontoret sommaren 2029?", "Härjedalen", notice),
    "energikontoret-till-2028": Asked(
        "Energikontoret förlängs inte efter 2028?", "Östersund", end("Energikontoret gäller", "31 december 2028")
    ),
    "natverket-upphor": Asked(
        "Nätverket slutar 2028?", "Landstingsbostäder", end("Nätverket gäller", "31 augusti 2028")
    ),
    "lagt-utfall": Asked("Energikontoret kostar 11 % mindre 2027 och 8 % mindre 2028?", "Krokom", outcomes),
    "hog-lpix-och-trend": Asked("LPIX blir 4,5 % och trenden fortsätter?", "Åre", both),
}


def amounts(page: Page, caption: str) -> list[list[str]]:
    """Return the rows of a table of the page, its numbers as they are said: 1234, −5, 0."""
    rows = page.locator("table", has_text=caption).locator("tbody tr")
    cells: list[list[str]] = rows.evaluate_all("all => all.map(row => [...row.cells].map(cell => cell.innerText))")
    return [[re.sub(r"\s|\+", "", text).replace("−", "-") for text in row[:4]] for row in cells]


@pytest.mark.parametrize("name", ASKED)
def test_a_question_has_the_answer_of_the_command_line(name: str, view: Page, tmp_path: Path) -> None:
    """Year by year for the one who asks, the sums of all, and the sentence that says it."""
    asked = ASKED[name]
    view.get_by_role("combobox", name="Avtal").first.select_option("alla")
    view.get_by_role("combobox", name="Part").first.select_option(label=asked.party)
    asked.steps(view)
    assert view.evaluate("utforska.setting") == {"namn": "", "start": "bas", **QUESTIONS[name]}
    assert main(["scenario", "bas", name, "--ut", str(tmp_path / "rader.json")]) == 0
    told = json.loads((tmp_path / "rader.json").read_text(encoding="utf-8"))
    rows = [row for row in told if row["scenario"] == name]
    columns = ("bas_kr", "netto_kr", "skillnad_kr")
    own = [
        [str(row["ar"]), *(str(row[each]) for each in columns)] for row in rows if row["partnamn"] == asked.party
    ]
    assert amounts(view, f"{asked.party} år för år") == own
    sums: dict[str, list[int]] = {}
    for row in rows:
        before = sums.get(row["partnamn"], [0, 0, 0])
        sums[row["partnamn"]] = [so + row[each] for so, each in zip(before, columns, strict=True)]
    paying = [[party, *map(str, each)] for party, each in sums.items() if any(each)]
    assert amounts(view, "Alla parter 2024–2033") == paying
    change = sums[asked.party][2]
    answer = view.locator("#answer").inner_text().replace("\u00a0", "")
    said = f"{abs(change)}kr {'mindre' if change < 0 else 'mer'} än i Bas"
    assert answer.startswith(f"{asked.party} betalar {said if change else 'lika mycket som i Bas'} 2024–2033")
    print(f"| {asked.question} | {asked.party} | {answer} | {change} |")
