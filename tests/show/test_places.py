"""Every heading of a page can be linked to, and no two places have the same name."""

import re

from suite.show.blocks import Heading, Paragraphs
from suite.show.front import CONTENTS, Switch
from suite.show.places import with_contents, with_places


def places(page: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', page)


def test_a_heading_without_a_place_is_given_one() -> None:
    assert with_places("<h2>Så <em>räknas</em> det</h2>") == '<h2 id="sa-raknas-det">Så <em>räknas</em> det</h2>'
    assert places(with_places("<h3>…</h3><h3>…</h3>")) == ["del", "del-2"]


def test_headings_that_are_called_the_same_have_places_of_their_own() -> None:
    """One of prose, one of code, and one whose place with a number is taken already."""
    page = '<h2 id="Källor">Källor</h2><h2>Källor</h2><h2 id="kallor">Källor</h2><h2 id="kallor-2">Källor 2</h2>'
    assert places(with_places(page)) == ["Källor", "kallor", "kallor-3", "kallor-2"]


def test_a_place_that_is_no_heading_is_there_once() -> None:
    page = '<a id="till-a" href="#a">1</a><a id="till-a" href="#a">1</a>'
    assert with_places(page) == '<a id="till-a" href="#a">1</a><a href="#a">1</a>'


def test_what_looks_like_a_place_in_a_text_is_left_alone() -> None:
    page = '<p>skriv id="a" och id="a"</p>'
    assert with_places(page) == page


def test_a_choice_in_one_switch_is_none_in_another() -> None:
    ways = [("Löpande", Paragraphs(["a"])), ("Fasta", Paragraphs(["b"]))]
    page = with_places(Switch("Priser", ways).html() * 2)
    names = re.findall(r' name="([^"]+)"', page)
    assert names == ["priser-1"] * 2 + ["priser-2"] * 2


def test_the_contents_lead_to_the_parts() -> None:
    page = with_contents(with_places(CONTENTS + Heading("Ett").html() + "<h2>Två</h2><h3>Inte</h3>"))
    assert re.findall(r'href="#([^"]+)">(\w+)<', page) == [("ett", "Ett"), ("tva", "Två")]
