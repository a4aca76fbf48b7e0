"""What the inputs say together: each file right by itself, and yet they do not fit."""

import shutil
from pathlib import Path

import pytest
from broken import (
    AGREEMENT,
    BASE,
    INDEX_FILE,
    POPULATION,
    Edit,
    add,
    change,
    everywhere,
    nothing_written,
    remove,
    together,
)
from small_inputs import ASSUMPTIONS, READINGS, edit

from model.errors import InputError
from model.read.begin import begin
from model.read.load import load
from suite.cli.cli import main

MISTAKES: dict[str, tuple[Edit, list[str]]] = {
    "unknown municipality": (
        change(POPULATION, "2303;Ragunda", "2399;Ragunda"),
        ["befolkning.csv rad 2", "fann ”2399”, väntade en kommunkod som är part"],
    ),
    "code and name disagree": (
        change(POPULATION, "2303;Ragunda", "2303;Åre"),
        ["befolkning.csv rad 2", "fann ”Åre”, väntade Ragunda, som har koden 2303"],
    ),
    "one municipality missing a year": (
        change(POPULATION, "2361;Härjedalen;2023-11-01;1000;fastställd;SCB;2023-12-15;\n", ""),
        ["befolkning.csv, kolumn datum", "kommunkod 2361 och 2023-11-01", "ersatter"],
    ),
    "all populations zero": (
        together(*(everywhere(POPULATION, f";{figure};", ";0;") for figure in (1000, 1100, 2000, 8000))),
        ["Kommunernas del: nyckeln har inget att dela efter; väntade en folkmängd eller en andel över 0"],
    ),
    "missing index year": (
        change(INDEX_FILE, "LPIX;2029;3,0;fastställd;Regionplan;2028-11-25;\n", ""),
        ["lpix.csv, kolumn ar", "en rad för LPIX 2029", "slå upp det beslutade värdet (för 2033: Regionplan)"],
    ),
    "amounts past 64 bits": (
        together(
            everywhere(INDEX_FILE, ";3,0;", ";1000;"),
            change(AGREEMENT, "basbelopp: 800 000", "basbelopp: 9 999 200 000"),
            change(AGREEMENT, "totalt: 1 600 000", "totalt: 10 000 000 000"),
        ),
        ["Regionens del: uppräknat blir basbeloppet större än", "kontrollera basbelopp och index"],
    ),
    "trend beyond the figures": (
        change(BASE, "metod: konstant", "metod: trend, ar: 30"),
        ["befolkning.csv, kolumn datum", "1994-11-01"],
    ),
    "notice by a stranger": (
        add(BASE, "uppsagningar: [{avtal: energikontor, part: '9999', datum: 2027-01-01}]\n"),
        ["scenario bas", "fann ”energikontor, 9999”, väntade ett känt avtal och en part i det"],
    ),
    "no agreement": (remove(AGREEMENT), ["mappen avtal saknar filer"]),
    "agreement twice": (
        lambda folder: (folder / "avtal" / "b.yaml").write_bytes((folder / AGREEMENT).read_bytes()) and None,
        ["fann ”energikontor”, väntade en enda fil per kod"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_files_that_do_not_fit_are_named_and_nothing_is_written(
    mistake: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit, words = MISTAKES[mistake]
    edit(folder)
    nothing_written(folder, tmp_path, capsys, words)


def test_a_day_that_no_agreement_splits_by_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        folder / "befolkning.csv",
        "2303;Ragunda;2024-11-01;1100;fastställd;SCB;2024-12-15;",
        "2303;Ragunda;2024-10-31;1100;fastställd;SCB;2024-12-15;2024-01-11",
    )
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    words = "kolumn ersatter: fann ”2024-01-11”, väntade en dag som någon nyckel räknar på (11-01)"
    assert f"befolkning.csv rad 18, {words}" in capsys.readouterr().err
    edit(folder / "befolkning.csv", "2024-01-11", "2024-11-01")
    assert main(["kontroll", "--inputs", str(folder)]) == 0


TABLES = {
    "tvister.csv": "avtal;ar;part;omtvistat_kr;innehallet_kr;text;status;kalla\n",
    "tillagg.csv": "avtal;tillagg;part;datum;belopp;text;status;kalla\n",
    "aktiviteter.csv": "verksamhet;ar;period;kommunkod;aktivitet;planerat;genomfort;deltagare;status;kalla\n",
    "budget.csv": "avtal;ar;kostnadspost;belopp_kr;status;kalla\n",
    "prognos.csv": "avtal;ar;kostnadspost;helar_kr;lagst_kr;hogst_kr;status;kalla\n",
    "partsbudget.csv": "avtal;part;ar;belopp_kr;senast;status;kalla\n",
    "moten.csv": "dag;avtal;organ;slag;status;kalla\n",
    "projekt.csv": "projekt;namn;finansiar;roll;budget_kr;utfall_kr;fran;till;lage;ekr;status;kalla\n",
    "radgivning/uppdrag.csv": "kommunkod;kommun;fran;till;status;kalla\n",
    "radgivning/bidrag.csv": "kommunkod;ar;bidrag_kr;status;kalla\n",
    "radgivning/tjanst.csv": "ar;antal;kostnad_kr;status;kalla\n",
}


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        ("tvister.csv", "okant;2025;arehus;10;5;x", "kolumn avtal: fann ”okant”, väntade något av"),
        (
            "tvister.csv",
            "natverk;2025;umea;10;5;x",
            "kolumn part: fann ”umea”, väntade koden för en part",
        ),
        ("tvister.csv", "natverk;2025;arehus;10;6;x", "innehallet_kr: fann ”6”, väntade högst 5 kr"),
        (
            "tvister.csv",
            "natverk;2018;arehus;10;5;x",
            "omtvistat_kr: fann ”10”, väntade högst partens belopp",
        ),
        (
            "tillagg.csv",
            "natverk;licens;2303;2025-01-01;5;x",
            "väntade något av: inget, för avtalet har inga",
        ),
        (
            "tillagg.csv",
            "kompetensattraktion;licens;;2024-05-01;5;x",
            "kolumn part: fann inget, väntade koden",
        ),
        ("aktiviteter.csv", "teater;2025;k1;;Pjäs;1;1;1", "kolumn verksamhet: fann ”teater”"),
        (
            "aktiviteter.csv",
            "natverk;2025;k5;;Träff;1;1;1",
            "kolumn period: fann ”k5”, väntade något av: k1",
        ),
        ("aktiviteter.csv", "natverk;2025;k1;9999;Träff;1;1;1", "kolumn kommunkod: fann ”9999”"),
        ("budget.csv", "okant;2026;crm;10", "kolumn avtal: fann ”okant”, väntade något av"),
        (
            "budget.csv",
            "natverk;2026;crm;10",
            "kolumn kostnadspost: fann ”crm”, väntade något av: samordnare, natverk_ovrigt",
        ),
        ("budget.csv", "kompetensattraktion;2024;crm;10", "vars budget inte står i avtalet; där är den 540000 kr"),
        ("budget.csv", "natverk;2026;samordnare;−1", "kolumn belopp_kr: fann ”−1”"),
        ("prognos.csv", "natverk;2026;resor;10;;", "väntade något av: samordnare, natverk_ovrigt, kommuner"),
        ("prognos.csv", "natverk;2026;samordnare;10;11;", "kolumn lagst_kr: fann ”11”, väntade högst lika mycket"),
        ("prognos.csv", "natverk;2026;samordnare;10;;9", "kolumn hogst_kr: fann ”9”, väntade minst lika mycket"),
        ("prognos.csv", "natverk;2026;samordnare;;1;2", "kolumn helar_kr"),
        ("partsbudget.csv", "okant;2303;2026;10;", "kolumn avtal: fann ”okant”, väntade något av"),
        ("partsbudget.csv", ";umea;2026;10;", "kolumn part: fann ”umea”, väntade koden för en part"),
        (
            "partsbudget.csv",
            ";2303;2026;;",
            "kolumn belopp_kr: fann inget, väntade ett belopp, eller en dag",
        ),
        ("partsbudget.csv", ";;2026;10;", "kolumn part: fann inget, väntade en part, när raden har avtal eller"),
        ("partsbudget.csv", ";2303;2026;10;15 juni", "kolumn senast"),
        ("moten.csv", "2027-03-15;okant;Gruppen;möte", "kolumn avtal: fann ”okant”, väntade något av"),
        (
            "moten.csv",
            "2027-02-29;;Gruppen;möte",
            "kolumn dag: fann ”2027-02-29”, väntade ett datum som 2025-11-01",
        ),
        ("moten.csv", "15/3 2027;;Gruppen;möte", "menas 2027-03-15?"),
        ("moten.csv", "2027-03-15;;;möte", "kolumn organ"),
        ("moten.csv", "2027-03-15;;Gruppen;kaffe", "väntade något av: möte, indexbeslut, ansökan"),
        (
            "projekt.csv",
            "P;N;F;projektägare;1,5;0;2025-01-01;2025-12-31;pågående;nej",
            "kolumn budget_kr",
        ),
        (
            "projekt.csv",
            "P;N;F;projektägare;1;0;2025-01-01;2025-12-31;pågående;kanske",
            "väntade ja eller nej",
        ),
        ("radgivning/uppdrag.csv", "0180;Stockholm;2024-01-01;", "kolumn kommunkod: fann ”0180”"),
        ("radgivning/bidrag.csv", "2303;2025;−5", "kolumn bidrag_kr: fann ”−5”"),
        ("radgivning/tjanst.csv", "2025;en halv;5", "kolumn antal: fann ”en halv”"),
    ],
)
def test_a_wrong_row_of_the_other_tables(
    name: str, row: str, words: str, county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (county / "radgivning").mkdir()
    (county / name).write_text(f"{TABLES[name]}{row};exempel;y\n", encoding="utf-8")
    assert main(["kontroll", "--inputs", str(county)]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert f"{name}, rad 2" in said or f"{name} rad 2" in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("avtal: energikontor", "avtal: okant", "tolkningar.yaml, kolumn omfattning.avtal"),
        ("slutavrakning.omfattning:", "slutavrakning.matt:", "tolkningar.yaml, nyckel omfattning: Ändrat villkor"),
        ("fraga:", "fråga:", "tolkningar.yaml, rad 5"),
    ],
)
def test_a_register_of_readings_that_is_wrong_is_refused(old: str, new: str, words: str, folder: Path) -> None:
    (folder / "tolkningar.yaml").write_text(READINGS.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(folder)
    assert words.replace("kolumn", "nyckel") in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("låg", "usel", "fann ”usel”, väntade något av: hög, medel, låg"),
        ("lpix: 1", "avtal: x, andrar: {a: b}", "antaganden.yaml, nyckel lpix.prov.avtal: fann ”x”"),
        ("lpix: 1", "avtal: energikontor, andrar: {index.a.b: c}", "nyckel lpix: Ändrat villkor i energikontor"),
    ],
)
def test_a_register_of_assumptions_that_is_wrong_is_refused(
    old: str, new: str, words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "antaganden.yaml").write_text(ASSUMPTIONS, encoding="utf-8")
    edit(folder / "antaganden.yaml", old, new)
    assert main(["kontroll", "--inputs", str(folder)]) == 1
    assert words in capsys.readouterr().err


