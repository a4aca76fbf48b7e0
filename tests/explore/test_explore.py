"""The explore page: what the controls are set to becomes a scenario, a file, and amounts that anyone can check."""

import json
import os
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import nbformat
import pandas as pd
import papermill
import pytest
from dated import more_from_2029
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as View
from served import served
from small_inputs import index_csv

from model.read.begin import PROJECT, begin
from model.read.scenario_file import Header
from model.run import Run
from suite.cli.cli import main
from suite.explore.explore import Page, explore
from suite.explore.explore_controls import Controls
from suite.show.swedish import number, signed

pytestmark = pytest.mark.slow

NOTEBOOK = PROJECT / "notebooks" / "utforska.ipynb"
HEADER = {"name": "Mitt förslag", "author": "Testet", "date": "2026-11-24", "why": "För att prova."}
NAMING = ["scenario", "index_kalla", "nyckel_kalla", "nyckel_kallor", "villkor_kalla", "giltighet_kalla"]
"""The columns of the allocation that say which scenario a row is of."""
AS_FILES = [
    ("hog-lpix", {"index": 4.5, "index_from": 2027}),
    ("lag-lpix", {"index": 2.0}),
    ("lpix-chock", {"shock": 5.0, "shock_year": 2028}),
    ("befolkning-trend", {"population": "trend"}),
    ("are-vaxer", {"growing": "2321", "growth": 2.0}),
    ("halften-lika", {"key": "blandad", "equal": 50.0}),
    ("regionen-60", {"share": 60.0}),
    ("storre-energikontor", {"total": 2_000_000}),
    ("energikontoret-till-2028", {"ends_energikontor": "2028-12-31"}),
    ("natverket-upphor", {"ends_natverk": "2028-08-31"}),
    ("hog-lpix-och-trend", {"start": "befolkning-trend", "index": 4.5}),
    ("bas", {"start": "hog-lpix", "index": 3.0}),
]


@pytest.fixture(scope="module")
def shipped() -> Run:
    return begin()


def move(page: Page, moves: dict) -> Page:
    """Move controls one by one, as a visitor would."""
    for name, value in moves.items():
        if name.startswith("ends_"):
            page.controls.ends[name.removeprefix("ends_")].label = value
        else:
            getattr(page.controls, name).value = value
    return page


def save(page: Page, **header: str) -> str:
    """Fill in the form, press the button, and return what the page says."""
    for name, value in (HEADER | header).items():
        getattr(page, name).value = value
    page.save.click()
    return page._saved.value


@pytest.mark.parametrize(("name", "moves"), AS_FILES, ids=[name for name, _ in AS_FILES])
def test_the_controls_do_what_a_scenario_file_does(name: str, moves: dict, shipped: Run, tmp_path: Path) -> None:
    """On the page, and again when `berakna` reads the file that the page saved."""
    page = move(Page(shipped, tmp_path), moves)
    wanted = shipped.under(shipped.inputs.scenarios[name])
    pd.testing.assert_frame_equal(
        page.compute().rows[wanted.yearly().columns].drop(columns="scenario"),
        wanted.yearly().drop(columns="scenario"),
    )
    assert "Sparad i" in save(page)
    frames = []
    for scenario in (name, str(tmp_path / "mitt-forslag.yaml")):
        out = tmp_path / "ut.json"
        assert main(["berakna", "--ar", "2024-2033", "--scenario", scenario, "--ut", str(out)]) == 0
        rows = json.loads(out.read_text(encoding="utf-8"))
        frames.append([{**row, **dict.fromkeys(NAMING, "")} for row in rows])
    assert frames[0] == frames[1]


def test_a_control_that_stands_as_at_the_start_says_nothing(shipped: Run, tmp_path: Path) -> None:
    """In every scenario, also when it has been moved and put back."""
    page = Page(shipped, tmp_path)
    for name, scenario in shipped.inputs.scenarios.items():
        move(page, {"total": 1_700_000, "start": name, "base": name})
        saved = page.controls.scenario(Header())
        assert saved.model_dump(exclude_defaults=True).keys() == {
            "id",
            "name",
            "author",
            "date",
            "why",
            "builds_on",
        }
        assert saved.builds_on == (name,)
        assert f"lika mycket som i {scenario.name}" in page._told.value


def test_the_file_says_only_what_differs(shipped: Run, tmp_path: Path) -> None:
    page = move(Page(shipped, tmp_path), {"start": "regionen-60", "total": 1_800_000, "index": 3.5})
    assert "Sparad i" in save(page)
    assert (tmp_path / "mitt-forslag.yaml").read_text(encoding="utf-8").splitlines() == [
        *("scenario: mitt-forslag", "namn: Mitt förslag", "forfattare: Testet", "datum: 2026-11-24"),
        *("varfor: För att prova.", "utgar_fran: regionen-60"),
        *("lpix:", "  konstant:", "    fran: 2027", "    procent: 3,5"),
        *("villkor:", "- avtal: energikontor", "  fran: 2029", "  totalt: 1800000"),
        *("  delning:", "    region: 60", "    kommuner: 40"),
    ]


