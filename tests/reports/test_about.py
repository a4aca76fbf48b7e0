"""The register of assumptions as it is shown, each with what it would mean if it were otherwise."""

from pathlib import Path

from small_inputs import ASSUMPTIONS

from model.read.begin import begin
from suite.files.provenance import NOTEBOOKS
from suite.reports import about


def test_the_effect_of_an_assumption_is_computed(folder: Path) -> None:
    """Index 3 to 4 % on 800 000 is 8 000 for the Region; only uncertain rows move. Its day has passed."""
    (folder / "antaganden.yaml").write_text(ASSUMPTIONS, encoding="utf-8")
    (row,) = about.assumptions(begin(str(folder)), 2025).itertuples(index=False)
    assert row[1] == "en procentenhet högre: ingen ändring"
    text = (folder / "lpix.csv").read_text(encoding="utf-8")
    (folder / "lpix.csv").write_text(text.replace("fastställd", "antagande"), encoding="utf-8")
    (row,) = about.assumptions(begin(str(folder)), 2025).itertuples(index=False)
    assert "till +8 000 kr per part" in str(row[1]).replace("\u00a0", " ")
    assert str(row[5]).endswith("passerad")


def test_the_page_says_that_the_model_is_held_to_a_published_split() -> None:
    """As `test_outside_truth` does."""
    said = (NOTEBOOKS / "ekonomisk_rapport.ipynb").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Sunnmøre 2017, 70 % efter folkmängd och 30 % lika." in said
