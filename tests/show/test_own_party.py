"""A reader chooses which party's rows are marked."""

from suite.show.blocks import Column, Table
from suite.show.own_party import in_order, with_choice

PAGE = "<head></head><header></header>{}"


def page(*keys: str) -> str:
    names = {"2321": "Åre", "2326": "Berg", "2380": "Östersund", "b/c": "Bolaget"}
    rows = [(names.get(key, key), "1") for key in keys]
    return PAGE.format(Table("t", [Column("Part"), Column("x")], rows, keys=keys).html())


def test_each_party_of_the_rows_can_be_chosen_in_alphabetical_order() -> None:
    made = with_choice(page("2380", "2321", "2326", "2321"))
    options = [each.partition(">")[2] for each in made.split("<option")[1:]]
    assert [each.partition("<")[0] for each in options] == ["ingen part", "Berg", "Åre", "Östersund"]
    for code in ("2321", "2326", "2380"):
        assert f':root:has(#egen-part option[value="{code}"]:checked) tr[data-part="{code}"]' in made


def test_a_page_of_one_party_or_none_has_no_choice() -> None:
    assert with_choice(page("2380", "2380")) == page("2380", "2380")
    assert with_choice(PAGE) == PAGE


def test_a_code_that_css_would_read_otherwise_is_left_out() -> None:
    assert "Bolaget</option>" not in with_choice(page("2380", "2321", "b/c"))


def test_the_order_is_swedish() -> None:
    assert sorted(["Östersund", "Åre", "Berg", "Ängelholm", "ale"], key=in_order) == [
        "ale", "Berg", "Åre", "Ängelholm", "Östersund",
    ]  # fmt: skip
