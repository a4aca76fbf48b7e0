"""The explore page by keyboard alone: every control is reached, seen while it has the focus, and does its work."""

import re
from pathlib import Path

import pytest
from explored import opened
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.browser]

STOPS = """() => {
    const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")];
    // Of radio buttons, Tab goes to the one that is chosen.
    const chosen = each => each.type !== "radio" || each.checked;
    const stops = all.filter(each => each.checkVisibility() && !each.disabled && chosen(each));
    window.stops = stops;
    return stops.length;
}"""
AT = """() => {
    const at = document.activeElement, {left, right, top, bottom} = at.getBoundingClientRect();
    const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
    const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
    const over = document.elementFromPoint(x, y);
    const seen = over && (at.contains(over) || over.contains(at) || at.labels?.[0]?.contains(over));
    const name = at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText ?? at.innerText;
    return {place: window.stops?.indexOf(at), seen: Boolean(seen), name: name.trim()};
}"""


def to(page: Page, name: str, key: str = "Tab") -> None:
    """Go on with a key until what has the focus is called something."""
    for _ in range(150):
        page.keyboard.press(key)
        if re.match(name, page.evaluate(AT)["name"]):
            return
    raise AssertionError(f"{name} is not reached")


@pytest.mark.parametrize("width", [1280, 390])
def test_tab_reaches_everything_in_order_and_nothing_covers_it(width: int, browser: Browser, file: Path) -> None:
    """With each question open, and all that is folded: what stays on top of a phone's page covers no control."""
    page = opened(browser, file, width=width)
    for group in ("index-LPIX", "befolkning", "villkor", "slut", "utfall"):
        page.evaluate("at => document.querySelector(`[data-group=${at}] summary`).focus()", group)
        if page.evaluate("at => !document.querySelector(`[data-group=${at}]`).open", group):
            page.keyboard.press("Enter")
        page.evaluate(
            "document.querySelectorAll('.group[open] details, .actions details').forEach(each => each.open = true)"
        )
        page.wait_for_timeout(100)
        page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
        count, reached = page.evaluate(STOPS), []
        page.evaluate("document.querySelector('.skip').focus()")
        for _ in range(count):
            at = page.evaluate(AT)
            assert at["seen"], at
            reached.append(at["place"])
            page.keyboard.press("Tab")
        assert sorted(reached) == list(range(count)), group
    assert page.wrong == []  # type: ignore[attr-defined]


def test_a_question_is_asked_answered_explained_and_taken_by_keyboard_alone(view: Page) -> None:
    page, press = view, view.keyboard.press
    to(page, ".*folkmängden ändras")
    press("Enter")
    to(page, "som i Bas")
    press("ArrowDown")
    press("ArrowDown")
    assert page.evaluate(AT)["name"] == "fortsätter som de senaste 5 åren"
    to(page, "Trend över")
    press("Tab")  # from the field to the slider
    press("ArrowLeft")
    to(page, ".*ett avtal slutar")
    press("Enter")
    to(page, "Nätverket gäller")
    press("ArrowDown")
    to(page, "Part")
    press("ArrowDown")
    part = page.evaluate("utforska.state.vy.part")
    assert page.evaluate("utforska.setting.befolkning") == {"metod": "trend", "ar": 4}
    assert page.evaluate("Object.keys(utforska.setting.slut)") == ["natverk"]
    to(page, r".* 2027: visa")
    press("Enter")
    expect(page.locator("#how")).to_be_focused()
    to(page, "Stäng")
    press("Enter")
    assert "2027: visa hur beloppet" in page.evaluate(AT)["name"]
    to(page, "Ladda ned", key="Shift+Tab")
    press("Enter")
    to(page, "Siffrorna")
    with page.expect_download():
        press("Enter")
    to(page, "Namn")
    page.keyboard.type("Mitt")
    to(page, "Gjord av")
    page.keyboard.type("X")
    to(page, "Varför")
    page.keyboard.type("Y")
    with page.expect_download() as told:
        press("Enter")
    assert told.value.suggested_filename == "mitt.yaml"
    assert page.evaluate("utforska.state.vy.part") == part
    press("Control+z")  # within a field it takes back what was written there, and not what was set
    assert page.evaluate("utforska.state.vy.part") == part


def test_what_is_written_in_a_field_is_not_in_the_way_of_what_is_done_next(view: Page) -> None:
    """The value counts when the field is left: by Tab to what stands next, or by a click that counts too."""
    field = view.get_by_role("textbox", name="LPIX varje år")
    field.fill("4,5")
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.type") == "range"
    field.fill("4,6")
    view.get_by_role("radio", name="Vem betalar mer och mindre").click()
    assert view.evaluate("[utforska.state.vy.bild, utforska.setting.index.LPIX.procent]") == ["parter", "4,6"]
    field.fill("4,7")
    view.get_by_text("… folkmängden ändras?").click()
    assert view.evaluate("[...document.querySelectorAll('.group[open]')].map(each => each.dataset.group)") == [
        "befolkning"
    ]
    view.get_by_text("… LPIX blir ett annat?").click()
    field.fill("8")
    view.get_by_role("button", name="Spara och jämför").click()
    assert view.evaluate("utforska.state.installningar.length") == 2
    field.fill("tre")
    view.keyboard.press("Tab")
    expect(view.get_by_text("”tre” är inget tal med högst sex decimaler")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")


def test_a_day_is_written_part_by_part(view: Page) -> None:
    view.get_by_text("… ett avtal slutar?").click()
    view.get_by_text("En part säger upp Energikontoret").click()
    view.locator(".group[open]").get_by_label("Part").locator("visible=true").select_option("2326")
    day = view.get_by_label("Uppsägningen ges den").locator("visible=true")
    day.focus()
    for _ in range(3):
        view.keyboard.press("ArrowUp")
    expect(day).to_be_focused()
    assert day.input_value() in ("2027-04-01", "2027-01-04", "2030-01-01")
    assert view.evaluate("utforska.setting.uppsagning.energikontor.datum") == day.input_value()
    day.fill("2051-01-01")
    day.blur()
    expect(view.get_by_text("väntade en dag från 24 november 2026 till 31 december 2033")).to_be_visible()
