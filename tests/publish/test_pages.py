"""One of each kind of page as readers have it: on a screen, a phone, paper, by keyboard and in the dark."""

import base64
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from contrast import contrast
from on_screen import SPILT, TABLES, WIDTHS, View

from suite.publish.startpage import DECISIONS, LETTER, START
from suite.reports.catalogue import NOTEBOOKS
from suite.show.blocks import Block, Column, Heading, Kind, Paragraphs, Table
from suite.show.colours import DARK_PAPER, PAPER
from suite.show.dark import in_the_dark
from suite.show.front import Folded, Switch
from suite.show.html_report import html_report

pytestmark = [pytest.mark.slow, pytest.mark.browser]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_FIGURES = """() => [...document.querySelectorAll('figure img')].filter(each => each.checkVisibility()).map(
  each => ({svg: each.currentSrc, shown: each.clientWidth / each.naturalWidth, name: each.alt.slice(0, 60)})
)"""

_LOADED = "document.fonts.ready.then(all => [...all].filter(each => each.status === 'loaded').length)"

_GROUNDS = "[...document.querySelectorAll('tbody tr')].map(each => getComputedStyle(each).backgroundColor)"


@pytest.fixture
def pages(package: Path) -> list[Path]:
    kinds = [sorted(package.glob(f"{kind}_*/*.html")) for kind in NOTEBOOKS]
    return [package / START, package / DECISIONS, package / LETTER, *(found[0] for found in kinds if found)]


def shown(tmp_path: Path, *blocks: Block) -> Path:
    """Write a page of some blocks."""
    outputs = [nbformat.v4.new_output("display_data", data={"text/html": each.html()}) for each in blocks]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])
    path = tmp_path / "sida.html"
    path.write_text(html_report(notebook, "Prov", "Regionen", "Underlag.", "Prov"), encoding="utf-8")
    return path


def _violations(view: Any, axe: Any, **options: Any) -> list[tuple[str, str]]:
    found = axe(view, options)["violations"]
    return [(each["id"], each["nodes"][0]["html"][:90]) for each in found]


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(pages: list[Path], look: View, axe: Any, width: int) -> None:
    found = {path.name: _violations(look(path, width), axe, runOnly=RULES) for path in pages}
    assert found == {path.name: [] for path in pages}


def test_axe_finds_nothing_on_paper_or_in_the_dark(pages: list[Path], look: View, axe: Any) -> None:
    """How large a link is matters to nobody who holds it on paper."""
    found = {}
    for path in pages:
        paper, dark = look(path, 700), look(path, color_scheme="dark")
        paper.emulate_media(media="print")
        on_paper = _violations(paper, axe, runOnly=RULES, rules={"target-size": {"enabled": False}})
        found[path.name] = on_paper + _violations(dark, axe, runOnly=["color-contrast"])
    assert found == {path.name: [] for path in pages}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_outside_the_page_or_its_cell(pages: list[Path], look: View, width: int) -> None:
    wide, spilt = {}, {}
    for path in pages:
        view = look(path, width)
        wide[path.name] = view.evaluate("document.documentElement.scrollWidth")
        spilt[path.name] = view.evaluate(SPILT)
    assert {name: found for name, found in wide.items() if found > width} == {}
    assert {name: found for name, found in spilt.items() if found} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_what_scrolls_can_be_reached_and_what_is_stopped_at_scrolls_on_a_phone(
    pages: list[Path], look: View, width: int
) -> None:
    for path in pages:
        found = look(path, width).evaluate(TABLES)
        assert [each["name"] for each in found if each["scrolls"] and not each["stop"]] == [], path.name
        if width == min(WIDTHS):
            assert [each["name"] for each in found if each["stop"] and not each["scrolls"]] == [], path.name


def test_words_in_figures_are_as_large_as_others_on_a_phone(pages: list[Path], look: View) -> None:
    """A size of ten points is a scale of 0.1, and a point is four thirds of a pixel."""
    small = {}
    for path in pages:
        for each in look(path, 320).evaluate(_FIGURES):
            sizes = [float(size) for size in re.findall(r"scale\((0\.\d+) -0\.\d+\)", svg_of(each["svg"]))]
            least = min(sizes, default=1) * 100 * 4 / 3 * each["shown"]
            if least < 11:
                small[path.name, each["name"]] = round(least, 1)
    assert small == {}