def test_an_end_that_a_notice_rules_out_is_no_choice(shipped: Run, tmp_path: Path) -> None:
    page = move(Page(shipped, tmp_path), {"start": "en-part-sager-upp"})
    ends = [label for label, _ in page.controls.ends["energikontor"].options]
    assert ends == ["som i utgångsscenariot, 2030-12-31", "2028-12-31", "2029-12-31"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({"name": "Bas"}, "Scenariot bas finns redan; välj ett annat namn"),
        ({"author": ""}, "nyckel forfattare: fann inget, väntade en text"),
        ({"date": "i går"}, "nyckel datum: fann ”i går”, väntade ett datum som 2025-11-01"),
        ({"name": ""}, "nyckel namn: fann inget, väntade en text"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_and_nothing_is_written(
    header: dict, words: str, shipped: Run, tmp_path: Path
) -> None:
    told = re.sub("<[^>]+>", "", save(Page(shipped, tmp_path), **header))
    assert "Inställningen är inte sparad" in told
    assert words in told
    assert list(tmp_path.iterdir()) == []


def test_a_saved_file_is_never_written_over(shipped: Run, tmp_path: Path) -> None:
    page = Page(shipped, tmp_path)
    assert "Sparad i" in save(page)
    before = (tmp_path / "mitt-forslag.yaml").read_bytes()
    assert "finns redan" in save(move(page, {"index": 4.0}))
    assert (tmp_path / "mitt-forslag.yaml").read_bytes() == before


def test_errors_in_the_inputs_are_told_in_swedish(folder: Path, tmp_path: Path) -> None:
    assert "Mappen med indata finns inte" in explore(str(tmp_path / "ingen")).children[0].value
    assert "scenario: fann ”bas+bas”" in explore(str(folder), "", "bas+bas").children[0].value
    (folder / "lpix.csv").write_text(
        "index;ar;procent;status;kalla;publicerad;ersatter\nLPIX;2025;3,0;fastställd;X;2024-11-25;\n"
    )
    assert "går inte att räkna" in explore(str(folder)).children[0].value


def test_papermill_runs_the_notebook_and_tells_of_its_parameters(county: Path, tmp_path: Path) -> None:
    executed = papermill.execute_notebook(
        NOTEBOOK, tmp_path / "x.ipynb", {"inputs": str(county)}, progress_bar=False, kernel_name="python3"
    )
    (output,) = executed.cells[-1].outputs
    assert "application/vnd.jupyter.widget-view+json" in output.data
    parameters = papermill.inspect_notebook(NOTEBOOK)
    assert list(parameters) == ["inputs", "per_datum", "scenario", "ut"]
    assert all(len(parameter["help"]) > 20 for parameter in parameters.values())


@pytest.fixture
def address(county: Path, tmp_path: Path) -> Iterator[str]:
    """The page of the small inputs, served as `make app` serves it."""
    parameters = {"inputs": str(county), "ut": str(tmp_path / "ut")}
    papermill.execute_notebook(NOTEBOOK, tmp_path / "utforska.ipynb", parameters, prepare_only=True)
    paths = os.pathsep.join(str(PROJECT / "suite" / each) for each in ("explore", "show"))
    command = ["voila", str(tmp_path / "utforska.ipynb"), "--no-browser", "--template=utforska"]
    with served(command, "voila/static/voila.js", tmp_path / "voila.log", JUPYTER_PATH=paths) as found:
        yield found


@pytest.fixture
def view(browser: Browser, address: str) -> Iterator[View]:
    """The page in a browser; what it should not do fails the test."""
    errors: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="sv-SE")
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: errors.append(request.url) if _abroad(request.url, address) else None)
    page.on("response", lambda response: errors.append(response.url) if response.status >= 400 else None)
    page.goto(address)
    expect(page.locator(".besked")).to_contain_text("betalar", timeout=30_000)
    yield page
    page.close()
    assert errors == []


def _abroad(url: str, address: str) -> bool:
    return not url.startswith((address, "data:", "blob:"))


def tab_stops(view: View) -> list[str]:
    """Return the visible label of everything that Tab reaches, from the top of the page."""
    label = """() => {
        const at = document.activeElement, id = at.getAttribute("aria-labelledby");
        const named = at.labels?.[0] ?? (id ? document.getElementById(id) : at);
        return at === document.body ? null : named.getClientRects().length ? named.innerText : "";
    }"""
    found: list[str] = []
    while len(found) < 100:
        view.keyboard.press("Tab")
        text = view.evaluate(label)
        if text is None:
            return found
        found.append(text.split("\n")[0])
    raise AssertionError(found)


