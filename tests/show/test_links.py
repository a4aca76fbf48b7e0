"""Links within a report: kept where both ends are there, else taken away."""

from suite.show.links import live_blocks, live_html

TABLE = '<a href="#belopp-a" id="till-belopp-a">12</a>'
DERIVED = '<li id="belopp-a"><strong>12</strong> <a href="#till-belopp-a">tillbaka till tabellen</a></li>'


def test_a_page_links_to_what_it_has() -> None:
    assert live_html(TABLE + DERIVED) == TABLE + DERIVED
    assert live_html(TABLE) == "12"
    assert live_html(DERIVED) == '<li id="belopp-a"><strong>12</strong> </li>'
    assert live_html('<a href="https://scb.se">SCB</a>') == '<a href="https://scb.se">SCB</a>'


def test_so_does_a_pdf() -> None:
    table = {"type": "table", "links": [["", "belopp-a"]]}
    derived = {"type": "derivations", "items": [{"id": "belopp-a", "back": "till-belopp-a"}]}
    assert live_blocks([table, derived]) == [table, derived]
    assert live_blocks([table]) == [{"type": "table", "links": [["", ""]]}]
    assert live_blocks([derived]) == [{"type": "derivations", "items": [{"id": "belopp-a", "back": ""}]}]
