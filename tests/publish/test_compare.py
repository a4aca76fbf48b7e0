"""What differs between two runs: hand-worked cases, one screen, every row with --ut, what cannot be compared."""

import csv
import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from small_inputs import ROUND, SCENARIO, edit, index_csv, population_csv

from model.read.begin import PROJECT
from suite.cli.cli import main
from suite.publish.compare import HEIGHT, WIDTH


@pytest.fixture
def before(folder: Path) -> Path:
    """The small inputs with the same round populations all years: 16 000, of whom Ragunda 1 000, Krokom 2 000."""
    people = population_csv(dict.fromkeys((2022, 2023, 2024), ROUND))
    (folder / "befolkning.csv").write_text(people, encoding="utf-8")
    return folder


@pytest.fixture
def after(before: Path, tmp_path: Path) -> Path:
    """A copy of them, to be changed."""
    return Path(shutil.copytree(before, tmp_path / "andrade"))


def four_per_cent(inputs: Path) -> None:
    text = index_csv({2025: "4,0"} | dict.fromkeys(range(2026, 2034), "3,0"))
    (inputs / "lpix.csv").write_text(text, encoding="utf-8")


def basis(inputs: Path, year: int, out: Path) -> Path:
    passed = ["--trots", "utfall-saknas", "--skal", "prov"]
    assert main(["faktura", str(year), *passed, "--inputs", str(inputs), "--ut", str(out)]) == 0
    return out / f"fakturaunderlag_{year}"


def computed(inputs: Path, years: str, path: Path, scenario: str = "bas") -> Path:
    arguments = ["berakna", "--ar", years, "--inputs", str(inputs), "--scenario", scenario, "--ut", str(path)]
    assert main(arguments) == 0
    return path


