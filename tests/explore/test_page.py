"""The explore page in a browser: one file, by keyboard, by its address, and what can be taken from it."""

import csv
import io
import json
import re
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest
from explored import HEAD, QUESTIONS, opened
from firefox import firefox
from playwright.sync_api import Browser, Page, expect
from small_inputs import edit

from model.explain import Node
from model.face import Model
from model.read.begin import PROJECT, begin
from model.read.validation import validated
from model.run import Run
from model.scenarios.scenario import Scenario
from suite.cli.cli import main
from suite.explore.page import page_html, with_data

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def made(page: Page, setting: dict) -> dict[str, list[str]]:
    """Return what a setting comes to by party, year by year, settled."""
    code = """setting => {
        const {data} = utforska, {cells} = computedSetting(setting, data);
        return Object.fromEntries(data.parter.map(([part]) =>
            [part, data.ar.map(year => String(cells.get(`${part} ${year}`).net))]));
    }"""
    return dict(page.evaluate(code, {"namn": "", "start": "bas", **setting}))


def paid(run: Run) -> dict[str, list[str]]:
    """Return what the model says of the same."""
    rows = run.yearly()
    return {str(part): [str(amount) for amount in own["netto_kr"]] for part, own in rows.groupby("part")}


def test_it_asks_nobody_for_anything_and_says_that_it_is_proved(view: Page, file: Path) -> None:
    expect(view.locator(".proof")).to_contain_text("0 avvikelser mot modellen (11")
    expect(view.get_by_text("Preliminärt.")).to_be_visible()
    policy = view.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert not set(re.findall(r"unsafe\S*|https?:\S*|\*", policy))
    assert view.title() == "Utforska: vad händer om …?"
    assert view.locator("html").get_attribute("lang") == "sv"
    text = file.read_text(encoding="utf-8")
    assert not re.findall(r'(?:src|href)="(?!#)', text)
    assert len(text.encode()) < 500_000


def test_a_page_that_computes_otherwise_shows_nothing(browser: Browser, file: Path, tmp_path: Path) -> None:
    """A figure of the data that somebody has changed, and one of the answers."""
    text = file.read_text(encoding="utf-8")
    held = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert held
    data = json.loads(held[1])
    data["index"][5]["procent"] = "3.1"
    (tmp_path / "andrad.html").write_text(with_data(json.dumps(data)), encoding="utf-8")
    page = opened(browser, tmp_path / "andrad.html")
    told = page.locator("main").inner_text()
    assert "Sidan räknar inte som modellen, och visar därför ingenting." in told
    assert "Bas: energikontor, 2303 2025: modellen 31921, sidan 31952" in told
    assert page.locator("svg, table, input").count() == 0


def test_by_keyboard_alone_the_amounts_are_the_command_lines(view: Page, tmp_path: Path) -> None:
    """From the top of the page: to the slider, five steps up, and what Krokom then pays each year."""
    labels = """() => { const at = document.activeElement;
        return at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText ?? at.innerText; }"""
    reached = []
    while "LPIX varje år, procent" not in reached[-1:]:
        view.keyboard.press("Tab")
        reached.append(view.evaluate(labels).split("\n")[0])
    assert len(reached) < 12
    view.keyboard.press("Tab")  # from the field to the slider
    for _ in range(5):
        view.keyboard.press("ArrowRight")
    expect(view.get_by_role("slider", name="LPIX varje år")).to_have_attribute("aria-valuetext", "3,5 %")
    view.get_by_role("combobox", name="Part").select_option("2309")
    by_hand = tmp_path / "for-hand.yaml"
    by_hand.write_text(
        "{scenario: for-hand, namn: X, forfattare: X, datum: 2026-01-01, varfor: X, utgar_fran: bas,\n"
        "lpix: {konstant: {fran: 2027, procent: 3.5}}}\n",
        encoding="utf-8",
    )
    out = tmp_path / "rader.json"
    assert main(["scenario", "bas", str(by_hand), "--part", "Krokom", "--ut", str(out)]) == 0
    rows = [row for row in json.loads(out.read_text(encoding="utf-8")) if row["scenario"] == "for-hand"]
    cells = "all => all.map(row => [...row.cells].slice(0, 4).map(cell => cell.innerText.replace(/\\s/g, '')))"
    shown = view.locator("table", has_text="Krokom år för år").locator("tbody tr").evaluate_all(cells)
    wanted = [
        [
            str(row["ar"]),
            str(row["bas_kr"]),
            str(row["netto_kr"]),
            f"+{row['skillnad_kr']}" if row["skillnad_kr"] else "0",
        ]
        for row in rows
    ]
    assert shown == wanted
    total = sum(row["skillnad_kr"] for row in rows)
    answer = view.locator("#answer").inner_text().replace("\u00a0", "")
    assert answer.startswith(f"Krokom betalar {total}kr mer än i Bas 2024–2033 (+")


