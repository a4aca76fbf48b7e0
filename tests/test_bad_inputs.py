"""One broken file or parameter per mistake: exit status, the words of the message, and outputs left alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from suite.cli.cli import main

Edit = Callable[[Path], None]
POPULATION, INDEX = "befolkning.csv", "lpix.csv"
AGREEMENT, SCENARIO = "avtal/energikontor.yaml", "scenarier/bas.yaml"
OUTCOME, MAPPING = "utfall/energikontor_2025.csv", "utfall/kostnadsposter.csv"


def change(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def everywhere(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def together(*edits: Edit) -> Edit:
    def edit(folder: Path) -> None:
        for each in edits:
            each(folder)

    return edit


def add(name: str, text: str) -> Edit:
    return lambda folder: (folder / name).open("a", encoding="utf-8").write(text) and None


def write(name: str, data: bytes) -> Edit:
    return lambda folder: (folder / name).write_bytes(data) and None


def remove(name: str) -> Edit:
    return lambda folder: (folder / name).unlink()


FIRST = "2303;Ragunda;2022-11-01;1000;fastställd;SCB;2022-12-15;"

MISTAKES: dict[str, tuple[Edit, list[str]]] = {
    # befolkning.csv
    "no population file": (remove(POPULATION), ["befolkning.csv", "en läsbar fil (den finns inte)"]),
    "empty file": (write(POPULATION, b""), ["befolkning.csv", "en rubrikrad"]),
    "heading only": (
        write(INDEX, b"index;ar;procent;status;kalla;publicerad;ersatter\n"),
        ["lpix.csv", "minst en rad"],
    ),
    "binary file": (write(POPULATION, b"PK\x03\x04\x00\x00\x00"), ["befolkning.csv", "en textfil", "arbetsbok"]),
    "missing column": (
        change(POPULATION, "ersatter", "ersätter"),
        ["befolkning.csv, rad 1, kolumn ersatter", "väntade en kolumn"],
    ),
    "column twice": (
        change(POPULATION, "ersatter", "ersatter;datum"),
        ["befolkning.csv, rad 1, kolumn datum", "en enda gång"],
    ),
    "too few cells": (
        change(POPULATION, FIRST, "2303;Ragunda;2022-11-01;1000"),
        ["rad 2", "fann ”4 celler”, väntade 8"],
    ),
    "too many cells": (change(POPULATION, FIRST, FIRST + ";;x"), ["rad 2", "fann ”10 celler”, väntade 8"]),
    "letters in a number": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;1O00"),
        ["befolkning.csv, rad 2, kolumn folkmangd: fann ”1O00”, väntade ett heltal"],
    ),
    "decimals in a whole number": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;1,000"),
        ["rad 2, kolumn folkmangd: fann ”1,000”, väntade ett heltal"],
    ),
    "thousands at the wrong place": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;10 00"),
        ["kolumn folkmangd: fann ”10 00”"],
    ),
    "negative population": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;−5"),
        ["kolumn folkmangd: fann ”−5”, väntade ett antal mellan 0 och 100 000 000"],
    ),
    "missing number": (
        change(POPULATION, "2022-11-01;1000", "2022-11-01;"),
        ["kolumn folkmangd: fann inget, väntade ett heltal"],
    ),
    "date of another form": (
        change(POPULATION, FIRST, FIRST.replace("2022-11-01", "1/11 2022")),
        ["rad 2, kolumn datum: fann ”1/11 2022”, väntade ett datum som 2025-11-01"],
    ),
    "day that does not exist": (
        change(POPULATION, FIRST, FIRST.replace("2022-11-01", "2022-11-31")),
        ["kolumn datum: fann ”2022-11-31”"],
    ),
    "unknown status": (
        change(POPULATION, "fastställd", "ganska säker"),
        ["kolumn status: fann ”ganska säker”", "fastställd, preliminär, prognos, antagande, exempel"],
    ),
    "no source": (change(POPULATION, "SCB", " "), ["rad 2, kolumn kalla: fann inget, väntade en text"]),
    "unknown municipality": (
        change(POPULATION, "2303;Ragunda", "2399;Ragunda"),
        ["befolkning.csv rad 2", "fann ”2399”, väntade en kommunkod som är part"],
    ),
    "short municipality code": (
        change(POPULATION, "2303;Ragunda", "303;Ragunda"),
        ["kolumn kommunkod: fann ”303”, väntade en kommunkod med fyra siffror"],
    ),
    "code and name disagree": (
        change(POPULATION, "2303;Ragunda", "2303;Åre"),
        ["befolkning.csv rad 2", "fann ”Åre”, väntade Ragunda, som har koden 2303"],
    ),
    "the same figure twice": (
        add(POPULATION, FIRST + "\n"),
        ["rad 26", "en enda rad per kommun, datum och publicerad; rad 2 gäller samma"],
    ),
    "one municipality missing a year": (
        change(POPULATION, "2361;Härjedalen;2023-11-01;1000;fastställd;SCB;2023-12-15;\n", ""),
        ["befolkning.csv, kolumn datum", "kommunkod 2361 och 2023-11-01", "ersatter"],
    ),
    "quotation mark never closed": (change(POPULATION, "Ragunda", '"Ragunda'), ["befolkning.csv", "citattecken"]),
    "all populations zero": (
        together(*(everywhere(POPULATION, f";{figure};", ";0;") for figure in (1000, 1100, 2000, 8000))),
        ["Kommunernas del: nyckeln har inget att dela efter; väntade en folkmängd eller en andel över 0"],
    ),
    # lpix.csv
    "missing index year": (
        change(INDEX, "LPIX;2029;3,0;fastställd;Regionplan;2028-11-25;\n", ""),
        ["lpix.csv, kolumn ar", "en rad för LPIX 2029", "i Regionplan med budget 2029"],
    ),
    "index year twice": (
        add(INDEX, "LPIX;2029;2,0;fastställd;Regionplan;2028-11-25;\n"),
        ["lpix.csv, rad 11", "en enda rad per index, ar och publicerad; rad 6"],
    ),
    "index of minus a hundred": (
        change(INDEX, "2025;3,0", "2025;−100"),
        ["lpix.csv, rad 2, kolumn procent: fann ”−100”", "över −100"],
    ),
    "amounts past 64 bits": (
        together(
            everywhere(INDEX, ";3,0;", ";1000;"),
            change(AGREEMENT, "basbelopp: 800 000", "basbelopp: 9 999 200 000"),
            change(AGREEMENT, "totalt: 1 600 000", "totalt: 10 000 000 000"),
        ),
        ["Regionens del: uppräknat blir basbeloppet större än", "kontrollera basbelopp och index"],
    ),
    "text for a percentage": (
        change(INDEX, "2025;3,0", "2025;tre"),
        ["kolumn procent: fann ”tre”, väntade ett tal"],
    ),
    "seven decimals": (change(INDEX, "2025;3,0", "2025;3,0000001"), ["högst sex decimaler"]),
    # avtal
    "unknown key": (
        change(AGREEMENT, "totalt:", "moms: 25\ntotalt:"),
        ["avtal/energikontor.yaml, rad 15, nyckel moms: fann ”25”, väntade ingen sådan nyckel"],
    ),
    "key twice": (
        change(AGREEMENT, "avtal: energikontor", "avtal: energikontor\navtal: annat"),
        ["energikontor.yaml, rad 4, nyckel avtal", "en enda gång"],
    ),
    "missing key": (
        change(AGREEMENT, "diarienummer: RUN/387/2023\n", ""),
        ["energikontor.yaml", "nyckel diarienummer: fann inget, väntade att nyckeln finns"],
    ),
    "amounts that do not add up": (
        change(AGREEMENT, "totalt: 1 600 000", "totalt: 1 600 001"),
        ["energikontor.yaml", "basbelopp summerar till totalt"],
    ),
    "negative amount": (
        change(AGREEMENT, "basbelopp: 800 000", "basbelopp: -800 000"),
        ["nyckel bidrag.1.basbelopp: fann ”-800 000”", "hela kronor mellan 0"],
    ),
    "a payer who is no party": (
        change(AGREEMENT, "betalare: [region_jh]", "betalare: [region_x]"),
        ["energikontor.yaml", "varje part betalar i precis ett bidrag"],
    ),
    "no such key kind": (
        change(AGREEMENT, "typ: befolkning", "typ: skattekraft"),
        ["nyckel bidrag.2.nyckel.typ: fann ”skattekraft”, väntade något av: befolkning, lika"],
    ),
    "no such month": (
        change(AGREEMENT, "manader: [1]", "manader: [13]"),
        ["fann ”13”, väntade en månad, 1 till 12"],
    ),
    "no clause": (change(AGREEMENT, "paragraf: §10", "paragraf: tio"), ["fann ”tio”, väntade en paragraf"]),
    "term that ends before it starts": (
        change(AGREEMENT, "till: 2028-12-31", "till: 2023-12-31"),
        ["nyckel giltighet: fann ”fran: 2024-01-01, till: 2023-12-31", "väntade att fran ≤ till ≤ langst_till"],
    ),
    "reference in YAML": (
        change(AGREEMENT, "avtal: energikontor", "avtal: &a energikontor"),
        ["inga hänvisningar"],
    ),
    "not YAML": (write(AGREEMENT, b"a: [1, 2\nb: }"), ["energikontor.yaml, rad 2", "giltig YAML"]),
    "YAML with a control character": (
        write(AGREEMENT, b"a: \x07"),
        ["energikontor.yaml", "giltig YAML utan styrtecken"],
    ),
    "no agreement": (remove(AGREEMENT), ["mappen avtal saknar filer"]),
    "agreement twice": (
        lambda folder: (folder / "avtal" / "b.yaml").write_bytes((folder / AGREEMENT).read_bytes()) and None,
        ["fann ”energikontor”, väntade en enda fil per kod"],
    ),
    # scenarier
    "unknown method": (
        change(SCENARIO, "metod: konstant", "metod: gissning"),
        [
            "scenarier/bas.yaml, rad 6, nyckel befolkning.metod: fann ”gissning”",
            "konstant, trend, tillvaxt, given",
        ],
    ),
    "trend without years": (change(SCENARIO, "metod: konstant", "metod: trend"), ["bas.yaml", "ar (minst 1)"]),
    "trend beyond the figures": (
        change(SCENARIO, "metod: konstant", "metod: trend, ar: 30"),
        ["befolkning.csv, kolumn datum", "1994-11-01"],
    ),
    "projection file outside the folder": (
        change(SCENARIO, "metod: konstant", "metod: given, fil: ../../hemligt.csv"),
        ["bas.yaml, nyckel befolkning.fil: fann ”../../hemligt.csv”, väntade en fil i mappen"],
    ),
    "notice by a stranger": (
        add(SCENARIO, "uppsagningar: [{avtal: energikontor, part: '9999', datum: 2027-01-01}]\n"),
        ["scenario bas", "fann ”energikontor, 9999”, väntade ett känt avtal och en part i det"],
    ),
    # utfall
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
def test_a_broken_input_is_named_and_nothing_is_written(
    mistake: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit, words = MISTAKES[mistake]
    edit(folder)
    earlier = tmp_path / "belopp.csv"
    earlier.write_text("det förra resultatet", encoding="utf-8")
    status = main(["berakna", "--inputs", str(folder), "--ut", str(earlier)])
    said = capsys.readouterr()
    assert status == 1
    assert said.out == ""
    assert all(line.startswith("Fel: ") for line in said.err.splitlines())
    for word in words:
        assert word in said.err
    assert "Traceback" not in said.err
    assert earlier.read_text(encoding="utf-8") == "det förra resultatet"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["belopp.csv", "inputs"]


def test_all_faults_are_told_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for mistake in ("letters in a number", "text for a percentage", "no clause"):
        MISTAKES[mistake][0](folder)
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3
