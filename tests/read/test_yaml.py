"""YAML that means what it says, and is refused when it would grow, act, or be something else."""

from pathlib import Path

import pytest
from broken import (
    AGREEMENT,
    BASE,
    HOW,
    Edit,
    add,
    change,
    garbled,
    nothing_written,
    refused,
    write,
)
from small_inputs import edit

from model.agreements.agreement import Agreement
from model.errors import InputError
from model.read.begin import PROJECT, begin
from model.read.yaml_file import read_yaml
from model.scenarios.scenario import Scenario
from suite.cli.cli import main

MISTAKES: dict[str, tuple[Edit, list[str]]] = {
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
    "two contributions of a code": (
        change(AGREEMENT, "  - kod: kommuner\n", "  - kod: region\n"),
        [
            "avtal/energikontor.yaml, rad 23, nyckel bidrag.2.kod: fann ”region”, "
            "väntade en enda per kod; nummer 1 i listan gäller samma"
        ],
    ),
    "two cost posts of a code": (
        change(
            AGREEMENT, "{kod: utveckling, namn: Utvecklingsarbete", "{kod: enhetschef, namn: Utvecklingsarbete"
        ),
        ["rad 59, nyckel kostnadsposter.2.kod: fann ”enhetschef”, väntade en enda per kod; nummer 1 i listan"],
    ),
    "two parties of a code": (
        change(AGREEMENT, '{kod: "2305",', '{kod: "2303",'),
        ["nyckel parter.3.kod: fann ”2303”, väntade en enda per kod; nummer 2 i listan gäller samma"],
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
    "unknown method": (
        change(BASE, "metod: konstant", "metod: gissning"),
        [
            "scenarier/bas.yaml, rad 6, nyckel befolkning.metod: fann ”gissning”",
            "konstant, trend, tillvaxt, given",
        ],
    ),
    "trend without years": (change(BASE, "metod: konstant", "metod: trend"), ["bas.yaml", "ar (minst 1)"]),
    "the same population twice": (
        add(BASE, "folkmangd:\n" + 2 * "  - {kommunkod: 2321, datum: 2026-11-01, folkmangd: 1}\n"),
        [
            "scenarier/bas.yaml, rad 9, nyckel folkmangd.2: fann ”kommunkod: 2321, datum: 2026-11-01, "
            "folkmangd: 1”, väntade en enda per kommunkod och datum; nummer 1 i listan gäller samma"
        ],
    ),
    "two notices of a party": (
        add(
            BASE,
            "uppsagningar:\n  - {avtal: energikontor, part: 2321, datum: 2027-01-01}\n"
            "  - {avtal: energikontor, part: 2303, datum: 2027-01-01}\n"
            "  - {avtal: energikontor, part: 2321, datum: 2026-01-01}\n",
        ),
        ["bas.yaml, rad 10, nyckel uppsagningar.3", "en enda per avtal och part; nummer 1 i listan gäller samma"],
    ),
    "two ends of an agreement": (
        add(
            BASE,
            "forlangs_inte:\n" + "".join(f"  - {{avtal: energikontor, datum: 20{y}-12-31}}\n" for y in (28, 30)),
        ),
        ["bas.yaml, rad 9, nyckel forlangs_inte.2", "en enda per avtal; nummer 1 i listan gäller samma"],
    ),
    "two outcomes of a year": (
        add(BASE, "utfall:\n" + 2 * "  - {avtal: energikontor, ar: 2026, procent_av_finansiering: 80}\n"),
        ["bas.yaml, rad 9, nyckel utfall.2", "en enda per avtal och ar; nummer 1 i listan gäller samma"],
    ),
    "amounts of a year twice": (
        add(
            BASE,
            "villkor:\n  - {avtal: energikontor, fran: 2029, totalt: 1}\n"
            "  - {avtal: energikontor, fran: 2030, totalt: 2}\n"
            "  - {avtal: energikontor, fran: 2029, delning: {region: 50, kommuner: 50}}\n",
        ),
        [
            "bas.yaml, rad 10, nyckel villkor.3: fann ”avtal: energikontor, fran: 2029”, väntade en enda per "
            "avtal och fran som säger belopp, och en per nyckel; nummer 1 i listan gäller samma"
        ],
    ),
    "a key of a year twice": (
        add(
            BASE,
            "villkor:\n" + 2 * "  - {avtal: energikontor, fran: 2029, nyckel: {kommuner: {typ: lika}}}\n",
        ),
        ["bas.yaml, rad 9, nyckel villkor.2", "nummer 1 i listan gäller samma"],
    ),
    "projection file outside the folder": (
        change(BASE, "metod: konstant", "metod: given, fil: ../../hemligt.csv"),
        ["bas.yaml, nyckel befolkning.fil: fann ”../../hemligt.csv”, väntade en fil i mappen"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_broken_yaml_file_is_named_and_nothing_is_written(
    mistake: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit, words = MISTAKES[mistake]
    edit(folder)
    nothing_written(folder, tmp_path, capsys, words)


def test_deep_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("[" * 50 + "]" * 50, encoding="utf-8")
    with pytest.raises(InputError, match="högst 20 nivåer"):
        read_yaml(tmp_path / "a.yaml", "a.yaml", Agreement)


def test_yaml_scalars_stay_as_written(tmp_path: Path) -> None:
    """A short name of ``no`` is a name, and a code of ``010`` is no octal number."""
    text = (PROJECT / "inputs" / "avtal" / "energikontor.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("kortnamn: Berg", "kortnamn: no"), encoding="utf-8")
    assert read_yaml(tmp_path / "a.yaml", "a.yaml", Agreement).by_code["2326"].short == "no"


def refused_yaml(text: str, folder: Path) -> str:
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_yaml(folder / "a.yaml", "a.yaml", Agreement)
    return str(error.value)


@pytest.mark.parametrize("sign", ["\\Uffffffff", "\\U00110000", "\\xZZ"])
def test_what_is_no_character_is_no_yaml(sign: str, tmp_path: Path) -> None:
    assert refused_yaml(f'avtal: "{sign}"\n', tmp_path).startswith("a.yaml")


def test_tags_of_yaml_make_nothing(folder: Path, tmp_path: Path) -> None:
    edit(
        folder / "scenarier" / "bas.yaml", "namn: Bas", f"namn: !!python/object/apply:os.mkdir [{tmp_path / 'x'}]"
    )
    with pytest.raises(InputError, match=r"scenarier/bas\.yaml, rad 2, nyckel namn: fann ”en lista”"):
        begin(folder)
    assert not (tmp_path / "x").exists()


def test_a_fault_is_one_line_that_can_be_shown(tmp_path: Path) -> None:
    key = "a\\n\\u202e\\u2028\\x1b" + "x" * 900
    (line,) = [each for each in refused_yaml(f'"{key}": 1\n', tmp_path).splitlines() if "xxx" in each]
    assert line.startswith("a.yaml, rad 1, nyckel a����xxx")
    assert len(line) < 300
    line.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "väntade inga hänvisningar (& eller *)"),
        ("[" * 100_000, "rad 1: väntade högst 20 nivåer"),
        ("\n".join("  " * depth + "a:" for depth in range(100)), "väntade högst 20 nivåer"),
        ("a: b\n" * 200_000, "väntade en fil på högst 200 kB"),
        ("scenario: x\n---\nscenario: y\n", "väntade giltig YAML"),
        ("scenario: !!python/object/apply:os.system [echo]\n", "nyckel namn: fann inget"),
        ("<<: {scenario: x}\n", "väntade ingen sådan nyckel; den är okänd eller felstavad"),
        ("scenario: x\nscenario: y\n", "väntade varje nyckel en enda gång"),
        ("scenario: \0\n", "väntade en textfil"),
    ],
    ids=[
        "skratt",
        "djup",
        "djupt indrag",
        "stor",
        "två dokument",
        "objekt",
        "sammanslagning",
        "två nycklar",
        "noll",
    ],
)
def test_yaml_that_would_grow_or_act_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    refused(lambda: read_yaml(path, "a.yaml", Scenario), "a.yaml", words)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("langst_till: 2033-12-31", "langst_till: 9999-12-31"),
        ("forlangs_manader: 12", "forlangs_manader: 100 000 000"),
        ("manader_fore: 12", "manader_fore: 100 000 000"),
        ("betalas_inom_dagar: 30", "betalas_inom_dagar: 100 000 000"),
    ],
)
def test_terms_that_no_calendar_has_are_refused(old: str, new: str, folder: Path) -> None:
    edit(folder / "avtal" / "energikontor.yaml", old, new)
    refused(
        lambda: read_yaml(folder / "avtal" / "energikontor.yaml", "energikontor.yaml", Agreement),
        "energikontor.yaml, rad",
    )


def test_a_garbled_line_of_a_yaml_file_says_what_it_was(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "scenarier" / "bas.yaml"
    path.write_text(garbled(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    told = capsys.readouterr().err
    assert f"Fel: scenarier/bas.yaml, rad 5: fann ”FÃ¶r”, väntade ”För”; {HOW}" in told
