"""What has happened in a year is told where it concerns the reader: closings, corrections, decisions, readings."""

from pathlib import Path

import pytest
from dated import dated, decision, spread_rule
from small_inputs import READINGS, closed, edit, published

from model.agreements import clauses, keys
from model.read.begin import begin
from model.run import Run
from model.year import year_of
from suite.cli.cli import main
from suite.reports import facts, news, outcome_section, party_sheet
from suite.reports.decisions import in_force, log
from suite.reports.readings import document
from suite.reports.terms import VALUES, value_text
from suite.show.blocks import Table

CLOSED = "Energikontoret 2025 stängdes den 15 januari 2026 med kostnaden 1 400 001 kr (RUN/9/2026)."
EVENTS = (
    "datum;avtal;part;slag;beslut;status;kalla\n"
    "2027-06-01;energikontor;2326;uppsägning;KF §7/2027;fastställd;Brev\n"
)
DECIDED = """\
    beslutad:
      organ: Samrådsgruppen
      datum: 2024-12-01
      dnr: RUN/5/2024
      fran: 2025-01-01
      andrar: {slutavrakning.omfattning: overskjutande}
    annars:"""
ANSWERED = "Allt eller det överskjutande? Det överskjutande."


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def issue(folder: Path, year: int, day: str) -> None:
    despite = ["--trots", "utfall-saknas", "--trots", "antagande", "--trots", "rattelse", "--skal", "Prov"]
    where = ["--inputs", str(folder), "--ut", str(folder.parent / "ut")]
    assert main(["faktura", str(year), "--utfarda", "--av", "Namn", "--dag", day, *despite, *where]) == 0


