"""The quality log: what hinders the invoices, what is undecided by its price, and whether the checks hold."""

import shutil
from pathlib import Path

import pytest
from small_inputs import ASSUMPTIONS, READINGS

from model.amounts.registers import Reading
from model.errors import InputError
from model.finding import Finding, Level
from model.read.begin import begin
from model.year import year_of
from suite.findings.checks import Check
from suite.findings.findings import CODES, TO_DO, of_basis
from suite.reports import about, meeting
from suite.reports.decisions import key_figures
from suite.reports.meeting import open_papers
from suite.reports.opening import open_year
from suite.reports.questions import count, largest, questions
from suite.show.blocks import Paragraphs, Table


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_effect_of_an_assumption_is_computed(folder: Path) -> None:
    """Index 3 to 4 % on 800 000 is 8 000 for the Region; only uncertain rows move. Its day has passed."""
    (folder / "antaganden.yaml").write_text(ASSUMPTIONS, encoding="utf-8")
    (row,) = about.assumptions(begin(str(folder)), 2025).itertuples(index=False)
    assert row[1] == "en procentenhet högre: ingen ändring"
    text = (folder / "lpix.csv").read_text(encoding="utf-8")
    (folder / "lpix.csv").write_text(text.replace("fastställd", "antagande"), encoding="utf-8")
    (row,) = about.assumptions(begin(str(folder)), 2025).itertuples(index=False)
    assert "till +8 000 kr per part" in plain(str(row[1]))
    assert str(row[5]).endswith("passerad")


def test_what_is_assumed_stands_by_its_price(folder: Path) -> None:
    """Excess or whole of the settlement beside an index point of 8 000 for the Region: the dearer is first."""
    (folder / "antaganden.yaml").write_text(ASSUMPTIONS, encoding="utf-8")
    (folder / "tolkningar.yaml").write_text(READINGS, encoding="utf-8")
    text = (folder / "lpix.csv").read_text(encoding="utf-8")
    (folder / "lpix.csv").write_text(text.replace("fastställd", "antagande"), encoding="utf-8")
    shown = about.assumed(open_year(2025, str(folder)))
    assert isinstance(shown, Table)
    first, second = shown.rows
    assert [first[0], second[0]] == ["Allt eller det överskjutande?", "LPIX är 3 %."]
    assert plain(str(second[1])) == "8 000"
    assert second[2] == "Testet, senast 31\u00a0januari\u00a02023 (passerat)"


def test_where_all_is_decided_nothing_is_listed(folder: Path) -> None:
    assert about.assumed(open_year(2025, str(folder))) == Paragraphs(["Allt är beslutat."])
    assert count(open_year(2025, str(folder))) == "Inga frågor är öppna."


def test_the_questions_are_counted_alike_wherever_they_are_told() -> None:
    """Of the inputs as they are: the page of decisions, the quality log, and the papers of a meeting about all."""
    now, papers = open_year(2026), open_papers(2026, "2026-10-05")
    whole = len(questions(now))
    read = sum(isinstance(each.register, Reading) for each in questions(now))
    told = f"{whole} frågor är inte avgjorda: {read} om hur avtalen läses, {whole - read} antaganden."
    assert count(now) == told
    assert meeting.others(papers).texts[0].startswith(f"{told} ")
    figure = key_figures(now).figures[-1]
    assert figure[:2] == ("Frågor utan beslut", str(whole))
    assert figure[2].startswith(f"{read} om hur avtalen läses, {whole - read} antaganden; dyrast ")
    assert len(about.asked(now)) == whole
    for shown in (about.assumed(now), largest(now)):
        assert isinstance(shown, Table)
        assert f"{len(shown.rows)} dyraste av {whole}." in shown.note


def test_every_kind_of_finding_has_something_to_do() -> None:
    assert TO_DO.keys() == CODES.keys()
    assert [text for text in TO_DO.values() if not text.endswith(".") or "--" in text or ".csv" in text] == []


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ([], "Inget hindrar fakturorna 2026"),
        ([Level.NOTE], "Inget hindrar fakturorna 2026"),
        ([Level.ACKNOWLEDGE], "Inget stoppar fakturorna 2026, men 1 sak ska kvitteras först"),
        ([Level.ACKNOWLEDGE, Level.STOP], "1 sak stoppar fakturorna 2026"),
    ],
)
def test_the_log_begins_with_what_hinders(folder: Path, levels: list[Level], told: str) -> None:
    now = open_year(2025, str(folder))
    assert plain(about.title(now, [Finding("lucka", level, "En lucka.") for level in levels])) == told


