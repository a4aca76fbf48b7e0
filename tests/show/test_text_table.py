"""A table as text: columns side by side, and blocks under each other where it is too wide."""

from suite.show.blocks import Column, Kind, Table
from suite.show.text_table import table_text

TABLE = Table(
    "Belopp",
    [Column("Part"), *(Column(str(year), Kind.WHOLE) for year in (2024, 2025, 2026))],
    [("Åre", 1, 22, 333), ("Härjedalen", None, 4444, 5)],
    ("Summa", 1, 4466, 338),
    "En not som är längre än raden.",
)


def shown(width: int) -> str:
    return table_text(TABLE, width).replace("\u00a0", " ")


def test_side_by_side_where_there_is_room() -> None:
    assert shown(40) == (
        "Belopp\n\n"
        "Part        2024   2025  2026\n"
        "Åre            1     22   333\n"
        "Härjedalen        4 444     5\n"
        "Summa          1  4 466   338\n\n"
        "En not som är längre än raden."
    )


def test_in_blocks_of_about_the_same_size_where_there_is_not() -> None:
    blocks = shown(26).split("\n\n")[1:4]
    assert [block.splitlines()[0].split() for block in blocks[:2]] == [["Part", "2024", "2025"], ["Part", "2026"]]
    assert max(len(line) for line in shown(26).splitlines()) <= 26


def test_a_column_at_least_however_narrow() -> None:
    heads = [block.splitlines()[0].split() for block in shown(8).split("\n\n")[1:4]]
    assert heads == [["Part", "2024"], ["Part", "2025"], ["Part", "2026"]]


WORDS = Table(
    "Fakturerat",
    [Column("Nr", Kind.WHOLE), Column("Mottagare"), Column("Belopp (kr)", Kind.SIGNED), Column("Varför")],
    [
        (1, "Region Jämtland Härjedalen", 9_000, "uppräkning"),
        (22, "Åre kommun", -5, "egen befolkning och avrundning"),
    ],
)


def test_texts_are_folded_before_a_table_is_divided() -> None:
    assert table_text(WORDS, 48).replace("\u00a0", " ") == (
        "Fakturerat\n\n"
        "Nr  Mottagare       Belopp (kr)  Varför\n"
        " 1  Region               +9 000  uppräkning\n"
        "    Jämtland\n"
        "    Härjedalen\n"
        "22  Åre kommun               −5  egen befolkning\n"
        "                                 och avrundning"
    )


def test_no_word_is_broken_to_keep_a_table_together() -> None:
    assert len(table_text(WORDS, 20).split("\n\n")) > 2