@pytest.fixture
def corrected(folder: Path) -> Path:
    """2025 was issued with LPIX 3 %, corrected to 4 % in March, and closed in January 2026.

    Together 800 000 × 2 × 0.01 is 16 000; Åre with one of 16.1 parts has 51 677 − 51 180.
    """
    published(folder, "2024-12-15")
    issue(folder, 2025, "2025-01-10")
    with (folder / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write("LPIX;2025;4,0;fastställd;Regionplan;2025-03-01;\n")
    issue(folder, 2025, "2025-03-10")
    return closed(folder)


def test_a_closing_and_a_correction_are_told_of_the_year(corrected: Path) -> None:
    run = begin(corrected)
    assert [plain(told) for told in facts.facts(year_of(run, 2025).views[0])] == [
        CLOSED,
        "Energikontoret: förskott 2025 rättades den 10 mars 2025 med +16 000 kr för 9 parter.",
    ]
    assert facts.facts(year_of(run, 2026).views[0]) == []


def test_a_party_is_told_of_its_own(corrected: Path) -> None:
    sheet = party_sheet.open_sheet(2025, "2321", str(corrected))
    assert [plain(told) for told in party_sheet.happened(sheet)] == [
        CLOSED,
        "Energikontoret: förskott 2025 rättades den 10 mars 2025 med +497 kr.",
    ]


def test_they_stand_in_the_report_and_among_what_is_new(corrected: Path) -> None:
    now = year_of(begin(corrected), 2025)
    shown = plain("".join(block.html() for block in outcome_section.section(now.views[0])))
    assert CLOSED in shown
    assert "rättades den 10 mars 2025 med +16 000 kr" in shown
    told = [plain(each) for each in news.news(now)]
    assert told[0] == "15 januari 2026: 2025 stängdes för Energikontoret, med kostnaden 1 400 001 kr."
    assert "Energikontoret: förskott 2025 rättades den 10 mars 2025 med +16 000 kr för 9 parter." in told


def test_books_that_were_closed_anew_say_so(corrected: Path) -> None:
    edit(corrected / "utfall" / "energikontor_2025.csv", "500 000,00", "520 000,00")
    closed(corrected, day="2026-02-20")
    (told, _) = facts.facts(year_of(begin(corrected), 2025).views[0])
    assert plain(told).endswith("med kostnaden 1 420 001 kr (RUN/9/2026); det är bokslut nummer 2.")


def decided_rows(run: Run) -> list[tuple[object, ...]]:
    found = in_force(run)
    assert isinstance(found, Table)
    return [tuple(plain(cell) if isinstance(cell, str) else cell for cell in row) for row in found.rows]


def test_closings_notices_and_extensions_are_among_the_decisions(corrected: Path) -> None:
    (corrected / "handelser.csv").write_text(EVENTS, encoding="utf-8")
    assert decided_rows(begin(corrected, "2027-07-01")) == [
        ("Energikontoret: bokslut 2025, kostnaden 1 400 001 kr", "RUN/9/2026", "2026-01-15", None, None),
        (
            "Energikontoret: uppsägning från Berg; gäller till 31 december 2028",
            "KF §7/2027",
            "2027-06-01",
            None,
            None,
        ),
    ]
    assert len(decided_rows(begin(corrected, "2027-05-31"))) == 1


@pytest.fixture
def read(folder: Path) -> Path:
    """A reading that was decided on 1 December 2024, from 2025 on."""
    (folder / "tolkningar.yaml").write_text(READINGS.replace("    annars:", DECIDED), encoding="utf-8")
    return folder


def test_a_decided_reading_is_shown_as_it_was_decided(read: Path) -> None:
    """It was *Allt.* before; and no code of the file is shown."""
    run = begin(read)
    now = year_of(run, 2025)
    ((about, told, *_),) = decided_rows(run)
    assert (about, told) == (f"Energikontoret: {ANSWERED}", "Samrådsgruppen 2024-12-01, RUN/5/2024")
    found = outcome_section.readings(now.views[0])
    assert isinstance(found, Table)
    assert plain(found.note) == (
        f"RUN/387/2023 §7. Beslutat från 1 januari 2025: {ANSWERED} (Samrådsgruppen 2024-12-01, RUN/5/2024)."
    )
    text = document(run)
    assert "- Läses: Det överskjutande.\n- Från: 2025-01-01\n- Dessförinnan: Allt.\n" in text
    assert news.begun(now)[-1].endswith(f"{ANSWERED} Beslut: Samrådsgruppen 2024-12-01, RUN/5/2024.")
    for shown in (log(now).html(), *news.news(now), *news.begun(now)):
        assert "slutavrakning" not in shown
        assert "overskjutande" not in shown


def test_a_year_before_the_decision_says_from_when_it_is(read: Path) -> None:
    edit(read / "tolkningar.yaml", "fran: 2025-01-01", "fran: 2026-01-01")
    found = outcome_section.readings(year_of(begin(read), 2025).views[0])
    assert isinstance(found, Table)
    assert "Beslutat från 1 januari 2026" in plain(found.note)
    assert found.note.endswith("Resten är inte beslutat för 2025.")


def test_a_decision_that_moves_nothing_has_no_table_of_noughts(read: Path) -> None:
    edit(read / "tolkningar.yaml", "fran: 2025-01-01", "fran: 2026-01-01")
    assert "Beslutet har inte ändrat vad någon betalar 2026–2033" in log(year_of(begin(read), 2025)).html()


def test_what_a_clause_can_say_has_words() -> None:
    """Each reading of a clause is shown in words, none as it is written in the file."""
    kinds = (clauses.Rounding, clauses.Negative, clauses.PartYear, clauses.Denominator, clauses.Extent)
    words = {str(each) for kind in (*kinds, keys.KeyKind, keys.Missing) for each in kind}
    assert words == set(VALUES)
    assert value_text(["2303", "2321"], {"2303": "Ragunda", "2321": "Åre"}) == "Ragunda, Åre"
    assert value_text({"kod": "2303", "namn": "Ragunda kommun", "kortnamn": "Ragunda"}) == "Ragunda"


def test_next_years_decision_is_told_with_its_old_and_new(folder: Path) -> None:
    path = folder / "avtal" / "energikontor.yaml"
    later = ("2027-01-01", "40", decision("2026-10-01", "RUN/2/2026"))
    spread_rule(path)
    dated(path, "grans_procent: 10", "grans_procent", "10", later)
    run = begin(folder, "2026-11-01")
    assert [plain(told) for told in facts.decisions(run, "energikontor", 2027)] == [
        "Energikontoret från 1 januari 2027: Slutavräkning, gräns i procent 40 (förut 10). "
        "Beslut: Regionens samverkansråd 2026-10-01, RUN/2/2026."
    ]