def test_an_invoiced_year_stands_and_says_what_a_setting_would_have_changed(
    ledger: Run, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "sida.html"
    path.write_text(page_html(ledger, ""), encoding="utf-8")
    page = opened(browser, path)
    page.get_by_role("combobox", name="Part").select_option("2321")
    note = page.locator(".stage > .note")
    expect(note).to_have_text("")
    page.get_by_role("combobox", name="från och med").select_option("2026")
    page.get_by_role("textbox", name="LPIX varje år").fill("8")
    page.get_by_role("textbox", name="LPIX varje år").press("Enter")
    told = {"utgar_fran": "bas", "lpix": {"konstant": {"fran": 2026, "procent": 8}}}
    own = ledger.under(validated(Scenario, {**HEAD, **told}, "prov", lambda _: None))
    frames = [run.allocation(run.agreements, [2026]).set_index(["avtal", "part"]) for run in (ledger, own)]
    before, after = (frame.loc[("energikontor", "2321")] for frame in frames)
    assert before["belopp_kr"] == after["belopp_kr"] == 111_111
    more = f"{after['beraknat_kr'] - before['beraknat_kr']:,}".replace(",", "\u00a0")
    expect(note).to_have_text(
        f"Energikontoret 2026 är fakturerat och räknas inte om. Annars hade det blivit {more}\u00a0kr mer."
    )
    expect(page.locator("[role=status]")).to_contain_text("räknas inte om")
    shown = page.locator("table", has_text="Åre år för år").locator("tbody tr", has_text="2026").locator("td")
    rows = own.yearly([2026])
    (wanted,) = rows.loc[rows["part"] == "2321", "netto_kr"]
    expect(shown.nth(1)).to_have_text(f"{wanted:,}".replace(",", "\u00a0"))
    page.get_by_role("combobox", name="Part").select_option("2361")
    expect(note).to_have_text("")
    assert page.wrong == []  # type: ignore[attr-defined]


def test_what_is_heard_is_said_once_when_it_stands_still(view: Page) -> None:
    view.evaluate("""() => {
        window.said = [];
        const heard = document.querySelector("[role=status]");
        new MutationObserver(() => said.push(heard.innerText)).observe(heard, {childList: true});
    }""")
    slider = view.get_by_role("slider", name="LPIX varje år")
    for _ in range(15):
        slider.press("ArrowRight")
    expect(view.locator("[role=status]")).to_contain_text("kr mer än i Bas")
    assert len(view.evaluate("said")) == 1


def test_what_only_moves_between_parties_is_said(view: Page) -> None:
    view.get_by_text("… beloppet eller").click()
    view.get_by_role("slider", name="delas lika").press("End")
    told = view.locator("#answer").inner_text().replace("\u00a0", " ")
    found = re.fullmatch(
        r"Alla parter betalar lika mycket som i Bas 2024–2033, men (.*) kr flyttas mellan dem.", told
    )
    changes = view.locator("table", has_text="Kr per invånare").locator("tbody td:nth-child(4)").all_inner_texts()
    numbers = [int(re.sub(r"\s|\+", "", text).replace("−", "-")) for text in changes]
    assert found
    assert int(found[1].replace(" ", "")) == sum(each for each in numbers if each > 0)
    assert sum(numbers) == 0


def test_undone_redone_and_begun_again(view: Page) -> None:
    answer, slider = view.locator("#answer"), view.get_by_role("slider", name="LPIX varje år")
    before = answer.inner_text()
    slider.press("ArrowRight")
    after = answer.inner_text()
    view.get_by_role("combobox", name="Part").select_option("2321")
    view.get_by_role("button", name="Ångra").click()
    expect(answer).to_have_text(after)
    view.keyboard.press("Control+z")
    expect(answer).to_have_text(before)
    view.get_by_role("button", name="Gör om").click()
    expect(answer).to_have_text(after)
    view.get_by_role("button", name="Börja om").click()
    expect(answer).to_have_text(before)


def test_the_address_is_the_setting(view: Page, browser: Browser, file: Path) -> None:
    """A link shares it, in another window too; two settings stand beside each other there."""
    view.get_by_role("slider", name="LPIX varje år").press("PageUp")
    view.get_by_role("button", name="Spara och jämför").click()
    view.get_by_text("… folkmängden ändras?").click()
    view.get_by_role("radio", name="fortsätter som de senaste").check()
    expect(view.locator("table", has_text="i varje inställning").locator("tbody tr")).to_have_count(2)
    view.wait_for_timeout(600)  # the address follows when nothing has been changed for a quarter of a second
    shown, state = view.locator("#answer").inner_text(), view.evaluate("JSON.stringify(utforska.state)")
    other = opened(browser, file, view.evaluate("location.hash"))
    assert other.evaluate("JSON.stringify(utforska.state)") == state
    assert other.locator("#answer").inner_text() == shown
    other.get_by_role("button", name="Ta bort Inställning 1").click()
    expect(other.locator("table", has_text="i varje inställning")).to_have_count(0)


def address(page: Page, **changes: object) -> str:
    """Return the address of a state that differs from that at the beginning by what is given of a setting."""
    code = (
        "changes => '#' + toAddress({...utforska.fresh(), installningar: [{namn: '', start: 'bas', ...changes}]})"
    )
    return str(page.evaluate(code, changes))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"start": "finns-inte"}, "scenariot ”finns-inte” finns inte här"),
        ({"index": {"KPI": {}}}, "index säger ”KPI”, som inte finns"),
        ({"index": {"LPIX": {"fran": 2027, "procent": "9999"}}}, "LPIX är ”9999”, utanför det möjliga"),
        ({"index": {"LPIX": {"fran": 2027, "procent": 4.5}}}, "LPIX är inget tal"),
        ({"index": {"LPIX": {"chock": {"2028": "-100"}, "varden": {"2028": "-5"}}}}, "mindre än −100 % varje år"),
        ({"befolkning": {"metod": "gissa"}}, "befolkningens metod ”gissa” finns inte"),
        ({"befolkning": {"metod": "tillvaxt", "procent": {"constructor": "1"}}}, "”constructor”, som inte finns"),
        (
            {"villkor": {"energikontor": {"fran": 2029, "totalt": -1}}},
            "beloppet i energikontor är inga hela kronor",
        ),
        (
            {"villkor": {"energikontor": {"fran": 2029, "delning": {"region": "60"}}}},
            "blir inte 100 % tillsammans",
        ),
        ({"slut": {"natverk": "2028-08-30"}}, "natverk kan inte sluta 2028-08-30"),
        ({"uppsagning": {"energikontor": {"part": "0000", "datum": "2029-06-30"}}}, "0000 är ingen part"),
        ({"utfall": {"natverk": {"2027": "90"}}}, "natverk slutavräknas inte"),
        ({"__proto__x": 1}, "inställningen säger ”__proto__x”, som inte finns"),
        ({"namn": "x" * 81}, "namnet är ingen kort text"),
    ],
    ids=str,
)
def test_an_address_that_says_what_cannot_be_is_told_and_the_base_is_shown(
    changes: dict, told: str, view: Page, browser: Browser, file: Path
) -> None:
    before = view.locator("#answer").inner_text()
    page = opened(browser, file, address(view, **changes))
    notice = page.get_by_role("alert").inner_text()
    assert notice.startswith("Adressen går inte att använda: ")
    assert told in notice
    assert notice.endswith("Sidan visar Bas, utan ändringar.")
    assert page.locator("#answer").inner_text() == before
    assert page.wrong == []  # type: ignore[attr-defined]


