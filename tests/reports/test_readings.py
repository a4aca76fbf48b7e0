"""The register of readings as it is shown: open, or decided and by whom."""

from pathlib import Path

from small_inputs import READINGS, edit

from model.read.begin import begin
from suite.reports.opening import open_year
from suite.reports.readings import document, unclear


def test_an_undecided_reading_is_open_and_a_decided_one_says_so(folder: Path) -> None:
    (folder / "tolkningar.yaml").write_text(READINGS, encoding="utf-8")
    edit(folder / "utfall" / "energikontor_2025.csv", "900 000,50", "900 000")
    (row,) = unclear(open_year(2025, str(folder))).itertuples(index=False)
    assert row[3] == "öppen"
    assert "till +70 000 kr per part" in str(row[4]).replace("\u00a0", " ")
    assert "| Regionen | +70 000 |" in document(begin(str(folder))).replace("\u00a0", " ")
    decision = "{organ: Samrådsgruppen, datum: 2026-03-01, dnr: RUN/9/2026}"
    edit(folder / "tolkningar.yaml", "    annars:", f"    beslutad: {decision}\n    annars:")
    (row,) = unclear(open_year(2025, str(folder))).itertuples(index=False)
    assert row[3] == "beslutad: Samrådsgruppen 2026-03-01, RUN/9/2026"