def test_a_kind_of_finding_is_told_once_with_whose_it_is() -> None:
    now = open_year(2025)
    found = of_basis(now)
    first, second = about.to_do(found, now.run).blocks
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    assert [first.caption, second.caption] == ["Att kvittera", "För kännedom"]
    assert first.rows[0] == (
        "Något som fakturorna vilar på är antagande, prognos eller exempel: Energikontoret och Nätverket",
        "För in de värden som är beslutade, eller kvittera att fakturorna görs ändå.",
    )
    assert (len(first.rows), len(second.rows)) == (2, 5)
    assert about.title(now, found) == "Inget stoppar fakturorna 2026, men 2 saker ska kvitteras först"
    assert len(about.in_full(found)) == len(found)


def test_what_is_acknowledged_is_told_so_and_why() -> None:
    now = open_year(2025)
    found = of_basis(now)
    passed = about.passed('{"antagande": "Gruppen har sagt ja"}')
    left, done, _ = about.to_do(found, now.run, passed).blocks
    assert isinstance(left, Table)
    assert isinstance(done, Table)
    assert (left.caption, done.caption) == ("Att kvittera", "Kvitterat")
    assert [row[1] for row in done.rows] == ["Gruppen har sagt ja."]
    assert about.title(now, found, passed) == "Inget stoppar fakturorna 2026, men 1 sak ska kvitteras först"
    assert about.told(found, passed) == ["1 ska kvitteras", "1 är kvitterad", "5 är för kännedom"]
    whole = dict.fromkeys((each.code for each in found), "Ja")
    assert about.title(now, found, whole) == "Inget hindrar fakturorna 2026: 2 saker är kvitterade"


@pytest.mark.parametrize("given", ["antagande", "[]", '{"antagande": 1}'])
def test_an_acknowledgement_that_says_not_why_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="kvitterat: fann"):
        about.passed(given)


def test_nothing_found_is_a_sentence(folder: Path) -> None:
    run = begin(str(folder))
    assert about.to_do([], run).blocks == [Paragraphs(["Granskningen har inget att anmärka."])]


def test_checks_that_hold_are_a_sentence_and_no_table(county: Path) -> None:
    run = begin(str(county))
    assert about.checks(run).empty
    assert plain(about.checks_told(run)).startswith("Alla 8 kontroller av parternas belopp stämmer, i ")
    for name in ("energikontor", "natverk"):  # nobody is invoiced by the third, which lasts a single year
        (county / "avtal" / f"{name}.yaml").unlink()
    shutil.rmtree(county / "utfall")
    told = about.checks_told(begin(str(county)))
    assert "Inget fanns att pröva för: Fakturorna summerar till årets belopp" in told


def test_a_check_that_fails_is_a_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [Check("Summorna stämmer", 9, ["energikontor 2025 2303"]), Check("Delarna stämmer", 9, [])]
    monkeypatch.setattr(about, "checks_of", lambda _: made)
    run = begin(str(folder))
    assert about.checks(run).to_numpy().tolist() == [["Summorna stämmer", "1 av 9", "energikontor 2025 2303"]]
    assert plain(about.checks_told(run)) == "1 kontroll av 2 stämmer inte."
    figure = about.key_figures(year_of(run, 2025), []).figures[-1]
    assert plain(figure.value) == "1 av 2"


def test_the_files_are_counted_and_their_digests_are_in_the_manifest(folder: Path) -> None:
    run = begin(str(folder))
    told = about.data(run)[0]
    assert told.startswith(f"Siffrorna räknas ur {len(run.inputs.hashes)} filer.")
    assert "manifest.json" in told
    assert not [digest for digest in run.inputs.hashes.values() if digest[:8] in " ".join(about.data(run))]


def test_the_page_says_that_the_model_is_held_to_a_published_split() -> None:
    """As `test_outside_truth` does."""
    said = about.how_tried()
    assert "Sunnmøre 2017, 70 % efter folkmängd och 30 % lika." in said
