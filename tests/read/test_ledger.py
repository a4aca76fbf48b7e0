"""The outcomes and their mapping: what is booked where, and what is not read of it."""

from pathlib import Path

import pytest
from broken import LINE, MAPPING, OUTCOME, Edit, change, ledger, nothing_written

from suite.cli.cli import main

MISTAKES: dict[str, tuple[Edit, list[str]]] = {
    "booked in another year": (
        change(OUTCOME, "2025-03-31", "2024-03-31"),
        ["energikontor_2025.csv rad 2", "fann ”2024-03-31”, väntade ett datum under 2025"],
    ),
    "amount with three decimals": (
        change(OUTCOME, "900 000,50", "900 000,505"),
        ["kolumn belopp: fann ”900 000,505”, väntade ett belopp i kronor med högst två decimaler"],
    ),
    "outcome of an unknown agreement": (
        lambda folder: (folder / OUTCOME).rename(folder / "utfall" / "annat_2025.csv") and None,
        ["utfall/annat_2025.csv", "väntade ett filnamn som börjar med ett känt avtals kod"],
    ),
    "unknown cost post": (
        change(MAPPING, "enhetschef", "kaffe"),
        ["kostnadsposter.csv rad 2", "fann ”kaffe”, väntade en av avtalets kostnadsposter"],
    ),
    "account span backwards": (
        change(MAPPING, "4000;7999", "7999;4000"),
        ["kostnadsposter.csv rad 2", "konto_till"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_broken_ledger_is_named_and_nothing_is_written(
    mistake: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit, words = MISTAKES[mistake]
    edit(folder)
    nothing_written(folder, tmp_path, capsys, words)


# What is not read


def test_a_ledger_that_is_taken_up_tells_what_is_not_read(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger(tmp_path / "u.xlsx", [*LINE[:3], "CHEF", *LINE[4:]], Pivot=[["Konto", "Summa"]])
    command = ["utfall", str(tmp_path / "u.xlsx"), "--avtal", "energikontor", "--ar", "2025"]
    assert main([*command, "--inputs", str(folder)]) == 0
    assert "[lases-inte] u.xlsx: bladet Sheet läses, Pivot läses inte." in capsys.readouterr().out


def test_a_check_tells_what_is_not_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "utfall" / "energikontor_2025.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{heading};egen", *(f"{row};1" for row in rows)]) + "\n", encoding="utf-8")
    assert main(["kontroll", "--inputs", str(folder)]) == 0
    assert "[lases-inte] utfall/energikontor_2025.csv: kolumn egen läses inte." in capsys.readouterr().out


def test_two_ledgers_of_a_year_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger(folder / "utfall" / "energikontor_2025.xlsx")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert "energikontor_2025.xlsx: väntade en enda fil med utfall per avtal och år" in capsys.readouterr().err
