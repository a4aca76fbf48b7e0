"""Reports of a hundred municipalities in three agreements: nothing is cut, overprinted or outside its place."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from many_parties import many_parties
from on_paper import Words, outside, overprinted, words_on
from on_screen import CUT, OVERPRINTED, SPILT, TABLES, WIDTHS, View
from small_inputs import edit

from model.read.begin import PROJECT, begin
from model.run import Run
from model.year import year_of
from suite.findings.findings import of_basis
from suite.publish.report import Failure, jobs, produce, write_files
from suite.publish.startpage import DECISIONS, START, Attention, decisions_html, start_html
from suite.reports.catalogue import NOTEBOOKS, Report, reports_of
from suite.show.printed import Printed, tagged

pytestmark = pytest.mark.slow

COUNT = 100
PAGES = {
    "ekonomisk_rapport": 6,
    "scenariorapport": 6,
    "natverksrapport": 3,
    "projektportfolj": 2,
    "arshjul": 2,
    "motesunderlag": 5,
}
"""How many pages each kind of report of a hundred parties has at most; the others have one."""


def chosen(run: Run) -> Iterator[Report]:
    """Yield a report of each kind, and the sheets of who has the longest name and of who is no municipality."""
    reports = reports_of(run, 2025)
    yield from {report.notebook: report for report in reports}.values()
    sheets = [report for report in reports if report.notebook == "partsblad"]
    yield max(sheets, key=lambda report: len(report.title))
    for tertial, code in ((1, "energikontor"), (3, "natverk")):
        parameters: dict[str, int | str] = {"ar": 2025, "tertial": tertial, "avtal": code}
        yield Report("delarsrapport", f"Tertial {tertial}", parameters, code)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the reports, the start page and the page of the decisions."""
    out = tmp_path_factory.mktemp("stor")
    run = begin(str(many_parties(out / "indata", COUNT)))
    for job in jobs(list(chosen(run)), run, "bas", home=f"../{START}"):
        files = produce(job)
        assert not isinstance(files, Failure), files
        write_files(out / job.report.name, files)
    now, reports = year_of(run, 2025), reports_of(run, 2025)
    links = {report.name: {".html": f"{report.name}/{report.name}.html"} for report in reports}
    start = start_html(now, reports, links, {}, Attention(of_basis(now), {}, [], []), "Underlag.")
    (out / START).write_text(start, encoding="utf-8")
    (out / DECISIONS).write_text(decisions_html(now, "Underlag."), encoding="utf-8")
    return out


def papers(made: Path) -> Iterator[tuple[str, pikepdf.Pdf]]:
    for path in sorted(made.glob("*/*.pdf")):
        with pikepdf.open(path) as document:
            yield path.stem, document


def test_there_is_one_of_each_kind(made: Path) -> None:
    names = [path.stem for path in made.glob("*/*.html")]
    assert [kind for kind in NOTEBOOKS if not any(name.startswith(kind) for name in names)] == []


def test_a_report_is_little_longer_than_with_eight(made: Path) -> None:
    found = {name: len(document.pages) for name, document in papers(made)}
    most = {name: next((count for kind, count in PAGES.items() if name.startswith(kind)), 1) for name in found}
    assert {name: count for name, count in found.items() if count > most[name]} == {}


def test_nothing_on_paper_is_over_something_else_or_in_a_margin(made: Path) -> None:
    wrong = []
    for name, document in papers(made):
        for page in document.pages:
            words = words_on(page)
            assert len(words) > 20, name
            wrong += [(name, told) for told in (*overprinted(words), *outside(words, page))]
    assert wrong == []


def test_a_table_that_goes_on_has_its_headings_on_each_page(made: Path) -> None:
    """All that is on a page without a tag is what is there again: the head and foot of the page, and headings."""
    for name, document in papers(made):
        numbers = {page.obj.objgen: place for place, page in enumerate(document.pages)}
        printed = Printed(document)
        tables = tagged(document.Root.StructTreeRoot, "/Table")
        for table, (headings, *_) in zip(tables, printed.tables(), strict=True):
            first, *others = dict.fromkeys(numbers[page_of(row)] for row in tagged(table, "/TR"))
            for page in others:
                again = printed.texts[page].get(None, "")
                assert all(heading in again for heading in headings), (name, first, headings)


def page_of(node: pikepdf.Object) -> tuple[int, int]:
    """Return the page of a part of the structure tree, which it or something in it names."""
    if isinstance(node, pikepdf.Array):
        return next(filter(any, map(page_of, node)), (0, 0))
    if not isinstance(node, pikepdf.Dictionary):
        return 0, 0
    return node.Pg.objgen if "/Pg" in node else page_of(node.get("/K", pikepdf.Array()))


def test_what_is_wrong_on_paper_is_found() -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    one, close, over = Words(60, 60, 90, 69, "a"), Words(90.5, 60, 99, 69, "b"), Words(80, 65, 120, 74, "c")
    assert overprinted([one, close]) == []
    assert sorted(overprinted([over, close, one])) == ["a | c", "b | c"]
    assert outside([one, over, Words(500, 60, 560, 69, "d"), Words(60, 9, 90, 18, "e")], page) == ["d", "e"]


WRONG = """
<p style="position: absolute; top: 0; left: 0">ett</p><p style="position: absolute; top: 3px; left: 9px">två</p>
<p style="position: absolute; top: 90px; width: 40px; overflow: hidden; white-space: nowrap">långt ifrån allt</p>
<table style="position: absolute; top: 200px; table-layout: fixed; width: 40px"><tr><td>ryms-inte</table>
"""


@pytest.mark.browser
def test_what_is_wrong_on_screen_is_found(browser: Any) -> None:
    view = browser.new_page()
    view.set_content(WRONG)
    found = [view.evaluate(script) for script in (OVERPRINTED, CUT, SPILT)]
    assert found == [["ett | två"], ["långt ifrån allt"], ["ryms-inte"]]


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_on_screen_is_cut_over_something_else_or_outside_its_place(
    made: Path, look: View, width: int
) -> None:
    wrong = {}
    for path in (made / START, made / DECISIONS, *sorted(made.glob("*/*.html"))):
        view = look(path, width)
        wide = view.evaluate("document.documentElement.scrollWidth")
        found = [each for script in (SPILT, OVERPRINTED, CUT) for each in view.evaluate(script)]
        found += [each["name"] for each in view.evaluate(TABLES) if each["scrolls"] and not each["stop"]]
        if found or wide > width:
            wrong[path.name] = (wide, found[:10])
        view.close()
    assert wrong == {}


def test_a_party_with_a_long_name_has_a_letter_of_one_page(tmp_path: Path) -> None:
    """Its company is called the same."""
    folder = Path(shutil.copytree(PROJECT / "inputs", tmp_path / "indata"))
    long = "Kommunalförbundet för energi, fastigheter och samhällsbyggnad i norra"
    own = f'namn: "{long}", kortnamn: "{long}"'
    edit(folder / "avtal" / "energikontor.yaml", "namn: Krokoms kommun, kortnamn: Krokom", own)
    edit(folder / "avtal" / "natverk.yaml", "namn: Krokomsbostäder AB, kortnamn: Krokomsbostäder", own)
    report = Report("partsblad", "Partsblad", {"ar": 2025, "part": "2309"})
    files = produce(next(iter(jobs([report], begin(str(folder)), "bas"))))
    assert not isinstance(files, Failure)
    with pikepdf.open(io.BytesIO(files[f"{report.name}.pdf"])) as document:
        (page,) = document.pages
        words = words_on(page)
        assert overprinted(words) + outside(words, page) == []