def test_an_index_without_rows_is_named(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(county / "avtal" / "natverk.yaml", "index: {namn: LPIX", "index: {namn: KPI")
    assert main(["berakna", "--ar", "2025", "--inputs", str(county)]) == 1
    told = "lpix.csv, kolumn index: fann ”LPIX”, väntade rader för KPI, det index som ett avtal räknas upp med"
    assert told in capsys.readouterr().err


def test_a_file_without_the_column_says_what_to_add(folder: Path) -> None:
    path = folder / "lpix.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("LPIX;", "").replace("index;", ""), encoding="utf-8")
    with pytest.raises(InputError, match=r"kolumn index: .*; lägg till den, med indexets namn på varje rad"):
        begin(folder)


def test_a_year_may_stand_once_for_each_index(two: Path) -> None:
    with (two / "lpix.csv").open("a", encoding="utf-8") as file:
        file.write("KPI;2025;4,0;fastställd;SCB;2024-11-25;\n")
    with pytest.raises(InputError, match="en enda rad per index, ar och publicerad"):
        begin(two)


def test_an_index_is_spelt_in_one_way(two: Path) -> None:
    edit(two / "lpix.csv", "KPI;2030;", "Kpi;2030;")
    with pytest.raises(
        InputError, match=r"lpix.csv rad 26, kolumn index: fann ”Kpi”, väntade KPI, som indexet skr"
    ):
        begin(two)


ADDITIONS = "avtal;tillagg;part;datum;belopp;text;status;kalla\n"
LICENCE = "kompetensattraktion;licens;2321;2025-01-15;1 000;Licens 2024;fastställd;Faktura 17\n"


@pytest.fixture
def talent(county: Path) -> Path:
    """Kompetensattraktion alone, which was in force in 2024 and has no invoices but of additions."""
    for name in ("natverk", "energikontor"):
        (county / "avtal" / f"{name}.yaml").unlink()
    shutil.rmtree(county / "utfall")
    return county


@pytest.mark.parametrize("code", ["gemensam_pott", "naringslivet"])
def test_nobody_that_is_no_legal_person_can_order(
    talent: Path, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (talent / "tillagg.csv").write_text(ADDITIONS + LICENCE.replace("2321", code), encoding="utf-8")
    assert main(["kontroll", "--inputs", str(talent)]) == 1
    assert (
        f"kolumn part: fann ”{code}”, väntade koden för en part som kan få en faktura, den som beställt"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ((";2321;2026;10", "natverk;arehus;2026;5"), True),
        (("natverk;2321;2026;10", ";arehus;2026;5"), True),
        ((";2321;2026;10", "natverk;2321;2026;5"), True),
        ((";2321;2026;10", ";2321;2026;5"), False),  # two of the same are both counted, as in any table
        (("natverk;2321;2026;10", "energikontor;2321;2026;5"), False),
        ((";2321;2026;10", ";arehus;2027;5"), False),
        ((";2321;2026;10", ";2303;2026;5"), False),
    ],
)
def test_a_budget_that_another_of_the_year_includes(
    rows: tuple[str, str], wrong: bool, county: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "".join(f"{row};;exempel;y\n" for row in rows)
    (county / "partsbudget.csv").write_text(TABLES["partsbudget.csv"] + lines, encoding="utf-8")
    assert main(["kontroll", "--inputs", str(county)]) == int(wrong)
    told = "partsbudget.csv, rad 3, kolumn part: fann ”"
    assert (told in capsys.readouterr().err) is wrong