def test_an_address_that_is_cut_or_altered_is_told(view: Page, browser: Browser, file: Path) -> None:
    whole = address(view, index={"LPIX": {"fran": 2027, "procent": "4,5"}})
    for broken in (whole[:-1], whole.replace("1.", "2.", 1), "#vad-som-helst", "#1..", f"{whole[:-2]}AA"):
        page = opened(browser, file, broken)
        expect(page.get_by_role("alert")).to_contain_text("Adressen går inte att använda")
    assert opened(browser, file, whole).get_by_role("alert").count() == 0


def test_a_link_within_the_page_changes_no_setting(view: Page) -> None:
    view.get_by_role("slider", name="LPIX varje år").press("PageUp")
    view.wait_for_timeout(600)
    before, answer = view.evaluate("location.hash"), view.locator("#answer").inner_text()
    view.get_by_role("link", name="vad siffrorna vilar på").click()
    expect(view.get_by_role("heading", name="Vad siffrorna vilar på")).to_be_in_viewport()
    view.wait_for_timeout(600)
    assert view.evaluate("location.hash") == before
    assert view.locator("#answer").inner_text() == answer
    assert view.get_by_role("alert").count() == 0


def test_a_link_made_with_other_figures_says_so(view: Page, browser: Browser, file: Path) -> None:
    code = "() => '#' + toAddress({...utforska.fresh(), data: 'andra'})"
    page = opened(browser, file, view.evaluate(code))
    expect(page.get_by_role("alert")).to_contain_text("Länken är gjord på en sida med andra siffror.")


