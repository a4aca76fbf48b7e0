"""``varfor``: the sentence and the table of why an amount changed."""

from pathlib import Path

import pytest

from suite.cli.cli import main


def test_varfor_tells_of_years_scenarios_and_vintages(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["varfor", "--part", "Åre", "--fran", "2024", "--inputs", str(county)]
    assert main([*arguments, "--till", "2025"]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Åre kommun (energikontor)" in said
    assert "Årehus AB (natverk)" in said
    assert "Tillsammans" in said
    assert "Uppräkning                   +1 500" in said
    assert "Ändrade villkor är" not in said
    text = (county / "scenarier" / "bas.yaml").read_text(encoding="utf-8")
    ending = "uppsagningar: [{avtal: energikontor, part: '2321', datum: 2027-06-01}]\n"
    (county / "scenarier" / "slut.yaml").write_text(text.replace("bas", "slut", 1) + ending, encoding="utf-8")
    assert (
        main(["varfor", "--part", "2321", "--fran", "2029", "--till-scenario", "slut", "--inputs", str(county)])
        == 0
    )
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "2029, slut" in said
    assert "Ändrade villkor             −57 964" in said
    assert said.endswith("\n\nÄndrade villkor är basbelopp, månader, nyckel eller vilka som betalar.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--part", "Umeå", "--fran", "2024"], "Okänd part: fann ”Umeå”"),
        (["--part", "Åre", "--fran", "2024-2025"], "fann ”2024-2025”, väntade ett enda år"),
        (["--part", "Åre", "--fran", "1999", "--till", "2000"], "Åre betalar inget 1999 eller 2000"),
        (["--part", "Åre", "--fran", "2024", "--till-scenario", "x"], "scenario: fann ”x”"),
    ],
)
def test_varfor_names_a_wrong_parameter(
    arguments: list[str], words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["varfor", *arguments, "--inputs", str(folder)]) == 1
    assert words in capsys.readouterr().err
