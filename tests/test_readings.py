"""Changed terms, mixed keys and the register of readings: what another reading costs, worked by hand."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from conftest import edit, index_csv

from model.agreements.keys import Key
from model.agreements.terms import changed
from model.amounts.registers import reading_effect
from model.errors import InputError
from model.read.begin import begin
from model.read.load import load
from suite.cli.cli import main
from suite.reports.readings import document, open_readings
from suite.reports.year import open_year
from suite.show.blocks import Table


def by_reading(folder: Path, changes: dict, years: range, outcomes: dict[int, int]) -> dict:
    run = begin(str(folder))
    booked = {("energikontor", year): outcome for year, outcome in outcomes.items()}
    found = reading_effect(run.case, "energikontor", changes, years, booked)
    return {year: found[year].to_dict() for year in found}


def test_nothing_changed_is_the_same_agreement() -> None:
    for agreement in begin().inputs.agreements.values():
        assert changed(agreement, {}) == agreement


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slutavrakning.namn": "x"}, "slutavrakning.namn: väntade"),
        ({"bidrag.staten.basbelopp": "5"}, "fann ”bidrag.staten.basbelopp”, väntade en plats i avtalets fil"),
        ({"bidrag.region.basbelopp": "5"}, "att bidragens basbelopp summerar till totalt"),
        ({"slutavrakning.omfattning": "halva"}, "väntade något av: hela, overskjutande"),
    ],
)
def test_a_change_that_cannot_be_is_refused(changes: dict, words: str, folder: Path) -> None:
    with pytest.raises(InputError) as error:
        changed(begin(str(folder)).agreement("energikontor"), changes)
    assert words in str(error.value)


def test_only_the_excess_is_settled(folder: Path) -> None:
    """Paid 1 648 000, outcome 1 400 000: 248 000 goes back, or the 108 000 above 10 %; half is the Region's."""
    found = by_reading(folder, {"slutavrakning.omfattning": "overskjutande"}, range(2025, 2027), {2025: 1_400_000})
    assert sum(found[2025].values()) == 248_000 - 108_000
    assert found[2025]["region_jh"] == 70_000
    assert set(found[2026].values()) == {0}


def test_a_negative_index_that_leaves_the_amount(folder: Path) -> None:
    """−2 % in 2025 lowers 800 000 by 16 000; read the other way it does not."""
    changes = index_csv(dict.fromkeys(range(2025, 2034), "0") | {2025: "−2"})
    (folder / "lpix.csv").write_text(changes, encoding="utf-8")
    found = by_reading(folder, {"index.negativt": "lamnar"}, range(2024, 2026), {})
    assert found[2025]["region_jh"] == 16_000
    assert set(found[2024].values()) == {0}


def test_rounded_each_year(folder: Path) -> None:
    """Base 101 at 50 %: 151.5 becomes 152, 228; unrounded 227.25 becomes 227."""
    edit(folder / "avtal" / "energikontor.yaml", "totalt: 1 600 000", "totalt: 202")
    text = (folder / "avtal" / "energikontor.yaml").read_text(encoding="utf-8")
    (folder / "avtal" / "energikontor.yaml").write_text(text.replace("800 000", "101"), encoding="utf-8")
    (folder / "lpix.csv").write_text(index_csv(dict.fromkeys(range(2025, 2034), "50")), encoding="utf-8")
    found = by_reading(folder, {"index.avrundas": "arligen"}, range(2025, 2027), {})
    assert found[2025]["region_jh"] == 0
    assert found[2026]["region_jh"] == 1


def test_without_stand_ins_the_last_true_figure_goes_on(folder: Path) -> None:
    """Ragunda's 1 100 of 2024 stands in; without it 1 000 goes on: 824 000 × (1 000/16 000 − 1 100/16 100)."""
    path = folder / "befolkning.csv"
    text = (
        path.read_text(encoding="utf-8")
        .replace(";2024-11-01;", ";2024-12-31;")
        .replace("2024-12-15;", "2024-12-15;2024-11-01")
    )
    path.write_text(text, encoding="utf-8")
    found = by_reading(folder, {"bidrag.kommuner.nyckel.saknas": "framskrivning"}, range(2025, 2026), {})
    assert found[2025]["2303"] == 51_500 - 56_298
    assert sum(found[2025].values()) == 0


def test_a_year_that_lacks_figures_is_left_out(folder: Path) -> None:
    found = by_reading(folder, {"bidrag.kommuner.nyckel.dag": "06-30"}, range(2024, 2026), {})
    assert found == {}


