"""The findings, with numbers: what looks odd, is soon due, assumed or not complete; each by hand."""

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from small_inputs import closed, edit, population_csv

from model.finding import Finding, Level, holding_back
from model.read.begin import PROJECT, begin
from suite.cli.cli import main
from suite.findings.findings import CODES, billed_years, findings, outcome_findings
from suite.reports.economic import key_figures
from suite.reports.opening import open_year
from suite.reports.text import settlement_sentence

DECIDED = "fastställd;Regionplan;2024-11-25;"
SAME = [1000, 1000, 2000, 1000, 1000, 1000, 1000, 8000]


def people(folder: Path, years: dict[int, list[int]]) -> None:
    (folder / "befolkning.csv").write_text(population_csv(years), encoding="utf-8")


def found(folder: Path, per_datum: str = "2025-12-20", scenario: str = "bas") -> list[Finding]:
    run = begin(folder, per_datum, scenario)
    return findings(run, billed_years(run))


def warnings(folder: Path, per_datum: str = "2025-12-20") -> list[str]:
    """Return the texts, but for that of the settlement of a year that is not over."""
    every = found(folder, per_datum)
    return [each.text.replace("\u00a0", " ") for each in every if each.code != "oppet-ar"]


@pytest.fixture
def quiet(folder: Path) -> Path:
    """Inputs that give no warning: steady figures, decided index, an outcome for each month and cost post."""
    people(folder, dict.fromkeys(range(2023, 2026), SAME))
    index = [
        "index;ar;procent;status;kalla;publicerad;ersatter",
        *(f"LPIX;{year};3,0;{DECIDED}" for year in range(2025, 2034)),
    ]
    (folder / "lpix.csv").write_text("\n".join(index) + "\n", encoding="utf-8")
    rows = [
        f"2025-{month:02}-15;A{month};{account};CHEF;;65 000;x;fastställd"
        for month in range(1, 13)
        for account in (5010, 6500)
    ]
    heading = "datum;verifikation;konto;projekt;motpart;belopp;text;status"
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
        "Bräcke: folkmängden 2024-11-01 är 1 031, 3,1 % från 2023-11-01 (1 000); mer än 3 % om året, och andelen "
        "av alla går från 6,3 % till 6,4 %. Se befolkning.csv rad 11.",
        "Strömsund: folkmängden 2024-11-01 är 969, −3,1 % från 2023-11-01 (1 000); mer än 3 % om året, och "
        "andelen av alla går från 6,3 % till 6,0 %. Se befolkning.csv rad 13.",
    ]


@pytest.mark.parametrize("change", ["−0,5", "8,1"])
def test_an_index_outside_the_usual(change: str, quiet: Path) -> None:
    edit(quiet / "lpix.csv", "2027;3,0;", f"2027;{change};")
    (told,) = warnings(quiet)
    assert told.startswith(f"LPIX 2027: {change} % är ovanligt, de flesta år ligger mellan 0,5 och 8 %.")


@pytest.mark.parametrize("change", ["0,5", "8"])
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
    (quiet / "lpix.csv").write_text(index + f"LPIX;2022;2,5;{DECIDED}\n", encoding="utf-8")
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
    assert warnings(quiet) == ["Energikontoret: fakturorna 2026 vilar på antagande. LPIX 2026 är 3,0 % (antaget)."]


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


def test_findings_do_not_stop_the_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder / "lpix.csv", "2027;3,0;", "2027;14;")
    assert main(["kontroll", "--inputs", str(folder)]) == 0
    shown = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Att kvittera, fakturaunderlaget görs med --trots KOD --skal TEXT:\n" in shown
    assert "  [index] LPIX 2027: 14 % är ovanligt, de flesta år ligger mellan 0,5 och 8 %. Menas 1,4 %?" in shown
    assert shown.endswith("Indata går att räkna på.\n")


def test_a_level_says_what_is_held_back() -> None:
    stop, asked, note = (Finding(code, level, code) for code, level in zip("abc", Level, strict=True))
    assert holding_back([note, asked, stop], {}) == [stop, asked]
    assert holding_back([note, asked, stop], {"a": "x", "b": "x", "c": "x"}) == [stop]


