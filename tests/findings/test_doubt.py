"""Unlikely figures are asked about, with what was probably meant; likely ones are not."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from small_inputs import MUNICIPALITIES, edit, index_csv, population_csv

from model.finding import Finding, Level
from model.read.begin import begin
from model.read.doubt import is_usual, moves, probable_index, unused_index_rows, unusual_rows
from suite.cli.cli import main
from suite.findings.findings import (
    index_findings,
    index_question,
    population_findings,
)

COUNTY = [5_146, 6_035, 15_680, 11_023, 12_693, 7_108, 10_175, 64_979]


def with_people(folder: Path, **changed: int) -> Path:
    """Write three years of the county's people, in the last of them changed."""
    after = [changed.get(name, count) for name, count in zip(MUNICIPALITIES.values(), COUNTY, strict=True)]
    years = {2023: COUNTY, 2024: COUNTY, 2025: after}
    (folder / "befolkning.csv").write_text(population_csv(years), encoding="utf-8")
    return folder


def asked(folder: Path, scenario: str = "bas") -> list[Finding]:
    return population_findings(begin(folder, scenario=scenario), [2026])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("0.033", "3.3"), ("0.05", "5"), ("1.033", "3.3"), ("1.03", "3"), ("1.005", "0.5")),
        *(("103.3", "3.3"), ("33", "3.3"), ("13", "1.3"), ("330", "3.3")),
        *(("0", None), ("-0.5", None), ("0.3", None), ("0.499", None), ("8.1", None), ("9.1", None), ("12", None)),
        *(("-3.3", None), ("1000", None)),
    ],
)
def test_an_unusual_index_is_asked_about(written: str, meant: str | None) -> None:
    percent = Decimal(written)
    assert not is_usual(percent)
    assert probable_index(percent) == (None if meant is None else Decimal(meant))
    assert index_question(percent).endswith(
        "Menas " + meant.replace(".", ",") + "\u00a0%?" if meant else "8\u00a0%."
    )


@pytest.mark.parametrize("written", ["0.5", "1", "1.0", "1.00", "1.1", "1.10", "2.45", "3.3", "7.95", "8"])
def test_a_usual_index_is_not(written: str) -> None:
    assert is_usual(Decimal(written))
    assert index_question(Decimal(written)) == ""


def with_index(folder: Path, written: str) -> Path:
    edit(folder / "lpix.csv", "2027;3,0;", f"2027;{written};")
    return folder


@pytest.mark.parametrize(("invoiced", "level"), [(2027, Level.ACKNOWLEDGE), (2026, Level.NOTE)])
def test_an_unusual_index_is_a_finding_of_those_who_invoice_on_it(
    invoiced: int, level: Level, folder: Path
) -> None:
    (found,) = index_findings(begin(with_index(folder, "0,033")), [invoiced])
    assert (found.code, found.level) == ("index", level)
    assert found.text.replace("\u00a0", " ") == (
        "LPIX 2027: 0,033 % är ovanligt, de flesta år ligger mellan 0,5 och 8 %. Menas 3,3 %? Se lpix.csv rad 4."
    )


def test_the_usual_values_beside_it_give_no_finding(folder: Path) -> None:
    run = begin(with_index(folder, "3,3"))
    assert index_findings(run, [2033]) == []
    assert list(unusual_rows(run.series)) == []


