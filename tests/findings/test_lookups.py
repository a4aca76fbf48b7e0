"""What is still assumed, and where it can be looked up."""

from pathlib import Path

import pytest
from small_inputs import ASSUMPTIONS, edit, index_csv

from model.errors import InputError
from model.read.begin import PROJECT, begin
from suite.cli.cli import main
from suite.findings.lookups import lookup_text

SOURCES = (
    "Regionplan med budget",
    "LPIK",
    "EkonomiNytt",
    "TAB1267",
    "N01952",
    "framskrivning",
    "januari",
    "årsredovisning",
)
"""The six that a person with a browser finds, by words that name them."""

LOOKED_UP = """\
    varden: index
    slas_upp_i:
      - {var: Regionplanen, ger: Årets beslutade värde.}
      - {var: SKR:s tabell, ger: Att jämföra med.}
"""


@pytest.fixture
def assumed(folder: Path) -> Path:
    """An index that is decided for 2025 and 2026, and assumed for the seven years after."""
    (folder / "antaganden.yaml").write_text(ASSUMPTIONS + LOOKED_UP, encoding="utf-8")
    rows = index_csv(dict.fromkeys(range(2025, 2034), "3,0")).splitlines()
    rows[3:] = [row.replace("fastställd", "antagande") for row in rows[3:]]
    (folder / "lpix.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def told(folder: Path) -> str:
    return "\n".join(lookup_text(begin(folder))).replace("\u00a0", " ")


def test_the_values_that_are_assumed_stand_with_where_they_are_found(assumed: Path) -> None:
    assert told(assumed) == (
        "Antaget ännu, och var det går att slå upp (2 av 9 indexvärden är fastställda):\n"
        "  LPIX är 3 %. Gäller LPIX 2027–2033.\n"
        "    Regionplanen: Årets beslutade värde.\n"
        "    SKR:s tabell: Att jämföra med."
    )


def test_what_is_decided_need_not_be_looked_up(assumed: Path) -> None:
    edit(assumed / "antaganden.yaml", "kod: lpix", "kod: index")
    (assumed / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2025, 2034), "3,0")), encoding="utf-8")
    assert told(assumed) == (
        "Antaget ännu, och var det går att slå upp (9 av 9 indexvärden är fastställda):\n"
        "  LPIX är 3 %. Inget vilar längre på det: ta bort index ur antaganden.yaml."
    )


@pytest.mark.parametrize(
    ("values", "about"),
    [
        ("framskriven", "folkmängden den 1 november 2025–2032"),
        ("ersattare", "folkmängden den 1 november 2023"),
        ("exempel", "utfall/energikontor_2025.csv"),
    ],
)
def test_each_kind_of_value_is_found(values: str, about: str, assumed: Path) -> None:
    edit(assumed / "antaganden.yaml", "varden: index", f"varden: {values}")
    edit(assumed / "befolkning.csv", "2303;Ragunda;2023-11-01;1000", "2303;Ragunda;2023-12-31;1000")
    edit(assumed / "befolkning.csv", "2023-12-15;", "2023-12-15;2023-11-01")
    edit(assumed / "utfall" / "energikontor_2025.csv", "Resor;fastställd", "Resor;exempel")
    assert f"  LPIX är 3 %. Gäller {about}.\n" in told(assumed)


def test_what_is_assumed_without_a_place_to_look_is_not_listed(assumed: Path) -> None:
    (assumed / "antaganden.yaml").write_text(ASSUMPTIONS, encoding="utf-8")
    assert told(assumed) == "2 av 9 indexvärden är fastställda."


def test_values_of_no_kind_are_refused(assumed: Path) -> None:
    edit(assumed / "antaganden.yaml", "varden: index", "varden: inget")
    with pytest.raises(InputError, match="väntade något av: index, ersattare, framskriven, exempel"):
        begin(assumed)


def test_the_six_sources_stand_in_the_register_and_kontroll_tells_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kontroll"]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "0 av 14 indexvärden är fastställda" in said
    assert [word for word in SOURCES if word not in said] == []
    assert "Gäller LPIX 2020–2033." in said
    assert "Gäller folkmängden den 1 november 2018–2019, 2022–2025." in said


def test_the_handbook_lists_what_kontroll_does() -> None:
    """`make docs` writes it; what it says is what the shipped inputs lack."""
    page = (PROJECT / "docs" / "handledning.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert [word for word in SOURCES if word not in page] == []
    assert "0 av 14 indexvärden är fastställda" in page