def key(**terms: object) -> Key:
    return Key.model_validate({"paragraf": "§8", **terms})


MIXED = [{"typ": "befolkning", "procent": "70"}, {"typ": "lika", "procent": "30"}]


def test_a_mixed_key_is_exact() -> None:
    """70 % by 1, 2 and 7 thousand, 30 % equally: 17, 24 and 59 per cent."""
    weights = key(typ="blandad", delar=MIXED).weights(["a", "b", "c"], np.array([1000, 2000, 7000])).tolist()
    assert [Fraction(w, sum(weights)) for w in weights] == [Fraction(n, 100) for n in (17, 24, 59)]
    assert key(typ="blandad", delar=MIXED).population_percent == Decimal(70)


def test_given_shares() -> None:
    shares = key(typ="andelar", andelar={"a": "3", "b": "1"})
    assert shares.weights(["a", "b"], np.array([0, 0])).tolist() == [3, 1]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"typ": "blandad"}, "delar när typ är blandad"),
        ({"typ": "lika", "delar": MIXED}, "delar när typ är blandad, och bara då"),
        ({"typ": "blandad", "delar": MIXED[:1]}, "delar vars procent blir 100 tillsammans"),
        ({"typ": "blandad", "delar": [{"typ": "lika", "procent": "50"}] * 2}, "varje typ en enda gång"),
        ({"typ": "andelar"}, "andelar när typ, eller en del, är andelar"),
        ({"typ": "lika", "andelar": {"a": "1"}}, "andelar när typ, eller en del, är andelar, och bara då"),
    ],
)
def test_a_key_that_does_not_hold_together(terms: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        key(**terms)


def test_shares_are_for_every_payer(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(county / "avtal" / "natverk.yaml", "typ: lika\n", "typ: andelar\n      andelar: {region_fastighet: 1}\n")
    assert main(["kontroll", "--inputs", str(county)]) == 1
    assert "en andel för varje betalare i nyckeln" in capsys.readouterr().err


@pytest.mark.slow
def test_every_shipped_alternative_can_be_read() -> None:
    run = begin()
    counted = [(r, a) for r in run.inputs.readings for a in r.alternatives if a.changes]
    assert len(counted) >= 10
    for reading, alternative in counted:
        assert not run.effect(reading.agreement or "", alternative).empty, reading.id
    assert len({reading.id for reading in run.inputs.readings}) == len(run.inputs.readings)


REGISTER = """\
lasningar:
  - kod: omfattning
    avtal: energikontor
    paragraf: "§7"
    fraga: Allt eller det överskjutande?
    lasning: Allt.
    varfor: Prov.
    avgors_av: Samrådsgruppen
    annars:
      - lasning: Det överskjutande.
        andrar: {slutavrakning.omfattning: overskjutande}
"""


def test_an_undecided_reading_is_open_and_a_decided_one_says_so(folder: Path) -> None:
    (folder / "tolkningar.yaml").write_text(REGISTER, encoding="utf-8")
    edit(folder / "utfall" / "energikontor_2025.csv", "900 000,50", "900 000")
    table = open_readings(open_year(2025, str(folder)))
    assert isinstance(table, Table)
    (row,) = table.rows
    assert row[3] == "öppen"
    assert "till +70 000 kr per part" in str(row[4]).replace("\u00a0", " ")
    assert "| Regionen | +70 000 |" in document(begin(str(folder))).replace("\u00a0", " ")
    edit(folder / "tolkningar.yaml", "    annars:", "    beslutad: Samrådsgruppen 2026-03-01\n    annars:")
    table = open_readings(open_year(2025, str(folder)))
    assert isinstance(table, Table)
    (row,) = table.rows
    assert row[3] == "beslutad: Samrådsgruppen 2026-03-01"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("avtal: energikontor", "avtal: okant", "tolkningar.yaml, kolumn omfattning.avtal"),
        ("slutavrakning.omfattning:", "slutavrakning.matt:", "tolkningar.yaml, nyckel omfattning: Ändrat villkor"),
        ("fraga:", "fråga:", "tolkningar.yaml, rad 5"),
    ],
)
def test_a_register_that_is_wrong_is_refused(old: str, new: str, words: str, folder: Path) -> None:
    (folder / "tolkningar.yaml").write_text(REGISTER.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(folder)
    assert words.replace("kolumn", "nyckel") in str(error.value)