def test_a_vintage_that_is_not_in_use_is_not_asked_about(folder: Path) -> None:
    with_index(folder, "33")
    with (folder / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write(index_csv({2027: "3,3"}).splitlines()[1].replace("2026-11-25", "2026-12-01") + "\n")
    assert index_findings(begin(folder, "2026-12-24"), [2033]) == []


def test_what_a_scenario_explores_is_only_told(folder: Path) -> None:
    text = (
        (folder / "scenarier" / "bas.yaml").read_text(encoding="utf-8").replace("scenario: bas", "scenario: vild")
    )
    more = "lpix:\n  varden:\n    2027: 33\nfolkmangd: [{kommunkod: 2380, datum: 2025-11-01, folkmangd: 6 470}]\n"
    (with_people(folder) / "scenarier" / "vild.yaml").write_text(text + more, encoding="utf-8")
    run = begin(folder, scenario="vild")
    found = [*index_findings(run, [2027]), *population_findings(run, [2026])]
    assert [(each.code, each.level) for each in found] == [("index", Level.NOTE), ("folkmangd", Level.NOTE)]


@pytest.mark.parametrize("note", ["Kontrollerat: Regionplanen s. 12", "kontrollerad mot protokollet"])
def test_what_somebody_has_checked_is_only_told(note: str, folder: Path) -> None:
    for name, old in (("lpix.csv", "2027;3,0;fastställd;Regionplan;2026-11-25;"), ("befolkning.csv", "")):
        path = with_people(folder) / name
        lines = path.read_text(encoding="utf-8").splitlines()
        last = next((line for line in lines if old and line.endswith(old)), lines[-1])
        new = last.replace(";3,0;", ";9,1;").replace(";64979;", ";6470;")
        path.write_text(
            "\n".join(
                [
                    f"{lines[0]};anmarkning",
                    *(f"{new};{note}" if line == last else f"{line};" for line in lines[1:]),
                ]
            )
            + "\n",
            encoding="utf-8",
        )
    run = begin(folder)
    found = [*index_findings(run, [2027]), *population_findings(run, [2026])]
    assert [each.level for each in found] == [Level.NOTE, Level.NOTE]


def test_the_word_not_checked_answers_nothing(folder: Path) -> None:
    lines = (with_index(folder, "9,1") / "lpix.csv").read_text(encoding="utf-8").splitlines()
    text = "\n".join([f"{lines[0]};anmarkning", *(f"{line};Inte kontrollerat" for line in lines[1:])])
    (folder / "lpix.csv").write_text(text + "\n", encoding="utf-8")
    assert [each.level for each in index_findings(begin(folder), [2027])] == [Level.ACKNOWLEDGE]


def test_a_population_that_has_lost_a_digit_is_asked_about_with_its_share(folder: Path) -> None:
    (found,) = asked(with_people(folder, Östersund=6_470))
    assert (found.code, found.level) == ("folkmangd", Level.ACKNOWLEDGE)
    assert found.text.replace("\u00a0", " ") == (
        "Östersund: folkmängden 2025-11-01 är 6 470, −90,0 % från 2024-11-01 (64 979); mer än 10 % om året, och "
        "andelen av alla går från 48,9 % till 8,7 %. Menas omkring 64 700? Se befolkning.csv rad 25."
    )


@pytest.mark.parametrize(
    ("count", "level", "limit", "meant"),
    [
        (71_476, None, 3, None),
        (71_477, Level.ACKNOWLEDGE, 10, None),  # more than a tenth, and no digit too many
        (649_790, Level.ACKNOWLEDGE, 10, 64_979),
        (649, Level.ACKNOWLEDGE, 10, 64_900),
        (0, Level.ACKNOWLEDGE, 10, None),
        (66_929, Level.NOTE, 3, None),
    ],
)
def test_the_limits_of_a_move(
    count: int, level: Level | None, limit: int, meant: int | None, folder: Path
) -> None:
    run = begin(with_people(folder, Östersund=count))
    (move,) = moves(run.series, {"11-01"})
    assert (move.limit, move.meant) == (limit, meant)
    assert [each.level for each in population_findings(run, [2026])] == [level or Level.NOTE]


def test_a_population_that_moves_as_people_do_gives_no_finding(folder: Path) -> None:
    assert asked(with_people(folder, Östersund=66_928, Åre=12_770)) == []


def test_a_move_over_several_years_is_measured_by_the_year(folder: Path) -> None:
    people = {2020: COUNTY, 2023: [round(count * 1.08) for count in COUNTY]}
    (folder / "befolkning.csv").write_text(population_csv(people), encoding="utf-8")
    assert list(moves(begin(folder).series, {"11-01"})) == []


def test_figures_of_other_days_are_not_compared(folder: Path) -> None:
    with_people(folder)
    edit(folder / "befolkning.csv", "2380;Östersund;2025-11-01;64979;", "2380;Östersund;2025-10-31;6470;")
    series = begin(folder).series
    assert list(moves(series, {"11-01"})) == []
    assert len(list(moves(replace(series), {"11-01", "10-31"}))) == 1


def test_years_that_nobody_invoices_now_are_only_told_of(folder: Path) -> None:
    run = begin(with_people(folder, Östersund=6_470))
    assert [each.level for each in population_findings(run, [2030])] == [Level.NOTE]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["index", "folkmangd"])
def test_an_invoice_basis_is_held_back_until_it_is_acknowledged(
    kind: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_people(folder, Östersund=6_470 if kind == "folkmangd" else 64_979)
    edit(folder / "lpix.csv", "2026;3,0;", "2026;33;" if kind == "index" else "2026;3,0;")
    command = ["faktura", "2026", "--inputs", str(folder), "--ut", str(tmp_path), "--skal", "Rätt enligt RF"]
    others = [code for other in ("oppet-ar", "utfall-saknas") for code in ("--trots", other)]
    assert main([*command, *others]) == 3
    assert f"[{kind}]" in capsys.readouterr().err
    assert not list(tmp_path.glob("fakturaunderlag*"))
    assert main([*command, *others, "--trots", kind]) == 0


def test_rows_that_move_no_agreement_are_told(two: Path) -> None:
    run = begin(two)
    agreements, rows = run.agreements, run.inputs.index
    assert unused_index_rows(agreements, rows) == []
    alone = [agreement for agreement in agreements if agreement.id != "natverk"]
    (told,) = unused_index_rows(alone, rows)
    assert (told.code, told.level) == ("index-oanvant", "notera")
    assert told.text == "lpix.csv har 14 rader för KPI, som inget avtal räknas upp med (avtalen har LPIX)."