def test_words_in_figures_have_contrast_by_day_and_in_the_dark(pages: list[Path]) -> None:
    weak = []
    for path in pages:
        for data in re.findall(r"data:image/svg\+xml;base64,[^\"]+", path.read_text(encoding="utf-8")):
            for colour in set(re.findall(r'<g style="fill: (#[0-9a-f]{6})"[^>]*scale\(', svg_of(data))):
                if colour != PAPER.lower():  # on a bar; tests/show/test_colours.py tries those
                    by_day, by_night = contrast(colour, PAPER), contrast(in_the_dark(colour), DARK_PAPER)
                    weak += [(path.name, colour)] if min(by_day, by_night) < 4.5 else []
    assert weak == []


def svg_of(data: str) -> str:
    return base64.b64decode(data.partition(",")[2]).decode()


def test_a_page_is_one_file_that_asks_nobody(pages: list[Path], look: View) -> None:
    for path in pages:
        view = look(path)
        assert view.evaluate(_LOADED)
        assert view.said == [], path.name
        assert path.stat().st_size < 400_000, path.name


def test_every_place_is_one_and_every_link_within_a_page_leads_there(pages: list[Path]) -> None:
    for path in pages:
        page = path.read_text(encoding="utf-8")
        places = re.findall(r'<[a-z][a-z0-9]*\b[^<>]*? id="([^"]+)"', page)
        assert len(places) == len(set(places)), path.name
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places), path.name
        assert not re.findall(r"<h[1-6](?![^>]* id=)[^>]*>", page), path.name


def test_every_report_leads_back(pages: list[Path]) -> None:
    for path in pages[1:]:
        (home,) = re.findall(r'<a href="([^"]+)">Alla rapporter</a>', path.read_text(encoding="utf-8"))
        assert (path.parent / home).resolve() == pages[0].resolve()


def test_a_link_into_what_is_folded_opens_it(tmp_path: Path, look: View) -> None:
    inner = Heading("Inuti", 3)
    link = Table("t", [Column("a")], [("x",)])
    path = shown(tmp_path, link, Folded("Mer", [Paragraphs(["x"] * 200), Folded("Ännu mer", [inner])]))
    view = look(path, folded=True)
    assert not view.locator("#inuti").is_visible()
    view = look(path, folded=True, place="#inuti")
    view.wait_for_timeout(200)
    assert view.locator("#inuti").is_visible()
    assert view.evaluate("document.querySelectorAll('details[open]').length") == 2
    assert 0 <= view.locator("#inuti").bounding_box()["y"] < 900


def test_a_party_is_marked_by_choice_in_every_table(tmp_path: Path, look: View) -> None:
    rows = [("Berg", 1), ("Åre", 2), ("Summa för Berg", 3)]
    table = Table("t", [Column("Part"), Column("kr", Kind.WHOLE)], rows, keys=["2326", "2321", "2326"])
    view = look(shown(tmp_path, table, table))
    assert len(set(view.evaluate(_GROUNDS))) == 1
    view.get_by_label("Markera").select_option("Berg")
    berg, are, again = view.evaluate(_GROUNDS)[:3]
    assert berg == again != are
    assert view.evaluate(_GROUNDS)[3:] == [berg, are, again]


def test_a_way_is_chosen_without_a_script(tmp_path: Path, look: View) -> None:
    ways = [("Löpande priser", Paragraphs(["Löpande text."])), ("Fasta priser", Paragraphs(["Fast text."]))]
    view = look(shown(tmp_path, Switch("Priser", ways)), java_script_enabled=False, folded=True)
    assert view.get_by_text("Löpande text.").is_visible()
    view.get_by_label("Fasta priser").check()
    assert view.get_by_text("Fast text.").is_visible()
    assert not view.get_by_text("Löpande text.").is_visible()


def test_what_is_folded_is_printed_only_if_it_is_open(tmp_path: Path, look: View) -> None:
    view = look(shown(tmp_path, Folded("Mer", [Paragraphs(["Inuti."])])), folded=True)
    view.emulate_media(media="print")
    assert not view.get_by_text("Mer").is_visible()
    view.evaluate("document.querySelector('details').open = true")
    assert view.get_by_text("Inuti.").is_visible()


def test_a_table_is_copied_as_a_table(tmp_path: Path, look: View) -> None:
    table = Table("t", [Column("Part"), Column("kr", Kind.WHOLE)], [("Berg", 1200), ("Åre", 2)])
    view = look(shown(tmp_path, table))
    view.evaluate("getSelection().selectAllChildren(document.querySelector('table'))")
    copied = [line for line in view.evaluate("getSelection().toString()").splitlines() if "\t" in line]
    assert copied == ["Part\tkr", "Berg\t1\u00a0200", "Åre\t2"]
