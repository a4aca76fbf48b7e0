"""``kontroll`` warns, with numbers, of what looks odd, is soon due or is not complete; each warning by hand."""

from pathlib import Path

import pytest
from conftest import edit, population_csv

from model.begin import begin
from model.cli import main
from model.outputs.plausibility import plausibility

DECIDED = "fastställd;Regionplan;2024-11-25;"
SAME = [1000, 1000, 2000, 1000, 1000, 1000, 1000, 8000]


def people(folder: Path, years: dict[int, list[int]]) -> None:
    (folder / "befolkning.csv").write_text(population_csv(years), encoding="utf-8")


def warnings(folder: Path, per_datum: str = "2025-12-20") -> list[str]:
    return [line.replace("\u00a0", " ") for line in plausibility(begin(folder, per_datum))]


@pytest.fixture
def quiet(folder: Path) -> Path:
    """Inputs that give no warning: steady figures, decided index, an outcome for each month and cost post."""
    people(folder, dict.fromkeys(range(2023, 2026), SAME))
    index = [
        "ar;procent;status;kalla;publicerad;ersatter",
        *(f"{year};3,0;{DECIDED}" for year in range(2025, 2034)),
    ]
    (folder / "lpix.csv").write_text("\n".join(index) + "\n", encoding="utf-8")
    rows = [
        f"2025-{month:02}-15;A{month};{account};CHEF;;100 000;x"
        for month in range(1, 13)
        for account in (5010, 6500)
    ]
    heading = "datum;verifikation;konto;projekt;motpart;belopp;text"
    for year in (2024, 2025):
        text = "\n".join([heading, *(row.replace("2025-", f"{year}-") for row in rows)])
        (folder / "utfall" / f"energikontor_{year}.csv").write_text(text + "\n", encoding="utf-8")
    (folder / "utfall" / "kostnadsposter.csv").write_text(
        "avtal;projekt;konto_fran;konto_till;kostnadspost\nenergikontor;;5000;5999;enhetschef\n"
        "energikontor;;6000;6999;ovrigt\nenergikontor;;7000;7999;utveckling\n",
        encoding="utf-8",
    )
    edit(folder / "utfall" / "energikontor_2024.csv", "A1;6500", "A1;7010")
    edit(folder / "utfall" / "energikontor_2025.csv", "A1;6500", "A1;7010")
    return folder


def test_nothing_to_warn_of(quiet: Path) -> None:
    assert warnings(quiet) == []


def test_a_population_that_moves_more_than_three_per_cent(quiet: Path) -> None:
    moved = [1030, 1031, 2000, 969, 1000, 1000, 1000, 8000]
    people(quiet, {2023: SAME, 2024: moved, 2025: moved})
    assert warnings(quiet) == [
        "Bräcke: folkmängden i nyckeln 2025 är 1 031, 3,1 % från året före (1 000); mer än 3 %.",
        "Strömsund: folkmängden i nyckeln 2025 är 969, −3,1 % från året före (1 000); mer än 3 %.",
    ]


@pytest.mark.parametrize(("change", "told"), [("−2,1", "−2,1"), ("12,1", "12,1")])
def test_an_index_outside_the_usual(change: str, told: str, quiet: Path) -> None:
    edit(quiet / "lpix.csv", "2027;3,0;", f"2027;{change};")
    assert warnings(quiet) == [f"LPIX 2027 är {told} %, utanför −2 till 12 %."]


@pytest.mark.parametrize("change", ["−2", "12"])
def test_an_index_just_within(change: str, quiet: Path) -> None:
    edit(quiet / "lpix.csv", "2027;3,0;", f"2027;{change};")
    assert warnings(quiet) == []


def test_gaps_in_the_series(quiet: Path) -> None:
    people(quiet, {2019: SAME, **dict.fromkeys(range(2022, 2026), SAME)})
    text = (
        (quiet / "befolkning.csv")
        .read_text(encoding="utf-8")
        .replace("2321;Åre;2022-11-01;1000;fastställd;SCB;2022-12-15;\n", "")
    )
    (quiet / "befolkning.csv").write_text(text, encoding="utf-8")
    index = (quiet / "lpix.csv").read_text(encoding="utf-8")
    (quiet / "lpix.csv").write_text(index + f"2022;2,5;{DECIDED}\n", encoding="utf-8")
    told = warnings(quiet)
    assert told[0] == "LPIX saknas för 2023–2024."
    assert "Ragunda: folkmängd 11-01 saknas för 2020–2021." in told
    assert "Åre: folkmängd 11-01 saknas för 2020–2022." in told
    assert len(told) == 9


def test_a_stand_in_that_is_billed_on(quiet: Path) -> None:
    text = (quiet / "befolkning.csv").read_text(encoding="utf-8")
    for code, name in (("2321", "Åre"), ("2326", "Berg")):
        text = text.replace(
            f"{code};{name};2025-11-01;1000;fastställd;SCB;2025-12-15;",
            f"{code};{name};2025-12-31;1000;fastställd;SCB;2025-12-15;2025-11-01",
        )
    (quiet / "befolkning.csv").write_text(text, encoding="utf-8")
    assert warnings(quiet) == [
        "Energikontoret: fakturorna 2026 vilar på folkmängden 2025-12-31 i stället för 2025-11-01, i 2 kommuner."
    ]


def test_an_assumption_that_is_billed_on(quiet: Path) -> None:
    edit(quiet / "lpix.csv", "2026;3,0;fastställd", "2026;3,0;antagande")
    assert warnings(quiet) == [
        "Energikontoret: fakturorna 2026 vilar på antagande. LPIX 2026 är 3,0 % per år med status antagande."
    ]


def test_a_day_for_notice_that_is_near_and_an_agreement_that_has_ended(quiet: Path) -> None:
    people(quiet, dict.fromkeys(range(2023, 2027), SAME))
    near = "Energikontoret: sista dag att säga upp avtalet till 2028-12-31 är 2027-12-31, om 365 dagar."
    assert near in warnings(quiet, "2026-12-31")
    assert not [line for line in warnings(quiet, "2026-12-30") if "säga upp" in line]
    edit(
        quiet / "avtal" / "energikontor.yaml",
        "till: 2028-12-31, forlangs_manader: 12, langst_till: 2033-12-31",
        "till: 2024-12-31",
    )
    assert "Energikontoret: avtalet gällde till och med 2024-12-31." in warnings(quiet)


def test_an_outcome_that_is_not_whole(quiet: Path) -> None:
    path = quiet / "utfall" / "energikontor_2025.csv"
    lines = [
        line for line in path.read_text(encoding="utf-8").splitlines() if "-08-" not in line and "7010" not in line
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (quiet / "utfall" / "energikontor_2024.csv").unlink()
    told = warnings(quiet, "2026-01-15")
    assert told[-3:] == [
        "Energikontoret: utfallet 2025 har inget bokfört i augusti.",
        "Energikontoret: utfallet 2025 har inget på Utvecklingsarbete 50 %.",
        "Energikontoret: utfall saknas för 2024, så slutavräkning kan inte göras.",
    ]


def test_warnings_do_not_stop_the_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder / "lpix.csv", "2027;3,0;", "2027;14;")
    assert main(["kontroll", "--inputs", str(folder)]) == 0
    shown = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Rimlighet:\n" in shown
    assert "  Varning: LPIX 2027 är 14 %, utanför −2 till 12 %.\n" in shown
    assert shown.endswith("Indata går att räkna på.\n")
