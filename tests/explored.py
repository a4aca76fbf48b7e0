"""What the tests of the explore page share: its rules in a browser, and the model's answers to the same."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from model.amounts.allocation import allocated_amounts
from model.amounts.comparison import net_rows
from model.errors import InputError
from model.read.begin import PROJECT
from model.read.validation import validated
from model.run import Run
from model.scenarios.scenario import Scenario
from suite.explore.data import page_data, unit_of

RULES = ("rules", "case", "proof", "settings")
"""The parts of the page's script that know nothing of what is shown."""
HEAD = {"scenario": "prov", "namn": "Din inställning", "forfattare": "X", "datum": "2026-11-24", "varfor": "X"}
"""What a scenario file begins with."""

QUESTIONS: dict[str, dict[str, Any]] = {
    "hog-lpix": {"index": {"LPIX": {"fran": 2027, "procent": "4,5"}}},
    "lag-lpix": {"index": {"LPIX": {"fran": 2027, "procent": "2"}}},
    "lpix-chock": {"index": {"LPIX": {"chock": {"2028": "5"}}}},
    "befolkning-trend": {"befolkning": {"metod": "trend", "ar": 5}},
    "are-vaxer": {"befolkning": {"metod": "tillvaxt", "procent": {"2321": "2", "ovriga": "0"}}},
    "halften-lika": {"villkor": {"energikontor": {"fran": 2029, "nyckel": {"kommuner": "50"}}}},
    "regionen-60": {"villkor": {"energikontor": {"fran": 2029, "delning": {"region": "60", "kommuner": "40"}}}},
    "storre-energikontor": {"villkor": {"energikontor": {"fran": 2029, "totalt": 2_000_000}}},
    "en-part-sager-upp": {"uppsagning": {"energikontor": {"part": "2380", "datum": "2029-06-30"}}},
    "energikontoret-till-2028": {"slut": {"energikontor": "2028-12-31"}},
    "natverket-upphor": {"slut": {"natverk": "2028-08-31"}},
    "lagt-utfall": {"utfall": {"energikontor": {"2027": "89", "2028": "92"}}},
    "hog-lpix-och-trend": {"start": "befolkning-trend", "index": {"LPIX": {"fran": 2027, "procent": "4,5"}}},
}
"""What a samrådsgrupp asks, as a setting of the page, by the shipped scenario that says the same."""

Amounts = dict[str, tuple[int, int]]
"""By agreement, party and year: what is paid, and that when what is assumed is settled; units of the page."""


def source() -> str:
    """Return the rules as they stand in their files."""
    parts = [(PROJECT / "suite" / "explore" / "page" / f"{name}.js").read_text(encoding="utf-8") for name in RULES]
    return "\n".join(parts)


@contextmanager
def rules(browser: Browser, run: Run) -> Iterator[Page]:
    """Give a blank page that has the rules, and the data of a run as ``D``."""
    view = browser.new_page()
    data = json.dumps(page_data(run), default=str)
    view.add_script_tag(content=f"{source()}\nglobalThis.D = {data};")
    yield view
    view.close()


def proved(browser: Browser, run: Run) -> dict[str, Any]:
    """Return what the page finds when it holds every scenario of a run against the model."""
    with rules(browser, run) as view:
        return view.evaluate("proved(D)")


def opened(browser: Browser, file: Path, address: str = "", width: int = 1280, height: int = 900) -> Page:
    """Open a page from its file, and note what it asks for and complains of, which should be nothing."""
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, locale="sv-SE", accept_downloads=True)  # type: ignore[arg-type]
    page, wrong = context.new_page(), list[str]()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    own = (file.as_uri(), "blob:")
    page.on("request", lambda asked: None if asked.url.startswith(own) else wrong.append(asked.url))
    page.wrong = wrong  # type: ignore[attr-defined]
    page.goto(f"{file.as_uri()}{address}")
    return page


def in_model(run: Run, told: Mapping[str, Any]) -> Amounts | str:
    """Return what the model makes of what a scenario file says, by its whole way; why, where it refuses."""
    try:
        own = run.under(validated(Scenario, {**HEAD, **told}, "prov", lambda _: None))
        frame = net_rows(own.case, allocated_amounts(own.case, own.horizon, own.sent))
    except InputError as error:
        return str(error)
    unit, columns = unit_of(run), ["avtal", "part", "ar", "belopp_kr", "netto_kr"]
    return {
        f"{code} {part} {year}": (int(paid * unit), int(net * unit))
        for code, part, year, paid, net in frame[columns].itertuples(index=False, name=None)
    }


IN_PAGE = """drawn => drawn.map(({setting, more}) => {
    const wrong = fault(setting, D);
    if (wrong) return {wrong};
    const told = asScenario(setting, D);
    for (const [name, value] of Object.entries(more))
        told[name] = Array.isArray(value) ? [...(told[name] ?? []), ...value] : {...told[name], ...value};
    try {
        const base = D.scenarier.find(each => each.scenario === setting.start);
        const found = {}, made = computed(D, over(base, told, D));
        for (const row of made.rows) {
            const scale = made.unit / scaleOf(row.basis.version);
            found[`${row.avtal} ${row.part} ${row.ar}`] = [Number(row.belopp * scale), Number(row.net)];
        }
        return {told, found};
    } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return {told, refused: error.message};
    }
})"""
"""What the page makes of settings, each with more that only a scenario file can say."""