@pytest.mark.slow
def test_every_code_is_known_and_explained(quiet: Path, folder: Path) -> None:
    """The shipped inputs, those of the tests and a scenario: no finding has a code that the handbook lacks."""
    handbook = (PROJECT / "docs" / "handledning.md").read_text(encoding="utf-8")
    told = {each.code for run in (quiet, folder, PROJECT / "inputs") for each in found(run, "2026-11-24")}
    assert told <= set(CODES)
    assert [code for code in CODES if f"`{code}`" not in handbook] == []


def test_a_scenario_is_never_invoiced(quiet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(quiet / "scenarier" / "bas.yaml", quiet / "scenarier" / "annat.yaml")
    edit(quiet / "scenarier" / "annat.yaml", "scenario: bas", "scenario: annat")
    given = ["--inputs", str(quiet), "--ut", str(tmp_path)]
    assert main(["faktura", "2026", "--scenario", "annat", "--trots", "scenario", "--skal", "x", *given]) == 3
    told = capsys.readouterr().err
    assert "Fel: [scenario] Beloppen räknas i scenariot Bas (annat); bara bas faktureras." in told
    assert "Stopp går inte att kvittera" in told
    assert "--trots" not in told
    assert not (tmp_path / "fakturaunderlag_2026").exists()
    assert main(["faktura", "2026", *given]) == 0
    assert set(basis(tmp_path)["scenario"]) == {"bas"}


def basis(out: Path, year: int = 2026) -> pd.DataFrame:
    path = out / f"fakturaunderlag_{year}" / f"fakturaunderlag_{year}.csv"
    return pd.read_csv(path, sep=";", dtype={"part": str, "anmarkning": str}, encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--trots", "antagandet", "--skal", "x"], "--trots: fann ”antagandet”, väntade någon av antagande, "),
        (["--trots", "antagande"], "--skal: väntade varför det görs ändå"),
        (["--trots", "antagande", "--skal", " "], "--skal: väntade varför det görs ändå"),
    ],
)
def test_an_acknowledgement_names_a_code_and_says_why(
    given: list[str], words: str, quiet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["faktura", "2026", *given, "--inputs", str(quiet), "--ut", str(tmp_path)]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "fakturaunderlag_2026").exists()


