"""The register of readings as it is shown: open, or decided and by whom."""

from pathlib import Path

from small_inputs import READINGS, edit, published

from model.read.begin import begin
from suite.reports.opening import open_year
from suite.reports.questions import questions
from suite.reports.readings import document
from suite.reports.sources import readings


def test_an_undecided_reading_is_open_and_a_decided_one_says_so(folder: Path) -> None:
    (folder / "tolkningar.yaml").write_text(READINGS, encoding="utf-8")
    edit(folder / "utfall" / "energikontor_2025.csv", "900 000,50", "900 000")
    (asked,) = questions(open_year(2025, str(folder)))
    assert (asked.text, asked.price, asked.party) == ("Allt eller det överskjutande?", 70_000, "Regionen")
    assert "| Regionen | +70 000 |" in document(begin(str(folder))).replace("\u00a0", " ")
    decision = "{organ: Samrådsgruppen, datum: 2026-03-01, dnr: RUN/9/2026}"
    edit(folder / "tolkningar.yaml", "    annars:", f"    beslutad: {decision}\n    annars:")
    assert questions(open_year(2025, str(folder))) == []
    assert "Samrådsgruppen 2026-03-01, RUN/9/2026" in document(begin(str(folder)))


def test_how_clauses_are_read_is_said_in_words_and_a_notice_is_no_scenario(folder: Path) -> None:
    published(folder, "2023-12-15")
    (folder / "handelser.csv").write_text(
        "datum;avtal;part;slag;beslut;status;kalla\n"
        "2027-06-01;energikontor;2326;uppsägning;KF §7;fastställd;Brev\n",
        encoding="utf-8",
    )
    edit(folder / "avtal" / "energikontor.yaml", "omfattning: hela", "omfattning: overskjutande")
    told = {}
    for day in ("2027-05-31", "2027-06-01"):
        rows = readings(open_year(2027, str(folder), day)).itertuples(index=False)
        told[day] = {row[0]: str(row[1]).replace("\u00a0", " ") for row in rows}
    assert told["2027-05-31"]["Slutavräkning"] == "avvikelse över 10 % av utfallet, det som överskjuter"
    assert [each["Giltighet"] for each in told.values()] == [
        "till och med 2033, i detta scenario",
        "till och med 2028, för det är uppsagt",
    ]