def compared(one: Path, other: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert main(["jamfor", str(one), str(other), *more]) == 0
    return capsys.readouterr().out.replace("\u00a0", " ")


def refused(one: Path, other: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert main(["jamfor", str(one), str(other), *more]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.replace("\u00a0", " ")


def flat(said: str) -> str:
    return " ".join(said.split())


def table(said: str) -> dict[str, list[str]]:
    """Return the rows of the table by party: before, after, difference and why."""
    lines = [line for line in said.splitlines() if line.startswith(("energikontor ", "Summa "))]
    cells = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]
    return {row[1] if row[0] != "Summa" else "Summa": row[2:] for row in cells}


@pytest.mark.slow
def test_two_bases_where_every_row_differs(
    before: Path, after: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """800 000 × 1.03 is 824 000 and × 1.04 is 832 000; a sixteenth of them 51 500 and 52 000."""
    four_per_cent(after)
    folders = [basis(inputs, 2025, tmp_path / name) for name, inputs in (("a", before), ("b", after))]
    said = compared(*folders, capsys)
    assert "Data: lpix.csv (ändrad)" in said
    assert "Villkor (avtal): lika" in said
    assert list(table(said).items()) == [
        ("Region Jämtland Härje…", ["824 000", "832 000", "+8 000", "uppräkning +8 000"]),
        ("Östersunds kommun", ["412 000", "416 000", "+4 000", "uppräkning +4 000"]),
        ("Krokoms kommun", ["103 000", "104 000", "+1 000", "uppräkning +1 000"]),
        ("Ragunda kommun", ["51 500", "52 000", "+500", "uppräkning +500"]),
        ("Bräcke kommun", ["51 500", "52 000", "+500", "uppräkning +500"]),
        ("Strömsunds kommun", ["51 500", "52 000", "+500", "uppräkning +500"]),
        ("Åre kommun", ["51 500", "52 000", "+500", "uppräkning +500"]),
        ("Bergs kommun", ["51 500", "52 000", "+500", "uppräkning +500"]),
        ("Härjedalens kommun", ["51 500", "52 000", "+500", "uppräkning +500"]),
        ("Summa", ["1 648 000", "1 664 000", "+16 000", "uppräkning +16 000"]),
    ]
    assert "Fakturarader: 9 av 9 skiljer sig, summan från 1 648 000 kr till 1 664 000 kr" in said


def test_the_same_basis_twice(before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = basis(before, 2025, tmp_path)
    said = compared(folder, folder, capsys)
    assert "Ingen betalares summa skiljer sig." in said
    assert "Fakturarader" not in said
    assert "--ut" not in said


def test_a_basis_made_before_the_allocation_lay_beside_it(
    before: Path, after: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What differs is told by kind, and that nothing more can be said."""
    four_per_cent(after)
    folders = [basis(inputs, 2025, tmp_path / name) for name, inputs in (("a", before), ("b", after))]
    (folders[0] / "resultat.json").unlink()
    said = compared(*folders, capsys)
    assert table(said)["Åre kommun"] == ["51 500", "52 000", "+500", "förskott +500"]
    assert f"Varför går inte att säga: fördelningen bakom beloppen finns inte i {folders[0]}." in flat(said)
    files = [folder / "fakturaunderlag_2025.csv" for folder in folders]
    assert table(compared(*files, capsys))["Åre kommun"] == ["51 500", "52 000", "+500", "förskott +500"]


def test_bases_of_two_years(before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """2024 is 800 000, 2025 3 % more: each party's own 2024 beside its 2025."""
    said = compared(basis(before, 2024, tmp_path), basis(before, 2025, tmp_path), capsys)
    assert "Parametrar: ar: 2024 → 2025" in said
    assert table(said)["Åre kommun"] == ["50 000", "51 500", "+1 500", "uppräkning +1 500"]
    assert table(said)["Summa"] == ["1 600 000", "1 648 000", "+48 000", "uppräkning +48 000"]


def test_a_settlement_is_told_apart_from_the_advance(
    before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A credit of 3 000 for the year before, in the later basis alone."""
    one, other = basis(before, 2024, tmp_path), basis(before, 2025, tmp_path)
    path = other / "fakturaunderlag_2025.csv"
    (own,) = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if ";2321;" in line]
    credit = own.replace(";förskott;2025;51500;", ";slutavräkning;2024;-3000;")
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{credit}\n")
    said = compared(one, other, capsys)
    assert table(said)["Åre kommun"][:3] == ["50 000", "48 500", "−1 500"]
    assert "Åre kommun 50 000 48 500 −1 500 slutavräkning −3 000, uppräkning +1 500" in flat(said)
    assert "Fakturarader: 10 av 10 skiljer sig" in said
    assert "förskott +48 000, slutavräkning −3 000" in flat(said)


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_one_changed_population(
    ending: str, before: Path, after: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ragunda has 1 100 of 16 100 of 824 000: 56 298.14. The others' parts shrink: Åre 51 180.12, and so on."""
    people = population_csv({2022: ROUND, 2023: ROUND, 2024: [1100, *ROUND[1:]]})
    (after / "befolkning.csv").write_text(people, encoding="utf-8")
    files = [computed(one, "2024-2025", tmp_path / f"{one.name}.{ending}") for one in (before, after)]
    said = compared(*files, capsys)
    assert "Vad som ligger bakom går inte att säga" in said
    assert "Belopp 2025, kr" in said
    assert table(said)["Ragunda kommun"] == ["51 500", "56 298", "+4 798", "egen befolkning +4 798"]
    assert table(said)["Åre kommun"] == ["51 500", "51 180", "−320", "de andras befolkning −320"]
    assert table(said)["Krokoms kommun"] == ["103 000", "102 361", "−639", "de andras befolkning −640"]
    assert table(said)["Östersunds kommun"] == ["412 000", "409 441", "−2 559", "de andras befolkning −2 559"]
    assert "Region Jämtland Härje…" not in table(said)
    assert table(said)["Summa"][:3] == ["1 648 000", "1 648 000", "0"]


def test_a_changed_term(before: Path, after: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """900 000 × 1.03 is 927 000 for the Region; nobody else pays anything else."""
    path = after / "avtal" / "energikontor.yaml"
    edit(path, "totalt: 1 600 000", "totalt: 1 700 000")
    edit(path, "basbelopp: 800 000", "basbelopp: 900 000")
    said = compared(*[computed(one, "2025", tmp_path / f"{one.name}.csv") for one in (before, after)], capsys)
    assert list(table(said).items()) == [
        ("Region Jämtland Härje…", ["824 000", "927 000", "+103 000", "ändrade villkor +103 000"]),
        ("Summa", ["1 648 000", "1 751 000", "+103 000", "ändrade villkor +103 000"]),
    ]
    assert "Ändrade villkor är basbelopp, månader, nyckel eller vilka som betalar." in said
    assert "9 rader" in said


def test_code_libraries_and_parameters_alone(
    before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = basis(before, 2025, tmp_path)
    other = Path(shutil.copytree(one, tmp_path / "andra" / one.name))
    manifest = json.loads((one / "manifest.json").read_text(encoding="utf-8"))
    manifest["kod"]["model"] = "annan"
    manifest["versioner"]["pandas"] = "9.9"
    manifest["parametrar"] |= {"scenario": "annat", "kvitterat": {}}
    (other / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    said = compared(one, other, capsys)
    assert "Kod: model (ändrad)\n" in said
    assert " → 9.9" in said
    assert "Parametrar: kvitterat: utfall-saknas → inget, scenario: bas → annat" in said
    assert "Ingen betalares summa skiljer sig." in said


def test_a_year_against_the_next(before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [computed(before, year, tmp_path / f"{year}.csv") for year in ("2024", "2025")]
    said = compared(*files, capsys)
    assert "Belopp 2024 mot 2025, kr" in said
    assert table(said)["Åre kommun"] == ["50 000", "51 500", "+1 500", "uppräkning +1 500"]


def test_years_that_only_one_has(before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What both have is compared, and the rest is told; 2026 is 2 × 800 000 × 1.03²."""
    files = [computed(before, years, tmp_path / f"{years}.csv") for years in ("2024-2025", "2025-2026")]
    said = compared(*files, capsys)
    assert "Inga belopp per part och år skiljer sig, av 9." in said
    assert "Bara före: energikontor 2024, 1 600 000 kr." in said
    assert "Bara efter: energikontor 2026, 1 697 440 kr." in said


def test_the_difference_of_several_years(
    before: Path, after: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """4 % in 2025 for 3 %: 16 000 that year; then twice 856 960 − 848 720, and twice 882 668.80 − 874 181.60."""
    four_per_cent(after)
    files = [computed(one, "2024-2027", tmp_path / f"{one.name}.csv") for one in (before, after)]
    said = compared(*files, capsys)
    assert "Belopp 2025–2027 sammanlagt, kr" in said
    assert "Skillnad per år: 2025 +16 000, 2026 +16 480, 2027 +16 974" in said
    assert table(said)["Summa"][2] == "+49 454"
    edit(before / "befolkning.csv", "2303;Ragunda;2024-11-01;1000", "2303;Ragunda;2024-11-01;1100")
    files = [computed(before, "2024-2027", tmp_path / "c.csv"), tmp_path / "inputs.csv"]
    said = compared(*files, capsys)
    assert "Belopp 2025–2027 sammanlagt, kr" in said
    assert "Skillnad per år" not in said  # what one pays less the others pay


def test_no_year_in_common(before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [computed(before, years, tmp_path / f"{years}.csv") for years in ("2024-2025", "2027-2028")]
    said = refused(*files, capsys)
    assert "Det finns inget år för samma avtal att jämföra" in said
    assert "2024-2025.csv har 2024–2025" in said


def test_a_party_that_only_one_has(before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ragunda's row is gone: 51 500 before, nothing after, and that is a matter of who pays."""
    one = computed(before, "2025", tmp_path / "a.csv")
    rows = one.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "b.csv").write_text("".join(row for row in rows if ";2303;" not in row), encoding="utf-8")
    said = compared(one, tmp_path / "b.csv", capsys)
    assert table(said)["Ragunda kommun"] == ["51 500", "–", "−51 500", "ändrade villkor −51 500"]
    said = compared(tmp_path / "b.csv", one, capsys)
    assert table(said)["Ragunda kommun"] == ["–", "51 500", "+51 500", "ändrade villkor +51 500"]


def test_two_scenarios(before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SCENARIO.replace("bas", "hog", 1) + "lpix: {varden: {2025: 4}}\n"
    (before / "scenarier" / "hog.yaml").write_text(text, encoding="utf-8")
    files = [computed(before, "2025", tmp_path / f"{name}.csv", name) for name in ("bas", "hog")]
    said = compared(*files, capsys)
    assert "Scenario: bas → hog" in said
    assert table(said)["Åre kommun"] == ["51 500", "52 000", "+500", "uppräkning +500"]


def test_rows_that_differ_in_status_or_date_alone(
    before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = basis(before, 2025, tmp_path)
    other = Path(shutil.copytree(one, tmp_path / "andra" / one.name))
    edit(other / "fakturaunderlag_2025.csv", "2025-01-01", "2025-01-15")
    edit(other / "fakturaunderlag_2025.csv", ";fastställd;", ";preliminär;")
    said = compared(one, other, capsys)
    assert "Ingen betalares summa skiljer sig." in said
    assert "1 rad har samma belopp men annan status eller annat fakturadatum." in said
    files = [computed(before, "2025", tmp_path / f"{name}.csv") for name in ("a", "b")]
    edit(files[1], ";fastställd\n", ";preliminär\n")
    assert "1 rad har samma belopp men annan status" in compared(*files, capsys)


def report(path: Path, **data: Any) -> Path:
    """Write a report's figures in a folder of its own."""
    path.mkdir(parents=True)
    (path / "resultat.json").write_text(json.dumps({"rapport": "natverksrapport"} | data), encoding="utf-8")
    return path


SETTLED = {
    "namnare": "utfall",
    "omfattning": "hela",
    "belopp_kr": 0,
    "avraknas": False,
    "per_part_kr": {"2321": 0},
}


def test_the_other_figures_of_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows are found by what they are about, wherever they stand; what is no figure is left alone."""
    now = SETTLED | {"belopp_kr": 36_018, "avraknas": True, "per_part_kr": {"2321": -9_576}}
    posts = [{"kostnadspost": name, "belopp_kr": kr, "kalla": "rad 1"} for name, kr in (("a", 10), ("b", 20))]
    one = report(tmp_path / "a", ar=2025, slutavrakning=[SETTLED], utfall=posts, text="1")
    other = report(tmp_path / "b", ar=2026, slutavrakning=[now], utfall=posts[::-1], text="2", bidrag_kr={"x": 5})
    said = compared(one, other, capsys)
    assert "Här finns inga belopp per part att jämföra." in said
    assert [line.strip() for line in said.splitlines() if line.startswith("  ")][1:] == [
        "nej → ja: slutavrakning / utfall, hela / avraknas",
        "saknas → 5: bidrag_kr / x",
        "0 → 36 018 (+36 018): slutavrakning / utfall, hela / belopp_kr",
        "0 → −9 576 (−9 576): slutavrakning / utfall, hela / per_part_kr / 2321",
    ]
    assert "Övriga siffror som skiljer sig: 4." in said
    assert "Övriga" not in compared(one, one, capsys)


def test_rows_that_nothing_tells_apart_are_all_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    invoice = {"avtal": "a", "part": "x", "slag": "tillägg", "ar": 2025, "fran_manad": 3}
    sides = [
        report(tmp_path / name, fakturor=[invoice | {"belopp_kr": amount} for amount in amounts], annat=[amounts])
        for name, amounts in (("a", (100, 200)), ("b", (150, 200)))
    ]
    said = compared(*sides, capsys)
    assert "100 → 150 (+50): fakturor / a, x, tillägg, 2025, 3 / belopp_kr" in said
    assert "100 → 150 (+50): annat / 1 / 1" in said
    assert "Övriga siffror som skiljer sig: 2." in said


def package(path: Path, code: str, **reports: list[dict[str, Any]]) -> Path:
    for name, rows in reports.items():
        report(path / name, rapport=name, fordelning=rows, belopp_kr=len(name))
    manifest = {"arspaket": 2025, "kod": {"model": code}, "rapporter": {name: {} for name in reports}}
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return path


@pytest.fixture
def rows(before: Path, tmp_path: Path) -> list[dict[str, Any]]:
    path = computed(before, "2025", tmp_path / "rader.json")
    return list(json.loads(path.read_text(encoding="utf-8")))


def test_two_packages(rows: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An amount that several reports show is one; a report of one package alone is named; one can be compared."""
    moved = {"belopp_kr": 51_501, "beraknat_kr": 51_501}
    changed = [row | moved if row["part"] == "2321" else row for row in rows]
    one = package(tmp_path / "a", "x", ekonomisk_rapport=rows, partsblad=rows[4:5])
    other = package(tmp_path / "b", "y", ekonomisk_rapport=changed, partsblad=changed[4:5], kvalitetslogg=[])
    said = compared(one, other, capsys)
    assert "Kod: model (ändrad)" in said
    assert table(said)["Åre kommun"] == ["51 500", "51 501", "+1", "avrundning +1"]
    assert "Rapporter bara efter: kvalitetslogg." in said
    assert "bara före" not in said
    report(one / "egen kopia", rapport="partsblad", fordelning=[rows[4] | {"belopp_kr": 7}])
    assert compared(one, other, capsys) == said
    said = compared(one / "ekonomisk_rapport", other / "ekonomisk_rapport" / "resultat.json", capsys)
    assert "Kod: model (ändrad)" in said
    assert table(said)["Åre kommun"] == ["51 500", "51 501", "+1", "avrundning +1"]


def test_an_older_report_in_a_package_does_not_count(
    rows: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = [row | {"belopp_kr": 1} for row in rows[4:6]]
    one = package(tmp_path / "a", "x", arsrapport=older, ekonomisk_rapport=rows)
    other = package(tmp_path / "b", "x", arsrapport=rows[4:6], ekonomisk_rapport=rows)
    said = flat(compared(one, other, capsys))
    assert "Inga belopp per part och år skiljer sig, av 9." in said
    assert f"{one}: 2 belopp är olika i dess rapporter, så någon är äldre." in said
    assert str(other) not in said.split("Inga belopp")[1]


def many(rows: list[dict[str, Any]], path: Path, agreements: int, more: int) -> Path:
    """Write the rows for many agreements, each with an amount of its own."""
    copies = [
        row
        | {"avtal": f"avtal{number}"}
        | dict.fromkeys(("belopp_kr", "beraknat_kr"), row["belopp_kr"] + more * number)
        for number in range(agreements)
        for row in rows
    ]
    path.write_text(json.dumps(copies), encoding="utf-8")
    return path


def test_one_screen_whatever_differs(
    rows: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [many(rows, tmp_path / f"{more}.json", 100, more) for more in (1, 1001)]
    said = compared(*files, capsys)
    lines = said.splitlines()
    assert len(lines) == HEIGHT
    assert max(map(len, lines[2:])) <= WIDTH
    (left,) = [line for line in lines if line.startswith("… och ")]
    shown = sum(line.startswith("avtal") for line in lines)
    assert left == f"… och {891 - shown} rader till, se --ut"  # the first of the hundred agreements is alike
    assert shown > 20
    sizes = [int(line.split("+")[1].split("  ")[0].replace(" ", "")) for line in lines if line.startswith("avtal")]
    assert sizes[0] == 99_000
    assert sizes == sorted(sizes, reverse=True)
    figures = [
        report(tmp_path / name, x={str(at): at + more for at in range(99)}) for name, more in (("a", 0), ("b", 1))
    ]
    said = compared(*figures, capsys)
    assert len(said.splitlines()) == HEIGHT
    assert "till, se --ut" in said


@pytest.mark.slow
def test_every_row_in_a_workbook(
    before: Path, after: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    four_per_cent(after)
    folders = [basis(inputs, 2025, tmp_path / name) for name, inputs in (("a", before), ("b", after))]
    said = compared(*folders, capsys, "--ut", str(tmp_path / "skillnad.xlsx"))
    assert f" rader i {tmp_path / 'skillnad.xlsx'}" in said
    compared(*folders, capsys, "--ut", str(tmp_path / "igen.xlsx"))
    assert (tmp_path / "igen.xlsx").read_bytes() == (tmp_path / "skillnad.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "skillnad.xlsx")
    assert book.sheetnames == ["Fördelning", "Fakturor", "Övriga siffror", "Om"]
    headings, first, *others = list(book["Fördelning"].values)
    assert dict(zip(headings, first, strict=True)) == {
        "Avtal": "energikontor",
        "Kod": "region_jh",
        "Part": "Region Jämtland Härjedalen",
        "År före": 2025,
        "År efter": 2025,
        "Före": 824_000,
        "Efter": 832_000,
        "Skillnad": 8_000,
        "Uppräkning": 8_000,
        "Fakturerat": 0,
        "Ändrad tolkning": 0,
        "Egen befolkning": 0,
        "De andras befolkning": 0,
        "Ändrade villkor": 0,
        "Avrundning": 0,
        "Status före": "fastställd",
        "Status efter": "fastställd",
    }
    assert len(others) == 8
    headings, first, *others = list(book["Fakturor"].values)
    assert dict(zip(headings, first, strict=True)) == {
        "Avtal": "energikontor",
        "Kod": "region_jh",
        "Part": "Region Jämtland Härjedalen",
        "Slag": "förskott",
        "Period före": "2025",
        "Period efter": "2025",
        "Fakturadatum före": dt.datetime(2025, 1, 1),
        "Fakturadatum efter": dt.datetime(2025, 1, 1),
        "Före": 824_000,
        "Efter": 832_000,
        "Skillnad": 8_000,
        "Status före": "fastställd",
        "Status efter": "fastställd",
    }
    assert len(others) == 8
    assert [line for (line,) in book["Om"].values][1] == f"Före:  {folders[0]} (fakturaunderlag)"


def test_ore_in_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two thirds of 200 000, and 2.5 % more."""
    files = [computed(PROJECT / "docs" / "annat_lan", year, tmp_path / f"{year}.csv") for year in ("2025", "2026")]
    compared(*files, capsys, "--ut", str(tmp_path / "SKILLNAD.XLSX"))
    headings, *rows = openpyxl.load_workbook(tmp_path / "SKILLNAD.XLSX")["Fördelning"].rows
    names = [cell.value for cell in headings]
    (own,) = [dict(zip(names, row, strict=True)) for row in rows if row[1].value == "exempelkraft"]
    assert [own[name].value for name in ("Före", "Efter", "Skillnad", "Uppräkning", "Avrundning")] == [
        *(133_333.33, 136_666.67, 3_333.34, 3_333.33, 0.01)
    ]


@pytest.mark.slow
def test_every_row_in_a_csv_file(before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The invoices and the amounts in one file, told apart by a column; what one side lacks says so."""
    one, other = basis(before, 2024, tmp_path), basis(before, 2025, tmp_path)
    path = other / "fakturaunderlag_2025.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ";2321;" not in line), encoding="utf-8")
    compared(one, other, capsys, "--ut", str(tmp_path / "skillnad.csv"))
    text = (tmp_path / "skillnad.csv").read_text(encoding="utf-8-sig")
    found = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert [row["tabell"] for row in found] == ["Fördelning"] * 9 + ["Fakturor"] * 9
    amount, invoice = [row for row in found if row["part"] == "2321"]
    assert [amount[name] for name in ("fore_kr", "efter_kr", "index")] == ["50000", "51500", "1500"]
    assert [invoice[name] for name in ("slag", "fore_kr", "efter_kr", "status_efter", "index")] == [
        *("förskott", "50000", "0", "saknas", "")
    ]


def test_what_is_compared_is_never_written_over(
    before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = basis(before, 2024, tmp_path), computed(before, "2025", tmp_path / "a.csv")
    data = other.read_bytes()
    for side, target in ((one, one / "ny.xlsx"), (other, other)):
        assert "väntade en fil utanför det som jämförs" in refuse_file(side, target, capsys)
    assert other.read_bytes() == data
    assert not (one / "ny.xlsx").exists()
    assert "väntade ett filnamn som slutar på .csv, .json eller .xlsx" in refuse_file(
        one, tmp_path / "a.txt", capsys
    )


def refuse_file(side: Path, target: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["jamfor", str(side), str(side), "--ut", str(target)]) == 1
    return capsys.readouterr().err


@pytest.mark.slow
def test_two_of_different_kinds_are_refused_and_named(
    before: Path, rows: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = {
        "fakturaunderlag": basis(before, 2025, tmp_path),
        "fördelning från berakna": computed(before, "2025", tmp_path / "a.csv"),
        "årspaket": package(tmp_path / "paket", "x", ekonomisk_rapport=rows),
        "rapport natverksrapport": report(tmp_path / "natverk"),
        "rapport partsblad 2321": report(tmp_path / "are", rapport="partsblad", part="2321"),
        "rapport partsblad 2326": report(tmp_path / "berg", rapport="partsblad", part="2326"),
    }
    for name, one in kinds.items():
        compared(one, one, capsys)
        for known, other in kinds.items():
            if one is not other:
                said = refused(one, other, capsys)
                assert f"{one} är {name}, {other} är {known}" in said


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", "[" * 100_000, "a.json: väntade en hel JSON-fil"),
        ("a.json", '[{"ar": NaN}]', "a.json: väntade en hel JSON-fil"),
        ("a.json", "{}", "a.json: väntade siffror som rapport, arspaket, faktura eller berakna har skrivit"),
        ("a.json", '{"rapport": 1}', "a.json: väntade siffror som"),
        ("a.json", "5", "a.json: väntade siffror som"),
        ("a.json", '{"rapport": "x", "fordelning": 5}', "a.json: väntade en lista av fördelningens rader"),
        ("a.json", "[1]", "a.json: väntade en lista av fördelningens rader"),
        ("a.json", "[{}]", "a.json, fördelningens post 1, nyckel avtal: fann inget, väntade att nyckeln finns"),
        ("a.csv", "avtal;part;belopp_kr\nx;y;1\n", "a.csv, rad 1, kolumn ar: fann inget, väntade en kolumn"),
        ("a.csv", "ar;procent\n2025;3\n", "a.csv: fann ”ar;procent”, väntade rader från berakna eller"),
        ("a.csv", "", "a.csv: väntade rader från berakna eller ett fakturaunderlag"),
        ("a.xlsx", "x", "a.xlsx: väntade en mapp från rapport, arspaket eller faktura, eller en fil som slutar"),
    ],
)
def test_a_spoiled_file_is_told(
    name: str, text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert words in refused(tmp_path / name, tmp_path / name, capsys)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("belopp_kr", "51 x", "kolumn belopp_kr: fann ”51 x”, väntade ett tal, som det skrevs"),
        ("nyckel_namnare", "1,5", "kolumn nyckel_namnare: fann ”1,5”, väntade ett heltal, 0 eller mer"),
        ("nyckel_namnare", "0", "väntade nämnare och en folkmängd över 0"),
        ("arsdel_namnare", "0", "väntade nämnare och en folkmängd över 0"),
        ("nyckel_folkmangd_summa", "0", "väntade nämnare och en folkmängd över 0"),
        ("ar", "1", "kolumn ar: fann ”1”, väntade ett årtal"),
        ("scenario", "annat", "väntade belopp under ett enda scenario"),
    ],
)
def test_a_spoiled_row_is_told(
    key: str, value: str, words: str, before: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = computed(before, "2025", tmp_path / "a.csv")
    headings, *lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    lines[4][headings.index(key)] = value
    path.write_text("\n".join(";".join(line) for line in [headings, *lines]), encoding="utf-8")
    said = refused(path, path, capsys)
    assert words in said
    assert "a.csv" in said


def test_a_folder_without_anything_to_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "väntade resultat.json, fakturaunderlag_ÅR.csv eller ett helt årspaket" in refused(
        tmp_path, tmp_path, capsys
    )
    endless = tmp_path / ("x" * 5_000)
    assert "väntade en mapp " in refused(endless, endless, capsys)
    gone = tmp_path / "borta"
    assert "borta: fann ”ingenting”, väntade en mapp från rapport" in refused(gone, gone, capsys)


# What was written before


@pytest.mark.parametrize("text", ["[" * 100_000, '{"indata": 1}', '{"kod": []}', '{"parametrar": null}', "[]"])
def test_a_spoiled_manifest_is_told(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    assert main(["jamfor", str(tmp_path), str(tmp_path)]) == 1
    assert "manifest.json: väntade ett helt manifest" in capsys.readouterr().err