def taken(page: Page, button: str, **fields: str) -> tuple[str, bytes]:
    """Fill in the form, press a button, and return the file that is saved: its name and what it holds."""
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)
    with page.expect_download() as told:
        page.get_by_role("button", name=button).click()
    return told.value.suggested_filename, Path(told.value.path()).read_bytes()


EVERYTHING = {
    "index": {"LPIX": {"fran": 2028, "procent": "4,25", "varden": {"2030": "-1"}, "chock": {"2031": "2,5"}}},
    "befolkning": {"metod": "tillvaxt", "procent": {"2321": "2,1", "ovriga": "-0,3"}},
    "villkor": {
        "energikontor": {"fran": 2029, "totalt": 1_750_001, "delning": {"region": "55,5", "kommuner": "44,5"}},
        "natverk": {"fran": 2027, "nyckel": {"kommuner": "12,5"}},
    },
    "slut": {"natverk": "2031-08-31"},
    "uppsagning": {"energikontor": {"part": "2326", "datum": "2030-01-31"}},
    "utfall": {"energikontor": {"2027": "88"}},
}


@pytest.mark.parametrize("name", ["allt", *QUESTIONS])
def test_a_scenario_file_from_the_page_is_read_to_the_same_amounts(
    name: str, view: Page, browser: Browser, file: Path, tmp_path: Path
) -> None:
    setting = {"allt": EVERYTHING, **QUESTIONS}[name]
    page = opened(browser, file, address(view, **setting))
    page.get_by_text("Ladda ned", exact=True).click()
    words = {"Namn": 'Mitt "förslag": 50 %', "Gjord av": "nej", "Varför": "# därför"}
    saved, content = taken(page, "Ladda ned scenariofilen", **words)
    assert saved == "mitt-forslag-50.yaml"
    path = tmp_path / saved
    path.write_bytes(content)
    own = begin("", "", path)
    assert (own.scenario.name, own.scenario.author, own.scenario.why) == tuple(words.values())
    assert made(page, setting) == paid(own)
    out = tmp_path / "belopp.json"
    assert main(["berakna", "--scenario", str(path), "--ut", str(out)]) == 0
    rows = json.loads(out.read_text(encoding="utf-8"))
    code = """setting => Object.fromEntries(computedSetting(setting, utforska.data).rows.map(row =>
        [`${row.avtal} ${row.part} ${row.ar}`, Number(row.belopp)]))"""
    shown = page.evaluate(code, {"namn": "", "start": "bas", **setting})
    assert shown == {f"{row['avtal']} {row['part']} {row['ar']}": row["belopp_kr"] for row in rows}


def test_what_is_drawn_when_a_change_is_done_is_not_drawn_again(view: Page) -> None:
    view.get_by_role("slider", name="LPIX varje år").press("PageUp")
    view.evaluate("document.querySelector('.file').dataset.seen = 'ja'")
    view.wait_for_timeout(400)  # what a drag still has to draw comes within 150 ms of it
    expect(view.locator(".file")).to_have_attribute("data-seen", "ja")


def test_a_scenario_file_needs_a_name_and_takes_no_others(view: Page) -> None:
    view.get_by_role("slider", name="LPIX varje år").press("PageUp")
    view.get_by_text("Ladda ned", exact=True).click()
    view.get_by_role("button", name="Ladda ned scenariofilen").click()
    expect(view.locator(".file [role=alert]")).to_have_text("Skriv namn, vem som har gjort den och varför.")
    words = {"Namn": "Bas", "Gjord av": "X", "Varför": "X"}
    assert taken(view, "Ladda ned scenariofilen", **words)[0] == "bas-2.yaml"


