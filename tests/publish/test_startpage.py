"""The start page: each party finds its own, what is asked comes first, and what is new is told."""

import re
from html import unescape
from pathlib import Path

import pytest
from dated import merged
from small_inputs import READINGS, published

from model.finding import Finding, Level
from model.read.begin import begin
from model.year import Year, year_of
from suite.cli.cli import main
from suite.findings.findings import of_basis
from suite.publish.startpage import Attention, decisions_html, start_html
from suite.reports.catalogue import reports_of
from suite.reports.invoice_basis import left_out

NOTICE = (
    "datum;avtal;part;slag;beslut;status;kalla\n"
    "2026-06-01;energikontor;2326;uppsägning;KF §7/2026;fastställd;Brev från Bergs kommun\n"
)
DESPITE = ["--trots", "utfall-saknas", "--trots", "antagande", "--skal", "Prov"]


def page(now: Year, attention: Attention | None = None, **files: dict[str, str]) -> str:
    reports = reports_of(now.run, now.year)
    every = {each.name: {".html": f"{each.name}/{each.name}.html", ".pdf": f"{each.name}.pdf"} for each in reports}
    told = attention or Attention(of_basis(now), {}, [], [])
    return start_html(now, reports, {**every, **files}, {}, told, "Underlag.")


def words(html: str) -> str:
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", text)).replace("\u00a0", " "))


def part(html: str, heading: str) -> str:
    return words(html.partition(f">{heading}</h2>")[2].partition("<h2")[0])


def test_what_has_happened_and_what_begins_is_new(folder: Path) -> None:
    """Berg gave notice in 2026, and the group decided a reading from 2027: the page of 2027 says both."""
    published(folder, "2023-12-15")
    (folder / "handelser.csv").write_text(NOTICE, encoding="utf-8")
    other = "fran: 2027-01-01, andrar: {slutavrakning.omfattning: overskjutande}"
    decided = f"{{organ: Samrådsgruppen, datum: 2026-05-02, dnr: RUN/9/2026, {other}}}"
    (folder / "tolkningar.yaml").write_text(
        READINGS.replace("    annars:", f"    beslutad: {decided}\n    annars:"), encoding="utf-8"
    )
    told = part(page(year_of(begin(folder, "2028-01-15"), 2027)), "Nytt")
    assert "Samma avtal" not in told
    assert "Berg har sagt upp Energikontoret (KF §7/2026); det gäller till 31 december 2028." in told
    changed = "Allt eller det överskjutande? Det överskjutande. Beslut: Samrådsgruppen"
    assert f"Energikontoret från 1 januari 2027: {changed}" in told
    assert "Inga beslut" not in told
    assert "från 1 januari 2027" not in part(page(year_of(begin(folder, "2028-01-15"), 2026)), "Nytt")


def test_an_agreement_that_begins_or_ends_is_new(county: Path) -> None:
    assert "Kompetensattraktion gäller inte längre." in part(page(year_of(begin(county), 2025)), "Nytt")
    assert "Kompetensattraktion gäller från 2024." in part(page(year_of(begin(county), 2024)), "Nytt")


def test_who_is_sent_what_is_linked_where_somebody_is(folder: Path) -> None:
    told = page(year_of(begin(folder, "2028-01-15"), 2026))
    assert "missiv" not in told
    heading, row = (
        "organ;avtal;rapport;paragraf;status;kalla",
        "Gruppen;energikontor;ekonomisk_rapport;§9;fastställd;A",
    )
    (folder / "mottagare.csv").write_text(f"{heading}\n{row}\n", encoding="utf-8")
    told = page(year_of(begin(folder, "2028-01-15"), 2026))
    assert 'href="missiv.html"' in told
    assert 'href="missiv.pdf"' in told
    assert "Missiv: vad som skickas till vem" in part(told, "För samrådsgruppen")


