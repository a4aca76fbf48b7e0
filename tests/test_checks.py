"""The checks find what they are there to find; the register of assumptions is read and tried."""

from pathlib import Path

import pandas as pd
import pytest
from conftest import edit

from model.amounts.checks import checks, holding
from model.read.begin import begin
from model.run import Run
from suite.cli.cli import main
from suite.reports import about


@pytest.fixture
def frame(county: Path) -> pd.DataFrame:
    run = begin(str(county))
    return run.allocation(list(run.inputs.agreements.values()), range(2019, 2034))


@pytest.fixture
def network(county: Path) -> Run:
    return begin(str(county))


def verdicts(run: Run, frame: pd.DataFrame) -> dict[str, bool]:
    found = checks(frame, run.inputs.agreements.values())
    assert holding(found) == all(check.holds for check in found)
    return {check.name: check.holds for check in found}


def test_what_is_computed_passes_every_check(network: Run, frame: pd.DataFrame) -> None:
    assert set(verdicts(network, frame).values()) == {True}
    assert all(check.cases > 10 for check in checks(frame, network.inputs.agreements.values()))


@pytest.mark.parametrize(
    ("column", "change", "broken"),
    [
        ("belopp_kr", 1, "Parternas belopp summerar till bidraget"),
        ("belopp_kr", 3, "Varje belopp är mindre än en krona från den exakta andelen"),
        ("bidrag_kr", 5, "Bidragen är basbelopp × faktor, räknat i bråk"),
        ("nyckel_taljare", 7, "Nycklarnas täljare summerar till nämnaren"),
        ("nyckel_folkmangd", 7, "Nycklarnas täljare summerar till nämnaren"),
    ],
)
def test_a_figure_that_is_off_is_found(
    column: str, change: int, broken: str, network: Run, frame: pd.DataFrame
) -> None:
    frame.loc[0, column] += change
    assert verdicts(network, frame)[broken] is False


@pytest.mark.parametrize("column", ["status", "paragraf", "nyckel_kalla"])
def test_an_amount_without_provenance_is_found(column: str, network: Run, frame: pd.DataFrame) -> None:
    frame.loc[0, column] = ""
    assert verdicts(network, frame)["Varje belopp har status, paragraf och källa"] is False


@pytest.mark.slow
def test_kontroll_fails_when_a_check_does(
    county: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    allocation = Run.allocation

    def off_by_one(self: Run, *arguments: object) -> pd.DataFrame:
        rows = allocation(self, *arguments)
        return rows.assign(belopp_kr=rows["belopp_kr"] + (rows.index == 0))

    assert main(["kontroll", "--inputs", str(county)]) == 0
    assert "Kontroller: 7 av 7 stämmer." in capsys.readouterr().out
    monkeypatch.setattr(Run, "allocation", off_by_one)
    edit(county / "lpix.csv", "Regionplan", "Regionplan 2")  # another run, which has not been checked before
    assert main(["kontroll", "--inputs", str(county)]) == 1
    assert "Parternas belopp summerar till bidraget: energikontor kommuner 2024" in capsys.readouterr().err


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


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("låg", "usel", "fann ”usel”, väntade något av: hög, medel, låg"),
        ("lpix: 1", "avtal: x, andrar: {a: b}", "antaganden.yaml, nyckel lpix.prov.avtal: fann ”x”"),
        ("lpix: 1", "avtal: energikontor, andrar: {index.a.b: c}", "nyckel lpix: Ändrat villkor i energikontor"),
    ],
)
def test_a_register_that_is_wrong_is_refused(
    old: str, new: str, words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "antaganden.yaml").write_text(REGISTER, encoding="utf-8")
    edit(folder / "antaganden.yaml", old, new)
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert words in capsys.readouterr().err
