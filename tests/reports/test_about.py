"""The register of assumptions as it is shown, each with what it would mean if it were otherwise."""

from pathlib import Path

from model.read.begin import begin
from suite.reports import about

REGISTER = """\
antaganden:
  - kod: lpix
    antagande: LPIX är 3 %.
    varfor: Prov.
    tillforlitlighet: låg
    vem: Testet
    nar: 2026-01-01
    galler_till: 2023-01-31
    prov: {steg: en procentenhet högre, lpix: 1}
"""


def test_the_effect_of_an_assumption_is_computed(folder: Path) -> None:
    """Index 3 to 4 % on 800 000 is 8 000 for the Region; only uncertain rows move. Its day has passed."""
    (folder / "antaganden.yaml").write_text(REGISTER, encoding="utf-8")
    (row,) = about.assumption_log(begin(str(folder)), 2025).rows
    assert row[1] == "en procentenhet högre: ingen ändring"
    text = (folder / "lpix.csv").read_text(encoding="utf-8")
    (folder / "lpix.csv").write_text(text.replace("fastställd", "antagande"), encoding="utf-8")
    (row,) = about.assumption_log(begin(str(folder)), 2025).rows
    assert "till +8 000 kr per part" in str(row[1]).replace("\u00a0", " ")
    assert str(row[5]).endswith("passerad")