@pytest.mark.slow
def test_invoices_that_are_issued_are_not_said_to_be_undone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The invoices of 2025 are sent, then the index is another: only corrections wait, for somebody's word."""
    published(folder, "2024-12-15")
    where = ["--inputs", str(folder), "--ut", str(folder.parent / "ut")]
    assert main(["faktura", "2025", "--utfarda", "--av", "Namn", "--dag", "2025-01-10", *DESPITE, *where]) == 0
    capsys.readouterr()
    text = (folder / "lpix.csv").read_text(encoding="utf-8")
    late = "LPIX;2025;4,0;fastställd;Regionplan;2025-03-01;\n"
    (folder / "lpix.csv").write_text(text + late, encoding="utf-8")
    now = year_of(begin(folder), 2024)
    found = of_basis(now)
    out = left_out(found, {})
    assert [each.code for each in out] == ["rattelse"]
    said = words(page(now, Attention(found, {}, out, held_back=True)))
    assert "är inte gjort" not in said
    assert "Fakturorna 2025 är utfärdade; rättelser väntar." in said
    assert "besluta om rättelser: 16 000 kr" in said


def test_a_basis_that_is_held_back_is_told_in_plain_words(county: Path) -> None:
    now = year_of(begin(county), 2025)
    found = [Finding("antagande", Level.ACKNOWLEDGE, "Energikontoret: fakturorna --trots x.", "energikontor")]
    said = words(page(now, Attention(found, {}, [], held_back=True), fakturaunderlag_2026={".csv": "a.csv"}))
    assert "Fakturaunderlaget 2026 är inte gjort." in said
    assert "Något som fakturorna vilar på är antagande, prognos eller exempel (Energikontoret)." in said
    assert "Det som länkas nedan är en äldre version." in said
    assert "Granskningen av fakturorna 2026 gav 1 iakttagelse: 1 ska kvitteras." in said
    said = words(page(now, Attention(found, {"antagande": "Beslut 7"}, [], held_back=False)))
    assert "Granskningen av fakturorna 2026 gav 1 iakttagelse: 1 är kvitterad." in said
    assert "ska kvitteras" not in said
    assert "Beslut 7." in said


def test_what_is_left_out_of_a_basis_is_named(county: Path) -> None:
    now = year_of(begin(county), 2025)
    out = [Finding("rattelse", Level.ACKNOWLEDGE, "x", "energikontor", "rättelse")]
    assert "Fakturaunderlaget 2026 är utan rättelser." in words(
        page(now, Attention(out, {}, out, held_back=False))
    )
    out = [Finding("oppet-ar", Level.ACKNOWLEDGE, "x", "energikontor", "slutavräkning")]
    said = words(page(now, Attention(out, {}, out, held_back=False)))
    assert "Fakturaunderlaget 2026 är utan slutavräkning. Året som ska slutavräknas är inte stängt" in said


def test_the_parties_come_first_then_what_is_asked_and_each_reader_has_a_part(county: Path) -> None:
    html = page(year_of(begin(county), 2025))
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == [
        "Hitta er kommun",
        "Samrådsgruppen behöver",
        "Nytt",
        "För samrådsgruppen",
        "För ekonomiavdelningen",
        "Underlag",
    ]


def test_no_command_stands_in_sight(county: Path) -> None:
    in_sight = re.sub("<details>.*?</details>", "", page(year_of(begin(county), 2025)), flags=re.DOTALL)
    assert not re.findall(r"--\w+|python|\.csv rad|\w+\.yaml", words(in_sight))


def test_every_page_but_the_first_leads_to_it(county: Path) -> None:
    now = year_of(begin(county), 2025)
    assert '<a href="index.html">Alla rapporter</a>' in decisions_html(now, "Underlag.")
    assert "Alla rapporter</a>" not in page(now)


def test_who_has_left_and_who_is_new_stand_beside_the_others(folder: Path) -> None:
    """Ragunda pays 63 364 kr in 2029; Indalen, which it and Bräcke have become, 124 597 in 2030."""
    html = page(year_of(begin(merged(folder), "2029-06-01"), 2029))
    rows = {
        words(row).split(" kommun")[0].strip(): words(row) for row in re.findall("<tr data-part.*?</tr>", html)
    }
    assert any("63 364 0" in row for row in rows.values())
    assert any("0 124 597" in row for row in rows.values())
