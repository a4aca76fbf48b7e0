"""What is odd in the outcomes of a run, and what has not come in; each by hand."""

from pathlib import Path

import pytest

from model.finding import Finding, Level
from model.read.begin import begin
from suite.findings.findings import outcome_findings

HEADING = "datum;verifikation;konto;projekt;motpart;belopp;text;status"


def found(county: Path, per_datum: str = "2025-12-20", invoiced: int = 2026) -> list[Finding]:
    return outcome_findings(begin(str(county), per_datum), [invoiced])


def write(county: Path, income: str) -> None:
    (county / "utfall" / "kompetensattraktion_2024.csv").write_text(
        f"{HEADING}\n2024-02-01;1;6990;K;;3 000 000;x;fastställd\n2024-12-01;2;3510;K;;−{income};x;fastställd\n",
        encoding="utf-8",
    )


@pytest.mark.clause("RUN/357/2023 bilaga 1", "näringslivets pengar följs för sig, mot 641 000 kr")
@pytest.mark.parametrize(
    ("income", "code", "came", "rest"),
    [
        ("600 000,40", "intakt-fattas", "600 000 kr", "41 000 kr fattas"),
        ("641 000,50", "intakt-overskott", "641 001 kr", "1 kr för mycket"),
    ],
)
def test_what_has_not_come_in_of_an_ended_year_is_named(
    income: str, code: str, came: str, rest: str, county: Path
) -> None:
    write(county, income)
    (finding,) = found(county)
    assert (finding.code, finding.level, finding.agreement) == (code, Level.NOTE, "kompetensattraktion")
    told = f"Kompetensattraktion 2024: {came} av 641 000 kr från Näringslivet är bokfört, {rest}."
    assert finding.text.replace("\u00a0", " ") == told


def test_nothing_is_missing_before_the_year_is_over_nor_when_all_has_come(county: Path) -> None:
    write(county, "600 000")
    people = (county / "befolkning.csv").read_text(encoding="utf-8")
    (county / "befolkning.csv").write_text(people.replace("-12-15;", "-11-20;"), encoding="utf-8")
    assert found(county, "2024-12-31") == []
    assert len(found(county, "2025-01-01")) == 1
    write(county, "641 000")
    assert found(county, "2025-01-01") == []


def test_each_outcome_is_looked_at_and_the_names_beside_them(county: Path) -> None:
    """The Energikontor's 2025 is pasted twice; a copy lies beside the talent year's, of which all has come in."""
    write(county, "641 000")
    energy = county / "utfall" / "energikontor_2025.csv"
    rows = energy.read_text(encoding="utf-8")
    energy.write_text(rows + rows.split("\n", 1)[1], encoding="utf-8")
    (county / "utfall" / "kompetensattraktion 2024 (1).csv").write_text("x", encoding="utf-8")
    told = [(finding.code, finding.agreement, finding.level) for finding in found(county)]
    assert told == [
        ("utfall-dubbelt", "energikontor", Level.ACKNOWLEDGE),  # 2025 is settled in 2026
        ("utfall-namn", "kompetensattraktion", Level.NOTE),
    ]
    assert [each.level for each in found(county, invoiced=2027)] == [Level.NOTE, Level.NOTE]
    assert {each.kind for each in found(county)} == {"slutavräkning"}


def test_the_shipped_examples_lack_41_000_and_are_otherwise_right() -> None:
    assert [finding.code for finding in outcome_findings(begin(), [2026])] == ["intakt-fattas"]