def test_what_was_acknowledged_needlessly_is_told(
    quiet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--trots", "index", "--skal", "Prövat", "--inputs", str(quiet), "--ut", str(tmp_path)]
    assert main(["faktura", "2026", *given]) == 0
    assert "--trots index behövdes inte.\n" in capsys.readouterr().err
    assert basis(tmp_path)["anmarkning"].isna().all()


ODD = [
    ("befolkning.csv", "Östersund;2025-11-01;8000", "Östersund;2025-11-01;800"),
    ("lpix.csv", "2026;3,0", "2026;33"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "was", "odd"), ODD)
def test_an_odd_figure_is_not_billed_on_unless_acknowledged(
    name: str, was: str, odd: str, quiet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Östersund at a tenth of its inhabitants, LPIX at ten times its value: 40 wrong rows, told before they go."""
    edit(quiet / name, was, odd)
    code = "folkmangd" if name == "befolkning.csv" else "index"
    given = ["faktura", "2026", "--inputs", str(quiet), "--ut", str(tmp_path)]
    outcome(quiet, 9, "preliminär")
    assert main(given) == 3
    told = capsys.readouterr().err
    assert f"Fel: [{code}] " in told
    assert "oppet-ar" not in told  # which leaves the settlement out, and holds nothing else back
    assert main([*given, "--trots", code, "--skal", "Så är det"]) == 0
    advance = basis(tmp_path).query("slag == 'förskott'")
    assert set(advance["anmarkning"]) == {f"kvitterat {code}: Så är det"}


def outcome(folder: Path, months: int, status: str, year: int = 2025) -> None:
    """Book 50 000 on each of two posts each month of a year: 100 000 a month."""
    rows = [
        f"{year}-{month:02}-15;A{month};{account};CHEF;;50 000;x;{status}"
        for month in range(1, months + 1)
        for account in (5010, 6500)
    ]
    text = "\n".join(["datum;verifikation;konto;projekt;motpart;belopp;text;status", *rows]) + "\n"
    (folder / "utfall" / f"energikontor_{year}.csv").write_text(text, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.clause("RUN/387/2023 §7", "slutavräkning först när året är stängt")
def test_only_a_closed_year_is_settled(quiet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1 648 000 was paid for 2025; 900 000 to September goes on to 1 200 000: no credit leaves the house."""
    given = ["faktura", "2026", "--inputs", str(quiet), "--ut", str(tmp_path)]
    outcome(quiet, 9, "preliminär")
    assert main([*given, "--per-datum", "2025-12-20"]) == 0
    told = capsys.readouterr().err.replace("\u00a0", " ")
    assert told.startswith(
        "Inte med i fakturaunderlaget: [oppet-ar] Energikontoret: slutavräkningen 2025 är inte gjord: året är "
        "inte slut per 2025-12-20. Som det ser ut nu skulle 448 000 kr avräknas.\n"
    )
    assert set(basis(tmp_path)["slag"]) == {"förskott"}
    sheet = openpyxl.load_workbook(tmp_path / "fakturaunderlag_2026" / "fakturaunderlag_2026.xlsx")["Om"]
    notes = [str(row[0]) for row in sheet.values]
    assert any(note.startswith("Inte med: Energikontoret: slutavräkningen 2025 är inte gjord") for note in notes)
    outcome(quiet, 12, "preliminär")
    assert main([*given, "--per-datum", "2026-02-01"]) == 0
    assert "utfallet är inte fastställt (preliminär)" in capsys.readouterr().err
    assert set(basis(tmp_path)["slag"]) == {"förskott"}
    outcome(quiet, 12, "fastställd")
    assert main([*given, "--per-datum", "2026-02-01"]) == 0
    assert "bokslutet för 2025 är inte gjort" in capsys.readouterr().err
    assert set(basis(tmp_path)["slag"]) == {"förskott"}
    closed(quiet, day="2026-02-01")
    assert main([*given, "--per-datum", "2026-01-31"]) == 0
    assert set(basis(tmp_path)["slag"]) == {"förskott"}
    assert main([*given, "--per-datum", "2026-02-01"]) == 0
    settled = basis(tmp_path).query("slag == 'slutavräkning'")
    assert settled["belopp_kr"].sum() == -448_000
    assert settled["anmarkning"].isna().all()


def test_no_acknowledgement_settles_an_open_year(quiet: Path, tmp_path: Path) -> None:
    outcome(quiet, 9, "preliminär")
    given = ["--inputs", str(quiet), "--ut", str(tmp_path), "--trots", "oppet-ar", "--skal", "Beslut 1"]
    assert main(["faktura", "2026", *given, "--per-datum", "2025-12-20"]) == 0
    assert set(basis(tmp_path)["slag"]) == {"förskott"}


def test_books_that_end_before_december_are_asked_about(
    quiet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome(quiet, 9, "fastställd")
    closed(quiet, day="2026-02-01")
    given = ["faktura", "2026", "--inputs", str(quiet), "--ut", str(tmp_path), "--per-datum", "2026-02-01"]
    assert main(given) == 0
    assert "vilar på ett utfall vars sista bokföring är i september" in capsys.readouterr().err
    assert set(basis(tmp_path)["slag"]) == {"förskott"}
    assert main([*given, "--trots", "utfall-ofullstandigt", "--skal", "Inget mer"]) == 0
    assert set(basis(tmp_path)["slag"]) == {"förskott", "slutavräkning"}


def test_a_missing_outcome_of_a_year_that_is_over_stops(
    quiet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (quiet / "utfall" / "energikontor_2025.csv").unlink()
    given = ["faktura", "2026", "--inputs", str(quiet), "--ut", str(tmp_path)]
    assert main([*given, "--per-datum", "2025-12-20"]) == 0
    capsys.readouterr()
    assert main([*given, "--per-datum", "2026-02-01"]) == 3
    assert "Fel: [utfall-saknas] Energikontoret: slutavräkningen 2025 är inte med" in capsys.readouterr().err


def test_the_report_of_an_open_year_says_what_the_settlement_would_come_to(quiet: Path) -> None:
    outcome(quiet, 9, "preliminär")
    now = open_year(2025, str(quiet), "2025-12-20")
    view = now.view("energikontor")
    said = settlement_sentence(view).replace("\u00a0", " ")
    assert said == (
        "Prognosen för 2025 är 1 200 000 kr, varav 900 000 kr är bokfört. Finansieringen är 448 000 kr mer än "
        "prognosen, 37,33 % av prognosen: mer än 10 %, så 448 000 kr skulle betalas tillbaka till parterna om "
        "inget ändras. Inget betalas förrän året är stängt; året är inte slut per 2025-12-20."
    )
    assert key_figures(now).figures[1].label == "Skulle betalas tillbaka"
    edit(quiet / "utfall" / "energikontor_2025.csv", "A9;6500;CHEF;;50 000", "A9;6500;CHEF;;386 000")
    view = open_year(2025, str(quiet), "2025-12-20").view("energikontor")
    assert "Finansieringen är lika stor som prognosen: inte mer än 10" in settlement_sentence(view)
    outcome(quiet, 12, "fastställd")
    closed(quiet, day="2026-02-01")
    now = open_year(2025, str(quiet), "2026-02-01")
    view = now.view("energikontor")
    assert "så 448 000 kr betalas tillbaka" in settlement_sentence(view).replace("\u00a0", " ")
    assert key_figures(now).figures[1].label == "Tillbaka i slutavräkningen"


def test_warnings_and_sources_name_the_index(two: Path) -> None:
    edit(two / "lpix.csv", "KPI;2027;5,0;", "KPI;2027;50,0;")
    rows = (two / "lpix.csv").read_text(encoding="utf-8").replace("LPIX;2030;3,0;", "LPIX;2030;30,0;")
    (two / "lpix.csv").write_text(f"{rows}KPI;2035;5,0;fastställd;X;2026-01-01;\n", encoding="utf-8")
    run = begin(two)
    told = [each.text.replace("\u00a0", " ") for each in findings(run, [2026]) if each.code in ("index", "lucka")]
    odd = "är ovanligt, de flesta år ligger mellan 0,5 och 8 %. Menas"
    assert told == [
        f"KPI 2027: 50,0 % {odd} 5 %? Se lpix.csv rad 23.",
        f"LPIX 2030: 30,0 % {odd} 3 %? Se lpix.csv rad 12.",
        "KPI saknas för 2034.",
    ]


BOOK = "datum;verifikation;konto;projekt;motpart;belopp;text;status"


def odd_outcomes(county: Path, per_datum: str = "2025-12-20", invoiced: int = 2026) -> list[Finding]:
    return outcome_findings(begin(str(county), per_datum), [invoiced])


def book(county: Path, income: str) -> None:
    (county / "utfall" / "kompetensattraktion_2024.csv").write_text(
        f"{BOOK}\n2024-02-01;1;6990;K;;3 000 000;x;fastställd\n2024-12-01;2;3510;K;;−{income};x;fastställd\n",
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
    book(county, income)
    (finding,) = odd_outcomes(county)
    assert (finding.code, finding.level, finding.agreement) == (code, Level.NOTE, "kompetensattraktion")
    told = f"Kompetensattraktion 2024: {came} av 641 000 kr från Näringslivet är bokfört, {rest}."
    assert finding.text.replace("\u00a0", " ") == told


def test_nothing_is_missing_before_the_year_is_over_nor_when_all_has_come(county: Path) -> None:
    book(county, "600 000")
    people = (county / "befolkning.csv").read_text(encoding="utf-8")
    (county / "befolkning.csv").write_text(people.replace("-12-15;", "-11-20;"), encoding="utf-8")
    assert odd_outcomes(county, "2024-12-31") == []
    assert len(odd_outcomes(county, "2025-01-01")) == 1
    book(county, "641 000")
    assert odd_outcomes(county, "2025-01-01") == []


def test_each_outcome_is_looked_at_and_the_names_beside_them(county: Path) -> None:
    """The Energikontor's 2025 is pasted twice; a copy lies beside the talent year's, of which all has come in."""
    book(county, "641 000")
    energy = county / "utfall" / "energikontor_2025.csv"
    rows = energy.read_text(encoding="utf-8")
    energy.write_text(rows + rows.split("\n", 1)[1], encoding="utf-8")
    (county / "utfall" / "kompetensattraktion 2024 (1).csv").write_text("x", encoding="utf-8")
    told = [(finding.code, finding.agreement, finding.level) for finding in odd_outcomes(county)]
    assert told == [
        ("utfall-dubbelt", "energikontor", Level.ACKNOWLEDGE),  # 2025 is settled in 2026
        ("utfall-namn", "kompetensattraktion", Level.NOTE),
    ]
    assert [each.level for each in odd_outcomes(county, invoiced=2027)] == [Level.NOTE, Level.NOTE]
    assert {each.kind for each in odd_outcomes(county)} == {"slutavräkning"}


def test_the_shipped_examples_lack_41_000_and_are_otherwise_right() -> None:
    assert [finding.code for finding in outcome_findings(begin(), [2026])] == ["intakt-fattas"]