@pytest.mark.browser
def test_the_page_in_a_browser(view: View, axe: Callable, county: Path, tmp_path: Path) -> None:
    """Everything by keyboard: every control is reached and has a label, a slider moves, the amounts follow."""
    stops = tab_stops(view)
    names = [re.sub(r": [−\d,]+$", "", stop) for stop in stops]
    assert all(names)
    assert len(names) == 17 + 2 + 5
    assert names[:5] == [
        *("Utgå från scenario", "Jämför med scenario", "Visa part"),
        *("LPIX, procent om året", "LPIX gäller från och med"),
    ]
    assert names[-5:] == ["Namn", "Författare", "Datum", "Varför", "Spara som scenariofil"]

    view.get_by_label("Visa part").select_option("Krokom")
    slider = view.get_by_role("slider", name="LPIX")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    expect(view.get_by_text("LPIX, procent om året: 3,5")).to_be_visible()
    view.get_by_label("LPIX gäller från och med").select_option("2027")
    rows = expected_rows(county, tmp_path)
    expect(view.locator("tbody tr").nth(9).locator("td").nth(2)).to_have_text(signed(rows[-1]["skillnad_kr"]))
    cells = "all => all.map(row => [...row.cells].slice(0, 3).map(cell => cell.innerText))"
    shown = view.locator("tbody").first.locator("tr").evaluate_all(cells)
    assert shown == [[str(row["ar"]), number(row["bas_kr"]), number(row["netto_kr"])] for row in rows]

    for name, value in zip(
        ("Namn", "Författare", "Varför"), ("Min LPIX", "Testet", "För att prova."), strict=True
    ):
        view.get_by_label(name, exact=True).fill(value)
    view.get_by_role("button", name="Spara som scenariofil").press("Enter")
    expect(view.locator(".sparad")).to_contain_text("Sparad i")
    assert paid(county, tmp_path / "ut" / "min-lpix.yaml") == paid(county, tmp_path / "for-hand.yaml")
    view.get_by_role("button", name="Spara som scenariofil").press("Enter")
    expect(view.locator(".sparad")).to_contain_text("finns redan")
    accessible(view, axe)


def accessible(view: View, axe: Callable) -> None:
    """Check the page's language, title, headings and roles, and that it fits a phone."""
    assert view.locator("html").get_attribute("lang") == "sv"
    assert view.title() == "Utforska: vad händer om …?"
    levels = [
        int(tag[1]) for tag in view.eval_on_selector_all("h1,h2,h3,h4", "all => all.map(one => one.tagName)")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert view.locator(".besked, .sparad").evaluate_all("all => all.map(one => one.role)") == ["status"] * 2
    for width in (1280, 390):
        view.set_viewport_size({"width": width, "height": 900})
        assert view.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(view)["violations"] == []


def expected_rows(county: Path, tmp_path: Path) -> list[dict]:
    """Return what the command line says of the setting, written by hand, for Krokom."""
    by_hand = tmp_path / "for-hand.yaml"
    by_hand.write_text(
        "{scenario: for-hand, namn: X, forfattare: X, datum: 2026-01-01, varfor: X, utgar_fran: bas,\n"
        "lpix: {konstant: {fran: 2027, procent: 3.5}}}\n",
        encoding="utf-8",
    )
    out = tmp_path / "rader.json"
    arguments = ["scenario", "bas", str(by_hand), "--inputs", str(county), "--part", "Krokom", "--ut", str(out)]
    assert main(arguments) == 0
    return [row for row in json.loads(out.read_text(encoding="utf-8")) if row["scenario"] == "for-hand"]


def paid(county: Path, scenario: Path) -> list[tuple]:
    """Return what `berakna` says that everyone pays under a scenario file."""
    out = scenario.with_suffix(".json")
    assert main(["berakna", "--inputs", str(county), "--scenario", str(scenario), "--ut", str(out)]) == 0
    return [(row["avtal"], row["ar"], row["part"], row["belopp_kr"]) for row in json.loads(out.read_text())]


def test_the_notebook_has_a_title() -> None:
    assert nbformat.read(NOTEBOOK, as_version=4).metadata.title == "Utforska: vad händer om …?"


def test_the_page_sets_the_first_agreements_index(folder: Path) -> None:
    path = folder / "avtal" / "energikontor.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("namn: LPIX", "namn: KPI"), encoding="utf-8")
    (folder / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2025, 2034), "5,0"), "KPI"), encoding="utf-8")
    controls = Controls(begin(folder))
    assert (controls.index.value, controls.index.description[:3]) == (5.0, "KPI")
    controls.index.value, controls.index_from.value = 10.0, 2027
    told = controls.scenario(Header())
    assert {name: each.constant.percent for name, each in told.indices.items() if each.constant} == {"KPI": 10}


def test_the_terms_shown_are_those_of_the_year_that_they_are_changed_from(folder: Path) -> None:
    """1 600 000 kr until 2028, 1 700 000 from 2029; what a visitor has set stays."""
    controls = Controls(begin(more_from_2029(folder), "2028-10-01"))
    controls.observe(lambda: None)
    controls.terms_from.value = 2028
    assert controls.total.value == 1_600_000
    controls.terms_from.value = 2029
    assert controls.total.value == 1_700_000
    assert controls.settings.total is None
    controls.total.value = 2_000_000
    controls.terms_from.value = 2028
    assert controls.settings.total == 2_000_000
