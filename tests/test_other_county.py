"""A made-up agreement of another county, entered as YAML and CSV alone: docs/annat_lan.

Three groups, a key of 70 % population and 30 % equal parts, given shares, öre, another index, two invoices a year,
another notice rule and another settlement. Nothing in the package knows of it.
"""

import csv
import io
import json
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from small_inputs import closed, edit

from model import exact
from model.amounts.bridge import bridge
from model.read.begin import PROJECT, begin
from suite.cli.cli import main

COUNTY = PROJECT / "docs" / "annat_lan"

# 2025: 17, 24 and 59 per cent of 1 000 001 kronor, as 70 % of 10, 20 and 70 thousand inhabitants and 30 % equally.
BY_HAND_2025 = {
    "9901": "170000.17",
    "9902": "240000.24",
    "9903": "590000.59",
    "exempelregionen": "400000.00",
    "exempelkraft": "133333.33",
    "exempelvatten": "66666.67",
}


def by_hand_2026() -> dict[str, str]:
    """1 000 001 × 1.025 is 1 025 001.025, half an öre, so .03; split over 9 900, 20 300 and 70 800 inhabitants."""
    key = exact.key_weights([(Fraction(70), [9_900, 20_300, 70_800]), (Fraction(30), [1, 1, 1])])
    whole = exact.apportion(102_500_103, key)
    parts = {
        code: str(Decimal(part).scaleb(-2)) for code, part in zip(("9901", "9902", "9903"), whole, strict=True)
    }
    return parts | {"exempelregionen": "410000.00", "exempelkraft": "136666.67", "exempelvatten": "68333.33"}


def computed(year: int, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    assert main(["berakna", "--detalj", "--ar", str(year), "--inputs", str(COUNTY)]) == 0
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out), delimiter=";")
    return {row["part"]: row["belopp_kr"].replace(",", ".") for row in rows}


def test_the_inputs_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kontroll", "--inputs", str(COUNTY)]) == 0
    said = capsys.readouterr().out
    assert "Kontroller: 8 av 8 stämmer." in said
    assert "Exempelindex 2026" in said
    assert "uppsägning för det ska ges senast 31 mars 2026" in said.replace("\u00a0", " ")


def test_the_amounts_are_those_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    assert computed(2025, capsys) == BY_HAND_2025
    assert computed(2026, capsys) == by_hand_2026()


def test_two_invoices_a_year_to_the_ore_and_a_settlement(tmp_path: Path) -> None:
    """Only what passes 5 % of the financing is settled: 140 000.03 − 82 000.0515 is 57 999.98 back, in April."""
    own = closed(shutil.copytree(COUNTY, tmp_path / "indata"), 2026, "vattenrad", "2027-02-01")
    passing = ["--trots", "antagande", "--skal", "Exempel", "--per-datum", "2027-02-01"]
    assert main(["faktura", "2027", *passing, "--inputs", str(own), "--ut", str(tmp_path)]) == 0
    path = tmp_path / "fakturaunderlag_2027" / "fakturaunderlag_2027.csv"
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    advance = [row for row in rows if row["slag"] == "förskott"]
    assert {row["fakturadatum"] for row in advance} == {"2027-01-01", "2027-07-01"}
    assert {row["forfallodatum"] for row in advance} == {"2027-01-21", "2027-07-21"}
    run = begin(str(COUNTY))
    frame = run.allocation([run.agreement("vattenrad")], [2027])
    for code, amount in zip(frame["part"], frame["belopp_kr"], strict=True):
        assert sum(Decimal(r["belopp_kr"].replace(",", ".")) for r in advance if r["part"] == code) == amount
    settled = [row for row in rows if row["slag"] == "slutavräkning"]
    assert sum(Decimal(row["belopp_kr"].replace(",", ".")) for row in settled) == Decimal("-57999.98")
    assert {row["fakturadatum"] for row in settled} == {"2027-04-01"}


def test_why_the_amount_changed_adds_up_to_the_ore(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["varfor", "--part", "Exempelby", "--fran", "2025", "--till", "2026"]
    assert main([*arguments, "--inputs", str(COUNTY)]) == 0
    said = capsys.readouterr().out.replace(" kr", "").replace("\u00a0", "")
    figures = [line.split()[-1] for line in said.splitlines()[1:]]
    first, *drivers, last = [Decimal(figure.replace(",", ".").replace("−", "-")) for figure in figures]
    assert first + sum(drivers) == last == Decimal(by_hand_2026()["9901"])
    assert drivers[1] < 0  # its own population fell


def test_a_bridge_in_ore() -> None:
    """Two thirds of 200 000 and 2.5 %: 3 333.33 of the 3 333.34 by index, and an öre of rounding."""
    run = begin(str(COUNTY))
    before, after = (run.allocation([run.agreement("vattenrad")], [year]) for year in (2025, 2026))
    rows = bridge(before, after).set_index("part")
    own = rows.loc["exempelkraft"]
    assert [str(own[name]) for name in ("fore_kr", "index", "avrundning", "efter_kr")] == [
        *("133333.33", "3333.33", "0.01", "136666.67")
    ]
    assert [own[name] for name in ("egen_befolkning", "andras_befolkning", "villkor")] == [0, 0, 0]


@pytest.mark.slow
def test_the_reports_of_the_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["arspaket", "2026", "--trots-antagande", "--inputs", str(COUNTY), "--ut", str(tmp_path)]) == 0, (
        capsys.readouterr().err
    )
    package = tmp_path / "arspaket_2026"
    html = (package / "ekonomisk_rapport_2026" / "ekonomisk_rapport_2026.html").read_text(encoding="utf-8")
    shown = html.replace("\u00a0", " ")
    for amount in by_hand_2026().values():
        assert f"{Decimal(amount):,}".replace(",", " ").replace(".", ",") in shown
    assert "<p>Exempelregionen · Ekonomisk rapport 2026" in html
    assert "Jämtland" not in html
    assert "LPIX" not in html
    results = json.loads((package / "partsblad_2026_9901" / "resultat.json").read_text(encoding="utf-8"))
    assert results["belopp_kr"] == by_hand_2026()["9901"]


@pytest.mark.slow
def test_two_runs_compare_to_the_ore(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(COUNTY, tmp_path / "annat_lan")
    edit(tmp_path / "annat_lan" / "lpix.csv", "2026;2,5;", "2026;2,6;")
    for inputs, out in ((COUNTY, "a"), (tmp_path / "annat_lan", "b")):
        arguments = ["rapport", "2026", "--namn", "partsblad", "--part", "Exempelkraft"]
        assert main([*arguments, "--inputs", str(inputs), "--ut", str(tmp_path / out)]) == 0
    capsys.readouterr()
    folders = [str(tmp_path / out / "partsblad_2026_exempelkraft") for out in ("a", "b")]
    assert main(["jamfor", *folders]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    # Two thirds of 200 000 × 1.025 and of 200 000 × 1.026.
    assert "Skillnad per år: 2026 +133,33, " in said
    assert "+680,67  uppräkning +680,69" in said
    assert "belopp_kr: 136 666,67" not in said