def test_the_figures_open_in_a_spreadsheet(view: Page, shipped: Run) -> None:
    view.get_by_text("Ladda ned", exact=True).click()
    name, content = taken(view, "Siffrorna (CSV)")
    assert name == "utforska.csv"
    assert content.startswith(b"\xef\xbb\xbfinstallning;part;")
    assert content.count(b"\r\n") == content.count(b"\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    wanted = shipped.yearly()
    assert [int(row["netto_kr"]) for row in rows] == [int(amount) for amount in wanted["netto_kr"]]
    assert [int(row["fast_pris_kr"]) for row in rows] == [int(amount) for amount in wanted["fast_pris_kr"]]
    assert [row["status"] for row in rows] == list(wanted["status"])


def test_the_chart_is_taken_as_a_picture_that_stands_alone(view: Page) -> None:
    view.get_by_text("Ladda ned", exact=True).click()
    name, content = taken(view, "Bilden (SVG)")
    text = content.decode()
    assert name == "utforska.svg"
    assert text.startswith("<svg")
    assert "var(" not in text
    assert "Räkneexempel. Underlag." in text
    name, content = taken(view, "Bilden (PNG)")
    assert (name, content[:8]) == ("utforska.png", b"\x89PNG\r\n\x1a\n")


def test_on_paper_there_are_answers_and_no_controls(view: Page) -> None:
    view.get_by_role("slider", name="LPIX varje år").press("PageUp")
    view.set_viewport_size({"width": 720, "height": 1000})  # A4 within its margins
    view.emulate_media(media="print")
    for place in ("#answer", ".chart svg", ".figures", "table >> nth=0", "table >> nth=1", "#foot"):
        expect(view.locator(place)).to_be_visible()
    for place in ("input", "select", ".controls button", ".actions button"):
        assert view.locator(place).locator("visible=true").count() == 0
    assert view.evaluate("document.documentElement.scrollWidth") <= 720
    assert len(re.findall(rb"/Type\s*/Page\b", view.pdf(format="A4"))) == 2


def leaves(node: Node) -> set[tuple[str, str]]:
    """Return the values of the rows that a tree of the model ends with, and where they were read."""
    if not node.parts:
        return {(str(node.value), node.source)} if " rad " in node.source else set()
    return set().union(*map(leaves, node.parts))


@pytest.mark.parametrize("year", [2025, 2030])
def test_a_figure_tells_how_it_came_to_be_as_the_model_does(year: int, view: Page, shipped: Run) -> None:
    """Every row of the inputs that the model names, with its value and source, and the clauses."""
    view.get_by_role("combobox", name="Part").select_option("2321")
    view.get_by_role("button", name=f"Åre {year}: visa").first.click()
    how = view.locator("#how")
    expect(how).to_be_focused()
    for summary in how.locator("summary").all():
        summary.click()
    told = how.inner_text().replace("\u00a0", " ")
    frame = shipped.allocation(shipped.agreements, [year])
    trees = [Model(shipped).explain(part, year) for part in ("2321", "arehus")]
    for value, source in set().union(*map(leaves, trees)):
        figure = f"{int(value):,}".replace(",", " ") if value.isdigit() else value.rstrip("0").rstrip(".")
        assert figure in told
        assert source.replace("\u00a0", " ") in told, source
    assert {"RUN/387/2023 §7", "RUN/350/2019 §8"} <= set(re.findall(r"RUN/\S+ §\d+", told))
    for amount in frame.loc[frame["part"].isin(["2321", "arehus"]), "belopp_kr"]:
        assert f"= {amount:,} kr".replace(",", " ") in told
    how.get_by_role("button", name="Stäng").click()
    expect(how).to_be_hidden()


def test_the_band_is_the_models_own(view: Page, shipped: Run) -> None:
    rows = Model(shipped).simulate("Åre")
    view.get_by_role("combobox", name="Part").select_option("2321")
    band = view.evaluate("utforska.bandOf('2321')")
    assert band["low"] == rows["p5_kr"].tolist()
    assert band["high"] == rows["p95_kr"].tolist()
    view.get_by_role("combobox", name="Räknat i").select_option("fasta")
    assert view.evaluate("utforska.bandOf('2321')") is None
    expect(view.locator("svg .band")).to_have_count(0)


def test_per_inhabitant_and_in_fixed_prices_are_the_models(view: Page, shipped: Run) -> None:
    rows = shipped.yearly()
    own = rows[rows["part"] == "2321"]
    view.get_by_role("combobox", name="Part").select_option("2321")
    cell = view.locator("table", has_text="Åre år för år").locator("tbody tr:last-child td").first
    view.get_by_role("combobox", name="Räknat i").select_option("fasta")
    expect(cell).to_have_text(f"{own['fast_pris_kr'].iloc[-1]:,}".replace(",", "\u00a0"))
    view.get_by_role("combobox", name="Räknat i").select_option("invanare")
    expect(cell).to_have_text(str(own["kr_per_invanare"].iloc[-1]).replace(".", ","))


def test_every_control_changes_what_it_says(view: Page) -> None:
    """Through the controls: years one by one, a shock, growth, amount, split, key, end, notice and outcome."""
    view.get_by_text("Ett år i taget").click()
    view.get_by_label("2029", exact=True).fill("6,5")
    view.get_by_label("2029", exact=True).press("Enter")
    view.get_by_text("Ett enda dyrt").click()
    view.get_by_role("slider", name="högre eller lägre").press("PageUp")
    view.get_by_text("… folkmängden ändras?").click()
    view.get_by_text("Kommun för kommun").click()
    view.get_by_role("slider", name="Åre").press("PageUp")
    view.get_by_text("… beloppet eller").click()
    field = view.get_by_label("Hela beloppet, kr i 2024 års priser").first
    field.fill("1 700 000")
    field.press("Enter")
    view.get_by_role("slider", name="Regionens del").press("ArrowRight")
    view.get_by_role("slider", name="delas lika").press("ArrowRight")
    view.get_by_text("… ett avtal slutar?").click()
    view.get_by_role("combobox", name="Nätverket gäller").select_option("2031-08-31")
    view.get_by_text("En part säger upp Energikontoret").click()
    view.locator(".group[open]").get_by_role("combobox", name="Part").first.select_option("2326")
    view.get_by_text("… verksamheten kostar").click()
    view.get_by_role("slider", name="Kostnaden 2027").press("Home")
    changed = view.locator(".rest section").first.inner_text().replace("\u00a0", " ").splitlines()
    assert changed[1:] == [
        "LPIX 2029 är 6,5 %.",
        "LPIX 2027 blir 2 procentenheter högre.",
        "Folkmängden ändras: Åre 0,8 % om året, och de andra står still.",
        "Energikontoret är 1 700 000 kr i 2024 års priser från 2029.",
        "Regionens del är 51 % av Energikontoret från 2029.",
        "Kommunernas del i Energikontoret delas till 5 % lika och resten efter folkmängd från 2029.",
        "Nätverket slutar 31 augusti 2031.",
        "Berg säger upp Energikontoret den 1 januari 2027.",
        "Energikontoret 2027 kostar 70 % av det som betalats in.",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_it_fits_every_width(
    scheme: str, browser: Browser, file: Path, axe: Callable
) -> None:
    context = browser.new_context(color_scheme=scheme, locale="sv-SE")
    page = context.new_page()
    page.goto(file.as_uri())
    for width in (1920, 1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for group in page.locator(".group").all():
            if group.get_attribute("open") is None:
                group.locator("summary").first.click()
            page.evaluate("document.querySelectorAll('.group[open] details').forEach(each => each.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if width in (1280, 390, 320):
                assert axe(page)["violations"] == []
        page.locator("button.figure").nth(4).click()
        assert axe(page)["violations"] == []
        page.get_by_role("button", name="Stäng").click()


def test_on_a_phone_controls_and_chart_are_seen_together(browser: Browser, file: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(file.as_uri())
    slider = page.get_by_role("slider", name="LPIX varje år")
    slider.scroll_into_view_if_needed()
    page.get_by_text("… verksamheten kostar").click()
    for each in (
        page.get_by_role("slider", name="Kostnaden"),
        page.locator(".chart svg"),
        page.locator("#answer"),
    ):
        expect(each).to_be_in_viewport()


def test_names_are_text_and_no_markup(browser: Browser, county: Path, tmp_path: Path) -> None:
    """A party, a source and a scenario that would be a picture, a script and a formula."""
    picture = "<img src=x onerror=window.hurt=1>"
    edit(
        county / "avtal" / "energikontor.yaml",
        "namn: Åre kommun, kortnamn: Åre",
        f'namn: "{picture}", kortnamn: "{picture}"',
    )
    edit(county / "avtal" / "energikontor.yaml", "kortnamn: Bräcke}", 'kortnamn: "=1+1"}')
    edit(county / "scenarier" / "bas.yaml", "namn: Bas", 'namn: "</script><script>window.hurt=1</script><!--"')
    path = tmp_path / "sida.html"
    path.write_text(page_html(begin(county), picture), encoding="utf-8")
    page = opened(browser, path)
    expect(page.locator(".proof")).to_contain_text("0 avvikelser")
    page.get_by_role("radio", name="Vem betalar").check()
    page.get_by_role("slider", name="LPIX varje år").press("PageUp")
    page.get_by_role("combobox", name="Part").select_option(label=picture)
    page.locator("button.figure").nth(4).click()
    assert page.evaluate("window.hurt") is None
    assert page.locator("img").count() == 0
    assert picture in page.locator("main").inner_text()
    page.get_by_text("Ladda ned", exact=True).click()
    assert ";'=1+1;" in taken(page, "Siffrorna (CSV)")[1].decode()
    assert picture.replace("<", "&lt;").replace(">", "&gt;") in taken(page, "Bilden (SVG)")[1].decode()
    assert page.wrong == []  # type: ignore[attr-defined]


TAB, RETURN, RIGHT, DOWN = "\ue004", "\ue006", "\ue014", "\ue015"


def test_in_firefox_it_is_the_same(file: Path, view: Page, tmp_path: Path) -> None:
    """Proved, and by keyboard alone on a phone's width: the same address and answers as in Chromium."""
    with firefox(tmp_path / "profil") as page:
        page.size(390, 844)
        page.goto(file.as_uri())
        assert "0 avvikelser mot modellen" in page.evaluate("document.querySelector('.proof').textContent")

        def to(place: str) -> None:
            while not page.evaluate(f"document.activeElement.matches('{place}')"):
                page.press(TAB)

        to("[type=range]")
        page.press(*[RIGHT] * 15)
        to("[data-group=befolkning] summary")
        page.press(RETURN)
        to("[type=radio]")
        page.press(DOWN, DOWN)
        address = page.evaluate("'#' + toAddress(utforska.state)")
        said = page.evaluate("document.querySelector('#answer').innerText")
        for width in (1920, 1280, 390, 320):
            page.size(width, 800)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{file.as_uri()}#trasig")
        assert "Adressen går inte att använda" in page.evaluate("document.querySelector('[role=alert]').innerText")
    view.goto("about:blank")
    view.goto(f"{file.as_uri()}{address}")
    expect(view.locator("#answer")).to_have_text(said)
    wanted = {"LPIX": {"fran": 2027, "procent": "4,5"}}
    assert view.evaluate("[utforska.setting.index, utforska.setting.befolkning]") == [
        wanted,
        {"metod": "trend", "ar": 5},
    ]


def test_the_command_writes_the_file_and_opens_it(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webbrowser, "open", lambda address: asked.append(address) or True)
    assert main(["utforska", "--inputs", str(county)]) == 0
    path = tmp_path / "outputs" / "utforska.html"
    assert asked == [path.as_uri()]
    assert main(["utforska", "--inputs", str(county), "--ut", str(tmp_path / "egen.html")]) == 0
    assert len(asked) == 1
    assert (tmp_path / "egen.html").read_bytes() == path.read_bytes()
    assert "dubbelklick" in capsys.readouterr().out
    assert main(["utforska", "--ut", str(tmp_path / "egen.txt")]) == 1
    assert "väntade ett filnamn som slutar på .html" in capsys.readouterr().err


def test_no_name_of_the_script_is_declared_twice() -> None:
    """Its parts are put together as they are: the later would stand in place of the earlier, and say nothing."""
    parts = sorted((PROJECT / "suite" / "explore" / "page").glob("*.js"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in parts)
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", text, re.MULTILINE)
    assert {name for name in names if names.count(name) > 1} == set()


def test_it_has_the_same_bytes_every_time(file: Path) -> None:
    code = "from model.read.begin import begin; from suite.explore.page import page_html; import sys; "
    code += "sys.stdout.buffer.write(page_html(begin(), 'Underlag.').encode())"
    made = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True, capture_output=True)
    assert made.stdout == file.read_bytes()
